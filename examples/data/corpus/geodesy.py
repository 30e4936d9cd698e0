"""From WGS84 to what ledgers write instead: CGCS2000 Gauss-Krüger zones, GCJ-02, BD-09.

Gauss-Krüger: Krüger's series of 1912 to the third power of n, good to a millimetre within a zone.
GCJ-02 and BD-09: the formulas that map services' own programs contain.
"""

from __future__ import annotations

import math
from math import atanh, cos, cosh, pi, radians, sin, sinh, sqrt

AXIS, FLATTENING = 6_378_137.0, 1 / 298.257222101
ZONE = 38  # of three degrees, about 114° E


def gauss_kruger(lon: float, lat: float, *, prefix: bool) -> tuple[float, float]:
    """Northing and easting in the zone about 114° E, in metres; `prefix` puts 38 before the latter."""
    n = FLATTENING / (2 - FLATTENING)
    radius = AXIS / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    series = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16,
        13 * n**2 / 48 - 3 * n**3 / 5,
        61 * n**3 / 240,
    )
    e = 2 * sqrt(n) / (1 + n)
    phi, away = radians(lat), radians(lon - 3 * ZONE)
    t = sinh(atanh(sin(phi)) - e * atanh(e * sin(phi)))
    xi, eta = math.atan2(t, cos(away)), atanh(sin(away) / sqrt(1 + t**2))
    north, east = xi, eta
    for j, alpha in enumerate(series, start=1):
        north += alpha * sin(2 * j * xi) * cosh(2 * j * eta)
        east += alpha * cos(2 * j * xi) * sinh(2 * j * eta)
    return radius * north, radius * east + 500_000 + (ZONE * 1e6 if prefix else 0)


def gcj02(lon: float, lat: float) -> tuple[float, float]:
    """The position as 高德 and 腾讯 show it."""
    a, ee = 6_378_245.0, 0.00669342162296594323
    x, y = lon - 105, lat - 35

    def waves(at: float, terms: list[tuple[float, float]]) -> float:
        return sum(size * sin(at * pi / part) for size, part in terms) * 2 / 3

    common = waves(x, [(20, 1 / 6), (20, 1 / 2)])
    north = -100 + 2 * x + 3 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * sqrt(abs(x)) + common
    north += waves(y, [(20, 1), (40, 3), (160, 12), (320, 30)])
    east = 300 + x + 2 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * sqrt(abs(x)) + common
    east += waves(x, [(20, 1), (40, 3), (150, 12), (300, 30)])
    magic = 1 - ee * sin(radians(lat)) ** 2
    north *= 180 / (a * (1 - ee) / (magic * sqrt(magic)) * pi)
    east *= 180 / (a / sqrt(magic) * cos(radians(lat)) * pi)
    return lon + east, lat + north


def bd09(lon: float, lat: float) -> tuple[float, float]:
    """The position as 百度 shows it."""
    x, y = gcj02(lon, lat)
    turn = pi * 3000 / 180
    z = math.hypot(x, y) + 0.00002 * sin(y * turn)
    theta = math.atan2(y, x) + 0.000003 * cos(x * turn)
    return z * cos(theta) + 0.0065, z * sin(theta) + 0.006
