"""Nearest, radius and box queries: panhuo, rstar, geo-index and scipy's cKDTree in the same rounds.

    python benches/spatial.py 1000000 --rounds 5

Needs numpy, scipy and cargo. The points, the queries and the other contenders are those of
`spatial.rs`, which says what each of them computes. cKDTree is queried on the plane; for nearest
and radius also by chords in space; its box is a ball of the greatest of two differences.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

ROOT = Path(__file__).resolve().parent.parent
RADIUS, NEAREST = 10_000.0, 10


def in_space(degrees: np.ndarray) -> np.ndarray:
    """Points of the ellipsoid, in metres from the centre of the earth."""
    squared = 0.006_694_379_990_141_316_5
    longitude, latitude = np.radians(degrees).T
    normal = 6_378_137.0 / np.sqrt(1 - squared * np.sin(latitude) ** 2)
    x, y = np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude)
    return np.column_stack([normal * x, normal * y, normal * (1 - squared) * np.sin(latitude)])


def main() -> None:
    """Prints a table of medians of the rounds with the least and the greatest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", default="release", help="of cargo")
    options = parser.parse_args()
    command = ["cargo", "run", "-q", "--profile", options.profile, "-p", "panhuo-benches"]
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(  # noqa: S603
            [*command, "--bin", "spatial", "--", str(options.count)],
            cwd=ROOT,
            env=os.environ | {"BENCH_DIR": folder},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        head = json.loads(process.stdout.readline())
        points = np.fromfile(Path(folder) / "points.f64").reshape(-1, 2)
        queries = np.fromfile(Path(folder) / "queries.f64").reshape(-1, 2)
        answers = json.loads((Path(folder) / "answers.json").read_text())
    scale = np.array(head["scale"])
    plane, flat = cKDTree(points * scale), queries * scale
    space, chords = cKDTree(in_space(points)), in_space(queries)
    peers = {
        "nearest, cKDTree on a plane": lambda at: plane.query(flat[at], NEAREST)[1],
        "nearest, cKDTree by chord": lambda at: space.query(chords[at], NEAREST)[1],
        "distances, cKDTree on a plane": lambda at: plane.query(flat[at], NEAREST),
        "radius, cKDTree on a plane": lambda at: plane.query_ball_point(flat[at], RADIUS),
        "radius, cKDTree by chord": lambda at: space.query_ball_point(chords[at], RADIUS),
        "box, cKDTree": lambda at: plane.query_ball_point(flat[at], RADIUS, p=np.inf),
    }
    for name, found in answers.items():
        ask = peers[f"{name}, cKDTree" + (" on a plane" if name != "box" else "")]
        own = [ask(at) for at in range(len(queries))]
        if [[len(each), int(np.sum(each))] for each in own] != found:
            sys.exit(f"{name}: answers differ")
    rounds = []
    for _ in range(options.rounds):
        process.stdin.write("\n")
        process.stdin.flush()
        times = json.loads(process.stdout.readline())
        for name, ask in peers.items():
            start = time.process_time()
            for at in range(len(queries)):
                ask(at)
            times[name] = (time.process_time() - start) * 1e6 / len(queries)
        rounds.append(times)
    process.stdin.close()
    process.wait()
    print(f"{options.count} points, {len(queries)} queries, hits in radius and box: {head['hits']}")
    print("microseconds of processor time a query: median of rounds (least-greatest)")
    for question in ("nearest", "distances", "radius", "box"):
        medians = {
            name: sorted(each[name] for each in rounds)
            for name in rounds[0]
            if name.startswith(question)
        }
        ours = np.median(medians[f"{question}, panhuo"])
        for name, values in sorted(medians.items(), key=lambda item: np.median(item[1])):
            middle = np.median(values)
            spread = f"({values[0]:.2f}-{values[-1]:.2f})"
            print(f"{name:42} {middle:8.2f} {spread:20} panhuo takes {ours / middle:.2f} x")


if __name__ == "__main__":
    main()
