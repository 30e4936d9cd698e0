"""The doors to other programs' tables, which are needed only when one goes through them."""

from abc import abstractmethod
from functools import partial
from importlib import import_module
from os import fspath
from typing import TYPE_CHECKING, Any

from panhuo._files import StrPath, reason
from panhuo._i18n import pick
from panhuo._native import Catalog, Frame
from panhuo.errors import InvalidArgumentError, SourceError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    import polars as pl
    import pyarrow as pa


def need(module: str) -> Any:  # noqa: ANN401
    """A module that is not needed until now.

    Raises:
        ImportError: Saying how to install it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.split(".", maxsplit=1)[0]
        message = pick(
            f"此功能需要 {package}：请运行 `pip install {package}`",
            f"this needs {package}: install it with `pip install {package}`",
        )
        raise ImportError(message) from error


class Framed:
    """What is a table to other programs.

    Everything that reads the Arrow C stream interface takes it as it is, without a copy: Polars
    (``pl.DataFrame(this)``), DuckDB (by the name of the variable), pyarrow (``pa.table(this)``).
    Units are in the metadata of the fields, under ``unit``. Where something has a place, the column
    ``geometry`` is GeoArrow, in degrees of WGS84.
    """

    __slots__ = ()

    @abstractmethod
    def _frame(self, geometry: str | None) -> Frame:
        """The table."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table as a stream of Arrow; readers call this."""
        return self._frame("wkb").__arrow_c_stream__(requested_schema)

    def to_arrow(self, *, geometry: str | None = "wkb") -> "pa.Table":
        """The table for pyarrow.

        Args:
            geometry: How places are written: ``"wkb"`` (well-known binary, areas where there are
                some), ``"point"`` (pairs of x and y), or None.

        Raises:
            ImportError: If pyarrow is not installed.
        """
        table: pa.Table = need("pyarrow").table(self._frame(geometry))
        return table

    def to_pandas(self) -> "pd.DataFrame":
        """The table as a pandas frame, without geometry.

        Raises:
            ImportError: If pandas or pyarrow is not installed.
        """
        need("pandas")
        return self.to_arrow(geometry=None).to_pandas()

    def to_polars(self) -> "pl.DataFrame":
        """The table as a Polars frame, without geometry.

        Raises:
            ImportError: If Polars is not installed.
        """
        frame: pl.DataFrame = need("polars").DataFrame(self._frame(None))
        return frame

    def to_geopandas(self) -> "gpd.GeoDataFrame":
        """The table as a GeoPandas frame in WGS84; what has no place has no geometry.

        Raises:
            ImportError: If GeoPandas or pyarrow is not installed.
            InvalidArgumentError: If nothing in this table has a place.
        """
        need("pandas")
        geopandas = need("geopandas")
        table = need("pyarrow").table(self._frame("wkb"))
        if "geometry" not in table.column_names:
            message = pick(
                "表中没有带位置的列，不能转成 GeoPandas；请用 `to_pandas`",
                "the table has no column of positions, use `to_pandas`",
            )
            raise InvalidArgumentError(message)
        frame: gpd.GeoDataFrame = geopandas.GeoDataFrame.from_arrow(table)
        return frame

    def to_parquet(self, path: StrPath) -> None:
        """Writes Parquet; GeoParquet where there is geometry.

        Raises:
            ImportError: If pyarrow, or for geometry GeoPandas, is not installed.
            SourceError: If the file cannot be written.
        """
        table = self.to_arrow()
        if "geometry" in table.column_names:
            write = need("geopandas").GeoDataFrame.from_arrow(table).to_parquet
        else:
            write = partial(need("pyarrow.parquet").write_table, table)
        try:
            write(fspath(path))
        except OSError as error:
            message = pick(
                f"{fspath(path)}：无法写入：{reason(error)}",
                f"{fspath(path)}: it cannot be written: {reason(error)}",
            )
            raise SourceError(message) from error

    def to_xlsx(self, path: StrPath) -> None:
        """Writes a workbook for Excel: one sheet with a header, without geometry.

        A text that begins with ``=`` stays a text.

        Raises:
            SourceError: If the file cannot be written, or there are more rows than a sheet has.
        """
        self._frame(None).write_xlsx(fspath(path))


class SiteTable(Framed):
    """The sites of a catalog as a table, with what an audience may read."""

    __slots__ = ("_audience", "_native")

    def __init__(self, native: Catalog, audience: str) -> None:
        """Takes a native catalog; `Catalog.table` makes tables."""
        self._native = native
        self._audience = audience

    def __len__(self) -> int:
        """How many sites there are."""
        return len(self._native)

    def _frame(self, geometry: str | None) -> Frame:
        return self._native.frame(geometry, self._audience)


def frame_of_lists(
    columns: dict[str, list[Any]],
    geometry: str | None,
    units: dict[str, str] | None = None,
) -> Frame:
    """A table of lists of text, numbers, or yes and no, with None for what is not known."""
    return Frame(columns, units or {}, geometry)
