import pytest

from xengui.queries.roles import call_name, least_role


@pytest.mark.parametrize(
    ("permission", "name", "role"),
    [
        ("vm.start", "VM.start", "VM Operator"),
        ("vm.set_name_label", "VM.set_name_label", "VM Admin"),
        ("pool.designate_new_master", "pool.designate_new_master", "Pool Operator"),
        ("vm.get_record", "VM.get_record", ""),
        ("vm.add_to_other_config/key:folder", "vm.add_to_other_config/key:folder", ""),
        ("flux.capacitate", "flux.capacitate", ""),
    ],
)
def test_a_permission_has_the_call_s_name_and_its_least_role(permission: str, name: str, role: str):
    assert (call_name(permission), least_role(permission)) == (name, role)
