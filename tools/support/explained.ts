/** A row of the table that `explain()` prints. */
export interface ExplainedRow {
  readonly name: string;
  readonly value: string;
  readonly source: string;
  readonly consequence: string;
}

/** The table of `explain()` of each database, parsed from the output of an app. */
export class ExplainedTable {
  /** The tables in the output of a synthesis, whatever else was printed. */
  static all(output: string): ExplainedTable[] {
    const lines = output.split('\n').map((line) => line.trimEnd());
    return lines.flatMap((line, index) => {
      if (!/^SETTING\s+VALUE\s+FROM\s+COST OR RISK$/.test(line)) return [];
      const end = lines.findIndex((other, at) => at > index && rowOf(other) === undefined);
      const rows = lines.slice(index + 1, end === -1 ? undefined : end);
      return [
        new ExplainedTable(
          lines[index - 2] ?? '',
          [line, ...rows],
          rows.map((row) => rowOf(row)!),
        ),
      ];
    });
  }

  private constructor(
    readonly title: string,
    /** The printed lines, including the header. */
    readonly lines: string[],
    readonly rows: ExplainedRow[],
  ) {}

  /** The value of a setting. */
  value(name: string): string {
    return this.rows.find((row) => row.name === name)?.value ?? '-';
  }

  /** Names of the settings that cost money. */
  costs(): string[] {
    return this.rows.filter(({ consequence }) => consequence.startsWith('COST')).map(({ name }) => name);
  }

  /** Names of the settings with a risk. */
  risks(): string[] {
    return this.rows.filter(({ consequence }) => consequence.startsWith('RISK')).map(({ name }) => name);
  }
}

function rowOf(line: string): ExplainedRow | undefined {
  const [, name, value, source, consequence] =
    /^(\S.*?) {2,}(\S.*?) {2,}(default|prop|profile|derived) {2,}(.*)$/.exec(line) ?? [];
  return name === undefined ? undefined : { name, value, source, consequence };
}
