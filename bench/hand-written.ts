import { ArnFormat, CfnOutput, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { AddDatabase } from './databases';
import { functions } from './hand-written-functions';
import { monitor } from './hand-written-monitoring';

const EXCLUDED_CHARACTERS = ' %+~`#$&*()|[]{}:;<>?!\'/@"\\';

const ADMINISTRATION = [
  'CancelKeyDeletion',
  'CreateAlias',
  'DeleteAlias',
  'DescribeKey',
  'DisableKey',
  'DisableKeyRotation',
  'EnableKey',
  'EnableKeyRotation',
  'GetKeyPolicy',
  'GetKeyRotationStatus',
  'ListGrants',
  'ListKeyPolicies',
  'ListKeyRotations',
  'ListResourceTags',
  'PutKeyPolicy',
  'RevokeGrant',
  'RotateKeyOnDemand',
  'ScheduleKeyDeletion',
  'TagResource',
  'UntagResource',
  'UpdateAlias',
  'UpdateKeyDescription',
].map((action) => `kms:${action}`);

const USE = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:DescribeKey',
];

/**
 * The resources of the other variant, written directly into a stack with the constructs of aws-cdk-lib. No validation,
 * no profiles, no configuration: the minimum that describes these resources.
 */
export const addDatabase: AddDatabase = (stack, name, network) => {
  const { vpc, client, isolated } = network;
  const vpcSubnets = { subnetType: isolated ? ec2.SubnetType.PRIVATE_ISOLATED : ec2.SubnetType.PRIVATE_WITH_EGRESS };
  const encryptionKey = key(stack, name);

  const subnetGroup = new rds.SubnetGroup(stack, 'SubnetGroup', {
    vpc,
    vpcSubnets,
    description: 'Subnets of the oficina-postgres database',
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const securityGroup = new ec2.SecurityGroup(stack, 'SecurityGroup', {
    vpc,
    description: 'PostgreSQL for its clients only',
    allowAllOutbound: false,
  });
  const connections = new ec2.Connections({ securityGroups: [securityGroup], defaultPort: ec2.Port.tcp(5432) });

  const engine = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_15 });
  const parameterGroup = new rds.ParameterGroup(stack, 'Parameters', {
    engine,
    description: 'PostgreSQL 15 of oficina-postgres',
    parameters: {
      'rds.force_ssl': '1',
      shared_preload_libraries: 'pg_stat_statements,pgaudit',
      'pgaudit.log': 'ddl,role',
      log_statement: 'ddl',
      log_min_duration_statement: '1000',
      log_connections: '1',
      log_disconnections: '1',
    },
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  const logGroups = ['postgresql', 'upgrade'].map(
    (log) =>
      new logs.LogGroup(stack, `Log-${log}`, {
        logGroupName: `/aws/rds/instance/${name}/${log}`,
        encryptionKey,
        retention: logs.RetentionDays.THREE_MONTHS,
        removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      }),
  );
  const secret = new secretsmanager.Secret(stack, 'Secret', {
    secretName: name,
    description: `Master user of the database ${name}`,
    // By its ARN: otherwise CDK would let the account create any grant through Secrets Manager.
    encryptionKey: kms.Key.fromKeyArn(stack, 'SecretKey', encryptionKey.keyArn),
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ username: 'oficina_admin', dbname: 'oficina_db' }),
      generateStringKey: 'password',
      passwordLength: 32,
      excludeCharacters: EXCLUDED_CHARACTERS,
    },
  });
  closeToPublic(secret);

  const instance = new rds.DatabaseInstance(stack, 'Instance', {
    instanceIdentifier: name,
    databaseName: 'oficina_db',
    port: 5432,
    credentials: rds.Credentials.fromSecret(secret, 'oficina_admin'),
    iamAuthentication: true,
    vpc,
    vpcSubnets,
    subnetGroup,
    securityGroups: [securityGroup],
    publiclyAccessible: false,
    engine,
    parameterGroup,
    autoMinorVersionUpgrade: true,
    allowMajorVersionUpgrade: false,
    engineLifecycleSupport: rds.EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
    caCertificate: rds.CaCertificate.RDS_CA_RSA2048_G1,
    applyImmediately: false,
    instanceType: new ec2.InstanceType('t3.medium'),
    multiAz: true,
    storageType: rds.StorageType.GP3,
    allocatedStorage: 20,
    maxAllocatedStorage: 200,
    storageEncrypted: true,
    storageEncryptionKey: encryptionKey,
    backupRetention: Duration.days(30),
    preferredBackupWindow: '03:00-04:00',
    preferredMaintenanceWindow: 'sun:04:00-sun:05:00',
    copyTagsToSnapshot: true,
    deleteAutomatedBackups: false,
    deletionProtection: true,
    removalPolicy: RemovalPolicy.SNAPSHOT,
    cloudwatchLogsExports: ['postgresql', 'upgrade'],
    enablePerformanceInsights: true,
    performanceInsightRetention: rds.PerformanceInsightRetention.DEFAULT,
    performanceInsightEncryptionKey: encryptionKey,
    databaseInsightsMode: rds.DatabaseInsightsMode.STANDARD,
    monitoringInterval: Duration.seconds(60),
    monitoringRole: monitoringRole(stack, name),
  });
  logGroups.forEach((logGroup) => instance.node.addDependency(logGroup));

  const rotationLog = functions(stack, { name, instance, connections, encryptionKey, vpc, vpcSubnets, isolated });
  connections.allowDefaultPortFrom(client, 'PostgreSQL');
  outputs(stack, name, instance, encryptionKey, securityGroup);
  monitor(stack, {
    name,
    instance,
    encryptionKey,
    postgresLog: logGroups[0],
    administration: ADMINISTRATION,
    rotation: { secret: instance.secret!, logGroup: rotationLog },
  });
  Tags.of(stack).add('Environment', 'prod');
  Tags.of(stack).add('Project', 'oficina-mecanica');
  Tags.of(stack).add('ManagedBy', 'cdk');
  Tags.of(stack).add('Repository', 'oficina-postgres');
};

