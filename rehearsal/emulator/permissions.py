"""
What the role of each function is allowed, call by call. ministack decides by the policies of role and resource; that
Secrets Manager uses the KMS key of a secret in the name of the caller is added here. Each decision is recorded.
"""

import contextvars
import json

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id
from ministack.services import kms, secretsmanager

from . import journal
from .patches import replace

# What Secrets Manager does with the key of a secret, in the name of the caller:
# https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
_KEY_ACTIONS = {
    "secretsmanager:GetSecretValue": ["kms:Decrypt"],
    "secretsmanager:PutSecretValue": ["kms:Decrypt", "kms:GenerateDataKey"],
}

# What Secrets Manager says when the caller may not use the key; ministack would name the call that was allowed.
_DENIED_BY_KEY = "Access to KMS is not allowed"
_is_denied_by_key = contextvars.ContextVar("is_denied_by_key", default=False)


def install() -> None:
    original = iam_evaluator.enforce

    def enforce(access_key_id, action, service, region, resource_arn="*", service_context=None):
        denied = original(access_key_id, action, service, region, resource_arn, service_context)
        principal = _assumed_role(access_key_id)
        if principal is None:
            return denied
        if denied is None:
            denied = _denied_by_key(principal, action, region, resource_arn)
            _is_denied_by_key.set(denied is not None)
        journal.record(
            "call",
            role=iam_evaluator._role_name_from_assumed_arn(principal.arn),
            action=action,
            resource=resource_arn,
            denied=_reason(denied),
        )
        return denied

    replace(original, enforce)
    _name_denied_key()
    _hide_loopback()


def _name_denied_key() -> None:
    original = iam_actions.access_denied_response

    def access_denied_response(*args, **kwargs):
        if _is_denied_by_key.get():
            _is_denied_by_key.set(False)
            kwargs["message"] = _DENIED_BY_KEY
        return original(*args, **kwargs)

    replace(original, access_denied_response)


def _assumed_role(access_key_id: str | None):
    """The caller, if it is a role that a service has assumed; the rehearsal itself calls as root."""
    if not (access_key_id or "").startswith("ASIA"):
        return None
    principal = iam_evaluator.resolve_principal(access_key_id, get_account_id())
    return principal if ":assumed-role/" in getattr(principal, "arn", "") else None


def _reason(denied) -> str | None:
    if denied is None:
        return None
    return getattr(denied, "reason", None) or getattr(denied, "message", None) or str(denied)


def _denied_by_key(principal, action: str, region: str, resource_arn: str):
    _, secret = secretsmanager._resolve(resource_arn) if action in _KEY_ACTIONS else (None, None)
    key = (secret or {}).get("KmsKeyId")
    if not key:
        return None
    key_arn = _key_arn(key, region)
    context = {
        "kms:viaservice": f"secretsmanager.{region}.amazonaws.com",
        "kms:calleraccount": get_account_id(),
        "kms:encryptioncontext:secretarn": secret["ARN"],
        "kms:encryptioncontextkeys": ["SecretARN", "SecretVersionId"],
    }
    for key_action in _KEY_ACTIONS[action]:
        result = _decide(principal, key_action, region, key_arn, context)
        journal.record(
            "call",
            role=iam_evaluator._role_name_from_assumed_arn(principal.arn),
            action=key_action,
            resource=key_arn,
            denied=None if result.decision == "Allow" else f"{result.decision}: {result.reason}",
        )
        if result.decision != "Allow":
            result.principal_arn = principal.arn
            return result
    return None


def _key_arn(key: str, region: str) -> str:
    if key.startswith("arn:"):
        return key
    return f"arn:aws:kms:{region}:{get_account_id()}:key/{key}"


def _decide(principal, action: str, region: str, key_arn: str, context: dict):
    request = iam_evaluator.EvalContext(
        principal_arn=principal.arn,
        principal_type=principal.type,
        principal_account=principal.account,
        action=action,
        resource_arn=key_arn,
        region=region,
        service_context=context,
        principal_keys=principal.keys,
    )
    identity = iam_evaluator.evaluate(request, principal.policies, *principal.limits)
    policy = kms.key_policy_for_arn(key_arn)
    if policy is None:
        raise ValueError(f"there is no key {key_arn}")
    return iam_evaluator.combine_resource_policy(
        identity, request, *policy, required=True, limits=principal.limits
    )


def _hide_loopback() -> None:
    """Loopback stands in for TLS: a policy that denies what comes without it must not hit the rehearsal."""
    original = iam_evaluator.pin_request_origin
    replace(original, lambda source_ip, secure_transport: original(source_ip, True))


def attached_statements(role_name: str) -> list[dict]:
    """The statements of a role's policies, as JSON."""
    return json.loads(json.dumps(iam_evaluator._gather_role_policies(role_name, get_account_id()), default=vars))
