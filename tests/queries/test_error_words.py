"""The words for what the API's reference for clients calls its important errors, and for the others we know."""

import re
from itertools import pairwise
from string import Formatter

import pytest

from tests.builders import a, a_host, a_network, a_pif, a_vbd, a_vdi, a_vif, a_vm, an_sr, pool_with, ref
from xengui.model.classes import GPU_group, Pool_update
from xengui.model.secrets import cut_error
from xengui.queries.error_words import BACKEND, WORDS, Say
from xengui.queries.errors import words

VM, HOST, SR, VDI = ref("web-01"), ref("granite"), ref("iSCSI fast"), ref("root")
NETWORK, PIF, VBD, VIF = ref("LAN"), ref("nic"), ref("tray"), ref("card")
BASALT, BEFORE, GPUS, UPDATE = ref("basalt"), ref("before"), ref("GRID"), ref("XS84E001")
POOL = pool_with(
    a_vm(name_label="web-01"),
    a_vm(name_label="before", is_a_snapshot=True),
    a_host(),
    a_host(name_label="basalt"),
    an_sr(name_label="iSCSI fast"),
    a_vdi(name_label="root"),
    a_network(name_label="LAN"),
    a_pif(ref="nic", device="eth3"),
    a_vbd(ref="tray", VM="web-01", type="CD", userdevice="3"),
    a_vif(ref="card", VM="web-01"),
    a(GPU_group, name_label="GRID"),
    a(Pool_update, name_label="XS84E001"),
)
EVERY = [(code, say) for code, found in WORDS.items() for say in ((found,) if isinstance(found, Say) else found)]

