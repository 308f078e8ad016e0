"""
Automated backups that RDS replicates to another region: their ARN there, the API that lists them, and their use in a
restore. A restore gets the data that the server has at that time, whatever RestoreTime says. If the rehearsal has lost
the server, it gets the data that the server had when it was lost.
"""

import copy

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import rds

# The records of the replicated instances, by the ARN of their backups.
_replicated: dict[str, dict] = {}


def install() -> None:
    rds._ACTION_MAP["DescribeDBInstanceAutomatedBackups"] = _describe


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


def _describe(parameters):
    wanted = rds._p(parameters, "DBInstanceAutomatedBackupsArn")
    entries = []
    for arn, instance in _replicated.items():
        if arn.split(":")[3] != get_region() or (wanted and arn != wanted):
            continue
        entries.append(
            "<DBInstanceAutomatedBackup>"
            f"<DBInstanceArn>{instance['DBInstanceArn']}</DBInstanceArn>"
            f"<DBInstanceAutomatedBackupsArn>{arn}</DBInstanceAutomatedBackupsArn>"
            f"<DBInstanceIdentifier>{instance['DBInstanceIdentifier']}</DBInstanceIdentifier>"
            f"<DbiResourceId>{instance['DbiResourceId']}</DbiResourceId>"
            f"<Region>{instance['_home']}</Region><Status>replicating</Status><Encrypted>true</Encrypted>"
            f"<KmsKeyId>{instance['KmsKeyId']}</KmsKeyId><Engine>postgres</Engine>"
            f"<EngineVersion>{instance['EngineVersion']}</EngineVersion>"
            "</DBInstanceAutomatedBackup>"
        )
    result = f"<DBInstanceAutomatedBackups>{''.join(entries)}</DBInstanceAutomatedBackups>"
    return rds._xml(
        200,
        "DescribeDBInstanceAutomatedBackupsResponse",
        f"<DescribeDBInstanceAutomatedBackupsResult>{result}</DescribeDBInstanceAutomatedBackupsResult>",
    )
