"""The outline describes again what changed, and keeps the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.builders import NOW, a_connection, a_vm, pool_with
from xengui.model.classes import VIF, VM
from xengui.model.estate import Connection, Status
from xengui.queries.visibility import Toggles
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

    outline.hear({before.key: {VM}})

    assert "web-01" in first
    assert "shop-01" in drawn(outline, replace(after, key=before.key))


def test_a_change_of_anything_else_leaves_the_branch_as_it_is() -> None:
    outline = Outline()
    connection = a_stone()
    (before,) = outline.nodes((connection,), Toggles(), "", NOW)

    outline.hear({connection.key: {VIF}})

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


def test_a_lost_connection_is_described_each_time_since_its_age_grows() -> None:
    outline = Outline()
    lost = replace(a_stone(), status=Status.LOST)
    (before,) = outline.nodes((lost,), Toggles(), "", NOW)

    (after,) = outline.nodes((lost,), Toggles(), "", NOW + timedelta(minutes=4))

    assert after.dim != before.dim


def test_a_connection_that_fares_otherwise_is_described_again() -> None:
    outline = Outline()
    connection = a_stone()
    outline.nodes((connection,), Toggles(), "", NOW)

    outline.hear({connection.key: {Connection}})
    (after,) = outline.nodes((replace(connection, colour="red"),), Toggles(), "", NOW)

    assert after.colour == "red"


def test_what_is_as_it_was_is_the_same_object_as_before() -> None:
    outline = Outline()
    before = a_connection(pool_with(a_vm(name_label="web"), a_vm(name_label="db")))
    after = replace(before, snapshot=pool_with(a_vm(name_label="web"), a_vm(name_label="db", power_state="Paused")))
    (first,) = outline.nodes((before,), Toggles(), "", NOW)

    outline.hear({before.key: {VM}})
    (second,) = outline.nodes((after,), Toggles(), "", NOW)

    old, new = ({child.text: child for child in top.children} for top in (first, second))
    assert new["web"] is old["web"]
    assert new["granite"] is old["granite"]
    assert new["db"].state == "vm-paused"


def test_an_outline_of_which_nothing_is_different_is_the_same_object() -> None:
    outline = Outline()
    connection = a_stone()
    (first,) = outline.nodes((connection,), Toggles(), "", NOW)

    outline.hear({connection.key: {VM}})
    (second,) = outline.nodes((replace(connection, snapshot=a_stone().snapshot),), Toggles(), "", NOW)

    assert second is first


def test_the_work_is_what_has_to_be_looked_at() -> None:
    outline = Outline()
    connection = a_stone()
    machines = len(connection.snapshot.vms)

    assert outline.work((connection,), Toggles()) == machines
    outline.nodes((connection,), Toggles(), "", NOW)
    assert outline.work((connection,), Toggles()) == 0
    assert outline.work((connection,), Toggles(local_storage=False)) == machines
