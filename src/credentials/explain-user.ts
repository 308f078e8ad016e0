import { IApplicationUser } from './application-user';
import { CredentialsRotation } from './credentials-rotation';
import { rotationValueText, valueText } from '../settings/explain';
import { ExplainedSetting } from '../settings/explanation';

/** What an application user may do, how it logs in, and what that asks of its clients. */
export function explainUser(
  { username, schema, privileges, secret }: Pick<IApplicationUser, 'username' | 'schema' | 'privileges' | 'secret'>,
  rotation: CredentialsRotation,
): ExplainedSetting {
  return {
    name: `user ${username}`,
    value: `${privileges} in ${valueText(schema)}, ${secret ? rotationText(rotation) : 'IAM'}`,
    source: 'prop',
    consequence: secret ? consequence(rotation) : 'no password: a token of IAM for each login',
  };
}

function rotationText(rotation: CredentialsRotation): string {
  return rotation.disabledReason === undefined ? rotationValueText(rotation) : 'no rotation';
}

function consequence({ disabledReason }: CredentialsRotation): string {
  return disabledReason === undefined
    ? 'two logins take turns; clients read the secret at least once between two rotations'
    : `RISK: the password never changes (${disabledReason})`;
}
