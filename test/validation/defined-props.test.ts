import { definedProps } from '../../src/validation/defined-props';

test('what is undefined or null is not given; what is false, zero or empty is', () => {
  expect(definedProps({ a: undefined, b: null, c: false, d: 0, e: '', f: [], g: { h: null } })).toEqual({
    c: false,
    d: 0,
    e: '',
    f: [],
    g: { h: null },
  });
});

test('the props themselves stay as they are', () => {
  const props = { a: undefined, b: 1 };
  definedProps(props);
  expect(Object.keys(props)).toEqual(['a', 'b']);
});
