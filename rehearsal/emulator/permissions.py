"""
Decides whether the role of a function may make a call. ministack evaluates the policies of the role and the resource.
This module adds what AWS also checks: Secrets Manager and RDS use KMS keys on behalf of the caller; a copy of a
snapshot reads one snapshot, creates another one and tags it; the tags of a snapshot are condition keys; and an
interface endpoint has a policy. Each decision is recorded, and each call of the command line, whoever makes it.
"""

import contextlib
import contextvars
import re

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region, set_request_region
from ministack.services import ec2, kms, rds, secretsmanager

from . import journal
from .patches import replace

# What Secrets Manager does with the key of a secret, on behalf of the caller:
# https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
_KEY_ACTIONS = {
    "secretsmanager:GetSecretValue": ["kms:Decrypt"],
    "secretsmanager:PutSecretValue": ["kms:Decrypt", "kms:GenerateDataKey"],
}

# The message of Secrets Manager when the caller may not use the key; ministack would name the call, which is allowed.
_DENIED_BY_KEY = "Access to KMS is not allowed"
_is_denied_by_key = contextvars.ContextVar("is_denied_by_key", default=False)

# What RDS does with the keys of a snapshot and its copy, on behalf of the caller:
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html
_SNAPSHOT_KEY_ACTIONS = ["kms:DescribeKey", "kms:CreateGrant"]
_RESTORES = ("rds:RestoreDBInstanceFromDBSnapshot", "rds:RestoreDBInstanceToPointInTime")

# The application of a call, which the AWS SDK takes from AWS_SDK_UA_APP_ID: rehearsal/recorded-command-calls.ts.
_APPLICATION = re.compile(r"\bapp/oficina-postgres\.([a-z]+)")

# The host name that the call is sent to, which shows whether it comes through an interface endpoint.
_host: contextvars.ContextVar[str] = contextvars.ContextVar("host", default="")

# The parameters that name the resource of an RDS request, the most telling first, with the kind of resource.
_RDS_RESOURCES = {
    "ResourceName": "",
    "ResourceIdentifier": "",
    "TargetDBSnapshotIdentifier": "snapshot",
    "DBSnapshotIdentifier": "snapshot",
    "DBInstanceIdentifier": "db",
    "TargetDBInstanceIdentifier": "db",
    "DBInstanceAutomatedBackupsArn": "auto-backup",
    "DBParameterGroupName": "pg",
}

# The command of the command line that makes the call, or "".
_command: contextvars.ContextVar[str] = contextvars.ContextVar("command", default="")

# The parameters of the RDS request that is being authorized.
_rds_request: contextvars.ContextVar[dict] = contextvars.ContextVar("rds_request", default={})


def install() -> None:
    original = iam_evaluator.enforce

    def enforce(access_key_id, action, service, region, resource_arn="*", service_context=None):
        service_context = {**(service_context or {}), **_snapshot_tags(resource_arn)}
        denied = original(access_key_id, action, service, region, resource_arn, service_context)
        _record_command(action, region, resource_arn, service_context)
        principal = _assumed_role(access_key_id)
        if principal is None:
            return denied
        _record(principal, action, resource_arn, _reason(denied))
        if denied is not None:
            return denied
        denied = _denied_by_endpoint(principal, action, region, resource_arn)
        if denied is not None:
            return denied
        denied = _denied_besides(principal, action, region, resource_arn, service_context)
        _is_denied_by_key.set(denied is not None and action in _KEY_ACTIONS)
        return denied

    replace(original, enforce)
    _name_denied_key()
    _hide_loopback()
    _look_at_requests()


def _snapshot_tags(resource_arn: str) -> dict:
    """Returns the tags of a snapshot as condition keys, or nothing for other resources."""
    if ":snapshot:" not in resource_arn:
        return {}
    return {f"aws:resourcetag/{tag['Key']}".lower(): tag["Value"] for tag in rds._tags.get(resource_arn) or []}


def _name_denied_key() -> None:
    original = iam_actions.access_denied_response

    def access_denied_response(*args, **kwargs):
        if _is_denied_by_key.get():
            _is_denied_by_key.set(False)
            kwargs["message"] = _DENIED_BY_KEY
        return original(*args, **kwargs)

    replace(original, access_denied_response)


def _assumed_role(access_key_id: str | None):
    """Returns the caller if it is a role that a service has assumed, or None. The rehearsal itself calls as root."""
    if not (access_key_id or "").startswith("ASIA"):
        return None
    principal = iam_evaluator.resolve_principal(access_key_id, get_account_id())
    return principal if ":assumed-role/" in getattr(principal, "arn", "") else None


