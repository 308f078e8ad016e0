import { Duration } from 'aws-cdk-lib';
import { lacksType } from '../regions/region-catalogue';
import { CLIENTS, durationType, hasProperty, PropType, listOf, NUMBER, SUBNETS } from '../validation/prop-types';
import { NOTHING, Rule } from '../validation/rule';
import { wholeDurationOr, WholeRange } from '../validation/whole-duration';

/** The values that the rules check: a new proxy, and the proxies that exist already. */
export interface ProxyValues {
  readonly id: string;
  /** Ids of the proxies that were added before. */
  readonly existingIds: string[];
  /** Name of the proxy, which follows from the id. */
  readonly proxyName: string;
  /** Region of the database. */
  readonly region: string;
  /** Logins of the users of the proxy; undefined for all users. */
  readonly users?: string[];
  /** Those of `users` that do not belong to this database. */
  readonly usersOfOtherDatabases: string[];
  /** Those of `users` that are named more than once. */
  readonly repeatedUsers: string[];
  readonly idleClientTimeout?: Duration;
  readonly maxConnectionsPercent: number;
  readonly maxIdleConnectionsPercent?: number;
  readonly borrowTimeout?: Duration;
}

/** The limit of IAM is 6144 characters in a policy, and a secret's ARN has about 100. RDS Proxy allows 200 secrets. */
export const MOST_PROXY_USERS = 50;

/**
 * The types that the compiler checks in TypeScript. A function, because naming a class of aws-cdk-lib loads its module.
 */
export function proxyPropTypes(): Record<string, PropType> {
  return {
    users: listOf(
      'must be a list of application users',
      'write it like [orders], with what addApplicationUser() returns',
      hasProperty('username'),
    ),
    clients: CLIENTS,
    vpcSubnets: SUBNETS,
    idleClientTimeout: durationType('seconds', 1800),
    maxConnectionsPercent: NUMBER,
    maxIdleConnectionsPercent: NUMBER,
    borrowTimeout: durationType('seconds', 120),
  };
}

/**
 * Returns the part of an id that distinguishes proxies: `ReportsProxy` and `Reports` would have the same output names.
 */
function distinctPart(id: string): string {
  return id
    .toLowerCase()
    .replace(/-?proxy$/, '')
    .replace(/-/g, '');
}

const IDLE_SECONDS: WholeRange = { unit: 'seconds', atLeast: 1, atMost: 28_800 };
const BORROW_SECONDS: WholeRange = { unit: 'seconds', atLeast: 0, atMost: 300 };

function isSecondsIn({ atLeast, atMost }: WholeRange, duration: Duration): boolean {
  const seconds = duration.toSeconds({ integral: false });
  return Number.isInteger(seconds) && seconds >= atLeast && seconds <= atMost;
}

function isPercentBetween(percent: number, least: number, most: number): boolean {
  return Number.isInteger(percent) && percent >= least && percent <= most;
}

