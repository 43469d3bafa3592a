"""How the program is to look and behave, as its user wants it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from xengui.queries.keys import Binding, clashes, unfit


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
    `forget` those of them to lose it; `no_keyring` says why there is none, or nothing.
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

    def problems(self) -> dict[str, str]:
        for binding in self.bindings:
            if binding.id in self.keys and (wrong := self.key_problem(binding)):
                return {"keys": f"{binding.words}: {wrong}"}
        return {}
