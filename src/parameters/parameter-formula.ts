import { closest } from '../validation/closest';

/*
 * Formulas, functions and comparisons that RDS accepts as the value of a parameter:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ParamValuesRef.html
 */

/** The variables of RDS. Their names are case-sensitive. */
const VARIABLES = ['AllocatedStorage', 'DBInstanceClassMemory', 'DBInstanceVCPU', 'EndPointPort', 'TrueIfReplica'];

/** The functions of RDS, with a check of the number of arguments. Their names are not case-sensitive. */
const FUNCTIONS: Record<string, (count: number) => boolean> = {
  GREATEST: (count) => count >= 1,
  LEAST: (count) => count >= 1,
  SUM: (count) => count >= 1,
  IF: (count) => count === 3,
};

const COMPARISONS = ['>=', '=>', '<=', '=<', '>', '<'];

/** Whether a value is intended as a formula, well-formed or not. */
export function looksLikeFormula(value: string): boolean {
  return (
    /[{}]/.test(value) ||
    new RegExp(`^\\s*(${Object.keys(FUNCTIONS).join('|')})\\s*\\(`, 'i').test(value) ||
    VARIABLES.some((name) => value.toLowerCase().includes(name.toLowerCase()))
  );
}

/** Describes the first problem of a formula for a number; undefined if it is well-formed. */
export function formulaProblem(formula: string): string | undefined {
  return problemOf(formula, (reader) => reader.argument());
}

/** Describes the first problem of a formula for a boolean, which may compare two numbers; undefined if well-formed. */
export function comparisonProblem(formula: string): string | undefined {
  return problemOf(formula.replace(/^\s*"(.*)"\s*$/, '$1'), (reader) => {
    reader.operand();
    if (COMPARISONS.includes(reader.next() ?? '')) {
      reader.take();
      reader.operand();
    }
  });
}

function problemOf(formula: string, read: (reader: FormulaReader) => void): string | undefined {
  try {
    const reader = new FormulaReader(formula);
    read(reader);
    reader.end();
    return undefined;
  } catch (error) {
    if (error instanceof FormulaError) return error.message;
    throw error;
  }
}

class FormulaError extends Error {}

/** Parses a formula from left to right, and throws a `FormulaError` at the first part that RDS would not understand. */
class FormulaReader {
  private readonly tokens: string[];
  private position = 0;

  constructor(formula: string) {
    this.tokens = formula.match(/[A-Za-z_]\w*|\d+(?:\.\d+)?|>=|=>|<=|=<|\S/g) ?? [];
  }

  next(): string | undefined {
    return this.tokens[this.position];
  }

  take(): string | undefined {
    return this.tokens[this.position++];
  }

  /** Reads a number, a formula in braces or a function. */
  argument(): void {
    const token = this.next();
    if (token === undefined || token === ',' || token === ')') throw new FormulaError('an argument is missing');
    if (this.isFunction(token)) return this.call();
    if (token === '{' || token === '$') return this.braces();
    if (VARIABLES.includes(token)) throw new FormulaError(`${token} must be in braces`);
    this.integer();
  }

  /** Reads one side of a comparison, in which a variable needs no braces. */
  operand(): void {
    if (VARIABLES.includes(this.next() ?? '')) this.take();
    else this.argument();
  }

  end(): void {
    if (this.next() !== undefined) throw new FormulaError(`'${this.next()}' is not expected`);
  }

  private call(): void {
    const name = this.take()!.toUpperCase();
    this.expect('(');
    let count = 0;
    do {
      this.argument();
      count++;
    } while (this.skip(','));
    this.expect(')');
    if (!FUNCTIONS[name](count)) throw new FormulaError(`${name} does not take ${count} arguments`);
  }

  /** Reads a formula in braces. In the default values of RDS, some braces follow a dollar sign. */
  private braces(): void {
    this.skip('$');
    this.expect('{');
    this.product();
    this.expect('}');
  }

  private product(): void {
    this.factor();
    while (this.next() === '*' || this.next() === '/') {
      const divides = this.take() === '/';
      if (divides && Number(this.next()) === 0) throw new FormulaError('it divides by 0');
      this.factor();
    }
  }

  private factor(): void {
    const token = this.next() ?? '';
    if (VARIABLES.includes(token)) {
      this.take();
    } else if (token === 'log') {
      this.take();
      this.inParentheses();
    } else if (token === '(') {
      this.inParentheses();
    } else if (this.isFunction(token)) {
      this.call();
    } else if (token === '{' || token === '$') {
      this.braces();
    } else if (/^[A-Za-z_]/.test(token)) {
      const similar = closest(token, VARIABLES);
      const hint = similar ? `, ${similar} is` : `: there are ${VARIABLES.join(', ')}`;
      throw new FormulaError(`${token} is not a variable of RDS${hint}`);
    } else {
      this.integer();
    }
  }

  private inParentheses(): void {
    this.expect('(');
    this.product();
    this.expect(')');
  }

  private integer(): void {
    this.skip('-');
    const token = this.take();
    if (token === undefined) throw new FormulaError('it ends too early');
    if (!/^\d+$/.test(token)) throw new FormulaError(`'${token}' is not a whole number`);
  }

  private isFunction(token: string): boolean {
    return Object.hasOwn(FUNCTIONS, token.toUpperCase());
  }

  private skip(token: string): boolean {
    if (this.next() !== token) return false;
    this.position++;
    return true;
  }

  private expect(token: string): void {
    if (this.skip(token)) return;
    throw new FormulaError(
      `'${token}' is missing ${this.next() === undefined ? 'at the end' : `before '${this.next()}'`}`,
    );
  }
}
