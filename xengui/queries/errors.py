"""A refusal by a server in words: who, what, how much, and the next step."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

from xengui.model.classes import VM, Host, Host_metrics
from xengui.model.secrets import cut_error
from xengui.model.snapshot import Snapshot
from xengui.queries import names, states, units
from xengui.queries.error_words import BACKEND, WORDS, Say
from xengui.queries.roles import call_name, least_role


@dataclass(frozen=True, slots=True)
class Explanation:
    """`text` says what is the matter, `advice` the next step or nothing, `raw` is the server's own answer."""

    text: str
    advice: str
    raw: str


# What a reference is called when nothing is behind it.
_UNKNOWN = {
    "vm": "the virtual machine",
    "host": "the server",
    "sr": "the storage",
    "vdi": "the disk",
    "vbd": "the drive",
    "vif": "the network interface",
    "pif": "the NIC",
    "network": "the network",
    "any": "the object",
}
_CLASSES = {
    "vm": "virtual machine",
    "host": "server",
    "sr": "storage",
    "vdi": "disk",
    "vbd": "drive",
    "vif": "network interface",
    "pif": "NIC",
    "pbd": "storage connection",
    "vm_appliance": "vApp",
    "message": "alert",
}
_NAMELESS: Mapping[str, type[VM | Host]] = {"NO_HOSTS_AVAILABLE": VM, "HOST_NOT_LIVE": Host}
"""Codes that come without the object that their sentence can name, and its class."""

_LONGEST = 400
"""Of a parameter so many characters are told: some servers send the whole trace of a program. `raw` has it all."""

_LONGEST_TEXT = 4_000
"""Of a whole sentence: names take the place of references, and there may be many."""

_REFERENCE = re.compile(r"(?:OpaqueRef|DummyRef):[-\w|<>]*")
_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_CAPITALS = re.compile(
    "API|BIOS|CDS?|CPUS?|CPUID|DNS|GPUS?|HA|HBA|HVM|ID|IO|IOMMU|IP|ISCSI|ISO|JSON|LUN|LVM|MAC|NFS|NICS?|NTP|NVRAM|OEM"
    "|OS|PBDS?|PCI|PGPU|PIFS?|PUSB|PVS?|RBAC|RPC|RRD|SCSI|SDN|SMB|SRS?|SSH|SSL|TCP|TLS|UEFI|UR[IL]|USB|UUID|VBDS?"
    "|VCPUS?|VDIS?|VGPU|VIFS?|VLAN|VMS?|VTPM|VUSB|WLB|XAPI|XML"
)
"""Words of codes that stay in capitals."""

_BACKEND_CODE = re.compile(r"SR_BACKEND_FAILURE_(\d{1,4})\Z", re.ASCII)
_NULL = "OpaqueRef:NULL"
_MOST = 8
"""More parameters than any sentence names."""
_MOST_TOLD = 24
"""So many are read at all; `raw` has them all."""
_MOST_LISTED = 10
"""So many names a sentence lists; the others are counted."""


def words(code: str, params: Sequence[str], snapshot: Snapshot, about: Sequence[str] = ()) -> Explanation:
    """What a code and its parameters mean, with the names of the objects they point at.

    `about` are the references of the objects that the call was about, since not every code names them.

    A code we have no sentence for tells its own words and its parameters, names in place of references. Both text and
    advice are whole sentences in one line; no reference is in them, whatever the server sent.
    """
    params = cut_error(code, params)
    raw = f"{code}({', '.join(params)})"
    told = [_readable(param) for param in params[:_MOST_TOLD]]
    if not told and (kind := _NAMELESS.get(code)):
        told = [ref for ref in about if ref in snapshot.of(kind)][:1]
    say = _special(code, told, snapshot, about) or _tabled(code, told, snapshot) or _quoted(code, told, snapshot)
    text, advice = (_ended(_in_one_line(_named(part, snapshot))[:_LONGEST_TEXT]) for part in (say.text, say.advice))
    return Explanation(text, advice, raw)


