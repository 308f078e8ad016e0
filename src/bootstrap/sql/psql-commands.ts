const DELETE_LINE = 'delete the line';
const OWN_FILE = 'give that file to bootstrapSql by itself, before this one';
const WRITE_OUT = 'write the value out';
const LOAD = 'use INSERT, as pg_dump --inserts writes it, or load the data by hand';
const CONDITION = 'write the condition in a DO block';

/**
 * What to write in place of a command of psql:
 * https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-META-COMMANDS
 */
const REPLACEMENTS: Record<string, string> = {
  '\\restrict': 'pg_dump writes it; delete the lines that begin with \\restrict and \\unrestrict',
  '\\unrestrict': 'pg_dump writes it; delete the lines that begin with \\restrict and \\unrestrict',
  '\\c': 'the file runs in the database of the construct; delete the line',
  '\\connect': 'the file runs in the database of the construct; delete the line',
  '\\.': LOAD,
  '\\copy': LOAD,
  '\\i': OWN_FILE,
  '\\ir': OWN_FILE,
  '\\include': OWN_FILE,
  '\\set': WRITE_OUT,
  '\\gset': WRITE_OUT,
  '\\getenv': WRITE_OUT,
  '\\prompt': WRITE_OUT,
  '\\if': CONDITION,
  '\\elif': CONDITION,
  '\\else': CONDITION,
  '\\endif': CONDITION,
  '\\gexec': 'write it as EXECUTE in a DO block',
  '\\password': 'create the user with addApplicationUser()',
  '\\echo': DELETE_LINE,
  '\\qecho': DELETE_LINE,
  '\\warn': DELETE_LINE,
  '\\pset': DELETE_LINE,
  '\\timing': DELETE_LINE,
  '\\unset': DELETE_LINE,
  '\\encoding': 'save the file as UTF-8, and delete the line',
};

/** What to write in place of any command of psql, as the end of an error message. */
export function replacementFor(command: string): string {
  return REPLACEMENTS[command] ?? 'write it in SQL, or leave it out';
}
