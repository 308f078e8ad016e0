import { mkdtempSync, rmSync } from 'fs';
import { createServer, Server } from 'http';
import { AddressInfo, Socket } from 'net';
import { tmpdir } from 'os';
import * as path from 'path';
import { npm } from '../../tools/support/registry';

/*
 * npm with registries on loopback that do not answer, or refuse.
 */

let folder: string;
let server: Server | undefined;
let sockets: Set<Socket>;
let told: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'registry-'));
  sockets = new Set();
  told = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => told.push(`${text}`) > 0);
});

afterEach(async () => {
  jest.restoreAllMocks();
  for (const socket of sockets) socket.destroy();
  if (server) await new Promise((resolve) => server!.close(resolve));
  server = undefined;
  rmSync(folder, { recursive: true });
});

/** Starts a registry, which never answers if no status is given. */
async function registry(status?: number): Promise<string> {
  server = createServer(
    (_, response) => status && response.writeHead(status, { 'content-type': 'application/json' }).end('{}'),
  );
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const install = (url: string, patience = { tellAfter: 1, giveUpAfter: 3 }) =>
  npm(
    ['view', 'constructs', `--registry=${url}`, `--cache=${path.join(folder, 'cache')}`, '--fetch-retry-mintimeout=10'],
    { cwd: folder, env: { npm_config_registry: url } },
    patience,
  );

/** A single line without a stack trace. */
async function failureOf(work: Promise<void>): Promise<string> {
  const error: Error = await work.then(
    () => {
      throw new Error('has not failed');
    },
    (reason) => reason,
  );
  expect(error.message.split('\n')).toHaveLength(1);
  return error.message;
}

test('gives up on a registry that never answers, after telling the user what it waits for', async () => {
  const url = await registry();
  expect(await failureOf(install(url))).toMatch(
    new RegExp(`^the npm registry ${url} does not answer \\(waited \\d+ s\\): check the network`),
  );
  expect(told.join('')).toContain(`waiting for the npm registry ${url}, which has been silent for`);
}, 60_000);

test('names an unreachable registry with the reason', async () => {
  const url = await registry();
  await new Promise((resolve) => server!.close(resolve));
  server = undefined;
  expect(await failureOf(install(url, { tellAfter: 30, giveUpAfter: 60 }))).toBe(
    `the npm registry ${url} does not answer (ECONNREFUSED): check the network, or name another one with npm ` +
      'config set registry',
  );
}, 60_000);

test('distinguishes a registry that answers with an error from one that does not answer', async () => {
  const message = await failureOf(install(await registry(404), { tellAfter: 30, giveUpAfter: 60 }));
  expect(message).toMatch(/^npm view ended with 1: /);
  expect(message).not.toContain('does not answer');
}, 60_000);
