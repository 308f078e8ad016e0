#!/usr/bin/env node
import { readFileSync } from 'fs';
import * as path from 'path';
import { CommandLine, Runner } from './command-line';
import type * as commands from './commands';
import { ExitCode } from './exit-code';
import { Locale } from './messages/locale';

/** The bundle of this file is assets/cli/main/index.js of the package. */
const PACKAGE_FOLDER = path.join(__dirname, '..', '..', '..');
const COMMANDS_BUNDLE = path.join(__dirname, '..', 'commands', 'index.js');

// The library works on Node 20, which the AWS SDK warns about at every start.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const { messages } = Locale.of(process.env);

process.on('SIGINT', () => {
  process.stderr.write(`\n${messages.failures.interrupted()}\n`);
  process.exit(ExitCode.INTERRUPTED);
});
// `oficina-postgres logs | head` closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? ExitCode.OK : ExitCode.FAILED);
});

const runCommand: Runner = async (name, options) => {
  const { runCommand: run }: typeof commands = await import(COMMANDS_BUNDLE);
  return run(name, options);
};

const { version } = JSON.parse(readFileSync(path.join(PACKAGE_FOLDER, 'package.json'), 'utf8'));
void new CommandLine(messages, runCommand, version).run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
