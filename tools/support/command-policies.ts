import { RecordedCommandCalls } from '../../rehearsal/recorded-command-calls';
import { Place, resourcesOf } from '../../src/cli/permissions/action-resources';

/** A statement of an IAM policy that allows something. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** Where the database is, and where its backups are replicated to. */
export interface Places {
  readonly home: Place;
  readonly other: Place;
}

/** Calls that nobody needs a permission for. */
const ALLOWED_TO_EVERYBODY = ['sts:GetCallerIdentity'];

/** The statements with which commands can make the calls that were recorded. */
export function statementsFor(recorded: readonly RecordedCommandCalls[], { home, other }: Places): Statement[] {
  const allowed = new Map<string, Set<string>>(); // the resources of each action, with its condition
  for (const { command, called, otherRegion } of recorded) {
    for (const [actions, place] of [
      [called, home],
      [otherRegion, other],
    ] as const) {
      for (const action of actions.filter((name) => !ALLOWED_TO_EVERYBODY.includes(name))) {
        const key = JSON.stringify([action, conditionOf(action, place)]);
        const resources = allowed.get(key) ?? new Set();
        resourcesOf(command, action, place).forEach((resource) => resources.add(resource));
        allowed.set(key, resources);
      }
    }
  }
  return joined([...allowed].map(([key, resources]) => statement(key, [...resources].sort())));
}

function statement(key: string, resources: string[]): Statement {
  const [action, condition] = JSON.parse(key);
  // `db:*` makes the name of one instance superfluous.
  const needed = resources.filter((name) => !resources.some((wider) => wider !== name && covers(wider, name)));
  return { Effect: 'Allow', Action: [action], Resource: needed, ...(condition && { Condition: condition }) };
}

function covers(wider: string, name: string): boolean {
  return wider.endsWith(':*') && name.startsWith(wider.slice(0, -1));
}

/** Joins the actions that have the same resources and the same condition. */
function joined(statements: readonly Statement[]): Statement[] {
  const keyOf = ({ Resource, Condition }: Statement) => JSON.stringify([Resource, Condition]);
  return [...new Set(statements.map(keyOf))].sort().map((key) => {
    const own = statements.filter((one) => keyOf(one) === key);
    return { ...own[0], Action: own.flatMap(({ Action }) => Action).sort() };
  });
}

/** Keys have names that nobody knows beforehand: they are used through a service, for what belongs to the database. */
function conditionOf(action: string, place: Place): Statement['Condition'] {
  if (!action.startsWith('kms:')) return undefined;
  if (action === 'kms:Decrypt') {
    return {
      StringEquals: { 'kms:ViaService': `secretsmanager.${place.region}.amazonaws.com` },
      StringLike: { 'kms:EncryptionContext:SecretARN': resourcesOf('', 'secretsmanager:GetSecretValue', place) },
    };
  }
  const viaRds = { StringEquals: { 'kms:ViaService': `rds.${place.region}.amazonaws.com` } };
  return action === 'kms:CreateGrant' ? { ...viaRds, Bool: { 'kms:GrantIsForAWSResource': 'true' } } : viaRds;
}

/** What the AWS CLI calls by itself for a way to the database: no rehearsal can record it. */
export const CALLS_OF_WAYS: readonly { readonly way: string; statementsIn(place: Place): Statement[] }[] = [
  {
    way: '`--via ssm:<instance-id>`',
    statementsIn: ({ partition, region, account }) => [
      {
        Effect: 'Allow',
        Action: ['ssm:StartSession'],
        Resource: [
          `arn:${partition}:ec2:${region}:${account}:instance/i-0123456789abcdef0`,
          `arn:${partition}:ssm:${region}::document/AWS-StartPortForwardingSessionToRemoteHost`,
        ],
      },
      {
        Effect: 'Allow',
        Action: ['ssm:ResumeSession', 'ssm:TerminateSession'],
        Resource: [`arn:${partition}:ssm:${region}:${account}:session/\${aws:userid}-*`],
      },
    ],
  },
  {
    way: '`--via ssm`, which looks for the host, besides',
    statementsIn: () => [
      { Effect: 'Allow', Action: ['ec2:DescribeInstances', 'ssm:DescribeInstanceInformation'], Resource: ['*'] },
    ],
  },
  {
    way: '`--via eice:<instance-id>`',
    statementsIn: ({ partition, region, account }) => [
      {
        Effect: 'Allow',
        Action: ['ec2:DescribeInstanceConnectEndpoints', 'ec2:DescribeInstances'],
        Resource: ['*'],
      },
      {
        Effect: 'Allow',
        Action: ['ec2-instance-connect:OpenTunnel'],
        Resource: [`arn:${partition}:ec2:${region}:${account}:instance-connect-endpoint/*`],
        Condition: { NumericEquals: { 'ec2-instance-connect:remotePort': '22' } },
      },
      {
        Effect: 'Allow',
        Action: ['ec2-instance-connect:SendSSHPublicKey'],
        Resource: [`arn:${partition}:ec2:${region}:${account}:instance/i-0123456789abcdef0`],
        Condition: { StringEquals: { 'ec2:osuser': 'ec2-user' } },
      },
    ],
  },
  {
    way: '`--iam`, which is a login and no call',
    statementsIn: ({ partition, region, account }) => [
      {
        Effect: 'Allow',
        Action: ['rds-db:connect'],
        Resource: [`arn:${partition}:rds-db:${region}:${account}:dbuser:db-ABCDEFGHIJKLMNOPQRSTUVWXYZ/orders`],
      },
    ],
  },
];
