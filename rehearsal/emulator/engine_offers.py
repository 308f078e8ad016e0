"""
The versions of PostgreSQL, the instance classes and the parameters that RDS offers. ministack has versions that cannot
be upgraded, no gp3 storage, and no parameters of a family.
"""

import re
from pathlib import Path

from ministack.services import rds

_VERSIONS = ["15.17", "15.18", "16.13", "16.14", "17.9", "17.10", "18.3", "18.4"]
_CLASSES = ["t3.micro", "t3.small", "t3.medium", "t4g.large", "m6g.large", "r6g.large", "r7g.2xlarge"]
_STORAGE = {"gp3": (20, 65536), "io1": (100, 65536), "io2": (100, 65536)}
# With the last version that has them.
_EXTENSIONS = {"pg_stat_statements": 99, "pgaudit": 99, "pgcrypto": 99, "citext": 99, "adminpack": 16}
_PARAMETERS = Path(__file__).parents[2] / "src" / "parameters"


def install() -> None:
    rds._ACTION_MAP["DescribeDBEngineVersions"] = _versions
    rds._ACTION_MAP["DescribeOrderableDBInstanceOptions"] = _options
    rds._ACTION_MAP["DescribeEngineDefaultParameters"] = _default_parameters


def _answer(action: str, content: str):
    return rds._xml(200, f"{action}Response", f"<{action}Result>{content}</{action}Result>")


def _major(version: str) -> int:
    return int(version.split(".")[0])


def _versions(p):
    asked = rds._p(p, "EngineVersion") or ""
    found = [version for version in _VERSIONS if f"{version}.".startswith(f"{asked}.") or not asked]
    members = "".join(
        f"<DBEngineVersion><Engine>postgres</Engine><EngineVersion>{version}</EngineVersion>"
        f"<DBParameterGroupFamily>postgres{_major(version)}</DBParameterGroupFamily><Status>available</Status>"
        f"<ValidUpgradeTarget>{_targets(version)}</ValidUpgradeTarget></DBEngineVersion>"
        for version in found
    )
    return _answer("DescribeDBEngineVersions", f"<DBEngineVersions>{members}</DBEngineVersions>")


def _targets(version: str) -> str:
    return "".join(
        f"<UpgradeTarget><Engine>postgres</Engine><EngineVersion>{target}</EngineVersion>"
        f"<AutoUpgrade>false</AutoUpgrade>"
        f"<IsMajorVersionUpgrade>{str(_major(target) > _major(version)).lower()}</IsMajorVersionUpgrade>"
        "</UpgradeTarget>"
        for target in _VERSIONS[_VERSIONS.index(version) + 1 :]
    )


def _options(p):
    asked = rds._p(p, "DBInstanceClass")
    version = rds._p(p, "EngineVersion") or _VERSIONS[-1]
    members = "".join(
        f"<OrderableDBInstanceOption><Engine>postgres</Engine><EngineVersion>{version}</EngineVersion>"
        f"<DBInstanceClass>db.{name}</DBInstanceClass><MultiAZCapable>true</MultiAZCapable>"
        f"<StorageType>{storage}</StorageType><MinStorageSize>{low}</MinStorageSize>"
        f"<MaxStorageSize>{high}</MaxStorageSize></OrderableDBInstanceOption>"
        for name in _CLASSES
        for storage, (low, high) in _STORAGE.items()
        if asked in ("", None, f"db.{name}")
    )
    return _answer(
        "DescribeOrderableDBInstanceOptions", f"<OrderableDBInstanceOptions>{members}</OrderableDBInstanceOptions>"
    )


def _default_parameters(p):
    family = rds._p(p, "DBParameterGroupFamily")
    major = int(family.removeprefix("postgres"))
    members = "".join(
        f"<Parameter><ParameterName>{name}</ParameterName></Parameter>" for name in _parameters_of(major)
    )
    extensions = ", ".join(name for name, until in _EXTENSIONS.items() if major <= until)
    members += (
        f"<Parameter><ParameterName>rds.extensions</ParameterName><ParameterValue>{extensions}</ParameterValue>"
        "</Parameter>"
    )
    return _answer(
        "DescribeEngineDefaultParameters",
        f"<EngineDefaults><DBParameterGroupFamily>{family}</DBParameterGroupFamily>"
        f"<Parameters>{members}</Parameters></EngineDefaults>",
    )


def _parameters_of(major: int) -> list[str]:
    """Returns what the catalogue of the library has for a version: `15-17 name …`, `16- name …` or `15 name …`."""
    names = []
    for file in ("server-parameters.ts", "rds-parameters.ts"):
        for first, dash, last, name in re.findall(r"^(\d+)(-?)(\d*) (\S+) ", (_PARAMETERS / file).read_text(), re.M):
            if int(first) <= major <= int(last or ("99" if dash else first)):
                names.append(name)
    return names
