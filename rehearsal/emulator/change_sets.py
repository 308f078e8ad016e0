"""
A change set lists each resource whose properties refer to another resource than before. ministack leaves all
references empty when it compares two templates, so that it misses, for example, a reference to another key.
"""

from ministack.services.cloudformation import changesets

from .patches import replace


def install() -> None:
    original = changesets._resolve_props_for_diff

    def resolve_props_for_diff(template, *args, **kwargs):
        resources = (template or {}).get("Resources", {})
        named = {
            name: {**resource, "Properties": _with_names(resource.get("Properties", {}), resources)}
            for name, resource in resources.items()
        }
        return original({**(template or {}), "Resources": named}, *args, **kwargs)

    replace(original, resolve_props_for_diff)


def _with_names(value, resources: dict):
    """Returns a value with each reference to a resource replaced by the name of the resource."""
    if isinstance(value, list):
        return [_with_names(entry, resources) for entry in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Fn::GetAtt"}:
        attribute = value["Fn::GetAtt"]
        return attribute if isinstance(attribute, str) else ".".join(map(str, attribute))
    if set(value) == {"Ref"} and value["Ref"] in resources:
        return value["Ref"]
    return {key: _with_names(entry, resources) for key, entry in value.items()}
