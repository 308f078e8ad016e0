import { SecretValue } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ExplainedSetting } from './explanation';
import { ConstructProp } from './settings';
import { OficinaPostgresProps } from '../oficina-postgres-props';
import { CertificateAuthorities } from '../regions/certificate-authorities';
import { isOfClass } from '../validation/class-of';
import {
  CLIENTS,
  instanceOf,
  INTERFACE_ENDPOINT,
  KEY,
  PropType,
  propType,
  SECURITY_GROUP,
  SUBNETS,
  TOPIC,
} from '../validation/prop-types';

/** What was decided about the props that pass other constructs, with their defaults. */
export interface ResolvedConstructs {
  /** How many subnets were chosen. */
  readonly subnets: number;
  readonly secretsManagerEndpoint?: ec2.IInterfaceVpcEndpoint;
  readonly monitoring: boolean;
}

/** The definition of one prop that passes another construct. */
interface ConstructPropDefinition {
  /** What the prop takes. */
  readonly type: PropType;
  /** Whether `explain()` lists it. It always does if this is undefined. */
  readonly isListed?: (props: OficinaPostgresProps) => boolean;
  /** What `explain()` shows as its value. */
  readonly value: (props: OficinaPostgresProps, resolved: ResolvedConstructs) => string;
  /** What it costs, risks or means. */
  readonly consequence: (props: OficinaPostgresProps, resolved: ResolvedConstructs) => string;
}

/** The value that `explain()` shows for a construct that a prop passes. */
const PROVIDED = 'provided';

/**
 * Every prop that passes another construct, in the order in which `explain()` lists them. `vpc` is not among them:
 * without it, nothing else can be checked.
 */
const CONSTRUCT_PROPS: Record<Exclude<ConstructProp, 'vpc'>, ConstructPropDefinition> = {
  vpcSubnets: {
    type: SUBNETS,
    value: (_, { subnets }) => `${subnets} subnets`,
    consequence: () => 'cannot be moved to another VPC',
  },
  clients: {
    type: CLIENTS,
    value: ({ clients = [] }) => `${clients.length}`,
    consequence: ({ clients = [] }) =>
      clients.length > 0
        ? 'may connect, in addition to those that connections allows'
        : 'this prop allows nobody; connections may allow others',
  },
  securityGroup: {
    type: SECURITY_GROUP,
    value: ({ securityGroup }) => (securityGroup ? PROVIDED : 'new'),
    consequence: ({ securityGroup }) =>
      securityGroup ? 'RISK: its existing rules also allow access' : 'allows only the clients',
  },
  encryptionKey: {
    type: KEY,
    value: ({ encryptionKey }) => (encryptionKey ? PROVIDED : 'new'),
    consequence: keyConsequence,
  },
  secretsManagerEndpoint: {
    type: INTERFACE_ENDPOINT,
    value: endpointValue,
    consequence: ({ secretsManagerEndpoint: ownEndpoint }, { secretsManagerEndpoint: usedEndpoint }) =>
      usedEndpoint && !ownEndpoint
        ? 'COST: per hour and zone; the subnets have no route out'
        : 'how the rotation reaches the secret',
  },
  certificateAuthorities: {
    type: instanceOf(
      CertificateAuthorities,
      "write it like CertificateAuthorities.fromFile('il-central-1-bundle.pem')",
    ),
    isListed: ({ certificateAuthorities }) => certificateAuthorities !== undefined,
    value: () => PROVIDED,
    consequence: () => 'the functions trust only these: renew them before they expire',
  },
  alarmTopic: {
    type: TOPIC,
    ...explainedByMonitoring('alarmTopic', 'new', () => 'every alarm, and RDS events'),
  },
  pagingTopic: {
    type: TOPIC,
    ...explainedByMonitoring('pagingTopic', 'new', () => 'the critical alarms, in addition to alarmTopic'),
  },
  pagerDutyIntegrationUrl: {
    type: {
      ...propType(
        'must be a SecretValue',
        "keep it in Secrets Manager and write it like SecretValue.secretsManager('pagerduty-url')",
        (value) => isOfClass(value, SecretValue),
      ),
      mayBeSecret: true,
    },
    ...explainedByMonitoring('pagerDutyIntegrationUrl', '-', ({ pagerDutyIntegrationUrl }) =>
      pagerDutyIntegrationUrl ? 'critical alarms open and close incidents' : 'no incidents',
    ),
  },
};

/** The types of the props that pass other constructs. */
export function constructPropTypes(): Record<string, PropType> {
  return Object.fromEntries(Object.entries(CONSTRUCT_PROPS).map(([name, { type }]) => [name, type]));
}

/** Explains the props that pass other constructs: who may connect, where the database is, which key it uses. */
export function explainConstructProps(props: OficinaPostgresProps, resolved: ResolvedConstructs): ExplainedSetting[] {
  return Object.entries(CONSTRUCT_PROPS)
    .filter(([, { isListed = () => true }]) => isListed(props))
    .map(([name, { value, consequence }]) => ({
      name,
      value: value(props, resolved),
      source: props[name as ConstructProp] === undefined ? 'default' : 'prop',
      consequence: consequence(props, resolved),
    }));
}

function keyConsequence({ encryptionKey, restoreFrom }: OficinaPostgresProps): string {
  const consequence = encryptionKey
    ? 'cannot be changed; must outlive every backup'
    : 'COST: per month; cannot be changed';
  return restoreFrom ? `${consequence}; storage and backups have the key of the source` : consequence;
}

function endpointValue(props: OficinaPostgresProps, resolved: ResolvedConstructs): string {
  if (props.secretsManagerEndpoint) return PROVIDED;
  return resolved.secretsManagerEndpoint ? 'new or existing' : '-';
}

/** The explanation of a prop that only monitoring reads. */
function explainedByMonitoring(
  name: ConstructProp,
  defaultValue: string,
  consequence: (props: OficinaPostgresProps) => string,
): Pick<ConstructPropDefinition, 'value' | 'consequence'> {
  return {
    value: (props, { monitoring }) => {
      if (props[name]) return PROVIDED;
      return monitoring ? defaultValue : '-';
    },
    consequence: (props, { monitoring }) => (monitoring ? consequence(props) : 'ignored: monitoring is off'),
  };
}
