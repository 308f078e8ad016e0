import { EXCLUDED_CHARACTERS, PASSWORD_LENGTH } from '../../../src/credentials/password-criteria';
import { newPassword } from '../../../src/handlers/rotation/password';

const passwords = Array.from({ length: 2_000 }, newPassword);

test('has the length of the first one, characters of each kind, and no excluded character', () => {
  for (const password of passwords) {
    expect(password).toHaveLength(PASSWORD_LENGTH);
    for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/]) expect(password).toMatch(kind);
    expect([...password].filter((character) => EXCLUDED_CHARACTERS.includes(character))).toEqual([]);
    expect(password).toMatch(/^[\x21-\x7e]+$/);
  }
});

test('differs each time, and uses every allowed character', () => {
  expect(new Set(passwords).size).toBe(passwords.length);
  // The space is not one of the 94 characters.
  expect(new Set(passwords.join('')).size).toBe(94 - (EXCLUDED_CHARACTERS.length - 1));
});
