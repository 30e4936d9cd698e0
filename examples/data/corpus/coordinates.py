"""Coordinates as ledgers carry them: degrees, minutes and seconds, grids, map services, swapped.

The truth is the position that the written text means, so it is computed from the rounded text.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from corpus.geodesy import bd09, gauss_kruger, gcj02
from corpus.places import TOWNSHIPS

# somewhere else: Rongjiawan, Linxiang, Huarong, Changsha and one in the lake
ELSEWHERE = [
    (113.1166, 29.1441),
    (113.4512, 29.4778),
    (112.5413, 29.5302),
    (112.9388, 28.2282),
    (112.9034, 29.3301),
]


# how a map service is named beside its coordinates
SERVICES = {
    "bd09": (bd09, ["{}（百度）", "百度坐标：{}", "{}(BD09)"]),
    "gcj02": (gcj02, ["{}（高德）", "高德地图{}", "{}（腾讯地图）"]),
    "unlabelled_service": (gcj02, ["{}"]),
}


@dataclass(frozen=True)
class Point:
    """What the coordinate cells say: the texts, the position meant (or None) and the mess."""

    texts: tuple
    lon: float | None
    lat: float | None
    errors: tuple[str, ...] = ()


def _dms(value: float, decimals: int) -> tuple[int, int, str, float]:
    """Degrees, minutes, seconds as text, and the degrees that these three mean."""
    degrees = int(value)
    minutes = int((value - degrees) * 60)
    seconds = f"{(value - degrees - minutes / 60) * 3600:.{decimals}f}"
    if float(seconds) >= 60:
        minutes, seconds = minutes + 1, f"{0:.{decimals}f}"
    if minutes == 60:
        degrees, minutes = degrees + 1, 0
    return degrees, minutes, seconds, round(degrees + minutes / 60 + float(seconds) / 3600, 8)


def _east_north(lon: float, lat: float, form: str) -> tuple[str, str, float, float]:
    """Both axes in degrees, minutes and seconds."""
    decimals = 2 if form in ("dms_han", "dms_sign") else 0
    (d1, m1, s1, x), (d2, m2, s2, y) = _dms(lon, decimals), _dms(lat, decimals)
    if form == "dms_han":
        return f"东经{d1}°{m1:02d}′{s1}″", f"北纬{d2}°{m2:02d}′{s2}″", x, y
    if form == "dms_word":
        return f"{d1}度{m1}分{s1}秒", f"{d2}度{m2}分{s2}秒", x, y
    return f"{d1}°{m1:02d}'{s1}\"E", f"{d2}°{m2:02d}'{s2}\"N", x, y


def written_point(
    rng: random.Random,
    lon: float,
    lat: float,
    split: bool,
    form: str,
    mess: str | None,
    mark: str | None,
) -> Point:
    """The cells for one position: two of them if `split`, else one; `mark` where it is missing."""
    if mess == "missing":
        return Point((mark,) * (2 if split else 1), None, None, ("missing_mark",) if mark else ())
    if mess == "zero":
        texts = (0, 0) if split else ("0,0",)
        return Point(texts, None, None, ("zero_coordinates",))
    if mess in ("elsewhere", "astray"):
        far = [t.centre for t in TOWNSHIPS.values() if math.dist(t.centre, (lon, lat)) > 0.07]
        lon, lat = rng.choice(ELSEWHERE if mess == "elsewhere" else far)
        texts = (lon, lat) if split else (f"{lon},{lat}",)
        wrong = "out_of_district" if mess == "elsewhere" else "out_of_township"
        return Point(texts, None, None, (wrong,))
    places = rng.choice([4, 5, 6])
    x, y = round(lon, places), round(lat, places)
    if mess in SERVICES:
        moved, patterns = SERVICES[mess]
        written = ",".join(f"{value:.6f}" for value in moved(lon, lat))
        return Point((rng.choice(patterns).format(written),), lon, lat, (mess,))
    if form.startswith("gauss"):
        north, east = gauss_kruger(lon, lat, prefix=form == "gauss")
        one = rng.choice([f"X={north:.2f} Y={east:.2f}", f"{north:.3f}，{east:.3f}"])
        error = "grid" if form == "gauss" else "grid_without_zone"
        return Point((round(east, 3), round(north, 3)) if split else (one,), lon, lat, (error,))
    if form.startswith("dms"):
        east, north, x, y = _east_north(lon, lat, form)
        texts = (east, north) if split else (f"{east}{rng.choice([' ', '，', chr(10)])}{north}",)
        return Point(texts, x, y, ("dms",))
    if mess == "swapped":
        texts = (y, x) if split else (f"{y}{rng.choice([',', '，'])}{x}",)
        return Point(texts, x, y, ("swapped_axes",))
    if split:
        as_text = form == "text"
        texts = (f"{x}", f"{y}") if as_text else (x, y)
        return Point(texts, x, y, ("number_as_text",) if as_text else ())
    if form == "lettered":
        return Point((f"E{x} N{y}",), x, y, ("lettered_axes",))
    if form == "full_width":
        return Point((f"{x}，{y}",), x, y, ("full_width",))
    return Point((f"{x},{y}",), x, y)
