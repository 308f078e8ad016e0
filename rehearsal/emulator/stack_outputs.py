"""Fn::GetStackOutput can read outputs of a stack in another region; ministack ignores the region."""

from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudformation
from ministack.services.cloudformation import engine

from .patches import replace


def install() -> None:
    original = engine._resolve_refs

    def resolve_refs(value, *args, **kwargs):
        if not isinstance(value, dict) or "Fn::GetStackOutput" not in value:
            return original(value, *args, **kwargs)
        wanted = value["Fn::GetStackOutput"]
        region = original(wanted.get("Region") or get_region(), *args, **kwargs)
        stack_name = original(wanted["StackName"], *args, **kwargs)
        return _output(region, stack_name, wanted["OutputName"])

    replace(original, resolve_refs)


def _output(region: str, stack_name: str, name: str) -> str:
    stack = cloudformation._stacks.get_scoped(get_account_id(), region, stack_name)
    for output in (stack or {}).get("Outputs", []):
        if output.get("OutputKey") == name:
            return output["OutputValue"]
    raise ValueError(f"Output {name} not found in stack {stack_name} of {region}")
