"""What a guest tells about itself: its tools, its system, how it is virtualized."""

from __future__ import annotations

from datetime import datetime, timedelta

from xengui.model.classes import VM, VM_guest_metrics, VM_metrics
from xengui.model.dates import moment
from xengui.model.snapshot import Snapshot

MOST_SOCKETS = 16
# Tools announce themselves a while after the guest has started; until then nobody knows.
GRACE = timedelta(minutes=2)


def guest(vm: VM, snapshot: Snapshot) -> VM_guest_metrics | None:
    return snapshot.find(VM_guest_metrics, vm.guest_metrics)


def tools_version(vm: VM, snapshot: Snapshot) -> str:
    """ "8.4.0", or "" where the guest has no tools."""
    said = guest(vm, snapshot)
    version = said.PV_drivers_version if said else {}
    if "major" not in version or "minor" not in version:
        return ""
    parts = (version["major"], version["minor"], version.get("micro", ""))
    return ".".join(part for part in parts if part and part != "-1")


def lacks_tools(vm: VM, snapshot: Snapshot, now: datetime) -> bool:
    """Whether a running guest has had the time to speak up and has not."""
    if vm.power_state != "Running" or tools_version(vm, snapshot):
        return False
    start = started(vm, snapshot)
    return start is None or now - start >= GRACE


def started(vm: VM, snapshot: Snapshot) -> datetime | None:
    metrics = snapshot.find(VM_metrics, vm.metrics)
    return moment(metrics.start_time) if metrics else None


def operating_system(vm: VM, snapshot: Snapshot) -> str:
    """As the guest names it; Windows adds its path behind a bar, which is left out."""
    said = guest(vm, snapshot)
    return said.os_version.get("name", "").split("|", 1)[0].strip() if said else ""


def hvm(vm: VM) -> bool:
    """Whether the guest runs on emulated hardware; servers before 7.4 tell only by the boot policy."""
    return vm.domain_type == "hvm" or (vm.domain_type == "unspecified" and vm.HVM_boot_policy != "")


def virtualization(vm: VM) -> str:
    """ "Hardware-assisted (HVM), UEFI", "Paravirtualized (PV)"."""
    kinds = {"pv": "Paravirtualized (PV)", "pvh": "Hardware-assisted (PVH)", "pv_in_pvh": "Paravirtualized in PVH"}
    if hvm(vm):
        return f"Hardware-assisted (HVM), {firmware(vm)}"
    return kinds.get(vm.domain_type, "Paravirtualized (PV)")


def firmware(vm: VM) -> str:
    """ "UEFI" or "BIOS"."""
    return "UEFI" if vm.HVM_boot_params.get("firmware", "bios").lower() == "uefi" else "BIOS"


def topology(vm: VM) -> str:
    """ "1 socket, 4 cores"; "" where the numbers do not divide or make too many sockets."""
    cores = vm.platform.get("cores-per-socket", "1")
    per_socket = int(cores) if cores.isdecimal() else 0
    vcpus = vm.VCPUs_max
    if per_socket < 1 or vcpus < 1 or vcpus % per_socket or vcpus // per_socket > MOST_SOCKETS:
        return ""
    sockets = vcpus // per_socket
    if sockets == 1:
        return f"1 socket, {per_socket} core{'s' if per_socket > 1 else ''}"
    return f"{sockets} sockets, {per_socket} core{'s' if per_socket > 1 else ''} each"
