"""Answers as columns, for frames."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from panhuo._native import Advice, Candidate, NearMiss, Tally

Lists = dict[str, list[Any]]
_TEXTS = ("site", "name", "kind", "jurisdiction", "jurisdiction_name", "outcome")
_NUMBERS = ("guaranteed", "potential", "longitude", "latitude")


def of_candidates(candidates: Sequence["Candidate"]) -> Lists:
    """What every candidate is, then a column for each constraint and each preference."""
    columns: Lists = {"rank": list(range(1, len(candidates) + 1))}
    for key in _TEXTS + _NUMBERS:
        columns[key] = [getattr(each, key) for each in candidates]
    for at, checks in enumerate(zip(*(each.checks for each in candidates), strict=True), 1):
        columns[f"check_{at}"] = [check.outcome for check in checks]
    contributions = (each.contributions for each in candidates)
    for at, parts in enumerate(zip(*contributions, strict=True), 1):
        columns[f"adds_{at}"] = [part.guaranteed for part in parts]
    return columns


def of_near_misses(misses: Sequence["NearMiss"]) -> Lists:
    """As candidates, with the cost to cure them and what is missing."""
    columns = of_candidates([miss.candidate for miss in misses])
    columns["cost"] = [miss.cost for miss in misses]
    columns["missing_zh"] = ["；".join(each.zh for each in miss.shortfalls) for miss in misses]
    columns["missing_en"] = ["; ".join(each.en for each in miss.shortfalls) for miss in misses]
    return columns


def of_advice(advice: Sequence["Advice"]) -> Lists:
    """What each piece says, and the plain values of its record by name."""
    columns: Lists = {"zh": [each.words.zh for each in advice]}
    columns["en"] = [each.words.en for each in advice]
    plain = (str, int, float, bool)
    records = [each.record for each in advice]
    for key in records[0] if records else ():
        values = [record.get(key) for record in records]
        kinds = {type(value) for value in values if value is not None}
        if key not in columns and len(kinds) == 1 and kinds <= set(plain):
            columns[key] = values
    return columns


def of_tally(tally: "Tally") -> Lists:
    """One row a constraint."""
    rows = tally.by_constraint
    return {
        "required_zh": [each.required.zh for each in rows],
        "required_en": [each.required.en for each in rows],
        "fails": [each.fails for each in rows],
        "fails_alone": [each.fails_alone for each in rows],
        "unknown": [each.unknown for each in rows],
    }
