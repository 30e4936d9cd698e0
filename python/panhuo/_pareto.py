"""The sites that no other is at least as good as in everything."""

from collections.abc import Sequence
from typing import overload

from panhuo import _columns
from panhuo._advice import AdviceList
from panhuo._display import page
from panhuo._frames import frame_of_lists
from panhuo._i18n import pick
from panhuo._native import Advice, Candidate, Frame
from panhuo._render import candidates_html, candidates_text
from panhuo._sequence import Listed


class ParetoFront(Listed[Candidate]):
    """Sites that are the best for some weights, in the order of the shortlist: the front.

    Whatever the weights are, a best site is one of these.
    """

    def __init__(self, front: Sequence[Candidate], dominated: Sequence[Advice]) -> None:
        """Takes the front and the others; `Catalog.pareto` finds them."""
        self._front = tuple(front)
        self.dominated = AdviceList(dominated)
        """The other sites that meet every constraint, each with one that is nowhere worse."""

    def __len__(self) -> int:
        """How many sites are on the front."""
        return len(self._front)

    @overload
    def __getitem__(self, at: int) -> Candidate: ...
    @overload
    def __getitem__(self, at: slice) -> list[Candidate]: ...
    def __getitem__(self, at: int | slice) -> Candidate | list[Candidate]:
        """A site of the front, or several."""
        return list(self._front[at]) if isinstance(at, slice) else self._front[at]

    def _frame(self, geometry: str | None) -> Frame:
        return frame_of_lists(_columns.of_candidates(self._front), geometry)

    def _sentence(self) -> str:
        front, others = len(self), len(self.dominated)
        return pick(
            f"前沿 {front} 宗：换任何权重，最好的都在其中；另有 {others} 宗处处不优于其中某宗",
            f"{front} on the front: whatever the weights, a best site is among them; "
            f"{others} others are nowhere better than one of these",
        )

    def __repr__(self) -> str:
        """A plain table of the front, and how many others there are."""
        return f"{candidates_text(self)}\n{self._sentence()}" if self else self._sentence()

    def _repr_html_(self) -> str:
        return page(candidates_html(self._front) + f'<p class="quiet">{self._sentence()}</p>')
