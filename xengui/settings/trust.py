"""Which certificate each server showed when its user decided to trust it, and which authorities were imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from xengui.protocol.address import Address
from xengui.protocol.authority import Accepted, Trusted
from xengui.protocol.certificate import fingerprint
from xengui.settings import folder
from xengui.settings.authorities import Authorities


@dataclass(frozen=True, slots=True)
class Pin:
    """A trusted certificate: SHA-256 in hex, and since when. `by` is the fingerprint of the authority for whose sake it
    was accepted; "" where a person has decided."""

    sha256: str
    since: datetime | None = None
    by: str = ""


class TrustStore:
    """Pins by address.

    `also` are fingerprints trusted everywhere for this run only (`--trust`); they are not written. At the servers that
    the command line names (`at`) one of them is expected, so another certificate there counts as a changed one.
    `accepted` hears of certificates that were accepted for the sake of an imported authority; without it authorities
    have no say.
    """

    def __init__(self, path: Path | None = None, also: Iterable[str] = (), at: Iterable[Address] = ()) -> None:
        self._path = path or folder.config_folder() / "trust.toml"
        self.authorities = Authorities(self._path.with_name("authorities.toml"))
        self.accepted: Accepted | None = None
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

    def __iter__(self) -> Iterator[tuple[str, Pin]]:
        """The pins that are kept, each with its place (`host:port`), in the order of the places."""
        return iter(sorted(self._pins.items()))

    def pins(self, address: Address) -> Trusted:
        """The fingerprints trusted at an address; "" comes first where none is expected but some are everywhere."""
        passing, own = self._passing.get(_key(address)), self._pins.get(_key(address))
        expected = [*([passing] if passing else []), *([own.sha256] if own else [])]
        decided = bool(passing or (own and not own.by) or _key(address) in self._at)
        also = sorted(self._also)
        if also and not expected and _key(address) not in self._at:
            expected = [""]
        authorities = tuple(one for one in self.authorities if one.counts_at(address.host))
        return Trusted((*expected, *also), authorities, decided, self.accepted)

    def pin(self, address: Address) -> Pin | None:
        return self._pins.get(_key(address))

    def trust(self, address: Address, sha256: str, *, by: str = "") -> None:
        """Pin a certificate, in place of the one known before; `by` is the authority that vouches for it, if that is
        why."""
        self._passing.pop(_key(address), None)
        self._pins[_key(address)] = Pin(sha256, datetime.now(UTC).replace(microsecond=0), by)
        self._save()

    def trust_now(self, address: Address, sha256: str) -> None:
        """Trust a certificate for this run only."""
        self._passing[_key(address)] = sha256

    def distrust(self, address: Address) -> None:
        """Forget what was trusted at an address, for this run and the next."""
        self._passing.pop(_key(address), None)
        self.unpin(_key(address))

    def unpin(self, place: str) -> None:
        """Forget the pin of a place (`host:port`)."""
        if self._pins.pop(place, None):
            self._save()

    def forget_authority(self, sha256: str) -> None:
        """Remove an imported authority, and what was accepted for its sake."""
        self.authorities.remove(sha256)
        kept = {place: pin for place, pin in self._pins.items() if pin.by != sha256}
        if len(kept) != len(self._pins):
            self._pins = kept
            self._save()

    def _save(self) -> None:
        folder.write(self._path, {place: _entry(pin) for place, pin in self._pins.items()})


def _entry(pin: Pin) -> Mapping[str, object]:
    return {
        "sha256": pin.sha256,
        **({"since": pin.since} if pin.since else {}),
        **({"by": pin.by} if pin.by else {}),
    }


def _key(address: Address) -> str:
    return f"{address.host.lower()}:{address.port}"


def _pin(entry: dict[str, object]) -> Pin | None:
    try:
        sha256 = fingerprint(str(entry.get("sha256")))
        by = fingerprint(str(entry.get("by"))) if entry.get("by") else ""
    except ValueError:
        return None
    since = entry.get("since")
    return Pin(sha256, since if isinstance(since, datetime) else None, by)
