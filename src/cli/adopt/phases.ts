import { SynthesisedStack } from './assembly';
import { Messages } from '../messages/messages';

/** The phases of an adoption, in their order. Each can be repeated. */
export type Phase = keyof Messages['adopt']['phases'];

export const PHASES: readonly Phase[] = [
  'freeze',
  'settle',
  'forget',
  'import',
  'outputs',
  'monitoring',
  'properties',
  'security-group',
  'rotation',
  'bootstrap',
  'parameter-group',
  'leftovers',
];

/** What `adopt check` checks: before a phase, and, with `imported`, after the import. */
export const CHECKED_PHASES = [
  'freeze',
  'settle',
  'forget',
  'import',
  'imported',
  'security-group',
  'parameter-group',
  'bootstrap',
  'rotation',
] as const;

export type CheckedPhase = (typeof CHECKED_PHASES)[number];

/** Properties that are applied in phases of their own. */
const OWN_PHASE = ['VPCSecurityGroups', 'DBParameterGroupName'];

/** What the template of the app switches on, by the phase that does it. */
const IN_TEMPLATE: Partial<Record<Phase, (stack: SynthesisedStack) => boolean>> = {
  outputs: hasType('AWS::SSM::Parameter'),
  monitoring: hasType('AWS::CloudWatch::Alarm'),
  properties: ({ differences = [] }) =>
    differences.every(({ property, effect }) => effect === 'never' || OWN_PHASE.includes(property)),
  'security-group': isApplied('VPCSecurityGroups'),
  rotation: hasType('AWS::SecretsManager::RotationSchedule'),
  bootstrap: hasType('Custom::OficinaPostgresBootstrap'),
  'parameter-group': isApplied('DBParameterGroupName'),
  leftovers: ({ differences }) => differences === undefined,
};

/** Whether the template of the app has what a phase switches on; undefined for a phase that leaves no trace there. */
export function isInTemplate(phase: Phase, stack: SynthesisedStack): boolean | undefined {
  return IN_TEMPLATE[phase]?.(stack);
}

function isApplied(property: string): (stack: SynthesisedStack) => boolean {
  return ({ differences = [] }) => !differences.some((difference) => difference.property === property);
}

function hasType(type: string): (stack: SynthesisedStack) => boolean {
  return ({ resources }) => Object.values(resources).some((resource) => resource.Type === type);
}
