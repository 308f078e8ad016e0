import { ALARM_CHECK } from './alarm-check';
import { BACKUP_CHECK, DRILL_CHECK, OTHER_REGION_CHECK, VAULT_CHECK } from './backup-checks';
import { Check, Finding, StatusContext } from './finding';
import { INSTANCE_CHECK, STANDBY_CHECK } from './instance-check';
import { CERTIFICATE_CHECK, MAINTENANCE_CHECK, SUPPORT_CHECK } from './maintenance-checks';
import { ROTATION_CHECK } from './rotation-check';
import { STORAGE_CHECK } from './storage-check';
import { explainFailure } from '../aws/aws-failure';
import { Level } from '../level';

/** All checks, in the order in which people ask. */
const CHECKS: readonly Check[] = [
  INSTANCE_CHECK,
  STANDBY_CHECK,
  STORAGE_CHECK,
  ALARM_CHECK,
  BACKUP_CHECK,
  OTHER_REGION_CHECK,
  VAULT_CHECK,
  DRILL_CHECK,
  ROTATION_CHECK,
  MAINTENANCE_CHECK,
  CERTIFICATE_CHECK,
  SUPPORT_CHECK,
];

/** Runs all checks beside each other. One that fails is a finding of its own, so that the others are seen. */
export async function findAll(context: StatusContext): Promise<Finding[]> {
  const { messages } = context.locale;
  const findings = await Promise.all(
    CHECKS.map((check) =>
      check.find(context).catch((error: unknown): Finding[] => {
        const reason = explainFailure(error, messages).message;
        const text = messages.status.unreadable();
        return [{ check: check.name, level: Level.UNKNOWN, text, advice: reason }];
      }),
    ),
  );
  return findings.flat();
}
