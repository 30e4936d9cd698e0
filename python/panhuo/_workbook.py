"""The report as a workbook: a sheet a part, numbers as numbers, and no text that computes."""

import json
from os import fspath
from pathlib import Path

from panhuo import _native
from panhuo._display import MARKS
from panhuo._i18n import in_language, pick
from panhuo._page_data import Data
from panhuo._render import OUTCOMES


def write_workbook(data: Data, path: Path, *, lang: str) -> None:
    """Writes the data of a report as XLSX, in one language.

    Raises:
        SourceError: If the file cannot be written.
    """
    with in_language(lang):
        sheets = [{"title": title, "rows": rows} for title, rows in _sheets(data)]
    _native.write_sheets(fspath(path), json.dumps(sheets))


def _say(words: str | list[str]) -> str:
    return words if isinstance(words, str) else pick(*words)


def _sheets(data: Data) -> list[tuple[str, list[list[str | float]]]]:
    """The parts of the report: title, and rows of which the first is the header."""
    listed = [site for site in data["sites"] if "rank" in site]
    missed = [site for site in data["sites"] if "rank" not in site]
    sheets = [
        (pick("方案比选", "Comparison"), _comparison(data, listed)),
        (pick("条件与得分", "Checks and scores"), _evidence(listed + missed)),
        (pick("资源概况", "What is known"), _facts(data, listed + missed)),
        (pick("接近条件的资源", "Near misses"), _comparison(data, missed)),
        (pick("需求", "Requirement"), _required(data)),
    ]
    if "questions" in data:
        questions: list[list[str | float]] = [[pick("需向属地核实", "Questions to ask")]]
        questions += [[_say(each)] for each in data["questions"]]
        sheets.append((pick("需向属地核实", "Questions to ask"), questions))
    return sheets


def _comparison(data: Data, sites: list[Data]) -> list[list[str | float]]:
    """One site a row: what it is, its score, and what it has of each thing required."""
    kinds, places = dict(data["kinds"]), dict(data["places"])
    required = [_say(check["required"]) for check in sites[0]["checks"]] if sites else []
    header = [pick("名次", "rank"), pick("编号", "id"), pick("名称", "name"), pick("类型", "kind")]
    header += [pick("属地", "jurisdiction"), pick("结论", "outcome")]
    header += [pick("得分（至少）", "score (at least)"), pick("得分（至多）", "score (at most)")]
    header += [pick("经度 °", "longitude °"), pick("纬度 °", "latitude °")]
    header += [pick("数据截至", "data as of"), *required]
    rows: list[list[str | float]] = [[*header]]
    for site in sites:
        row: list[str | float] = [site.get("rank", ""), site["id"], site["name"]]
        row += [_say(kinds[site["kind"]]), places.get(site["place"], "")]
        row += [str(OUTCOMES[site["outcome"]]), site["low"], site["high"]]
        row += [*site.get("at", ["", ""]), site.get("asOf", "")]
        for check in site["checks"]:
            parts = [MARKS[check["outcome"]], _say(check["observed"]), _say(check["short"])]
            row.append(" ".join(filter(None, parts)))
        rows.append(row)
    return rows


def _evidence(sites: list[Data]) -> list[list[str | float]]:
    """One check or contribution a row, with its cell where the audience may see it."""
    header = [
        pick("编号", "id"),
        pick("名称", "name"),
        pick("条件或优先条件", "required or preferred"),
    ]
    header += [pick("实际", "observed"), pick("结论", "outcome"), pick("差距", "short by")]
    header += [pick("占比", "share"), pick("加分（至少）", "adds at least")]
    header += [pick("加分（至多）", "adds at most"), pick("来源", "source")]
    rows: list[list[str | float]] = [[*header]]
    for site in sites:
        for check in site["checks"]:
            row = [site["id"], site["name"], _say(check["required"]), _say(check["observed"])]
            row += [MARKS[check["outcome"]], _say(check["short"])]
            rows.append([*row, "", "", "", check["cell"]])
        for each in site["adds"]:
            row = [
                site["id"],
                site["name"],
                _say(each["preference"]),
                _say(each["observed"]),
                "",
                "",
            ]
            rows.append([*row, each["share"], each["low"], each["high"], each["cell"]])
    return rows


def _facts(data: Data, sites: list[Data]) -> list[list[str | float]]:
    """One fact a row, in words with its unit."""
    header = [pick("编号", "id"), pick("名称", "name"), pick("项目", "attribute")]
    rows: list[list[str | float]] = [[*header, pick("填报值", "reported"), pick("来源", "source")]]
    for site in sites:
        for name, words, _, cell, _ in site.get("facts", []):
            label = _say(data["labels"][name])
            rows.append([site["id"], site["name"], label, _say(words), cell])
        for encumbrance, present, detail, cell in site.get("encumbrances", []):
            stated = pick("有", "yes") if present else pick("无", "no")
            words = " · ".join(filter(None, [stated, detail]))
            rows.append([site["id"], site["name"], _say(encumbrance), words, cell])
    return rows


def _required(data: Data) -> list[list[str | float]]:
    required = data["required"]
    rows: list[list[str | float]] = [[pick("项目", "what"), pick("内容", "in words")]]
    rows.append([pick("需求", "requirement"), data["title"]])
    rows.append([pick("投资方", "investor"), required["investor"]])
    titles = [("kinds", "类型", "kind"), ("must", "必须", "must have")]
    for key, zh, en in [*titles, ("prefer", "优先条件", "preferred")]:
        rows += [[pick(zh, en), _say(words)] for words in required[key]]
    rows.append([pick("制作日期", "made on"), data["day"]])
    if data["audience"] == "bureau":
        rows.append(["", pick("内部资料，不得外传。", "For the bureau only.")])
    return rows
