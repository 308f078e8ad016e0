"""
Secrets Manager: Ref of a secret is its ARN (in ministack, its name), a version without a value cannot be read, a secret
has a resource policy, a rotation invokes its function four times (in ministack, never), and a list of secrets says
which function that is.
"""

import contextvars
import json
import threading
import time

from ministack.core.responses import new_uuid
from ministack.services import lambda_svc
from ministack.services import secretsmanager

from . import faults, function_policies, journal
from .resource_types import HANDLERS

# The ARNs of the secrets that are being rotated.
_rotating: set[str] = set()
_STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")


def install() -> None:
    _give_arn_as_ref()
    HANDLERS["AWS::SecretsManager::ResourcePolicy"] = {
        "create": lambda logical_id, props, stack_name: _put_policy(props),
        "update": lambda physical_id, old_props, new_props, stack_name: _put_policy(new_props),
        "delete": lambda physical_id, props: _call(
            secretsmanager._delete_resource_policy, {"SecretId": props["SecretId"]}
        ),
    }
    HANDLERS["AWS::SecretsManager::RotationSchedule"] = {
        "create": lambda logical_id, props, stack_name: _schedule(props),
        "update": lambda physical_id, old_props, new_props, stack_name: _schedule(new_props),
        "delete": lambda physical_id, props: _unschedule(props),
    }
    secretsmanager._rotate_secret = _rotate_secret
    _list_rotation_functions()
    _refuse_version_without_value()


def _list_rotation_functions() -> None:
    original = secretsmanager._list_secrets

    def list_secrets(data):
        status, headers, body = original(data)
        listed = json.loads(body)
        for entry in listed.get("SecretList", []):
            secret = _secret(entry["ARN"])
            if secret.get("RotationLambdaARN"):
                entry["RotationLambdaARN"] = secret["RotationLambdaARN"]
        return status, headers, json.dumps(listed).encode()

    secretsmanager._list_secrets = list_secrets


def _call(function, data: dict) -> None:
    status, _, body = function(data)
    if status >= 400:
        raise ValueError(f"{function.__name__}: {body[:400]!r}")


def _secret(identifier: str) -> dict:
    _, secret = secretsmanager._resolve(identifier)
    if secret is None:
        raise ValueError(f"Secrets Manager can't find the specified secret: {identifier}")
    return secret


def _give_arn_as_ref() -> None:
    handler = HANDLERS["AWS::SecretsManager::Secret"]
    original = dict(handler)
    takes_logical_id = original.get("update_with_logical_id")

    def create(logical_id, props, stack_name):
        _, attributes = original["create"](logical_id, props, stack_name)
        return attributes["Arn"], attributes

    def update(physical_id, old_props, new_props, stack_name, logical_id=None):
        arguments = [_secret(physical_id)["Name"], old_props, new_props, stack_name]
        name, attributes = original["update"](*arguments, *([logical_id] if takes_logical_id else []))
        return _secret(name)["ARN"], attributes

    def delete(physical_id, props):
        _, secret = secretsmanager._resolve(physical_id)
        if secret is not None:
            original["delete"](secret["Name"], props)

    handler.update(create=create, update=update, delete=delete)


def _put_policy(props: dict):
    _call(
        secretsmanager._put_resource_policy,
        {"SecretId": props["SecretId"], "ResourcePolicy": json.dumps(props["ResourcePolicy"])},
    )
    return props["SecretId"], {"Id": props["SecretId"]}


def _schedule(props: dict):
    secret = _secret(props["SecretId"])
    secret.update(
        RotationEnabled=True,
        RotationLambdaARN=props["RotationLambdaARN"],
        RotationRules=props.get("RotationRules"),
    )
    _rotate(secret, new_uuid(), props.get("RotateImmediatelyOnUpdate", True) in (True, "true"))
    return secret["ARN"], {"Id": secret["ARN"]}


def _unschedule(props: dict) -> None:
    _, secret = secretsmanager._resolve(props["SecretId"])
    if secret is not None:
        secret["RotationEnabled"] = False
        secret.pop("RotationLambdaARN", None)


