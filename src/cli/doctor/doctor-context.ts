import { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import { Database } from '../aws/database';
import { CommandContext } from '../command-context';
import { DiagnosisFinding } from '../findings/diagnosis-finding';
import { diagnosisMessages } from '../messages/diagnosis';
import { Check } from '../status/finding';

/** What the checks of `doctor` look at. */
export interface DoctorContext {
  readonly context: CommandContext;
  readonly database: Database;
  /** The near end of a tunnel, see `openWay()`. */
  readonly via?: string;
  /** The qualifier of the CDK bootstrap. */
  readonly qualifier: string;
  readonly now: Date;
}

/** A secret of the database, of its master user or of an application user. */
export type DatabaseSecret = SecretListEntry & { readonly Name: string };

export function textsOf({ context }: DoctorContext) {
  return diagnosisMessages(context.locale).doctor;
}

/** What a check of `status` finds. */
export async function findingsOf(
  { context: { locale }, database, now }: DoctorContext,
  check: Check,
  name: DiagnosisFinding['check'],
): Promise<DiagnosisFinding[]> {
  const findings = await check.find({ database, locale, now });
  return findings.map((finding) => ({ ...finding, check: name }));
}
