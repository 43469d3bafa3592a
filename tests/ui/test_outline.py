"""The outline describes again what changed, and keeps the rest."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from tests.builders import NOW, a, a_connection, a_host, a_vm, pool_with
from tests.model.corpus import NAMES
from tests.queries.test_recorded_pools import recorded
from xengui.model.batch import Batch, Change
from xengui.model.classes import VBD, VDI, VIF, VM, Pool, VM_guest_metrics, VM_metrics
from xengui.model.estate import Connection, Status
from xengui.model.record import NULL, Record
from xengui.model.snapshot import Snapshot
from xengui.model.store import Store
from xengui.queries import tree
from xengui.queries.touched import READS
from xengui.queries.tree import infrastructure
from xengui.queries.visibility import Toggles
from xengui.ui.bridge import Changed
from xengui.ui.outline import Outline


def a_stone(name: str = "web-01") -> Connection:
    return a_connection(pool_with(a_vm(name_label=name)))


def drawn(outline: Outline, connection: Connection, toggles: Toggles | None = None, text: str = "") -> list[str]:
    (top,) = outline.nodes((connection,), toggles or Toggles(), text, NOW) or (None,)
    return [child.text for child in top.children] if top else []


def test_a_change_of_a_class_that_the_tree_reads_is_described() -> None:
    outline = Outline()
    before, after = a_stone(), a_stone("shop-01")
    first = drawn(outline, before)

    outline.hear({before.key: Changed({VM})})

    assert "web-01" in first
    assert "shop-01" in drawn(outline, replace(after, key=before.key))


def test_a_change_of_anything_else_leaves_the_branch_as_it_is() -> None:
    outline = Outline()
    connection = a_stone()
    (before,) = outline.nodes((connection,), Toggles(), "", NOW)

    outline.hear({connection.key: Changed({VIF})})

    (after,) = outline.nodes((connection,), Toggles(), "", NOW)
    assert after is before


def test_other_toggles_describe_everything_again() -> None:
    outline = Outline()
    hidden = a_vm(name_label="probe", other_config={"HideFromXenCenter": "true"})
    connection = a_connection(pool_with(hidden))

    assert "probe (hidden)" not in drawn(outline, connection)
    assert "probe (hidden)" in drawn(outline, connection, Toggles(hidden_objects=True))


def test_a_filter_leaves_what_it_names() -> None:
    assert drawn(Outline(), a_stone(), text="nothing-like-it") == []


def test_a_connection_that_is_gone_is_gone_from_the_outline() -> None:
    outline = Outline()
    drawn(outline, a_stone())

    assert outline.nodes((), Toggles(), "", NOW) == ()


@pytest.mark.parametrize("status", [Status.LOST, Status.DISCONNECTED])
def test_the_age_of_a_pool_that_is_not_there_grows_and_its_branches_are_not_described_again(status: Status) -> None:
    outline = Outline()
    lost = replace(a_stone(), status=status)
    (before,) = outline.nodes((lost,), Toggles(), "", NOW)

    (after,) = outline.nodes((lost,), Toggles(), "", NOW + timedelta(minutes=4))

    assert after.dim != before.dim
    assert after.children is before.children
    assert outline.work((lost,), Toggles(), NOW + timedelta(minutes=4)) == 0


def test_a_connection_that_fares_otherwise_is_described_again() -> None:
    outline = Outline()
    connection = a_stone()
    outline.nodes((connection,), Toggles(), "", NOW)

    outline.hear({connection.key: Changed({Connection})})
    (after,) = outline.nodes((replace(connection, colour="red"),), Toggles(), "", NOW)

    assert after.colour == "red"


def test_what_is_as_it_was_is_the_same_object_as_before() -> None:
    outline = Outline()
    before = a_connection(pool_with(a_vm(name_label="web"), a_vm(name_label="db")))
    after = replace(before, snapshot=pool_with(a_vm(name_label="web"), a_vm(name_label="db", power_state="Paused")))
    (first,) = outline.nodes((before,), Toggles(), "", NOW)

    outline.hear({before.key: Changed({VM})})
    (second,) = outline.nodes((after,), Toggles(), "", NOW)

    old, new = ({child.text: child for child in top.children} for top in (first, second))
    assert new["web"] is old["web"]
    assert new["granite"] is old["granite"]
    assert new["db"].state == "vm-paused"


def test_an_outline_of_which_nothing_is_different_is_the_same_object() -> None:
    outline = Outline()
    connection = a_stone()
    (first,) = outline.nodes((connection,), Toggles(), "", NOW)

    outline.hear({connection.key: Changed({VM})})
    (second,) = outline.nodes((replace(connection, snapshot=a_stone().snapshot),), Toggles(), "", NOW)

    assert second is first


def test_the_work_is_what_has_to_be_looked_at() -> None:
    outline = Outline()
    connection = a_stone()
    machines = len(connection.snapshot.vms)

    assert outline.work((connection,), Toggles(), NOW) == machines
    outline.nodes((connection,), Toggles(), "", NOW)
    assert outline.work((connection,), Toggles(), NOW) == 0
    assert outline.work((connection,), Toggles(local_storage=False), NOW) == machines


class Followed:
    """An outline that hears every change of a pool, as the window's does."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.store = Store()
        self.store.fold(Batch(changes=_all(snapshot), complete=True))
        self.outline = Outline()
        self.nodes()

    def connection(self) -> Connection:
        return a_connection(self.store.snapshot, key="stone")

    def nodes(self) -> tuple[tree.Node, ...]:
        return self.outline.nodes((self.connection(),), Toggles(), "", NOW)

    def change(self, *changes: Change) -> None:
        changed = Changed(pictures=(self.store.snapshot, self.store.snapshot))
        changed.note(self.store.fold(Batch(changes=changes)))
        self.outline.hear({"stone": changed})


