import { existsSync, readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { CommandLine } from '../../src/cli/command-line';
import { ExitCode } from '../../src/cli/exit-code';
import { ENGLISH } from '../../src/cli/messages/english';
import { ROOT } from '../../tools/support/root';

const DOCS = path.join(ROOT, 'docs');
const GUIDES = { en: 'command-line.md', 'pt-BR': 'command-line.pt-BR.md' };
const LANGUAGES = Object.keys(GUIDES) as (keyof typeof GUIDES)[];
const COMMANDS = Object.keys(ENGLISH.commands);

/** Commands whose options another page of the documentation has, which their section links to. */
const ELSEWHERE: Record<string, string> = { adopt: 'migration.md' };

function guide(language: keyof typeof GUIDES): string {
  return readFileSync(path.join(DOCS, GUIDES[language]), 'utf8');
}

interface Section {
  readonly level: number;
  readonly title: string;
  readonly text: string;
}

function sections(text: string): Section[] {
  return text
    .split(/^(?=#+ )/m)
    .filter(Boolean)
    .map((part) => {
      const [, marks, title] = /^(#+) (.*)$/m.exec(part)!;
      return { level: marks.length, title, text: part };
    });
}

/** The options of a command, or of the program, by the help. */
async function optionsOf(...command: string[]): Promise<string[]> {
  let printed = '';
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((printed += text)));
  try {
    await new CommandLine(ENGLISH, async () => ExitCode.OK, '1.2.3').run([...command, '--help']);
  } finally {
    write.mockRestore();
  }
  return [...printed.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option);
}

describe.each(LANGUAGES)('docs in %s', (language) => {
  const parts = sections(guide(language));

  test.each(COMMANDS)('%s has a section with its options', async (command) => {
    const section = parts.find(({ level, title }) => level === 3 && title === command);
    expect(section).toBeDefined();
    const elsewhere = ELSEWHERE[command];
    if (elsewhere) expect(section!.text).toContain(`](${elsewhere})`);
    const page = elsewhere ? readFileSync(path.join(DOCS, elsewhere), 'utf8') : section!.text;
    // What all commands have stands before them.
    const common = parts.filter(({ title }) => !COMMANDS.includes(title)).map(({ text }) => text);
    const isThere = (option: string) => new RegExp(`${option}(?![\\w-])`).test(page);
    const shared = await optionsOf('status');
    const missing = (await optionsOf(command)).filter((option) =>
      shared.includes(option) ? !common.some((text) => text.includes(option)) : !isThere(option),
    );
    expect(missing).toEqual([]);
  });

  test('what the program itself takes is there', async () => {
    for (const option of await optionsOf()) expect(guide(language)).toContain(option);
  });

  test('no section is of a command that is gone', () => {
    const commands = parts.filter(({ level, text }) => level === 3 && text.includes('recordings/'));
    expect(commands.map(({ title }) => title).filter((title) => !COMMANDS.includes(title))).toEqual([]);
  });

  test('the table has the exit codes', () => {
    const codes = [...guide(language).matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(ExitCode).filter((code) => typeof code === 'number'));
  });

  test('links and pictures lead somewhere', () => {
    const text = guide(language);
    const links = [...text.matchAll(/\]\(([^)#:]+)(#[^)]*)?\)|<img src="([^"]+)"/g)];
    const files = links.map(([, link, , picture]) => link ?? picture);
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => !existsSync(path.join(DOCS, file)))).toEqual([]);
  });
});

test('both languages have the same sections, options and examples', () => {
  const [english, portuguese] = LANGUAGES.map((language) =>
    sections(guide(language)).map(({ level, title, text }) => ({
      level,
      command: COMMANDS.includes(title) ? title : undefined,
      options: [...new Set(text.match(/(?<!\w)--[a-z-]+/g))].sort(),
      figures: [...text.matchAll(/\b\d+\b/g)].map(([figure]) => figure).sort(),
      examples: (text.match(/^npx .*$/gm) ?? []).map((line) =>
        line.replace('antes-da-migracao', 'before-migration').replace('oficina-db-resgate', 'oficina-db-rescue'),
      ),
    })),
  );
  expect(portuguese).toEqual(english);
});

/** What the tool that records puts in the place of ids of AWS. */
const STABLE_IDS = /\bsg-0123456789abcdef\d|\bdb-ABCDEFGHIJKLMNOPQRS\d/g;

describe('recordings', () => {
  const FOLDER = path.join(DOCS, 'recordings');
  const files = readdirSync(FOLDER);
  const pictures = files.map((file) => [file, readFileSync(path.join(FOLDER, file), 'utf8')] as const);
  /** What a reader sees: without elements, whose attributes are figures of the drawing. */
  const shown = (picture: string) => picture.replace(/<style>[^]*?<\/style>|<[^>]*>/g, ' ').replace(/&#x27;/g, "'");

  test('there is one of each command that has an example, in both languages, and no other', () => {
    const wanted = COMMANDS.filter((command) => !ELSEWHERE[command]).flatMap((command) =>
      LANGUAGES.map((language) => `${command}.${language}.svg`),
    );
    expect([...files].sort()).toEqual(wanted.sort());
  });

  test.each(pictures)('%s is small, has a title, and loads nothing', (_, picture) => {
    expect(Buffer.byteLength(picture)).toBeLessThanOrEqual(60_000);
    expect(picture).toMatch(/^<svg [^>]*role="img" aria-labelledby="([\w-]+)"[^>]*><title id="\1">[^<]+<\/title>/);
    expect(picture).not.toMatch(/<script|@import|url\((?!#)|(href|src)=/);
  });

  test.each(pictures)('%s has no secret, and no path of a machine', (_, picture) => {
    const text = shown(picture);
    expect(text).not.toMatch(/SCRAM-SHA-256\$|X-Amz-(Signature|Security-Token)|\b(AKIA|ASIA)[A-Z0-9]{12,}/);
    expect(text).not.toMatch(/-----BEGIN|\bPGPASSWORD\b|password=|postgres(ql)?:\/\/[^\s@/]+:[^\s@]+@/);
    expect(text).not.toMatch(/(^|[\s'"(=])\/(home|Users|root|tmp|work|var)\//);
    // A generated password mixes letters of both cases and digits, without a word between them.
    const words = text.replace(STABLE_IDS, '').match(/(?<![\w./:-])[\w!@#$%^&*+=?~-]{20,}(?![\w./:-])/g) ?? [];
    const random = words.filter((word) => /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word));
    expect(random).toEqual([]);
  });

  test.each(pictures.filter(([file]) => file.startsWith('credentials')))('%s masks the password', (_, picture) => {
    expect(picture).toMatch(/password +•{8}/);
  });
});
