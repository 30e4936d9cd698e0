"""Changes sound files of every format in structured ways, and reads them: no crash, hang or waste.

    .venv/bin/python scripts/mutate.py [files] [seed]

A process of its own reads each file and is watched: it must not end, nor take more than a second
and 100 MB beyond the content. What did is kept in out/mutants, and the program ends with 1.
"""

import io
import json
import random
import re
import resource
import select
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas
import pyarrow as pa
import pyarrow.parquet as pq
from shapely.geometry import Polygon

import panhuo as ph

ROOT = Path(__file__).parent.parent
SECONDS, MEGABYTES = 1.0, 100.0
"""The limits beyond the content; unpacked content may take half a second for each ten megabytes."""
HANG = 20.0
"""Seconds after which a file counts as one that never ends."""
NASTY = [
    "", "0", "-1", "1e308", "NaN", "9" * 300, "=1+1", "约" * 3000, "（" * 5000, "1、" * 4000,
    "2019年" * 2000, "113.1,29.4;" * 1500, "POINT(" * 4000, "113°" * 2000, "a" * 40_000, "\x00",
    "\ud7ff", "1-2" * 3000, "亩㎡" * 3000, "同上", "合计", "1900-01-00", "99999999999999999999",
]  # fmt: skip
EXTREMES = [0, 1, 2**7, 2**15 - 1, 2**16, 2**20, 2**31 - 1, 2**31, 2**32 - 1]

Mutate = Callable[[bytes, random.Random], bytes]


