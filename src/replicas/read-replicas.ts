import { Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { IReadReplica, ReadReplicaProps } from './read-replica';
import { ReadReplica, ReplicaResources } from './read-replica-instance';
import { readReplicaPropTypes, readReplicaRules } from './read-replica-rules';
import { hasOwnParameters, replicaSettings } from './read-replica-settings';
import { watchReplica, watchReplicaInOtherRegion } from './replica-monitoring';
import { replicaOutputPrefix } from './replica-outputs';
import { DatabaseUsers } from '../credentials/database-users';
import { iamLogin } from '../credentials/iam-login';
import { DatabaseKey, letLogsUseKey, logGroupPrefix } from '../encryption/database-key';
import { withoutAlias } from '../encryption/key-alias';
import { keyRules } from '../encryption/key-rules';
import { DatabaseMonitoring } from '../monitoring/database-monitoring';
import { topicRules, topicValues } from '../monitoring/topic-rules';
import { DatabaseNetwork } from '../network/database-network';
import { tagDatabase } from '../operations/database-tags';
import { keyRemovalPolicy } from '../operations/removal';
import { DatabaseParameters } from '../parameters/database-parameters';
import { statefulNameFromRegion } from '../regions/names-in-regions';
import { supportId, supportStack, topLevelStack } from '../regions/support-stack';
import { derivedNameRules } from '../settings/derived-name-rules';
import { ExplainedSetting } from '../settings/explanation';
import { settingRules } from '../settings/setting-rules';
import { ResolvedSettings, Settings } from '../settings/settings';
import { definedProps } from '../validation/defined-props';
import { claimName } from '../validation/names-in-use';
import { invalidProps } from '../validation/prop-types';
import { brokenRules } from '../validation/rule';
import { ValidationError } from '../validation/validation-error';

/** The resources of a database that its replicas use. */
interface Source {
  readonly instance: rds.IDatabaseInstance;
  readonly subnetGroup: rds.ISubnetGroup;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly encryptionKey: kms.IKey;
  readonly parameterGroup: rds.IParameterGroup;
}

/** The resources of a database and its settings, as its replicas need them. */
export interface ReplicasResources {
  readonly resolved: ResolvedSettings;
  readonly database: Source;
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  /** The monitoring of the database; undefined if it has none. */
  readonly monitoring?: DatabaseMonitoring;
  /** The users of the database; undefined without bootstrap. */
  readonly users?: DatabaseUsers;
}

/** A replica that has been added. */
interface AddedReplica {
  readonly id: string;
  readonly isInOtherRegion: boolean;
  /** Whether the prop `readReplicas` gives the id. */
  readonly numbered: boolean;
  /** Class and region, for `explain()`. */
  readonly value: string;
}

/** The resources of a replica that depend on its region. */
type RegionalResources = Pick<
  ReplicaResources,
  'vpc' | 'subnetGroup' | 'securityGroup' | 'otherSecurityGroups' | 'key' | 'parameterGroup' | 'sourceInOtherRegion'
>;

/**
 * The read replicas of a database, in its region and in others. Each has an id of its own that does not depend on the
 * others: a higher number in `readReplicas` adds replicas and changes nothing else.
 */
export class ReadReplicas extends Construct {
  readonly list: IReadReplica[] = [];
  private readonly added: AddedReplica[] = [];

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
   * Adds a replica.
   *
   * @param caller the function that the stack trace of an error starts at
   * @throws an error that lists everything that is wrong
   */
  add(id: string, props: ReadReplicaProps | undefined, caller: Function): IReadReplica {
    this.refuse(invalidProps({ ...props }, readReplicaPropTypes(), 'ReadReplicaProps'), caller);
    return this.make(id, definedProps(props ?? {}), false, caller);
  }

  /** Returns a row of `explain()` for each replica that was added; the prop `readReplicas` has its own row. */
  explain(): ExplainedSetting[] {
    return this.added
      .filter(({ numbered }) => !numbered)
      .map(({ id, value }) => ({
        name: `replica ${id}`,
        value,
        source: 'prop',
        consequence: 'COST: one more instance and storage; its readers see slightly older data',
      }));
  }

  private make(id: string, props: ReadReplicaProps, numbered: boolean, caller: Function): IReadReplica {
    const resolved = replicaSettings(this.resources.resolved, this.nameOf(id ?? '', props), props);
    this.refuse(this.problems(id, props, numbered, resolved.values), caller);
    const { region } = props;
    const isInOtherRegion = region !== undefined;
    const replica = isInOtherRegion
      ? this.makeInOtherRegion(id, props, region, resolved)
      : this.makeInRegionOfDatabase(id, props, resolved);
    const { instanceType } = resolved.values;
    const value = isInOtherRegion ? `${instanceType} in ${region}` : `${instanceType}`;
    this.added.push({ id, isInOtherRegion, numbered, value });
    this.list.push(replica);
    return replica;
  }

  /**
   * Returns the suffix of the names of a replica. In another region it ends in the region of the database, because
   * another database may have a replica of the same name in that region.
   */
  private nameOf(id: string, { region }: ReadReplicaProps): string {
    const homeRegion = Stack.of(this).region;
    if (region === undefined || Token.isUnresolved(homeRegion)) return id;
    return statefulNameFromRegion(id, homeRegion);
  }

  private problems(id: string, props: ReadReplicaProps, numbered: boolean, replica: Settings): string[] {
    const database = this.resources.resolved.values;
    const home = { account: Stack.of(this).account, region: Stack.of(this).region };
    const problems = brokenRules(readReplicaRules, {
      ...props,
      id: id ?? '',
      numbered,
      others: this.added,
      home,
      rotation: database.rotation,
      database,
      replica,
    });
    // The checks below need a valid region, VPC and id.
    if (problems.length > 0) return problems;

    const region = props.region ?? home.region;
    const { alarmTopic, pagingTopic } = props;
    const network = DatabaseNetwork.select(
      props.vpc ?? this.resources.vpc,
      props.vpc ? props.vpcSubnets : this.resources.vpcSubnets,
      props.clients,
    );
    return [
      ...brokenRules(settingRules, replica),
      ...brokenRules(derivedNameRules, { ssmParameterPrefix: database.ssmParameterPrefix }),
      ...brokenRules(keyRules, { encryptionKey: withoutAlias(props.encryptionKey), region }),
      ...brokenRules(topicRules, { ...topicValues(this, { alarmTopic, pagingTopic }), region }),
      ...network.problems,
    ];
  }

  private makeInRegionOfDatabase(id: string, props: ReadReplicaProps, resolved: ResolvedSettings): ReadReplica {
    const { database, vpc, monitoring } = this.resources;
    const settings = resolved.values;
    const scope = new Construct(this, id);
    this.claimIdentifier(scope, settings.instanceIdentifier);
    // The policy of the key names only the log groups of the database.
    letLogsUseKey(scope, database.encryptionKey, `${logGroupPrefix(settings.instanceIdentifier, 'database')}/*`);
    const replica = this.makeReplica(scope, id, props, resolved, {
      vpc,
      subnetGroup: database.subnetGroup,
      securityGroup: props.securityGroup ?? makeSecurityGroup(scope, vpc),
      // The clients of the database reach the replica by this group; the clients of its own group reach only the
      // replica.
      otherSecurityGroups: [database.securityGroup],
      key: database.encryptionKey,
      parameterGroup: hasOwnParameters(this.resources.resolved.values, settings)
        ? new DatabaseParameters(scope, 'Parameters', settings).parameterGroup
        : database.parameterGroup,
    });
    if (monitoring) watchReplica(scope, replica, settings, monitoring);
    return replica;
  }

  private makeInOtherRegion(
    id: string,
    props: ReadReplicaProps,
    region: string,
    resolved: ResolvedSettings,
  ): ReadReplica {
    const database = this.resources.resolved.values;
    const settings = resolved.values;
    const homeRegion = Stack.of(this).region;
    const vpc = props.vpc!;
    const clients = props.clients ?? [];
    const regional = this.regionalScope(region);
    const scope = new Construct(regional, id);
    this.claimIdentifier(scope, settings.instanceIdentifier);
    const network = new DatabaseNetwork(scope, 'Network', {
      vpc,
      vpcSubnets: DatabaseNetwork.select(vpc, props.vpcSubnets, clients).selection,
      securityGroup: props.securityGroup && importSecurityGroup(scope, props.securityGroup),
      port: settings.port,
      removalPolicy: settings.removalPolicy,
    });
    const ownProps = { ...props, clients: clients.flatMap(asPeers) };
    const replica = this.makeReplica(scope, id, ownProps, resolved, {
      vpc,
      subnetGroup: network.subnetGroup,
      securityGroup: network.securityGroup,
      otherSecurityGroups: [],
      key: new DatabaseKey(scope, 'Encryption', {
        instanceIdentifier: settings.instanceIdentifier,
        encryptionKey: withoutAlias(props.encryptionKey),
        // A promoted replica is a database: its key outlives it under the same conditions as the key of a database.
        removalPolicy: keyRemovalPolicy(database.removalPolicy, database.deleteAutomatedBackups),
      }).key,
      parameterGroup: new DatabaseParameters(scope, 'Parameters', settings).parameterGroup,
      sourceInOtherRegion: { region: homeRegion, instanceIdentifier: database.instanceIdentifier },
    });
    const { monitoring } = this.resources;
    if (monitoring) {
      watchReplicaInOtherRegion(scope, regional, replica, settings, {
        alarmTopic: props.alarmTopic,
        pagingTopic: props.pagingTopic,
        databaseIdentifier: database.instanceIdentifier,
        sourceRegion: homeRegion,
      });
      monitoring.dashboard._addReplica(replica.instanceIdentifier, replica.metricReplicaLag());
    }
    return replica;
  }

  private makeReplica(
    scope: Construct,
    id: string,
    props: ReadReplicaProps,
    resolved: ResolvedSettings,
    regionalResources: RegionalResources,
  ): ReadReplica {
    const { ssmParameterPrefix, iamAuthentication } = resolved.values;
    const database = this.node.scope as Construct;
    const isInOtherRegion = regionalResources.sourceInOtherRegion !== undefined;
    const replica = new ReadReplica(scope, 'Instance', {
      ...regionalResources,
      resolved,
      source: this.resources.database.instance,
      hasOwnStorage: props.allocatedStorage !== undefined,
      availabilityZone: props.availabilityZone,
      ssmParameterPrefix: `${ssmParameterPrefix}/replicas/${this.nameOf(id, props)}`,
      outputPrefix: replicaOutputPrefix(database, id, isInOtherRegion),
      iamLogin: (user) => iamLogin(database, user, iamAuthentication, this.resources.users),
    });
    for (const client of props.clients ?? []) replica.connections.allowDefaultPortFrom(client, 'PostgreSQL');
    return replica;
  }

  /** Returns the parent of this database's replicas in another region, in a stack that is deployed after its own. */
  private regionalScope(region: string): Construct {
    const database = this.node.scope as Construct;
    const { stackName } = topLevelStack(Stack.of(this));
    const stack = supportStack(this, {
      purpose: 'replicas',
      region,
      description: `Read replicas of the databases of ${stackName}`,
    });
    const id = supportId(database);
    const existing = stack.node.tryFindChild(id) as Construct | undefined;
    if (existing) return existing;
    const scope = new Construct(stack, id);
    tagDatabase(scope, this.resources.resolved.values);
    return scope;
  }

  /** Claims the identifier for a replica, or throws an error if another instance of the app has it. */
  private claimIdentifier(scope: Construct, instanceIdentifier: string): void {
    const owner = claimName(scope, 'instanceIdentifier', instanceIdentifier);
    if (!owner) return;
    throw new Error(
      `[${this.node.scope!.node.path}] instanceIdentifier must be unique in an account and region, ` +
        `got '${instanceIdentifier}', which ${owner} has too; give this replica another one`,
    );
  }

  private refuse(problems: string[], caller: Function): void {
    if (problems.length > 0) throw new ValidationError(this.node.scope!, problems, caller);
  }
}

/** Returns the client by the ids of its security groups, so that no rule is written into its stack. */
function asPeers(client: ec2.IConnectable): ec2.IConnectable[] {
  const { securityGroups } = client.connections;
  if (securityGroups.length === 0) return [client];
  return securityGroups.map(({ securityGroupId }) => ec2.Peer.securityGroupId(securityGroupId));
}

/** Imports a group again, into the stack of the replica: rules are written into the stack of the import. */
function importSecurityGroup(scope: Construct, { securityGroupId }: ec2.ISecurityGroup): ec2.ISecurityGroup {
  return ec2.SecurityGroup.fromSecurityGroupId(scope, 'SecurityGroup', securityGroupId);
}

function makeSecurityGroup(scope: Construct, vpc: ec2.IVpc): ec2.SecurityGroup {
  return new ec2.SecurityGroup(scope, 'SecurityGroup', {
    vpc,
    description: 'PostgreSQL of the read replica for its own clients only',
    allowAllOutbound: false,
  });
}
