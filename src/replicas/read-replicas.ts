import { Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { IReadReplica, ReadReplicaProps } from './read-replica';
import { ReadReplica, ReplicaResources } from './read-replica-instance';
import { readReplicaKinds, readReplicaRules } from './read-replica-rules';
import { hasOwnParameters, replicaSettings } from './read-replica-settings';
import { watchReplica, watchReplicaAbroad } from './replica-monitoring';
import { replicaOutputPrefix } from './replica-outputs';
import { DatabaseUsers } from '../credentials/database-users';
import { iamLogin } from '../credentials/iam-login';
import { DatabaseKey, letLogsUseKey, logGroupPrefix } from '../encryption/database-key';
import { keyItself } from '../encryption/given-key';
import { keyRules } from '../encryption/key-rules';
import { DatabaseMonitoring } from '../monitoring/database-monitoring';
import { topicRules, topicValues } from '../monitoring/topic-rules';
import { DatabaseNetwork } from '../network/database-network';
import { tagDatabase } from '../operations/database-tags';
import { companionRemoval } from '../operations/removal';
import { DatabaseParameters } from '../parameters/database-parameters';
import { statefulNameFrom } from '../regions/names-in-regions';
import { supportId, supportStack, topmost } from '../regions/support-stack';
import { derivedNameRules } from '../settings/derived-name-rules';
import { ExplainedSetting } from '../settings/explanation';
import { settingRules } from '../settings/setting-rules';
import { ResolvedSettings } from '../settings/settings';
import { definedProps } from '../validation/defined-props';
import { takeName } from '../validation/names-in-use';
import { invalidProps } from '../validation/prop-types';
import { brokenRules } from '../validation/rule';
import { ValidationError } from '../validation/validation-error';

/** What of a database its replicas follow. */
interface Source {
  readonly instance: rds.IDatabaseInstance;
  readonly subnetGroup: rds.SubnetGroup;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly encryptionKey: kms.IKey;
  readonly parameterGroup: rds.ParameterGroup;
}

/** What the database gives to its replicas. */
export interface ReplicasResources {
  readonly resolved: ResolvedSettings;
  readonly database: Source;
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  /** Undefined without monitoring. */
  readonly monitoring?: DatabaseMonitoring;
  /** Undefined without bootstrap. */
  readonly users?: DatabaseUsers;
}

/** The read replicas of a database, here and in other regions. Each has an id of its own, and none is derived from another: a higher number adds, and no more. */
export class ReadReplicas extends Construct {
  readonly list: IReadReplica[] = [];
  private readonly places: { id: string; abroad: boolean; numbered: boolean; value: string }[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly resources: ReplicasResources,
  ) {
    super(scope, id);
    for (let number = 1; number <= resources.resolved.values.readReplicas; number++) {
      this.make(`replica-${number}`, {}, true, scope.constructor);
    }
  }

  /**
   * One more replica.
   *
   * @throws an error that lists everything that is wrong
   */
  add(id: string, props: ReadReplicaProps | undefined, caller: Function): IReadReplica {
    this.refuse(invalidProps({ ...props }, readReplicaKinds(), 'ReadReplicaProps'), caller);
    return this.make(id, definedProps(props ?? {}), false, caller);
  }

  /** A row for each replica that was added; the prop `readReplicas` has its own. */
  explain(): ExplainedSetting[] {
    return this.places
      .filter(({ numbered }) => !numbered)
      .map(({ id, value }) => ({
        name: `replica ${id}`,
        value,
        source: 'prop',
        consequence: 'COST: one more instance and storage; its readers see data of moments ago',
      }));
  }

  private make(id: string, props: ReadReplicaProps, numbered: boolean, caller: Function): IReadReplica {
    const resolved = replicaSettings(this.resources.resolved, this.nameOf(id ?? '', props), props);
    this.refuse(this.problems(id, props, numbered, resolved), caller);
    const replica =
      props.region === undefined
        ? this.makeHere(id, props, resolved)
        : this.makeAbroad(id, props, props.region, resolved);
    const value = `${resolved.values.instanceType}${props.region ? ` in ${props.region}` : ''}`;
    this.places.push({ id, abroad: props.region !== undefined, numbered, value });
    this.list.push(replica);
    return replica;
  }

  /**
   * The suffix of a replica's names. In another region it carries the database's region, as another database there may
   * have a replica of the same name.
   */
  private nameOf(id: string, { region }: ReadReplicaProps): string {
    const home = Stack.of(this).region;
    return region === undefined || Token.isUnresolved(home) ? id : statefulNameFrom(id, home);
  }

  private problems(
    id: string,
    props: ReadReplicaProps,
    numbered: boolean,
    { values: replica }: ResolvedSettings,
  ): string[] {
    const { values: database } = this.resources.resolved;
    const { account, region } = Stack.of(this);
    const problems = brokenRules(readReplicaRules, {
      ...props,
      id: id ?? '',
      numbered,
      others: this.places,
      home: { account, region },
      rotation: database.rotation,
      database,
      replica,
    });
    // What is known to be wrong with the place is not looked at any closer.
    if (problems.length > 0) return problems;
    const { alarmTopic, pagingTopic } = props;
    return [
      ...brokenRules(settingRules, replica),
      ...brokenRules(derivedNameRules, { ssmParameterPrefix: database.ssmParameterPrefix }),
      ...brokenRules(keyRules, { encryptionKey: keyItself(props.encryptionKey), region: props.region ?? region }),
      ...brokenRules(topicRules, { ...topicValues(this, { alarmTopic, pagingTopic }), region: props.region ?? region }),
      ...DatabaseNetwork.select(
        props.vpc ?? this.resources.vpc,
        props.vpc ? props.vpcSubnets : this.resources.vpcSubnets,
        props.clients,
      ).problems,
    ];
  }

  private makeHere(id: string, props: ReadReplicaProps, resolved: ResolvedSettings): ReadReplica {
    const { database, vpc } = this.resources;
    const { values } = resolved;
    const scope = new Construct(this, id);
    this.takeIdentifier(scope, values.instanceIdentifier);
    // The policy names the log groups of the database alone.
    letLogsUseKey(scope, database.encryptionKey, `${logGroupPrefix(values.instanceIdentifier, 'database')}/*`);
    const replica = this.replica(scope, id, props, resolved, {
      vpc,
      subnetGroup: database.subnetGroup,
      securityGroup: props.securityGroup ?? securityGroupOf(scope, vpc),
      // The clients of the database reach it by this one; who is let in by its own reaches the replica alone.
      otherSecurityGroups: [database.securityGroup],
      key: database.encryptionKey,
      parameterGroup: hasOwnParameters(this.resources.resolved.values, values)
        ? new DatabaseParameters(scope, 'Parameters', values).parameterGroup
        : database.parameterGroup,
    });
    if (this.resources.monitoring) watchReplica(scope, replica, values, this.resources.monitoring);
    return replica;
  }

  private makeAbroad(id: string, props: ReadReplicaProps, region: string, resolved: ResolvedSettings): ReadReplica {
    const { values } = resolved;
    const { values: database } = this.resources.resolved;
    const { vpc, clients = [] } = props;
    const encryptionKey = keyItself(props.encryptionKey);
    const regional = this.regionalScope(region);
    const scope = new Construct(regional, id);
    this.takeIdentifier(scope, values.instanceIdentifier);
    const { selection: vpcSubnets } = DatabaseNetwork.select(vpc!, props.vpcSubnets, clients);
    // Rules stand in the stack that a group was imported in: here it is imported once more, where the replica is.
    const securityGroup =
      props.securityGroup &&
      ec2.SecurityGroup.fromSecurityGroupId(scope, 'SecurityGroup', props.securityGroup.securityGroupId);
    const network = new DatabaseNetwork(scope, 'Network', {
      vpc: vpc!,
      vpcSubnets,
      securityGroup,
      port: values.port,
      removalPolicy: values.removalPolicy,
    });
    const replica = this.replica(scope, id, { ...props, clients: clients.flatMap(asPeers) }, resolved, {
      vpc: vpc!,
      subnetGroup: network.subnetGroup,
      securityGroup: network.securityGroup,
      otherSecurityGroups: [],
      key: new DatabaseKey(scope, 'Encryption', {
        instanceIdentifier: values.instanceIdentifier,
        encryptionKey,
        // A promoted replica is the database: its key outlives it, as that of the database does.
        removalPolicy: companionRemoval(database.removalPolicy, database.deleteAutomatedBackups).key,
      }).key,
      parameterGroup: new DatabaseParameters(scope, 'Parameters', values).parameterGroup,
      abroad: { sourceRegion: Stack.of(this).region, sourceIdentifier: database.instanceIdentifier },
    });
    if (database.monitoring) {
      watchReplicaAbroad(scope, regional, replica, values, {
        ...props,
        databaseIdentifier: database.instanceIdentifier,
        sourceRegion: Stack.of(this).region,
      });
      this.resources.monitoring!.dashboard._addReplica(replica.instanceIdentifier, replica.metricReplicaLag());
    }
    return replica;
  }

  private replica(
    scope: Construct,
    id: string,
    props: ReadReplicaProps,
    resolved: ResolvedSettings,
    place: Pick<
      ReplicaResources,
      'vpc' | 'subnetGroup' | 'securityGroup' | 'otherSecurityGroups' | 'key' | 'parameterGroup' | 'abroad'
    >,
  ): ReadReplica {
    const replica = new ReadReplica(scope, 'Instance', {
      ...place,
      resolved,
      source: this.resources.database.instance,
      storageGiven: props.allocatedStorage !== undefined,
      availabilityZone: props.availabilityZone,
      ssmParameterPrefix: `${resolved.values.ssmParameterPrefix}/replicas/${this.nameOf(id, props)}`,
      outputPrefix: replicaOutputPrefix(this.node.scope as Construct, id, place.abroad !== undefined),
      iamLogin: (user) => iamLogin(this.node.scope!, user, resolved.values.iamAuthentication, this.resources.users),
    });
    for (const client of props.clients ?? []) replica.connections.allowDefaultPortFrom(client, 'PostgreSQL');
    return replica;
  }

  /** Where the replicas of this database stand in another region: in a stack that is deployed after the database's. */
  private regionalScope(region: string): Construct {
    const [database, source] = [this.node.scope as Construct, topmost(Stack.of(this))];
    const stack = supportStack(this, {
      purpose: 'replicas',
      region,
      description: `Read replicas of the databases of ${source.stackName}`,
    });
    const id = supportId(database);
    const made = stack.node.tryFindChild(id) as Construct | undefined;
    if (made) return made;
    const scope = new Construct(stack, id);
    tagDatabase(scope, this.resources.resolved.values);
    return scope;
  }

  private takeIdentifier(scope: Construct, instanceIdentifier: string): void {
    const owner = takeName(scope, 'instanceIdentifier', instanceIdentifier);
    if (owner) {
      throw new Error(
        `[${this.node.scope!.node.path}] instanceIdentifier must be unique in an account and region, got '${instanceIdentifier}', which ${owner} has too; ` +
          'give this replica another one',
      );
    }
  }

  private refuse(problems: string[], caller: Function): void {
    if (problems.length > 0) throw new ValidationError(this.node.scope!, problems, caller);
  }
}

/** Who may connect, by id alone: nothing is written into another stack. */
function asPeers(client: ec2.IConnectable): ec2.IConnectable[] {
  const { securityGroups } = client.connections;
  return securityGroups.length > 0
    ? securityGroups.map(({ securityGroupId }) => ec2.Peer.securityGroupId(securityGroupId))
    : [client];
}

function securityGroupOf(scope: Construct, vpc: ec2.IVpc): ec2.SecurityGroup {
  return new ec2.SecurityGroup(scope, 'SecurityGroup', {
    vpc,
    description: 'PostgreSQL of the read replica for its own clients only',
    allowAllOutbound: false,
  });
}
