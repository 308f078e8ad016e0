import { CallEntry } from './journal';
import { Template } from '../tools/support/example';

/** The actions that a role of a template may call, and those that it has called. */
export interface RoleActions {
  /** Logical id of the role. */
  readonly role: string;
  /** The actions that its policies allow, sorted. */
  readonly granted: string[];
  /** The allowed actions that the role has called, sorted. */
  readonly called: string[];
}

/** Actions that CloudFormation, CDK's provider framework or Lambda itself needs; no handler calls them. */
const OF_THE_PLATFORM =
  /^(logs:|xray:|ec2:(CreateNetworkInterface|DeleteNetworkInterface|Describe|AssignPrivate|UnassignPrivate))/;

/**
 * Lists the roles of the functions in a template, with the actions that they may call and those that they have called.
 *
 * @param roleNames the name of each role in the account, by its logical id
 */
export function roleActions(template: Template, calls: CallEntry[], roleNames: Map<string, string>): RoleActions[] {
  const roles = new Set<string>();
  for (const { Type: type, Properties: properties } of Object.values(template.Resources)) {
    const role = (properties?.Role as { 'Fn::GetAtt'?: [string, string] } | undefined)?.['Fn::GetAtt']?.[0];
    if (type === 'AWS::Lambda::Function' && role) roles.add(role);
  }
  return [...roles].sort().map((role) => {
    const granted = actionsOf(template, role).filter((action) => !OF_THE_PLATFORM.test(action));
    const own = calls.filter((call) => call.role === roleNames.get(role) && call.denied === null);
    const called = granted.filter((action) => own.some((call) => matches(action, call.action)));
    return { role, granted, called };
  });
}

function matches(granted: string, called: string): boolean {
  const pattern = granted.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*');
  return new RegExp(`^${pattern}$`, 'i').test(called);
}

/** Returns the actions that the policies of a role allow. */
function actionsOf(template: Template, role: string): string[] {
  const resources = Object.entries(template.Resources);
  const { ManagedPolicyArns: arns = [], Policies: inline = [] } = template.Resources[role].Properties ?? {};
  const attached = JSON.stringify(arns);
  const documents = resources.flatMap(([id, { Type: type, Properties: properties }]) => {
    if (type === 'AWS::IAM::ManagedPolicy' && attached.includes(`"Ref":"${id}"`)) return [properties!.PolicyDocument];
    const isOfRole = JSON.stringify(properties?.Roles ?? []).includes(`"Ref":"${role}"`);
    return /^AWS::IAM::(Managed)?Policy$/.test(type) && isOfRole ? [properties!.PolicyDocument] : [];
  });
  const own = (inline as { PolicyDocument: unknown }[]).map(({ PolicyDocument: document }) => document);
  const actions = [...documents, ...own].flatMap((document: any) =>
    document.Statement.filter(({ Effect: effect }: any) => effect === 'Allow').flatMap(
      ({ Action: action }: any) => action,
    ),
  );
  return [...new Set<string>(actions)].sort();
}
