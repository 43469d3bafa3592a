"""What happens inside the machines: tools that report, or do not, and guests that will not obey.

A machine misbehaves when its `other_config` says so: `sim:shutdown` = `ignore` makes it deaf to
a clean shutdown, `sim:tools` = `none` leaves it without guest tools.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from xengui.sim.values import NULL, Record, new_record

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

MEASURED_AFTER_S = 1.0
REPORTS_AFTER_S = 3.0
REPORTED = (
    "os_version",
    "PV_drivers_version",
    "PV_drivers_up_to_date",
    "PV_drivers_detected",
    "networks",
    "other",
    "can_use_hotplug_vbd",
    "can_use_hotplug_vif",
)
FEATURES = (
    "feature-suspend",
    "feature-poweroff",
    "feature-reboot",
    "feature-shutdown",
    "feature-vcpu-hotplug",
    "feature-balloon",
)
WINDOWS = {
    "name": "Microsoft Windows Server 2022 Standard|C:\\Windows|\\Device\\Harddisk0\\Partition4",
    "distro": "windows",
    "major": "10",
    "minor": "0",
}
LINUX = {
    "name": "Debian GNU/Linux 12 (bookworm)",
    "distro": "debian",
    "uname": "6.1.0-25-amd64",
    "major": "12",
    "minor": "7",
}


class Guests:
    """Remembers what each machine's tools said, so that they say it again after the next start."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._reports: dict[str, Record] = {}
        self._numbers = itertools.count(10)
        for vm, record in pool.database.rows("VM"):
            self.remember(vm, record)

    def remember(self, vm: str, record: Record) -> None:
        said = self._pool.database.find("VM_guest_metrics", record["guest_metrics"])
        if said is not None and said["PV_drivers_version"]:
            self._reports[vm] = {name: said[name] for name in REPORTED}

    def forget_metrics(self, vm: str) -> None:
        """Take away the row of the last run."""
        record = self._pool.record("VM", vm)
        self.remember(vm, record)
        if self._pool.database.has("VM_guest_metrics", record["guest_metrics"]):
            self._pool.database.remove("VM_guest_metrics", record["guest_metrics"])
        self._pool.database.write("VM", vm, "guest_metrics", NULL)

    def booted(self, vm: str) -> None:
        """Give the machine an empty row, which its tools fill as soon as they are up."""
        record = self._pool.record("VM", vm)
        if not self._pool.database.has("VM_guest_metrics", record["guest_metrics"]):
            row = self._pool.database.add("VM_guest_metrics", {"last_updated": self._pool.clock.date()})
            self._pool.database.write("VM", vm, "guest_metrics", row)
        self._pool.jobs.start(self._come_up(vm, record["domid"]))

    def silence(self, vm: str) -> None:
        """A booting guest's tools have said nothing yet."""
        record = self._pool.record("VM", vm)
        self.remember(vm, record)
        if self._pool.database.has("VM_guest_metrics", record["guest_metrics"]):
            nothing = {name: value for name, value in new_record("VM_guest_metrics").items() if name in REPORTED}
            self._pool.database.write_all("VM_guest_metrics", record["guest_metrics"], **nothing, live=False)

    async def _come_up(self, vm: str, domid: int) -> None:
        """The first seconds of a guest; one that was stopped meanwhile says nothing."""
        await self._pool.clock.passes(MEASURED_AFTER_S)
        if (record := self._running(vm, domid)) is not None:
            idle = {str(number): 0.0 for number in range(record["VCPUs_at_startup"])}
            self._pool.database.write("VM_metrics", record["metrics"], "VCPUs_utilisation", idle)
        await self._pool.clock.passes(REPORTS_AFTER_S - MEASURED_AFTER_S)
        if (record := self._running(vm, domid)) is not None and has_tools(record):
            self.report(vm, record)

    def _running(self, vm: str, domid: int) -> Record | None:
        record = self._pool.database.find("VM", vm)
        return record if record is not None and record["domid"] == domid else None

    def report(self, vm: str, record: Record) -> None:
        """Let the tools say everything they know."""
        said = self._reports.setdefault(vm, self._first_report(record))
        date = self._pool.clock.date()
        self._pool.database.write_all("VM_guest_metrics", record["guest_metrics"], **said, live=True, last_updated=date)
        self._pool.operations.refresh_vm(vm)

    def _first_report(self, record: Record) -> Record:
        interfaces = sorted(self._pool.record("VIF", vif)["device"] for vif in record["VIFs"])
        networks: dict[str, str] = {}
        for device in interfaces:
            third, fourth = divmod(next(self._numbers), 250)
            address = f"10.80.{third}.{fourth + 2}"
            networks |= {f"{device}/ip": address, f"{device}/ipv4/0": address}
        windows = record["HVM_boot_policy"] and record["platform"].get("viridian") == "true"
        return {
            "os_version": dict(WINDOWS if windows else LINUX),
            "PV_drivers_version": {"major": "9", "minor": "3", "micro": "3", "build": "125"},
            "PV_drivers_up_to_date": True,
            "PV_drivers_detected": True,
            "networks": networks,
            "other": {**dict.fromkeys(FEATURES, "1"), "data-ts": "1"},
            "can_use_hotplug_vbd": "yes",
            "can_use_hotplug_vif": "yes",
        }


def has_tools(record: Record) -> bool:
    return bool(record["other_config"].get("sim:tools") != "none")


def ignores_shutdown(record: Record) -> bool:
    return bool(record["other_config"].get("sim:shutdown") == "ignore")
