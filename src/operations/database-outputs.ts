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

/** The values that are needed to connect to the database and to operate it. None is a secret. */
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

/** The SSM parameters, by their name below the prefix. Applications read them, so the names never change. */
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

/** Stack outputs, and SSM parameters for apps that are deployed separately. */
export class DatabaseOutputs extends Construct {
  readonly parameters: Record<string, ssm.StringParameter> = {};

  constructor(scope: Construct, id: string, settings: Settings, data: ConnectionData) {
    super(scope, id);
    for (const { name, description, value } of PARAMETERS) {
      this.parameters[name] = new ssm.StringParameter(this, name, {
        parameterName: `${settings.ssmParameterPrefix}/${name}`,
        simpleName: false, // CDK does not see the slash of a prefix that is a token
        description: `Database ${data.instance.instanceIdentifier}: ${description}`,
        stringValue: value(data),
      });
    }
    this.addOutput('Endpoint', `${data.endpointAddress}:${data.endpointPort}`, 'host:port of the database');
    this.addOutput('SecretArn', data.secret.secretArn, 'ARN of the secret with the credentials');
    this.addOutput('InstanceId', data.instance.instanceIdentifier, 'Identifier of the instance');
    this.addOutput('KeyArn', data.encryptionKey.keyArn, 'ARN of the encryption key');
    const console = consoleHost(this);
    if (settings.monitoring && console) {
      const { region } = Stack.of(this);
      const dashboard = dashboardNameOf(this, settings.instanceIdentifier);
      const url = `https://${console}/cloudwatch/home?region=${region}#dashboards:name=${dashboard}`;
      this.addOutput('DashboardUrl', url, 'The dashboard');
    }
  }

  /** Adds an output that is named after the construct, as in `DatabaseEndpoint`, for people and scripts to read. */
  private addOutput(name: string, value: string, description: string): void {
    const path = this.node.scope!.node.path.slice(Stack.of(this).node.path.length);
    nameOutput(new CfnOutput(this, `${name}Output`, { value, description }), `${path}${name}`);
  }
}
