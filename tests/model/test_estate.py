import pytest

from tests.builders import pool_with
from xengui.model.estate import Connection, Status
from xengui.model.snapshot import Snapshot


def test_a_connection_with_a_pool_is_usable():
    assert Connection(key="granite", status=Status.CONNECTED, snapshot=pool_with()).usable


@pytest.mark.parametrize("status", [Status.DISCONNECTED, Status.CONNECTING, Status.LOST])
def test_a_picture_without_a_connection_is_not_usable(status: Status):
    assert not Connection(key="granite", status=status, snapshot=pool_with()).usable


def test_a_connection_whose_pool_is_not_known_yet_is_not_usable():
    assert not Connection(key="granite", status=Status.CONNECTED, snapshot=Snapshot()).usable
