import { definedProps } from '../../src/validation/defined-props';

test('undefined and null are not given; false, zero and empty values are', () => {
  expect(definedProps({ a: undefined, b: null, c: false, d: 0, e: '', f: [], g: { h: null } })).toEqual({
    c: false,
    d: 0,
    e: '',
    f: [],
    g: { h: null },
  });
});

test('the original props are not changed', () => {
  const props = { a: undefined, b: 1 };
  definedProps(props);
  expect(Object.keys(props)).toEqual(['a', 'b']);
});
