import { CommandLine } from '../../src/cli/command-line';
import { ExitCode } from '../../src/cli/exit-code';
import { ENGLISH } from '../../src/cli/messages/english';
import { PORTUGUESE } from '../../src/cli/messages/portuguese';

let printed: string;

beforeEach(() => {
  printed = '';
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      printed += text;
      return true;
    });
  }
});

afterEach(() => jest.restoreAllMocks());

/** Parses arguments, and returns the exit code and what the command would get. */
async function parse(args: string[], messages = ENGLISH) {
  const calls: [string, object][] = [];
  const runner = async (name: string, options: object) => {
    calls.push([name, options]);
    return ExitCode.WARNING;
  };
  return { code: await new CommandLine(messages, runner, '1.2.3').run(args), calls };
}

test('a command gets its options, and its exit code is that of the program', async () => {
  const { code, calls } = await parse(['logs', '-e', 'prod', '--minutes', '5', '--follow']);
  expect(code).toBe(ExitCode.WARNING);
  expect(calls).toEqual([['logs', { environment: 'prod', minutes: 5, follow: true }]]);
});

test.each(Object.keys(ENGLISH.commands))('%s has help, with an example that it takes', async (name) => {
  expect((await parse([name, '--help'])).code).toBe(ExitCode.OK);
  const [, example] = /\$ npx --no-install oficina-postgres (.*)/.exec(printed)!;
  const { calls } = await parse(example.split(' '));
  expect(calls.map(([called]) => called)).toEqual([name]);
});

test.each([
  [['status', '--regio', 'x'], "error: unknown option '--regio'", "Erro: opção desconhecida '--regio'"],
  [
    ['stats'],
    "error: unknown command 'stats'\n(Did you mean status?)",
    "Erro: comando desconhecido 'stats'\n(Quis dizer",
  ],
  [['events', '--hours', '0'], 'It must be a whole number from 1 to 336.', 'Deve ser um número inteiro de 1 a 336.'],
  [['logs', '--minutes', 'x'], "option '--minutes <number>' argument 'x' is invalid.", "'x' da opção '--minutes"],
  [['status', 'prod'], "too many arguments for 'status'", "argumentos demais para 'status'"],
  [['restore', '--latest'], "required option '--to <identifier>' not specified", "falta a opção '--to <identifier>'"],
  [['snapshot', '--name'], "option '--name <name>' argument missing", "falta o argumento da opção '--name <name>'"],
])('%j is refused in the language of the user', async (args, english, portuguese) => {
  expect(await parse(args)).toEqual({ code: ExitCode.USAGE, calls: [] });
  expect(printed).toContain(english);
  printed = '';
  await parse(args, PORTUGUESE);
  expect(printed).toContain(portuguese);
});

test('help lists the exit codes', async () => {
  expect((await parse(['--help'])).code).toBe(ExitCode.OK);
  for (const code of Object.values(ExitCode).filter((value) => typeof value === 'number')) {
    expect(printed).toContain(`${code} `);
  }
});
