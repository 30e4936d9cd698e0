"""Who files which site, who files it again, and how much mess there is: all by quota.

Rates are shares of all rows. Each kind of mess draws its rows from those that can carry it, so the
shares hold exactly whatever the seed.
"""

from __future__ import annotations

import random

from corpus.attributes import DATES
from corpus.coordinates import SERVICES
from corpus.layouts import STREETS, Sheet
from corpus.measures import AREAS, QUANTITIES
from corpus.rows import Row
from corpus.sites import DUPLICATES, Site

OLD_TOWN = [f"{name}街道" for name in "岳阳楼 三眼桥 吕仙亭 东茅岭 湖滨 南湖 求索".split()]

# files that take a second (or third) report of a kind
SECOND = {
    "land": ["07", "12", "08"],
    "idle_factory": ["11", "12", "08", "11"],
    "stalled_building": ["12", "01"],
    "closed_enterprise": ["11", "12", "01"],
    "leisure_farm": ["14", "12"],
}

# mess: share of rows, and the fields that may carry it
LARGE = ("site_area", "floor_area", "certified_area", "rentable_area")
MEASURED = (
    "site_area",
    "floor_area",
    "price",
    "power",
    "ceiling_height",
    "employees",
    "annual_visitors",
    "invested",
    "total_debt",
    "land_rent",
)
QUOTAS = {
    "range": (0.10, ("site_area", "floor_area", "price", "ceiling_height", "rent", "lease_years")),
    "about": (0.08, LARGE + ("price",)),
    "chinese_numeral": (0.015, ("site_area",)),
    "negotiable": (0.08, ("price", "rent", "price_per_area")),
    "rent_in_price": (0.04, ("price",)),
    "price_phrase": (0.015, ("price",)),
    "two_quantities": (0.02, ("site_area",)),
    "both_units": (0.03, ("site_area",)),
    "area_conflict": (0.014, ("site_area",)),
    "header_unit_vs_cell_unit": (0.025, ("site_area", "floor_area")),
    "ten_thousands": (0.015, ("floor_area",)),
    "buildings": (0.03, ("floor_area",)),
    "illegible": (0.012, ("power", "ceiling_height", "price", "site_area")),
    "absurd_zero": (0.015, ("power",)),
    "full_width": (0.03, MEASURED),
    "apostrophe": (0.02, MEASURED),
    "spaced": (0.03, MEASURED),
    "ditto": (0.03, ("responsible_unit", "transfer_mode", "use_right", "land_ownership")),
    "nineteen_hundred": (0.015, tuple(sorted(DATES))),
    "span": (0.015, ("year_built", "idle_since", "closed_on", "stopped_on")),
    "decade": (0.01, ("year_built", "closed_on")),
    "line_break": (0.03, ("name", "address", "owner")),
    "missing_mark": (0.14, tuple(QUANTITIES)),
}
MISSING = 0.30
# mess of coordinates: share of rows; with the sheets in a grid, 12 % are not in WGS84
POINTS = {
    "swapped": 0.04, "elsewhere": 0.02, "astray": 0.01, "zero": 0.01,
    "bd09": 0.02, "gcj02": 0.01, "unlabelled_service": 0.01,
}  # fmt: skip
ENGLISH_MESS = {"range", "about", "negotiable", "missing_mark"}


def home(site: Site, number: int) -> str:
    """The file (by its number) where a site is first reported."""
    kind, township = site.kind, site.township
    if site.part_of:
        return "12" if kind == "land" else "11"
    if kind == "stalled_building":
        return "04"
    if kind == "closed_enterprise":
        return "01" if township in STREETS and number % 3 == 0 and not site.protected else "05"
    if kind == "leisure_farm":
        return "06" if township in ("郭镇乡", "康王乡", "西塘镇") else "14"
    if site.protected:
        return {"康王乡": "02" if kind == "land" else "03", "郭镇乡": "03", "城陵矶街道": "09"}.get(
            township, "10"
        )
    if township in OLD_TOWN:
        return "13"
    if kind == "land" and township in ("郭镇乡", "康王乡", "西塘镇"):
        return "02"
    if kind == "land" and number % 2:
        return "07"
    if number % 9 == 0:
        return "08"
    if township in ("郭镇乡", "康王乡"):
        return "03"
    if township in ("梅溪街道", "西塘镇"):
        return "10"
    if township == "城陵矶街道":
        return "09" if kind == "idle_factory" else "07"
    return "01"


def sheet_for(sheets: list[Sheet], number: str, township: str) -> Sheet:
    """The sheet of a file that takes a township."""
    of_file = [sheet for sheet in sheets if sheet.file.startswith(number)]
    named = [sheet for sheet in of_file if sheet.name.startswith(township)]
    return named[0] if named else of_file[0]


def report_again(rng: random.Random, sheets: list[Sheet], rows: list[Row], count: int) -> list[Row]:
    """Rows that report a site once more, in another file and mostly under another name."""
    wholes = [row for row in rows if row.site.part_of is None]
    again: list[Row] = []
    while len(again) < count:
        first = rng.choice(wholes)
        site = first.site
        files = {row.sheet.file[:2] for row in site.rows}
        targets = [number for number in SECOND[site.kind] if number not in files]
        if site.township not in STREETS:
            targets = [number for number in targets if number != "01"]
        if not targets:
            continue
        sheet = sheet_for(sheets, rng.choice(targets), site.township)
        form = rng.choice(site.name.forms + ["full"]) if not sheet.english else "full"
        row = Row(site, sheet, repeats=True, name_form=form)
        site.rows.append(row)
        again.append(row)
    return again


