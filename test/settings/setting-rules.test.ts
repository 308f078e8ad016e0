import { applicationUserRules } from '../../src/credentials/application-user-rules';
import { restoreRules } from '../../src/instance/restore-rules';
import { monitoredInstanceRules } from '../../src/monitoring/monitoring-rules';
import { topicRules } from '../../src/monitoring/topic-rules';
import { networkRules } from '../../src/network/network-rules';
import { readReplicaRules } from '../../src/replicas/read-replica-rules';
import { settingRules } from '../../src/settings/setting-rules';
import { Rule } from '../../src/validation/rule';
import { NETWORK_CASES, RESTORE_CASES, SETTING_CASES, TOPIC_CASES } from '../validation/rule-cases';

const ids = (rules: readonly Rule<never>[]) => rules.map((rule) => rule.id);
/** Most rules for stand-alone monitoring also apply to settings. */
const rulesOfInstances = monitoredInstanceRules.filter(({ id }) => !ids(settingRules).includes(id));
const wording = [
  ...settingRules,
  ...networkRules,
  ...topicRules,
  ...restoreRules,
  ...rulesOfInstances,
  ...applicationUserRules,
  ...readReplicaRules,
]
  .flatMap((rule) => ['wants', 'fix'].map((part) => [rule.id, part, rule[part as 'wants' | 'fix']] as const))
  .filter((entry): entry is readonly [string, string, string] => typeof entry[2] === 'string');

test('every rule has a unique name', () => {
  const all = [
    settingRules,
    networkRules,
    topicRules,
    restoreRules,
    rulesOfInstances,
    applicationUserRules,
    readReplicaRules,
  ].flatMap((rules: readonly Rule<never>[]) => ids(rules));
  expect(new Set(all).size).toBe(all.length);
});

test('every rule has cases, and every case belongs to a rule', () => {
  expect(Object.keys(SETTING_CASES).sort()).toEqual(ids(settingRules).sort());
  expect(Object.keys(NETWORK_CASES).sort()).toEqual(ids(networkRules).sort());
  expect(Object.keys(TOPIC_CASES).sort()).toEqual(ids(topicRules).sort());
  expect(Object.keys(RESTORE_CASES).sort()).toEqual(ids(restoreRules).sort());
});

/**
 * These rules never see a token: a plan decides about resources, the type check of bootstrap refuses a token, as the
 * second rule does for bootstrapSql, and BootstrapSql.inline() refuses one as name.
 */
const WITHOUT_TOKENS = [
  'read-replicas-count',
  'read-replicas-rotation',
  'restore-drill-needs-plan',
  'bootstrap-sql-needs-bootstrap',
  'bootstrap-sql-list',
  'bootstrap-sql-names-once',
  'instance-capacity-known',
];

test.each(Object.entries({ ...SETTING_CASES, ...NETWORK_CASES, ...TOPIC_CASES, ...RESTORE_CASES }))(
  '%s is tested with a bad value, a token and a good value',
  (id, { bad, tokens, good }) => {
    expect(bad.length).toBeGreaterThan(0);
    expect(tokens.length > 0).toBe(!WITHOUT_TOKENS.includes(id));
    expect(good.length).toBeGreaterThan(0);
  },
);

test.each(wording)('%s: %s starts in lower case and ends without a full stop', (_, __, text) => {
  expect(text).toMatch(/^[a-z(].*[^.;]$/s);
});
