"""Resolutions: which rows of many ledgers are one site, why, and what people decide."""

import json
from functools import cached_property
from os import fspath
from typing import TYPE_CHECKING, Any

from panhuo import _native
from panhuo._arguments import check_count, check_mapping
from panhuo._display import page
from panhuo._files import StrPath
from panhuo._i18n import Words, pick
from panhuo._table import Table
from panhuo.errors import InvalidArgumentError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from panhuo._inventory import Inventory

_POSSIBLE_MATCH_COLUMNS = {
    "a_name": Words("甲", "a"),
    "a_source": Words("甲：出处", "a: where"),
    "b_name": Words("乙", "b"),
    "b_source": Words("乙：出处", "b: where"),
    "match_weight": Words("同一处（比特）", "match weight (bits)"),
    "part_weight": Words("组成（比特）", "part-of weight (bits)"),
    "reasons": Words("依据", "evidence"),
}
_CONFLICT_COLUMNS = {
    "a_name": Words("甲", "a"),
    "b_name": Words("乙", "b"),
    "match_weight": Words("同一处（比特）", "match weight (bits)"),
    "non_match_a_name": Words("会连到一起的", "would join"),
    "non_match_b_name": Words("与", "and"),
    "non_match_weight": Words("相反依据（比特）", "their match weight (bits)"),
}
_LINE_COLUMNS = {
    "field": Words("项目", "field"),
    "level": Words("比较结果", "level"),
    "match_weight": Words("同一处（比特）", "match weight (bits)"),
    "part_weight": Words("组成（比特）", "part-of weight (bits)"),
    "shared_by": Words("同值条数", "shared by"),
}
_DECISION_COLUMNS = {
    "name": Words("甲", "a"),
    "source": Words("甲：出处", "a: where"),
    "match_class_label": Words("判定", "decision"),
    "other_name": Words("乙", "b"),
    "other_source": Words("乙：出处", "b: where"),
    "note": Words("备注", "note"),
}
# Evidence of fewer bits than this is not listed among the reasons.
_MIN_LISTED_BITS = 0.05
_CHANGE_COLUMNS = {
    "change_label": Words("变化", "change"),
    "site": Words("编号", "site"),
    "name": Words("名称", "name"),
    "field": Words("项目", "field"),
    "before": Words("原来", "before"),
    "after": Words("现在", "after"),
}


def _bits(value: float | None) -> str:
    return "" if value is None else f"{value:+.1f}"


def evidence_table(answer: dict[str, Any]) -> Table:
    """The lines of evidence about a pair, and their sums as the last row."""
    rows = [line for line in answer["lines"] if line["level"] != "unknown"]
    total = {
        "field": "total",
        "level": answer["match_class"],
        "shared_by": None,
        "match_weight": answer["match_weight"],
        "part_weight": answer["part_weight"],
    }
    bits = {key: lambda row, key=key: _bits(row[key]) for key in ("match_weight", "part_weight")}
    return Table([*rows, total], _LINE_COLUMNS, texts=bits)


def change_table(rows: list[dict[str, Any]]) -> Table:
    """What appeared, changed, disappeared."""
    for row in rows:
        row["change_label"] = Words(**row["change_label"])
    return Table(rows, _CHANGE_COLUMNS)


