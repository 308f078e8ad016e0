import { SMALL_API } from './small-api';
import { correctGo } from '../../tools/support/go-translation';

const TYPESCRIPT = `
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
`;

const REFERENCES = [
  'aws-cdk-lib.aws_ec2.Vpc',
  'aws-cdk-lib.aws_ecs.Secret',
  'aws-cdk-lib.aws_ecs.Secret#fromSecretsManager',
  'constructs.Node#addDependency',
  'oficina-postgres.EnvironmentProfile#custom',
  'oficina-postgres.EnvironmentProfile#prod',
  'oficina-postgres.OficinaPostgres',
  'oficina-postgres.OficinaPostgres#explain',
  'oficina-postgres.OficinaPostgres#grantReadCredentials',
];

function corrected(code: string, references: readonly string[] = REFERENCES): string {
  return correctGo(code, { typeScript: TYPESCRIPT, references }, SMALL_API);
}

test.each([
  ['the function of the runtime', 'MultiAz: jsii.Boolean(false),', 'MultiAz: jsii.Bool(false),'],
  ['a repeated static method', 'awscdk.Duration_*Days(jsii.Number(7))', 'awscdk.Duration_Days(jsii.Number(7))'],
  ['a repeated property', 'Topic: database.*AlarmTopic,', 'Topic: database.AlarmTopic(),'],
  ['a shorthand property', '\tVpc: Vpc,\n', '\tVpc: vpc,\n'],
  ['a remark behind a line', '\tA: b,\n\t // remark\n\t// next\n\tC: d,', '\tA: b, // remark\n\t// next\n\tC: d,'],
  ['a package', 'ec2.NewInstanceType(id)', 'awsec2.NewInstanceType(id)'],
  ['a package of two words', 'subscriptions.NewUrl(url)', 'awssnssubscriptions.NewUrl(url)'],
  ['a struct', '&SecurityGroupProps{', '&awsec2.SecurityGroupProps{'],
  ['a list', 'Clients: []IConnectable{', 'Clients: &[]awsec2.IConnectable{'],
  ['a map of what the example refers to', 'Secrets: map[string]Secret{', 'Secrets: &map[string]awsecs.Secret{'],
  ['a map as an argument', 'add(id, map[string]interface{}{', 'add(id, &map[string]interface{}{'],
  ['a property of a variable', 'a(database.endpointAddress)', 'a(database.EndpointAddress())'],
  ['a property before a method', 'service.Node.AddDependency(a)', 'service.Node().AddDependency(a)'],
  ['a property of a result', 'a(database.UserSecret(b).SecretArn)', 'a(database.UserSecret(b).SecretArn())'],
  ['a method of a variable', 'database.userSecret(a)', 'database.UserSecret(a)'],
  ['a static method', 'ecs.Secret_fromSecretsManager(a, b)', 'awsecs.Secret_FromSecretsManager(a, b)'],
  ['what is printed', 'fmt.Println(database.Explain().ToText())', 'fmt.Println(*database.Explain().ToText())'],
])('%s', (_, code, changed) => {
  expect(corrected(code)).toBe(changed);
  expect(corrected(changed)).toBe(changed);
});

test.each([
  ['a constructor', 'ec2.NewVpc(stack, jsii.String("(,"))', 'awsec2.NewVpc(stack, jsii.String("(,"), nil)'],
  [
    'a static method without arguments',
    'oficinapostgres.EnvironmentProfile_Prod()',
    'oficinapostgres.EnvironmentProfile_Prod(nil)',
  ],
  [
    'a method with arguments in braces',
    'database.GrantReadCredentials(&a{\n\tB: c,\n\tD: e,\n})',
    'database.GrantReadCredentials(&a{\n\tB: c,\n\tD: e,\n}, nil)',
  ],
  [
    'calls inside of calls',
    'oficinapostgres.EnvironmentProfile_Custom(name, oficinapostgres.EnvironmentProfile_Prod())',
    'oficinapostgres.EnvironmentProfile_Custom(name, oficinapostgres.EnvironmentProfile_Prod(nil), nil)',
  ],
])('the optional parameters of %s', (_, code, changed) => {
  expect(corrected(code)).toBe(changed);
  expect(corrected(changed)).toBe(changed);
});

test.each([
  'node.AddDependency()',
  'database.Explain()',
  'Privileges: oficinapostgres.UserPrivileges_READ_WRITE,',
  'Threshold: jsii.Number(0.05),',
  '&NobodyKnows{',
  'text := jsii.String("ec2.NewVpc(a, map[string]b) // jsii.Boolean(") // database.endpointAddress, []IConnectable{',
])('%s stays as it is', (code) => {
  expect(corrected(code)).toBe(code);
});

test('a name that means several things stays as it is', () => {
  expect(corrected('[]Secret{', [])).toBe('[]Secret{');
  const grants = ['oficina-postgres.OficinaPostgres#grantConnect', 'oficina-postgres.IPostgresProxy#grantConnect'];
  expect(corrected('database.GrantConnect(role)', grants)).toBe('database.GrantConnect(role)');
});

test('shown imports are those of the packages in use', () => {
  const shown = 'import "github.com/aws/aws-cdk-go/awscdk"\nimport "github.com/aws/aws-cdk-go/awscdk"\n\n\n';
  const statements = 'app := awscdk.NewApp()\nfmt.Println(*ec2.NewVpc(app, jsii.String("Vpc"), nil).VpcId())';
  const complete = `import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
)

${statements.replace('ec2.', 'awsec2.')}`;
  expect(corrected(`${shown}${statements}`)).toBe(complete);
  expect(corrected(complete)).toBe(complete);
});
