import { Template, ValidatorReport } from './example';
import { ExplainedTable } from './explained';

/** The result of a synthesis of an example. */
export interface Synthesised {
  readonly example: string;
  /** Templates by the name of their stack. */
  readonly templates: Record<string, Template>;
  readonly validation: ValidatorReport[];
  /** The tables of `explain()`. */
  readonly databases: ExplainedTable[];
}

/** Construct warnings are in the same report as the findings of the compliance packs. */
const ANNOTATIONS = 'Construct Annotations';

/** What a person wants to know about a synthesis: one line per topic, each computed from the result. */
export function verdict({ example, templates, validation, databases }: Synthesised): [string, string][] {
  const stacks = Object.entries(templates).map(
    ([name, template]) => `${name} (${resourceTypes(template).length} resources)`,
  );
  const packs = validation.filter(({ pluginName }) => pluginName !== ANNOTATIONS);
  const open = packs.reduce((sum, { violations }) => sum + violations.length, 0);
  const acknowledged = packs.reduce((sum, { suppressedViolations }) => sum + (suppressedViolations?.length ?? 0), 0);
  const warnings = validation
    .filter(({ pluginName }) => pluginName === ANNOTATIONS)
    .flatMap(({ violations }) => violations);
  return [
    ['would deploy', stacks.join(', ')],
    ...databases.flatMap(aboutDatabase),
    [
      'checks',
      `${packs.map(({ pluginName }) => pluginName).join(', ')}: ` +
        `${open} open findings, ${acknowledged} acknowledged with a reason`,
    ],
    ...warnings.map(({ description }): [string, string] => ['to look at', description]),
    ['account', 'no AWS account was touched, and nothing was deployed'],
    ['next', `read .demo/${example}/cdk.out, or examples/${example}/README.md for how to deploy it`],
  ];
}

/** Types of the resources of a template, without the metadata of CDK. */
export function resourceTypes(template: Template): string[] {
  return Object.values(template.Resources)
    .map(({ Type }) => Type)
    .filter((type) => type !== 'AWS::CDK::Metadata');
}

function aboutDatabase(table: ExplainedTable): [string, string][] {
  const yes = (name: string) => table.value(name) === 'yes';
  const growth = yes('storageAutoscaling') ? ` growing to ${table.value('maxAllocatedStorage')}` : '';
  const protection = [
    `backups of ${table.value('backupRetention')}`,
    ['off', 'none', '-'].includes(table.value('crossRegionBackup'))
      ? 'none in a second region'
      : `in ${table.value('crossRegionBackup')} as well`,
    yes('deletionProtection') ? 'deletion protection' : 'no deletion protection',
  ];
  return [
    [
      'database',
      `${table.title}: PostgreSQL ${table.value('engineVersion')} on ${table.value('instanceType')}, ` +
        `${table.value('allocatedStorage')}${growth}, ` +
        `${yes('multiAz') ? 'with a standby in a second zone' : 'in one zone'}`,
    ],
    ['protection', protection.join(', ')],
    [
      'costs',
      `${table.costs().length} settings cost money, each marked COST above; ` +
        `${table.risks().length} carry a risk${list(table.risks())}`,
    ],
  ];
}

function list(names: string[]): string {
  return names.length > 0 ? `: ${names.join(', ')}` : '';
}
