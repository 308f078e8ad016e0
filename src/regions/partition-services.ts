import { Aws, Fn, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { conditionOnce } from './names-in-regions';
import { partitionOf } from './region-catalogue';

/**
 * What the hosts of AWS's services end in. From the partitions of the AWS SDKs (partitions.json, 2026-11); a test holds
 * them against `RegionInfo` of aws-cdk-lib.
 */
const DOMAINS: Record<string, string> = {
  aws: 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-us-gov': 'amazonaws.com',
  'aws-eusc': 'amazonaws.eu',
  'aws-iso': 'c2s.ic.gov',
  'aws-iso-b': 'sc2s.sgov.gov',
  'aws-iso-e': 'cloud.adc-e.uk',
  'aws-iso-f': 'csp.hci.ic.gov',
};

/**
 * Partitions in which the principal of CloudWatch Logs ends as its hosts do. Everywhere else principals end in
 * amazonaws.com.
 * https://docs.amazonaws.cn/en_us/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html; the isolated ones as Terraform's aws_service_principal has them (not tried).
 */
const LOGS_PRINCIPAL_BY_DOMAIN = ['aws-cn', 'aws-iso', 'aws-iso-b'];

/** Hosts of the console, behind the region. The isolated partitions have none that is public. */
const CONSOLES: Record<string, string> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-eusc': 'console.amazonaws-eusc.eu',
};

/** What the hosts of services end in where a construct is deployed. */
function domainOf(region: string): string {
  return Token.isUnresolved(region) ? Aws.URL_SUFFIX : DOMAINS[partitionOf(region)];
}

/**
 * A service of a region as the condition `kms:ViaService` names it, as in `rds.us-east-1.amazonaws.com`.
 *
 * @param region a region other than the one of the construct
 */
export function viaService(scope: IConstruct, service: string, region: string = Stack.of(scope).region): string {
  return `${service}.${region}.${domainOf(region)}`;
}

/** The principal of CloudWatch Logs in the region of a construct. */
export function logsPrincipal(scope: IConstruct): string {
  const { region } = Stack.of(scope);
  const byDomain = Token.isUnresolved(region) || LOGS_PRINCIPAL_BY_DOMAIN.includes(partitionOf(region));
  return `logs.${region}.${byDomain ? domainOf(region) : DOMAINS.aws}`;
}

/**
 * The host of the console in the region of a construct; undefined in an isolated partition. Where the region is known
 * at deployment only, CloudFormation decides.
 */
export function consoleHost(scope: IConstruct): string | undefined {
  const { region } = Stack.of(scope);
  if (!Token.isUnresolved(region)) {
    const host = CONSOLES[partitionOf(region)];
    return host && `${region}.${host}`;
  }
  const inChina = conditionOnce(scope, 'InChina', Aws.PARTITION, 'aws-cn').logicalId;
  const inGovCloud = conditionOnce(scope, 'InGovCloud', Aws.PARTITION, 'aws-us-gov').logicalId;
  const inSovereignCloud = conditionOnce(scope, 'InSovereignCloud', Aws.PARTITION, 'aws-eusc').logicalId;
  const elsewhere = Fn.conditionIf(inSovereignCloud, CONSOLES['aws-eusc'], CONSOLES.aws);
  const outsideOfChina = Fn.conditionIf(inGovCloud, CONSOLES['aws-us-gov'], elsewhere);
  return `${region}.${Fn.conditionIf(inChina, CONSOLES['aws-cn'], outsideOfChina).toString()}`;
}
