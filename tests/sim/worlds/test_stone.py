def snapshots(pool: PoolData, machine: str) -> dict[str, Record]:
    of = ref_of(pool, "VM", machine)
    return {ref: row for ref, row in pool.tables["VM"].items() if row.get("snapshot_of") == of}


def test_every_power_state_is_there() -> None:
    assert {vm["power_state"] for vm in real_machines(STONE)} == set(ENUMS["vm_power_state"])


def test_running_machines_can_reach_their_attached_disks() -> None:
    for vbd in rows(STONE, "VBD"):
        if not vbd.get("currently_attached") or vbd["VDI"] == NULL:
            continue
        vm = STONE.tables["VM"][vbd["VM"]]
        if vm["power_state"] == "Suspended":
            continue
        sr = STONE.tables["VDI"][vbd["VDI"]]["SR"]
        plugged = {pbd["host"] for pbd in rows(STONE, "PBD") if pbd["SR"] == sr and pbd["currently_attached"]}
        assert vm["resident_on"] in plugged, vm["name_label"]


def test_web_01_may_move_and_db_primary_may_not() -> None:
    web, database = named(STONE, "VM", "web-01"), named(STONE, "VM", "db-primary")
    basalt = ref_of(STONE, "host", "basalt")
    free = STONE.tables["host_metrics"][STONE.tables["host"][basalt]["metrics"]]["memory_free"]
    at_basalt = {pbd["SR"] for pbd in rows(STONE, "PBD") if pbd["host"] == basalt and pbd["currently_attached"]}

    def repositories(name: str) -> set[str]:
        vm = ref_of(STONE, "VM", name)
        return {
            STONE.tables["VDI"][vbd["VDI"]]["SR"]
            for vbd in rows(STONE, "VBD")
            if vbd["VM"] == vm and vbd["VDI"] != NULL
        }

    assert repositories("web-01") <= at_basalt
    assert web["memory_target"] + web["memory_overhead"] < free
    assert not repositories("db-primary") <= at_basalt
    assert database["memory_target"] > free


def test_no_host_has_room_for_hungry() -> None:
    largest = max(metrics["memory_total"] for metrics in rows(STONE, "host_metrics"))

    assert named(STONE, "VM", "hungry")["memory_static_max"] == 512 * GIB
    assert largest < 512 * GIB


def test_slate_is_in_maintenance_and_empty() -> None:
    slate = named(STONE, "host", "slate")

    assert slate["enabled"] is False
    assert slate["other_config"]["MAINTENANCE_MODE"] == "true"
    assert [
        vm["name_label"] for vm in real_machines(STONE) if vm["resident_on"] == ref_of(STONE, "host", "slate")
    ] == []


def test_repositories_come_whole_broken_and_detached() -> None:
    plugged = {
        name: [pbd["currently_attached"] for pbd in rows(STONE, "PBD") if pbd["SR"] == ref_of(STONE, "SR", name)]
        for name in ("iSCSI fast", "iSCSI target 2", "NFS archive")
    }

    assert next(rows(STONE, "pool"))["default_SR"] == ref_of(STONE, "SR", "iSCSI fast")
    assert plugged == {
        "iSCSI fast": [True, True, True],
        "iSCSI target 2": [True, True, False],
        "NFS archive": [False, False, False],
    }


def test_web_01_has_a_branching_history() -> None:
    history = snapshots(STONE, "web-01")
    names = {ref: row["name_label"] for ref, row in history.items()}

    parents = {row["name_label"]: names.get(row["parent"], "") for row in history.values()}

    assert parents == {
        "clean install": "",
        "php-8.3": "clean install",
        "nightly 21 Nov": "php-8.3",
        "tls-rotation try 1": "nightly 21 Nov",
        "tls-rotation try 2": "tls-rotation try 1",
        "nightly 23 Nov": "nightly 21 Nov",
        "before-kernel-6.12": "nightly 23 Nov",
    }
    assert names[named(STONE, "VM", "web-01")["parent"]] == "before-kernel-6.12"
    assert [row["name_label"] for row in history.values() if row["is_vmss_snapshot"]] == [
        "nightly 21 Nov",
        "nightly 23 Nov",
    ]
    assert [row["name_label"] for row in history.values() if row["power_state"] == "Suspended"] == [
        "tls-rotation try 1",
        "tls-rotation try 2",
    ]


def test_mail_has_no_guest_tools() -> None:
    mail = named(STONE, "VM", "mail")

    assert mail["other_config"]["sim:tools"] == "none"
    assert "PV_drivers_version" not in STONE.tables["VM_guest_metrics"][mail["guest_metrics"]]
