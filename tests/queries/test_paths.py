import pytest

from tests.builders import a, a_host, a_pbd, an_sr, pool_with
from xengui.model.classes import SM
from xengui.model.snapshot import Snapshot
from xengui.queries import paths

TWO = (a_host(), a_host(name_label="basalt"))
SHARED = an_sr(PBDs=("one", "two"))


def pool(*plugged: bool, **other_config: str) -> Snapshot:
    """Two hosts, of which the first ones have the storage, plugged in or not."""
    links = [
        a_pbd(ref=ref, host=host, currently_attached=state, other_config=other_config if ref == "two" else {})
        for ref, host, state in zip(("one", "two"), ("granite", "basalt"), plugged, strict=False)
    ]
    return pool_with(SHARED, *links, *TWO)


def test_storage_that_no_host_has_plugged_in_is_detached():
    assert paths.detached(SHARED, pool(False, False))
    assert paths.detached(SHARED, pool())
    assert not paths.detached(SHARED, pool(True, False))


def test_shared_storage_is_whole_when_every_host_has_it_plugged_in():
    assert not paths.broken(SHARED, pool(True, True))
    assert paths.broken(SHARED, pool(True, False))
    assert paths.broken(SHARED, pool(True))
    assert paths.broken(SHARED, pool())


def test_unshared_storage_is_whole_with_exactly_one_connection():
    sr = an_sr(shared=False, PBDs=("one",))

    assert not paths.broken(sr, pool(True))
    assert paths.broken(an_sr(shared=False, PBDs=("one", "two")), pool(True, True))


def test_the_worst_host_tells_how_many_paths_are_left():
    lame = pool(True, True, **{"multipathed": "true", "mpath-3600a": "[1, 3, 0, 0]", "mpath-3600b": "[3, 3]"})

    assert paths.worst_multipath(SHARED, lame) == (1, 3)


def test_more_paths_than_there_ever_were_are_fine():
    assert paths.worst_multipath(SHARED, pool(True, True, **{"multipathed": "true", "mpath-3600a": "[4, 3]"})) is None


@pytest.mark.parametrize(
    "keys", [{}, {"mpath-3600a": "[1, 3]"}, {"multipathed": "true", "mpath-3600a": "rubbish"}, {"multipathed": "true"}]
)
def test_without_multipathing_or_readable_counts_nothing_is_wrong(keys):
    assert paths.worst_multipath(SHARED, pool(True, True, **keys)) is None


@pytest.mark.parametrize(
    ("driver", "said", "capable"),
    [
        (a(SM, type="lvmoiscsi", features={"SR_MULTIPATH": 1}), {}, True),
        (a(SM, type="lvmoiscsi", capabilities=("SR_PROBE", "SR_MULTIPATH/2")), {}, True),
        (a(SM, type="lvmoiscsi", features={"SR_PROBE": 1}), {}, False),
        (a(SM, type="nfs", features={"SR_MULTIPATH": 1}), {}, False),
        (a(SM, type="nfs"), {"multipathable": "true"}, True),
    ],
)
def test_the_driver_or_the_storage_tells_whether_several_paths_are_possible(driver, said, capable):
    sr = an_sr(type="lvmoiscsi", sm_config=said)

    assert paths.multipath_capable(sr, pool_with(sr, driver)) is capable
