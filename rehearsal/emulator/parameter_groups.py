"""
Parameters of a group are set on the servers of its instances, so that a value that PostgreSQL does not accept is
refused, as on RDS. ministack stores any value.

Left out are parameters of RDS itself (`rds.…`), values that RDS computes (`{DBInstanceClassMemory/…}`), and sizes of
memory and WAL, which may be too large for this machine.
"""

from ministack.services import rds

from . import servers
from .resource_types import HANDLERS
from .worker_threads import run_on_worker_thread

_TYPE = "AWS::RDS::DBParameterGroup"
_MEMORY = {"shared_buffers", "huge_pages", "effective_cache_size", "max_wal_size", "min_wal_size"}
# The parameters of each group, by its name.
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
    """Returns the parameters of the group of an instance."""
    return _parameters.get(props.get("DBParameterGroupName") or "", {})


def refuse_other_family(props: dict, major: str) -> None:
    """Raises ValueError if the group of an instance is for another major version than the instance."""
    name = props.get("DBParameterGroupName")
    group = rds._param_groups.get(name or "")
    if group is not None and major and group["DBParameterGroupFamily"] != f"postgres{major}":
        raise ValueError(
            f"The parameter group {name} with DBParameterGroupFamily {group['DBParameterGroupFamily']} cannot be used "
            f"for this instance. Please use a parameter group with DBParameterGroupFamily postgres{major}"
        )


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
