"""备注: what the columns did not ask for, some facts and much talk."""

from __future__ import annotations

from corpus import vocabulary
from corpus.measures import Written, exactly, in_unit
from corpus.rows import Filled, Row


def remark_facts(rng, row: Row) -> list[Written]:
    """Facts that only the remark can tell, since the sheet has no column for them."""
    facts, fields = row.site.facts, row.fields()
    phrases = []
    if "ceiling_height" in facts and "ceiling_height" not in fields:
        text = in_unit("ceiling_height", facts["ceiling_height"], "m")
        phrases.append(Written(f"层高{text}米", exactly("ceiling_height", text, "m")))
    if "power" in facts and "power" not in fields:
        text = in_unit("power", facts["power"], "kVA")
        phrases.append(Written(f"变压器{text}KVA", exactly("power", text, "kVA")))
    if "crane" in facts and "crane" not in fields:
        text = in_unit("crane", facts["crane"], "t")
        phrases.append(Written(f"有{text}吨行车", exactly("crane", text, "t")))
    if "certificate" in facts and "certificate" not in fields:
        phrases.append(vocabulary.category(rng, "certificate", facts["certificate"], False))
    rng.shuffle(phrases)
    return phrases[:2]


def remark_encumbrances(rng, row: Row, filled: Filled) -> str | None:
    """Mortgage and seizure in the remark, if no column tells them."""
    fields, state = row.fields(), row.site.encumbrances
    words = {
        "mortgage": ("已抵押给岳阳农商行", "无抵押"),
        "seizure": ("被法院查封", "无查封"),
        "lease": ("部分出租，租期至2027年6月", "无租约"),
    }
    phrases = []
    for key, (yes, no) in words.items():
        columned = key in fields or ("encumbrances" in fields and key != "lease")
        if not columned and state[key] is not None and (key != "lease" or rng.random() < 0.4):
            filled.encumbrances[key] = state[key]
            phrases.append(yes if state[key] else no)
    return "、".join(phrases) if phrases else None


IDLE_TALK = [
    "2019年挂牌流拍一次",
    "区领导已调研",
    "交通便利",
    "原为招商引资项目",
    "周边配套较完善",
    "需进一步核实",
    "争取年内盘活",
]


def remark_cell(rng, row: Row, filled: Filled) -> None:
    """备注: some rows hold facts, most hold talk or nothing."""
    index = next(
        (i for i, column in enumerate(row.sheet.columns) if column.field == "remark"), None
    )
    silent = rng.random() < 0.55 and not row.contact_in_remark
    if index is None or silent:
        return
    parts = []
    if row.contact_in_remark:
        parts.append("联系人{}，电话{}".format(*row.site.contact))
        filled.contact = True
        filled.note("contact_in_remark")
    for written in remark_facts(rng, row):
        parts.append(written.value)
        for attribute, reading in written.readings.items():
            filled.readings[attribute] = reading
            filled.raw[attribute] = (index, None, "fact_in_remark")
            filled.note("fact_in_remark")
    encumbrance = remark_encumbrances(rng, row, filled)
    if encumbrance:
        parts.append(encumbrance)
        filled.note("fact_in_remark")
    if rng.random() < 0.4:
        parts.append(rng.choice(IDLE_TALK))
    if not parts:
        return
    filled.values[index] = "；".join(parts)
    for attribute, (where, raw, error) in list(filled.raw.items()):
        if error == "fact_in_remark" and raw is None:
            filled.raw[attribute] = (where, filled.values[index], error)
