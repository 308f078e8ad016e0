import { Example, exampleNames, Template } from './support/example';
import { compileLibrary, packLibrary } from './support/package';
import { main, step } from './support/run';

/** What each type of resource is for, in the order in which a reader asks. */
const CONCERNS: [string, RegExp][] = [
  ['Database', /^AWS::RDS::DB(Instance|ParameterGroup)$/],
  ['Network', /^AWS::(EC2::|RDS::DBSubnetGroup)/],
  ['Backups', /^AWS::Backup::/],
  ['Encryption', /^AWS::KMS::/],
  ['Credentials', /^AWS::(SecretsManager|Serverless)::/],
  ['Logs and roles', /^AWS::(Logs|IAM)::/],
  ['Alarms and dashboard', /^AWS::(CloudWatch::|SNS::|Events::|RDS::EventSubscription)/],
  ['Operations', /^AWS::SSM::/],
];

/** `npm run demo -- prod`: what the example would deploy, without an account. */
main(async () => {
  const name = process.argv[2] ?? 'dev';
  const example = Example.copy(name);
  await step('compile the library', compileLibrary);
  const tarball = await step('pack the library as npm delivers it', packLibrary);
  await step(`install the package into a clean copy of examples/${name}`, () => example.install(tarball));
  const output = await step('synthesise with the CDK CLI; cdk-nag and the template validator fail on any finding', async () => {
    const synth = await example.cdk('synth', '--quiet', '--context', 'explain=true');
    if (synth.status !== 0) throw new Error(`the example does not synthesise\n\n${readable(synth.output)}`);
    return synth.output;
  });

  for (const [stack, template] of Object.entries(example.templates())) print(stack, template);
  console.log('\nValidation');
  for (const { pluginName, violations, suppressedViolations } of example.validation()) {
    const open = pluginName === 'Construct Annotations' ? 'warning, see below' : 'open';
    console.log(`  ${pluginName.padEnd(22)} ${violations.length} ${open}, ${suppressedViolations?.length ?? 0} acknowledged`);
  }
  console.log(`\n${readable(output)}`);
  console.log(`\nThe template lies in .demo/${name}/cdk.out. Other examples: ${exampleNames().filter((other) => other !== name).map((other) => `npm run demo -- ${other}`).join(', ')}`);
});

function print(stack: string, template: Template): void {
  const resources = Object.entries(template.Resources).filter(([, { Type }]) => Type !== 'AWS::CDK::Metadata');
  console.log(`\n${stack}: ${resources.length} resources`);
  const rest = new Map(resources);
  for (const [concern, types] of CONCERNS) {
    const own = [...rest].filter(([, { Type }]) => types.test(Type));
    own.forEach(([id]) => rest.delete(id));
    if (own.length > 0) printConcern(concern, own.map(([, { Type }]) => Type));
  }
  if (rest.size > 0) printConcern('Other', [...rest.values()].map(({ Type }) => Type));
  console.log('\nOutputs');
  for (const [id, { Description }] of Object.entries(template.Outputs ?? {})) console.log(`  ${id.padEnd(22)} ${Description ?? ''}`);
}

function printConcern(concern: string, types: string[]): void {
  const counts = new Map<string, number>();
  types.forEach((type) => counts.set(type, (counts.get(type) ?? 0) + 1));
  console.log(`\n${concern}`);
  for (const [type, count] of [...counts].sort()) console.log(`  ${String(count).padStart(2)} × ${type.replace(/^AWS::/, '')}`);
}

/** What the app and the CLI said, without the notes about the end of life of Node releases. */
function readable(output: string): string {
  return output.split('\n').filter((line) => !/^!!|NOTICES|^npm warn/.test(line)).join('\n').trim();
}
