import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { OficinaPostgresProps } from '../oficina-postgres-props';
import { nameClashes } from './name-clashes';
import { ResolvedSettings, resolveSettings } from './settings';
import { misshapenProps, missingProps } from './settings-shape';
import { keyItself } from '../encryption/given-key';
import { DatabaseNetwork } from '../network/database-network';
import { given } from '../private/given';
import { brokenRules } from '../private/rule';
import { settingRules } from '../private/rules';
import { authorityRules, authorityValues } from '../private/rules/certificate-authorities';
import { crossRegionRules, crossRegionValues } from '../private/rules/cross-region-backup';
import { keyRules } from '../private/rules/keys';
import { regionRules } from '../private/rules/regions';
import { restoreRules, restoreValues } from '../private/rules/restore';
import { topicRules, topicValues } from '../private/rules/topics';
import { ValidationError } from '../private/validation-error';

/** Settings that can work, and the subnets that were chosen. */
export interface CheckedSettings {
  readonly resolved: ResolvedSettings;
  readonly vpcSubnets: ec2.SubnetSelection;
  /** How many subnets these are. */
  readonly subnets: number;
}

/**
 * Decides every setting of a database, and looks at all of them before anything is made.
 *
 * @param caller the constructor that a stack trace starts behind
 * @throws `ValidationError` that lists every prop that cannot work
 */
export function checkedSettings(scope: IConstruct, props: OficinaPostgresProps, caller: Function): CheckedSettings {
  const refuse = (problems: string[]) => { if (problems.length > 0) throw new ValidationError(scope, problems, caller); };
  refuse(missingProps(props));
  const decided = resolveSettings(props);
  refuse(misshapenProps(props, decided.values));
  const resolved = settingsIn(Stack.of(scope).region, decided);
  const wired = given(props);
  const settings = resolved.values;
  const encryptionKey = keyItself(wired.encryptionKey);
  const { selection: vpcSubnets, count: subnets, problems } = DatabaseNetwork.select(wired.vpc, wired.vpcSubnets, wired.clients);
  refuse([
    ...problems,
    ...brokenRules(settingRules, settings),
    ...brokenRules(authorityRules, authorityValues(scope, settings, wired.certificateAuthorities)),
    ...brokenRules(keyRules, { encryptionKey, region: Stack.of(scope).region }),
    ...brokenRules(crossRegionRules, crossRegionValues(scope, settings, encryptionKey)),
    ...brokenRules(regionRules, { ...settings, region: Stack.of(scope).region }),
    ...brokenRules(restoreRules, restoreValues(scope, settings)),
    ...brokenRules(topicRules, topicValues(scope, wired)),
    ...nameClashes(scope, resolved),
  ]);
  return { resolved, vpcSubnets, subnets };
}

/** What follows from the region of the database is decided here: profiles know of none. */
function settingsIn(region: string, { values, sources }: ResolvedSettings): ResolvedSettings {
  return { values: { ...values, crossRegionBackup: values.crossRegionBackup._of(region) }, sources };
}
