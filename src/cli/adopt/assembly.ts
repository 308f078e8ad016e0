import { existsSync, readFileSync } from 'fs';
import * as path from 'path';
import { AdoptionRecord, RECORD_FILE } from './app-files';
import { CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';

/** The type of the metadata with the differences (src/adoption/adopted-instance.ts). */
const METADATA = 'oficina-postgres:adoption';

const INSTANCE_TYPE = 'AWS::RDS::DBInstance';

/** What a new value does to the instance, see `ChangeEffect` of src/adoption/adopted-properties.ts. */
export type Effect = 'none' | 'clients' | 'restart' | 'reboot' | 'never';

/** A property whose live value the props would change. */
export interface Difference {
  readonly property: string;
  readonly live: string;
  readonly wanted: string;
  readonly effect: Effect;
  readonly consequence: string;
}

/** A resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: unknown;
  readonly Condition?: unknown;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The stack of an app that has the instance, as it was synthesised. */
export interface SynthesisedStack {
  readonly name: string;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly logicalId: string;
  readonly instance: TemplateResource;
  /** Undefined once the props decide everything. */
  readonly differences?: readonly Difference[];
}

interface Artifact {
  readonly type: string;
  readonly displayName?: string;
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly directoryName?: string;
  };
  readonly metadata?: Metadata;
  readonly additionalMetadataFile?: string;
}

type Metadata = Readonly<Record<string, readonly { readonly type: string; readonly data?: unknown }[]>>;

/** What `adopt` has written about an instance; undefined if the folder has nothing of it. */
export function recordIn(app: string, identifier: string): AdoptionRecord | undefined {
  const record = jsonOf<AdoptionRecord>(path.join(app, RECORD_FILE));
  return record?.identifier === identifier ? record : undefined;
}

/** What `adopt` has written about an instance. @throws CommandFailure if the folder has nothing of it */
export function readRecord({ messages, wrong }: CommandContext, app: string, identifier: string): AdoptionRecord {
  const record = recordIn(app, identifier);
  if (!record) throw wrong(messages.adopt.noRecord(path.join(app, RECORD_FILE), identifier));
  return record;
}

/**
 * The stack with the instance in the cloud assembly of an app.
 *
 * @throws CommandFailure if the app has not been synthesised, and if no stack of it has the instance
 */
export function readAssembly({ messages, wrong }: CommandContext, app: string, identifier?: string): SynthesisedStack {
  const folder = path.join(app, 'cdk.out');
  if (!existsSync(path.join(folder, 'manifest.json'))) throw wrong(messages.adopt.notSynthesised(app));
  const stacks = stacksIn(folder);
  const found = stacks.filter(
    ({ instance: { Properties: properties = {} } }) =>
      identifier === undefined || properties.DBInstanceIdentifier === identifier,
  );
  if (found.length === 1) return found[0];
  const names = found.map(({ name }) => name);
  throw new CommandFailure(messages.adopt.noStack(folder, identifier, names), ExitCode.REFUSED);
}

function stacksIn(folder: string): SynthesisedStack[] {
  const { artifacts = {} } = jsonOf<{ artifacts?: Record<string, Artifact> }>(path.join(folder, 'manifest.json')) ?? {};
  return Object.values(artifacts).flatMap((artifact) => {
    const { type, properties = {}, displayName } = artifact;
    if (type === 'cdk:cloud-assembly') return stacksIn(path.join(folder, properties.directoryName ?? ''));
    if (type !== 'aws:cloudformation:stack') return [];
    const template = jsonOf<{ Resources?: SynthesisedStack['resources'] }>(
      path.join(folder, properties.templateFile ?? ''),
    );
    const resources = template?.Resources ?? {};
    const instance = Object.entries(resources).find(([, resource]) => isPrimary(resource));
    if (!instance) return [];
    const [logicalId] = instance;
    return [
      {
        name: properties.stackName ?? displayName ?? '?',
        resources,
        logicalId,
        instance: instance[1],
        differences: differencesIn(metadataOf(folder, artifact)),
      },
    ];
  });
}

/** Whether a resource is an instance that is no replica. */
function isPrimary({ Type: type, Properties: properties = {} }: TemplateResource): boolean {
  return type === INSTANCE_TYPE && properties.SourceDBInstanceIdentifier === undefined;
}

/** The metadata of a stack, which CDK writes into the manifest or into a file of its own. */
function metadataOf(folder: string, { metadata = {}, additionalMetadataFile: file }: Artifact): Metadata {
  const more = file === undefined ? undefined : jsonOf<Metadata>(path.join(folder, file));
  return { ...metadata, ...more };
}

function differencesIn(metadata: Metadata): Difference[] | undefined {
  const entry = Object.values(metadata)
    .flat()
    .find(({ type }) => type === METADATA);
  return entry?.data as Difference[] | undefined;
}

/** The content of a file; undefined if it is not there, or no JSON. */
export function jsonOf<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
