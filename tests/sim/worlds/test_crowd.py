"""A crowd is large, mixed and the same every time."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from xengui.sim.worlds.crowd import Ground, crowd, host_names

GROUND = Ground(
    hosts=["granite", "basalt"],
    repositories=["iSCSI bulk 1"],
    networks=["Network 0", "VLAN 1", "VLAN 2"],
    appliances=["Shop"],
)


def test_a_crowd_is_the_same_in_every_run() -> None:
    assert list(crowd(200, GROUND)) == list(crowd(200, GROUND))


def test_no_two_of_a_crowd_share_a_name() -> None:
    names = Counter(machine.name for machine in crowd(3000, GROUND))

    assert max(names.values()) == 1


def test_a_crowd_is_in_every_power_state() -> None:
    states = {machine.state for machine in crowd(40, GROUND)}

    assert states == {"Running", "Halted", "Suspended", "Paused"}


def test_a_local_disk_lies_on_the_host_of_its_machine() -> None:
    local = [machine for machine in crowd(200, GROUND) if machine.disks[0].sr.startswith("Local storage")]

    assert local
    assert all(machine.disks[0].sr == f"Local storage on {machine.host}" for machine in local)


def test_a_crowd_is_as_mixed_as_people_make_it() -> None:
    machines = list(crowd(400, GROUND))

    assert Counter(len(machine.disks) for machine in machines).keys() == {1, 2, 3}
    assert Counter(len(machine.cards) for machine in machines).keys() == {0, 1, 2}
    assert Counter(len(machine.snapshots) for machine in machines).keys() == {0, 1, 2, 3}
    assert {card.network for machine in machines for card in machine.cards} == set(GROUND.networks)
    assert any(machine.appliance for machine in machines)
    assert any("HideFromXenCenter" in machine.other_config for machine in machines)
    assert 0 < sum(not machine.tools for machine in machines) < 40


def test_some_names_are_hard_to_show() -> None:
    names = "".join(machine.name for machine in crowd(400, GROUND))

    assert {"\n", "\t", "\a", "<", "&", "東", "🦀", "\u202e"} <= set(names)


def test_there_are_host_names_without_end() -> None:
    names = list(islice(host_names(), 500))

    assert len(set(names)) == 500
