import { RegionInfo } from 'aws-cdk-lib/region-info';

/** The regions that aws-cdk-lib knows, without those that other tests of the worker have invented (zz-…). */
export const KNOWN_REGIONS = RegionInfo.regions.filter(({ name }) => !name.startsWith('zz-'));
