"""Rows that change by the hundred."""

from __future__ import annotations

import pytest

from xengui.sim.churn import DEFAULT, MAKERS, TASKS, Churn
from xengui.sim.clock import Clock
from xengui.sim.pool import Pool
from xengui.sim.worlds import large


def stamps(pool) -> dict[tuple[str, str], int]:
    return {
        (class_, ref): row.modified for class_, table in pool.database.tables.items() for ref, row in table.rows.items()
    }


@pytest.mark.parametrize("kind", [kind for kind in MAKERS if kind != "tasks"])
def test_every_step_changes_one_row(pool, kind):
    churn = Churn(pool, [kind])

    for _ in range(5):
        before = stamps(pool)
        churn.step(1)
        after = stamps(pool)

        assert sum(before[key] != after[key] for key in after) == 1
    assert churn.made == 5


def test_all_rows_of_a_kind_have_their_turn_before_one_changes_again(pool):
    machines = {ref for ref, record in pool.database.rows("VM") if not record["is_a_template"]} - {"OpaqueRef:dom0"}
    before = stamps(pool)

    Churn(pool, ["descriptions"]).step(len(machines))

    after = stamps(pool)
    assert {ref for class_, ref in after if before[class_, ref] != after[class_, ref]} == machines


def test_tasks_come_and_go(pool):
    churn = Churn(pool, ["tasks"])

    churn.step(5 * TASKS)
    tasks = [task for _, task in pool.database.rows("task")]
    assert [(task["status"], task["progress"]) for task in tasks] == [("success", 1.0)] * TASKS

    churn.step(TASKS)
    assert pool.database.refs("task") == []


def test_no_task_is_left_behind(pool):
    churn = Churn(pool, ["tasks"])
    churn.step(TASKS + 2)

    churn.end()

    assert pool.database.refs("task") == []


def test_a_batch_of_a_large_pool_changes_nearly_as_many_rows_as_it_makes_changes():
    (data,) = large.build(hosts=16, vms=400).pools
    pool = Pool(data, Clock(), "root", "pretend")
    churn = Churn(pool)
    churn.step(7 * TASKS)
    before = pool.database.generation

    churn.step(50)

    changed = [generation for generation in stamps(pool).values() if generation > before]
    gone = [deletion for deletion in pool.database.tables["task"].deletions if deletion.deleted > before]
    assert len(changed) + len(gone) >= 50


def test_a_name_gets_its_mark_and_loses_it_again(pool):
    names = [record["name_label"] for _, record in pool.database.rows("VM")]
    churn = Churn(pool, ["renames"])

    churn.step(3)
    assert sorted(record["name_label"] for _, record in pool.database.rows("VM")) != sorted(names)

    churn.step(3)
    assert sorted(record["name_label"] for _, record in pool.database.rows("VM")) == sorted(names)


def test_kinds_without_rows_are_passed_over(pool):
    for ref in pool.database.refs("VM_guest_metrics"):
        pool.database.remove("VM_guest_metrics", ref)

    nothing, something = Churn(pool, ["guests"]), Churn(pool)
    nothing.step(10)
    something.step(100)

    assert (nothing.made, something.made) == (0, 100)


def test_power_states_change_only_where_that_is_asked_for():
    assert set(MAKERS) - set(DEFAULT) == {"power"}


def test_it_goes_on_until_it_is_stopped(troubled, trouble):
    api = troubled.login()
    token = api.events(["*"])["token"]
    trouble.act("churn", per_second=400)
    seen = 0
    while seen < 200:
        batch = api.events(["*"], token)
        token = batch["token"]
        seen += len(batch["events"])

    assert trouble.act("churn", per_second=0)["made_before"] >= 200
    token = api.events(["*"], token, 0.0)["token"]
    assert api.events(["*"], token, 0.3)["events"] == []
