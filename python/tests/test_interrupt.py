"""Ctrl-C ends a long call at once, and the computation behind it soon after."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import panhuo as ph

PROGRAM = """
import pathlib, sys, time, panhuo as ph

records = [
    {"id": str(at), "kind": "land", "site_area": f"{at % 101} 亩", "price": f"{at % 97} 万元"}
    for at in range(200)
]
catalog = ph.Inventory.from_records(records).catalog()
area, price = ph.site_area.rising("0 亩", "100 亩"), ph.price.falling("0 万元", "100 万元")
near = ph.site_area.best_at("0 亩", "30 亩", "60 亩")
wish = ph.Requirement("x", prefer=[area, price, near])
folder = pathlib.Path(sys.argv[2])
if sys.argv[1] == "read":
    rows = "".join(f"地块{at},{at % 300 + 1},国有\\n" for at in range(2000))
    for at in range(500):
        text = "名称,占地面积（亩）,土地性质\\n" + rows
        (folder / f"存量土地{at}.csv").write_text(text, encoding="utf-8")
works = {
    "weigh": lambda: catalog.rank_acceptability(wish, samples=10**9),
    "match": lambda: catalog.match_many([wish] * 100_000, top=200),
    "read": lambda: ph.read_ledgers(folder),
}
print("ready", flush=True)
try:
    works[sys.argv[1]]()
except KeyboardInterrupt:
    print("stopped", time.monotonic(), flush=True)
time.sleep(0.5)
before = time.process_time()
time.sleep(0.5)
print("idle", time.process_time() - before, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are not sent there")
@pytest.mark.parametrize("work", ["weigh", "match", "read"])
def test_ctrl_c_ends_a_long_call_at_once(work: str, tmp_path: Path) -> None:
    command = [sys.executable, "-X", "utf8", "-c", PROGRAM, work, tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        # Long enough to be inside the call, which would take many seconds.
        time.sleep(0.7)
        sent = time.monotonic()
        program.send_signal(signal.SIGINT)
        word, at = program.stdout.readline().split()
        assert word == "stopped"
        late = float(at) - sent
        word, busy = program.stdout.readline().split()
        assert word == "idle"
        assert program.wait(timeout=10) == 0
    # 50 ms between two looks; the rest is for a machine that has other work.
    assert late < 0.1 + 0.4, f"{late:.3f} s"
    assert float(busy) < 0.1, "the computation goes on behind the caller's back"


def test_errors_of_a_worker_are_raised_here(catalog: ph.Catalog, foundry: ph.Requirement) -> None:
    with pytest.raises(ph.InvalidArgumentError):
        catalog.rank_acceptability(foundry, around=0.0)
    with pytest.raises(ph.NotFoundError):
        catalog.similar("nobody")