def _record(principal, action: str, resource: str, denied: str | None) -> None:
    role = iam_evaluator._role_name_from_assumed_arn(principal.arn)
    journal.record("call", role=role, action=action, resource=resource, denied=denied)


def _record_command(action: str, region: str, resource_arn: str, context: dict) -> None:
    """Records the call of a command, with the actions that AWS checks in addition."""
    if not _command.get():
        return
    checks = _also_checked(action, region, resource_arn, context)
    also = [(other, its_region, arn) for other, its_region, arn, _ in checks]
    for called, its_region, arn in [(action, region, resource_arn), *also]:
        # A copy reads a snapshot of another region than that of the request.
        place = arn.split(":")[3] if arn.startswith("arn:") else ""
        journal.record("command-call", command=_command.get(), action=called, region=place or its_region)


def _reason(denied) -> str | None:
    if denied is None:
        return None
    return getattr(denied, "reason", None) or getattr(denied, "message", None) or str(denied)


def _denied_by_endpoint(principal, action: str, region: str, resource_arn: str):
    """Returns the denial by the policy of the interface endpoint that the call comes through, or None."""
    endpoint_id = _host.get().split("-rehearsal.")[0]
    policy = (ec2._vpc_endpoints.get(endpoint_id) or {}).get("PolicyDocument")
    if not policy:
        return None
    request = _request(principal, action, region, resource_arn, {})
    result = iam_evaluator.evaluate_resource_policy(policy, request)
    if result.decision == "Allow":
        return None
    _record(principal, action, resource_arn, f"{result.decision} by the policy of the endpoint {endpoint_id}")
    result.principal_arn = principal.arn
    return result


def _denied_besides(principal, action: str, region: str, resource_arn: str, context: dict):
    """Returns the denial of an action that AWS checks in addition to the called one; None if all are allowed."""
    for other_action, other_region, other_arn, other_context in _also_checked(action, region, resource_arn, context):
        result = _decide(principal, other_action, other_region, other_arn, other_context)
        is_allowed = result.decision == "Allow"
        _record(principal, other_action, other_arn, None if is_allowed else f"{result.decision}: {result.reason}")
        if not is_allowed:
            result.principal_arn = principal.arn
            return result
    return None


def _also_checked(action: str, region: str, resource_arn: str, context: dict):
    """Yields the actions that AWS checks in addition, each with its region, resource and condition keys."""
    if action in _KEY_ACTIONS:
        _, secret = secretsmanager._resolve(resource_arn)
        if (secret or {}).get("KmsKeyId"):
            key = _key_arn(secret["KmsKeyId"], region)
            keys = {
                **_via("secretsmanager", region),
                "kms:encryptioncontext:secretarn": secret["ARN"],
                "kms:encryptioncontextkeys": ["SecretARN", "SecretVersionId"],
            }
            for key_action in _KEY_ACTIONS[action]:
                yield key_action, region, key, keys
    if action == "secretsmanager:RotateSecret":
        _, secret = secretsmanager._resolve(resource_arn)
        if (secret or {}).get("RotationLambdaARN"):
            yield "lambda:InvokeFunction", region, secret["RotationLambdaARN"], {}
    if action == "rds:CopyDBSnapshot":
        yield from _copy_checks(region, resource_arn, context)
    if action in _RESTORES:
        yield from _restore_checks(region)


def _copy_checks(region: str, target_arn: str, context: dict):
    request = _rds_request.get()
    source_arn = request["SourceDBSnapshotIdentifier"]
    source_region = source_arn.split(":")[3]
    yield "rds:CopyDBSnapshot", region, source_arn, {}
    if any(name.lower().startswith("aws:requesttag/") for name in context):
        lower = {name.lower(): value for name, value in context.items()}
        yield "rds:AddTagsToResource", region, target_arn, lower
    source = rds._snapshots.get_scoped(get_account_id(), source_region, source_arn.split(":")[-1]) or {}
    yield from _grants(source.get("KmsKeyId"), source_region)
    yield from _grants(request.get("KmsKeyId"), region)


def _restore_checks(region: str):
    request = _rds_request.get()
    name = request.get("DBSnapshotIdentifier", "").split(":")[-1]
    snapshot = rds._snapshots.get_scoped(get_account_id(), region, name)
    source = rds._instances.get_scoped(get_account_id(), region, request.get("SourceDBInstanceIdentifier", ""))
    yield from _grants((snapshot or source or {}).get("KmsKeyId") or request.get("KmsKeyId"), region)


