"""Sites as a catalog gives them: plain data that shows itself."""

from dataclasses import dataclass
from html import escape
from typing import Any, Self

from panhuo._display import html_table, page, text_table
from panhuo._words import Words, pick


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


class Site:
    """Anything that can be offered, with what is known of it and where that was read.

    Example:
        >>> import panhuo as ph
        >>> catalog = ph.Inventory.from_records(
        ...     [{"id": "A", "kind": "idle_factory", "name": "3#厂房", "floor_area": "8600 ㎡"}]
        ... ).catalog()
        >>> site = catalog.site("A")
        >>> site.name, str(site.facts["floor_area"].words), site.facts["floor_area"].low
        ('3#厂房', '8600 ㎡', 8600.0)
    """

    __slots__ = ("_view", "facts")

    facts: dict[str, Fact]
    """What is known, by the stable name of the attribute."""

    def __init__(self, view: dict[str, Any]) -> None:
        """Takes a native view; `Catalog` and `Inventory` make sites."""
        self._view = view
        self.facts = {name: Fact.of(fact) for name, fact in view["facts"].items()}

    @property
    def id(self) -> str:
        """The name that never changes, such as ``YYL-0042``."""
        return self._view["id"]

    @property
    def name(self) -> str:
        """What it is called."""
        return self._view["name"]

    @property
    def kind(self) -> str:
        """What it is, such as ``idle_factory``."""
        return self._view["kind"]

    @property
    def kind_label(self) -> Words:
        """What planners call its kind."""
        return Words.of(self._view["kind_label"])

    @property
    def former_names(self) -> list[str]:
        """What it was called before, and what other registers call it."""
        return list(self._view["former_names"])

    @property
    def jurisdiction(self) -> str:
        """The code of the jurisdiction that reports it; empty if not known."""
        return self._view["jurisdiction"]

    @property
    def jurisdiction_name(self) -> str:
        """The name of that jurisdiction."""
        return self._view["jurisdiction_name"]

    @property
    def longitude(self) -> float | None:
        """Degrees east of its representative point, WGS84."""
        return self._view["longitude"]

    @property
    def latitude(self) -> float | None:
        """Degrees north of its representative point, WGS84."""
        return self._view["latitude"]

    @property
    def sources(self) -> list[Source]:
        """The rows that it was read from."""
        return [Source(**view) for view in self._view["sources"]]

    @property
    def completeness(self) -> float:
        """The share of the attributes of its kind that are known, in [0, 1]."""
        return self._view["completeness"]

    def to_dict(self) -> dict[str, Any]:
        """Everything that is known, as plain data; contacts are personal data.

        Example:
            >>> import panhuo as ph
            >>> records = [{"id": "A", "kind": "land", "encumbrances": {"mortgage": False}}]
            >>> site = ph.Inventory.from_records(records).catalog().site("A")
            >>> site.to_dict()["encumbrances"]["mortgage"]["present"]
            False
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
        for stated in self._view["encumbrances"].values():
            present = pick("有", "yes") if stated["present"] else pick("无", "no")
            source = Source.of(stated["source"])
            rows.append([str(Words.of(stated["label"])), present, str(source or "")])
        return rows

    @staticmethod
    def _titles() -> list[str]:
        return [pick("项目", "Attribute"), pick("读数", "Reading"), pick("来源", "Source")]

    def __repr__(self) -> str:
        """The facts as a plain table."""
        return f"{self._heading()}\n{text_table(self._titles(), self._rows())}"

    def _repr_html_(self) -> str:
        rows = [[escape(cell) for cell in row] for row in self._rows()]
        heading = f"<p><strong>{escape(self._heading())}</strong></p>"
        return page(heading + html_table(self._titles(), rows))
