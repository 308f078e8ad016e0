import { existsSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { ACCOUNT } from './account';
import { Emulator } from './emulator';
import { Template } from '../tools/support/example';
import { CommandFailed, Outcome, run } from '../tools/support/run';

export interface SynthesisOptions {
  readonly context?: Record<string, string>;
  readonly env?: Record<string, string>;
}

/** A stack of an app. */
export interface DeployedStack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** The file of its template. */
  readonly templateFile: string;
  /** The qualifier in the names of the roles and buckets of its bootstrap. */
  readonly qualifier: string;
}

const DEFAULT_QUALIFIER = 'hnb659fds';

/** Returns the path of the CDK CLI that is installed in the folder of an app. */
function cliOf(folder: string): string {
  return path.join(folder, 'node_modules', '.bin', 'cdk');
}

/** Throws an error unless the app has a CDK CLI of its own. */
export function requireCli(folder: string): void {
  if (!existsSync(cliOf(folder))) {
    throw new Error(`${folder} has no CDK CLI of its own: run npm install there, with aws-cdk in its package.json`);
  }
}

/** The pattern for all stacks of an app, including those of its stages, which `--all` leaves out. */
const ALL = '**';

/** An app on the emulator. Each command uses the CDK CLI that is installed in the folder of the app. */
export class Deployment {
  /**
   * @param folder the folder of the app, with its cdk.json
   * @param output the folder for its cloud assembly, absolute or relative to the folder of the app
   */
  constructor(
    readonly folder: string,
    private readonly emulator: Emulator,
    private readonly output = 'cdk.out',
  ) {}

  /** The folder of its cloud assembly. */
  get assembly(): string {
    return path.resolve(this.folder, this.output);
  }

  /** Synthesises the app; later commands use its cloud assembly. */
  async synthesise(options: SynthesisOptions = {}): Promise<void> {
    const context = contextOf(options.context ?? {});
    const synth = ['synth', '--quiet', '--output', this.output, ...context];
    const { status, output } = await this.keepingContext(() => this.run(synth, options.env));
    this.requireOwnAccount();
    if (status !== 0) throw new CommandFailed('the app does not synthesise', output);
  }

  /** The stacks of the app and of its stages, sorted by name. */
  get stacks(): DeployedStack[] {
    return stacksOf(this.assembly).sort((a, b) => a.name.localeCompare(b.name));
  }

  /** The regions of the app. */
  get regions(): string[] {
    return [...new Set(this.stacks.map(({ region }) => region))].sort();
  }

  /** The template of a stack, as it was synthesised. */
  template(stack: string): Template {
    const found = this.stacks.find(({ name }) => name === stack);
    if (!found) {
      throw new Error(`the app has no stack ${stack}; it has ${this.stacks.map(({ name }) => name).join(', ')}`);
    }
    return JSON.parse(readFileSync(found.templateFile, 'utf8'));
  }

  /** Bootstraps regions for CDK, which an account needs once; by default, the regions of the app. */
  async bootstrap(regions: string[] = this.regions): Promise<void> {
    const stacks = this.isSynthesised ? this.stacks : [];
    const qualifiers = new Set(stacks.length > 0 ? stacks.map(({ qualifier }) => qualifier) : [DEFAULT_QUALIFIER]);
    for (const qualifier of qualifiers) await this.bootstrapFor(qualifier, regions);
  }

  /** Deploys every stack. */
  async deploy(): Promise<Outcome> {
    return this.mustRun('deploy', ALL, '--require-approval', 'never', '--app', this.output);
  }

  /** Deploys every stack, and returns the outcome of a deployment that fails, too. */
  async tryToDeploy(): Promise<Outcome> {
    return this.run(['deploy', ALL, '--require-approval', 'never', '--app', this.output]);
  }

  /** Imports existing resources into a stack, which adds nothing else. `mapping` has their names by logical id. */
  async importResources(stack: string, mapping: Record<string, Record<string, string>>): Promise<Outcome> {
    const file = path.join(this.folder, 'import.json');
    writeFileSync(file, JSON.stringify(mapping));
    return this.mustRun('import', stack, '--resource-mapping', file, '--app', this.output);
  }

  /** Deploys every stack, and imports resources whose names are taken. */
  async deployAndImport(): Promise<Outcome> {
    return this.mustRun(
      'deploy',
      ALL,
      '--require-approval',
      'never',
      '--import-existing-resources',
      '--app',
      this.output,
    );
  }

  /** Compares the app with what is deployed; the status is 1 if there is a difference. */
  async diff(): Promise<Outcome> {
    return this.run(['diff', ALL, '--fail', '--app', this.output]);
  }

