"""Sites as a catalog gives them: plain data that shows itself."""

from dataclasses import dataclass
from html import escape
from typing import Any, Self

from panhuo import _native
from panhuo._display import html_table, page, text_table
from panhuo._i18n import MEANINGS, Words, pick

_ORDER = {name: at for at, name in enumerate(_native.attributes())}
"""The place of each attribute in the table."""


@dataclass(frozen=True, slots=True)
class Source:
    """A cell of a ledger.

    Attributes:
        file: The file's name, without its folder.
        sheet: The sheet; empty for formats without sheets.
        cell: The cell, such as ``F7``, or the row alone.
        text: All of it, such as ``03_郭镇乡.xlsx[Sheet1]!F7``.
    """

    file: str
    sheet: str
    cell: str
    text: str

    @classmethod
    def of(cls, view: dict[str, Any] | None) -> Self | None:
        """Takes a native view, or nothing."""
        return cls(**view) if view else None

    def __str__(self) -> str:
        """All of it."""
        return self.text


@dataclass(frozen=True, slots=True)
class Fact:
    """What a ledger tells about one attribute.

    Attributes:
        label: What a planner calls the attribute.
        words: What is known, rounded, with the planner's unit.
        known: Whether something is known, if only in part.
        low: The lower end in the canonical unit; None if open or not a number.
        high: The upper end.
        raw: What the cell says. May hold personal data.
        source: The cell.
        audience: Who may read it: ``investor`` (everyone) or ``bureau``.
    """

    label: Words
    words: Words
    known: bool
    low: float | None
    high: float | None
    raw: str
    source: Source | None
    audience: str

    @classmethod
    def of(cls, view: dict[str, Any]) -> Self:
        """Takes a native view."""
        texts = {"label": Words.of(view["label"]), "words": Words.of(view["words"])}
        return cls(**{**view, **texts, "source": Source.of(view["source"])})


@dataclass(frozen=True, slots=True)
class Encumbrance:
    """What a ledger says about one kind of encumbrance.

    Attributes:
        label: What planners call it.
        present: Whether the site is encumbered; False is a statement too.
        detail: Creditor, court, amount, term, as written. May hold personal data.
        source: The cell.
    """

    label: Words
    present: bool
    detail: str
    source: Source | None

    @classmethod
    def of(cls, view: dict[str, Any]) -> Self:
        """Takes a native view."""
        label, source = Words.of(view["label"]), Source.of(view["source"])
        return cls(label, view["present"], view["detail"], source)


@dataclass(frozen=True, slots=True, repr=False)
class Site:
    """Anything that can be offered, with what is known of it and where that was read.

    Attributes:
        id: The name that never changes, such as ``YYL-0042``.
        name: What it is called.
        kind: What it is, such as ``idle_factory``.
        kind_label: What planners call its kind.
        former_names: What it was called before, and what other registers call it.
        jurisdiction: The code of the jurisdiction that reports it; empty if not known.
        jurisdiction_name: The name of that jurisdiction.
        longitude: Degrees east of its representative point, WGS84.
        latitude: Degrees north.
        footprint: Its area as a GeoJSON geometry, WGS84; None if not known.
        facts: What is known, by the stable name of the attribute.
        encumbrances: What ledgers say about its encumbrances, by stable name.
        as_of: The day, or days, of which its ledgers speak, such as ``2024-05-31``.
        sources: The rows that it was read from.
        completeness: The share of the attributes of its kind that are known, in [0, 1].

    Example:
        >>> import panhuo as ph
        >>> catalog = ph.Inventory.from_records(
        ...     [{"id": "A", "kind": "idle_factory", "name": "3#厂房", "floor_area": "8600 ㎡"}]
        ... ).catalog()
        >>> site = catalog.site("A")
        >>> site.name, str(site.facts["floor_area"].words), site.facts["floor_area"].low
        ('3#厂房', '8600 ㎡', 8600.0)
    """

    id: str
    name: str
    kind: str
    kind_label: Words
    former_names: tuple[str, ...]
    jurisdiction: str
    jurisdiction_name: str
    longitude: float | None
    latitude: float | None
    footprint: dict[str, Any] | None
    facts: dict[str, Fact]
    encumbrances: dict[str, Encumbrance]
    as_of: str | None
    sources: tuple[Source, ...]
    completeness: float
    _view: dict[str, Any]

    @classmethod
    def of(cls, view: dict[str, Any]) -> Self:
        """Takes a native view; `Catalog` makes sites."""
        encumbrances = view["encumbrances"].items()
        facts = sorted(view["facts"].items(), key=lambda pair: _ORDER[pair[0]])
        return cls(
            id=view["id"],
            name=view["name"],
            kind=view["kind"],
            kind_label=Words.of(view["kind_label"]),
            former_names=tuple(view["former_names"]),
            jurisdiction=view["jurisdiction"],
            jurisdiction_name=view["jurisdiction_name"],
            longitude=view["longitude"],
            latitude=view["latitude"],
            footprint=view["footprint"],
            facts={name: Fact.of(fact) for name, fact in facts},
            encumbrances={name: Encumbrance.of(stated) for name, stated in encumbrances},
            as_of=view["as_of"],
            sources=tuple(Source(**source) for source in view["sources"]),
            completeness=view["completeness"],
            _view=view,
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything that is known, as plain data; contacts are personal data.

        Example:
            >>> import panhuo as ph
            >>> records = [{"id": "A", "kind": "land", "encumbrances": {"mortgage": False}}]
            >>> site = ph.Inventory.from_records(records).catalog().site("A")
            >>> site.encumbrances["mortgage"].present, site.to_dict()["contacts"]
            (False, [])
        """
        return dict(self._view)

    def _heading(self) -> str:
        parts = [self.id, self.name, str(self.kind_label), self.jurisdiction_name]
        return " · ".join(filter(None, parts))

    def _rows(self) -> list[list[str]]:
        """What is known, why the rest is not, and where it was read."""
        rows = [
            [str(fact.label), str(fact.words), str(fact.source or "")]
            for fact in self.facts.values()
        ]
        for stated in self.encumbrances.values():
            present = pick("有", "yes") if stated.present else pick("无", "no")
            rows.append([str(stated.label), present, str(stated.source or "")])
        return rows

    @staticmethod
    def _titles() -> list[str]:
        return [pick("项目", "Attribute"), pick("读数", "Reading"), pick("来源", "Source")]

    def __repr__(self) -> str:
        """The facts as a plain table."""
        return f"{self._heading()}\n{text_table(self._titles(), self._rows())}"

    def _repr_html_(self) -> str:
        rows = [[escape(cell) for cell in row] for row in self._rows()]
        for name, row in zip(self.facts, rows, strict=False):
            row[0] = f'<span title="{escape(str(MEANINGS[name]))}">{row[0]}</span>'
        heading = f"<p><strong>{escape(self._heading())}</strong></p>"
        return page(heading + html_table(self._titles(), rows))
