"""
Snapshots of instances hold the data of their servers, can be copied between regions, and send events to EventBridge.
ministack has no CopyDBSnapshot, and its snapshots are records without the data of a server.
"""

import copy
import json
import os
from datetime import datetime, timedelta, timezone

from ministack.core.responses import get_account_id, get_region
from ministack.services import eventbridge, rds
from ministack.services.cloudformation import provisioners

from . import servers
from .instances import server_name
from .resource_types import HANDLERS

# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
_EVENTS = {
    "created": ("RDS-EVENT-0042", "Manual snapshot created"),
    "copied": ("RDS-EVENT-0060", "Snapshot copy finished"),
}
# The ages in days that a scenario wants snapshots to have, by words in their identifiers.
_AGES = os.path.join(os.environ["REHEARSAL_FOLDER"], "snapshot-ages.json")


def install() -> None:
    _back_up_data()
    rds._ACTION_MAP["CopyDBSnapshot"] = _copy_snapshot
    _remove_data()
    _grow_old()
    HANDLERS["AWS::RDS::DBInstance"]["snapshot"] = _final_snapshot


def _back_up_data() -> None:
    original = rds._create_snapshot_internal

    def create(snapshot_id, instance):
        arn = f"arn:aws:rds:{get_region()}:{get_account_id()}:snapshot:{snapshot_id}"
        servers.ask("POST", "/snapshots", name=arn, of=server_name(instance["DBInstanceIdentifier"]))
        snapshot = original(snapshot_id, instance)
        _tell("created", snapshot)
        return snapshot

    rds._create_snapshot_internal = create


def _remove_data() -> None:
    original = rds._delete_db_snapshot

    def delete(parameters):
        snapshot = rds._snapshots.get(rds._p(parameters, "DBSnapshotIdentifier"))
        response = original(parameters)
        if snapshot is not None and response[0] < 400:
            servers.ask("DELETE", "/snapshots", name=snapshot["DBSnapshotArn"])
        return response

    rds._delete_db_snapshot = delete
    rds._ACTION_MAP["DeleteDBSnapshot"] = delete


def _grow_old() -> None:
    original = rds._describe_db_snapshots

    def describe(parameters):
        if os.path.exists(_AGES):
            with open(_AGES, encoding="utf-8") as file:
                ages = json.load(file)
            for word, days in ages.items():
                _age(word, days)
        return original(parameters)

    rds._ACTION_MAP["DescribeDBSnapshots"] = describe


def _age(word: str, days: int) -> None:
    taken = (datetime.now(timezone.utc) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    for identifier, snapshot in rds._snapshots.items():
        if word in identifier:
            snapshot.update(SnapshotCreateTime=taken, OriginalSnapshotCreateTime=taken)


def _final_snapshot(physical_id, props):
    """Creates the final snapshot of an instance, except for a read replica, of which RDS allows none."""
    instance = rds._instances.get(physical_id)
    if instance is not None and not instance.get("ReadReplicaSourceDBInstanceIdentifier"):
        rds._create_snapshot_internal(provisioners._snapshot_id(physical_id), instance)


def _copy_snapshot(parameters):
    source = rds._p(parameters, "SourceDBSnapshotIdentifier")
    target = rds._p(parameters, "TargetDBSnapshotIdentifier")
    key = rds._p(parameters, "KmsKeyId")
    parts = source.split(":")
    region, name = (parts[3], parts[-1]) if source.startswith("arn:") else (get_region(), source)
    original = rds._snapshots.get_scoped(get_account_id(), region, name)
    if not original:
        return rds._error("DBSnapshotNotFound", f"DBSnapshot not found: {source}", 404)
    if target in rds._snapshots:
        return rds._error(
            "DBSnapshotAlreadyExists", f"Cannot create the snapshot because one with the name {target} exists.", 400
        )
    if original.get("Encrypted") and region != get_region() and not key:
        return rds._error("KMSKeyNotAccessibleFault", "KmsKeyId is needed to copy an encrypted snapshot.", 400)
    copied = copy.deepcopy(original)
    copied.update(
        DBSnapshotIdentifier=target,
        DBSnapshotArn=f"arn:aws:rds:{get_region()}:{get_account_id()}:snapshot:{target}",
        KmsKeyId=key or original.get("KmsKeyId"),
        TagList=rds._parse_tags(parameters),
        SourceRegion=region,
        SourceDBSnapshotIdentifier=original["DBSnapshotArn"],
        Status="available",
    )
    servers.ask("POST", "/snapshots/copy", name=original["DBSnapshotArn"], to=copied["DBSnapshotArn"])
    rds._snapshots[target] = copied
    rds._tags[copied["DBSnapshotArn"]] = copied["TagList"]
    _tell("copied", copied)
    return rds._xml(
        200,
        "CopyDBSnapshotResponse",
        f"<CopyDBSnapshotResult><DBSnapshot>{rds._snapshot_xml(copied)}</DBSnapshot></CopyDBSnapshotResult>",
    )


def _tell(what: str, snapshot: dict) -> None:
    event_id, message = _EVENTS[what]
    detail = {
        "EventCategories": ["creation"],
        "SourceType": "SNAPSHOT",
        "SourceArn": snapshot["DBSnapshotArn"],
        "SourceIdentifier": snapshot["DBSnapshotIdentifier"],
        "Message": message,
        "EventID": event_id,
    }
    eventbridge._put_events(
        {
            "Entries": [
                {
                    "Source": "aws.rds",
                    "DetailType": "RDS DB Snapshot Event",
                    "Resources": [snapshot["DBSnapshotArn"]],
                    "Detail": json.dumps(detail),
                }
            ]
        },
        allow_aws_source=True,
    )
