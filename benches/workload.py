"""Prepares the published matching workload for panhuo, and checks the answers independently.

    BENCH_DIR=/some/folder python benches/workload.py 1000000
    BENCH_DIR=/some/folder python benches/workload.py 1000000 check

Reads what the workload's own generator wrote into BENCH_DIR/data (see ../shared/bench) and writes
`raw_<N>/longitude.bin`, `latitude.bin` and `panhuo_requirements.json` beside it. The check scores
every site with numpy, distances by PROJ, and compares with `results/panhuo_<N>.json`.
"""

import json
import os
import sys
from pathlib import Path

import numpy as np
from pyproj import Geod, Transformer

DATA = Path(os.environ["BENCH_DIR"]) / "data"
TO_DEGREES = Transformer.from_crs("EPSG:4549", "EPSG:4326", always_xy=True)

KINDS = ["land", "idle_factory", "stalled_building", "leisure_farm"]
# Attribute of the workload: attribute of panhuo, factor to its canonical unit, that unit.
ATTRIBUTES = {
    "site_area_m2": ("site_area", 1, "㎡"),
    "floor_area_m2": ("floor_area", 1, "㎡"),
    "price_wan": ("price", 10_000, "元"),
    "ceiling_height_m": ("ceiling_height", 1, "m"),
    "power_kva": ("power", 1, "kVA"),
    "crane_t": ("crane", 1, "t"),
    "tenure_years": ("lease_years", 1, "年"),
    "dist_port_km": ("distance_to_port", 1000, "m"),
    "dist_highway_km": ("distance_to_expressway", 1000, "m"),
    "dist_rail_km": ("distance_to_railway", 1000, "m"),
    "dist_city_km": ("distance_to_town", 1000, "m"),
    "floor_load_kpa": ("floor_load", 1, "t/㎡"),
    "plot_ratio": ("far_max", 1, ""),
    "building_age_y": ("storeys", 1, ""),
    "parking_n": ("parking", 1, ""),
    "water_tpd": ("water_supply", 1, "t/d"),
    "gas_nm3h": ("annual_visitors", 1, ""),
    "road_width_m": ("span", 1, "m"),
    "slope_pct": ("slope", 1, "°"),
    "env_score": ("progress_share", 1, "%"),
}
# The workload has twelve zones, panhuo's planned use nine words: folded.
ZONES = [
    "industrial", "warehouse", "commercial", "residential", "public", "agricultural", "tourism",
    "mixed", "other",
]  # fmt: skip


def quantity(name: str, value: float) -> str:
    """A value of the workload as panhuo writes it."""
    _, factor, unit = ATTRIBUTES[name]
    return f"{float(np.float32(value)) * factor!r} {unit}"


def degrees(x: float, y: float) -> list[float]:
    """A point of the plane in degrees."""
    return list(TO_DEGREES.transform(x, y))


def polygon(corners: list[tuple[float, float]]) -> dict:
    """A ring of the plane as a constraint on the place."""
    ring = [degrees(x, y) for x, y in corners]
    geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return {"inside": {"polygon": geometry}}


def place(spatial: dict | None) -> list[dict]:
    """The constraint on the place, if there is one."""
    if spatial is None:
        return []
    if spatial["type"] == "radius":
        longitude, latitude = degrees(spatial["x"], spatial["y"])
        target = {"longitude": longitude, "latitude": latitude}
        return [{"distance_to": target, "at_most": f"{spatial['r']!r} m"}]
    if spatial["type"] == "bbox":
        west, south, east, north = spatial["b"]
        return [polygon([(west, south), (east, south), (east, north), (west, north)])]
    return [polygon([tuple(corner) for corner in spatial["xy"]])]


def constraint(name: str, low: float | None, high: float | None) -> dict:
    """A range of an attribute."""
    attribute = ATTRIBUTES[name][0]
    if low is None:
        return {"attribute": attribute, "at_most": quantity(name, high)}
    if high is None:
        return {"attribute": attribute, "at_least": quantity(name, low)}
    return {"attribute": attribute, "between": [quantity(name, low), quantity(name, high)]}


