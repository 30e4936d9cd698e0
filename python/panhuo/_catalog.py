"""Catalogs: snapshots that are searched and matched."""

import json
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from panhuo import _native
from panhuo._advice import Advice, AdviceList
from panhuo._candidate import Candidate, Explanation, NearMisses, Tally
from panhuo._files import StrPath, read_text
from panhuo._frames import Framed, need
from panhuo._native import Frame, Quantity
from panhuo._pareto import ParetoFront
from panhuo._ranking import Ranking
from panhuo._requirement import Requirement
from panhuo._shortlist import Shortlist
from panhuo._site import Site
from panhuo._table import Row, Table
from panhuo._words import Words
from panhuo.errors import InvalidArgumentError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    import polars as pl


def _sites(text: str) -> list[Site]:
    return [Site.of(view) for view in json.loads(text)]


def _area(row: Row) -> str:
    low, high = f"{row['site_area_low_mu']:.0f}", f"{row['site_area_high_mu']:.0f}"
    return low if low == high else f"{low}–{high}"


class Catalog(Framed):
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

    __slots__ = ("_native", "ignored_columns")

    ignored_columns: tuple[str, ...]
    """The columns of the table it was made from that are nothing of a site."""

    def __init__(self, native: _native.Catalog, ignored_columns: tuple[str, ...] = ()) -> None:
        """Takes a native catalog; `Inventory.catalog` and `Catalog.from_arrow` make some."""
        self._native = native
        self.ignored_columns = ignored_columns

    @classmethod
    def from_arrow(
        cls,
        table: object,
        *,
        crs: str | None = None,
        nan: str = "refuse",
        landmarks: StrPath | None = None,
    ) -> "Catalog":
        """Makes a catalog of a table, one row a site: of Arrow, Polars, DuckDB, pandas.

        Whatever has ``__arrow_c_stream__`` is read without a copy of its own. Columns are known by
        their names:

        - ``kind``: the stable name, such as ``land``; needed.
        - ``id``: text or whole numbers, each once; without it, the number of the row from 0, as
          text.
        - ``name``, ``reference``, ``jurisdiction``: text or whole numbers.
        - ``longitude``, ``latitude``: degrees of WGS84.
        - An attribute by its stable name: numbers in its canonical unit (``㎡``, ``m``, ``元``, …)
          unless the metadata of the field names another under ``unit``; days as dates or times; a
          category as its stable name, several possible ones with ``|`` between them; yes and no.
        - ``<attribute>_low`` and ``<attribute>_high``: the ends of an interval, null where open.
        - An encumbrance by its name, such as ``mortgage``: whether the site has it.
        - Geometry of GeoArrow (``geoarrow.wkb``, ``geoarrow.point``) or bytes under ``geometry``:
          points, or areas. Its metadata, or `crs`, must say that it is in WGS84 or CGCS2000.

        A null is not known. Other columns are left aside with a warning, and named in
        `ignored_columns`. As a table, a catalog has the same columns again, its rows by id.

        Args:
            table: The table.
            crs: The coordinate system of a geometry that names none, such as ``"EPSG:4326"``.
            nan: What a number that is not one (NaN) means: ``"refuse"``, or ``"unknown"``.
            landmarks: A GeoJSON file whose features have the properties ``layer`` and ``name``.

        Raises:
            TypeError: If the table is none.
            InvalidSiteError: Naming the column, and the row, that is not what it must be.
            SourceError: If the landmarks cannot be read.

        Example:
            >>> import panhuo as ph
            >>> import pyarrow as pa
            >>> area = pa.field("site_area", pa.float64(), metadata={"unit": "亩"})
            >>> schema = pa.schema([("id", pa.string()), ("kind", pa.string()), area])
            >>> lots = pa.table({"id": ["A"], "kind": ["land"], "site_area": [60.0]}, schema)
            >>> catalog = ph.Catalog.from_arrow(lots)
            >>> catalog.to_arrow()["site_area"].to_pylist()
            [40000.0]
        """
        if nan not in ("refuse", "unknown"):
            message = f"nan must be refuse or unknown, got {nan}"
            raise InvalidArgumentError(message)
        layers = None if landmarks is None else read_text(Path(landmarks))
        native, ignored = _native.Catalog.from_arrow(table, crs, nan == "unknown", layers)
        if ignored:
            message = f"columns that are nothing of a site were left aside: {', '.join(ignored)}"
            warnings.warn(message, stacklevel=2)
        return cls(native, tuple(ignored))

    @classmethod
    def from_pandas(cls, frame: "pd.DataFrame", *, landmarks: StrPath | None = None) -> "Catalog":
        """Makes a catalog of a pandas frame; see `from_arrow`. NaN is not known; needs pyarrow.

        The index is left aside.

        Raises:
            InvalidSiteError: As `from_arrow`.
        """
        table = need("pyarrow").Table.from_pandas(frame, preserve_index=False)
        return cls.from_arrow(table, nan="unknown", landmarks=landmarks)

    @classmethod
    def from_polars(
        cls, frame: "pl.DataFrame", *, nan: str = "refuse", landmarks: StrPath | None = None
    ) -> "Catalog":
        """Makes a catalog of a Polars frame; see `from_arrow`.

        Raises:
            InvalidSiteError: As `from_arrow`.
        """
        return cls.from_arrow(frame, nan=nan, landmarks=landmarks)

    @classmethod
    def from_geopandas(
        cls, frame: "gpd.GeoDataFrame", *, landmarks: StrPath | None = None
    ) -> "Catalog":
        """Makes a catalog of a GeoPandas frame; see `from_arrow`. NaN is not known; needs pyarrow.

        The frame must be in WGS84 or CGCS2000: ``frame.to_crs("EPSG:4326")`` makes it so.

        Raises:
            InvalidSiteError: As `from_arrow`, and for another coordinate system.
        """
        table = frame.to_arrow(index=False, geometry_encoding="WKB")
        return cls.from_arrow(table, nan="unknown", landmarks=landmarks)

    def _frame(self, geometry: str | None) -> Frame:
        return self._native.frame(geometry)

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
        units = dict.fromkeys(("site_area_low_mu", "site_area_high_mu"), "亩")
        return Table(rows, shown, texts=texts, units=units)

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

    def match_many(self, requirements: Iterable[Requirement], *, top: int = 10) -> list[Shortlist]:
        """The best sites for each of several requirements, on all cores.

        The same as `match` for each, in the order given; Ctrl-C stops it.

        Args:
            requirements: What is wanted.
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
        asked = list(requirements)
        found = self._native.match_many([each._native for each in asked], top)
        pairs = zip(asked, found, strict=True)
        return [Shortlist(self, requirement, each, top) for requirement, each in pairs]

    def rank(self, requirement: Requirement, *, top: int = 10) -> Ranking:
        """The sites that `match` lists, in its order, with their scores alone.

        Args:
            requirement: What is wanted.
            top: How many sites at most.

        Raises:
            InvalidRequirementError: If the requirement contradicts itself.
            NotFoundError: If it names a layer of landmarks that the catalog does not have.

        Example:
            >>> import panhuo as ph
            >>> hall = {"id": "A", "kind": "idle_factory", "ceiling_height": "9 m"}
            >>> catalog = ph.Inventory.from_records([hall]).catalog()
            >>> catalog.rank(ph.Requirement("铸造", must=[ph.ceiling_height >= "8 m"])).sites
            ['A']
        """
        return Ranking(self._native.rank(requirement._native, top))

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

    def rank_acceptability(
        self,
        requirement: Requirement,
        *,
        top: int = 10,
        samples: int = 1000,
        seed: int = 0,
        around: float | None = None,
        shares: Mapping[int, tuple[float, float]] = MappingProxyType({}),
    ) -> AdviceList:
        """How often each site takes each place of the list when the weights are not sure.

        Weights are drawn as shares that sum to 1, evenly over all that are allowed; the same seed
        gives the same answer. A share of samples is sure to about ±1/√samples. The record of each
        site has ``now`` (its place today), ``at_rank`` (the share of the samples in each place),
        ``on_list``, and ``central_weights`` (the mean of the weights that put it first). After
        Lahdelma & Salminen, SMAA-2, Operations Research 49(3), 2001.

        Args:
            requirement: What is wanted.
            top: How long the list is.
            samples: How many weightings to draw.
            seed: Where the random numbers start.
            around: Each share is at most so many times larger or smaller than stated; without
                this, and without `shares`, it is anything.
            shares: Between which shares, in [0, 1], a preference lies, by its position from 0.

        Raises:
            InvalidRequirementError: If the requirement contradicts itself.
            InvalidArgumentError: If the shares cannot sum to 1, or belong to no preference.

        Example:
            >>> import panhuo as ph
            >>> halls = [
            ...     {"id": "large", "kind": "land", "site_area": "90 亩", "price": "900 万元"},
            ...     {"id": "cheap", "kind": "land", "site_area": "30 亩", "price": "100 万元"},
            ... ]
            >>> catalog = ph.Inventory.from_records(halls).catalog()
            >>> area = ph.site_area.rising("0 亩", "100 亩", weight=3)
            >>> price = ph.price.falling("0 万元", "1000 万元")
            >>> wish = ph.Requirement("冷库", prefer=[area, price])
            >>> print(catalog.rank_acceptability(wish, around=1.2)[0])
            large：居首 100%，前 2 内 100%
        """
        bounds = [(at, low, high) for at, (low, high) in shares.items()]
        text = _native.rank_acceptability(
            self._native, requirement._native, top, samples, seed, around, bounds
        )
        return AdviceList.of(json.loads(text))

    def pareto(self, requirement: Requirement) -> ParetoFront:
        """The sites that meet every constraint and that no other such site dominates.

        A site dominates another if it is worth at least as much in every preference, and more in
        some; values are the guaranteed ones, before weights.

        Args:
            requirement: What is wanted.

        Raises:
            InvalidRequirementError: If the requirement contradicts itself.

        Example:
            >>> import panhuo as ph
            >>> areas = {"A": "50 亩", "B": "90 亩"}
            >>> lots = [{"id": k, "kind": "land", "site_area": v} for k, v in areas.items()]
            >>> catalog = ph.Inventory.from_records(lots).catalog()
            >>> wish = ph.Requirement("冷库", prefer=[ph.site_area.rising("0 亩", "100 亩")])
            >>> front = catalog.pareto(wish)
            >>> [each.site for each in front]
            ['B']
            >>> print(front.dominated[0])
            A 处处不优于 B，且不及：占地面积 0 亩 ↗ 100 亩 (+0.400)
        """
        return ParetoFront.of(json.loads(_native.pareto(self._native, requirement._native)))

    def similar(self, site_id: str, *, limit: int = 10) -> AdviceList:
        """The sites most like one of them, the most alike first, with what makes them alike.

        Compared are the kind, the place, and every number or date that the site reports; what the
        other does not report counts as a usual difference.

        Args:
            site_id: The site.
            limit: How many at most.

        Raises:
            NotFoundError: If there is no such site.

        Example:
            >>> import panhuo as ph
            >>> areas = {"A": "50 亩", "B": "52 亩", "C": "90 亩"}
            >>> lots = [{"id": k, "kind": "land", "site_area": v} for k, v in areas.items()]
            >>> catalog = ph.Inventory.from_records(lots).catalog()
            >>> [each.record["site"] for each in catalog.similar("A")]
            ['B', 'C']
        """
        return AdviceList.of(json.loads(_native.similar(self._native, site_id, limit)))

    def which_fit(self, requirements: Iterable[Requirement], site_id: str) -> AdviceList:
        """How a site meets each of some requirements: first what it meets, last what it fails.

        Args:
            requirements: What investors want.
            site_id: The site that is to be let.

        Raises:
            NotFoundError: If there is no such site.
            InvalidRequirementError: If a requirement contradicts itself.

        Example:
            >>> import panhuo as ph
            >>> lot = {"id": "A", "kind": "land", "site_area": "50 亩"}
            >>> catalog = ph.Inventory.from_records([lot]).catalog()
            >>> large = ph.Requirement("物流园", must=[ph.site_area >= "80 亩"])
            >>> small = ph.Requirement("冷库", must=[ph.site_area >= "20 亩"])
            >>> [each.record["name"] for each in catalog.which_fit([large, small], "A")]
            ['冷库', '物流园']
        """
        asked = [each._native for each in requirements]
        return AdviceList.of(json.loads(_native.which_fit(self._native, asked, site_id)))

    def lacks(self, requirements: Iterable[Requirement]) -> Advice:
        """What the district lacks: which requirements no site meets, and what is asked in vain.

        The record counts what is ``met`` and ``hanging`` (on facts to be asked for), and lists what
        is ``unmet`` with its conflicts, and ``wants``: demands that alone no site of the wanted
        kinds meets, by constraint, kind and size.

        Args:
            requirements: What investors want.

        Raises:
            InvalidRequirementError: If a requirement contradicts itself.

        Example:
            >>> import panhuo as ph
            >>> hall = {"id": "A", "kind": "idle_factory", "ceiling_height": "9 m"}
            >>> catalog = ph.Inventory.from_records([hall]).catalog()
            >>> must = [ph.ceiling_height >= "12 m"]
            >>> turbines = ph.Requirement("风机", kinds=["idle_factory"], must=must)
            >>> print(catalog.lacks([turbines]))
            需求：0 项可满足，0 项待核实，1 项无法满足
            闲置厂房：层高 ≥ 12 m，1 项需求，现有最好 9 m
        """
        asked = [each._native for each in requirements]
        return AdviceList.of(json.loads(_native.lacks(self._native, asked)))[0]

    def verify(self, shortlist_json: str) -> None:
        """Proves that a shortlist that was written as JSON still holds in this catalog.

        Matches its requirement again and compares every site, check, contribution and score.

        Args:
            shortlist_json: What `Shortlist.to_json` wrote.

        Raises:
            ParseError: If it is no such JSON.
            InvalidArgumentError: Saying what differs.

        Example:
            >>> import panhuo as ph
            >>> lot = {"id": "A", "kind": "land", "site_area": "50 亩"}
            >>> catalog = ph.Inventory.from_records([lot]).catalog()
            >>> written = catalog.match(ph.Requirement("冷库")).to_json()
            >>> catalog.verify(written)
        """
        _native.verify(self._native, shortlist_json)

    def tally(self, requirement: Requirement) -> Tally:
        """What became of all sites, and which constraint excluded how many.

        Raises:
            InvalidRequirementError: If the requirement contradicts itself.
        """
        return Tally.of(json.loads(self._native.tally(requirement._native)))
