"""Pictures of the look kit, to be laid beside the ones that set the look.

`python tests/ui/gallery.py OUTDIR` draws every scene in every theme, at 1x and at 1.5x.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QFont, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from xengui.ui import icons, theme
from xengui.ui.item_view import ItemView, Look
from xengui.ui.roles import Role
from xengui.ui.stylesheet import mono_font, restyle
from xengui.ui.widgets.banner import Banner
from xengui.ui.widgets.dialog import Dialog, fit
from xengui.ui.widgets.empty import Empty
from xengui.ui.widgets.fact_row import Fact
from xengui.ui.widgets.glyph import Glyph
from xengui.ui.widgets.pill import Pill
from xengui.ui.widgets.plain import plain_label
from xengui.ui.widgets.search_field import SearchField
from xengui.ui.widgets.section import Section
from xengui.ui.widgets.tab_row import TabRow
from xengui.ui.widgets.toast import Toast

Scene = Callable[[], QWidget]

Row = tuple[str, str, dict[Role, Any], tuple[Any, ...]]

TREE: tuple[Row, ...] = (
    ("Stone", "pool-connected", {Role.BOLD: True, Role.POOL_COLOUR: "red"}, (
        ("granite", "host-connected", {Role.ICON_FLAGS: frozenset({"coordinator"})}, (
            ("web-01", "vm-running", {}, ()),
            ("web-02", "vm-running", {}, ()),
            ("web-03", "vm-migrating", {Role.DIM: "61 %"}, ()),
            ("db-primary", "vm-running", {}, ()),
            ("mail", "vm-running", {Role.WARNING: "No guest tools.", Role.DIM: "no guest tools"}, ()),
            ("Local storage", "sr-ok", {Role.ICON_FLAGS: frozenset({"local"})}, ()),
        )),
        ("basalt", "host-connected", {}, (
            ("db-replica", "vm-running", {}, ()),
            ("build-runner-linux-x86-64-nightly-02", "vm-busy", {Role.DIM: "starting"}, ()),
            ("erp-test", "vm-paused", {}, ()),
            ("Local storage", "sr-ok", {Role.ICON_FLAGS: frozenset({"local"})}, ()),
        )),
        ("slate", "host-maintenance", {Role.DIM: "maintenance"}, (("x", "vm-halted", {}, ()),)),
        ("desktop-gold", "vm-halted", {Role.FAINT: True}, ()),
        ("erp-archive", "vm-suspended", {}, ()),
        ("ferry-legacy", "vm-crashed", {Role.DIM: "crashed"}, ()),
        ("old-proxy (hidden)", "vm-halted", {Role.ICON_FLAGS: frozenset({"hidden"}), Role.FAINT: True}, ()),
        ("ISO library", "sr-ok", {Role.ICON_FLAGS: frozenset({"iso"})}, ()),
        ("iSCSI fast", "sr-default", {}, ()),
        ("iSCSI target 2", "sr-broken", {Role.DIM: "1 of 3 paths"}, ()),
        ("NFS archive", "sr-detached", {Role.DIM: "detached", Role.FAINT: True}, ()),
        ("Debian 12 base", "template-custom", {}, ()),
    )),
    ("Lab", "pool-connected", {Role.BOLD: True, Role.POOL_COLOUR: "green"}, (
        ("quartz", "host-connected", {Role.ICON_FLAGS: frozenset({"coordinator"})}, ()),
        ("mica", "host-dead", {Role.DIM: "not responding", Role.FAINT: True}, ()),
    )),
    ("Harbour", "pool-disconnected", {Role.POOL_COLOUR: "blue", Role.DIM: "disconnected 4 min", Role.FAINT: True}, ()),
)  # fmt: skip


def _item(row: Row) -> QStandardItem:
    text, state, extra, children = row
    item = QStandardItem(text)
    item.setData(state, Role.STATE)
    for role, value in extra.items():
        item.setData(value, role)
    for child in children:
        item.appendRow(_item(child))
    return item


def tree() -> ItemView:
    view = ItemView(look=Look.TREE)
    model = QStandardItemModel(view)
    for row in TREE:
        model.appendRow(_item(row))
    view.setModel(model)
    view.expandAll()
    stone = model.item(0)
    view.collapse(stone.child(2).index())
    view.setCurrentIndex(stone.child(0).child(0).index())
    view.resize(256, 700)
    return view


ICONS: tuple[tuple[str, tuple[tuple[str, dict[str, Any]], ...]], ...] = (
    ("Virtual machines", (
        ("vm-running", {}), ("vm-halted", {}), ("vm-suspended", {}), ("vm-paused", {}), ("vm-busy", {}),
        ("vm-migrating", {}), ("vm-running", {"warning": True}), ("vm-crashed", {}), ("vm-halted", {"hidden": True}),
        ("vapp", {}),
    )),
    ("Templates, snapshots", (
        ("template-default", {}), ("template-custom", {}), ("snapshot-disk", {}), ("snapshot-memory", {}),
        ("snapshot-disk", {"scheduled": True}),
    )),
    ("Servers, pools", (
        ("pool-connected", {}), ("pool-disconnected", {}), ("host-connected", {}),
        ("host-connected", {"coordinator": True}), ("host-maintenance", {}), ("host-disabled", {}),
        ("host-connecting", {}), ("host-disconnected", {}), ("pool-connecting", {}),
        ("pool-connected", {"warning": True}),
    )),
    ("Storage", (
        ("sr-ok", {}), ("sr-ok", {"sr_kind": "local"}), ("sr-ok", {"sr_kind": "iso"}), ("sr-default", {}),
        ("sr-broken", {}), ("sr-detached", {}), ("vdi", {}), ("vdi-snapshot", {}), ("dvd-drive", {}),
    )),
    ("Network, organizing", (
        ("network", {}), ("nic-up", {}), ("nic-down", {}), ("vif", {}), ("bond", {}), ("folder", {}), ("tag", {}),
        ("custom-field", {}), ("group", {}),
    )),
    ("Results", (
        ("result-ok", {}), ("result-failed", {}), ("result-warning", {}), ("result-info", {}), ("result-waiting", {}),
        ("result-busy", {}), ("cannot", {}), ("here", {}),
    )),
)  # fmt: skip

COMMANDS = [
    "play",
    "power",
    "arrow-clockwise",
    "moon",
    "pause",
    "stop-circle",
    "camera",
    "arrow-counter-clockwise",
    "arrow-square-right",
    "copy",
    "package",
    "export",
    "download-simple",
    "trash",
    "sliders-horizontal",
    "plus",
    "plus-circle",
    "plug",
    "plugs-connected",
    "link-break",
    "wrench",
    "star",
    "eject",
    "terminal-window",
    "keyboard",
    "frame-corners",
    "arrows-out",
    "funnel-simple",
    "magnifying-glass",
    "bell",
    "gear-six",
    "user",
    "shield-check",
    "key",
    "lock-simple",
    "eye-slash",
    "broom",
    "question",
]


def state_icons() -> QWidget:
    page = _page()
    grid = QGridLayout(page)
    grid.setContentsMargins(20, 14, 20, 14)
    line = 0
    for title, states in ICONS:
        grid.addWidget(plain_label(title, type_="section"), line, 0, 1, 5)
        line += 1
        for at, (state, variant) in enumerate(states):
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(Glyph(icons.state_icon(state, **variant), 18))
            row.addWidget(Glyph(icons.state_icon(state, **variant), 36))
            row.addWidget(plain_label(icons.accessible_state(state, **_without_sr(variant)), type_="secondary"))
            row.addStretch()
            grid.addLayout(row, line + at // 5, at % 5)
        line += (len(states) + 4) // 5
    grid.addWidget(plain_label("Commands", type_="section"), line, 0, 1, 5)
    commands = QGridLayout()
    commands.setHorizontalSpacing(16)
    for at, name in enumerate(COMMANDS):
        commands.addWidget(Glyph(icons.icon(name)), at // 20, at % 20)
    grid.addLayout(commands, line + 1, 0, 1, 5)
    page.resize(980, 780)
    return page


def _without_sr(variant: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in variant.items() if name != "sr_kind"}


def window() -> QWidget:
    return _window(_general_page())


def banners() -> QWidget:
    page = _page()
    column = _column(page)
    column.addWidget(_tabs(["General", "Search"]))
    links = (("Try now", int), ("Why?", int))
    age = "What you see is from 15:47:20. Trying again in 8 s."
    column.addWidget(Banner("offline", "Connection lost 4 min ago.", age, links))
    older = "2 of 3 servers run an older build than the coordinator."
    column.addWidget(Banner("warn", older, "Finish the update before you add a server.", (("Show updates", int),)))
    full = "keel has used 97 % of its control domain disk."
    column.addWidget(Banner("error", full, "Logs can no longer be written.", (("Show", int), ("Copy", int))))
    column.addWidget(Banner("info", "Keys go to web-01.", "Press Right Ctrl to get them back."))
    section = Section("General")
    section.show_facts([Fact("Name", "Harbour"), Fact("Description", "Shipping desk, site B"), Fact("Sockets", "6")])
    column.addSpacing(16)
    column.addWidget(section)
    column.addStretch()
    page.resize(1051, 400)
    Toast(page, "2 snapshots tagged “keep”.", undo=int)
    return page


def empty() -> QWidget:
    page = _page()
    column = _column(page)
    add = QPushButton("Add server…")
    restyle(add, primary=True)
    add.setIcon(icons.icon("plus", "on_accent"))
    add.setIconSize(icons.BUTTON_SIZE)
    column.addWidget(
        Empty(
            "hard-drives",
            "No servers yet",
            "Add any server of a XenServer or XCP-ng pool. Nothing is installed on it: an address and a password are "
            "enough.",
            [add, QPushButton("Import from XenCenter…")],
            hint="Ctrl+Shift+N. Or drop an exported server list here.",
        )
    )
    page.resize(732, 530)
    return page


def disks() -> QWidget:
    page = _page()
    column = _column(page)
    bar = QToolBar()
    bar.setProperty("surface", "base")
    bar.setIconSize(icons.BUTTON_SIZE)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    for glyph, text in (("plus", "Add disk…"), ("paperclip", "Attach…"), ("", ""), ("eject", "Deactivate")):
        if not text:
            bar.addSeparator()
            continue
        action = bar.addAction(icons.icon(glyph), text)
        action.setIconText(text)
        action.setEnabled(text != "Deactivate")
    spacer = QWidget()
    spacer.setSizePolicy(spacer.sizePolicy().Policy.Expanding, spacer.sizePolicy().Policy.Preferred)
    bar.addWidget(spacer)
    field = SearchField("Filter disks", glyph="funnel-simple")
    field.setFixedWidth(180)
    bar.addWidget(field)
    column.addWidget(bar)
    view = ItemView(look=Look.TABLE)
    model = QStandardItemModel(view)
    model.setHorizontalHeaderLabels(["#", "Disk", "Storage", "Size", "Access", "State", "Device"])
    rows = (
        ("0", "web-01 root", "", "sr-default", "iSCSI fast", 0.62, "24.8 of 40 GiB", "Read and write", "Active"),
        ("1", "web-01 data", "grows fast", "sr-default", "iSCSI fast", 0.91, "182 of 200 GiB", "Read and write", "Active"),  # noqa: E501
        ("2", "logs", "", "sr-broken", "iSCSI target 2", 0.34, "34 of 100 GiB", "Read and write", "Active"),
        ("3", "shared-assets", "shared by 3 VMs", "sr-detached", "NFS archive", 0.0, "500 GiB", "Read only", "Not attached"),  # noqa: E501
        ("4", "swap", "", "sr-ok", "Local storage on granite", 0.98, "7.9 of 8.0 GiB", "Read and write", "Active"),
    )  # fmt: skip
    for number, name, dim, state, sr, share, size, access, attached in rows:
        line = [QStandardItem(text) for text in (number, name, sr, size, access, attached, "/dev/xvda")]
        line[1].setData("vdi", Role.STATE)
        line[1].setData(dim, Role.DIM)
        line[2].setData(state, Role.STATE)
        line[3].setData(share, Role.BAR)
        if sr.startswith("Local"):
            line[2].setData(frozenset({"local"}), Role.ICON_FLAGS)
        if attached != "Active":
            line[2].setData(True, Role.FAINT)
            line[5].setData(True, Role.FAINT)
        model.appendRow(line)
    view.setModel(model)
    for at, width in enumerate((39, 250, 206, 200, 116, 110)):
        view.setColumnWidth(at, width)
    view.setSelectionMode(ItemView.SelectionMode.ExtendedSelection)
    view.setCurrentIndex(model.index(1, 1))
    column.addWidget(view, 1)
    column.addWidget(_calls(), 1)
    page.resize(1051, 440)
    view.setFocus()
    return page


def _calls() -> QWidget:
    pane = QFrame()
    column = _column(pane)
    head = QFrame()
    head.setProperty("surface", "head")
    row = QHBoxLayout(head)
    row.setContentsMargins(0, 4, 12, 4)
    tabs = TabRow("pane")
    tabs.show_tabs(["Tasks 2", "Events", "API calls"])
    tabs.setCurrentIndex(2)
    row.addSpacing(12)
    row.addWidget(tabs)
    row.addStretch()
    clear = _tool("broom")
    clear.setText("Clear")
    clear.setIconSize(icons.BUTTON_SIZE)
    clear.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    row.addWidget(clear)
    column.addWidget(head)
    view = ItemView(look=Look.LOG)
    model = QStandardItemModel(view)
    model.setHorizontalHeaderLabels(["Time", "Call", "Arguments", "Took", "Result"])
    model.horizontalHeaderItem(3).setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    for time, call, took, result in (
        ("15:51:08.214", "VM.pool_migrate", "–", "running"),
        ("15:51:08.101", "VM.assert_can_migrate", "84 ms", "ok"),
        ("15:48:02.377", "VM.pool_migrate", "212 ms", "HOST_NOT_ENOUGH_FREE_MEMORY"),
        ("15:48:01.940", "event.from", "28.4 s", "3 changes"),
    ):
        line = [QStandardItem(text) for text in (time, call, 'OpaqueRef:8c1f… web-03, {"live": …', took, result)]
        for item in line[1:3]:
            item.setFont(mono_font(view.font()))
        line[2].setData(True, Role.FAINT)
        line[3].setTextAlignment(Qt.AlignmentFlag.AlignRight)
        if result.isupper():
            line[1].setData("error", Role.TONE)
            line[4].setData("error", Role.TONE)
        model.appendRow(line)
    view.setModel(model)
    for at, width in enumerate((116, 190, 430, 72)):
        view.setColumnWidth(at, width)
    view.setCurrentIndex(model.index(2, 0))
    column.addWidget(view, 1)
    return pane


def controls() -> QWidget:
    page = _page()
    column = _column(page)
    column.setContentsMargins(20, 20, 20, 20)
    column.setSpacing(12)
    row = QHBoxLayout()
    for text, properties in (
        ("Cancel", {}),
        ("Migrate 2 VMs", {"primary": True}),
        ("Delete VM and 3 disks", {"danger": True}),
        ("Power", {"drop": True}),
        ("Copy both", {"link": True}),
    ):
        button = QPushButton(text)
        restyle(button, **properties)
        if text == "Power":
            button.setIcon(icons.icon("power"))
            button.setIconSize(icons.BUTTON_SIZE)
            button.setMenu(QMenu(button))
        row.addWidget(button)
        row.addWidget(off := QPushButton(text))
        restyle(off, **properties)
        off.setEnabled(False)
    row.addStretch()
    column.addLayout(row)
    row = QHBoxLayout()
    line, off_line, bad = QLineEdit("granite.stone.example"), QLineEdit("off"), QLineEdit("secret")
    off_line.setEnabled(False)
    restyle(bad, tone="error")
    combo, off_combo = QComboBox(), QComboBox()
    combo.addItems(["basalt (2 of 4 can move)", "marble"])
    off_combo.addItems(["Normal"])
    off_combo.setEnabled(False)
    spin, off_spin = QSpinBox(value=4), QSpinBox(value=8, suffix=" GiB")
    off_spin.setEnabled(False)
    for field in (line, off_line, bad, combo, off_combo, spin, off_spin):
        fit(field)
        row.addWidget(field)
    column.addLayout(row)
    row = QHBoxLayout()
    boxes = [QCheckBox("Checked"), QCheckBox("Open"), QCheckBox("Partly"), QCheckBox("Off"), QCheckBox("Off, open")]
    boxes[0].setChecked(True)
    boxes[2].setCheckState(Qt.CheckState.PartiallyChecked)
    boxes[3].setChecked(True)
    radios = [QRadioButton("One"), QRadioButton("Two"), QRadioButton("Off")]
    radios[0].setChecked(True)
    for box in (boxes[3], boxes[4], radios[2]):
        box.setEnabled(False)
    for each in (*boxes, *radios):
        row.addWidget(each)
    row.addStretch()
    column.addLayout(row)
    row = QHBoxLayout()
    for tone, text in (("neutral", "Disconnected"), ("ok", "Running"), ("warn", "Maintenance"), ("error", "Crashed"),
                       ("sleep", "Suspended"), ("info", "Migrating")):  # fmt: skip
        row.addWidget(Pill(text, tone))  # type: ignore[arg-type]
    for tone in ("", "warn", "error"):
        bar = QProgressBar(value=61)
        bar.setTextVisible(False)
        bar.setFixedWidth(120)
        restyle(bar, tone=tone)
        row.addWidget(bar)
    row.addStretch()
    column.addLayout(row)
    column.addWidget(QPlainTextEdit("Public web front end, behind the balancer.\n" * 8))
    page.resize(1000, 300)
    line.setFocus()
    return page


def menu() -> QWidget:
    made = QMenu()
    for glyph, text, key in (
        ("play", "Start", "Ctrl+B"), ("power", "Shut down", "Ctrl+E"), ("arrow-clockwise", "Reboot", "Ctrl+R"),
        ("", "", ""), ("arrow-square-right", "Migrate to server", ""), ("copy", "Copy…", ""),
        ("package", "Convert to template…", ""), ("", "", ""), ("sliders-horizontal", "Properties", "Alt+Enter"),
    ):  # fmt: skip
        if not text:
            made.addSeparator()
            continue
        action = QAction(icons.icon(glyph), text, made)
        action.setShortcut(key)
        action.setEnabled(text not in {"Start", "Convert to template…"})
        if text.startswith("Migrate"):
            action.setMenu(QMenu(made))
        made.addAction(action)
        if text.startswith("Copy"):
            made.setActiveAction(action)
    checked = made.addAction("Show hidden objects")
    checked.setCheckable(True)
    checked.setChecked(True)
    return made


def add_server() -> QWidget:
    dialog = Dialog("Add server", "Add server", "Any one server of a pool will do: the others are found from it.")
    address, user, password = QLineEdit("granite.stone.example"), QLineEdit("root"), QLineEdit("secret password")
    password.setEchoMode(QLineEdit.EchoMode.Password)
    dialog.add_row("Address", address)
    for field in (user, password):
        field.setFixedWidth(200)
    dialog.add_row("User name", user, wide=False)
    dialog.add_row("Password", password, wide=False)
    dialog.show_problem(password, "Wrong user name or password. Nothing has been saved.")
    for words in ("Remember the password in the system keyring", "Reconnect when xengui starts"):
        box = QCheckBox(words)
        box.setChecked(True)
        dialog.add_check(box)
    dialog.add_button("Add server", primary=True)
    dialog.show_fact("Tried 2 s ago")
    dialog.setFixedWidth(500)
    address.setFocus()
    return dialog


def delete_vm() -> QWidget:
    sentence = "This deletes the virtual machine, 340 GiB of disks and their snapshots. It cannot be undone."
    dialog = Dialog("Delete virtual machine", "Delete web-01?", sentence, glyph="trash", glyph_colour="error")
    card = QFrame()
    card.setProperty("surface", "card")
    inside = _column(card)
    inside.setContentsMargins(3, 3, 3, 4)
    view = ItemView()
    model = QStandardItemModel(view)
    model.setHorizontalHeaderLabels(["Disk", "Storage", "Size", ""])
    for name, dim, sr, size, fate in (
        ("web-01 root", "", "iSCSI fast", "40 GiB", "Delete"),
        ("web-01 data", "", "iSCSI fast", "200 GiB", "Delete"),
        ("logs", "", "iSCSI target 2", "100 GiB", "Delete"),
        ("shared-assets", "2 other VMs", "NFS archive", "500 GiB", "Keep"),
    ):
        line = [QStandardItem(text) for text in (name, sr, size, fate)]
        line[0].setCheckable(True)
        line[0].setCheckState(Qt.CheckState.Unchecked if dim else Qt.CheckState.Checked)
        line[0].setData("vdi", Role.STATE)
        line[0].setData(dim, Role.DIM)
        line[2].setTextAlignment(Qt.AlignmentFlag.AlignRight)
        line[3].setData(bool(dim), Role.FAINT)
        model.appendRow(line)
    model.horizontalHeaderItem(2).setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    view.setModel(model)
    for at, width in enumerate((262, 100, 82)):
        view.setColumnWidth(at, width)
    view.setFixedHeight(28 + 4 * 26)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setSelectionMode(ItemView.SelectionMode.NoSelection)
    inside.addWidget(view)
    dialog.add_widget(card)
    dialog.add_widget(plain_label("7 snapshots go with it (20.1 GiB). The ISO in the drive stays.", tone="dim"))
    dialog.add_button("Delete VM and 3 disks", danger=True)
    dialog.show_fact("Last export: 21 Nov 2026")
    dialog.add_widget(QLineEdit("web-01"))
    dialog.setFixedWidth(560)
    return dialog


def _window(page: QWidget) -> QMainWindow:
    made = QMainWindow()
    for title in ["File", "View", "Pool", "Server", "VM", "Storage", "Templates", "Tools", "Window", "Help"]:
        made.menuBar().addMenu(title)
    bar = QToolBar()
    bar.setMovable(False)
    bar.setProperty("surface", "head")
    bar.setIconSize(icons.BUTTON_SIZE)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    for glyph, text in (
        ("plus-circle", "Add server"), ("monitor", "New VM"), ("", ""), ("play", "Start"), ("power", "Shut down"),
        ("arrow-clockwise", "Reboot"), ("moon", "Suspend"),
    ):  # fmt: skip
        if text:
            bar.addAction(icons.icon(glyph), text).setEnabled(text != "Start")
        else:
            bar.addSeparator()
    spacer = QWidget()
    spacer.setSizePolicy(spacer.sizePolicy().Policy.Expanding, spacer.sizePolicy().Policy.Preferred)
    bar.addWidget(spacer)
    find = SearchField("Find anything or run a command", hint_key="Ctrl+K")
    find.setFixedWidth(300)
    bar.addWidget(find)
    made.addToolBar(bar)
    nav = QFrame()
    nav.setProperty("surface", "nav")
    side = QVBoxLayout(nav)
    side.setContentsMargins(0, 6, 2, 0)
    side.setSpacing(4)
    views = QHBoxLayout()
    views.setContentsMargins(8, 0, 6, 0)
    views.setSpacing(4)
    for at, glyph in enumerate(("tree-structure", "squares-four", "folders", "list-magnifying-glass")):
        button = _tool(glyph)
        button.setCheckable(True)
        button.setChecked(at == 0)
        views.addWidget(button)
    views.addStretch()
    side.addLayout(views)
    around = QHBoxLayout()
    around.setContentsMargins(8, 0, 6, 0)
    around.addWidget(SearchField("Filter", glyph="funnel-simple"))
    side.addLayout(around)
    view = tree()
    side.addWidget(view, 1)
    split = QSplitter()
    split.setHandleWidth(1)
    split.addWidget(nav)
    split.addWidget(page)
    split.setSizes([268, 1051])
    made.setCentralWidget(split)
    made.statusBar().addWidget(plain_label("Connected to 2 of 3 pools"))
    made.statusBar().addPermanentWidget(plain_label("1 failed", tone="error"))
    made.statusBar().setSizeGripEnabled(False)
    made.resize(1320, 820)
    view.setFocus()
    return made


def _general_page() -> QWidget:
    page = _page()
    column = _column(page)
    band = QFrame()
    band.setFixedHeight(56)
    head = QHBoxLayout(band)
    head.setContentsMargins(0, 0, 20, 0)
    head.setSpacing(0)
    edge = QFrame()
    edge.setFixedSize(4, 56)
    head.addWidget(edge)
    head.addSpacing(16)
    head.addWidget(Glyph(icons.state_icon("vm-running"), 32))
    head.addSpacing(12)
    words = QVBoxLayout()
    words.setContentsMargins(0, 9, 0, 9)
    words.setSpacing(0)
    name = QHBoxLayout()
    name.setSpacing(10)
    name.addWidget(plain_label("web-01", type_="name"))
    name.addWidget(Pill("Running", "ok"))
    name.addStretch()
    words.addLayout(name)
    words.addWidget(plain_label("Stone  ›  granite", type_="secondary"))
    head.addLayout(words)
    power = QPushButton("Power")
    restyle(power, drop=True)
    power.setMenu(QMenu(power))
    power.setIcon(icons.icon("power"))
    power.setIconSize(icons.BUTTON_SIZE)
    head.addWidget(power)
    for glyph in ("terminal-window", "camera", "dots-three"):
        head.addWidget(_tool(glyph))
    column.addWidget(band)
    column.addWidget(_tabs(["General", "Memory", "Storage", "Networking", "Console", "Performance", "Snapshots"]))
    inside = QWidget()
    columns = QHBoxLayout(inside)
    columns.setContentsMargins(0, 14, 20, 20)
    columns.setSpacing(36)
    left, right = QVBoxLayout(), QVBoxLayout()
    for each in (left, right):
        each.setSpacing(18)
        columns.addLayout(each, 1)
    general = Section("General", link="Properties…")
    text = "Public web front end, behind the balancer. Owner: platform team, on call 7421."
    general.show_facts(
        [
            Fact("Name", "web-01"),
            Fact("Description", text),
            Fact("Folder", "Production › Web"),
            Fact("Tags", tags=("web", "gold", "backup-nightly")),
            Fact("Operating system", "Debian GNU/Linux 12 (bookworm)"),
            Fact("Guest tools", "Running, version 8.4.0"),
            Fact("UUID", "5f1c9e0a-77b2-4d0b-9a52-0c7de4b1f3aa", mono=True),
        ]
    )
    boot = Section("Boot options")
    boot.show_facts([Fact("Boot order", "Disk, then network"), Fact("Firmware", "UEFI, Secure Boot off")])
    left.addWidget(general)
    left.addWidget(boot)
    left.addStretch()
    processors = Section("Processors and memory")
    processors.show_facts([Fact("vCPUs", "4 (1 socket, 4 cores)"), Fact("Memory", "8.0 GiB fixed")])
    folded = Section("High availability")
    folded.show_facts([Fact("Start delay", "30 s")])
    folded.set_open(False)
    fields = Section("Custom fields", link="Edit…")
    fields.show_facts([Fact("Cost center", "4410"), Fact("Addresses", "10.20.0.31\nfd12:3456::31", mono=True)])
    for section in (processors, folded, fields):
        right.addWidget(section)
    right.addStretch()
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(inside)
    column.addWidget(area, 1)
    return page


def _tool(glyph: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icons.icon(glyph))
    button.setIconSize(QSize(16, 16))
    return button


def _page() -> QFrame:
    page = QFrame()
    page.setProperty("surface", "base")
    return page


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column


def _tabs(titles: list[str]) -> TabRow:
    tabs = TabRow()
    tabs.show_tabs(titles)
    return tabs


SCENES: tuple[Scene, ...] = (
    state_icons, window, banners, empty, disks, controls, menu, add_server, delete_vm
)  # fmt: skip


def draw(out: Path, scale: str) -> None:
    """Draw every scene in every theme, in this process's scale."""
    app = QApplication([])
    font = QFont("Inter")
    font.setPixelSize(13)
    app.setFont(font)
    for worn in theme.THEMES:
        theme.apply(app, worn)
        for scene in SCENES:
            widget = scene()
            widget.show()
            widget.activateWindow()
            for _ in range(3):
                app.processEvents()
            widget.grab().save(str(out / f"{scene.__name__}-{worn.name}-{scale}.png"))
            widget.close()


def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for scale in ("1", "1.5"):
        scaled = {**os.environ, "QT_SCALE_FACTOR": scale}
        scaled.setdefault("QT_QPA_PLATFORM", "offscreen")
        subprocess.run([sys.executable, __file__, str(out), scale], env=scaled, check=True)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        draw(Path(sys.argv[1]), sys.argv[2])
    else:
        main(Path(sys.argv[1]))
