"""Borders of jurisdictions as a user gives them: GeoJSON, checked before it goes into a page."""

import json
from collections.abc import Mapping
from math import isfinite
from os import PathLike
from pathlib import Path
from typing import Any

from panhuo._files import StrPath, read_text
from panhuo._i18n import pick
from panhuo._page_data import Data, geometry
from panhuo.errors import ParseError

Borders = StrPath | Mapping[str, Any] | Any
"""A GeoJSON file, its content as a mapping, or anything with `__geo_interface__`, such as a
GeoDataFrame; degrees in WGS84. The property `name` of a feature is shown."""

_DEPTHS = {"LineString": 2, "MultiLineString": 3, "Polygon": 3, "MultiPolygon": 4}
_LIMITS = (180.0, 90.0)


def borders_of(given: Borders | None) -> list[Data]:
    """The borders as name and geometry.

    Raises:
        ParseError: If it is no GeoJSON of lines or polygons in degrees.
        SourceError: If the file cannot be read.
    """
    if given is None:
        return []
    if isinstance(given, str | PathLike):
        try:
            given = json.loads(read_text(Path(given)))
        except ValueError as error:
            message = pick(f"`borders` 不是合法的 JSON：{error}", f"borders: {error}")
            raise ParseError(message) from error
    form = getattr(given, "__geo_interface__", given)
    if not isinstance(form, Mapping):
        _refuse(pick("应为 GeoJSON", "expected GeoJSON"))
    features = form.get("features", [form]) if isinstance(form, Mapping) else []
    return [_feature(at, feature) for at, feature in enumerate(features)]


def _refuse(what: str) -> None:
    message = pick(f"`borders`：{what}", f"borders: {what}")
    raise ParseError(message)


def _feature(at: int, feature: Any) -> Data:  # noqa: ANN401 - whatever the file holds
    """One feature, or a bare geometry."""
    if not isinstance(feature, Mapping):
        _refuse(pick(f"第 {at} 个要素不是 GeoJSON", f"feature {at} is not GeoJSON"))
    shape = feature.get("geometry", feature) if "geometry" in feature else feature
    kind = str(shape.get("type")) if isinstance(shape, Mapping) else "nothing"
    if kind not in _DEPTHS:
        zh = f"第 {at} 个要素是 {kind}，应为其中之一：{'、'.join(_DEPTHS)}"
        _refuse(pick(zh, f"feature {at} is {kind}, expected one of {', '.join(_DEPTHS)}"))
    if not _is_positions(shape.get("coordinates"), _DEPTHS[kind]):
        zh = f"第 {at} 个要素的坐标不是经纬度"
        _refuse(pick(zh, f"feature {at} has coordinates that are not degrees"))
    name = (feature.get("properties") or {}).get("name")
    return {"name": name if isinstance(name, str) else "", "shape": geometry(shape)}


def _is_positions(coordinates: Any, depth: int) -> bool:  # noqa: ANN401
    """Whether these are positions in degrees, so many lists deep."""
    if not isinstance(coordinates, list | tuple) or not coordinates:
        return False
    if depth > 1:
        return all(_is_positions(each, depth - 1) for each in coordinates)
    numbers = [each for each in coordinates if isinstance(each, int | float)]
    if len(numbers) < len(_LIMITS) or len(numbers) != len(coordinates):
        return False
    pairs = zip(numbers, _LIMITS, strict=False)
    return all(isfinite(number) and abs(number) <= limit for number, limit in pairs)
