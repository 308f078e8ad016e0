import { CheckContext, fine, PhaseCheck, stopping, textsOf } from './phase-check';
import { Finding } from '../../status/finding';
import { recordIn } from '../assembly';
import { findSecret, FoundSecret } from '../master-secret';
import { readState } from '../terraform-state';

/** `settle`: nothing waits, neither for the window nor for a reboot, and nobody changes the password. */
export const settle: PhaseCheck = async (check) => [...nothingWaits(check), ...(await rotationIsOff(check))];

/** Whatever waits, CloudFormation would set off: its update handler reboots for a parameter group that waits. */
export function nothingWaits(check: CheckContext): Finding[] {
  const texts = textsOf(check);
  const { identifier, instance } = check.database;
  const pending = Object.entries(instance.PendingModifiedValues ?? {})
    .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([name]) => name);
  const groups = instance.DBParameterGroups ?? [];
  const waiting = groups.filter(({ ParameterApplyStatus: status }) => status !== 'in-sync');
  return [
    pending.length === 0
      ? fine('pending', texts.nothingPending())
      : stopping('pending', texts.pending(pending), texts.applyPending(identifier), { pending }),
    ...(waiting.length === 0
      ? [fine('parameterGroup', texts.inSync(groups.map(({ DBParameterGroupName: name }) => name ?? '?')))]
      : waiting.map(({ DBParameterGroupName: name = '?', ParameterApplyStatus: status = '?' }) =>
          stopping('parameterGroup', texts.notInSync(name, status), texts.reboot(identifier), { name, status }),
        )),
  ];
}

/** A rotation of before would change the password under the feet of the new one. */
export async function rotationIsOff(check: CheckContext): Promise<Finding[]> {
  const texts = textsOf(check);
  const secret = await secretOf(check);
  const { name, rotates, hasPendingVersion } = secret;
  const values = { secret: name, rotates, hasPendingVersion };
  return [
    rotates
      ? stopping('rotation', texts.rotates(name), texts.stopRotation(secret.arn), values)
      : fine('rotation', texts.doesNotRotate(name), values),
    ...(hasPendingVersion
      ? [stopping('rotation', texts.hasPendingVersion(name), texts.finishRotation(secret.arn), values)]
      : []),
  ];
}

/** The secret of the master user: the named one, that of the app, or one that the account or the state has. */
export async function secretOf({ context, database, app, options }: CheckContext): Promise<FoundSecret> {
  const ofApp = recordIn(app, database.identifier)?.secretArn;
  const state = options.tfstate === undefined ? [] : readState(context, options.tfstate);
  return findSecret(context, database, options.secret ?? ofApp, state);
}
