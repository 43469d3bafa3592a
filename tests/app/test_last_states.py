"""When the pictures of pools are written, and when they are read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_vm, pool_with
from xengui.app import last_states
from xengui.model.classes import VM
from xengui.model.estate import Status
from xengui.model.snapshot import Snapshot
from xengui.model.store import Delta
from xengui.settings.last_state import LastState, StateFiles
from xengui.settings.preferences import Preferences
from xengui.settings.servers import SavedServer

if TYPE_CHECKING:
    from tests.journeys.person import Person

GRANITE = SavedServer(host="granite", name="Stone")
BASALT = SavedServer(host="basalt", name="Lab")
POOL = pool_with(a_vm())


@pytest.fixture
def files(tmp_path: Path) -> StateFiles:
    return StateFiles(tmp_path / "cache" / "xengui" / "pools")


def show(person: Person, key: str, snapshot: Snapshot, status: Status = Status.CONNECTED) -> None:
    """Have the link to a server tell of a picture, as it does when its pool has changed."""
    link = person.program.servers.find(key)
    assert link
    link.connection = replace(link.connection, snapshot=snapshot, status=status, heard=datetime.now(UTC))
    person.program.bridge.publish(link.connection, Delta(snapshot, {VM: frozenset(snapshot.vms)}))


def name_kept(files: StateFiles, key: str) -> str:
    found = files.read(key)
    return found.snapshot.pool.name_label if found and found.snapshot.pool else ""


def renamed(name: str) -> Snapshot:
    return pool_with(a_vm(), name=name)


def listed(person: Person, *servers: SavedServer) -> None:
    assert person.program.servers.saved is not None
    for server in servers:
        person.program.servers.saved.remember(server)
    person.program.servers.show_saved()


def test_a_pool_is_written_when_it_was_loaded_and_then_at_most_every_few_minutes(go, files: StateFiles, monkeypatch):
    async def journey(person: Person) -> None:
        listed(person, GRANITE)
        show(person, "granite", renamed("One"))
        await person.until("it is kept", lambda: name_kept(files, "granite") == "One")
        heard: list[object] = []
        person.program.bridge.changed.connect(heard.append)
        show(person, "granite", renamed("Two"))
        await person.until("it was heard", lambda: heard)
        assert name_kept(files, "granite") == "One"

        monkeypatch.setattr(last_states, "PAUSE_S", 0.0)
        show(person, "granite", renamed("Three"))
        await person.until("the next is kept", lambda: name_kept(files, "granite") == "Three")

    go(journey)


def test_what_changed_since_is_written_at_the_end(go, files: StateFiles):
    async def journey(person: Person) -> None:
        listed(person, GRANITE)
        show(person, "granite", renamed("One"))
        await person.until("it is kept", lambda: name_kept(files, "granite") == "One")
        heard: list[object] = []
        person.program.bridge.changed.connect(heard.append)
        show(person, "granite", renamed("Two"))
        await person.until("it was heard", lambda: heard)

    go(journey)

    assert name_kept(files, "granite") == "Two"


def test_the_end_does_not_wait_long_for_a_disk_that_takes_its_time(go, files: StateFiles, monkeypatch):
    monkeypatch.setattr(last_states, "LEAVING_S", 0.05)
    asked: list[bool] = []

    def slow(_self: StateFiles, _state: LastState, go_on: Callable[[], bool] = lambda: True) -> None:
        while go_on():
            asked.append(True)

    async def journey(person: Person) -> None:
        listed(person, GRANITE)
        monkeypatch.setattr(StateFiles, "keep", slow)
        show(person, "granite", POOL)
        await person.until("it is being written", lambda: asked)

    go(journey)

    assert asked


def test_a_server_that_is_not_on_the_list_is_not_written(go, files: StateFiles):
    async def journey(person: Person) -> None:
        listed(person, GRANITE, BASALT)
        assert person.program.servers.saved is not None
        person.program.servers.saved.forget(GRANITE.address)
        for key in ("granite", "basalt"):
            show(person, key, POOL)
        await person.until("the other is kept", lambda: name_kept(files, "basalt"))

    go(journey)

    assert not name_kept(files, "granite")


def test_a_disk_that_refuses_is_no_trouble(go, monkeypatch, caplog: pytest.LogCaptureFixture):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(StateFiles, "keep", full)

    async def journey(person: Person) -> None:
        listed(person, GRANITE)
        show(person, "granite", POOL)
        await person.until("it is noted", lambda: "No space left" in caplog.text)
        assert person.toasts() == []

    go(journey)


def test_at_start_the_server_that_was_looked_at_last_comes_first(go, files: StateFiles, tmp_path: Path):
    heard = datetime.now(UTC) - timedelta(hours=3)

    async def before(person: Person) -> None:
        listed(person, GRANITE, BASALT)
        for key, name in (("granite", "Stone"), ("basalt", "Lab")):
            files.keep(LastState(key=key, heard=heard, snapshot=renamed(name)))

    go(before)
    Preferences(tmp_path / "config" / "xengui" / "preferences.toml").choose(last="basalt")
    order: list[str] = []
    read = StateFiles.read

    def noted(self: StateFiles, key: str) -> LastState | None:
        order.append(key)
        return read(self, key)

    async def after(person: Person) -> None:
        await person.until("both are shown", lambda: person.node("Stone") and person.node("Lab"))
        await person.until("with their pools", lambda: person.drawn().count("web") == 2)
        assert [node.dim for node in person.tree.rows.tops()] == ["disconnected 3 h"] * 2

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StateFiles, "read", noted)
        go(after)

    assert order == ["basalt", "granite"]


def test_a_picture_from_disk_never_takes_the_place_of_a_fresh_one(go, files: StateFiles):
    async def journey(person: Person) -> None:
        listed(person, GRANITE)
        files.keep(LastState(key="granite", heard=datetime.now(UTC), snapshot=renamed("Old")))
        show(person, "granite", renamed("Fresh"))
        assert person.program._states
        await person.program._states.recall()
        await asyncio.sleep(0)
        found = person.program.bridge.connection("granite")
        assert found
        assert found.snapshot.pool
        assert found.snapshot.pool.name_label == "Fresh"

    go(journey)
