import { existsSync, mkdtempSync, readdirSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { Example, exampleNames, Template } from './support/example';
import { ExplainedTable } from './support/explained';
import { PACKED, packInSteps } from './support/package';
import { paint } from './support/paint';
import { ROOT } from './support/root';
import { CommandFailed, logTo, main, say, step } from './support/run';
import { resourceTypes, verdict } from './support/verdict';
import { requirePython } from '../rehearsal/python-environment';
import { rehearseFolders } from '../rehearsal/rehearse-folders';

/** The purpose of each type of resource, in the order that interests a reader. */
const CONCERNS: [string, RegExp][] = [
  ['Database', /^AWS::RDS::DB(Instance|ParameterGroup|Proxy.*)$/],
  ['Network', /^AWS::(EC2::|RDS::DBSubnetGroup)/],
  ['Backups', /^AWS::Backup::/],
  ['Encryption', /^AWS::KMS::/],
  ['Credentials and SQL', /^(AWS::(SecretsManager|Serverless)::|Custom::OficinaPostgresBootstrap$)/],
  ['Functions, logs and roles', /^AWS::(Lambda|Logs|IAM)::/],
  ['Alarms and dashboard', /^AWS::(CloudWatch::|SNS::|SQS::|Events::|RDS::EventSubscription)/],
  ['Operations', /^AWS::SSM::/],
  ['Other', /./],
];

const DEMO = path.join(ROOT, '.demo');

/** The example to show: the one named, the one in whose folder the user is, or dev. */
function exampleName(): string {
  const standing = path.relative(path.join(ROOT, 'examples'), process.env.INIT_CWD ?? ROOT).split(path.sep)[0];
  const [named] = process.argv.slice(2).filter((word) => word !== '--rehearse');
  return named ?? (exampleNames().includes(standing) ? standing : 'dev');
}

const name = exampleName();
const temporary = mkdtempSync(path.join(tmpdir(), 'oficina-demo-'));
process.env.TMPDIR = temporary; // removed with everything that the commands leave there
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));

/**
 * `npm run demo -- prod`: shows what the example would deploy, without an account. With `--rehearse`, it also deploys
 * the example to an emulator, if Python is installed.
 */
main(async () => {
  const example = Example.copy(name);
  logTo(path.join(DEMO, `${name}.log`));
  const tarball = await packInSteps();
  await step(`install it into a clean copy of examples/${name}`, () => example.install(tarball));
  const output = await step('synthesise with the CDK CLI, checked by cdk-nag and the template validator', async () => {
    const synth = await example.cdk('synth', '--quiet', '--context', 'explain=true');
    if (synth.status !== 0) {
      throw new CommandFailed('the example does not synthesise, or a check has a finding', synth.output);
    }
    return synth.output;
  });

  const synthesised = {
    example: name,
    templates: example.templates(),
    validation: example.validation(),
    databases: ExplainedTable.all(output),
  };
  for (const [stack, template] of Object.entries(synthesised.templates)) printStack(stack, template);
  for (const { title, lines } of synthesised.databases) {
    console.log(['', heading(`Settings of ${title}`), ...lines].join('\n'));
  }
  console.log(`\n${paint(process.stdout, 'green', '✓')} ${heading(`${name}: every check passed`)}`);
  for (const [topic, text] of verdict(synthesised)) console.log(`  ${topic.padEnd(13)} ${text}`);
  console.log(
    `  ${'others'.padEnd(13)} ${exampleNames()
      .filter((other) => other !== name)
      .map((other) => `npm run demo -- ${other}`)
      .join(', ')}`,
  );
  if (process.argv.includes('--rehearse')) await rehearseIfPossible(example);
}, leftovers);

async function rehearseIfPossible(example: Example): Promise<void> {
  try {
    await requirePython();
  } catch (error) {
    say(`no rehearsal: ${error instanceof Error ? error.message : error}`);
    return;
  }
  await rehearseFolders([example.folder]);
}

function heading(text: string): string {
  return paint(process.stdout, 'bold', text);
}

function printStack(stack: string, template: Template): void {
  const types = resourceTypes(template);
  console.log(`\n${heading(`${stack}: ${types.length} resources`)}`);
  const rest = new Set(types);
  for (const [concern, pattern] of CONCERNS) {
    const own = [...rest].filter((type) => pattern.test(type)).sort();
    own.forEach((type) => rest.delete(type));
    const counted = own.map(
      (type) => `${types.filter((other) => other === type).length} × ${type.replace(/^AWS::/, '')}`,
    );
    if (own.length > 0) console.log(`  ${concern.padEnd(26)} ${counted.join(', ')}`);
  }
  const outputs = Object.keys(template.Outputs ?? {});
  if (outputs.length > 0) console.log(`  ${'Outputs'.padEnd(26)} ${outputs.join(', ')}`);
}

/**
 * What an interrupted demo has created: the copy of the example, the tarball and the log, and their folder if it
 * contains nothing else.
 */
function leftovers(): string[] {
  const own = [path.join(DEMO, name), PACKED, path.join(DEMO, `${name}.log`)];
  const others = existsSync(DEMO) ? readdirSync(DEMO).filter((file) => !own.includes(path.join(DEMO, file))) : [];
  return others.length > 0 ? own : [DEMO];
}