  /** Deletes every stack. */
  async destroy(): Promise<Outcome> {
    return this.mustRun('destroy', ALL, '--force', '--app', this.output);
  }

  private get isSynthesised(): boolean {
    return existsSync(path.join(this.assembly, 'manifest.json'));
  }

  private requireOwnAccount(): void {
    const foreign = this.isSynthesised ? this.stacks.filter(({ account }) => account !== ACCOUNT) : [];
    if (foreign.length === 0) return;
    const list = foreign.map(({ name, account }) => `${name} in ${account}`).join(', ');
    throw new Error(
      `the rehearsal has only the account ${ACCOUNT}, got ${list}: ` +
        'let the app take its account from process.env.CDK_DEFAULT_ACCOUNT',
    );
  }

  /**
   * Runs `work`, then restores the app's cdk.context.json. The CLI writes the results of lookups into this file, and
   * those from the emulator must not stay there.
   */
  private async keepingContext<T>(work: () => Promise<T>): Promise<T> {
    const file = path.join(this.folder, 'cdk.context.json');
    const before = existsSync(file) ? readFileSync(file) : undefined;
    try {
      return await work();
    } finally {
      if (before) writeFileSync(file, before);
      else rmSync(file, { force: true });
    }
  }

  private async bootstrapFor(qualifier: string, regions: string[]): Promise<void> {
    const names = qualifier === DEFAULT_QUALIFIER ? [] : ['--qualifier', qualifier];
    const toolkit = names.length > 0 ? ['--toolkit-stack-name', `CDKToolkit-${qualifier}`] : [];
    const environments = regions.map((region) => `aws://${ACCOUNT}/${region}`);
    // Outside the folder of the app: inside it, the CLI would synthesise the app.
    const { status, output } = await this.run(['bootstrap', ...names, ...toolkit, ...environments], {}, tmpdir());
    if (status !== 0) throw new CommandFailed('cdk bootstrap failed', withoutProgress(output));
  }

  private async mustRun(...args: string[]): Promise<Outcome> {
    const outcome = await this.run(args);
    if (outcome.status !== 0) {
      const reason = failures(outcome.output).join('\n');
      throw new CommandFailed(`cdk ${args[0]} failed\n${reason}`.trim(), withoutProgress(outcome.output));
    }
    return outcome;
  }

  private run(args: string[], env: Record<string, string> = {}, cwd: string = this.folder): Promise<Outcome> {
    requireCli(this.folder);
    return run(cliOf(this.folder), [...args, '--no-notices'], {
      cwd,
      env: { ...this.emulator.environment(), NODE_OPTIONS: undefined, ...env },
    });
  }
}

function stacksOf(assembly: string): DeployedStack[] {
  const manifest = JSON.parse(readFileSync(path.join(assembly, 'manifest.json'), 'utf8'));
  return Object.values<any>(manifest.artifacts ?? {}).flatMap(({ type, environment, properties, displayName }) => {
    if (type === 'cdk:cloud-assembly') return stacksOf(path.join(assembly, properties.directoryName));
    if (type !== 'aws:cloudformation:stack') return [];
    const [account, region] = environment.replace(/^aws:\/\//, '').split('/');
    const name = properties.stackName ?? displayName;
    const parameter: string | undefined = properties.bootstrapStackVersionSsmParameter;
    return [
      {
        name,
        account: account.replace('unknown-account', ACCOUNT),
        region: region.replace('unknown-region', 'us-east-1'),
        templateFile: path.join(assembly, properties.templateFile),
        qualifier: parameter?.split('/')[2] ?? DEFAULT_QUALIFIER,
      },
    ];
  });
}

function contextOf(context: Record<string, string>): string[] {
  return Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
}

/** Returns why resources failed, as the events in the output of the CLI say, or else why the command did. */
function failures(output: string): string[] {
  const lines = output.split('\n');
  const events = lines.filter((line) => / \| \w+_FAILED +\| /.test(line));
  if (events.length === 0) return lines.filter((line) => /^ ❌ /.test(line));
  return [...new Set(events.map((event) => event.replace(/^.*? \| \w+_FAILED +\| /, '')))];
}

/** Removes events of progress and success from the output, as they hide the failure. */
function withoutProgress(output: string): string {
  return output
    .split('\n')
    .filter((line) => !/ \| (CREATE|UPDATE|DELETE|ROLLBACK)\w*_(IN_PROGRESS|COMPLETE) /.test(line))
    .join('\n');
}
