import { IApplicationUser } from './application-user';
import { CredentialsRotation } from './credentials-rotation';
import { ExplainedSetting } from '../settings/explanation';
import { valueText } from '../settings/value-text';

/** Describes what an application user may do, how it logs in, and what its clients have to do. */
export function explainUser(
  { username, schema, privileges, secret }: Pick<IApplicationUser, 'username' | 'schema' | 'privileges' | 'secret'>,
  rotation: CredentialsRotation,
): ExplainedSetting {
  const login = secret ? rotationText(rotation) : 'IAM';
  return {
    name: `user ${username}`,
    value: `${privileges} in ${valueText(schema)}, ${login}`,
    source: 'prop',
    consequence: secret ? consequenceOf(rotation) : 'no password: each login needs an IAM token',
  };
}

function rotationText({ _mechanism, interval }: CredentialsRotation): string {
  return _mechanism.changesPassword ? _mechanism.describe(interval) : 'no rotation';
}

function consequenceOf({ _mechanism }: CredentialsRotation): string {
  if (!_mechanism.changesPassword) return _mechanism.consequence;
  return 'two logins take turns; clients must read the secret at least once between two rotations';
}
