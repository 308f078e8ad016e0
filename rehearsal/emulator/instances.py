"""
RDS instances: each is a PostgreSQL server. ministack only stores a record of an instance, or starts it with Docker.

The endpoint of an instance has a host name like that of AWS. Functions reach it through their routes (see network.py),
and everybody else reaches the server at the local port that the rehearsal prints.
"""

import json
from secrets import token_urlsafe

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import rds, secretsmanager
from ministack.services.cloudformation import provisioners

from . import automated_backups, parameter_groups, servers
from .resource_types import HANDLERS
from .worker_threads import run_on_worker_thread

_TYPE = "AWS::RDS::DBInstance"
_create_record = provisioners._rds_db_instance_create
_update_record = provisioners._rds_db_instance_update
_delete_record = provisioners._rds_db_instance_delete

# Properties of an instance that ministack does not store, each with its name in DescribeDBInstances.
_MORE_FIELDS = {
    "KmsKeyId": "KmsKeyId",
    "CACertificateIdentifier": "CACertificateIdentifier",
    "PerformanceInsightsKMSKeyId": "PerformanceInsightsKMSKeyId",
    "PerformanceInsightsRetentionPeriod": "PerformanceInsightsRetentionPeriod",
    "EnableCloudwatchLogsExports": "EnabledCloudwatchLogsExports",
}


def install() -> None:
    HANDLERS[_TYPE].update(create=_create, update=_update, delete=_delete, update_with_logical_id=True)
    run_on_worker_thread(_TYPE)


def server_name(identifier: str, region: str | None = None) -> str:
    return f"{region or get_region()}/{identifier}"


def create_instance(props: dict) -> None:
    """Creates an instance outside of any stack."""
    _create(props["DBInstanceIdentifier"], props, "")


def _create(logical_id, props, stack_name):
    if props.get("DBInstanceIdentifier") in rds._instances:
        raise ValueError(f"DB instance {props['DBInstanceIdentifier']} already exists (Service: Rds, Status Code: 400)")
    source = _source(props)
    parameter_groups.refuse_other_family(props, _major(props) or _major(source or {}))
    identifier, _ = _create_record(logical_id, {**props, "MasterUserPassword": "kept by the server"}, stack_name)
    instance = rds._instances[identifier]
    try:
        _describe(instance, props)
        instance["Endpoint"]["Address"] = f"{identifier}.{new_uuid()[:12]}.{get_region()}.rds.amazonaws.com"
        if source is not None:
            _inherit(instance, source)
        secret = _managed_secret(instance, props)
        server = servers.ask(
            "POST",
            "/servers",
            name=server_name(identifier),
            major=str(instance["EngineVersion"]),
            host=instance["Endpoint"]["Address"],
            database=props.get("DBName") or "postgres",
            username=props.get("MasterUsername"),
            password=secret["password"] if secret else props.get("MasterUserPassword"),
            parameters=parameter_groups.parameters_of(props),
            **_origin(props, source),
        )
    except Exception:
        rds._instances.pop(identifier, None)
        raise
    instance["_local_port"] = server["port"]
    instance["MasterUsername"] = server["username"]
    instance["DBName"] = server["database"]
    instance["_has_no_database"] = source is None and not props.get("DBName")
    return identifier, attributes_of(instance)


def _source(props: dict) -> dict | None:
    """Returns the record of the instance or snapshot that the new instance is created from."""
    snapshot = props.get("DBSnapshotIdentifier")
    if snapshot:
        name = snapshot.split(":")[-1] if snapshot.startswith("arn:") else snapshot
        found = rds._snapshots.get(name)
        if found is None:
            raise ValueError(f"DBSnapshot not found: {snapshot} (Service: Rds, Status Code: 404)")
        return found
    primary = props.get("SourceDBInstanceIdentifier")
    if primary:
        region, identifier = _place_of(primary)
        found = rds._instances.get_scoped(get_account_id(), region, identifier)
        if found is None:
            raise ValueError(f"DBInstance {primary} not found. (Service: Rds, Status Code: 404)")
        return found
    backups = props.get("SourceDBInstanceAutomatedBackupsArn")
    if backups:
        found = automated_backups.replicated(backups)
        if found is None:
            raise ValueError(f"Automated backup {backups} not found. (Service: Rds, Status Code: 404)")
        return found
    resource = props.get("SourceDbiResourceId")
    if resource:
        for _, record in rds._instances.items():
            if record["DbiResourceId"] == resource:
                return record
        raise ValueError(f"The source instance {resource} was not found. (Service: Rds, Status Code: 404)")
    return None