def _in_one_line(text: str) -> str:
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def _readable(text: str) -> str:
    """One line of what can be shown, and not too long a one."""
    text = _in_one_line(text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _named(text: str, snapshot: Snapshot) -> str:
    """A text of the server with names in the place of references, and of UUIDs of what is known."""

    def name(found: re.Match[str]) -> str:
        return _readable(names.name_of(snapshot, found[0], otherwise=_UNKNOWN["any"])).replace("OpaqueRef:", "")

    text = _REFERENCE.sub(name, text)
    known = _by_uuids(frozenset(_UUID.findall(text)), snapshot)
    return _UUID.sub(lambda found: known.get(found[0], found[0]), text)


def _tabled(code: str, params: Sequence[str], snapshot: Snapshot) -> Say | None:
    """The first of a code's sentences that the parameters fill; else the first that lacks nothing but objects, which
    are then called by their class."""
    found = WORDS.get(code) or WORDS.get(code.removeprefix("POOL_"), ())
    if code.startswith("POOL_AUTH_") and len(params) > 1:  # the pool's variant puts the host first
        params = params[1:]
    says = (found,) if isinstance(found, Say) else found
    for given in (params, [*params, *[""] * _MOST]):
        for say in says:
            if (filled := _filled(say, given, snapshot)) is not None:
                return filled
    return None


def _special(code: str, params: Sequence[str], snapshot: Snapshot, about: Sequence[str]) -> Say | None:
    if code == "RBAC_PERMISSION_DENIED" and params:
        return _forbidden(params[0])
    if code == "HOST_NOT_ENOUGH_FREE_MEMORY":
        return _memory(params, snapshot, about)
    if code == "CANNOT_EVACUATE_HOST":
        return _evacuation(params, snapshot)
    if code == "SR_BACKEND_FAILURE":
        return _backend(None, params)
    if number := _BACKEND_CODE.match(code):
        return _backend(int(number[1]), params)
    return None


def _evacuation(params: Sequence[str], snapshot: Snapshot) -> Say:
    """The one parameter holds an error for each machine that cannot leave: `CODE,p1,p2|CODE,p1`."""
    inner = [error.split(",") for error in params[0].split("|") if error] if params else []
    reasons = dict.fromkeys(words(code, rest, snapshot).text for code, *rest in inner)
    text = " ".join(("Not every virtual machine can leave the server.", *reasons))
    return Say(text, "Shut these down, or move them yourself, then try again.")


def _forbidden(permission: str) -> Say:
    text = f"Your role does not allow {call_name(permission)}."
    if role := least_role(permission):
        return Say(text, f"It takes the role {role} or a higher one. Log in as a user who has it, or ask for it.")
    return Say(text, "Log in as a user whose role does, or ask an administrator of the pool.")


def _memory(params: Sequence[str], snapshot: Snapshot, about: Sequence[str]) -> Say | None:
    """The code names neither the machine nor the host; and where the pool chose the host, another may have room."""
    vm = next((snapshot.vms[ref] for ref in about if ref in snapshot.vms), None)
    host = next((snapshot.hosts[ref] for ref in about if ref in snapshot.hosts), None)
    if vm is None or len(params) < 2:
        return None
    try:
        needed, free = (_bytes(param) for param in params[:2])
    except _Unfilled:
        return None
    if host:
        return Say(
            f"{host.name_label} has {free} of memory free and {vm.name_label} needs {needed}.",
            "Free memory on it, give the virtual machine less, or pick another server.",
        )
    room, best = max(((_free(host, snapshot), host.name_label) for host in snapshot.hosts.values()), default=(0, ""))
    if room >= int(params[0]):
        return Say(
            f"The server that the pool tried has {free} of memory free and {vm.name_label} needs {needed}.",
            f"{best} has {units.size(room)} free; pick it.",
        )
    return Say(
        f"{vm.name_label} needs {needed} of memory, and the server that the pool tried has {free} free.",
        "Free memory on a server, or give the virtual machine less.",
    )


def _free(host: Host, snapshot: Snapshot) -> int:
    """The memory that a host has for another machine."""
    metrics = snapshot.find(Host_metrics, host.metrics)
    return metrics.memory_free if metrics and metrics.live and host.enabled else 0


def _backend(number: int | None, params: Sequence[str]) -> Say:
    told = _driver_text(params[1] if len(params) > 1 else "")
    if say := BACKEND.get(number) if number is not None else None:
        return say if not told or number in {96, 107} else Say(f"{say.text} The driver says: {told}", say.advice)
    which = "The storage driver failed" if number is None else f"The storage driver failed (error {number})"
    return Say(f"{which}: {told}" if told else f"{which}.")


def _driver_text(text: str) -> str:
    """The younger kind of driver answers with a JSON object."""
    if text.lstrip().startswith("{"):
        try:
            answer = json.loads(text)
        except ValueError:
            return text.strip()
        if isinstance(answer, dict) and answer.get("error"):
            return str(answer["error"])
    return text.strip()


def _quoted(code: str, params: Sequence[str], snapshot: Snapshot) -> Say:
    """The code's own words, and what came with it."""
    words_ = [word if _CAPITALS.fullmatch(word) else word.lower() for word in _readable(code).split("_") if word]
    said = " ".join(words_) or "error without a name"
    told = ", ".join(_named(param, snapshot) for param in params if param and param != _NULL)
    return Say(f"The server refused: {said}{f' ({told})' if told else ''}.")


class _Unfilled(Exception):
    """A sentence needs a parameter that did not come, or not in this form."""


def _filled(say: Say, params: Sequence[str], snapshot: Snapshot) -> Say | None:
    try:
        return Say(_sentence(say.text, params, snapshot), _sentence(say.advice, params, snapshot))
    except _Unfilled:
        return None


def _sentence(template: str, params: Sequence[str], snapshot: Snapshot) -> str:
    parts = []
    for literal, place, form, _ in Formatter().parse(template):
        parts.append(literal)
        if place is None:
            continue
        told = params[int(place) :]
        if not told or (not told[0] and form not in _UNKNOWN):
            raise _Unfilled
        parts.append(_in_form(form or "", told, snapshot))
    text = "".join(parts)
    if text.startswith(tuple(_UNKNOWN.values())):
        text = text[:1].upper() + text[1:]
    return _ended(text)


def _ended(text: str) -> str:
    """Texts of the server often come with a full stop of their own, or without any, or with something else."""
    bare = text.rstrip(" .,:;!?…")
    return f"{bare}." if bare else ""


def _in_form(form: str, told: Sequence[str], snapshot: Snapshot) -> str:
    value = told[0]
    if form in _UNKNOWN:
        return _name(form, value, snapshot)
    return _FORMS[form](value) if form in _FORMS else _rest(told, snapshot) if form == "rest" else value.rstrip(".")


def _name(form: str, value: str, snapshot: Snapshot) -> str:
    if not value or value == _NULL:
        return _UNKNOWN[form]
    # A few codes name an object by its UUID or in plain words instead of its reference.
    otherwise = _UNKNOWN[form] if value.startswith("OpaqueRef:") or _is_uuid(value) else value
    return names.name_of(snapshot, value, otherwise=_by_uuid(value, snapshot) or otherwise)


def _by_uuid(value: str, snapshot: Snapshot) -> str:
    return _by_uuids(frozenset({value}), snapshot).get(value, "") if _is_uuid(value) else ""


def _by_uuids(wanted: frozenset[str], snapshot: Snapshot) -> Mapping[str, str]:
    """The names of what has these UUIDs; a pool is looked through once for all of them."""
    if not wanted:
        return {}
    found: dict[str, str] = {}
    for table in snapshot.tables.values():
        for record in table.values():
            if (uuid := getattr(record, "uuid", "")) in wanted and uuid not in found:
                found[uuid] = names.name(record, snapshot)
    return found


def _is_uuid(value: str) -> bool:
    return _UUID.fullmatch(value) is not None


def _bytes(value: str) -> str:
    """A server that has given away more than it has says that less than nothing is free."""
    try:
        return units.size(max(0, int(value)))
    except (ValueError, OverflowError):
        raise _Unfilled from None


def _seconds(value: str) -> str:
    try:
        return units.duration(float(value))
    except (ValueError, OverflowError):
        raise _Unfilled from None


def _power(value: str) -> str:
    """One state or several: xapi parts them by commas or semicolons, and writes them with capitals now and then."""
    return units.listed([part.strip().lower() for part in re.split("[,;]", value)], last="or")


def _operation(value: str) -> str:
    """One operation or several in braces."""
    return units.listed([states.operation(part.strip()) for part in value.strip("{}").split(",")])


def _class(value: str) -> str:
    return _CLASSES.get(value.lower(), value.replace("_", " "))


def _rest(told: Sequence[str], snapshot: Snapshot) -> str:
    refs = [ref for part in told for ref in re.split(r"[,;\s]+", part) if ref]
    listed = [names.name_of(snapshot, ref, otherwise=_UNKNOWN["vm"]) for ref in refs[:_MOST_LISTED]]
    more = len(refs) - len(listed)
    return units.listed([*listed, f"{more} more"] if more else listed)


_FORMS: Mapping[str, Callable[[str], str]] = {
    "seconds": _seconds,
    "bytes": _bytes,
    "power": _power,
    "operation": _operation,
    "class": _class,
}
