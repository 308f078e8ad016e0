"""Production, with the network, the clients and the recipients of alarms that the context names."""

from pathlib import Path

from aws_cdk import Duration, Environment, SecretValue, Size, Stack
from aws_cdk import aws_ec2 as ec2
from constructs import Construct
from oficina_postgres import (
    AlarmOverride,
    AlarmOverrides,
    AlarmSeverity,
    AuditClass,
    BackupVaultPlan,
    BootstrapSql,
    CrossRegionBackup,
    EnvironmentProfile,
    OficinaPostgres,
    RestoreDrill,
    UserPrivileges,
    WeekDay,
)

SQL = Path(__file__).parent / "sql"


class DatabaseStack(Stack):
    """A standby in a second zone, thirty days of point-in-time recovery in two regions, a vault whose backups are tried
    out twice a week, an audit trail of who changed what, a user for each service, a replica for reports and one in the
    other region, and a proxy for the functions.
    """

    def __init__(self, scope: Construct, construct_id: str, *, description: str, env: Environment) -> None:
        super().__init__(scope, construct_id, description=description, env=env, termination_protection=True)

        functions = self._security_group("lambdaSecurityGroupId")
        nodes = self._security_group("eksNodeSecurityGroupId")

        self.database = OficinaPostgres(
            self,
            "Database",
            vpc=self._vpc(
                "Vpc",
                region=self.region,
                vpc_id="vpcId",
                subnet_ids="privateSubnetIds",
                zones="availabilityZones",
            ),
            clients=[functions, nodes],
            profile=EnvironmentProfile.prod(),
            instance_type=ec2.InstanceType("r6g.large"),
            allocated_storage=Size.gibibytes(100),
            max_allocated_storage=Size.gibibytes(500),
            slow_query_threshold=Duration.millis(500),
            audit_classes=[AuditClass.DDL, AuditClass.ROLE, AuditClass.WRITE],
            # Beyond the profile: copies of manual snapshots are deleted after a year, and the vault of the other
            # region keeps its backups for as long.
            cross_region_backup=CrossRegionBackup.to_region("us-west-2", snapshot_retention=Duration.days(365)),
            backup_vault_plan=BackupVaultPlan.daily(copy_retention=Duration.days(365)),
            restore_drill=RestoreDrill.scheduled(week_days=[WeekDay.TUESDAY, WeekDay.FRIDAY]),
            bootstrap_sql=[BootstrapSql.from_file(str(SQL / "010-service-order.sql"))],
            alarm_emails=self._list_of("alarmEmails"),
            # The URL of PagerDuty's integration "Amazon CloudWatch".
            pager_duty_integration_url=SecretValue.secrets_manager(self._value_of("pagerDutySecretArn")),
            alarm_overrides=AlarmOverrides(
                high_cpu=AlarmOverride(threshold=70, evaluation_periods=3),
                read_latency=AlarmOverride(threshold=0.05, severity=AlarmSeverity.CRITICAL),  # seconds
                disk_queue_depth=AlarmOverride(enabled=False),
            ),
        )

        # One user for each service. The stack of the service grants access to it:
        # database.grant_read_credentials(orders_function, "service-orders").
        auth = self.database.add_application_user(
            "auth", privileges=UserPrivileges.READ_ONLY, iam_authentication=True
        )
        self.database.add_application_user("service-orders", privileges=UserPrivileges.READ_WRITE)
        self.database.add_application_user("migrations", privileges=UserPrivileges.OWNER, iam_authentication=True)

        # Many short-lived functions share the connections of the proxy and log in to it by IAM:
        # proxy.grant_connect(auth_function, auth).
        self.database.add_proxy("Functions", users=[auth], clients=[functions])

        self.database.add_read_replica("reports", instance_type=ec2.InstanceType("r6g.large"))
        # In a stack of that region, which is deployed after this one.
        self.database.add_read_replica(
            "west",
            region="us-west-2",
            vpc=self._vpc(
                "ReplicaVpc",
                region="us-west-2",
                vpc_id="replicaVpcId",
                subnet_ids="replicaSubnetIds",
                zones="replicaAvailabilityZones",
            ),
        )

    def _vpc(self, construct_id: str, *, region: str, vpc_id: str, subnet_ids: str, zones: str) -> ec2.IVpc:
        """Imports a VPC by the keys of the context that hold its attributes."""
        return ec2.Vpc.from_vpc_attributes(
            self,
            construct_id,
            region=region,
            vpc_id=self._value_of(vpc_id),
            private_subnet_ids=self._list_of(subnet_ids),
            availability_zones=self._list_of(zones),
        )

    def _security_group(self, key: str) -> ec2.ISecurityGroup:
        return ec2.SecurityGroup.from_security_group_id(self, key, self._value_of(key))

    def _list_of(self, key: str) -> list[str]:
        return self._value_of(key).split(",")

    def _value_of(self, key: str) -> str:
        """Returns a value of the context; `-c key=value` on the command line goes before cdk.json."""
        value: str = self.node.get_context(key)
        return value
