"""Hosts in and out of service, and what they know of themselves."""

from __future__ import annotations

import re

BASALT = "OpaqueRef:basalt"


def test_a_host_goes_out_of_service_and_comes_back(api):
    api("host.disable", BASALT)
    assert (api("host.get_enabled", BASALT), "reboot" in api("host.get_allowed_operations", BASALT)) == (False, True)

    api("host.enable", BASALT)
    assert (api("host.get_enabled", BASALT), "reboot" in api("host.get_allowed_operations", BASALT)) == (True, False)


def test_younger_clients_say_whether_it_comes_back_by_itself(api):
    api("host.disable", BASALT, False)

    assert api("host.get_enabled", BASALT) is False


def test_the_time_of_a_host(api):
    assert re.fullmatch(r"\d{8}T\d\d:\d\d:\d\dZ", api("host.get_servertime", BASALT))
    assert re.fullmatch(r"\d{8}T\d\d:\d\d:\d\d", api("host.get_server_localtime", BASALT))


def test_memory_of_a_host(api):
    assert api("host.compute_free_memory", BASALT) == 8 << 30
    assert api("host.compute_memory_overhead", BASALT) == 0


def test_the_management_interface(start, data):
    data.tables["PIF"] = {"OpaqueRef:eth0": {"host": BASALT, "management": True}}
    api = start(data, plain=True).login()

    assert api("host.get_management_interface", BASALT) == "OpaqueRef:eth0"
    assert api.refusal("host.get_management_interface", "OpaqueRef:granite") == ["HOST_HAS_NO_MANAGEMENT_IP"]
