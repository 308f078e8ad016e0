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
 * Returns the statements of an endpoint policy that allow principals of the account what the functions of one database
 * do with its secrets. They name the secrets instead of referring to them: the endpoint may be in another stack, which
 * would then depend on this one.
 */
export function admittedSecrets(scope: IConstruct, settings: Settings): iam.PolicyStatement[] {
  const { account } = Stack.of(scope);
  const allow = (actions: string[], resources: string[]) =>
    new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()],
      actions,
      resources,
      conditions: { StringEquals: { 'aws:PrincipalAccount': account } },
    });
  const statements = [
    allow(
      ACTIONS,
      secretNames(settings).map((name) => secretArn(scope, name)),
    ),
  ];
  if (settings.rotation._mechanism.callsGetRandomPassword) {
    // The action supports no resource.
    statements.push(allow(['secretsmanager:GetRandomPassword'], ['*']));
  }
  return statements;
}

/** Returns patterns of the names, with the six characters that Secrets Manager adds; `*` if the name is a token. */
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
