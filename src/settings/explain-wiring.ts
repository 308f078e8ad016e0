import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { OficinaPostgresProps } from '../oficina-postgres-props';
import { ExplainedSetting } from './explanation';

/** What was made of the props that name other constructs. */
export interface Wired {
  /** How many subnets were chosen. */
  readonly subnets: number;
  readonly secretsManagerEndpoint?: ec2.IInterfaceVpcEndpoint;
  readonly monitoring: boolean;
}

/** What a database is wired to: who may connect, where it stands, which key it uses. */
export function explainWiring(props: OficinaPostgresProps, wired: Wired): ExplainedSetting[] {
  const clients = props.clients?.length ?? 0;
  const row = (name: keyof OficinaPostgresProps, value: string, consequence: string): ExplainedSetting => ({
    name,
    value,
    source: props[name] === undefined ? 'default' : 'prop',
    consequence,
  });
  return [
    row('vpcSubnets', `${wired.subnets} subnets`, 'cannot be moved to another VPC'),
    row(
      'clients',
      `${clients}`,
      clients > 0
        ? 'may connect, beside those that connections lets in'
        : 'nobody by this prop; connections may let in others',
    ),
    row(
      'securityGroup',
      props.securityGroup ? 'given' : 'new',
      props.securityGroup ? 'RISK: lets in whom its own rules name too' : 'closed but for the clients',
    ),
    row('encryptionKey', props.encryptionKey ? 'given' : 'new', keyText(props)),
    row(
      'secretsManagerEndpoint',
      endpointText(props, wired),
      wired.secretsManagerEndpoint && !props.secretsManagerEndpoint
        ? 'COST: per hour and zone; the subnets have no way out'
        : 'how the rotation reaches the secret',
    ),
    ...(props.certificateAuthorities
      ? [row('certificateAuthorities', 'given', 'the functions believe no others: renew them before they expire')]
      : []),
    ...topicRows(props, wired.monitoring).map(([name, value, consequence]) => row(name, value, consequence)),
  ];
}

function keyText({ encryptionKey, restoreFrom }: OficinaPostgresProps): string {
  const text = encryptionKey ? 'cannot be changed; must outlive every backup' : 'COST: per month; cannot be changed';
  return restoreFrom ? `${text}; storage and backups have the key of the source` : text;
}

function endpointText(props: OficinaPostgresProps, wired: Wired): string {
  if (props.secretsManagerEndpoint) return 'given';
  return wired.secretsManagerEndpoint ? 'made or found' : '-';
}

/** Without monitoring nothing reads them, whatever the props say. */
function topicRows(props: OficinaPostgresProps, monitoring: boolean): [keyof OficinaPostgresProps, string, string][] {
  const row = (
    name: keyof OficinaPostgresProps,
    without: string,
    consequence: string,
  ): [keyof OficinaPostgresProps, string, string] => {
    if (!monitoring) return [name, props[name] ? 'given' : '-', 'ignored: monitoring is off'];
    return [name, props[name] ? 'given' : without, consequence];
  };
  return [
    row('alarmTopic', 'new', 'every alarm, and the events of RDS'),
    row('pagingTopic', 'new', 'the critical alarms besides'),
    row(
      'pagerDutyIntegrationUrl',
      '-',
      props.pagerDutyIntegrationUrl ? 'critical alarms open and close incidents' : 'no incidents',
    ),
  ];
}
