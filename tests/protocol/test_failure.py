import pytest

from xengui.protocol.failure import LONGEST_CODE, LONGEST_PARAM, MOST_PARAMS, Failure


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


def test_what_no_server_has_a_reason_to_send_is_cut():
    refusal = Failure("A" * 1_000_000, ["b" * 1_000_000] * 1_000)

    assert len(refusal.code) == LONGEST_CODE + 1
    assert len(refusal.params) == MOST_PARAMS
    assert {len(param) for param in refusal.params} == {LONGEST_PARAM + 1}
    assert len(str(refusal)) < 2_000_000


@pytest.mark.parametrize(
    "named", ["", "basalt@granite", "basalt/x?y", "a b", "x" * 300, "basalt\nHost: x", "<b>", "[::1]:1/"]
)
def test_what_names_no_host_is_no_coordinator(named: str):
    assert Failure("HOST_IS_SLAVE", [named]).coordinator == ""


@pytest.mark.parametrize("named", ["basalt", "10.0.0.1", "fe80::1%eth0", "[2001:db8::1]", "ünï.example"])
def test_a_host_is(named: str):
    assert Failure("HOST_IS_SLAVE", [named]).coordinator == named
