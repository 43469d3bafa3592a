from collections.abc import Callable, Mapping
from types import GenericAlias
from typing import Any, get_type_hints

import pytest

from tests.model.datamodel import published
from xengui.model import classes
from xengui.model.classes import CLASSES, VM, VM_group
from xengui.model.record import NULL, Record

HINTS = {
    "int": int,
    "float": float,
    "bool": bool,
    "string": str,
    "datetime": str,
}


def hint(type_: str) -> Any:
    """The Python type that stands for a type of the datamodel, worked out another way than the script does."""
    words = type_.split()
    if words[-1] == "option":
        return hint(" ".join(words[:-1])) | None
    if words[-1] == "set":
        return GenericAlias(tuple, (hint(" ".join(words[:-1])), ...))
    if words[-1] == "map":
        key, value = type_[1:].rsplit(")", 1)[0].split(" -> ", 1)
        return GenericAlias(Mapping, (hint(key), hint(value)))
    if words[-1] == "record":
        return CLASSES[words[0]]
    if words[-1] == "ref" or words[0] == "enum":
        return str
    return HINTS[type_]


def test_every_class_with_fields_has_its_record():
    names = {cls["name"] for cls in published() if cls["fields"]} - {"event"}

    assert names <= CLASSES.keys()
    assert CLASSES.keys() - names == {"VM_group"}


def test_every_field_is_there_with_its_type():
    for cls in published():
        kind = CLASSES.get(cls["name"])
        if kind is None:
            continue
        hints = get_type_hints(kind)
        for field in cls["fields"]:
            assert hints.get(field["name"]) == hint(field["type"]), (cls["name"], field["name"])


def test_every_default_of_the_datamodel_is_ours():
    plain: dict[str, Callable[[str], Any]] = {
        "int": int,
        "float": float,
        "string": lambda text: text.strip('"'),
        "bool": lambda text: text == "true",
    }
    for cls in published():
        kind = CLASSES.get(cls["name"])
        for field in cls["fields"] if kind else []:
            if field["type"] in plain and "default" in field:
                ours = getattr(kind(), field["name"])  # type: ignore[misc]
                assert ours == plain[field["type"]](field["default"]), (cls["name"], field["name"])


def test_the_records_have_no_fields_that_nobody_published_but_the_named_younger_ones():
    fields = {cls["name"]: {field["name"] for field in cls["fields"]} for cls in published()}

    ours = {
        (name, field)
        for name, kind in CLASSES.items()
        for field in set(kind.__struct_fields__) - {"ref"} - fields.get(name, set())
        if name != "VM_group"
    }

    assert ours == {
        ("VM", "groups"),
        ("Certificate", "fingerprint_sha256"),
        ("Certificate", "fingerprint_sha1"),
        ("host", "console_idle_timeout"),
        ("pool", "limit_console_sessions"),
        ("pool", "vm_console_idle_timeout"),
    }


@pytest.mark.parametrize("name", CLASSES)
def test_a_record_can_be_made_from_nothing(name: str):
    assert CLASSES[name]() == CLASSES[name]()


def test_events_can_tell_the_classes_apart_without_case():
    assert len({name.lower() for name in CLASSES}) == len(CLASSES)


def test_classes_are_named_as_the_vendors_csharp_kit_names_them():
    for name, kind in CLASSES.items():
        assert issubclass(kind, Record)
        assert kind.__name__ == name[0].upper() + name[1:]
        assert getattr(classes, kind.__name__) is kind


def test_fields_without_a_default_are_zero():
    vm = VM()

    assert (vm.name_label, vm.VCPUs_max, vm.resident_on, vm.VBDs, vm.other_config) == ("", 0, NULL, (), {})
    assert (vm.power_state, vm.is_a_template) == ("Halted", False)
    assert VM_group().placement == "normal"


def test_maps_of_different_records_are_not_shared():
    assert VM().other_config is not VM().other_config