def order(sheets: list[Sheet], rows: list[Row]) -> None:
    """Puts the rows into their sheets; grouped by township where the author groups."""
    townships: dict[str, int] = {}
    for row in rows:
        townships.setdefault(row.site.township, len(townships))
        row.sheet.rows.append(row)
    for sheet in sheets:
        if sheet.merged_township or sheet.serial_per_township:
            sheet.rows.sort(key=lambda row: townships[row.site.township])


def candidates(row: Row, mess: str, fields: tuple[str, ...]) -> list[str]:
    """The fields of a row that can carry a mess and do not carry one yet."""
    if row.sheet.english and mess not in ENGLISH_MESS:
        return []
    if row.site.protected and (
        not row.repeats or mess in ("area_conflict", "range", "about", "rent_in_price", "buildings")
    ):
        return []
    taken, facts = row.mess, row.site.facts
    fit = [
        field for field in fields if field not in taken and (row.tells(field) or field == "name")
    ]
    if "price" in fields and facts.get("price") == "negotiable":
        return []
    if mess == "two_quantities":
        fit = fit if row.tells("floor_area") and "floor_area" not in taken else []
    if mess == "rent_in_price":
        fit = fit if {"rent", "annual_rent"} <= facts.keys() else []
    if mess == "chinese_numeral":
        fit = fit if fit and facts["site_area"] >= 5 and _unit(row, "site_area") == "亩" else []
    if mess == "ditto":
        fit = fit if _has_neighbour(row) else []
    if mess in ("span", "decade", "nineteen_hundred") and not row.sheet.date_forms:
        return []
    return fit


def _unit(row: Row, attribute: str) -> str:
    """The unit of the attribute's column."""
    return next(column.unit for column in row.sheet.columns if column.field == attribute)


def _has_neighbour(row: Row) -> bool:
    """Whether the row above belongs to the same township."""
    place = row.sheet.rows.index(row)
    return place > 0 and row.sheet.rows[place - 1].site.township == row.site.township


def spread_mess(rng: random.Random, rows: list[Row]) -> None:
    """Deals out every kind of mess by its quota."""
    for mess, (share, fields) in QUOTAS.items():
        able = [(row, fit) for row in rows if (fit := candidates(row, mess, fields))]
        quota = min(len(able), round(share * len(rows)))
        for row, fit in rng.sample(able, quota):
            attribute = _preferred(rng, mess, fit)
            row.mess[attribute] = mess
            if mess == "two_quantities":
                row.mess["floor_area"] = mess


def _preferred(rng: random.Random, mess: str, fit: list[str]) -> str:
    """Mess about sizes falls on areas first."""
    areas = [field for field in fit if field in AREAS]
    return (
        rng.choice(areas)
        if mess in ("range", "about") and areas and rng.random() < 0.75
        else rng.choice(fit)
    )


def spread_gaps(rng: random.Random, rows: list[Row]) -> None:
    """Deals out missing contacts, missing coordinates and wrong ones."""
    contacts = {"contact", "contact_name", "contact_phone"}
    without = [row for row in rows if not contacts & row.fields()]
    able = [row for row in rows if contacts & row.fields()]
    for row in rng.sample(able, round(0.25 * len(rows)) - len(without)):
        row.no_contact = True
    for row in without:
        row.no_contact = True
    able = [row for row in able if not row.no_contact and "remark" in row.fields()]
    for row in rng.sample(able, round(0.03 * len(rows))):
        row.contact_in_remark = True
    placed = {"longitude", "coordinates"}
    blank = [row for row in rows if not placed & row.fields()]
    able = [
        row
        for row in rows
        if placed & row.fields() and not (row.site.protected and not row.repeats)
    ]
    rng.shuffle(able)
    for mess, share in ({"missing": MISSING} | POINTS).items():
        fit = [row for row in able if row.point_mess is None and _can_take(row, mess)]
        count = round(share * len(rows)) - (len(blank) if mess == "missing" else 0)
        for row in fit[:count]:
            row.point_mess = mess


def _can_take(row: Row, mess: str) -> bool:
    """Whether a row's coordinates can be wrong in this way.

    Minutes and seconds name their axes, and grids keep theirs: neither is swapped. A map service is
    named in the cell; there must be one.
    """
    form = row.sheet.point_form
    if mess in ("swapped", "elsewhere", "astray") and form.startswith("gauss"):
        return False
    if mess == "swapped":
        return not form.startswith("dms") and not row.sheet.english
    if mess in SERVICES:
        return "coordinates" in row.fields() and not form.startswith(("dms", "gauss"))
    return True


def make_rows(rng: random.Random, sheets: list[Sheet], sites: list[Site]) -> list[Row]:
    """All rows of all ledgers."""
    rows = []
    for number, site in enumerate(sites):
        file_number = home(site, number)
        row = Row(site, sheet_for(sheets, file_number, site.township))
        site.rows.append(row)
        rows.append(row)
    rows += report_again(rng, sheets, rows, round(len(rows) * DUPLICATES / (1 - DUPLICATES)))
    order(sheets, rows)
    spread_mess(rng, rows)
    spread_gaps(rng, rows)
    for row in rng.sample([row for row in rows if row.sheet.file.startswith("12")], 2):
        row.hidden = True
    return rows
