"""
Restores by the API of RDS, as the command line makes them: a new instance with the data of a snapshot or of automated
backups. ministack restores records without data from snapshots, and nothing from backups.
"""

import contextvars
import threading
import time

from ministack.services import rds

from . import instances

# How long an instance is being created.
_SECONDS = 3

# Parameters of the API with the name that CloudFormation has for them.
_TEXTS = {
    "DBInstanceClass": "DBInstanceClass",
    "DBSubnetGroupName": "DBSubnetGroupName",
    "DBParameterGroupName": "DBParameterGroupName",
    "StorageType": "StorageType",
    "Port": "Port",
    "DeletionProtection": "DeletionProtection",
    "MultiAZ": "MultiAZ",
    "EnableIAMDatabaseAuthentication": "EnableIAMDatabaseAuthentication",
    "SourceDbiResourceId": "SourceDbiResourceId",
    "SourceDBInstanceAutomatedBackupsArn": "SourceDBInstanceAutomatedBackupsArn",
}


def install() -> None:
    rds._ACTION_MAP["RestoreDBInstanceFromDBSnapshot"] = _from_snapshot
    rds._ACTION_MAP["RestoreDBInstanceToPointInTime"] = _to_point_in_time


def _from_snapshot(parameters):
    snapshot = rds._p(parameters, "DBSnapshotIdentifier")
    if snapshot.split(":snapshot:")[-1] not in rds._snapshots:
        return rds._error("DBSnapshotNotFound", f"DBSnapshot {snapshot} not found.", 404)
    identifier = rds._p(parameters, "DBInstanceIdentifier")
    return _restore("RestoreDBInstanceFromDBSnapshot", parameters, identifier, {"DBSnapshotIdentifier": snapshot})


def _to_point_in_time(parameters):
    wants_latest = rds._p(parameters, "UseLatestRestorableTime") == "true"
    if wants_latest == bool(rds._p(parameters, "RestoreTime")):
        message = "RestoreTime and UseLatestRestorableTime exclude each other."
        return rds._error("InvalidParameterCombination", message, 400)
    identifier = rds._p(parameters, "TargetDBInstanceIdentifier")
    return _restore("RestoreDBInstanceToPointInTime", parameters, identifier, {})


def _restore(action: str, parameters, identifier: str, more: dict):
    if identifier in rds._instances:
        return rds._error("DBInstanceAlreadyExists", f"DBInstance {identifier} already exists.", 400)
    texts = {name: rds._p(parameters, key) for key, name in _TEXTS.items()}
    props = {
        "DBInstanceIdentifier": identifier,
        "Engine": "postgres",
        "VPCSecurityGroups": _members(parameters, "VpcSecurityGroupIds", "VpcSecurityGroupId"),
        "EnableCloudwatchLogsExports": _members(parameters, "EnableCloudwatchLogsExports", "member"),
        **{name: value for name, value in texts.items() if value},
        **more,
    }
    try:
        instances._create(identifier, props, "restore")
    except ValueError as error:
        return rds._error("InvalidParameterValue", str(error), 400)
    instance = rds._instances[identifier]
    instance["DBInstanceStatus"] = "creating"
    threading.Thread(target=contextvars.copy_context().run, args=(_finish, instance), daemon=True).start()
    return rds._single_instance_response(f"{action}Response", f"{action}Result", instance)


def _members(parameters, name: str, member: str) -> list[str]:
    keys = sorted(key for key in parameters if key.startswith(f"{name}.{member}."))
    return [rds._p(parameters, key) for key in keys]


def _finish(instance: dict) -> None:
    time.sleep(_SECONDS)
    instance["DBInstanceStatus"] = "available"
