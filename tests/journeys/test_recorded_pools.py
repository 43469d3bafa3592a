"""Recorded pools, served by the pretend pool and drawn as XenCenter draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.queries.test_recorded_pools import BOSTON, CORPUS, STANDALONE, TAMPA

if TYPE_CHECKING:
    from tests.journeys.person import Person


pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the recorded pools are not beside the project")


@pytest.mark.parametrize(
    ("name", "wanted"), [("small_vms", STANDALONE), ("boston-db", BOSTON), ("tampa-db_inc_snapshots", TAMPA)]
)
def test_a_recorded_pool_is_drawn_over_the_wire(go, pretend, name, wanted) -> None:
    pool = pretend(str(CORPUS / f"{name}.json.gz"))
    top = wanted.splitlines()[0]

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node(top))
        assert person.drawn() == wanted.rstrip()
        for text in [line.strip() for line in wanted.splitlines()]:
            person.click(text)
            assert person.window.page.title
        await person.trigger("view.default_templates")
        await person.trigger("view.hidden_objects")
        await person.until("templates appear", lambda: person.tree.rows.size > 40)

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)
