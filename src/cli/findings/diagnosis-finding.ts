import { explainFailure } from '../aws/aws-failure';
import { CommandContext } from '../command-context';
import { Level, worst } from '../level';
import { diagnosisMessages } from '../messages/diagnosis';
import { DiagnosisMessages } from '../messages/diagnosis-messages';
import { wrap } from '../output/wrap';

/** What a look at one side of a database has found. */
export interface DiagnosisFinding {
  /** The name of the check in JSON, which does not depend on the locale. */
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

/** The widest line that is easy to read. */
const WIDEST = 120;

/** Prints findings. @returns the worst level */
export function printFindings(
  context: CommandContext,
  title: string,
  findings: readonly DiagnosisFinding[],
  document: object,
): Level {
  const { terminal, locale } = context;
  const level = worst(findings.map((finding) => finding.level));
  const open = findings.filter((finding) => finding.level !== Level.OK).length;
  terminal.result({ ...document, level, findings }, () =>
    [
      terminal.bold(title),
      list(context, findings),
      terminal.coloured(level, diagnosisMessages(locale).findings.summary(level, open)),
    ].join('\n\n'),
  );
  return level;
}

/** The findings below each other. Commands and names stay whole, so that they can be copied. */
function list({ terminal, locale }: CommandContext, findings: readonly DiagnosisFinding[]): string {
  const { checks } = diagnosisMessages(locale);
  const width = Math.min(WIDEST, terminal.columns);
  const widest = Math.max(...findings.map(({ check }) => checks[check].length));
  const indent = ' '.repeat(widest + 5);
  return findings
    .map(({ check, level, text, advice }, at) => {
      const name = check === findings[at - 1]?.check ? '' : checks[check];
      const coloured = wrap(`${indent}${text}`, width)
        .split('\n')
        .map((line) => terminal.coloured(level, line.trimStart()))
        .join(`\n${indent}`);
      const first = `${terminal.sign(level)}  ${name.padEnd(widest)}  ${coloured}`;
      return advice ? `${first}\n${wrap(`${indent}→ ${advice}`, width, indent.length + 2)}` : first;
    })
    .join('\n');
}
