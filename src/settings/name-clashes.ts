import { IConstruct } from 'constructs';
import { ResolvedSettings } from './settings';
import { claimName } from '../validation/names-in-use';

/** Finds names that another database of the app already has in the same account and region. */
export function nameClashes(scope: IConstruct, { values, sources }: ResolvedSettings): string[] {
  return (['instanceIdentifier', 'ssmParameterPrefix', 'secretName'] as const).flatMap((prop) => {
    const owner = claimName(scope, prop, values[prop]);
    // A clash of a secret name that follows the identifier is reported with the identifier.
    if (!owner || (prop === 'secretName' && sources.secretName !== 'prop')) return [];
    return [
      `${prop} must be unique in an account and region, got '${values[prop]}', which ${owner} has too; ` +
        'give this database another one',
    ];
  });
}
