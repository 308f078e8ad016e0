/*
 * The subset of the filter patterns of CloudWatch Logs that the alarms use: { ($.field = "value") || … } on lines of
 * JSON, and ?"text" ?"text" on any line.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */

/** Whether a metric filter counts a line. */
export function counts(pattern: string, line: string): boolean {
  if (/^(\?"[^"]+"( |$))+$/.test(pattern)) {
    return [...pattern.matchAll(/\?"([^"]+)"/g)].some(([, text]) => line.includes(text));
  }
  if (!/^\{ \(\$(\.\w+)+ = "[^"]*"\)( \|\| \(\$(\.\w+)+ = "[^"]*"\))* \}$/.test(pattern)) {
    throw new Error(`not a pattern that the alarms use: ${pattern}`);
  }
  const json = parse(line);
  return [...pattern.matchAll(/\(\$\.([\w.]+) = "([^"]*)"\)/g)].some(
    ([, path, value]) => path.split('.').reduce<any>((object, key) => object?.[key], json) === value,
  );
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
