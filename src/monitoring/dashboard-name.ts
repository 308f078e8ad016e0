import { IConstruct } from 'constructs';
import { byPlainRegion } from '../regions/names-in-regions';

/**
 * The name of the dashboard of an instance. Dashboards are unique by name in an account, over all regions: one outside
 * of us-east-1 carries its region.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
 */
export function dashboardNameOf(scope: IConstruct, instanceIdentifier: string): string {
  const plain = `RDS-${instanceIdentifier}`;
  return byPlainRegion(scope, plain, (region) => `${plain}-${region}`);
}
