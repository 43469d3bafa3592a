from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtGui import QImage


@dataclass
class Tour:
    """A tour that was played: what the process said, its pictures, and a user's settings."""

    ended: subprocess.CompletedProcess[str]
    pictures: list[Path]
    config: Path


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Tour:
    """One tour of the demo, played by a program that logs all it can."""
    folder = tmp_path_factory.mktemp("tour")
    config = folder / "config"
    (config / "xengui").mkdir(parents=True)
    (config / "xengui" / "servers.toml").write_text('[[server]]\nhost = "granite"\nname = "Of the user"\n')
    environment = {**os.environ, "XDG_CONFIG_HOME": str(config), "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(
        [sys.executable, "-m", "xengui", "--tour", str(folder / "new" / "pictures"), "--log-level", "debug"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    return Tour(ended, sorted((folder / "new" / "pictures").glob("*")), config)


def test_a_tour_saves_its_pictures_and_ends_well(tour: Tour):
    assert tour.ended.returncode == 0, tour.ended.stdout + tour.ended.stderr[-2000:]
    assert f"{len(tour.pictures)} pictures are in" in tour.ended.stdout
    assert len(tour.pictures) > 5
    assert {picture.suffix for picture in tour.pictures} == {".png"}


def test_every_picture_shows_a_whole_window(tour: Tour):
    sizes = {(QImage(str(picture)).width(), QImage(str(picture)).height()) for picture in tour.pictures}

    assert len(sizes) == 1
    assert min(sizes.pop()) > 500


def test_no_two_neighbouring_pictures_are_the_same(tour: Tour):
    drawn = [picture.read_bytes() for picture in tour.pictures]

    same = [tour.pictures[i].name for i in range(1, len(drawn)) if drawn[i] == drawn[i - 1]]
    assert same == []


def test_a_tour_leaves_the_settings_of_the_user_alone(tour: Tour):
    files = [file.relative_to(tour.config) for file in tour.config.rglob("*") if file.is_file()]

    assert files == [Path("xengui/servers.toml")]
    assert "Of the user" in (tour.config / "xengui" / "servers.toml").read_text()


def test_not_even_the_most_talkative_log_has_what_servers_send_or_are_sent(tour: Tour):
    said = tour.ended.stderr

    assert "httpcore" in said, "the log was talkative"
    assert "OpaqueRef:" not in said
    assert '"jsonrpc"' not in said
    assert "device_config" not in said


def test_a_tour_that_cannot_save_pictures_fails(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")

    ended = subprocess.run(
        [sys.executable, "-m", "xengui", "--tour", str(tmp_path / "file")],
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert ended.returncode not in (0, None)


def test_a_world_that_does_not_exist_is_told_in_a_sentence(tmp_path):
    said = subprocess.run(
        [sys.executable, "-m", "xengui", "--tour", str(tmp_path / "pictures"), "--world", "nosuch"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert said.returncode == 2
    assert "There is no world called nosuch" in said.stderr
    assert said.stderr.count("\n") == 1
