import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

import pytest

from tests.builders import NOW, a_connection, a_host, pool_with
from tests.model.corpus import NAMES, answer
from xengui.commands import catalogue, host, marking, program, server, view, vm
from xengui.commands import object as objects
from xengui.commands.catalogue import COMMANDS, CONTEXT, DEFAULTS, LINE, MENU_BAR, POWER_MENU, TOOLBAR, Menu
from xengui.commands.command import Chosen, verdict
from xengui.model.batch import typed
from xengui.model.classes import Host
from xengui.model.estate import Connection, Status
from xengui.model.snapshot import Snapshot
from xengui.model.store import Store
from xengui.protocol import events, jsonrpc
from xengui.queries.general import Section, sections


def menus(menu: Menu) -> Iterator[Menu]:
    yield menu
    for entry in menu.entries:
        if isinstance(entry, Menu):
            yield from menus(entry)


ALL_MENUS = [inner for menu in MENU_BAR for inner in menus(menu)]
IN_MENUS = [entry for menu in MENU_BAR for entry in menu.entries]


def ids(entries: Iterable[str | Menu]) -> list[str]:
    """Every command in a place, those of its sub-menus too."""
    found = [[entry] if isinstance(entry, str) else ids(entry.entries) for entry in entries if entry != LINE]
    return [id_ for part in found for id_ in part]


def recorded_pool(name: str) -> Snapshot:
    store = Store()
    return store.fold(typed(events.batch(jsonrpc.reply(answer(name))), complete=True)).snapshot


def test_the_catalogue_has_every_command_of_every_subject():
    subjects = (server, marking, vm, host, objects, view, program)
    tables = [command for subject in subjects for command in subject.COMMANDS]

    assert list(COMMANDS.values()) == tables


@pytest.mark.parametrize("place", ["MENU_BAR", "TOOLBAR", "CONTEXT", "POWER_MENU", "DEFAULTS"])
def test_every_id_that_is_placed_is_a_command(place: str):
    placed = IN_MENUS if place == "MENU_BAR" else getattr(catalogue, place)

    assert set(ids(placed)) <= COMMANDS.keys()


def test_every_command_stands_in_the_menu_bar_once():
    placed = ids(IN_MENUS)

    assert set(placed) == COMMANDS.keys()
    assert len(placed) == len(set(placed))


@pytest.mark.parametrize(
    "place", [TOOLBAR, CONTEXT, POWER_MENU, DEFAULTS], ids=["toolbar", "context", "power", "double"]
)
def test_no_command_stands_twice_in_one_place(place: tuple[str, ...]):
    assert len(ids(place)) == len(set(ids(place)))


def test_every_command_on_an_object_is_in_the_context_menu():
    on_objects = {id_ for id_, command in COMMANDS.items() if command.applies_to is not None}

    assert set(ids(CONTEXT)) == on_objects


def test_lines_stand_between_commands_only():
    for entries in (*(menu.entries for menu in ALL_MENUS), TOOLBAR, CONTEXT, POWER_MENU):
        assert LINE not in (entries[0], entries[-1])
        assert (LINE, LINE) not in pairwise(entries)


def test_mnemonics_are_unique_in_each_menu():
    titles = [[menu.title for menu in MENU_BAR]]
    titles += [
        [entry.title if isinstance(entry, Menu) else COMMANDS[entry].text for entry in menu.entries if entry != LINE]
        for menu in ALL_MENUS
    ]

    for texts in titles:
        letters = [found[1].lower() for text in texts if (found := re.search(r"&(\w)", text))]
        assert len(letters) == len(texts), texts
        assert len(set(letters)) == len(letters), texts


def test_texts_are_in_sentence_case_and_only_questions_end_in_dots():
    for command in COMMANDS.values():
        first, *rest = command.plain_text.split()
        assert first[0].isupper()
        assert all(word.islower() or word.isupper() for word in rest)
        assert not command.plain_text.endswith(".")


def test_a_double_click_connects_what_is_not_connected():
    selection = [Chosen(a_connection())]

    assert [id_ for id_ in DEFAULTS if verdict(COMMANDS[id_], selection).enabled] == ["server.connect"]


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("name", NAMES)
def test_every_object_of_a_recorded_pool_gets_an_answer_from_every_command(name: str, status: Status):
    pool = recorded_pool(name)
    connection = Connection(key="granite.example", name=name, status=status, snapshot=pool)

    for table in pool.tables.values():
        for record in table.values():
            for command in COMMANDS.values():
                found = verdict(command, [Chosen(connection, record)])

                assert found.enabled == bool(found.ready)
                assert found.enabled != bool(found.reason)
                assert found.reason == "" or re.fullmatch(r"\S.*[.]", found.reason, re.DOTALL)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_answers_for_everything_that_it_could_be_asked_about(name: str):
    pool = recorded_pool(name)

    for command in COMMANDS.values():
        for record in (record for kind in command.classes for record in pool.of(kind).values()):
            assert isinstance(command.accepts(record), bool)
            refused = command.refuses(record, pool)
            assert refused is None or refused


