"""Measures import and export of frames: a catalog of an Arrow table, and a table of a catalog.

    python benches/arrow.py [1000000] [5]

Sites with 20 attributes, 15 % of the readings missing. Rounds are interleaved with pyarrow's own
copy of the same table (`take` of every row), and with what `match` costs beside `rank`.
Prints processor time, the median of the rounds with the least and the most.
"""

import statistics
import sys
import time
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

import panhuo as ph

if TYPE_CHECKING:
    from collections.abc import Callable

BLANKS = 0.15
ATTRIBUTES = [
    "site_area", "floor_area", "price", "ceiling_height", "power", "crane", "lease_years",
    "distance_to_port", "distance_to_expressway", "distance_to_railway", "distance_to_town",
    "floor_load", "far_max", "storeys", "parking", "water_supply", "annual_visitors", "span",
    "slope", "progress_share",
]  # fmt: skip


def table(count: int) -> pa.Table:
    """A seeded table of sites."""
    random = np.random.default_rng(430_602)
    kinds = np.array(list(ph.kinds()))
    codes = np.array([f"{code:03}" for code in range(200)])
    columns = {
        "kind": pa.array(kinds[random.integers(0, len(kinds), count)]).dictionary_encode(),
        "jurisdiction": pa.array(codes[random.integers(0, 200, count)]).dictionary_encode(),
        "longitude": pa.array(109 + 5 * random.random(count)),
        "latitude": pa.array(25 + 5 * random.random(count)),
    }
    for name in ATTRIBUTES:
        values = random.lognormal(3, 1, count).astype(np.float32)
        columns[name] = pa.array(values, mask=random.random(count) < BLANKS)
    return pa.table(columns)


def requirement() -> ph.Requirement:
    """Three constraints, one of them a distance, and three preferences, one of them too."""
    centre = ph.distance_to(longitude=111.0, latitude=27.0)
    return ph.Requirement(
        "bench",
        kinds=["idle_factory"],
        must=[ph.floor_area >= "20 ㎡", ph.price <= "60 元", centre <= "150 km"],
        prefer=[
            ph.power.rising("5 kVA", "50 kVA", weight=3),
            ph.site_area.best_at("5 ㎡", "20 ㎡", "80 ㎡"),
            centre.falling("1 km", "150 km", weight=2),
        ],
    )


def main(count: int, rounds: int) -> None:
    """Times everything in turn."""
    sites = table(count)
    query = requirement()
    catalog = ph.Catalog.from_arrow(sites)
    jobs: dict[str, tuple[int, Callable[[], object]]] = {
        "pyarrow: copy of the table": (1, lambda: pa.Table.from_pydict(copied(sites))),
        "Catalog.from_arrow": (1, lambda: ph.Catalog.from_arrow(sites)),
        "Catalog.to_arrow": (1, catalog.to_arrow),
        "Catalog.rank, top 10": (50, lambda: catalog.rank(query)),
        "Catalog.match, top 10": (50, lambda: catalog.match(query)),
        "Catalog.match, reasons read": (50, lambda: list(catalog.match(query))),
    }
    taken: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for name, (times, job) in jobs.items():
            begin = time.process_time()
            for _ in range(times):
                job()
            taken[name].append((time.process_time() - begin) / times)
    sys.stdout.write(f"{count} sites, {rounds} rounds, processor time in ms\n")
    for name, each in taken.items():
        least, middle, most = (1e3 * of(each) for of in (min, statistics.median, max))
        sys.stdout.write(f"{name:30} {middle:10.3f} ({least:.3f}–{most:.3f})\n")


def copied(sites: pa.Table) -> dict[str, pa.Array]:
    """The columns in new buffers, dictionaries and blanks included."""
    every = pa.array(np.arange(len(sites)))
    return {name: sites[name].take(every) for name in sites.column_names}


if __name__ == "__main__":
    main(*(int(each) for each in (*sys.argv[1:], *("1000000", "5")[len(sys.argv) - 1 :])))
