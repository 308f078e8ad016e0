"""Records what happens in the emulator, as one JSON object per line, for the report and the tests."""

import json
import os
import threading

_FILE = os.path.join(os.environ["REHEARSAL_FOLDER"], "journal.jsonl")
_LOCK = threading.Lock()


def record(kind: str, **details) -> None:
    line = json.dumps({"kind": kind, **details}, default=str)
    with _LOCK, open(_FILE, "a", encoding="utf-8") as file:
        file.write(line + "\n")
