import { Template } from 'aws-cdk-lib/assertions';

/** What each resource of a template waits for: references by Ref, Fn::GetAtt and Fn::Sub, and DependsOn. */
function references(template: Template): Map<string, Set<string>> {
  const { Resources: resources = {} } = template.toJSON();
  const named = (value: unknown): string[] => {
    if (Array.isArray(value)) return value.flatMap(named);
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, of]) => {
      if (key === 'Ref') return [of];
      if (key === 'Fn::GetAtt') return [Array.isArray(of) ? of[0] : of.split('.')[0]];
      if (key === 'Fn::Sub') {
        return [...JSON.stringify(of).matchAll(/\$\{([A-Za-z0-9]+)/g)].map(([, name]) => name).concat(named(of));
      }
      return named(of);
    });
  };
  return new Map(
    Object.entries<any>(resources).map(([id, { Properties, DependsOn = [] }]) => [
      id,
      new Set([...named(Properties), ...[DependsOn].flat()].filter((name) => Object.hasOwn(resources, name))),
    ]),
  );
}

/** All resources that CloudFormation creates before a resource, directly or indirectly. */
export function madeBefore(template: Template, id: string): string[] {
  const all = references(template);
  const found = new Set<string>();
  const visit = (from: string) =>
    all.get(from)!.forEach((to) => {
      if (found.has(to)) return;
      found.add(to);
      visit(to);
    });
  visit(id);
  return [...found];
}

/**
 * The resources without a possible order, because they wait for each other; CloudFormation would refuse the template.
 */
export function inCycles(template: Template): string[] {
  return [...references(template).keys()].filter((id) => madeBefore(template, id).includes(id));
}

/** The only logical id of a type that starts with this prefix. */
export function idOf(template: Template, type: string, prefix: string = ''): string {
  const ids = Object.keys(template.findResources(type)).filter((id) => id.startsWith(prefix));
  expect(ids).toHaveLength(1);
  return ids[0];
}
