import { Rule } from '../validation/rule';

/** Names that the names of users, proxies and read replicas are derived from. */
export interface DerivedNames {
  readonly ssmParameterPrefix: string;
  /** Name of the secret of a user. Undefined for anything without a secret. */
  readonly secretName?: string;
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html (Name) */
const MOST_LEVELS = 15;
/** `/users/<name>/secret-arn`, `/replicas/<id>/host`, `/proxies/<id>/host`. */
const LEVELS_BELOW = 3;
/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html (Name) */
const LONGEST_SECRET_NAME = 512;

const levelsOf = (path: string) => path.split('/').length - 1;

export const derivedNameRules: readonly Rule<DerivedNames>[] = [
  {
    id: 'ssm-parameter-prefix-levels',
    reads: ['ssmParameterPrefix'],
    broken: (v) => levelsOf(v.ssmParameterPrefix) > MOST_LEVELS - LEVELS_BELOW,
    got: (v) => `'${v.ssmParameterPrefix}' of ${levelsOf(v.ssmParameterPrefix)}`,
    wants:
      `must have at most ${MOST_LEVELS - LEVELS_BELOW} parts for users, proxies and read replicas, ` +
      `whose parameters are ${LEVELS_BELOW} levels below it: Parameter Store allows ${MOST_LEVELS}`,
    fix: 'choose a shorter path',
  },
  {
    id: 'user-secret-name-length',
    reads: ['secretName'],
    broken: (v) => v.secretName !== undefined && v.secretName.length > LONGEST_SECRET_NAME,
    got: (v) => `${v.secretName!.length} (${v.secretName})`,
    wants:
      "must not make the name of a user's secret, <secretName>/<user>, " +
      `longer than ${LONGEST_SECRET_NAME} characters`,
    fix: 'choose a shorter secretName, or a shorter name for the user',
  },
];
