import { execFile } from 'child_process';
import { mkdirSync, writeFileSync } from 'fs';
import * as path from 'path';
import { RecordedDatabase } from './support/recorded-database';
import { ROOT } from './support/root';
import { main, say, step } from './support/run';
import { finalScreen, stabilise } from './support/terminal-text';
import { requirePython } from '../rehearsal/python-environment';

/**
 * `npm run record:cli [-- <command>...]`: runs commands against the emulator of the rehearsal and real servers, on a
 * terminal of 100 columns, and draws what they print as docs/recordings/<command>.<language>.svg.
 */
const COLUMNS = 100;
const FOLDER = path.join(ROOT, 'docs', 'recordings');
/** What was drawn, as text with colours. */
const TEXTS = path.join(ROOT, '.demo', 'recordings');
const PROGRAM = path.join(ROOT, 'assets', 'cli', 'main', 'index.js');
const PYTHON = path.join(ROOT, '.venv', 'recordings', 'bin', 'python');
/** Where the package is in an app, in place of where it is on this machine. */
const INSTALLED = 'node_modules/oficina-postgres';

const LANGUAGES = { en: 'en_US.UTF-8', 'pt-BR': 'pt_BR.UTF-8' } as const;
type Language = keyof typeof LANGUAGES;

/** A word for the English and one for the Portuguese recording: what a command makes is there only once. */
type Words = Record<Language, string>;

const SNAPSHOT: Words = { en: 'before-migration', 'pt-BR': 'antes-da-migracao' };
const TARGET: Words = { en: 'oficina-db-rescue', 'pt-BR': 'oficina-db-resgate' };

const TITLES: Record<Language, (command: string) => string> = {
  en: (command) => `Terminal: what the command ${command} prints`,
  'pt-BR': (command) => `Terminal: o que o comando ${command} mostra`,
};

interface Recording {
  readonly command: string;
  readonly options?: (language: Language) => readonly string[];
  /** How many lines are shown, if not all. */
  readonly lines?: number;
  /** What surrounds the command; calls it with the ids of processes that its output may have. */
  readonly during?: (
    database: RecordedDatabase,
    record: (processes?: readonly string[]) => Promise<void>,
  ) => Promise<void>;
}

/** In this order: what a command makes, the next ones list. */
const RECORDINGS: readonly Recording[] = [
  { command: 'status' },
  { command: 'metrics' },
  { command: 'explain', lines: 36 },
  { command: 'logs', options: () => ['--minutes', '10'] },
  { command: 'credentials', options: () => ['--user', 'service-orders'] },
  { command: 'rotate', options: () => ['--user', 'service-orders', '--wait'] },
  { command: 'users' },
  { command: 'snapshot', options: (language) => ['--name', SNAPSHOT[language], '--copy-to', 'us-west-2', '--wait'] },
  { command: 'backups' },
  {
    command: 'connect',
    options: () => [
      ...['--user', 'service-orders', '--via', 'ssm', '--'],
      ...['-c', 'SELECT status, count(*) FROM oficina.service_order GROUP BY status'],
    ],
  },
  { command: 'init', options: () => ['--via', 'ssm', '--yes'] },
  { command: 'slow', options: () => ['--via', 'ssm', '--limit', '3'] },
  {
    command: 'locks',
    options: () => ['--via', 'ssm'],
    during: (database, record) => database.whileOneWaits(record),
  },
  { command: 'doctor', options: () => ['--via', 'ssm'] },
  { command: 'scale', options: () => ['--class', 'db.r6g.large'] },
  {
    command: 'upgrade',
    options: () => ['--to', '17', '--via', 'ssm'],
    during: (database, record) => database.whileUpgradeIsBlocked(() => record()),
  },
  {
    command: 'restore',
    options: (language) => [
      ...['--to', TARGET[language], '--snapshot', SNAPSHOT[language]],
      ...['--via', 'ssm', '--yes'],
    ],
  },
  { command: 'failover', options: () => ['--via', 'ssm', '--yes'] },
  { command: 'events', during: (database, record) => database.restart().then(() => record()) },
];

