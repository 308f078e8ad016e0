import { IConstruct } from 'constructs';
import { withRegionSuffix } from '../regions/names-in-regions';

/**
 * Returns the name of an instance's dashboard. The names of dashboards must be unique in an account over all regions,
 * so the name contains the region, except in us-east-1.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
 */
export function dashboardNameOf(scope: IConstruct, instanceIdentifier: string): string {
  return withRegionSuffix(scope, `RDS-${instanceIdentifier}`, '-');
}
