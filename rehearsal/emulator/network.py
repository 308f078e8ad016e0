"""
Finds out which addresses a function can reach, by security groups and routes. The result is written into a file before
each invocation, and function-preload.cjs applies it to each connection of the function.

ministack drops the VPC configuration of a function, and gives interface endpoints no names and a VPC no CidrBlock. Its
description of an endpoint has neither groups nor names.
"""

import ipaddress
import json
import os

from ministack.core.responses import get_region
from ministack.services import ec2, lambda_svc, rds

from . import proxies
from .patches import replace
from .resource_types import HANDLERS

_ROUTES = os.path.join(os.environ["REHEARSAL_FOLDER"], "routes")
_HTTPS = 443
_POSTGRES = 5432
# The VPC configuration of each function, by region and name.
_VPC_CONFIG: dict[tuple[str, str], dict] = {}


def install() -> None:
    os.makedirs(_ROUTES, exist_ok=True)
    _keep_vpc_config()
    _name_endpoints()
    _describe_endpoints()
    _give_cidr_block()
    original = lambda_svc._execute_function

    def execute(function, event):
        _write_routes(function.get("config") or function)
        return original(function, event)

    replace(original, execute)


def _keep_vpc_config() -> None:
    handler = HANDLERS["AWS::Lambda::Function"]
    create, update = handler["create"], handler["update"]

    def keep(physical_id, props):
        vpc = props.get("VpcConfig") or {}
        _VPC_CONFIG[(get_region(), physical_id)] = vpc
        record, _, _ = lambda_svc._get_func_record_for_ref(physical_id)
        if vpc and record:
            record["config"]["VpcConfig"] = lambda_svc._vpc_config_with_id(vpc)

    def create_and_keep(logical_id, props, stack_name):
        physical_id, attributes = create(logical_id, props, stack_name)
        keep(physical_id, props)
        return physical_id, attributes

    def update_and_keep(physical_id, old_props, new_props, *rest):
        result, attributes = update(physical_id, old_props, new_props, *rest)
        keep(result, new_props)
        return result, attributes

    handler.update(create=create_and_keep, update=update_and_keep)


def _name_endpoints() -> None:
    handler = HANDLERS["AWS::EC2::VPCEndpoint"]
    create = handler["create"]

    def create_with_names(logical_id, props, stack_name):
        physical_id, attributes = create(logical_id, props, stack_name)
        endpoint = ec2._vpc_endpoints[physical_id]
        if props.get("VpcEndpointType") == "Interface":
            service = str(props["ServiceName"]).split(".")[-1]
            name = f"{physical_id}-rehearsal.{service}.{get_region()}.vpce.amazonaws.com"
            endpoint["DnsEntries"] = [f"Z7HUB22UULQXV:{name}"]
            attributes = {**attributes, "DnsEntries": endpoint["DnsEntries"]}
        return physical_id, attributes

    handler["create"] = create_with_names


def _describe_endpoints() -> None:
    original = ec2._vpce_fields_xml

    def with_groups_and_names(endpoint, tag="item"):
        groups = [f"<item><groupId>{group}</groupId></item>" for group in endpoint.get("SecurityGroupIds") or []]
        names = [entry.split(":", 1)[1] for entry in endpoint.get("DnsEntries") or []]
        entries = [f"<item><dnsName>{name}</dnsName></item>" for name in names]
        is_private = str(endpoint.get("PrivateDnsEnabled", False)).lower()
        more = (
            f"<groupSet>{''.join(groups)}</groupSet><dnsEntrySet>{''.join(entries)}</dnsEntrySet>"
            f"<privateDnsEnabled>{is_private}</privateDnsEnabled>"
        )
        xml = original(endpoint, tag)
        return xml.removesuffix(f"</{tag}>") + f"{more}</{tag}>"

    replace(original, with_groups_and_names)


def _give_cidr_block() -> None:
    """Adds the attribute CidrBlock to a VPC. CDK uses it in the security group of each interface endpoint."""
    handler = HANDLERS["AWS::EC2::VPC"]
    create, update = handler["create"], handler["update"]

    def with_cidr_block(result):
        physical_id, attributes = result
        return physical_id, {**attributes, "CidrBlock": ec2._vpcs[physical_id]["CidrBlock"]}

    handler["create"] = lambda *args, **kwargs: with_cidr_block(create(*args, **kwargs))
    handler["update"] = lambda *args, **kwargs: with_cidr_block(update(*args, **kwargs))


