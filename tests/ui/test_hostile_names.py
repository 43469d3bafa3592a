"""What a name from a server must not do on screen: be markup, turn letters around, or push anything apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from xengui.ui.row_delegate import _one_line
from xengui.ui.widgets.breaking import BreakingLabel
from xengui.ui.widgets.dialog import Dialog
from xengui.ui.widgets.elided import Elided
from xengui.ui.widgets.fact_row import Fact, FactRow
from xengui.ui.widgets.link import Link
from xengui.ui.widgets.pill import Pill
from xengui.ui.widgets.plain import LONGEST, as_tip, entry, in_order, plain_label, unmarked
from xengui.ui.widgets.tags_field import TagsField
from xengui.ui.widgets.toast import Toast

HOSTILE = (
    "a\x00b\x07c\x1b[31md\x9fe",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200e\u200f\u061c",
    "half \ud800 of \udfff one",
    '<b>bold</b><img src="http://x.example/a.png"><a href="http://x.example">x</a>',
    "one\ntwo\r\nthree",
    "R&D [*] & more",
    "W" * 500,
    "W" * 1_000_000,
)
_BAD = {*range(9), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F}
_BAD |= {*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)}


def clean(text: str) -> bool:
    return len(text) <= LONGEST and not any(ord(letter) in _BAD for letter in text)


@given(st.text(st.characters(codec=None)))
def test_a_shown_text_has_no_controls_and_is_shown_the_same_again(text: str) -> None:
    assert clean(in_order(text))
    assert in_order(in_order(text)) == in_order(text)
    assert clean(unmarked(text))
    assert clean(as_tip(text))


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_labels_pills_links_tags_toasts_and_dialogs_show_a_hostile_name_as_plain_text(
    qapp: QApplication, name: str
) -> None:
    dialog = Dialog(name, name, name)
    later, breaking, elided = plain_label(), BreakingLabel(name), Elided()
    later.setText(name)
    elided.setText(name)
    pill, link, tags = Pill(name), Link(name), TagsField([name], [])
    for widget in (later, breaking, elided, pill, tags):
        dialog.add_widget(widget)
    toast = Toast(dialog, name)
    dialog.show_fact(name)

    for label in dialog.findChildren(QLabel):
        if label.text():
            assert label.textFormat() is Qt.TextFormat.PlainText
            assert clean(label.text())
    assert clean(dialog.windowTitle())
    assert "[*]" not in dialog.windowTitle().replace("[*][*]", "")
    assert clean(link.text())
    assert clean(link.accessibleName())
    assert clean(toast.accessibleName())
    assert "\n" not in elided.text()
    for chip in tags.stops:
        assert clean(chip.accessibleName())
        assert "<" not in chip.toolTip() or chip.toolTip().startswith("<p style")
    toast.go()


def test_no_tip_grows_beyond_the_screen_or_has_markup_of_a_name() -> None:
    for name in HOSTILE:
        tip = as_tip(name)
        assert len(tip) < 3_000
        assert "<img" not in tip
    assert as_tip("line\n" * 500).count("\n") < 40


def test_an_entry_of_a_menu_is_one_line_without_a_key_and_not_wider_than_a_screen() -> None:
    assert entry("R&D\tCtrl+Q\nnext") == "R&&D Ctrl+Q next"
    for name in HOSTILE:
        assert clean(entry(name))
        assert len(entry(name)) < 210


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_fact_with_a_hostile_value_is_plain_text_and_is_spoken_so(qapp: QApplication, name: str) -> None:
    row = FactRow(Fact("Name", name))
    row.resize(400, 40)
    row.show()
    qapp.processEvents()

    for label in row.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert clean(label.text())
        assert clean(label.accessibleName())
    row.close()


def test_a_row_looks_at_the_beginning_of_a_long_text_only() -> None:
    assert len(_one_line("W" * 1_000_000)) == 1_000
