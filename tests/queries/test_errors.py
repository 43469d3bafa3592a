import msgspec
import pytest

from tests.builders import a_host, a_network, a_vbd, a_vdi, a_vm, an_sr, pool_with, ref
from xengui.model.classes import Host_metrics
from xengui.model.snapshot import Snapshot
from xengui.queries.errors import words

UUID = "5f1c9e0a-77b2-4d0b-9a52-0c7de4b1f3aa"
POOL = pool_with(
    a_vm(name_label="web-01", uuid=UUID),
    a_vm(name_label="mail"),
    a_host(),
    a_host(name_label="basalt"),
    an_sr(name_label="iSCSI fast"),
    a_network(name_label="LAN"),
    a_vdi(name_label="root"),
    a_vbd(ref="tray", VM="web-01", type="CD", userdevice="3"),
)
WEB, GRANITE = ref("web-01"), ref("granite")


def text(code: str, *params: str) -> str:
    return words(code, params, POOL).text


@pytest.mark.parametrize(
    ("code", "params", "sentence"),
    [
        ("VM_BAD_POWER_STATE", (WEB, "halted", "running"), "web-01 is running, and for this it has to be halted."),
        (
            "VM_BAD_POWER_STATE",
            (WEB, "Paused, Running", "Halted"),
            "web-01 is halted, and for this it has to be paused or running.",
        ),
        (
            "HOST_NOT_ENOUGH_FREE_MEMORY",
            ("8589934592", "5583457484"),
            "The server has 5.2 GiB of memory free and 8.0 GiB are needed.",
        ),
        ("HOST_NOT_ENOUGH_FREE_MEMORY", (WEB,), "The server does not have enough free memory."),
        ("NO_HOSTS_AVAILABLE", (), "No server of the pool can run it at the moment."),
        ("NO_HOSTS_AVAILABLE", (WEB,), "No server of the pool can run web-01 at the moment."),
        ("VM_REQUIRES_SR", (WEB, ref("iSCSI fast")), "web-01 needs iSCSI fast, which the server cannot reach."),
        ("VM_REQUIRES_NETWORK", (WEB, ref("LAN")), "web-01 needs LAN, which the server is not on."),
        ("HOST_IS_SLAVE", ("10.0.0.1",), "This server is a member of a pool; its coordinator is 10.0.0.1."),
        ("HANDLE_INVALID", ("VM", ref("gone")), "The virtual machine is gone."),
        ("HANDLE_INVALID", ("VDI", ref("gone")), "The disk is gone."),
        (
            "OTHER_OPERATION_IN_PROGRESS",
            ("VM", WEB, "{clean_shutdown,snapshot}", "{t1,t2}"),
            "web-01 is busy with something else: shutting down and taking a snapshot.",
        ),
        ("OTHER_OPERATION_IN_PROGRESS", ("VM", WEB), "web-01 is busy with something else."),
        ("OPERATION_BLOCKED", (WEB, "ask the owner"), "An administrator has blocked this on web-01: ask the owner."),
        ("OPERATION_BLOCKED", (WEB, ""), "An administrator has blocked this on web-01."),
        ("OPERATION_PARTIALLY_FAILED", ("start", WEB, ref("mail")), "It did not work for web-01 and mail."),
        ("LICENCE_RESTRICTION", (), "The license of the pool does not include this."),
        ("SESSION_AUTHENTICATION_FAILED", ("root", "Authentication failure"), "Wrong user name or password."),
        ("VBD_IS_EMPTY", (ref("tray"),), "DVD drive 3 of web-01 is empty."),
        (
            "VM_MIGRATE_FAILED",
            (WEB, GRANITE, ref("basalt"), "out of memory"),
            "web-01 could not move from granite to basalt: out of memory.",
        ),
        ("SR_FULL", ("10737418240", "1073741824"), "The storage has room for 1.0 GiB and 10 GiB are needed."),
        ("VM_REVERT_FAILED", (ref("mail"), WEB), "web-01 could not be taken back to mail."),
        ("POOL_AUTH_ENABLE_FAILED", (GRANITE, "no route"), "The server could not join the domain: no route."),
    ],
)
def test_an_error_names_its_objects_and_figures(code, params, sentence):
    assert words(code, params, POOL).text == sentence


def test_a_next_step_follows_where_there_is_one():
    assert words("VM_MISSING_PV_DRIVERS", (WEB,), POOL).advice == "Install the guest tools, or force it."
    assert words("VM_BAD_POWER_STATE", (WEB, "halted", "running"), POOL).advice == ""


def test_the_servers_own_answer_is_kept():
    assert words("VM_BAD_POWER_STATE", (WEB, "halted"), POOL).raw == f"VM_BAD_POWER_STATE({WEB}, halted)"


def test_an_object_that_is_gone_is_called_by_its_class():
    assert text("VM_MISSING_PV_DRIVERS", ref("gone")) == "The virtual machine has no guest tools."
    assert text("HOST_OFFLINE", "OpaqueRef:NULL") == "The server does not respond."