def change_bytes(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed, taken out, doubled, or overwritten by an extreme number."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed) or 1)
        what = chance.randrange(5)
        if what == 0 and changed:
            changed[at] = chance.randrange(256)
        elif what == 1:
            del changed[at : at + chance.randint(1, 400)]
        elif what == 2:
            part = bytes(changed[at : at + chance.randint(1, 4000)])
            changed[at:at] = part * chance.randint(1, 20)
        elif what == 3:
            number = chance.choice(EXTREMES)
            order = chance.choice(["little", "big"])
            width = chance.choice([4, 8])
            changed[at : at + width] = number.to_bytes(width, order)
        else:
            del changed[at:]
    return bytes(changed)


def change_xml(data: bytes, chance: random.Random) -> bytes:
    """Numbers, texts and elements of XML changed, repeated or nested."""
    text = data.decode("utf-8", "replace")
    for _ in range(chance.randint(1, 4)):
        what = chance.randrange(5)
        pattern = [r"\d+", r'"[^"]*"', r">[^<]+<", r"<[^/>]*/>", r"<(\w[\w:]*)[^>]*>[^<]*</\1>"][
            what
        ]
        found = list(re.finditer(pattern, text[:200_000]))
        if not found:
            continue
        match = chance.choice(found)
        old = match.group()
        nasty = chance.choice(NASTY).replace("&", "").replace("<", "")
        new = [
            str(chance.choice(EXTREMES)),
            f'"{nasty}"',
            f">{nasty}<",
            old * chance.choice([2, 100, 20_000]),
            chance.choice([old * 5000, "<g>" * 30_000 + old, old * 2]),
        ][what]
        text = text[: match.start()] + new + text[match.end() :]
    return text.encode("utf-8", "replace")


def change_zip(data: bytes, chance: random.Random) -> bytes:
    """One member of a zip changed, left out or doubled."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        names = old.namelist()
        chosen = chance.choice(names)
        for name in names:
            member = old.read(name)
            if name == chosen:
                if chance.random() < 0.05:
                    continue
                is_xml = name.endswith((".xml", ".rels"))
                member = (change_xml if is_xml and chance.random() < 0.9 else change_bytes)(
                    member, chance
                )
            new.writestr(name, member)
    return out.getvalue()


def change_text(data: bytes, chance: random.Random) -> bytes:
    """Cells of a text table changed, quotes left open, rows repeated."""
    lines = data.decode("utf-8-sig", "replace").split("\n")
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(lines))
        cells = lines[at].split(",")
        what = chance.randrange(4)
        if what == 0:
            cells[chance.randrange(len(cells))] = chance.choice(NASTY)
        elif what == 1:
            cells[chance.randrange(len(cells))] = '"' + chance.choice(["", "a", "\r", '""'])
        elif what == 2:
            cells *= chance.choice([2, 50, 3000])
        else:
            lines[at:at] = [lines[at]] * chance.choice([1, 100, 5000])
        lines[at] = ",".join(cells)
    return "\n".join(lines).encode("utf-8", "replace")


def change_json(data: bytes, chance: random.Random) -> bytes:
    """A part of JSON replaced by one of another type, nested, or repeated."""
    whole = json.loads(data)
    for _ in range(chance.randint(1, 4)):
        holder, key = whole, None
        while isinstance(holder, dict | list) and holder:
            keys = list(holder) if isinstance(holder, dict) else range(len(holder))
            key = chance.choice(list(keys))
            if not isinstance(holder[key], dict | list) or chance.random() < 0.25:
                break
            holder = holder[key]
        if key is None or not holder:
            continue
        old = holder[key]
        holder[key] = chance.choice(
            [None, True, -1, 1e308, [], {}, [old] * 300, {"a": old}, chance.choice(NASTY), [[old]]]
        )
    text = json.dumps(whole)
    if chance.random() < 0.1:
        at = chance.randrange(len(text))
        text = text[:at] + "[" * chance.choice([100, 50_000]) + text[at:]
    return text.encode("utf-8", "replace")


def change_database(data: bytes, chance: random.Random) -> bytes:
    """Rows, columns and the schema of an SQLite file changed by statements; or its bytes."""
    if chance.random() < 0.4:
        return change_bytes(data, chance)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        path.write_bytes(data)
        base = sqlite3.connect(path, isolation_level=None)
        base.set_progress_handler(lambda: None, 0)
        base.execute("PRAGMA writable_schema=ON")
        for _ in range(chance.randint(1, 4)):
            try:
                base.execute(statement(base, chance))
            except (sqlite3.Error, UnicodeError, OverflowError):
                continue
        base.close()
        return path.read_bytes()


def statement(base: sqlite3.Connection, chance: random.Random) -> str:
    """A statement that breaks what readers of a GeoPackage rely on."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    tables = [row[0] for row in base.execute(query)]
    table = chance.choice(tables)
    columns = [row[1] for row in base.execute(f'PRAGMA table_info("{table}")')] or ["x"]
    column = chance.choice(columns)
    value = chance.choice(
        ["NULL", "-1", "9e999", "'x'", "zeroblob(100000)", "randomblob(40)", "9223372036854775807"]
        + ["'" + text.replace("'", "").replace("\x00", "") + "'" for text in NASTY]
    )
    count = chance.choice([10, 1000, 30_000])
    rows = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<{count})"
    return chance.choice(
        [
            f'UPDATE "{table}" SET "{column}" = {value}',
            f'UPDATE "{table}" SET "{column}" = {value} WHERE rowid = 1',
            f'DELETE FROM "{table}"',
            f'DROP TABLE "{table}"',
            f'ALTER TABLE "{table}" DROP COLUMN "{column}"',
            f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "名称"',
            f'ALTER TABLE "{table}" RENAME TO "gone"',
            f'ALTER TABLE "{table}" ADD COLUMN g TEXT AS (printf("%.*c", 100000, "x"))',
            f'ALTER TABLE "{table}" ADD COLUMN "面积（亩）" REAL',
            f'{rows} INSERT INTO "{table}" SELECT t.* FROM "{table}" t, n',
            f"{rows} INSERT INTO gpkg_contents(table_name, data_type, identifier) "
            f"SELECT '{table}', 'features', 'copy ' || i FROM n",
            f'CREATE VIEW v{count} AS {rows} SELECT i AS "名称", i AS "面积（亩）" FROM n',
            f'CREATE TRIGGER t{count} AFTER INSERT ON "{table}" BEGIN SELECT 1; END',
            f"UPDATE sqlite_master SET sql = replace(sql, 'TEXT', 'BLOB') WHERE name = '{table}'",
            f"UPDATE sqlite_master SET rootpage = {chance.randint(1, 30)} WHERE name = '{table}'",
            f"PRAGMA application_id = {chance.choice(EXTREMES)}",
            f"PRAGMA user_version = {chance.choice(EXTREMES)}",
        ]
    )


