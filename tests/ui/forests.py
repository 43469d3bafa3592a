"""Random trees for the tests of the tree, and small ones written by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QtMsgType, qInstallMessageHandler

from xengui.queries.tree import Node
from xengui.ui.tree_model import Key, TreeModel

STATES = {"pool": "pool-connected", "host": "host-connected", "VM": "vm-running", "SR": "sr-ok"}


def key_of(name: str) -> Key:
    return ("pool.example", "VM", name)


def a_node(name: str, *children: Node, cls: str = "VM", **fields: str) -> Node:
    """A row whose text is its reference unless it is given one."""
    said = {"text": name, "search": name.lower()} | fields
    return Node(key=("pool.example", cls, name), state=STATES[cls], children=children, **said)  # type: ignore[arg-type]


def forest(text: str) -> tuple[Node, ...]:
    """A tree as it is written down: one name a line, two spaces of indentation for each level."""
    lines = [(len(line) - len(line.lstrip()), line.strip()) for line in text.splitlines() if line.strip()]
    margin = min((depth for depth, _ in lines), default=0)
    return _grown([((depth - margin) // 2, name) for depth, name in lines])


def _grown(lines: Sequence[tuple[int, str]]) -> tuple[Node, ...]:
    starts = [at for at, (depth, _) in enumerate(lines) if depth == 0]
    branches = [lines[start:end] for start, end in pairwise([*starts, len(lines)])]
    return tuple(
        a_node(branch[0][1], *_grown([(depth - 1, name) for depth, name in branch[1:]])) for branch in branches
    )


@st.composite
def forests(draw: st.DrawFn, names: str = "abcdefghijklm") -> tuple[Node, ...]:
    """Any tree of some of these names, in any order and nesting, each now and then with other words beside it."""
    order = draw(st.lists(st.sampled_from(names), unique=True, min_size=draw(st.sampled_from([0, len(names) - 3]))))
    highest = draw(st.sampled_from([-1, 0, len(names)]))  # side by side, with one branch, or in any nesting
    under: dict[int, list[int]] = {}
    for at in range(len(order)):
        under.setdefault(draw(st.integers(-1, min(at - 1, highest))), []).append(at)
    dims = [draw(st.sampled_from(["", "61 %"])) for _ in order]

    def grown(at: int) -> Node:
        return a_node(order[at], *(grown(child) for child in under.get(at, ())), dim=dims[at])

    return tuple(grown(at) for at in under.get(-1, ()))


def drawn(rows: TreeModel, parent: QModelIndex | None = None) -> list[object]:
    """What the model shows: for each row its text, the words beside it, and what is below it."""
    above = parent or QModelIndex()
    indexes = [rows.index(row, 0, above) for row in range(rows.rowCount(above))]
    return [[node.text, node.dim, drawn(rows, index)] for index in indexes if (node := rows.node(index))]


def described(nodes: Sequence[Node]) -> list[object]:
    """What a model that shows these nodes shows."""
    return [[node.text, node.dim, described(node.children)] for node in nodes]


def keys(nodes: Sequence[Node]) -> set[Key]:
    return {node.key for node in nodes}.union(*(keys(node.children) for node in nodes))


def branch_keys(nodes: Sequence[Node]) -> set[Key]:
    """The keys of the nodes that have something below them."""
    return {node.key for node in nodes if node.children}.union(*(branch_keys(node.children) for node in nodes))


@contextmanager
def complaints() -> Iterator[list[str]]:
    """What Qt warns of meanwhile, the tester of models above all."""
    heard: list[str] = []

    def hear(kind: QtMsgType, _context: object, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg:
            heard.append(message)

    before = qInstallMessageHandler(hear)
    try:
        yield heard
    finally:
        qInstallMessageHandler(before)
