"""Memory and processors of a machine."""

from __future__ import annotations

from xengui.sim.memory import MIB, estimate, overhead

GIB = 1 << 30
WEB, IDLE = "OpaqueRef:web", "OpaqueRef:idle"


def memory(api, vm) -> tuple[int, ...]:
    record = api("VM.get_record", vm)
    return tuple(record[f"memory_{name}"] // GIB for name in ("static_min", "dynamic_min", "dynamic_max", "static_max"))


def test_limits_are_set_together(api):
    api("VM.set_memory_limits", IDLE, GIB, 8 * GIB, 2 * GIB, 4 * GIB)
    assert memory(api, IDLE) == (1, 2, 4, 8)

    api("VM.set_memory_static_range", IDLE, 2 * GIB, 6 * GIB)
    assert memory(api, IDLE) == (2, 2, 4, 6)

    api("VM.set_memory", IDLE, 3 * GIB)
    assert memory(api, IDLE) == (2, 3, 3, 3)


def test_limits_out_of_order_change_nothing(api):
    assert api.refusal("VM.set_memory_limits", IDLE, GIB, 2 * GIB, 4 * GIB, 4 * GIB)[0] == (
        "MEMORY_CONSTRAINT_VIOLATION"
    )
    assert memory(api, IDLE) == (1, 1, 1, 1)


def test_a_running_machine_changes_its_dynamic_range_alone(api):
    assert api.refusal("VM.set_memory_limits", WEB, GIB, GIB, GIB, GIB)[0] == "VM_BAD_POWER_STATE"

    api("VM.set_memory_dynamic_range", WEB, GIB, GIB)

    assert api("VM.get_memory_target", WEB) == GIB


def test_no_more_processors_at_the_start_than_there_may_be(api):
    assert api.refusal("VM.set_VCPUs_at_startup", IDLE, 3) == ["INVALID_VALUE", "VCPUs_at_startup", "3"]
    assert api.refusal("VM.set_VCPUs_max", IDLE, 1) == ["INVALID_VALUE", "VCPUs_max", "1"]

    api("VM.set_VCPUs_max", IDLE, 4)
    api("VM.set_VCPUs_at_startup", IDLE, 3)

    assert (api("VM.get_VCPUs_max", IDLE), api("VM.get_VCPUs_at_startup", IDLE)) == (4, 3)


def test_the_most_memory_for_a_sum_leaves_room_for_what_the_machine_costs_besides(api):
    most = api("VM.maximise_memory", "OpaqueRef:idle", 4 << 30, False)

    assert 0 < (4 << 30) - most < 64 << 20
    assert most % (1 << 20) == 0


def test_the_most_memory_is_exact_to_a_mebibyte_or_leaves_room_for_many_processors(api, pool):
    total = 4 << 30
    most = api("VM.maximise_memory", IDLE, total, False)

    def cost(size: int, processors: int) -> int:
        record = pool.record("VM", IDLE) | {"memory_static_max": size, "VCPUs_max": processors}
        return size + estimate(record)

    assert cost(most, 2) <= total < cost(most + MIB, 2)
    rough = api("VM.maximise_memory", IDLE, total, True)
    assert cost(rough, 64) <= total < cost(rough + MIB, 64)


def test_nothing_fits_into_nothing(api):
    assert api("VM.maximise_memory", IDLE, 0, False) == 0


def test_what_a_machine_costs_besides_can_be_asked_for(api, pool):
    assert api("VM.compute_memory_overhead", IDLE) == overhead(pool.record("VM", IDLE))
