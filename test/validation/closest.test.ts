import { closest } from '../../src/validation/closest';

test.each([
  ['work_men', ['work_mem', 'temp_buffers'], 'work_mem'],
  ['multiAZ', ['multiAz', 'vpc'], 'multiAz'],
  ['backupRetentio', ['backupWindow', 'backupRetention'], 'backupRetention'],
  ['abc', ['abcdef'], 'abcdef'], // a distance of three is close
  ['abc', ['abcdefg'], undefined], // one of four is not
  ['anything', [], undefined],
  // The spellings of other languages, also of many words and with a mistake besides.
  ['multi_az', ['vpc', 'multiAz'], 'multiAz'],
  ['MultiAz', ['vpc', 'multiAz'], 'multiAz'],
  ['MULTI_AZ', ['vpc', 'multiAz'], 'multiAz'],
  ['multi-az', ['vpc', 'multiAz'], 'multiAz'],
  ['a_name_of_many_short_words', ['aNameOfManyShortWords'], 'aNameOfManyShortWords'],
  ['a_nmae_of_many_short_words', ['aNameOfManyShortWords'], 'aNameOfManyShortWords'],
  ['aNameOfManyShortWords', ['a_name_of_many_short_words'], 'a_name_of_many_short_words'],
  // Equal words come before a name that has fewer different letters as it is written.
  ['work_mem_x', ['workMemX', 'work_mem'], 'workMemX'],
  // Only a candidate in camel case is close without the underscores of the name.
  ['ab_c_d_e_f', ['abcde'], undefined],
  ['ab_c_d_e_f', ['abCde'], 'abCde'],
])('%s among %j is %s', (name, candidates, found) => {
  expect(closest(name, candidates)).toBe(found);
});