def _write_routes(config: dict) -> None:
    """
    Writes the routes of a function: `{ "<host>:<port>": { "port": <local port>, "problem": <text or null> } }`. Public
    names of AWS get such an entry for each service that the VPC has an endpoint for, and one for all other services.
    """
    name = config["FunctionName"]
    vpc = _VPC_CONFIG.get((get_region(), name)) or {}
    groups = vpc.get("SecurityGroupIds") or []
    routes = {}
    for _, instance in rds._instances.items():
        if "_local_port" not in instance:
            continue
        endpoint = instance["Endpoint"]
        targets = [group["VpcSecurityGroupId"] for group in instance["VpcSecurityGroups"]]
        routes[f"{endpoint['Address']}:{endpoint['Port']}"] = {
            "port": instance["_local_port"],
            "problem": _problem(groups, targets, int(endpoint["Port"]), instance["DBInstanceIdentifier"]),
        }
    for proxy in proxies.proxies():
        if proxy["local_port"] is not None:
            routes[f"{proxy['endpoint']}:{_POSTGRES}"] = {
                "port": proxy["local_port"],
                "problem": _problem(groups, proxy["props"]["VpcSecurityGroupIds"], _POSTGRES, proxy["endpoint"]),
            }
    gateway = int(os.environ["GATEWAY_PORT"])
    for endpoint_id, endpoint in ec2._vpc_endpoints.items():
        for entry in endpoint.get("DnsEntries") or []:
            routes[f"{entry.split(':', 1)[1]}:{_HTTPS}"] = {
                "port": gateway,
                "problem": _problem(groups, endpoint["SecurityGroupIds"], _HTTPS, endpoint_id),
            }
    public = _public_problem(vpc, groups)
    services = {name: {"port": gateway, "problem": problem} for name, problem in _private_names(vpc, groups)}
    with open(os.path.join(_ROUTES, f"{name}.json"), "w", encoding="utf-8") as file:
        json.dump({"routes": routes, "services": services, "public": {"port": gateway, "problem": public}}, file)


def _private_names(vpc: dict, groups: list[str]):
    """Yields each service whose public name leads to an endpoint in the function's VPC, with the problem or None."""
    subnets = vpc.get("SubnetIds") or []
    if not subnets:
        return
    vpc_id = (ec2._subnets.get(subnets[0]) or {}).get("VpcId")
    for endpoint_id, endpoint in ec2._vpc_endpoints.items():
        if endpoint["VpcId"] != vpc_id:
            continue
        service = str(endpoint["ServiceName"]).split(".")[-1]
        if endpoint["VpcEndpointType"] == "Gateway":
            if all(table["RouteTableId"] in endpoint["RouteTableIds"] for table in _tables_of(subnets)):
                yield service, None
        elif endpoint["PrivateDnsEnabled"] in (True, "true"):
            yield service, _problem(groups, endpoint["SecurityGroupIds"], _HTTPS, endpoint_id)


def _tables_of(subnets: list[str]) -> list[dict]:
    tables = [table for _, table in ec2._route_tables.items()]
    return [table for table in tables if any(a.get("SubnetId") in subnets for a in table.get("Associations", []))]


def _problem(sources: list[str], targets: list[str], port: int, name: str) -> str | None:
    if not sources:
        return f"the function is not in the VPC of {name}"
    if any(_lets_through(source, target, port) for source in sources for target in targets):
        return None
    return f"no rules let {', '.join(sources)} reach {', '.join(targets) or 'no group'} of {name} on port {port}"


def _public_problem(vpc: dict, groups: list[str]) -> str | None:
    """Returns why a function does not reach the public endpoints of AWS; None if it does."""
    subnets = vpc.get("SubnetIds") or []
    if not subnets:
        return None
    if not all(_has_way_out(subnet) for subnet in subnets):
        return f"the subnets {', '.join(subnets)} have no route to the internet"
    if any(_allows(ec2._security_groups[group]["IpPermissionsEgress"], "", _HTTPS, True) for group in groups):
        return None
    return f"{', '.join(groups)} allow no traffic to the internet on port {_HTTPS}"


def _has_way_out(subnet: str) -> bool:
    """
    Returns whether a subnet has a route to a NAT gateway or similar. An internet gateway does not count: a function has
    no public address.
    """
    return any(
        route.get("DestinationCidrBlock") == "0.0.0.0/0" and not route.get("GatewayId")
        for table in _tables_of([subnet])
        for route in table.get("Routes", [])
    )


def _lets_through(source: str, target: str, port: int) -> bool:
    out, into = ec2._security_groups.get(source), ec2._security_groups.get(target)
    if out is None or into is None:
        return False
    return _allows(out["IpPermissionsEgress"], target, port) and _allows(into["IpPermissions"], source, port)


def _allows(permissions: list[dict], other: str, port: int, is_public: bool = False) -> bool:
    for rule in permissions:
        protocol = str(rule.get("IpProtocol"))
        if protocol not in ("-1", "tcp", "6"):
            continue
        if protocol != "-1" and not int(rule.get("FromPort", 0)) <= port <= int(rule.get("ToPort", 65535)):
            continue
        if any(pair.get("GroupId") == other for pair in rule.get("UserIdGroupPairs", [])):
            return True
        ranges = [ipaddress.ip_network(entry["CidrIp"]) for entry in rule.get("IpRanges", [])]
        if any(network.prefixlen == 0 or (not is_public and network.is_private) for network in ranges):
            return True
    return False
