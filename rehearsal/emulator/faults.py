"""
Crashes that a scenario asks for: a function ends before it begins a step of a rotation, or after it has done the step
but before Secrets Manager knows this. Each crash happens once.
"""

import json
import os

_FILE = os.path.join(os.environ["REHEARSAL_FOLDER"], "faults.json")


def crashed(when: str, step: str) -> str | None:
    """Returns the error of the crash if the scenario asks for one here, otherwise None."""
    if not os.path.exists(_FILE):
        return None
    with open(_FILE, encoding="utf-8") as file:
        wanted = json.load(file)
    if [when, step] not in wanted:
        return None
    wanted.remove([when, step])
    with open(_FILE, "w", encoding="utf-8") as file:
        json.dump(wanted, file)
    return f"Runtime exited with error: signal: killed ({when} {step})"
