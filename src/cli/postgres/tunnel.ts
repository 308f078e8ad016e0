import { ChildProcess, spawn } from 'child_process';
import { AddressInfo, connect, createServer } from 'net';
import { setTimeout as sleep } from 'timers/promises';
import { atExit } from '../at-exit';
import { CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { lastLine, ProgramName } from '../programs';

/** The near end of a tunnel, on this machine alone. */
export const LOOPBACK = '127.0.0.1';

/** AWS needs some seconds for a session. */
const OPEN_TIMEOUT_MILLIS = 60_000;
const PAUSE_MILLIS = 200;

/** What a program has said last is enough to explain its end. */
const KEPT_CHARACTERS = 4_000;

/** A tunnel that a program holds open. */
export interface Tunnel {
  /** Resolves when the program has ended. */
  readonly ended: Promise<void>;
  /** Ends the program, and what it has started. */
  readonly close: () => void;
}

/**
 * Starts a program that forwards a local port, and waits until the port is open.
 *
 * @throws CommandFailure with the last line of the program, when it ends before, or takes too long
 */
export async function openTunnel(
  { terminal, messages }: CommandContext,
  text: string,
  program: ProgramName,
  args: readonly string[],
  port: number,
): Promise<Tunnel> {
  // A process group of its own: Ctrl-C in psql cancels a query, and must not cut the tunnel.
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const close = atExit(() => endGroup(child));
  const said = lastWordsOf(child);
  let isOver = false;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      isOver = true;
      resolve();
    };
    child.once('error', end).once('close', end);
  });
  try {
    await terminal.progress(text, async () => {
      for (const end = Date.now() + OPEN_TIMEOUT_MILLIS; !(await isOpen(port)); await sleep(PAUSE_MILLIS)) {
        if (isOver || Date.now() > end) {
          throw new CommandFailure(messages.connect.noTunnel(program, lastLine(said()) || '-'));
        }
      }
    });
    return { ended, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** A local port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    const answer = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
}

/** Reads what a program prints, so that it never waits for a reader, and returns a function with the last of it. */
function lastWordsOf(child: ChildProcess): () => string {
  let said = '';
  const read = (chunk: string) => (said = (said + chunk).slice(-KEPT_CHARACTERS));
  child.stdout!.setEncoding('utf8').on('data', read);
  child.stderr!.setEncoding('utf8').on('data', read);
  return () => said;
}

/** Ends a program with the processes that it has started: the AWS CLI leaves its plugin behind otherwise. */
function endGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended meanwhile.
  }
}
