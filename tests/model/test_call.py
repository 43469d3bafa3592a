from __future__ import annotations

from xengui.model.call import Call, Earlier


def test_results_of_earlier_calls_are_put_in_their_places():
    call = Call("VBD.create", (Earlier(1), "text", Earlier(0)))

    assert call.settled(["vm", "vdi"]) == Call("VBD.create", ("vdi", "text", "vm"))


def test_a_call_without_such_places_stays_as_it_is():
    call = Call("VM.start", ("vm", False, False))

    assert call.settled([]) == call


def test_places_inside_records_and_lists_are_settled_too():
    call = Call("VBD.create", ({"VM": Earlier(0), "VDIs": [Earlier(1), "x"]},))

    assert call.settled(["vm", "vdi"]) == Call("VBD.create", ({"VM": "vm", "VDIs": ["vdi", "x"]},))
