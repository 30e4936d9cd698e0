"""The published matching workload, panhuo beside its peers: one command, one run, answers checked.

    BENCH_DIR=/some/folder python benches/compare.py 1000000 --rounds 5
    BENCH_DIR=/some/folder python benches/compare.py 1000000 --variant no_place --peers numpy

Needs numpy, polars, pyarrow, scipy, shapely and pyproj, the workload of ../shared/bench, and cargo.
Every round runs each program once, in turn, pinned to one processor where `taskset` is there; the
table shows medians of the rounds with the least and the greatest. Peers measure planar distances,
panhuo geodesics. Variants change the data or the questions to show where the margin shrinks; they
are compared with numpy alone, which reads the raw columns.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = ROOT.parent / "shared" / "bench"
FIGURES = {
    "peer": re.compile(
        r"cpu_median_ms ([\d.]+) p95 ([\d.]+) mean ([\d.]+) best_wall_median ([\d.]+)"
    ),
    "panhuo": re.compile(
        r"median ([\d.]+), p95 ([\d.]+), mean ([\d.]+); wall median ([\d.]+); "
        r"([\d.]+) leaves, ([\d.]+) rows"
    ),
}
VARIANTS = ("no_place", "all_unknown", "correlated", "many_criteria")


def run(command: list, folder: Path, **environment: str) -> str:
    """What a program prints, on one processor if that can be had."""
    pin = ["taskset", "-c", "0"] if shutil.which("taskset") else []
    env = os.environ | {"BENCH_DIR": str(folder)} | environment
    done = subprocess.run(  # noqa: S603
        [*pin, *map(str, command)], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{command} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def generate(folder: Path, count: int) -> None:
    """The published data and requirements, unless they are there."""
    (folder / "results").mkdir(parents=True, exist_ok=True)
    if not (folder / "data/requirements.json").exists():
        run([sys.executable, PUBLISHED / "gen.py", "reqs"], folder)
    if not (folder / f"data/raw_{count}").exists():
        run([sys.executable, PUBLISHED / "gen.py", count], folder)


def vary(variant: str, source: Path, count: int) -> Path:
    """A folder with changed data or questions."""
    folder = source / variant
    raw = folder / f"data/raw_{count}"
    (folder / "results").mkdir(parents=True, exist_ok=True)
    raw.mkdir(parents=True, exist_ok=True)
    for column in (source / f"data/raw_{count}").glob("*.bin"):
        (raw / column.name).unlink(missing_ok=True)
        (raw / column.name).symlink_to(column)
    requirements = json.loads((source / "data/requirements.json").read_text())

    def write(name: str, values: np.ndarray) -> None:
        (raw / f"{name}.bin").unlink()
        values.astype(np.float32).tofile(raw / f"{name}.bin")

    def read(name: str) -> np.ndarray:
        return np.fromfile(raw / f"{name}.bin", dtype=np.float32)

    if variant == "no_place":
        for each in requirements:
            each["spatial"] = each["jurisdictions"] = None
            each["soft"] = [
                preference for preference in each["soft"] if preference["attr"] != "dist_target"
            ]
    if variant == "all_unknown":
        for name in ("power_kva", "env_score", "dist_rail_km", "tenure_years"):
            write(name, np.full(count, np.nan))
        for each in requirements:
            each["ranges"] = {
                name: bounds
                for name, bounds in each["ranges"].items()
                if name not in ("power_kva", "tenure_years")
            }
    if variant == "correlated":
        area, spread = read("site_area_m2"), np.random.default_rng(5).normal(1, 0.05, count)
        for name in ("price_wan", "floor_area_m2", "power_kva"):
            known = np.isnan(read(name))
            scale = np.nanmedian(read(name)) / np.nanmedian(area)
            write(name, np.where(known, np.nan, area * scale * spread))
    if variant == "many_criteria":
        by_attribute: dict = {}
        for each in requirements:
            for preference in each["soft"]:
                by_attribute.setdefault(preference["attr"], preference)
        for each in requirements:
            named = {preference["attr"] for preference in each["soft"]}
            each["soft"] += [
                preference | {"w": 0.1}
                for attr, preference in by_attribute.items()
                if attr not in named
            ]
            wide = {name: [None, 1e9] for name in by_attribute if name != "dist_target"}
            each["ranges"] = wide | each["ranges"]
    (folder / "data/requirements.json").write_text(json.dumps(requirements))
    return folder


def main() -> None:
    """Runs the rounds and prints the table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("count", type=int)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--peers", default="numpy,polars")
    arguments.add_argument("--top", type=int, default=10)
    arguments.add_argument("--variant", choices=VARIANTS)
    options = arguments.parse_args()
    folder = Path(os.environ["BENCH_DIR"])
    generate(folder, options.count)
    peers = [peer for peer in options.peers.split(",") if peer]
    if options.variant:
        folder, peers = vary(options.variant, folder, options.count), ["numpy"]
    prepare = [sys.executable, ROOT / "benches/workload.py", options.count]
    run(prepare, folder)
    build = ["cargo", "build", "--release", "--quiet", "-p", "panhuo-benches", "--bin", "workload"]
    subprocess.run(build, cwd=ROOT, check=True)  # noqa: S603
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    programs = {
        peer: [sys.executable, PUBLISHED / "bench_a.py", peer, options.count, 1] for peer in peers
    }
    programs["panhuo"] = [target / "release/workload", options.count, options.top]

    figures: dict[str, list] = {name: [] for name in programs}
    for _ in range(options.rounds):
        for name, command in programs.items():
            printed = run(command, folder, PAIRED="1")
            found = FIGURES.get(name, FIGURES["peer"]).search(printed)
            figures[name].append([float(figure) for figure in found.groups()])
            if name == "panhuo":
                print(printed.strip())
    variant = options.variant or "as published"
    print(f"\n{options.count} sites, top {options.top}, {variant}: ms a query")
    middle = {name: np.median(rounds, axis=0) for name, rounds in figures.items()}
    for name, rounds in figures.items():
        row = f"{name:8}"
        for at, label in enumerate(("median", "p95", "mean", "wall median")):
            values = sorted(each[at] for each in rounds)
            ratio = middle[name][at] / middle["panhuo"][at]
            row += (
                f"  {label} {middle[name][at]:.3f} ({values[0]:.3f}-{values[-1]:.3f}; x{ratio:.0f})"
            )
        print(row)
    # The peers list ten.
    if options.top == 10:  # noqa: PLR2004
        print(run([*prepare, "check"], folder).strip())


if __name__ == "__main__":
    main()
