"""The calls every class has."""

from __future__ import annotations

from typing import Any

from xengui.sim.datamodel import CALLS, FIELDS
from xengui.sim.events import SILENT
from xengui.sim.signatures import SIGNATURES
from xengui.sim.worlds import small

WEB = "OpaqueRef:web"


def test_records_are_found_in_every_way(api):
    records = api("VM.get_all_records")

    assert set(api("VM.get_all")) == records.keys()
    assert api("VM.get_record", WEB) == records[WEB]
    assert api("VM.get_by_uuid", records[WEB]["uuid"]) == WEB
    assert api("VM.get_by_name_label", "web") == [WEB]
    assert api("VM.get_by_name_label", "nobody") == []
    assert api("VM.get_name_label", WEB) == "web"


def test_filters_pick_records(api):
    expression = 'field "is_a_template" = "false" and field "power_state" = "Halted"'

    assert api("VM.get_all_where", expression) == ["OpaqueRef:idle"]
    assert list(api("VM.get_all_records_where", expression)) == ["OpaqueRef:idle"]


def test_what_is_unknown(api):
    assert api.refusal("VM.get_record", "OpaqueRef:x") == ["HANDLE_INVALID", "VM", "OpaqueRef:x"]
    assert api.refusal("VM.get_record", "OpaqueRef:NULL") == ["HANDLE_INVALID", "VM", "OpaqueRef:NULL"]
    assert api.refusal("VM.get_by_uuid", "x") == ["UUID_INVALID", "VM", "x"]
    assert api.refusal("VM.set_affinity", WEB, "OpaqueRef:x") == ["HANDLE_INVALID", "host", "OpaqueRef:x"]


def test_fields_are_written(api):
    api("VM.set_name_label", WEB, "renamed")
    api("VM.set_affinity", WEB, "OpaqueRef:basalt")
    api("VM.set_affinity", WEB, "OpaqueRef:NULL")

    assert (api("VM.get_name_label", WEB), api("VM.get_affinity", WEB)) == ("renamed", "OpaqueRef:NULL")


def test_maps_grow_and_shrink_by_keys(api):
    api("VM.set_other_config", WEB, {"a": "1"})
    api("VM.add_to_other_config", WEB, "b", "2")

    assert api.refusal("VM.add_to_other_config", WEB, "b", "3") == ["MAP_DUPLICATE_KEY", "VM", "other_config", WEB, "b"]
    api("VM.remove_from_other_config", WEB, "a")
    api("VM.remove_from_other_config", WEB, "never there")
    assert api("VM.get_other_config", WEB) == {"b": "2"}


def test_sets_hold_a_member_once(api):
    api("VM.add_tags", WEB, "x")
    api("VM.add_tags", WEB, "x")
    api("VM.add_tags", WEB, "y")
    api("VM.remove_tags", WEB, "x")

    assert api("VM.get_tags", WEB) == ["y"]


def test_what_nobody_wrote_says_so(api):
    assert api.refusal("VM.get_boot_record", WEB) == ["NOT_IMPLEMENTED", "VM.get_boot_record"]
    assert api.refusal("VM.set_suspend_VDI", WEB, "OpaqueRef:NULL") == ["NOT_IMPLEMENTED", "VM.set_suspend_VDI"]
    assert api.run("VM.get_boot_record", WEB)["error_info"] == ["NOT_IMPLEMENTED", "VM.get_boot_record"]


def test_getters_and_setters_leave_no_task(server, api):
    token = api.events(["task"], timeout=0.0)["token"]

    api("VM.get_record", WEB)
    api("VM.set_name_label", WEB, "renamed")

    assert api.events(["task"], token, 0.0)["token"] == token


NEW: dict[str, Any] = {
    "string": "<new> & „other“",
    "bool": True,
    "int": 7,
    "float": 1.5,
    "string set": ["x", "<y>"],
    "(string -> string) map": {"a": "1", "b": "<2>"},
}


OF_THEIR_OWN = {("VM", "is_a_template")}
"""Fields whose setters have rules of their own, which are tested elsewhere."""


def test_whatever_can_be_written_in_any_class_is_written_and_told(start):
    (data,) = small.build(vms=10).pools
    api = start(data, plain=True).login()
    written = []

    for class_, fields in FIELDS.items():
        row = next(iter(api(f"{class_}.get_all")), None) if f"{class_}.get_all" in SIGNATURES else None
        for field, (type_, qualifier, _, _) in fields.items():
            generated = CALLS[class_].get(f"set_{field}", (None,) * 5)[3]
            if row is None or qualifier != "RW" or not generated or type_ not in NEW:
                continue
            if (class_, field) in OF_THEIR_OWN:
                continue
            if api(f"{class_}.get_{field}", row) == NEW[type_]:
                continue
            place = api.events([f"{class_}/{row}"])["token"]
            api(f"{class_}.set_{field}", row, NEW[type_])
            assert api(f"{class_}.get_{field}", row) == NEW[type_], (class_, field)
            if class_ not in SILENT:
                (event,) = api.events([f"{class_}/{row}"], place)["events"]
                assert event["snapshot"][field] == NEW[type_], (class_, field)
            if type_.endswith("map"):
                duplicate = ["MAP_DUPLICATE_KEY", class_, field, row, "a"]
                assert api.refusal(f"{class_}.add_to_{field}", row, "a", "2") == duplicate
                api(f"{class_}.remove_from_{field}", row, "a")
                assert api(f"{class_}.get_{field}", row) == {"b": "<2>"}
            written.append((class_, field))

    assert {("VM", "name_label"), ("host", "tags"), ("SR", "other_config"), ("pool", "gui_config")} <= set(written)
    assert {("network", "name_description"), ("VDI", "tags"), ("VBD", "other_config")} <= set(written)


def test_what_a_person_blocks_is_blocked(api):
    api("VM.set_blocked_operations", WEB, {"pause": "not now"})

    assert api.refusal("VM.pause", WEB) == ["OPERATION_BLOCKED", WEB, "not now"]
    assert api.refusal("VM.set_blocked_operations", WEB, {"no_such_operation": "x"})[0] == "FIELD_TYPE_ERROR"
    api("VM.remove_from_blocked_operations", WEB, "pause")
    assert api("VM.pause", WEB) == ""
