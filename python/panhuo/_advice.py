"""Lists of advice."""

from collections.abc import Sequence
from typing import overload

from panhuo import _columns
from panhuo._display import page
from panhuo._frames import frame_of_lists
from panhuo._i18n import pick
from panhuo._native import Advice, Frame
from panhuo._render import advice_text_html
from panhuo._sequence import Listed


class AdviceList(Listed[Advice]):
    """Pieces of advice, the most useful first."""

    def __init__(self, advice: Sequence[Advice]) -> None:
        """Takes them in order."""
        self._advice = tuple(advice)

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
        items = "".join(f"<li>{advice_text_html(each)}</li>" for each in self)
        return page(f"<ul>{items}</ul>")
