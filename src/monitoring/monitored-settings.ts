import { MonitoredInstance } from './monitored-instance';
import { Settings } from '../settings/settings';

/** Returns the properties of a database that alarms and dashboard need, from its settings. */
export function monitoredSettings(settings: Settings): Omit<MonitoredInstance, 'instance'> {
  return {
    instanceType: settings.instanceType,
    instanceCapacity: settings.instanceCapacity,
    allocatedStorage: settings.allocatedStorage,
    maxAllocatedStorage: settings.storageAutoscaling ? settings.maxAllocatedStorage : undefined,
    iops: settings.iops,
    maxConnections: settings.maxConnections,
    performanceInsights: settings.performanceInsights,
    vaultBackups: settings.backupVaultPlan.enabled,
    restoreDrillOverdueAfter: settings.restoreDrill.enabled ? settings.restoreDrill.overdueAfter : undefined,
  };
}
