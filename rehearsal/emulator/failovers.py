"""
A reboot with failover, of which ministack knows only the reboot: the zones of an instance change places, and clients
get no answer for a moment.
"""

import contextvars
import threading
import time

from ministack.core.responses import get_region
from ministack.services import rds

from . import patches, servers
from .instances import server_name

_reboot = rds._reboot_db_instance

_SECONDS_BEFORE = 0.5
_SECONDS_WITHOUT_ANSWER = 1.5


def install() -> None:
    rds._ACTION_MAP["RebootDBInstance"] = _reboot_or_fail_over
    original = rds._instance_xml  # with what other modules have added

    def instance_with_standby(instance):
        zone = _standby_zone(instance)
        standby = f"<SecondaryAvailabilityZone>{zone}</SecondaryAvailabilityZone>" if zone else ""
        return original(instance) + standby

    patches.replace(original, instance_with_standby)


def _standby_zone(instance: dict) -> str | None:
    if not instance.get("MultiAZ"):
        return None
    return f"{get_region()}{'a' if instance.get('AvailabilityZone', '').endswith('b') else 'b'}"


def _reboot_or_fail_over(parameters):
    if rds._p(parameters, "ForceFailover") != "true":
        return _reboot(parameters)
    identifier = rds._p(parameters, "DBInstanceIdentifier")
    instance = rds._instances.get(identifier)
    if instance is None:
        return rds._error("DBInstanceNotFound", f"DBInstance {identifier} not found.", 404)
    if not instance.get("MultiAZ"):
        return rds._error("InvalidParameterCombination", f"{identifier} is not a Multi-AZ deployment.", 400)
    instance["DBInstanceStatus"] = "rebooting"
    response = rds._single_instance_response("RebootDBInstanceResponse", "RebootDBInstanceResult", instance)
    threading.Thread(target=contextvars.copy_context().run, args=(_fail_over, instance), daemon=True).start()
    return response


def _fail_over(instance: dict) -> None:
    time.sleep(_SECONDS_BEFORE)
    name = server_name(instance["DBInstanceIdentifier"])
    servers.ask("POST", "/servers/restart", name=name, seconds=_SECONDS_WITHOUT_ANSWER)
    instance["AvailabilityZone"] = _standby_zone(instance)
    instance["DBInstanceStatus"] = "available"
