import { readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

const SOURCES = path.join(__dirname, '..', 'src');

/** The folder below src/ that contains a file; empty for the files of src/ itself. */
function roomOf(file: string): string {
  return file.includes(path.sep) ? file.split(path.sep)[0] : '';
}

/** Each file of src/ with the files of src/ that it imports, types included. */
function importGraph(): Map<string, string[]> {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return new Map(files.map((file) => [file, importsOf(file)]));
}

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(path.join(SOURCES, file), 'utf8'));
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => `${path.join(path.dirname(file), name)}.ts`);
}

/** A file that imports itself indirectly, with the path of imports; undefined if there is none. */
function circleIn(graph: Map<string, string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, way: string[]): string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const imported of graph.get(file) ?? []) {
      const circle = visit(imported, [...way, file]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return undefined;
}

describe('the folders of src/', () => {
  const graph = importGraph();

  test('every import refers to an existing file', () => {
    expect(graph.size).toBeGreaterThan(100);
    const missing = [...graph].flatMap(([file, imported]) =>
      imported.filter((name) => !graph.has(name)).map((name) => `${file} -> ${name}`),
    );
    expect(missing).toEqual([]);
  });

  test('no file imports itself, directly or indirectly', () => {
    expect(circleIn(graph)).toBeUndefined();
  });

  test('an import cycle is found', () => {
    expect(
      circleIn(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['b']],
        ]),
      ),
    ).toEqual(['b', 'c', 'b']);
  });

  test('validation/ imports no other folder', () => {
    const leaves = [...graph].filter(([file]) => roomOf(file) === 'validation');
    expect(leaves.length).toBeGreaterThan(5);
    const outside = leaves.flatMap(([file, imported]) =>
      imported.filter((name) => roomOf(name) !== 'validation').map((name) => `${file} -> ${name}`),
    );
    expect(outside).toEqual([]);
  });

  test('no construct imports a handler', () => {
    const intoHandlers = [...graph].flatMap(([file, imported]) =>
      imported
        .filter((name) => roomOf(name) === 'handlers' && roomOf(file) !== 'handlers')
        .map((name) => `${file} -> ${name}`),
    );
    expect(intoHandlers).toEqual([]);
  });

  test('the command line imports catalogues and validation alone, and nothing imports the command line', () => {
    const across = [...graph].flatMap(([file, imported]) =>
      imported
        .filter((name) => (roomOf(name) === 'cli') !== (roomOf(file) === 'cli'))
        .map((name) => `${file} -> ${name}`),
    );
    // Data as well, under other names.
    const data =
      /^(\w+\/[\w-]+-catalogue|validation\/[\w-]+|adoption\/adopted-properties|instance\/storage-performance)\.ts$/;
    expect(across.filter((step) => !data.test(step.split(' -> ')[1]))).toEqual([]);
    expect(across.filter((step) => !step.startsWith('cli/'))).toEqual([]);
  });
});
