/** Names of conditions whose messages may quote data: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const CONDITIONS: Record<string, string> = {
  '22001': 'string data right truncation',
  '22003': 'numeric value out of range',
  '22004': 'null value not allowed',
  '22007': 'invalid datetime format',
  '22008': 'datetime field overflow',
  '22011': 'substring error',
  '22012': 'division by zero',
  '22015': 'interval field overflow',
  '22018': 'invalid character value for cast',
  '22021': 'character not in repertoire',
  '22023': 'invalid parameter value',
  '22025': 'invalid escape sequence',
  '22026': 'string data length mismatch',
  '22030': 'duplicate JSON object key value',
  '22032': 'invalid JSON text',
  '2200H': 'sequence generator limit exceeded',
  '2200M': 'invalid XML document',
  '2200N': 'invalid XML content',
  '2201B': 'invalid regular expression',
  '2202E': 'array subscript error',
  '22P02': 'invalid text representation',
  '22P03': 'invalid binary representation',
  '22P04': 'bad COPY file format',
  '22P05': 'untranslatable character',
  '23001': 'restrict violation',
  '23502': 'not null violation',
  '23503': 'foreign key violation',
  '23505': 'unique violation',
  '23514': 'check violation',
  '23P01': 'exclusion violation',
  P0001: 'raise exception',
  P0002: 'no data found',
  P0003: 'too many rows',
  P0004: 'assert failure',
};

/** Names of condition classes, by the first two characters of the SQLSTATE. */
const CLASSES: Record<string, string> = {
  '00': 'successful completion',
  '01': 'warning',
  '02': 'no data',
  '22': 'data exception',
  '23': 'integrity constraint violation',
  '38': 'external routine exception',
  '39': 'external routine invocation exception',
  '42': 'syntax error or access rule violation',
  '58': 'system error',
  F0: 'configuration file error',
  HV: 'foreign data wrapper error',
  P0: 'PL/pgSQL error',
  XX: 'internal error',
};

/** The standard's name of an SQLSTATE, which holds no data. */
export function conditionName(sqlState: string = ''): string {
  return CONDITIONS[sqlState] ?? CLASSES[sqlState.slice(0, 2)] ?? 'error of the server';
}
