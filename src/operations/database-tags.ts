import { Tags } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Settings } from '../settings/settings';

/** Below the default of 100: a tag that a team sets on its stack or app wins. */
const PRIORITY = 50;

/** Tags everything of the database as the team's conventions ask. */
export function tagDatabase(scope: IConstruct, settings: Settings): void {
  const tags: Record<string, string> = {
    Environment: settings.profile.name,
    Project: settings.project,
    ManagedBy: 'cdk',
    Repository: settings.repository,
  };
  for (const [key, value] of Object.entries(tags)) Tags.of(scope).add(key, value, { priority: PRIORITY });
}
