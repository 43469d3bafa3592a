"""What is written down of a pool has no secrets in it, and claims nothing that may be over."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tests.builders import a, a_vm, an_sr, pool_with
from xengui.model.classes import CLASSES, PBD, PIF_metrics, Task, VM_metrics
from xengui.model.record import NULL, Record
from xengui.model.remembered import KEPT, at_rest, harmless
from xengui.model.snapshot import Snapshot
from xengui.protocol.secrecy import hide
from xengui.queries.touched import READS

SECRET = "hunter2-hunter2"
SECRET_KEYS = (
    *("password", "cifspassword", "chappassword", "incoming_chappassword", "wlb_password", "auth-passwd", "pwd"),
    *("secret", "remote_secret", "api_key", "private-key", "session_id", "token", "credentials", "passphrase", "psk"),
)
TELLING_TEXTS = (
    f"password={SECRET}",
    f"mounted with username=root,password={SECRET}",
    f"smb://root:{SECRET}@nas/share",
    f"http://mirror/vm?session_id={SECRET}&uuid=1",
)


def fields_of(kind: type[Record]) -> Iterator[tuple[str, Any]]:
    empty = kind()
    return ((name, getattr(empty, name)) for name in kind.__struct_fields__ if name not in ("ref", "uuid"))


def planted(kind: type[Record]) -> Record:
    """A record with a secret in each place where one can stand."""
    values: dict[str, Any] = {}
    for name, default in fields_of(kind):
        if isinstance(default, dict):
            values[name] = dict.fromkeys(SECRET_KEYS, SECRET) | {f"note-{at}": t for at, t in enumerate(TELLING_TEXTS)}
        elif isinstance(default, str) and default != NULL:
            values[name] = "; ".join(TELLING_TEXTS)
        elif default == ():
            values[name] = TELLING_TEXTS
    return kind(ref="OpaqueRef:one", **values)


@pytest.mark.parametrize("kind", CLASSES.values(), ids=lambda kind: kind.__name__)
def test_no_secret_of_any_field_of_any_class_is_left(kind: type[Record]):
    assert SECRET in msgspec.json.encode(planted(kind)).decode() or not any(
        isinstance(default, dict | str | tuple) and default != NULL for _, default in fields_of(kind)
    )

    told = msgspec.json.encode(harmless(planted(kind))).decode()

    assert SECRET not in told


def test_a_password_of_this_run_is_left_out_under_whatever_name_it_stands():
    hide(SECRET)

    kept = harmless(a(PBD, device_config={"server": "nas", "word": SECRET}))

    assert kept == harmless(a(PBD, ref=kept.ref, device_config={"server": "nas", "word": ""}))


def test_a_short_password_does_not_take_the_names_of_machines_with_it():
    hide("web")
    vm = a_vm(name_label="web-01", other_config={"folder": "/web/production"})

    assert harmless(vm) is vm


def test_what_is_no_secret_is_kept_as_it_is():
    vm = a_vm(
        name_description="Two lines:\nboth kept, and 10 = 5 + 5",
        tags=("keep: this", "production"),
        other_config={
            "folder": "/a b/c",
            "XenCenter.CustomFields.Owner": "Ada <ada@example.org>",
            "key": "https://a/b",
        },
        memory_static_max=1 << 30,
    )

    assert harmless(vm) is vm


def test_the_uuid_of_a_secret_object_is_no_secret():
    pbd = a(PBD, device_config={"password_secret": "0e1b5b3c-6f5c-4a0e-9d3c-000000000001"})

    assert harmless(pbd) is pbd


def test_what_guests_are_told_and_what_is_only_for_acting_is_left_out():
    vm = a_vm(
        xenstore_data={"vm-data/answer": "42"},
        NVRAM={"EFI-variables": "AAAA"},
        allowed_operations=("start",),
        last_booted_record="long",
    )

    assert harmless(vm) == a_vm()


def test_figures_that_json_has_no_word_for_are_left_out():
    metrics = a(PIF_metrics, ref="m", io_read_kbs=math.inf, io_write_kbs=2.5)
    load = a(VM_metrics, ref="m", VCPUs_utilisation={0: math.nan, 1: 0.5})

    assert harmless(metrics) == a(PIF_metrics, ref="m", io_write_kbs=2.5)
    assert harmless(load) == a(VM_metrics, ref="m", VCPUs_utilisation={1: 0.5})


def test_at_rest_a_pool_has_no_tasks_and_nothing_goes_on_in_it():
    task = a(Task, ref="start", status="pending")
    busy = a_vm(name_label="busy", current_operations={task.ref: "start"})
    calm = a_vm(name_label="calm")
    sr = an_sr(current_operations={task.ref: "scan"})
    pool = pool_with(busy, calm, sr, task)

    rested = at_rest(pool)

    assert rested.tasks == {}
    assert rested.vms == {busy.ref: a_vm(name_label="busy"), calm.ref: calm}
    assert rested.srs[sr.ref].current_operations == {}
    assert rested.pool == pool.pool
    assert pool.tasks, "the picture itself is left as it was"


def test_a_pool_at_rest_already_keeps_its_tables():
    pool = pool_with(a_vm())

    rested = at_rest(pool)

    assert rested.vms is pool.vms
    assert at_rest(Snapshot()).tables == {}


def test_what_the_tree_is_made_of_is_kept_and_comes_first():
    shown = READS - {Task}

    assert set(KEPT[: len(shown)]) == shown
    assert Task not in KEPT


def test_passwords_people_and_what_goes_on_are_of_classes_that_are_not_kept():
    left_out = {name for name, kind in CLASSES.items() if kind not in KEPT}

    assert left_out == {
        *("session", "user", "subject", "role", "secret", "task", "message", "console", "blob", "data_source"),
        *("VBD_metrics", "VIF_metrics"),
    }