def test_objects_named_by_uuid_or_by_name_are_understood():
    assert text("VM_MISSING_PV_DRIVERS", UUID) == "web-01 has no guest tools."
    assert text("HOST_OFFLINE", "10.0.0.7") == "10.0.0.7 does not respond."
    assert text("HOST_UNKNOWN_TO_MASTER", UUID.replace("5", "6")).startswith("The coordinator does not know")


def test_texts_of_the_server_become_whole_sentences():
    assert (
        text("OPERATION_NOT_ALLOWED", "VM resident on host.\n")
        == "The server does not allow this: VM resident on host."
    )
    assert (
        text("INTERNAL_ERROR", "  Not_found\n at line 3 ")
        == "The server ran into an error of its own: Not_found at line 3."
    )


def test_an_unknown_code_is_quoted_with_names():
    assert text("SOMETHING_YOUNGER", WEB, "", "7") == "The server refused: something younger (web-01, 7)."
    assert text("SOMETHING_YOUNGER") == "The server refused: something younger."


def test_abbreviations_in_an_unknown_code_keep_their_capitals():
    assert text("VM_HAS_ODD_PCI_DEVICES") == "The server refused: VM has odd PCI devices."


def test_the_code_of_an_unknown_refusal_can_be_copied():
    assert words("SOMETHING_YOUNGER", (WEB, "7"), POOL).raw == f"SOMETHING_YOUNGER({WEB}, 7)"


def test_references_and_uuids_inside_a_text_of_the_server_become_names():
    gone = "OpaqueRef:00000000-0000-0000-0000-000000000000"

    assert text("OPERATION_NOT_ALLOWED", f"VM {WEB} depends on {gone}") == (
        "The server does not allow this: VM web-01 depends on the object."
    )
    assert text("INTERNAL_ERROR", f"Db_exn({UUID})") == "The server ran into an error of its own: Db_exn(web-01)."
    assert text("SR_BACKEND_FAILURE_46", "", f"no disk for {WEB}", "").endswith("no disk for web-01.")


def test_an_endless_text_of_the_server_is_cut_and_kept_whole_to_copy():
    endless = "Not_found at line 3 " * 1000

    said = words("INTERNAL_ERROR", (endless,), POOL)

    assert len(said.text) < 500
    assert endless in said.raw


def test_an_object_that_the_server_does_not_name_is_called_by_its_class():
    assert text("VM_MISSING_PV_DRIVERS") == "The virtual machine has no guest tools."
    assert text("VM_REQUIRES_SR", WEB) == "web-01 needs the storage, which the server cannot reach."


def test_a_quoted_answer_stays_in_one_line():
    assert text("SOMETHING_YOUNGER", "Not_found\n  at line 3\n") == (
        "The server refused: something younger (Not_found at line 3)."
    )


def test_a_code_with_too_few_parameters_is_quoted():
    assert text("VM_BAD_POWER_STATE", WEB) == "The server refused: VM bad power state (web-01)."


def test_every_machine_that_cannot_leave_a_host_is_told():
    inner = f"VM_MISSING_PV_DRIVERS,{WEB}|VM_HAS_VUSBS,{ref('mail')}|VM_MISSING_PV_DRIVERS,{WEB}"

    assert text("CANNOT_EVACUATE_HOST", inner) == (
        "Not every virtual machine can leave the server. web-01 has no guest tools. "
        "mail has a USB device passed through and cannot leave its server or sleep."
    )
    assert text("CANNOT_EVACUATE_HOST") == "Not every virtual machine can leave the server."


def test_errors_of_storage_drivers_are_told_by_number_and_with_the_drivers_text():
    assert (
        text("SR_BACKEND_FAILURE_68", "", "", "") == "The iSCSI target refused the login: wrong CHAP user or password."
    )
    assert text("SR_BACKEND_FAILURE_44", "", "There is insufficient space", "") == (
        "The storage has too little room. The driver says: There is insufficient space."
    )
    assert (
        text("SR_BACKEND_FAILURE_999", "", "odd [opterr=7]", "")
        == "The storage driver failed (error 999): odd [opterr=7]."
    )
    assert text("SR_BACKEND_FAILURE", "1", "odd", "") == "The storage driver failed: odd."
    assert text("SR_BACKEND_FAILURE_999") == "The storage driver failed (error 999)."


def test_younger_drivers_answer_in_json():
    assert text("SR_BACKEND_FAILURE_999", "", '{"error": "no such volume", "x": 1}', "").endswith("no such volume.")
    assert text("SR_BACKEND_FAILURE_999", "", "{spoilt", "").endswith("{spoilt.")


def test_what_a_discovery_found_is_not_read_out():
    assert text("SR_BACKEND_FAILURE_107", "", "", "<xml>…</xml>") == "The LUN has to be chosen."
    assert text("SR_BACKEND_FAILURE_96", "", "<xml>…</xml>", "") == "The iSCSI target has to be chosen."


