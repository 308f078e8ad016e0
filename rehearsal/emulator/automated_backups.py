"""
Automated backups of the instances of a region, and those that RDS replicates to another region: their ARN there, the
API that lists them, and their use in a restore. A restore gets the data that the server has at that time, whatever
RestoreTime says. If the rehearsal has lost the server, it gets the data that the server had when it was lost.
"""

import copy
import time

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import rds

from . import patches

# RDS uploads the log every five minutes.
_BEHIND_SECONDS = 300

# How far back a restore can go: every instance is taken to be older than that.
_REACH_SECONDS = 24 * 3600

# The records of the replicated instances, by the ARN of their backups.
_replicated: dict[str, dict] = {}


def install() -> None:
    rds._ACTION_MAP["DescribeDBInstanceAutomatedBackups"] = _describe
    original = rds._instance_xml  # with what other modules have added
    patches.replace(original, lambda instance: original(instance) + _replications(instance))


def replicate(instance: dict, region: str | None, key: str | None) -> None:
    """Records the region that the backups of an instance are replicated to; None ends the replication."""
    own = [arn for arn, backup in _replicated.items() if backup["DbiResourceId"] == instance["DbiResourceId"]]
    if region is None:
        for arn in own:
            del _replicated[arn]
        return
    if own and own[0].split(":")[3] == region:
        return
    for arn in own:
        del _replicated[arn]
    arn = f"arn:aws:rds:{region}:{get_account_id()}:auto-backup:ab-{new_uuid().replace('-', '')[:40]}"
    _replicated[arn] = {**copy.deepcopy(instance), "KmsKeyId": key, "_home": get_region()}


def replicated(arn: str) -> dict | None:
    """Returns the record of the instance whose backups have this ARN."""
    return _replicated.get(arn)


def _replications(instance: dict) -> str:
    """Where the backups of an instance are replicated to, as RDS shows it at the instance and at its backups."""
    arns = [arn for arn, backup in _replicated.items() if backup["DbiResourceId"] == instance["DbiResourceId"]]
    entries = "".join(
        "<DBInstanceAutomatedBackupsReplication>"
        f"<DBInstanceAutomatedBackupsArn>{arn}</DBInstanceAutomatedBackupsArn>"
        "</DBInstanceAutomatedBackupsReplication>"
        for arn in arns
    )
    return f"<DBInstanceAutomatedBackupsReplications>{entries}</DBInstanceAutomatedBackupsReplications>"


def _describe(parameters):
    wanted_arn = rds._p(parameters, "DBInstanceAutomatedBackupsArn")
    wanted_instance = rds._p(parameters, "DBInstanceIdentifier")
    here = [
        (f"arn:aws:rds:{get_region()}:{get_account_id()}:auto-backup:ab-{instance['DbiResourceId'][3:]}", instance)
        for instance in rds._instances.values()
        if int(instance.get("BackupRetentionPeriod", 0)) > 0
    ]
    replicated_here = [(arn, backup) for arn, backup in _replicated.items() if arn.split(":")[3] == get_region()]
    entries = [
        _backup_xml(arn, instance)
        for arn, instance in [*here, *replicated_here]
        if wanted_arn in ("", None, arn) and wanted_instance in ("", None, instance["DBInstanceIdentifier"])
    ]
    result = f"<DBInstanceAutomatedBackups>{''.join(entries)}</DBInstanceAutomatedBackups>"
    return rds._xml(
        200,
        "DescribeDBInstanceAutomatedBackupsResponse",
        f"<DescribeDBInstanceAutomatedBackupsResult>{result}</DescribeDBInstanceAutomatedBackupsResult>",
    )


def _backup_xml(arn: str, instance: dict) -> str:
    home = instance.get("_home")
    latest = _ago(_BEHIND_SECONDS)
    earliest = _ago(_BEHIND_SECONDS + _REACH_SECONDS)
    return (
        "<DBInstanceAutomatedBackup>"
        f"<DBInstanceArn>{instance['DBInstanceArn']}</DBInstanceArn>"
        f"<DBInstanceAutomatedBackupsArn>{arn}</DBInstanceAutomatedBackupsArn>"
        f"<DBInstanceIdentifier>{instance['DBInstanceIdentifier']}</DBInstanceIdentifier>"
        f"<DbiResourceId>{instance['DbiResourceId']}</DbiResourceId>"
        f"<Region>{home or get_region()}</Region><Status>{'replicating' if home else 'active'}</Status>"
        f"<Encrypted>true</Encrypted><KmsKeyId>{instance.get('KmsKeyId', '')}</KmsKeyId><Engine>postgres</Engine>"
        f"<EngineVersion>{instance['EngineVersion']}</EngineVersion>"
        f"<AllocatedStorage>{instance['AllocatedStorage']}</AllocatedStorage>"
        f"<RestoreWindow><EarliestTime>{earliest}</EarliestTime><LatestTime>{latest}</LatestTime></RestoreWindow>"
        f"{'' if home else _replications(instance)}"
        "</DBInstanceAutomatedBackup>"
    )


def _ago(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - seconds))
