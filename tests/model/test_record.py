import pytest

from xengui.model.classes import VM
from xengui.model.record import NULL


def test_records_that_differ_in_nothing_are_equal():
    assert VM(ref="OpaqueRef:web", tags=("a",)) == VM(ref="OpaqueRef:web", tags=("a",))
    assert VM(ref="OpaqueRef:web", tags=("a",)) != VM(ref="OpaqueRef:web", tags=("b",))


def test_records_cannot_be_changed():
    vm = VM(ref="OpaqueRef:web")

    with pytest.raises(AttributeError):
        vm.name_label = "db"  # type: ignore[misc]


def test_a_record_of_nobody_knows_whom_has_the_null_reference():
    assert VM().ref == NULL
