"""Resource types that ministack lacks. Types without behaviour of their own only store their properties."""

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import ec2
from ministack.services.cloudformation import provisioners

HANDLERS = provisioners._RESOURCE_HANDLERS

# The stored properties, by (region, type, physical id).
KEPT: dict[tuple[str, str, str], dict] = {}


def install() -> None:
    HANDLERS["AWS::EC2::SecurityGroupIngress"] = _security_group_rule(is_egress=False)
    HANDLERS["AWS::EC2::SecurityGroupEgress"] = _security_group_rule(is_egress=True)
    HANDLERS["AWS::EC2::EIP"] = {"create": _create_address, "delete": _delete_address}
    HANDLERS["AWS::EC2::NatGateway"] = {"create": _create_nat_gateway, "delete": _delete_nat_gateway}
    _keep(
        "AWS::EC2::FlowLog",
        lambda logical_id, props, stack: f"fl-{new_uuid().replace('-', '')[:17]}",
        lambda physical_id, props: {"Id": physical_id},
    )
    _keep(
        "AWS::RDS::EventSubscription",
        lambda logical_id, props, stack: props.get("SubscriptionName") or _generated(stack, logical_id),
        lambda physical_id, props: {},
    )
    _keep(
        "AWS::Backup::BackupSelection",
        lambda logical_id, props, stack: new_uuid(),
        lambda physical_id, props: {
            "Id": f"{physical_id}_{props['BackupPlanId']}",
            "SelectionId": physical_id,
            "BackupPlanId": props["BackupPlanId"],
        },
    )
    _keep(
        "AWS::Backup::RestoreTestingPlan",
        lambda logical_id, props, stack: props["RestoreTestingPlanName"],
        lambda physical_id, props: {
            "RestoreTestingPlanArn": _arn("backup", f"restore-testing-plan:{physical_id}-{new_uuid()}"),
        },
    )
    _keep(
        "AWS::Backup::RestoreTestingSelection",
        lambda logical_id, props, stack: props["RestoreTestingSelectionName"],
        lambda physical_id, props: {},
    )


def _arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{get_region()}:{get_account_id()}:{resource}"


def _generated(stack: str, logical_id: str) -> str:
    return f"{stack}-{logical_id}-{new_uuid()[:12]}".lower()


def _keep(resource_type: str, physical_id_of, attributes_of) -> None:
    def create(logical_id, props, stack_name):
        physical_id = physical_id_of(logical_id, props, stack_name)
        KEPT[(get_region(), resource_type, physical_id)] = props
        return physical_id, attributes_of(physical_id, props)

    def update(physical_id, old_props, new_props, stack_name):
        KEPT[(get_region(), resource_type, physical_id)] = new_props
        return physical_id, attributes_of(physical_id, new_props)

    def delete(physical_id, props):
        KEPT.pop((get_region(), resource_type, physical_id), None)

    HANDLERS[resource_type] = {"create": create, "update": update, "delete": delete}


def _create_address(logical_id, props, stack_name):
    known = set(ec2._addresses)
    ec2._allocate_address({})
    [allocation_id] = set(ec2._addresses) - known
    address = ec2._addresses[allocation_id]
    return address["PublicIp"], {"AllocationId": allocation_id, "PublicIp": address["PublicIp"]}


def _delete_address(physical_id, props):
    for allocation_id, address in list(ec2._addresses.items()):
        if address["PublicIp"] == physical_id:
            ec2._release_address({"AllocationId": [allocation_id]})


def _create_nat_gateway(logical_id, props, stack_name):
    if props["SubnetId"] not in ec2._subnets:
        raise ValueError(f"The subnet ID '{props['SubnetId']}' does not exist")
    names = [name for name in ("SubnetId", "AllocationId", "ConnectivityType") if name in props]
    known = set(ec2._nat_gateways)
    ec2._create_nat_gateway({name: [props[name]] for name in names})
    [gateway_id] = set(ec2._nat_gateways) - known
    return gateway_id, {"NatGatewayId": gateway_id}


def _delete_nat_gateway(physical_id, props):
    ec2._delete_nat_gateway({"NatGatewayId": [physical_id]})


def _security_group_rule(is_egress: bool) -> dict:
    authorize = ec2._authorize_sg_egress if is_egress else ec2._authorize_sg_ingress
    revoke = ec2._revoke_sg_egress if is_egress else ec2._revoke_sg_ingress

    def create(logical_id, props, stack_name):
        status, _, body = authorize(_permission_query(props))
        if status >= 400:
            raise ValueError(f"security group rule: {body[:400]!r}")
        rule_id = f"sgr-{new_uuid().replace('-', '')[:17]}"
        return rule_id, {"Id": rule_id}

    def delete(physical_id, props):
        revoke(_permission_query(props))

    return {"create": create, "delete": delete}


def _permission_query(props: dict) -> dict[str, list[str]]:
    query = {"GroupId": [props["GroupId"]], "IpPermissions.1.IpProtocol": [str(props["IpProtocol"])]}
    for key in ("FromPort", "ToPort"):
        if key in props:
            query[f"IpPermissions.1.{key}"] = [str(props[key])]
    group = props.get("SourceSecurityGroupId") or props.get("DestinationSecurityGroupId")
    if group:
        if group not in ec2._security_groups:
            raise ValueError(f"The security group '{group}' does not exist")
        query["IpPermissions.1.Groups.1.GroupId"] = [group]
    if "CidrIp" in props:
        query["IpPermissions.1.IpRanges.1.CidrIp"] = [props["CidrIp"]]
    return query
