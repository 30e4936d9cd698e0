"""Type checkers understand the package as it is used."""

import subprocess
import sys
from pathlib import Path

import pytest

LINES = Path(__file__).parent / "typing" / "notebook.py"


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    folder = LINES.parents[2]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


def check(*command: str | Path) -> None:
    done = run(*command)
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy_understands_a_notebook() -> None:
    check(sys.executable, "-m", "mypy", "--strict", LINES)


def test_pyright_understands_a_notebook() -> None:
    pyright = Path(sys.executable).with_name("pyright")
    # It fetches its own half when it first runs.
    if not pyright.exists() or run(pyright, "--version").returncode:
        pytest.skip("there is no pyright, or it cannot fetch what it needs")
    check(pyright, "--pythonpath", sys.executable, LINES)
