"""Tags as chips that can be taken off, and a field at their end to add one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QLineEdit, QToolButton, QWidget

from xengui.ui import icons
from xengui.ui.widgets.flow_layout import FlowLayout
from xengui.ui.widgets.plain import as_tip, in_order

_FIELD_WIDTH = 14
"""Of the field, in digits."""


class TagsField(QFrame):
    """Enter or a comma adds what is typed, Backspace in the empty field takes the last chip off. Tags keep their order
    and none is there twice."""

    changed = Signal()

    def __init__(self, tags: Sequence[str], known: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tagsField")
        self._tags = list(tags)
        self._chips: list[QToolButton] = []
        self._edit = QLineEdit()
        self._edit.setObjectName("tagEdit")
        self._edit.setAccessibleName("Add a tag")
        self._edit.setPlaceholderText("Add a tag")
        self._edit.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * _FIELD_WIDTH + 20)
        completer = QCompleter(sorted(set(known)), self._edit)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._edit.setCompleter(completer)
        self._edit.installEventFilter(self)
        self._edit.textEdited.connect(self._typed)
        self._flow = FlowLayout(self, gap=6)
        self._flow.addWidget(self._edit)
        self.setFocusProxy(self._edit)
        self._show()

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags, with what stands in the field and was not added yet."""
        typed = self._edit.text().strip().strip(",").strip()
        return (*self._tags, *([typed] if typed and typed not in self._tags else []))

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab should stop in it. New chips stand behind all other widgets of the window until that is said with
        `setTabOrder`, which only the window can: it knows what comes before and after."""
        return (*self._chips, self._edit)

    def add(self, tag: str) -> None:
        if (tag := tag.strip()) and tag not in self._tags:
            self._tags.append(tag)
            self._show()
        self._edit.clear()
        self.changed.emit()

    def remove(self, tag: str) -> None:
        self._tags = [kept for kept in self._tags if kept != tag]
        self._show()
        self._edit.setFocus()
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._edit and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._edit.text().strip():
                self.add(self._edit.text())
                return True
            if event.key() == Qt.Key.Key_Backspace and not self._edit.text() and self._tags:
                self.remove(self._tags[-1])
                return True
        return super().eventFilter(watched, event)

    def _typed(self, text: str) -> None:
        if "," in text:
            *whole, rest = text.split(",")
            for tag in whole:
                self.add(tag)
            self._edit.setText(rest.lstrip())
        self.changed.emit()

    def _show(self) -> None:
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(tag) for tag in self._tags]
        self._flow.removeWidget(self._edit)
        for widget in (*self._chips, self._edit):
            self._flow.addWidget(widget)
        self.updateGeometry()

    def _chip(self, tag: str) -> QToolButton:
        chip = QToolButton(self)
        chip.setProperty("chip", True)
        chip.setText(
            self.fontMetrics().elidedText(in_order(tag[:1_000]), Qt.TextElideMode.ElideRight, 200).replace("&", "&&")
        )
        chip.setIcon(icons.icon("x"))
        chip.setIconSize(icons.BUTTON_SIZE)
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setAccessibleName(in_order(f"Remove the tag {tag}"))
        chip.setToolTip(as_tip(f"Remove {tag}"))
        chip.clicked.connect(partial(self.remove, tag))
        chip.show()
        return chip
