import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { nameOutput } from './output-name';
import { dashboardNameOf } from '../monitoring/dashboard-name';
import { consoleHost } from '../regions/partition-services';
import { Settings } from '../settings/settings';

/** What a team needs to connect to and operate the database. No value is a secret. */
export interface ConnectionData {
  readonly endpointAddress: string;
  readonly endpointPort: string;
  readonly databaseName: string;
  readonly secret: secretsmanager.ISecret;
  readonly instance: rds.IDatabaseInstance;
  readonly instanceResourceId: string;
  readonly encryptionKey: kms.IKey;
  readonly securityGroup: ec2.ISecurityGroup;
}

/** Names below the prefix, and what stands there. Applications read these: they never change. */
const PARAMETERS: { name: string; description: string; value: (data: ConnectionData) => string }[] = [
  { name: 'endpoint', description: 'host:port', value: (data) => `${data.endpointAddress}:${data.endpointPort}` },
  { name: 'host', description: 'host name', value: (data) => data.endpointAddress },
  { name: 'port', description: 'TCP port', value: (data) => data.endpointPort },
  { name: 'name', description: 'name of the database', value: (data) => data.databaseName },
  { name: 'secret-arn', description: 'ARN of the secret with the credentials', value: (data) => data.secret.secretArn },
  { name: 'instance-id', description: 'identifier of the instance', value: (data) => data.instance.instanceIdentifier },
  {
    name: 'resource-id',
    description: 'resource id of the instance, for IAM authentication',
    value: (data) => data.instanceResourceId,
  },
  { name: 'key-arn', description: 'ARN of the encryption key', value: (data) => data.encryptionKey.keyArn },
  {
    name: 'security-group-id',
    description: 'id of the security group',
    value: (data) => data.securityGroup.securityGroupId,
  },
];

/** Outputs of the stack, and parameters of SSM for those who deploy apart from it. */
export class DatabaseOutputs extends Construct {
  readonly parameters: Record<string, ssm.StringParameter> = {};

  constructor(scope: Construct, id: string, settings: Settings, data: ConnectionData) {
    super(scope, id);
    for (const { name, description, value } of PARAMETERS) {
      this.parameters[name] = new ssm.StringParameter(this, name, {
        parameterName: `${settings.ssmParameterPrefix}/${name}`,
        simpleName: false, // a prefix that is a token does not show its slash
        description: `Database ${data.instance.instanceIdentifier}: ${description}`,
        stringValue: value(data),
      });
    }
    this.output('Endpoint', `${data.endpointAddress}:${data.endpointPort}`, 'host:port of the database');
    this.output('SecretArn', data.secret.secretArn, 'ARN of the secret with the credentials');
    this.output('InstanceId', data.instance.instanceIdentifier, 'Identifier of the instance');
    this.output('KeyArn', data.encryptionKey.keyArn, 'ARN of the encryption key');
    const console = consoleHost(this);
    if (settings.monitoring && console) {
      const { region } = Stack.of(this);
      const dashboard = dashboardNameOf(this, settings.instanceIdentifier);
      const url = `https://${console}/cloudwatch/home?region=${region}#dashboards:name=${dashboard}`;
      this.output('DashboardUrl', url, 'The dashboard');
    }
  }

  /** An output that is named after the construct alone, as in `DatabaseEndpoint`: people and scripts read these. */
  private output(name: string, value: string, description: string): void {
    const path = this.node.scope!.node.path.slice(Stack.of(this).node.path.length);
    nameOutput(new CfnOutput(this, `${name}Output`, { value, description }), `${path}${name}`);
  }
}
