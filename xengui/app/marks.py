"""What the user marks pools with: a color, a label, a lock; they hold whichever of its servers leads to a pool."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from xengui.app.passwords import Keep
from xengui.net.link import Link
from xengui.protocol.address import Address
from xengui.queries.labels import COLOURS
from xengui.settings.servers import SavedServer, ServerList

LABELS = ("blue", "teal", "violet", "orange", "green", "pink")
"""Pools without a color of the user's choice get one of these in turn, so that they can be told apart."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The marks of one pool; `chosen` says that the color is the user's choice."""

    colour: str
    chosen: bool = False
    label: str = ""
    locked: bool = False


class Marks:
    """Finds, changes and keeps the marks.

    `saved` is the list that they are written to, None where it is to be left alone; `known` the list whose marks hold
    all the same: a lock is no less shut for a server that was opened beside the list. `links` are those of this run,
    `lock_new` tells whether new servers start locked.
    """

    def __init__(
        self,
        saved: Callable[[], ServerList | None],
        known: ServerList | None,
        *,
        keep: Keep,
        links: Callable[[], Iterable[Link]],
        lock_new: Callable[[], bool],
    ) -> None:
        self._saved = saved
        self._known = known
        self._keep = keep
        self._links = links
        self._lock_new = lock_new
        self._chosen: set[str] = set()

    def of(self, address: Address, *, pretend: bool = False) -> Mark:
        """The marks of a server that a link is about to be made to."""
        for link in self._links():
            if link.connection.key == address.key:
                return self._worn(link)
        servers = self._list()
        if servers is not None and (entry := servers.find(address)):
            alike = servers.same_pool(entry)
            marked = next((one for one in (entry, *alike) if one.colour_chosen or one.label), entry)
            locked = any(one.locked for one in alike)
            self._choose(address.key, marked.colour_chosen)
            known = marked.colour in COLOURS
            return Mark(marked.colour if known else self._automatic(), marked.colour_chosen, marked.label, locked)
        return Mark(self._automatic(), locked=self._lock_new() and not pretend)

    def recognize(self, link: Link) -> None:
        """Hear that it has turned out which pool a link leads to: it may be one that is marked."""
        now, uuid = self._worn(link), _uuid(link)
        others = [self._worn(other) for other in self._links() if other is not link and uuid and _uuid(other) == uuid]
        if (servers := self._list()) is not None and uuid:
            others += [_of(entry) for entry in servers if entry.pool == uuid and entry.address != link.given]
        marked = next((one for one in others if one.chosen or one.label), None)
        if marked and not (now.chosen or now.label):
            now = replace(marked, locked=now.locked)
        now = replace(now, locked=now.locked or any(one.locked for one in others))
        if now != self._worn(link):
            self._put_on(link, now)

    def colours(self, key: str) -> tuple[str, str]:
        """The color that the user chose for a pool, or "", and the one that it has where none is chosen."""
        worn = next((self._worn(link) for link in self._links() if link.connection.key == key), Mark(""))
        return (worn.colour, self._automatic(key)) if worn.chosen else ("", worn.colour)

    def choose(self, key: str, colour: str, label: str) -> None:
        """Have a pool carry another color ("" for an automatic one) and label."""
        for link in self._of_one_pool(key):
            worn = self._worn(link)
            told = colour or (self._automatic(key) if worn.chosen else worn.colour)
            self._put_on(link, Mark(told, bool(colour), label, worn.locked))

    def lock(self, key: str, *, locked: bool) -> None:
        """Lock a pool against changes, or unlock it."""
        for link in self._of_one_pool(key):
            self._put_on(link, replace(self._worn(link), locked=locked))
        saved = self._saved()
        if saved is not None and (entry := self._entry(key, saved)):
            for one in saved.same_pool(entry):  # also what only another window has a link to
                self._keep(partial(saved.lock, one.address, locked=locked))

    def entry(self, server: SavedServer, link: Link) -> SavedServer:
        """What is to be written of a server, with the marks of its link."""
        worn = self._worn(link)
        return replace(
            server,
            pool=_uuid(link) or server.pool,
            colour=worn.colour,
            colour_chosen=worn.chosen,
            label=worn.label,
            locked=worn.locked,
        )

    def _put_on(self, link: Link, mark: Mark) -> None:
        self._choose(link.connection.key, mark.chosen)
        link.mark(colour=mark.colour, label=mark.label, locked=mark.locked)
        saved = self._saved()
        if saved is not None and saved.find(link.given):
            self._keep(lambda: saved.mark(link.given, colour=mark.colour, colour_chosen=mark.chosen, label=mark.label))
            self._keep(lambda: saved.lock(link.given, locked=mark.locked))

    def _worn(self, link: Link) -> Mark:
        told = link.connection
        return Mark(told.colour, told.key in self._chosen, told.label, told.locked)

    def _of_one_pool(self, key: str) -> list[Link]:
        links = {link.connection.key: link for link in self._links()}
        if key not in links:
            return []
        uuid = self._pool(links[key])
        return [link for link in links.values() if link is links[key] or (uuid and self._pool(link) == uuid)]

    def _pool(self, link: Link) -> str:
        """The UUID of the pool that a link leads to, as far as it is known."""
        servers = self._list()
        entry = servers.find(link.given) if servers is not None else None
        return _uuid(link) or (entry.pool if entry else "")

    def _entry(self, key: str, servers: ServerList) -> SavedServer | None:
        return next((entry for entry in servers if entry.address.key == key), None)

    def _list(self) -> ServerList | None:
        saved = self._saved()
        return saved if saved is not None else self._known

    def _automatic(self, key: str = "") -> str:
        """The color that the fewest other pools have; the first of them in our order."""
        worn = [link.connection.colour for link in self._links() if link.connection.key != key]
        return min(LABELS, key=worn.count)

    def _choose(self, key: str, chosen: bool) -> None:
        if chosen:
            self._chosen.add(key)
        else:
            self._chosen.discard(key)


def _of(entry: SavedServer) -> Mark:
    return Mark(entry.colour, entry.colour_chosen, entry.label, entry.locked)


def _uuid(link: Link) -> str:
    pool = link.connection.snapshot.pool
    return pool.uuid if pool else ""
