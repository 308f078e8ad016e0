import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sam from 'aws-cdk-lib/aws-sam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { hostNameOf } from '../network/secrets-manager-endpoint';
import { Settings } from '../profile/settings';

/**
 * What a password may not hold: what RDS refuses (/ " @ and space), what breaks connection strings and shells. Never change this, nor the
 * length: CloudFormation would make a new password on the next update of every database.
 */
const EXCLUDED_CHARACTERS = ' %+~`#$&*()|[]{}:;<>?!\'/@"\\';
const PASSWORD_LENGTH = 32;

/** Where the rotation function stands, and what it reaches. */
export interface RotationNetwork {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  /** The database, with its port as a number: the instance's own port is a token, which no check of security groups can judge. */
  readonly database: ec2.IConnectable;
  /** Undefined where the subnets have a way out. */
  readonly endpoint?: ec2.IInterfaceVpcEndpoint;
}

/** The secret of the master user, and its rotation. */
export class DatabaseCredentials extends Construct {
  readonly secret: secretsmanager.Secret;
  rotation?: secretsmanager.SecretRotation;

  constructor(scope: Construct, id: string, private readonly settings: Settings, key: kms.IKey, removalPolicy: RemovalPolicy) {
    super(scope, id);
    this.secret = new secretsmanager.Secret(this, 'Secret', {
      secretName: settings.secretName,
      description: `Master user of the database ${settings.instanceIdentifier}`,
      encryptionKey: key,
      removalPolicy,
      generateSecretString: {
        // host, port, engine and dbInstanceIdentifier are added by the attachment to the instance.
        secretStringTemplate: Stack.of(this).toJsonString({ username: settings.masterUsername, dbname: settings.databaseName }),
        generateStringKey: 'password',
        passwordLength: PASSWORD_LENGTH,
        excludeCharacters: EXCLUDED_CHARACTERS,
      },
    });
  }

  /** Rotates the password of an instance that this secret is attached to. */
  rotate(instance: rds.DatabaseInstance, network: RotationNetwork): void {
    const securityGroup = new ec2.SecurityGroup(this, 'RotationSecurityGroup', {
      vpc: network.vpc,
      description: 'Rotation function of the database password',
      allowAllOutbound: false,
    });
    // From this side, so that the rules stand in this stack: groups of another stack would make the two stacks depend on each other.
    securityGroup.connections.allowToDefaultPort(network.database, 'Rotation of the database password');
    if (network.endpoint && network.endpoint.connections.securityGroups.length > 0) {
      securityGroup.connections.allowToDefaultPort(network.endpoint, 'Rotation of the database password');
    } else {
      securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'Secrets Manager');
    }
    this.rotation = new secretsmanager.SecretRotation(this, 'Rotation', {
      application: secretsmanager.SecretRotationApplication.POSTGRES_ROTATION_SINGLE_USER,
      secret: instance.secret!,
      // The rule is made above; without a group, the target makes none.
      target: { connections: new ec2.Connections({ defaultPort: network.database.connections.defaultPort }) },
      vpc: network.vpc,
      vpcSubnets: network.vpcSubnets,
      securityGroup,
      automaticallyAfter: this.settings.rotation.interval,
      rotateImmediatelyOnUpdate: false,
      excludeCharacters: EXCLUDED_CHARACTERS,
    });
    const hostName = network.endpoint && hostNameOf(network.endpoint);
    if (hostName) (this.rotation.node.findChild('Resource') as sam.CfnApplication).addPropertyOverride('Parameters.endpoint', `https://${hostName}`);
  }
}
