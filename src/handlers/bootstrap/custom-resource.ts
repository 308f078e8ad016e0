import { ApplicationUser, parseUsers } from './application-user';
import { BootstrapResult } from './bootstrap';
import { BootstrapError } from './bootstrap-error';

/** What CDK's provider framework sends: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties?: Record<string, unknown>;
}

/** What it expects back. */
export interface CustomResourceResult {
  readonly PhysicalResourceId: string;
  readonly Data?: Record<string, string>;
}

/** The same for ever: another id would make CloudFormation delete the resource that had the old one. */
const PHYSICAL_RESOURCE_ID = 'oficina-bootstrap';

/**
 * Answers CloudFormation. Deleting does nothing, and so cannot fail.
 *
 * @throws `BootstrapError` and what `bringUp` throws
 */
export async function handleRequest(
  event: CustomResourceEvent, bringUp: (users: ApplicationUser[]) => Promise<BootstrapResult>,
): Promise<CustomResourceResult> {
  const physicalResourceId = event.PhysicalResourceId ?? PHYSICAL_RESOURCE_ID;
  if (event.RequestType === 'Delete') return { PhysicalResourceId: physicalResourceId };
  if (event.RequestType !== 'Create' && event.RequestType !== 'Update') {
    throw new BootstrapError(`RequestType must be Create, Update or Delete, got '${event.RequestType}'`);
  }
  const { applied } = await bringUp(parseUsers(event.ResourceProperties?.Users));
  return { PhysicalResourceId: physicalResourceId, Data: { AppliedScripts: `${applied.length}` } };
}
