"""The tree keeps what a person opened, selected and scrolled to, whatever happens to the rows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import shiboken6
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.forests import a_node, branch_keys, complaints, drawn, forest, forests, key_of, keys
from xengui.queries.tree import Node, filtered
from xengui.ui import tree_model
from xengui.ui.tree import MANY_SELECTED, NavigationTree
from xengui.ui.tree_model import Key

Forest = tuple[Node, ...]
often = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
HOSTS = "pool\n  granite\n    mail\n    web\n  basalt\n    db\n  shared"


def a_tree(height: int = 100) -> NavigationTree:
    """A tree on screen, with room for four rows."""
    tree = NavigationTree()
    tree.resize(250, height)
    tree.show()
    return tree


@pytest.fixture
def tree(qtbot: QtBot) -> NavigationTree:
    tree = a_tree(400)
    qtbot.addWidget(tree)
    tree.show_nodes(forest(HOSTS))
    tree.activateWindow()
    tree.setFocus()
    qtbot.waitUntil(tree.hasFocus)
    return tree


def texts(tree: NavigationTree) -> list[str]:
    return [node.text for node in tree.selection]


def is_open(tree: NavigationTree, name: str) -> bool:
    return tree.isExpanded(tree.rows.index_of(key_of(name)))


def close(tree: NavigationTree, name: str) -> None:
    tree.collapse(tree.rows.index_of(key_of(name)))


def on_screen(tree: NavigationTree) -> list[str]:
    """The rows that can be seen or scrolled to, from top to bottom."""
    seen, index = [], tree.rows.index(0, 0)
    while index.isValid():
        seen.append(str(index.data()))
        index = tree.indexBelow(index)
    return seen


def place(tree: NavigationTree, name: str) -> QPoint:
    found: QRect = tree.visualRect(tree.rows.index_of(key_of(name)))
    return QPoint(found.left() + 30, found.center().y())


def caret(tree: NavigationTree, name: str) -> QPoint:
    found: QRect = tree.visualRect(tree.rows.index_of(key_of(name)))
    return QPoint(found.left() - 8, found.center().y())


def what_stays_put(before: Forest, after: Forest, data: st.DataObject) -> None:
    """Open, close, select and scroll at will in one tree, then show the other, and look at what remained."""
    tree = a_tree()
    try:
        tree.show_nodes(before)
        branches = sorted(branch_keys(before))
        closed: set[Key] = set(data.draw(st.lists(st.sampled_from(branches), unique=True)) if branches else [])
        for key in closed:
            tree.collapse(tree.rows.index_of(key))
        chosen: list[Key] = data.draw(st.lists(st.sampled_from(sorted(keys(before))), unique=True)) if before else []
        for key in chosen:
            index = tree.rows.index_of(key)
            flags = tree.selectionModel().SelectionFlag
            tree.selectionModel().setCurrentIndex(index, flags.Select)
        for key in closed:  # going to a row opens the way to it
            tree.collapse(tree.rows.index_of(key))
        bar = tree.verticalScrollBar()
        bar.setValue(data.draw(st.integers(0, 200)))
        scrolled = bar.value()

        tree.show_nodes(after)
        tree.executeDelayedItemsLayout()

        assert {node.key for node in tree.selection} == set(chosen) & keys(after)
        current = tree.rows.node(tree.currentIndex())
        if chosen and chosen[-1] in keys(after):
            assert current is not None
            assert current.key == chosen[-1]
        for key in branch_keys(after):
            assert tree.isExpanded(tree.rows.index_of(key)) == (key not in closed)
        assert bar.value() == min(scrolled, bar.maximum())
    finally:
        shiboken6.delete(tree)


@often
@given(before=forests(), after=forests(), data=st.data())
def test_edits_leave_what_a_person_did(qapp: QApplication, before: Forest, after: Forest, data: st.DataObject):
    what_stays_put(before, after, data)


@often
@given(before=forests(), after=forests(), data=st.data())
def test_a_tree_built_anew_has_what_a_person_did(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, before: Forest, after: Forest, data: st.DataObject
):
    monkeypatch.setattr(tree_model, "MANY_EDITS", -1)

    what_stays_put(before, after, data)


@often
@given(before=forests(), after=forests(), data=st.data())
def test_edits_under_a_large_selection_leave_what_a_person_did(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, before: Forest, after: Forest, data: st.DataObject
):
    monkeypatch.setattr("xengui.ui.tree.MANY_SELECTED", 1)

    what_stays_put(before, after, data)


@often
@given(trees=st.lists(forests(), min_size=2, max_size=4), filters=st.lists(st.sampled_from(["", "a", "b c"])))
def test_filters_come_and_go_over_any_trees(qapp: QApplication, trees: Sequence[Forest], filters: list[str]):
    tree = a_tree()
    try:
        with complaints() as heard:
            for nodes in trees:
                for text in [*filters, ""]:
                    tree.show_nodes(filtered(nodes, text), filtering=bool(text))
                    tree.grab()
        assert heard == []
        assert set(on_screen(tree)) == {key[2] for key in keys(trees[-1])}
    finally:
        shiboken6.delete(tree)


def test_branches_start_open(tree: NavigationTree):
    assert on_screen(tree) == ["pool", "granite", "mail", "web", "basalt", "db", "shared"]


def test_a_server_that_had_no_machine_opens_when_one_moves_there(tree: NavigationTree):
    tree.show_nodes(forest("pool\n  granite\n    mail\n  basalt"))

    tree.show_nodes(forest("pool\n  granite\n  basalt\n    mail"))

    assert on_screen(tree) == ["pool", "granite", "basalt", "mail"]


def test_a_closed_branch_stays_closed_when_something_moves_into_it(tree: NavigationTree):
    close(tree, "basalt")

    tree.show_nodes(forest("pool\n  granite\n    web\n  basalt\n    db\n    mail\n  shared"))

    assert on_screen(tree) == ["pool", "granite", "web", "basalt", "shared"]


def test_a_filter_opens_everything_and_its_end_closes_what_was_closed(tree: NavigationTree):
    close(tree, "granite")
    close(tree, "pool")

    tree.show_nodes(filtered(forest(HOSTS), "web"), filtering=True)
    assert on_screen(tree) == ["pool", "granite", "web"]

    tree.show_nodes(forest(HOSTS))
    assert on_screen(tree) == ["pool"]
    tree.expand(tree.rows.index_of(key_of("pool")))
    assert on_screen(tree) == ["pool", "granite", "basalt", "db", "shared"]


def test_closing_a_branch_of_a_filtered_tree_is_forgotten_with_the_filter(tree: NavigationTree):
    tree.show_nodes(filtered(forest(HOSTS), "web"), filtering=True)
    close(tree, "granite")

    tree.show_nodes(forest(HOSTS))

    assert is_open(tree, "granite")


def test_the_end_of_a_filter_does_not_open_the_closed_branch_around_the_selection(tree: NavigationTree):
    close(tree, "granite")
    tree.show_nodes(filtered(forest(HOSTS), "web"), filtering=True)
    tree.select(key_of("web"))

    tree.show_nodes(forest(HOSTS))

    assert texts(tree) == ["web"]
    assert not is_open(tree, "granite")


def test_the_end_of_a_filter_brings_the_selection_into_view(qtbot: QtBot):
    tree = a_tree()
    qtbot.addWidget(tree)
    many = tuple(a_node(f"vm-{at:03}") for at in range(200))
    tree.show_nodes(many)
    tree.show_nodes(filtered(many, "vm-150"), filtering=True)
    tree.select(key_of("vm-150"))

    tree.show_nodes(many)

    at = tree.visualRect(tree.rows.index_of(key_of("vm-150")))
    assert tree.viewport().rect().contains(at.center())


@pytest.mark.parametrize("many_edits", [400, -1])
def test_a_selected_row_that_goes_is_told_once_and_after_the_edits(
    tree: NavigationTree, monkeypatch: pytest.MonkeyPatch, many_edits: int
):
    monkeypatch.setattr(tree_model, "MANY_EDITS", many_edits)
    tree.select(key_of("web"))
    told: list[object] = []
    tree.selected.connect(lambda: told.append(drawn(tree.rows)))

    tree.show_nodes(forest("pool\n  granite\n    mail"))

    assert texts(tree) == []
    assert told == [drawn(tree.rows)]


@pytest.mark.parametrize("many_edits", [400, -1])
def test_a_selection_that_stays_is_not_told_again(
    tree: NavigationTree, monkeypatch: pytest.MonkeyPatch, many_edits: int
):
    monkeypatch.setattr(tree_model, "MANY_EDITS", many_edits)
    tree.select(key_of("web"))
    told: list[None] = []
    tree.selected.connect(lambda: told.append(None))

    tree.show_nodes(forest("pool\n  basalt\n    web"))

    assert texts(tree) == ["web"]
    assert told == []


def test_the_view_does_not_jump_when_the_current_row_goes(qtbot: QtBot):
    tree = a_tree()
    qtbot.addWidget(tree)
    many = [a_node(f"vm-{at:03}") for at in range(200)]
    tree.show_nodes(many)
    tree.select(key_of("vm-002"))
    tree.verticalScrollBar().setValue(2_000)

    tree.show_nodes([node for node in many if node.text != "vm-002"])
    tree.executeDelayedItemsLayout()

    assert tree.verticalScrollBar().value() == 2_000


def test_the_selection_is_told_from_top_to_bottom_also_in_closed_branches(tree: NavigationTree):
    tree.selectAll()
    close(tree, "pool")

    assert texts(tree) == ["pool", "granite", "mail", "web", "basalt", "db", "shared"]


def test_thousands_that_are_selected_stay_selected_through_moves(tree: NavigationTree):
    assert MANY_SELECTED < 2_000
    many = [a_node(f"vm-{at:04}") for at in range(2_000)]
    tree.show_nodes([a_node("granite", *many), a_node("basalt")])
    tree.selectAll()

    tree.show_nodes([a_node("granite", *many[50:]), a_node("basalt", *many[:50])])

    assert len(tree.selection) == 2_002


def test_a_row_is_selected_by_its_key_and_the_way_to_it_opens(tree: NavigationTree):
    close(tree, "pool")

    assert tree.select(key_of("web"))
    assert texts(tree) == ["web"]
    assert is_open(tree, "pool")
    assert not tree.select(key_of("elsewhere"))
    assert texts(tree) == ["web"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_calls_upon_the_current_row(tree: NavigationTree, qtbot: QtBot, key: Qt.Key):
    tree.select(key_of("web"))

    with qtbot.waitSignal(tree.called_upon) as called:
        QTest.keyClick(tree, key)

    assert called.args is not None
    assert called.args[0].text == "web"


def test_enter_on_nothing_does_nothing(tree: NavigationTree, qtbot: QtBot):
    tree.show_nodes(())

    with qtbot.assertNotEmitted(tree.called_upon):
        QTest.keyClick(tree, Qt.Key.Key_Return)


def test_a_double_click_calls_upon_the_row_under_the_pointer(tree: NavigationTree, qtbot: QtBot):
    at = place(tree, "web")
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=at)

    with qtbot.waitSignal(tree.called_upon) as called:
        QTest.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=at)

    assert called.args is not None
    assert called.args[0].text == "web"


def test_two_quick_clicks_on_a_caret_call_upon_nothing(tree: NavigationTree, qtbot: QtBot):
    at = caret(tree, "granite")

    with qtbot.assertNotEmitted(tree.called_upon):
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_a_click_on_a_caret_closes_its_branch(tree: NavigationTree):
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=caret(tree, "granite"))

    assert not is_open(tree, "granite")


@pytest.mark.parametrize("button", [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton])
def test_other_buttons_call_upon_nothing(tree: NavigationTree, qtbot: QtBot, button: Qt.MouseButton):
    at = place(tree, "web")

    with qtbot.assertNotEmitted(tree.called_upon):
        QTest.mouseClick(tree.viewport(), button, pos=at)
        QTest.mouseDClick(tree.viewport(), button, pos=at)


def test_a_right_click_selects_the_row_under_the_pointer(tree: NavigationTree):
    tree.select(key_of("db"))

    QTest.mousePress(tree.viewport(), Qt.MouseButton.RightButton, pos=place(tree, "web"))

    assert texts(tree) == ["web"]


def test_a_right_click_on_a_selected_row_keeps_the_others(tree: NavigationTree):
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place(tree, "db"))
    held = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, held, place(tree, "web"))

    QTest.mousePress(tree.viewport(), Qt.MouseButton.RightButton, pos=place(tree, "db"))

    assert texts(tree) == ["web", "db"]


def test_a_machine_that_comes_home_finds_its_server_as_it_was_left(tree: NavigationTree):
    close(tree, "granite")
    tree.show_nodes(forest("pool\n  granite\n  basalt\n    db\n    mail\n    web\n  shared"))

    tree.show_nodes(forest(HOSTS))

    assert not is_open(tree, "granite")


def lost(tree: NavigationTree, before: str, after: str, *names: str) -> list[tuple[str, list[str]]]:
    """What the tree says it lost of the selected rows when it shows something else."""
    heard: list[tuple[str, list[str]]] = []
    tree.show_nodes(forest(before))
    tree._select([key_of(name) for name in names])
    tree.lost.connect(lambda gone: heard.extend((node.text, [key[2] for key in above]) for node, above in gone))
    tree.show_nodes(forest(after))
    return heard


def test_a_selected_row_that_goes_is_told_with_what_it_stood_in(tree: NavigationTree):
    assert lost(tree, "pool\n  granite\n    web\n    db", "pool\n  granite\n    db", "web", "db") == [
        ("web", [key_of("granite")[2], key_of("pool")[2]])
    ]


def test_rows_that_move_or_were_not_selected_are_not_lost(tree: NavigationTree):
    assert lost(tree, HOSTS, "pool\n  granite\n  basalt\n    web\n  shared", "web") == []


def test_a_tree_that_is_built_anew_tells_what_it_lost_too(tree: NavigationTree, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tree_model, "MANY_EDITS", -1)

    assert [name for name, _ in lost(tree, HOSTS, "pool\n  granite\n    mail", "web")] == ["web"]
