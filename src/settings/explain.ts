import { ExplainedSetting, Explanation } from './explanation';
import { settingCatalogue, SettingDefinition } from './setting-catalogue';
import { ResolvedSettings, SettingName, Settings } from './settings';
import { valueText } from './value-text';
import { holdsToken } from '../validation/rule';

/**
 * Lists each setting of a database: its value, the source of the value, and what it costs or risks.
 *
 * @param constructProps rows about the props that pass other constructs, listed before the settings
 * @param additions rows about users, replicas, proxies and backups, listed after the settings
 */
export function explain(
  { values, sources }: ResolvedSettings,
  constructProps: ExplainedSetting[] = [],
  additions: ExplainedSetting[] = [],
): Explanation {
  const catalogue = Object.entries(settingCatalogue()) as [SettingName, SettingDefinition][];
  const settings = catalogue.map(([name, definition]): ExplainedSetting => ({
    name,
    source: sources[name] ?? 'default',
    ...explainedValue(name, definition, values),
  }));
  const title = `${valueText(values.instanceIdentifier)}, profile ${values.profile.name}`;
  return Explanation._of(title, [...constructProps, ...settings, ...additions]);
}

function explainedValue(
  name: SettingName,
  { consequence, unit = '' }: SettingDefinition,
  values: Settings,
): Pick<ExplainedSetting, 'value' | 'consequence'> {
  const value = values[name];
  if (holdsToken(value)) return { value: valueText(value), consequence: 'known at deployment' };
  return { value: `${valueText(value)}${unit}`, consequence: consequence(values) };
}
