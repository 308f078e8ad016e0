import { JsiiApi } from '../../tools/support/jsii-api';

const parameters = (count: number) => Array(count).fill({});

/** A small part of what the examples use, with the shape of the assemblies of jsii. */
export const SMALL_API = new JsiiApi([
  {
    name: 'oficina-postgres',
    version: '0.0.0',
    targets: {
      go: { moduleName: 'github.com/edimilsonldutra/oficina-postgres-go', packageName: 'oficinapostgres' },
      java: { package: 'io.github.edimilsonldutra.oficinapostgres' },
    },
    types: {
      'oficina-postgres.OficinaPostgresBase': {
        name: 'OficinaPostgresBase',
        methods: [{ name: 'grantReadCredentials', parameters: parameters(2) }],
      },
      'oficina-postgres.OficinaPostgres': {
        name: 'OficinaPostgres',
        base: 'oficina-postgres.OficinaPostgresBase',
        initializer: { parameters: parameters(3) },
        methods: [{ name: 'explain' }, { name: 'grantConnect', parameters: parameters(2) }],
      },
      'oficina-postgres.IPostgresProxy': {
        name: 'IPostgresProxy',
        methods: [{ name: 'grantConnect', parameters: parameters(3) }],
      },
      'oficina-postgres.OficinaPostgresProps': { name: 'OficinaPostgresProps' },
      'oficina-postgres.EnvironmentProfile': {
        name: 'EnvironmentProfile',
        methods: [
          { name: 'prod', parameters: parameters(1) },
          { name: 'custom', parameters: parameters(3) },
        ],
      },
    },
  },
  {
    name: 'aws-cdk-lib',
    version: '2.257.0',
    targets: {
      go: { moduleName: 'github.com/aws/aws-cdk-go', packageName: 'awscdk' },
      java: { package: 'software.amazon.awscdk' },
    },
    submodules: {
      'aws-cdk-lib.aws_ec2': { targets: { java: { package: 'software.amazon.awscdk.services.ec2' } } },
      'aws-cdk-lib.aws_ecs': { targets: { java: { package: 'software.amazon.awscdk.services.ecs' } } },
    },
    types: {
      'aws-cdk-lib.Environment': { name: 'Environment' },
      'aws-cdk-lib.aws_ec2.IConnectable': { name: 'IConnectable', namespace: 'aws_ec2' },
      'aws-cdk-lib.aws_ec2.SecurityGroupProps': { name: 'SecurityGroupProps', namespace: 'aws_ec2' },
      'aws-cdk-lib.aws_ec2.Vpc': {
        name: 'Vpc',
        namespace: 'aws_ec2',
        initializer: { parameters: parameters(3) },
      },
      'aws-cdk-lib.aws_ecs.Secret': {
        name: 'Secret',
        namespace: 'aws_ecs',
        methods: [{ name: 'fromSecretsManager', parameters: parameters(2) }],
      },
      'aws-cdk-lib.aws_secretsmanager.Secret': { name: 'Secret', namespace: 'aws_secretsmanager' },
    },
  },
  {
    name: 'constructs',
    version: '10.5.1',
    targets: { go: { moduleName: 'github.com/aws/constructs-go' }, java: { package: 'software.constructs' } },
    types: {
      'constructs.Node': {
        name: 'Node',
        methods: [{ name: 'addDependency', parameters: parameters(1), variadic: true }],
      },
    },
  },
]);
