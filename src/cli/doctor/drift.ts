import { Parameter } from '@aws-sdk/client-rds';
import { ServerSetting } from './server-state';

/** A parameter with which the server does not run as the group says. */
export interface Drift {
  readonly name: string;
  readonly group: string;
  readonly server: string;
}

/** The sources of settings that a group, or the server itself, has made. */
const OF_THE_SERVER = /^(default|configuration file|command line|override|environment variable)$/;

const BOOLEANS: Record<string, string> = { '1': 'on', true: 'on', yes: 'on', '0': 'off', false: 'off', no: 'off' };

/**
 * The parameters of a group with which the server does not run. Left out is what cannot be compared: formulas, sizes
 * with a unit, parameters of RDS that PostgreSQL does not know, and settings of this session, its user or database.
 */
export function driftOf(parameters: readonly Parameter[], settings: readonly ServerSetting[]): Drift[] {
  const byName = new Map(settings.map((setting) => [setting.name.toLowerCase(), setting]));
  return parameters.flatMap(({ ParameterName: name = '', ParameterValue: group = '' }) => {
    const setting = byName.get(name.toLowerCase());
    if (!setting || !OF_THE_SERVER.test(setting.source) || !isComparable(group, setting)) return [];
    return normal(group, setting) === normal(setting.setting, setting)
      ? []
      : [{ name, group, server: setting.setting }];
  });
}

function isComparable(value: string, { type }: ServerSetting): boolean {
  if (/[{}]/.test(value)) return false;
  return type !== 'integer' && type !== 'real' ? true : value.trim() !== '' && Number.isFinite(Number(value));
}

function normal(value: string, { type }: ServerSetting): string {
  const text = value.trim().toLowerCase();
  switch (type) {
    case 'bool':
      return BOOLEANS[text] ?? text;
    case 'integer':
    case 'real':
      return `${Number(text)}`;
    default:
      // Lists, such as shared_preload_libraries: RDS adds libraries of its own, and writes spaces otherwise.
      return text
        .split(',')
        .map((part) => part.trim().replace(/^"(.*)"$/, '$1'))
        .filter((part) => part !== 'rdsutils')
        .sort()
        .join(',');
  }
}

/** The settings that wait for a restart of the server. */
export function waitingForRestart(settings: readonly ServerSetting[]): string[] {
  return settings.filter(({ pendingRestart }) => pendingRestart).map(({ name }) => name);
}
