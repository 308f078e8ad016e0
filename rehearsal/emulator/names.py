"""
AWS refuses a name that is taken; ministack overwrites the resource that has it. A name is taken until its resource is
deleted: a resource that a stack retains keeps its name.
"""

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from ministack.core.responses import get_region
from ministack.services import cloudwatch_logs, secretsmanager
from ministack.services.cloudformation import provisioners

from .resource_types import HANDLERS

# The property with the name, for types whose identifier in the registry is another property.
_NAME_PROPERTIES = {
    "AWS::SecretsManager::Secret": "Name",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Role": "RoleName",
}
# Types whose names are unique in the account, across all regions.
_GLOBAL = ("AWS::IAM::",)

# Whether a resource that a stack has retained still exists. Types without an entry: it exists until a stack deletes it.
_EXISTS = {
    "AWS::SecretsManager::Secret": lambda name: secretsmanager._resolve(name)[1] is not None,
    "AWS::Logs::LogGroup": lambda name: name in cloudwatch_logs._log_groups,
}

_taken: dict[tuple[str, str, str], str] = {}


def install() -> None:
    for resource_type in list(HANDLERS):
        _replace_as_registry_says(resource_type)
        property_name = _name_property(resource_type)
        if property_name and "create" in HANDLERS[resource_type]:
            _watch(resource_type, property_name)


def schema_of(resource_type: str) -> dict:
    try:
        return PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource_type).schema
    except Exception:  # the registry lacks the type
        return {}


def _replace_as_registry_says(resource_type: str) -> None:
    """Makes ministack replace a resource when a create-only property of the registry changes."""
    create_only = [path.split("/")[2] for path in schema_of(resource_type).get("createOnlyProperties", [])]
    if create_only:
        provisioners._REPLACING_PROPERTIES[resource_type] = tuple(dict.fromkeys(create_only))


def _name_property(resource_type: str) -> str | None:
    if resource_type in _NAME_PROPERTIES:
        return _NAME_PROPERTIES[resource_type]
    schema = schema_of(resource_type)
    identifier = schema.get("primaryIdentifier", [])
    read_only = set(schema.get("readOnlyProperties", []))
    if len(identifier) != 1 or identifier[0] in read_only:
        return None
    return identifier[0].split("/")[-1]


def _watch(resource_type: str, property_name: str) -> None:
    handler = HANDLERS[resource_type]
    create, delete = handler["create"], handler.get("delete")

    def key_of(name) -> tuple[str, str, str]:
        region = "" if resource_type.startswith(_GLOBAL) else get_region()
        return (region, resource_type, str(name))

    def create_unless_taken(logical_id, props, stack_name):
        name = props.get(property_name)
        exists = _EXISTS.get(resource_type, lambda name: True)
        if name is not None and key_of(name) in _taken and exists(name):
            raise ValueError(
                f"Resource of type '{resource_type}' with identifier '{name}' already exists "
                f"({_taken[key_of(name)]} has it)."
            )
        result = create(logical_id, props, stack_name)
        if name is not None:
            _taken[key_of(name)] = f"{stack_name}/{logical_id}"
        return result

    def delete_and_free(physical_id, props, *rest):
        delete(physical_id, props, *rest)
        _taken.pop(key_of(props.get(property_name)), None)

    handler["create"] = create_unless_taken
    if delete:
        handler["delete"] = delete_and_free
