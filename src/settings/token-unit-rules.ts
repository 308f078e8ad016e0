import { Duration, Size } from 'aws-cdk-lib';
import { Settings } from './settings';
import { NOTHING, Rule } from '../validation/rule';

/* The units of the quantities in a template. */
const IN_DAYS = { unit: 'Duration.days', convert: (value: Duration) => value.toDays() };
const IN_SECONDS = { unit: 'Duration.seconds', convert: (value: Duration) => value.toSeconds() };
const IN_MILLISECONDS = { unit: 'Duration.millis', convert: (value: Duration) => value.toMilliseconds() };
const IN_GIBIBYTES = { unit: 'Size.gibibytes', convert: (value: Size) => value.toGibibytes() };

interface Unit<V> {
  /** The factory of a quantity in this unit. */
  readonly unit: string;
  readonly convert: (value: V) => number;
}

/** Refuses a quantity whose amount is a token in another unit, because a token cannot be converted. */
function tokenUnitRule<V extends Duration | Size>(
  id: string,
  name: keyof Settings & string,
  valueOf: (settings: Settings) => V,
  { unit, convert }: Unit<V>,
): Rule<Settings> {
  return {
    id,
    reads: [name],
    mustBeResolved: NOTHING,
    broken: (settings) => valueOf(settings).isUnresolved() && !converts(() => convert(valueOf(settings))),
    got: () => 'a token in another unit',
    wants: `must be in the unit of ${unit}() if its value is a token, which cannot be converted`,
    fix: `write it like ${unit}(parameter.valueAsNumber)`,
  };
}

function converts(convert: () => number): boolean {
  try {
    convert();
    return true;
  } catch {
    return false;
  }
}

export const tokenUnitRules: readonly Rule<Settings>[] = [
  tokenUnitRule('backup-retention-token-unit', 'backupRetention', (s) => s.backupRetention, IN_DAYS),
  tokenUnitRule('slow-query-token-unit', 'slowQueryThreshold', (s) => s.slowQueryThreshold, IN_MILLISECONDS),
  tokenUnitRule('monitoring-token-unit', 'enhancedMonitoringInterval', (s) => s.enhancedMonitoringInterval, IN_SECONDS),
  tokenUnitRule('allocated-storage-token-unit', 'allocatedStorage', (s) => s.allocatedStorage, IN_GIBIBYTES),
  tokenUnitRule('max-allocated-storage-token-unit', 'maxAllocatedStorage', (s) => s.maxAllocatedStorage, IN_GIBIBYTES),
];
