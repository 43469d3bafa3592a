from dataclasses import replace

from tests.builders import a_connection, pool_with
from tests.commands.desks import Person, a_desk
from xengui.model.snapshot import Snapshot


def test_a_desk_shows_the_picture_of_its_pool():
    pool = pool_with()

    desk = replace(a_desk(Person()), connection=a_connection(pool))

    assert desk.snapshot is pool


def test_a_desk_without_a_pool_shows_an_empty_picture():
    assert isinstance(a_desk(Person()).snapshot, Snapshot)
    assert a_desk(Person()).snapshot.pool is None
