from datetime import timedelta
from typing import Any

import pytest

from tests.builders import (
    NOW,
    a,
    a_connection,
    a_host,
    a_network,
    a_pbd,
    a_pif,
    a_template,
    a_vdi,
    a_vm,
    an_sr,
    pool_with,
    ref,
)
from tests.queries.general.pages import page
from xengui.model.classes import Certificate, Message, VM_appliance
from xengui.model.estate import Status
from xengui.model.record import Record
from xengui.queries.general import Row, sections


@pytest.mark.parametrize(
    ("record", "label"),
    [
        (a_vm(), "Home server"),
        (a_template(), "Virtualization"),
        (a_host(), "Enabled"),
        (an_sr(), "Shared"),
        (a_vdi(virtual_size=1024), "Size"),
        (a_network(), "NIC"),
    ],
)
def test_every_class_that_has_a_page_gets_its_own(record: Record, label: str):
    assert label in page(record)["General"]


def test_a_pool_has_a_page_too():
    (first, *_) = sections(a_connection(pool_with(a_host())), ref("the-pool"), NOW)

    assert (first.title, first.rows[:2]) == (
        "General",
        (
            Row("Name", "Stone", commands=("object.rename",)),
            Row("Coordinator", "granite", kind="link", ref=ref("granite")),
        ),
    )


def test_sections_stand_in_reading_order():
    pool = pool_with(
        a_host(
            PIFs=("m",),
            hostname="granite",
            cpu_info={"socket_count": "2"},
            edition="free",
            software_version={"product_version": "8.4.0"},
            pending_guidances=("reboot_host",),
            other_config={"XenCenter.CustomFields.rack": "7", "multipathed": "true", "mpath-boot": "[1, 2]"},
        ),
        a_pif(ref="m", IP="10.0.0.1"),
        a(Certificate, host="granite", type="host", fingerprint="AA:BB"),
        gui_config={
            "XenCenter.CustomFields": "<CustomFieldDefinitions>"
            '<CustomFieldDefinition name="rack" type="String" defaultValue=""/></CustomFieldDefinitions>'
        },
    )

    titles = [section.title for section in sections(a_connection(pool), ref("granite"), NOW)]

    assert titles == [
        "General",
        "Certificates",
        "Custom fields",
        "License details",
        "Version details",
        "Updates",
        "Management interfaces",
        "Memory",
        "CPUs",
        "Root disk multipathing",
    ]


def test_empty_rows_and_sections_are_left_out():
    found = page(a_vm())

    assert "Description" not in found["General"]
    assert "Addresses" not in found
    assert "High availability" not in found
    assert all(row.value for rows in found.values() for row in rows.values())


def test_an_object_that_is_gone_and_one_without_a_page_have_nothing_to_say():
    message = a(Message, name="VM_STARTED")

    assert sections(a_connection(pool_with()), ref("gone"), NOW) == ()
    assert sections(a_connection(pool_with(message)), message.ref, NOW) == ()


def test_a_connection_has_a_page_of_its_own_under_its_key():
    connection = a_connection(status=Status.LOST, problem="Nobody answers.")

    (general,) = sections(connection, connection.key, NOW)

    assert (
        Row("Problem", "Nobody answers.", kind="multiline", tone="error", commands=("server.connect",)) in general.rows
    )


def test_pages_are_told_of_a_lost_pool_too():
    vm = a_vm()
    lost = a_connection(pool_with(vm), status=Status.LOST, heard=NOW - timedelta(hours=2))

    assert sections(lost, vm.ref, NOW)[0].rows[0].value == "web"


def broken_references(kind: str) -> Record:
    """An object all of whose references lead nowhere."""
    made: dict[str, Record] = {
        "vm": a_vm(resident_on="x", affinity="x", metrics="x", guest_metrics="x", appliance="x", VBDs=("x",)),
        "host": a_host(metrics="x", PIFs=("x",), resident_VMs=("x",), updates=("x",)),
        "sr": an_sr(PBDs=("x",)),
        "vdi": a_vdi(SR="x", VBDs=("x",), is_a_snapshot=True, snapshot_of="x"),
        "network": a_network(PIFs=("x",)),
        "vapp": a(VM_appliance, name_label="shop", VMs=("x",)),
    }
    return made[kind]


@pytest.mark.parametrize("kind", ["vm", "host", "sr", "vdi", "network", "vapp"])
def test_references_that_lead_nowhere_do_no_harm(kind: str):
    record = broken_references(kind)

    rows: dict[str, Any] = page(record, a_pbd(host="x", SR="x"), a_pif(host="x", network="x"))["General"]

    assert "Name" in rows
