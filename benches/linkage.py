"""Accuracy and speed of linking, beside Splink, recordlinkage and a hand-made rapidfuzz rule.

    make python corpus
    .venv/bin/pip install splink recordlinkage rapidfuzz
    .venv/bin/python benches/linkage.py                  # accuracy
    pip download --no-deps --no-binary :all: py_entitymatching==0.4.2     # restaurants of two guides
    .venv/bin/python benches/linkage.py --restaurants py-entitymatching-0.4.2.tar.gz
    .venv/bin/python benches/linkage.py speed 10000 100000 1000000
    .venv/bin/python benches/linkage.py speed --threads 1 10000 100000

Every program gets the same columns of the same rows and decides by its defaults: panhuo by its
shipped profiles, Splink and recordlinkage by their unsupervised estimation with the comparisons and
blocking rules below, which are those of their tutorials; for speed Splink also as tuned to the sites. Peers that are not installed are left out.
Seconds are of the wall, then of processors; panhuo and Splink use all cores unless `--threads` is given.
"""

# Peers are imported where they run, since they may be missing.
# ruff: noqa: ANN001, ARG005, B023, D403, E501, FBT001, PLC0415, PLR0124, PLR2004, S311

from __future__ import annotations

import csv
import io
import json
import logging
import os
import random
import re
import sys
import tarfile
import time
import warnings
from collections import defaultdict
from importlib import import_module
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

THREADS = sys.argv[sys.argv.index("--threads") + 1] if "--threads" in sys.argv else ""
if THREADS:
    os.environ["RAYON_NUM_THREADS"] = THREADS

import panhuo as ph  # noqa: E402  (rayon reads its number of threads once)

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"
LEDGERS = ROOT / "examples" / "data" / "ledgers"
PERSON = [
    "given_name",
    "surname",
    "street_number",
    "address_1",
    "address_2",
    "suburb",
    "postcode",
    "state",
    "date_of_birth",
    "soc_sec_id",
]
Columns = dict[str, list]
Pairs = set[tuple[int, int]]


# --- data sets: columns, true pairs, and which pairs count ------------------------------------


def joined(of: list) -> Pairs:
    """All pairs of rows with one value."""
    rows = defaultdict(list)
    for row, cluster in enumerate(of):
        rows[cluster].append(row)
    return {pair for group in rows.values() for pair in combinations(group, 2)}


def febrl(*names: str) -> tuple[Columns, Pairs]:
    """Invented Australian persons with typing errors; the truth is in the record id."""
    rows = []
    for name in names:
        with (SHARED / "linkage_febrl" / f"{name}.csv").open(encoding="utf-8") as file:
            rows += list(csv.DictReader(file, skipinitialspace=True))
    columns = {field: [row[field].strip() or None for row in rows] for field in PERSON}
    return columns, joined([row["rec_id"].split("-")[1] for row in rows])


def british(references: bool) -> tuple[Columns, Pairs, list[int]]:
    """Two published versions of councils' registers; links join on the council's reference."""
    path = SHARED / "uk_brownfield_registers" / "cross_version_links.csv"
    columns: Columns = {"address": [], "jurisdiction": [], "site_area": []}
    if references:
        columns["reference"] = []
    site, version = [], []
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for side in "ab":
                columns["address"].append(row[f"address_{side}"] or None)
                columns["jurisdiction"].append(row["file_b"])
                columns["site_area"].append(hectares(row[f"hectares_{side}"]))
                if references:
                    columns["reference"].append(row[f"ref_{side}"])
                site.append((row["file_b"], row["ref_b"]))
                version.append("ab".index(side))
    return columns, joined(site), version


