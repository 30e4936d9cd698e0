"""The Python of the documentation runs as it stands, and is the same in both languages."""

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from blocks import ROOT, python_blocks, run_blocks, rust_blocks

PAGES = sorted(page.name for page in (ROOT / "docs" / "en").glob("*.md"))
WITH_CODE = [page for page in PAGES if python_blocks(ROOT / "docs" / "en" / page)]


def test_every_page_is_there_in_both_languages() -> None:
    assert sorted(page.name for page in (ROOT / "docs" / "zh").glob("*.md")) == PAGES


@pytest.mark.parametrize("page", PAGES)
def test_the_code_of_a_page_is_the_same_in_both_languages(page: str) -> None:
    english, chinese = (python_blocks(ROOT / "docs" / lang / page) for lang in ("en", "zh"))
    assert [shown for _, shown in english] == [shown for _, shown in chinese]
    # But for comments, which are in the language of the page.
    parsed = [[ast.dump(ast.parse(code)) for code, _ in blocks] for blocks in (english, chinese)]
    assert parsed[0] == parsed[1]


@pytest.mark.usefixtures("ledgers")
@pytest.mark.parametrize("page", WITH_CODE)
def test_the_python_of_a_page_runs(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_blocks(ROOT / "docs" / "en" / page, tmp_path, monkeypatch)


@pytest.mark.usefixtures("ledgers")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_commands_of_the_page_run(lang: str, tmp_path: Path) -> None:
    text = (ROOT / "docs" / lang / "cli.md").read_text("utf-8")
    commands = re.findall(r"^\$ python (.*)$", text, re.MULTILINE)
    assert commands
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    for command in commands:
        arguments = [sys.executable, *shlex.split(command)]
        done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "foundry.html").exists()


@pytest.mark.parametrize("page", ["docs/en/rust.md", "docs/zh/rust.md", "README.zh.md"])
def test_the_rust_of_a_page_is_that_of_the_readme(page: str) -> None:
    shown = rust_blocks(ROOT / page)
    assert shown
    assert shown == rust_blocks(ROOT / "README.md")
