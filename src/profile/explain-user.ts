import { rotationValueText, valueText } from './explain';
import { ExplainedSetting } from './explanation';
import { IApplicationUser } from '../credentials/application-user';
import { CredentialsRotation } from '../credentials/credentials-rotation';

/** What an application user may do, how it logs in, and what that asks of its clients. */
export function explainUser({ username, schema, privileges, secret }: Pick<IApplicationUser, 'username' | 'schema' | 'privileges' | 'secret'>, rotation: CredentialsRotation): ExplainedSetting {
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
  return disabledReason === undefined ? 'two logins take turns; clients read the secret at least once between two rotations' : `RISK: the password never changes (${disabledReason})`;
}
