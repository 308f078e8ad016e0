"""Makes every mistake of test/languages/mistakes.ts.

Writes the messages as JSON, by the id of the mistake, into the file that the first argument names; a mistake that
passes has the message "".
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, Callable

import jsii
from aws_cdk import App, Environment, SecretValue, Size, Stack, Stage
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_rds as rds
from aws_cdk import aws_sns as sns
from aws_cdk.interfaces import ResourceEnvironment
from aws_cdk.interfaces.aws_kms import KeyReference
from constructs import Node
from oficina_postgres import (
    AlarmOverride,
    AlarmOverrides,
    BootstrapSql,
    EnvironmentProfile,
    OficinaPostgres,
    RestoreSource,
    UserPrivileges,
)


class Given:
    """A stack with a VPC, and the props of a database in it."""

    def __init__(self, environment: Environment | None = None) -> None:
        app = App()
        self.stack = Stack(
            app, "Stack", env=environment or Environment(account="111122223333", region="us-east-1")
        )
        self.vpc = ec2.Vpc(
            self.stack,
            "Vpc",
            availability_zones=["us-east-1a", "us-east-1b"],
            nat_gateways=0,
            subnet_configuration=[
                ec2.SubnetConfiguration(name="isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
                ec2.SubnetConfiguration(name="public", subnet_type=ec2.SubnetType.PUBLIC),
            ],
        )

    def database(self, **props: Any) -> OficinaPostgres:
        return OficinaPostgres(
            self.stack, "Database", **{"vpc": self.vpc, "profile": EnvironmentProfile.dev(), **props}
        )


# Implementations of interfaces of aws-cdk-lib that override some members.


class Wrapper:
    def __init__(self, wrapped: Any) -> None:
        self.wrapped = wrapped


class WrappedResource(Wrapper):
    @property
    def node(self) -> Node:
        return self.wrapped.node

    @property
    def env(self) -> ResourceEnvironment:
        return self.wrapped.env


@jsii.implements(kms.IKey)
class KeyWithoutRef(WrappedResource):
    @property
    def key_arn(self) -> str:
        return self.wrapped.key_arn

    def add_to_resource_policy(
        self, statement: iam.PolicyStatement, allow_no_op: bool | None = None
    ) -> iam.AddToResourcePolicyResult:
        return self.wrapped.add_to_resource_policy(statement, allow_no_op)

    def grant(self, grantee: iam.IGrantable, *actions: str) -> iam.Grant:
        return self.wrapped.grant(grantee, *actions)

    def grant_encrypt_decrypt(self, grantee: iam.IGrantable) -> iam.Grant:
        return self.wrapped.grant_encrypt_decrypt(grantee)


@jsii.implements(kms.IKey)
class KeyOfItsOwn(KeyWithoutRef):
    @property
    def key_ref(self) -> KeyReference:
        return self.wrapped.key_ref


@jsii.implements(sns.ITopic)
class TopicWithoutPolicy(WrappedResource):
    @property
    def topic_arn(self) -> str:
        return self.wrapped.topic_arn

    @property
    def fifo(self) -> bool:
        return self.wrapped.fifo


@jsii.implements(sns.ITopic)
class TopicOfItsOwn(TopicWithoutPolicy):
    def add_to_resource_policy(self, statement: iam.PolicyStatement) -> iam.AddToResourcePolicyResult:
        return self.wrapped.add_to_resource_policy(statement)


@jsii.implements(ec2.IConnectable)
class ClientOfItsOwn(Wrapper):
    @property
    def connections(self) -> ec2.Connections:
        return ec2.Connections(security_groups=[self.wrapped])


@jsii.implements(ec2.IConnectable)
class ClientWithoutConnections:
    pass


def key(given: Given) -> kms.Key:
    return kms.Key(given.stack, "Key")


def topic(given: Given) -> sns.Topic:
    return sns.Topic(given.stack, "Topic")


def security_group(given: Given) -> ec2.SecurityGroup:
    return ec2.SecurityGroup(given.stack, "Client", vpc=given.vpc)


URL = "https://events.pagerduty.com/integration/0123456789abcdef/enqueue"

MISTAKES: dict[str, Callable[[Given], Any]] = {
    # The library refuses them, in every language.
    "public-subnets": lambda given: given.database(
        vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC)
    ),
    "no-such-subnets": lambda given: given.database(
        vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS)
    ),
    "retired-engine-version": lambda given: given.database(
        engine_version=rds.PostgresEngineVersion.of("15.4", "15")
    ),
    "unknown-instance-class": lambda given: given.database(instance_type=ec2.InstanceType("r99g.large")),
    "unknown-parameter": lambda given: given.database(parameters={"max_conections": "100"}),
    "iops-of-small-storage": lambda given: given.database(
        iops=12000, allocated_storage=Size.gibibytes(100), max_allocated_storage=Size.gibibytes(500)
    ),
    "empty-alarm-override": lambda given: given.database(
        alarm_overrides=AlarmOverrides(high_cpu=AlarmOverride())
    ),
    "impossible-threshold": lambda given: given.database(
        alarm_overrides=AlarmOverrides(high_cpu=AlarmOverride(threshold=170))
    ),
    "pager-duty-url-in-plain-text": lambda given: given.database(
        pager_duty_integration_url=SecretValue.unsafe_plain_text(URL)
    ),
    "reserved-user-name": lambda given: given.database(master_username="admin"),
    "identifier-with-underscore": lambda given: given.database(instance_identifier="oficina_db"),
    "profile-name-with-underscore": lambda given: EnvironmentProfile.custom(
        "pre_prod", EnvironmentProfile.dev()
    ),
    "single-zone-production": lambda given: given.database(profile=EnvironmentProfile.prod(), multi_az=False),
    "production-without-account": lambda given: Given(Environment(region="us-east-1")).database(
        profile=EnvironmentProfile.prod()
    ),
    "malformed-window": lambda given: given.database(backup_window="3:00-4:00"),
    "unknown-log": lambda given: given.database(log_exports=["postgres"]),
    "missing-sql-file": lambda given: BootstrapSql.from_file("sql/nowhere.sql"),
    "key-without-ref": lambda given: given.database(encryption_key=KeyWithoutRef(key(given))),
    "topic-without-policy": lambda given: given.database(alarm_topic=TopicWithoutPolicy(topic(given))),
    "client-without-connections": lambda given: given.database(clients=[ClientWithoutConnections()]),
    # Python or the runtime of jsii refuses them.
    "misspelt-prop": lambda given: given.database(alocated_storage=Size.gibibytes(100)),
    "prop-in-camel-case": lambda given: given.database(instanceType=ec2.InstanceType("r6g.large")),
    "missing-profile": lambda given: OficinaPostgres(given.stack, "Database", vpc=given.vpc),
    "size-as-text": lambda given: given.database(allocated_storage="100"),
    "duration-as-number": lambda given: given.database(backup_retention=35),
    "profile-as-text": lambda given: given.database(profile="prod"),
    "privileges-as-text": lambda given: given.database().add_application_user("orders", privileges="READ_ONLY"),
    "factory-that-is-not-called": lambda given: given.database(profile=EnvironmentProfile.prod),
    "misspelt-alarm": lambda given: given.database(alarm_overrides=AlarmOverrides(hihg_cpu=AlarmOverride(threshold=70))),
    "misspelt-alarm-in-dict": lambda given: given.database(alarm_overrides={"hihg_cpu": {"threshold": 70}}),
    "old-alarm-overrides": lambda given: given.database(
        alarm_overrides={"HighCPU": {"threshold": 70, "evaluation_periods": 3}}
    ),
    "field-in-camel-case": lambda given: given.database(alarm_overrides={"high_cpu": {"evaluationPeriods": 3}}),
    "list-as-text": lambda given: given.database(alarm_emails="plantao@oficina.example"),
    "vpc-as-text": lambda given: given.database(vpc="vpc-0123456789abcdef0"),
    "client-as-text": lambda given: given.database(clients=["sg-0123456789abcdef0"]),
    "time-without-zone": lambda given: RestoreSource.point_in_time(
        "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ", datetime(2026, 11, 20, 14, 5)
    ),
    # No mistakes: dicts in place of structs, and objects of the app's own.
    "alarm-overrides-as-dict": lambda given: given.database(
        alarm_overrides={"high_cpu": {"threshold": 70, "evaluation_periods": 3}}
    ),
    "own-key": lambda given: given.database(encryption_key=KeyOfItsOwn(key(given))),
    "own-topic": lambda given: given.database(alarm_topic=TopicOfItsOwn(topic(given))),
    "own-client": lambda given: given.database(clients=[ClientOfItsOwn(security_group(given))]),
}


def message_of(make: Callable[[Given], Any]) -> str:
    given = Given()
    try:
        make(given)
        Stage.of(given.stack).synth()
    except Exception as error:
        return str(error)
    return ""


Path(sys.argv[1]).write_text(json.dumps({name: message_of(make) for name, make in MISTAKES.items()}))