def _rotate_secret(data: dict):
    """Handles the API call RotateSecret, which returns at once while the rotation runs."""
    _, secret = secretsmanager._resolve(data.get("SecretId"))
    if secret is None:
        message = "Secrets Manager can't find the specified secret."
        return secretsmanager.error_response_json("ResourceNotFoundException", message, 400)
    if secret["ARN"] in _rotating:
        message = "A previous rotation isn't complete. That rotation will be reattempted."
        return secretsmanager.error_response_json("InvalidRequestException", message, 400)
    token = data.get("ClientRequestToken") or new_uuid()
    if data.get("RotationLambdaARN"):
        secret["RotationLambdaARN"] = data["RotationLambdaARN"]
    if data.get("RotationRules"):
        secret["RotationRules"] = data["RotationRules"]
    secret["RotationEnabled"] = True
    context = contextvars.copy_context()

    def rotate() -> None:
        try:
            context.run(_rotate, secret, token, data.get("RotateImmediately", True))
        except Exception as error:  # only recorded; the real service would try again later
            journal.record("rotation-failed", secret=secret["Name"], error=str(error))

    threading.Thread(target=rotate, daemon=True).start()
    return secretsmanager.json_response({"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": token})


def _rotate(secret: dict, token: str, immediately: bool) -> None:
    _rotating.add(secret["ARN"])
    try:
        _take_steps(secret, token, immediately)
    finally:
        _rotating.discard(secret["ARN"])


def _take_steps(secret: dict, token: str, immediately: bool) -> None:
    function = secret["RotationLambdaARN"]
    if not function_policies.may_invoke("secretsmanager.amazonaws.com", function, secret["ARN"]):
        raise ValueError(
            "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants "
            f"access to the principal secretsmanager.amazonaws.com: {function}"
        )
    if not immediately:
        _test_configuration(secret, function)
        return
    pending = [token for token, version in secret["Versions"].items() if version["Stages"] == ["AWSPENDING"]]
    # As on AWS, a rotation after a failed one continues with the version of the failed one.
    token = pending[0] if pending else token
    _remove_label("AWSPENDING", secret, kept=token)
    secret["Versions"].setdefault(
        token,
        {"SecretString": None, "SecretBinary": None, "CreatedDate": int(time.time()), "Stages": ["AWSPENDING"]},
    )
    for step in _STEPS:
        _step(secret, function, step, token)
    _remove_label("AWSPENDING", secret)
    secret["LastRotatedDate"] = int(time.time())
    journal.record("rotated", secret=secret["Name"], version=token)


def _test_configuration(secret: dict, function: str) -> None:
    """
    Does what Secrets Manager does instead of a rotation: creates an AWSPENDING version, runs testSecret, and removes
    the version again. It is an assumption that this version has the current value: the documentation does not say.
    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html (RotateImmediately)
    """
    current = next(version for version in secret["Versions"].values() if "AWSCURRENT" in version["Stages"])
    token = new_uuid()
    secret["Versions"][token] = {**current, "CreatedDate": int(time.time()), "Stages": ["AWSPENDING"]}
    try:
        _step(secret, function, "testSecret", token)
    finally:
        del secret["Versions"][token]


def _remove_label(label: str, secret: dict, kept: str | None = None) -> None:
    for token, version in secret["Versions"].items():
        if token != kept and label in version["Stages"]:
            version["Stages"].remove(label)


def _step(secret: dict, function: str, step: str, token: str) -> None:
    started = time.time()
    event = {
        "Step": step,
        "SecretId": secret["ARN"],
        "ClientRequestToken": token,
        "RotationToken": new_uuid(),
    }
    error = faults.crashed("before", step) or invoke(function, event) or faults.crashed("after", step)
    seconds = round(time.time() - started, 2)
    journal.record("rotation-step", secret=secret["Name"], step=step, seconds=seconds, error=error)
    if error:
        raise RuntimeError(f"Rotation step {step} of {secret['Name']} failed: {error}")


def invoke(function: str, event: dict) -> str | None:
    """Runs a function until it ends; returns its error, or None."""
    record, config, _ = lambda_svc._get_func_record_for_ref(function)
    if record is None:
        return f"there is no function {function}"
    result = lambda_svc._execute_function_with_config_scope(
        lambda_svc._execution_record_for_config(record, config), event
    )
    body = result.get("body")
    if result.get("error") or result.get("function_error"):
        return json.dumps(body, default=str)[:2000]
    return None


def _refuse_version_without_value() -> None:
    original = secretsmanager._get_secret_value

    def get_secret_value(data):
        response = original(data)
        if response[0] != 200:
            return response
        body = json.loads(response[2])
        if "SecretString" in body or "SecretBinary" in body:
            return response
        message = f"Secrets Manager can't find the specified secret value for VersionId: {body['VersionId']}"
        return secretsmanager.error_response_json("ResourceNotFoundException", message, 400)

    secretsmanager._get_secret_value = get_secret_value
