"""Which command of xe does what a call of the XenAPI does, and under which names it takes the parameters.

The facts are those of xe's command table (xapi-project/xen-api, ocaml/xapi-cli-server/cli_frontend.ml).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Kind(Enum):
    """How a parameter is handed over."""

    PLAIN = "key=value, always"
    OPTIONAL = "key=value, unless it is nothing"
    FLAG = "key=true, where it is true"
    MAP = "name:key=value for each key"
    OPTIONS = "key=value for each key"
    REFUSED = "xe always does without"


@dataclass(frozen=True, slots=True)
class Arg:
    """A parameter by its place after the session, or a field of a record by its name."""

    name: str
    place: int = -1
    field: str = ""
    kind: Kind = Kind.PLAIN


@dataclass(frozen=True, slots=True)
class Form:
    """A command with its arguments; `always` are words that stand at its end."""

    command: str
    args: tuple[Arg, ...] = ()
    always: tuple[str, ...] = ()


_SIGNS: Final = {"?": Kind.OPTIONAL, "!": Kind.FLAG, ":": Kind.MAP, "*": Kind.OPTIONS, "-": Kind.REFUSED}


def _form(line: str) -> Form:
    """Reads "vm-start uuid@0 paused@1! force@2! force=true": names, places, and how they are handed over."""
    command, *words = line.split()
    args = []
    always = []
    for word in words:
        name, at, place = word.rpartition("@")
        if not at:
            always.append(word)
            continue
        kind = _SIGNS.get(place[-1], Kind.PLAIN)
        place = place.rstrip("?!:*-")
        args.append(Arg(name, int(place), kind=kind) if place.isdigit() else Arg(name, field=place, kind=kind))
    return Form(command, tuple(args), tuple(always))


def _forms(table: Mapping[str, str]) -> Mapping[str, Form]:
    return {method: _form(line) for method, line in table.items()}


COMMANDS: Final[Mapping[str, Form]] = _forms(
    {
        "Bond.create": "bond-create network-uuid@0 pif-uuids@1 mac@2? mode@3? properties@4:",
        "Bond.destroy": "bond-destroy uuid@0",
        "Bond.set_mode": "bond-set-mode uuid@0 mode@1",
        "PBD.destroy": "pbd-destroy uuid@0",
        "PBD.plug": "pbd-plug uuid@0",
        "PBD.unplug": "pbd-unplug uuid@0",
        "PIF.forget": "pif-forget uuid@0",
        "PIF.introduce": "pif-introduce host-uuid@0 mac@1? device@2 managed@3?",
        "PIF.plug": "pif-plug uuid@0",
        "PIF.reconfigure_ip": "pif-reconfigure-ip uuid@0 mode@1 IP@2? netmask@3? gateway@4? DNS@5?",
        "PIF.reconfigure_ipv6": "pif-reconfigure-ipv6 uuid@0 mode@1 IPv6@2? gateway@3? DNS@4?",
        "PIF.scan": "pif-scan host-uuid@0",
        "PIF.unplug": "pif-unplug uuid@0",
        "SR.create": "sr-create host-uuid@0 device-config@1: physical-size@2? name-label@3 name-description@4- type@5"
        " content-type@6? shared@7! sm-config@8:",
        "SR.destroy": "sr-destroy uuid@0",
        "SR.forget": "sr-forget uuid@0",
        "SR.introduce": "sr-introduce uuid@0 name-label@1 name-description@2- type@3 content-type@4? shared@5!",
        "SR.probe": "sr-probe host-uuid@0 device-config@1: type@2 sm-config@3:",
        "SR.probe_ext": "sr-probe-ext host-uuid@0 device-config@1: type@2 sm-config@3:",
        "SR.scan": "sr-scan uuid@0",
        "SR.update": "sr-update uuid@0",
        "VBD.destroy": "vbd-destroy uuid@0",
        "VBD.eject": "vbd-eject uuid@0",
        "VBD.insert": "vbd-insert uuid@0 vdi-uuid@1",
        "VBD.plug": "vbd-plug uuid@0",
        "VBD.unplug": "vbd-unplug uuid@0",
        "VBD.unplug_force": "vbd-unplug uuid@0 force=true",
        "VDI.clone": "vdi-clone uuid@0 driver_params@1-",
        "VDI.copy": "vdi-copy uuid@0 sr-uuid@1? base-vdi-uuid@2? into-vdi-uuid@3?",
        "VDI.data_destroy": "vdi-data-destroy uuid@0",
        "VDI.destroy": "vdi-destroy uuid@0",
        "VDI.disable_cbt": "vdi-disable-cbt uuid@0",
        "VDI.enable_cbt": "vdi-enable-cbt uuid@0",
        "VDI.forget": "vdi-forget uuid@0",
        "VDI.pool_migrate": "vdi-pool-migrate uuid@0 sr-uuid@1 options@2-",
        "VDI.resize": "vdi-resize uuid@0 disk-size@1",
        "VDI.resize_online": "vdi-resize uuid@0 disk-size@1 online=true",
        "VDI.snapshot": "vdi-snapshot uuid@0 driver_params@1-",
        "VDI.update": "vdi-update uuid@0",
        "VIF.destroy": "vif-destroy uuid@0",
        "VIF.move": "vif-move uuid@0 network-uuid@1",
        "VIF.plug": "vif-plug uuid@0",
        "VIF.unplug": "vif-unplug uuid@0",
        "VIF.unplug_force": "vif-unplug uuid@0 force=true",
        "VLAN.create": "vlan-create pif-uuid@0 vlan@1 network-uuid@2",
        "VLAN.destroy": "vlan-destroy uuid@0",
        "VM.checkpoint": "vm-checkpoint uuid@0 new-name-label@1",
        "VM.clean_reboot": "vm-reboot uuid@0",
        "VM.clean_shutdown": "vm-shutdown uuid@0",
        "VM.clone": "vm-clone uuid@0 new-name-label@1",
        "VM.compute_memory_overhead": "vm-compute-memory-overhead uuid@0",
        "VM.copy": "vm-copy uuid@0 new-name-label@1 sr-uuid@2?",
        "VM.copy_bios_strings": "vm-copy-bios-strings uuid@0 host-uuid@1",
        "VM.destroy": "vm-destroy uuid@0",
        "VM.hard_reboot": "vm-reboot uuid@0 force=true",
        "VM.hard_shutdown": "vm-shutdown uuid@0 force=true",
        "VM.pause": "vm-pause uuid@0",
        "VM.pool_migrate": "vm-migrate uuid@0 host-uuid@1 options@2*",
        "VM.power_state_reset": "vm-reset-powerstate uuid@0 force=true",
        "VM.resume": "vm-resume uuid@0 start_paused@1- force@2!",
        "VM.resume_on": "vm-resume uuid@0 on@1 start_paused@2- force@3!",
        "VM.revert": "snapshot-revert snapshot-uuid@0",
        "VM.set_VCPUs_number_live": "vm-vcpu-hotplug uuid@0 new-vcpus@1",
        "VM.set_memory": "vm-memory-set uuid@0 memory@1",
        "VM.set_memory_dynamic_range": "vm-memory-dynamic-range-set uuid@0 min@1 max@2",
        "VM.set_memory_limits": "vm-memory-limits-set uuid@0 static-min@1 static-max@2 dynamic-min@3 dynamic-max@4",
        "VM.set_memory_static_range": "vm-memory-static-range-set uuid@0 min@1 max@2",
        "VM.set_shadow_multiplier_live": "vm-memory-shadow-multiplier-set uuid@0 multiplier@1",
        "VM.snapshot": "vm-snapshot uuid@0 new-name-label@1 ignore-vdi-uuids@2?",
        "VM.start": "vm-start uuid@0 paused@1! force@2!",
        "VM.start_on": "vm-start uuid@0 on@1 paused@2! force@3!",
        "VM.suspend": "vm-suspend uuid@0",
        "VM.unpause": "vm-unpause uuid@0",
        "VM_appliance.clean_shutdown": "appliance-shutdown uuid@0",
        "VM_appliance.destroy": "appliance-destroy uuid@0",
        "VM_appliance.hard_shutdown": "appliance-shutdown uuid@0 force=true",
        "VM_appliance.start": "appliance-start uuid@0 paused@1!",
        "host.apply_edition": "host-apply-edition host-uuid@0 edition@1 force@2-",
        "host.call_plugin": "host-call-plugin host-uuid@0 plugin@1 fn@2 args@3:",
        "host.compute_free_memory": "host-compute-free-memory uuid@0",
        "host.disable": "host-disable uuid@0",
        "host.dmesg": "host-dmesg uuid@0",
        "host.enable": "host-enable uuid@0",
        "host.evacuate": "host-evacuate uuid@0 network-uuid@1? batch-size@2?",
        "host.get_server_certificate": "host-get-server-certificate uuid@0",
        "host.get_vms_which_prevent_evacuation": "host-get-vms-which-prevent-evacuation uuid@0",
        "host.power_on": "host-power-on uuid@0",
        "host.reboot": "host-reboot uuid@0",
        "host.set_hostname_live": "host-set-hostname-live host-uuid@0 host-name@1",
        "host.shutdown": "host-shutdown uuid@0",
        "host.syslog_reconfigure": "host-syslog-reconfigure host-uuid@0",
        "message.destroy": "message-destroy uuid@0",
        "network.destroy": "network-destroy uuid@0",
        "pool.create_VLAN_from_PIF": "pool-vlan-create pif-uuid@0 network-uuid@1 vlan@2",
        "pool.designate_new_master": "pool-designate-new-master host-uuid@0",
        "pool.disable_ha": "pool-ha-disable",
        "pool.eject": "pool-eject host-uuid@0",
        "pool.enable_ha": "pool-ha-enable heartbeat-sr-uuids@0 ha-config@1:",
        "pool.join": "pool-join master-address@0 master-username@1 master-password@2",
        "pool.join_force": "pool-join master-address@0 master-username@1 master-password@2 force=true",
        "pool.management_reconfigure": "pool-management-reconfigure network-uuid@0",
        "pool.recover_slaves": "pool-recover-slaves",
        "pool.sync_database": "pool-sync-database",
        "secret.destroy": "secret-destroy uuid@0",
        "task.cancel": "task-cancel uuid@0",
        "tunnel.destroy": "tunnel-destroy uuid@0",
    }
)
"""Method -> command, for calls whose parameters are handed over one by one."""

RECORDS: Final[Mapping[str, Form]] = _forms(
    {
        "PBD.create": "pbd-create host-uuid@host sr-uuid@SR device-config@device_config:",
        "VBD.create": "vbd-create vm-uuid@VM device@userdevice vdi-uuid@VDI? bootable@bootable? type@type? mode@mode?"
        " unpluggable@unpluggable?",
        "VDI.create": "vdi-create sr-uuid@SR name-label@name_label virtual-size@virtual_size type@type?"
        " sharable@sharable! sm-config@sm_config:",
        "VIF.create": "vif-create vm-uuid@VM network-uuid@network device@device mac@MAC?",
        "VM_appliance.create": "appliance-create name-label@name_label name-description@name_description?",
        "network.create": "network-create name-label@name_label name-description@name_description? MTU@MTU?"
        " bridge@bridge?",
        "secret.create": "secret-create value@value",
    }
)
"""Method -> command, for calls that take a record. What xe does not take is set afterwards, or left at its default."""

CLASSES: Final[Mapping[str, str]] = {
    "Bond": "bond",
    "GPU_group": "gpu-group",
    "PBD": "pbd",
    "PGPU": "pgpu",
    "PIF": "pif",
    "PUSB": "pusb",
    "SR": "sr",
    "VBD": "vbd",
    "VDI": "vdi",
    "VGPU": "vgpu",
    "VIF": "vif",
    "VLAN": "vlan",
    "VM": "vm",
    "VMSS": "vmss",
    "VM_appliance": "appliance",
    "VUSB": "vusb",
    "console": "console",
    "host": "host",
    "host_cpu": "host-cpu",
    "host_crashdump": "host-crashdump",
    "message": "message",
    "network": "network",
    "pool": "pool",
    "pool_update": "update",
    "role": "role",
    "secret": "secret",
    "subject": "subject",
    "task": "task",
    "tunnel": "tunnel",
}
"""Class -> what xe's commands for its fields begin with (`vm-param-set`)."""
