"""
Parameter groups reach the servers of their instances: a value that PostgreSQL does not take is refused, as RDS refuses
it. ministack stores whatever it is given.

What is left out: parameters of RDS itself (`rds.…`), values that RDS computes (`{DBInstanceClassMemory/…}`), and
memory in the units of RDS, which this machine may not have.
"""

from ministack.services import rds

from . import servers
from .resource_types import HANDLERS
from .worker_threads import run_on_worker_thread

_TYPE = "AWS::RDS::DBParameterGroup"
_MEMORY = {"shared_buffers", "huge_pages", "effective_cache_size", "max_wal_size", "min_wal_size"}
# By the name of the group.
_parameters: dict[str, dict[str, str]] = {}


def install() -> None:
    handler = HANDLERS[_TYPE]
    create, update = handler["create"], handler["update"]

    def create_and_keep(logical_id, props, stack_name):
        physical_id, attributes = create(logical_id, props, stack_name)
        _parameters[physical_id] = _known(props)
        return physical_id, attributes

    def update_and_apply(physical_id, old_props, new_props, *rest):
        _apply_to_instances(physical_id, _known(new_props))
        result, attributes = update(physical_id, old_props, new_props, *rest)
        _parameters[result] = _known(new_props)
        return result, attributes

    handler.update(create=create_and_keep, update=update_and_apply)
    run_on_worker_thread(_TYPE)


def parameters_of(props: dict) -> dict[str, str]:
    """The parameters of the group that an instance has."""
    return _parameters.get(props.get("DBParameterGroupName") or "", {})


def _known(props: dict) -> dict[str, str]:
    return {
        name: str(value)
        for name, value in (props.get("Parameters") or {}).items()
        if not name.startswith("rds.") and "{" not in str(value) and name not in _MEMORY
    }


def _apply_to_instances(group: str, parameters: dict[str, str]) -> None:
    for _, instance in rds._instances.items():
        names = [entry["DBParameterGroupName"] for entry in instance.get("DBParameterGroups", [])]
        if group in names and "_local_port" in instance:
            name = f"{instance['DBInstanceArn'].split(':')[3]}/{instance['DBInstanceIdentifier']}"
            servers.ask("POST", "/servers/parameters", name=name, parameters=parameters)
