"""Catalogs of other programs' tables."""

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Self

from panhuo import _native
from panhuo._arguments import check_text_list, check_type
from panhuo._files import StrPath, read_profile, read_text
from panhuo._frames import need
from panhuo._i18n import pick
from panhuo.errors import InvalidArgumentError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    import polars as pl


def _is_unknown(nan: str) -> bool:
    if nan not in ("refuse", "unknown"):
        message = pick(
            f"`nan` 应为 refuse 或 unknown，给出的是 {nan}",
            f"nan must be refuse or unknown, got {nan}",
        )
        raise InvalidArgumentError(message)
    return nan == "unknown"


def _warn(ignored: list[str]) -> None:
    if ignored:
        zh = f"以下各列与资源无关，没有采用：{'、'.join(ignored)}"
        message = pick(
            zh, f"columns that are nothing of a site were left aside: {', '.join(ignored)}"
        )
        warnings.warn(message, stacklevel=3)


class FromFrames:
    """How a catalog is made of a table: what `Catalog` inherits."""

    __slots__ = ("_native", "ignored_columns")

    ignored_columns: tuple[str, ...]
    """The columns of the table it was made from that are nothing of a site."""

    def __init__(self, native: _native.Catalog, ignored_columns: tuple[str, ...] = ()) -> None:
        """Takes a native catalog; `Inventory.catalog` and `from_arrow` make some."""
        self._native = native
        self.ignored_columns = ignored_columns

    @classmethod
    def from_arrow(
        cls,
        table: object,
        *,
        crs: str | None = None,
        nan: str = "refuse",
        landmarks: StrPath | None = None,
        profile: StrPath | None = None,
    ) -> Self:
        """Makes a catalog of a table, one row a site: of Arrow, Polars, DuckDB, pandas.

        Whatever has ``__arrow_c_stream__`` is read without a copy of its own. Columns are known by
        their names:

        - ``kind``: the stable name, such as ``land``; needed.
        - ``id``: text or whole numbers, each once; without it, the number of the row from 0, as
          text.
        - ``name``, ``reference``, ``jurisdiction``: text or whole numbers.
        - ``longitude``, ``latitude``: degrees of WGS84.
        - An attribute by its stable name: numbers in its canonical unit (``㎡``, ``m``, ``元``, …)
          unless the metadata of the field names another under ``unit``; days as dates or times; a
          category as its stable name, several possible ones with ``|`` between them; yes and no.
        - ``<attribute>_low`` and ``<attribute>_high``: the ends of an interval, null where open.
        - An encumbrance by its name, such as ``mortgage``: whether the site has it.
        - Geometry of GeoArrow (``geoarrow.wkb``, ``geoarrow.point``) or bytes under ``geometry``:
          points, or areas. Its metadata, or `crs`, must say that it is in WGS84 or CGCS2000.

        A null is not known. Other columns are left aside with a warning, and named in
        `ignored_columns`. As a table, a catalog has the same columns again, its rows by id.

        Args:
            table: The table.
            crs: The coordinate system of a geometry that names none, such as ``"EPSG:4326"``.
            nan: What a number that is not one (NaN) means: ``"refuse"``, or ``"unknown"``.
            landmarks: A GeoJSON file whose features have the properties ``layer`` and ``name``.
            profile: Whose jurisdictions they are, so that a code means those below it too: a
                bundled profile such as ``"yueyanglou"``, or a path that ends in ``.json``.

        Raises:
            TypeError: If the table is none.
            InvalidSiteError: Naming the column, and the row, that is not what it must be.
            NotFoundError: If there is no such profile.
            SourceError: If the landmarks or the profile cannot be read.

        Example:
            >>> import panhuo as ph
            >>> import pyarrow as pa
            >>> area = pa.field("site_area", pa.float64(), metadata={"unit": "亩"})
            >>> schema = pa.schema([("id", pa.string()), ("kind", pa.string()), area])
            >>> lots = pa.table({"id": ["A"], "kind": ["land"], "site_area": [60.0]}, schema)
            >>> catalog = ph.Catalog.from_arrow(lots)
            >>> catalog.to_arrow()["site_area"].to_pylist()
            [40000.0]
        """
        layers = None if landmarks is None else read_text(Path(landmarks))
        native, ignored = _native.Catalog.from_arrow(
            table, crs, _is_unknown(nan), layers, *read_profile(profile)
        )
        _warn(ignored)
        return cls(native, tuple(ignored))

    def updated(
        self,
        sites: object = None,
        *,
        without: Iterable[str] = (),
        crs: str | None = None,
        nan: str = "refuse",
    ) -> Self:
        """The next catalog: without some sites, then with others, new or in the place of the old.

        This one stays as it is, and the next answers like a catalog that is made anew of all its
        sites; but only the changes are put in order: some milliseconds for a thousand changes to a
        million sites. Landmarks and jurisdictions stay.

        Args:
            sites: Sites that are new or changed, as whole rows: an `Inventory`, or a table as
                `from_arrow` takes it. A site replaces the one of the same id.
            without: The ids of sites that are gone.
            crs: As for `from_arrow`.
            nan: As for `from_arrow`.

        Raises:
            TypeError: If the table is none.
            InvalidSiteError: As `from_arrow`.
            NotFoundError: For the id of a site to leave out that there is not.

        Example:
            >>> import panhuo as ph
            >>> lots = [{"id": "A", "kind": "land"}, {"id": "B", "kind": "land"}]
            >>> october = ph.Inventory.from_records(lots).catalog()
            >>> changed = [{"id": "B", "kind": "land", "price": "300 万元"}]
            >>> november = october.updated(ph.Inventory.from_records(changed), without=["A"])
            >>> len(october), len(november), str(november.site("B").facts["price"].words)
            (2, 1, '300 万元')
        """
        gone = check_text_list("`without`", without)
        native = getattr(sites, "_native", None)
        if sites is None or isinstance(native, _native.Inventory):
            return type(self)(self._native.updated(native, gone))
        next_native, ignored = self._native.updated_from_arrow(sites, crs, _is_unknown(nan), gone)
        _warn(ignored)
        return type(self)(next_native, tuple(ignored))

    @classmethod
    def from_pandas(
        cls,
        frame: "pd.DataFrame",
        *,
        landmarks: StrPath | None = None,
        profile: StrPath | None = None,
    ) -> Self:
        """Makes a catalog of a pandas frame; see `from_arrow`. NaN is not known; needs pyarrow.

        The index is left aside.

        Raises:
            InvalidSiteError: As `from_arrow`.
        """
        frame = check_type("frame", frame, need("pandas").DataFrame)
        table = need("pyarrow").Table.from_pandas(frame, preserve_index=False)
        return cls.from_arrow(table, nan="unknown", landmarks=landmarks, profile=profile)

    @classmethod
    def from_polars(
        cls,
        frame: "pl.DataFrame",
        *,
        nan: str = "refuse",
        landmarks: StrPath | None = None,
        profile: StrPath | None = None,
    ) -> Self:
        """Makes a catalog of a Polars frame; see `from_arrow`.

        Raises:
            InvalidSiteError: As `from_arrow`.
        """
        return cls.from_arrow(frame, nan=nan, landmarks=landmarks, profile=profile)

    @classmethod
    def from_geopandas(
        cls,
        frame: "gpd.GeoDataFrame",
        *,
        landmarks: StrPath | None = None,
        profile: StrPath | None = None,
    ) -> Self:
        """Makes a catalog of a GeoPandas frame; see `from_arrow`. NaN is not known; needs pyarrow.

        The frame must be in WGS84 or CGCS2000: ``frame.to_crs("EPSG:4326")`` makes it so.

        Raises:
            InvalidSiteError: As `from_arrow`, and for another coordinate system.
        """
        frame = check_type("frame", frame, need("geopandas").GeoDataFrame)
        table = frame.to_arrow(index=False, geometry_encoding="WKB")
        return cls.from_arrow(table, nan="unknown", landmarks=landmarks, profile=profile)
