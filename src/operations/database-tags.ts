import { Tags } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Settings } from '../settings/settings';

/** Below the default of 100, so that a tag on the stack or the app wins. */
const PRIORITY = 50;

/** Adds the tags of the database (project, environment and the others) to all its resources. */
export function tagDatabase(scope: IConstruct, settings: Settings): void {
  const tags: Record<string, string> = {
    Environment: settings.profile.name,
    Project: settings.project,
    ManagedBy: 'cdk',
    Repository: settings.repository,
  };
  for (const [key, value] of Object.entries(tags)) Tags.of(scope).add(key, value, { priority: PRIORITY });
}
