import { MISSING_TYPES } from './registry-data';

/**
 * Whether the registry of CloudFormation has no such resource type in a region. Of a region whose registry is not
 * known, nothing is said to be missing: me-south-1, me-west-1, the isolated ones and the European Sovereign Cloud.
 */
export function lacksType(region: string, type: string): boolean {
  return MISSING_TYPES[type]?.includes(region) ?? false;
}