function key(stack: Stack, name: string): kms.Key {
  const viaRds = { 'kms:ViaService': `rds.${stack.region}.amazonaws.com`, 'kms:CallerAccount': stack.account };
  const viaSecretsManager = { 'kms:ViaService': `secretsmanager.${stack.region}.amazonaws.com` };
  return new kms.Key(stack, 'Key', {
    description: `Storage, backups, insights, secret and logs of the database ${name}`,
    alias: `alias/${name}`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
    policy: new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          sid: 'AdministrationThroughIam',
          principals: [new iam.AccountRootPrincipal()],
          actions: ADMINISTRATION,
          resources: ['*'],
        }),
        new iam.PolicyStatement({
          sid: 'UseThroughRds',
          principals: [new iam.AccountRootPrincipal()],
          actions: USE,
          resources: ['*'],
          conditions: { StringEquals: viaRds },
        }),
        new iam.PolicyStatement({
          sid: 'GrantsForRdsResources',
          principals: [new iam.AccountRootPrincipal()],
          actions: ['kms:CreateGrant'],
          resources: ['*'],
          conditions: { StringEquals: viaRds, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
        }),
        new iam.PolicyStatement({
          sid: 'UseByTheLogGroups',
          principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
          actions: USE,
          resources: ['*'],
          conditions: {
            ArnLike: {
              'kms:EncryptionContext:aws:logs:arn':
                `arn:${stack.partition}:logs:${stack.region}:${stack.account}:` +
                `log-group:/aws/rds/instance/${name}/*`,
            },
          },
        }),
        new iam.PolicyStatement({
          principals: [new iam.AccountRootPrincipal()],
          actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
          resources: ['*'],
          conditions: { StringEquals: viaSecretsManager },
        }),
        new iam.PolicyStatement({
          principals: [new iam.AccountRootPrincipal()],
          actions: ['kms:CreateGrant'],
          resources: ['*'],
          conditions: { StringEquals: viaSecretsManager, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
        }),
      ],
    }),
  });
}

