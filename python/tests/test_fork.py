"""A process that was forked after use answers too: multiprocessing forks on Linux before 3.14."""

import multiprocessing
import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

import panhuo as ph

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork there")

NAMES = [f"宏达机械{at % 40}厂" for at in range(4_000)]
RECORDS = [
    {"id": f"S{at}", "kind": "land", "name": name, "longitude": 113 + at / 1e4, "latitude": 29.4}
    for at, name in enumerate(NAMES)
]


def answers(folder: Path) -> list[object]:
    """What the calls answer that share their work among threads."""
    ledger = folder / "土地.csv"
    if not ledger.exists():
        rows = "".join(f"地块{at},约{at % 300 + 1}\n" for at in range(2_000))
        ledger.write_text("名称,占地面积（亩）\n" + rows, encoding="utf-8")
    inventory = ph.Inventory.from_records(RECORDS)
    catalog = inventory.catalog()
    near = ph.Requirement(
        "x", prefer=[ph.distance_to(longitude=113.1, latitude=29.4).falling("0 km", "30 km")]
    )
    nearest = [site.id for site, _ in catalog.nearest(longitude=113.1, latitude=29.4, count=5)]
    return [
        len(ph.read_ledgers(ledger, default_kind="land").sites),
        ph.link({"name": NAMES}).clusters.count(0),
        len(inventory.resolve().inventory().sites),
        [len(each) for each in catalog.match_many([near] * 64, top=3)],
        [each.site for each in catalog.match(near, top=3)],
        nearest,
    ]


def in_fork(call: Callable[..., object], *arguments: object) -> object:
    """The answer of a forked process, within a minute."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forks of processes with threads
        with multiprocessing.get_context("fork").Pool(1) as pool:
            return pool.apply_async(call, arguments).get(timeout=60)


def forked_again(folder: Path) -> object:
    """The answers of a fork of a fork, which a process of a pool may not have through a pool."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, repr(answers(folder)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read().decode()
    os.waitpid(child, 0)
    return answer


def test_a_forked_process_answers_as_its_parent(tmp_path: Path) -> None:
    here = answers(tmp_path)
    assert in_fork(answers, tmp_path) == here
    assert in_fork(forked_again, tmp_path) == repr(here)
    assert answers(tmp_path) == here
