/** What a statement has cost, whatever its values were. */
export interface StatementTimes {
  /** The statement without literals. */
  readonly statement: string;
  readonly calls: number;
  readonly totalMillis: number;
  readonly meanMillis: number;
  readonly maxMillis: number;
  /** Undefined where nobody has counted them. */
  readonly rows?: number;
  readonly user?: string;
  readonly database?: string;
}
