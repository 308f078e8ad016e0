import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';

/** What a team needs to connect to and operate the database. No value is a secret. */
export interface ConnectionData {
  readonly host: string;
  readonly port: string;
  readonly databaseName: string;
  readonly secretArn: string;
  readonly instanceIdentifier: string;
  readonly resourceId: string;
  readonly keyArn: string;
  readonly securityGroupId: string;
  /** Undefined where there is no dashboard. */
  readonly dashboardName?: string;
}

/** Names below the prefix, and what stands there. Applications read these: they never change. */
const PARAMETERS: { name: string; description: string; value: (data: ConnectionData) => string }[] = [
  { name: 'endpoint', description: 'host:port', value: (data) => `${data.host}:${data.port}` },
  { name: 'host', description: 'host name', value: (data) => data.host },
  { name: 'port', description: 'TCP port', value: (data) => data.port },
  { name: 'name', description: 'name of the database', value: (data) => data.databaseName },
  { name: 'secret-arn', description: 'ARN of the secret with the credentials', value: (data) => data.secretArn },
  { name: 'instance-id', description: 'identifier of the instance', value: (data) => data.instanceIdentifier },
  { name: 'resource-id', description: 'resource id of the instance, for IAM authentication', value: (data) => data.resourceId },
  { name: 'key-arn', description: 'ARN of the encryption key', value: (data) => data.keyArn },
  { name: 'security-group-id', description: 'id of the security group', value: (data) => data.securityGroupId },
];

/** Outputs of the stack, and parameters of SSM for those who deploy apart from it. */
export class DatabaseOutputs extends Construct {
  readonly parameters: Record<string, ssm.StringParameter> = {};

  constructor(scope: Construct, id: string, prefix: string, data: ConnectionData) {
    super(scope, id);
    for (const { name, description, value } of PARAMETERS) {
      this.parameters[name] = new ssm.StringParameter(this, name, {
        parameterName: `${prefix}/${name}`,
        simpleName: false, // a prefix that is a token does not show its slash
        description: `Database ${data.instanceIdentifier}: ${description}`,
        stringValue: value(data),
      });
    }
    this.output('Endpoint', `${data.host}:${data.port}`, 'host:port of the database');
    this.output('SecretArn', data.secretArn, 'ARN of the secret with the credentials');
    this.output('InstanceId', data.instanceIdentifier, 'Identifier of the instance');
    this.output('KeyArn', data.keyArn, 'ARN of the encryption key');
    const { region } = Stack.of(this);
    if (data.dashboardName) {
      this.output('DashboardUrl', `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards:name=${data.dashboardName}`, 'The dashboard');
    }
  }

  /** An output that is named after the construct alone, as in `DatabaseEndpoint`: people and scripts read these. */
  private output(name: string, value: string, description: string): void {
    const path = this.node.scope!.node.path.slice(Stack.of(this).node.path.length);
    new CfnOutput(this, `${name}Output`, { value, description }).overrideLogicalId(`${path.replace(/[^A-Za-z0-9]/g, '')}${name}`);
  }
}
