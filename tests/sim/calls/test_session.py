"""Logging in and out, over the wire."""

from __future__ import annotations

import threading


def test_version_and_originator_may_be_left_out(server):
    stranger = server.stranger()

    session = stranger.raw("session.login_with_password", "root", "pretend")["result"]

    assert stranger.raw("session.get_originator", session, session)["result"] == ""


def test_a_session_that_logged_out_is_invalid_and_its_watcher_wakes(server):
    blocked, other = server.login(), server.login()
    token = blocked.events(["*"])["token"]
    errors = []
    waiting = threading.Thread(target=lambda: errors.append(blocked.refusal("event.from", ["vm"], token, 20.0)))
    waiting.start()

    assert other.raw("session.logout", blocked.session)["result"] == ""
    waiting.join(20)

    assert errors == [["SESSION_INVALID", blocked.session]]
    assert other.raw("VM.get_all", blocked.session)["error"]["message"] == "SESSION_INVALID"


def test_sessions_come_without_events(server, api):
    token = api.events(["*"])["token"]

    server.login()

    assert api.events(["*"], token, 0.0)["events"] == []


def test_the_password_can_be_changed(server, api):
    assert api.refusal("session.change_password", "wrong", "new")[0] == "CHANGE_PASSWORD_REJECTED"

    api("session.change_password", "pretend", "new")

    answer = server.stranger().raw("session.login_with_password", "root", "pretend")
    assert answer["error"]["message"] == "SESSION_AUTHENTICATION_FAILED"


def test_a_session_of_one_host_is_good_on_a_member_too_and_for_nothing_else(server):
    member = server.stranger(server.url.replace("127.0.0.1", "127.0.0.2"))
    local = member.raw("session.slave_local_login_with_password", "root", "pretend")["result"]

    assert member.raw("VM.get_all", local)["error"]["message"] == "HOST_IS_SLAVE"
    assert server.stranger().raw("VM.get_all", local)["error"]["message"] == "SESSION_INVALID"
    assert member.raw("session.local_logout", local)["result"] == ""
    assert member.raw("session.local_logout", local)["error"]["message"] == "SESSION_INVALID"


def test_only_root_exists(api):
    assert api("session.get_all_subject_identifiers") == []
    assert api("session.logout_subject_identifier", "S-1-5-21") == ""
