import { settingCatalogue, SettingDefinition } from './setting-catalogue';
import { ResolvedSettings, SettingName, Settings, SettingSource } from './settings';
import { AdoptedDatabase } from '../adoption/adopted-database';
import { settingsOfInstance, settingsWhileLive } from '../adoption/adoption-settings';
import { OficinaPostgresProps } from '../oficina-postgres-props';

type Sources = Partial<Record<SettingName, SettingSource>>;

/**
 * Decides every setting: a prop wins over the profile, the profile over the default of the catalogue.
 *
 * Storage autoscaling is an exception. Without a `maxAllocatedStorage` of its own, a restored database does not grow:
 * its source may be larger than the profile's ceiling, and RDS refuses a ceiling below 110 % of the storage. An adopted
 * instance is another: it has its own master user, and what would change it waits.
 */
export function resolveSettings(props: OficinaPostgresProps): ResolvedSettings {
  const values: Record<string, unknown> = { profile: props.profile };
  const sources: Sources = {};
  const catalogue = Object.entries(settingCatalogue()) as [SettingName, SettingDefinition][];
  for (const [name, definition] of catalogue) {
    const [value, source] = configuredValue(name, props) ?? constantDefault(definition);
    if (value === undefined) continue;
    values[name] = value;
    sources[name] = source;
  }
  for (const [name, definition] of catalogue) {
    if (sources[name] || typeof definition.default !== 'function') continue;
    values[name] = definition.default(values as unknown as Settings);
    sources[name] = 'derived';
  }
  if (props.adopt) adoptSettings(props, values, sources);
  values.majorVersion = (values as unknown as Settings).engineVersion.postgresMajorVersion;
  if (props.restoreFrom && sources.maxAllocatedStorage !== 'prop') {
    values.storageAutoscaling = false;
    sources.storageAutoscaling = 'derived';
  }
  return { values: values as unknown as Settings, sources };
}

/** A running instance has decided some settings. Others wait, unless a prop sets them. */
function adoptSettings(props: OficinaPostgresProps, values: Record<string, unknown>, sources: Sources): void {
  const adopted = props.adopt!;
  if (!(adopted instanceof AdoptedDatabase)) return; // the check of the types refuses it
  const decided = { ...settingsOfInstance(adopted), ...(adopted._isLive && settingsWhileLive()) };
  for (const [name, value] of Object.entries(decided) as [SettingName, unknown][]) {
    if ((props[name] ?? undefined) !== undefined) continue;
    values[name] = value;
    sources[name] = 'derived';
  }
}

/** The value of a setting that a prop or the profile sets; undefined and null count as not set. */
function configuredValue(
  name: SettingName,
  props: OficinaPostgresProps,
): [value: unknown, source: SettingSource] | undefined {
  const prop = props[name] ?? undefined;
  if (prop !== undefined) return [prop, 'prop'];
  const profileValue = (props.profile.settings as Partial<Settings>)[name] ?? undefined;
  return profileValue === undefined ? undefined : [profileValue, 'profile'];
}

/** The default of a setting, unless it is derived from other settings, which have to be decided first. */
function constantDefault(definition: SettingDefinition): [value: unknown, source: SettingSource] {
  return [typeof definition.default === 'function' ? undefined : definition.default, 'default'];
}
