import { existsSync, readFileSync } from 'fs';
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
  readonly region: string;
  /** Its template in the cloud assembly. */
  readonly templateFile: string;
}

/** Works on an app with the CDK CLI that is installed beside it, on the emulator instead of AWS. */
export class Deployment {
  /**
   * @param folder the app, with its cdk.json
   * @param output where its cloud assembly goes, below the folder
   */
  constructor(
    readonly folder: string,
    private readonly emulator: Emulator,
    private readonly output = 'cdk.out',
  ) {}

  /** The folder of its cloud assembly. */
  get assembly(): string {
    return path.join(this.folder, this.output);
  }

  /** Synthesises the app; later commands use what it has written. */
  async synthesise(options: SynthesisOptions = {}): Promise<void> {
    const context = contextOf(options.context ?? {});
    const { status, output } = await this.run(['synth', '--quiet', '--output', this.output, ...context], options.env);
    if (status !== 0) throw new CommandFailed('the app does not synthesise', output);
  }

  /** The stacks of the app, by the order of their names. */
  get stacks(): DeployedStack[] {
    const manifest = JSON.parse(readFileSync(path.join(this.assembly, 'manifest.json'), 'utf8'));
    return Object.values<any>(manifest.artifacts)
      .filter(({ type }) => type === 'aws:cloudformation:stack')
      .map(({ environment, properties, displayName }) => ({
        name: properties.stackName ?? displayName,
        region: environment.split('/').pop().replace('unknown-region', 'us-east-1'),
        templateFile: properties.templateFile,
      }))
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  /** The regions of the app. */
  get regions(): string[] {
    return [...new Set(this.stacks.map(({ region }) => region))].sort();
  }

  /** The template of a stack, as it was synthesised. */
  template(stack: string): Template {
    const found = this.stacks.find(({ name }) => name === stack);
    if (!found) throw new Error(`the app has no stack ${stack}, but ${this.stacks.map(({ name }) => name).join(', ')}`);
    return JSON.parse(readFileSync(path.join(this.assembly, found.templateFile), 'utf8'));
  }

  /** Prepares regions, those of the app if none is named, as an account is prepared for CDK once. */
  async bootstrap(regions: string[] = this.regions): Promise<void> {
    // Outside of the app: inside, the CLI would synthesise it.
    const environments = regions.map((region) => `aws://${ACCOUNT}/${region}`);
    const { status, output } = await this.run(['bootstrap', ...environments], {}, tmpdir());
    if (status !== 0) throw new CommandFailed('cdk bootstrap has failed', withoutProgress(output));
  }

  /** Deploys every stack. */
  async deploy(): Promise<Outcome> {
    return this.mustRun('deploy', '--all', '--require-approval', 'never', '--app', this.output);
  }

  /** The same for a deployment that is expected to fail. */
  async tryToDeploy(): Promise<Outcome> {
    return this.run(['deploy', '--all', '--require-approval', 'never', '--app', this.output]);
  }

  /** What would change; the status is 1 if anything would. */
  async diff(): Promise<Outcome> {
    return this.run(['diff', '--fail', '--app', this.output]);
  }

  /** Deletes every stack. */
  async destroy(): Promise<Outcome> {
    return this.mustRun('destroy', '--all', '--force', '--app', this.output);
  }

  private async mustRun(...args: string[]): Promise<Outcome> {
    const outcome = await this.run(args);
    if (outcome.status !== 0) {
      const reason = failures(outcome.output).join('\n');
      throw new CommandFailed(`cdk ${args[0]} has failed\n${reason}`.trim(), withoutProgress(outcome.output));
    }
    return outcome;
  }

  private run(args: string[], env: Record<string, string> = {}, cwd: string = this.folder): Promise<Outcome> {
    const cli = path.join(this.folder, 'node_modules', '.bin', 'cdk');
    if (!existsSync(cli)) throw new Error(`${this.folder} has no CDK CLI: run npm install there`);
    return run(cli, [...args, '--no-notices'], {
      cwd,
      env: { ...this.emulator.environment(), NODE_OPTIONS: undefined, ...env },
    });
  }
}

function contextOf(context: Record<string, string>): string[] {
  return Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
}

/** The events of resources that have failed. */
function failures(output: string): string[] {
  const events = output.split('\n').filter((line) => / \| \w+_FAILED +\| /.test(line));
  return [...new Set(events.map((event) => event.split(' | ').slice(3).join(' | ')))];
}

/** What failed tells enough: what went well before buries it. */
function withoutProgress(output: string): string {
  return output
    .split('\n')
    .filter((line) => !/ \| (CREATE|UPDATE|DELETE|ROLLBACK)\w*_(IN_PROGRESS|COMPLETE) /.test(line))
    .join('\n');
}
