"""A clerk fills in a row: names, places and people, and every attribute column."""

from __future__ import annotations

import random

from corpus import measures, vocabulary
from corpus.attributes import attribute_cell, two_quantities
from corpus.coordinates import written_point
from corpus.places import TOWNSHIPS, shift
from corpus.remarks import remark_cell
from corpus.rows import Filled, Row


def fill(row: Row, serial: int, above: Filled | None) -> Filled:
    """Writes one row. `above` is the row before it, if a 同上 may point there."""
    rng = random.Random(f"{row.sheet.file}/{row.sheet.name}/{row.site.id}/{row.site.name.full}")
    columns = row.sheet.columns
    filled = Filled([None] * len(columns))
    for index, column in enumerate(columns):
        special = SPECIAL.get(column.field)
        if special:
            special(rng, row, filled, index, serial)
        else:
            attribute_cell(rng, row, filled, index, above)
    position_cells(rng, row, filled)
    remark_cell(rng, row, filled)
    if row.hidden:
        filled.note("hidden_row")
    return filled


def serial_cell(rng, row: Row, filled: Filled, index: int, serial: int) -> None:
    """序号."""
    filled.values[index] = serial


def name_cell(rng, row: Row, filled: Filled, index: int, serial: int) -> None:
    """The name in the form that this author knows."""
    form = "english" if row.sheet.english else row.name_form
    name = row.site.name.written(form)
    filled.name = filled.values[index] = name
    if row.name_form != "full":
        filled.note(f"{row.name_form}_name")
    if row.mess.get("name") == "line_break" and len(name) > 6:
        filled.values[index] = f"{name[:6]}\n{name[6:]}"
        filled.raw["name"] = (index, filled.values[index], "line_break")
        filled.note("line_break")


def kind_cell(rng, row: Row, filled: Filled, index: int, serial: int) -> None:
    """The kind, in words."""
    chinese, english = vocabulary.KIND_WORDS[row.site.kind]
    filled.values[index] = english if row.sheet.english else chinese.split()[serial % 2]


def township_cell(rng, row: Row, filled: Filled, index: int, serial: int) -> None:
    """The township, sometimes as people say it."""
    township = row.site.township
    if row.sheet.english:
        filled.values[index] = f"{TOWNSHIPS[township].english} ({township})"
    elif rng.random() < 0.15 and not row.sheet.merged_township:
        filled.values[index] = township.removesuffix("街道").removesuffix("镇").removesuffix("乡")
        filled.note("short_township")
    else:
        filled.values[index] = township


def contact_cell(rng, row: Row, filled: Filled, index: int, serial: int) -> None:
    """The contact: a name, a number or both in one cell."""
    person, phone = row.site.contact
    if row.no_contact or row.contact_in_remark:
        marks = ["n/a", "TBC"] if row.sheet.english else ["暂无", "/"]
        filled.values[index] = rng.choice([None, None, None, *marks])
        return
    which = row.sheet.columns[index].field
    joint = rng.choice([f"{person} {phone}", f"{person}\n{phone}", f"{person}，{phone}"])
    filled.values[index] = {"contact_name": person, "contact_phone": phone, "contact": joint}[which]
    filled.contact = True


def encumbrance_cell(rng, row: Row, filled: Filled, index: int, serial: int) -> None:
    """Mortgage, seizure or lease, in a column of its own."""
    which = row.sheet.columns[index].field
    stated = row.site.encumbrances[which]
    if stated is None:
        filled.values[index] = rng.choice([None, None, "不详", "待核"])
        return
    filled.encumbrances[which] = stated
    yes = {
        "mortgage": ["是", "已抵押", "抵押给建设银行800万元"],
        "seizure": ["是", "法院查封", "轮候查封"],
        "lease": ["有", "租至2027年6月", "部分出租"],
    }[which]
    words = yes if stated else ["无", "否", "无"]
    filled.values[index] = ("Yes" if stated else "No") if row.sheet.english else rng.choice(words)


