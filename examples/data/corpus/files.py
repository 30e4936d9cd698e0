"""Workbooks, CSV files and the truth file on disk."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from corpus.layouts import ENCODINGS, NOTE_SHEETS
from corpus.ledger import Page

STAMP = dt.datetime(2025, 11, 20, 9, 0, 0)


def note_page_truth(file: str, name: str, lines: list[str]) -> list[dict]:
    """The truth of a sheet that holds only notes."""
    return [
        {"file": file, "sheet": name, "row": row, "role": "note"}
        for row in range(1, len(lines) + 1)
    ]


def write_workbook(path: Path, pages: list[Page]) -> list[dict]:
    """Writes one workbook; gives back its truth, sheet by sheet."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.properties.creator = "ledger corpus"
    workbook.properties.created = workbook.properties.modified = STAMP
    truth: list[dict] = []
    for (file, name), lines in NOTE_SHEETS.items():
        if file == path.name and lines:
            sheet = workbook.create_sheet(name)
            for row, line in enumerate(lines, start=1):
                sheet.cell(row, 1, line)
            truth += note_page_truth(file, name, lines)
    for page in pages:
        draw(workbook.create_sheet(page.sheet.name), page)
        truth += page.truth
    for (file, name), lines in NOTE_SHEETS.items():
        if file == path.name and not lines:
            workbook.create_sheet(name)
    workbook.save(path)
    return truth


def draw(sheet, page: Page) -> None:
    """Puts a page's cells, merges and hidden parts into a worksheet."""
    for (row, column), value in sorted(page.cells.items(), key=lambda item: item[0]):
        cell = sheet.cell(row, column)
        cell.value = value
        if isinstance(value, str) and value.replace(".", "").isdecimal():
            cell.quotePrefix = True  # what typing '50 leaves behind
        if isinstance(value, dt.date):
            cell.number_format = "yyyy/m/d"
        if isinstance(value, str) and "\n" in value:
            cell.alignment = Alignment(wrap_text=True)
    for top, left, bottom, right in page.merges:
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        sheet.cell(top, left).alignment = Alignment(
            horizontal="center", vertical="center", wrap_text=True
        )
    if page.sheet.title:
        sheet.cell(page.sheet.blank_rows_on_top + 1, 1).font = Font(bold=True, size=16)
    for number, column in enumerate(page.sheet.columns, start=1):
        if column.hidden:
            sheet.column_dimensions[get_column_letter(number)].hidden = True
    for row in page.hidden_rows:
        sheet.row_dimensions[row].hidden = True


def write_csv(path: Path, page: Page) -> list[dict]:
    """Writes one CSV file in the encoding its author's program uses."""
    width = len(page.sheet.columns)
    with path.open("w", encoding=ENCODINGS[path.name], newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        for row in range(1, page.height + 1):
            values = [page.cells.get((row, column)) for column in range(1, width + 1)]
            writer.writerow(["" if value is None else value for value in values])
    return page.truth


def write_truth(path: Path, seed: int, files: list[str], truth: Iterable[dict]) -> None:
    """Writes the truth: one head line, then one line for every row that holds anything."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for entry in [{"seed": seed, "files": files}, *truth]:
            stream.write(json.dumps(entry, ensure_ascii=False) + "\n")


def write_all(folder: Path, seed: int, pages: list[Page]) -> list[dict]:
    """Writes every file of the corpus into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    files = sorted({page.sheet.file for page in pages})
    truth: list[dict] = []
    for file in files:
        of_file = [page for page in pages if page.sheet.file == file]
        if file in ENCODINGS:
            truth += write_csv(folder / file, of_file[0])
        else:
            truth += write_workbook(folder / file, of_file)
    write_truth(folder / "truth.jsonl", seed, files, truth)
    return truth
