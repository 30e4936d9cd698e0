"""Units and numbers: a fact, the text that a clerk writes for it, and what that text truly says.

Every number is written first and read second: the reading is computed from the written digits, so
the truth is what the cell says and not what the site would say if one measured it again.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

F = Fraction
UNITS = {
    "亩": F(2000, 3), "㎡": F(1), "公顷": F(10_000), "万㎡": F(10_000),
    "万元": F(10_000), "元": F(1), "亿元": F(100_000_000),
    "万元/亩": F(15), "元/㎡": F(1), "元/㎡·月": F(1), "万元/年": F(10_000), "元/年": F(1),
    "元/亩·年": F(3, 2000) / 12, "m": F(1), "km": F(1000), "kVA": F(1), "t": F(1), "t/㎡": F(1),
    "年": F(1), "%": F(1), "": F(1), "人": F(1), "层": F(1), "张": F(1), "个": F(1), "人次": F(1),
}  # fmt: skip
DECIMALS = {"亩": 1, "公顷": 4, "万㎡": 2, "m": 1, "km": 1, "": 2, "t/㎡": 1, "万元/亩": 1,
            "元/㎡·月": 1, "万元/年": 1}  # fmt: skip

# attribute: the unit in which a site's fact is kept
QUANTITIES = {
    "site_area": "亩", "certified_area": "亩", "floor_area": "㎡", "footprint_area": "㎡",
    "rentable_area": "㎡", "smallest_unit": "㎡", "storeys": "层", "ceiling_height": "m",
    "span": "m", "column_spacing": "m", "floor_load": "t/㎡", "crane": "t", "power": "kVA",
    "price": "万元", "price_per_area": "万元/亩", "rent": "元/㎡·月", "annual_rent": "万元/年",
    "far_min": "", "far_max": "", "progress_share": "%", "invested": "万元",
    "needed_to_finish": "万元", "total_debt": "万元", "priority_debt": "万元", "employees": "人",
    "resettlement_cost": "万元", "assessed_value": "万元", "bank_debt": "万元", "lease_years": "年",
    "land_rent": "元/亩·年", "distance_to_town": "km", "beds": "张", "parking": "个",
    "annual_visitors": "人次", "land_price_paid": "万元", "wanted_investment": "万元",
}  # fmt: skip
AREAS = {"site_area", "certified_area", "floor_area", "footprint_area", "rentable_area"}


@dataclass(frozen=True)
class Written:
    """What one cell holds: the value put there, the readings it gives, and the mess it is (if any)."""

    value: object
    readings: dict
    error: str | None = None


def interval(low: Fraction | None, high: Fraction | None) -> list[float | None]:
    """A reading as it stands in the truth file."""
    return [None if end is None else round(float(end), 6) for end in (low, high)]


def unknown(reason: str) -> dict[str, str]:
    """A reading that tells only why there is none."""
    return {"unknown": reason}


def digits(amount: Fraction, decimals: int) -> str:
    """The amount in plain digits, without idle zeros."""
    text = f"{float(amount):.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_unit(attribute: str, fact: float, unit: str, decimals: int | None = None) -> str:
    """The digits of a fact in a column's unit, rounded as a careful clerk would."""
    amount = F(str(fact)) * UNITS[QUANTITIES[attribute]] / UNITS[unit]
    places = DECIMALS.get(unit, 0) if decimals is None else decimals
    if attribute in ("price", "assessed_value") and unit == "万元" and amount < 10:
        places = 1
    return digits(amount, places)


def exactly(attribute: str, text: str, unit: str) -> dict:
    """The reading of plain digits in a unit."""
    amount = F(text) * UNITS[unit]
    return {attribute: interval(amount, amount)}


def full_width(text: str) -> str:
    """The text with its digits in full width."""
    return text.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))


def chinese_numeral(number: int) -> str:
    """A whole number from 1 to 9999 as words: 五十, 一百二十, 三百零五."""
    words, places = "零一二三四五六七八九", ["", "十", "百", "千"]
    text, pending_zero = "", False
    for position in range(3, -1, -1):
        digit = number // 10**position % 10
        if digit == 0:
            pending_zero = bool(text)
            continue
        text += ("零" if pending_zero else "") + words[digit] + places[position]
        pending_zero = False
    return text[1:] if text.startswith("一十") else text


# --- the mess a number may be in: each takes (rng, attribute, fact, unit) and writes one cell ---


def as_range(rng: random.Random, attribute: str, fact: float, unit: str) -> Written:
    """`50-60亩`, `50~60`, `50至60亩`: the fact somewhere between the two."""
    amount = F(str(fact)) * UNITS[QUANTITIES[attribute]] / UNITS[unit]
    places = 2 if unit in ("公顷", "万㎡") else 0 if amount >= 20 else 1
    low, high = (digits(amount * F(share), places) for share in ("0.93", "1.08"))
    sign, tail = rng.choice("-~—至～"), rng.choice([unit, ""])
    text = f"{low}{sign}{high}{tail}"
    factor = UNITS[unit]
    return Written(text, {attribute: interval(F(low) * factor, F(high) * factor)}, "range")


