import { Assembly, collectionsOfStructs } from './collections-of-structs';

const struct = (name: string, properties: object = {}, interfaces: string[] = []) => ({
  [`lib.${name}`]: {
    fqn: `lib.${name}`,
    kind: 'interface',
    datatype: true,
    interfaces,
    properties: Object.entries(properties).map(([key, value]) => ({ name: key, type: value, immutable: true })),
  },
});
const service = (name: string, members: object) => ({
  [`lib.${name}`]: { fqn: `lib.${name}`, kind: 'class', ...members },
});
const taking = (type: object, others: object = {}) => ({ parameters: [{ name: 'given', type, ...others }] });
const type = (fqn: string) => ({ fqn });
const list = (elementtype: object) => ({ collection: { kind: 'array', elementtype } });
const map = (elementtype: object) => ({ collection: { kind: 'map', elementtype } });
const oneOf = (...types: object[]) => ({ union: { types } });
const TEXT = { primitive: 'string' };
const AN_OVERRIDE = type('lib.Override');

/** Another library, with a struct and with a list of it that is not the affair of this one. */
const OTHER: Assembly = {
  name: 'cdk',
  types: {
    'cdk.Options': {
      fqn: 'cdk.Options',
      kind: 'interface',
      datatype: true,
      properties: [{ name: 'many', type: list(type('cdk.Options')) }],
    },
    'cdk.ITopic': { fqn: 'cdk.ITopic', kind: 'interface' },
  },
};

function found(types: object): string[] {
  return collectionsOfStructs({ name: 'lib', types: types as Assembly['types'] }, [OTHER]);
}

const OVERRIDE = struct('Override', { threshold: { primitive: 'number' } });

test('finds a map of structs in the props of a construct, as alarmOverrides was one', () => {
  expect(
    found({
      ...OVERRIDE,
      ...struct('Props', { alarmOverrides: map(AN_OVERRIDE) }),
      ...service('Database', { initializer: taking(type('lib.Props')) }),
    }),
  ).toEqual(['lib.Props.alarmOverrides']);
});

test('finds none where a struct has a property for each', () => {
  expect(
    found({
      ...OVERRIDE,
      ...struct('Overrides', { highCpu: AN_OVERRIDE }),
      ...struct('Props', { alarmOverrides: type('lib.Overrides') }),
      ...service('Database', { initializer: taking(type('lib.Props')) }),
    }),
  ).toEqual([]);
});

test('finds a list of structs that an initializer takes, as that of Explanation did, and none that can be read', () => {
  const settings = { name: 'settings', type: list(AN_OVERRIDE), immutable: true };
  const explanation = (members: object) => ({
    ...OVERRIDE,
    ...service('Explanation', { properties: [settings], ...members }),
  });
  expect(found(explanation({ initializer: taking(list(AN_OVERRIDE)) }))).toEqual(['lib.Explanation.new(given)']);
  expect(found(explanation({}))).toEqual([]);
});

test.each<[string, object, string]>([
  ['a parameter of a method', { methods: [{ name: 'add', ...taking(list(AN_OVERRIDE)) }] }, 'add(given)'],
  ['any number of structs', { methods: [{ name: 'add', ...taking(AN_OVERRIDE, { variadic: true }) }] }, 'add(given)'],
  ['a property that can be set', { properties: [{ name: 'all', type: map(AN_OVERRIDE) }] }, 'all'],
  ['a map in a list', { initializer: taking(list(map(AN_OVERRIDE))) }, 'new(given)'],
  ['one of several types', { initializer: taking(oneOf(TEXT, list(AN_OVERRIDE))) }, 'new(given)'],
  ['elements of several types', { initializer: taking(list(oneOf(TEXT, AN_OVERRIDE))) }, 'new(given)'],
  ['structs of another library', { initializer: taking(list(type('cdk.Options'))) }, 'new(given)'],
])('finds %s', (_, members, where) => {
  expect(found({ ...OVERRIDE, ...service('Database', members) })).toEqual([`lib.Database.${where}`]);
});

test.each<[string, object]>([
  ['a list of constructs', list(type('cdk.ITopic'))],
  ['a map of texts', map(TEXT)],
  ['a single struct', AN_OVERRIDE],
  ['a struct of another library that has a list itself', type('cdk.Options')],
])('does not find %s', (_, given) => {
  expect(found({ ...OVERRIDE, ...service('Database', { initializer: taking(given) }) })).toEqual([]);
});

test('looks at the structs that a struct extends and holds, even if they hold each other', () => {
  expect(
    found({
      ...OVERRIDE,
      ...struct('Base', { many: list(AN_OVERRIDE), props: type('lib.Props') }),
      ...struct('Inner', { more: map(AN_OVERRIDE) }),
      ...struct('Props', { inner: type('lib.Inner') }, ['lib.Base', 'cdk.Options']),
      ...service('Database', { initializer: taking(type('lib.Props')) }),
    }),
  ).toEqual(['lib.Inner.more', 'lib.Base.many']);
});

test('does not look at a struct that is only returned', () => {
  expect(found({ ...OVERRIDE, ...struct('Result', { many: list(AN_OVERRIDE) }) })).toEqual([]);
});

test('refuses a type that no assembly has', () => {
  expect(() => found(service('Database', { initializer: taking(list(type('other.Thing'))) }))).toThrow(
    'no assembly has the type other.Thing',
  );
});
