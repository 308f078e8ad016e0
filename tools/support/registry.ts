import { run, RunOptions, say } from './run';

/** How long npm may print nothing. */
export interface Patience {
  /** Interval in seconds at which the user is told, during silence, what the tool waits for. */
  readonly tellAfter: number;
  /** Seconds of silence after which the registry is contacted directly; if it does not answer, the tool gives up. */
  readonly giveUpAfter: number;
}

/** npm prints nothing for some seconds while it unpacks a large package on a slow machine. */
export const PATIENCE: Patience = { tellAfter: 10, giveUpAfter: 60 };

/** Seconds within which a reachable registry answers. */
const PING_SECONDS = 10;

/** An unreachable registry is noticed in seconds; npm would try for minutes. */
const FETCH_ARGUMENTS = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];

/** What npm prints if it got no answer. */
const UNREACHABLE_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPROTO',
  'ERR_SOCKET_TIMEOUT',
  'EIDLETIMEOUT',
  'FETCH_ERROR',
];
const UNREACHABLE = new RegExp(`\\b(${UNREACHABLE_CODES.join('|')})\\b`);

/**
 * Runs an npm command that needs the registry, and says what it waits for.
 *
 * @throws in one line, when the registry does not answer
 */
export async function npm(args: string[], options: RunOptions, patience: Patience = PATIENCE): Promise<void> {
  const registry = (
    await run('npm', ['config', 'get', 'registry'], { cwd: options.cwd, env: options.env })
  ).output.trim();
  const ended = new AbortController();
  let heard = Date.now();
  let told = 0;
  let silent: number | undefined;
  const look = async () => {
    const seconds = Math.floor((Date.now() - heard) / 1000);
    if (seconds < patience.tellAfter) told = 0;
    if (seconds >= told + patience.tellAfter) {
      told = seconds;
      say(`  … waiting for the npm registry ${registry}, which has been silent for ${seconds} s`);
    }
    if (seconds < patience.giveUpAfter) return;
    if (await answers(options)) {
      heard = Date.now();
      return;
    }
    silent = seconds;
    ended.abort();
  };
  let looking = Promise.resolve();
  const timer = setInterval(() => (looking = looking.then(() => (ended.signal.aborted ? undefined : look()))), 500);
  try {
    const { status, output } = await run('npm', [...args, ...FETCH_ARGUMENTS, '--loglevel=http'], {
      ...options,
      onOutput: () => (heard = Date.now()),
      signal: ended.signal,
    });
    if (silent !== undefined) {
      throw new Error(
        `the npm registry ${registry} does not answer (waited ${silent} s): ` +
          'check the network, or name another one with npm config set registry',
      );
    }
    const [unreachable] = UNREACHABLE.exec(output) ?? [];
    if (status !== 0 && unreachable) {
      throw new Error(
        `the npm registry ${registry} does not answer (${unreachable}): ` +
          'check the network, or name another one with npm config set registry',
      );
    }
    if (status !== 0) throw new Error(`npm ${args[0]} ended with ${status}: ${firstError(output)}`);
  } finally {
    clearInterval(timer);
  }
}

/** Whether the registry answers, even if only with an error. */
async function answers({ cwd, env }: RunOptions): Promise<boolean> {
  const { status, output } = await run('npm', ['ping', '--fetch-retries=0', `--fetch-timeout=${PING_SECONDS * 1000}`], {
    cwd,
    env,
  });
  return status === 0 || /\bcode E[45]\d\d\b/.test(output);
}

function firstError(output: string): string {
  const lines = output
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!) ?/, ''));
  return (
    lines.filter((line) => !/^(code|errno|syscall)\b/.test(line)).find((line) => line.trim() !== '') ?? 'see the log'
  );
}
