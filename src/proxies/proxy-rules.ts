import { Duration } from 'aws-cdk-lib';
import { lacksType } from '../regions/region-catalogue';
import { CLIENTS, durationType, hasProperty, PropType, listOf, NUMBER, SUBNETS } from '../validation/prop-types';
import { Rule } from '../validation/rule';

/** What the rules of a proxy look at. */
export interface ProxyValues {
  readonly id: string;
  /** Ids of the proxies that were added before. */
  readonly taken: string[];
  /** Name of the proxy, which follows from the id. */
  readonly proxyName: string;
  /** Region of the database. */
  readonly region: string;
  /** Logins that the proxy is for; undefined for all. */
  readonly users?: string[];
  /** Those of them that are not of this database. */
  readonly strangers: string[];
  /** Those of them that are named twice. */
  readonly twice: string[];
  readonly idleClientTimeout?: Duration;
  readonly maxConnectionsPercent: number;
  readonly maxIdleConnectionsPercent?: number;
  readonly borrowTimeout?: Duration;
}

/** IAM takes 6144 characters in a policy, and the ARN of a secret has a hundred. RDS Proxy itself takes 200 secrets. */
export const MOST_PROXY_USERS = 50;

/**
 * What the compiler checks in TypeScript. Made when it is asked for: naming a class of aws-cdk-lib loads its module.
 */
export const proxyKinds = (): Record<string, PropType> => ({
  users: listOf(
    'must be a list of application users',
    'write it like [orders], with what addApplicationUser() gives back',
    hasProperty('username'),
  ),
  clients: CLIENTS,
  vpcSubnets: SUBNETS,
  idleClientTimeout: durationType('seconds', 1800),
  maxConnectionsPercent: NUMBER,
  maxIdleConnectionsPercent: NUMBER,
  borrowTimeout: durationType('seconds', 120),
});

/** What people and outputs know a proxy by: `ReportsProxy` and `Reports` would be the same. */
const baseOfProxy = (id: string) =>
  id
    .toLowerCase()
    .replace(/-?proxy$/, '')
    .replace(/-/g, '');

const seconds = (duration: Duration) => duration.toSeconds({ integral: false });
const outside = (duration: Duration | undefined, from: number, to: number) =>
  duration !== undefined &&
  (!Number.isInteger(seconds(duration)) || seconds(duration) < from || seconds(duration) > to);
const list = (names: string[]) => names.map((name) => `'${name}'`).join(', ');

export const proxyRules: readonly Rule<ProxyValues>[] = [
  {
    id: 'proxy-in-region',
    reads: ['id', 'region'],
    needs: (v) => [v.region],
    broken: (v) => lacksType(v.region, 'AWS::RDS::DBProxy'),
    got: (v) => `'${v.id}' in ${v.region}`,
    wants:
      'of addProxy() needs RDS Proxy in the region of the database, and the registry of CloudFormation has no AWS::RDS::DBProxy there',
    fix: 'leave the proxy out, and pool connections in the clients',
  },
  {
    id: 'proxy-id-format',
    reads: ['id'],
    needs: () => undefined, // a token is no id either
    broken: (v) => !/^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/.test(v.id),
    got: (v) => `'${v.id}'`,
    wants:
      'of addProxy() must be made of letters, digits and single hyphens, starting with a letter: the proxy is named after it',
    fix: "choose one like 'ReportsProxy'",
  },
  {
    id: 'proxy-id-once',
    reads: ['id', 'taken'],
    broken: (v) => v.taken.some((other) => baseOfProxy(other) === baseOfProxy(v.id)),
    got: (v) => `'${v.id}'`,
    wants: (v) =>
      `of addProxy() must differ from that of another proxy by more than its case and the word proxy (there are ${list(v.taken)})`,
    fix: "choose one like 'ReportsProxy'",
  },
  {
    id: 'proxy-name-length',
    reads: ['id', 'proxyName'],
    broken: (v) => v.proxyName.length > 63,
    got: (v) => `'${v.id}', which makes ${v.proxyName.length} (${v.proxyName})`,
    wants:
      'of addProxy() must leave 63 characters at the most to the name of the proxy, with the identifier of the instance',
    fix: 'choose a shorter one',
  },
  {
    id: 'proxy-users-some',
    reads: ['users'],
    broken: (v) => v.users?.length === 0,
    got: () => 'an empty list',
    wants: 'must name one application user at least',
    fix: 'leave it out for all of them',
  },
  {
    id: 'proxy-users-of-this-database',
    reads: ['users', 'strangers'],
    broken: (v) => v.strangers.length > 0,
    got: (v) => list(v.strangers),
    wants: 'must be application users of the same database',
    fix: 'add them there with addApplicationUser(); the master user does not go through a proxy',
  },
  {
    id: 'proxy-users-once',
    reads: ['users', 'twice'],
    broken: (v) => v.twice.length > 0,
    got: (v) => `${list(v.twice)} twice`,
    wants: 'must be named once',
    fix: 'leave out the second one',
  },
  {
    id: 'proxy-idle-client-timeout',
    reads: ['idleClientTimeout'],
    broken: (v) => outside(v.idleClientTimeout, 1, 28_800),
    got: (v) => v.idleClientTimeout!.toHumanString(),
    wants: 'must be 1 second to 8 hours, in whole seconds',
    fix: 'choose one like Duration.minutes(30)',
  },
  {
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ConnectionPoolConfiguration.html, as the next ones
    id: 'proxy-max-connections',
    reads: ['maxConnectionsPercent'],
    broken: (v) =>
      !Number.isInteger(v.maxConnectionsPercent) || v.maxConnectionsPercent < 1 || v.maxConnectionsPercent > 100,
    got: (v) => `${v.maxConnectionsPercent}`,
    wants: 'must be a whole number of percent from 1 to 100',
    fix: 'leave it out for 80',
  },
  {
    id: 'proxy-max-idle-connections',
    reads: ['maxIdleConnectionsPercent', 'maxConnectionsPercent'],
    broken: (v) =>
      v.maxIdleConnectionsPercent !== undefined &&
      (!Number.isInteger(v.maxIdleConnectionsPercent) ||
        v.maxIdleConnectionsPercent < 0 ||
        v.maxIdleConnectionsPercent > v.maxConnectionsPercent),
    got: (v) => `${v.maxIdleConnectionsPercent} with ${v.maxConnectionsPercent}`,
    wants: 'must be a whole number of percent from 0 to maxConnectionsPercent',
    fix: 'leave it out for half of that',
  },
  {
    id: 'proxy-borrow-timeout',
    reads: ['borrowTimeout'],
    broken: (v) => outside(v.borrowTimeout, 0, 300),
    got: (v) => v.borrowTimeout!.toHumanString(),
    wants: 'must be 0 to 300 seconds, in whole ones',
    fix: 'choose one like Duration.minutes(2)',
  },
];
