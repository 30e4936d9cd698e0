"""Every call that takes long, on a large input; run by test_interrupt.py, which sends signals.

For each call named on its standard input, it prints when the call began and how it ended, by the
clock that all processes share, then how long a computation ran on after it.
"""

import signal
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

import panhuo as ph

FOLDER = Path(sys.argv[1])
SITES = 20_000


def record(at: int) -> dict[str, Any]:
    return {
        "id": f"S{at:06}",
        "kind": "idle_factory" if at % 3 else "land",
        "name": f"第{at}号厂房",
        "jurisdiction": str(430602001 + at % 18),
        "longitude": 113.0 + (at * 7919 % 10_007) / 30_000,
        "latitude": 29.2 + (at * 104_729 % 10_009) / 30_000,
        "site_area": f"{at % 101 + 1} 亩",
        "price": None if at % 7 == 0 else f"{at % 997} 万元",
        "address": f"工业大道{at}号",
    }


@cache
def records() -> list[dict[str, Any]]:
    return [record(at) for at in range(SITES)]


@cache
def inventory() -> ph.Inventory:
    return ph.Inventory.from_records(records())


@cache
def catalog() -> ph.Catalog:
    return inventory().catalog()


@cache
def frame() -> Any:
    return pl.DataFrame(
        {
            "id": [f"S{at:07}" for at in range(10 * SITES)],
            "kind": ["land"] * (10 * SITES),
            "site_area": [float(at % 1009) for at in range(10 * SITES)],
            "longitude": [113.0 + (at * 7919 % 10_007) / 30_000 for at in range(10 * SITES)],
            "latitude": [29.2 + (at * 104_729 % 10_009) / 30_000 for at in range(10 * SITES)],
        }
    )


@cache
def requirement() -> ph.Requirement:
    return ph.Requirement(
        "x",
        must=[(ph.price <= "800 万元").relaxed_at(1), (ph.site_area >= "20 亩").relaxed_at(2)],
        prefer=[
            ph.site_area.rising("0 亩", "100 亩"),
            ph.price.falling("0 万元", "900 万元"),
            ph.distance_to(longitude=113.1, latitude=29.4).falling("0 km", "30 km"),
        ],
    )


@cache
def ledger() -> Path:
    rows = "".join(f"地块{at},约{at % 300 + 1},国有,{at % 500}万\n" for at in range(SITES))
    path = FOLDER / "存量土地.csv"
    path.write_text("名称,占地面积（亩）,土地性质,价格（万元）\n" + rows, encoding="utf-8")
    return path


@cache
def ledgers() -> ph.Ledgers:
    return ph.read_ledgers(ledger())


@cache
def saved() -> Path:
    inventory().save(FOLDER / "saved.gpkg")
    return FOLDER / "saved.gpkg"


@cache
def longlist() -> ph.Shortlist:
    return catalog().match(requirement(), top=3_000)


@cache
def names() -> list[str]:
    cores = [chr(0x4E00 + at % 307) + chr(0x5E00 + at * 31 % 701) for at in range(20 * SITES)]
    return [f"{core}机械{at % 7}厂" for at, core in enumerate(cores)]


@cache
def small() -> ph.Inventory:
    return ph.Inventory.from_records(
        [{**each, "name": names()[at]} for at, each in enumerate(records())]
    )


def shortlist_page(name: str) -> None:
    # Another one each time: it keeps its candidates.
    catalog().match(requirement(), top=1_500).report(FOLDER / name, audience="bureau")


# Each with what must be there before it begins.
CALLS: dict[str, tuple[list[Callable[[], object]], Callable[[], object]]] = {
    "sleep": ([], lambda: time.sleep(1)),
    "read_ledgers": ([ledger], lambda: ph.read_ledgers(ledger())),
    "issues.to_xlsx": ([ledgers], lambda: ledgers().issues.to_xlsx(FOLDER / "issues.xlsx")),
    "Inventory.from_records": ([records], lambda: ph.Inventory.from_records(records())),
    "Inventory.resolve": ([small], lambda: small().resolve()),
    "Inventory.catalog": ([inventory], lambda: ph.Inventory(inventory()._native).catalog()),
    "Inventory.sites": ([inventory], lambda: ph.Inventory(inventory()._native).sites),
    "Inventory.save": ([inventory], lambda: inventory().save(FOLDER / "again.gpkg")),
    "open": ([saved], lambda: ph.open(saved())),
    "Catalog.from_polars": ([frame], lambda: ph.Catalog.from_polars(frame())),
    "Catalog.to_xlsx": ([catalog], lambda: catalog().to_xlsx(FOLDER / "sites.xlsx")),
    "Catalog.match_many": (
        [catalog],
        lambda: catalog().match_many([requirement()] * 1_000, top=200),
    ),
    "Catalog.match": ([catalog], lambda: list(catalog().match(requirement(), top=6_000))),
    "Catalog.rank_acceptability": (
        [catalog],
        lambda: catalog().rank_acceptability(requirement(), samples=200_000),
    ),
    "Catalog.relax": ([catalog], lambda: [catalog().relax(requirement()) for _ in range(4)]),
    "Catalog.questions": (
        [catalog],
        lambda: [catalog().questions(requirement()) for _ in range(2)],
    ),
    "Catalog.map": ([catalog], lambda: catalog().map().save(FOLDER / "map.html")),
    "Shortlist.to_json": ([catalog], lambda: catalog().match(requirement(), top=10_000).to_json()),
    "Shortlist.report html": ([catalog], lambda: shortlist_page("page.html")),
    "Shortlist.report xlsx": ([catalog], lambda: shortlist_page("page.xlsx")),
    "Catalog.demand_gap": ([catalog], lambda: catalog().demand_gap([requirement()] * 50_000)),
    "link": ([names], lambda: ph.link({"name": names()})),
}


def rest() -> float:
    """Waits until nothing computes behind the last call; seconds of the processor that it took."""
    began = time.process_time()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        before = time.process_time()
        time.sleep(0.1)
        if time.process_time() - before < 0.02:
            break
    return time.process_time() - began


armed = False


def interrupt(number: int, frame: object) -> None:
    """As Python's own, but a signal that comes too late is none."""
    if armed:
        raise KeyboardInterrupt


def ended(call: Callable[[], object]) -> tuple[str, float]:
    """How a call ended, and when."""
    global armed  # noqa: PLW0603 - a handler of signals knows nothing else
    try:
        armed = True
        call()
        armed, word = False, "finished"
    except KeyboardInterrupt:
        armed, word = False, "stopped"
    return word, time.monotonic()


def main() -> None:
    signal.signal(signal.SIGINT, interrupt)
    calls = {name.replace(" ", "_"): call for name, call in CALLS.items()}
    print(*calls, flush=True)
    for line in sys.stdin:
        needed, call = calls[line.strip()]
        for each in needed:
            each()
        rest()
        print("begins", time.monotonic(), flush=True)
        print(*ended(call), flush=True)
        print("rests", rest(), flush=True)


if __name__ == "__main__":
    main()
