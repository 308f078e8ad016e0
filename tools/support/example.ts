import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'fs';
import * as path from 'path';
import { npm, Patience } from './registry';
import { ROOT } from './root';
import { Outcome, run } from './run';

const EXAMPLES = path.join(ROOT, 'examples');

/** Names of the example apps in TypeScript; test/languages has those in other languages. */
export function exampleNames(): string[] {
  return readdirSync(EXAMPLES)
    .filter((name) => existsSync(path.join(EXAMPLES, name, 'package.json')))
    .sort();
}

/** An example app in its own folder. */
export class Example {
  /**
   * Copies the example, without what an earlier run may have left in it.
   *
   * @param parent where the copy goes; outside of the repository, a dependency that the example forgot to name is
   * missing for sure
   */
  static copy(name: string, parent: string = path.join(ROOT, '.demo')): Example {
    if (!exampleNames().includes(name)) {
      throw new Error(`there is no example '${name}'; choose one of ${exampleNames().join(', ')}`);
    }
    const folder = path.join(parent, name);
    rmSync(folder, { recursive: true, force: true });
    cpSync(path.join(EXAMPLES, name), folder, {
      recursive: true,
      filter: (file) => !/(node_modules|cdk\.out)$/.test(file),
    });
    return new Example(name, folder);
  }

  private constructor(
    readonly name: string,
    readonly folder: string,
  ) {}

  /** Installs the dependencies from the registry and the library from its tarball, as npm would deliver it. */
  async install(tarball: string, patience?: Patience): Promise<void> {
    await npm(
      ['install', '--no-save', '--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline', tarball],
      { cwd: this.folder },
      patience,
    );
  }

  /** Runs the CDK CLI in the example. */
  cdk(...args: string[]): Promise<Outcome> {
    return this.cdkAs({}, ...args);
  }

  /** The same with another environment: a value of undefined removes the variable. */
  cdkAs(env: Record<string, string | undefined>, ...args: string[]): Promise<Outcome> {
    return run('npx', ['cdk', ...args], { cwd: this.folder, env: { ...withoutCredentials(), ...env } });
  }

  /**
   * The findings of cdk-nag and the template validator in the last synthesis; a validator without findings is left out.
   */
  validation(): ValidatorReport[] {
    return JSON.parse(readFileSync(path.join(this.folder, 'cdk.out', 'validation-report.json'), 'utf8')).pluginReports;
  }

  /** The templates of the last synthesis, by the name of their stack. */
  templates(): Record<string, Template> {
    const assembly = path.join(this.folder, 'cdk.out');
    if (!existsSync(assembly)) return {};
    return Object.fromEntries(
      readdirSync(assembly)
        .filter((file) => file.endsWith('.template.json'))
        .map((file) => [
          file.replace('.template.json', ''),
          JSON.parse(readFileSync(path.join(assembly, file), 'utf8')),
        ]),
    );
  }
}

/** The findings of a validator in the last synthesis. */
export interface ValidatorReport {
  readonly pluginName: string;
  readonly conclusion: string;
  readonly violations: { readonly description: string; readonly severity?: string }[];
  readonly suppressedViolations?: unknown[];
}

/** A CloudFormation template, as far as the tools look at it. */
export interface Template {
  readonly Resources: Record<
    string,
    { Type: string; Properties?: Record<string, unknown>; Metadata?: Record<string, string> }
  >;
  readonly Outputs?: Record<string, { Description?: string; Value: unknown }>;
}

/**
 * The CLI looks up the account if it has credentials: a synthesis must work without any. The account number is passed
 * as in a workflow, because a stack in a second region must be in the same account.
 */
function withoutCredentials(): Record<string, string> {
  return {
    CDK_DEFAULT_ACCOUNT: '111122223333',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: path.join(ROOT, '.demo', 'none'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(ROOT, '.demo', 'none'),
  };
}
