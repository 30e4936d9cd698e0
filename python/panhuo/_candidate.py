"""Explanations, near misses and tallies: the library's answers as tables, text and HTML."""

from collections.abc import Sequence
from typing import overload

from panhuo import _columns, _native, _render
from panhuo._display import page
from panhuo._frames import Framed, frame_of_lists
from panhuo._native import Candidate, Frame, NearMiss
from panhuo._sequence import Listed


class Explanation:
    """A site's score and outcome: contributions that add up to the score, checks, cells."""

    __slots__ = ("candidate",)

    candidate: Candidate
    """The site with its checks and contributions."""

    def __init__(self, candidate: Candidate) -> None:
        """Takes a candidate; `Shortlist.explain` makes explanations."""
        self.candidate = candidate

    @property
    def text(self) -> str:
        """The explanation as plain text."""
        return self.candidate.describe()

    @property
    def html(self) -> str:
        """The explanation as HTML; everything from ledgers is escaped."""
        return page(_render.explanation_html(self.candidate))

    def __eq__(self, other: object) -> bool:
        """Whether the other explains the same."""
        return isinstance(other, Explanation) and self.candidate == other.candidate

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """The text."""
        return self.text

    def _repr_html_(self) -> str:
        return self.html


class NearMisses(Listed[NearMiss]):
    """Sites that fail few constraints, the cheapest to cure first."""

    def __init__(self, misses: Sequence[NearMiss]) -> None:
        """Takes the near misses, in order."""
        self._misses = tuple(misses)

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


class Tally(_native.Tally, Framed):
    """How many sites meet a requirement, and how many each constraint excluded."""

    __slots__ = ()

    def _frame(self, geometry: str | None) -> Frame:
        return frame_of_lists(_columns.of_tally(self), geometry)

    def __repr__(self) -> str:
        """The sentences."""
        return "\n".join(self.describe())

    def _repr_html_(self) -> str:
        return page(_render.tally_html(self))
