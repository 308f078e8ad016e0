"""
Automated backups that RDS replicates to another region: their ARN there, the API that lists them, and what is restored
from them. The data are those of the server at the time of the restore, whatever RestoreTime says, or those that it had
when the rehearsal lost it.
"""

import copy

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import rds

# By ARN.
_replicated: dict[str, dict] = {}


def install() -> None:
    rds._ACTION_MAP["DescribeDBInstanceAutomatedBackups"] = _describe


def replicate(instance: dict, region: str | None, key: str | None) -> None:
    """Notes where the backups of an instance are replicated to; None ends it."""
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
    """The record of the instance whose backups have this ARN."""
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
