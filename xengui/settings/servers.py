"""The list of servers: addresses and user names, no passwords."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from xengui.model.estate import Member
from xengui.protocol.address import Address, loopback
from xengui.protocol.certificate import fingerprint
from xengui.settings import folder


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedServer:
    """One entry. `name` is the pool's as last seen, `pool` its UUID; `outdated_tls` says that the user allowed outdated
    TLS for this server, `remembered` that the user's password is in the system's keyring. `members` are the servers of
    the pool as last seen, its coordinator first, at the same port. `vouched_by` is the certificate that was trusted
    at this server when the pool told those of its members: their word is worth nothing under another one.

    The marks of the user: `colour` tells it from others, by choice where `colour_chosen`, `label` is a word such as
    "Production", and `locked` says that nothing may be changed there from this program."""

    host: str
    port: int = 443
    tls: bool = True
    user: str = "root"
    name: str = ""
    pool: str = ""
    colour: str = ""
    colour_chosen: bool = False
    label: str = ""
    locked: bool = False
    outdated_tls: bool = False
    remembered: bool = False
    members: tuple[Member, ...] = ()
    vouched_by: str = ""

    @property
    def address(self) -> Address:
        return Address(self.host, self.port, self.tls, self.outdated_tls)


class ServerList:
    """The saved servers in the order they were added. Each change is on disk when it returns."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or folder.config_folder() / "servers.toml"
        self._servers: list[SavedServer] = []
        self._seen: object = None
        self._look()

    def __iter__(self) -> Iterator[SavedServer]:
        return iter(tuple(self._servers))

    def find(self, address: Address) -> SavedServer | None:
        return next((server for server in self._servers if server.address == address), None)

    def remember(self, server: SavedServer) -> None:
        """Add a server, or take over what is new of it if its address is in the list. What it was marked with stays."""
        self._look()
        for place, known in enumerate(self._servers):
            if known.address == server.address:
                colour = known.colour if known.colour_chosen else server.colour
                self._servers[place] = replace(
                    server, colour=colour, colour_chosen=known.colour_chosen, label=known.label, locked=known.locked
                )
                break
        else:
            self._servers.append(server)
        self._save()

    def mark(self, address: Address, *, colour: str, colour_chosen: bool, label: str) -> None:
        """Give a server of the list another color and label."""
        self._change(address, colour=colour, colour_chosen=colour_chosen, label=label)

    def lock(self, address: Address, *, locked: bool) -> None:
        """Lock a server of the list against changes, or unlock it."""
        self._change(address, locked=locked)

    def same_pool(self, server: SavedServer) -> list[SavedServer]:
        """All servers of the list that lead to the pool of one of them, itself among them."""
        return [one for one in self._servers if one == server or (server.pool and one.pool == server.pool)]

    def forget(self, address: Address) -> None:
        self._look()
        self._servers = [server for server in self._servers if server.address != address]
        self._save()

    def _change(self, address: Address, **changes: Any) -> None:
        self._look()
        self._servers = [
            replace(server, **changes) if server.address == address else server for server in self._servers
        ]
        self._save()

    def _look(self) -> None:
        """Take over what another window has written since: a lock that was put on there must not be lost here."""
        now = _state(self._path)
        if now != self._seen and now is not None and (values := folder.read(self._path)):
            self._servers = [server for entry in _entries(values) if (server := _server(entry))]
        self._seen = now

    def _save(self) -> None:
        folder.write(self._path, {"server": [asdict(server) for server in self._servers]})
        self._seen = _state(self._path)


def _state(path: Path) -> tuple[int, int, int] | None:
    """Differs after each time that a file was written; None where there is none."""
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_ino, told.st_mtime_ns, told.st_size


def _entries(values: dict[str, Any]) -> list[Any]:
    entries = values.get("server", [])
    return entries if isinstance(entries, list) else []


def _server(entry: Any) -> SavedServer | None:
    """An entry that makes no sense is left out; the rest of the list is not lost with it."""
    match entry:
        case {"host": str(host)} if host:
            port = entry.get("port")
            return SavedServer(
                host=host,
                port=port if type(port) is int and 0 < port < 65536 else 443,
                tls=entry.get("tls") is not False or not loopback(host),
                user=_text(entry, "user", "root"),
                name=_text(entry, "name", ""),
                pool=_text(entry, "pool", ""),
                colour=_text(entry, "colour", ""),
                colour_chosen=entry.get("colour_chosen") is True,
                label=_text(entry, "label", ""),
                locked=entry.get("locked", False) is not False,  # what makes no sense here must not open a lock
                outdated_tls=entry.get("outdated_tls") is True,
                remembered=entry.get("remembered") is True,
                members=tuple(_members(entry.get("members"))),
                vouched_by=_fingerprint(entry, "vouched_by"),
            )
    return None


def _members(entries: Any) -> Iterator[Member]:
    for entry in entries if isinstance(entries, list) else ():
        match entry:
            case {"address": str(address)} if address:
                yield Member(_text(entry, "name", address), address, _fingerprint(entry, "sha256"))


def _fingerprint(entry: dict[str, Any], key: str) -> str:
    try:
        return fingerprint(_text(entry, key, ""))
    except ValueError:
        return ""


def _text(entry: dict[str, Any], key: str, default: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else default
