"""
Instances that are made by calls to RDS, as Terraform and people make them: each is a PostgreSQL server too. ministack
would only store a record, or start a container. Nor does it tell which logs an instance exports, and that one was made
without a database.
"""

from ministack.services import rds

from . import instances, patches

_NUMBERS = ("AllocatedStorage", "BackupRetentionPeriod", "MonitoringInterval", "Port", "MaxAllocatedStorage", "Iops")
_FLAGS = (
    "MultiAZ",
    "AutoMinorVersionUpgrade",
    "PubliclyAccessible",
    "CopyTagsToSnapshot",
    "DeletionProtection",
    "StorageEncrypted",
    "EnableIAMDatabaseAuthentication",
    "EnablePerformanceInsights",
)
# Parameters of the call that CloudFormation names otherwise.
_LISTS = {"VpcSecurityGroupIds": "VPCSecurityGroups", "EnableCloudwatchLogsExports": "EnableCloudwatchLogsExports"}


def install() -> None:
    rds._ACTION_MAP["CreateDBInstance"] = _create
    original = rds._instance_xml

    def described(instance):
        logs = "".join(f"<member>{log}</member>" for log in instance.get("EnabledCloudwatchLogsExports") or [])
        exports = f"<EnabledCloudwatchLogsExports>{logs}</EnabledCloudwatchLogsExports>"
        text = original(instance).replace("<EnabledCloudwatchLogsExports/>", exports)
        return text.replace("<DBName>postgres</DBName>", "") if instance.get("_has_no_database") else text

    patches.replace(original, described)


def _create(params):
    identifier = rds._p(params, "DBInstanceIdentifier")
    if identifier in rds._instances:
        return rds._error("DBInstanceAlreadyExists", f"DB instance {identifier} already exists", 400)
    try:
        instances.create_instance(_properties(params))
    except ValueError as error:
        return rds._error("InvalidParameterValue", str(error), 400)
    instance = rds._instances[identifier]
    return rds._single_instance_response("CreateDBInstanceResponse", "CreateDBInstanceResult", instance)


def _properties(params) -> dict:
    """Returns the properties of CloudFormation for the parameters of a call."""
    properties: dict = {"EngineVersion": rds._default_engine_version("postgres")}
    for key in params:
        if "." in key or key in ("Action", "Version"):
            continue
        value = rds._p(params, key)
        if key in _NUMBERS:
            properties[key] = int(value)
        elif key in _FLAGS:
            properties[key] = value == "true"
        else:
            properties[key] = value
    for parameter, name in _LISTS.items():
        values = rds._parse_member_list(params, parameter)
        if values:
            properties[name] = values
    tags = rds._parse_tags(params)
    if tags:
        properties["Tags"] = tags
    return properties
