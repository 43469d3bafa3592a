"""What every dialog that fills in a form has in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from xengui.ui.widgets.dialog import Dialog


class FormDialog(Dialog):
    """Keeps its form up to date in `form`. Its main button emits `submitted` once nothing stands in the way; whoever
    asked then closes the dialog, or tries what was filled in first and hands back what was wrong."""

    submitted = Signal()

    form: Any
    fields: Mapping[str, QWidget] = {}

    def __init__(self, *parts: Any, **more: Any) -> None:
        super().__init__(*parts, **more)
        self._trying = False

    def accept(self) -> None:
        if self._trying:
            return  # a second Enter while the first is being tried
        problems = self.form.problems()
        self.show_problems(problems)
        if not problems:
            self._trying = True
            self.show_trying(True)
            self.setFocus()  # else Cancel would take it from fields that go grey, and the next Enter with it
            self.submitted.emit()

    def renew(self, form: Any) -> None:
        """Show a form that has changed while it was being filled in; what a person has entered stays."""
        raise NotImplementedError

    def close_as(self, accepted: bool) -> None:
        """Close with a yes or a no."""
        self.done(QDialog.DialogCode.Accepted if accepted else QDialog.DialogCode.Rejected)

    def tried(self, problems: Mapping[str, str]) -> None:
        """Hear how an attempt ended: close, or show what was wrong and wait for another."""
        self._trying = False
        self.show_trying(False)
        if problems:
            self.show_problems(problems)
            if self.hasFocus():
                self.focusNextChild()
        else:
            self.close_as(True)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say under each field what is wrong with it, and go to the first one that can be mended. What is about no
        field stands in the footer."""
        for name, field in self.fields.items():
            self.show_problem(field, problems.get(name, ""))
        self.show_fact(" ".join(sentence for name, sentence in problems.items() if name not in self.fields))
        wrong = [self.fields[name] for name in problems if name in self.fields]
        first = next((field for field in wrong if field.isEnabled()), None)
        if first:
            first.setFocus()
            if isinstance(first, QLineEdit):
                first.selectAll()

    def show_trying(self, trying: bool) -> None:
        """Show that an attempt is under way; dialogs without attempts have nothing to show."""
