"""The Python of the README runs as it stands, and is the same in both languages."""

import ast
from pathlib import Path

import pytest

from blocks import ROOT, python_blocks, run_blocks


@pytest.mark.usefixtures("ledgers")
def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_blocks(ROOT / "README.md", tmp_path, monkeypatch)
    assert (tmp_path / "foundry.html").exists()


def test_the_chinese_readme_has_the_same_python() -> None:
    chinese, english = (python_blocks(ROOT / name) for name in ("README.zh.md", "README.md"))
    # But for comments and the name of the requirement, which are in the language of the page.
    parsed = [
        [ast.dump(ast.parse(code.replace("精密铸造", "precision castings"))) for code, _ in blocks]
        for blocks in (chinese, english)
    ]
    assert parsed[0] == parsed[1]
