import * as path from 'path';
import { CheckContext, fine, PhaseCheck, stopping, textsOf } from './phase-check';
import { nothingWaits, rotationIsOff } from './settle';
import { Finding } from '../../status/finding';
import { MAPPING_FILE } from '../app-files';
import { jsonOf, readAssembly, SynthesisedStack } from '../assembly';
import { keyArn } from '../key-arn';
import { lastingPicture, livePicture } from '../live-properties';

/** What a template says of how to change or delete an instance, and not of the instance itself. */
const FLAGS = ['ApplyImmediately', 'DeleteAutomatedBackups'];

/** Properties that set the password. They are a finding of their own, which does not show their values. */
const PASSWORDS = ['MasterUserPassword', 'ManageMasterUserPassword', 'MasterUserSecret'];

/** Properties whose value RDS may give as an id, where the template must have an ARN. */
const KEYS = ['KmsKeyId', 'PerformanceInsightsKMSKeyId'];

/** `import`: nothing waits, and the template says what RDS says, so that CloudFormation has nothing to write. */
export const importing: PhaseCheck = async (check) => {
  const stack = readAssembly(check.context, check.app, check.database.identifier);
  return [
    ...nothingWaits(check),
    ...(await rotationIsOff(check)),
    ...templateFindings(check, stack),
    ...(await valueFindings(check, stack)),
  ];
};

function templateFindings(check: CheckContext, stack: SynthesisedStack): Finding[] {
  const texts = textsOf(check);
  const { instance, logicalId } = stack;
  const { Properties: properties = {}, DeletionPolicy: deletion, UpdateReplacePolicy: replace } = instance;
  const mapping = jsonOf<Record<string, { DBInstanceIdentifier?: string }>>(path.join(check.app, MAPPING_FILE)) ?? {};
  const problems = [
    deletion === 'Retain' && replace === 'Retain' ? undefined : texts.notRetained(),
    properties.ApplyImmediately === false ? undefined : texts.appliesImmediately(),
    refersToOthers(instance) ? texts.refers() : undefined,
    PASSWORDS.some((name) => name in properties) ? texts.setsPassword() : undefined,
    mapping[logicalId]?.DBInstanceIdentifier === check.database.identifier
      ? undefined
      : texts.notMapped(logicalId, MAPPING_FILE),
  ].filter((problem) => problem !== undefined);
  if (problems.length === 0) return [fine('template', texts.template(stack.name, logicalId), { logicalId })];
  return problems.map((problem) => stopping('template', problem, texts.keepLive(), { logicalId }));
}

/** Whether CloudFormation would have to import other resources along. */
function refersToOthers({
  Properties: properties,
  DependsOn: after,
  Condition: condition,
}: SynthesisedStack['instance']) {
  return after !== undefined || condition !== undefined || /"(Ref|Fn::\w+)":/.test(JSON.stringify(properties ?? {}));
}

async function valueFindings(check: CheckContext, { instance }: SynthesisedStack): Promise<Finding[]> {
  const texts = textsOf(check);
  const properties = instance.Properties ?? {};
  const now = await pictureNow(check);
  const leftOut = [...FLAGS, ...PASSWORDS];
  const names = Object.keys({ ...properties, ...now }).filter((name) => !leftOut.includes(name));
  const differing = names.filter((name) => comparable(properties[name]) !== comparable(now[name])).sort();
  if (differing.length === 0) return [fine('live', texts.equal(names.length), { properties: names.length })];
  return differing.map((property) => {
    const [template, live] = [comparable(properties[property]), comparable(now[property])];
    return stopping('live', texts.differs(property, template, live), texts.adoptAgain(), { property, template, live });
  });
}

async function pictureNow({ context, database }: CheckContext): Promise<Record<string, unknown>> {
  const picture = { ...livePicture(database.instance), ...lastingPicture(database.instance) };
  for (const name of KEYS) {
    if (typeof picture[name] === 'string') picture[name] = await keyArn(context, database, picture[name]);
  }
  return picture;
}

/** A value as text. CloudFormation takes numbers and booleans as text too, and the order of a list means nothing. */
function comparable(value: unknown): string {
  if (value === undefined || value === null) return '-';
  if (Array.isArray(value)) return value.map(comparable).sort().join(', ') || '-';
  if (typeof value !== 'object') return `${value}`;
  const entries = Object.entries(value).sort(([one], [other]) => one.localeCompare(other));
  return `{${entries.map(([name, item]) => `${name}: ${comparable(item)}`).join(', ')}}`;
}
