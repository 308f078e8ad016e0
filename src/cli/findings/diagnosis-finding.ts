import { explainFailure } from '../aws/aws-failure';
import { CommandContext } from '../command-context';
import { Level, worst } from '../level';
import { diagnosisMessages } from '../messages/diagnosis';
import { DiagnosisMessages } from '../messages/diagnosis-messages';

/** What a look at one side of a database has found. */
export interface DiagnosisFinding {
  /** The same word in JSON whatever the locale. */
  readonly check: keyof DiagnosisMessages['checks'];
  readonly level: Level;
  /** What is there, in the language of the user. */
  readonly text: string;
  /** How to mend it; there unless the level is OK. */
  readonly advice?: string;
  /** The values behind the text, for programs. */
  readonly values?: Record<string, unknown>;
}

/** A look at one side of a database. */
export interface DiagnosisCheck {
  readonly name: DiagnosisFinding['check'];
  find(): Promise<DiagnosisFinding[]>;
}

/** Runs the checks beside each other. One that fails is a finding of its own, so that the others are seen. */
export async function findBeside(
  { locale, messages }: CommandContext,
  checks: readonly DiagnosisCheck[],
): Promise<DiagnosisFinding[]> {
  const found = await Promise.all(
    checks.map(({ name, find }) =>
      find().catch((error: unknown): DiagnosisFinding[] => [
        {
          check: name,
          level: Level.UNKNOWN,
          text: diagnosisMessages(locale).findings.unreadable(),
          advice: explainFailure(error, messages).message,
        },
      ]),
    ),
  );
  return found.flat();
}

/** Prints findings, the worst level last. @returns the worst level */
export function printFindings(
  { terminal, locale }: CommandContext,
  title: string,
  findings: readonly DiagnosisFinding[],
  document: object,
): Level {
  const { checks, findings: texts } = diagnosisMessages(locale);
  const level = worst(findings.map((finding) => finding.level));
  const open = findings.filter((finding) => finding.level !== Level.OK).length;
  terminal.result({ ...document, level, findings }, () => {
    const rows = findings.map(({ check, level: own, text, advice }, at) => {
      const name = check === findings[at - 1]?.check ? '' : checks[check];
      const lines = advice ? `${terminal.coloured(own, text)}\n${terminal.dim('→')} ${advice}` : text;
      return [terminal.sign(own), name, lines];
    });
    return [terminal.bold(title), terminal.table([], rows), terminal.coloured(level, texts.summary(level, open))].join(
      '\n\n',
    );
  });
  return level;
}
