import { closest } from '../../src/validation/closest';

test.each([
  ['work_men', ['work_mem', 'temp_buffers'], 'work_mem'],
  ['multiAZ', ['multiAz', 'vpc'], 'multiAz'],
  ['backupRetentio', ['backupWindow', 'backupRetention'], 'backupRetention'],
  ['abc', ['abcdef'], 'abcdef'], // a distance of three is close
  ['abc', ['abcdefg'], undefined], // one of four is not
  ['anything', [], undefined],
])('%s among %j is %s', (name, candidates, found) => {
  expect(closest(name, candidates)).toBe(found);
});
