import { readFileSync } from 'fs';
import { CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';

/*
 * A state file of Terraform may hold passwords. Only addresses, and names and ARNs of resources, ever leave this file.
 */

/** What a state says of one resource. */
export interface StateResource {
  readonly address: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Addresses, without keys, of what it refers to. */
  readonly dependencies: readonly string[];
}

/** What identifies the things that belong to a database. */
export interface DatabaseFacts {
  readonly identifier: string;
  readonly arn: string;
  readonly subnetGroupName?: string;
  readonly parameterGroupName?: string;
  readonly optionGroupName?: string;
  readonly securityGroupIds: readonly string[];
  /** ARNs of the keys of storage, secret and Performance Insights. */
  readonly keyArns: readonly string[];
  readonly secretArn?: string;
  readonly monitoringRoleArn?: string;
  readonly rotationFunctionArn?: string;
}

type Attributes = StateResource['attributes'];

/** Whether a resource belongs to the database, by its type. */
const BELONGS: Readonly<Record<string, (a: Attributes, facts: DatabaseFacts) => boolean>> = {
  aws_db_instance: (a, { identifier }) => a.identifier === identifier,
  aws_db_instance_automated_backups_replication: (a, { arn }) => a.source_db_instance_arn === arn,
  aws_db_instance_role_association: (a, { identifier }) => a.db_instance_identifier === identifier,
  aws_db_snapshot: (a, { identifier }) => a.db_instance_identifier === identifier,
  aws_db_subnet_group: (a, { subnetGroupName }) => isName(a.name, subnetGroupName),
  aws_db_parameter_group: (a, { parameterGroupName }) => isName(a.name, parameterGroupName),
  aws_db_option_group: (a, { optionGroupName }) => isName(a.name, optionGroupName),
  aws_db_event_subscription: (a, { identifier }) => listOf(a.source_ids).includes(identifier),
  aws_security_group: (a, { securityGroupIds }) => securityGroupIds.includes(text(a.id)),
  aws_security_group_rule: (a, { securityGroupIds }) => securityGroupIds.includes(text(a.security_group_id)),
  aws_vpc_security_group_ingress_rule: (a, { securityGroupIds }) =>
    securityGroupIds.includes(text(a.security_group_id)),
  aws_vpc_security_group_egress_rule: (a, { securityGroupIds }) => securityGroupIds.includes(text(a.security_group_id)),
  aws_kms_key: (a, { keyArns }) => keyArns.includes(text(a.arn)),
  aws_kms_alias: (a, { keyArns }) => isKey(a.target_key_id, keyArns),
  aws_kms_key_policy: (a, { keyArns }) => isKey(a.key_id, keyArns),
  aws_kms_grant: (a, { keyArns }) => isKey(a.key_id, keyArns),
  aws_secretsmanager_secret: (a, { secretArn }) => isName(a.arn, secretArn),
  aws_secretsmanager_secret_version: (a, { secretArn }) => isName(a.secret_id, secretArn),
  aws_secretsmanager_secret_rotation: (a, { secretArn }) => isName(a.secret_id, secretArn),
  aws_secretsmanager_secret_policy: (a, { secretArn }) => isName(a.secret_arn, secretArn),
  aws_lambda_function: (a, { rotationFunctionArn }) => isName(a.arn, rotationFunctionArn),
  aws_lambda_permission: (a, { rotationFunctionArn }) =>
    rotationFunctionArn !== undefined &&
    [rotationFunctionArn, rotationFunctionArn.split(':').pop()].includes(text(a.function_name)),
  aws_iam_role: (a, { monitoringRoleArn }) => isName(a.arn, monitoringRoleArn),
  aws_iam_role_policy: (a, { monitoringRoleArn }) => isName(a.role, roleName(monitoringRoleArn)),
  aws_iam_role_policy_attachment: (a, { monitoringRoleArn }) => isName(a.role, roleName(monitoringRoleArn)),
  aws_cloudwatch_log_group: (a, { identifier }) => text(a.name).startsWith(`/aws/rds/instance/${identifier}/`),
  aws_cloudwatch_metric_alarm: (a, { identifier }) => isAlarmOf(a, identifier),
  aws_cloudwatch_dashboard: (a, { identifier }) => text(a.dashboard_name).includes(identifier),
};

/** Keys in an address: those of `count` are numbers, and those of `for_each` texts. */
const KEYS = /\[("[^"]*"|\d+)\]/g;

/** Types of values that Terraform alone has: the password, for one. */
const VALUE_OF_TERRAFORM = /^(random_|terraform_data$|null_resource$|time_)/;

/** Reads a state file of Terraform 0.12 or newer. @throws CommandFailure for any other file, without quoting it */
export function readState({ messages, wrong }: CommandContext, file: string): StateResource[] {
  const state = parse(file);
  if (!isRecord(state)) throw wrong(messages.adopt.noState(file));
  if (state.version !== 4 || !Array.isArray(state.resources)) {
    throw new CommandFailure(messages.adopt.otherState(file), ExitCode.REFUSED);
  }
  return state.resources.filter(isRecord).flatMap(resourcesOf);
}

/** The error of a parser would quote what stands in the file. */
function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function resourcesOf(resource: Record<string, unknown>): StateResource[] {
  if (resource.mode !== 'managed') return []; // what Terraform only reads, it cannot delete
  const type = text(resource.type);
  const address = [resource.module, type, resource.name].filter(Boolean).join('.');
  return listOf(resource.instances)
    .filter(isRecord)
    .map(({ index_key: key, attributes, dependencies }) => ({
      address: key === undefined || key === null ? address : `${address}[${JSON.stringify(key)}]`,
      type,
      attributes: isRecord(attributes) ? attributes : {},
      dependencies: listOf(dependencies).map(text),
    }));
}

/** Addresses of everything that belongs to a database, in the order of the state. */
export function addressesOf(state: readonly StateResource[], facts: DatabaseFacts): string[] {
  const own = state.filter(({ type, attributes }) => BELONGS[type]?.(attributes, facts));
  const topics = topicsOf(state, own, facts.identifier);
  return state
    .filter(
      (resource) =>
        own.includes(resource) ||
        isOfTopic(resource, topics) ||
        (VALUE_OF_TERRAFORM.test(resource.type) && own.some((other) => refersTo(other, resource))),
    )
    .map(({ address }) => address);
}

/** ARNs of the secrets of a state that may be that of the database: those made for it, or else all. */
export function secretsOfState(state: readonly StateResource[], identifier: string): string[] {
  const secrets = state.filter(({ type }) => type === 'aws_secretsmanager_secret');
  const instance = state.find(
    ({ type, attributes }) => type === 'aws_db_instance' && attributes.identifier === identifier,
  );
  const made = state.filter(
    (resource) =>
      resource.type === 'aws_secretsmanager_secret_version' && instance !== undefined && refersTo(resource, instance),
  );
  const arns = (
    made.length > 0 ? made.map(({ attributes: a }) => a.secret_id) : secrets.map(({ attributes: a }) => a.arn)
  )
    .map(text)
    .filter((arn) => arn.startsWith('arn:'));
  return [...new Set(arns)];
}

/** Topics that only the alarms and subscriptions of the database use. */
function topicsOf(state: readonly StateResource[], own: readonly StateResource[], identifier: string): string[] {
  const used = (resources: readonly StateResource[]) => resources.flatMap(({ attributes }) => usedTopics(attributes));
  const others = used(
    state.filter((resource) => !own.includes(resource) && !isAlarmOf(resource.attributes, identifier)),
  );
  return used(own).filter((arn) => !others.includes(arn));
}

function usedTopics(attributes: Attributes): string[] {
  const { alarm_actions: alarm, ok_actions: ok, insufficient_data_actions: none, sns_topic: topic } = attributes;
  return [...listOf(alarm), ...listOf(ok), ...listOf(none), topic].map(text).filter((arn) => arn.includes(':sns:'));
}

function isOfTopic({ type, attributes: a }: StateResource, topics: readonly string[]): boolean {
  if (type === 'aws_sns_topic') return topics.includes(text(a.arn));
  if (type === 'aws_sns_topic_subscription') return topics.includes(text(a.topic_arn));
  return type === 'aws_sns_topic_policy' && topics.includes(text(a.arn));
}

function isAlarmOf({ dimensions, metric_query: queries }: Attributes, identifier: string): boolean {
  const names = [dimensions, ...listOf(queries).flatMap((query) => listOf(isRecord(query) ? query.metric : undefined))];
  return names
    .map((entry) => (isRecord(entry) && isRecord(entry.dimensions) ? entry.dimensions : entry))
    .some((entry) => isRecord(entry) && entry.DBInstanceIdentifier === identifier);
}

function isKey(value: unknown, keyArns: readonly string[]): boolean {
  return keyArns.some((arn) => [arn, arn.split('/').pop()].includes(text(value)));
}

function isName(value: unknown, name: string | undefined): boolean {
  return name !== undefined && value === name;
}

function roleName(arn: string | undefined): string | undefined {
  return arn?.split('/').pop();
}

/**
 * Whether one resource refers to another one. A state names what it refers to without keys: of a module that stands
 * for several environments, only what is in the same one counts.
 */
function refersTo(one: StateResource, other: StateResource): boolean {
  const module = moduleOf(other);
  const isNear = module === moduleOf(one) || !module.includes('[');
  return isNear && one.dependencies.includes(other.address.replace(KEYS, ''));
}

/** The module of a resource, with its keys; empty for the root module. */
function moduleOf({ address, type }: StateResource): string {
  return address.slice(0, address.lastIndexOf(`${type}.`));
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
