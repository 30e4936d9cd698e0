"""Long computations release the interpreter lock, and threads may share a catalog."""

import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import panhuo as ph


@pytest.fixture(scope="module")
def big() -> ph.Inventory:
    """Enough sites that a match takes long beside a switch of threads."""
    kinds = list(ph.kinds())
    records = (
        {
            "id": f"S{at:06}",
            "kind": kinds[at % len(kinds)],
            "name": f"地块{at}",
            "longitude": 113 + (at * 7919 % 10_000) / 30_000,
            "latitude": 29 + (at * 104_729 % 10_000) / 30_000,
            "site_area": f"{1 + at * 31 % 300} 亩",
        }
        for at in range(60_000)
    )
    return ph.Inventory.from_records(records)


def ticks_during(work: Callable[[], object]) -> tuple[int, float]:
    """How often another thread ran while one call was made, and how long the call took."""
    ticks = 0
    done = threading.Event()
    started = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            started.set()
            time.sleep(0.0005)

    # With a long switch interval another thread runs only if the lock is released.
    interval = sys.getswitchinterval()
    sys.setswitchinterval(60)
    ticker = threading.Thread(target=tick)
    try:
        ticker.start()
        started.wait()
        before = ticks
        begin = time.perf_counter()
        work()
        took = time.perf_counter() - begin
        during = ticks - before
    finally:
        done.set()
        sys.setswitchinterval(interval)
        ticker.join()
    return during, took


def test_others_run_while_one_matches(big: ph.Inventory) -> None:
    catalog = big.catalog()
    near = ph.distance_to(longitude=113.1, latitude=29.1)
    requirement = ph.Requirement("x", must=[near <= "20 km"], prefer=[near.falling("0 m", "9 km")])
    ticks, took = ticks_during(lambda: catalog._native.match(requirement._native, len(big)))
    assert ticks >= 3, f"{ticks} ticks in {took:.3f} s"


def test_others_run_while_ledgers_are_read(tmp_path: Path) -> None:
    path = tmp_path / "存量土地.csv"
    rows = "".join(f"地块{at},{at % 300 + 1},国有\n" for at in range(20_000))
    path.write_text("名称,占地面积（亩）,土地性质\n" + rows, encoding="utf-8")
    ticks, took = ticks_during(lambda: ph.read_ledgers(path, default_kind="land"))
    assert ticks >= 3, f"{ticks} ticks in {took:.3f} s"


def test_others_run_while_an_inventory_is_saved(big: ph.Inventory, tmp_path: Path) -> None:
    ticks, took = ticks_during(lambda: big.save(tmp_path / "big.gpkg"))
    assert ticks >= 3, f"{ticks} ticks in {took:.3f} s"


def test_others_run_while_a_table_comes_in_and_goes_out(big: ph.Inventory) -> None:
    table = big.catalog().to_arrow()
    ticks, took = ticks_during(lambda: ph.Catalog.from_arrow(table))
    assert ticks >= 3, f"{ticks} ticks in {took:.3f} s"
    ticks, took = ticks_during(lambda: big.catalog()._native.frame("wkb", "bureau"))
    assert ticks >= 3, f"{ticks} ticks in {took:.3f} s"


def test_others_run_while_many_are_answered(big: ph.Inventory) -> None:
    catalog = big.catalog()
    near = [ph.distance_to(longitude=113 + at / 300, latitude=29.1) for at in range(100)]
    requirements = [ph.Requirement("x", must=[each <= "20 km"]) for each in near]
    ticks, took = ticks_during(lambda: catalog.match_many(requirements, top=500))
    assert ticks >= 3, f"{ticks} ticks in {took:.3f} s"


def test_match_many_equals_single_matches(district: ph.Catalog, investor: ph.Requirement) -> None:
    requirements = [investor, ph.Requirement("anything"), investor]
    alone = [district.match(each).to_json() for each in requirements]

    def work(_: int) -> list[str]:
        return [each.to_json() for each in district.match_many(requirements)]

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(work, range(6))) == [alone] * 6
    with pytest.raises(ph.NotFoundError):
        district.match_many([investor, ph.Requirement("x", must=[ph.distance_to("moon") <= "1 m"])])


def test_two_threads_make_the_catalog_of_one(
    inventory: ph.Inventory, foundry: ph.Requirement
) -> None:
    table = inventory.catalog().to_arrow()
    plain = ph.Requirement("x", kinds=foundry.kinds, must=foundry.must[:3])
    alone = ph.Catalog.from_arrow(table).match(plain).to_json()

    def work(_: int) -> str:
        shortlist = ph.Catalog.from_arrow(table).match(plain)
        # Both threads may ask first for the reasons of one shortlist.
        with ThreadPoolExecutor(2) as pool:
            first, second = pool.map(lambda each: each.to_json(), [shortlist, shortlist])
        assert first == second
        return first

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(work, range(20))) == {alone}


def test_two_threads_get_the_answers_of_one(
    catalog: ph.Catalog, foundry: ph.Requirement, tmp_path: Path
) -> None:
    alone = catalog.match(foundry).to_json()

    def work(which: int) -> tuple[str, str]:
        shortlist = catalog.match(foundry)
        page = tmp_path / f"{which}.html"
        shortlist.report(page, lang="zh" if which % 2 else "en")
        return shortlist.to_json(), page.read_text(encoding="utf-8")

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(work, range(40)))
    assert {answer for answer, _ in answers} == {alone}
    for which, (_, text) in enumerate(answers):
        assert f'<html lang="{"zh-CN" if which % 2 else "en"}">' in text
