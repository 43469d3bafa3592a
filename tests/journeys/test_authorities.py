"""An authority is imported in the options: what it vouches for is let in and told, and nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QListWidget

from tests.authorities import CA
from tests.net.servers import HERE, serving
from tests.net.test_link import Script
from xengui.protocol.problems import Untrusted
from xengui.sim.certificates import self_signed
from xengui.ui.dialogs.certificates_page import CertificatesPage

if TYPE_CHECKING:
    from tests.journeys.person import Person

ACME = CA("Acme root")


async def import_in_the_options(person: Person, file: Path) -> None:
    await person.trigger("program.options")
    options = await person.dialog_shown("optionsDialog")
    rail = options.findChild(QListWidget, "optionsRail")
    page = options.findChild(CertificatesPage)
    assert rail
    assert page
    rail.setCurrentRow(4)
    page.chooser.load(file)
    person.press(await person.dialog_shown("importDialog"), "importButton")
    person.press(await person.dialog_shown("optionsDialog"), "saveButton")
    await person.until("they close", lambda: person.dialog() is None)


async def closed(person: Person) -> None:
    """Leave the server, so that the next one may have its port."""
    (connection,) = person.program.bridge.estate
    await person.program.servers.close(connection.key)


def test_what_an_imported_authority_vouches_for_is_let_in_and_a_change_is_told(go, tmp_path):
    (tmp_path / "acme.pem").write_text(ACME.pem)

    async def journey(person: Person) -> None:
        await import_in_the_options(person, tmp_path / "acme.pem")
        servers = person.program.servers
        async with serving(Script().answer, first := ACME.issue(HERE)) as server:
            key = server.address.key
            await servers.open(server.address, "root", "secret")
            accepted = f"{key} shows a certificate that was not known. It was accepted, since Acme root vouches for it."
            await person.until("it is told", lambda: accepted in person.toasts())
            assert person.dialog() is None
            assert servers.trusts(server.address, first.fingerprint)
            await closed(person)
        async with serving(Script().answer, ACME.issue(HERE), port=server.address.port):
            await servers.open(server.address, "root", "secret")
            changed = f"{key} shows a new certificate. It was accepted, since Acme root vouches for it."
            await person.until("it is told", lambda: changed in person.toasts())
            await closed(person)
        async with serving(Script().answer, self_signed("granite", HERE), port=server.address.port) as stranger:
            with pytest.raises(Untrusted) as told:
                await servers.open(server.address, "root", "secret")
            assert told.value.known != ""
            assert stranger.requests == []
        kept = {pin.place: pin.by for pin in servers.trusted()["pins"]}
        assert kept == {f"{HERE}:{server.address.port}": "Acme root"}

    go(journey)


def test_a_lost_pool_comes_back_with_a_certificate_that_the_authority_vouches_for(go, tmp_path):
    (tmp_path / "acme.pem").write_text(ACME.pem)

    async def journey(person: Person) -> None:
        await import_in_the_options(person, tmp_path / "acme.pem")
        async with serving(Script().answer, ACME.issue(HERE)) as server:
            await person.program.servers.open(server.address, "root", "secret")
        await person.until("it is lost", lambda: "pool-disconnected" in [node.state for node in person._nodes()])
        async with serving(Script().answer, ACME.issue(HERE), port=server.address.port):
            person.program.servers.try_now(server.address.key)
            changed = f"{server.address.key} shows a new certificate."
            await person.until("it is told", lambda: any(changed in toast for toast in person.toasts()))
            await person.until("it is back", lambda: "pool-connected" in [node.state for node in person._nodes()])
            assert person.dialog() is None
            await closed(person)

    go(journey)


def test_a_certificate_that_a_person_decided_about_stays_a_question(go, tmp_path):
    (tmp_path / "acme.pem").write_text(ACME.pem)

    async def journey(person: Person) -> None:
        servers = person.program.servers
        before = self_signed("granite", HERE)
        async with serving(Script().answer, ACME.issue(HERE)) as server:
            servers.trust(server.address, before.fingerprint)
            await import_in_the_options(person, tmp_path / "acme.pem")
            person.program.start(person.program.connect(server.address, "root", "secret"))
            question = await person.dialog_shown("certificateDialog")
            assert server.requests == []
            assert "Acme root, an authority that was imported, vouches for it." in " ".join(person.words_in(question))
            person.press(question, "trustButton")
            await person.until("it is connected", lambda: any(c.usable for c in person.program.bridge.estate))
            kept = {pin.place: pin.by for pin in servers.trusted()["pins"]}
            assert kept == {f"{HERE}:{server.address.port}": "Acme root"}
            await closed(person)

    go(journey)


def test_the_file_of_a_pool_is_trusted_at_its_address_alone(go, tmp_path):
    certificate = self_signed("granite", HERE)
    (tmp_path / "granite.pem").write_text(certificate.pem)

    async def journey(person: Person) -> None:
        servers = person.program.servers
        async with serving(Script().answer, certificate) as server, serving(Script().answer, certificate) as other:
            await person.trigger("program.options")
            options = await person.dialog_shown("optionsDialog")
            page = options.findChild(CertificatesPage)
            assert page
            page.chooser.load(tmp_path / "granite.pem")
            dialog = await person.dialog_shown("importDialog")
            person.type_into(dialog, "where0", server.address.key)
            person.press(dialog, "importButton")
            person.press(await person.dialog_shown("optionsDialog"), "saveButton")
            await person.until("it is trusted", lambda: servers.trusts(server.address, certificate.fingerprint))
            with pytest.raises(Untrusted):
                await servers.open(other.address, "root", "secret")
            await servers.open(server.address, "root", "secret")
            await closed(person)

    go(journey)