function quoted(names: string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

export const proxyRules: readonly Rule<ProxyValues>[] = [
  {
    id: 'proxy-in-region',
    reads: ['id', 'region'],
    mustBeResolved: (v) => [v.region],
    broken: (v) => lacksType(v.region, 'AWS::RDS::DBProxy'),
    got: (v) => `'${v.id}' in ${v.region}`,
    wants:
      'of addProxy() needs RDS Proxy in the region of the database, and the registry of CloudFormation has no ' +
      'AWS::RDS::DBProxy there',
    fix: 'leave the proxy out, and pool connections in the clients',
  },
  {
    id: 'proxy-id-format',
    reads: ['id'],
    mustBeResolved: NOTHING, // A token is refused too.
    broken: (v) => !/^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/.test(v.id),
    got: (v) => `'${v.id}'`,
    wants:
      'of addProxy() must consist of letters, digits and single hyphens, and start with a letter, because the ' +
      'proxy is named after it',
    fix: "choose one like 'ReportsProxy'",
  },
  {
    id: 'proxy-id-once',
    reads: ['id', 'existingIds'],
    broken: (v) => v.existingIds.some((other) => distinctPart(other) === distinctPart(v.id)),
    got: (v) => `'${v.id}'`,
    wants: (v) =>
      'of addProxy() must differ from other ids by more than case, hyphens and the word proxy (there are ' +
      `${quoted(v.existingIds)})`,
    fix: "choose one like 'ReportsProxy'",
  },
  {
    id: 'proxy-name-length',
    reads: ['id', 'proxyName'],
    broken: (v) => v.proxyName.length > 63,
    got: (v) => `'${v.id}', which results in ${v.proxyName.length} (${v.proxyName})`,
    wants:
      'of addProxy() must result in a proxy name of at most 63 characters, which begins with the identifier of ' +
      'the instance',
    fix: 'choose a shorter one',
  },
  {
    id: 'proxy-users-some',
    reads: ['users'],
    broken: (v) => v.users?.length === 0,
    got: () => 'an empty list',
    wants: 'must name at least one application user',
    fix: 'leave it out for all of them',
  },
  {
    id: 'proxy-users-of-this-database',
    reads: ['users', 'usersOfOtherDatabases'],
    broken: (v) => v.usersOfOtherDatabases.length > 0,
    got: (v) => quoted(v.usersOfOtherDatabases),
    wants: 'must be application users of the same database',
    fix: 'add them with addApplicationUser(); the master user cannot use a proxy',
  },
  {
    id: 'proxy-users-once',
    reads: ['users', 'repeatedUsers'],
    broken: (v) => v.repeatedUsers.length > 0,
    got: (v) => `${quoted(v.repeatedUsers)} twice`,
    wants: 'must name each user once',
    fix: 'leave out the second one',
  },
  {
    id: 'proxy-idle-client-timeout',
    reads: ['idleClientTimeout'],
    broken: (v) => v.idleClientTimeout !== undefined && !isSecondsIn(IDLE_SECONDS, v.idleClientTimeout),
    got: (v) => v.idleClientTimeout!.toHumanString(),
    wants: 'must be 1 second to 8 hours, in whole seconds',
    fix: (v) => `choose one like ${wholeDurationOr('Duration.minutes(30)', v.idleClientTimeout!, IDLE_SECONDS)}`,
  },
  {
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ConnectionPoolConfiguration.html, as the next ones
    id: 'proxy-max-connections',
    reads: ['maxConnectionsPercent'],
    broken: (v) => !isPercentBetween(v.maxConnectionsPercent, 1, 100),
    got: (v) => `${v.maxConnectionsPercent}`,
    wants: 'must be a whole number of percent from 1 to 100',
    fix: 'leave it out for 80',
  },
  {
    id: 'proxy-max-idle-connections',
    reads: ['maxIdleConnectionsPercent', 'maxConnectionsPercent'],
    broken: (v) =>
      v.maxIdleConnectionsPercent !== undefined &&
      !isPercentBetween(v.maxIdleConnectionsPercent, 0, v.maxConnectionsPercent),
    got: (v) => `${v.maxIdleConnectionsPercent} with ${v.maxConnectionsPercent}`,
    wants: 'must be a whole number of percent from 0 to maxConnectionsPercent',
    fix: 'leave it out for half of that',
  },
  {
    id: 'proxy-borrow-timeout',
    reads: ['borrowTimeout'],
    broken: (v) => v.borrowTimeout !== undefined && !isSecondsIn(BORROW_SECONDS, v.borrowTimeout),
    got: (v) => v.borrowTimeout!.toHumanString(),
    wants: 'must be a whole number of seconds from 0 to 300',
    fix: (v) => `choose one like ${wholeDurationOr('Duration.minutes(2)', v.borrowTimeout!, BORROW_SECONDS)}`,
  },
];
