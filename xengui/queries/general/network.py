"""What is known of a network."""

from __future__ import annotations

from collections.abc import Iterator

from xengui.model.classes import PIF, Host, Network
from xengui.queries import names
from xengui.queries.general.rows import Row, Section, Sheet, custom, general, section, yes_no
from xengui.queries.natural import natural


def sections(network: Network, sheet: Sheet) -> tuple[Section, ...]:
    return (
        general(network, sheet, _facts(network, sheet)),
        section("Servers", _servers(network, sheet)),
        custom(network, sheet),
    )


def _pifs(network: Network, sheet: Sheet) -> list[PIF]:
    return [pif for ref in network.PIFs if (pif := sheet.snapshot.find(PIF, ref))]


def _facts(network: Network, sheet: Sheet) -> Iterator[Row]:
    pifs = _pifs(network, sheet)
    nics = dict.fromkeys(sorted((names.pif_name(pif, sheet.snapshot) for pif in pifs), key=natural))
    yield Row("NIC", ", ".join(nics) or "None: only between virtual machines of one server")
    tags = dict.fromkeys(str(pif.VLAN) for pif in pifs if pif.VLAN >= 0)
    yield Row("VLAN", ", ".join(tags))
    yield Row("MTU", str(network.MTU))
    yield Row("Added to new VMs", yes_no(network.other_config.get("automatic", "true") != "false"))
    yield Row("Bridge", network.bridge, kind="mono")


def _servers(network: Network, sheet: Sheet) -> Iterator[Row]:
    found = [(host, pif) for pif in _pifs(network, sheet) if (host := sheet.snapshot.find(Host, pif.host))]
    for host, pif in sorted(found, key=lambda pair: natural(pair[0].name_label)):
        plugged = "connected" if pif.currently_attached else "not connected"
        address = f", {pif.IP}" if pif.IP else ""
        yield Row(host.name_label, f"{names.pif_name(pif, sheet.snapshot)}, {plugged}{address}", ref=host.ref)
