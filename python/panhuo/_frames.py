"""The doors to pandas and GeoPandas, which are needed only when one goes through them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def _need(module: str) -> Any:  # noqa: ANN401
    try:
        return import_module(module)
    except ImportError as error:
        message = f"this needs {module}: install it with `pip install {module}`"
        raise ImportError(message) from error


def data_frame(columns: dict[str, list[Any]]) -> "pd.DataFrame":
    """A pandas frame of lists.

    Raises:
        ImportError: If pandas is not installed.
    """
    return _need("pandas").DataFrame(columns)


def geo_data_frame(columns: dict[str, list[Any]]) -> "gpd.GeoDataFrame":
    """A GeoPandas frame of lists, with points of the columns `longitude` and `latitude`, in WGS84.

    Raises:
        ImportError: If GeoPandas is not installed.
    """
    geopandas = _need("geopandas")
    frame = data_frame(columns)
    points = geopandas.points_from_xy(
        frame["longitude"].astype(float), frame["latitude"].astype(float)
    )
    missing = frame["longitude"].isna()
    geometry = [None if gone else point for gone, point in zip(missing, points, strict=True)]
    return geopandas.GeoDataFrame(frame, geometry=geometry, crs="EPSG:4326")
