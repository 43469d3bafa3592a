"""Who gets in, and who has to go."""

from __future__ import annotations

import pytest

from xengui.sim import sessions as module
from xengui.sim.failures import ApiError
from xengui.sim.pool import Pool


def login(pool: Pool, originator: str = "tests") -> str:
    return pool.sessions.login("root", "pretend", originator, pool.coordinator)


def test_a_session_knows_who_and_where(pool):
    record = pool.record("session", login(pool))

    assert (record["originator"], record["this_host"]) == ("tests", "OpaqueRef:granite")
    assert record["is_local_superuser"] is True
    assert (record["subject"], record["this_user"], record["rbac_permissions"]) == (
        "OpaqueRef:NULL",
        "OpaqueRef:NULL",
        [],
    )


@pytest.mark.parametrize(("user", "password"), [("root", "wrong"), ("somebody", "pretend")])
def test_a_wrong_password_names_the_user(pool, user, password):
    with pytest.raises(ApiError) as refused:
        pool.sessions.login(user, password, "tests", pool.coordinator)

    assert (refused.value.code, refused.value.params[0]) == ("SESSION_AUTHENTICATION_FAILED", user)
    assert len(refused.value.params) == 2


def test_a_session_that_ended_is_invalid(pool):
    ref = login(pool)
    pool.sessions.end(ref)

    for attempt in (pool.sessions.enter, pool.sessions.end):
        with pytest.raises(ApiError) as refused:
            attempt(ref)
        assert refused.value.description == ["SESSION_INVALID", ref]


def test_a_call_refreshes_when_a_session_was_last_active_but_not_every_time(pool, monkeypatch):
    ref = login(pool)
    pool.database.write("session", ref, "last_active", "20200101T00:00:00Z")

    pool.sessions.enter(ref)
    assert pool.record("session", ref)["last_active"] == "20200101T00:00:00Z"

    monkeypatch.setattr(module, "REFRESHED_EVERY_S", -1.0)
    pool.sessions.enter(ref)
    assert pool.record("session", ref)["last_active"] > "20200101T00:00:00Z"


def test_a_session_of_one_host_is_good_in_an_emergency_only(pool):
    ref = pool.sessions.login("root", "pretend", "", "OpaqueRef:basalt", local=True)

    assert pool.sessions.enter(ref, emergency=True).local
    with pytest.raises(ApiError, match="SESSION_INVALID"):
        pool.sessions.enter(ref)


def test_a_changed_password_counts_from_then_on(pool):
    pool.sessions.change_password("pretend", "new")

    with pytest.raises(ApiError, match="SESSION_AUTHENTICATION_FAILED"):
        login(pool)
    with pytest.raises(ApiError, match="CHANGE_PASSWORD_REJECTED"):
        pool.sessions.change_password("pretend", "other")
    assert pool.sessions.login("root", "new", "", pool.coordinator)


def test_beyond_the_limit_of_an_originator_the_least_recently_active_go(pool, monkeypatch):
    monkeypatch.setattr(module, "PER_ORIGINATOR", 2)
    oldest, used, newest, other = login(pool), login(pool), login(pool), login(pool, "others")
    pool.sessions.enter(used)

    pool.sessions.collect()

    assert set(pool.database.refs("session")) == {used, newest, other}
    with pytest.raises(ApiError, match="SESSION_INVALID"):
        pool.sessions.enter(oldest)


def test_nothing_is_collected_at_login(pool, monkeypatch):
    monkeypatch.setattr(module, "PER_ORIGINATOR", 1)

    refs = [login(pool) for _ in range(3)]

    assert pool.database.refs("session") == refs


def test_an_idle_session_goes_but_not_while_its_task_is_pending(pool, monkeypatch):
    idle, busy = login(pool), login(pool)
    work = pool.tasks.begin("x", pool.sessions.enter(busy), pool.coordinator)
    monkeypatch.setattr(module, "IDLE_S", -1.0)

    pool.sessions.collect()
    assert pool.database.refs("session") == [busy]

    pool.tasks.drop(work)
    pool.sessions.collect()
    assert pool.database.refs("session") == []
    assert idle != busy