def round_number(amount: Fraction, form: str) -> Fraction:
    """The round number that a clerk writes beside 约, 近 or 以上: near, above or below the amount."""
    for step in (F(1000), F(100), F(10), F(1)):
        below = amount // step * step
        if form == "近" and below < amount and (below + step) * F("0.9") <= amount:
            return below + step
        if form == "以上" and below >= amount * F("0.8"):
            return below
        if form == "约" and abs((amount + step / 2) // step * step - amount) <= amount * F("0.08"):
            return (amount + step / 2) // step * step
    return F(digits(amount, 1))


def as_about(rng: random.Random, attribute: str, fact: float, unit: str) -> Written:
    """`约50亩`, `近50亩`, `50余亩`, `50亩以上`, `50亩左右`."""
    unit = "㎡" if unit == "万㎡" else unit
    amount = F(str(fact)) * UNITS[QUANTITIES[attribute]] / UNITS[unit]
    forms = ["约{}", "{}左右", "大约{}", "近{}", "{}以上"]
    if unit == "亩" and 20 <= amount < 100:
        forms += ["{}余", "{}多"] * 2
    form = rng.choice(forms)
    if form in ("{}余", "{}多"):
        low = amount // 10 * 10
        text = form.format(digits(low, 0)) + unit
        return Written(
            text, {attribute: interval(low * UNITS[unit], (low + 10) * UNITS[unit])}, "about"
        )
    sense = {"近{}": "近", "{}以上": "以上"}.get(form, "约")
    number = round_number(amount, sense)
    low, high = {"约": ("0.9", "1.1"), "近": ("0.9", "1"), "以上": ("1", None)}[sense]
    reading = interval(
        number * F(low) * UNITS[unit], number * F(high) * UNITS[unit] if high else None
    )
    return Written(form.format(digits(number, 1) + unit), {attribute: reading}, "about")


def as_chinese_numeral(rng: random.Random, attribute: str, fact: float, unit: str) -> Written:
    """`五十亩`."""
    number = max(1, round(float(F(str(fact)) * UNITS[QUANTITIES[attribute]] / UNITS[unit])))
    text = chinese_numeral(number) + unit
    return Written(text, exactly(attribute, str(number), unit), "chinese_numeral")


def as_other_unit(rng: random.Random, attribute: str, fact: float, unit: str) -> Written:
    """A cell that names a unit other than its header's: the cell is right."""
    other = "亩" if unit in ("㎡", "公顷") else "㎡"
    text = in_unit(attribute, fact, other)
    return Written(text + other, exactly(attribute, text, other), "header_unit_vs_cell_unit")


def as_both_units(rng: random.Random, attribute: str, fact: float, unit: str) -> Written:
    """`50亩（约33333㎡）`: stated twice and consistent; the first is the exact one."""
    first, second = ("亩", "㎡") if rng.random() < 0.5 else ("㎡", "亩")
    one, two = (in_unit(attribute, fact, each) for each in (first, second))
    about = rng.choice(["", "约", "合"])
    return Written(
        f"{one}{first}（{about}{two}{second}）", exactly(attribute, one, first), "both_units"
    )


def as_conflict(rng: random.Random, attribute: str, fact: float, unit: str) -> Written:
    """`1200㎡（18亩）`: stated twice and ten times apart; only the hull is safe."""
    metres = in_unit(attribute, fact, "㎡")
    mu = in_unit(attribute, fact * 10, "亩")
    reading = interval(F(metres), F(mu) * UNITS["亩"])
    return Written(f"{metres}㎡（{mu}亩）", {attribute: reading}, "area_conflict")


def as_ten_thousands(rng: random.Random, attribute: str, fact: float, unit: str) -> Written:
    """`1.2万㎡`, `1.2万平方`."""
    text = in_unit(attribute, fact, "万㎡")
    word = rng.choice(["万㎡", "万平方米", "万平方"])
    return Written(text + word, exactly(attribute, text, "万㎡"), "unit_in_cell")


def as_buildings(rng: random.Random, attribute: str, fact: float, unit: str) -> Written:
    """`3栋共8600㎡` or `2400*3`: several buildings in one cell."""
    count = rng.choice([2, 3, 4])
    if rng.random() < 0.6:
        text = in_unit(attribute, fact, "㎡")
        return Written(f"{count}栋共{text}㎡", exactly(attribute, text, "㎡"), "buildings")
    each = round(fact / count / 10) * 10
    return Written(f"{each}*{count}", exactly(attribute, str(each * count), "㎡"), "product")


def as_text(rng: random.Random, attribute: str, fact: float, unit: str) -> Written:
    """The right number as text."""
    text = in_unit(attribute, fact, unit)
    return Written(text, exactly(attribute, text, unit), "number_as_text")


def as_quoted(rng: random.Random, attribute: str, fact: float, unit: str) -> Written:
    """The right number behind an apostrophe that somebody typed or pasted."""
    text = in_unit(attribute, fact, unit)
    return Written("'" + text, exactly(attribute, text, unit), "apostrophe")


def as_full_width(rng: random.Random, attribute: str, fact: float, unit: str) -> Written:
    """`５０`, `５０亩`."""
    text = in_unit(attribute, fact, unit)
    shown = full_width(text) + rng.choice(["", unit])
    return Written(shown, exactly(attribute, text, unit), "full_width")


def as_spaced(rng: random.Random, attribute: str, fact: float, unit: str) -> Written:
    """The number among no-break spaces, or with a line break before its unit."""
    text = in_unit(attribute, fact, unit)
    shown, error = rng.choice([
        (f"\u00a0{text}\u00a0", "nbsp"),
        (f"{text}\u00a0{unit}", "nbsp"),
        (f"{text}\n{unit}".rstrip(), "line_break" if unit else "number_as_text"),
    ])  # fmt: skip
    return Written(shown, exactly(attribute, text, unit), error)


def as_united(rng: random.Random, attribute: str, fact: float, unit: str) -> Written:
    """`50亩`, `8600平方米`, `630KVA`, `8米`: the unit repeated in the cell."""
    words = {"㎡": ["㎡", "平方米", "平方", "平米", "m2"], "m": ["米", "m"], "kVA": ["KVA", "kVA", "千伏安"],
             "t": ["吨", "T", "t"], "元/㎡·月": ["元/㎡/月", "元/平方米/月"], "km": ["公里", "km"],
             "万元/年": ["万元/年", "万/年"], "万元": ["万元", "万"], "t/㎡": ["t/㎡", "吨/㎡"]}  # fmt: skip
    text = in_unit(attribute, fact, unit)
    shown = text + rng.choice(words.get(unit, [unit]))
    error = "unit_in_cell" if unit else "number_as_text"
    return Written(shown, exactly(attribute, text, unit), error)


def as_negotiable(rng: random.Random, attribute: str, fact: float, unit: str) -> Written:
    """`面议`: there is a price, and nobody says which."""
    text = rng.choice(["面议", "面议", "价格面议", "可谈", "电议"])
    return Written(text, {attribute: unknown("negotiable")}, "negotiable")


def as_lump_sum(rng: random.Random, attribute: str, fact: float, unit: str) -> Written:
    """`200万一口价`."""
    text = in_unit("price", fact, "万元")
    return Written(f"{text}万一口价", exactly("price", text, "万元"), "price_phrase")


def as_illegible(rng: random.Random, attribute: str, fact: float, unit: str) -> Written:
    """Something stood here once."""
    return Written(
        rng.choice(["？？", "字迹不清", "####"]), {attribute: unknown("illegible")}, "illegible"
    )


def as_zero(rng: random.Random, attribute: str, fact: float, unit: str) -> Written:
    """`0` where zero is absurd: the value was not collected."""
    return Written(0, {attribute: unknown("not_reported")}, "absurd_zero")


MISSING_MARKS = ["暂无", "无", "/", "-", "—", "不详", "待核", "NA", "#N/A"]
MISSING_MARKS_ENGLISH = ["n/a", "-", "TBC", "unknown", "#N/A", "NA"]


def as_missing(rng: random.Random, attribute: str, english: bool = False) -> Written:
    """A mark that says there is nothing to say."""
    marks = MISSING_MARKS_ENGLISH if english else MISSING_MARKS
    return Written(rng.choice(marks), {attribute: unknown("not_reported")}, "missing_mark")


MESSES = {
    "range": as_range, "about": as_about, "chinese_numeral": as_chinese_numeral,
    "header_unit_vs_cell_unit": as_other_unit, "both_units": as_both_units,
    "area_conflict": as_conflict, "ten_thousands": as_ten_thousands, "buildings": as_buildings,
    "number_as_text": as_text, "apostrophe": as_quoted, "full_width": as_full_width,
    "spaced": as_spaced, "unit_in_cell": as_united, "negotiable": as_negotiable,
    "price_phrase": as_lump_sum, "illegible": as_illegible, "absurd_zero": as_zero,
}  # fmt: skip


def plain(attribute: str, fact: float, unit: str) -> Written:
    """The number, as a number."""
    text = in_unit(attribute, fact, unit)
    value = float(text) if "." in text else int(text)
    return Written(value, exactly(attribute, text, unit))


def quantity(
    rng: random.Random, attribute: str, fact: float, unit: str, mess: str | None
) -> Written:
    """One cell for one quantity, with the requested kind of mess."""
    if mess in MESSES:
        return MESSES[mess](rng, attribute, fact, unit)
    return plain(attribute, fact, unit)
