import { writeFileSync } from 'fs';
import * as path from 'path';
import { ROOT } from './support/root';
import { CATALOGUE_SETTINGS, catalogueLines, serverParameters } from './support/server-parameters';
import { MAJORS, startPostgres } from '../test/support/postgres';

/** `npm run parameters`: writes src/parameters/server-parameters.ts from pg_settings of the servers of the tests. */
async function writeParameters(): Promise<void> {
  const parameters = [];
  for (const major of MAJORS) {
    const server = await startPostgres(major, { settings: CATALOGUE_SETTINGS });
    try {
      parameters.push(...(await serverParameters(server)));
    } finally {
      await server.stop();
    }
  }
  writeFileSync(
    path.join(ROOT, 'src', 'parameters', 'server-parameters.ts'),
    `// Written by npm run parameters from pg_settings of PostgreSQL ${MAJORS.join(', ')}; do not edit.

/**
 * The parameters of PostgreSQL, a line each: major versions, name, whether a change waits for a restart (static), type,
 * and what the type takes: unit (or -), lowest and highest number, or the values of an enumeration.
 */
export const SERVER_PARAMETERS = \`
${catalogueLines(parameters).join('\n')}
\`;
`,
  );
}

void writeParameters();
