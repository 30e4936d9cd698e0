"""Inventories: everything that a district knows, kept in one file."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from os import fspath
from pathlib import Path
from typing import Any

from panhuo import _native
from panhuo._arguments import check_text_list, check_type
from panhuo._borders import Borders
from panhuo._catalog import Catalog
from panhuo._files import StrPath, read_text
from panhuo._i18n import Words, language
from panhuo._map import Map
from panhuo._records import pages, rows_of
from panhuo._resolution import Resolution, change_table, profile_text
from panhuo._table import Table

_SITE_COLUMNS = {
    "id": Words("编号", "id"),
    "kind_label": Words("类型", "kind"),
    "name": Words("名称", "name"),
    "jurisdiction_name": Words("属地", "jurisdiction"),
    "known": Words("已知项", "facts"),
    "completeness": Words("完整度", "completeness"),
}
_ISSUE_COLUMNS = {
    "severity": Words("程度", "severity"),
    "file": Words("文件", "file"),
    "sheet": Words("工作表", "sheet"),
    "cell": Words("单元格", "cell"),
    "column": Words("列", "column"),
    "raw": Words("原文", "raw text"),
    "interpretation": Words("理解为", "interpreted as"),
}


def _site_table(native: _native.Inventory, catalog: Callable[[], Catalog]) -> Table:
    """The sites of an inventory; as a frame with every attribute that occurs."""
    rows = list(rows_of(native.sites()))
    for row in rows:
        row["kind_label"] = Words(**row["kind_label"])
        row["known"] = sum(fact["known"] for fact in row["facts"].values())
    shares = {"completeness": lambda row: f"{row['completeness']:.0%}"}
    return Table(
        rows, _SITE_COLUMNS, texts=shares, frame=lambda geometry: catalog()._frame(geometry)
    )


def issue_table(native: _native.Inventory) -> Table:
    """The issues of an inventory."""
    shown = {**_ISSUE_COLUMNS, language(): Words("说明", "what it means")}
    rows = list(rows_of(native.issues()))
    labels = {row["severity"]: Words(**row.pop("severity_label")) for row in rows}
    return Table(rows, shown, texts={"severity": lambda row: str(labels[row["severity"]])})


class Inventory:
    """All sites of a district with the issues about them.

    Made by `Ledgers.inventory`, `panhuo.open` or `Inventory.from_records`; never changes.

    Example:
        >>> import panhuo as ph
        >>> inventory = ph.Inventory.from_records(
        ...     [
        ...         {"id": "A", "kind": "idle_factory", "jurisdiction": "430602008"},
        ...         {"id": "B", "kind": "land", "jurisdiction": "430602008"},
        ...     ]
        ... )
        >>> len(inventory)
        2
        >>> row = inventory.summary()[0]
        >>> row["count"], row["idle_factory"], row["land"]
        (2, 1, 1)
    """

    def __init__(self, native: _native.Inventory) -> None:
        """Takes a native inventory."""
        self._native = native

    @classmethod
    def from_records(
        cls, records: Iterable[Mapping[str, Any]], *, landmarks: StrPath | None = None
    ) -> "Inventory":
        """Makes an inventory of a program's own records, such as the rows of a frame.

        Args:
            records: One mapping a site: ``id`` and ``kind``; perhaps ``name``, ``jurisdiction``,
                ``longitude`` and ``latitude`` (WGS84), ``encumbrances`` (name to True or False);
                and attributes by their stable names. A number is text with its unit or a
                `Quantity`, or a pair of them for an interval; a day is text or a date; a category
                is its stable name; None is not reported.
            landmarks: A GeoJSON file whose features have the properties ``layer`` and ``name``.

        Raises:
            NotFoundError: If there is no such kind, attribute, category or encumbrance.
            ParseError: If a value cannot be parsed, or is NaN.
            TypeError: If a record is no mapping.
            InvalidSiteError: If a site breaks a rule, or two have one id.
            SourceError: If the landmarks cannot be read.

        Example:
            >>> import panhuo as ph
            >>> hall = {"id": "A", "kind": "idle_factory", "floor_area": ["8000 ㎡", "8600 ㎡"]}
            >>> str(ph.Inventory.from_records([hall]).catalog().site("A").facts["floor_area"].words)
            '8000 ㎡ – 8600 ㎡'
        """
        layers = None if landmarks is None else read_text(Path(landmarks))
        return cls(_native.Inventory.from_records(list(pages(records)), layers))

    def __len__(self) -> int:
        """How many sites there are."""
        return len(self._native)

    @cached_property
    def sites(self) -> Table:
        """The sites, by id; as a frame with every attribute that occurs."""
        return _site_table(self._native, self.catalog)

    @property
    def issues(self) -> Table:
        """The issues: file, sheet, cell, raw text, how it was interpreted, how much it matters."""
        return issue_table(self._native)

    @cached_property
    def _catalog(self) -> Catalog:
        return Catalog(self._native.catalog())

    def catalog(self, *, since: Catalog | None = None) -> Catalog:
        """A snapshot that can be searched and matched; made once.

        Args:
            since: The catalog of an earlier inventory of mostly the same sites: only what is
                different is put in order anew. The answers are the same.

        Example:
            >>> import panhuo as ph
            >>> lots = [{"id": "A", "kind": "land"}, {"id": "B", "kind": "land"}]
            >>> october = ph.Inventory.from_records(lots).catalog()
            >>> november = ph.Inventory.from_records([*lots, {"id": "C", "kind": "land"}])
            >>> len(november.catalog(since=october))
            3
        """
        if since is not None and "_catalog" not in self.__dict__:
            self.__dict__["_catalog"] = Catalog(self._native.catalog_since(since._native))
        return self._catalog

    def resolve(
        self,
        *,
        trusted: Iterable[str] = (),
        profile: str | Mapping[str, Any] = "site",
        names: Mapping[str, Any] | None = None,
    ) -> Resolution:
        """Finds which rows are one site, which are parts of others, and which pairs need review.

        Sites that were merged before stay so unless somebody decided otherwise.

        Args:
            trusted: Codes of jurisdictions and names of files, the most trusted first: between rows
                of one date their facts survive a merge.
            profile: Fields and weights instead of those for sites, as `identity_profile` gives them
                or as JSON.
            names: Other words of names, as for `link`.

        Raises:
            ParseError: If the profile is no such JSON.
            InvalidArgumentError: If the profile is not sound.
        """
        weights = profile_text(profile, names)
        native = _native.Resolution.of(
            self._native, profile=weights, trusted=check_text_list("`trusted`", trusted)
        )
        return Resolution(native)

    def update(
        self,
        new: "Inventory",
        *,
        trusted: Iterable[str] = (),
        profile: str | Mapping[str, Any] = "site",
        names: Mapping[str, Any] | None = None,
    ) -> Resolution:
        """Resolves a new month's ledgers against this inventory.

        Rows that say what they said before are recognised and cost nothing; sites keep their ids;
        rows of a register that was filed again (the same file name but for its digits, the same
        sheet) and that are not in it any more are gone. A row without a source, as of a table whose
        ids are its own, takes the place of the row that has its id and no source, if the two are
        one site. `changes` tells what became different.

        Args:
            new: What was read from the new ledgers: `Ledgers.inventory`.
            trusted: As for `resolve`.
            profile: As for `resolve`.
            names: As for `resolve`.
        """
        weights = profile_text(profile, names)
        native = _native.Resolution.update(
            self._native,
            check_type("new", new, Inventory)._native,
            profile=weights,
            trusted=check_text_list("`trusted`", trusted),
        )
        return Resolution(native)

    def changes(self, before: "Inventory") -> Table:
        """What appeared, changed and disappeared since an earlier inventory of the same sites.

        Example:
            >>> import panhuo as ph
            >>> before = ph.Inventory.from_records([{"id": "A", "kind": "land", "name": "老地块"}])
            >>> after = ph.Inventory.from_records([{"id": "A", "kind": "land", "name": "新地块"}])
            >>> [(row["field"], row["before"], row["after"]) for row in after.changes(before)]
            [('name', '老地块', '新地块')]
        """
        return change_table(self._native.changes(check_type("before", before, Inventory)._native))

    def split(self, site: str) -> "Inventory":
        """Undoes a merge: the rows of a site become sites again, as they were.

        `Resolution.reject` makes it last.

        Raises:
            NotFoundError: If there is no such site or it was not merged.
        """
        return Inventory(self._native.split(site))

    @cached_property
    def lineage(self) -> dict[str, Any]:
        """Where merged sites come from, for the bureau: `members` and `part_of`.

        `members` lists the rows of each merged site with what each reports of every attribute,
        `part_of` the site that each part belongs to.
        """
        lineage: dict[str, Any] = self._native.lineage()
        for rows in lineage["members"].values():
            for row in rows:
                row["facts"] = {name: Words(**fact) for name, fact in row["facts"].items()}
        return lineage

    def summary(self) -> Table:
        """How many sites of each kind each jurisdiction has, each with those below it."""
        return self._catalog.statistics()

    def map(
        self,
        *,
        audience: str = "investor",
        lang: str | None = None,
        borders: Borders | None = None,
    ) -> Map:
        """A map of all sites; see `Catalog.map`."""
        return self._catalog.map(audience=audience, lang=lang, borders=borders)

    def save(self, path: StrPath) -> None:
        """Writes a GeoPackage that `panhuo.open`, QGIS, GDAL and GeoPandas open.

        A file that is there is replaced as a whole: a killed process leaves the old one.

        Args:
            path: Where to, such as ``"yueyanglou.gpkg"``.

        Raises:
            SourceError: If the file cannot be written.

        Example:
            >>> import panhuo as ph, pathlib, tempfile
            >>> path = pathlib.Path(tempfile.mkdtemp(), "district.gpkg")
            >>> ph.Inventory.from_records([{"id": "A", "kind": "land"}]).save(path)
            >>> len(ph.open(path))
            1
        """
        self._native.save(fspath(path))

    def to_geojson(self, path: StrPath, *, audience: str = "bureau") -> None:
        """Writes the sites as GeoJSON: points in WGS84, attributes in canonical units.

        Args:
            path: Where to, such as ``"sites.geojson"``.
            audience: ``"bureau"``: everything but the raw text of cells; or ``"investor"``: what
                investors may read, names and addresses without persons, no encumbrances.

        Raises:
            InvalidArgumentError: For another audience.
            SourceError: If the file cannot be written.

        Example:
            >>> import json, panhuo as ph, pathlib, tempfile
            >>> path = pathlib.Path(tempfile.mkdtemp(), "sites.geojson")
            >>> lot = {"id": "A", "kind": "land", "name": "鱼塘 13800000123", "owner": "李秀英"}
            >>> ph.Inventory.from_records([lot]).to_geojson(path, audience="investor")
            >>> [site] = json.loads(path.read_text(encoding="utf-8"))["features"]
            >>> site["properties"]["name"], "owner" in site["properties"]
            ('鱼塘 …', False)
        """
        self._native.write_geojson(fspath(path), audience)

    def __reduce__(self) -> tuple[object, ...]:
        """A pickle holds the sites, not what was made of them."""
        return Inventory, (self._native,)

    def __repr__(self) -> str:
        """Jurisdictions by kinds."""
        return repr(self.summary())

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()


def open(path: StrPath) -> Inventory:
    """Opens the GeoPackage that `save` wrote.

    Args:
        path: The file, such as ``"yueyanglou.gpkg"``.

    Raises:
        SourceNotFoundError: If the file is not there.
        SourceError: If it cannot be read.
        FormatError: If it is not an inventory.

    Example:
        >>> import panhuo as ph, pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp(), "district.gpkg")
        >>> ph.Inventory.from_records([{"id": "A", "kind": "land"}]).save(path)
        >>> ph.open(path).sites.column("id")
        ['A']
    """
    return Inventory(_native.Inventory.open(fspath(path)))