# What each comes with, and what of that a reader has to find in the sentence.
IMPORTANT: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "HOST_NOT_ENOUGH_FREE_MEMORY": (("8589934592", "5583457484"), ("8.0 GiB", "5.2 GiB")),
    "NO_HOSTS_AVAILABLE": ((), ()),
    "VM_REQUIRES_SR": ((VM, SR), ("web-01", "iSCSI fast")),
    "VM_REQUIRES_NETWORK": ((VM, NETWORK), ("web-01", "LAN")),
    "VM_REQUIRES_GPU": ((VM, GPUS), ("web-01", "GRID")),
    "VM_REQUIRES_VGPU": ((VM, GPUS, "OpaqueRef:type"), ("web-01",)),
    "VM_REQUIRES_IOMMU": ((HOST,), ("granite",)),
    "VM_INCOMPATIBLE_WITH_THIS_HOST": ((VM, HOST, "no AVX"), ("web-01", "granite", "no AVX")),
    "VM_HOST_INCOMPATIBLE_VERSION": ((HOST, VM), ("web-01", "granite")),
    "VM_HOST_INCOMPATIBLE_VERSION_MIGRATE": ((HOST, VM), ("web-01", "granite")),
    "VM_BAD_POWER_STATE": ((VM, "halted", "running"), ("web-01", "halted", "running")),
    "VM_MISSING_PV_DRIVERS": ((VM,), ("web-01",)),
    "VM_OLD_PV_DRIVERS": ((VM, "6", "2"), ("web-01",)),
    "VM_LACKS_FEATURE": ((VM,), ("web-01",)),
    "VM_LACKS_FEATURE_SHUTDOWN": ((VM,), ("web-01",)),
    "VM_LACKS_FEATURE_SUSPEND": ((VM,), ("web-01",)),
    "VM_LACKS_FEATURE_VCPU_HOTPLUG": ((VM,), ("web-01",)),
    "VM_LACKS_FEATURE_STATIC_IP_SETTING": ((VM,), ("web-01",)),
    "VM_FAILED_SHUTDOWN_ACKNOWLEDGMENT": ((VM,), ("web-01",)),
    "VM_SHUTDOWN_TIMEOUT": ((VM, "1200"), ("web-01", "20 min")),
    "VM_HALTED": ((VM,), ("web-01",)),
    "VM_REBOOTED": ((VM,), ("web-01",)),
    "VM_CRASHED": ((VM,), ("web-01",)),
    "VM_MIGRATE_FAILED": ((VM, HOST, BASALT, "no room"), ("web-01", "granite", "basalt", "no room")),
    "VM_HAS_PCI_ATTACHED": ((VM,), ("web-01",)),
    "VM_HAS_VGPU": ((VM,), ("web-01",)),
    "VM_HAS_SRIOV_VIF": ((VM,), ("web-01",)),
    "VM_HAS_VUSBS": ((VM,), ("web-01",)),
    "VM_IS_PROTECTED": ((VM,), ("web-01",)),
    "VM_IS_TEMPLATE": ((VM,), ("web-01",)),
    "VM_TOO_MANY_VCPUS": ((VM,), ("web-01",)),
    "VM_NO_VCPUS": ((VM,), ("web-01",)),
    "VM_NO_SUSPEND_SR": ((VM,), ("web-01",)),
    "VM_NO_CRASHDUMP_SR": ((VM,), ("web-01",)),
    # Servers put the snapshot first, whatever their datamodel says.
    "VM_REVERT_FAILED": ((BEFORE, VM), ("web-01", "before")),
    "VM_CHECKPOINT_SUSPEND_FAILED": ((VM,), ("web-01",)),
    "VM_CHECKPOINT_RESUME_FAILED": ((VM,), ("web-01",)),
    "VM_SNAPSHOT_WITH_QUIESCE_FAILED": ((VM, "VSS said no"), ("web-01", "VSS said no")),
    "VM_SNAPSHOT_WITH_QUIESCE_NOT_SUPPORTED": ((VM, "7"), ("web-01",)),
    "VM_SNAPSHOT_WITH_QUIESCE_TIMEOUT": ((VM,), ("web-01",)),
    "VM_SNAPSHOT_WITH_QUIESCE_PLUGIN_DEOS_NOT_RESPOND": ((VM,), ("web-01",)),
    "BOOTLOADER_FAILED": ((VM, "no kernel"), ("web-01", "no kernel")),
    "MEMORY_CONSTRAINT_VIOLATION": (("static_min <= dynamic_min",), ("static_min <= dynamic_min",)),
    "NOT_ALLOWED_ON_OEM_EDITION": (("host.restore",), ("host.restore",)),
    "FEATURE_RESTRICTED": ((), ()),
    "LICENCE_RESTRICTION": (("Storage XenMotion",), ("Storage XenMotion",)),
    "LICENSE_CHECKOUT_ERROR": (("7", "none is left"), ("none is left",)),
    "LICENSE_PROCESSING_ERROR": ((), ()),
    "LICENSE_EXPIRED": ((), ()),
    "HOST_OFFLINE": ((HOST,), ("granite",)),
    "HOST_NOT_LIVE": ((HOST,), ("granite",)),
    "HOST_DISABLED": ((HOST,), ("granite",)),
    "HOST_DISABLED_UNTIL_REBOOT": ((HOST,), ("granite",)),
    "HOST_STILL_BOOTING": ((), ()),
    "HOST_IS_SLAVE": (("10.0.0.1",), ("10.0.0.1",)),
    "HOST_IN_USE": ((HOST, "VM", VM), ("granite", "web-01")),
    "HOST_UNKNOWN_TO_MASTER": ((HOST,), ()),
    "HOST_CANNOT_ATTACH_NETWORK": ((HOST, NETWORK), ("granite", "LAN")),
    "HOST_HAS_NO_MANAGEMENT_IP": ((), ()),
    "HOSTS_NOT_COMPATIBLE": ((), ()),
    "HOSTS_NOT_HOMOGENEOUS": (("different CPUs",), ("different CPUs",)),
    "CANNOT_CONTACT_HOST": ((HOST,), ("granite",)),
    "CANNOT_EVACUATE_HOST": ((f"VM_REQUIRES_SR,{VM},{SR}|VM_HAS_VUSBS,{VM}",), ("web-01", "iSCSI fast", "USB")),
    "VDI_IN_USE": ((VDI, "destroy"), ("root",)),
    "VDI_NOT_AVAILABLE": ((VDI,), ("root",)),
    "VDI_MISSING": ((SR, VDI), ("root", "iSCSI fast")),
    "VDI_READONLY": ((VDI,), ("root",)),
    "VDI_NOT_IN_MAP": ((VDI,), ("root",)),
    "VIF_NOT_IN_MAP": ((VIF,), ("web-01",)),
    "VDI_COPY_FAILED": (("sparse_dd died",), ("sparse_dd died",)),
    "SR_FULL": (("10737418240", "1073741824"), ("10 GiB", "1.0 GiB")),
    "SR_HAS_PBD": ((SR,), ("iSCSI fast",)),
    "SR_HAS_NO_PBDS": ((SR,), ("iSCSI fast",)),
    "SR_NOT_EMPTY": ((), ()),
    "SR_OPERATION_NOT_SUPPORTED": ((SR,), ("iSCSI fast",)),
    "SR_UUID_EXISTS": (("5f1c",), ("5f1c",)),
    "SR_NOT_SHARABLE": ((SR, HOST), ("iSCSI fast",)),
    "SR_REQUIRES_UPGRADE": ((SR,), ("iSCSI fast",)),
    "DEVICE_ALREADY_ATTACHED": (("3",), ("3",)),
    "DEVICE_ALREADY_DETACHED": (("3",), ()),
    "DEVICE_ALREADY_EXISTS": (("3",), ("3",)),
    "DEVICE_DETACH_REJECTED": (("VBD", VBD, "mounted"), ("web-01", "mounted")),
    "DEVICE_ATTACH_TIMEOUT": (("VBD", VBD), ("web-01",)),
    "DEVICE_DETACH_TIMEOUT": (("VBD", VBD), ("web-01",)),
    "VBD_IS_EMPTY": ((VBD,), ("DVD drive 3 of web-01",)),
    "VBD_NOT_EMPTY": ((VBD,), ("DVD drive 3 of web-01",)),
    "VBD_NOT_REMOVABLE_MEDIA": ((VBD,), ("web-01",)),
    "VBD_TRAY_LOCKED": ((VBD,), ("web-01",)),
    "VBD_CDS_MUST_BE_READONLY": ((), ()),
    "ILLEGAL_VBD_DEVICE": ((VBD, "99"), ("99",)),
    "PIF_IS_PHYSICAL": ((PIF,), ("NIC 3",)),
    "PIF_IS_MANAGEMENT_INTERFACE": ((PIF,), ("NIC 3",)),
    "PIF_ALREADY_BONDED": ((PIF,), ("NIC 3",)),
    "PIF_HAS_NO_NETWORK_CONFIGURATION": ((PIF,), ("NIC 3",)),
    "PIF_VLAN_EXISTS": ((PIF,), ()),
    "VLAN_TAG_INVALID": (("4095",), ("4095",)),
    "NETWORK_CONTAINS_PIF": ((PIF,), ()),
    "NETWORK_CONTAINS_VIF": ((VIF,), ()),
    "MAC_INVALID": (("zz",), ("zz",)),
    "MAC_STILL_EXISTS": (("3e:00",), ("3e:00",)),
    "MAC_DOES_NOT_EXIST": (("3e:00",), ("3e:00",)),
    "INVALID_IP_ADDRESS_SPECIFIED": (("gateway",), ("gateway",)),
    "HA_IS_ENABLED": ((), ()),
    "HA_NOT_ENABLED": ((), ()),
    "HA_NOT_INSTALLED": ((HOST,), ("granite",)),
    "HA_NO_PLAN": ((), ()),
    "HA_OPERATION_WOULD_BREAK_FAILOVER_PLAN": ((), ()),
    "HA_CONSTRAINT_VIOLATION_SR_NOT_SHARED": ((SR,), ("iSCSI fast",)),
    "HA_CONSTRAINT_VIOLATION_NETWORK_NOT_SHARED": ((NETWORK,), ("LAN",)),
    "HA_HOST_CANNOT_SEE_PEERS": ((HOST, "3", "2"), ("granite",)),
    "HA_TOO_FEW_HOSTS": ((), ()),
    "HA_LOST_STATEFILE": ((), ()),
    "OPERATION_NOT_ALLOWED": (("VM resident on host",), ("VM resident on host",)),
    "OPERATION_BLOCKED": ((VM, "Ask first"), ("web-01", "Ask first")),
    "OTHER_OPERATION_IN_PROGRESS": (("VM", VM, "{snapshot}", "t"), ("web-01", "taking a snapshot")),
    "OPERATION_PARTIALLY_FAILED": (("start", VM, BEFORE), ("web-01", "before")),
    "TASK_CANCELLED": (("OpaqueRef:task",), ()),
    "TOO_MANY_PENDING_TASKS": ((), ()),
    "SESSION_AUTHENTICATION_FAILED": (("root", "wrong"), ()),
    "SESSION_INVALID": (("OpaqueRef:session",), ()),
    "SESSION_NOT_REGISTERED": (("OpaqueRef:session",), ()),
    "EVENTS_LOST": ((), ()),
    "HANDLE_INVALID": (("VM", "OpaqueRef:gone"), ("virtual machine",)),
    "UUID_INVALID": (("SR", "5f1c"), ("storage", "5f1c")),
    "MAP_DUPLICATE_KEY": (("VM", "other_config", VM, "folder"), ("other_config", "folder")),
    "FIELD_TYPE_ERROR": (("name_label",), ("name_label",)),
    "VALUE_NOT_SUPPORTED": (("mode", "RW", "CDs are read-only"), ("mode", "RW", "CDs are read-only")),
    "INTERNAL_ERROR": (("Not_found",), ("Not_found",)),
    "RBAC_PERMISSION_DENIED": (("vm.start", "No permission"), ("VM.start",)),
    "POOL_JOINING_EXTERNAL_AUTH_MISMATCH": ((), ()),
    "POOL_JOINING_HOST_HAS_BONDS": ((), ()),
    "POOL_JOINING_HOST_MANAGEMENT_VLAN_DOES_NOT_MATCH": (("7", "40"), ("7", "40")),
    "JOINING_HOST_CANNOT_HAVE_RUNNING_VMS": ((), ()),
    "JOINING_HOST_CANNOT_CONTAIN_SHARED_SRS": ((), ()),
    "JOINING_HOST_CONNECTION_FAILED": ((), ()),
    "IMPORT_ERROR": (("no ova.xml",), ("no ova.xml",)),
    "IMPORT_ERROR_PREMATURE_EOF": ((), ()),
    "IMPORT_ERROR_SOME_CHECKSUMS_FAILED": ((), ()),
    "IMPORT_ERROR_CANNOT_HANDLE_CHUNKED": ((), ()),
    "IMPORT_ERROR_FAILED_TO_FIND_OBJECT": (("Ref:7",), ("Ref:7",)),
    "IMPORT_ERROR_ATTACHED_DISKS_NOT_FOUND": ((), ()),
    "IMPORT_ERROR_UNEXPECTED_FILE": (("ova.xml", "readme"), ("ova.xml", "readme")),
    "IMPORT_INCOMPATIBLE_VERSION": ((), ()),
    "OUT_OF_SPACE": (("/var/update",), ("/var/update",)),
    "AUTH_ALREADY_ENABLED": (("AD", "stone.example"), ("stone.example",)),
    "POOL_AUTH_ALREADY_ENABLED": ((HOST,), ("granite",)),
    "AUTH_ENABLE_FAILED": (("no route",), ("no route",)),
    "POOL_AUTH_ENABLE_FAILED": ((HOST, "no route"), ("no route",)),
    "AUTH_ENABLE_FAILED_DOMAIN_LOOKUP_FAILED": (("x",), ()),
    "AUTH_ENABLE_FAILED_WRONG_CREDENTIALS": (("x",), ()),
    "POOL_AUTH_ENABLE_FAILED_WRONG_CREDENTIALS": ((HOST, "x"), ()),
    "AUTH_ENABLE_FAILED_PERMISSION_DENIED": (("x",), ()),
    "AUTH_ENABLE_FAILED_UNAVAILABLE": (("x",), ()),
    "AUTH_ENABLE_FAILED_INVALID_OU": (("x",), ()),
    "AUTH_ENABLE_FAILED_INVALID_ACCOUNT": (("x",), ()),
    "AUTH_DISABLE_FAILED": (("no route",), ("no route",)),
    "POOL_AUTH_DISABLE_FAILED": ((HOST, "no route"), ("no route",)),
    "PATCH_ALREADY_APPLIED": ((UPDATE,), ("XS84E001",)),
    "PATCH_PRECHECK_FAILED_WRONG_SERVER_VERSION": ((UPDATE, "8.2", "8.4"), ("8.2", "8.4")),
    "UPDATE_ALREADY_APPLIED": ((UPDATE,), ("XS84E001",)),
    "UPDATE_PRECHECK_FAILED_PREREQUISITE_MISSING": ((UPDATE, "XS84E000"), ("XS84E000",)),
    "UPDATE_APPLY_FAILED": (("yum died",), ("yum died",)),
    "INVALID_UPDATE": (("no signature", "bad key"), ("bad key",)),
    "XENAPI_PLUGIN_FAILURE": (("1", "out", "no such file"), ("no such file",)),
    "XENAPI_MISSING_PLUGIN": (("intellicache",), ("intellicache",)),
}


