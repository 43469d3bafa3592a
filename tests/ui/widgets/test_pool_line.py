from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from xengui.queries.labels import PoolLabel
from xengui.ui import theme
from xengui.ui.widgets.pool_line import PoolLine


def words(line: PoolLine) -> list[str]:
    return [label.text() for label in line.findChildren(QLabel) if label.isVisible()]


def test_the_line_says_which_pool_it_is_and_whether_it_is_locked(qtbot: QtBot):
    line = PoolLine(PoolLabel("Stone", "Production", "red", locked=True))
    qtbot.addWidget(line)
    line.show()

    assert words(line) == ["Stone", "Locked"]
    assert line.accessibleName() == "Stone, Production, locked against changes"
    assert line.grab().toImage().pixelColor(1, 10).name().upper() == theme.POOL_LABELS["red"]


def test_another_label_takes_the_place_of_the_first(qtbot: QtBot):
    line = PoolLine(PoolLabel("Stone", "Production", "red", locked=True))
    qtbot.addWidget(line)
    line.show()

    line.show_label(PoolLabel("<b>Lab</b>", colour="green"))

    assert words(line) == ["<b>Lab</b>"]
    assert line.accessibleName() == "<b>Lab</b>"
    assert line.grab().toImage().pixelColor(1, 10).name().upper() == theme.POOL_LABELS["green"]
