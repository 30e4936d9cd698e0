"""Catalogs: snapshots that are searched and matched."""

from collections.abc import Iterable

from panhuo import _native
from panhuo._arguments import check_count
from panhuo._candidate import Explanation
from panhuo._catalog_advice import Advising
from panhuo._frames import Framed, SiteTable
from panhuo._from_frames import FromFrames
from panhuo._i18n import Words
from panhuo._native import Frame, Quantity, Site, check_audience
from panhuo._ranking import Ranking
from panhuo._requirement import Requirement, native_of
from panhuo._shortlist import Shortlist
from panhuo._table import Row, Table
from panhuo._visual import ShownCatalog


def _area(row: Row) -> str:
    low, high = f"{row['site_area_low_mu']:.0f}", f"{row['site_area_high_mu']:.0f}"
    return low if low == high else f"{low}–{high}"


class Catalog(FromFrames, ShownCatalog, Advising, Framed):
    """A snapshot of an inventory that answers; never changes, and threads may share it.

    Example:
        >>> import panhuo as ph
        >>> catalog = ph.Inventory.from_records(
        ...     [
        ...         {"id": "A", "kind": "idle_factory", "name": "3#厂房", "ceiling_height": "9 m"},
        ...         {"id": "B", "kind": "idle_factory", "name": "老厂房"},
        ...     ]
        ... ).catalog()
        >>> shortlist = catalog.match(ph.Requirement("铸造", must=[ph.ceiling_height >= "8 m"]))
        >>> [(each.site, each.outcome) for each in shortlist]
        [('A', 'pass'), ('B', 'unknown')]
    """

    __slots__ = ()

    def _frame(self, geometry: str | None) -> Frame:
        return self.table()._frame(geometry)

    def table(self, *, audience: str = "bureau") -> SiteTable:
        """The sites as a table for other programs, with what an audience may read.

        The catalog itself, as a table, is the bureau's.

        Args:
            audience: ``"bureau"``: everything that is known; or ``"investor"``: no attribute that
                is the bureau's own, no encumbrances, no cells.

        Raises:
            InvalidArgumentError: For another audience.

        Example:
            >>> import panhuo as ph
            >>> lot = {"id": "A", "kind": "land", "owner": "李秀英", "site_area": "60 亩"}
            >>> catalog = ph.Inventory.from_records([lot]).catalog()
            >>> "owner" in catalog.table(audience="investor").to_arrow().column_names
            False
        """
        check_audience(audience)
        return SiteTable(self._native, audience)

    def __len__(self) -> int:
        """How many sites there are."""
        return len(self._native)

    def __repr__(self) -> str:
        """Its size."""
        return f"<panhuo.Catalog: {len(self)} sites>"

    def site(self, site_id: str) -> Site:
        """The site with this id.

        Raises:
            NotFoundError: If there is none.

        Example:
            >>> import panhuo as ph
            >>> catalog = ph.Inventory.from_records([{"id": "A", "kind": "land"}]).catalog()
            >>> catalog.site("A").kind
            'land'
        """
        return self._native.site(site_id)

    def search(self, name: str, *, limit: int = 10) -> list[tuple[Site, float]]:
        """The sites whose name, or a former one, is most like `name`, best first.

        Args:
            name: A name, with typing slips or without its legal form.
            limit: How many at most.

        Returns:
            Sites with their similarity in (0.5, 1].

        Example:
            >>> import panhuo as ph
            >>> plant = {"id": "A", "kind": "closed_enterprise", "name": "岳阳宏达机械有限公司"}
            >>> catalog = ph.Inventory.from_records([plant]).catalog()
            >>> [site.id for site, _ in catalog.search("宏达机械")]
            ['A']
        """
        return self._native.search(name, check_count("limit", limit))

    def nearest(
        self, *, longitude: float, latitude: float, count: int = 10
    ) -> list[tuple[Site, Quantity]]:
        """The sites nearest to a position, nearest first; sites without a place are left out.

        Args:
            longitude: Degrees east, WGS84.
            latitude: Degrees north, WGS84.
            count: How many at most.

        Returns:
            Sites with their geodesic distance.

        Raises:
            InvalidArgumentError: If the position is out of range.

        Example:
            >>> import panhuo as ph
            >>> lot = {"id": "A", "kind": "land", "longitude": 113.14, "latitude": 29.44}
            >>> catalog = ph.Inventory.from_records([lot]).catalog()
            >>> [(site, distance)] = catalog.nearest(longitude=113.15, latitude=29.44, count=1)
            >>> round(distance.to("m"))
            970
        """
        return self._native.nearest(longitude, latitude, check_count("count", count))

    def within_radius(
        self, *, longitude: float, latitude: float, radius: str | Quantity
    ) -> list[Site]:
        """The sites at most this far from a position, by id.

        Args:
            longitude: Degrees east, WGS84.
            latitude: Degrees north, WGS84.
            radius: A length such as ``"5 km"``.

        Raises:
            ParseError: If the radius cannot be parsed.
            InvalidArgumentError: If it is no length ≥ 0 or the position is out of range.
        """
        return self._native.within_radius(longitude, latitude, str(radius))

    def within_box(self, *, west: float, south: float, east: float, north: float) -> list[Site]:
        """The sites between two corners in degrees, borders included, by id.

        A box whose west is east of its east goes over the antimeridian.

        Raises:
            InvalidArgumentError: If a corner is out of range.
        """
        return self._native.within_box(west, south, east, north)

    def in_jurisdiction(self, jurisdiction: str) -> list[Site]:
        """The sites of a jurisdiction and of those below it, by id.

        Args:
            jurisdiction: Its code, name or former name; empty for the sites without one.

        Raises:
            NotFoundError: If neither the tree nor a site has it.
        """
        return self._native.in_jurisdiction(jurisdiction)

    def statistics(self) -> Table:
        """What each jurisdiction has, each with those below it: jurisdiction × kind."""
        labels = _native.kinds()
        rows = []
        for row in self._native.statistics():
            counts = row.pop("by_kind")
            area = [Quantity(f"{row.pop(end)!r} ㎡") for end in ("site_area_low", "site_area_high")]
            low, high = (each.to("亩") for each in area)
            rows.append(
                {
                    "code": row["code"],
                    "name": row["name"],
                    "count": row["count"],
                    **{kind: counts.get(kind, 0) for kind in labels},
                    "site_area_low_mu": low,
                    "site_area_high_mu": high,
                    "area_unknown": row["area_unknown"],
                    "without_position": row["without_position"],
                    "completeness": row["completeness"],
                }
            )
        shown = {
            "name": Words("属地", "jurisdiction"),
            "count": Words("合计", "sites"),
            **{kind: Words(label, label) for kind, label in labels.items()},
            "site_area": Words("占地面积（亩）", "site area (mu)"),
            "without_position": Words("无坐标", "no position"),
            "completeness": Words("完整度", "completeness"),
        }
        texts = {"site_area": _area, "completeness": lambda row: f"{row['completeness']:.0%}"}
        units = dict.fromkeys(("site_area_low_mu", "site_area_high_mu"), "亩")
        return Table(rows, shown, texts=texts, units=units)

    def match(self, requirement: Requirement, *, top: int = 10) -> Shortlist:
        """The best sites for a requirement, with reasons.

        Sites that meet every constraint come first, then those that depend on unknown facts; in
        each group by guaranteed score, then potential score, then id.

        Args:
            requirement: The constraints and preferences.
            top: How many sites at most.

        Raises:
            InvalidArgumentError: If `top` is below 0.
            InvalidRequirementError: If the requirement contradicts itself.
            NotFoundError: If it names a layer of landmarks that the catalog does not have.
        """
        native = self._native.match(native_of(requirement), check_count("top", top))
        return Shortlist(self, requirement, native, top)

    def match_many(self, requirements: Iterable[Requirement], *, top: int = 10) -> list[Shortlist]:
        """The best sites for each of several requirements, on all cores.

        The same as `match` for each, in the order given; Ctrl-C stops it.

        Args:
            requirements: Several requirements.
            top: How many sites at most, for each.

        Raises:
            InvalidRequirementError: If one contradicts itself.
            NotFoundError: If one names a layer of landmarks that the catalog does not have.

        Example:
            >>> import panhuo as ph
            >>> hall = {"id": "A", "kind": "idle_factory", "ceiling_height": "9 m"}
            >>> catalog = ph.Inventory.from_records([hall]).catalog()
            >>> low = ph.Requirement("铸造", must=[ph.ceiling_height >= "8 m"])
            >>> high = ph.Requirement("风机", must=[ph.ceiling_height >= "12 m"])
            >>> [each.ranking.sites for each in catalog.match_many([low, high])]
            [['A'], []]
        """
        requested = list(requirements)
        found = self._native.match_many(
            [native_of(each) for each in requested], check_count("top", top)
        )
        pairs = zip(requested, found, strict=True)
        return [Shortlist(self, requirement, each, top) for requirement, each in pairs]

    def rank(self, requirement: Requirement, *, top: int = 10) -> Ranking:
        """The sites that `match` lists, in its order, with their scores alone.

        Args:
            requirement: The constraints and preferences.
            top: How many sites at most.

        Raises:
            InvalidArgumentError: If `top` is below 0.
            InvalidRequirementError: If the requirement contradicts itself.
            NotFoundError: If it names a layer of landmarks that the catalog does not have.

        Example:
            >>> import panhuo as ph
            >>> hall = {"id": "A", "kind": "idle_factory", "ceiling_height": "9 m"}
            >>> catalog = ph.Inventory.from_records([hall]).catalog()
            >>> catalog.rank(ph.Requirement("铸造", must=[ph.ceiling_height >= "8 m"])).sites
            ['A']
        """
        return Ranking(self._native.rank(native_of(requirement), check_count("top", top)))

    def explain(self, requirement: Requirement, site_id: str) -> Explanation:
        """Every check and contribution of one site, on the list or not.

        Raises:
            NotFoundError: If there is no such site.
            InvalidRequirementError: If the requirement contradicts itself.
        """
        return Explanation(self._native.explain(native_of(requirement), site_id))
