"""Judges what went over the wire by the datamodel: every call of ours, and every value that came back."""

from __future__ import annotations

import hashlib
import marshal
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.recorder.datamodel import Datamodel, Method, Type, type_of
from tests.recorder.wire import Came, Leaf, Sent, Unreadable, came, sent

_DATE = re.compile(r"\d{8}T\d\d:\d\d:\d\dZ")
_REF = re.compile(r"(OpaqueRef|Ref|DummyRef):\S+")
_DECIMAL = re.compile(r"-?\d+")
_WHOLE = re.compile(r"[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+|nan|inf)")
_COUNTS, _EVENT = "valid_ref_counts", {"id", "timestamp", "class", "operation", "ref"}
_UNKNOWN_METHODS = {"system.listMethods": type_of("string set"), "system.isAlive": type_of("string")}


@dataclass
class Recorder:
    """Counts and judges exchanges. `violations` has a sentence for everything that the datamodel does not allow.

    A record whose content has been judged before, in the same class and language, is counted and not judged again.
    """

    datamodel: Datamodel
    calls: int = 0
    records: int = 0
    violations: list[str] = field(default_factory=list)
    _known: set[tuple[str, bool, bytes]] = field(default_factory=set)

    def summary(self) -> str:
        """What was judged, in a line."""
        return f"recorder: {self.calls} calls, {self.records} records, {len(self.violations)} violations"

    def heard(self, request: bytes, answer: bytes | None) -> None:
        """Judge one exchange: a request, and its answer if there was one."""
        self.calls += 1
        try:
            asked = sent(request)
        except Unreadable as fault:
            self.violations.append(f"A request that cannot be read: {fault}")
            return
        name = asked.method.removeprefix("Async.")
        method = self.datamodel.methods.get(name)
        if method is None and name.partition(":")[0] not in _UNKNOWN_METHODS:
            self.violations.append(f"{asked.method}: there is no such call.")
        elif method:
            self.violations += [f"{asked.method}: {what}" for what in self._of_the_call(asked, method)]
        if answer is not None:
            self.violations += [
                f"The answer to {asked.method}: {what}" for what in self._of_the_answer(asked, method, answer)
            ]

    def _of_the_call(self, asked: Sent, method: Method) -> Iterator[str]:
        if asked.method.startswith("Async.") and not method.has_async:
            yield "it has no Async form."
        given = list(asked.params)
        if method.session:
            if not given:
                yield "the session is missing."
                return
            yield from self._wrong(given.pop(0), Type("ref", "session"), "the session", ours=True)
        if not method.required <= len(given) <= len(method.params):
            some = f"{method.required} to " if method.required != len(method.params) else ""
            yield f"{len(given)} parameters instead of {some}{len(method.params)}."
        for value, (name, type_) in zip(given, method.params, strict=False):
            yield from self._wrong(value, type_, f"the parameter {name}", ours=True)

    def _of_the_answer(self, asked: Sent, method: Method | None, answer: bytes) -> Iterator[str]:
        try:
            told = came(asked, answer)
        except Unreadable as fault:
            yield f"it cannot be read: {fault}"
            return
        if told.failure is None and (type_ := self._result(asked, method)):
            yield from self._of_the_value(told, type_)

    def _result(self, asked: Sent, method: Method | None) -> Type | None:
        if asked.method.startswith("Async."):
            return type_of("task ref")
        return method.result if method else _UNKNOWN_METHODS.get(asked.method.partition(":")[0])

    def _of_the_value(self, told: Came, type_: Type) -> Iterator[str]:
        yield from self._wrong(told.value, type_, "it", ours=False)

    def _wrong(self, value: Any, type_: Type, where: str, *, ours: bool) -> Iterator[str]:
        """What is wrong with a value. `ours` is what the program says: there a record may lack fields, and integers may
        have any tag."""
        match type_.kind:
            case "option":
                yield from self._wrong(value, type_.of[0], where, ours=ours)
            case "record":
                yield from self._of_a_record(value, type_.name, where, ours=ours)
            case "batch":
                yield from self._of_a_batch(value)
            case "set" if isinstance(value, list):
                for member in value:
                    yield from self._wrong(member, type_.of[0], f"a member of {where}", ours=ours)
            case "map" if isinstance(value, dict):
                for key, held in value.items():
                    if not self._key(key, type_.of[0]):
                        yield f"{where} has the key {_shown(key)}, which is no {type_.of[0]}."
                    yield from self._wrong(held, type_.of[1], f"{where}[{_shown(key)}]", ours=ours)
            case "enum" if _is_text(value):
                if _text(value) not in self.datamodel.enums[type_.name]:
                    yield f"{where} is {_shown(value)}, which is no value of {type_.name}."
            case kind if kind not in _PLAIN or not _PLAIN[kind](value, ours):
                yield f"{where} is {_shown(value)}, which is no {type_}."

    def _key(self, key: str, type_: Type) -> bool:
        """Keys are text in both languages, whatever they stand for."""
        if type_.kind == "enum":
            return key in self.datamodel.enums[type_.name]
        return {"ref": _REF.fullmatch, "int": _DECIMAL.fullmatch}.get(type_.kind, lambda _: True)(key) is not None

    def _of_a_record(self, value: Any, class_: str, where: str, *, ours: bool) -> Iterator[str]:
        fields = self.datamodel.fields.get(class_)
        if fields is None:
            yield f"{where} is a record of the class {class_}, which there is not."
            return
        if not isinstance(value, dict):
            yield f"{where} is {_shown(value)}, which is no {class_} record."
            return
        if not ours:
            self.records += 1
            if self._seen(class_, value):
                return
        for name, held in value.items():
            if name in fields:
                yield from self._wrong(held, fields[name], f"{class_}.{name}", ours=ours)
            else:
                yield f"{where}: {class_} has no field {name}."
        if not ours:
            missing = [name for name, type_ in fields.items() if name not in value and type_.kind != "option"]
            yield from (f"{where}: the {class_} lacks its field {name}." for name in missing)

    def _seen(self, class_: str, record: dict[str, Any]) -> bool:
        xml = any(isinstance(value, Leaf) for value in record.values())
        print_ = hashlib.blake2b(repr(record).encode() if xml else marshal.dumps(record, 2), digest_size=16).digest()
        key = (class_, xml, print_)
        if key in self._known:
            return True
        self._known.add(key)
        return False

    def _of_a_batch(self, value: Any) -> Iterator[str]:
        if not isinstance(value, dict) or set(value) != {"events", _COUNTS, "token"}:
            yield f"it is {_shown(value)}, which is no batch of events."
            return
        if not _is_text(value["token"]) or not re.fullmatch(r"\d{20},\d{20}", _text(value["token"])):
            yield f"the token is {_shown(value['token'])}."
        counts = value[_COUNTS]
        if set(counts) != set(self.datamodel.events):
            yield f"{_COUNTS} speaks of other classes: {sorted(set(counts) ^ set(self.datamodel.events))}"
        if any(not _count(held) for held in counts.values()):
            yield f"{_COUNTS} has something else than numbers."
        for event in value["events"]:
            yield from self._of_an_event(event)

    def _of_an_event(self, event: Any) -> Iterator[str]:
        gone = isinstance(event, dict) and "operation" in event and _text(event["operation"]) == "del"
        if not isinstance(event, dict) or set(event) != (_EVENT if gone else _EVENT | {"snapshot"}):
            yield f"an event is {_shown(event)}."
            return
        if not all(_is_text(event[name]) for name in _EVENT):
            yield f"an event is not all text: {_shown({name: event[name] for name in _EVENT})}"
            return
        told = {name: _text(event[name]) for name in _EVENT}
        class_ = self.datamodel.events.get(told["class"])
        if class_ is None:
            yield f"an event of the class {told['class']}, which there is not."
        elif not gone:
            yield from self._of_a_record(event["snapshot"], class_, told["ref"], ours=False)
        if told["operation"] not in {"add", "mod", "del"}:
            yield f"an event with the operation {told['operation']}."
        if not _REF.fullmatch(told["ref"]) or not _DECIMAL.fullmatch(told["id"]) or told["timestamp"] != "0.0":
            yield f"an event is {_shown(told)}."


