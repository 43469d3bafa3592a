"""A pool's color and label, wherever the pool is met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton

from xengui.ui.roles import Role
from xengui.ui.widgets.pool_line import PoolLine
from xengui.ui.widgets.pool_tag import PoolTag

if TYPE_CHECKING:
    from tests.journeys.person import Person


def test_a_pool_that_is_labelled_says_so_in_the_tree_the_header_its_dialogs_and_the_title(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.state("web-01") == "vm-running")
        person.click("Stone")
        await person.trigger("server.label")
        dialog = await person.dialog_shown("labelDialog")
        person.type_into(dialog, "labelField", "Production")
        red = dialog.findChild(QRadioButton, "colour-red")
        assert red
        red.click()
        person.press(dialog, "saveButton")
        await person.until("the tree has it", lambda: getattr(person.node("Stone"), "label", "") == "Production")

        stone = person.node("Stone")
        assert stone
        index = person.tree.rows.index_of(stone.key)
        assert (index.data(Role.PILL), index.data(Role.POOL_COLOUR)) == ("Production", "red")
        assert "Production" in str(index.data(Qt.ItemDataRole.AccessibleTextRole))
        assert person.window.windowTitle() == "Stone (Production) – xengui"
        person.click("web-01")
        assert person.window.windowTitle() == "web-01 – Stone (Production) – xengui"
        tag = person.window.page.header.findChild(PoolTag, "poolTag")
        assert tag
        assert tag.isVisible()
        assert tag.text == "Production"
        await person.trigger("vm.shutdown")
        dialog = await person.dialog_shown("confirmDialog")
        line = dialog.findChild(PoolLine)
        assert line
        assert line.accessibleName() == "Stone, Production"
        person.cancel(dialog)
        await person.until("it closes", lambda: person.dialog() is None)

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)
