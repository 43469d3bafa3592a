import pytest

from tests.builders import a_host, a_task, a_vm, an_sr, pool_with, snapshot_of
from xengui.model.classes import CLASSES, SR, VM, Host, Host_metrics, Pool
from xengui.model.record import NULL
from xengui.model.snapshot import Snapshot, class_name


def test_records_are_found_by_class():
    web, iscsi = a_vm(), an_sr()

    pool = pool_with(web, iscsi)

    assert dict(pool.of(VM)) == dict(pool.vms) == {web.ref: web}
    assert dict(pool.srs) == {iscsi.ref: iscsi}
    assert dict(pool.vdis) == {}


def test_every_shorthand_is_the_table_of_its_class():
    everything = snapshot_of([kind(ref=f"OpaqueRef:{name}") for name, kind in CLASSES.items()])

    shorthands = {name for name in vars(Snapshot) if name.endswith("s") and name.strip("_") not in {"tables", "slots"}}
    tables = {name: getattr(everything, name) for name in shorthands}

    assert len(shorthands) >= 14
    for name, table in tables.items():
        (ref,) = table
        assert ref.removeprefix("OpaqueRef:").lower() in {name.lower(), name.lower().removesuffix("s")}


def test_a_reference_leads_to_its_record():
    web = a_vm()

    assert pool_with(web).find(VM, web.ref) is web


@pytest.mark.parametrize("ref", [NULL, "", "OpaqueRef:forgotten"])
def test_a_reference_that_leads_nowhere_gives_nothing(ref: str):
    assert pool_with(a_vm()).find(VM, ref) is None
    assert pool_with(a_vm()).anything(ref) is None


def test_a_reference_leads_only_to_records_of_its_class():
    web = a_vm()

    assert pool_with(web).find(SR, web.ref) is None


def test_a_reference_of_unknown_class_leads_to_its_record():
    web, task = a_vm(), a_task()

    assert pool_with(web, task).anything(task.ref) is task


def test_the_pool_and_its_coordinator_are_at_hand():
    granite, basalt = a_host(), a_host(name_label="basalt")

    pool = pool_with(granite, basalt, coordinator="basalt")

    assert isinstance(pool.pool, Pool)
    assert pool.coordinator is basalt


def test_an_empty_snapshot_has_nothing_of_all_that():
    nothing = Snapshot()

    assert (nothing.pool, nothing.coordinator, dict(nothing.hosts), dict(nothing.tables)) == (None, None, {}, {})


def test_a_pool_whose_coordinator_is_not_known_yet_has_none():
    assert snapshot_of([Pool(ref="OpaqueRef:pool", master="OpaqueRef:granite")]).coordinator is None


def test_classes_are_spelled_as_the_datamodel_does():
    assert [class_name(kind) for kind in (VM, Host, Host_metrics)] == ["VM", "host", "host_metrics"]
