import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { runbookUrl } from '../monitoring/runbook';
import { Settings } from '../settings/settings';

/**
 * Changes of a running instance that are deferred without `applyImmediately`:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ModifyInstance.Settings.html
 *
 * CloudFormation reboots for a pending parameter only if ApplyImmediately is not false (UpdateHandler.shouldReboot() of
 * its provider). At creation it applies everything, regardless of the property.
 */

/** The section of the runbook about deferred changes. */
const ANCHOR = '#changes-that-wait';

/** Whether changes of the instance may be deferred; true if a token decides it. */
export function mayDeferChanges({ applyImmediately }: Pick<Settings, 'applyImmediately'>): boolean {
  return applyImmediately !== true;
}

/** Notes at synthesis which changes are deferred, and until when. */
export function noteDeferredChanges(scope: IConstruct, settings: Settings): void {
  if (settings.applyImmediately !== false) return;
  Annotations.of(scope).addInfoV2(
    'oficina-postgres:changes-wait',
    'changes of a running instance wait: class, standby, storage, version and certificate authority for the ' +
      `maintenance window, ${settings.maintenanceWindow} UTC; static parameters and a new parameter group for a ` +
      `manual reboot, see ${settings.runbookUrl ?? runbookUrl()}${ANCHOR}; applyImmediately: true applies all of ` +
      'them with the deployment',
  );
}
