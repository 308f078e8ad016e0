import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { Deployment } from '../../rehearsal/deployment';
import { Rehearsal } from '../../rehearsal/rehearsal';
import type { AdoptedDatabaseProps, AlarmOverrides } from '../../src';
import { bundleFunctions, compileLibrary } from '../../tools/support/package';
import { ROOT } from '../../tools/support/root';
import { Outcome } from '../../tools/support/run';

/** A state of the database that app/app.js deploys. Whatever is left out has the value of the profile. */
export interface DatabaseState {
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: 'dev' | 'staging' | 'prod';
  readonly identifier?: string;
  readonly ssmParameterPrefix?: string;
  /** The name of a constant of PostgresEngineVersion, such as `VER_16`. */
  readonly version?: string;
  readonly allowMajorVersionUpgrade?: boolean;
  readonly instanceType?: string;
  readonly gibibytes?: number;
  readonly retentionDays?: number;
  /** Thresholds alone: a state is written as JSON. */
  readonly alarmOverrides?: { readonly [name in keyof AlarmOverrides]: { readonly threshold: number } };
  readonly parameters?: Record<string, string>;
  /** Files in the folder `sql` of the app, see `writeSql()`. */
  readonly sql?: string[];
  readonly users?: { readonly name: string; readonly iam?: boolean }[];
  readonly replicas?: string[];
  readonly proxy?: boolean;
  readonly copiesTo?: string;
  /** How long the copies of manual snapshots are kept. */
  readonly copyRetentionDays?: number;
  readonly restoreFrom?: {
    readonly snapshot?: string;
    readonly resourceId?: string;
    readonly replicatedBackup?: string;
  };
  /** Makes a network without a database, with what an instance of another owner needs. */
  readonly networkAlone?: boolean;
  /** Makes an instance of aws-cdk-lib alone, with a replica. */
  readonly plain?: boolean;
  /** The outputs of the stack that was made so; without them, the stack of the database has a network of its own. */
  readonly network?: Record<string, string>;
  readonly adopt?: AdoptedDatabaseProps;
  readonly monitoring?: boolean;
  readonly bootstrap?: boolean;
  /** Whether the password of an adopted instance rotates. */
  readonly rotates?: boolean;
  readonly deletionProtection?: boolean;
  readonly removalPolicy?: 'DESTROY' | 'RETAIN' | 'SNAPSHOT';
}

/** The app of the scenarios, deployed in one state after the other. */
export class DatabaseApp {
  /** @param rehearsal the account to deploy to; without it, the app is only a folder */
  static async create(rehearsal?: Rehearsal): Promise<DatabaseApp> {
    await compileLibrary();
    await bundleFunctions();
    const folder = mkdtempSync(path.join(tmpdir(), 'oficina-database-app-'));
    cpSync(path.join(__dirname, 'app'), folder, { recursive: true });
    mkdirSync(path.join(folder, 'sql'));
    const app = new DatabaseApp(folder, rehearsal);
    app.install();
    return app;
  }

  private constructor(
    readonly folder: string,
    private readonly rehearsal?: Rehearsal,
  ) {}

  /**
   * Replaces the library that the app has.
   *
   * @param root the repository of the library, where it has been compiled and bundled
   */
  install(root: string = ROOT): void {
    const modules = path.join(this.folder, 'node_modules');
    rmSync(modules, { recursive: true, force: true });
    installLibrary(modules, root);
  }

  /** Writes a SQL file that a state may name. */
  writeSql(name: string, text: string): void {
    writeFileSync(path.join(this.folder, 'sql', name), text);
  }

  /** Synthesises a state, and returns it ready to be deployed. */
  async at(state: DatabaseState): Promise<Deployment> {
    const deployment = this.rehearsal!.deployment(this.folder);
    await deployment.synthesise({ env: { DATABASE: JSON.stringify(state), CDK_VALIDATION: 'false' } });
    return deployment;
  }

  /** Prepares regions for CDK. */
  async bootstrap(...regions: string[]): Promise<void> {
    await this.rehearsal!.deployment(this.folder).bootstrap(regions);
  }

  /** Deploys a state. */
  async deploy(state: DatabaseState): Promise<Outcome> {
    return (await this.at(state)).deploy();
  }
}

/** Installs the library as npm would, with the newest aws-cdk-lib that it is tested with. */
function installLibrary(modules: string, root: string): void {
  const library = path.join(modules, 'oficina-postgres');
  mkdirSync(library, { recursive: true });
  for (const name of ['lib', 'assets', 'scripts', 'package.json']) {
    cpSync(path.join(root, name), path.join(library, name), { recursive: true });
  }
  for (const name of readdirSync(path.join(ROOT, 'node_modules'))) {
    const installed = name === 'aws-cdk-lib' ? 'aws-cdk-newest' : name;
    symlinkSync(path.join(ROOT, 'node_modules', installed), path.join(modules, name));
  }
}