@pytest.mark.parametrize("code", IMPORTANT)
def test_every_important_error_is_explained_and_names_what_it_is_about(code):
    params, named = IMPORTANT[code]

    said = words(code, params, POOL)

    assert not said.text.startswith("The server refused:")
    assert [word for word in named if word not in said.text] == []
    assert not re.search(r"[{}]|OpaqueRef", said.text + said.advice)


@pytest.mark.parametrize(
    ("code", "params"),
    [
        ("NO_HOSTS_AVAILABLE", (VM,)),
        ("HOST_NOT_LIVE", ()),
        ("HOST_NOT_ENOUGH_FREE_MEMORY", ()),
        ("VM_SHUTDOWN_TIMEOUT", (VM,)),
        ("VM_SNAPSHOT_WITH_QUIESCE_FAILED", (VM,)),
        ("MEMORY_CONSTRAINT_VIOLATION", ()),
        ("FEATURE_RESTRICTED", ("Storage XenMotion",)),
        ("LICENCE_RESTRICTION", ()),
        ("LICENSE_CHECKOUT_ERROR", ("none is left",)),
        ("VDI_COPY_FAILED", ()),
        ("OTHER_OPERATION_IN_PROGRESS", ("VM", VM)),
        ("INTERNAL_ERROR", ()),
        ("IMPORT_ERROR", ()),
        ("HANDLE_INVALID", ()),
        ("SR_FULL", ()),
    ],
)
def test_what_some_servers_leave_out_is_not_missed(code, params):
    assert not words(code, params, POOL).text.startswith("The server refused:")


