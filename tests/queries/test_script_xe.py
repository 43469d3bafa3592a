"""Calls as commands of xe: quoted for the shell, with UUIDs for references, and honest where xe has nothing."""

from __future__ import annotations

import pytest

from xengui.model.call import Call, Earlier
from xengui.model.record import NULL
from xengui.model.secrets import MASK
from xengui.queries.call_words import Known
from xengui.queries.script import Server
from xengui.queries.script_xe import xe_script

VM, HOST, SR = "OpaqueRef:vm", "OpaqueRef:host", "OpaqueRef:sr"
OBJECTS = {
    VM: Known(VM, "VM", "u-vm", "web-01"),
    HOST: Known(HOST, "host", "u-host", "basalt"),
    SR: Known(SR, "SR", "u-sr", "fast"),
}


def xe(*calls: Call) -> list[str]:
    """The commands, and the comments that say why there is none."""
    told = xe_script(calls, OBJECTS, Server("https://granite")).splitlines()[2:]
    return [
        line for line in told if line not in {"# web-01", "# web-01, basalt", "# fast", "# basalt", "# web-01, fast"}
    ]


@pytest.mark.parametrize(
    ("call", "command"),
    [
        (Call("Async.VM.start", (VM, False, False)), "xe vm-start uuid=u-vm"),
        (Call("VM.start", (VM, True, True)), "xe vm-start uuid=u-vm paused=true force=true"),
        (Call("VM.start_on", (VM, HOST, False, False)), "xe vm-start uuid=u-vm on=u-host"),
        (Call("VM.hard_shutdown", (VM,)), "xe vm-shutdown uuid=u-vm force=true"),
        (Call("VM.pool_migrate", (VM, HOST, {"live": "true"})), "xe vm-migrate uuid=u-vm host-uuid=u-host live=true"),
        (Call("VM.copy", (VM, "a copy", NULL)), "xe vm-copy uuid=u-vm 'new-name-label=a copy'"),
        (Call("VM.resume", (VM, False, False)), "xe vm-resume uuid=u-vm"),
        (Call("VM.set_name_label", (VM, "it's")), """xe vm-param-set uuid=u-vm 'name-label=it'"'"'s'"""),
        (Call("VM.set_HVM_boot_policy", (VM, "")), "xe vm-param-set uuid=u-vm HVM-boot-policy="),
        (Call("VM.add_tags", (VM, "keep")), "xe vm-param-add uuid=u-vm param-name=tags param-key=keep"),
        (
            Call("VM.add_to_other_config", (VM, "folder", "/a b")),
            "xe vm-param-add uuid=u-vm param-name=other-config 'folder=/a b'",
        ),
        (
            Call("VM.remove_from_other_config", (VM, "folder")),
            "xe vm-param-remove uuid=u-vm param-name=other-config param-key=folder",
        ),
        (Call("VM.get_power_state", (VM,)), "xe vm-param-get uuid=u-vm param-name=power-state"),
        (Call("host.get_all_records", ()), "xe host-list params=all"),
        (
            Call("SR.create", (HOST, {"server": "nas", "path": "/a b"}, 0, "NFS", "", "nfs", "", True, {})),
            "xe sr-create host-uuid=u-host device-config:server=nas 'device-config:path=/a b' physical-size=0"
            " name-label=NFS type=nfs shared=true",
        ),
    ],
)
def test_a_call_has_its_command(call: Call, command: str):
    assert xe(call) == [command]


def test_a_whole_map_is_cleared_first():
    assert xe(Call("VM.set_other_config", (VM, {"a": "1", "b": "2"}))) == [
        "xe vm-param-clear uuid=u-vm param-name=other-config",
        "xe vm-param-set uuid=u-vm other-config:a=1 other-config:b=2",
    ]


def test_a_result_is_kept_for_the_call_that_needs_it():
    calls = (
        Call("VDI.create", ({"SR": SR, "name_label": "data", "virtual_size": 8 * 2**30, "type": "user"},)),
        Call("VBD.create", ({"VM": VM, "VDI": Earlier(0), "userdevice": "1", "bootable": False, "mode": "RW"},)),
    )

    assert xe(*calls) == [
        "result_1=$(xe vdi-create sr-uuid=u-sr name-label=data virtual-size=8589934592 type=user)",
        'xe vbd-create vm-uuid=u-vm device=1 vdi-uuid="$result_1" bootable=false mode=RW',
    ]


def test_what_xe_cannot_do_is_said():
    assert xe(Call("VM.resume", (VM, True, False))) == ["# VM.resume: xe has no argument for start_paused"]
    assert xe(Call("event.from", (["*"], "", 30.0))) == ["# event.from: xe has no such command"]
    assert xe(Call("VM.assert_can_boot_here", (VM, HOST))) == ["# VM.assert_can_boot_here: xe has no such command"]
    assert xe(Call("VM.start", ("OpaqueRef:gone", False, False))) == [
        "# VM.start: an object in it is gone, and xe finds objects by their UUIDs"
    ]


def test_a_secret_is_left_to_the_person():
    assert xe(Call("secret.create", ({"value": MASK},))) == [
        "# Secrets are not kept here: set SECRET first.",
        'xe secret-create value="$SECRET"',
    ]


def test_it_says_where_to_run_it():
    told = xe_script([Call("pool.sync_database")], {}, Server("https://granite:8443", "admin"))

    assert "-s granite -p 8443 -u admin -pwf" in told
    assert told.endswith("xe pool-sync-database\n")
