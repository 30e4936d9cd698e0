"""What is said of one site against a requirement: plain data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self, overload

from panhuo import _render, _columns
from panhuo._display import page
from panhuo._frames import Framed, frame_of_lists
from panhuo._sequence import Listed
from panhuo._native import Frame
from panhuo._site import Source
from panhuo._i18n import Words, pick


@dataclass(frozen=True, slots=True)
class Check:
    """One constraint, tested on one site.

    Attributes:
        required: What was required.
        outcome: ``pass``, ``unknown`` or ``fail``.
        found: What was found.
        shortfall: By how much it was missed, if it failed.
        raw: What the cell says. May hold personal data.
        source: The cell.
        audience: Who may read it: ``investor`` (everyone) or ``bureau``.
    """

    required: Words
    outcome: str
    found: Words
    shortfall: Words | None
    raw: str
    source: Source | None
    audience: str

    @classmethod
    def of(cls, view: dict[str, Any]) -> Self:
        """Takes a native view."""
        return cls(
            required=Words.of(view["required"]),
            outcome=view["outcome"],
            found=Words.of(view["found"]),
            shortfall=Words.of(view["shortfall"]) if view["shortfall"] else None,
            raw=view["raw"],
            source=Source.of(view["source"]),
            audience=view["audience"],
        )

    def __str__(self) -> str:
        """One line: `层高 ≥ 8 m：9 m`."""
        told = self.shortfall is None or self.shortfall == self.found
        missed = "" if told else f" ({self.shortfall})"
        return f"{self.required}{pick('：', ': ')}{self.found}{missed}"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one preference adds to the score.

    Attributes:
        preference: What was wished for.
        weight: How much it counts beside the others.
        share: Its share of all weights.
        guaranteed: What it adds at least; these add up to the guaranteed score, in order.
        potential: What it adds at most; these add up to the potential score, in order.
        found: What was found.
        raw: What the cell says. May hold personal data.
        source: The cell.
        audience: Who may read it: ``investor`` (everyone) or ``bureau``.
    """

    preference: Words
    weight: float
    share: float
    guaranteed: float
    potential: float
    found: Words
    raw: str
    source: Source | None
    audience: str

    @classmethod
    def of(cls, view: dict[str, Any]) -> Self:
        """Takes a native view."""
        words = {"preference": Words.of(view["preference"]), "found": Words.of(view["found"])}
        return cls(**{**view, **words, "source": Source.of(view["source"])})


@dataclass(frozen=True, slots=True)
class Candidate:
    """One site, measured against a requirement.

    Attributes:
        site: The site's id.
        name: Its name.
        kind: What it is, such as ``idle_factory``.
        kind_label: What planners call that.
        jurisdiction: The code of its jurisdiction.
        jurisdiction_name: The name of its jurisdiction.
        longitude: Degrees east of its representative point, WGS84.
        latitude: Degrees north.
        kind_requested: Whether its kind is asked for.
        outcome: ``pass``, ``unknown`` (hangs on unknown facts) or ``fail``.
        guaranteed: The score if everything unknown turns out badly, in [0, 1].
        potential: The score if everything unknown turns out well, in [0, 1].
        checks: Every constraint, in the requirement's order.
        contributions: Every preference, in the requirement's order.
    """

    site: str
    name: str
    kind: str
    kind_label: Words
    jurisdiction: str
    jurisdiction_name: str
    longitude: float | None
    latitude: float | None
    kind_requested: bool
    outcome: str
    guaranteed: float
    potential: float
    checks: tuple[Check, ...]
    contributions: tuple[Contribution, ...]

    @classmethod
    def of(cls, view: dict[str, Any]) -> Self:
        """Takes a native view."""
        parts = {
            "kind_label": Words.of(view["kind_label"]),
            "checks": tuple(Check.of(check) for check in view["checks"]),
            "contributions": tuple(Contribution.of(each) for each in view["contributions"]),
        }
        score = view.pop("score")
        return cls(**{**view, **parts, **score})

    @property
    def shortfalls(self) -> list[Words]:
        """By how much the failed constraints are missed."""
        return [check.shortfall for check in self.checks if check.shortfall]

    def __repr__(self) -> str:
        """One line."""
        return f"<panhuo.Candidate: {_render.heading(self)}>"


