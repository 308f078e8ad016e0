import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { DatabaseProxy, DatabaseProxyResources } from './database-proxy';
import { IPostgresProxy, PostgresProxyProps } from './postgres-proxy';
import { watchProxy } from './proxy-monitoring';
import { proxyPropTypes, proxyRules } from './proxy-rules';
import { DatabaseUsers } from '../credentials/database-users';
import { PostgresAlarms } from '../monitoring/postgres-alarms';
import { PostgresDashboard } from '../monitoring/postgres-dashboard';
import { DatabaseNetwork } from '../network/database-network';
import { nameOutput } from '../operations/output-name';
import { derivedNameRules } from '../settings/derived-name-rules';
import { ExplainedSetting } from '../settings/explanation';
import { definedProps } from '../validation/defined-props';
import { claimName } from '../validation/names-in-use';
import { invalidProps } from '../validation/prop-types';
import { brokenRules } from '../validation/rule';
import { ValidationError } from '../validation/validation-error';

/** The parts of the database that proxies need. */
export interface DatabaseProxiesResources extends Omit<DatabaseProxyResources, 'eachUser'> {
  readonly users: DatabaseUsers;
}

/** The alarms and the dashboard for proxies; neither with `monitoring: false`. */
export interface ProxyWatch {
  readonly alarms?: PostgresAlarms;
  readonly dashboard?: PostgresDashboard;
}

/** The proxies of a database, by their ids. */
export class DatabaseProxies extends Construct {
  private readonly ids: string[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly resources: DatabaseProxiesResources,
  ) {
    super(scope, id);
  }

  /** Returns a row of `explain()` for each proxy. */
  explain(): ExplainedSetting[] {
    return this.ids.map((id) => ({
      name: `proxy ${id}`,
      value: this.proxyName(id),
      source: 'prop',
      consequence: 'COST: per vCPU of the instance and hour',
    }));
  }

  /**
   * Adds a proxy.
   *
   * @param caller the public method, where the stack trace of an error starts
   * @throws an error that lists all problems
   */
  add(id: string, props: PostgresProxyProps, watch: ProxyWatch, caller: Function): IPostgresProxy {
    this.throwIfAny(invalidProps({ ...props }, proxyPropTypes(), 'PostgresProxyProps'), caller);
    const values = definedProps(props);
    this.throwIfAny(this.brokenRules(`${id}`, values), caller);
    const proxyName = this.proxyName(`${id}`);
    this.claimName(proxyName, caller);

    const { users, settings } = this.resources;
    const proxy = new DatabaseProxy(this, id, proxyName, values, {
      ...this.resources,
      eachUser: (admit) => users.each(admit),
    });
    this.ids.push(id);
    this.publish(id, proxyName, proxy);
    watchProxy(id, proxy, { ...watch, runbookUrl: settings.runbookUrl });
    return proxy;
  }

  private proxyName(id: string): string {
    return `${this.resources.settings.instanceIdentifier}-${id.toLowerCase()}`;
  }

  private brokenRules(id: string, props: PostgresProxyProps): string[] {
    const { settings, vpc, vpcSubnets, users } = this.resources;
    const usernames = props.users?.map(({ username }) => username);
    const usersOfOthers = (props.users ?? []).filter((user) => !users.has(user));
    const problems = brokenRules(proxyRules, {
      ...props,
      id,
      existingIds: this.ids,
      proxyName: this.proxyName(id),
      region: Stack.of(this).region,
      users: usernames,
      usersOfOtherDatabases: usersOfOthers.map(({ username }) => username),
      repeatedUsers: (usernames ?? []).filter((name, index, all) => all.indexOf(name) < index),
      maxConnectionsPercent: props.maxConnectionsPercent ?? 80,
    });
    const problemsOfDerivedNames = brokenRules(derivedNameRules, { ssmParameterPrefix: settings.ssmParameterPrefix });
    const subnets = DatabaseNetwork.select(vpc, props.vpcSubnets ?? vpcSubnets, props.clients);
    return [...problems, ...problemsOfDerivedNames, ...subnets.problems];
  }

  /** Claims the name for a proxy, or throws an error if another proxy of the app has it. */
  private claimName(proxyName: string, caller: Function): void {
    const owner = claimName(this, 'dbProxyName', proxyName);
    if (!owner) return;
    const problem =
      'id of addProxy() must result in a proxy name that is unique in an account and region, ' +
      `got '${proxyName}', which ${owner} has too; choose another one`;
    this.throwIfAny([problem], caller);
  }

  /** Publishes the address of a proxy, for stacks and apps that are deployed separately. No value is a secret. */
  private publish(id: string, proxyName: string, proxy: DatabaseProxy): void {
    const endpoint = `${proxy.endpointAddress}:${proxy.endpointPort}`;
    const parameters: [name: string, value: string, description: string][] = [
      ['endpoint', endpoint, 'host:port'],
      ['host', proxy.endpointAddress, 'host name'],
      ['arn', proxy.proxyArn, 'ARN, for IAM authentication'],
      ['security-group-id', proxy.securityGroup.securityGroupId, 'id of the security group'],
    ];
    for (const [name, stringValue, description] of parameters) {
      new ssm.StringParameter(proxy, name, {
        parameterName: `${this.resources.settings.ssmParameterPrefix}/proxies/${id.toLowerCase()}/${name}`,
        simpleName: false, // If the prefix is a token, CDK does not see its slash.
        description: `Proxy ${proxyName} of the database: ${description}`,
        stringValue,
      });
    }
    const output = new CfnOutput(proxy, 'EndpointOutput', {
      value: endpoint,
      description: `host:port of the proxy ${proxyName}`,
    });
    const database = this.node.scope!.node.path.slice(Stack.of(this).node.path.length);
    const proxyPart = /proxy$/i.test(id) ? id : `${id}Proxy`;
    nameOutput(output, `${database}${proxyPart}Endpoint`);
  }

  private throwIfAny(problems: string[], caller: Function): void {
    if (problems.length > 0) throw new ValidationError(this.node.scope!, problems, caller);
  }
}
