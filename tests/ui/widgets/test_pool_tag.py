from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from xengui.ui import theme
from xengui.ui.widgets.pool_tag import PoolTag


def test_a_tag_is_there_only_with_a_word_and_says_it(qtbot: QtBot):
    box = QWidget()
    qtbot.addWidget(box)
    row = QHBoxLayout(box)
    tag, none = PoolTag("Production", "red"), PoolTag("", "red")
    row.addWidget(tag)
    row.addWidget(none)
    box.show()

    assert tag.isVisible()
    assert not none.isVisible()
    assert (tag.text, tag.accessibleName()) == ("Production", "Production")


def test_a_tag_has_a_dot_in_the_color_of_its_pool_and_gives_way_when_there_is_no_room(qtbot: QtBot):
    tag = PoolTag("Production west, building", "red")
    qtbot.addWidget(tag)
    tag.resize(tag.sizeHint())
    tag.show()

    picture = tag.grab().toImage()

    seen = {picture.pixelColor(x, y).name().upper() for x in range(picture.width()) for y in range(picture.height())}
    assert theme.POOL_LABELS["red"].upper() in seen
    assert tag.minimumSizeHint().width() < tag.sizeHint().width()


def test_a_color_that_nobody_knows_is_no_dot(qtbot: QtBot):
    known, odd = PoolTag("Lab", "teal"), PoolTag("Lab", "mauve")
    qtbot.addWidget(known)
    qtbot.addWidget(odd)

    assert odd.sizeHint().width() < known.sizeHint().width()
    odd.grab()