def lots() -> tuple[Columns, Pairs]:
    """The vacant lots of Los Angeles that have an address, and three in ten of them listed again.

    The second list is invented: streets written out, letters exchanged, blanks, points some 15 m
    off. Among the lots many lie side by side, of one owner and in one street.
    """
    path = SHARED / "us_la_vacant_lots" / "vacant_lots.csv"
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["address"].strip()]
    rng = random.Random(1)
    fields = ("address", "owner", "jurisdiction", "longitude", "latitude")
    columns: Columns = {field: [] for field in fields}
    lot = []

    def add(number: int, *values: object) -> None:
        for field, value in zip(fields, values, strict=True):
            columns[field].append(value or None)
        lot.append(number)

    def again(text: str) -> str:
        if len(text) < 3:
            return text
        words = {"AVE": "Avenue", "ST": "Street", "DR": "Drive", "RD": "Road", "PL": "Place"}
        text = " ".join(words.get(word, word.title()) for word in text.split())
        at = rng.randrange(1, len(text) - 1)
        slip = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        return rng.choice([text, text, text, slip, ""])

    for number, row in enumerate(rows):
        # Names of persons are masked; the same person has the same key.
        private = row["owner"] == "(private person)"
        owner = f"P{row['owner_key']}" if private else row["owner"]
        point = float(row["longitude"]), float(row["latitude"])
        add(number, row["address"], owner, row["community"], *point)
        if rng.random() < 0.3:
            east, north = (degree + rng.gauss(0, 1e-4) for degree in point)
            add(number, again(row["address"]), again(owner), row["community"], east, north)
    return columns, joined(lot)


def restaurants(archive: Path) -> tuple[Columns, Pairs, int]:
    """Restaurants of two guides, Fodor's and Zagat's, out of the source archive of py_entitymatching."""
    folder = "py_entitymatching/datasets/end-to-end/restaurants"

    def rows(name: str) -> list[dict[str, str]]:
        with tarfile.open(archive) as all_files:
            inside = next(
                file for file in all_files.getnames() if file.endswith(f"{folder}/{name}")
            )
            return list(csv.DictReader(io.TextIOWrapper(all_files.extractfile(inside), "utf-8")))

    fodors, zagats = rows("fodors.csv"), rows("zagats.csv")
    given = {"name": "name", "address": "addr", "jurisdiction": "city", "telephone": "phone"}
    columns = {
        field: [row[column] or None for row in fodors + zagats] for field, column in given.items()
    }
    first = {row["id"]: at for at, row in enumerate(fodors)}
    second = {row["id"]: at + len(fodors) for at, row in enumerate(zagats)}
    matches = rows("matches_fodors_zagats.csv")
    truth = {(first[row["fodors_id"]], second[row["zagats_id"]]) for row in matches}
    return columns, truth, len(fodors)


def hectares(text: str) -> float | None:
    """Square metres; PDF tables have words in this column."""
    try:
        return float(text) * 10_000 or None
    except ValueError:
        return None


def district() -> tuple[ph.Ledgers, Columns, Pairs]:
    """The example district: ledgers as read, for peers the fields that most rows have."""
    ledgers = ph.read_ledgers(LEDGERS, profile="yueyanglou")
    truth = {}
    for line in (LEDGERS / "truth.jsonl").read_text(encoding="utf-8").splitlines()[1:]:
        row = json.loads(line)
        if row["role"] == "site":
            truth[row["file"], row["sheet"], row["row"]] = row["site"]
    columns: Columns = {key: [] for key in ("id", "name", "jurisdiction", "longitude", "latitude")}
    facts = ["site_area", "floor_area", "owner", "address", "village"]
    columns |= {key: [] for key in facts}
    truths = []
    for site in ledgers.sites:
        source = site["sources"][0]
        row = int(re.sub("[A-Z]", "", source["cell"]))
        truths.append(truth[source["file"], source["sheet"], row])
        for key in ("id", "name", "jurisdiction", "longitude", "latitude"):
            columns[key].append(site[key] or None)
        for key in facts:
            fact = site["facts"].get(key)
            known = fact is not None and fact["known"]
            number = key.endswith("area")
            value = (fact["low"] if number else fact["raw"]) if known else None
            columns[key].append(value or None)
    return ledgers, columns, joined(truths)


# --- panhuo ------------------------------------------------------------------------------------


def by_panhuo(columns: Columns, profile: str) -> list[int]:
    """Clusters at the shipped settings."""
    return ph.link(columns, profile=profile).clusters


# --- Splink --------------------------------------------------------------------------------------