def _place_of(identifier: str) -> tuple[str, str]:
    parts = identifier.split(":")
    return (parts[3], parts[-1]) if identifier.startswith("arn:") else (get_region(), identifier)


def _origin(props: dict, source: dict | None) -> dict:
    """Returns which data the server of the instance starts with."""
    if props.get("DBSnapshotIdentifier"):
        return {"snapshot": source["DBSnapshotArn"]}
    if props.get("SourceDBInstanceIdentifier"):
        region, identifier = _place_of(props["SourceDBInstanceIdentifier"])
        return {"primary": server_name(identifier, region)}
    if props.get("SourceDBInstanceAutomatedBackupsArn"):
        return {"source": server_name(source["DBInstanceIdentifier"], source["_home"])}
    if source is not None:
        return {"source": server_name(source["DBInstanceIdentifier"])}
    return {}


def _inherit(instance: dict, source: dict) -> None:
    """Copies the fields that a replica or a restored instance takes over from its source."""
    for field in ("MasterUsername", "DBName", "AllocatedStorage", "StorageEncrypted"):
        if field in source:
            instance[field] = source[field]
    instance["EngineVersion"] = instance.get("_asked_version") or source["EngineVersion"]
    if not instance.get("KmsKeyId"):
        instance["KmsKeyId"] = source.get("KmsKeyId")
    if "DBSnapshotArn" not in source and instance.get("_is_replica"):
        instance["ReadReplicaSourceDBInstanceIdentifier"] = source["DBInstanceIdentifier"]
        source.setdefault("ReadReplicaDBInstanceIdentifiers", []).append(instance["DBInstanceIdentifier"])


def _describe(instance: dict, props: dict) -> None:
    for name, field in _MORE_FIELDS.items():
        if name in props:
            instance[field] = props[name]
    instance["_asked_version"] = props.get("EngineVersion")
    instance["_is_replica"] = bool(props.get("SourceDBInstanceIdentifier"))
    automated_backups.replicate(
        instance, props.get("AutomaticBackupReplicationRegion"), props.get("AutomaticBackupReplicationKmsKeyId")
    )


def _managed_secret(instance: dict, props: dict) -> dict | None:
    """Creates the secret that RDS creates by itself for ManageMasterUserPassword."""
    if props.get("ManageMasterUserPassword") not in (True, "true"):
        return None
    password = token_urlsafe(18)
    name = f"rds!db-{new_uuid()}"
    value = {"username": props.get("MasterUsername"), "password": password}
    request = {
        "Name": name,
        "SecretString": json.dumps(value),
        "KmsKeyId": (props.get("MasterUserSecret") or {}).get("KmsKeyId"),
    }
    status, _, body = secretsmanager._create_secret(request)
    if status >= 400:
        raise ValueError(f"cannot create the secret of the master user: {body!r}")
    instance["MasterUserSecret"] = {"SecretArn": json.loads(body)["ARN"], "SecretStatus": "active"}
    return value


def attributes_of(instance: dict) -> dict:
    attributes = provisioners._rds_db_instance_attrs(instance)
    attributes["Endpoint.HostedZoneId"] = instance["Endpoint"]["HostedZoneId"]
    if instance.get("MasterUserSecret"):
        attributes["MasterUserSecret.SecretArn"] = instance["MasterUserSecret"]["SecretArn"]
    return attributes


