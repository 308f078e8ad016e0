import {
  DescribeDBEngineVersionsCommand,
  DescribeEngineDefaultParametersCommand,
  Parameter,
  UpgradeTarget,
} from '@aws-sdk/client-rds';
import { TargetParameters } from './upgrade-context';
import { Database } from '../aws/database';

/** The versions of other majors to which RDS upgrades an instance. */
export async function majorTargets({ account, instance }: Database): Promise<string[]> {
  const { DBEngineVersions: versions = [] } = await account
    .rds()
    .send(new DescribeDBEngineVersionsCommand({ Engine: 'postgres', EngineVersion: instance.EngineVersion }));
  const present = majorOf(instance.EngineVersion ?? '');
  return versions
    .flatMap(({ ValidUpgradeTarget: targets = [] }) => targets)
    .map(({ EngineVersion: version = '' }: UpgradeTarget) => version)
    .filter((version) => majorOf(version) > present);
}

export function majorOf(version: string): number {
  return Number(version.split('.')[0]);
}

/** The newest of some versions of one major; undefined if there is none. */
export function newest(versions: readonly string[]): string | undefined {
  const minor = (version: string) => Number(/\.(\d+)/.exec(version)?.[1] ?? 0);
  return [...versions].sort((one, other) => minor(one) - minor(other)).pop();
}

/** What the family of a major version has: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/parameter-groups.html */
export async function targetParameters({ account }: Database, major: number): Promise<TargetParameters> {
  const parameters: Parameter[] = [];
  let marker: string | undefined;
  do {
    const { EngineDefaults: defaults } = await account
      .rds()
      .send(new DescribeEngineDefaultParametersCommand({ DBParameterGroupFamily: `postgres${major}`, Marker: marker }));
    parameters.push(...(defaults?.Parameters ?? []));
    marker = defaults?.Marker;
  } while (marker);
  // The default parameter group lists the extensions that RDS has for a version:
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.FeatureSupport.Extensions.html
  const list = parameters.find(({ ParameterName: name }) => name === 'rds.extensions');
  const extensions = (list?.ParameterValue ?? list?.AllowedValues)?.split(/\s*,\s*/).filter(Boolean);
  return {
    names: new Set(parameters.map(({ ParameterName: name }) => name!)),
    extensions: extensions && new Set(extensions),
  };
}
