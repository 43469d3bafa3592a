"""Calls as commands of xe, the command line of every server of the family."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from xengui.model.call import Earlier
from xengui.model.record import NULL
from xengui.model.secrets import MASK
from xengui.queries.call_words import Names, references
from xengui.queries.script import Line, Server, earlier, lines, needed, one_line
from xengui.queries.xe_commands import CLASSES, COMMANDS, RECORDS, Arg, Form, Kind


class _NoCommand(Exception):
    """xe has nothing for this call; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What stands for references: UUIDs, and variables of the shell for results."""

    uuids: Mapping[str, str]

    def text(self, value: Any) -> str:
        """A value as xe takes it."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            if value.startswith("OpaqueRef:") and value != NULL and value not in self.uuids:
                raise _NoCommand("an object in it is gone, and xe finds objects by their UUIDs")
            return "" if value == NULL else self.uuids.get(value, value)
        if isinstance(value, list | tuple):
            return ",".join(self.text(held) for held in value)
        return str(value)

    def word(self, key: str, value: Any) -> str:
        """One argument, in quotes where the shell needs them."""
        if isinstance(value, Earlier):
            return f'{key}="$result_{value.place + 1}"'
        if MASK in str(value):
            return f'{key}="$SECRET"'
        if any(earlier(held) for held in ([value] if not isinstance(value, list | tuple) else value)):
            parts = [f'"$result_{held.place + 1}"' if isinstance(held, Earlier) else self.text(held) for held in value]
            return f"{key}={','.join(parts)}"
        return shlex.quote(f"{key}={self.text(value)}")


def xe_script(calls: Sequence[Any], objects: Names, server: Server) -> str:
    """The commands that do the same, in order; a comment says so where xe has none."""
    known = _Known({ref: one.uuid for ref, one in objects.items() if one.uuid})
    made = lines(calls)
    kept = needed(made)
    host, _, port = server.url.partition("://")[2].rpartition(":")
    where = f"{host} -p {port}" if host and not port.endswith("]") else server.url.partition("://")[2]
    out = [
        "# To be run on a server of the pool. From elsewhere, put behind each xe:",
        f"#   -s {one_line(where)} -u {one_line(server.user)} -pwf FILE_WITH_THE_PASSWORD",
    ]
    for line in made:
        method = line.call.method
        if line.left_out:
            out.append(f"# {method}: {line.left_out.replace('this script', 'xe')}")
            continue
        try:
            commands = _commands(line, known)
        except _NoCommand as reason:
            out.append(f"# {method}: {reason}")
            continue
        named = [one_line(objects[ref].name) for ref in references(line.call.params) if ref in objects]
        if named:
            out.append(f"# {', '.join(dict.fromkeys(named))}")
        if "$SECRET" in " ".join(commands):
            out.append("# Secrets are not kept here: set SECRET first.")
        if line.place in kept:
            commands[-1] = f"result_{line.place + 1}=$({commands[-1]})"
        out += commands
    return "\n".join(out) + "\n"


def _commands(line: Line, known: _Known) -> list[str]:
    method, params = line.call.method, line.call.params
    if form := COMMANDS.get(method):
        return [_formed(form, params, known)]
    if (record := RECORDS.get(method)) and params and isinstance(params[0], Mapping):
        return [_recorded(record, params[0], known)]
    return _generic(method, params, known)


def _formed(form: Form, params: Sequence[Any], known: _Known) -> str:
    words = ["xe", form.command]
    for arg in form.args:
        value = params[arg.place] if arg.place < len(params) else None
        words += _words(arg, value, known)
    return " ".join([*words, *form.always])


def _recorded(form: Form, record: Mapping[str, Any], known: _Known) -> str:
    words = ["xe", form.command]
    for arg in form.args:
        words += _words(arg, record.get(arg.field), known)
    return " ".join([*words, *form.always])


