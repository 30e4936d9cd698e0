"""Advice: sentences in both languages, each with the record behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Self, overload

from panhuo import _columns
from panhuo._display import page
from panhuo._frames import frame_of_lists
from panhuo._sequence import Listed
from panhuo._native import Frame
from panhuo._i18n import Words, pick


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice.

    Attributes:
        words: What it says; `str` gives the display language.
        record: Everything behind it, as plain values in canonical units.
    """

    words: Words
    record: dict[str, Any]

    def __str__(self) -> str:
        """What it says, in the display language."""
        return str(self.words)

    def _html(self) -> str:
        return escape(str(self)).replace("\n", "<br>")

    def _repr_html_(self) -> str:
        return page(f"<p>{self._html()}</p>")


class AdviceList(Listed[Advice]):
    """Pieces of advice, the most useful first."""

    def __init__(self, advice: Sequence[Advice]) -> None:
        """Takes them in order."""
        self._advice = tuple(advice)

    @classmethod
    def of(cls, views: list[dict[str, Any]]) -> Self:
        """Takes native views."""
        return cls([Advice(Words.of(view["words"]), view["record"]) for view in views])

    def __len__(self) -> int:
        """How many there are."""
        return len(self._advice)

    @overload
    def __getitem__(self, at: int) -> Advice: ...
    @overload
    def __getitem__(self, at: slice) -> "AdviceList": ...
    def __getitem__(self, at: int | slice) -> "Advice | AdviceList":
        """A piece of advice, or several."""
        return AdviceList(self._advice[at]) if isinstance(at, slice) else self._advice[at]

    def _frame(self, geometry: str | None) -> Frame:
        return frame_of_lists(_columns.of_advice(self._advice), geometry)

    def __repr__(self) -> str:
        """One after the other."""
        return "\n".join(str(each) for each in self) or pick("没有建议", "no advice")

    def _repr_html_(self) -> str:
        if not self:
            return page(f"<p>{self!r}</p>")
        items = "".join(f"<li>{each._html()}</li>" for each in self)
        return page(f"<ul>{items}</ul>")
