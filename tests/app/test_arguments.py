from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from xengui.app.arguments import Arguments, own_version, parsed
from xengui.protocol.address import Address

PRINT = "ab" * 32
PAIRED = ":".join(["AB"] * 32)


def test_without_arguments_the_saved_servers_are_shown():
    assert parsed([]) == Arguments()
    assert not parsed([]).demo


@pytest.mark.parametrize(
    ("argv", "wanted"),
    [
        (["--demo"], Arguments(demo=True)),
        (["--demo", "--world", "crowd"], Arguments(demo=True, world="crowd")),
        (["--tour", "shots"], Arguments(demo=True, tour=Path("shots"))),
        (["--tour", "shots", "--world", "lab"], Arguments(demo=True, tour=Path("shots"), world="lab")),
        (["--new-window"], Arguments(new_window=True)),
        (["--log-level", "debug"], Arguments(log_level="debug")),
        (["--trust", PRINT], Arguments(trust=(PRINT,))),
        (["--trust", PAIRED, "--trust", "cd" * 32], Arguments(trust=(PRINT, "cd" * 32))),
        (["--trust", f" {PAIRED.replace(':', ' ')} "], Arguments(trust=(PRINT,))),
    ],
)
def test_each_option_says_what_it_means(argv, wanted):
    assert parsed(argv) == wanted


@pytest.mark.parametrize(
    ("text", "user", "address"),
    [
        ("https://root@granite", "root", Address("granite")),
        ("https://granite:8443", "root", Address("granite", 8443)),
        ("granite", "root", Address("granite")),
        ("https://admin@granite", "admin", Address("granite")),
        ("https://lab%5Cadmin@[fd00::1]:444", "lab\\admin", Address("fd00::1", 444)),
        ("http://root@127.0.0.1:8080", "root", Address("127.0.0.1", 8080, tls=False)),
        ("http://localhost", "root", Address("localhost", 80, tls=False)),
    ],
)
def test_a_server_is_named_with_its_user(text, user, address):
    assert parsed(["--connect", text]).connect == ((user, address),)


def test_several_servers_are_connected_to_in_their_order():
    argv = ["--connect", "https://a@one", "--connect", "https://b@two", "--trust", PRINT]

    assert parsed(argv).connect == (("a", Address("one")), ("b", Address("two")))


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--world", "crowd"], "--world needs --demo or --tour"),
        (["--demo", "--connect", "granite"], "does not go together with --demo"),
        (["--tour", "shots", "--connect", "granite"], "does not go together with --demo or --tour"),
        (["--connect", "http://root@granite"], "would send the password readable"),
        (["--connect", "http://root@10.0.0.5:80"], "would send the password readable"),
        (["--connect", "ftp://granite"], "use https://"),
        (["--connect", "https://granite/console"], "has a path"),
        (["--connect", "https://granite:99999"], "no port between 1 and 65535"),
        (["--connect", ""], "names no server"),
        (["--connect"], "expected one argument"),
        (["--trust", "abcd"], "64 hexadecimal digits"),
        (["--trust", "xy" * 32], "64 hexadecimal digits"),
        (["--log-level", "loud"], "invalid choice"),
        (["--dem"], "option"),
        (["granite"], "option"),
        (["--tour"], "expected one argument"),
    ],
)
def test_a_mistake_is_told_in_one_sentence_and_ends_the_program(argv, words, capsys):
    with pytest.raises(SystemExit) as ended:
        parsed(argv)

    said = capsys.readouterr()
    assert ended.value.code == 2
    assert words in said.err
    assert said.err.startswith("xengui: ")
    assert said.err.count("\n") == 1
    assert said.out == ""


@pytest.mark.parametrize(
    "text",
    [
        "https://root:secret@granite",
        "root:secret@granite",
        "http://root:secret@127.0.0.1",
        "https://:secret@granite",
        "https://root:secret@granite:99999/path",
        "https://root:se/cret@granite",
        "https://root:se@secret@granite",
    ],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(text, capsys):
    with pytest.raises(SystemExit) as ended:
        parsed(["--connect", text])

    said = capsys.readouterr()
    assert ended.value.code == 2
    assert "leave it out" in said.err
    assert "secret" not in said.err + said.out
    assert "cret" not in said.err + said.out


def test_help_names_every_option_and_the_variable_for_the_password(capsys):
    with pytest.raises(SystemExit) as ended:
        parsed(["--help"])

    said = capsys.readouterr().out
    assert not ended.value.code
    options = ("--demo", "--world", "--connect", "--trust", "--tour", "--new-window", "--log-level", "--version")
    assert [option for option in (*options, "XENGUI_PASSWORD") if option not in said] == []


def test_the_version_is_that_of_the_package(capsys):
    with pytest.raises(SystemExit) as ended:
        parsed(["--version"])

    assert not ended.value.code
    assert capsys.readouterr().out == f"xengui {own_version()}\n"
    assert own_version()[0].isdigit()


def test_a_program_that_is_not_installed_says_so(monkeypatch):
    def version(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", version)

    assert own_version() == "(not installed)"


def test_what_might_be_a_password_is_not_repeated(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        parsed(["--password", "hunter2", "--secret=hunter3"])

    said = capsys.readouterr().err
    assert "--password or --secret" in said
    assert "hunter" not in said
