"""The emulator of the rehearsal: ministack with the extension. docs/rehearsal.md says what it proves, and what not."""

import os
import sys
import threading
import time

os.environ.update(BIND_HOST="127.0.0.1", AUTH="true", AWS_EC2_METADATA_DISABLED="true")

import ministack.app as app  # noqa: E402

from . import (  # noqa: E402
    automated_backups,
    change_sets,
    creation_order,
    engine_offers,
    event_buses,
    failovers,
    imports,
    instance_requests,
    instances,
    names,
    network,
    parameter_groups,
    permissions,
    proxies,
    recovery_points,
    release,
    resource_types,
    restores,
    secrets_manager,
    snapshots,
    stack_outputs,
    template_checks,
    worker_threads,
)


def main() -> None:
    release.require_tried_release()
    worker_threads.install()
    template_checks.install()
    change_sets.install()
    stack_outputs.install()
    resource_types.install()
    secrets_manager.install()
    instances.install()
    instance_requests.install()
    imports.install()
    parameter_groups.install()
    snapshots.install()
    automated_backups.install()
    restores.install()
    failovers.install()
    event_buses.install()
    engine_offers.install()
    proxies.install()
    recovery_points.install()
    network.install()
    permissions.install()
    names.install()
    creation_order.install()
    worker_threads.run_on_worker_thread("AWS::SecretsManager::RotationSchedule")
    _end_with(int(sys.argv[1]))
    sys.argv = ["ministack"]
    app.main()


def _end_with(process: int) -> None:
    """Ends the emulator and its functions when the process that started the emulator is gone, for whatever reason."""

    def watch() -> None:
        while os.getppid() == process:
            time.sleep(0.5)
        os.killpg(0, 9)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main()