def by_splink(columns: Columns, person: bool) -> Callable[[], Pairs]:
    """Splink's tutorial: u from random pairs, m by EM over two blocking rules, pairs at 0.5."""
    import pandas as pd
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    frame = pd.DataFrame({key: values for key, values in columns.items() if key != "id"})
    frame = frame.astype(object).where(frame.notna(), None)
    frame["unique_id"] = range(len(frame))
    if person:
        comparisons = [
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.LevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.LevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number"),
            cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
            cl.LevenshteinAtThresholds("postcode", [1, 2]),
        ]
        rules = [
            block_on("soc_sec_id"),
            block_on("date_of_birth"),
            block_on("given_name", "surname"),
            block_on("surname", "postcode"),
            block_on("address_1", "street_number"),
        ]
        certain, train = rules[:1], rules[1:3]
    else:
        comparisons = [
            cl.JaroWinklerAtThresholds(name, [0.95, 0.88, 0.7])
            for name in ("name", "address", "owner")
            if name in frame
        ]
        comparisons += [
            cl.ExactMatch(name)
            for name in ("jurisdiction", "village", "reference")
            if name in frame
        ]
        for name in ("site_area", "floor_area"):
            if name in frame:
                frame[f"{name}_r"] = frame[name].map(lambda v: v and f"{float(v):.2g}")
                comparisons.append(cl.ExactMatch(f"{name}_r"))
        if "longitude" in frame:
            comparisons.append(cl.DistanceInKMAtThresholds("latitude", "longitude", [0.1, 0.5, 2]))
            frame["cell"] = [
                f"{x:.2f},{y:.2f}" if x is not None and y is not None else None
                for x, y in zip(frame["longitude"], frame["latitude"], strict=True)
            ]
        keys = [key for key in ("name", "address", "owner", "reference") if key in frame]
        rules = [block_on(key) for key in keys]
        rules += [block_on("jurisdiction", "site_area_r")] if "site_area" in frame else []
        rules += [block_on("jurisdiction", "substr(name, 1, 2)")] if "name" in frame else []
        rules += [block_on("cell")] if "cell" in frame else []
        certain, train = rules[:1], [rules[0], rules[-1]]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
    )
    return predicted(frame, settings, certain, train, recall=0.7)


def by_splink_tuned(columns: Columns) -> Callable[[], Pairs]:
    """Splink as one sets it up who knows the synthetic sites.

    Names without legal forms and with term frequencies, areas by their ratio, distances in steps,
    blocks by every key.
    """
    import pandas as pd
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    frame = pd.DataFrame({**columns, "core": plain_names(columns["name"])})
    frame["unique_id"] = range(len(frame))
    frame["start"] = frame["core"].str[:2]
    frame["size"] = [f"{area:.2g}" for area in frame["site_area"]]
    # Squares of some 200 m; the second lie across the borders of the first.
    for name, shift in (("square", 0.0), ("across", 0.001)):
        east = ((frame["longitude"] + shift) / 0.002).astype(int).astype(str)
        north = ((frame["latitude"] + shift) / 0.002).astype(int).astype(str)
        frame[name] = east + "," + north
    area = cl.CustomComparison(
        output_column_name="site_area",
        comparison_levels=[
            cll.NullLevel("site_area"),
            cll.PercentageDifferenceLevel("site_area", 0.005),
            cll.PercentageDifferenceLevel("site_area", 0.12),
            cll.ElseLevel(),
        ],
    )
    name = cl.JaroWinklerAtThresholds("core", [0.92, 0.8])
    comparisons = [
        name.configure(term_frequency_adjustments=True),
        cl.ExactMatch("jurisdiction"),
        cl.DistanceInKMAtThresholds("latitude", "longitude", [0.05, 0.2, 1]),
        area,
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[
            block_on("core"),
            block_on("square"),
            block_on("across"),
            block_on("jurisdiction", "start"),
            block_on("jurisdiction", "size"),
        ],
    )
    train = [block_on("core", "jurisdiction"), block_on("square", "size")]
    return predicted(frame, settings, certain=train[:1], train=train, recall=0.9)


def predicted(frame, settings, certain, train, recall) -> Callable[[], Pairs]:
    """Splink's estimation and prediction, in the order of its tutorial; pairs at 0.5."""
    from splink import DuckDBAPI, Linker

    database = DuckDBAPI()
    if THREADS:
        database._con.execute(f"SET threads = {THREADS}")
    linker = Linker(database.register(frame), settings)
    linker.training.estimate_probability_two_random_records_match(certain, recall=recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in train:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.5)
    found = found.as_pandas_dataframe()[["unique_id_l", "unique_id_r"]]
    return lambda: {(min(a, b), max(a, b)) for a, b in found.itertuples(index=False)}


