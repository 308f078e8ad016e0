import { BootstrapResult } from './bootstrap';
import { BootstrapError } from './bootstrap-error';
import { quotedEventText } from '../event-text';

/**
 * The event that CDK's provider framework sends.
 *
 * https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html
 */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties?: Record<string, unknown>;
}

/** The answer that the provider framework expects. */
export interface CustomResourceResult {
  readonly PhysicalResourceId: string;
  readonly Data?: Record<string, string>;
}

/** The id of the resource. It must never change: CloudFormation deletes the resource that had the old id. */
const PHYSICAL_RESOURCE_ID = 'oficina-bootstrap';

/** The longest id that CloudFormation accepts. */
const LONGEST_ID = 1_024;

/**
 * Answers a request of CloudFormation. A deletion does nothing, so it cannot fail.
 *
 * @param runBootstrap runs the SQL; it gets the event's property `Users`, the only one that is read
 * @throws `BootstrapError` and what `runBootstrap` throws
 */
export async function handleRequest(
  event: CustomResourceEvent,
  runBootstrap: (usersProperty: unknown) => Promise<BootstrapResult>,
): Promise<CustomResourceResult> {
  const { PhysicalResourceId: id, RequestType: type, ResourceProperties: properties } = event;
  const physicalResourceId = typeof id === 'string' && id !== '' && id.length <= LONGEST_ID ? id : PHYSICAL_RESOURCE_ID;
  if (type === 'Delete') return { PhysicalResourceId: physicalResourceId };
  if (type !== 'Create' && type !== 'Update') {
    throw new BootstrapError(`RequestType must be Create, Update or Delete, got ${quotedEventText(type)}`);
  }
  const { applied } = await runBootstrap(properties?.Users);
  return { PhysicalResourceId: physicalResourceId, Data: { AppliedScripts: `${applied.length}` } };
}
