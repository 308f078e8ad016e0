import { EnvironmentProfile } from './environment-profile';
import { OficinaPostgresProps } from '../oficina-postgres-props';

/** Props that pass other constructs. They are not settings: the constructs use them unchanged. */
export type ConstructProp =
  | 'vpc'
  | 'vpcSubnets'
  | 'clients'
  | 'securityGroup'
  | 'secretsManagerEndpoint'
  | 'certificateAuthorities'
  | 'encryptionKey'
  | 'alarmTopic'
  | 'pagingTopic'
  | 'pagerDutyIntegrationUrl';

/** Settings that may have no value. RDS or the instance class decides then. */
export type OptionalSetting =
  'instanceCapacity' | 'iops' | 'storageThroughput' | 'maxConnections' | 'restoreFrom' | 'adopt' | 'runbookUrl';

type SettingProps = Omit<OficinaPostgresProps, ConstructProp | 'profile'>;

/** The name of a prop that is a setting. Each one has an entry in the catalogue of settings. */
export type SettingName = keyof SettingProps;

/** The decided value of every setting of one database. */
export type Settings = Required<Omit<SettingProps, OptionalSetting>> &
  Pick<SettingProps, OptionalSetting> & {
    readonly profile: EnvironmentProfile;
    /** The major version of `engineVersion`, as in `17`. */
    readonly majorVersion: string;
  };

/** Where the value of a setting came from. */
export type SettingSource = 'profile' | 'prop' | 'default' | 'derived';

/** The settings of a database, and where each value came from. */
export interface ResolvedSettings {
  readonly values: Settings;
  readonly sources: Partial<Record<SettingName, SettingSource>>;
}
