import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { Settings } from '../settings/settings';

/** Actions of Secrets Manager that the functions and the clients of a database call. */
const ACTIONS = [
  'secretsmanager:DescribeSecret',
  'secretsmanager:GetSecretValue',
  'secretsmanager:ListSecretVersionIds',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
];

/**
 * The statements of an endpoint's policy that let principals of the account do with the secrets of one database what
 * its functions do. By the names of the secrets, not by references: the endpoint may stand in another stack, which
 * would depend on this one.
 */
export function admittedSecrets(scope: IConstruct, settings: Settings): iam.PolicyStatement[] {
  const { account } = Stack.of(scope);
  const admitted = (actions: string[], resources: string[]) =>
    new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()],
      actions,
      resources,
      conditions: { StringEquals: { 'aws:PrincipalAccount': account } },
    });
  const statements = [
    admitted(
      ACTIONS,
      secretNames(settings).map((name) => secretArn(scope, name)),
    ),
  ];
  if (settings.rotation._mechanism.callsGetRandomPassword) {
    // The action has no resource.
    statements.push(admitted(['secretsmanager:GetRandomPassword'], ['*']));
  }
  return statements;
}

/** Patterns of the names, with the six characters that Secrets Manager adds; any, where the name is not known yet. */
function secretNames({ secretName, rotation }: Settings): string[] {
  if (Token.isUnresolved(secretName)) return ['*'];
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html (rds!db-…)
  const master = rotation._mechanism.isSecretMadeByRds ? 'rds!db-*' : `${secretName}-??????`;
  return [master, `${secretName}/*`];
}

function secretArn(scope: IConstruct, resourceName: string): string {
  return Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
