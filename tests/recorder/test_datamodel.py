import pytest

from tests.model.datamodel import published
from tests.recorder.datamodel import from_published, from_tables, type_of


@pytest.mark.parametrize(
    "text",
    [
        "string",
        "enum vm_power_state",
        "VM ref set",
        "sr_stat record option",
        "(string -> (string -> string) map) map",
        "(VM ref -> VM record) map",
        "(int -> VM ref set) map",
    ],
)
def test_a_type_is_read_as_the_datamodel_writes_it(text):
    assert str(type_of(text)) == text


def test_a_type_nobody_can_read_is_told():
    with pytest.raises(ValueError, match="nobody can read: rope"):
        type_of("rope")


def test_the_published_datamodel_and_the_tables_made_of_it_say_the_same():
    theirs, ours = from_published(published()), from_tables()

    assert theirs.fields == ours.fields
    assert theirs.enums == ours.enums
    assert {
        name for name in set(theirs.methods) | set(ours.methods) if theirs.methods.get(name) != ours.methods.get(name)
    } == set()


def test_what_may_be_left_out_and_what_is_younger_is_known():
    methods = from_tables().methods

    assert (methods["VM.snapshot"].required, len(methods["VM.snapshot"].params)) == (2, 3)
    assert [name for name, _ in methods["host.disable"].params] == ["host", "auto_enable"]
    assert methods["host.disable"].required == 1
    assert not methods["session.login_with_password"].session