def _is_text(value: Any) -> bool:
    return value.tag in {"", "string"} if isinstance(value, Leaf) else isinstance(value, str)


def _text(value: Any) -> str:
    return value.text if isinstance(value, Leaf) else str(value)


def _count(value: Any) -> bool:
    """`valid_ref_counts` alone has 32-bit numbers, which XML writes with a tag."""
    if isinstance(value, Leaf):
        return value.tag == "i4" and value.text.isdecimal()
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_int(value: Any, ours: bool) -> bool:
    if isinstance(value, Leaf):
        tagged = ours and value.tag in {"int", "i4", "i8", "string"}
        fits = value.tag not in {"int", "i4"} or (
            _DECIMAL.fullmatch(value.text) and -(2**31) <= int(value.text) < 2**31
        )
        return (tagged or not value.tag) and bool(fits) and _DECIMAL.fullmatch(value.text) is not None
    return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63


def _is_float(value: Any, ours: bool) -> bool:
    if isinstance(value, Leaf):
        return value.tag == "double" and _WHOLE.fullmatch(value.text) is not None
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_bool(value: Any, ours: bool) -> bool:
    return value.tag == "boolean" and value.text in {"0", "1"} if isinstance(value, Leaf) else isinstance(value, bool)


def _is_datetime(value: Any, ours: bool) -> bool:
    if isinstance(value, Leaf) and not (value.tag == "dateTime.iso8601" or (ours and _is_text(value))):
        return False
    return isinstance(value, Leaf | str) and _DATE.fullmatch(_text(value)) is not None


_PLAIN: dict[str, Callable[[Any, bool], bool]] = {
    "string": lambda value, ours: _is_text(value),
    "ref": lambda value, ours: _is_text(value) and _REF.fullmatch(_text(value)) is not None,
    "int": _is_int,
    "float": _is_float,
    "bool": _is_bool,
    "datetime": _is_datetime,
    "void": lambda value, ours: _is_text(value) and _text(value) == "",
}


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 120 else f"{text[:120]}…"
