"""Every form has its dialog."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

import xengui.forms
from tests.forms.test_calls import FORM as CALLS
from tests.forms.test_details import FORM as DETAILS
from xengui.forms.about import About
from xengui.forms.calls import Calls
from xengui.forms.confirm import Confirm
from xengui.forms.connect import Connect
from xengui.forms.details import Details
from xengui.forms.import_certificates import ImportCertificates
from xengui.forms.label import Label
from xengui.forms.options import Options
from xengui.forms.properties import Properties
from xengui.forms.rename import Rename
from xengui.forms.shortcuts import Shortcuts
from xengui.forms.trust import Trust
from xengui.protocol.address import Address
from xengui.protocol.certificate import Certificate
from xengui.ui.dialogs.catalogue import DIALOGS

FORMS = {
    About: About(version="1", runs_on=(), parts=()),
    Calls: CALLS,
    Confirm: Confirm(title="Reboot", heading="Reboot web?", sentence="", fates=(), verb="Reboot"),
    Connect: Connect(),
    Details: DETAILS,
    Label: Label(pool="Stone"),
    ImportCertificates: ImportCertificates(file="acme.pem", entries=(), now=datetime(2026, 5, 7, tzinfo=UTC)),
    Properties: Properties(
        ref="web", before=("web", "", (), ""), name="web", description="", tags=("prod",), notes="a note"
    ),
    Rename: Rename(ref="web", before="web", name="web"),
    Options: Options(),
    Shortcuts: Shortcuts(()),
    Trust: Trust(address=Address("granite"), shown=Certificate(der=b"", sha256="ab" * 32)),
}


def test_every_room_of_forms_has_a_dialog():
    rooms = {module.name for module in pkgutil.iter_modules(xengui.forms.__path__)}

    assert {form.__module__.rpartition(".")[2] for form in DIALOGS} == rooms


@pytest.mark.parametrize("kind", list(DIALOGS))
def test_a_dialog_lives_in_the_room_of_its_form_and_holds_it(qtbot: QtBot, kind: type):
    room = importlib.import_module(f"xengui.ui.dialogs.{kind.__module__.rpartition('.')[2]}")

    dialog = DIALOGS[kind](FORMS[kind], None)
    qtbot.addWidget(dialog)

    assert type(dialog).__module__ == room.__name__
    assert dialog.form == FORMS[kind]
    assert dialog.objectName()
    assert dialog.isModal()
