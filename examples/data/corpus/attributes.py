"""Cells of attribute columns: the fact, or the mark for a missing one."""

from __future__ import annotations

from corpus import dates, measures, vocabulary
from corpus.headers import Column
from corpus.measures import QUANTITIES, Written, exactly, in_unit, unknown
from corpus.rows import Filled, Row

DATES = set(
    "year_built idle_since available_from term_end stopped_on closed_on assessed_on".split()
)
YEARS_ONLY = ("bare_year", "han_year", "short_year")
FORMS = {
    "text": ["number_as_text"],
    "united": ["unit_in_cell"],
    "spaced": ["spaced", "number_as_text"],
    "quoted": ["apostrophe"],
    "full_width": ["full_width", "number_as_text"],
    "mixed": ["unit_in_cell", "number_as_text", "full_width", "spaced"],
}
# expected of a kind although its ledger may leave them blank
GENERAL = set(
    "owner owner_class address responsible_unit land_ownership use_right certificate "
    "certificate_number planned_use present_use transfer_mode price price_per_area rent annual_rent "
    "site_area certified_area available_from term_end power gas water sewage village".split()
)
BUILT = (
    "floor_area footprint_area rentable_area smallest_unit storeys ceiling_height span "
    "column_spacing floor_load crane structure year_built fire_class fire_acceptance divisible "
)
PLANT = BUILT + "steam environmental_approval idle_since idle_reason "
APPLIES = {
    kind: set(attributes.split())
    for kind, attributes in {
        "land": "land_status far_min far_max site_preparation land_price_paid",
        "idle_factory": PLANT,
        "stalled_building": BUILT
        + "planning_permit construction_permit progress progress_share stopped_on invested "
        "needed_to_finish total_debt priority_debt developer_state disposal_route",
        "closed_enterprise": PLANT
        + "enterprise_nature closed_on closed_reason employees resettlement_cost assessed_value "
        "assessed_on bank_debt",
        "leisure_farm": "floor_area lease_years land_rent distance_to_town beds parking "
        "annual_visitors permanent_farmland ecological_redline lake_management wanted_investment",
    }.items()
}


def attribute_cell(rng, row: Row, filled: Filled, index: int, above: Filled | None) -> None:
    """The cell of a column that is an attribute."""
    column = row.sheet.columns[index]
    attribute, mess = column.field, row.mess.get(column.field)
    fact = row.site.facts.get(attribute)
    if attribute == "village":
        fact = row.site.village
    if attribute in filled.readings:  # a cell to the left has it already
        return
    if mess == "ditto" and above is not None and isinstance(above.readings.get(attribute), str):
        text = rng.choice(["同上", "〃", "同上"])
        filled.put(index, Written(text, {attribute: above.readings[attribute]}, "ditto"))
    elif mess == "missing_mark":
        written = measures.as_missing(rng, attribute, row.sheet.english)
        if attribute == "crane" and written.value == "无":
            written = Written("/", written.readings, written.error)
        filled.put(index, written)
    elif fact is None:
        absent_cell(rng, row, filled, index, column)
    elif fact == "negotiable":
        filled.put(index, measures.as_negotiable(rng, attribute, 0, column.unit))
    elif mess == "two_quantities":
        two_quantities(row, filled, index)
    elif mess == "rent_in_price":
        filled.put(index, rent_in_price(rng, row))
    else:
        filled.put(index, value_cell(rng, row, column, fact, mess))


def value_cell(rng, row: Row, column: Column, fact, mess: str | None) -> Written:
    """The cell for a known fact."""
    attribute, english = column.field, row.sheet.english
    if attribute in QUANTITIES:
        if mess is None and row.sheet.number_form in FORMS and rng.random() < 0.35:
            mess = rng.choice(FORMS[row.sheet.number_form])
        if english and mess in MESS_IN_ENGLISH:
            return MESS_IN_ENGLISH[mess](attribute, fact, column.unit)
        return measures.quantity(rng, attribute, fact, column.unit, mess)
    if attribute in DATES:
        return dates.dated(rng, attribute, fact, mess or date_form(rng, row, attribute))
    if attribute in vocabulary.CATEGORIES:
        return vocabulary.category(rng, attribute, fact, english)
    if attribute in vocabulary.YES_NO:
        return vocabulary.yes_no(rng, attribute, fact, english)
    if mess == "line_break" and len(fact) > 6:
        return Written(f"{fact[:6]}\n{fact[6:]}", {attribute: fact}, "line_break")
    return Written(fact, {attribute: fact})


def date_form(rng, row: Row, attribute: str) -> str | None:
    """How this sheet's author writes dates."""
    form = rng.choice(row.sheet.date_forms)
    if form in YEARS_ONLY and attribute in ("available_from", "term_end", "assessed_on"):
        return "han" if not row.sheet.english else "iso"
    return None if form == "date" else form


def absent_cell(rng, row: Row, filled: Filled, index: int, column: Column) -> None:
    """A cell with nothing to tell: blank, or a stroke where the question does not apply."""
    kind, attribute = row.site.kind, column.field
    if attribute in GENERAL or attribute in APPLIES[kind]:
        filled.readings[attribute] = unknown("not_reported")
    elif rng.random() < 0.4:
        filled.values[index] = "n/a" if row.sheet.english else "/"


def two_quantities(row: Row, filled: Filled, index: int) -> None:
    """`占地30亩，建筑面积8600㎡` where one number was expected; the other column stays blank."""
    facts = row.site.facts
    land = in_unit("site_area", facts["site_area"], "亩")
    floor = in_unit("floor_area", facts["floor_area"], "㎡")
    readings = exactly("site_area", land, "亩") | exactly("floor_area", floor, "㎡")
    filled.put(index, Written(f"占地{land}亩，建筑面积{floor}㎡", readings, "two_quantities"))


def rent_in_price(rng, row: Row) -> Written:
    """A rent in the column of the price, as its words and unit state."""
    facts = row.site.facts
    if rng.random() < 0.5:
        text = in_unit("annual_rent", facts["annual_rent"], "万元/年", 0)
        if int(text) > 0:
            shown = text + rng.choice(["万/年", "万元/年"])
            return Written(shown, exactly("annual_rent", text, "万元/年"), "rent_in_price")
    text = in_unit("rent", facts["rent"], "元/㎡·月")
    shown = text + rng.choice(["元/㎡/月", "元/平方米·月", "元/平米/月"])
    return Written(shown, exactly("rent", text, "元/㎡·月"), "rent_in_price")


def _english(pattern: str, low, high, error: str):
    """A way in which the consultant writes numbers."""

    def write(attribute: str, fact: float, unit: str) -> Written:
        text = in_unit(attribute, fact, unit, 0)
        factor = measures.UNITS[unit]
        ends = [measures.F(text) * measures.F(share) * factor for share in (low, high)]
        if error == "range":
            top = str(int(text) + max(1, int(text) // 10))
            ends = [measures.F(text) * factor, measures.F(top) * factor]
            return Written(f"{text}-{top}", {attribute: measures.interval(*ends)}, error)
        return Written(pattern.format(text), {attribute: measures.interval(*ends)}, error)

    return write


MESS_IN_ENGLISH = {
    "range": _english("", "1", "1", "range"),
    "about": _english("approx. {}", "0.9", "1.1", "about"),
    "negotiable": lambda attribute, fact, unit: Written(
        "negotiable", {attribute: unknown("negotiable")}, "negotiable"
    ),
}
