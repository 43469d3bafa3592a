from tests.model.datamodel import published
from xengui.model.roles import LEAST


def test_roles_contain_one_another():
    """Else the least one would not say who may."""
    ranked = [*LEAST, "pool-admin", "read-only"]
    order = ["pool-admin", "pool-operator", "vm-power-admin", "vm-admin", "vm-operator", "read-only"]
    assert set(ranked) == set(order)

    for cls in published():
        for message in cls["messages"]:
            told = [role for role in order if role in message["roles"]]
            assert told == order[: len(told)], f"{cls['name']}.{message['name']}"


def test_calls_that_the_program_makes_have_their_role():
    assert "VM.start" in LEAST["vm-operator"]
    assert "VM.power_state_reset" in LEAST["pool-operator"]
    assert "VM.set_name_label" in LEAST["vm-admin"]


def test_what_everybody_may_do_takes_no_role():
    assert not any("VM.get_record" in methods for methods in LEAST.values())
