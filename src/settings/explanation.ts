/** One setting of a database: its value, who decided it, and what it means. */
export interface ExplainedSetting {
  /** Name of the prop that changes it; of an application user `user` and its login, as in `user service_orders`. */
  readonly name: string;
  /** Its value, as a reader would write it. */
  readonly value: string;
  /** Who decided it: `prop`, `profile`, `default` or `derived` (from another setting). */
  readonly source: string;
  /** What it costs or risks. */
  readonly consequence: string;
}

/**
 * Every setting of a database and every application user that was added so far, see `OficinaPostgres.explain()`.
 */
export class Explanation {
  /**
   * The settings, in the order of the props, and then the application users.
   */
  public readonly settings: ExplainedSetting[];

  /**
   * @param title what is explained
   * @param settings the settings, in the order of the props
   */
  public constructor(
    public readonly title: string,
    settings: ExplainedSetting[],
  ) {
    this.settings = settings;
  }

  /**
   * The settings as a table of plain text.
   */
  public toText(): string {
    const rows = [
      ['SETTING', 'VALUE', 'FROM', 'COST OR RISK'],
      ...this.settings.map((s) => [s.name, s.value, s.source, s.consequence]),
    ];
    const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
    const lines = rows.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
    return [this.title, '', ...lines].join('\n');
  }
}
