"""Catalogs: snapshots that are searched and matched."""

import json

from panhuo import _native
from panhuo._advice import Advice, AdviceList
from panhuo._candidate import Candidate, Explanation, NearMisses, Tally
from panhuo._native import Quantity
from panhuo._requirement import Requirement
from panhuo._shortlist import Shortlist
from panhuo._shown import ShownCatalog
from panhuo._site import Site
from panhuo._table import Row, Table
from panhuo._words import Words


def _sites(text: str) -> list[Site]:
    return [Site.of(view) for view in json.loads(text)]


def _area(row: Row) -> str:
    low, high = f"{row['site_area_low_mu']:.0f}", f"{row['site_area_high_mu']:.0f}"
    return low if low == high else f"{low}–{high}"


class Catalog(ShownCatalog):
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
        >>> [(each.site, each.standing) for each in shortlist]
        [('A', 'pass'), ('B', 'unknown')]
    """

    __slots__ = ()

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
        return Site.of(json.loads(self._native.site(site_id)))

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
        found = json.loads(self._native.search(name, limit))
        return [(Site.of(view), similarity) for similarity, view in found]

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
        found = json.loads(self._native.nearest(longitude, latitude, count))
        return [(Site.of(view), Quantity(f"{metres!r} m")) for metres, view in found]

    def within_radius(
        self, *, longitude: float, latitude: float, radius: str | Quantity
    ) -> list[Site]:
        """The sites at most this far from a position, by id.

        Args:
            longitude: Degrees east, WGS84.
            latitude: Degrees north, WGS84.
            radius: A length such as ``"5 km"``.

        Raises:
            ParseError: If the radius is not understood.
            InvalidArgumentError: If it is no length ≥ 0 or the position is out of range.
        """
        return _sites(self._native.within_radius(longitude, latitude, str(radius)))

    def within_box(self, *, west: float, south: float, east: float, north: float) -> list[Site]:
        """The sites between two corners in degrees, borders included, by id.

        Raises:
            InvalidArgumentError: If a corner is out of range.
        """
        return _sites(self._native.within_box(west, south, east, north))

    def in_jurisdiction(self, code: str) -> list[Site]:
        """The sites of a jurisdiction and of those below it, by id."""
        return _sites(self._native.in_jurisdiction(code))

    def statistics(self) -> Table:
        """What each jurisdiction has, each with those below it: jurisdiction × kind."""
        labels = _native.kinds()
        rows = []
        for row in json.loads(self._native.statistics()):
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
        return Table(rows, shown, texts=texts)

    def rank_acceptability(
        self,
        requirement: Requirement,
        *,
        top: int = 10,
        around: float = 2.0,
        samples: int = 1000,
    ) -> AdviceList:
        """How often each site takes each place when the weights are drawn at random.

        The share of each preference in all weights lies between 1/`around` and `around` times the
        stated one, uniformly. The same call gives the same answer. After Lahdelma and Salminen,
        SMAA-2, Operations Research 49(3), 2001.

        Args:
            requirement: What is wanted.
            top: How long the list is.
            around: How many times larger or smaller than stated a share may be, at least 1.
            samples: How many weightings to draw; a share of them is sure to about ±1/√samples.

        Raises:
            InvalidArgumentError: If `around` is below 1.
            InvalidRequirementError: If the requirement contradicts itself.
        """
        text = self._native.acceptability(requirement._native, top, around, samples)
        return AdviceList.of(json.loads(text))

    def match(self, requirement: Requirement, *, top: int = 10) -> Shortlist:
        """The best sites for a requirement, with reasons.

        Sites that meet every constraint come first, then those that hang on unknown facts; inside
        each by guaranteed score, then potential score, then id.

        Args:
            requirement: What is wanted.
            top: How many sites at most.

        Raises:
            InvalidRequirementError: If the requirement contradicts itself.
            NotFoundError: If it names a layer of landmarks that the catalog does not have.
        """
        return Shortlist(self, requirement, self._native.match(requirement._native, top), top)

    def explain(self, requirement: Requirement, site_id: str) -> Explanation:
        """Every check and contribution of one site, on the list or not.

        Raises:
            NotFoundError: If there is no such site.
            InvalidRequirementError: If the requirement contradicts itself.
        """
        view = json.loads(self._native.explain(requirement._native, site_id))
        return Explanation(Candidate.of(view))

    def near_misses(
        self, requirement: Requirement, *, failing_at_most: int = 1, limit: int = 10
    ) -> NearMisses:
        """Sites that fail few constraints, the cheapest to cure first, with the shortfalls.

        Args:
            requirement: What is wanted.
            failing_at_most: How many constraints a near miss may fail.
            limit: How many sites at most.

        Raises:
            InvalidRequirementError: If the requirement contradicts itself.

        Example:
            >>> import panhuo as ph
            >>> lot = {"id": "A", "kind": "land", "name": "胥家桥地块", "site_area": "53.8 亩"}
            >>> catalog = ph.Inventory.from_records([lot]).catalog()
            >>> cold_store = ph.Requirement("冷库", must=[ph.site_area >= "60 亩"])
            >>> str(catalog.near_misses(cold_store)[0].shortfalls[0])
            '差 6.2 亩'
        """
        text = self._native.near_misses(requirement._native, failing_at_most, limit)
        return NearMisses.of(json.loads(text))

    def conflicts(self, requirement: Requirement, *, limit: int = 10) -> AdviceList:
        """Which constraints no site of the wanted kinds can meet together, the smallest sets.

        Empty where some site meets or may meet all of them.

        Args:
            requirement: What is wanted.
            limit: How many sets at most.

        Raises:
            InvalidRequirementError: If the requirement contradicts itself.
        """
        return AdviceList.of(json.loads(self._native.conflicts(requirement._native, limit)))

    def relax(
        self,
        requirement: Requirement,
        *,
        opening: int = 1,
        firm_too: bool = False,
        limit: int = 10,
    ) -> AdviceList:
        """The smallest loosenings that open sites, in the investor's own order of giving way.

        Args:
            requirement: What is wanted.
            opening: How many sites a loosening must open.
            firm_too: Whether to loosen constraints that the investor did not offer to relax.
            limit: How many loosenings at most.

        Raises:
            InvalidRequirementError: If the requirement contradicts itself.

        Example:
            >>> import panhuo as ph
            >>> lot = {"id": "A", "kind": "land", "name": "胥家桥地块", "site_area": "53.8 亩"}
            >>> catalog = ph.Inventory.from_records([lot]).catalog()
            >>> cold_store = ph.Requirement("冷库", must=[(ph.site_area >= "60 亩").relaxed_at(1)])
            >>> len(catalog.relax(cold_store))
            1
        """
        text = self._native.relax(requirement._native, opening, firm_too, limit)
        return AdviceList.of(json.loads(text))

    def why_not(self, requirement: Requirement, site_id: str, *, top: int = 10) -> Advice:
        """Why a site is not among the best, and the least single change that would put it there.

        Args:
            requirement: What is wanted.
            site_id: The site.
            top: How long the list is.

        Raises:
            NotFoundError: If there is no such site.
            InvalidRequirementError: If the requirement contradicts itself.
        """
        view = json.loads(self._native.why_not(requirement._native, site_id, top))
        return AdviceList.of(view)[0]

    def questions(self, requirement: Requirement, *, top: int = 10) -> AdviceList:
        """Which blanks, asked of which township, could change the list, the most telling first.

        Args:
            requirement: What is wanted.
            top: How long the list is.

        Raises:
            InvalidRequirementError: If the requirement contradicts itself.
        """
        return AdviceList.of(json.loads(self._native.questions(requirement._native, top)))

    def tally(self, requirement: Requirement) -> Tally:
        """What became of all sites, and which constraint excluded how many.

        Raises:
            InvalidRequirementError: If the requirement contradicts itself.
        """
        return Tally.of(json.loads(self._native.tally(requirement._native)))
