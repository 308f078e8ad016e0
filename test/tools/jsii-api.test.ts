import { SMALL_API } from './small-api';

test('types are found by their simple names', () => {
  expect(SMALL_API.typesNamed('Vpc')).toEqual(['aws-cdk-lib.aws_ec2.Vpc']);
  expect(SMALL_API.typesNamed('Secret')).toEqual([
    'aws-cdk-lib.aws_ecs.Secret',
    'aws-cdk-lib.aws_secretsmanager.Secret',
  ]);
  expect(SMALL_API.typesNamed('Nothing')).toEqual([]);
});

test.each([
  ['of a constructor', 'aws-cdk-lib.aws_ec2.Vpc', 3],
  ['of a method', 'oficina-postgres.OficinaPostgres#grantConnect', 2],
  ['of a method without any', 'oficina-postgres.OficinaPostgres#explain', 0],
  ['of an inherited method', 'oficina-postgres.OficinaPostgres#grantReadCredentials', 2],
  ['of a method that takes any number', 'constructs.Node#addDependency', undefined],
  ['of a struct', 'aws-cdk-lib.Environment', undefined],
  ['of a property', 'oficina-postgres.OficinaPostgres#connections', undefined],
  ['of another package', 'cdk-nag.NagSuppressions#addStackSuppressions', undefined],
])('the number of parameters %s', (_, reference, count) => {
  expect(SMALL_API.parametersOf(reference)).toBe(count);
});

test.each([
  ['oficina-postgres.OficinaPostgres', 'oficinapostgres', 'io.github.edimilsonldutra.oficinapostgres'],
  ['aws-cdk-lib.Environment', 'awscdk', 'software.amazon.awscdk'],
  ['aws-cdk-lib.aws_ec2.Vpc', 'awsec2', 'software.amazon.awscdk.services.ec2'],
  ['constructs.Node', 'constructs', 'software.constructs'],
])('%s has its package in Go and in Java', (fqn, ofGo, ofJava) => {
  expect(SMALL_API.goPackage(fqn)).toBe(ofGo);
  expect(SMALL_API.javaPackage(fqn)).toBe(ofJava);
});

test('Go imports major versions', () => {
  expect(Object.fromEntries(SMALL_API.goImports)).toEqual({
    awscdk: 'github.com/aws/aws-cdk-go/awscdk/v2',
    constructs: 'github.com/aws/constructs-go/constructs/v10',
    oficinapostgres: 'github.com/edimilsonldutra/oficina-postgres-go/oficinapostgres',
  });
});
