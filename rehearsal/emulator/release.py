"""Checks the release of ministack. The extension replaces private functions of the one that it was tried with."""

from importlib.metadata import version

TRIED_WITH = "1.5.33"


def require_tried_release() -> None:
    installed = version("ministack")
    if installed != TRIED_WITH:
        raise SystemExit(
            f"the rehearsal needs ministack {TRIED_WITH}, got {installed}; "
            "to use another version, run the scenarios with it, then change TRIED_WITH and requirements.txt"
        )
