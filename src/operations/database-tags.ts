import { Tags } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Settings } from '../settings/settings';

/** Below the default of 100, so that a tag that the team sets on its stack or app wins. */
const PRIORITY = 50;

/** Tags all resources of the database according to the team's conventions. */
export function tagDatabase(scope: IConstruct, settings: Settings): void {
  const tags: Record<string, string> = {
    Environment: settings.profile.name,
    Project: settings.project,
    ManagedBy: 'cdk',
    Repository: settings.repository,
  };
  for (const [key, value] of Object.entries(tags)) Tags.of(scope).add(key, value, { priority: PRIORITY });
}