def _grants(key: str | None, region: str):
    """Yields what RDS does with a key for a new snapshot or instance."""
    if not key:
        return
    for action in _SNAPSHOT_KEY_ACTIONS:
        arn = _key_arn(key, region)
        conditions = {
            **_via("rds", region),
            "kms:grantisforawsresource": "true",
            "kms:resourcealiases": _aliases(arn),
        }
        yield action, region, arn, conditions


def _via(service: str, region: str) -> dict:
    return {"kms:viaservice": f"{service}.{region}.amazonaws.com", "kms:calleraccount": get_account_id()}


def _aliases(key_arn: str) -> list[str]:
    """Returns the names of a key's aliases, such as `alias/oficina-db-prod`."""
    key_id = key_arn.split("/")[-1]
    with _in_region_of(key_arn):
        return [arn.split(":")[-1] for arn, target in kms._aliases.items() if target == key_id]


@contextlib.contextmanager
def _in_region_of(arn: str):
    """Switches to the region of an ARN: ministack finds keys and aliases only in the region of the request."""
    previous = get_region()
    set_request_region(arn.split(":")[3])
    try:
        yield
    finally:
        set_request_region(previous)


def _key_arn(key: str, region: str) -> str:
    if key.startswith("arn:"):
        return key
    return f"arn:aws:kms:{region}:{get_account_id()}:key/{key}"


def _request(principal, action: str, region: str, resource_arn: str, context: dict) -> iam_evaluator.EvalContext:
    return iam_evaluator.EvalContext(
        principal_arn=principal.arn,
        principal_type=principal.type,
        principal_account=principal.account,
        action=action,
        resource_arn=resource_arn,
        region=region,
        service_context=context,
        principal_keys=principal.keys,
    )


def _decide(principal, action: str, region: str, resource_arn: str, context: dict):
    request = _request(principal, action, region, resource_arn, context)
    identity = iam_evaluator.evaluate(request, principal.policies, *principal.limits)
    if not action.startswith("kms:"):
        return identity
    with _in_region_of(resource_arn):
        policy = kms.key_policy_for_arn(resource_arn)
    if policy is None:
        raise ValueError(f"there is no key {resource_arn}")
    return iam_evaluator.combine_resource_policy(identity, request, *policy, required=True, limits=principal.limits)


def _hide_loopback() -> None:
    """Treats calls over loopback as calls over TLS, so that policies that require TLS do not deny them."""
    original = iam_evaluator.pin_request_origin
    replace(original, lambda source_ip, secure_transport: original(source_ip, True))


def _look_at_requests() -> None:
    """
    Records the host that a call is sent to and the command that makes it, and finds the ARN of the resource where
    ministack uses `*`, or leaves a part out.
    """
    original = iam_actions.extract_resource_arn

    def extract_resource_arn(service, method, path, headers, body, query_params, region, account_id):
        arn = original(service, method, path, headers, body, query_params, region, account_id)
        _host.set(str(headers.get("host", "")))
        application = _APPLICATION.search(str(headers.get("user-agent", "")))
        _command.set(application.group(1) if application else "")
        if service == "rds":
            return _rds_arn(query_params, region, account_id) or arn
        if service == "iam":
            return _first(query_params).get("PolicySourceArn") or arn
        if service == "logs" and "FilterLogEvents" in str(headers.get("x-amz-target", "")):
            return f"{arn}:log-stream:"
        vault = re.match(r"/backup-vaults/([^/]+)", path)
        if service == "backup" and vault:
            return f"arn:aws:backup:{region}:{account_id}:backup-vault:{vault.group(1)}"
        if service == "monitoring" and arn == "*":
            return f"arn:aws:cloudwatch:{region}:{account_id}:alarm:*"
        return arn

    replace(original, extract_resource_arn)


def _rds_arn(query_params: dict, region: str, account_id: str) -> str | None:
    request = _first(query_params)
    _rds_request.set(request)

    def arn(kind: str, name: str) -> str:
        return name if name.startswith("arn:") else f"arn:aws:rds:{region}:{account_id}:{kind}:{name}"

    for parameter, kind in _RDS_RESOURCES.items():
        if request.get(parameter):
            return arn(kind, request[parameter])
    return None


def _first(query_params: dict) -> dict:
    return {name: value[0] if isinstance(value, list) else value for name, value in query_params.items()}
