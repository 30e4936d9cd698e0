"""The code of Markdown pages, run as a reader would run it."""

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent

BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)

RUST = re.compile(r"^```rust\n.*?^```\n", re.DOTALL | re.MULTILINE)


def rust_blocks(page: Path) -> list[str]:
    """The blocks marked as Rust; those of the README are tests of the crate's documentation."""
    return RUST.findall(page.read_text("utf-8"))


def python_blocks(page: Path) -> list[tuple[str, str]]:
    """The blocks marked as Python, each with the text block that follows it: what it prints.

    Blank lines before a block make its lines have the numbers that they have in the page.
    """
    text = page.read_text("utf-8")
    return [
        ("\n" * text.count("\n", 0, found.start(1)) + found[1], found[2] or "")
        for found in BLOCK.finditer(text)
    ]


def run_blocks(page: Path, folder: Path, monkeypatch: Any) -> None:
    """Runs the blocks of a page one after the other, from a folder that holds the examples."""
    blocks = python_blocks(page)
    assert blocks
    monkeypatch.chdir(folder)
    (folder / "examples").symlink_to(ROOT / "examples")
    names: dict[str, Any] = {}
    for code, shown in blocks:
        with redirect_stdout(StringIO()) as printed:
            exec(compile(code, str(page), "exec"), names)
        assert printed.getvalue() == shown, printed.getvalue()
