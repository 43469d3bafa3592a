"""A flow breaks into lines like a text."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from xengui.ui.widgets.flow_layout import FlowLayout


def boxes(qtbot: QtBot, *widths: int) -> tuple[QWidget, FlowLayout]:
    page = QWidget()
    qtbot.addWidget(page)
    flow = FlowLayout(page, gap=4)
    for width in widths:
        box = QWidget()
        box.setFixedSize(width, 20)
        flow.addWidget(box)
    return page, flow


def places(page: QWidget, flow: FlowLayout, width: int) -> list[tuple[int, int]]:
    page.resize(width, 200)
    page.show()
    found = [flow.itemAt(at) for at in range(flow.count())]
    return [(item.geometry().x(), item.geometry().y()) for item in found if item]


def test_what_fits_stands_on_one_line(qtbot: QtBot):
    assert places(*boxes(qtbot, 50, 50, 50), width=158) == [(0, 0), (54, 0), (108, 0)]


def test_what_does_not_fit_goes_to_the_next_line(qtbot: QtBot):
    assert places(*boxes(qtbot, 50, 50, 50), width=157) == [(0, 0), (54, 0), (0, 24)]


@pytest.mark.parametrize(("width", "height"), [(158, 20), (157, 44), (50, 68)])
def test_its_height_follows_from_its_width(qtbot: QtBot, width: int, height: int):
    _, flow = boxes(qtbot, 50, 50, 50)

    assert flow.heightForWidth(width) == height


def test_many_boxes_do_not_widen_the_page(qtbot: QtBot):
    _, flow = boxes(qtbot, *[50] * 80)

    assert flow.minimumSize().width() == 50
    assert flow.sizeHint().width() == 80 * 54 - 4


def test_a_box_that_is_taken_is_gone(qtbot: QtBot):
    _, flow = boxes(qtbot, 50, 60)

    taken = flow.takeAt(0)

    assert taken
    assert flow.count() == 1
    assert flow.takeAt(5) is None
