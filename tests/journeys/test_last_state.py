"""A pool that was seen is shown at the next start, before there is a connection and without one."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox

from tests.journeys.person import Person
from xengui.model.estate import Status
from xengui.protocol.address import Address
from xengui.settings.servers import SavedServer, ServerList
from xengui.settings.trust import TrustStore
from xengui.ui.widgets.banner import Banner


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The folder with the last known states."""
    return tmp_path / "cache" / "xengui" / "pools"


@pytest.fixture
def listed(tmp_path: Path):
    """Puts a pretend pool on the list, trusted."""

    def enlist(pool) -> None:
        config = tmp_path / "config" / "xengui"
        ServerList(config / "servers.toml").remember(SavedServer(host="127.0.0.1", port=pool.port, name="Stone"))
        TrustStore(config / "trust.toml").trust(Address("127.0.0.1", pool.port), pool.fingerprint)

    return enlist


async def connect(person: Person, pool) -> None:
    await person.program.servers.open(Address("127.0.0.1", pool.port), "root", pool.password)
    await person.until("it is connected", lambda: person.state("Stone") == "pool-connected" and person.node("web-01"))


def banner(person: Person) -> str:
    found = person.window.page.findChild(Banner, "offlineBanner")
    assert found
    return found.accessibleName() if found.isVisible() else ""


def connection(person: Person):
    (found,) = person.program.bridge.estate
    return found


def test_a_pool_that_is_off_is_shown_as_it_was_and_comes_back_without_a_flicker(go, pretend, listed, kept: Path):
    pool = pretend()
    listed(pool)
    drawn: list[str] = []

    async def first_day(person: Person) -> None:
        await connect(person, pool)
        person.click("web-01")
        drawn.append(person.drawn())

    go(first_day)
    pool.stop()

    async def second_day(person: Person) -> None:
        await person.until("the pool is shown", lambda: person.node("web-01"))
        assert person.drawn() == drawn[0]
        assert person.state("Stone") == "pool-disconnected"
        assert person.selected() == ["web-01"]
        assert banner(person).startswith("Not connected, last seen ")
        assert " ago. What you see is from " in banner(person)
        assert all(node.faint for node in person.tree.rows.tops())
        assert person.window.page.header.connect_button.text() == "Connect"
        assert "There is no connection to Stone." in person.tip("vm.shutdown")
        assert not person.window.actions_board["vm.shutdown"].isEnabled()
        assert person.jobs() == [] or not any(job.running for job in person.jobs())

        again = pretend("demo", "--port", str(pool.port))
        person.program.servers.certificates.trust(Address("127.0.0.1", pool.port), again.fingerprint)
        went: list[str] = []
        person.tree.rows.modelReset.connect(lambda: went.append("all"))
        person.tree.rows.rowsRemoved.connect(lambda *_: went.append("a row"))
        person.tree.selected.connect(lambda: went.append("the selection"))
        await connect(person, again)

        await person.until("the notice goes", lambda: not banner(person))
        assert person.selected() == ["web-01"]
        assert person.window.page.title == "web-01"
        assert went == []
        assert person.toasts() == []

    go(second_day)


def test_only_its_owner_can_read_it_and_no_password_is_in_it(go, pretend, listed, kept: Path, tmp_path: Path):
    pool = pretend("demo", "--password", "hunter2-hunter2")
    listed(pool)

    async def journey(person: Person) -> None:
        await connect(person, pool)
        link = person.program.servers.find(connection(person).key)
        assert link
        (pbd, *_) = connection(person).snapshot.pbds
        await link.call("PBD.add_to_other_config", pbd, "word", "hunter2-hunter2")
        await link.call("PBD.add_to_other_config", pbd, "chappassword", "another-hunter")
        await person.until("it is seen", lambda: "word" in connection(person).snapshot.pbds[pbd].other_config)

    go(journey)

    (file,) = kept.iterdir()
    if os.name == "posix":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o700
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kinds = ("config", "cache")
    written = b"".join(path.read_bytes() for kind in kinds for path in (tmp_path / kind).rglob("*") if path.is_file())
    assert b"web-01" in written
    assert b"hunter" not in written


def test_a_broken_file_is_no_trouble_and_is_written_anew(go, pretend, listed, kept: Path):
    pool = pretend()
    listed(pool)

    async def first_day(person: Person) -> None:
        await connect(person, pool)

    go(first_day)
    (file,) = kept.iterdir()
    whole = file.stat().st_size
    file.write_bytes(file.read_bytes()[: whole // 2])

    async def second_day(person: Person) -> None:
        await person.until("the server is shown", lambda: person.state("Stone") == "host-disconnected")
        await connect(person, pool)

    go(second_day)

    (file,) = kept.iterdir()
    assert file.stat().st_size > whole * 0.9


def test_after_a_disconnect_the_pool_stays_as_what_was_last_known(go, pretend, listed):
    pool = pretend()
    listed(pool)

    async def journey(person: Person) -> None:
        await connect(person, pool)
        person.click("Stone")
        await person.trigger("server.disconnect")
        await person.until("it is disconnected", lambda: connection(person).status is Status.DISCONNECTED)
        await person.until("it is told", lambda: banner(person).startswith("Not connected"))
        assert person.node("web-01")
        assert person.selected() == ["Stone"]

    go(journey)


def test_a_server_that_is_removed_takes_its_file_along(go, pretend, listed, kept: Path):
    pool = pretend()
    listed(pool)

    async def journey(person: Person) -> None:
        await connect(person, pool)
        await person.until("it is kept", lambda: kept.is_dir() and [*kept.glob("[!.]*.state")])
        person.click("Stone")
        await person.trigger("server.forget")
        await person.until("the file is gone", lambda: [*kept.iterdir()] == [])

    go(journey)


def test_switched_off_in_the_options_nothing_is_kept_and_nothing_is_left(go, pretend, listed, kept: Path):
    pool = pretend()
    listed(pool)

    async def first_day(person: Person) -> None:
        await connect(person, pool)
        await person.until("it is kept", lambda: kept.is_dir() and [*kept.glob("[!.]*.state")])
        await person.trigger("program.options")
        dialog = await person.dialog_shown("optionsDialog")
        box = dialog.findChild(QCheckBox, "lastStateBox")
        assert box
        assert box.isChecked()
        box.click()
        dialog.accept()
        await person.until("the file is gone", lambda: [*kept.iterdir()] == [])

    go(first_day)
    assert [*kept.iterdir()] == []

    async def second_day(person: Person) -> None:
        await person.until("the server is shown", lambda: person.state("Stone") == "host-disconnected")

    go(second_day)


def test_servers_of_the_command_line_leave_nothing_behind(go, pretend, kept: Path):
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)

    assert not kept.exists()
