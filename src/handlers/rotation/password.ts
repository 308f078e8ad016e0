import { randomInt } from 'crypto';
import { EXCLUDED_CHARACTERS, PASSWORD_LENGTH } from '../../credentials/password-criteria';

const PRINTABLE = Array.from({ length: 0x7f - 0x21 }, (_, index) => String.fromCharCode(0x21 + index));
const ALPHABET = PRINTABLE.filter((character) => !EXCLUDED_CHARACTERS.includes(character));
const REQUIRED_KINDS = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/];

/** A random password that meets the criteria of the first one, which Secrets Manager generated. */
export function newPassword(): string {
  for (;;) {
    const password = Array.from({ length: PASSWORD_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    if (REQUIRED_KINDS.every((kind) => kind.test(password))) return password;
  }
}
