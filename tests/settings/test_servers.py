from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from xengui.model.estate import Member
from xengui.protocol.address import Address
from xengui.settings import folder
from xengui.settings.servers import SavedServer, ServerList

GRANITE = SavedServer(host="granite", name="Stone", colour="teal")
LOCAL = SavedServer(host="127.0.0.1", port=8080, tls=False, user="ada")
V6 = SavedServer(host="2001:db8::1", port=8443)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "servers.toml"


def loaded(path: Path, *entries: Any) -> list[SavedServer]:
    folder.write(path, {"server": list(entries)})
    return list(ServerList(path))


def test_without_a_file_there_are_no_servers(path: Path):
    assert list(ServerList(path)) == []
    assert not path.exists()


def test_servers_are_kept_in_the_order_they_were_added(path: Path):
    servers = ServerList(path)
    for server in (GRANITE, LOCAL, V6):
        servers.remember(server)

    assert list(ServerList(path)) == list(servers) == [GRANITE, LOCAL, V6]


def test_a_server_knows_its_address():
    assert GRANITE.address == Address("granite")
    assert LOCAL.address == Address("127.0.0.1", 8080, tls=False)


def test_remembering_a_known_address_brings_its_entry_up_to_date_in_its_place(path: Path):
    servers = ServerList(path)
    servers.remember(GRANITE)
    servers.remember(V6)

    servers.remember(SavedServer(host="granite", user="ada", name="Rock"))

    assert list(ServerList(path)) == [SavedServer(host="granite", user="ada", name="Rock"), V6]


def test_another_port_is_another_server(path: Path):
    servers = ServerList(path)
    servers.remember(GRANITE)

    servers.remember(SavedServer(host="granite", port=8443))

    assert len(list(ServerList(path))) == 2


def test_a_forgotten_server_is_gone(path: Path):
    servers = ServerList(path)
    servers.remember(GRANITE)
    servers.remember(V6)

    servers.forget(GRANITE.address)
    servers.forget(Address("stranger"))

    assert list(ServerList(path)) == list(servers) == [V6]


def test_the_list_may_change_while_someone_walks_it(path: Path):
    servers = ServerList(path)
    servers.remember(GRANITE)
    servers.remember(V6)

    for server in servers:
        servers.forget(server.address)

    assert list(servers) == []


@pytest.mark.parametrize(
    "entry", [5, "granite", {}, {"host": ""}, {"host": 5}, {"name": "Stone"}, ["granite"]], ids=repr
)
def test_an_entry_that_makes_no_sense_does_not_cost_the_others(path: Path, entry: Any):
    assert loaded(path, entry, {"host": "granite"}) == [SavedServer(host="granite")]


@pytest.mark.parametrize(
    "odd",
    [
        {"port": 0},
        {"port": 65536},
        {"port": "8443"},
        {"port": True},
        {"user": 5},
        {"user": ["root"]},
        {"name": 1.5},
        {"colour": {}},
        {"tls": "no"},
        {"tls": False},
        {"unheard_of": 1},
    ],
    ids=repr,
)
def test_a_value_that_makes_no_sense_keeps_its_default(path: Path, odd: dict[str, Any]):
    assert loaded(path, {"host": "granite"} | odd) == [SavedServer(host="granite")]


def test_an_edited_file_cannot_make_us_send_a_password_readable(path: Path):
    remote, here = loaded(path, {"host": "10.0.0.5", "tls": False}, {"host": "127.0.0.2", "port": 80, "tls": False})

    assert remote.address.tls
    assert not here.address.tls


@pytest.mark.parametrize("content", ["server = 5", "[server]\nhost = 'granite'", "server = ['granite']"])
def test_a_file_of_another_shape_is_an_empty_list(path: Path, content: str):
    path.write_text(content)

    assert list(ServerList(path)) == []


def test_a_file_that_cannot_be_read_is_set_aside(path: Path):
    path.write_text("[[server")

    assert list(ServerList(path)) == []
    assert path.with_name("servers.toml.unreadable").exists()


def test_there_is_no_place_for_a_password(path: Path):
    (known,) = loaded(path, {"host": "granite", "password": "secret", "session": "OpaqueRef:secret"})

    ServerList(path).remember(known)

    kept = {"host", "port", "tls", "outdated_tls", "user", "name", "pool", "remembered", "members"}
    kept |= {"colour", "colour_chosen", "label", "locked", "vouched_by"}
    assert {f.name for f in fields(SavedServer)} == kept
    assert "secret" not in path.read_text()


def test_the_file_is_in_the_configuration_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(folder, "config_folder", lambda: tmp_path)

    ServerList().remember(GRANITE)

    assert [path.name for path in tmp_path.iterdir()] == ["servers.toml"]


