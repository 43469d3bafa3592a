"""A pool is put up in an order in which every part finds those it needs."""

from __future__ import annotations

import pytest

from tests.sim.worlds.tables import NOW, a_host
from xengui.sim.loading import load
from xengui.sim.worlds import machines, pools
from xengui.sim.worlds.assembly import finished, furnish
from xengui.sim.worlds.cabling import Cabling, Network, Nic
from xengui.sim.worlds.draft import GIB, Draft
from xengui.sim.worlds.guests import DEBIAN_12
from xengui.sim.worlds.machines import Disk, Machine
from xengui.sim.worlds.pools import Alert, Pool
from xengui.sim.worlds.storage import Storage

CABLING = Cabling(
    networks=(Network(name="LAN", bridge="xenbr0"),), nics=(Nic(device="eth0", network="LAN", subnet="10.0.0"),)
)
NAS = Storage(name="NAS", type="nfs", size=900 * GIB)
ISOS = Storage(name="ISOs", type="iso", size=GIB, content_type="iso")


@pytest.fixture
def draft() -> Draft:
    draft = Draft("Test", NOW)
    furnish(draft, (a_host(), a_host("basalt", number=12)), CABLING, (NAS, ISOS), vendor="XCP-ng")
    pools.found(draft, Pool(name="Test", description="", default_sr="NAS"))
    return draft


def test_every_host_is_wired_and_has_its_storage(draft: Draft) -> None:
    for name in ("granite", "basalt"):
        host = draft.the("host", name)
        pifs = [pif for pif in draft.all("PIF").values() if pif["host"] == host]
        srs = {draft.tables["SR"][pbd["SR"]]["name_label"] for pbd in draft.all("PBD").values() if pbd["host"] == host}

        assert [pif["network"] for pif in pifs] == [draft.the("network", "LAN")]
        assert srs == {"NAS", "ISOs", "Local storage", "DVD drives", "Removable storage"}


def test_hosts_differ_in_their_addresses(draft: Draft) -> None:
    assert [pif["IP"] for pif in draft.all("PIF").values()] == ["10.0.0.11", "10.0.0.12"]


def test_drivers_are_known_for_every_repository(draft: Draft) -> None:
    known = {driver["type"] for driver in draft.all("SM").values()}

    assert {sr["type"] for sr in draft.all("SR").values()} <= known


def test_a_finished_pool_has_its_sums_and_its_alerts(draft: Draft) -> None:
    disk = Disk(name="root", size=10 * GIB, sr="NAS", used=4 * GIB)
    machines.install(draft, Machine(name="web", guest=DEBIAN_12, state="Running", host="granite", disks=(disk,)))

    pool = finished(draft, [Alert(name="VM_STARTED", priority=5, cls="VM", about="web", hours_ago=1)])

    metrics = {host: pool.tables["host_metrics"][row["metrics"]] for host, row in pool.tables["host"].items()}
    assert metrics[draft.the("host", "granite")]["memory_free"] < metrics[draft.the("host", "basalt")]["memory_free"]
    assert pool.tables["SR"][draft.the("SR", "NAS")]["virtual_allocation"] == 10 * GIB
    assert [message["name"] for message in pool.tables["message"].values()] == ["VM_STARTED"]
    assert pool.name == "Test"


def test_a_finished_pool_can_be_served(draft: Draft) -> None:
    database, _ = load(finished(draft, []))

    assert len(database.record("SR", draft.the("SR", "NAS"))["PBDs"]) == 2
