"""Certificate authorities that a person has imported, kept beside the pins. Only their owner can read the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xengui.protocol.authority import Authority
from xengui.protocol.certificate import Certificate, as_pem
from xengui.protocol.certificate_file import certificates
from xengui.settings import folder


class Authorities:
    """The imported authorities, in the order of their import. Each change is on disk when it returns."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = {
            authority.certificate.sha256: authority
            for entry in folder.read(path).values()
            if isinstance(entry, dict) and (authority := _authority(entry))
        }

    def __iter__(self) -> Iterator[Authority]:
        return iter(tuple(self._known.values()))

    def add(self, certificate: Certificate, hosts: tuple[str, ...] = ()) -> None:
        """Keep an authority, in place of the entry that it had before. It counts at `hosts` only, if there are any."""
        self._known[certificate.sha256] = Authority(certificate, hosts, datetime.now(UTC).replace(microsecond=0))
        self._save()

    def widen(self, certificate: Certificate, host: str) -> None:
        """Have an authority count at one more host; one that counts there already stays as it is."""
        known = self._known.get(certificate.sha256)
        if known is None or not known.counts_at(host):
            self.add(certificate, (*known.hosts, host) if known else (host,))

    def remove(self, sha256: str) -> None:
        if self._known.pop(sha256, None):
            self._save()

    def _save(self) -> None:
        folder.write(self._path, {sha256: _entry(authority) for sha256, authority in self._known.items()})


def _entry(authority: Authority) -> dict[str, Any]:
    return {
        "pem": as_pem(authority.certificate.der),
        "hosts": list(authority.hosts),
        **({"since": authority.since} if authority.since else {}),
    }


def _authority(entry: dict[str, Any]) -> Authority | None:
    """An entry that makes no sense is left out. Where it counts must make sense too, or it would count everywhere."""
    hosts = entry.get("hosts")
    if not isinstance(hosts, list) or not all(isinstance(host, str) and host for host in hosts):
        return None
    try:
        (certificate,) = certificates(str(entry.get("pem")).encode())
    except ValueError:
        return None
    since = entry.get("since")
    return Authority(certificate, tuple(hosts), since if isinstance(since, datetime) else None)
