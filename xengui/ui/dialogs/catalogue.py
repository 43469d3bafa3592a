"""Which dialog shows which form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

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
from xengui.ui.dialogs.about import AboutDialog
from xengui.ui.dialogs.calls import CallsDialog
from xengui.ui.dialogs.confirm import ConfirmDialog
from xengui.ui.dialogs.connect import ConnectDialog
from xengui.ui.dialogs.details import DetailsDialog
from xengui.ui.dialogs.form_dialog import FormDialog
from xengui.ui.dialogs.import_certificates import ImportCertificatesDialog
from xengui.ui.dialogs.label import LabelDialog
from xengui.ui.dialogs.options import OptionsDialog
from xengui.ui.dialogs.properties import PropertiesDialog
from xengui.ui.dialogs.rename import RenameDialog
from xengui.ui.dialogs.shortcuts import ShortcutsDialog
from xengui.ui.dialogs.trust import TrustDialog

DIALOGS: Mapping[type, Callable[[Any, QWidget | None], FormDialog]] = {
    About: AboutDialog,
    Calls: CallsDialog,
    Confirm: ConfirmDialog,
    Connect: ConnectDialog,
    Details: DetailsDialog,
    Label: LabelDialog,
    ImportCertificates: ImportCertificatesDialog,
    Properties: PropertiesDialog,
    Rename: RenameDialog,
    Options: OptionsDialog,
    Shortcuts: ShortcutsDialog,
    Trust: TrustDialog,
}
