import { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import { Check, daysBetween, Finding, StatusContext } from './finding';
import { secretsOf } from '../aws/secrets';
import { Level } from '../level';

/** Secrets Manager rotates in a window of up to a day. */
const LATE_DAYS = 1;

/** The rotation of each secret of the database: its master user and its application users. */
export const ROTATION_CHECK: Check = {
  name: 'rotation',
  find: async (context) => {
    const { database, locale } = context;
    const secrets = await secretsOf(database.account, database.identifier);
    if (secrets.length === 0) {
      const text = locale.messages.status.noSecret(database.identifier);
      return [{ check: 'rotation', level: Level.UNKNOWN, text, advice: locale.messages.status.readableSecret() }];
    }
    const findings = secrets.map((secret) => rotation(context, secret));
    const attention = findings.filter(({ level }) => level !== Level.OK);
    return attention.length > 0 ? attention : [allWell(context, secrets)];
  },
};

function rotation({ database, locale, now }: StatusContext, secret: SecretListEntry): Finding {
  const texts = locale.messages.status;
  const name = secret.Name!;
  const values = { secret: name, lastRotated: secret.LastRotatedDate, next: secret.NextRotationDate };
  if (!secret.RotationEnabled) {
    const text = texts.rotationOff(name);
    return { check: 'rotation', level: Level.WARNING, text, advice: texts.turnRotationOn(), values };
  }
  const due = secret.NextRotationDate;
  const level = levelOf(secret, now);
  const text = hasPendingVersion(secret)
    ? texts.rotationStuck(name)
    : texts.rotation(name, due && locale.time(due, now));
  const advice = level === Level.OK ? undefined : texts.readRotationLog(database.identifier);
  return { check: 'rotation', level, text, advice, values };
}

function levelOf(secret: SecretListEntry, now: Date): Level {
  const { NextRotationDate: due } = secret;
  if (due !== undefined && daysBetween(due, now) > LATE_DAYS) return Level.CRITICAL;
  return hasPendingVersion(secret) ? Level.WARNING : Level.OK;
}

/** A version that waits to become the current one: a rotation is under way, or has stopped in the middle. */
function hasPendingVersion({ SecretVersionsToStages: versions = {} }: SecretListEntry): boolean {
  return Object.values(versions).some((stages) => stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT'));
}

function allWell({ locale, now }: StatusContext, secrets: readonly SecretListEntry[]): Finding {
  const next = secrets
    .flatMap(({ NextRotationDate: date }) => date ?? [])
    .sort((one, other) => one.getTime() - other.getTime())[0];
  return {
    check: 'rotation',
    level: Level.OK,
    text: locale.messages.status.rotations(secrets.length, next && locale.time(next, now)),
    values: { secrets: secrets.map(({ Name: name }) => name), next },
  };
}
