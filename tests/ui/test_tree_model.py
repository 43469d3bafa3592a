"""The model gets from any tree to any other by edits that Qt, and whoever holds on to a row, can follow."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from tests.ui.forests import a_node, complaints, described, drawn, forest, forests, key_of, keys
from xengui.queries.tree import Node
from xengui.ui import tree_model
from xengui.ui.roles import Role
from xengui.ui.tree_model import TreeModel

often = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
Trees = Sequence[tuple[Node, ...]]


@pytest.fixture
def always_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every change is too large to be edited in."""
    monkeypatch.setattr(tree_model, "MANY_EDITS", -1)


def held(rows: TreeModel, nodes: Sequence[Node]) -> dict[tuple[str, str, str], QPersistentModelIndex]:
    return {key: QPersistentModelIndex(rows.index_of(key)) for key in keys(nodes)}


def spies(rows: TreeModel) -> dict[str, QSignalSpy]:
    names = ("rowsInserted", "rowsRemoved", "rowsMoved", "dataChanged", "modelReset")
    return {name: QSignalSpy(getattr(rows, name)) for name in names}


def counted(watched: dict[str, QSignalSpy]) -> dict[str, int]:
    return {name: spy.count() for name, spy in watched.items() if spy.count()}


def changes(before: str, after: str) -> dict[str, int]:
    """How many signals lead from one tree to another."""
    rows = TreeModel()
    rows.show(forest(before))
    watched = spies(rows)
    rows.show(forest(after))
    assert drawn(rows) == described(forest(after))
    return counted(watched)


@often
@given(trees=st.lists(forests(), min_size=2, max_size=4))
def test_any_tree_becomes_any_other(qapp: object, trees: Trees):
    rows = TreeModel()
    with complaints() as heard:
        tester = QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Warning)

        for tree in trees:
            rows.show(tree)

            assert drawn(rows) == described(tree)
            assert rows.size == len(keys(tree))
        del tester
    assert heard == []


@often
@given(before=forests(), after=forests())
def test_whoever_holds_a_row_still_holds_the_same_object(
    qapp: object, before: tuple[Node, ...], after: tuple[Node, ...]
):
    rows = TreeModel()
    rows.show(before)
    indexes = held(rows, before)

    rows.show(after)

    for key, index in indexes.items():
        node = rows.node(index)
        assert (node.key if node else None) == (key if key in keys(after) else None)
        assert index.isValid() == (key in keys(after))


@often
@given(trees=st.lists(forests(), min_size=2, max_size=4))
def test_a_tree_built_anew_is_the_same_as_one_that_was_edited(qapp: object, always_anew: None, trees: Trees):
    rows = TreeModel()
    with complaints() as heard:
        tester = QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Warning)

        for tree in trees:
            rows.show(tree)

            assert drawn(rows) == described(tree)
        del tester
    assert heard == []


@often
@given(before=forests(), after=forests())
def test_rows_compare_as_they_stand(qapp: object, before: tuple[Node, ...], after: tuple[Node, ...]):
    rows = TreeModel()
    rows.show(before)
    rows.show(after)

    def read(parent: QModelIndex) -> list[str]:
        indexes = [rows.index(row, 0, parent) for row in range(rows.rowCount(parent))]
        return [name for index in indexes for name in (str(index.data()), *read(index))]

    by_path = sorted((rows.index_of(key) for key in keys(after)), key=rows.path)

    assert [index.data() for index in by_path] == read(QModelIndex())
    assert {str(index.data()) for index in rows.branches()} == {
        str(index.data()) for index in by_path if rows.rowCount(index)
    }


def test_a_tree_that_stays_the_same_says_nothing():
    assert changes("a\n  b\n  c", "a\n  b\n  c") == {}


def test_a_row_that_goes_moves_no_other():
    assert changes("a\n  b\n  c\n  d\n  e", "a\n  c\n  d\n  e") == {"rowsRemoved": 1}


def test_a_branch_that_goes_goes_in_one_piece():
    assert changes("a\n  b\n  c\n    d\ne", "e") == {"rowsRemoved": 1}


def test_a_row_that_comes_moves_no_other():
    assert changes("a\n  c\n  d", "a\n  b\n  c\n  d") == {"rowsInserted": 1}


def test_a_renamed_row_moves_alone_to_its_new_place():
    assert changes("a\nb\nc\nd\ne", "b\nc\nd\ne\na") == {"rowsMoved": 1}
    assert changes("a\nb\nc\nd\ne", "e\na\nb\nc\nd") == {"rowsMoved": 1}
    assert changes("a\nb\nc\nd\ne", "a\nd\nb\nc\ne") == {"rowsMoved": 1}
    assert changes("a\nb\nc\nd\ne", "b\nc\nd\na\ne") == {"rowsMoved": 1}


