"""Logging in and out."""

from __future__ import annotations

from xengui.sim.calling import Call, answers


@answers("session.login_with_password")
async def login_with_password(call: Call, uname: str, pwd: str, version: str, originator: str) -> str:
    return call.pool.sessions.login(uname, pwd, originator, call.host)


@answers("session.slave_local_login_with_password")
async def slave_local_login_with_password(call: Call, uname: str, pwd: str) -> str:
    return call.pool.sessions.login(uname, pwd, "", call.host, local=True)


@answers("session.logout")
async def logout(call: Call) -> None:
    call.pool.sessions.end(call.caller.ref)


@answers("session.local_logout")
async def local_logout(call: Call) -> None:
    call.pool.sessions.end(call.caller.ref)


@answers("session.change_password")
async def change_password(call: Call, old_pwd: str, new_pwd: str) -> None:
    call.pool.sessions.change_password(old_pwd, new_pwd)


@answers("session.get_all_subject_identifiers")
async def get_all_subject_identifiers(call: Call) -> list[str]:
    """Only root exists, and root is no subject."""
    return []


@answers("session.logout_subject_identifier")
async def logout_subject_identifier(call: Call, subject_identifier: str) -> None:
    """Nobody of that name is logged in."""