SHEET = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body>'
    '<office:spreadsheet><table:table table:name="土地"><table:table-column/>{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def open_document() -> bytes:
    """A small OpenDocument sheet, with repeated cells and rows as LibreOffice writes them."""
    cell = (
        '<table:table-cell table:number-columns-repeated="{n}"><text:p>{text}</text:p>'
        "</table:table-cell>"
    )
    lines = [["名称", "面积（亩）"], ["甲地块", "约50"], ["乙地块", "30"]]
    rows = "".join(
        '<table:table-row table:number-rows-repeated="1">'
        + "".join(cell.format(n=1, text=text) for text in line)
        + "</table:table-row>"
        for line in lines
    )
    rows += '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
    rows += "</table:table-row>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", SHEET.format(rows=rows))
    return out.getvalue()


def seeds(folder: Path) -> dict[str, list[tuple[bytes, Mutate]]]:
    """Sound files by ending."""
    example = ROOT / "examples" / "data"
    fixtures = ROOT / "crates" / "panhuo-ledger" / "tests" / "fixtures"
    ledgers = ph.read_ledgers(example / "ledgers", profile="yueyanglou")
    inventory = ledgers.resolve().inventory()
    inventory.save(folder / "inventory.gpkg")
    squares = [
        Polygon([(113 + x, 29), (113.1 + x, 29), (113.1 + x, 29.1), (113 + x, 29.1)])
        for x in (0, 0.1, 0.2)
    ]
    lots = geopandas.GeoDataFrame(
        {"名称": ["甲", "乙", "丙"], "面积（亩）": [30.0, 50.0, 80.0]}, geometry=squares, crs=4326
    )
    for ending in ("gpkg", "geojson", "parquet"):
        path = folder / f"lots.{ending}"
        lots.to_parquet(path) if ending == "parquet" else lots.to_file(path)
    lots.to_file(folder / "lots.shp", encoding="utf-8")
    with zipfile.ZipFile(folder / "lots.zip", "w") as package:
        for ending in ("shp", "dbf", "prj", "cpg"):
            package.write(folder / f"lots.{ending}", f"lots.{ending}")
    nested = pa.table(
        {"名称": ["甲", "乙"], "tags": [["a", "b"], []], "at": [{"x": 1.0}, {"x": None}]}
    )

    pq.write_table(nested, folder / "nested.parquet")

    def files(paths: list[Path], mutate: Mutate) -> list[tuple[bytes, Mutate]]:
        return [(path.read_bytes(), mutate) for path in paths]

    return {
        "xlsx": files(sorted(example.glob("ledgers/*.xlsx"))[:6], change_zip),
        "csv": files(sorted(example.glob("ledgers/*.csv")), change_text),
        "ods": [(open_document(), change_zip)],
        "xls": files(sorted(fixtures.glob("*.xls")), change_bytes),
        "parquet": files(
            [folder / "lots.parquet", folder / "nested.parquet", fixtures / "lots.parquet"],
            change_bytes,
        ),
        "geojson": files([folder / "lots.geojson"], change_json),
        "gpkg": files([folder / "lots.gpkg", folder / "inventory.gpkg"], change_database),
        "zip": files([folder / "lots.zip"], change_zip),
        "shp": files([folder / "lots.shp"], change_bytes),
        "inventory": files([folder / "inventory.gpkg"], change_database),
    }


