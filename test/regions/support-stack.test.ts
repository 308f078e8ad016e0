import {
  App,
  CfnParameter,
  CliCredentialsStackSynthesizer,
  DefaultStackSynthesizer,
  NestedStack,
  PermissionsBoundary,
  Stack,
  Stage,
  Tags,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { outputName, supportId, supportStack, weakReference } from '../../src/regions/support-stack';
import { ENVIRONMENT } from '../support/database';

const BACKUPS = { purpose: 'backups', region: 'us-west-2', description: 'd' } as const;
const sourceIn = (scope: Construct, props: object = {}, id = 'oficina-database-prod') =>
  new Stack(scope, id, { env: ENVIRONMENT, ...props });

test('is in the scope and account of its source stack, with a unique name', () => {
  const app = new App();
  const support = supportStack(sourceIn(app), BACKUPS);
  expect(support.node.scope).toBe(app);
  expect(support.node.id).toBe('oficina-database-prod-backups-us-west-2');
  expect({ name: support.stackName, account: support.account, region: support.region }).toEqual({
    name: 'oficina-database-prod-backups-from-us-east-1',
    account: ENVIRONMENT.account,
    region: 'us-west-2',
  });
});

test('is one for each stack, region and purpose', () => {
  const app = new App();
  const [one, two] = [sourceIn(app), sourceIn(app, {}, 'other')];
  const support = supportStack(one, BACKUPS);
  expect(supportStack(new Construct(one, 'Database'), BACKUPS)).toBe(support);
  expect(supportStack(one, { ...BACKUPS, region: 'eu-west-1' })).not.toBe(support);
  expect(supportStack(one, { ...BACKUPS, purpose: 'replicas' })).not.toBe(support);
  expect(supportStack(two, BACKUPS)).not.toBe(support);
});

test('is in the stage of its source stack', () => {
  const stage = new Stage(new App(), 'Prod', { env: ENVIRONMENT });
  const support = supportStack(sourceIn(stage, {}, 'Database'), BACKUPS);
  expect(support.node.path).toBe('Prod/Database-backups-us-west-2');
  expect(support.stackName).toBe('Prod-Database-backups-from-us-east-1');
});

test('of a nested stack is the support stack of its parent', () => {
  const source = sourceIn(new App());
  expect(supportStack(new NestedStack(source, 'Nested'), BACKUPS)).toBe(supportStack(source, BACKUPS));
});

test('has the termination protection of its source stack', () => {
  expect(supportStack(sourceIn(new App(), { terminationProtection: true }), BACKUPS).terminationProtection).toBe(true);
  expect(supportStack(sourceIn(new App()), BACKUPS).terminationProtection).not.toBe(true);
});

test('of a stack in a construct differs from that of a stack with a similar id', () => {
  const app = new App();
  const [inConstruct, plain] = [
    sourceIn(new Construct(app, 'Team'), {}, 'Database'),
    sourceIn(app, {}, 'Team-Database'),
  ];
  expect(supportStack(inConstruct, BACKUPS).stackName).toBe('TeamDatabase927A044F-backups-from-us-east-1');
  expect(supportStack(plain, BACKUPS).node.id).toBe('Team-Database-backups-us-west-2');
  expect(supportStack(inConstruct, BACKUPS)).not.toBe(supportStack(plain, BACKUPS));
});

describe('tags', () => {
  const tagsOf = (make: (source: Stack) => void, props: object = {}) => {
    const app = new App();
    const source = sourceIn(new Construct(app, 'Team'), props, 'Database');
    const support = supportStack(source, BACKUPS);
    const topic = new sns.CfnTopic(support, 'Topic');
    const own = new Construct(support, 'Own');
    new sns.CfnTopic(own, 'Topic');
    Tags.of(own).add('Owner', 'own');
    make(source);
    const { Resources } = Template.fromStack(support).toJSON();
    const found = (id: string) =>
      Object.fromEntries((Resources[id].Properties?.Tags ?? []).map(({ Key, Value }: any) => [Key, Value]));
    const artifact = app.synth().getStackArtifact(support.artifactId);
    return {
      stack: artifact.tags,
      near: found(support.getLogicalId(topic)),
      far: found(support.getLogicalId(own.node.findChild('Topic') as sns.CfnTopic)),
    };
  };

  test('of the props of the stack are inherited', () => {
    expect(tagsOf(() => undefined, { tags: { CostCenter: '7' } }).stack).toEqual({ CostCenter: '7' });
  });

  test('that are added later are inherited, and the nearest one wins', () => {
    const { near, far } = tagsOf((source) => {
      Tags.of(source.node.scope!).add('Owner', 'team');
      Tags.of(source).add('Owner', 'stack');
      Tags.of(source).add('CostCenter', '7');
      Tags.of(source).add('Gone', 'yes');
      Tags.of(source).remove('Gone');
    });
    expect(near).toEqual({ Owner: 'stack', CostCenter: '7' });
    expect(far).toEqual({ Owner: 'own', CostCenter: '7' });
  });

  test('do not exist if the stack has none', () => {
    expect(tagsOf(() => undefined)).toMatchObject({ near: {}, far: { Owner: 'own' } });
  });
});

describe('the permissions boundary', () => {
  const ARN = 'arn:aws:iam::111122223333:policy/team';
  const boundary = (make: (app: App) => Stack) => {
    const support = supportStack(make(new App()), BACKUPS);
    new iam.Role(support, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    return JSON.stringify(
      Object.values<any>(Template.fromStack(support).findResources('AWS::IAM::Role'))[0].Properties.PermissionsBoundary,
    );
  };

  test.each<[string, (app: App) => Stack, RegExp]>([
    [
      'by name',
      (app) => sourceIn(app, { permissionsBoundary: PermissionsBoundary.fromName('team-${AWS::Region}') }),
      /:policy\/team-us-west-2"/,
    ],
    [
      'by ARN',
      (app) => sourceIn(app, { permissionsBoundary: PermissionsBoundary.fromArn(ARN) }),
      /^"arn:aws:iam::111122223333:policy\/team"$/,
    ],
    [
      'of its stage',
      (app) => sourceIn(new Stage(app, 'Prod', { permissionsBoundary: PermissionsBoundary.fromArn(ARN) })),
      /^"arn:aws:iam::111122223333:policy\/team"$/,
    ],
  ])('%s is that of the stack', (_, make, expected) => {
    expect(boundary(make)).toMatch(expected);
  });

  test('does not exist if the stack has none', () => {
    expect(boundary((app) => sourceIn(app))).toBeUndefined();
  });
});

describe('a construct of the source stack', () => {
  const stack = sourceIn(new App());
  const at = (path: string) =>
    path
      .split('/')
      .reduce<Construct>((scope, id) => (scope.node.tryFindChild(id) as Construct) ?? new Construct(scope, id), stack);

  // Released stacks have logical ids and outputs of these names: they never change.
  test.each([
    ['Database', 'Database', 'DatabaseBackupKeyArn'],
    ['Orders/Db', 'Orders-Db-b14c07fc', 'OrdersDbb14c07fcBackupKeyArn'],
    ['Orders-Db', 'Orders-Db', 'OrdersDb013779c4BackupKeyArn'],
    ['OrdersDb', 'OrdersDb', 'OrdersDbBackupKeyArn'],
  ])('%s has its own id and output name', (path, id, output) => {
    expect([supportId(at(path)), outputName(at(path), 'BackupKeyArn')]).toEqual([id, output]);
  });

  test('in a nested stack has the name of the nested stack in front', () => {
    const nested = new Construct(new NestedStack(sourceIn(new App()), 'Orders'), 'Db');
    expect([supportId(nested), outputName(nested, 'BackupKeyArn')]).toEqual([
      'Orders-Db-b14c07fc',
      'OrdersDbb14c07fcBackupKeyArn',
    ]);
  });
});

describe('a weak reference', () => {
  const app = new App();
  const [producer, consumer] = [sourceIn(app, {}, 'Producer'), sourceIn(app, {}, 'Consumer')];
  const value = (id: string) => new CfnParameter(producer, id).valueAsString;
  const [one, other] = [value('One'), value('Other')];
  const read = (what: string) => consumer.resolve(weakReference(consumer, producer, 'KeyArn', what));

  test('can be made twice, but one name cannot have two values', () => {
    expect(read(one)).toEqual({ 'Fn::GetStackOutput': { StackName: 'Producer', OutputName: 'KeyArn' } });
    expect(read(one)).toEqual(read(one));
    expect(() => read(other)).toThrow(
      '[Producer] the output KeyArn of Producer must have one value, got another one from Producer/KeyArnOutput; ',
    );
  });
});

describe('the synthesizer', () => {
  test.each<[string, () => [App, Stack]]>([
    [
      'of the stack',
      () => {
        const app = new App();
        return [app, sourceIn(app, { synthesizer: new DefaultStackSynthesizer({ qualifier: 'team' }) })];
      },
    ],
    [
      'of the app',
      () => {
        const app = new App({ defaultStackSynthesizer: new DefaultStackSynthesizer({ qualifier: 'team' }) });
        return [app, sourceIn(app)];
      },
    ],
    [
      'of the context',
      () => {
        const app = new App({ context: { '@aws-cdk/core:bootstrapQualifier': 'team' } });
        return [app, sourceIn(app)];
      },
    ],
  ])('%s is inherited', (_, make) => {
    const [app, source] = make();
    const support = supportStack(source, BACKUPS);
    const artifact = app.synth().getStackArtifact(support.artifactId);
    expect(artifact.assumeRoleArn).toContain('cdk-team-deploy-role-111122223333-us-west-2');
    expect(Template.fromStack(support).toJSON().Parameters.BootstrapVersion.Default).toBe(
      '/cdk-bootstrap/team/version',
    );
  });

  test('is also inherited where it has no roles', () => {
    const app = new App();
    const support = supportStack(sourceIn(app, { synthesizer: new CliCredentialsStackSynthesizer() }), BACKUPS);
    expect(support.synthesizer).toBeInstanceOf(CliCredentialsStackSynthesizer);
    expect(app.synth().getStackArtifact(support.artifactId).assumeRoleArn).toBeUndefined();
  });
});
