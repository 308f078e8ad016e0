import { readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { App, Aspects, BootstraplessSynthesizer, LegacyStackSynthesizer, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { filesOf, FolderCode, FolderFiles } from '../../src/functions/folder-code';

/** A function whose code is a list of names that grows. */
class Growing extends Construct {
  readonly names: string[] = [];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    new lambda.Function(this, 'Function', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: new FolderCode(() => this.files()),
    });
  }

  private files(): FolderFiles {
    return { 'index.js': 'exports.handler = () => undefined;', 'folder/names.json': JSON.stringify(this.names) };
  }
}

const code = (template: Template) => Object.values(template.findResources('AWS::Lambda::Function'))[0].Properties.Code;

/** The names in the asset that an assembly lists for a stack. */
function namesIn(stage: Stage, manifestOf: Stack, hash: string): string[] {
  const { directory } = stage.synth({ force: true });
  const { files } = JSON.parse(readFileSync(path.join(directory, `${manifestOf.artifactId}.assets.json`), 'utf8'));
  expect(files[hash].source.packaging).toBe('zip');
  return JSON.parse(readFileSync(path.resolve(directory, files[hash].source.path, 'folder', 'names.json'), 'utf8'));
}

const hashIn = (template: Template) => code(template).S3Key.split('.')[0];

test('contains what was added before synthesis, also by an Aspect', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const growing = new Growing(stack, 'Growing');
  growing.names.push('early');
  Aspects.of(app).add({
    visit: (node) => {
      if (node === growing && growing.names.length === 1) growing.names.push('by an Aspect');
    },
  });
  const hash = hashIn(Template.fromStack(stack));
  expect(namesIn(app, stack, hash)).toEqual(['early', 'by an Aspect']);
});

test('a change of the content changes the key', () => {
  const keyFor = (...names: string[]) => {
    const stack = new Stack(new App(), 'Stack');
    new Growing(stack, 'Growing').names.push(...names);
    return code(Template.fromStack(stack)).S3Key;
  };
  expect(keyFor('a')).toBe(keyFor('a'));
  expect(keyFor('a')).not.toBe(keyFor('b'));
  expect(keyFor()).not.toBe(keyFor('a'));
});

test('a second synthesis contains what was added after the first one', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const growing = new Growing(stack, 'Growing');
  app.synth();
  growing.names.push('later');
  const { S3Key } = code(Template.fromJSON(app.synth({ force: true }).getStackByName(stack.stackName).template));
  expect(namesIn(app, stack, S3Key.split('.')[0])).toEqual(['later']);
});

test('is uploaded with the parent of a nested stack', () => {
  const app = new App();
  const parent = new Stack(app, 'Parent');
  const nested = new NestedStack(parent, 'Nested');
  new Growing(nested, 'Growing').names.push('nested');
  expect(namesIn(app, parent, hashIn(Template.fromStack(nested)))).toEqual(['nested']);
});

test('is found from the folder of a stage', () => {
  const stage = new Stage(new App(), 'Prod');
  const stack = new Stack(stage, 'Stack');
  new Growing(stack, 'Growing').names.push('staged');
  expect(namesIn(stage, stack, hashIn(Template.fromStack(stack)))).toEqual(['staged']);
});

test('two functions with the same content share the asset', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  for (const id of ['One', 'Two']) new Growing(stack, id).names.push('same');
  const { directory } = app.synth();
  expect(readdirSync(directory).filter((name) => name.startsWith('asset.'))).toHaveLength(1);
});

test('works with the legacy synthesizer, which uses parameters', () => {
  const stack = new Stack(new App(), 'Stack', { synthesizer: new LegacyStackSynthesizer() });
  new Growing(stack, 'Growing').names.push('legacy');
  const template = Template.fromStack(stack);
  expect(code(template).S3Bucket.Ref).toMatch(/^AssetParameters/);
  expect(Object.keys(template.toJSON().Parameters)).toContain(code(template).S3Bucket.Ref);
});

test('a stack without assets throws', () => {
  const stack = new Stack(new App(), 'Stack', { synthesizer: new BootstraplessSynthesizer() });
  new Growing(stack, 'Growing');
  expect(() => Template.fromStack(stack)).toThrow(/[Cc]annot add assets/);
});

test('the files of a folder include those of its subfolders', () => {
  const folder = path.join(__dirname, '..', 'support');
  const files = filesOf(folder);
  expect(Object.keys(files)).toContain('database.ts');
  expect(Object.keys(files)).toContain('postgres/index.ts');
  expect(files['postgres/index.ts']).toEqual(readFileSync(path.join(folder, 'postgres', 'index.ts')));
});
