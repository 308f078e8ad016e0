import { App, Size, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EnvironmentProfile, OficinaPostgresProps, PostgresAlarms, PostgresDashboard, PostgresEvents } from '../../src';
import { clientSecurityGroup, database, emptyStack, isolatedVpc, privateVpc, refusal } from '../support/database';

/*
 * Apps may implement the interfaces of aws-cdk-lib with classes of their own. In Python, Java, C# and Go the library
 * gets an object with the members that such a class overrides, and without the others.
 */

type Made = Record<string, unknown>;

/** The public members of an object, with those that it inherits. */
function membersOf(made: object): string[] {
  const names = new Set<string>();
  for (let level = made; level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const name of Object.getOwnPropertyNames(level)) names.add(name);
  }
  names.delete('constructor');
  return [...names].filter((name) => !name.startsWith('_'));
}

/**
 * An object of no class with the members of another one, as jsii makes it of a class that overrides them.
 *
 * @param read gets the name of each member that is read
 */
function implementation(made: object, members: string[], read: Set<string> = new Set()): any {
  const property = (name: string): PropertyDescriptor => ({
    enumerable: true,
    get: () => {
      read.add(name);
      const value = (made as Made)[name];
      return typeof value === 'function' ? value.bind(made) : value;
    },
  });
  return Object.defineProperties({}, Object.fromEntries(members.map((name) => [name, property(name)])));
}

const WATCHED = { instanceType: new ec2.InstanceType('m6g.large'), allocatedStorage: Size.gibibytes(100) };

/** What is passed to the library, and what is then made with it. */
const KINDS: Record<string, { make: (stack: Stack) => object; pass: (stack: Stack, passed: any) => void }> = {
  key: {
    make: (stack) => new kms.Key(stack, 'Made'),
    pass: (stack, encryptionKey) => database({ encryptionKey, profile: EnvironmentProfile.prod() }, stack),
  },
  topic: {
    make: (stack) => new sns.Topic(stack, 'Made'),
    pass: (stack, topic) =>
      database({ alarmTopic: topic, pagingTopic: topic, alarmEmails: ['plantao@oficina.example'] }, stack),
  },
  'security group': {
    make: (stack) => new ec2.SecurityGroup(stack, 'Made', { vpc: privateVpc(stack) }),
    pass: (stack, securityGroup) => {
      const vpc = stack.node.findChild('Vpc') as ec2.Vpc;
      const made = database({ vpc, securityGroup, readReplicas: 1 }, stack);
      made.database.connections.allowDefaultPortFrom(clientSecurityGroup(stack));
    },
  },
  client: {
    make: (stack) => new ec2.SecurityGroup(stack, 'Made', { vpc: privateVpc(stack) }),
    pass: (stack, client) => database({ vpc: stack.node.findChild('Vpc') as ec2.Vpc, clients: [client] }, stack),
  },
  VPC: { make: isolatedVpc, pass: (stack, vpc) => database({ vpc }, stack) },
  endpoint: {
    make: (stack) =>
      ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Made', {
        vpcEndpointId: 'vpce-0123456789abcdef0',
        port: 443,
        securityGroups: [clientSecurityGroup(stack)],
      }),
    pass: (stack, secretsManagerEndpoint) => database({ secretsManagerEndpoint }, stack),
  },
  instance: {
    make: (stack) =>
      rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Made', {
        instanceIdentifier: 'legacy-db',
        instanceEndpointAddress: 'legacy-db.example',
        port: 5432,
        securityGroups: [],
      }),
    pass: (stack, instance) => {
      const { logGroup } = new PostgresEvents(stack, 'Events', { instance });
      const props = { ...WATCHED, instance, eventLogGroup: logGroup };
      new PostgresDashboard(stack, 'Board', { ...props, alarms: new PostgresAlarms(stack, 'Alarms', props) });
    },
  },
};

describe.each(Object.entries(KINDS))('an implementation of the app’s own: a %s', (_, { make, pass }) => {
  /** Passes an implementation with some members, synthesises, and returns the error, if there is one. */
  function errorWith(has: (name: string) => boolean, read?: Set<string>): Error | undefined {
    const stack = emptyStack();
    const made = make(stack);
    try {
      pass(stack, implementation(made, membersOf(made).filter(has), read));
      (stack.node.root as App).synth();
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  test('is refused in words without any member', () => {
    expect(errorWith(() => false)?.message).toMatch(/ must be .*, got (\[?a record)/);
  });

  test('works with every member, and without any one of them works or is refused in words', () => {
    const read = new Set<string>();
    expect(errorWith(() => true, read)).toBeUndefined();
    const errors = [...read].map((left) => errorWith((name) => name !== left));
    const unreadable = errors.filter((error) => error && !/ must be .*, got .*; /.test(error.message));
    expect({ unreadable, read: read.size > 0 }).toEqual({ unreadable: [], read: true });
  });
});

test('what is missing is named, with a way out', () => {
  const without = (...names: string[]): Partial<OficinaPostgresProps> => {
    const key = new kms.Key(emptyStack(), 'Key');
    return {
      encryptionKey: implementation(
        key,
        membersOf(key).filter((name) => !names.includes(name)),
      ),
    };
  };
  expect(refusal(without('keyRef', 'grant'))).toBe(
    '[Stack/Database] encryptionKey must be a KMS key, got one without keyRef, grant; ' +
      'give a class of your own every member of the interface, or pass what aws-cdk-lib makes',
  );
});

describe('a key of the app’s own with every member', () => {
  const agent = process.env.JSII_AGENT;
  afterEach(() => {
    if (agent === undefined) delete process.env.JSII_AGENT;
    else process.env.JSII_AGENT = agent;
  });

  /** Passes such a key, or one of aws-cdk-lib, from an app in another language. */
  function passKey(language: string, whole: (key: kms.Key) => kms.IKey): () => void {
    process.env.JSII_AGENT = language; // as jsii sets it for the process of aws-cdk-lib
    const stack = emptyStack();
    return () => database({ encryptionKey: whole(new kms.Key(stack, 'Key')) }, stack);
  }

  const own = (key: kms.Key): kms.IKey => implementation(key, membersOf(key));

  test.each(['Java/17.0.19', 'go1.26.1/linux/amd64'])('is refused in %s', (language) => {
    expect(passKey(language, own)).toThrow(
      '[Stack/Database] encryptionKey must be a KMS key, got a class of your own, whose methods jsii cannot all call ' +
        'in Java and Go; pass what aws-cdk-lib makes',
    );
    expect(passKey(language, (key) => key)).not.toThrow();
  });

  test('is taken in Python', () => {
    expect(passKey('Python/3.12.3', own)).not.toThrow();
  });
});
