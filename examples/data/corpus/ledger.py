"""From rows to a laid-out sheet: titles, merged headers, sums, footers, and the truth of each."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import groupby

from openpyxl.utils import get_column_letter

from corpus import names
from corpus.cells import fill
from corpus.headers import Column
from corpus.layouts import Sheet
from corpus.places import TOWNSHIPS
from corpus.rows import Filled, Row

SUMMED = {"site_area", "floor_area", "price", "employees", "invested", "total_debt"}


@dataclass
class Page:
    """A finished sheet: its cells by (row, column), its merges and hidden parts, its truth."""

    sheet: Sheet
    cells: dict = field(default_factory=dict)
    merges: list = field(default_factory=list)
    hidden_rows: list = field(default_factory=list)
    truth: list = field(default_factory=list)
    height: int = 0

    def record(self, role: str, **more) -> None:
        """Notes what the last row is."""
        self.truth.append(
            {
                "file": self.sheet.file,
                "sheet": self.sheet.name,
                "row": self.height,
                "role": role,
                **more,
            }
        )

    def line(self, values: dict[int, object], role: str) -> None:
        """Adds one row of loose cells."""
        self.height += 1
        for column, value in values.items():
            self.cells[self.height, column] = value
        self.record(role)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merges a block of cells if it is more than one."""
        if (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))


def lay_out(sheet: Sheet) -> Page:
    """The whole sheet."""
    page = Page(sheet)
    rng = random.Random(f"{sheet.file}/{sheet.name}")
    width = len(sheet.columns)
    page.height = sheet.blank_rows_on_top
    if sheet.title:
        page.line({1: sheet.title}, "title")
        page.merge(page.height, 1, page.height, width)
    if sheet.unit_note:
        page.line({width - 1: sheet.unit_note}, "unit")
        page.merge(page.height, width - 1, page.height, width)
    header(page)
    body(page)
    if sheet.footer:
        text = sheet.footer.format(
            person=names.person(rng), other=names.person(rng), number=rng.randrange(100, 999)
        )
        page.line({1: text}, "footer")
        page.merge(page.height, 1, page.height, width)
    return page


def header(page: Page) -> None:
    """The header: one row for each level, merged sideways over a group and down under a leaf."""
    columns = page.sheet.columns
    depth = max(len(column.path) for column in columns)
    top = page.height + 1
    for level in range(depth):
        values = {}
        for number, column in enumerate(columns, start=1):
            if level < len(column.path) and not _same_group(columns, number - 1, level):
                values[number] = column.path[level]
        page.line(values, "header")
    for level in range(depth):
        for start, end in _groups(columns, level):
            last = depth - 1 if len(columns[start].path) == level + 1 else level
            page.merge(top + level, start + 1, top + last, end + 1)


def _same_group(columns: list[Column], index: int, level: int) -> bool:
    """Whether a column's heading at a level is the one to its left, spread over both."""
    if index == 0 or level + 1 >= len(columns[index].path):
        return False
    left = columns[index - 1].path
    return left[: level + 1] == columns[index].path[: level + 1] and len(left) > level + 1


def _groups(columns: list[Column], level: int) -> list[tuple[int, int]]:
    """The first and last column of every heading at a level."""
    groups: list[tuple[int, int]] = []
    for index, column in enumerate(columns):
        if level >= len(column.path):
            continue
        if groups and groups[-1][1] == index - 1 and _same_group(columns, index, level):
            groups[-1] = (groups[-1][0], index)
        else:
            groups.append((index, index))
    return groups


def body(page: Page) -> None:
    """The data rows, with what stands between them."""
    sheet, serial, written = page.sheet, 0, 0
    everything: list[Filled] = []
    for _, group in groupby(
        sheet.rows, key=lambda row: row.site.township if grouped(sheet) else None
    ):
        rows = list(group)
        first, above, fills = page.height + 1, None, []
        serial = 0 if sheet.serial_per_township else serial
        for row in rows:
            if sheet.repeat_header_every and written and written % sheet.repeat_header_every == 0:
                header(page)
                above = None
            serial, written = serial + 1, written + 1
            above = data_row(page, row, serial, above)
            fills.append(above)
        everything += fills
        if sheet.merged_township:
            merge_townships(page, first, page.height)
        if sheet.subtotals:
            sums(page, "小计", fills)
    if sheet.total:
        sums(page, "合计", everything)


def grouped(sheet: Sheet) -> bool:
    """Whether the author keeps townships together."""
    return sheet.merged_township or sheet.serial_per_township


def data_row(page: Page, row: Row, serial: int, above: Filled | None) -> Filled:
    """One site's row, and its line of the truth."""
    same = above if above is not None and above.township == row.site.township else None
    filled = fill(row, serial, same)
    filled.township = row.site.township
    page.height += 1
    if row.hidden:
        page.hidden_rows.append(page.height)
    for column, value in enumerate(filled.values, start=1):
        if value is not None:
            page.cells[page.height, column] = value
    page.record("site", **truth_of(row, filled, page.height))
    return filled


def truth_of(row: Row, filled: Filled, height: int) -> dict:
    """What the row truly tells."""
    site = row.site
    truth = {
        "site": site.id,
        "part_of": site.part_of,
        "kind": site.kind,
        "name": filled.name,
        "township_code": TOWNSHIPS[site.township].code,
        "longitude": filled.point[0],
        "latitude": filled.point[1],
    }
    if row.point_mess in ("zero", "elsewhere", "astray"):
        truth["position_wrong"] = True
    cells = {
        attribute: {
            "cell": f"{get_column_letter(index + 1)}{height}",
            "raw": str(raw),
            "error": error,
        }
        for attribute, (index, raw, error) in filled.raw.items()
    }
    return truth | {
        "contact": filled.contact,
        "encumbrances": filled.encumbrances,
        "readings": filled.readings,
        "errors": filled.errors,
        "cells": cells,
    }


def merge_townships(page: Page, first: int, last: int) -> None:
    """One township cell over all rows of its group."""
    column = next(i for i, c in enumerate(page.sheet.columns, start=1) if c.field == "township")
    for row in range(first + 1, last + 1):
        page.cells.pop((row, column), None)
    page.merge(first, column, last, column)


def sums(page: Page, word: str, fills: list[Filled]) -> None:
    """小计 or 合计: sums of what looks like numbers."""
    columns = page.sheet.columns
    values: dict[int, object] = {1: word}
    for index, column in enumerate(columns):
        if column.field in SUMMED:
            numbers = [f.values[index] for f in fills if isinstance(f.values[index], int | float)]
            values[index + 1] = round(sum(numbers), 4)
    page.line(values, "subtotal")
