"""A change is shown where it has to be, and looked for nowhere else."""

from __future__ import annotations

import msgspec
import pytest

from tests.builders import a, a_host, a_pbd, a_task, a_vbd, a_vdi, a_vm, an_sr, pool_with
from xengui.model.classes import VIF, VM_guest_metrics, VM_metrics
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot
from xengui.queries.touched import Touched, owners, touched

WEB = a_vm(name_label="web", metrics="m", guest_metrics="g", VBDs=("vbd",))
DISK = a_vdi(ref="disk", SR="iSCSI", VBDs=("vbd",))


def stone(*others: Record) -> Snapshot:
    known = (a(VM_metrics, ref="m"), a(VM_guest_metrics, ref="g"), a_vbd(ref="vbd", VM="web", VDI="disk"), DISK)
    return pool_with(a_host(), WEB, an_sr(PBDs=("pbd",)), a_pbd(ref="pbd", SR="iSCSI", host="granite"), *known, *others)


def after(record: Record, **fields: object) -> Touched:
    """What is touched when this record of the pool gets these values."""
    before = stone()
    changed = msgspec.structs.replace(record, **fields)
    tables = dict(before.tables)
    tables[type(record)] = {**before.of(type(record)), record.ref: changed}
    return touched(before, Snapshot(tables), {type(record): {record.ref}}, owners(before))


def test_a_machine_is_described_alone() -> None:
    assert after(WEB, name_label="shop") == Touched(leaves={"OpaqueRef:web"})


@pytest.mark.parametrize(
    ("kind", "ref", "field", "value"),
    [
        (VM_metrics, "m", "memory_actual", 7),
        (VM_guest_metrics, "g", "other", {"load": "3"}),
        (VIF, "vif", "MTU", 9000),
    ],
)
def test_figures_that_no_row_shows_touch_nothing(kind: type[Record], ref: str, field: str, value: object) -> None:
    assert after(a(kind, ref=ref), **{field: value}) == Touched()


def test_what_a_guest_says_of_itself_touches_its_machine() -> None:
    heard = after(a(VM_guest_metrics, ref="g"), networks={"0/ip": "10.0.0.7"})

    assert heard == Touched(leaves={"OpaqueRef:web"})


def test_a_disk_that_grows_touches_nothing_and_one_that_moves_its_machine() -> None:
    assert after(DISK, physical_utilisation=7) == Touched()
    assert after(DISK, SR="OpaqueRef:other") == Touched(leaves={"OpaqueRef:web"})


def test_storage_that_fills_is_described_alone_and_storage_that_goes_elsewhere_may_move_machines() -> None:
    nfs = next(iter(stone().srs.values()))

    assert after(nfs, physical_utilisation=7) == Touched(leaves={"OpaqueRef:iSCSI"})
    assert after(nfs, shared=False).everything


def test_a_host_that_dies_takes_its_machines_with_it() -> None:
    metrics = next(iter(stone().host_metrics.values()))

    assert after(metrics, memory_free=7) == Touched()
    assert after(metrics, live=False).everything


def test_a_new_name_of_the_pool_touches_no_machine() -> None:
    pool = stone().pool
    assert pool

    assert after(pool, name_label="Granite") == Touched(tops=True)


def test_a_task_touches_what_is_on_the_move() -> None:
    assert after(a_task(), progress=0.5) == Touched(moving=True)
