"""
EventBridge delivers events to the bus of another region, with the role of the target; ministack drops such events. An
event keeps the region that it comes from, which rules in the other region match. EventBridge invokes a function only if
the policy of the function lets the rule do so; ministack invokes every function.
"""

import contextvars

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region, set_request_region
from ministack.services import eventbridge

from . import function_policies, journal
from .patches import replace

_PUT_EVENTS = "events:PutEvents"


def install() -> None:
    original = eventbridge._invoke_target

    def invoke_target(target, event, rule, view=None):
        arn = target.get("Arn", "")
        if _is_bus_of_other_region(arn):
            if _may_put_events(target):
                contextvars.copy_context().run(_deliver, arn, event)
        elif ":lambda:" not in arn or _may_invoke(arn, rule):
            original(target, event, rule, view)

    replace(original, invoke_target)


def _is_bus_of_other_region(arn: str) -> bool:
    parts = arn.split(":")
    return len(parts) == 6 and parts[2] == "events" and parts[5].startswith("event-bus/") and parts[3] != get_region()


def _may_invoke(function: str, rule: dict) -> bool:
    is_allowed = function_policies.may_invoke("events.amazonaws.com", function, rule["Arn"])
    if not is_allowed:
        journal.record(
            "call",
            role="events.amazonaws.com",
            action="lambda:InvokeFunction",
            resource=function,
            denied=f"the policy of the function does not let {rule['Arn']} invoke it",
        )
    return is_allowed


def _may_put_events(target: dict) -> bool:
    role_name = target["RoleArn"].split("/")[-1] if target.get("RoleArn") else None
    request = iam_evaluator.EvalContext(
        principal_arn=f"arn:aws:sts::{get_account_id()}:assumed-role/{role_name}/events",
        principal_type="AssumedRole",
        principal_account=get_account_id(),
        action=_PUT_EVENTS,
        resource_arn=target["Arn"],
        region=get_region(),
        service_context={},
        principal_keys={},
    )
    policies = iam_evaluator._gather_role_policies(role_name, get_account_id()) if role_name else []
    result = iam_evaluator.evaluate(request, policies)
    is_allowed = result.decision == "Allow"
    journal.record(
        "call",
        role=role_name,
        action=_PUT_EVENTS,
        resource=target["Arn"],
        denied=None if is_allowed else f"{result.decision}: {result.reason}",
    )
    return is_allowed


def _deliver(arn: str, event: dict) -> None:
    origin = event.get("Region") or get_region()
    set_request_region(arn.split(":")[3])
    eventbridge._ensure_default_bus()
    eventbridge._dispatch_event({**event, "EventBusName": arn.split("/")[-1], "Region": origin, "_DispatchPath": []})
