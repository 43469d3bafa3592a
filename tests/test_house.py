"""The rules of the house that no other tool watches."""

import ast
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from tests.builders import a_connection, a_host, a_template, a_vm, pool_with
from tests.model.corpus import NAMES, answer
from xengui.commands import marking, program, server, view, vm
from xengui.commands.command import Chosen, Command, verdict
from xengui.model.batch import typed
from xengui.model.estate import Connection, Status
from xengui.model.store import Store
from xengui.protocol import events, jsonrpc

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / "xengui"
TABLES = (*server.COMMANDS, *marking.COMMANDS, *vm.COMMANDS, *view.COMMANDS, *program.COMMANDS)

UNTESTED = {
    "__main__.py": "hands over to app and nothing else; the journeys start the program there",
    "sim/datamodel.py": "a table written by packaging/datamodel.py; tests/packaging compares it with the published one",
}
"""Modules without a test file of their own, and why."""


def modules() -> list[Path]:
    """Every module of the program, below `xengui`; packages only where their `__init__` does something."""
    found = sorted(path.relative_to(PROGRAM) for path in PROGRAM.rglob("*.py"))
    return [path for path in found if path.name != "__init__.py" or does_something(PROGRAM / path)]


def does_something(path: Path) -> bool:
    """Whether there is more in a file than words, imports and `__all__`."""
    lines = ast.parse(path.read_text(encoding="utf-8")).body
    said = (ast.Expr, ast.Import, ast.ImportFrom)
    return any(not isinstance(line, said) and not ast.unparse(line).startswith("__all__ =") for line in lines)


def its_test(module: Path) -> Path:
    """Where a module is tested: `net/link.py` in `net/test_link.py`, the package `sim/worlds` in
    `sim/test_worlds.py`."""
    subject = module.parent if module.name == "__init__.py" else module.with_suffix("")
    return subject.with_name(f"test_{subject.name.strip('_')}.py")


def test_every_module_has_its_test_file():
    missing = [
        f"{module} wants tests/{its_test(module)}"
        for module in modules()
        if module.as_posix() not in UNTESTED and not (ROOT / "tests" / its_test(module)).is_file()
    ]

    assert missing == []


def test_every_exception_from_that_rule_is_a_module_and_has_no_test_file():
    for name in UNTESTED:
        assert Path(name) in modules()
        assert not (ROOT / "tests" / its_test(Path(name))).exists()


def test_the_pretend_pool_imports_no_other_room():
    script = """
import importlib, pkgutil, sys
import xengui.sim
for found in pkgutil.walk_packages(xengui.sim.__path__, "xengui.sim."):
    importlib.import_module(found.name)
rooms = {".".join(name.split(".")[:2]) for name in sys.modules if name.startswith("xengui.")}
print(*sorted(rooms), *sorted({"PySide6", "httpx", "msgspec"} & set(sys.modules)))
"""

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)

    assert (done.stdout.split(), done.stderr) == (["xengui.sim"], "")


def test_every_command_has_an_id_of_its_own_that_says_subject_and_verb():
    ids = [command.id for command in TABLES]

    assert [id_ for id_, times in Counter(ids).items() if times > 1] == []
    assert [id_ for id_ in ids if not re.fullmatch(r"[a-z]+\.[a-z]+(_[a-z]+)*", id_)] == []


def test_every_command_has_an_icon_of_the_family():
    packed = resources.files("justmyresource_phosphor").joinpath("icons.zip")
    with packed.open("rb") as file, zipfile.ZipFile(file) as family:
        drawn = set(family.namelist())

    assert [command.id for command in TABLES if f"regular/{command.icon}.svg" not in drawn] == []


def test_every_shortcut_is_spelled_as_others_are():
    spelling = re.compile(r"(Ctrl\+)?(Alt\+)?(Shift\+)?([A-Z0-9,?]|F[1-9]|F1[0-2]|Del|Return|Left|Right)")

    assert [command.id for command in TABLES if command.shortcut and not spelling.fullmatch(command.shortcut)] == []


def clashes(commands: Iterable[Command], selections: Iterable[Sequence[Chosen]]) -> set[tuple[str, ...]]:
    """The commands that one key would start at the same time, for any of the selections."""
    by_key: dict[str, list[Command]] = {}
    for command in commands:
        if command.shortcut:
            by_key.setdefault(command.shortcut, []).append(command)
    found = set()
    for selection in selections:
        for bound in by_key.values():
            able = tuple(command.id for command in bound if verdict(command, selection).enabled)
            if len(able) > 1:
                found.add(able)
    return found


def everything_that_can_be_selected() -> list[Sequence[Chosen]]:
    """Nothing, servers in every state, and machines in every state with all that is allowed in it."""
    allowed = {
        "Halted": ("start", "start_on", "clone", "copy", "destroy", "export", "snapshot", "migrate_send"),
        "Running": (
            "pause",
            "clean_shutdown",
            "clean_reboot",
            "hard_shutdown",
            "hard_reboot",
            "suspend",
            "pool_migrate",
        ),
        "Paused": ("unpause", "hard_shutdown", "hard_reboot", "snapshot", "checkpoint"),
        "Suspended": ("resume", "resume_on", "hard_shutdown", "checkpoint", "snapshot", "destroy", "export"),
    }
    machines = [a_vm(name_label=state, power_state=state, allowed_operations=able) for state, able in allowed.items()]
    pool = pool_with(a_host(), a_host(name_label="basalt"), a_template(), *machines)
    selections: list[Sequence[Chosen]] = [[]]
    for status in Status:
        connection = a_connection(pool, status=status)
        chosen = [Chosen(connection, record) for table in pool.tables.values() for record in table.values()]
        selections += [[one] for one in chosen] + [chosen, [Chosen(a_connection(status=status))]]
        selections += [[Chosen(connection, one), Chosen(connection, other)] for one in machines for other in machines]
    return selections


def test_a_key_starts_one_command_at_most_whatever_is_selected():
    assert clashes(TABLES, everything_that_can_be_selected()) == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_key_starts_one_command_at_most_on_anything_in_a_recorded_pool(name: str):
    pool = Store().fold(typed(events.batch(jsonrpc.reply(answer(name))), complete=True)).snapshot
    connection = Connection(key="granite", status=Status.CONNECTED, snapshot=pool)

    objects = [[Chosen(connection, record)] for table in pool.tables.values() for record in table.values()]

    assert clashes(TABLES, objects) == set()


def test_two_commands_that_want_the_same_key_in_the_same_state_are_found():
    twin = Command(id="vm.twin", text="Twin", icon="x", run=vm.COMMANDS[0].run, shortcut="Ctrl+B")

    assert clashes((*TABLES, twin), everything_that_can_be_selected()) == {("vm.start", "vm.twin")}


def test_qt_keeps_count_of_none_and_true():
    """PySide6 6.12.0 on Python 3.11 loses a reference at each call, until the process aborts."""
    thing = QObject()
    before = sys.getrefcount(None), sys.getrefcount(True)

    for number in range(2_000):
        thing.setObjectName(f"name {number}")
        thing.blockSignals(True)

    lost = before[0] - sys.getrefcount(None), before[1] - sys.getrefcount(True)
    assert max(abs(count) for count in lost) < 100