def _update(physical_id, old_props, new_props, stack_name, logical_id=None):
    instance = rds._instances.get(physical_id)
    if instance is None:
        raise ValueError(f"DBInstance {physical_id} not found. (Service: Rds, Status Code: 404)")
    _refuse_change(physical_id, old_props, new_props)
    if _major(new_props) != _major(old_props):
        _upgrade(instance, new_props)
    kept = {**new_props, "MasterUserPassword": "kept by the server"}
    endpoint = dict(instance["Endpoint"])
    result, _ = _update_record(
        physical_id, {**old_props, "MasterUserPassword": "kept by the server"}, kept, stack_name, logical_id
    )
    instance = rds._instances[result]
    instance["Endpoint"] = endpoint
    _describe(instance, new_props)
    password = new_props.get("MasterUserPassword")
    if password is not None and password != old_props.get("MasterUserPassword"):
        servers.ask("POST", "/servers/password", name=server_name(result), password=password)
    return result, attributes_of(instance)


def _refuse_change(identifier: str, old_props: dict, new_props: dict) -> None:
    """Raises ValueError for changes that ModifyDBInstance refuses."""
    old_storage, new_storage = (int(props.get("AllocatedStorage") or 20) for props in (old_props, new_props))
    if new_storage < old_storage:
        raise ValueError(
            f"Invalid storage size for engine name postgres and storage type "
            f"{new_props.get('StorageType', 'gp2')}: {new_storage} (Service: Rds, Status Code: 400, "
            f"{identifier} has {old_storage} GiB, which cannot shrink)"
        )
    if _major(new_props) != _major(old_props):
        _refuse_upgrade(identifier, old_props, new_props)
    parameter_groups.refuse_other_family(new_props, _major(new_props))


def _major(props: dict) -> str:
    return str(props.get("EngineVersion") or "").split(".")[0]


def _refuse_upgrade(identifier: str, old_props: dict, new_props: dict) -> None:
    old_major, new_major = _major(old_props), _major(new_props)
    if int(new_major) < int(old_major):
        raise ValueError(f"Cannot downgrade {identifier} from {old_major} to {new_major}")
    if new_props.get("AllowMajorVersionUpgrade") not in (True, "true"):
        raise ValueError(
            f"The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version: {identifier}"
        )
    if new_props.get("ApplyImmediately") in (False, "false"):
        raise ValueError(
            f"the rehearsal has no maintenance window, in which RDS would upgrade {identifier} to {new_major}; "
            "set applyImmediately"
        )


def _upgrade(instance: dict, props: dict) -> None:
    """Moves an instance and the read replicas in its region to another major version, as RDS does."""
    replicas = instance.get("ReadReplicaDBInstanceIdentifiers", [])
    elsewhere = [identifier for identifier in replicas if identifier not in rds._instances]
    if elsewhere:
        raise ValueError(
            f"{instance['DBInstanceIdentifier']} has read replicas in another region, which must be deleted before a "
            f"major upgrade: {', '.join(elsewhere)}"
        )
    servers.ask(
        "POST",
        "/servers/upgrade",
        name=server_name(instance["DBInstanceIdentifier"]),
        major=_major(props),
        parameters=parameter_groups.parameters_of(props),
        replicas=[server_name(identifier) for identifier in replicas],
    )
    for identifier in replicas:
        rds._instances[identifier]["EngineVersion"] = props["EngineVersion"]


def _delete(physical_id, props):
    instance = rds._instances.get(physical_id)
    if instance is None:
        return
    if instance.get("DeletionProtection"):
        raise ValueError(
            f"Cannot delete protected DB Instance, please disable deletion protection and try again: {physical_id}"
        )
    servers.ask("DELETE", "/servers", name=server_name(physical_id))
    source = rds._instances.get(instance.get("ReadReplicaSourceDBInstanceIdentifier") or "")
    if source is not None:
        source["ReadReplicaDBInstanceIdentifiers"].remove(physical_id)
    _delete_record(physical_id, props)