# --- recordlinkage -------------------------------------------------------------------------------


def by_recordlinkage(columns: Columns, person: bool) -> Pairs:
    """recordlinkage's documentation: blocked index, comparisons, ECM without labels."""
    import pandas as pd
    import recordlinkage as rl

    frame = pd.DataFrame({key: values for key, values in columns.items() if key != "id"})
    index, compare = rl.Index(), rl.Compare()
    if person:
        for block in ("soc_sec_id", "date_of_birth", ["given_name", "surname"], "address_1"):
            index.block(block)
        for name in ("given_name", "surname", "address_1", "suburb"):
            compare.string(name, name, method="jarowinkler", threshold=0.85, label=name)
        for name in ("date_of_birth", "soc_sec_id", "postcode", "state", "street_number"):
            compare.exact(name, name, label=name)
    else:
        for name in ("name", "address", "owner", "reference"):
            if name in frame:
                index.block(name)
                threshold = 1.0 if name == "reference" else 0.88
                compare.string(name, name, method="jarowinkler", threshold=threshold, label=name)
        if "site_area" in frame:
            frame["area_key"] = frame["site_area"].map(
                lambda v: f"{v:.2g}" if v == v and v else None
            )
            index.block(["jurisdiction", "area_key"])
        compare.exact("jurisdiction", "jurisdiction", label="jurisdiction")
        for name in ("site_area", "floor_area"):
            if name in frame:
                frame[name] = frame[name].astype(float)
                compare.exact("area_key", "area_key", label=name)
        if "longitude" in frame:
            frame["cell"] = frame["longitude"].round(2).astype(str) + frame["latitude"].round(
                2
            ).astype(str)
            index.block("cell")
            compare.geo(
                "latitude",
                "longitude",
                "latitude",
                "longitude",
                method="step",
                offset=0.2,
                label="place",
            )
    pairs = index.index(frame)
    features = compare.compute(pairs, frame)
    features = (features.fillna(0) > 0.5).astype(int)
    matches = rl.ECMClassifier().fit_predict(features)
    return {(min(a, b), max(a, b)) for a, b in matches}


# --- accuracy ------------------------------------------------------------------------------------


def clock() -> tuple[float, float]:
    """Seconds of the wall and of processors."""
    return time.perf_counter(), time.process_time()


def report(program: str, found: Pairs, truth: Pairs, start: tuple[float, float]) -> None:
    """One line: precision, recall, F1, seconds since the start."""
    wall, cpu = (now - then for now, then in zip(clock(), start, strict=True))
    line(program, found, truth, wall, cpu)


def line(program: str, found: Pairs, truth: Pairs, wall: float, cpu: float) -> None:
    """One line: precision, recall, F1, seconds."""
    both = len(found & truth)
    precision, recall = both / max(len(found), 1), both / max(len(truth), 1)
    f1 = 2 * both / max(len(found) + len(truth), 1)
    print(f"  {program:16} {precision:9.4f} {recall:8.4f} {f1:8.4f} {wall:8.3f} s {cpu:8.3f} s")


def attempt(
    program: str, module: str, run, truth: Pairs, counts=lambda pair: True
) -> tuple[float, float] | None:
    """Runs a program if it is installed, and says how well it did or why it could not.

    Its seconds by the wall and of processors.
    """
    try:
        import_module(module)
    except ImportError:
        print(f"  {program:16} is not installed")
        return None
    start = clock()
    try:
        found = run()
    except Exception as error:  # noqa: BLE001  (a peer that fails is a result)
        print(f"  {program:16} failed: {type(error).__name__}: {str(error)[:100]}")
        return None
    wall, cpu = (now - then for now, then in zip(clock(), start, strict=True))
    # Each program's own answer counts: clusters and frames are turned into pairs outside of the time.
    found = joined(found) if isinstance(found, list) else found() if callable(found) else found
    line(program, {pair for pair in found if counts(pair)}, truth, wall, cpu)
    return wall, cpu