def encumbrances_cell(rng, row: Row, filled: Filled, index: int, serial: int) -> None:
    """Mortgage and seizure in one cell."""
    stated = {key: row.site.encumbrances[key] for key in ("mortgage", "seizure")}
    if None in stated.values():
        return
    filled.encumbrances |= stated
    phrases = {
        (False, False): ["无", "无抵押、无查封", "抵押：无；查封：无"],
        (True, False): ["已抵押农商行，未查封"],
        (False, True): ["未抵押，法院查封"],
        (True, True): ["已抵押，且被法院查封"],
    }
    filled.values[index] = rng.choice(phrases[stated["mortgage"], stated["seizure"]])


def areas_cell(rng, row: Row, filled: Filled, index: int, serial: int) -> None:
    """A column that asks for both areas at once."""
    both = {"site_area", "floor_area"} <= row.site.facts.keys()
    if both and "floor_area" not in row.mess and rng.random() < 0.5:
        two_quantities(row, filled, index)
    elif "site_area" in row.site.facts:
        filled.put(index, measures.as_united(rng, "site_area", row.site.facts["site_area"], "亩"))


def adhoc_cell(rng, row: Row, filled: Filled, index: int, serial: int) -> None:
    """A column that nobody else knows."""
    filled.values[index] = rng.randint(1, 5)


def internal_cell(rng, row: Row, filled: Filled, index: int, serial: int) -> None:
    """A number of the author's own, in a hidden column."""
    filled.values[index] = f"JK{rng.randrange(10**6):06d}"


SPECIAL = {
    "serial": serial_cell,
    "name": name_cell,
    "kind": kind_cell,
    "township": township_cell,
    "contact": contact_cell,
    "contact_name": contact_cell,
    "contact_phone": contact_cell,
    "mortgage": encumbrance_cell,
    "seizure": encumbrance_cell,
    "lease": encumbrance_cell,
    "encumbrances": encumbrances_cell,
    "areas": areas_cell,
    "adhoc": adhoc_cell,
    "internal": internal_cell,
    "remark": lambda *_: None,
    "longitude": lambda *_: None,
    "latitude": lambda *_: None,
    "coordinates": lambda *_: None,
}


def position_cells(rng, row: Row, filled: Filled) -> None:
    """The coordinates, in one column or two."""
    places = {column.field: index for index, column in enumerate(row.sheet.columns)}
    if "longitude" in places:
        targets = [places["longitude"], places["latitude"]]
    elif "coordinates" in places:
        targets = [places["coordinates"]]
    else:
        return
    site, form = row.site, row.sheet.point_form
    if form == "mixed":
        form = rng.choice(["decimal", "full_width", "dms_han", "dms_sign", "dms_word"])
    elif form == "gauss_bare":
        form = rng.choice(["gauss", "gauss_bare", "decimal"])
    elif form == "decimal" and rng.random() < 0.12:
        form = "dms_sign" if row.sheet.english else rng.choice(["dms_sign", "dms_han"])
    if row.point_mess == "swapped":
        form = "decimal"
    lon, lat = site.lon, site.lat
    if row.repeats:
        lon, lat = shift(lon, lat, rng.uniform(-70, 70), rng.uniform(-70, 70))
    mark = None
    if row.point_mess == "missing" and rng.random() < 0.5:
        mark = "n/a" if row.sheet.english else rng.choice(["暂无", "/", "待核"])
    point = written_point(rng, lon, lat, len(targets) == 2, form, row.point_mess, mark)
    for target, text in zip(targets, point.texts, strict=True):
        filled.values[target] = text
    filled.point = (point.lon, point.lat)
    for error in point.errors:
        filled.note(error)
    if point.errors:
        raw = " ".join(str(text) for text in point.texts)
        filled.raw["position"] = (targets[0], raw, point.errors[0])
