"""The ranked answer, and what lies around it: explanations, near misses, the tally of the rest."""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, overload

from panhuo import _columns, _native
from panhuo._advice import AdviceList
from panhuo._candidate import Explanation, NearMisses, Tally
from panhuo._display import page
from panhuo._frames import frame_of_lists
from panhuo._i18n import pick
from panhuo._native import Candidate
from panhuo._ranking import Ranking
from panhuo._render import candidates_html, candidates_text
from panhuo._requirement import Requirement
from panhuo._sequence import Listed
from panhuo._visual import ShownShortlist

if TYPE_CHECKING:
    from panhuo._catalog import Catalog


class Shortlist(ShownShortlist, Listed[Candidate]):
    """The ranked answer to a requirement: a sequence of candidates.

    In a notebook it is a table with score bars: green is guaranteed, hatched is possible once the
    unknown facts are known. In a terminal it is a plain table. The reasons are put together when
    they are first looked at; `ranking` is there at once.

    As a frame it has one row a candidate: what it is, its score, ``check_1`` the outcome of the
    first constraint, ``adds_1`` what the first preference adds to the guaranteed score.

    Example:
        >>> import panhuo as ph
        >>> catalog = ph.Inventory.from_records(
        ...     [{"id": "A", "kind": "idle_factory", "name": "3#厂房", "power": "630 kVA"}]
        ... ).catalog()
        >>> power = ph.power.rising("0 kVA", "1260 kVA")
        >>> shortlist = catalog.match(ph.Requirement("铸造", prefer=[power]))
        >>> shortlist[0].guaranteed
        0.5
    """

    def __init__(
        self, catalog: "Catalog", requirement: Requirement, native: _native.Shortlist, top: int
    ) -> None:
        """Takes a native shortlist; `Catalog.match` makes one."""
        self._catalog = catalog
        self._native = native
        self._top = top
        self.requirement = requirement
        """The question."""

    @cached_property
    def _candidates(self) -> list[Candidate]:
        return self._native.candidates()

    def __len__(self) -> int:
        """How many candidates there are."""
        return len(self._native)

    @overload
    def __getitem__(self, at: int) -> Candidate: ...
    @overload
    def __getitem__(self, at: slice) -> list[Candidate]: ...
    def __getitem__(self, at: int | slice) -> Candidate | list[Candidate]:
        """The candidate at a rank (from 0), or a list of candidates."""
        return self._candidates[at]

    def __iter__(self) -> Iterator[Candidate]:
        """The candidates, best first."""
        return iter(self._candidates)

    @property
    def ranking(self) -> Ranking:
        """The sites with their scores alone."""
        return Ranking(self._native.ranked())

    @property
    def statistics(self) -> dict[str, int]:
        """The work that finding the sites took: what was visited of the catalog.

        ``nodes`` whose bounds were computed, ``leaves`` that were opened, ``rows`` that were
        tested, and rows whose exact score was computed (``scored``).
        """
        names = ("nodes", "leaves", "rows", "scored")
        return dict(zip(names, self._native.statistics(), strict=True))

    def explain(self, site_id: str) -> Explanation:
        """A site's outcome and score, with every check and contribution, on the list or not.

        Contributions add up to the score exactly; every check says what was required, what was
        observed, and in which cell.

        Args:
            site_id: The site, such as ``"YYL-0042"``.

        Raises:
            NotFoundError: If there is no such site.
        """
        return self._catalog.explain(self.requirement, site_id)

    def near_misses(self, *, failing_at_most: int = 1, limit: int = 10) -> NearMisses:
        """Sites that fail few constraints, the cheapest to cure first: 差 6.2 亩.

        Args:
            failing_at_most: How many constraints a near miss may fail.
            limit: How many sites at most.
        """
        return self._catalog.near_misses(
            self.requirement, failing_at_most=failing_at_most, limit=limit
        )

    def questions(self) -> AdviceList:
        """Which blanks, asked of which township, could change this list, the most telling first."""
        return self._catalog.questions(self.requirement, top=self._top)

    @cached_property
    def tally(self) -> Tally:
        """What became of all sites, and which constraint excluded how many."""
        return self._catalog.tally(self.requirement)

    def describe_tally(self) -> list[str]:
        """Sentences on what excluded the other sites, the harshest constraint first."""
        return self.tally.describe()

    def to_json(self) -> str:
        """The answer as JSON, the same as the Rust library writes. Holds what the cells say."""
        return self._native.to_json()

    def __reduce__(self) -> tuple[object, ...]:
        """A pickle holds the catalog and the question, which is answered again."""
        return _match, (self._catalog, self.requirement, self._top)

    def __eq__(self, other: object) -> bool:
        """Whether the other is the same answer to the same question."""
        return isinstance(other, Shortlist) and self.to_json() == other.to_json()

    __hash__ = None  # type: ignore[assignment]

    def _frame(self, geometry: str | None) -> _native.Frame:
        return frame_of_lists(_columns.of_candidates(self._candidates), geometry)

    def __repr__(self) -> str:
        """A plain table."""
        if not self:
            return pick("没有符合的资源", "no site fits")
        return candidates_text(self)

    def _repr_html_(self) -> str:
        return page(self.requirement._html() + candidates_html(self))


def _match(catalog: "Catalog", requirement: Requirement, top: int) -> Shortlist:
    return catalog.match(requirement, top=top)
