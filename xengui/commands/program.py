"""The program itself: its options, its keys, what it is, its log."""

from __future__ import annotations

from xengui.commands.command import Command
from xengui.commands.desk import Desk
from xengui.forms.import_certificates import Use
from xengui.forms.options import Options


async def _options(desk: Desk, _: None) -> None:
    """Ask how the program is to be, and make it so."""
    filled = await desk.ask(await desk.program.options())
    if filled is None:
        return
    quiet = desk.program.choice("quiet")
    assert isinstance(quiet, tuple)
    desk.program.choose(
        appearance=filled.appearance,
        density=filled.density,
        shortcuts=dict(filled.keys),
        quiet=tuple(key for key in quiet if key not in filled.ask_again),
        reconnect=filled.reconnect,
        remember_passwords=filled.remember_passwords,
        lock_new_servers=filled.lock_new_servers,
        keep_last_state=filled.keep_last_state,
    )
    _trust(desk, filled)
    await _forget(desk, filled)


def _trust(desk: Desk, filled: Options) -> None:
    for authority in filled.authorities:
        if authority.certificate.sha256 in filled.distrusted:
            desk.servers.distrust_authority(authority.certificate.sha256)
    for pin in filled.pins:
        if pin.place in filled.distrusted:
            desk.servers.distrust(pin.place)
    for entry in filled.imported:
        if entry.use is Use.AUTHORITY:
            desk.servers.trust_authority(entry.certificate, entry.places)
        else:
            for address in entry.addresses:
                desk.servers.trust(address, entry.certificate.sha256)


async def _forget(desk: Desk, filled: Options) -> None:
    for server in filled.remembered:
        if server.key in filled.forget:
            await desk.passwords.forget(desk.servers.address_of(server.key), server.user)


async def _shortcuts(desk: Desk, _: None) -> None:
    await desk.ask(desk.program.shortcuts())


async def _about(desk: Desk, _: None) -> None:
    await desk.ask(await desk.program.about())


async def _log_folder(desk: Desk, _: None) -> None:
    desk.program.open_log_folder()


COMMANDS = (
    Command(id="program.options", text="&Options…", icon="gear-six", shortcut="Ctrl+,", run=_options),
    Command(id="program.shortcuts", text="&Keyboard shortcuts", icon="keyboard", shortcut="Ctrl+?", run=_shortcuts),
    Command(id="program.log_folder", text="Open the &log folder", icon="file-text", run=_log_folder),
    Command(id="program.about", text="&About xengui", icon="info", run=_about),
)
