import { clearPassword } from './clear-passwords';
import { SqlTextError } from './sql-text-error';
import { linesBefore } from './sql-tokens';
import { SqlStatement } from './statement-scanner';
import { closest } from '../../validation/closest';

const DIRECTIVE = /^\s*oficina\s*:\s*(.*?)\s*$/i;
const NO_TRANSACTION = 'no-transaction';
const OWN_FILE = `put it into a file of its own that begins with the line "-- oficina: ${NO_TRANSACTION}"`;

/** A comment that looks like the directive. */
interface Directive {
  readonly line: number;
  readonly text: string;
  /** Whether it comes before the first statement, as it must. */
  readonly isAtTop: boolean;
}

/** Statements that a file must not contain. The message follows the first word of the statement. */
const REFUSED: {
  readonly matches: (statement: SqlStatement, transactional: boolean) => boolean;
  readonly message: string;
}[] = [
  {
    matches: (statement, transactional) => transactional && controlsTransaction(statement),
    message:
      'the file runs in one transaction, which no statement in it may begin or end; leave this one out, ' +
      `or begin the file with the line "-- oficina: ${NO_TRANSACTION}" and make each statement repeatable`,
  },
  {
    matches: (statement, transactional) => transactional && runsOutsideTransactions(statement),
    message: `the file runs in one transaction, in which PostgreSQL refuses it; ${OWN_FILE}`,
  },
  {
    matches: ({ words }) =>
      words[0] === 'COPY' && words.some((word, index) => word === 'STDIN' && words[index - 1] === 'FROM'),
    message:
      'FROM STDIN reads from the terminal of psql, and there is none; use INSERT, as pg_dump --inserts writes it, ' +
      'or load the data by hand',
  },
  {
    matches: ({ words }) => words[0] === 'DISCARD' && words[1] === 'ALL',
    message:
      'ALL resets the role and the search_path that the file runs with; leave it out, as every file begins ' +
      'with a clean session',
  },
  {
    matches: ({ words, text }) =>
      words[0] === 'SET' && /standard_conforming_strings"?\s*(=|\sTO\s)\s*'?(off|f|false|n|no|0)\b/i.test(text),
    message: "standard_conforming_strings must be on; leave it out, and write strings with backslashes as E'…'",
  },
];

/** The rules for scripts in addition to those of PostgreSQL. Synthesis checks them, and so does the function. */
export class ScriptRules {
  /** The number of statements so far. */
  statements = 0;
  private readonly directives: Directive[] = [];

  /** Whether the script runs in one transaction; otherwise each statement is its own. */
  get transactional(): boolean {
    return !this.directives.some(isValid);
  }

  /** Called by the scanner for a comment outside of statements. */
  readonly onComment = (comment: string, line: number, isAtTop: boolean): void => {
    const text = DIRECTIVE.exec(comment)?.[1];
    if (text === undefined) return;
    // Other comments may begin with `oficina:` too. After the first statement, only the exact directive is noticed.
    const looksLikeDirective = closest(text.replace(/[\s_]+/g, '-'), [NO_TRANSACTION]) !== undefined;
    const isDirective = isAtTop ? looksLikeDirective : text === NO_TRANSACTION;
    if (isDirective) this.directives.push({ line, text, isAtTop });
  };

  /** @throws `SqlTextError` for a statement that must not be in a script */
  check(statement: SqlStatement): void {
    this.statements++;
    this.refuseInvalidDirective();
    const refused = REFUSED.find(({ matches }) => matches(statement, this.transactional));
    if (refused) throw new SqlTextError(statement.line, `${statement.words[0]}: ${refused.message}`);
    refuseClearPassword(statement);
  }

  /** @throws `SqlTextError` for a directive that is unknown or misplaced */
  end(): void {
    this.refuseInvalidDirective();
  }

  private refuseInvalidDirective(): void {
    const invalid = this.directives.find((directive) => !isValid(directive));
    if (!invalid) return;
    const { line, text, isAtTop } = invalid;
    if (!isAtTop) {
      throw new SqlTextError(
        line,
        `"-- oficina: ${NO_TRANSACTION}" must come before the first statement; move it to the top of the file`,
      );
    }
    throw new SqlTextError(
      line,
      `"-- oficina: ${text}" is not known; write "-- oficina: ${NO_TRANSACTION}", ` +
        'or begin the comment with another word',
    );
  }
}

function isValid({ text, isAtTop }: Directive): boolean {
  return isAtTop && text === NO_TRANSACTION;
}

/** Refuses a password in clear text: it would be in the assets of the app, and in the log of the database. */
function refuseClearPassword({ text, line }: SqlStatement): void {
  const found = clearPassword(text);
  if (!found) return;
  throw new SqlTextError(
    line + linesBefore(text, found.position),
    `${found.where}: the file, an asset of the app, must not contain a password in clear text; ${found.fix}; ` +
      'a file that has run already may be left out of bootstrapSql',
  );
}

/** Common statements that cannot run in a transaction. The server refuses others, such as CLUSTER without a table. */
function runsOutsideTransactions({ words: [first, second, third, fourth], text }: SqlStatement): boolean {
  switch (first) {
    case 'VACUUM':
      return true;
    case 'ALTER':
      return second === 'SYSTEM';
    case 'CREATE':
      if (second === 'UNIQUE') return third === 'INDEX' && fourth === 'CONCURRENTLY';
      return ['DATABASE', 'TABLESPACE'].includes(second) || (second === 'INDEX' && third === 'CONCURRENTLY');
    case 'DROP':
      return ['DATABASE', 'TABLESPACE'].includes(second) || (second === 'INDEX' && third === 'CONCURRENTLY');
    case 'REINDEX':
      return (
        third === 'CONCURRENTLY' ||
        ['SCHEMA', 'DATABASE', 'SYSTEM'].includes(second) ||
        /^REINDEX\s*\([^)]*\bCONCURRENTLY\s*(,|\))/i.test(text)
      );
    default:
      return false;
  }
}

/** Whether a statement begins or ends a transaction. Those of savepoints do not. */
function controlsTransaction({ words: [first, second, ...rest] }: SqlStatement): boolean {
  switch (first) {
    case 'BEGIN':
    case 'COMMIT':
    case 'END':
    case 'ABORT':
      return true;
    case 'START':
    case 'PREPARE':
      return second === 'TRANSACTION';
    case 'ROLLBACK':
      return second !== 'TO' && rest[0] !== 'TO';
    default:
      return false;
  }
}
