"""The one stylesheet, made from a theme and the size of the system's font.

Widgets say what they are through properties (`tone`, `type`, `pill`, `surface`, `banner`, `note`, `primary`,
`danger`, `link`, `quiet`, `drop`, `keycap`, `kind`, `mono`), never through a sheet of their own: a sheet on a single
widget survives a change of theme.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTemporaryDir
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QWidget

from xengui.ui import glyphs

if TYPE_CHECKING:
    from xengui.ui.theme import Theme

# File name: glyph, token. Qt takes marks and arrows only from files.
_IMAGES: Final = {
    "down": ("caret-down", "text2"),
    "down-off": ("caret-down", "text3"),
    "up": ("caret-up", "text2"),
    "up-off": ("caret-up", "text3"),
    "right": ("caret-right", "text2"),
    "left": ("caret-left", "text2"),
    "check": ("check-bold", "on_accent"),
    "check-off": ("check-bold", "text3"),
    "mark": ("check", "text"),
    "dot": ("dot-outline-fill", "on_accent"),
    "dot-off": ("dot-outline-fill", "text3"),
    "partly": ("minus-bold", "on_accent"),
}


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties the stylesheet looks at, and have the widget drawn by them.

    A trailing underscore spares the names Python keeps for itself.
    """
    for name, value in properties.items():
        widget.setProperty(name.rstrip("_"), value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def mono_font(body: QFont) -> QFont:
    """The system's fixed font, one pixel below the body: for UUIDs, addresses, fingerprints and calls."""
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    fixed.setPixelSize(QFontInfo(body).pixelSize() - 1)
    return fixed


def stylesheet(theme: Theme, font: QFont) -> str:
    """All the rules, in the theme's colours."""
    b = QFontInfo(font).pixelSize()
    return Template(_RULES).substitute(
        theme.tokens(),
        **{name.replace("-", "_") + "_image": f"url({path})" for name, path in _images(theme).items()},
        small=f"{b - 1}px",
        tiny=f"{b - 2}px",
        body=f"{b}px",
        empty=f"{b + 2}px",
        title=f"{b + 3}px",
        object_name=f"{b + 5}px",
        mono=QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family(),
        # On a fill of the same blue the ring would be lost.
        ring_on_fill=theme.text if theme.focus == theme.accent else theme.focus,
        search=theme.sunken if theme.dark else theme.base,
    )


@cache
def _folder() -> QTemporaryDir:
    return QTemporaryDir()


@cache
def _images(theme: Theme) -> dict[str, str]:
    folder = Path(_folder().path()) / theme.name
    folder.mkdir(exist_ok=True)
    paths = {}
    for name, (glyph, token) in _IMAGES.items():
        path = folder / f"{name}.svg"
        path.write_bytes(glyphs.svg(glyph).replace(b"currentColor", theme.tokens()[token].encode()))
        paths[name] = path.as_posix()
    return paths


_RULES: Final = """
QWidget { color: $text; }
QWidget:disabled { color: $text3; }
QMainWindow { background: $window; }
QDialog { background: $base; }
QMainWindow::separator { background: $border; width: 1px; height: 1px; }
QSplitter::handle { background: $border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QToolTip { background: $tip; color: $tip_text; border: none; border-radius: 4px; padding: 0 5px; opacity: 255; }

*[surface="base"] { background: $base; }
*[surface="window"] { background: $window; }
*[surface="nav"] { background: $nav; }
*[surface="raised"] { background: $raised; border: 1px solid $button; border-radius: 8px; }
*[surface="sunken"] { background: $sunken; }
*[surface="card"] { background: $base; border: 1px solid $border; border-radius: 8px; }
*[surface="well"] { background: $sunken; border-radius: 6px; }
*[surface="head"] { background: $window; border-bottom: 1px solid $border; }
*[surface="footer"] { background: $window; border-top: 1px solid $border; }
*[surface="tip"] { background: $tip; border: 1px solid $tip; border-radius: 8px; }
*[surface="tip"] QLabel { color: $tip_text; }
QFrame[surface="line"] { background: $border; border: none; min-height: 1px; max-height: 1px; }
QFrame[surface="rule"] { background: $border; border: none; min-width: 1px; max-width: 1px; }

QFrame[banner] { border: none; border-bottom: 1px solid $border; min-height: 35px; max-height: 35px; }
QFrame[banner="info"] { background: $info_soft; }
QFrame[banner="warn"] { background: $warn_soft; }
QFrame[banner="error"] { background: $error_soft; }
QFrame[banner="offline"] { background: $track; }
QFrame[note] { border: none; border-radius: 6px; }
QFrame[note="info"] { background: $info_soft; }
QFrame[note="warn"] { background: $warn_soft; }
QFrame[note="error"] { background: $error_soft; }

QLabel { background: transparent; }
QLabel[type="secondary"] { font-size: $small; color: $text2; }
QLabel[type="section"] { font-weight: 600; }
QLabel[type="strong"] { font-weight: 600; }
QLabel[type="title"] { font-size: $title; font-weight: 600; }
QLabel[type="empty"] { font-size: $empty; font-weight: 600; }
QLabel[type="name"] { font-size: $object_name; font-weight: 600; }
QLabel[mono="true"] { font-family: "$mono"; font-size: $small; }
QLabel[tone="dim"] { color: $text2; }
QLabel[tone="link"] { color: $accent_text; }
QLabel[tone="ok"] { color: $ok_text; }
QLabel[tone="warn"] { color: $warn_text; }
QLabel[tone="error"] { color: $error_text; }
QLabel[tone="sleep"] { color: $sleep_text; }
QLabel[pill] { background: $track; color: $text2; border-radius: 8px; padding: 1px 12px; min-height: 16px;
  max-height: 16px; font-size: $tiny; font-weight: 500; }
QToolButton[chip="true"] { background: $track; color: $text; border: 1px solid $track; border-radius: 8px;
  padding: 1px 6px 1px 10px; min-height: 18px; }
QToolButton[chip="true"]:hover { background: $hover; border-color: $button; }
QToolButton[chip="true"]:focus { border-color: $focus; }
QLabel[pill="ok"] { background: $ok_soft; color: $ok_text; }
QLabel[pill="warn"] { background: $warn_soft; color: $warn_text; }
QLabel[pill="error"] { background: $error_soft; color: $error_text; }
QLabel[pill="sleep"] { background: $sleep_soft; color: $sleep_text; }
QLabel[pill="info"] { background: $info_soft; color: $accent_text; }
QLabel[keycap="true"] { background: $window; color: $text2; border: 1px solid $border; border-radius: 4px;
  padding: 0 8px; font-size: $tiny; font-weight: 500; min-height: 16px; max-height: 16px; }

QPushButton, QToolButton, QTabBar { outline: none; }
QPushButton { background: $raised; border: 1px solid $button; border-radius: 6px; padding: 0 12px; min-height: 26px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $sunken; }
QPushButton:focus { border: 2px solid $focus; padding: 0 11px; min-height: 24px; }
QPushButton:disabled { background: transparent; border-color: $border; }
QPushButton[primary="true"]:enabled { background: $accent; border-color: $accent; color: $on_accent; }
QPushButton[primary="true"]:enabled:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[danger="true"]:enabled { background: $danger; border-color: $danger; color: $on_danger; }
QPushButton[primary="true"]:enabled:focus, QPushButton[danger="true"]:enabled:focus { border-color: $ring_on_fill; }
QPushButton[drop="true"] { padding-right: 28px; }
QPushButton::menu-indicator { image: $down_image; width: 12px; height: 12px; subcontrol-origin: padding;
  subcontrol-position: right center; right: 10px; }
QPushButton[link="true"] { background: transparent; border: 2px solid transparent; padding: 0 2px; color: $accent_text;
  min-height: 20px; border-radius: 4px; }
QPushButton[quiet="true"] { margin: 0 -4px; min-height: 15px; }
QPushButton[link="true"]:hover { text-decoration: underline; }
QPushButton[link="true"]:focus { border-color: $focus; }
QPushButton[link="true"]:disabled { color: $text3; border-color: transparent; }
QPushButton[link="true"][quiet="true"] { color: $text2; font-size: $small; }
*[surface="tip"] QPushButton[link="true"] { color: $tip_link; font-weight: 600; }
*[surface="tip"] QPushButton[link="true"]:focus { border-color: $tip_link; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 0 7px;
  min-height: 23px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:open { background: $sunken; }
QToolButton:checked { background: $select_off; }
QToolButton:focus { border: 2px solid $focus; padding: 0 6px; min-height: 21px; }
QToolButton::menu-indicator { image: none; }
QToolButton[drop="true"] { padding-right: 24px; }
QToolButton[drop="true"]::menu-indicator { image: $down_image; width: 12px; height: 12px; subcontrol-origin: padding;
  subcontrol-position: right center; right: 6px; }
QToolButton[tiny="true"] { padding: 0 2px; min-height: 18px; border-radius: 4px; }
QToolButton[tiny="true"]:checked { background: transparent; }
QToolButton[tiny="true"]:hover { background: $hover; }
QToolButton[tiny="true"]:focus { padding: 0 1px; min-height: 16px; }
QToolButton[fill="accent"]:enabled { background: $accent; color: $on_accent; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox { background: $base; border: 1px solid $field;
  border-radius: 6px; selection-background-color: $select; selection-color: $text; placeholder-text-color: $text2; }
QLineEdit { padding: 0 7px; min-height: 26px; }
QComboBox { padding: 0 8px; min-height: 26px; }
QAbstractSpinBox { min-height: 26px; }
QPlainTextEdit, QTextEdit { padding: 4px; }
QLineEdit[search="true"] { background: $search; }
QLineEdit[tone="error"], QComboBox[tone="error"], QAbstractSpinBox[tone="error"], QPlainTextEdit[tone="error"] {
  border-color: $error; }
QLineEdit:focus, QComboBox:focus, QComboBox:on, QAbstractSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
  border: 2px solid $focus; }
QLineEdit:focus { padding: 0 6px; min-height: 24px; }
QComboBox:focus, QComboBox:on { padding: 0 7px; min-height: 24px; }
QAbstractSpinBox:focus { min-height: 24px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 3px; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled, QPlainTextEdit:disabled, QTextEdit:disabled {
  background: $window; border-color: $border; }
QLineEdit[mono="true"], QPlainTextEdit[mono="true"] { font-family: "$mono"; font-size: $small; }
QLineEdit[bare="true"] { background: transparent; border: none; padding: 0; font-size: $title; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { background: transparent; border: none; padding: 0; min-height: 0; }
QComboBox { combobox-popup: 0; }
QComboBox::drop-down { border: none; width: 24px; subcontrol-position: right center; }
QComboBox::down-arrow { image: $down_image; width: 12px; height: 12px; }
QComboBox::down-arrow:disabled { image: $down_off_image; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $button; padding: 3px; outline: 0;
  selection-background-color: $select; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: 24px; padding: 0 5px; border-radius: 5px; }
QComboBox QAbstractItemView::item:selected { background: $select; color: $text; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; background: transparent; width: 20px;
  height: 12px; subcontrol-origin: border; }
QAbstractSpinBox::up-button { subcontrol-position: top right; top: 2px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; bottom: 2px; }
QAbstractSpinBox::up-arrow { image: $up_image; width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: $down_image; width: 10px; height: 10px; }
QAbstractSpinBox::up-arrow:disabled, QAbstractSpinBox::up-arrow:off { image: $up_off_image; }
QAbstractSpinBox::down-arrow:disabled, QAbstractSpinBox::down-arrow:off { image: $down_off_image; }

QCheckBox, QRadioButton { spacing: 8px; background: transparent; outline: none; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $border_strong;
  background: $base; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $focus; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked, QCheckBox::indicator:indeterminate {
  background: $accent; border-color: $accent; }
QCheckBox::indicator:checked { image: $check_image; }
QCheckBox::indicator:indeterminate { image: $partly_image; }
QRadioButton::indicator:checked { image: $dot_image; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $focus; width: 12px; height: 12px; }
QCheckBox::indicator:checked:focus, QRadioButton::indicator:checked:focus { border-color: $ring_on_fill; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $window; border-color: $border; }
QCheckBox::indicator:checked:disabled { image: $check_off_image; }
QRadioButton::indicator:checked:disabled { image: $dot_off_image; }

QTabBar { background: transparent; border: none; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; border: none; color: $text2; }
QTabBar::tab:hover, QTabBar::tab:selected { color: $text; }
QTabBar::tab:disabled { color: $text3; }
QTabBar[kind="page"]::tab { height: 29px; padding: 1px 2px 0 2px; margin-right: 20px;
  border-bottom: 2px solid transparent; }
QTabBar[kind="page"]::tab:first, QTabBar[kind="page"]::tab:only-one { margin-left: 18px; }
QTabBar[kind="page"]::tab:selected { border-bottom-color: $focus; }
QTabBar[kind="pane"]::tab { height: 22px; padding: 0 8px; margin: 0 4px 0 0; border-radius: 6px; font-size: $small;
  font-weight: 500; }
QTabBar[kind="pane"]::tab:hover { background: $hover; }
QTabBar[kind="pane"]::tab:selected { background: $select_off; }

QTreeView, QListView, QTableView { background: $base; border: none; outline: 0; show-decoration-selected: 0; }
QTreeView[look="log"] { font-size: $small; }
QTreeView[surface="nav"], QListView[surface="nav"] { background: $nav; }
QTreeView::item, QTreeView::item:selected, QTreeView::item:hover, QTreeView::branch, QTreeView::branch:selected,
QTreeView::branch:hover { background: transparent; border: none; image: none; }
QListView::item { padding: 0 8px; min-height: 28px; border-radius: 5px; }
QListView::item:hover { background: $hover; }
QListView::item:selected { background: $select_off; color: $text; }
QListView::item:selected:active { background: $select; }
QHeaderView { background: $base; border: none; }
QHeaderView::section { background: $base; color: $text2; border: none; border-bottom: 1px solid $border; padding: 0 8px;
  height: 27px; }
QHeaderView::section:first, QHeaderView::section:only-one { padding-left: 20px; }
QDialog QHeaderView::section:first, QDialog QHeaderView::section:only-one { padding-left: 12px; }
QHeaderView::section:hover { color: $text; }
QHeaderView::down-arrow { image: $down_image; width: 10px; height: 10px; }
QHeaderView::up-arrow { image: $up_image; width: 10px; height: 10px; }

QMenuBar { background: $window; border: none; padding: 0 8px; }
QMenuBar::item { background: transparent; padding: 5px 10px; border-radius: 5px; margin: 1px 0; }
QMenuBar::item:selected { background: $hover; }
QMenuBar::item:pressed { background: $sunken; }
QMenu { background: $raised; border: 1px solid $button; padding: 4px; }
QMenu::item { background: transparent; padding: 0 24px 0 8px; min-height: 24px; border-radius: 5px; }
QMenu::item:selected { background: $select; color: $text; }
QMenu::item:disabled { color: $text3; }
QMenu::item:disabled:selected { background: $hover; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { background: $border; height: 1px; margin: 4px 8px; }
QMenu::indicator { width: 14px; height: 14px; padding-left: 8px; }
QMenu::indicator:checked { image: $mark_image; }
QMenu::right-arrow { image: $right_image; width: 12px; height: 12px; right: 8px; }

QToolBar { background: $window; border: none; spacing: 4px; padding: 0 8px; min-height: 39px; max-height: 39px; }
QToolBar[surface="base"] { background: $base; border-bottom: 1px solid $border; }
QToolBar[surface="head"] { border-bottom: 1px solid $border; }
QToolBar QToolButton { padding: 0 1px 0 7px; }
QToolBar QToolButton:focus { padding: 0 0 0 6px; }
QToolBar::separator { background: $border; width: 1px; margin: 5px; }
QStatusBar { background: $window; border-top: 1px solid $border; min-height: 25px; font-size: $small; }
QStatusBar::item { border: none; }
QStatusBar QLabel { font-size: $small; }

QAbstractScrollArea::corner { background: transparent; }
QScrollArea { background: transparent; border: none; }
QScrollArea > #qt_scrollarea_viewport, QScrollArea > #qt_scrollarea_viewport > QWidget { background: transparent; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $handle; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $border_strong; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $track; border: none; border-radius: 2px; min-height: 4px; max-height: 4px; }
QProgressBar::chunk { background: $focus; border-radius: 2px; }
QProgressBar[tone="warn"]::chunk { background: $warn; }
QProgressBar[tone="error"]::chunk { background: $error; }
"""
