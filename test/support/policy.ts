/** The request of a service, and its condition keys. */
export interface Request {
  readonly service: string;
  readonly action: string;
  /** Condition keys that the service sends along. */
  readonly context: Record<string, string>;
}

/** Whether a resource policy of a template allows a service the request: allowed by a statement, and denied by none. */
export function allows(document: any, request: Request): boolean {
  const statements: any[] = document?.Statement ?? [];
  const applying = statements.filter(
    (statement) =>
      principalMatches(statement.Principal, request.service) &&
      list(statement.Action).some((action) => matches(action, request.action)) &&
      conditionsHold(statement.Condition ?? {}, request.context),
  );
  return applying.some(({ Effect }) => Effect === 'Allow') && !applying.some(({ Effect }) => Effect === 'Deny');
}

/** A request of a principal, for its own policy. */
export interface OwnRequest {
  readonly action: string;
  /** In the format of `text()`. */
  readonly resource: string;
  /** Condition keys of the request; a list for a key with several values. */
  readonly context?: Record<string, string | string[]>;
}

/** Whether the policies of a principal allow a request: allowed by one statement, and denied by none. */
export function permits(statements: any[], { action, resource, context = {} }: OwnRequest): boolean {
  const applying = statements.filter(
    (statement) =>
      list(statement.Action).some((pattern) => matches(pattern, action)) &&
      list(statement.Resource)
        .map(text)
        .some((pattern) => matches(pattern, resource)) &&
      conditionsHold(statement.Condition ?? {}, context),
  );
  return applying.some(({ Effect }) => Effect === 'Allow') && !applying.some(({ Effect }) => Effect === 'Deny');
}

/** Whether a statement of a resource policy of a template denies this request to every principal. */
export function denies(document: any, { action, context = {} }: Omit<OwnRequest, 'resource'>): boolean {
  const statements: any[] = document?.Statement ?? [];
  return statements.some(
    (statement) =>
      statement.Effect === 'Deny' &&
      statement.Principal === '*' &&
      list(statement.Action).some((pattern) => matches(pattern, action)) &&
      conditionsHold(statement.Condition ?? {}, context),
  );
}

/** A value of a template as text: `arn:aws:…` with the logical ids of the resources it refers to. */
export function text(value: any): string {
  if (typeof value !== 'object') return `${value}`;
  if (value.Ref) return value.Ref === 'AWS::Partition' ? 'aws' : value.Ref;
  if (value['Fn::GetAtt']) return value['Fn::GetAtt'].join('.');
  if (value['Fn::Join']) return value['Fn::Join'][1].map(text).join(value['Fn::Join'][0]);
  if (value['Fn::GetStackOutput']) {
    return `${value['Fn::GetStackOutput'].StackName}.${value['Fn::GetStackOutput'].OutputName}`;
  }
  throw new Error(`cannot read ${JSON.stringify(value)}`);
}

function principalMatches(principal: any, service: string): boolean {
  return principal === '*' || list(principal?.Service ?? []).includes(service);
}

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html. A condition
 * with an unknown operator does not match, so that a test fails rather than passes by mistake.
 */
function conditionsHold(
  conditions: Record<string, Record<string, unknown>>,
  context: Record<string, string | string[]>,
): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const got = context[key] === undefined ? [] : list(context[key]);
      const patterns = list(wanted).map(text);
      if (operator === 'Null') return `${got.length === 0}` === patterns[0];
      if (operator.startsWith('ForAllValues:')) {
        return got.every((value) => compares(operator.slice(13), patterns, value));
      }
      if (operator.startsWith('ForAnyValue:')) {
        return got.some((value) => compares(operator.slice(12), patterns, value));
      }
      if (got.length === 0) return operator.endsWith('IfExists') || /^(String|Arn)Not/.test(operator);
      return compares(operator.replace(/IfExists$/, ''), patterns, got[0]);
    }),
  );
}

function compares(operator: string, patterns: string[], value: string): boolean {
  switch (operator) {
    case 'StringEquals':
    case 'Bool':
      return patterns.includes(value);
    case 'StringNotEquals':
      return !patterns.includes(value);
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals':
      return patterns.some((pattern) => matches(pattern, value));
    case 'StringNotLike':
    case 'ArnNotLike':
    case 'ArnNotEquals':
      return !patterns.some((pattern) => matches(pattern, value));
    default:
      return false;
  }
}

function matches(pattern: string, value: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('?', '.'));
  return new RegExp(`^${parts.join('.*')}$`).test(value);
}

export function list<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}
