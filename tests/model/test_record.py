import pytest

from xengui.model.classes import VM
from xengui.model.record import NULL, Record


def test_records_that_differ_in_nothing_are_equal():
    assert VM(ref="OpaqueRef:web", tags=("a",)) == VM(ref="OpaqueRef:web", tags=("a",))
    assert VM(ref="OpaqueRef:web", tags=("a",)) != VM(ref="OpaqueRef:web", tags=("b",))


@pytest.mark.parametrize("record", [Record(), VM()])
def test_records_cannot_be_changed(record: Record):
    with pytest.raises(AttributeError):
        record.ref = "OpaqueRef:web"  # type: ignore[misc]


def test_a_record_of_nobody_knows_whom_has_the_null_reference():
    assert VM().ref == NULL


def test_the_null_reference_is_spelled_as_the_server_spells_it():
    assert NULL == "OpaqueRef:NULL"