def requirement(published: dict) -> dict:
    """One requirement of the workload as panhuo's JSON."""
    longitude, latitude = degrees(*published["target"])
    target = {"longitude": longitude, "latitude": latitude}
    must = place(published["spatial"])
    must += [constraint(name, *bounds) for name, bounds in published["ranges"].items()]
    if published["jurisdictions"]:
        must.append({"jurisdictions": [f"{code:03}" for code in published["jurisdictions"]]})
    if published["zoning"]:
        zones = sorted({ZONES[zone % len(ZONES)] for zone in published["zoning"]})
        must.append({"attribute": "planned_use", "one_of": zones})
    prefer = []
    for preference in published["soft"]:
        if preference["attr"] == "dist_target":
            points = [
                [f"{x * 1000!r} m", y]
                for x, y in zip(preference["xs"], preference["ys"], strict=True)
            ]
            prefer.append({"distance_to": target, "points": points, "weight": preference["w"]})
        else:
            pairs = zip(preference["xs"], preference["ys"], strict=True)
            points = [[quantity(preference["attr"], x), y] for x, y in pairs]
            attribute = ATTRIBUTES[preference["attr"]][0]
            prefer.append({"attribute": attribute, "points": points, "weight": preference["w"]})
    return {
        "version": 1,
        "name": str(published["id"]),
        "kinds": [KINDS[kind] for kind in published["kinds"]],
        "must": must,
        "prefer": prefer,
    }


def main(count: int) -> None:
    """Writes the places of `count` sites and all requirements."""
    raw = DATA / f"raw_{count}"
    x, y = (np.fromfile(raw / f"{axis}.bin", dtype=np.float64) for axis in "xy")
    longitude, latitude = TO_DEGREES.transform(x, y)
    longitude.tofile(raw / "longitude.bin")
    latitude.tofile(raw / "latitude.bin")
    published = json.loads((DATA / "requirements.json").read_text())
    converted = [requirement(each) for each in published]
    (DATA / "panhuo_requirements.json").write_text(json.dumps(converted, ensure_ascii=False))


def score(published: dict, columns: dict, metres: np.ndarray, passing: np.ndarray) -> np.ndarray:
    """The scores of the passing sites: a blank has the value 0."""
    total = sum(preference["w"] for preference in published["soft"])
    scores = np.zeros(len(passing))
    for preference in published["soft"]:
        if preference["attr"] == "dist_target":
            value = metres[passing] / 1000
        else:
            value = columns[preference["attr"]][passing].astype(float)
        utility = np.interp(value, preference["xs"], preference["ys"])
        scores += preference["w"] / total * np.where(np.isnan(value), 0.0, utility)
    return scores


def passes(published: dict, columns: dict, metres: np.ndarray) -> np.ndarray:
    """Which sites meet every constraint; polygons are left to the programs compared."""
    mask = np.isin(columns["kind"], published["kinds"])
    for name, (low, high) in published["ranges"].items():
        with np.errstate(invalid="ignore"):
            mask &= columns[name] >= np.float32(-np.inf if low is None else low)
            mask &= columns[name] <= np.float32(np.inf if high is None else high)
    if published["jurisdictions"]:
        mask &= np.isin(columns["jurisdiction"], published["jurisdictions"])
    if published["zoning"]:
        folded = {zone % len(ZONES) for zone in published["zoning"]}
        mask &= np.isin(columns["zoning"] % len(ZONES), list(folded))
    if published["spatial"]:
        mask &= metres <= published["spatial"]["r"]
    return mask


def check(count: int) -> None:
    """Compares the answers to requirements without a polygon or a box."""
    raw = DATA / f"raw_{count}"
    types = {"kind": np.uint8, "zoning": np.uint8, "jurisdiction": np.uint16}
    names = [*types, *ATTRIBUTES]
    columns = {
        name: np.fromfile(raw / f"{name}.bin", dtype=types.get(name, np.float32)) for name in names
    }
    places = [np.fromfile(raw / f"{axis}.bin") for axis in ("longitude", "latitude")]
    geod = Geod(ellps="WGS84")

    def distance(x: float, y: float) -> np.ndarray:
        longitude, latitude = degrees(x, y)
        from_here = np.full(count, longitude), np.full(count, latitude)
        return geod.inv(*from_here, *places)[2]

    published = json.loads((DATA / "requirements.json").read_text())
    answers = json.loads((DATA.parent / f"results/panhuo_{count}.json").read_text())
    same = compared = 0
    # Every question is a geodesic to every site: some minutes for a million.
    few = slice(max(6, 60_000_000 // max(count, 1_000_000)))
    for question, answer in list(zip(published, answers, strict=False))[few]:
        spatial = question["spatial"]
        if spatial and spatial["type"] != "radius":
            continue
        centre = distance(spatial["x"], spatial["y"]) if spatial else np.zeros(count)
        passing = np.flatnonzero(passes(question, columns, centre))
        scores = score(question, columns, distance(*question["target"]), passing)
        best = np.sort(scores)[::-1][:10]
        compared += 1
        found = np.array([value for _, value in answer])
        same += len(found) == len(best) and np.allclose(found, best, rtol=0, atol=1e-9)
    sys.stdout.write(f"{same} of {compared} answers have the same scores within 1e-9\n")


if __name__ == "__main__":
    (check if sys.argv[2:] == ["check"] else main)(int(sys.argv[1]))
