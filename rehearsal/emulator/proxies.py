"""RDS Proxy: each proxy is a TCP server in front of the server of its instance, see rehearsal/proxy-door.ts."""

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import ec2, rds

from . import servers
from .instances import server_name
from .resource_types import HANDLERS, KEPT
from .worker_threads import run_on_worker_thread

_PROXY = "AWS::RDS::DBProxy"
_TARGET_GROUP = "AWS::RDS::DBProxyTargetGroup"


def install() -> None:
    HANDLERS[_PROXY] = {"create": _create, "update": _update, "delete": _delete}
    HANDLERS[_TARGET_GROUP] = {"create": _create_targets, "update": _update_targets, "delete": _delete_targets}
    run_on_worker_thread(_PROXY)
    run_on_worker_thread(_TARGET_GROUP)


def proxies() -> list[dict]:
    """Returns the proxies of the region, with their endpoints and local ports."""
    return [kept for (region, kind, _), kept in KEPT.items() if region == get_region() and kind == _PROXY]


def _create(logical_id, props, stack_name):
    name = props["DBProxyName"]
    endpoint = f"{name}.proxy-{new_uuid()[:12]}.{get_region()}.rds.amazonaws.com"
    arn = f"arn:aws:rds:{get_region()}:{get_account_id()}:db-proxy:prx-{new_uuid()[:17]}"
    KEPT[(get_region(), _PROXY, name)] = {"props": props, "endpoint": endpoint, "arn": arn, "local_port": None}
    return name, _attributes(name)


def _attributes(name: str) -> dict:
    proxy = KEPT[(get_region(), _PROXY, name)]
    subnet = proxy["props"]["VpcSubnetIds"][0]
    vpc = (ec2._subnets.get(subnet) or {}).get("VpcId", "")
    return {"DBProxyArn": proxy["arn"], "Endpoint": proxy["endpoint"], "VpcId": vpc}


def _update(physical_id, old_props, new_props, stack_name):
    proxy = KEPT[(get_region(), _PROXY, physical_id)]
    proxy["props"] = new_props
    if proxy["local_port"] is not None:
        _open(physical_id, proxy["instance"])
    return physical_id, _attributes(physical_id)


def _delete(physical_id, props):
    servers.ask("DELETE", "/proxies", name=server_name(physical_id))
    KEPT.pop((get_region(), _PROXY, physical_id), None)


def _create_targets(logical_id, props, stack_name):
    [instance] = props["DBInstanceIdentifiers"]
    if instance not in rds._instances:
        raise ValueError(f"DBInstance {instance} not found. (Service: Rds, Status Code: 404)")
    _open(props["DBProxyName"], instance)
    arn = f"arn:aws:rds:{get_region()}:{get_account_id()}:target-group:prx-tg-{new_uuid()[:17]}"
    return arn, {"TargetGroupArn": arn}


def _update_targets(physical_id, old_props, new_props, stack_name):
    [instance] = new_props["DBInstanceIdentifiers"]
    _open(new_props["DBProxyName"], instance)
    return physical_id, {"TargetGroupArn": physical_id}


def _delete_targets(physical_id, props):
    servers.ask("DELETE", "/proxies", name=server_name(props["DBProxyName"]))


def _open(name: str, instance: str) -> None:
    """Opens the door of a proxy, or opens it again after a change."""
    proxy = KEPT[(get_region(), _PROXY, name)]
    props = proxy["props"]
    answer = servers.ask(
        "POST",
        "/proxies",
        name=server_name(name),
        instance=server_name(instance),
        host=proxy["endpoint"],
        region=get_region(),
        role=props["RoleArn"],
        logins=[
            {"secret": entry["SecretArn"], "iam": entry.get("IAMAuth") == "REQUIRED"} for entry in props.get("Auth", [])
        ],
        iam=props.get("DefaultAuthScheme") == "IAM_AUTH",
    )
    proxy.update(local_port=answer["port"], instance=instance)
