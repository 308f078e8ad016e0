"""Runs handlers that wait for other processes on worker threads: on the event loop they would block the emulator."""

from ministack.services.cloudformation import stacks

from .patches import replace

_types: set[str] = set()


def run_on_worker_thread(resource_type: str) -> None:
    _types.add(resource_type)


def install() -> None:
    original = stacks._runs_on_worker_thread
    replace(original, lambda resource_type: original(resource_type) or resource_type in _types)