class Explanation:
    """Why a site stands where it stands: contributions that add up to the score, checks, cells."""

    __slots__ = ("candidate",)

    candidate: Candidate
    """The site with its checks and contributions."""

    def __init__(self, candidate: Candidate) -> None:
        """Takes a candidate; `Shortlist.explain` makes explanations."""
        self.candidate = candidate

    @property
    def text(self) -> str:
        """The explanation as plain text."""
        return _render.explanation_text(self.candidate)

    @property
    def html(self) -> str:
        """The explanation as HTML; everything from ledgers is escaped."""
        return page(_render.explanation_html(self.candidate))

    def __repr__(self) -> str:
        """The text."""
        return self.text

    def _repr_html_(self) -> str:
        return self.html


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A site that fails few constraints.

    Attributes:
        cost: What it takes to cure it: its shortfalls relative to their bounds, added up.
        candidate: The site with every check; those that failed have their shortfall.
    """

    cost: float
    candidate: Candidate

    @property
    def shortfalls(self) -> list[Words]:
        """By how much the failed constraints are missed."""
        return self.candidate.shortfalls


class NearMisses(Listed[NearMiss]):
    """Sites that fail few constraints, the cheapest to cure first."""

    def __init__(self, misses: Sequence[NearMiss]) -> None:
        """Takes the near misses, in order."""
        self._misses = tuple(misses)

    @classmethod
    def of(cls, views: list[dict[str, Any]]) -> Self:
        """Takes native views."""
        return cls([NearMiss(view["cost"], Candidate.of(view["candidate"])) for view in views])

    def __len__(self) -> int:
        """How many there are."""
        return len(self._misses)

    @overload
    def __getitem__(self, at: int) -> NearMiss: ...
    @overload
    def __getitem__(self, at: slice) -> list[NearMiss]: ...
    def __getitem__(self, at: int | slice) -> NearMiss | list[NearMiss]:
        """A near miss, or several."""
        return list(self._misses[at]) if isinstance(at, slice) else self._misses[at]

    def _frame(self, geometry: str | None) -> Frame:
        return frame_of_lists(_columns.of_near_misses(self._misses), geometry)

    def __repr__(self) -> str:
        """A plain table."""
        return _render.near_misses_text([miss.candidate for miss in self])

    def _repr_html_(self) -> str:
        return page(_render.near_misses_html([miss.candidate for miss in self]))


@dataclass(frozen=True, slots=True)
class ConstraintTally:
    """How many sites one constraint excluded.

    Attributes:
        required: What was required.
        fails: Sites of the wanted kinds that fail it.
        fails_alone: Of those, the ones that fail nothing else.
        unknown: Sites of the wanted kinds of which it is not known.
        audience: Who may read it: ``investor`` (everyone) or ``bureau``.
    """

    required: Words
    fails: int
    fails_alone: int
    unknown: int
    audience: str


@dataclass(frozen=True, slots=True)
class Tally(Framed):
    """What became of all sites.

    Attributes:
        sites: All sites of the catalog.
        other_kinds: Sites of kinds that are not asked for.
        passing: Sites that meet every constraint.
        unknown: Sites that fail none but hang on unknown facts.
        failing: Sites of the wanted kinds that fail at least one.
        by_constraint: By constraint, in the requirement's order.
    """

    sites: int
    other_kinds: int
    passing: int
    unknown: int
    failing: int
    by_constraint: tuple[ConstraintTally, ...]
    zh: tuple[str, ...]
    en: tuple[str, ...]

    @classmethod
    def of(cls, view: dict[str, Any]) -> Self:
        """Takes a native view."""
        rows = (
            ConstraintTally(**{**each, "required": Words.of(each["required"])})
            for each in view["by_constraint"]
        )
        lines = {"zh": tuple(view["zh"]), "en": tuple(view["en"])}
        return cls(**{**view, **lines, "by_constraint": tuple(rows)})

    def _frame(self, geometry: str | None) -> Frame:
        return frame_of_lists(_columns.of_tally(self), geometry)

    def describe(self) -> list[str]:
        """Sentences: all sites, then what excluded them, the harshest constraint first."""
        return list(self.zh if pick("zh", "en") == "zh" else self.en)

    def __repr__(self) -> str:
        """The sentences."""
        return "\n".join(self.describe())

    def _repr_html_(self) -> str:
        return page(_render.tally_html(self))