def test_outdated_tls_is_remembered_for_the_server_where_it_was_allowed(path: Path):
    servers = ServerList(path)
    servers.remember(SavedServer(host="granite", outdated_tls=True))
    servers.remember(V6)

    assert [server.address.outdated_tls for server in ServerList(path)] == [True, False]


@pytest.mark.parametrize("odd", ["true", 1, "yes", None, []])
def test_outdated_tls_is_allowed_by_nothing_but_a_plain_yes(path: Path, odd: Any):
    entry = {"host": "granite"} if odd is None else {"host": "granite", "outdated_tls": odd}

    (server,) = loaded(path, entry)

    assert not server.outdated_tls


MEMBERS = (Member("granite", "10.0.0.1"), Member("basalt", "2001:db8::2"))


def test_the_members_of_its_pool_are_kept_in_their_order(path: Path):
    ServerList(path).remember(SavedServer(host="granite", members=MEMBERS))

    (server,) = ServerList(path)
    assert server.members == MEMBERS


def test_a_list_of_before_there_were_members_is_read(path: Path):
    path.write_text('[[server]]\nhost = "granite"\nport = 443\ntls = true\nuser = "root"\nname = "Stone"\n')

    assert list(ServerList(path)) == [SavedServer(host="granite", name="Stone")]


@pytest.mark.parametrize(
    "odd",
    [5, "10.0.0.1", {"name": "basalt"}, [5], ["10.0.0.1"], [{}], [{"name": "basalt"}], [{"address": ""}], [["a", "b"]]],
    ids=repr,
)
def test_members_that_make_no_sense_are_left_out(path: Path, odd: Any):
    assert loaded(path, {"host": "granite", "members": odd}) == [SavedServer(host="granite")]


def test_a_member_without_a_usable_name_goes_by_its_address(path: Path):
    (server,) = loaded(path, {"host": "granite", "members": [{"name": 5, "address": "10.0.0.1"}, 5]})

    assert server.members == (Member("10.0.0.1", "10.0.0.1"),)


def test_a_servers_marks_are_kept(path: Path):
    servers = ServerList(path)
    servers.remember(GRANITE)
    servers.remember(V6)

    servers.mark(GRANITE.address, colour="red", colour_chosen=True, label="Production")
    servers.lock(GRANITE.address, locked=True)

    granite, v6 = ServerList(path)
    assert (granite.colour, granite.colour_chosen, granite.label, granite.locked) == ("red", True, "Production", True)
    assert v6 == V6


def test_what_is_new_of_a_server_leaves_its_marks_as_they_are(path: Path):
    servers = ServerList(path)
    servers.remember(GRANITE)
    servers.mark(GRANITE.address, colour="red", colour_chosen=True, label="Production")
    servers.lock(GRANITE.address, locked=True)

    servers.remember(SavedServer(host="granite", name="Rock", colour="blue", user="ada"))

    (granite,) = ServerList(path)
    assert (granite.name, granite.user) == ("Rock", "ada")
    assert (granite.colour, granite.colour_chosen, granite.label, granite.locked) == ("red", True, "Production", True)


@pytest.mark.parametrize("odd", ["true", "false", 0, 1, [], {}])
def test_a_lock_is_opened_by_nothing_but_a_plain_no(path: Path, odd: Any):
    (server,) = loaded(path, {"host": "granite", "locked": odd})

    assert server.locked


def test_a_list_of_before_there_were_locks_is_open(path: Path):
    (server,) = loaded(path, {"host": "granite", "colour": "teal"})

    assert (server.locked, server.label, server.colour, server.colour_chosen) == (False, "", "teal", False)


def test_a_lock_that_another_window_has_put_on_is_not_lost(path: Path):
    here, there = ServerList(path), ServerList(path)
    here.remember(GRANITE)
    there.remember(V6)
    here.lock(GRANITE.address, locked=True)

    there.mark(V6.address, colour="", colour_chosen=False, label="Lab")
    there.forget(V6.address)

    assert [(server.host, server.locked) for server in ServerList(path)] == [("granite", True)]


def test_a_list_that_became_unreadable_meanwhile_is_written_from_memory(path: Path):
    servers = ServerList(path)
    servers.remember(GRANITE)
    path.write_text("no [ toml")

    servers.lock(GRANITE.address, locked=True)

    assert [(server.host, server.locked) for server in ServerList(path)] == [("granite", True)]


def test_servers_of_one_pool_are_found_by_its_uuid(path: Path):
    basalt = SavedServer(host="basalt", pool="a-uuid")
    granite = SavedServer(host="granite", pool="a-uuid")
    servers = ServerList(path)
    for server in (granite, basalt, V6, LOCAL):
        servers.remember(server)

    assert servers.same_pool(basalt) == [granite, basalt]
    assert servers.same_pool(V6) == [V6]