@pytest.mark.parametrize(("code", "say"), EVERY)
def test_every_sentence_can_be_filled_and_is_one(code, say):
    needed = [int(place) for _, place, _, _ in Formatter().parse(say.text + say.advice) if place is not None]
    params = ["1024" if f"{{{n}:bytes}}" in say.text else "x" for n in range(max(needed, default=-1) + 1)]

    told = words(code, params, POOL)

    assert not re.search(r"[{}]", told.text + told.advice)
    assert told.text.endswith(".")
    assert not told.text.startswith("The server refused:")
    assert "  " not in told.text


HOSTILE = (
    "",
    "OpaqueRef:NULL",
    "OpaqueRef:00000000-0000-0000-0000-000000000000",
    "see OpaqueRef:gone, OpaqueRef:",
    "{0} {} {x!r:>99} %s \\1 \\g<0>",
    "<b>bold</b>\n\r\t\0\x1b[31m\u202egnihton\ud800",
    "9" * 5000,
    "-1",
    "1e999",
    "nan",
    "|,;{,}|HANDLE_INVALID,VM,OpaqueRef:x|CANNOT_EVACUATE_HOST,CANNOT_EVACUATE_HOST",
    '{"error": ["OpaqueRef:x"]}',
    "[" * 5000,
    "a " * 5000,
    "?!…",
)
CODES = (*WORDS, *(f"SR_BACKEND_FAILURE_{number}" for number in BACKEND), "SR_BACKEND_FAILURE", "CANNOT_EVACUATE_HOST")
YOUNGER = (
    "SOMETHING_YOUNGER",
    "",
    "Fault",
    "<b>_{0}_OpaqueRef:x_\n",
    "_",
    "SR_BACKEND_FAILURE_",
    "POOL_",
    "POOL_AUTH_",
)


