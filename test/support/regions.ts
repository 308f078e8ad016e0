import { RegionInfo } from 'aws-cdk-lib/region-info';

/** The regions of aws-cdk-lib, without those that other tests of the worker have invented (zz-…). */
export const KNOWN_REGIONS = RegionInfo.regions.filter(({ name }) => !name.startsWith('zz-'));
