"""What is known of a vApp."""

from __future__ import annotations

from collections.abc import Iterator

from xengui.model.classes import VM, VM_appliance
from xengui.queries import names, states, units
from xengui.queries.general.rows import Row, Section, Sheet, general, section
from xengui.queries.natural import natural


def sections(appliance: VM_appliance, sheet: Sheet) -> tuple[Section, ...]:
    return (general(appliance, sheet, ()), section("Start order", _members(appliance, sheet)))


def _members(appliance: VM_appliance, sheet: Sheet) -> Iterator[Row]:
    vms = [vm for ref in appliance.VMs if (vm := sheet.snapshot.find(VM, ref))]
    for vm in sorted(vms, key=lambda vm: (vm.order, natural(vm.name_label))):
        state = states.words(states.state(vm, sheet.snapshot))
        delay = f", then {units.duration(vm.start_delay)} of delay" if vm.start_delay else ""
        yield Row(names.name(vm, sheet.snapshot), f"Order {vm.order}{delay}. {state}.", ref=vm.ref)
