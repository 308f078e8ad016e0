import { DescribePendingMaintenanceActionsCommand } from '@aws-sdk/client-rds';
import { Check, daysBetween, Finding } from './finding';
import { ENGINE_MAJORS } from '../../instance/engine-version-catalogue';
import { Level } from '../level';

/** RDS makes a new certificate by itself long before; one that is this old has not been taken. */
const CERTIFICATE_WARNING_DAYS = 90;
const CERTIFICATE_CRITICAL_DAYS = 30;

/** Time to plan a major upgrade. */
const SUPPORT_WARNING_DAYS = 365;

/** What RDS wants to do, and what waits for the window or for a restart. */
export const MAINTENANCE_CHECK: Check = {
  name: 'maintenance',
  find: async ({ database, locale, now }) => {
    const texts = locale.messages.status;
    const { PendingMaintenanceActions: resources = [] } = await database.account
      .rds()
      .send(new DescribePendingMaintenanceActionsCommand({ ResourceIdentifier: database.arn }));
    const findings: Finding[] = resources
      .flatMap(({ PendingMaintenanceActionDetails: details = [] }) => details)
      .map(
        ({ Action: action = '?', Description: description = '', ForcedApplyDate: forced, CurrentApplyDate: at }) => ({
          check: 'maintenance',
          level: Level.WARNING,
          text: texts.maintenance(action, description, (forced ?? at) && locale.time((forced ?? at)!, now)),
          advice: texts.applyMaintenance(database.instance.PreferredMaintenanceWindow ?? '?'),
          values: { action, forced, at },
        }),
      );
    const waiting = Object.keys(database.instance.PendingModifiedValues ?? {});
    if (waiting.length > 0) {
      findings.push({
        check: 'maintenance',
        level: Level.WARNING,
        text: texts.changesWait(waiting),
        advice: texts.applyMaintenance(database.instance.PreferredMaintenanceWindow ?? '?'),
        values: { pending: waiting },
      });
    }
    const restart = (database.instance.DBParameterGroups ?? []).filter(
      ({ ParameterApplyStatus: status }) => status === 'pending-reboot',
    );
    if (restart.length > 0) {
      const names = restart.map(({ DBParameterGroupName: name }) => name!);
      findings.push({
        check: 'maintenance',
        level: Level.WARNING,
        text: texts.restartWaits(names),
        advice: texts.restart(database.identifier),
        values: { parameterGroups: names },
      });
    }
    return findings.length > 0 ? findings : [{ check: 'maintenance', level: Level.OK, text: texts.noMaintenance() }];
  },
};

/** The certificate that clients check. */
export const CERTIFICATE_CHECK: Check = {
  name: 'certificate',
  find: async ({ database: { instance }, locale, now }) => {
    const { ValidTill: until, CAIdentifier: authority = instance.CACertificateIdentifier ?? '?' } =
      instance.CertificateDetails ?? {};
    if (!until) return [];
    const days = daysBetween(now, until);
    const level = levelOfDays(days, CERTIFICATE_CRITICAL_DAYS, CERTIFICATE_WARNING_DAYS);
    return [
      {
        check: 'certificate',
        level,
        text: locale.messages.status.certificate(authority, locale.date(until)),
        advice: level === Level.OK ? undefined : locale.messages.status.renewCertificate(),
        values: { authority, validTill: until },
      },
    ];
  },
};

/** The end of standard support of the major version; extended support is charged after it. */
export const SUPPORT_CHECK: Check = {
  name: 'support',
  find: async ({ database: { instance }, locale, now }) => {
    const texts = locale.messages.status;
    const [major] = (instance.EngineVersion ?? '').split('.');
    const end = ENGINE_MAJORS[major]?.endOfStandardSupport;
    if (!end) {
      const text = texts.supportUnknown(major);
      return [{ check: 'support', level: Level.UNKNOWN, text, advice: texts.readCalendar() }];
    }
    const level = levelOfDays(daysBetween(now, new Date(end)), 0, SUPPORT_WARNING_DAYS);
    return [
      {
        check: 'support',
        level,
        text: texts.support(major, end),
        advice: level === Level.OK ? undefined : texts.upgradeMajor(),
        values: { major, endOfStandardSupport: end },
      },
    ];
  },
};

function levelOfDays(days: number, critical: number, warning: number): Level {
  if (days < critical) return Level.CRITICAL;
  return days < warning ? Level.WARNING : Level.OK;
}
