"""Files of settings: whatever is in them, the program starts, and what cannot be read is set aside and not lost."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tomli_w
from hypothesis import strategies as st

from tests.fuzz import hostile
from tests.fuzz.parser import Parser
from xengui.protocol.address import Address
from xengui.settings.history import History
from xengui.settings.preferences import Choices, Preferences
from xengui.settings.servers import SavedServer, ServerList
from xengui.settings.trust import TrustStore

_SEEDS = (
    b'[[server]]\nhost = "granite"\nport = 443\ntls = true\nuser = "root"\nname = "Stone"\ncolour = "red"\n'
    b'outdated_tls = false\nremembered = true\nmembers = [{name = "granite", address = "10.0.0.1"}]\n',
    b'appearance = "dark"\ndensity = "compact"\nquiet = ["vm.start"]\ngeometry = "AAAA"\nreconnect = true\n'
    b'runs = ["a"]\nlast = "granite"\n[shortcuts]\n"vm.start" = "Ctrl+B"\n[places]\ngranite = "x"\n',
    b'["granite:443"]\nsha256 = "%s"\nsince = 2026-03-21T09:15:02Z\n' % (b"a" * 64),
    b'[{"id": "1", "title": "Start", "connection": "granite", "target": "", "task": "", "outcome": "success",'
    b' "started": "2026-03-21T09:15:02Z", "ended": "2026-03-21T09:15:02Z", "said": "", "raw": ""}]',
)


def _servers(path: Path) -> None:
    servers = ServerList(path)
    for server in servers:
        assert 0 < server.address.port < 65536
        assert server.address.url
    servers.remember(SavedServer(host="granite"))
    assert any(server.host == "granite" for server in ServerList(path))


def _preferences(path: Path) -> None:
    preferences = Preferences(path)
    assert type(preferences.choices) is Choices
    hash(preferences.choices.quiet)
    preferences.choose(density="comfortable", appearance="dark")
    assert Preferences(path).choices.density == "comfortable"


def _trust(path: Path) -> None:
    trust = TrustStore(path)
    trust.trust(Address("granite"), "a" * 64)
    assert list(TrustStore(path).pins(Address("granite"))) == ["a" * 64]


def _history(path: Path) -> None:
    history = History(path)
    entries = history.entries()
    for entry in entries:
        assert entry.started.astimezone() <= entry.started
        assert len(entry.title) < 10_000
    assert len(entries) < 1_000
    history.keep(entries)
    assert len(history.entries()) <= len(entries)


_READERS: tuple[Callable[[Path], None], ...] = (_servers, _preferences, _trust, _history)


def _read(given: tuple[int, bytes]) -> object:
    number, content = given
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings"
        path.write_bytes(content)
        hostile.pick(_READERS, number)(path)
        kept = [found for found in Path(folder).iterdir() if found.name.startswith("settings.unreadable")]
        assert all(found.read_bytes() == content for found in kept)
        return bool(kept)


_names = st.sampled_from(
    [
        *("server", "host", "port", "tls", "user", "name", "colour", "members", "address", "sha256", "since", "quiet"),
        *("appearance", "density", "shortcuts", "places", "runs", "geometry", "granite:443"),
    ]
)
_toml = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=4),
    max_leaves=8,
)


def _written(values: dict[str, Any]) -> bytes:
    return tomli_w.dumps(values).encode(errors="replace")


def _bombs():
    contents = [
        *hostile.plain_bombs(),
        *hostile.json_bombs(b"", b""),
        *(
            b"quiet = [0x" + b"f" * 5_000 + b"]",
            b"port = 0x" + b"f" * 5_000,
            b"a." * 20_000 + b"a = 1",
            b"[" + b"a." * 20_000 + b"a]",
        ),
        *(b"a = " + b"[" * 5_000, b"a = " + b"{a=" * 5_000, b"[[server]]\nhost = 'a'\n" * 5_000, b"a = 1\n" * 50_000),
        *(
            b"a = 9999-12-31T23:59:59+00:00",
            b"a = 0000-00-00",
            b"a = 24:60:61",
            b'a = """' + b"x" * 3_000_000,
            b"a = '" * 100_000,
        ),
        *(
            b'[[server]]\nhost = "' + b"x" * 1_000_000 + b'"',
            b'[[server]]\nhost = "a\\u0000b\\nc"\nmembers = [{address = "\\u0000"}]',
        ),
        *(
            b'["a:1"]\nsha256 = 0x' + b"f" * 5_000 + b"\nsince = 1-1-1",
            b'["a:1"]\nsha256 = "' + b"A" * 64 + b'"\nsince = 0001-01-01T00:00:00+23:59',
        ),
        _SEEDS[3].replace(b"2026", b"0001"),
        _SEEDS[3].replace(b"2026", b"9999"),
        b"["
        + _SEEDS[3][1:-1]
        + b","
        + b",".join([_SEEDS[3][1:-1].replace(b'"1"', b'"%d"' % n) for n in range(5_000)])
        + b"]",
        _SEEDS[3].replace(b"Start", b"x" * 2_000_000),
        b"[" + b"1," * 500_000 + b"1]",
        b"#" * (40 << 20),
    ]
    for number in range(len(_READERS)):
        for content in contents:
            yield number, content


PARSER = Parser(
    name="settings",
    few=60,
    read=_read,
    inputs=st.tuples(
        st.integers(0, 3), st.dictionaries(_names, _toml, max_size=6).map(_written) | st.binary(max_size=50)
    ),
    seeds=lambda: _SEEDS,
    of_bytes=lambda body: (next((n for n, seed in enumerate(_SEEDS) if seed[:12] == body[:12]), len(body)), body),
    bombs=_bombs,
)
