from datetime import datetime, timedelta, timezone

from tests.builders import NOW, a_host, a_snapshot, a_vm, an_sr, pool_with, ref
from tests.queries.general.pages import page, values
from xengui.queries.general.rows import (
    LONGEST_VALUE,
    MOST_ITEMS,
    MOST_ROWS,
    Row,
    Section,
    Sheet,
    general,
    link,
    section,
    since,
    yes_no,
)

SHEET = Sheet(pool_with(), NOW)


def test_rows_say_how_they_are_set():
    rows = page(a_vm(uuid="5f1c", tags=("b", "a"), name_description="x", affinity="granite"))["General"]

    assert rows["UUID"].kind == "mono"
    assert rows["Description"].kind == "multiline"
    assert (rows["Tags"].kind, rows["Tags"].items) == ("tags", ("a", "b"))
    assert rows["Home server"].ref == ref("granite")


def test_a_section_keeps_the_rows_that_have_something_to_say():
    kept = Row("Bridge", "xenbr0")

    assert section("General", [Row("VLAN", ""), None, kept]) == Section("General", (kept,))


def test_what_every_class_has_encloses_what_is_its_own():
    vm = a_vm(uuid="5f1c", name_description=" Mail \n", tags=("a",), other_config={"folder": "/Office/Köln"})

    found = general(vm, SHEET, [Row("Own", "row")])

    assert [(row.label, row.value) for row in found.rows] == [
        ("Name", "web"),
        ("Description", "Mail"),
        ("Tags", "a"),
        ("Folder", "Office › Köln"),
        ("Own", "row"),
        ("UUID", "5f1c"),
    ]


def test_tags_stand_in_natural_order_in_the_line_and_by_themselves():
    row = page(a_vm(tags=("web-10", "Gold", "web-2")))["General"]["Tags"]

    assert (row.value, row.items) == ("Gold, web-2, web-10", ("Gold", "web-2", "web-10"))


def test_custom_fields_are_those_that_the_pool_defines():
    keys = {f"XenCenter.CustomFields.{name}": "4410" for name in ("Cost center", "Undefined")}
    defined = '<All><CustomFieldDefinition name="Cost center" type="String"/></All>'

    found = page(a_vm(other_config=keys), gui_config={"XenCenter.CustomFields": defined})

    assert values(found["Custom fields"]) == {"Cost center": "4410"}


def test_a_link_leads_to_what_it_names_and_there_is_none_to_nothing():
    assert link("Home server", a_vm(name_label="granite"), SHEET) == Row(
        "Home server", "granite", kind="link", ref=ref("granite")
    )
    assert link("Home server", None, SHEET) is None


def test_what_is_never_in_the_tree_is_named_and_no_way_leads_there():
    for record in (a_snapshot(name_label="before"), a_vm(name_label="before", is_control_domain=True)):
        assert link("Snapshot of", record, SHEET) == Row("Snapshot of", "before")


def test_a_start_is_told_with_what_has_passed_since():
    assert since("Started", NOW - timedelta(hours=8), SHEET) == Row("Started", "23 Nov 2026 07:51 (8 h ago)")
    assert since("Started", None, SHEET) is None


def test_a_start_that_is_still_to_come_has_no_age():
    """The clocks of the server and of this computer differ."""
    assert since("Started", NOW + timedelta(minutes=2), SHEET) == Row("Started", "23 Nov 2026 15:53")


def test_times_are_told_where_the_reader_is():
    away = Sheet(pool_with(), NOW.astimezone(timezone(timedelta(hours=-5))))

    row = since("Started", datetime(2026, 11, 23, 3, 0, tzinfo=NOW.tzinfo), away)

    assert row == Row("Started", "22 Nov 2026 22:00 (12 h 51 min ago)")


def test_yes_and_no_are_words():
    assert (yes_no(True), yes_no(False)) == ("Yes", "No")


def test_what_people_wrote_names_the_commands_that_change_it():
    vm = a_vm(name_description="Mail", tags=("a",), other_config={"xo:notes": " Ask Ada.\n"})

    found = general(vm, SHEET, ())

    assert found.command == "vm.properties"
    assert {row.label: row.commands for row in found.rows} == {
        "Name": ("object.rename",),
        "Description": ("vm.properties",),
        "Tags": ("vm.properties",),
        "Notes": ("vm.properties",),
    }
    assert found.rows[-1] == Row("Notes", "Ask Ada.", kind="multiline", commands=("vm.properties",))


def test_what_is_hidden_says_so_and_how_it_comes_back():
    hidden = an_sr(other_config={"HideFromXenCenter": "true"})

    assert page(hidden)["General"]["Hidden"] == Row("Hidden", "Yes", commands=("object.show",))
    assert "Hidden" not in page(an_sr())["General"]
    assert "Hidden" not in page(a_host(other_config={"HideFromXenCenter": "true"}))["General"]


def test_what_no_page_could_show_is_cut_and_copied_as_a_whole():
    endless = "x" * 1_000_000

    (row,) = section("General", [Row("Notes", endless)]).rows

    assert (len(row.value), row.copied) == (LONGEST_VALUE + 1, endless)


def test_rows_and_tags_without_end_have_one():
    tags = tuple(f"tag {number}" for number in range(5_000))

    rows = section("General", [Row("Tags", ", ".join(tags), kind="tags", items=tags)] * 5_000).rows

    assert len(rows) == MOST_ROWS
    assert rows[0].items == tags[:MOST_ITEMS]
