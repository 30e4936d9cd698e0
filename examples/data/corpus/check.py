"""Reads the written files back and holds them against the truth."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import coordinate_to_tuple

from corpus.layouts import ENCODINGS

Cells = dict[tuple[str, str], dict[tuple[int, int], object]]


def read_back(folder: Path, files: list[str]) -> Cells:
    """Every non-empty cell of every sheet."""
    sheets: Cells = {}
    for file in files:
        if file in ENCODINGS:
            with (folder / file).open(encoding=ENCODINGS[file], newline="") as stream:
                rows = list(csv.reader(stream))
            sheets[file, Path(file).stem] = {
                (row, column): text
                for row, values in enumerate(rows, start=1)
                for column, text in enumerate(values, start=1)
                if text != ""
            }
            continue
        for sheet in load_workbook(folder / file):
            sheets[file, sheet.title] = {
                (cell.row, cell.column): cell.value
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None
            }
    return sheets


def problems(folder: Path) -> list[str]:
    """Everything in which files and truth differ."""
    lines = (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    head, *truth = [json.loads(line) for line in lines]
    sheets = read_back(folder, head["files"])
    found = []
    truth_rows: dict[tuple[str, str], set[int]] = {}
    for entry in truth:
        rows = truth_rows.setdefault((entry["file"], entry["sheet"]), set())
        if entry["row"] in rows:
            found.append(f"listed twice: {entry['file']} {entry['sheet']} {entry['row']}")
        rows.add(entry["row"])
        cells = sheets[entry["file"], entry["sheet"]]
        found += [f"{entry['file']} {text}" for text in wrong_cells(entry, cells)]
    for place, cells in sheets.items():
        rows = {row for row, _ in cells}
        if rows != truth_rows.get(place, set()):
            found.append(f"rows differ: {place} {sorted(rows ^ truth_rows.get(place, set()))[:8]}")
    return found


def wrong_cells(entry: dict, cells: dict[tuple[int, int], object]) -> list[str]:
    """The messy cells of a row whose text is not what the truth says."""
    wrong = []
    for attribute, cell in entry.get("cells", {}).items():
        value = cells.get(coordinate_to_tuple(cell["cell"]))
        if isinstance(value, dt.datetime):
            value = value.date()
        if attribute != "position" and str(value) != cell["raw"]:
            wrong.append(f"{cell['cell']} {attribute}: {value!r} is not {cell['raw']!r}")
    return wrong


def summary(truth: list[dict]) -> str:
    """Counts by kind, by file and by mess, as text."""
    rows = [entry for entry in truth if entry["role"] == "site"]
    seen: set[str] = set()
    repeats = sum(1 for row in rows if row["site"] in seen or seen.add(row["site"]))
    parts = sum(row["part_of"] is not None for row in rows)
    no_place = [row for row in rows if row["longitude"] is None and "position_wrong" not in row]
    kinds = Counter({row["site"]: row["kind"] for row in rows}.values())
    lines = [
        f"{len(rows)} rows of {len(seen)} sites: {dict(kinds)}",
        f"roles: {dict(Counter(entry['role'] for entry in truth))}",
        f"duplicates {share(repeats, rows)}, part-of {share(parts, rows)}",
        f"no contact {share(sum(not row['contact'] for row in rows), rows)}",
        f"no coordinates {share(len(no_place), rows)}",
        "",
    ]
    for file, count in sorted(Counter(row["file"] for row in rows).items()):
        lines.append(f"  {count:4} {file}")
    lines.append("")
    for error, count in Counter(e for row in rows for e in row["errors"]).most_common():
        lines.append(f"  {share(count, rows):>14} {error}")
    return "\n".join(lines)


def share(count: int, rows: list) -> str:
    """A count with its share of all rows."""
    return f"{count} ({100 * count / len(rows):.1f} %)"
