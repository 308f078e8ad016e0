import { beforeHalfCharacter, hasWholeCharacters } from '../../src/validation/whole-characters';

const FIRST_HALF = '\ud83d';
const SECOND_HALF = '\ude00';

test.each([
  ['', undefined],
  ['peça 😀', undefined],
  [`${FIRST_HALF}${SECOND_HALF}`, undefined],
  ['\ufffd', undefined],
  [`peça ${FIRST_HALF}`, 'peça '],
  [`😀${SECOND_HALF}`, '😀'],
  [`${SECOND_HALF}${FIRST_HALF}`, ''],
])('%j', (text, before) => {
  expect(beforeHalfCharacter(text)).toBe(before);
  expect(hasWholeCharacters(text)).toBe(before === undefined);
});
