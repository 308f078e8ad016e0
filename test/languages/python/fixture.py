"""What an example in README or in a docstring may rely on: rosetta/default.ts-fixture in Python."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import aws_cdk.aws_cloudwatch as cloudwatch
import aws_cdk.aws_ec2 as ec2
import aws_cdk.aws_ecs as ecs
import aws_cdk.aws_eks as eks
import aws_cdk.aws_iam as iam
import aws_cdk.aws_kms as kms
import aws_cdk.aws_lambda as lambda_
import aws_cdk.aws_rds as rds
import aws_cdk.aws_sns as sns
import aws_cdk.aws_sns_subscriptions as subscriptions
import oficina_postgres
from aws_cdk import Annotations, App, Duration, Environment, RemovalPolicy, SecretValue, Size, Stack, Validations

IMPORTS = {
    name: value
    for name, value in {**vars(oficina_postgres), **globals()}.items()
    if not name.startswith("_") and name != "oficina_postgres"
}


def names() -> dict[str, Any]:
    """Returns the names that an example sees, in an app of its own."""
    app = App()
    stack = Stack(app, "Fixture", env=Environment(account="111122223333", region="us-east-1"))
    vpc = ec2.Vpc.from_vpc_attributes(
        stack,
        "FixtureVpc",
        vpc_id="vpc-0123456789abcdef0",
        availability_zones=["us-east-1a", "us-east-1b"],
        private_subnet_ids=["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
        isolated_subnet_ids=["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"],
    )
    database = oficina_postgres.OficinaPostgres(
        stack, "FixtureDatabase", vpc=vpc, profile=oficina_postgres.EnvironmentProfile.staging()
    )
    ecs_cluster = ecs.Cluster.from_cluster_attributes(stack, "EcsCluster", cluster_name="oficina", vpc=vpc)
    eks_cluster = eks.Cluster.from_cluster_attributes(
        stack,
        "EksCluster",
        cluster_name="oficina",
        vpc=vpc,
        kubectl_role_arn="arn:aws:iam::111122223333:role/kubectl",
        kubectl_layer=lambda_.LayerVersion.from_layer_version_arn(
            stack, "Kubectl", "arn:aws:lambda:us-east-1:111122223333:layer:kubectl:1"
        ),
        open_id_connect_provider=iam.OpenIdConnectProvider.from_open_id_connect_provider_arn(
            stack, "Pods", "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF"
        ),
    )
    return {
        **IMPORTS,
        "app": app,
        "self": stack,
        "vpc": vpc,
        "database": database,
        "chat_function": _function(stack, "Chat", vpc),
        "auth_function": _function(stack, "Auth", vpc),
        "auth_lambda_security_group": _security_group(stack, "AuthLambda"),
        "eks_node_security_group": _security_group(stack, "EksNode"),
        "migration_role": iam.Role(stack, "Migration", assumed_by=iam.ServicePrincipal("ecs-tasks.amazonaws.com")),
        "checkouts": cloudwatch.Metric(namespace="Oficina", metric_name="Checkouts"),
        "ecs_cluster": ecs_cluster,
        "eks_cluster": eks_cluster,
        "before_the_mistake": datetime(2026, 11, 20, 14, 5, tzinfo=timezone.utc),
    }


def _function(stack: Stack, construct_id: str, vpc: ec2.IVpc) -> lambda_.Function:
    return lambda_.Function(
        stack,
        construct_id,
        runtime=lambda_.Runtime.PYTHON_3_13,
        handler="index.handler",
        code=lambda_.Code.from_inline("def handler(event, context): pass"),
        vpc=vpc,
    )


def _security_group(stack: Stack, construct_id: str) -> ec2.ISecurityGroup:
    return ec2.SecurityGroup.from_security_group_id(stack, construct_id, "sg-0123456789abcdef0")
