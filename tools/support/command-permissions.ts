import * as path from 'path';
import { CALLS_OF_WAYS, Places, Statement, statementsFor } from './command-policies';
import { ROOT } from './root';
import { keptCommandCalls, RecordedCommandCalls } from '../../rehearsal/recorded-command-calls';
import { isReading, READING_COMMANDS } from '../../src/cli/permissions/reading-commands';

/** The page with the policies. */
export const PERMISSIONS_PAGE = path.join(ROOT, 'docs', 'command-line-permissions.md');

/** The actions of each command, for `doctor`. */
export const COMMAND_ACTIONS_FILE = path.join(ROOT, 'src', 'cli', 'permissions', 'command-actions.ts');

/** The database of the page. */
const PLACE = { partition: 'aws', account: '111122223333', identifier: 'oficina-db-prod', qualifier: 'hnb659fds' };
const PLACES: Places = { home: { ...PLACE, region: 'us-east-1' }, other: { ...PLACE, region: 'us-west-2' } };

/** Nobody needs a permission for it. */
const WHO_CALLS = 'sts:GetCallerIdentity';

/** The text of docs/command-line-permissions.md. */
export function permissionsPage(): string {
  const recorded = keptCommandCalls();
  const reading = READING_COMMANDS.map((command) => recorded.find((entry) => entry.command === command)!);
  const harmless = READING_COMMANDS.filter((name) => !readsPasswords(recorded, name));
  const others = recorded.filter(({ command }) => !isReading(command));
  return `<!-- Written by npm run permissions from rehearsal/recorded-command-calls.json; do not edit. -->
# Permissions of the command line

What an identity needs for each command, and nothing else, here for \`oficina-db-prod\` in us-east-1, with backups that
RDS replicates to us-west-2. Put your account, regions and identifier in their place. The calls were recorded while the
[rehearsal](rehearsal.md) ran the commands on an emulator, and the reading ones were tried with exactly these
statements; AWS itself has not been asked. Resources are as narrow as the [service authorization
reference](https://docs.aws.amazon.com/service-authorization/latest/reference/) has them: a list often takes \`*\`.

\`doctor\` tells which commands the present credentials are good for.

## Reading

These commands change nothing in AWS: ${READING_COMMANDS.map(code).join(', ')}. One policy for all of them:

${json(statementsFor(reading, PLACES))}

\`secretsmanager:GetSecretValue\`, with \`kms:Decrypt\`, reads passwords: whoever has them can write to the database.
Without the two, these still work: ${harmless.map(code).join(', ')}.
${reading.map(section).join('')}
## Changing, and going in

\`connect\` and \`init\` change nothing in AWS, but whatever the user may change in the database. \`restore\` makes an
instance of another name: name it in place of \`db:*\` where you know it. \`rotate\` may call any function here: name
that of the secret, from \`aws secretsmanager describe-secret\`.
${others.map(section).join('')}
## What other programs call

The AWS CLI makes these calls for a way into the network or a login. They are not recorded, as nothing rehearses them.
Name your host, and the resource id of the instance (\`aws rds describe-db-instances\`, \`DbiResourceId\`).
${CALLS_OF_WAYS.map(({ way, statementsIn }) => `\n${way}:\n\n${json(statementsIn(PLACES.home))}\n`).join('')}`;
}

/** The text of src/cli/permissions/command-actions.ts. */
export function commandActions(): string {
  const entries = keptCommandCalls().map(({ command, called }) => {
    const actions = called.filter((action) => action !== WHO_CALLS).map((action) => `      '${action}',\n`);
    return `  {\n    command: '${command}',\n    called: [\n${actions.join('')}    ],\n  },\n`;
  });
  return `/* Written by npm run permissions from rehearsal/recorded-command-calls.json; do not edit. */

/** The actions that a command calls in the region of the database. */
export interface CommandActions {
  readonly command: string;
  readonly called: readonly string[];
}

// prettier-ignore
export const COMMAND_ACTIONS: readonly CommandActions[] = [
${entries.join('')}];
`;
}

function section(recorded: RecordedCommandCalls): string {
  return `\n### ${recorded.command}\n\n${json(statementsFor([recorded], PLACES))}\n`;
}

/** A policy in JSON, with a line for each list that fits into one. */
function json(statements: readonly Statement[]): string {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2);
  const short = text.replace(/\[\s+("[^[\]]*?")\s+\]/g, (list, items: string) => {
    const line = `[${items.replace(/\s*\n\s*/g, ' ')}]`;
    return line.length <= 90 ? line : list;
  });
  return `\`\`\`json\n${short}\n\`\`\``;
}

function readsPasswords(recorded: readonly RecordedCommandCalls[], command: string): boolean {
  return recorded.some((entry) => entry.command === command && entry.called.includes('secretsmanager:GetSecretValue'));
}

function code(text: string): string {
  return `\`${text}\``;
}
