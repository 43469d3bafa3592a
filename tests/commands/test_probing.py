from __future__ import annotations

import asyncio
from typing import Any

from tests.builders import a_connection, a_vm, pool_with
from tests.operations.recording import RecordingPool
from xengui.commands.command import Choice, Choices, Chosen, Command
from xengui.commands.probing import AT_ONCE, probe
from xengui.model.classes import VM
from xengui.model.snapshot import Snapshot
from xengui.protocol.problems import Problem

WEB, DB = a_vm(), a_vm(name_label="db")
STONE = a_connection(pool_with(WEB, DB))
HOSTS = ("granite", "basalt", "mica", "slate", "flint")


class Asking:
    """A command whose pool answers as it is told; `most` is how many questions stood open at a time."""

    def __init__(self, answers: dict[tuple[str, str], str] | None = None, fault: Exception | None = None) -> None:
        self.answers, self.fault = answers or {}, fault
        self.asked: list[tuple[str, str]] = []
        self.open = self.most = 0

    async def ask(self, session: Any, vm: VM, pool: Snapshot, host: str) -> str:
        self.asked.append((vm.name_label, host))
        self.open += 1
        self.most = max(self.most, self.open)
        await asyncio.sleep(0)
        self.open -= 1
        if self.fault:
            raise self.fault
        return self.answers.get((vm.name_label, host), "")

    def heard(self, *machines: VM) -> dict[str, str]:
        told: dict[str, str] = {}
        choices = Choices(
            offered=lambda pool: [Choice(host, host, "x") for host in HOSTS],
            refuses=lambda vm, pool, host: "mica is off." if host == "mica" else None,
            probe=self.ask,
        )
        command = Command(id="vm.on", text="On", icon="x", applies_to=VM, choices=choices)
        selection = [Chosen(STONE, vm) for vm in machines]
        asyncio.run(probe(command, selection, lambda _: RecordingPool(), told.__setitem__))
        return told


def test_the_pool_is_asked_about_what_the_picture_does_not_rule_out():
    asking = Asking({("web", "basalt"): "basalt is full."})

    assert asking.heard(WEB) == {"granite": "", "basalt": "basalt is full.", "slate": "", "flint": ""}
    assert ("web", "mica") not in asking.asked


def test_one_object_that_can_go_is_enough():
    asking = Asking({("web", "granite"): "No."})

    assert asking.heard(WEB, DB)["granite"] == ""


def test_several_reasons_become_one_sentence():
    asking = Asking({("web", "granite"): "No.", ("db", "granite"): "Not at all."})

    assert asking.heard(WEB, DB)["granite"] == "None of the selected objects can do this at the moment."


def test_where_no_answer_comes_nothing_is_told():
    assert Asking(fault=Problem("granite", "lost")).heard(WEB) == {}


def test_only_a_few_are_asked_at_once():
    asking = Asking()

    asking.heard(WEB)

    assert 1 < asking.most <= AT_ONCE