main(async () => {
  const named = process.argv.slice(2);
  const unknown = named.filter((name) => !RECORDINGS.some(({ command }) => command === name));
  if (unknown.length > 0) throw new Error(`there is no recording of ${unknown.join(', ')}`);
  await requirePython();
  for (const folder of [FOLDER, TEXTS]) mkdirSync(folder, { recursive: true });
  const database = await step('deploy a production database to the emulator', () =>
    RecordedDatabase.deploy(Object.values(TARGET)),
  );
  try {
    for (const recording of RECORDINGS) {
      const { command, during = (_, record) => record() } = recording;
      if (named.length > 0 && !named.includes(command)) continue;
      await step(command, () =>
        during(database, async (processes = []) => {
          for (const language of Object.keys(LANGUAGES) as Language[]) {
            await recordIn(database, recording, language, processes);
          }
        }),
      );
    }
  } finally {
    await database.stop();
  }
});

/** Runs a command in a language, and draws what it prints. */
async function recordIn(
  database: RecordedDatabase,
  { command, options = () => [], lines }: Recording,
  language: Language,
  processes: readonly string[],
): Promise<void> {
  const target = command === 'explain' ? [command, 'HighCPU'] : [command];
  const args = [...target, '--environment', 'prod', ...options(language)];
  const now = new Date();
  const output = finalScreen(await onTerminal(database, args, language));
  for (const password of await database.knownPasswords()) {
    if (output.includes(password)) throw new Error(`${command} has printed a password`);
  }
  const text = `${prompt(args)}\n${cut(stable(output, language, now, processes), lines)}\n`;
  writeFileSync(path.join(TEXTS, `${command}.${language}.txt`), text);
  const name = `${command}-${language.toLowerCase()}`;
  const drawing = path.join(ROOT, 'tools', 'draw-terminal.py');
  const picture = await outputOf(PYTHON, [drawing, name, `${COLUMNS}`, TITLES[language](command)], {}, text);
  writeFileSync(path.join(FOLDER, `${command}.${language}.svg`), picture);
}

/** Runs a command on a terminal, and returns what the terminal gets. */
async function onTerminal(database: RecordedDatabase, args: readonly string[], language: Language): Promise<string> {
  const { rehearsal, program } = database;
  const command = [path.join(ROOT, 'tools', 'record-terminal.py'), `${COLUMNS}`, process.execPath, PROGRAM, ...args];
  return outputOf(PYTHON, command, {
    ...rehearsal.emulator.environment(),
    ...program.environment(),
    LANG: LANGUAGES[language],
    TERM: 'xterm-256color',
    PSQL_PAGER: '',
    PERL_BADLANG: '0', // Debian's psql is a Perl program, which would miss the locale
  });
}

/** What a program prints, whatever its exit code: that of a command tells how the database is. */
function outputOf(program: string, args: readonly string[], env: NodeJS.ProcessEnv, input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { env, maxBuffer: 10_000_000 }, (error, stdout, stderr) => {
      if (stderr) say(stderr);
      if (stdout === '') reject(error ?? new Error(`${program} has printed nothing`));
      else resolve(stdout);
    });
    child.stdin!.end(input);
  });
}

/** The command as it is typed, in lines of the width of the terminal. */
function prompt(args: readonly string[]): string {
  const words = ['npx', '--no-install', 'oficina-postgres', ...args].map((word) =>
    /^[\w./:=-]+$/.test(word) ? word : `'${word}'`,
  );
  const lines = ['\u001b[2m$\u001b[22m'];
  for (const word of words) {
    const last = lines.length - 1;
    if (lines[last].length + word.length > COLUMNS - 4 && word.startsWith('-')) {
      lines[last] += ' \\';
      lines.push(`    ${word}`);
    } else {
      lines[last] += ` ${word}`;
    }
  }
  return lines.join('\n');
}

function stable(output: string, language: Language, now: Date, processes: readonly string[]): string {
  const text = stabilise(output.split(`${ROOT}/`).join(`${INSTALLED}/`), language, now);
  return processes.reduce((changed, id, at) => {
    const replacement = `${4711 + 9 * at}`.padEnd(id.length, '0').slice(0, id.length);
    return changed.replace(new RegExp(`(?<!\\d)${id}(?!\\d)`, 'g'), replacement);
  }, text);
}

function cut(text: string, lines?: number): string {
  const all = text.split('\n');
  if (lines === undefined || all.length <= lines) return text;
  return [...all.slice(0, lines), '\u001b[2m…\u001b[22m'].join('\n');
}