def _words(arg: Arg, value: Any, known: _Known) -> list[str]:
    if arg.kind is Kind.REFUSED:
        if value not in (None, False, "", NULL, {}, []):
            raise _NoCommand(f"xe has no argument for {arg.name}")
        return []
    if arg.kind is Kind.FLAG:
        return [f"{arg.name}=true"] if value is True else []
    if arg.kind is Kind.MAP:
        return [known.word(f"{arg.name}:{key}", held) for key, held in (value or {}).items()]
    if arg.kind is Kind.OPTIONS:
        return [known.word(str(key), held) for key, held in (value or {}).items()]
    if arg.kind is Kind.OPTIONAL and (value is None or value in ("", NULL) or value == -1):
        return []
    return [known.word(arg.name, "" if value is None else value)]


_ACCESSOR: Final = re.compile(r"(get|set|add_to|add|remove_from|remove)_(\w+)")


def _generic(method: str, params: Sequence[Any], known: _Known) -> list[str]:
    """What xe can do with the fields of every object it knows."""
    cls, _, verb = method.partition(".")
    xe_class = CLASSES.get(cls)
    match = _ACCESSOR.fullmatch(verb)
    if not xe_class or not match:
        raise _NoCommand("xe has no such command")
    makers: dict[str, Callable[[str, str, Sequence[Any], _Known], list[str]]] = {
        "get": _got,
        "set": _set,
        "add_to": _added_to,
        "add": partial(_of_set, "add"),
        "remove_from": partial(_of_set, "remove"),
        "remove": partial(_of_set, "remove"),
    }
    return makers[match[1]](xe_class, match[2], params, known)


def _got(xe_class: str, field: str, params: Sequence[Any], known: _Known) -> list[str]:
    if field in ("all", "all_records"):
        return [f"xe {xe_class}-list params=all"]
    if field == "record":
        return [f"xe {xe_class}-param-list {known.word('uuid', params[0])}"]
    if field in ("by_uuid", "by_name_label"):
        return [f"xe {xe_class}-list {known.word('uuid' if field == 'by_uuid' else 'name-label', params[0])}"]
    if len(params) != 1:
        raise _NoCommand("xe has no such command")
    return [f"xe {xe_class}-param-get {known.word('uuid', params[0])} param-name={_param(field)}"]


def _set(xe_class: str, field: str, params: Sequence[Any], known: _Known) -> list[str]:
    if len(params) != 2:
        raise _NoCommand("xe has no such command")
    uuid = known.word("uuid", params[0])
    value = params[1]
    name = _param(field)
    if isinstance(value, Mapping):
        words = " ".join(known.word(f"{name}:{key}", held) for key, held in value.items())
        cleared = f"xe {xe_class}-param-clear {uuid} param-name={name}"
        return [cleared, f"xe {xe_class}-param-set {uuid} {words}"] if words else [cleared]
    if isinstance(value, list | tuple):
        cleared = f"xe {xe_class}-param-clear {uuid} param-name={name}"
        added = f"xe {xe_class}-param-add {uuid} param-name={name}"
        return [cleared, *(f"{added} {known.word('param-key', held)}" for held in value)]
    return [f"xe {xe_class}-param-set {uuid} {known.word(name, value)}"]


def _added_to(xe_class: str, field: str, params: Sequence[Any], known: _Known) -> list[str]:
    uuid = known.word("uuid", params[0])
    return [f"xe {xe_class}-param-add {uuid} param-name={_param(field)} {known.word(str(params[1]), params[2])}"]


def _of_set(verb: str, xe_class: str, field: str, params: Sequence[Any], known: _Known) -> list[str]:
    """A member of a set, or a key of a map on its way out."""
    uuid = known.word("uuid", params[0])
    return [f"xe {xe_class}-param-{verb} {uuid} param-name={_param(field)} {known.word('param-key', params[1])}"]


def _param(field: str) -> str:
    """The name xe has for a field; those that hold a reference mostly end in `-uuid`."""
    return _RENAMED.get(field, field.replace("_", "-"))


_RENAMED: Final[Mapping[str, str]] = {
    "suspend_SR": "suspend-SR-uuid",
    "suspend_VDI": "suspend-VDI-uuid",
    "crash_dump_SR": "crash-dump-SR",
    "suspend_image_sr": "suspend-image-sr-uuid",
    "crash_dump_sr": "crash-dump-sr-uuid",
}
