"""The roles keep clear of Qt's, and of each other."""

from __future__ import annotations

from PySide6.QtCore import Qt

from xengui.ui.roles import Role


def test_the_first_four_are_the_settled_ones():
    user = int(Qt.ItemDataRole.UserRole)

    assert [user, user + 1, user + 2, user + 3] == [Role.REF, Role.CLASS, Role.STATE, Role.WARNING]


def test_no_two_are_the_same():
    assert len({role.value for role in Role}) == len(Role.__members__)
