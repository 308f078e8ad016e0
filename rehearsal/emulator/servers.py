"""Sends requests about the PostgreSQL servers of instances to the rehearsal, see rehearsal/database-servers.ts."""

import json
import os
import urllib.error
import urllib.request

_URL = os.environ["REHEARSAL_SERVERS_URL"]
_TOKEN = os.environ["REHEARSAL_SERVERS_TOKEN"]
_TIMEOUT_SECONDS = 120


def ask(method: str, path: str, **body) -> dict:
    """
    Sends a request to the rehearsal and returns its answer.

    Raises ValueError with the message of the rehearsal if it refuses the request.
    """
    request = urllib.request.Request(
        f"{_URL}{path}",
        data=json.dumps(body).encode(),
        method=method,
        headers={"Authorization": f"Bearer {_TOKEN}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        raise ValueError(error.read().decode(errors="replace")) from None
