import { Database } from '../aws/database';
import { databaseName } from '../postgres/login';

/** What the commands of the runbook have in variables. */
export interface RunbookValues {
  /** The identifier of the instance. */
  readonly DB: string;
  /** The name or ARN of the secret of the master user. */
  readonly SECRET: string;
  readonly DBNAME: string;
  readonly DBUSER: string;
  readonly AWS_REGION: string;
  readonly host: string;
  readonly port: string;
}

/** The values for an instance. A read replica has the login of its source, and no secret of its own. */
export function valuesOf({ identifier, region, instance }: Database): RunbookValues {
  const source = instance.ReadReplicaSourceDBInstanceIdentifier?.split(':').pop();
  return {
    DB: identifier,
    SECRET: instance.MasterUserSecret?.SecretArn ?? source ?? identifier,
    DBNAME: databaseName(instance),
    DBUSER: instance.MasterUsername ?? 'postgres',
    AWS_REGION: region,
    host: instance.Endpoint?.Address ?? identifier,
    port: `${instance.Endpoint?.Port ?? 5432}`,
  };
}

const CODE = /^( *)```(\w*)\n([^]*?)^ *```$/gm;

/**
 * Puts the values into the commands of a section. Code that reads host and port itself keeps its own; the text around
 * the code stays as it is.
 */
export function fillIn(markdown: string, values: RunbookValues): string {
  return markdown.replace(CODE, (block: string, _indent: string, language: string) => {
    if (language !== 'sh' && language !== 'bash') return block;
    return fillInCommands(block, values);
  });
}

function fillInCommands(commands: string, values: RunbookValues): string {
  const readsAddress = /read -r host port/.test(commands);
  let filled = commands.replace(/^DB=\S+/m, `DB=${values.DB}`);
  for (const [name, value] of Object.entries(values)) {
    if (readsAddress && (name === 'host' || name === 'port')) continue;
    filled = filled.replace(new RegExp(`\\$(?:\\{${name}\\}|${name}\\b)`, 'g'), () => value);
    // ${DB//-/_}: each of a text replaced by another one.
    filled = filled.replace(new RegExp(`\\$\\{${name}//([^/}]+)/([^}]*)\\}`, 'g'), (_, from: string, to: string) =>
      value.split(from).join(to),
    );
  }
  return filled;
}

/** The functions of the shell that a section calls, as one text; empty if it calls none. */
export function functionsFor(markdown: string, functions: string): string {
  const all = functions.split(/^(?=\w+\(\))/m).map((text) => text.trim());
  const names = all.map((text) => /^\w+/.exec(text)![0]);
  const calls = (text: string, name: string) => new RegExp(`(^|\\$\\(|\\b(then|do) |; )${name} `, 'm').test(text);
  const code = [...markdown.matchAll(CODE)].map(([, , , text]) => text).join('\n');
  const needed = new Set(names.filter((name) => calls(code, name)));
  // A function may call another one.
  all.forEach((text, at) => {
    if (needed.has(names[at])) names.filter((name) => calls(text, name)).forEach((name) => needed.add(name));
  });
  return all.filter((_, at) => needed.has(names[at])).join('\n');
}
