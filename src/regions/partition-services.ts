import { Aws, Fn, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { conditionOnce } from './names-in-regions';
import { partitionOf } from './region-catalogue';

/**
 * The domains of AWS's services, by partition. From the partitions of the AWS SDKs (partitions.json, 2026-11); a test
 * compares them with `RegionInfo` of aws-cdk-lib.
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
 * Partitions in which the principal of CloudWatch Logs ends in the domain of the partition. Everywhere else principals
 * end in amazonaws.com. The isolated partitions are those of Terraform's aws_service_principal (not tried).
 * https://docs.amazonaws.cn/en_us/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
const LOGS_PRINCIPAL_BY_DOMAIN = ['aws-cn', 'aws-iso', 'aws-iso-b'];

/** The hosts of the console, without the region in front. The isolated partitions have no public console. */
const CONSOLES: Record<string, string> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-eusc': 'console.amazonaws-eusc.eu',
};

/** Returns the domain of services in a region. */
function domainOf(region: string): string {
  return Token.isUnresolved(region) ? Aws.URL_SUFFIX : DOMAINS[partitionOf(region)];
}

/**
 * Returns a service as the condition `kms:ViaService` names it, as in `rds.us-east-1.amazonaws.com`.
 *
 * @param region the region of the service, by default that of the construct
 */
export function viaService(scope: IConstruct, service: string, region: string = Stack.of(scope).region): string {
  return `${service}.${region}.${domainOf(region)}`;
}

/** Returns the principal of CloudWatch Logs in the region of a construct. */
export function logsPrincipal(scope: IConstruct): string {
  const { region } = Stack.of(scope);
  const endsInDomain = Token.isUnresolved(region) || LOGS_PRINCIPAL_BY_DOMAIN.includes(partitionOf(region));
  return `logs.${region}.${endsInDomain ? domainOf(region) : DOMAINS.aws}`;
}

/**
 * Returns the host of the console in the region of a construct; undefined in an isolated partition. If the region is a
 * token, CloudFormation decides.
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
