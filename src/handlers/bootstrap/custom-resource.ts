import { BootstrapResult } from './bootstrap';
import { BootstrapError } from './bootstrap-error';
import { quotedEventText } from '../event-text';

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

/** What CloudFormation takes for an id. */
const LONGEST_ID = 1_024;

/**
 * Answers CloudFormation. Deleting does nothing, and so cannot fail.
 *
 * @param bringUp runs the SQL, with the property `Users` of the event; no other property is read
 * @throws `BootstrapError` and what `bringUp` throws
 */
export async function handleRequest(
  event: CustomResourceEvent,
  bringUp: (users: unknown) => Promise<BootstrapResult>,
): Promise<CustomResourceResult> {
  const { PhysicalResourceId: id, RequestType: type, ResourceProperties: properties } = event;
  const physicalResourceId = typeof id === 'string' && id !== '' && id.length <= LONGEST_ID ? id : PHYSICAL_RESOURCE_ID;
  if (type === 'Delete') return { PhysicalResourceId: physicalResourceId };
  if (type !== 'Create' && type !== 'Update') {
    throw new BootstrapError(`RequestType must be Create, Update or Delete, got ${quotedEventText(type)}`);
  }
  const { applied } = await bringUp(properties?.Users);
  return { PhysicalResourceId: physicalResourceId, Data: { AppliedScripts: `${applied.length}` } };
}
