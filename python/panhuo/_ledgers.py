"""Ledgers: what townships send, read into sites with an account of every row."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from html import escape
from math import isfinite
from os import fspath
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from panhuo import _native
from panhuo._arguments import check_count, check_mapping
from panhuo._catalog import Catalog
from panhuo._display import html_table, page, text_table
from panhuo._files import StrPath, expand, read_profile, read_text
from panhuo._i18n import Words, language, pick
from panhuo._inventory import Inventory
from panhuo._records import rows_of
from panhuo._resolution import Resolution
from panhuo._table import Row, Table
from panhuo.errors import InvalidArgumentError


@runtime_checkable
class Bar(Protocol):
    """A bar of progress, such as that of `tqdm`."""

    total: Any
    n: Any

    def update(self, n: int = 1) -> object:
        """Takes a step of this many files."""
        ...


Progress = Callable[[str, int, int], object] | Bar
"""Called before each file with its name, how many were read, and how many there are; or a bar."""


def _told(progress: Progress | None) -> Callable[[str, int, int], object] | None:
    """What the reader calls before each file."""
    if not isinstance(progress, Bar):
        return progress
    bar = progress

    def tell(_file: str, done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return tell


_ROW_COLUMNS = {
    "file": Words("文件", "file"),
    "sheet": Words("工作表", "sheet"),
    "row": Words("行", "row"),
    "role": Words("是什么", "what it is"),
    "site": Words("资源", "site"),
}


_COLUMN_COLUMNS = {
    "file": Words("文件", "file"),
    "sheet": Words("工作表", "sheet"),
    "header": Words("表头", "header"),
    "interpretation": Words("理解为", "interpreted as"),
    "confidence": Words("把握", "confidence"),
    "unit": Words("单位", "unit"),
}
_CARD_COLUMNS = {
    "jurisdiction_name": Words("属地", "jurisdiction"),
    "sites": Words("资源", "sites"),
    "completeness": Words("完整度", "completeness"),
    "located": Words("有位置", "located"),
    "newest": Words("最近更新", "newest"),
    "contradictions": Words("自相矛盾", "contradictions"),
    "duplicates": Words("疑似重复", "duplicates"),
    "errors": Words("错误", "errors"),
    "warnings": Words("警告", "warnings"),
}
_SEVERITIES = ("error", "warning", "info")
_CODE_COLUMNS = {
    "code": Words("代码", "code"),
    "severity": Words("程度", "severity"),
    "meaning": Words("含义", "meaning"),
    "advice": Words("办法", "what to do"),
}


def issue_codes() -> Table:
    """Every code that an issue may have: ``code``, ``severity``, ``meaning`` and ``advice``.

    The log of issues derives from this table; ``meaning`` and ``advice`` are in both languages.

    Example:
        >>> import panhuo as ph
        >>> codes = {row["code"]: row for row in ph.issue_codes()}
        >>> codes["unit-assumed"]["advice"].en
        'Write the unit into the header.'
    """
    rows = json.loads(_native.issue_codes())
    for row in rows:
        row["meaning"], row["advice"] = Words(**row["meaning"]), Words(**row["advice"])
    return Table(rows, _CODE_COLUMNS)


class Issues(Table):
    """The issues about ledgers, which can be sent back to those who filled them in."""

    _read: _native.Ledgers

    @classmethod
    def _of(cls, native: _native.Ledgers, table: Table) -> "Issues":
        """The issues of native ledgers, shown as `table` shows them."""
        issues = cls(table._rows, table._shown, texts=table._texts)
        issues._read = native
        return issues

    def to_xlsx(self, path: StrPath, *, jurisdiction: str | None = None) -> None:
        """Writes a workbook to send back: every issue with what to do, and the sheets marked.

        The first sheet has a row for each issue and an empty column 更正 for the answer; the others
        are copies of the sheets that have issues, their cells filled by severity and with a note.
        A file that has changed since it was read has no copy, and the list says so.

        Raw text goes back as it came, with names and telephone numbers: the workbook is for the
        township that wrote it, never for investors. With a jurisdiction, what others wrote is left
        out. Text that begins like a formula stays text.

        Args:
            path: Where to write to, such as ``"郭镇乡_疑点.xlsx"``.
            jurisdiction: A code of the profile; those within it are meant too. All by default.

        Raises:
            NotFoundError: If there is no such jurisdiction.
            FormatError: If there are more issues than a sheet has rows.
            SourceError: If the file cannot be written.

        Example:
            >>> import panhuo as ph, pathlib, tempfile
            >>> folder = pathlib.Path(tempfile.mkdtemp())
            >>> _ = (folder / "土地.csv").write_text("名称,面积（亩）" + chr(10) + "甲,约50")
            >>> ledgers = ph.read_ledgers(folder, default_kind="land")
            >>> ledgers.issues.to_xlsx(folder / "疑点.xlsx")
            >>> (folder / "疑点.xlsx").exists()
            True
        """
        self._read.write_issues(fspath(path), jurisdiction)


class Ledgers:
    """What was read: sites, issues, and what became of every row.

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
    def issues(self) -> Issues:
        """The issues: file, sheet, cell, raw text, how it was interpreted, how much it matters."""
        return Issues._of(self._native, self._inventory.issues)

    @cached_property
    def rows(self) -> Table:
        """Every row that holds anything, and what it was: a site, a header, a sum, a note."""
        return Table(list(rows_of(self._native.rows())), _ROW_COLUMNS)

    @cached_property
    def columns(self) -> Table:
        """Every column of every table: its header, what it means, how sure that is, its unit.

        ``interpretation`` is the name of an attribute, or ``name``, ``reference``, ``longitude``,
        …, or empty for a column that is only kept as written; ``confidence`` is 1 for the header's
        own words and 0 for what is not known.

        Example:
            >>> import panhuo as ph, pathlib, tempfile
            >>> path = pathlib.Path(tempfile.mkdtemp(), "土地.csv")
            >>> _ = path.write_text("名称,面积（亩）,招商热度" + chr(10) + "甲,50,高")
            >>> ledgers = ph.read_ledgers(path, default_kind="land")
            >>> [(row["interpretation"], row["confidence"]) for row in ledgers.columns]
            [('name', 1.0), ('site_area', 1.0), ('', 0.0)]
        """
        return Table(list(rows_of(self._native.columns())), _COLUMN_COLUMNS)

    @cached_property
    def scorecards(self) -> Table:
        """The figures of each jurisdiction: what it reported, and how good that is.

        ``completeness`` is the mean share of facts that are known; ``contradictions`` counts sites
        that contradict themselves, ``duplicates`` sites that repeat a reference, or a name within
        200 m, of the same jurisdiction.
        """
        texts = {"completeness": lambda row: f"{row['completeness']:.0%}"}
        return Table(json.loads(self._native.scorecards()), _CARD_COLUMNS, texts=texts)

    def suggest_profile(self, name: str) -> str:
        """Drafts a profile for ledgers like these, as JSON for a person to correct.

        It has the area where most sites lie, the units that headers give, and every header that is
        not known.

        Args:
            name: What to call it.

        Example:
            >>> import json, panhuo as ph, pathlib, tempfile
            >>> path = pathlib.Path(tempfile.mkdtemp(), "土地.csv")
            >>> _ = path.write_text("名称,面积（亩）,招商热度" + chr(10) + "甲,50,高")
            >>> draft = ph.read_ledgers(path, default_kind="land").suggest_profile("dali")
            >>> json.loads(draft)["headers"]
            {'招商热度': 'field:招商热度'}
        """
        return self._native.suggest_profile(name)

    @property
    def rows_read(self) -> int:
        """How many rows hold anything; always ``len(sites) + rows_explained``."""
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
        """The inventory of what was read, with the profile's jurisdictions and every issue."""
        return self._inventory

    def resolve(
        self,
        *,
        trusted: Iterable[str] = (),
        profile: str | Mapping[str, Any] = "site",
        names: Mapping[str, Any] | None = None,
    ) -> Resolution:
        """Finds out which rows are one site; see `Inventory.resolve`."""
        return self._inventory.resolve(trusted=trusted, profile=profile, names=names)

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
            f"疑点 {issues} 条",
            f"{files} ledgers, {rows} rows = {sites} sites + {explained} explained; "
            f"{issues} issues",
        )

    def _issue_counts(self) -> list[tuple[str, list[str]]]:
        """The issues by severity and code, the worst and most frequent first, each with a case."""
        groups: dict[tuple[str, str], list[Row]] = {}
        table = self.issues
        for issue in table:
            groups.setdefault((issue["severity"], issue["code"]), []).append(issue)
        order = sorted(groups, key=lambda key: (_SEVERITIES.index(key[0]), -len(groups[key])))
        lines = []
        for severity, code in order:
            issues = groups[severity, code]
            first = issues[0]
            place = "!".join(filter(None, [first["file"], first["cell"]]))
            facts = [table._texts["severity"](first), code, str(len(issues))]
            lines.append((severity, [*facts, place, first["raw"], first[language()]]))
        return lines

    @staticmethod
    def _titles() -> list[str]:
        count = pick("条", "count")
        titles = [pick("程度", "severity"), pick("代码", "code"), count]
        return [*titles, pick("例", "such as"), pick("原文", "raw text"), pick("说明", "meaning")]

    def __repr__(self) -> str:
        """How the rows add up, and the issues by severity."""
        rows = [cells for _, cells in self._issue_counts()]
        table = text_table(self._titles(), rows, right=frozenset({2})) if rows else ""
        return "\n".join(filter(None, [self._sentence(), table]))

    def _repr_html_(self) -> str:
        rows = []
        for severity, cells in self._issue_counts():
            label, *rest = (escape(cell) for cell in cells)
            rows.append([f'<span class="{severity} tight">{label}</span>', *rest])
        table = html_table(self._titles(), rows, right=frozenset({2})) if rows else ""
        return page(f"<p>{escape(self._sentence())}</p>{table}") + self._inventory._repr_html_()


