"""What there is to look at: maps, plots and reports, as methods of catalogs and shortlists."""

from typing import TYPE_CHECKING, Any, cast

from panhuo import _native, _plot, _report
from panhuo._borders import Borders, borders_of
from panhuo._files import StrPath
from panhuo._i18n import in_language, language_or_current
from panhuo._map import Map
from panhuo._native import check_audience
from panhuo._page_data import of_catalog, of_shortlist

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from panhuo._shortlist import Shortlist


class ShownCatalog:
    """The map and the plots of a catalog: what `Catalog` inherits."""

    __slots__ = ()

    _native: _native.Catalog

    def map(
        self,
        *,
        audience: str = "investor",
        lang: str | None = None,
        borders: Borders | None = None,
    ) -> Map:
        """A map of all sites, with the table that says the same.

        Cost: some 2 kB a site; 5,000 sites stay smooth in a browser, a million do not.

        Args:
            audience: ``"investor"``: no text of cells, no persons, no encumbrances, no
                attribute that is the bureau's own; or ``"bureau"``: everything.
            lang: ``"zh"`` or ``"en"``, shown first; the page has both. The display language if not
                given.
            borders: Borders of jurisdictions: a GeoJSON file, a mapping, or a GeoDataFrame, in
                WGS84 degrees; the property ``name`` of a feature is shown.

        Raises:
            InvalidArgumentError: For another language or audience.
            ParseError: If the borders are no GeoJSON of lines or polygons.

        Example:
            >>> import panhuo as ph
            >>> lot = {"id": "A", "kind": "land", "longitude": 113.14, "latitude": 29.44}
            >>> ph.Inventory.from_records([lot]).catalog().map()
            <panhuo.Map：1 宗，其中有坐标 1 宗>
        """
        check_audience(audience)
        language = language_or_current(lang)
        data = of_catalog(self._native, audience=audience, borders=borders_of(borders))
        return Map(data, lang=language)

    def plot_supply(self, *, lang: str | None = None) -> "Figure":
        """How many sites of each kind each jurisdiction reports itself, as a Matplotlib figure.

        Args:
            lang: ``"zh"`` or ``"en"``; the display language if not given.

        Raises:
            ImportError: If Matplotlib is not installed.
            InvalidArgumentError: For another language.

        Example:
            >>> import panhuo as ph
            >>> lot = {"id": "A", "kind": "land", "jurisdiction": "430602008"}
            >>> figure = ph.Inventory.from_records([lot]).catalog().plot_supply(lang="en")
            >>> figure.axes[0].get_xlabel()
            'sites'
        """
        language = language_or_current(lang)
        by_place: dict[str, dict[str, Any]] = {}
        for site in self._native.sites():
            code = site.jurisdiction
            name = site.jurisdiction_name or code or "—"
            counts = by_place.setdefault(code, {"name": name, "by_kind": {}})["by_kind"]
            counts[site.kind] = counts.get(site.kind, 0) + 1
        with in_language(language):
            rows = [by_place[code] for code in sorted(by_place)]
            return _plot.supply(rows, _native.kinds(), language)


class ShownShortlist:
    """The map, the plots and the report of a shortlist: what `Shortlist` inherits."""

    @property
    def _self(self) -> "Shortlist":
        """Itself as what it is: nothing else inherits this."""
        return cast("Shortlist", self)

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
            audience: As in `report`.
            lang: As in `Catalog.map`.
            borders: As in `Catalog.map`.

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
        language = language_or_current(lang)
        given = borders_of(borders)
        data = of_shortlist(self._self, audience=audience, borders=given, report=False)
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
            audience: ``"investor"``: no text of cells, no persons, no encumbrances but those that
                the requirement asks about, no attribute that is the bureau's own; or ``"bureau"``:
                everything, with the cells and the questions to ask.
            borders: As in `map`.

        Raises:
            InvalidArgumentError: For another language or audience, or another ending of the path.
            ParseError: If the borders are no GeoJSON of lines or polygons.
            SourceError: If the file cannot be written.
        """
        _report.write(self._self, path, lang=lang, audience=audience, borders=borders)

    def plot_scores(self, *, top: int = 10, lang: str | None = None) -> "Figure":
        """What each preference adds to the score of the best, as a Matplotlib figure.

        Args:
            top: How many candidates at most.
            lang: ``"zh"`` or ``"en"``; the display language if not given.

        Raises:
            ImportError: If Matplotlib is not installed.
            InvalidArgumentError: For another language.
        """
        return _plot.scores(self._self, language_or_current(lang), top=top)

    def plot_demand(self, *, lang: str | None = None) -> "Figure":
        """What each constraint lets through, leaves open and excludes, as a Matplotlib figure.

        Args:
            lang: As in `plot_scores`.

        Raises:
            ImportError: If Matplotlib is not installed.
            InvalidArgumentError: For another language.
        """
        return _plot.demand(self._self.tally, language_or_current(lang))

    def plot_sensitivity(self, *, around: float = 2.0, lang: str | None = None) -> "Figure":
        """How often each site takes each place at other weights, as a Matplotlib figure.

        Args:
            around: How many times larger or smaller than stated a share may be; see
                `Catalog.rank_acceptability`.
            lang: As in `plot_scores`.

        Raises:
            ImportError: If Matplotlib is not installed.
            InvalidArgumentError: For another language, or if `around` is below 1.
        """
        me = self._self
        found = me._catalog.rank_acceptability(me.requirement, top=me._top, around=around)
        return _plot.sensitivity(found, language_or_current(lang), around=around)
