import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { OficinaPostgresProps } from '../oficina-postgres-props';
import { nameClashes } from './name-clashes';
import { resolveSettings } from './resolve-settings';
import { settingRules } from './setting-rules';
import { invalidSettingProps, missingRequiredProps } from './setting-types';
import { ResolvedSettings } from './settings';
import { adoptionRules } from '../adoption/adoption-rules';
import { crossRegionRules, crossRegionValues } from '../backup/cross-region-backup-rules';
import { withoutAlias } from '../encryption/key-alias';
import { keyRules } from '../encryption/key-rules';
import { restoreRules, restoreValues } from '../instance/restore-rules';
import { topicRules, topicValues } from '../monitoring/topic-rules';
import { DatabaseNetwork } from '../network/database-network';
import { authorityRules, authorityValues } from '../regions/certificate-authority-rules';
import { regionRules } from '../regions/region-rules';
import { definedProps } from '../validation/defined-props';
import { brokenRules } from '../validation/rule';
import { ValidationError } from '../validation/validation-error';

/** Settings that passed every check, and the chosen subnets. */
export interface CheckedSettings {
  readonly resolved: ResolvedSettings;
  readonly vpcSubnets: ec2.SubnetSelection;
  /** How many subnets these are. */
  readonly subnets: number;
}

/**
 * Decides every setting of a database, and checks all of them before anything is created.
 *
 * @param caller the constructor, which a stack trace leaves out, so that it begins where the user calls it
 * @throws `ValidationError` that lists every prop that cannot work
 */
export function checkedSettings(scope: IConstruct, props: OficinaPostgresProps, caller: Function): CheckedSettings {
  const refuse = (problems: string[]) => {
    if (problems.length > 0) throw new ValidationError(scope, problems, caller);
  };
  refuse(missingRequiredProps(props));
  const decided = resolveSettings(props);
  refuse(invalidSettingProps(props, decided.values));
  const resolved = settingsIn(Stack.of(scope).region, decided);
  const providedProps = definedProps(props);
  const settings = resolved.values;
  const encryptionKey = withoutAlias(providedProps.encryptionKey);
  const { vpc, clients, certificateAuthorities } = providedProps;
  const chosenSubnets = DatabaseNetwork.select(vpc, providedProps.vpcSubnets, clients);
  refuse([
    ...chosenSubnets.problems,
    ...brokenRules(settingRules, settings),
    ...brokenRules(authorityRules, authorityValues(scope, settings, certificateAuthorities)),
    ...brokenRules(keyRules, { encryptionKey, region: Stack.of(scope).region }),
    ...brokenRules(crossRegionRules, crossRegionValues(scope, settings, encryptionKey)),
    ...brokenRules(regionRules, { ...settings, region: Stack.of(scope).region }),
    ...brokenRules(restoreRules, restoreValues(scope, settings)),
    ...brokenRules(adoptionRules, {
      adopt: settings.adopt,
      settings,
      masterUsername: resolved.sources.masterUsername,
      secretName: resolved.sources.secretName,
    }),
    ...brokenRules(topicRules, topicValues(scope, providedProps)),
    ...nameClashes(scope, resolved),
  ]);
  return { resolved, vpcSubnets: chosenSubnets.selection, subnets: chosenSubnets.count };
}

/** Decides the settings that depend on the region of the database, which profiles do not know. */
function settingsIn(region: string, { values, sources }: ResolvedSettings): ResolvedSettings {
  return { values: { ...values, crossRegionBackup: values.crossRegionBackup._resolvedFor(region) }, sources };
}
