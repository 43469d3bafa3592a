"""Operating systems as guest tools tell of them."""

from __future__ import annotations

import pytest

from xengui.sim.worlds import guests
from xengui.sim.worlds.guests import CENTOS_5, DEBIAN_12, WINDOWS_11, Guest
from xengui.sim.worlds.templates import BY_NAME

ALL = [guest for guest in vars(guests).values() if isinstance(guest, Guest)]
EACH = pytest.mark.parametrize("guest", ALL, ids=[guest.name for guest in ALL])


@EACH
def test_every_guest_was_installed_from_a_template_that_pools_have(guest: Guest) -> None:
    assert guest.template in BY_NAME


@EACH
def test_the_template_and_its_guest_agree_on_what_they_are(guest: Guest) -> None:
    assert guest.windows == BY_NAME[guest.template].windows == guest.name.startswith("Microsoft Windows")


@EACH
def test_every_guest_can_be_asked_to_shut_down(guest: Guest) -> None:
    assert {guest.features[f"feature-{ability}"] for ability in ("shutdown", "reboot", "suspend")} == {"1"}


def test_what_a_guest_does_not_know_of_itself_is_left_out() -> None:
    assert DEBIAN_12.os_version == {
        "name": "Debian GNU/Linux 12 (bookworm)",
        "distro": "debian",
        "major": "12",
        "minor": "7",
        "uname": "6.1.0-25-amd64",
    }
    assert "uname" not in WINDOWS_11.os_version


def test_windows_tells_its_folder_and_partition_behind_its_name() -> None:
    assert WINDOWS_11.os_version["name"].split("|")[0] == "Microsoft Windows 11 Pro"


def test_windows_takes_addresses_but_no_vcpus_while_it_runs() -> None:
    assert WINDOWS_11.features["feature-static-ip-setting"] == "1"
    assert WINDOWS_11.features["feature-vcpu-hotplug"] == "0"
    assert DEBIAN_12.features["feature-vcpu-hotplug"] == "1"
    assert "feature-static-ip-setting" not in DEBIAN_12.features


def test_the_version_of_the_tools_has_four_parts() -> None:
    assert CENTOS_5.drivers_version == {"major": "6", "minor": "2", "micro": "0", "build": "70446"}


def test_one_guest_is_old_enough_to_be_paravirtual() -> None:
    assert [guest for guest in ALL if guest.domain_type != "hvm"] == [CENTOS_5]
