"""
CloudFormation refuses a template with an unknown type, property or attribute, or with a circular dependency, before it
creates anything. ministack accepts unknown properties, and finds a circular dependency only when it executes a change
set. Here, cfn-lint checks each template against the schemas of the registry, and each of its errors is a refusal.
"""

import json

from cfnlint.api import lint
from ministack.core.responses import get_region
from ministack.services.cloudformation import engine

from . import journal
from .patches import replace

_checked: set[tuple[str, str]] = set()


def install() -> None:
    original = engine.validate_template_support

    def validate_template_support(template, *args, **kwargs):
        _check(template)
        return original(template, *args, **kwargs)

    replace(original, validate_template_support)


def _check(template: dict) -> None:
    region = get_region()
    text = json.dumps(template)
    if (region, text) in _checked:
        return
    errors = [match for match in lint(text, regions=[region]) if match.rule.id.startswith("E")]
    if errors:
        messages = [f"{_place(match)}: {match.message} [{match.rule.id}]" for match in errors]
        journal.record("refused-template", region=region, messages=messages)
        raise ValueError("Template error: " + "; ".join(messages))
    _checked.add((region, text))


def _place(match) -> str:
    path = getattr(match, "path", None) or []
    return "/".join(str(part) for part in path) or "template"
