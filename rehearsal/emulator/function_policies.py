"""Checks whether the policy of a function lets a service of AWS invoke it. ministack does not check this."""

from ministack.services import lambda_svc


def may_invoke(service: str, function: str, source_arn: str) -> bool:
    """
    Returns whether a service may invoke a function on behalf of a resource.

    service: the principal of the service, such as `secretsmanager.amazonaws.com`
    source_arn: the secret or the rule that the function is invoked for
    """
    record, _, _ = lambda_svc._get_func_record_for_ref(function)
    statements = ((record or {}).get("policy") or {}).get("Statement", [])
    return any(_allows(statement, service, source_arn) for statement in statements)


def _allows(statement: dict, service: str, source_arn: str) -> bool:
    principal = statement.get("Principal") or {}
    if statement.get("Effect") != "Allow" or principal.get("Service") != service:
        return False
    known = {"aws:sourcearn": source_arn, "aws:sourceaccount": source_arn.split(":")[4]}
    for pairs in (statement.get("Condition") or {}).values():
        for key, wanted in pairs.items():
            allowed = wanted if isinstance(wanted, list) else [wanted]
            if known.get(key.lower()) not in allowed:
                return False
    return True