@pytest.mark.parametrize("code", [*CODES, *YOUNGER])
def test_whatever_comes_with_a_code_it_becomes_whole_sentences_in_one_line(code):
    for told in (*HOSTILE, VM, "1024"):
        for many in range(10):
            params = (told,) * many

            said = words(code, params, POOL)

            assert said.text.endswith("."), (said, params)
            assert said.advice == "" or said.advice.endswith(".")
            assert "OpaqueRef:" not in said.text + said.advice
            assert (said.text + said.advice).isprintable()
            assert said.text[0].isupper() or params, said.text
            assert said.raw == f"{code}({', '.join(cut_error(code, params))})"


@pytest.mark.parametrize("code", [*CODES, *YOUNGER])
def test_a_name_as_odd_as_can_be_does_no_harm(code):
    odd = a_vm(name_label="OpaqueRef:x\n{0}\u202e", ref="odd")

    said = words(code, (ref("odd"),) * 4, pool_with(odd))

    assert "OpaqueRef:" not in said.text + said.advice
    assert (said.text + said.advice).isprintable()


@pytest.mark.parametrize(("code", "say"), [*EVERY, *((str(number), say) for number, say in BACKEND.items())])
def test_sentences_keep_the_houses_manners(code, say):
    said = f"{say.text} {say.advice}"

    assert not re.search(r"!|\bplease\b|success|\bmaster\b|\bslave\b|\bsupporter\b", said, re.IGNORECASE), code
    assert say.text[0].isupper() or say.text.startswith("{")
    assert not say.advice or say.advice.endswith(".")