_PARAMETERS = 7


def _shifts(datum_shifts: Mapping[str, Sequence[float]]) -> dict[str, list[float]]:
    """The seven parameters of each datum.

    Raises:
        InvalidArgumentError: If they are not seven finite numbers.
    """
    given = check_mapping("datum_shifts", datum_shifts)
    shifts = {datum: list(parameters) for datum, parameters in given.items()}
    for datum, parameters in shifts.items():
        if len(parameters) != _PARAMETERS or not all(isfinite(each) for each in parameters):
            message = pick(
                f"{datum} 的转换参数应为七个有限的数，给出的是 {parameters}",
                f"the shift of {datum} must be seven finite numbers, got {parameters}",
            )
            raise InvalidArgumentError(message)
    return shifts


def read_ledgers(
    pattern_or_paths: StrPath | Iterable[StrPath],
    *,
    profile: StrPath | None = None,
    default_kind: str | None = None,
    landmarks: StrPath | None = None,
    progress: Progress | None = None,
    convert_map_services: bool = False,
    datum_shifts: Mapping[str, Sequence[float]] | None = None,
    max_cells: int = 5_000_000,
    max_bytes: int = 256 << 20,
) -> Ledgers:
    """Reads township spreadsheets, text and geographic files into sites and a log of every issue.

    A file that cannot be read becomes an issue, and the others are read all the same.

    Args:
        pattern_or_paths: A pattern such as ``"ledgers/*.xlsx"``, a file, a folder, or several.
        profile: Whose ledgers they are: a bundled profile such as ``"yueyanglou"``, or a path that
            ends in ``.json``.
        default_kind: The kind of sites whose ledger does not say what they are, such as ``"land"``.
        landmarks: A GeoJSON file whose features have the properties ``layer`` and ``name``.
        progress: Called before each file with its name, how many were read, how many there are; or
            a bar such as ``tqdm()``. Files are read a few at a time; an interruption from the
            keyboard stops the reading between them.
        convert_map_services: Whether coordinates that are labelled as a map service's own (百度
            BD-09, 高德 GCJ-02) are converted. In China the law restricts this; without it they are
            reported and not used.
        datum_shifts: For ``"beijing54"`` or ``"xian80"`` the seven parameters that take it to WGS84
            here: metres, arc seconds, parts per million, position vector. None are published;
            without them such coordinates are reported and not used.
        max_cells: The limit of cells that one call reads, of all files together. A file that would
            exceed it is refused by an issue that says so.
        max_bytes: The limit of bytes of the files, unpacked, in the same way: 256 MiB.

    Raises:
        SourceNotFoundError: If a pattern or all paths name nothing.
        SourceError: If the profile or the landmarks cannot be read.
        NotFoundError: If there is no such profile or kind.
        InvalidArgumentError: If there is no such datum, or its parameters are not seven numbers.
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
    name, text = read_profile(profile)
    layers = None if landmarks is None else read_text(Path(landmarks))
    native = _native.read_ledgers(
        expand(pattern_or_paths),
        profile=name,
        profile_json=text,
        default_kind=default_kind,
        landmarks=layers,
        progress=_told(progress),
        convert_map_services=convert_map_services,
        datum_shifts=None if datum_shifts is None else _shifts(datum_shifts),
        max_cells=check_count("max_cells", max_cells, least=1),
        max_bytes=check_count("max_bytes", max_bytes, least=1),
    )
    if isinstance(progress, Bar):
        progress.update(len(native.files) - progress.n)
    return Ledgers(native)
