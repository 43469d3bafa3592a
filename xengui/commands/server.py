"""Servers of the list: adding, connecting, disconnecting, removing."""

from __future__ import annotations

from dataclasses import replace

from xengui.commands.command import Command
from xengui.commands.desk import Desk
from xengui.commands.leaving import leaving
from xengui.forms.connect import Connect
from xengui.forms.trust import Trust
from xengui.model.estate import Connection, Status
from xengui.model.snapshot import Snapshot
from xengui.operations.jobs import at_work
from xengui.protocol.address import Address
from xengui.protocol.failure import Failure
from xengui.protocol.problems import OutdatedTls, Problem, Untrusted
from xengui.queries.problems import connection_words

_NOT_LET_IN = "SESSION_AUTHENTICATION_FAILED"


async def connect(desk: Desk, form: Connect, *, listed: str = "") -> bool:
    """Ask for what is missing, and connect; a person decides about certificates on the way.

    With a password the first try is made without asking for anything. True when there is a connection. `listed` is
    the key of a server of the list: nothing more is asked when it is taken off.
    """
    if form.password and not form.problems():
        wrong = await _attempt(desk, form)
        if not wrong:
            return True
        form = replace(form, wrong=wrong, password="")
    form = replace(form, no_keyring=await desk.passwords.no_keyring())

    def anew() -> Connect | None:
        return None if listed and desk.servers.connection(listed) is None else form

    return await desk.ask(form, lambda filled: _attempt(desk, filled), anew, pool=listed) is not None


async def _attempt(desk: Desk, form: Connect) -> dict[str, str]:
    """Try to connect; what was wrong, by the field of the form that can mend it."""
    while True:
        try:
            await desk.servers.open(form.address, form.login, form.password)
        except Untrusted as untrusted:
            if not await decided(desk, untrusted):
                return {"host": f"The certificate was not trusted. {connection_words(untrusted)}"}
        except OutdatedTls as outdated:
            return {"outdated_tls": connection_words(outdated)}
        except (Failure, Problem) as fault:
            refused = isinstance(fault, Failure) and fault.code == _NOT_LET_IN
            return {"password" if refused else "host": connection_words(fault)}
        else:
            await _remember(desk, form)
            return {}


async def _remember(desk: Desk, form: Connect) -> None:
    """Keep the password that was right, or take out the one of before when it is not to be kept any more."""
    if form.remember and not form.no_keyring:
        await desk.passwords.remember(form.address, form.login, form.password)
    elif not form.no_keyring and desk.passwords.remembers(form.address):
        await desk.passwords.forget(form.address, form.login)


async def reconnect(desk: Desk, address: Address, user: str) -> None:
    """Connect with the remembered password, as at the start of the program.

    Certificates are asked about first; a password that is wrong by now is asked for. A server that does not answer is
    no question: it stays on the list with the reason.
    """
    password = await desk.passwords.recall(address)
    if not password:
        return
    form = replace(_fixed(address, user), password=password, remember=True)
    if "password" in (wrong := await _attempt(desk, form)):
        await connect(desk, replace(form, password="", wrong=wrong), listed=address.key)


async def log_in_again(desk: Desk, address: Address, user: str, refusal: Failure) -> None:
    """Ask for the password that is right by now, where a connection that was lost came back to another one. What no
    password mends is no question: the server keeps the reason."""
    if refusal.code == _NOT_LET_IN:
        wrong = {"password": connection_words(refusal)}
        form = replace(_fixed(address, user), wrong=wrong, remember=desk.passwords.remembers(address))
        await connect(desk, form, listed=address.key)


async def decided(desk: Desk, untrusted: Untrusted) -> bool:
    """Have a person decide about a certificate; whether it is trusted now.

    The question may have to wait for others. What was decided meanwhile, as on the way of another connection to the
    same server, is not asked again.
    """
    where, sha256 = untrusted.where, untrusted.shown.sha256
    question = Trust(
        address=where,
        shown=untrusted.shown,
        known=untrusted.known,
        since=desk.servers.trusted_since(where),
        chain=untrusted.chain,
        issuer=untrusted.issuer,
    )

    def anew() -> Trust | None:
        return None if desk.servers.trusts(where, sha256) else question

    answer = await desk.ask(question, anew=anew, pool=where.key)
    if answer is None:
        return desk.servers.trusts(where, sha256)
    if answer.authority:
        desk.servers.trust_issuer(where, answer.authority)
    issuer = answer.authority or answer.issuer
    desk.servers.trust(where, sha256, by=issuer.sha256 if issuer else "")
    return True


async def _add(desk: Desk, _: None) -> None:
    await connect(desk, Connect(remember=desk.program.choice("remember_passwords") is True))


async def _reconnect(desk: Desk, connection: Connection) -> None:
    if connection.status is Status.LOST:
        desk.servers.try_now(connection.key)
        return
    address = desk.servers.address_of(connection.key)
    form = _fixed(address, connection.user)
    if desk.passwords.remembers(address):
        form = replace(form, password=await desk.passwords.recall(address), remember=True)
    done = await connect(desk, form, listed=connection.key)
    if not done and desk.servers.connection(connection.key) is None:
        desk.tell(f"{connection.name or connection.key} is no longer on the list.")


def _fixed(address: Address, user: str) -> Connect:
    host = address.host if address.tls else address.url
    return Connect(host=host, port=str(address.port), user=user, outdated_tls=address.outdated_tls, fixed=True)


async def _disconnect(desk: Desk, connection: Connection) -> None:
    if await _may_leave(desk, connection, "Disconnect"):
        await desk.servers.close(connection.key)


async def _forget(desk: Desk, connection: Connection) -> None:
    if await _may_leave(desk, connection, "Remove"):
        desk.servers.forget(connection.key)


async def _may_leave(desk: Desk, connection: Connection, verb: str) -> bool:
    """Whether a pool may be left; asked where something of ours still runs there."""
    running = [job for job in at_work(desk.ledger.jobs.values()) if job.connection == connection.key]
    where = connection.name or connection.key
    if not running:
        return True
    return await desk.ask(leaving([(job, where) for job in running], verb), pool=connection.key) is not None


async def _pretend(desk: Desk, _: None) -> None:
    if problem := await desk.servers.open_pretend_pool():
        desk.tell(problem)


def _connect_refused(connection: Connection, _: Snapshot) -> str | None:
    match connection.status:
        case Status.CONNECTED:
            return f"{connection.name or connection.key} is connected."
        case Status.CONNECTING:
            return f"{connection.name or connection.key} is being connected."
    return None


def _disconnect_refused(connection: Connection, _: Snapshot) -> str | None:
    if connection.status is Status.DISCONNECTED:
        return f"{connection.name or connection.key} is not connected."
    return None


COMMANDS = (
    Command(id="server.add", text="&Add server…", icon="plus-circle", shortcut="Ctrl+Shift+N", run=_add),
    Command(
        id="server.connect",
        text="&Connect",
        icon="plugs-connected",
        applies_to=Connection,
        refuses=_connect_refused,
        run=_reconnect,
    ),
    Command(
        id="server.disconnect",
        text="&Disconnect",
        icon="plugs",
        applies_to=Connection,
        refuses=_disconnect_refused,
        run=_disconnect,
    ),
    Command(
        id="server.forget",
        text="Re&move from xengui",
        icon="minus",
        applies_to=Connection,
        run=_forget,
    ),
    Command(id="server.pretend", text="&Try a pretend pool", icon="stack", run=_pretend),
)