class Resolution:
    """Which rows of an inventory are one site, and which pairs somebody has to look at.

    Made by `Ledgers.resolve`, `Inventory.resolve` and `Inventory.update`; never changes: a decision
    gives a new one. Decisions are kept in the inventory and its GeoPackage, and honoured when it is
    resolved again.

    Example:
        >>> import panhuo as ph
        >>> rows = ph.Inventory.from_records(
        ...     [
        ...         {"id": "A", "kind": "idle_factory", "name": "原宏达机械厂"},
        ...         {"id": "B", "kind": "idle_factory", "name": "临江市宏达机械有限公司"},
        ...         {"id": "C", "kind": "idle_factory", "name": "鸿达机械"},
        ...     ]
        ... )
        >>> resolution = rows.resolve()
        >>> resolution.inventory().sites.column("name")
        ['临江市宏达机械有限公司', '鸿达机械']
        >>> resolution.evidence("A", "B")[-1]["level"]
        'match'
        >>> decided = resolution.reject("A", "B", note="two plants")
        >>> len(decided.inventory())
        3
    """

    def __init__(self, native: _native.Resolution) -> None:
        """Takes a native resolution."""
        self._native = native

    @property
    def candidates(self) -> int:
        """How many pairs were compared."""
        return self._native.candidates

    @cached_property
    def _inventory(self) -> "Inventory":
        from panhuo._inventory import Inventory  # noqa: PLC0415  (each makes the other)

        return Inventory(self._native.inventory())

    def inventory(self) -> "Inventory":
        """The inventory of merged sites; `Inventory.split` undoes a merge."""
        return self._inventory

    @cached_property
    def possible_matches(self) -> Table:
        """The pairs for clerical review, the greatest match weight first, with their evidence.

        Decide by number: ``resolution.accept(0)``, ``reject(0)``, ``part_of(0)``.
        """
        rows = self._native.possible_matches()
        for row in rows:
            listed = [
                line for line in row["lines"] if abs(line["match_weight"]) >= _MIN_LISTED_BITS
            ]
            row["reasons"] = "; ".join(
                f"{line['field']} {line['level']} {line['match_weight']:+.1f}".replace("  ", " ")
                for line in listed
                if line["field"] != "prior"
            )
        bits = {
            key: lambda row, key=key: _bits(row[key]) for key in ("match_weight", "part_weight")
        }
        return Table(rows, _POSSIBLE_MATCH_COLUMNS, texts=bits)

    @cached_property
    def conflicts(self) -> Table:
        """Links that were not followed because they would have joined a non-match.

        They are among the possible matches, too. A decision that other decisions contradict is
        listed only here, with ``match_weight`` None. ``non_match_weight`` is None if somebody
        decided that the two rows do not match.
        """
        bits = {
            key: lambda row, key=key: _bits(row[key])
            for key in ("match_weight", "non_match_weight")
        }
        return Table(self._native.conflicts(), _CONFLICT_COLUMNS, texts=bits)

    def evidence(self, a: str, b: str) -> Table:
        """The evidence about two rows in bits, which adds up to the totals of the last row.

        Args:
            a: The id of a row.
            b: The id of another.

        Raises:
            NotFoundError: If there is no such row.
        """
        return evidence_table(self._native.evidence(a, b))

    @property
    def decisions(self) -> Table:
        """What people decided, oldest first."""
        rows = self._native.decisions()
        for row in rows:
            row["match_class_label"] = Words(**row["match_class_label"])
        return Table(rows, _DECISION_COLUMNS)

    def _pair(self, a: int | str, b: str | None) -> tuple[str, str]:
        """Two ids, or those of a possible match by its number."""
        if isinstance(a, int):
            if not 0 <= a < len(self.possible_matches):
                count = len(self.possible_matches)
                message = pick(
                    f"没有第 {a} 对待核实的行，一共 {count} 对（从 0 数起）",
                    f"there is no possible match {a}: there are {count}, from 0",
                )
                raise NotFoundError(message)
            row = self.possible_matches[a]
            return row["a"], row["b"]
        if b is None:
            message = pick(
                "判定需要一对待核实行的序号，或两行的编号",
                "a decision needs the number of a possible match or the ids of two rows",
            )
            raise TypeError(message)
        return a, b

    def _decide(self, a: int | str, b: str | None, match_class: str, note: str) -> "Resolution":
        one, other = self._pair(a, b)
        if one == other:
            message = pick(
                f"判定针对两行，给出的两个编号都是“{one}”",
                f"a decision is about two rows, not `{one}` alone",
            )
            raise InvalidArgumentError(message)
        return Resolution(self._native.decide(one, other, match_class, note))

    def accept(self, a: int | str, b: str | None = None, *, note: str = "") -> "Resolution":
        """The resolution after somebody decided that two rows are one site.

        Args:
            a: The number of a possible match, or the id of a row.
            b: The id of the other row, if `a` is an id.
            note: Why, or who said so.

        Raises:
            NotFoundError: If there is no such row or pair.
            InvalidArgumentError: If both are the same row.
        """
        return self._decide(a, b, "match", note)

    def reject(self, a: int | str, b: str | None = None, *, note: str = "") -> "Resolution":
        """The resolution after somebody decided that two rows are two sites; see `accept`."""
        return self._decide(a, b, "non_match", note)

    def part_of(self, a: int | str, b: str | None = None, *, note: str = "") -> "Resolution":
        """The resolution after somebody decided that `a` is a part of `b`; see `accept`."""
        return self._decide(a, b, "part_of", note)

    def export_decisions(self, path: StrPath) -> None:
        """Writes a workbook with the possible matches and a list of answers to choose from.

        Args:
            path: Where to, such as ``"待核实.xlsx"``. Persons and telephone numbers are not in it.

        Raises:
            SourceError: If the file cannot be written.
        """
        self._native.write_review(fspath(path))

    def import_decisions(self, path: StrPath) -> "Resolution":
        """The resolution with the decisions that somebody filled in.

        Args:
            path: The workbook that `export_decisions` wrote.

        Raises:
            SourceNotFoundError: If the file is not there.
            FormatError: If it is no such workbook, or an answer is not one of those offered.
        """
        return Resolution(self._native.read_decisions(fspath(path)))

    def __reduce__(self) -> tuple[object, ...]:
        """A pickle holds rows and decisions, not what was made of them."""
        return Resolution, (self._native,)

    def _sentence(self) -> str:
        rows, sites = self._native.rows, len(self._inventory)
        pairs = len(self.possible_matches)
        return pick(
            f"{rows} 行 → {sites} 宗；比较 {self.candidates} 对，待核实 {pairs} 对",
            f"{rows} rows → {sites} sites; {self.candidates} pairs compared, {pairs} to decide",
        )

    def __repr__(self) -> str:
        """How many rows became how many sites, and what is to be decided."""
        return f"{self._sentence()}\n{self.possible_matches!r}"

    def _repr_html_(self) -> str:
        return page(f"<p>{self._sentence()}</p>") + self.possible_matches._repr_html_()


