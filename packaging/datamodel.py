"""Writes the datamodel tables of `xengui.model` and `xengui.sim` from xapi's published datamodel.

    python packaging/datamodel.py path/to/xenapi.json

The published file is the one xapi builds as `doc/data/xenapi.json`. Only facts are
taken (names, types, defaults, parameters), never prose. The two sides get a table each, written
separately, so that the pretend pool and the program never share code.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NULL = "OpaqueRef:NULL"

# From the one that may do everything to the one that may look.
RANKED = ("pool-admin", "pool-operator", "vm-power-admin", "vm-admin", "vm-operator", "read-only")

# Younger than the published file (24.16); see the release table of xapi's documentation.
YOUNGER_FIELDS: dict[str, list[tuple[str, str, str, Any]]] = {
    "VM": [("groups", "VM_group ref set", "RW", [])],
    "Certificate": [
        ("fingerprint_sha256", "string", "RO/constructor", ""),
        ("fingerprint_sha1", "string", "RO/constructor", ""),
    ],
    "host": [("console_idle_timeout", "int", "RO/runtime", 0)],
    "pool": [
        ("limit_console_sessions", "bool", "RW", False),
        ("vm_console_idle_timeout", "int", "RW", 0),
    ],
    "VM_group": [
        ("uuid", "string", "RO/runtime", ""),
        ("name_label", "string", "RW", ""),
        ("name_description", "string", "RW", ""),
        ("placement", "enum placement_policy", "RO/constructor", "normal"),
        ("VMs", "VM ref set", "RO/runtime", []),
    ],
}
YOUNGER_CALLS: dict[str, list[tuple[str, str, list[tuple[str, str]]]]] = {
    "VM": [
        ("set_groups", "void", [("self", "VM ref"), ("value", "VM_group ref set")]),
        ("sysprep", "void", [("self", "VM ref"), ("unattend", "string"), ("timeout", "float")]),
    ],
    "VDI": [("revert", "void", [("snapshot", "VDI ref")])],
    "message": [("destroy_all", "void", [("filters", "(string -> string) map")])],
}


def zero(type_: str) -> Any:
    """The value a field of this type has when nobody gave it one."""
    if type_.endswith(" option"):
        return None
    if type_.endswith(" set"):
        return []
    if type_.endswith(" map"):
        return {}
    if type_.endswith(" ref"):
        return NULL
    plain = {"int": 0, "float": 0.0, "bool": False, "datetime": "19700101T00:00:00Z"}
    return plain.get(type_, "")


def default_of(type_: str, text: str | None, enums: dict[str, list[str]]) -> Any:
    """The datamodel's default, as a value; the type's zero (an enum's first value) where it gives none."""
    if text is None:
        first = enums.get(type_.removeprefix("enum "), [""]) if type_.startswith("enum ") else [""]
        return first[0] or zero(type_)
    if type_.endswith(" map"):
        return dict(re.findall(r'"([^"]*)" -> "([^"]*)"', text))
    if type_.endswith(" set"):
        inner = text.strip("{}")
        if not inner or NULL.split(":", maxsplit=1)[0] in inner:
            return []
        return [default_of(type_.removesuffix(" set"), part.strip(), enums) for part in inner.split(";")]
    if type_.endswith(" option"):
        return None
    if type_.endswith(" ref"):
        return NULL
    if type_ == "int":
        return int(text)
    if type_ == "float":
        return float(text)
    if type_ == "bool":
        return text == "true"
    if type_ == "string":
        return text.strip('"')
    return text


def python_name(api_class: str) -> str:
    return api_class[0].upper() + api_class[1:]


def python_type(type_: str) -> str:
    if type_.endswith(" option"):
        return f"{python_type(type_.removesuffix(' option'))} | None"
    if type_.endswith(" set"):
        return f"tuple[{python_type(type_.removesuffix(' set'))}, ...]"
    if type_.endswith(" map"):
        key, value = type_.removesuffix(" map").strip("()").split(" -> ", 1)
        return f"Mapping[{python_type(key)}, {python_type(value)}]"
    if type_.endswith(" record"):
        return python_name(type_.removesuffix(" record"))
    if type_.endswith(" ref") or type_.startswith("enum "):
        return "str"
    return {"int": "Int", "float": "float", "bool": "bool"}.get(type_, "str")


def python_default(type_: str, value: Any) -> str:
    if type_.endswith(" set"):
        return repr(tuple(value))
    if type_.endswith(" map"):
        return f"msgspec.field(default_factory=lambda: {value!r})" if value else "msgspec.field(default_factory=dict)"
    return repr(value)


def enum_values(published: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {e["name"]: [v["name"] for v in e["values"]] for c in published for e in c.get("enums", [])}


def load(path: Path) -> list[dict[str, Any]]:
    """The published classes with the overlay of younger facts, as plain dictionaries."""
    classes = []
    published = json.loads(path.read_text())
    names = {c["name"] for c in published}
    enums = enum_values(published)
    for name in sorted(set(YOUNGER_FIELDS) - names):
        published.append({"name": name, "fields": [], "messages": []})
    for c in published:
        name = c["name"]
        fields = [
            {
                "name": f["name"],
                "type": f["type"],
                "qualifier": f["qualifier"],
                "default": default_of(f["type"], f.get("default"), enums),
                "optional": "default" in f,
            }
            for f in c["fields"]
        ]
        fields += [
            {"name": n, "type": t, "qualifier": q, "default": d, "optional": True}
            for n, t, q, d in YOUNGER_FIELDS.get(name, [])
            if n not in {f["name"] for f in fields}
        ]
        calls = [
            {
                "name": m["name"],
                "session": bool(m["params"]) and m["params"][0]["name"] == "session_id",
                "params": [(p["name"], p["type"]) for p in m["params"] if p["name"] != "session_id"],
                "result": m["result"][0],
                "implicit": m["implicit"],
                "roles": m["roles"],
            }
            for m in c["messages"]
        ]
        calls += [
            {"name": n, "session": True, "params": p, "result": r, "implicit": False, "roles": ["pool-admin"]}
            for n, r, p in YOUNGER_CALLS.get(name, [])
            if n not in {m["name"] for m in calls}
        ]
        if name == "VM_group" and not calls:
            calls += [
                {"name": n, "session": True, "params": p, "result": r, "implicit": True, "roles": ["read-only"]}
                for n, r, p in (
                    ("get_all", "VM_group ref set", []),
                    ("get_all_records", "(VM_group ref -> VM_group record) map", []),
                    ("get_record", "VM_group record", [("self", "VM_group ref")]),
                )
            ]
        classes.append({"name": name, "fields": fields, "calls": calls})
    return classes


def holds_records(c: dict[str, Any]) -> bool:
    return any(f["type"].removesuffix(" option").endswith(" record") for f in c["fields"])


def model_classes(classes: list[dict[str, Any]]) -> str:
    lines = [
        '"""The records of the XenAPI, one class each; written by packaging/datamodel.py.',
        "",
        "Fields keep the names of the datamodel. A class of the datamodel that starts with a small letter starts with",
        "a capital here (`host_metrics` is `Host_metrics`), as in the vendor's C# SDK. Sets are tuples, references and",
        "enum values are strings (a server may be younger than this table), dates are the server's text.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "from collections.abc import Mapping",
        "",
        "import msgspec",
        "",
        "from xengui.model.record import Int, Record",
        "",
    ]
    rows = [c for c in classes if c["fields"] and c["name"] != "event"]
    for c in sorted(rows, key=holds_records):
        lines += ["", f"class {python_name(c['name'])}(Record, frozen=True, gc=False, kw_only=True):"]
        for f in c["fields"]:
            lines.append(f"    {f['name']}: {python_type(f['type'])} = {python_default(f['type'], f['default'])}")
        lines.append("")
    lines += ["", "CLASSES: Mapping[str, type[Record]] = {"]
    lines += [f'    "{c["name"]}": {python_name(c["name"])},' for c in rows]
    lines += ["}", ""]
    return "\n".join(lines)


def model_calls(classes: list[dict[str, Any]]) -> str:
    lines = [
        '"""Every call of the XenAPI: types of its parameters after the session, type of its result.',
        "",
        "Written by packaging/datamodel.py.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "from collections.abc import Mapping",
        "",
        "CALLS: Mapping[str, tuple[tuple[str, ...], str]] = {",
    ]
    for c in classes:
        for m in c["calls"]:
            params = tuple(t for _, t in m["params"])
            lines.append(f'    "{c["name"]}.{m["name"]}": ({params!r}, {m["result"]!r}),'.replace("'", '"'))
    lines += ["}", ""]
    return "\n".join(lines)


def model_roles(classes: list[dict[str, Any]]) -> str:
    """Roles contain one another, so the least one says it all. What everybody may do is left out, and so are the
    younger calls, of which nobody published it."""
    lines = [
        '"""Which role a call takes at least, for those that take more than the read-only one.',
        "",
        "Written by packaging/datamodel.py.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "from collections.abc import Mapping",
        "",
        "LEAST: Mapping[str, frozenset[str]] = {",
    ]
    younger = {f"{name}.{call[0]}" for name, calls in YOUNGER_CALLS.items() for call in calls}
    for role in reversed(RANKED[:-1]):
        methods = [
            f"{c['name']}.{m['name']}"
            for c in classes
            for m in c["calls"]
            if role in m["roles"] and least(m["roles"]) == role and f"{c['name']}.{m['name']}" not in younger
        ]
        lines.append(f'    "{role}": frozenset((')
        lines += [f'        "{method}",' for method in sorted(methods)]
        lines.append("    )),")
    lines += ["}", ""]
    return "\n".join(lines)


def least(roles: list[str]) -> str:
    return next(role for role in reversed(RANKED) if role in roles)


def sim_datamodel(classes: list[dict[str, Any]], enums: dict[str, list[str]]) -> str:
    lines = [
        '"""What the pretend pool knows of the XenAPI; written by packaging/datamodel.py.',
        "",
        "FIELDS: class -> field -> (type, qualifier, default, has a default of its own).",
        "CALLS: class -> message -> (needs a session, ((parameter, type), ...), result type, generated, roles).",
        "ENUMS: name -> values.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "from collections.abc import Mapping",
        "from typing import Any",
        "",
        "FIELDS: Mapping[str, Mapping[str, tuple[str, str, Any, bool]]] = {",
    ]
    for c in classes:
        lines.append(f'    "{c["name"]}": {{')
        lines += [
            f'        "{f["name"]}": {(f["type"], f["qualifier"], f["default"], f["optional"])!r},' for f in c["fields"]
        ]
        lines.append("    },")
    roles = sorted({tuple(m["roles"]) for c in classes for m in c["calls"]})
    names = {r: f"_R{i}" for i, r in enumerate(roles)}
    lines += ["}", ""]
    lines += [f"{names[r]} = {r!r}" for r in roles]
    lines += [
        "",
        "CALLS: Mapping[str, Mapping[str, tuple[bool, tuple[tuple[str, str], ...], str, bool, tuple[str, ...]]]] = {",
    ]
    for c in classes:
        lines.append(f'    "{c["name"]}": {{')
        for m in c["calls"]:
            head = f"{m['session']}, {tuple(m['params'])!r}, {m['result']!r}, {m['implicit']}"
            lines.append(f'        "{m["name"]}": ({head}, {names[tuple(m["roles"])]}),')
        lines.append("    },")
    lines += ["}", "", "ENUMS: Mapping[str, tuple[str, ...]] = {"]
    lines += [f'    "{name}": {tuple(values)!r},' for name, values in sorted(enums.items())]
    lines += ["}", ""]
    return "\n".join(lines)


def main(argv: list[str]) -> int:
    if len(argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    classes = load(Path(argv[1]))
    enums = enum_values(json.loads(Path(argv[1]).read_text()))
    (ROOT / "xengui/model/classes.py").write_text(model_classes(classes))
    (ROOT / "xengui/model/calls.py").write_text(model_calls(classes))
    (ROOT / "xengui/model/roles.py").write_text(model_roles(classes))
    (ROOT / "xengui/sim/datamodel.py").write_text(sim_datamodel(classes, enums))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
