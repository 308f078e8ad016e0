import { clearPassword } from './clear-passwords';
import { SqlTextError } from './sql-text-error';
import { linesBefore } from './sql-tokens';
import { SqlStatement } from './statement-scanner';
import { closest } from '../../validation/closest';

const DIRECTIVE = /^\s*oficina\s*:\s*(.*?)\s*$/i;
const NO_TRANSACTION = 'no-transaction';
const OWN_FILE = `put it into a file of its own that begins with the line "-- oficina: ${NO_TRANSACTION}"`;

/** Statements that a file must not hold, as their first words say. */
const REFUSED: {
  readonly isMeant: (statement: SqlStatement, transactional: boolean) => boolean;
  readonly message: string;
}[] = [
  {
    isMeant: (statement, transactional) => transactional && controlsTransaction(statement),
    message:
      'the file runs in one transaction, which no statement in it may begin or end; leave this one out, ' +
      `or begin the file with the line "-- oficina: ${NO_TRANSACTION}" and make each statement repeatable`,
  },
  {
    isMeant: (statement, transactional) => transactional && runsOutsideTransactions(statement),
    message: `the file runs in one transaction, in which PostgreSQL refuses it; ${OWN_FILE}`,
  },
  {
    isMeant: ({ words }) =>
      words[0] === 'COPY' && words.some((word, index) => word === 'STDIN' && words[index - 1] === 'FROM'),
    message:
      'FROM STDIN reads from the terminal of psql, and there is none; use INSERT, as pg_dump --inserts writes it, ' +
      'or load the data by hand',
  },
  {
    isMeant: ({ words }) => words[0] === 'DISCARD' && words[1] === 'ALL',
    message:
      'ALL takes back the role and the search_path that the file runs with; leave it out, as every file begins ' +
      'with a clean session',
  },
  {
    isMeant: ({ words, text }) =>
      words[0] === 'SET' && /standard_conforming_strings"?\s*(=|\sTO\s)\s*'?(off|f|false|n|no|0)\b/i.test(text),
    message: "standard_conforming_strings must be on; leave it out, and write strings with backslashes as E'…'",
  },
];

/** What a script must keep to, beside what PostgreSQL asks for: the same at synthesis and in the function. */
export class ScriptRules {
  /** How many statements have been seen. */
  statements = 0;
  /** Comments that are the directive, or that are meant to be. */
  private readonly directives: { readonly line: number; readonly text: string }[] = [];

  /** Whether the script runs in one transaction; otherwise each statement is its own. */
  get transactional(): boolean {
    return !this.directives.some(({ text }) => text === NO_TRANSACTION);
  }

  /** For the scanner: a comment outside of statements. */
  readonly onComment = (comment: string, line: number, first: boolean): void => {
    const text = DIRECTIVE.exec(comment)?.[1];
    if (text === undefined) return;
    const isExact = text === NO_TRANSACTION;
    // Any other comment may begin with the name of the workshop.
    const isMeant = closest(text.replace(/[\s_]+/g, '-'), [NO_TRANSACTION]) !== undefined;
    if (first ? isMeant : isExact) this.directives.push({ line, text: first ? text : '' });
  };

  /** @throws `SqlTextError` for a statement that must not be in a script */
  check(statement: SqlStatement): void {
    this.statements++;
    this.refuseUnknown();
    const refused = REFUSED.find(({ isMeant }) => isMeant(statement, this.transactional));
    if (refused) throw new SqlTextError(statement.line, `${statement.words[0]}: ${refused.message}`);
    refuseClearPassword(statement);
  }

  /** @throws `SqlTextError` for a directive that there is not */
  end(): void {
    this.refuseUnknown();
  }

  private refuseUnknown(): void {
    const unknown = this.directives.find(({ text }) => text !== NO_TRANSACTION);
    if (!unknown) return;
    throw new SqlTextError(
      unknown.line,
      unknown.text === ''
        ? `"-- oficina: ${NO_TRANSACTION}" must stand before the first statement; move it to the top of the file`
        : `"-- oficina: ${unknown.text}" is not known; write "-- oficina: ${NO_TRANSACTION}", or begin the comment ` +
            'with another word',
    );
  }
}

/** The file stands in the assets of the app, and its statements in the log of the database. */
function refuseClearPassword({ text, line }: SqlStatement): void {
  const found = clearPassword(text);
  if (!found) return;
  throw new SqlTextError(
    line + linesBefore(text, found.position),
    `${found.where}: the file, an asset of the app, must not contain a password in clear text; ${found.wayOut}; ` +
      'a file that has run already may be left out of bootstrapSql',
  );
}

/** Those that many a file has; the server refuses others too, as CLUSTER without a table. */
function runsOutsideTransactions({ words: [first, second, third, fourth], text }: SqlStatement): boolean {
  switch (first) {
    case 'VACUUM':
      return true;
    case 'ALTER':
      return second === 'SYSTEM';
    case 'CREATE':
      return (
        ['DATABASE', 'TABLESPACE'].includes(second) ||
        (second === 'UNIQUE' ? [third, fourth] : [second, third]).join(' ') === 'INDEX CONCURRENTLY'
      );
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

/** BEGIN, COMMIT and so on; savepoints stay within the transaction. */
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
