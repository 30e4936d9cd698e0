"""Advice that a catalog gives when a shortlist is not enough."""

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from panhuo import _native
from panhuo._advice import Advice, AdviceList
from panhuo._arguments import check_count
from panhuo._candidate import NearMisses, Tally
from panhuo._pareto import ParetoFront
from panhuo._requirement import Requirement, native_of


class Advising:
    """What a catalog advises: what `Catalog` inherits."""

    __slots__ = ()

    _native: _native.Catalog

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
        few, limit = check_count("failing_at_most", failing_at_most), check_count("limit", limit)
        text = self._native.near_misses(native_of(requirement), few, limit)
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
        text = self._native.conflicts(native_of(requirement), check_count("limit", limit))
        return AdviceList.of(json.loads(text))

    def relax(
        self,
        requirement: Requirement,
        *,
        admitting: int = 1,
        include_firm: bool = False,
        limit: int = 10,
    ) -> AdviceList:
        """The smallest loosenings that open sites, in the investor's own order of giving way.

        Args:
            requirement: What is wanted.
            admitting: How many sites a loosening must open.
            include_firm: Whether to loosen constraints that the investor did not offer to relax.
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
        admitting, limit = check_count("admitting", admitting, least=1), check_count("limit", limit)
        text = self._native.relax(native_of(requirement), admitting, include_firm, limit)
        return AdviceList.of(json.loads(text))

    def why_not(self, requirement: Requirement, site_id: str, *, top: int = 10) -> Advice:
        """Why a site is not among the best, and the least single change that would put it there.

        Of one that is among them: what could dethrone it, by one bound, weight or open fact.

        Args:
            requirement: What is wanted.
            site_id: The site.
            top: How long the list is.

        Raises:
            NotFoundError: If there is no such site.
            InvalidRequirementError: If the requirement contradicts itself.
        """
        text = self._native.why_not(native_of(requirement), site_id, check_count("top", top))
        return AdviceList.of(json.loads(text))[0]

    def questions(self, requirement: Requirement, *, top: int = 10) -> AdviceList:
        """Which blanks, asked of which township, could change the list, the most telling first.

        Args:
            requirement: What is wanted.
            top: How long the list is.

        Raises:
            InvalidRequirementError: If the requirement contradicts itself.
        """
        text = self._native.questions(native_of(requirement), check_count("top", top))
        return AdviceList.of(json.loads(text))

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
        gives the same answer. A share of samples is sure to about ±1/√samples; with two preferences
        the shares are exact, without samples. The record of each site has ``now`` (its place
        today), ``at_rank`` (the share of the samples in each place), ``on_list``, and
        ``central_weights`` (the mean of the weights that put it first). After
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
            InvalidArgumentError: If the shares cannot sum to 1, or belong to no preference; or if
                there are no samples.

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
        bounds = [(check_count("the number of a preference", at), *ends) for at, ends in shares.items()]
        asked, top, seed = native_of(requirement), check_count("top", top), check_count("seed", seed)
        samples = check_count("samples", samples, least=1)
        text = _native.rank_acceptability(self._native, asked, top, samples, seed, around, bounds)
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
        return ParetoFront.of(json.loads(_native.pareto(self._native, native_of(requirement))))

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
        text = _native.similar(self._native, site_id, check_count("limit", limit))
        return AdviceList.of(json.loads(text))

    def rank_requirements(self, requirements: Iterable[Requirement], site_id: str) -> AdviceList:
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
            >>> [each.record["name"] for each in catalog.rank_requirements([large, small], "A")]
            ['冷库', '物流园']
        """
        asked = [native_of(each) for each in requirements]
        return AdviceList.of(json.loads(_native.rank_requirements(self._native, asked, site_id)))

    def demand_gap(self, requirements: Iterable[Requirement]) -> Advice:
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
            >>> print(catalog.demand_gap([turbines]))
            需求：0 项可满足，0 项待核实，1 项无法满足
            闲置厂房：层高 ≥ 12 m，1 项需求，现有最好 9 m
        """
        asked = [native_of(each) for each in requirements]
        return AdviceList.of(json.loads(_native.demand_gap(self._native, asked)))[0]

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
        return Tally.of(json.loads(self._native.tally(native_of(requirement))))
