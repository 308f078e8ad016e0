import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { nameOutput } from '../operations/output-name';
import { outputName } from '../regions/support-stack';

/** What a team needs to connect to a read replica. Name of the database, user and password are those of its database. */
export interface ReplicaData {
  /** Path of the parameters. */
  readonly prefix: string;
  /** What the output begins with, as in `DatabaseReplica1`. */
  readonly outputPrefix: string;
  readonly host: string;
  readonly port: string;
  readonly instanceIdentifier: string;
  readonly resourceId: string;
  readonly securityGroupId: string;
}

/** Names below the prefix, and what stands there. Applications read these: they never change. */
const PARAMETERS: { name: string; description: string; value: (data: ReplicaData) => string }[] = [
  { name: 'endpoint', description: 'host:port', value: (data) => `${data.host}:${data.port}` },
  { name: 'host', description: 'host name', value: (data) => data.host },
  { name: 'port', description: 'TCP port', value: (data) => data.port },
  { name: 'instance-id', description: 'identifier of the instance', value: (data) => data.instanceIdentifier },
  {
    name: 'resource-id',
    description: 'resource id of the instance, for IAM authentication',
    value: (data) => data.resourceId,
  },
  {
    name: 'security-group-id',
    description: 'id of the security group that is its own',
    value: (data) => data.securityGroupId,
  },
];

/** The reader endpoint as an output of the stack, and as parameters of SSM for those who deploy apart from it, in the region of the replica. */
export class ReplicaOutputs extends Construct {
  readonly parameters: Record<string, ssm.StringParameter> = {};

  constructor(scope: Construct, id: string, data: ReplicaData) {
    super(scope, id);
    for (const { name, description, value } of PARAMETERS) {
      this.parameters[name] = new ssm.StringParameter(this, name, {
        parameterName: `${data.prefix}/${name}`,
        simpleName: false, // a prefix that is a token does not show its slash
        description: `Read replica ${data.instanceIdentifier}: ${description}`,
        stringValue: value(data),
      });
    }
    const output = new CfnOutput(this, 'EndpointOutput', {
      value: `${data.host}:${data.port}`,
      description: `host:port of the read replica ${data.instanceIdentifier}`,
    });
    nameOutput(output, `${data.outputPrefix}Endpoint`);
  }
}

/**
 * The name of a database in the outputs of its stack: its path without the stack, and the id of a replica as one word, as in `DatabaseReplica1`. In another region,
 * where databases of nested stacks meet, the path is that below the stack that is deployed.
 */
export function replicaOutputPrefix(database: Construct, replicaId: string, abroad: boolean): string {
  const path = abroad
    ? outputName(database, '')
    : database.node.path.slice(Stack.of(database).node.path.length).replace(/[^A-Za-z0-9]/g, '');
  return `${path}${replicaId
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}`;
}
