from xengui.protocol.failure import Failure


def test_a_failure_keeps_its_code_and_its_parameters_in_order():
    failure = Failure("HANDLE_INVALID", ["VM", "OpaqueRef:web"])

    assert failure.code == "HANDLE_INVALID"
    assert failure.params == ("VM", "OpaqueRef:web")


def test_a_failure_prints_its_code_and_its_parameters():
    assert repr(Failure("HANDLE_INVALID", ["VM"])) == "Failure('HANDLE_INVALID', 'VM')"
    assert str(Failure("HANDLE_INVALID", ["VM", "OpaqueRef:web"])) == "HANDLE_INVALID: VM, OpaqueRef:web"
    assert str(Failure("HOST_STILL_BOOTING")) == "HOST_STILL_BOOTING"
