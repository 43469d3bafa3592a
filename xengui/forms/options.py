"""How the program is to look and behave, as its user wants it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from xengui.forms.import_certificates import Entry, Use
from xengui.protocol.address import Address
from xengui.protocol.authority import Authority
from xengui.queries.keys import Binding, clashes, unfit
from xengui.queries.trusted import Pinned, Row, authority_row, new_authority_row, new_pin_row, pin_row


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is not asked any more: its key, and the command it came before."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """A server whose password is in the system keyring."""

    key: str
    name: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """All that can be chosen, as it stands.

    `keys` has the keys that differ from the shipped ones, by command. `silenced` are the questions that are not asked
    any more, `ask_again` those of them to be asked again. `remembered` are servers with a password in the keyring,
    `forget` those of them to lose it; `no_keyring` says why there is none, or nothing. `authorities` and
    `pins` are trusted, `imported` will be, and `distrusted` has the fingerprints of authorities and the places of pins
    that are not to be any more; `servers` are those of the list.
    """

    appearance: str = "system"
    density: str = "compact"
    bindings: tuple[Binding, ...] = ()
    menus: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    silenced: tuple[Question, ...] = ()
    ask_again: frozenset[str] = frozenset()
    reconnect: bool = True
    remember_passwords: bool = False
    lock_new_servers: bool = False
    remembered: tuple[Remembered, ...] = ()
    forget: frozenset[str] = frozenset()
    no_keyring: str = ""
    servers: tuple[Address, ...] = ()
    authorities: tuple[Authority, ...] = ()
    pins: tuple[Pinned, ...] = ()
    imported: tuple[Entry, ...] = ()
    distrusted: frozenset[str] = frozenset()
    keep_last_state: bool = True

    def key(self, binding: Binding) -> str:
        """The key that a command has."""
        return self.keys.get(binding.id, binding.shipped)

    def with_key(self, binding: Binding, key: str) -> Options:
        """With another key for a command, or none (""); the shipped one is no change to keep."""
        others = {id_: kept for id_, kept in self.keys.items() if id_ != binding.id}
        return replace(self, keys=others if key == binding.shipped else {**others, binding.id: key})

    def clashes(self, binding: Binding) -> list[Binding]:
        """The commands that have the key of this one in the same state."""
        return clashes(binding, self.key(binding), self.bindings, self.keys)

    def key_problem(self, binding: Binding) -> str:
        """What is wrong with the key of a command, in a sentence, or ""."""
        key = self.key(binding)
        if key == binding.shipped and not self.clashes(binding):
            return ""
        if wrong := unfit(key, self.menus):
            return wrong
        if others := self.clashes(binding):
            return f"{key} is the key of {' and '.join(f'“{other.words}”' for other in others)}."
        return ""

    def trusted(self) -> tuple[Row, ...]:
        """What is to be trusted, what is, and what is not to be any more."""
        new: list[Row] = []
        for entry in self.imported:
            if entry.use is Use.AUTHORITY:
                new.append(new_authority_row(entry.certificate, entry.places))
            else:
                new += [new_pin_row(entry.certificate, address.key) for address in entry.addresses]
        return (
            *new,
            *(authority_row(one, one.certificate.sha256 in self.distrusted) for one in self.authorities),
            *(pin_row(pin, pin.place in self.distrusted) for pin in self.pins),
        )

    def without(self, row: Row) -> Options:
        """With one row of those removed; what was imported for several servers stays for the others."""
        if not row.new:
            return replace(self, distrusted=self.distrusted | {row.id})
        kept: list[Entry] = []
        for entry in self.imported:
            if entry.certificate.sha256 != row.sha256 or entry.use != row.kind:
                kept.append(entry)
            elif entry.use is Use.SERVER:
                others = [address.url for address in entry.addresses if address.key != row.id]
                kept += [replace(entry, where=" ".join(others))] if others else []
        return replace(self, imported=tuple(kept))

    def problems(self) -> dict[str, str]:
        for binding in self.bindings:
            if binding.id in self.keys and (wrong := self.key_problem(binding)):
                return {"keys": f"{binding.words}: {wrong}"}
        return {}
