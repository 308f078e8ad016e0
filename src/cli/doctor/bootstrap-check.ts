import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DoctorContext, textsOf } from './doctor-context';
import { DiagnosisFinding } from '../findings/diagnosis-finding';
import { Level } from '../level';

/** The stack of `cdk bootstrap`. Its output has the version that the parameter /cdk-bootstrap/hnb659fds/version has. */
const STACK = 'CDKToolkit';

/** What DefaultStackSynthesizer of aws-cdk-lib asks for: to deploy, and to look things up. */
const TO_DEPLOY = 6;
const TO_LOOK_UP = 8;

/** Whether CDK can deploy to the region. */
export async function bootstrapFindings(doctor: DoctorContext): Promise<DiagnosisFinding[]> {
  const { database } = doctor;
  const texts = textsOf(doctor);
  const version = await bootstrapVersion(doctor);
  if (version === undefined) {
    const text = texts.noBootstrap(STACK, database.region);
    return [{ check: 'bootstrap', level: Level.WARNING, text, advice: texts.bootstrap() }];
  }
  const level = levelOf(version);
  const advice = level === Level.OK ? undefined : texts.bootstrap();
  return [{ check: 'bootstrap', level, text: texts.bootstrapVersion(version), advice, values: { version } }];
}

function levelOf(version: number): Level {
  if (version < TO_DEPLOY) return Level.CRITICAL;
  return version < TO_LOOK_UP ? Level.WARNING : Level.OK;
}

async function bootstrapVersion({ database }: DoctorContext): Promise<number | undefined> {
  try {
    const { Stacks: stacks = [] } = await database.account
      .cloudFormation()
      .send(new DescribeStacksCommand({ StackName: STACK }));
    const output = stacks[0]?.Outputs?.find(({ OutputKey: key }) => key === 'BootstrapVersion');
    return output && Number(output.OutputValue);
  } catch (error) {
    // CloudFormation calls a stack that is not there a wrong argument.
    if (/does not exist/.test((error as Error).message)) return undefined;
    throw error;
  }
}
