from __future__ import annotations

from xengui.commands.bindings import bindings, menu_keys, question_words
from xengui.commands.catalogue import COMMANDS, MENU_BAR
from xengui.queries.keys import clashes, unfit


def test_every_command_is_there_once_under_its_menu():
    found = {binding.id: binding for binding in bindings()}

    assert len(bindings()) == len(found)
    assert found.keys() == {id_ for id_, command in COMMANDS.items() if not command.choices}
    assert (found["vm.start"].words, found["vm.start"].group) == ("Start", "VM")
    assert found["view.theme_dark"].group == "View, Appearance"
    assert found["vm.start"].shipped == COMMANDS["vm.start"].shortcut


def test_the_order_is_that_of_the_menus():
    ids = [binding.id for binding in bindings()]

    assert ids.index("view.find") < ids.index("server.add") < ids.index("vm.start")


def test_what_is_for_a_connection_is_for_its_pool_and_its_server():
    found = {binding.id: binding.kinds for binding in bindings()}

    assert found["server.forget"] == {"connection", "pool", "host"}
    assert found["vm.start"] == {"vm"}
    assert found["server.add"] == frozenset()


def test_the_shipped_keys_fit_and_do_not_clash():
    shipped = bindings()

    assert [binding.id for binding in shipped if unfit(binding.shipped, menu_keys())] == []
    assert [binding.id for binding in shipped if clashes(binding, binding.shipped, shipped, {})] == []


def test_every_menu_has_a_key_of_its_own():
    assert len(menu_keys()) == len(MENU_BAR)
    assert menu_keys()["Alt+F"] == "File"


def test_a_question_has_the_words_of_its_command():
    assert question_words("vm.shutdown") == "Shut down"
    assert question_words("of.another_version") == "of.another_version"
