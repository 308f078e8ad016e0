"""
AWS refuses a name that is taken; ministack overwrites what has it. A name is taken until its resource is deleted: what
a stack retains keeps its name.
"""

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from ministack.core.responses import get_region
from ministack.services import cloudwatch_logs, secretsmanager
from ministack.services.cloudformation import provisioners

from .resource_types import HANDLERS

# Names that are not the identifier of the type in the registry.
_NAME_PROPERTIES = {
    "AWS::SecretsManager::Secret": "Name",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Role": "RoleName",
}
# Their names are those of the account, in all regions.
_GLOBAL = ("AWS::IAM::",)

# Whether a resource that a stack has left behind is still there. Others are there until their stack deletes them.
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
    except Exception:  # a type that the registry lacks
        return {}


def _replace_as_registry_says(resource_type: str) -> None:
    """A changed property that only a new resource can have replaces it."""
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
