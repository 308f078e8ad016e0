"""
Crashes that a scenario asks for: a function that ends before it has begun with a step of a rotation, or after it has
done the step and before Secrets Manager knows. Each happens once.
"""

import json
import os

_FILE = os.path.join(os.environ["REHEARSAL_FOLDER"], "faults.json")


def crashed(when: str, step: str) -> str | None:
    """Returns what the crash looks like if the scenario asks for it here."""
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