READER = """
import resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
import panhuo as ph
ph.read_ledgers(sys.argv[1])
for line in sys.stdin:
    path = line.rstrip()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    try:
        if ".inventory." in path:
            word = f"read {len(ph.open(path).sites)}"
        else:
            read = ph.read_ledgers(path, default_kind="land")
            word = "read" if read.rows_read == len(read.sites) + read.rows_explained else "LOST"
    except ph.PanhuoError:
        word = "refused"
    took = time.perf_counter() - began
    grew = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(word.split()[0], took, grew, flush=True)
"""


def content(path: Path) -> float:
    """The megabytes of a file, unpacked."""
    if zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as package:
                return sum(min(each.file_size, 1 << 28) for each in package.infolist()) / 1e6
        except (zipfile.BadZipFile, ValueError):
            pass
    return path.stat().st_size / 1e6


class Reader:
    """The process that reads."""

    def __init__(self, warm: Path) -> None:
        """Takes a file that is read first, so that what is loaded once is not counted."""
        self.warm = warm
        self.process: subprocess.Popen[str] | None = None

    def read(self, path: Path) -> tuple[str, float, float]:
        """What became of a file, in how many seconds, by how many megabytes more."""
        if self.process is None:
            command = [sys.executable, "-c", READER, str(self.warm)]
            pipe = subprocess.PIPE
            self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        given, told = self.process.stdin, self.process.stdout
        if given is None or told is None:
            raise RuntimeError("a process without pipes")
        began = time.monotonic()
        given.write(f"{path}\n")
        given.flush()
        ready, _, _ = select.select([told], [], [], HANG)
        line = told.readline() if ready else ""
        if not line:
            word = "ended" if ready else "hung"
            self.close()
            return word, time.monotonic() - began, 0.0
        word, took, grew = line.split()
        if float(grew) > MEGABYTES / 4:
            self.close()  # the next one is measured from the start again
        return word, float(took), float(grew)

    def close(self) -> None:
        """Ends it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def main() -> int:
    """Prints a line for each format; 0 if nothing went wrong."""
    count, seed = ([int(each) for each in sys.argv[1:]] + [2000, 1][len(sys.argv) - 1 :])[:2]
    kept = ROOT / "out" / "mutants"
    kept.mkdir(parents=True, exist_ok=True)
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        formats = seeds(folder)
        warm = folder / "warm.csv"
        warm.write_text("名称,面积（亩）\n甲,50\n", encoding="utf-8")
        titles = f"{'tried':>7}{'read':>7}{'refused':>9}{'wrong':>7}{'worst s':>9}{'MB':>7}"
        print(f"{'format':<10}{titles}")
        for ending, sound in formats.items():
            reader, counts, worst, most = Reader(warm), {}, 0.0, 0.0
            for at in range(count // len(formats)):
                chance = random.Random(f"{seed} {ending} {at}")
                data, mutate = chance.choice(sound)
                path = (
                    folder / f"m.{ending}" if ending != "inventory" else folder / "m.inventory.gpkg"
                )
                path.write_bytes(mutate(data, chance))
                word, took, grew = reader.read(path)
                size = content(path)
                grew = max(0.0, grew - size)
                worst, most = max(worst, took), max(most, grew)
                is_slow = took > SECONDS + size / 20
                bad = word in ("ended", "hung", "LOST") or is_slow or grew > MEGABYTES
                if bad:
                    shutil.copy(path, kept / f"{seed}-{at}-{path.name}")
                    print(
                        f"  {seed}-{at}-{path.name}: {word}, {took:.2f} s, {grew:.0f} MB",
                        flush=True,
                    )
                counts["wrong" if bad else word] = counts.get("wrong" if bad else word, 0) + 1
            reader.close()
            wrong += counts.get("wrong", 0)
            tried, numbers = (
                sum(counts.values()),
                [counts.get(k, 0) for k in ("read", "refused", "wrong")],
            )
            shown = f"{numbers[0]:>7}{numbers[1]:>9}{numbers[2]:>7}{worst:>9.2f}{most:>7.0f}"
            print(f"{ending:<10}{tried:>7}{shown}", flush=True)
    return int(wrong > 0)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