@pytest.mark.parametrize("name", NAMES)
def test_what_is_refused_in_a_recorded_pool_names_the_object_or_says_that_it_concerns_all(name: str):
    pool = recorded_pool(name)
    connection = Connection(key="granite.example", status=Status.CONNECTED, snapshot=pool)

    for record in pool.vms.values():
        for command in vm.COMMANDS:
            found = verdict(command, [Chosen(connection, record)])
            if found.meant and found.reason:
                about_all = found.reason.startswith("Every server") or found.reason == "The pool has one server only."
                assert record.name_label in found.reason or about_all


def test_a_server_whose_pool_is_not_known_gets_an_answer_too():
    for command in COMMANDS.values():
        for status in Status:
            found = verdict(command, [Chosen(a_connection(status=status))])
            assert found.enabled != bool(found.reason)


def test_a_selection_of_everything_gets_an_answer():
    pool = pool_with(a_host(), a_host(name_label="basalt"))
    connection = a_connection(pool)
    everything = [Chosen(connection, record) for table in pool.tables.values() for record in table.values()]

    for command in COMMANDS.values():
        found = verdict(command, everything)
        assert found.meant == (command.applies_to is None)

    assert isinstance(everything[0].record, Host)


def test_keys_are_those_that_administrators_know():
    assert {id_: command.shortcut for id_, command in COMMANDS.items() if command.shortcut} == {
        "server.add": "Ctrl+Shift+N",
        "vm.start": "Ctrl+B",
        "vm.shutdown": "Ctrl+E",
        "vm.reboot": "Ctrl+R",
        "vm.suspend": "Ctrl+Y",
        "vm.resume": "Ctrl+Y",
        "object.rename": "F2",
        "vm.properties": "Alt+Return",
        "view.find": "Ctrl+F",
        "program.quit": "Ctrl+Q",
        "program.options": "Ctrl+,",
        "program.shortcuts": "Ctrl+?",
    }


def test_no_two_commands_answer_to_a_key_at_the_same_time():
    """One key may stand for opposites: the state of the object decides."""
    pools = [recorded_pool(name) for name in NAMES]
    by_key: dict[str, list[str]] = {}
    for id_, command in COMMANDS.items():
        by_key.setdefault(command.shortcut, []).append(id_)
    by_key.pop("")

    for bound in (bound for bound in by_key.values() if len(bound) > 1):
        for pool in pools:
            connection = Connection(key="granite.example", status=Status.CONNECTED, snapshot=pool)
            for record in (record for table in pool.tables.values() for record in table.values()):
                able = [id_ for id_ in bound if verdict(COMMANDS[id_], [Chosen(connection, record)]).enabled]
                assert len(able) <= 1, (able, record)


def test_stand_ins_are_beside_each_other_on_the_toolbar():
    for one, other in catalogue.STAND_INS.items():
        assert abs(TOOLBAR.index(one) - TOOLBAR.index(other)) == 1


def test_only_able_names_commands_of_the_context_menu():
    assert set(ids(CONTEXT)) >= catalogue.ONLY_ABLE


def named(sections: Iterable[Section]) -> set[str]:
    """The commands that a page names."""
    return {id_ for one in sections for id_ in (one.command, *(id_ for row in one.rows for id_ in row.commands)) if id_}


@pytest.mark.parametrize("name", NAMES)
def test_pages_of_a_recorded_pool_name_commands_that_exist_and_are_for_such_objects(name: str):
    pool = recorded_pool(name)
    connection = Connection(key="granite.example", status=Status.CONNECTED, snapshot=pool)

    for table in pool.tables.values():
        for record in table.values():
            for id_ in named(sections(connection, record.ref, NOW)):
                assert isinstance(record, COMMANDS[id_].classes), (id_, record)


def test_the_page_of_a_server_without_a_connection_names_commands_for_it():
    connection = a_connection(status=Status.LOST, problem="Nobody answers.", next_try=NOW)

    found = named(sections(connection, connection.key, NOW))

    assert found
    assert {COMMANDS[id_].applies_to for id_ in found} == {Connection}
