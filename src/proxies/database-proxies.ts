import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { DatabaseProxy, DatabaseProxyResources } from './database-proxy';
import { IPostgresProxy, PostgresProxyProps } from './postgres-proxy';
import { watchProxy } from './proxy-monitoring';
import { proxyKinds, proxyRules } from './proxy-rules';
import { DatabaseUsers } from '../credentials/database-users';
import { PostgresAlarms } from '../monitoring/postgres-alarms';
import { PostgresDashboard } from '../monitoring/postgres-dashboard';
import { DatabaseNetwork } from '../network/database-network';
import { nameOutput } from '../operations/output-name';
import { derivedNameRules } from '../settings/derived-name-rules';
import { ExplainedSetting } from '../settings/explanation';
import { definedProps } from '../validation/defined-props';
import { takeName } from '../validation/names-in-use';
import { invalidProps } from '../validation/prop-types';
import { brokenRules } from '../validation/rule';
import { ValidationError } from '../validation/validation-error';

/** What the other rooms give to the proxies. */
export interface DatabaseProxiesResources extends Omit<DatabaseProxyResources, 'eachUser'> {
  readonly users: DatabaseUsers;
}

/** Where proxies are watched; empty with `monitoring: false`. */
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

  /** A row for each proxy. */
  explain(): ExplainedSetting[] {
    return this.ids.map((id) => ({
      name: `proxy ${id}`,
      value: `${this.resources.settings.instanceIdentifier}-${id.toLowerCase()}`,
      source: 'prop',
      consequence: 'COST: per vCPU of the instance and hour',
    }));
  }

  /**
   * One more proxy.
   *
   * @throws an error that lists everything that is wrong
   */
  add(id: string, props: PostgresProxyProps, watch: ProxyWatch, caller: Function): IPostgresProxy {
    const { settings, vpc, vpcSubnets, users } = this.resources;
    this.refuse(invalidProps({ ...props }, proxyKinds(), 'PostgresProxyProps'), caller);
    const values = definedProps(props);
    const proxyName = `${settings.instanceIdentifier}-${`${id}`.toLowerCase()}`;
    const names = values.users?.map(({ username }) => username);
    this.refuse(
      [
        ...brokenRules(proxyRules, {
          ...values,
          id: `${id}`,
          taken: this.ids,
          proxyName,
          region: Stack.of(this).region,
          users: names,
          strangers: (values.users ?? []).filter((user) => !users.has(user)).map(({ username }) => username),
          twice: (names ?? []).filter((name, index) => names!.indexOf(name) < index),
          maxConnectionsPercent: values.maxConnectionsPercent ?? 80,
        }),
        ...brokenRules(derivedNameRules, { ssmParameterPrefix: settings.ssmParameterPrefix }),
        ...DatabaseNetwork.select(vpc, values.vpcSubnets ?? vpcSubnets, values.clients).problems,
      ],
      caller,
    );
    const owner = takeName(this, 'dbProxyName', proxyName);
    if (owner) {
      this.refuse(
        [
          `id of addProxy() must make a name that is unique in an account and region, got '${proxyName}', which ${owner} has too; choose another one`,
        ],
        caller,
      );
    }

    const proxy = new DatabaseProxy(this, id, proxyName, values, {
      ...this.resources,
      eachUser: (admit) => users.each(admit),
    });
    this.ids.push(id);
    this.publish(id, proxyName, proxy);
    watchProxy(id, proxy, { ...watch, runbookUrl: settings.runbookUrl });
    return proxy;
  }

  /** For those who deploy apart. No value is a secret. */
  private publish(id: string, proxyName: string, proxy: DatabaseProxy): void {
    const { settings } = this.resources;
    const values: [name: string, value: string, description: string][] = [
      ['endpoint', `${proxy.endpointAddress}:${proxy.endpointPort}`, 'host:port'],
      ['host', proxy.endpointAddress, 'host name'],
      ['arn', proxy.proxyArn, 'ARN, for IAM authentication'],
      ['security-group-id', proxy.securityGroup.securityGroupId, 'id of the security group'],
    ];
    for (const [name, stringValue, description] of values) {
      new ssm.StringParameter(proxy, name, {
        parameterName: `${settings.ssmParameterPrefix}/proxies/${id.toLowerCase()}/${name}`,
        simpleName: false, // a prefix that is a token does not show its slash
        description: `Proxy ${proxyName} of the database: ${description}`,
        stringValue,
      });
    }
    const database = this.node.scope!.node.path.slice(Stack.of(this).node.path.length);
    const output = new CfnOutput(proxy, 'EndpointOutput', {
      value: `${proxy.endpointAddress}:${proxy.endpointPort}`,
      description: `host:port of the proxy ${proxyName}`,
    });
    nameOutput(output, `${database}${/proxy$/i.test(id) ? id : `${id}Proxy`}Endpoint`);
  }

  private refuse(problems: string[], caller: Function): void {
    if (problems.length > 0) throw new ValidationError(this.node.scope!, problems, caller);
  }
}
