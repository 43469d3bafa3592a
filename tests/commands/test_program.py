from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from tests.authorities import CA
from tests.commands.desks import Answer, Person, RecordingProgram, a_desk, agreed, cancelled
from xengui.commands.program import COMMANDS
from xengui.forms.about import About
from xengui.forms.import_certificates import Entry, Use
from xengui.forms.options import Options, Remembered
from xengui.forms.shortcuts import Shortcuts
from xengui.protocol.address import Address
from xengui.protocol.authority import Authority
from xengui.queries.trusted import Pinned

BY_ID = {command.id: command for command in COMMANDS}


class Program(RecordingProgram):
    """Has options of its own to start from."""

    def __init__(self, form: Options, quiet: tuple[str, ...] = ()) -> None:
        super().__init__(quiet=quiet)
        self.form = form

    async def options(self) -> Options:
        return self.form


def run(id_: str, answer: Answer, program: RecordingProgram) -> Person:
    person = Person(answer)

    async def it() -> None:
        command: Any = BY_ID[id_]
        await command.run(a_desk(person, program), None)

    asyncio.run(it())
    return person


def test_what_is_chosen_in_the_options_is_kept():
    program = Program(Options(), quiet=("vm.shutdown", "vm.reboot"))

    run(
        "program.options",
        lambda form: replace(
            form,
            appearance="dark",
            density="comfortable",
            keys={"vm.start": "F9"},
            ask_again=frozenset({"vm.reboot"}),
            reconnect=False,
            remember_passwords=True,
            lock_new_servers=True,
            keep_last_state=False,
        ),
        program,
    )

    assert program.choices == {
        "appearance": "dark",
        "density": "comfortable",
        "shortcuts": {"vm.start": "F9"},
        "quiet": ("vm.shutdown",),
        "reconnect": False,
        "remember_passwords": True,
        "lock_new_servers": True,
        "keep_last_state": False,
    }
    assert program.did == []


def test_options_that_are_cancelled_change_nothing():
    program = Program(Options(appearance="dark"))
    before = dict(program.choices)

    run("program.options", cancelled, program)

    assert program.choices == before


def test_a_password_that_is_to_be_forgotten_is():
    stays, goes = Remembered("granite", "Stone", "root"), Remembered("quartz:8443", "Lab", "admin")
    program = Program(Options(remembered=(stays, goes)))

    run("program.options", lambda form: replace(form, forget=frozenset({"quartz:8443"})), program)

    assert program.did == [("forget_password", Address("quartz", 8443), "admin")]


@pytest.mark.parametrize(("id_", "form"), [("program.about", About), ("program.shortcuts", Shortcuts)])
def test_what_is_only_to_be_read_is_shown(id_: str, form: type):
    (shown,) = run(id_, agreed, RecordingProgram()).asked

    assert isinstance(shown, form)


def test_the_log_folder_is_opened():
    program = RecordingProgram()

    run("program.log_folder", agreed, program)

    assert program.did == [("open_log_folder",)]


ACME, NEW = CA("Acme root"), CA("New root")
TRUSTING = Options(
    authorities=(Authority(ACME.read), Authority(NEW.read)),
    pins=(Pinned("basalt:443", "ab" * 32), Pinned("granite:443", "ab" * 32)),
)


def test_certificates_that_were_removed_are_trusted_no_more():
    program = Program(TRUSTING)

    gone = frozenset({ACME.read.sha256, "granite:443"})
    run("program.options", lambda form: replace(form, distrusted=gone), program)

    assert program.did == [("distrust_authority", ACME.read.sha256), ("distrust", "granite:443")]


def test_certificates_that_were_imported_are_trusted():
    program = Program(TRUSTING)
    imported = (
        Entry(NEW.read, Use.AUTHORITY, True, "*.acme.example 10.0.0.5"),
        Entry(ACME.read, Use.SERVER, True, "granite, quartz:8443"),
    )

    run("program.options", lambda form: replace(form, imported=imported), program)

    assert program.did == [
        ("trust_authority", NEW.read, ("*.acme.example", "10.0.0.5")),
        ("trust", Address("granite"), ACME.read.sha256),
        ("trust", Address("quartz", 8443), ACME.read.sha256),
    ]


def test_cancelled_options_change_no_trust():
    program = Program(TRUSTING)

    run("program.options", cancelled, program)

    assert program.did == []
