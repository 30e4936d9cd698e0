"""The ranked answer, and what lies around it: explanations, near misses, the tally of the rest."""

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from panhuo import _native, _plot, _report
from panhuo._advice import AdviceList
from panhuo._answer import candidates_html, candidates_text
from panhuo._audience import check_audience
from panhuo._borders import Borders, borders_of
from panhuo._candidate import Candidate, Explanation, NearMisses, Tally
from panhuo._display import page
from panhuo._files import StrPath
from panhuo._frames import data_frame, geo_data_frame
from panhuo._map import Map
from panhuo._page_data import of_shortlist
from panhuo._requirement import Requirement
from panhuo._words import language_or_spoken, pick

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from matplotlib.figure import Figure

    from panhuo._catalog import Catalog


class Shortlist(Sequence[Candidate]):
    """The ranked answer to a requirement: a sequence of candidates.

    In a notebook it is a table with score bars: green is guaranteed, hatched is possible once the
    unknown facts are known. In a terminal it is a plain table.

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
        return [Candidate.of(view) for view in json.loads(self._native.view())]

    def __len__(self) -> int:
        """How many candidates there are."""
        return len(self._candidates)

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

    def explain(self, site_id: str) -> Explanation:
        """Why a site stands where it stands, on the list or not.

        Contributions add up to the score exactly; every check says what was required, what was
        found, and in which cell.

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

    def _columns(self) -> dict[str, list[Any]]:
        """What every candidate is, then a column for each constraint and each preference."""
        keys = ["site", "name", "kind", "jurisdiction", "jurisdiction_name", "standing"]
        numbers = ["guaranteed", "potential", "longitude", "latitude"]
        columns: dict[str, list[Any]] = {"rank": list(range(1, len(self) + 1))}
        for key in keys + numbers:
            columns[key] = [getattr(each, key) for each in self]
        for at in range(len(self.requirement.must)):
            columns[f"check_{at + 1}"] = [each.checks[at].outcome for each in self]
        for at in range(len(self.requirement.prefer)):
            columns[f"adds_{at + 1}"] = [each.contributions[at].guaranteed for each in self]
        return columns

    def to_pandas(self) -> "pd.DataFrame":
        """One row a candidate: what it is, its score, the outcome of each check.

        ``check_1`` is the outcome of the first constraint, ``adds_1`` what the first preference
        adds to the guaranteed score.

        Raises:
            ImportError: If pandas is not installed.
        """
        return data_frame(self._columns())

    def to_geopandas(self) -> "gpd.GeoDataFrame":
        """The same as `to_pandas` with points in WGS84; a site without a place has none.

        Raises:
            ImportError: If GeoPandas is not installed.
        """
        return geo_data_frame(self._columns())

    def map(
        self,
        *,
        audience: str = "investor",
        lang: str | None = None,
        borders: Borders | None = None,
    ) -> Map:
        """A map of the candidates and the near misses, with the table that says the same.

        Marks tell the kind by shape and colour, the rank by number, and what is not certain by an
        empty mark; landmarks of the catalog are drawn too.

        Args:
            audience: ``"investor"`` or ``"bureau"``, as in `report`.
            lang: ``"zh"`` or ``"en"``, shown first; the page has both. The display language if not
                given.
            borders: Borders of jurisdictions: a GeoJSON file, a mapping, or a GeoDataFrame, in
                WGS84 degrees; the property ``name`` of a feature is shown.

        Raises:
            InvalidArgumentError: For another language or audience.
            ParseError: If the borders are no GeoJSON of lines or polygons.

        Example:
            >>> import panhuo as ph
            >>> hall = {"id": "A", "kind": "idle_factory", "longitude": 113.1, "latitude": 29.4}
            >>> shortlist = ph.Inventory.from_records([hall]).catalog().match(ph.Requirement("x"))
            >>> shortlist.map()
            <panhuo.Map：1 宗，其中有坐标 1 宗>
        """
        check_audience(audience)
        language = language_or_spoken(lang)
        given = borders_of(borders)
        data = of_shortlist(self, audience=audience, borders=given, report=False)
        return Map(data, lang=language)

    def report(
        self,
        path: StrPath,
        *,
        lang: str | None = None,
        audience: str = "investor",
        borders: Borders | None = None,
    ) -> None:
        """Writes what is handed over: one HTML page that opens anywhere, without a network.

        It has what was asked, the candidates side by side, the map, a page for each site when it
        is printed, near misses, what excluded the rest, and sources with their dates; in Chinese
        and in English, with a switch.

        Args:
            path: Where to, such as ``"foundry.html"``; ``"foundry.xlsx"`` writes a workbook.
            lang: ``"zh"`` or ``"en"``, shown first; a workbook has that one only. The display
                language if not given.
            audience: ``"investor"``: no text of cells, no persons, no burdens but those that the
                requirement asks about, no attribute that is the bureau's own; or ``"bureau"``:
                everything, with the cells and the questions to ask.
            borders: As in `map`.

        Raises:
            InvalidArgumentError: For another language or audience.
            ParseError: If the borders are no GeoJSON of lines or polygons.
            SourceError: If the file cannot be written.
            ImportError: If a workbook is asked for and openpyxl is not installed.
        """
        _report.write(self, path, lang=lang, audience=audience, borders=borders)

    def plot_scores(self, *, top: int = 10, lang: str | None = None) -> "Figure":
        """What each preference adds to the score of the best, as a Matplotlib figure.

        Args:
            top: How many candidates at most.
            lang: ``"zh"`` or ``"en"``; the display language if not given.

        Raises:
            ImportError: If Matplotlib is not installed.
            InvalidArgumentError: For another language.
        """
        return _plot.scores(self, language_or_spoken(lang), top=top)

    def plot_demand(self, *, lang: str | None = None) -> "Figure":
        """What each constraint lets through, leaves open and excludes, as a Matplotlib figure.

        Args:
            lang: As in `plot_scores`.

        Raises:
            ImportError: If Matplotlib is not installed.
            InvalidArgumentError: For another language.
        """
        return _plot.demand(self.tally, language_or_spoken(lang))

    def plot_sensitivity(self, *, around: float = 2.0, lang: str | None = None) -> "Figure":
        """How often each site takes each place at other weights, as a Matplotlib figure.

        Args:
            around: How many times larger or smaller than stated a share may be; see
                `Catalog.acceptability`.
            lang: As in `plot_scores`.

        Raises:
            ImportError: If Matplotlib is not installed.
            InvalidArgumentError: For another language, or if `around` is below 1.
        """
        found = self._catalog.acceptability(self.requirement, top=self._top, around=around)
        return _plot.sensitivity(found, language_or_spoken(lang), around=around)

    def __repr__(self) -> str:
        """A plain table."""
        if not self:
            return pick("没有符合的资源", "no site fits")
        return candidates_text(self)

    def _repr_html_(self) -> str:
        return page(self.requirement._html() + candidates_html(self))
