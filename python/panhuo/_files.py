"""Reading text and naming files."""

import glob
from collections.abc import Iterable
from os import PathLike, fspath
from pathlib import Path

from panhuo import _native
from panhuo._i18n import pick
from panhuo.errors import FormatError, InvalidArgumentError, SourceError, SourceNotFoundError

StrPath = str | PathLike[str]


def reason(error: OSError) -> str:
    """Why a file cannot be opened or written, as the native half words it."""
    known = {
        FileNotFoundError: "文件不存在",
        PermissionError: "没有访问权限",
        FileExistsError: "文件已存在",
        IsADirectoryError: "这是文件夹，不是文件",
        NotADirectoryError: "路径中有一段不是文件夹",
    }
    english = error.strerror or str(error)
    return pick(known.get(type(error), english), english)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file.

    Raises:
        SourceError: If the file cannot be read.
        FormatError: If it is not UTF-8.
        InvalidArgumentError: If no file can have this path.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        message = pick(
            f"{path}：无法打开：文件不存在", f"{path}: it cannot be opened: there is no such file"
        )
        raise SourceNotFoundError(message) from error
    except OSError as error:
        message = pick(
            f"{path}：无法打开：{reason(error)}", f"{path}: it cannot be opened: {reason(error)}"
        )
        raise SourceError(message) from error
    except UnicodeDecodeError as error:
        message = pick(
            f"{path}：应为 UTF-8 文本，第 {error.start + 1} 个字节不是；请另存为 UTF-8",
            f"{path}: expected text in UTF-8, but byte {error.start + 1} is not; save it as UTF-8",
        )
        raise FormatError(message) from error
    except ValueError as error:  # such as a zero byte in the path
        raise InvalidArgumentError(
            pick(f"路径 {str(path)!r} 无效", f"the path {str(path)!r} is not valid")
        ) from error


def read_profile(profile: StrPath | None) -> tuple[str | None, str | None]:
    """The name of a bundled profile, or the text of one in a file.

    Raises:
        SourceError: If the file cannot be read.
    """
    if profile is None:
        return None, None
    where = fspath(profile)
    return (None, read_text(Path(where))) if where.endswith(".json") else (where, None)


_LEDGERS = {f".{ending}" for ending in _native.ledger_endings()}


def _is_ledger(name: str) -> bool:
    """Whether a pattern may mean this file: a ledger, and not the lock of an open one."""
    path = Path(name)
    return path.suffix.lower() in _LEDGERS and not path.name.startswith("~$")


def expand(pattern_or_paths: StrPath | Iterable[StrPath]) -> list[str]:
    """The files and folders that a pattern, a path or several of them name, sorted.

    Of what a pattern names, only ledgers are read; a path is read as it is.

    Raises:
        SourceNotFoundError: If a pattern names no ledger, or there is no path.
    """
    if isinstance(pattern_or_paths, str | PathLike):
        pattern_or_paths = [pattern_or_paths]
    patterns = [fspath(each) for each in pattern_or_paths]
    if not patterns:
        message = pick(
            "没有给出台账：路径列表是空的", "no ledger is named: the list of paths is empty"
        )
        raise SourceNotFoundError(message)
    paths: set[str] = set()
    for pattern in patterns:
        # A file may have a name such as `台账[1].xlsx`.
        if not glob.has_magic(pattern) or Path(pattern).exists():
            paths.add(pattern)
            continue
        named = glob.glob(pattern, recursive=True)  # noqa: PTH207 - `Path.glob` has no such patterns
        found = [name for name in named if _is_ledger(name)]
        if not found:
            message = pick(f"没有与“{pattern}”相符的台账", f"no ledger is named {pattern}")
            raise SourceNotFoundError(message)
        paths.update(found)
    return sorted(paths)


def write_text(path: Path, text: str) -> None:
    """Writes a UTF-8 file.

    Raises:
        SourceError: If the file cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        message = pick(
            f"{path}：无法写入：{reason(error)}", f"{path}: it cannot be written: {reason(error)}"
        )
        raise SourceError(message) from error
