"""A ranking: the best sites with their scores, without reasons."""

from typing import NamedTuple, overload

from panhuo._display import score_text
from panhuo._frames import frame_of_lists
from panhuo._i18n import pick
from panhuo._native import Frame
from panhuo._sequence import Listed


class Ranked(NamedTuple):
    """One site of a ranking.

    Attributes:
        site: Its id.
        outcome: ``pass``, or ``unknown`` if it depends on unknown facts.
        guaranteed: The score if everything unknown turns out badly, in [0, 1].
        potential: The score if everything unknown turns out well, in [0, 1].
    """

    site: str
    outcome: str
    guaranteed: float
    potential: float


class Ranking(Listed[Ranked]):
    """The best sites with their scores, in the order of a shortlist."""

    __slots__ = ("_ranked",)

    def __init__(self, ranked: list[tuple[str, str, float, float]]) -> None:
        """Takes what `Catalog.rank` found."""
        self._ranked = [Ranked._make(each) for each in ranked]

    def __len__(self) -> int:
        """How many sites there are."""
        return len(self._ranked)

    @overload
    def __getitem__(self, at: int) -> Ranked: ...
    @overload
    def __getitem__(self, at: slice) -> list[Ranked]: ...
    def __getitem__(self, at: int | slice) -> Ranked | list[Ranked]:
        """The site at a place (from 0), or a list of sites."""
        return self._ranked[at]

    @property
    def sites(self) -> list[str]:
        """The ids, best first."""
        return [each.site for each in self._ranked]

    def _frame(self, geometry: str | None) -> Frame:
        columns: dict[str, list[object]] = {"rank": list(range(1, len(self) + 1))}
        for at, name in enumerate(Ranked._fields):
            columns[name] = [each[at] for each in self._ranked]
        return frame_of_lists(columns, geometry)

    def __repr__(self) -> str:
        """A line a site."""
        lines = (
            f"{at} {each.site} {each.outcome} {score_text(each.guaranteed, each.potential)}"
            for at, each in enumerate(self._ranked, 1)
        )
        return "\n".join(lines) or pick("没有符合的资源", "no site fits")
