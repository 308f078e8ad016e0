import { Check, Finding } from './finding';
import { Level } from '../level';

/**
 * States in which an instance works, although something goes on.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html
 */
const WORKING = new Set([
  'available',
  'backing-up',
  'configuring-enhanced-monitoring',
  'configuring-iam-database-auth',
  'configuring-log-exports',
  'modifying',
  'resetting-master-credentials',
  'storage-optimization',
  'storage-initialization',
]);

/** The instance: whether clients can use it, and what it is. */
export const INSTANCE_CHECK: Check = {
  name: 'instance',
  find: async ({ database: { instance }, locale: { messages } }) => {
    const { DBInstanceStatus: status = '?', DBInstanceClass: size = '?', EngineVersion: version = '?' } = instance;
    const works = WORKING.has(status);
    return [
      {
        check: 'instance',
        level: works ? Level.OK : Level.CRITICAL,
        text: messages.status.instance(status, size, version),
        advice: works ? undefined : messages.status.instanceDown(status),
        values: { status, class: size, engineVersion: version, endpoint: instance.Endpoint?.Address },
      },
    ];
  },
};

/** The standby of a Multi-AZ instance, and what else keeps it from being lost. */
export const STANDBY_CHECK: Check = {
  name: 'standby',
  find: async ({ database: { instance }, locale: { messages } }) => {
    const findings: Finding[] = [
      {
        check: 'standby',
        level: Level.OK,
        text: instance.MultiAZ
          ? messages.status.standby(instance.AvailabilityZone ?? '?', instance.SecondaryAvailabilityZone ?? '?')
          : messages.status.noStandby(instance.AvailabilityZone ?? '?'),
        values: {
          multiAz: instance.MultiAZ ?? false,
          availabilityZone: instance.AvailabilityZone,
          secondaryAvailabilityZone: instance.SecondaryAvailabilityZone,
        },
      },
    ];
    if (instance.PubliclyAccessible) {
      findings.push({
        check: 'standby',
        level: Level.CRITICAL,
        text: messages.status.isPublic(),
        advice: messages.status.makePrivate(),
        values: { publiclyAccessible: true },
      });
    }
    return findings;
  },
};