def test_no_part_of_an_explanation_has_the_secrets_that_a_driver_quotes():
    said = words("SR_BACKEND_FAILURE_111", ("", "mount -o username=bob,password=hunter2 failed", ""), POOL)

    assert "username=bob" in said.raw
    assert "hunter2" not in repr(said)


NO_ROOM = ("8589934592", "5583457484")


def with_room(**free_gib: int) -> Snapshot:
    """A pool whose hosts have so much memory free."""
    hosts = [a_host(name_label=name, metrics=ref(f"metrics of {name}")) for name in free_gib]
    metrics = [
        Host_metrics(ref=ref(f"metrics of {name}"), live=True, memory_free=free * 2**30)
        for name, free in free_gib.items()
    ]
    return pool_with(a_vm(name_label="mail"), *hosts, *metrics)


def test_want_of_memory_on_a_server_names_it_and_the_machine():
    said = words("HOST_NOT_ENOUGH_FREE_MEMORY", NO_ROOM, with_room(basalt=5, granite=5), (ref("mail"), ref("basalt")))

    assert said.text == "basalt has 5.2 GiB of memory free and mail needs 8.0 GiB."
    assert "pick another server" in said.advice


def test_want_of_memory_where_the_pool_chose_names_the_machine():
    said = words("HOST_NOT_ENOUGH_FREE_MEMORY", NO_ROOM, with_room(basalt=5, granite=4), (ref("mail"),))

    assert said.text == "mail needs 8.0 GiB of memory, and the server that the pool tried has 5.2 GiB free."


def test_want_of_memory_that_the_picture_contradicts_names_the_server_with_room():
    said = words("HOST_NOT_ENOUGH_FREE_MEMORY", NO_ROOM, with_room(basalt=5, granite=32), (ref("mail"),))

    assert said.advice == "granite has 32 GiB free; pick it."


def test_a_server_that_is_out_of_use_has_no_room():
    pool = with_room(basalt=5, granite=32)
    away = msgspec.structs.replace(pool.hosts[ref("granite")], enabled=False)
    pool = pool_with(*pool.vms.values(), pool.hosts[ref("basalt")], away, *pool.of(Host_metrics).values())

    said = words("HOST_NOT_ENOUGH_FREE_MEMORY", NO_ROOM, pool, (ref("mail"),))

    assert "Free memory on a server" in said.advice


def test_a_missing_role_is_named_where_it_is_known():
    assert "VM Operator" in words("RBAC_PERMISSION_DENIED", ("vm.start", "No permission"), POOL).advice
    assert "administrator" in words("RBAC_PERMISSION_DENIED", ("flux.run", "No permission"), POOL).advice
    assert words("RBAC_PERMISSION_DENIED", (), POOL).text


def test_what_comes_without_a_name_gets_it_from_the_call():
    said = words("NO_HOSTS_AVAILABLE", (), POOL, (WEB,))

    assert said.text == "No server of the pool can run web-01 at the moment."
    assert said.raw == "NO_HOSTS_AVAILABLE()"
    assert words("HOST_NOT_LIVE", (), POOL, (WEB, GRANITE)).text.startswith("granite")


@pytest.mark.parametrize("needed", ["9" * 350, "9" * 5_000, "٣x", "", "None"])
@pytest.mark.parametrize("about", [(), (ref("mail"),), (ref("mail"), ref("basalt"))])
def test_memory_that_is_no_size_is_not_told(needed: str, about: tuple[str, ...]):
    said = words("HOST_NOT_ENOUGH_FREE_MEMORY", (needed, "5"), with_room(basalt=5), about)

    assert said.text == "The server does not have enough free memory."


def test_a_server_that_has_given_away_more_than_it_has_has_nothing_free():
    said = words(
        "HOST_NOT_ENOUGH_FREE_MEMORY", (NO_ROOM[0], "-4096"), with_room(basalt=0), (ref("mail"), ref("basalt"))
    )

    assert said.text == "basalt has 0 B of memory free and mail needs 8.0 GiB."


def test_a_number_that_no_driver_has_is_told_as_it_came():
    assert words(f"SR_BACKEND_FAILURE_{'9' * 5_000}", (), POOL).text.startswith("The server refused: SR backend")


def test_a_list_of_many_names_is_counted_from_the_eleventh_on():
    said = text("OPERATION_PARTIALLY_FAILED", "x", " ".join([WEB] * 12))

    assert said.startswith("It did not work for web-01, ")
    assert said.endswith("web-01 and 2 more.")


def test_references_and_uuids_without_end_become_a_sentence_with_one():
    params = [f"{WEB} " * 1_000, f"{UUID} " * 1_000] * 30

    said = words("NO_SUCH_CODE", params, POOL)

    assert len(said.text) <= 4_001
    assert "web-01" in said.text


def test_a_reference_that_is_glued_to_a_word_is_named_too():
    assert "OpaqueRef:" not in text("NO_SUCH_CODE", f"1024{WEB}")