def compare(title: str, columns: Columns, truth: Pairs, *, person: bool, counts=None) -> None:
    """All programs on one data set."""
    counts = counts or (lambda pair: True)
    truth = {pair for pair in truth if counts(pair)}
    rows = len(next(iter(columns.values())))
    print(f"\n{title}: {rows} rows, {len(truth)} true pairs")
    print(f"  {'':16} {'precision':>9} {'recall':>8} {'F1':>8}")
    profile = "person" if person else "site"
    given = {key: values for key, values in columns.items() if key != "id"}
    attempt("panhuo", "panhuo", lambda: by_panhuo(given, profile), truth, counts)
    attempt("Splink", "splink", lambda: by_splink(columns, person), truth, counts)
    attempt(
        "recordlinkage", "recordlinkage", lambda: by_recordlinkage(columns, person), truth, counts
    )


def accuracy() -> None:
    """Every data set, every program."""
    if (LEDGERS / "truth.jsonl").is_file():
        ledgers, columns, truth = district()
        compare("Example district, ten columns", columns, truth, person=False)
        start = clock()
        members = ledgers.resolve().inventory().lineage["members"]
        place = {site: row for row, site in enumerate(columns["id"])}
        rows = (sorted(place[row["row"]] for row in rows) for rows in members.values())
        found = {pair for group in rows for pair in combinations(group, 2)}
        report("resolve()", found, truth, start)
    else:
        print("skipped: make corpus writes the example district")
    if not SHARED.is_dir():
        print(f"skipped: {SHARED} is not there")
        return
    for references in (False, True):
        columns, truth, version = british(references)
        title = f"British registers, {'with' if references else 'without'} references"

        def across(pair: tuple[int, int], version: list[int] = version) -> bool:
            return version[pair[0]] != version[pair[1]]

        compare(title, columns, truth, person=False, counts=across)
    if "--restaurants" in sys.argv:
        columns, truth, second = restaurants(Path(sys.argv[sys.argv.index("--restaurants") + 1]))

        def of_both(pair: tuple[int, int], second: int = second) -> bool:
            return pair[0] < second <= pair[1]

        compare("Restaurants of two guides", columns, truth, person=False, counts=of_both)
    columns, truth = lots()
    compare("Vacant lots of Los Angeles, and some again", columns, truth, person=False)
    for names in (["dataset1"], ["dataset2"], ["dataset3"], ["dataset4a", "dataset4b"]):
        columns, truth = febrl(*names)
        compare(f"FEBRL {' + '.join(names)}", columns, truth, person=True)


# --- speed ---------------------------------------------------------------------------------------

BRANDS = "宏远恒立巴陵洞庭湘北楚天金盾新港汇洋华中天岳君山长炼鑫源永丰泰和兴盛顺达隆昌振兴三和金茂立信银河东升万通凯旋德胜"
GOODS = ["机械", "纺织", "食品", "建材", "包装", "电器", "化工", "制药", "饲料", "铸造", "木业"]
FORMS = ["有限公司", "有限责任公司", "厂", "实业有限公司", ""]


