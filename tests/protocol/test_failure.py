import pytest

from xengui.protocol.failure import Failure


def test_a_failure_keeps_its_code_and_its_parameters_in_order():
    failure = Failure("HANDLE_INVALID", ["VM", "OpaqueRef:web"])

    assert failure.code == "HANDLE_INVALID"
    assert failure.params == ("VM", "OpaqueRef:web")


def test_a_failure_prints_its_code_and_its_parameters():
    assert repr(Failure("HANDLE_INVALID", ["VM"])) == "Failure('HANDLE_INVALID', 'VM')"
    assert str(Failure("HANDLE_INVALID", ["VM", "OpaqueRef:web"])) == "HANDLE_INVALID: VM, OpaqueRef:web"
    assert str(Failure("HOST_STILL_BOOTING")) == "HOST_STILL_BOOTING"


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (Failure("HOST_IS_SLAVE", ["10.0.0.5"]), {"coordinator": "10.0.0.5"}),
        (Failure("HOST_IS_SLAVE"), {}),
        (Failure("SESSION_INVALID", ["OpaqueRef:s"]), {"session_ended": True}),
        (Failure("LICENCE_RESTRICTION", ["PCI_device_for_auto_update"]), {"feature": "PCI_device_for_auto_update"}),
        (Failure("LICENCE_RESTRICTION"), {}),
        (Failure("FEATURE_RESTRICTED"), {}),
        (Failure("RBAC_PERMISSION_DENIED", ["vm.start", "No permission"]), {"permission": "vm.start"}),
        (Failure("RBAC_PERMISSION_DENIED_FRIENDLY", ["vm.start", "VM Admin"]), {"permission": "vm.start"}),
        (Failure("VM_BAD_POWER_STATE", ["OpaqueRef:vm", "halted", "running"]), {}),
    ],
)
def test_refusals_that_programs_tell_apart_have_their_parameters_by_name(failure: Failure, told: dict[str, object]):
    nothing: dict[str, object] = {"coordinator": "", "session_ended": False, "feature": "", "permission": ""}

    assert {name: getattr(failure, name) for name in nothing} == nothing | told
    assert failure.unlicensed is (failure.code in {"LICENCE_RESTRICTION", "FEATURE_RESTRICTED"})
    assert failure.forbidden is failure.code.startswith("RBAC")
