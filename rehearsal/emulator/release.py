"""The extension replaces private functions of ministack: it runs only with the release that it was tried with."""

from importlib.metadata import version

TRIED_WITH = "1.5.33"


def require_tried_release() -> None:
    installed = version("ministack")
    if installed != TRIED_WITH:
        raise SystemExit(
            f"the rehearsal needs ministack {TRIED_WITH}, got {installed}; "
            "try the scenarios with the newer one, then change TRIED_WITH and requirements.txt"
        )