@pytest.mark.parametrize("code", [code for code, found in WORDS.items() if not isinstance(found, Say)])
def test_of_several_sentences_the_next_asks_for_less_or_for_something_else(code):
    asked = [
        {(place, form) for _, place, form, _ in Formatter().parse(say.text + say.advice) if place is not None}
        for name, say in EVERY
        if name == code
    ]

    assert [later for sooner, later in pairwise(asked) if sooner <= later] == []


def test_every_number_of_a_storage_driver_that_the_reference_knows_has_words():
    numbers = {37, 44, 46, 47, 52, 53, 68, 72, 73, 74, 85, 88, 96, 107, 140, 141, 181, 202, 222, 225, 454}

    assert set(BACKEND) == numbers


@pytest.mark.parametrize(
    "code",
    [
        *("HOST_NOT_ENOUGH_FREE_MEMORY", "VM_REQUIRES_SR", "VM_REQUIRES_NETWORK", "VM_REQUIRES_GPU", "HOST_DISABLED"),
        *("VM_MISSING_PV_DRIVERS", "VM_FAILED_SHUTDOWN_ACKNOWLEDGMENT", "VM_SHUTDOWN_TIMEOUT", "VM_IS_PROTECTED"),
        *("HOST_STILL_BOOTING", "HOST_IS_SLAVE", "HOST_OFFLINE", "RBAC_PERMISSION_DENIED", "VM_HAS_VGPU"),
        *("DEVICE_DETACH_REJECTED", "SR_FULL", "VDI_IN_USE", "VBD_NOT_EMPTY", "VM_NO_SUSPEND_SR", "HA_IS_ENABLED"),
    ],
)
def test_where_something_can_be_done_about_it_the_next_step_is_told(code):
    params, _ = IMPORTANT[code]

    assert words(code, params, POOL).advice