/** Requests need TLS, and no policy may allow public access. */
function closeToPublic(secret: secretsmanager.Secret): void {
  secret.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'DenyWithoutTls',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['secretsmanager:*'],
      resources: ['*'],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  );
  const policy = secret.node.findChild('Policy').node.defaultChild as secretsmanager.CfnResourcePolicy;
  policy.blockPublicPolicy = true;
}

function monitoringRole(stack: Stack, name: string): iam.Role {
  const logGroup = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: 'RDSOSMetrics',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const policy = new iam.ManagedPolicy(stack, 'MonitoringPolicy', {
    description: 'Writes the samples of RDS Enhanced Monitoring',
    statements: [
      new iam.PolicyStatement({ actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'], resources: [logGroup] }),
      new iam.PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams', 'logs:GetLogEvents'],
        resources: [`${logGroup}:log-stream:*`],
      }),
    ],
  });
  return new iam.Role(stack, 'MonitoringRole', {
    description: `Enhanced Monitoring of the database ${name}`,
    assumedBy: new iam.ServicePrincipal('monitoring.rds.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: {
          'aws:SourceArn': stack.formatArn({
            service: 'rds',
            resource: 'db',
            resourceName: name,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    }),
    managedPolicies: [policy],
  });
}

function outputs(
  stack: Stack,
  name: string,
  instance: rds.DatabaseInstance,
  encryptionKey: kms.Key,
  securityGroup: ec2.SecurityGroup,
): void {
  const endpoint = `${instance.dbInstanceEndpointAddress}:${instance.dbInstanceEndpointPort}`;
  const parameters: [parameter: string, description: string, value: string][] = [
    ['endpoint', 'host:port', endpoint],
    ['host', 'host name', instance.dbInstanceEndpointAddress],
    ['port', 'TCP port', instance.dbInstanceEndpointPort],
    ['name', 'name of the database', 'oficina_db'],
    ['secret-arn', 'ARN of the secret with the credentials', instance.secret!.secretArn],
    ['instance-id', 'identifier of the instance', instance.instanceIdentifier],
    ['resource-id', 'resource id of the instance, for IAM authentication', instance.instanceResourceId!],
    ['key-arn', 'ARN of the encryption key', encryptionKey.keyArn],
    ['security-group-id', 'id of the security group', securityGroup.securityGroupId],
  ];
  for (const [parameter, description, stringValue] of parameters) {
    new ssm.StringParameter(stack, `Parameter-${parameter}`, {
      parameterName: `/oficina/${name}/database/${parameter}`,
      description: `Database ${instance.instanceIdentifier}: ${description}`,
      stringValue,
    });
  }
  new CfnOutput(stack, 'DatabaseEndpoint', { value: endpoint, description: 'host:port of the database' });
  new CfnOutput(stack, 'DatabaseSecretArn', {
    value: instance.secret!.secretArn,
    description: 'ARN of the secret with the credentials',
  });
  new CfnOutput(stack, 'DatabaseInstanceId', {
    value: instance.instanceIdentifier,
    description: 'Identifier of the instance',
  });
  new CfnOutput(stack, 'DatabaseKeyArn', { value: encryptionKey.keyArn, description: 'ARN of the encryption key' });
  const console = `https://${stack.region}.console.aws.amazon.com`;
  const dashboard = `${console}/cloudwatch/home?region=${stack.region}#dashboards:name=RDS-${name}`;
  new CfnOutput(stack, 'DatabaseDashboardUrl', { value: dashboard, description: 'The dashboard' });
}
