"""Marks follow the pool, whichever of its servers leads there, and the list is written only where it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.builders import a_host, pool_with
from xengui.app.marks import LABELS, Mark, Marks
from xengui.model.snapshot import Snapshot
from xengui.net.link import Link
from xengui.protocol.address import Address
from xengui.queries.labels import COLOURS
from xengui.settings.servers import SavedServer, ServerList

GRANITE, BASALT, LAB = Address("granite"), Address("basalt"), Address("lab")
STONE = pool_with(a_host(), uuid="the uuid of Stone")


def _written(write: Callable[[], object]) -> None:
    write()


def shut(link: Link) -> bool:
    return link.lock.on


@dataclass
class Run:
    """The marks of a run with links that never connect."""

    entries: ServerList
    aside: bool = False
    lock_new: bool = False
    links: list[Link] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.marks = Marks(
            lambda: None if self.aside else self.entries,
            self.entries,
            keep=_written,
            links=lambda: self.links,
            lock_new=lambda: self.lock_new,
        )

    def open(self, address: Address, *, pretend: bool = False) -> Link:
        mark = self.marks.of(address, pretend=pretend)
        link = Link(
            address,
            "root",
            lambda _: [],
            lambda *_: None,
            colour=mark.colour,
            label=mark.label,
            locked=mark.locked,
        )
        self.links.append(link)
        return link

    def connect(self, link: Link, pool: Snapshot = STONE) -> Link:
        """Have it turn out which pool is there, and write it down."""
        link.connection = replace(link.connection, snapshot=pool)
        self.marks.recognize(link)
        if not self.aside:
            self.entries.remember(self.marks.entry(SavedServer(host=link.given.host), link))
        return link

    def saved(self, address: Address) -> SavedServer:
        found = self.entries.find(address)
        assert found
        return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "servers.toml"


@pytest.fixture
def run(path: Path) -> Run:
    return Run(ServerList(path))


@pytest.fixture
def again(path: Path) -> Callable[..., Run]:
    """The next run, with what this one wrote."""
    return lambda **how: Run(ServerList(path), **how)


def test_pools_without_a_color_of_their_own_get_different_ones(run: Run):
    links = [run.open(Address(f"server-{number}")) for number in range(len(LABELS))]

    assert [link.connection.colour for link in links] == list(LABELS)
    assert set(LABELS) < set(COLOURS)
    assert run.marks.colours("server-0") == ("", "blue")


def test_a_color_that_nobody_offers_is_not_worn(run: Run):
    run.entries.remember(SavedServer(host="granite", colour="mauve"))

    assert run.open(GRANITE).connection.colour == "blue"


def test_what_is_chosen_is_worn_at_once_and_kept_for_the_next_run(run: Run, again: Callable[..., Run]):
    link = run.connect(run.open(GRANITE))

    run.marks.choose("granite", "red", "Production")
    run.marks.lock("granite", locked=True)

    assert (link.connection.colour, link.connection.label, link.connection.locked) == ("red", "Production", True)
    assert shut(link)
    assert again().marks.of(GRANITE) == Mark("red", True, "Production", True)


def test_an_automatic_color_is_one_that_others_do_not_have(run: Run):
    link = run.connect(run.open(GRANITE))
    other = run.open(LAB)
    assert (link.connection.colour, other.connection.colour) == ("blue", "teal")
    run.marks.choose("granite", "teal", "")
    assert run.marks.colours("granite") == ("teal", "blue")

    run.marks.choose("granite", "", "")

    assert link.connection.colour == "blue"
    assert run.marks.colours("granite") == ("", "blue")
    assert not run.saved(GRANITE).colour_chosen


def test_a_label_alone_leaves_an_automatic_color_as_it_was(run: Run):
    link = run.connect(run.open(GRANITE))
    run.open(LAB)

    run.marks.choose("granite", "", "Production")

    assert link.connection.colour == "blue"


def test_a_lock_is_taken_off_and_stays_off(run: Run, again: Callable[..., Run]):
    link = run.connect(run.open(GRANITE))
    run.marks.lock("granite", locked=True)

    run.marks.lock("granite", locked=False)

    assert not shut(link)
    assert not shut(again().open(GRANITE))


def test_a_lock_holds_for_every_server_of_a_pool_on_the_list(run: Run, again: Callable[..., Run]):
    """The pool was locked at one of its servers; connecting through another is no way around."""
    run.connect(run.open(GRANITE))
    run.connect(run.open(BASALT))
    run.marks.lock("granite", locked=True)

    later = again()

    assert shut(later.open(BASALT))
    later.marks.lock("basalt", locked=False)
    assert not shut(again().open(GRANITE))


def test_a_new_server_that_leads_to_a_locked_pool_is_locked_as_soon_as_that_is_known(run: Run):
    run.connect(run.open(GRANITE))
    run.marks.choose("granite", "red", "Production")
    run.marks.lock("granite", locked=True)
    basalt = run.open(BASALT)
    assert not shut(basalt)

    run.connect(basalt)

    assert shut(basalt)
    assert (basalt.connection.colour, basalt.connection.label) == ("red", "Production")
    assert run.saved(BASALT).locked


def test_another_pool_is_not_touched(run: Run):
    run.connect(run.open(GRANITE))
    lab = run.connect(run.open(LAB), pool_with(a_host(), uuid="another"))

    run.marks.lock("granite", locked=True)

    assert not shut(lab)
    assert not run.saved(LAB).locked


def test_new_servers_start_locked_where_that_is_wished_but_pretend_pools_do_not(run: Run):
    run.lock_new = True

    assert shut(run.open(GRANITE))
    assert not shut(run.open(Address("127.0.0.1", 8443), pretend=True))


def test_a_server_of_the_list_keeps_its_lock_open_whatever_new_ones_do(run: Run):
    run.connect(run.open(GRANITE))
    run.links.clear()
    run.lock_new = True

    assert not shut(run.open(GRANITE))


def test_a_locked_server_that_is_opened_beside_the_list_is_locked_and_the_list_left_alone(
    run: Run, again: Callable[..., Run], path: Path
):
    run.connect(run.open(GRANITE))
    run.marks.lock("granite", locked=True)
    before = path.read_text()

    beside = again(aside=True)
    link = beside.open(GRANITE)
    assert shut(link)
    beside.marks.lock("granite", locked=False)
    beside.marks.choose("granite", "pink", "")

    assert not shut(link)
    assert beside.marks.colours("granite") == ("pink", "blue")
    assert path.read_text() == before


def test_a_server_that_is_opened_anew_keeps_what_it_wears(run: Run):
    run.aside = True
    run.open(GRANITE)
    run.marks.choose("granite", "red", "Production")
    run.marks.lock("granite", locked=True)

    assert run.marks.of(GRANITE) == Mark("red", True, "Production", True)


def test_what_nobody_has_a_link_to_is_left_alone(run: Run):
    run.marks.lock("nobody", locked=True)
    run.marks.choose("nobody", "red", "x")

    assert list(run.entries) == []
    assert run.marks.colours("nobody") == ("", "")
