import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from xengui.settings import folder
from xengui.settings.preferences import Choices, Preferences, packed, unpacked


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "preferences.toml"


def test_without_a_file_everything_is_as_shipped(path: Path):
    assert Preferences(path).choices == Choices()
    assert not path.exists()


def test_a_choice_is_kept_for_the_next_run(path: Path):
    Preferences(path).choose(appearance="dark", quiet=("vm.shutdown",), toolbar=False)

    assert Preferences(path).choices == Choices(appearance="dark", quiet=("vm.shutdown",), toolbar=False)


def test_choosing_one_thing_keeps_the_others(path: Path):
    preferences = Preferences(path)
    preferences.choose(appearance="dark")

    assert preferences.choose(hidden_objects=True) == Choices(appearance="dark", hidden_objects=True)
    assert preferences.choices == Choices(appearance="dark", hidden_objects=True)


def test_every_choice_can_be_kept(path: Path):
    words = {"appearance": "light", "density": "comfortable", "geometry": "AAEC", "splitters": "AA==", "last": "c"}
    toggled = {f.name: not f.default for f in fields(Choices) if isinstance(f.default, bool)}

    keys = {"vm.start": "F9"}

    several = {"quiet": ("a", "b"), "runs": ("c",), "closed": ("d",), "folded": ("VM General",)}
    chosen = Preferences(path).choose(**words, **toggled, **several, shortcuts=keys, places=keys)

    assert Preferences(path).choices == chosen
    assert not any(getattr(chosen, f.name) == getattr(Choices(), f.name) for f in fields(Choices))


def test_choosing_what_is_chosen_writes_nothing(path: Path):
    Preferences(path).choose(appearance="system")

    assert not path.exists()


def test_what_is_no_preference_cannot_be_chosen(path: Path):
    with pytest.raises(TypeError):
        Preferences(path).choose(colour="red")

    assert not path.exists()


@pytest.mark.parametrize(
    "odd",
    [
        {"appearance": 5},
        {"appearance": "purple"},
        {"density": "airy"},
        {"toolbar": "yes"},
        {"toolbar": 1},
        {"quiet": "vm.shutdown"},
        {"geometry": ["AA=="]},
        {"unheard_of": 1},
        {"appearance": {"a": "b"}},
        {"shortcuts": "Ctrl+B"},
        {"shortcuts": {"vm.start": 5}},
        {"reconnect": "never"},
    ],
)
def test_a_value_that_makes_no_sense_keeps_its_default(path: Path, odd: dict[str, Any]):
    folder.write(path, {"hidden_objects": True} | odd)

    assert Preferences(path).choices == Choices(hidden_objects=True)


def test_a_file_that_cannot_be_read_is_set_aside(path: Path):
    path.write_text("appearance = ")

    assert Preferences(path).choices == Choices()
    assert path.with_name("preferences.toml.unreadable").read_text() == "appearance = "


def test_the_file_is_readable_for_people(path: Path):
    Preferences(path).choose(quiet=("vm.shutdown", "vm.reboot"))

    assert tomllib.loads(path.read_text())["quiet"] == ["vm.shutdown", "vm.reboot"]


def test_the_geometry_of_a_window_is_kept_as_text():
    raw = bytes(range(256))

    assert unpacked(packed(raw)) == raw
    assert packed(b"") == ""


@pytest.mark.parametrize("text", ["", "rubbish!", "A", "\u00e4", "AA=A"])
def test_a_geometry_that_makes_no_sense_is_empty(text: str):
    assert unpacked(text) == b""


def test_the_tree_shows_what_xencenters_does_until_one_chooses_otherwise():
    shipped = Choices()

    assert (shipped.custom_templates, shipped.default_templates) == (True, False)
    assert (shipped.local_storage, shipped.hidden_objects, shipped.toolbar) == (True, False, True)
    assert (shipped.appearance, shipped.density, shipped.quiet) == ("system", "compact", ())


def test_the_file_is_in_the_configuration_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(folder, "config_folder", lambda: tmp_path)

    Preferences().choose(appearance="dark")

    assert [path.name for path in tmp_path.iterdir()] == ["preferences.toml"]


def test_numbers_among_texts_are_left_out_however_many_digits_they_have(tmp_path: Path):
    path = tmp_path / "preferences.toml"
    path.write_text(f'density = "comfortable"\nquiet = [0x{"f" * 5_000}, "vm.start", 1]\n')

    choices = Preferences(path).choices

    assert (choices.density, choices.quiet) == ("comfortable", ("vm.start",))
