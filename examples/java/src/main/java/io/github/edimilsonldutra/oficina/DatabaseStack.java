package io.github.edimilsonldutra.oficina;

import io.github.edimilsonldutra.oficinapostgres.AlarmOverride;
import io.github.edimilsonldutra.oficinapostgres.AlarmOverrides;
import io.github.edimilsonldutra.oficinapostgres.AlarmSeverity;
import io.github.edimilsonldutra.oficinapostgres.ApplicationUserProps;
import io.github.edimilsonldutra.oficinapostgres.AuditClass;
import io.github.edimilsonldutra.oficinapostgres.BackupVaultPlan;
import io.github.edimilsonldutra.oficinapostgres.BootstrapSql;
import io.github.edimilsonldutra.oficinapostgres.CrossRegionBackup;
import io.github.edimilsonldutra.oficinapostgres.CrossRegionBackupOptions;
import io.github.edimilsonldutra.oficinapostgres.DailyBackupOptions;
import io.github.edimilsonldutra.oficinapostgres.EnvironmentProfile;
import io.github.edimilsonldutra.oficinapostgres.IApplicationUser;
import io.github.edimilsonldutra.oficinapostgres.OficinaPostgres;
import io.github.edimilsonldutra.oficinapostgres.PostgresProxyProps;
import io.github.edimilsonldutra.oficinapostgres.ReadReplicaProps;
import io.github.edimilsonldutra.oficinapostgres.RestoreDrill;
import io.github.edimilsonldutra.oficinapostgres.ScheduledDrillOptions;
import io.github.edimilsonldutra.oficinapostgres.UserPrivileges;
import io.github.edimilsonldutra.oficinapostgres.WeekDay;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.SecretValue;
import software.amazon.awscdk.Size;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.constructs.Construct;

/**
 * A standby in a second zone, thirty days of point-in-time recovery in two regions, a vault whose backups are tried out
 * twice a week, an audit trail of who changed what, a user for each service, a replica for reports and one in the other
 * region, and a proxy for the functions.
 */
public final class DatabaseStack extends Stack {

    private final OficinaPostgres database;

    public DatabaseStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);

        final ISecurityGroup functions = importSecurityGroup("lambdaSecurityGroupId");
        final ISecurityGroup nodes = importSecurityGroup("eksNodeSecurityGroupId");

        database = OficinaPostgres.Builder.create(this, "Database")
                .vpc(importVpc("Vpc", getRegion(), "vpcId", "privateSubnetIds", "availabilityZones"))
                .clients(List.of(functions, nodes))
                .profile(EnvironmentProfile.prod())
                .instanceType(new InstanceType("r6g.large"))
                .allocatedStorage(Size.gibibytes(100))
                .maxAllocatedStorage(Size.gibibytes(500))
                .slowQueryThreshold(Duration.millis(500))
                .auditClasses(List.of(AuditClass.DDL, AuditClass.ROLE, AuditClass.WRITE))
                // Beyond the profile: copies of manual snapshots are deleted after a year, and the vault of the other
                // region keeps its backups for as long.
                .crossRegionBackup(CrossRegionBackup.toRegion("us-west-2", CrossRegionBackupOptions.builder()
                        .snapshotRetention(Duration.days(365))
                        .build()))
                .backupVaultPlan(BackupVaultPlan.daily(DailyBackupOptions.builder()
                        .copyRetention(Duration.days(365))
                        .build()))
                .restoreDrill(RestoreDrill.scheduled(ScheduledDrillOptions.builder()
                        .weekDays(List.of(WeekDay.TUESDAY, WeekDay.FRIDAY))
                        .build()))
                // Relative to the folder of cdk.json, where the CDK CLI starts the app.
                .bootstrapSql(List.of(BootstrapSql.fromFile("sql/010-service-order.sql")))
                .alarmEmails(contextList("alarmEmails"))
                // The URL of PagerDuty's integration "Amazon CloudWatch".
                .pagerDutyIntegrationUrl(SecretValue.secretsManager(contextValue("pagerDutySecretArn")))
                .alarmOverrides(AlarmOverrides.builder()
                        .highCpu(AlarmOverride.builder().threshold(70).evaluationPeriods(3).build())
                        .readLatency(AlarmOverride.builder()
                                .threshold(0.05) // seconds
                                .severity(AlarmSeverity.CRITICAL)
                                .build())
                        .diskQueueDepth(AlarmOverride.builder().enabled(false).build())
                        .build())
                .build();

        // One user for each service. The stack of the service grants access to it:
        // database.grantReadCredentials(ordersFunction, "service-orders").
        final IApplicationUser auth = database.addApplicationUser("auth", ApplicationUserProps.builder()
                .privileges(UserPrivileges.READ_ONLY)
                .iamAuthentication(true)
                .build());
        database.addApplicationUser("service-orders", ApplicationUserProps.builder()
                .privileges(UserPrivileges.READ_WRITE)
                .build());
        database.addApplicationUser("migrations", ApplicationUserProps.builder()
                .privileges(UserPrivileges.OWNER)
                .iamAuthentication(true)
                .build());

        // Many short-lived functions share the connections of the proxy and log in to it by IAM:
        // proxy.grantConnect(authFunction, auth).
        database.addProxy("Functions", PostgresProxyProps.builder()
                .users(List.of(auth))
                .clients(List.of(functions))
                .build());

        database.addReadReplica("reports", ReadReplicaProps.builder()
                .instanceType(new InstanceType("r6g.large"))
                .build());
        // In a stack of that region, which is deployed after this one.
        database.addReadReplica("west", ReadReplicaProps.builder()
                .region("us-west-2")
                .vpc(importVpc(
                        "ReplicaVpc", "us-west-2", "replicaVpcId", "replicaSubnetIds", "replicaAvailabilityZones"))
                .build());
    }

    /** The database, for other stacks of the app. */
    public OficinaPostgres getDatabase() {
        return database;
    }

    /** Imports a VPC by the keys of the context that hold its attributes. */
    private IVpc importVpc(
            final String id, final String region, final String vpcKey, final String subnetsKey, final String zonesKey) {
        return Vpc.fromVpcAttributes(this, id, VpcAttributes.builder()
                .vpcId(contextValue(vpcKey))
                .region(region)
                .privateSubnetIds(contextList(subnetsKey))
                .availabilityZones(contextList(zonesKey))
                .build());
    }

    private ISecurityGroup importSecurityGroup(final String key) {
        return SecurityGroup.fromSecurityGroupId(this, key, contextValue(key));
    }

    private List<String> contextList(final String key) {
        return List.of(contextValue(key).split(","));
    }

    /** Returns a value of the context; {@code -c key=value} on the command line goes before cdk.json. */
    private String contextValue(final String key) {
        return (String) getNode().getContext(key);
    }
}