def _all(snapshot: Snapshot) -> list[Change]:
    return [Change(kind, ref, one) for kind, table in snapshot.tables.items() for ref, one in table.items()]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", NAMES)
def test_what_is_mended_is_what_would_be_described(name: str, seed: int) -> None:
    chance = random.Random(seed)
    followed = Followed(recorded(name))

    for _ in range(150):
        followed.change(*[_any_change(chance, followed.store.snapshot) for _ in range(chance.randint(1, 4))])

        if chance.random() < 0.7:
            assert followed.nodes() == infrastructure((followed.connection(),), Toggles(), NOW)


def _any_change(chance: random.Random, snapshot: Snapshot) -> Change:
    """A record that goes, comes back under another reference, or gets a field of another record of its class."""
    kind = chance.choice([kind for kind in sorted(READS, key=str) if kind is not Pool and snapshot.of(kind)])
    if chance.random() < 0.05:
        kind = Pool
    table = snapshot.of(kind)
    ref = chance.choice(sorted(table))
    act = chance.random()
    if act < 0.1 and kind is not Pool and len(table) > 1:
        return Change(kind, ref, None)
    if act < 0.2 and kind is not Pool:
        links = {"VBDs": (), "metrics": NULL, "guest_metrics": NULL} if kind is VM else {}
        return Change(kind, f"{ref}+", msgspec.structs.replace(table[ref], ref=f"{ref}+", **links))
    field = chance.choice([field for field in kind.__struct_fields__ if field not in _FIXED[kind]])
    return Change(kind, ref, _with(table[ref], field, getattr(table[chance.choice(sorted(table))], field)))


# Where both ends of a link are written down, a server keeps them in step.
_FIXED = defaultdict(
    lambda: {"ref", "uuid"},
    {VM: {"ref", "VBDs", "metrics", "guest_metrics"}, VBD: {"ref", "VM", "VDI"}, VDI: {"ref", "VBDs"}},
)


def _with(record: Record, field: str, value: object) -> Record:
    if field == "name_label" and isinstance(value, str):
        value = f"{value}x"
    if isinstance(value, bool) and field in ("enabled", "currently_attached", "shared", "live", "ha_enabled"):
        value = not getattr(record, field)
    return msgspec.structs.replace(record, **{field: value})


def test_figures_of_machines_have_nothing_described(monkeypatch: pytest.MonkeyPatch) -> None:
    running = [a_vm(name_label=f"web-{n}", resident_on="granite", metrics=f"m-{n}") for n in range(20)]
    figures = [a(VM_metrics, ref=f"m-{n}", memory_actual=1 << 30) for n in range(20)]
    followed = Followed(pool_with(a_host(), *running, *figures))
    before, described = followed.nodes(), _counted(monkeypatch)

    followed.change(*[Change(VM_metrics, m.ref, msgspec.structs.replace(m, memory_actual=7)) for m in figures])

    assert followed.outline.work((followed.connection(),), Toggles(), NOW) == 0
    assert followed.nodes() == before
    assert not described


def test_a_machine_whose_tools_speak_up_is_described_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    running = [a_vm(name_label=f"web-{n}", resident_on="granite", guest_metrics=f"g-{n}") for n in range(20)]
    figures = [a(VM_guest_metrics, ref=f"g-{n}") for n in range(20)]
    followed = Followed(pool_with(a_host(), *running, *figures))
    (before,), described = followed.nodes(), _counted(monkeypatch)

    heard = msgspec.structs.replace(figures[3], networks={"0/ip": "10.0.0.7"})
    followed.change(Change(VM_guest_metrics, heard.ref, heard))
    (after,) = followed.nodes()

    assert described == {"OpaqueRef:web-3": 1}
    same = [old is new for old, new in zip(before.children[0].children, after.children[0].children, strict=True)]
    assert same.count(False) == 1


def test_what_depends_on_the_time_is_described_now_and_then() -> None:
    started = (NOW - timedelta(seconds=90)).strftime("%Y%m%dT%H:%M:%SZ")
    fresh = a_vm(name_label="web", resident_on="granite", metrics="m", guest_metrics="g")
    followed = Followed(pool_with(a_host(), fresh, a(VM_metrics, ref="m", start_time=started)))
    later = NOW + timedelta(seconds=90)

    (top,) = followed.outline.nodes((followed.connection(),), Toggles(), "", later)

    assert top.children[0].children[0].warning == "no guest tools"


def test_a_change_that_is_not_told_in_references_may_be_anything() -> None:
    followed = Followed(pool_with(a_vm(name_label="web")))
    followed.store.fold(Batch(changes=[Change(VM, "OpaqueRef:db", a_vm(name_label="db"))]))

    followed.outline.hear({"stone": Changed({VM})})

    assert followed.nodes() == infrastructure((followed.connection(),), Toggles(), NOW)


def _counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each row is described from now on."""
    described: Counter[str] = Counter()
    really = tree.Branch._node

    def node(branch: tree.Branch, record: Record) -> tree.Node:
        described[record.ref] += 1
        return really(branch, record)

    monkeypatch.setattr(tree.Branch, "_node", node)
    return described
