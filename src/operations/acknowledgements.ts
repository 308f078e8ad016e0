import { RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ResolvedSettings, SettingName, Settings } from '../profile/settings';

/** A finding of a cdk-nag pack that the library answers for, with a reason that an auditor can check. */
export interface Acknowledgement {
  /** Rules, each with its pack: cdk-nag 3 matches whole ids only. */
  readonly ids: string[];
  readonly reason: string;
  /** Which resource the finding is about. */
  readonly about: 'instance' | 'monitoring';
  /**
   * The setting that causes the finding. It is acknowledged only where a preset other than production has decided the setting; what a team decides by a
   * prop, the team acknowledges.
   */
  readonly decidedBy?: SettingName;
  /** Whether the setting, as it stands, causes the finding. */
  readonly when: (settings: Settings) => boolean;
}

const packs = (rule: string, ...names: string[]) => names.map((pack) => `${pack}::${pack}-${rule}`);

export const ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  {
    ids: packs('RDS11', 'AwsSolutions'),
    about: 'instance',
    when: (s) => s.port === 5432,
    reason: 'The port is reachable from the security groups of named clients alone, inside the VPC, with TLS forced; another number would hide it from nobody '
      + 'who got that far. The prop port changes it.',
  },
  {
    ids: packs('RDSInBackupPlan', 'HIPAA.Security', 'NIST.800.53.R5'),
    about: 'instance',
    when: () => true,
    reason: 'RDS backs the instance up by itself, every day, with point-in-time recovery for the whole retention (1 to 35 days, never 0), encrypted with the '
      + 'database\'s own key.',
  },
  {
    ids: packs('RDS3', 'AwsSolutions').concat(packs('RDSMultiAZSupport', 'HIPAA.Security', 'NIST.800.53.R5')),
    about: 'instance',
    decidedBy: 'multiAz',
    when: (s) => s.multiAz === false,
    reason: 'A development database without availability requirements; the staging and prod profiles have a standby, and production is refused without one.',
  },
  {
    ids: packs('RDS10', 'AwsSolutions').concat(packs('RDSInstanceDeletionProtectionEnabled', 'HIPAA.Security', 'NIST.800.53.R5')),
    about: 'instance',
    decidedBy: 'deletionProtection',
    when: (s) => s.deletionProtection === false && s.removalPolicy !== RemovalPolicy.DESTROY,
    reason: 'A development environment is taken down at will; a final snapshot is taken, and key, secret and automated backups stay. The staging and prod profiles '
      + 'are protected.',
  },
  {
    ids: packs('RDSEnhancedMonitoringEnabled', 'HIPAA.Security', 'NIST.800.53.R5'),
    about: 'instance',
    decidedBy: 'enhancedMonitoringInterval',
    when: (s) => s.enhancedMonitoringInterval.toSeconds() === 0,
    reason: 'A development database is watched by Performance Insights and CloudWatch metrics; samples of its operating system are not worth their price. The staging '
      + 'and prod profiles have them.',
  },
  {
    ids: ['AwsSolutions::AwsSolutions-IAM5[Resource::arn:{partition}:logs:{region}:{account}:log-group:RDSOSMetrics:log-stream:*]'],
    about: 'monitoring',
    when: (s) => s.enhancedMonitoringInterval.isUnresolved() || s.enhancedMonitoringInterval.toSeconds() > 0,
    reason: 'Enhanced Monitoring writes to one log group, RDSOSMetrics; the stream in it is named after the resource id, which RDS gives when the instance is created. '
      + 'The role can be assumed for this instance only.',
  },
];

/** Records, on the resources themselves, the findings that the library answers for. */
export function acknowledgeFindings({ values, sources }: ResolvedSettings, resources: Record<Acknowledgement['about'], IConstruct>): void {
  for (const { ids, reason, about, decidedBy, when } of ACKNOWLEDGEMENTS) {
    const decidedByPreset = decidedBy === undefined || (sources[decidedBy] === 'profile' && !values.profile.production);
    if (!decidedByPreset || !when(values)) continue;
    const resource = resources[about];
    // What Validations.acknowledge() writes: that one refuses the second `::` of an ARN in the id, on aws-cdk-lib 2.257.0 to 2.266.0 at least.
    const acknowledged = Object.fromEntries(ids.map((id) => [inEnvironment(id, resource), reason]));
    resource.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, acknowledged);
  }
}

/** cdk-nag writes what is known at deployment only as `<AWS::Region>`. */
function inEnvironment(id: string, scope: IConstruct): string {
  const { partition, region, account } = Stack.of(scope);
  const written = (value: string, pseudoParameter: string) => Token.isUnresolved(value) ? `<AWS::${pseudoParameter}>` : value;
  return id
    .replace('{partition}', written(partition, 'Partition'))
    .replace('{region}', written(region, 'Region'))
    .replace('{account}', written(account, 'AccountId'));
}
