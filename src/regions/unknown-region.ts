import { closestRegion, isKnownRegion } from './region-catalogue';

/**
 * The way out for the name of a region that neither the catalogue nor the app's aws-cdk-lib knows; undefined for one
 * that is known.
 */
export function unknownRegion(region: string): string | undefined {
  if (isKnownRegion(region)) return undefined;
  const near = closestRegion(region);
  const question = near ? `did you mean '${near}'?` : "write it like 'us-west-2'.";
  return `${question} For a region that is newer than this version of the library, update aws-cdk-lib, or make it known with Fact.register() of aws-cdk-lib/region-info`;
}
