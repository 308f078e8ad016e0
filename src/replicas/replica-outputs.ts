import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { nameOutput } from '../operations/output-name';
import { outputName } from '../regions/support-stack';

/**
 * The data that is needed to connect to a read replica. Name of the database, user and password are those of its
 * database.
 */
export interface ReplicaData {
  /** Path of the SSM parameters. */
  readonly prefix: string;
  /** Beginning of the name of the output, as in `DatabaseReplica1`. */
  readonly outputPrefix: string;
  readonly host: string;
  readonly port: string;
  readonly instanceIdentifier: string;
  readonly resourceId: string;
  readonly securityGroupId: string;
}

/** The names of the parameters below the prefix, and their values. Applications read them: they never change. */
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

/**
 * The reader endpoint, as an output of the stack and as SSM parameters in the region of the replica, for apps that are
 * deployed separately.
 */
export class ReplicaOutputs extends Construct {
  readonly parameters: Record<string, ssm.StringParameter> = {};

  constructor(scope: Construct, id: string, data: ReplicaData) {
    super(scope, id);
    for (const { name, description, value } of PARAMETERS) {
      this.parameters[name] = new ssm.StringParameter(this, name, {
        parameterName: `${data.prefix}/${name}`,
        // CDK cannot see the slash in a prefix that is a token.
        simpleName: false,
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
 * Returns the beginning of the names of a replica's outputs: the path of the database in its stack, and the id of the
 * replica as one word, as in `DatabaseReplica1`. In another region, where the databases of several nested stacks share
 * one stack, it is the path below the stack that is deployed.
 */
export function replicaOutputPrefix(database: Construct, replicaId: string, isInOtherRegion: boolean): string {
  const path = isInOtherRegion ? outputName(database, '') : pathInStack(database);
  const words = replicaId.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${path}${words.join('')}`;
}

/** Returns the letters and digits of the path of a construct below its stack. */
function pathInStack(construct: Construct): string {
  const stackPath = Stack.of(construct).node.path;
  return construct.node.path.slice(stackPath.length).replace(/[^A-Za-z0-9]/g, '');
}
