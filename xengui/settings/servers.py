"""The list of servers: addresses and user names, no passwords."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from xengui.model.estate import Member
from xengui.protocol.address import Address, loopback
from xengui.settings import folder


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedServer:
    """One entry. `name` is the pool's as last seen, `colour` the label that the user gave it; `outdated_tls` says that
    the user allowed outdated TLS for this server, `remembered` that the user's password is in the system's keyring.
    `members` are the servers of the pool as last seen, its coordinator first, at the same port."""

    host: str
    port: int = 443
    tls: bool = True
    user: str = "root"
    name: str = ""
    colour: str = ""
    outdated_tls: bool = False
    remembered: bool = False
    members: tuple[Member, ...] = ()

    @property
    def address(self) -> Address:
        return Address(self.host, self.port, self.tls, self.outdated_tls)


class ServerList:
    """The saved servers in the order they were added. Each change is on disk when it returns."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or folder.config_folder() / "servers.toml"
        self._servers = [server for entry in _entries(folder.read(self._path)) if (server := _server(entry))]

    def __iter__(self) -> Iterator[SavedServer]:
        return iter(tuple(self._servers))

    def find(self, address: Address) -> SavedServer | None:
        return next((server for server in self._servers if server.address == address), None)

    def remember(self, server: SavedServer) -> None:
        """Add a server, or take over what is new of it if its address is in the list."""
        for place, known in enumerate(self._servers):
            if known.address == server.address:
                self._servers[place] = server
                break
        else:
            self._servers.append(server)
        self._save()

    def forget(self, address: Address) -> None:
        self._servers = [server for server in self._servers if server.address != address]
        self._save()

    def _save(self) -> None:
        folder.write(self._path, {"server": [asdict(server) for server in self._servers]})


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
                colour=_text(entry, "colour", ""),
                outdated_tls=entry.get("outdated_tls") is True,
                remembered=entry.get("remembered") is True,
                members=tuple(_members(entry.get("members"))),
            )
    return None


def _members(entries: Any) -> Iterator[Member]:
    for entry in entries if isinstance(entries, list) else ():
        match entry:
            case {"address": str(address)} if address:
                yield Member(_text(entry, "name", address), address)


def _text(entry: dict[str, Any], key: str, default: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else default
