import { DetectStackResourceDriftCommand, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { CheckContext, fine, PhaseCheck, stopping, textsOf, unknown } from './phase-check';
import { nothingWaits } from './settle';
import { explainFailure, isNotFound } from '../../aws/aws-failure';
import { Finding } from '../../status/finding';
import { readAssembly, readRecord } from '../assembly';

/** States of what a stack lists, and does not have. */
const NOT_THERE = ['CREATE_FAILED', 'IMPORT_FAILED', 'DELETE_COMPLETE'];

/** `imported`: the instance is the same, in the stack, with nothing changed and nothing waiting. */
export const imported: PhaseCheck = async (check) => {
  const texts = textsOf(check);
  const { context, database, app } = check;
  const { resourceId } = readRecord(context, app, database.identifier);
  const { name, logicalId } = readAssembly(context, app, database.identifier);
  const now = database.instance.DbiResourceId ?? '?';
  const isInStack = (await stackResources(check, name)).some(({ id }) => id === logicalId);
  return [
    now === resourceId
      ? fine('identity', texts.same(now), { resourceId })
      : stopping('identity', texts.otherInstance(now, resourceId), texts.askWhoReplaced(), { resourceId, now }),
    ...nothingWaits(check),
    isInStack
      ? fine('template', texts.isInStack(name), { stack: name, logicalId })
      : stopping('template', texts.notInStack(name), texts.importIt(name), { stack: name, logicalId }),
    ...(isInStack ? [await drift(check, name, logicalId)] : []),
  ];
};

async function drift(check: CheckContext, stack: string, logicalId: string): Promise<Finding> {
  const texts = textsOf(check);
  const command =
    `aws cloudformation detect-stack-resource-drift --stack-name ${stack} ` + `--logical-resource-id ${logicalId}`;
  try {
    const { StackResourceDrift: found } = await check.database.account
      .cloudFormation()
      .send(new DetectStackResourceDriftCommand({ StackName: stack, LogicalResourceId: logicalId }));
    const { StackResourceDriftStatus: status = '?', PropertyDifferences: differences = [] } = found ?? {};
    if (status === 'IN_SYNC') return fine('drift', status, { status });
    const paths = differences.map(({ PropertyPath: name }) => name ?? '?');
    return stopping('drift', texts.drifted(status, paths), texts.compareDrift(command), { status, properties: paths });
  } catch (error) {
    return unknown('drift', explainFailure(error, check.context.messages).message, texts.compareDrift(command));
  }
}

/** A resource that a stack has in the account. */
export interface StackResource {
  readonly id: string;
  readonly type: string;
}

/** The resources that a stack has in the account; none if there is no such stack. */
export async function stackResources({ database: { account } }: CheckContext, stack: string): Promise<StackResource[]> {
  const found: StackResource[] = [];
  try {
    const pages = paginateListStackResources({ client: account.cloudFormation() }, { StackName: stack });
    for await (const { StackResourceSummaries: page = [] } of pages) {
      found.push(
        ...page
          .filter(({ ResourceStatus: status = '' }) => !NOT_THERE.includes(status))
          .map(({ LogicalResourceId: id = '', ResourceType: type = '' }) => ({ id, type })),
      );
    }
  } catch (error) {
    // CloudFormation says of a stack that is not there: ValidationError, "Stack with id … does not exist".
    if (!isNotFound(error) && !/does not exist/.test((error as Error).message)) throw error;
  }
  return found;
}
