"""Which certificate each server showed when its user decided to trust it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from xengui.protocol.address import Address
from xengui.protocol.certificate import fingerprint
from xengui.settings import folder


@dataclass(frozen=True, slots=True)
class Pin:
    """A trusted certificate: SHA-256 in hex, and since when."""

    sha256: str
    since: datetime | None = None


class TrustStore:
    """Pins by address.

    `also` are fingerprints trusted everywhere for this run only (`--trust`); they are not written. At the servers that
    the command line names (`at`) one of them is expected, so another certificate there counts as a changed one.
    """

    def __init__(self, path: Path | None = None, also: Iterable[str] = (), at: Iterable[Address] = ()) -> None:
        self._path = path or folder.config_folder() / "trust.toml"
        self._also = frozenset(also)
        self._at = frozenset(map(_key, at))
        self._passing: dict[str, str] = {}
        self._pins: dict[str, Pin] = {}
        for key, entry in folder.read(self._path).items():
            if isinstance(entry, dict) and (pin := _pin(entry)):
                self._pins[key] = pin

    def trust_also(self, also: Iterable[str], at: Iterable[Address]) -> None:
        """Trust more fingerprints during this run, as if the program had been started with them."""
        self._also |= frozenset(also)
        self._at |= frozenset(map(_key, at))

    def pins(self, address: Address) -> Collection[str]:
        """The fingerprints trusted at an address; "" comes first where none is expected but some are everywhere."""
        passing, own = self._passing.get(_key(address)), self._pins.get(_key(address))
        expected = [*([passing] if passing else []), *([own.sha256] if own else [])]
        also = sorted(self._also)
        if also and not expected and _key(address) not in self._at:
            expected = [""]
        return [*expected, *also]

    def pin(self, address: Address) -> Pin | None:
        return self._pins.get(_key(address))

    def trust(self, address: Address, sha256: str) -> None:
        """Pin a certificate, in place of the one known before."""
        self._passing.pop(_key(address), None)
        self._pins[_key(address)] = Pin(sha256, datetime.now(UTC).replace(microsecond=0))
        self._save()

    def trust_now(self, address: Address, sha256: str) -> None:
        """Trust a certificate for this run only."""
        self._passing[_key(address)] = sha256

    def distrust(self, address: Address) -> None:
        """Forget what was trusted at an address, for this run and the next."""
        self._passing.pop(_key(address), None)
        if self._pins.pop(_key(address), None):
            self._save()

    def _save(self) -> None:
        folder.write(
            self._path,
            {
                key: {"sha256": pin.sha256, **({"since": pin.since} if pin.since else {})}
                for key, pin in self._pins.items()
            },
        )


def _key(address: Address) -> str:
    return f"{address.host.lower()}:{address.port}"


def _pin(entry: dict[str, object]) -> Pin | None:
    try:
        sha256 = fingerprint(str(entry.get("sha256")))
    except ValueError:
        return None
    since = entry.get("since")
    return Pin(sha256, since if isinstance(since, datetime) else None)
