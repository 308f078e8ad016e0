import { RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { EventForwarding } from './event-forwarding';
import { SnapshotCopies } from './snapshot-copies';
import { SnapshotCopyAlarm } from './snapshot-copy-alarm';
import { keyArnFor } from './support-stack';
import { DatabaseKey } from '../encryption/database-key';
import { tagDatabase } from '../operations/database-tags';
import { Settings } from '../profile/settings';

/** What the other region has to know of the database. */
export interface BackupRegionProps {
  readonly settings: Settings;
  /** Region of the database. */
  readonly sourceRegion: string;
  /** Whether the database's key is the library's, which is known by its alias. */
  readonly ownKey: boolean;
}

/** What stands in the other region for one database: the key, the copies of snapshots and their alarm. */
export class BackupRegion extends Construct {
  readonly key: kms.IKey;
  /** Output with the key's ARN, in the stack that has the key. */
  readonly keyOutput: string;
  readonly copies?: SnapshotCopies;
  readonly alarm?: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, { settings, sourceRegion, ownKey }: BackupRegionProps) {
    super(scope, id);
    const { instanceIdentifier, crossRegionBackup: backup, logRetention } = settings;
    this.key = new DatabaseKey(this, 'Encryption', {
      instanceIdentifier,
      purpose: 'backups',
      encryptionKey: backup.encryptionKey,
      // Whatever becomes of the instance, its replicated backups stay until their retention ends.
      removalPolicy: RemovalPolicy.RETAIN,
    }).key;
    this.keyOutput = `${this.node.id.replace(/[^A-Za-z0-9]/g, '')}BackupKeyArn`;
    if (backup.snapshotCopies) {
      this.copies = new SnapshotCopies(this, 'SnapshotCopies', {
        instanceIdentifier,
        sourceRegion,
        sourceKeyAlias: ownKey ? `alias/${instanceIdentifier}` : undefined,
        key: this.keyHere(),
        retention: backup.snapshotRetention,
        logRetention,
      });
      this.alarm = settings.monitoring ? this.watch(settings, this.copies, sourceRegion) : undefined;
    }
    tagDatabase(this, settings);
  }

  /** The team's own key may stand in another stack of the region. */
  private keyHere(): kms.IKey {
    const arn = keyArnFor(this, this.key, this.keyOutput);
    return arn === this.key.keyArn ? this.key : kms.Key.fromKeyArn(this, 'GivenKey', arn);
  }

  /** Tells the people who are told of this region, and the region of the database: whoever is called for the one looks at its alarms. */
  private watch(settings: Settings, copies: SnapshotCopies, sourceRegion: string): cloudwatch.Alarm | undefined {
    const { alarm } = new SnapshotCopyAlarm(this, 'Monitoring', { settings, logGroup: copies.logGroup });
    if (alarm) {
      new EventForwarding(this, 'AlarmForwarding', {
        description: `Tells ${sourceRegion} of copies of ${settings.instanceIdentifier} that fail`,
        toRegion: sourceRegion,
        eventPattern: { source: ['aws.cloudwatch'], detailType: ['CloudWatch Alarm State Change'], resources: [alarm.alarmArn] },
      });
    }
    return alarm;
  }
}
