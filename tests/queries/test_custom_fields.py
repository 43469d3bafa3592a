from datetime import UTC

import pytest

from tests.builders import a, a_vm
from xengui.model.classes import Pool
from xengui.queries import custom_fields

DEFINED = (
    "<CustomFieldDefinitions>"
    '<CustomFieldDefinition name="Renewal" type="Date" defaultValue=""/>'
    '<CustomFieldDefinition name="Cost center" type="String" defaultValue=""/>'
    "</CustomFieldDefinitions>"
)
POOL = a(Pool, gui_config={"XenCenter.CustomFields": DEFINED})


def fields(**values: str) -> tuple[tuple[str, str], ...]:
    keys = {f"XenCenter.CustomFields.{name.replace('_', ' ')}": value for name, value in values.items()}
    return custom_fields.values(a_vm(other_config=keys), POOL, UTC)


def test_fields_are_listed_by_name_and_dates_as_people_write_them():
    assert fields(Renewal="2027-03-01 08:00:00Z", Cost_center="4410") == (
        ("Cost center", "4410"),
        ("Renewal", "1 Mar 2027 08:00"),
    )


def test_a_date_at_midnight_is_a_day():
    assert fields(Renewal="2027-03-01 00:00:00Z") == (("Renewal", "1 Mar 2027"),)


def test_empty_and_undefined_fields_are_left_out():
    assert fields(Cost_center="", Forgotten="x") == ()


def test_a_spoilt_date_is_shown_as_it_is():
    assert fields(Renewal="soon") == (("Renewal", "soon"),)


@pytest.mark.parametrize(
    "text",
    ["", "<Custom", "<!DOCTYPE x [<!ENTITY a 'b'>]><CustomFieldDefinitions>&a;</CustomFieldDefinitions>"],
)
def test_spoilt_and_hostile_definitions_define_nothing(text):
    assert custom_fields.definitions(a(Pool, gui_config={"XenCenter.CustomFields": text})) == {}


def test_without_a_pool_there_are_no_fields():
    assert custom_fields.definitions(None) == {}