class Links:
    """Which records of a program are one: made by `link`."""

    def __init__(self, native: _native.Links) -> None:
        """Takes native links."""
        self._native = native

    @property
    def candidates(self) -> int:
        """How many pairs were compared."""
        return self._native.candidates

    @cached_property
    def clusters(self) -> list[int]:
        """Of each row, the number of the first row of its cluster."""
        return self._native.clusters()

    @cached_property
    def possible_matches(self) -> list[tuple[int, int]]:
        """The pairs for clerical review, the greatest match weight first."""
        return self._native.possible_matches()

    @cached_property
    def conflicts(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Links that were not followed, each with the non-match that it would have joined."""
        return self._native.conflicts()

    @cached_property
    def pairs(self) -> list[tuple[int, int, str, float, float | None]]:
        """Pairs that are no non-matches: two rows, their class, their two match weights in bits."""
        return self._native.pairs()

    def evidence(self, a: int, b: int) -> Table:
        """The evidence about two rows in bits, which adds up to the totals of the last row.

        Raises:
            InvalidArgumentError: If there is no such row.
        """
        rows = check_count("a row", a), check_count("a row", b)
        return evidence_table(self._native.evidence(*rows))

    def estimate(self) -> str:
        """The profile with weights learnt from these records without labels, as JSON.

        Raises:
            InvalidArgumentError: If too few pairs seem to be one.
        """
        return self._native.estimate()

    def __repr__(self) -> str:
        """How many records are how many."""
        rows, found = len(self.clusters), len(set(self.clusters))
        return pick(f"{rows} 条记录 → {found} 个", f"{rows} records → {found}")


def identity_profile(profile: str = "site") -> dict[str, Any]:
    """A linkage profile to change and hand to `link` or `resolve`: fields, probabilities, blocks.

    Args:
        profile: ``"site"``, ``"person"``, or a profile as JSON, which is checked.

    Raises:
        ParseError: If it is no such JSON.
        NotFoundError: If no profile has this name.
        InvalidArgumentError: If it is not sound.

    Example:
        >>> import panhuo as ph
        >>> profile = ph.identity_profile("site")
        >>> profile["accept"] = 4.0
        >>> ph.link({"name": ["宏达机械", "宏达机械"]}, profile=profile).clusters
        [0, 0]
    """
    native: dict[str, Any] = _native.identity_profile(profile)
    return native


def profile_text(
    profile: "str | Mapping[str, Any]", names: "Mapping[str, Any] | None" = None
) -> str:
    """A profile as the native half takes it, with other words of names if they are given."""
    if names is None:
        return profile if isinstance(profile, str) else _json("profile", profile)
    if isinstance(profile, str):
        whole = identity_profile(profile)
    else:
        whole = dict(check_mapping("profile", profile))
    whole["names"] = dict(check_mapping("names", names))
    return _json("profile", whole)


def _json(name: str, value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except ValueError as error:  # such as a list that contains itself
        message = pick(
            f"{name} 不能写成 JSON：{error}", f"{name} cannot be written as JSON: {error}"
        )
        raise InvalidArgumentError(message) from error


def _given(columns: "Mapping[str, Sequence[Any]] | Any") -> Any:  # noqa: ANN401
    """Columns as the native half takes them: lists by name, or a table of Arrow."""
    if hasattr(columns, "__arrow_c_stream__"):
        return columns
    if hasattr(columns, "to_dict"):
        columns = columns.to_dict("list")
    lists = check_mapping("columns", columns).items()
    return {name: column if isinstance(column, list) else list(column) for name, column in lists}


def count_candidates(
    columns: "Mapping[str, Sequence[Any]] | Any",  # noqa: ANN401
    *,
    profile: "str | Mapping[str, Any]" = "site",
) -> int:
    """How many pairs `link` would compare: what it costs, a microsecond each at most.

    Args:
        columns: As for `link`.
        profile: As for `link`.

    Example:
        >>> import panhuo as ph
        >>> ph.count_candidates({"name": ["宏达机械有限公司", "原宏达机械厂", "恒立包装厂"]})
        1
    """
    return _native.count_candidates(_given(columns), profile_text(profile))


def link(
    columns: "Mapping[str, Sequence[Any]] | Any",  # noqa: ANN401
    *,
    profile: "str | Mapping[str, Any]" = "site",
    names: "Mapping[str, Any] | None" = None,
) -> Links:
    """Finds out which records of a program are one: persons, firms, sites of another system.

    Args:
        columns: Columns of equal length by field: text, or numbers for the fields that are compared
            as numbers; ``longitude`` and ``latitude`` (WGS84 degrees) for a field of locations;
            None is not known. A mapping of lists, a frame of pandas or Polars, or a table of Arrow.
        profile: ``"site"`` (name, longitude, latitude, site_area, floor_area, jurisdiction, kind,
            owner, address, village, certificate_number, reference, telephone, source), ``"person"``
            (given_name, surname, street_number, address_1, address_2, suburb, postcode, state,
            date_of_birth, soc_sec_id), or a profile of your own, as JSON or as `identity_profile`
            gives it.
        names: What is different in the rules by which names are taken apart: words to ``add`` by
            list (``legal_forms``, ``status``, ``things``, ``abbreviations`` …), words to do
            ``without``, and ``only`` to leave the shipped ones aside.

    Raises:
        InvalidArgumentError: If lengths differ, or the profile has no such field.
        ParseError: If the profile is no such JSON.

    Example:
        >>> import panhuo as ph
        >>> links = ph.link({"name": ["宏达机械有限公司", "原宏达机械厂", "鸿达机械"]})
        >>> links.clusters
        [0, 0, 2]
        >>> words = {"add": {"legal_forms": ["联合体"]}}
        >>> ph.link({"name": ["宏达机械联合体", "宏达机械"]}, names=words).clusters
        [0, 0]
    """
    return Links(_native.link(_given(columns), profile_text(profile, names)))
