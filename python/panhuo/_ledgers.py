"""Ledgers: what townships send, read into sites with an account of every row."""

import json
from collections.abc import Callable, Iterable
from functools import cached_property
from os import fspath
from pathlib import Path

from panhuo import _native
from panhuo._catalog import Catalog
from panhuo._display import page
from panhuo._files import StrPath, expand, read_text
from panhuo._inventory import Inventory
from panhuo._resolution import Resolution
from panhuo._table import Table
from panhuo._words import Words, pick

Progress = Callable[[str, int, int], object]
"""Called before each file with its name, how many were read, and how many there are."""

_ROW_COLUMNS = {
    "file": Words("文件", "file"),
    "sheet": Words("工作表", "sheet"),
    "row": Words("行", "row"),
    "role": Words("是什么", "what it is"),
    "site": Words("资源", "site"),
}


class Ledgers:
    """What was read: sites, doubts, and what became of every row.

    Rows read = sites + rows explained.
    """

    def __init__(self, native: _native.Ledgers) -> None:
        """Takes native ledgers; `panhuo.read_ledgers` makes them."""
        self._native = native

    @cached_property
    def _inventory(self) -> Inventory:
        return Inventory(self._native.inventory())

    @property
    def sites(self) -> Table:
        """The sites, by id; as a frame with every attribute that occurs."""
        return self._inventory.sites

    @property
    def issues(self) -> Table:
        """The doubts: file, sheet, cell, raw text, what was understood, how much it matters."""
        return self._inventory.issues

    @cached_property
    def rows(self) -> Table:
        """Every row that holds anything, and what it was: a site, a header, a sum, a note."""
        return Table(json.loads(self._native.rows()), _ROW_COLUMNS)

    @property
    def rows_read(self) -> int:
        """How many rows hold anything."""
        return self._native.rows_read

    @property
    def rows_explained(self) -> int:
        """How many of them are no sites: titles, headers, sums, signatures, notes, rejected."""
        return self._native.rows_explained

    @property
    def files(self) -> list[str]:
        """The names of the files, in the order in which they were read."""
        return self._native.files

    def inventory(self) -> Inventory:
        """The inventory of what was read, with the profile's jurisdictions and every doubt."""
        return self._inventory

    def resolve(self, *, trusted: Iterable[str] = (), profile: str | None = None) -> Resolution:
        """Finds out which rows are one site; see `Inventory.resolve`."""
        return self._inventory.resolve(trusted=trusted, profile=profile)

    def catalog(self) -> Catalog:
        """A snapshot that can be searched and matched."""
        return self._inventory.catalog()

    def save(self, path: StrPath) -> None:
        """Writes the inventory to a GeoPackage; see `Inventory.save`.

        Raises:
            SourceError: If the file cannot be written.
        """
        self._inventory.save(path)

    def _sentence(self) -> str:
        files, rows, sites = len(self.files), self.rows_read, len(self._inventory)
        explained, issues = self.rows_explained, len(self.issues)
        return pick(
            f"{files} 份台账，{rows} 行 = 资源 {sites} 宗 + 其他已说明 {explained} 行；"
            f"存疑 {issues} 条",
            f"{files} ledgers, {rows} rows = {sites} sites + {explained} explained; "
            f"{issues} doubts",
        )

    def __repr__(self) -> str:
        """How the rows add up."""
        return self._sentence()

    def _repr_html_(self) -> str:
        return page(f"<p>{self._sentence()}</p>") + self._inventory._repr_html_()


def read_ledgers(
    pattern_or_paths: StrPath | Iterable[StrPath],
    *,
    profile: StrPath | None = None,
    default_kind: str | None = None,
    landmarks: StrPath | None = None,
    progress: Progress | None = None,
) -> Ledgers:
    """Reads township spreadsheets, `.xlsx` and text, into sites and a log of every doubt.

    A file that cannot be read becomes an issue, and the others are read all the same.

    Args:
        pattern_or_paths: A pattern such as ``"ledgers/*.xlsx"``, a file, a folder, or several.
        profile: Whose ledgers they are: a bundled profile such as ``"yueyanglou"``, or a path that
            ends in ``.json``.
        default_kind: The kind of sites whose ledger does not say what they are, such as ``"land"``.
        landmarks: A GeoJSON file whose features have the properties ``layer`` and ``name``.
        progress: Called before each file with its name, how many were read, how many there are.

    Raises:
        SourceNotFoundError: If a pattern or all paths name nothing.
        SourceError: If the profile or the landmarks cannot be read.
        NotFoundError: If there is no such profile or kind.
        ParseError: If the landmarks are no such GeoJSON.
        FormatError: If the profile is no such JSON.

    Example:
        >>> import panhuo as ph, pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp(), "闲置厂房.csv")
        >>> rows = ["名称,占地面积（亩）,层高（m）,闲置时间", "宏远机械厂,约30,8,2019.5"]
        >>> _ = path.write_text(chr(10).join(rows), encoding="utf-8")
        >>> ledgers = ph.read_ledgers(path)
        >>> ledgers.rows_read == len(ledgers.sites) + ledgers.rows_explained
        True
        >>> ledgers.catalog().search("宏远机械")[0][0].facts["site_area"].words.zh
        '27 亩 – 33 亩'
    """
    name = text = None
    if profile is not None:
        where = fspath(profile)
        name, text = (None, read_text(Path(where))) if where.endswith(".json") else (where, None)
    layers = None if landmarks is None else read_text(Path(landmarks))
    native = _native.read_ledgers(
        expand(pattern_or_paths),
        profile=name,
        profile_json=text,
        default_kind=default_kind,
        landmarks=layers,
        progress=progress,
    )
    return Ledgers(native)