def synthetic(rows: int) -> tuple[Columns, Pairs]:
    """Sites of invented firms, a hundred a township; 15 % reported again with small changes."""
    rng = random.Random(rows)
    columns: Columns = {
        key: [] for key in ("name", "jurisdiction", "longitude", "latitude", "site_area")
    }
    first: list[int] = []

    def add(values: tuple, cluster: int) -> None:
        for key, value in zip(columns, values, strict=True):
            columns[key].append(value)
        first.append(cluster)

    for row in range(rows):
        if row and rng.random() < 0.15:
            again = rng.randrange(row)
            name, town, lon, lat, area = (values[again] for values in columns.values())
            core = name
            for form in FORMS[:-1]:
                core = core.removesuffix(form)
            name = rng.choice(["原", "", ""]) + core + rng.choice(FORMS)
            lon, lat = lon + rng.gauss(0, 0.0002), lat + rng.gauss(0, 0.0002)
            add((name, town, lon, lat, area * rng.choice([1, 1, 1.002, 1.1])), first[again])
            continue
        town = rng.randrange(max(rows // 100, 1))
        brand = "".join(rng.choice(BRANDS) for _ in range(3))
        name = brand + rng.choice(GOODS) + rng.choice(FORMS)
        lon = 105 + town % 100 * 0.1 + rng.random() * 0.08
        lat = 25 + town // 100 * 0.1 + rng.random() * 0.08
        add((name, f"43{town:07d}", lon, lat, round(rng.lognormvariate(9.5, 1.1), 1)), row)
    return columns, joined(first)


def plain_names(names: list[str]) -> list[str]:
    """Names without what varies in them, as one writes it in an afternoon."""
    off = re.compile("^原|(有限责任公司|实业有限公司|有限公司|厂)$")
    return [off.sub("", off.sub("", name)) for name in names]


def by_rapidfuzz(columns: Columns, *, place_first: bool) -> Pairs:
    """The rule one writes in an afternoon: legal forms off, one block a town, a ratio, an area.

    In the order in which one writes it, or the quickest: the place first, the name last.
    """
    from rapidfuzz import fuzz

    names = plain_names(columns["name"])
    blocks = defaultdict(list)
    for row, town in enumerate(columns["jurisdiction"]):
        blocks[town].append(row)
    lons, lats, areas = columns["longitude"], columns["latitude"], columns["site_area"]
    found = set()
    for rows in blocks.values():
        for a, b in combinations(rows, 2):
            if place_first:
                if (
                    abs(lons[a] - lons[b]) < 0.005
                    and abs(lats[a] - lats[b]) < 0.005
                    and abs(areas[a] - areas[b]) < 0.15 * areas[a]
                    and fuzz.ratio(names[a], names[b], score_cutoff=85)
                ):
                    found.add((a, b))
            elif fuzz.ratio(names[a], names[b], score_cutoff=85):
                near = abs(lons[a] - lons[b]) < 0.005 and abs(lats[a] - lats[b]) < 0.005
                if near and abs(areas[a] - areas[b]) < 0.15 * areas[a]:
                    found.add((a, b))
    return found


def speed(sizes: list[int]) -> None:
    """Five rounds of all programs in turn, one above 100,000 rows; then medians beside panhuo's."""
    for rows in sizes:
        columns, truth = synthetic(rows)
        print(
            f"\nSynthetic sites: {rows} rows, {len(truth)} true pairs, threads: {THREADS or 'all'}"
        )
        print(f"  {'':16} {'precision':>9} {'recall':>8} {'F1':>8} {'wall':>10} {'processors':>10}")
        programs = {
            "panhuo link()": ("panhuo", lambda: by_panhuo(columns, "site")),
            "rapidfuzz rule": ("rapidfuzz", lambda: by_rapidfuzz(columns, place_first=False)),
            "  place first": ("rapidfuzz", lambda: by_rapidfuzz(columns, place_first=True)),
            "Splink, tuned": ("splink", lambda: by_splink_tuned(columns)),
        }
        if rows <= 100_000:
            programs["Splink, tutorial"] = ("splink", lambda: by_splink(columns, person=False))
        if rows <= 10_000:
            programs["recordlinkage"] = (
                "recordlinkage",
                lambda: by_recordlinkage(columns, person=False),
            )
        seconds = defaultdict(list)
        for _ in range(5 if rows <= 100_000 else 1):
            for program, (module, run) in programs.items():
                if taken := attempt(program, module, run, truth):
                    seconds[program].append(taken)
        print("  medians, and times panhuo's:")
        medians = {
            program: [median(one) for one in zip(*all_rounds, strict=True)]
            for program, all_rounds in seconds.items()
        }
        own = medians["panhuo link()"]
        for program, (wall, cpu) in medians.items():
            print(
                f"  {program:16} wall {wall:8.3f} s {wall / own[0]:6.1f} x"
                f"   processors {cpu:8.3f} s {cpu / own[1]:6.1f} x"
            )


def main() -> None:
    """Accuracy, or speed at the given sizes."""
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    if sys.argv[1:2] == ["speed"]:
        sizes = [int(size) for size in sys.argv[2:] if size.isdigit() and size != THREADS]
        speed(sizes or [10_000, 100_000])
    else:
        accuracy()


if __name__ == "__main__":
    main()
