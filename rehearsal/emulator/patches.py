"""Changes ministack: replaces one of its functions in every module of ministack that has imported it."""

import sys
from collections.abc import Callable


def replace(original: Callable, replacement: Callable) -> None:
    for module in list(sys.modules.values()):
        if not getattr(module, "__name__", "").startswith("ministack"):
            continue
        for name, value in list(vars(module).items()):
            if value is original:
                setattr(module, name, replacement)
