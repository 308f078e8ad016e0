import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { DoctorContext, textsOf } from './doctor-context';
import { isNotFound } from '../aws/aws-failure';
import { CommandContext } from '../command-context';
import { DiagnosisFinding } from '../findings/diagnosis-finding';
import { Level } from '../level';
import { diagnosisMessages } from '../messages/diagnosis';

/** What `cdk bootstrap` takes: its template has this pattern for the parameter Qualifier. */
const QUALIFIER = /^[A-Za-z0-9_-]{1,10}$/;

/** What DefaultStackSynthesizer of aws-cdk-lib asks for: to deploy, and to look things up. */
const TO_DEPLOY = 6;
const TO_LOOK_UP = 8;

/** @throws CommandFailure unless `--qualifier` can be one */
export function requireQualifier(context: CommandContext, qualifier: string): void {
  if (QUALIFIER.test(qualifier)) return;
  throw context.wrong(diagnosisMessages(context.locale).doctor.badQualifier(qualifier));
}

/** Whether CDK can deploy to the region. A deployment reads this parameter too, whatever the name of the stack. */
export async function bootstrapFindings(doctor: DoctorContext): Promise<DiagnosisFinding[]> {
  const { database, qualifier } = doctor;
  const texts = textsOf(doctor);
  const parameter = `/cdk-bootstrap/${qualifier}/version`;
  const version = await versionIn(doctor, parameter);
  if (version === undefined) {
    const text = texts.noBootstrap(parameter, database.region);
    return [{ check: 'bootstrap', level: Level.WARNING, text, advice: texts.bootstrap(qualifier) }];
  }
  const level = levelOf(version);
  const advice = level === Level.OK ? undefined : texts.bootstrap(qualifier);
  return [{ check: 'bootstrap', level, text: texts.bootstrapVersion(version), advice, values: { version, qualifier } }];
}

function levelOf(version: number): Level {
  if (version < TO_DEPLOY) return Level.CRITICAL;
  return version < TO_LOOK_UP ? Level.WARNING : Level.OK;
}

async function versionIn({ database }: DoctorContext, parameter: string): Promise<number | undefined> {
  try {
    const { Parameter: found } = await database.account.ssm().send(new GetParameterCommand({ Name: parameter }));
    return found?.Value === undefined ? undefined : Number(found.Value);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
