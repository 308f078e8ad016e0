import { Size } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as rds from 'aws-cdk-lib/aws-rds';
import { OficinaPostgresProps, RestoreSource } from '../../src';
import { database } from '../support/database';

/*
 * Every setting that determines a threshold reaches its alarm.
 */

function threshold(alarm: string, props: Partial<OficinaPostgresProps>): number | undefined {
  const template: Template = database(props).template();
  const alarms = template.findResources('AWS::CloudWatch::Alarm', {
    Properties: { AlarmName: `oficina-db-dev-${alarm}` },
  });
  return Object.values<any>(alarms)[0]?.Properties.Threshold;
}

const STRIPED = { allocatedStorage: Size.gibibytes(400), maxAllocatedStorage: Size.gibibytes(1000) };
const RESTORED = { restoreFrom: RestoreSource.snapshot('before-17') };

test.each<[string, string, Partial<OficinaPostgresProps>, number | undefined]>([
  ['allocatedStorage', 'LowStorage', { allocatedStorage: Size.gibibytes(40) }, 4_294_967_296], // 4 GiB
  ['storageAutoscaling', 'StorageAutoscaling', { storageAutoscaling: false }, undefined],
  ['storageAutoscaling', 'StorageAutoscaling', {}, 1],
  ['restoreFrom', 'StorageAutoscaling', RESTORED, undefined],
  ['maxAllocatedStorage', 'StorageAutoscaling', { ...RESTORED, maxAllocatedStorage: Size.gibibytes(900) }, 1],
  ['iops', 'DiskQueueDepth', { ...STRIPED, iops: 20_000 }, 400],
  ['iops of io2', 'DiskQueueDepth', { ...STRIPED, storageType: rds.StorageType.IO2, iops: 5_000 }, 100],
  ['maxConnections', 'HighConnections', { maxConnections: 300 }, 240],
  ['performanceInsights', 'DBLoad', { performanceInsights: false }, undefined],
])('%s is passed to %s', (_, alarm, props, expected) => expect(threshold(alarm, props)).toBe(expected));
