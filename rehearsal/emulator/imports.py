"""
Imports of instances into a stack. After an import, CloudFormation runs the update of the type with the properties of
the template, to set the tags of the stack, and so writes every property that differs
(aws-cloudformation/cloudformation-coverage-roadmap#809). ministack imports no instance, and writes nothing at an
import.

Each write goes into the journal: an adoption is right when there is none.
"""

from ministack.services import rds
from ministack.services.cloudformation import changesets

from . import instances
from .journal import record
from .patches import replace
from .resource_types import HANDLERS

_TYPE = "AWS::RDS::DBInstance"
# Say how to change or delete an instance, and nothing of the instance itself.
_FLAGS = ("ApplyImmediately", "DeleteAutomatedBackups", "AllowMajorVersionUpgrade")


def install() -> None:
    changesets._IMPORT_LOOKUPS[_TYPE] = (("DBInstanceIdentifier",), _problem)
    HANDLERS[_TYPE]["import"] = _import
    original = changesets._import_resources_async

    async def import_and_update(change_set, stack, new_stack):
        await original(change_set, stack, new_stack)
        if stack["StackStatus"] == "IMPORT_COMPLETE":
            for entry in change_set["_resources_to_import"]:
                _update_as_cloudformation_does(stack, entry["LogicalResourceId"])

    replace(original, import_and_update)


def _problem(identifier: str) -> str | None:
    if identifier in rds._instances:
        return None
    return f"Resource of type '{_TYPE}' with identifier '{identifier}' was not found."


def _import(identifier: dict):
    instance = rds._instances[identifier["DBInstanceIdentifier"]]
    return instance["DBInstanceIdentifier"], instances.attributes_of(instance)


def _update_as_cloudformation_does(stack: dict, logical_id: str) -> None:
    resource = stack["_resources"][logical_id]
    if resource["ResourceType"] != _TYPE:
        return
    wanted = resource["Properties"]
    instance = rds._instances[resource["PhysicalResourceId"]]
    live = model_of(instance)
    for name, value in wanted.items():
        if name not in _FLAGS and _comparable(value) != _comparable(live.get(name)):
            record("import-write", resource=instance["DBInstanceIdentifier"], property=name, live=live.get(name),
                   template=value)  # fmt: skip
    # Without a storage type in the template, the handler writes the default of RDS. Without one of the others, which
    # cannot be changed, the instance would be replaced.
    for name in ("StorageType", "DBName", "DBSubnetGroupName", "KmsKeyId", "MasterUsername", "StorageEncrypted"):
        if name in live and name not in wanted:
            record("import-write", resource=instance["DBInstanceIdentifier"], property=name, live=live[name],
                   template=None)  # fmt: skip
    if any(group["ParameterApplyStatus"] != "in-sync" for group in instance["DBParameterGroups"]):
        record("import-reboot", resource=instance["DBInstanceIdentifier"])
    handler = HANDLERS[_TYPE]["update"]
    handler(instance["DBInstanceIdentifier"], {**live, **_kept(wanted)}, wanted, stack["StackName"], logical_id)
    own = [tag for tag in instance.get("TagList") or [] if not tag["Key"].startswith("aws:cloudformation:")]
    of_stack = {"stack-name": stack["StackName"], "stack-id": stack["StackId"], "logical-id": logical_id}
    added = [{"Key": f"aws:cloudformation:{name}", "Value": value} for name, value in of_stack.items()]
    instance["TagList"] = own + added


def _kept(wanted: dict) -> dict:
    """Returns what is not compared, so that the update does not take it for a change."""
    return {name: wanted[name] for name in _FLAGS if name in wanted}


def model_of(instance: dict) -> dict:
    """Returns an instance as the read handler of CloudFormation does."""
    model = {
        "AllocatedStorage": str(instance["AllocatedStorage"]),
        "AutoMinorVersionUpgrade": instance["AutoMinorVersionUpgrade"],
        "BackupRetentionPeriod": instance["BackupRetentionPeriod"],
        "CACertificateIdentifier": instance["CACertificateIdentifier"],
        "CopyTagsToSnapshot": instance["CopyTagsToSnapshot"],
        "DBInstanceClass": instance["DBInstanceClass"],
        "DBInstanceIdentifier": instance["DBInstanceIdentifier"],
        "DBName": None if instance.get("_has_no_database") else instance["DBName"],
        "DBParameterGroupName": instance["DBParameterGroups"][0]["DBParameterGroupName"],
        "DBSubnetGroupName": instance["DBSubnetGroup"]["DBSubnetGroupName"],
        "DeletionProtection": instance["DeletionProtection"],
        "EnableCloudwatchLogsExports": instance.get("EnabledCloudwatchLogsExports") or None,
        "EnableIAMDatabaseAuthentication": instance["IAMDatabaseAuthenticationEnabled"],
        "EnablePerformanceInsights": instance["PerformanceInsightsEnabled"],
        "Engine": instance["Engine"],
        "EngineVersion": instance["EngineVersion"],
        "KmsKeyId": instance["KmsKeyId"],
        "LicenseModel": instance["LicenseModel"],
        "MasterUsername": instance["MasterUsername"],
        "MaxAllocatedStorage": instance.get("MaxAllocatedStorage"),
        "MonitoringInterval": instance["MonitoringInterval"],
        "MonitoringRoleArn": instance["MonitoringRoleArn"] or None,
        "MultiAZ": instance["MultiAZ"],
        "PerformanceInsightsKMSKeyId": instance.get("PerformanceInsightsKMSKeyId"),
        "PerformanceInsightsRetentionPeriod": instance.get("PerformanceInsightsRetentionPeriod"),
        "Port": str(instance["Endpoint"]["Port"]),
        "PreferredBackupWindow": instance["PreferredBackupWindow"],
        "PreferredMaintenanceWindow": instance["PreferredMaintenanceWindow"],
        "PubliclyAccessible": instance["PubliclyAccessible"],
        "StorageEncrypted": instance["StorageEncrypted"],
        "StorageType": instance["StorageType"],
        "Tags": [tag for tag in instance.get("TagList") or [] if not tag["Key"].startswith("aws:")] or None,
        "VPCSecurityGroups": [group["VpcSecurityGroupId"] for group in instance["VpcSecurityGroups"]],
    }
    return {name: value for name, value in model.items() if value is not None}


def _comparable(value) -> str:
    """CloudFormation takes numbers and booleans as text, and lists are sets."""
    if value == []:
        return str(None)
    if isinstance(value, list):
        return "|".join(sorted(_comparable(entry) for entry in value))
    if isinstance(value, dict):
        return ",".join(f"{key}={_comparable(value[key])}" for key in sorted(value))
    return str(value).lower() if isinstance(value, bool) else str(value)
