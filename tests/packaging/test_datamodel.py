import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.model.datamodel import PATH, published

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "packaging/datamodel.py"
WRITTEN = ("xengui/model/classes.py", "xengui/model/calls.py", "xengui/model/roles.py", "xengui/sim/datamodel.py")


def run_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a copy of the script, which writes beside itself."""
    copy = folder / "packaging/datamodel.py"
    copy.parent.mkdir()
    shutil.copy(SCRIPT, copy)
    for written in WRITTEN:
        (folder / written).parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(copy), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    published()
    folder = tmp_path_factory.mktemp("house")
    done = run_in(folder, str(PATH))
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.mark.parametrize("written", WRITTEN)
def test_the_committed_table_is_what_the_script_writes(made: Path, written: str):
    ours, theirs = (ast.dump(ast.parse((folder / written).read_text())) for folder in (ROOT, made))

    assert ours == theirs, f"{SCRIPT.name} has not been run since it or the datamodel changed"


def test_without_a_file_the_script_says_how_to_use_it(tmp_path: Path):
    done = run_in(tmp_path)

    assert done.returncode == 2
    assert "xenapi.json" in done.stderr
    assert not any((tmp_path / written).exists() for written in WRITTEN)
