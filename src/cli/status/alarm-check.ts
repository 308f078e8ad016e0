import { MetricAlarm, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { Check, Finding } from './finding';
import { Level } from '../level';

/** The alarms of the database that are on. */
export const ALARM_CHECK: Check = {
  name: 'alarms',
  find: async ({ database, locale }) => {
    const texts = locale.messages.status;
    const alarms: MetricAlarm[] = [];
    const pages = paginateDescribeAlarms(
      { client: database.account.cloudWatch() },
      { AlarmNamePrefix: `${database.identifier}-`, AlarmTypes: ['MetricAlarm'] },
    );
    for await (const { MetricAlarms: page = [] } of pages) alarms.push(...page);
    if (alarms.length === 0) {
      return [{ check: 'alarms', level: Level.WARNING, text: texts.noAlarms(), advice: texts.makeAlarms() }];
    }
    const on = alarms.filter(({ StateValue: state }) => state === 'ALARM');
    const muted = alarms.filter(({ ActionsEnabled: enabled }) => enabled === false);
    const findings: Finding[] = on.map((alarm) => ({
      check: 'alarms',
      level: callsSomebody(alarm) ? Level.CRITICAL : Level.WARNING,
      text: texts.alarmOn(alarm.AlarmName!, alarm.StateUpdatedTimestamp && locale.ago(alarm.StateUpdatedTimestamp)),
      advice: alarm.AlarmDescription ?? texts.readReason(alarm.StateReason ?? ''),
      values: { alarm: alarm.AlarmName, since: alarm.StateUpdatedTimestamp, reason: alarm.StateReason },
    }));
    if (muted.length > 0) {
      const names = muted.map(({ AlarmName: name }) => name!);
      findings.push({
        check: 'alarms',
        level: Level.WARNING,
        text: texts.alarmsMuted(names),
        advice: texts.enableAlarms(),
        values: { muted: names },
      });
    }
    if (findings.length > 0) return findings;
    return [
      { check: 'alarms', level: Level.OK, text: texts.alarmsOff(alarms.length), values: { total: alarms.length } },
    ];
  },
};

/** The library's critical alarms notify two topics, everybody and whoever is on call; the others notify one. */
function callsSomebody({ AlarmActions: actions = [] }: MetricAlarm): boolean {
  return actions.length > 1;
}
