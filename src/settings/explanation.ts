/** One setting of a database with its value, its source and its consequence. */
export interface ExplainedSetting {
  /**
   * Name of the prop that changes the setting. For an application user it is `user` and the login, as in
   * `user service_orders`.
   */
  readonly name: string;
  /** Value of the setting, as a reader would write it. */
  readonly value: string;
  /** Where the value came from: `prop`, `profile`, `default` or `derived` (from another setting). */
  readonly source: string;
  /** What the setting costs or risks. */
  readonly consequence: string;
}

/**
 * Every setting of a database and everything that was added to it so far, see `OficinaPostgres.explain()`.
 */
export class Explanation {
  /**
   * Only the library makes one: jsii cannot pass a list of structs in from every language.
   *
   * @param settings the settings, in the order of the props
   * @internal
   */
  public static _of(title: string, settings: ExplainedSetting[]): Explanation {
    return new Explanation(title, settings);
  }

  /** What is explained. */
  public readonly title: string;

  /**
   * The settings in the order of the props, followed by what was added.
   */
  public readonly settings: ExplainedSetting[];

  private constructor(title: string, settings: ExplainedSetting[]) {
    this.title = title;
    this.settings = settings;
  }

  /**
   * Formats the settings as a plain-text table.
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
