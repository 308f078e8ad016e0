import { SMALL_API } from './small-api';
import { correctJava } from '../../tools/support/java-translation';

const REFERENCES = ['aws-cdk-lib.Environment', 'aws-cdk-lib.aws_ec2.Vpc', 'oficina-postgres.OficinaPostgres#explain'];

const corrected = (code: string) => correctJava(code, { typeScript: '', references: REFERENCES }, SMALL_API);

test.each([
  [
    'of a variable',
    'function.connections.allowToDefaultPort(database);',
    'function.getConnections().allowToDefaultPort(database);',
  ],
  ['of a property', 'stack.node.root.toString();', 'stack.getNode().getRoot().toString();'],
  ['of what a call returns', 'app.stack().node.addDependency(user);', 'app.stack().getNode().addDependency(user);'],
])('a property %s is read by its getter', (_, code, changed) => {
  expect(corrected(code)).toBe(changed);
  expect(corrected(changed)).toBe(changed);
});

test('imports are completed', () => {
  const shown = 'import software.amazon.awscdk.Stack;\nimport software.amazon.awscdk.services.ec2.*;\n\n\n';
  const statements = 'create(new Vpc(stack, "Vpc"), List.of(Environment.builder().build()));';
  const complete = [
    'import java.util.List;',
    'import software.amazon.awscdk.Environment;',
    'import software.amazon.awscdk.Stack;',
    'import software.amazon.awscdk.services.ec2.*;',
    '',
    statements,
  ].join('\n');
  expect(corrected(`${shown}${statements}`)).toBe(complete);
  expect(corrected(complete)).toBe(complete);
});

test.each([
  'System.out.println(database.explain().toText());',
  'this.database.grantConnect(role, "a");',
  'new software.amazon.awscdk.services.ec2.Vpc(this, "Vpc");',
  'software.amazon.awscdk.Size.gibibytes(1);',
  'OficinaPostgres.Builder.create(this, "Database").vpc(vpc).build();',
  'String text = "function.connections.allowTo()"; // function.connections.allowTo()',
  'Map.of("a", List.of());',
])('%s stays as it is', (code) => {
  expect(corrected(code)).toBe(code);
});
