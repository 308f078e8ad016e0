import { IConstruct } from 'constructs';
import { ResolvedSettings } from './settings';
import { takeName } from '../validation/names-in-use';

/** Names that another database of the app has in the same account and region: the second one could not be made. */
export function nameClashes(scope: IConstruct, { values, sources }: ResolvedSettings): string[] {
  return (['instanceIdentifier', 'ssmParameterPrefix', 'secretName'] as const).flatMap((prop) => {
    const owner = takeName(scope, prop, values[prop]);
    // A secret name that follows the identifier is told of with the identifier.
    if (!owner || (prop === 'secretName' && sources.secretName !== 'prop')) return [];
    return [
      `${prop} must be unique in an account and region, got '${values[prop]}', which ${owner} has too; give this database another one`,
    ];
  });
}