def test_a_machine_that_changes_its_server_moves_once():
    assert changes("a\n  x\n  y\nb\n  z", "a\n  y\nb\n  x\n  z") == {"rowsMoved": 1}


def test_a_child_becomes_top_level_and_the_other_way_round():
    assert changes("a\n  b\n    c", "a\n  b\nc") == {"rowsMoved": 1}
    assert changes("a\n  b\nc", "a\n  b\n    c") == {"rowsMoved": 1}


def test_a_row_and_what_hangs_below_it_change_places():
    assert changes("a\n  b\n    c", "c\n  b\n    a") == {"rowsMoved": 3}


def test_children_move_out_of_a_parent_that_vanishes():
    assert changes("a\n  x\n  y\nb", "b\n  x\n  y") == {"rowsMoved": 2, "rowsRemoved": 1}


def test_only_what_shows_differently_is_painted_again():
    rows = TreeModel()
    rows.show((a_node("a", a_node("b"), a_node("c")),))
    watched = spies(rows)

    rows.show((a_node("a", a_node("b", dim="61 %"), a_node("c", search="another address")),))

    assert counted(watched) == {"dataChanged": 1}
    assert watched["dataChanged"].at(0)[0] == rows.index_of(key_of("b"))


def test_many_changes_at_once_are_one_reset(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tree_model, "MANY_EDITS", 3)

    assert changes("a\nb\nc\nd", "b\nc\nd") == {"rowsRemoved": 1}
    assert changes("a\nb\nc\nd\ne", "e") == {"modelReset": 1}
    assert changes("a\nb\nc\nd\ne\nf", "f\ne\nd\nc\nb\na") == {"modelReset": 1}


def test_five_thousand_rows_lose_their_first_without_moving_the_rest():
    many = tuple(a_node(f"vm-{at:04}") for at in range(5_000))
    rows = TreeModel()
    rows.show(many)
    watched = spies(rows)

    rows.show(many[1:])

    assert counted(watched) == {"rowsRemoved": 1}
    assert rows.index_of(key_of("vm-4999")).row() == 4_998


@pytest.mark.parametrize("then", [lambda rows: None, lambda rows: rows.show(forest("z")), lambda rows: rows.show(())])
def test_what_was_removed_can_be_forgotten_by_python(then: Callable[[TreeModel], None]):
    rows = TreeModel()
    rows.show(forest("a\n  b\n    c\n  d"))
    indexes = held(rows, forest("a\n  b\n    c\n  d"))

    rows.show(forest("a\n  d"))
    then(rows)
    gc.collect()

    assert not indexes[key_of("b")].isValid()
    assert not indexes[key_of("c")].isValid()
    assert rows.node(indexes[key_of("b")]) is None


def test_a_row_says_what_it_is():
    rows = TreeModel()
    rows.show((a_node("web", cls="VM", text="web-01", dim="61 %", warning="It has no guest tools."),))
    index = rows.index(0, 0)

    assert index.data() == "web-01"
    assert index.data(Role.REF) == "web"
    assert index.data(Role.CLASS) == "VM"
    assert index.data(Role.STATE) == "vm-running"
    assert index.data(Role.DIM) == "61 %"
    assert index.data(Role.WARNING) == "It has no guest tools."
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "web-01\nIt has no guest tools."
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "web-01, running, 61 %, It has no guest tools."
    assert isinstance(index.data(Qt.ItemDataRole.DecorationRole), QIcon)
    assert index.flags() & Qt.ItemFlag.ItemIsSelectable


def test_nothing_is_where_no_row_is():
    rows = TreeModel()
    rows.show(forest("a"))

    assert not rows.index(1, 0).isValid()
    assert not rows.index(0, 1).isValid()
    assert not rows.index_of(key_of("z")).isValid()
    assert rows.node(QModelIndex()) is None
    assert rows.data(QModelIndex()) is None
    assert rows.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags


def test_walking_goes_from_top_to_bottom():
    model = TreeModel()
    model.show(forest("granite\n  web\n  mail\nbasalt\n  db"))

    walked = [(node.text, index.data()) for index, node in model.walk()]

    assert walked == [(text, text) for text in ("granite", "web", "mail", "basalt", "db")]


def test_the_tops_are_the_rows_under_nothing(qapp: object):
    rows = TreeModel()
    rows.show(forest("stone\n  web\nlab\n  k3s"))

    assert [node.text for node in rows.tops()] == ["stone", "lab"]
