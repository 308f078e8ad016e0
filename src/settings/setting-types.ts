import { constructPropTypes } from './construct-props';
import { EnvironmentProfile } from './environment-profile';
import { settingCatalogue, SettingDefinition } from './setting-catalogue';
import { Settings } from './settings';
import { OficinaPostgresProps } from '../oficina-postgres-props';
import { isOfClass } from '../validation/class-of';
import { definedProps } from '../validation/defined-props';
import { intendedProfile } from '../validation/intended-values';
import { instanceOf, invalidProps, PropType, shownValue, typeProblems, VPC } from '../validation/prop-types';

/** Finds the two props that everything else depends on, if they are absent or of the wrong type. */
export function missingRequiredProps(props: OficinaPostgresProps | undefined): string[] {
  return [...typeProblems('vpc', VPC, props?.vpc), ...profileProblems(props?.profile)];
}

function profileProblems(profile: unknown): string[] {
  if (isOfClass(profile, EnvironmentProfile)) return [];
  const { fix } = instanceOf(EnvironmentProfile, 'EnvironmentProfile.prod()', intendedProfile);
  const shownFix = typeof fix === 'string' ? fix : fix(profile);
  return [`profile must be an EnvironmentProfile, got ${shownValue(profile)}; ${shownFix}`];
}

/**
 * Finds props that do not exist, and values of the wrong type, in the props and in the profile.
 *
 * @param values the decided settings
 */
export function invalidSettingProps(props: OficinaPostgresProps, values: Settings): string[] {
  const { vpc, profile, ...others } = props;
  const constructTypes = constructPropTypes();
  return invalidProps(
    { ...profile.settings, ...definedProps(others) },
    { ...settingTypes(), ...constructTypes },
    'OficinaPostgresProps',
    (name, value) => (Object.hasOwn(constructTypes, name) ? value : values[name as keyof Settings]),
  );
}

function settingTypes(): Record<string, PropType> {
  const catalogue = Object.entries(settingCatalogue()) as [string, SettingDefinition][];
  return Object.fromEntries(catalogue.map(([name, { type }]) => [name, type]));
}
