"""Advice that a catalog gives when a shortlist is not enough."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from panhuo import _native
from panhuo._advice import AdviceList
from panhuo._arguments import check_count, check_mapping
from panhuo._candidate import NearMisses, Tally
from panhuo._native import Advice
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
            requirement: The constraints and preferences.
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
        return NearMisses(self._native.near_misses(native_of(requirement), few, limit))

    def conflicts(self, requirement: Requirement, *, limit: int = 10) -> AdviceList:
        """Which constraints no site of the requested kinds can meet together, the smallest sets.

        Empty where some site meets or may meet all of them.

        Args:
            requirement: The constraints and preferences.
            limit: How many sets at most.

        Raises:
            InvalidRequirementError: If the requirement contradicts itself.
        """
        return AdviceList(
            self._native.conflicts(native_of(requirement), check_count("limit", limit))
        )

    def relax(
        self,
        requirement: Requirement,
        *,
        admitting: int = 1,
        include_firm: bool = False,
        limit: int = 10,
    ) -> AdviceList:
        """The minimal relaxations that admit more sites, in the investor's order of relaxing.

        Args:
            requirement: The constraints and preferences.
            admitting: How many more sites a relaxation must admit.
            include_firm: Whether to relax constraints that the investor did not offer to relax.
            limit: How many relaxations at most.

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
        return AdviceList(
            self._native.relax(native_of(requirement), admitting, include_firm, limit)
        )

    def why_not(self, requirement: Requirement, site_id: str, *, top: int = 10) -> Advice:
        """Why a site is not among the best, and the least single change that would put it there.

        For one that is among them: what could take it off the list, by one bound, weight or fact.

        Args:
            requirement: The constraints and preferences.
            site_id: The site.
            top: How long the list is.

        Raises:
            NotFoundError: If there is no such site.
            InvalidRequirementError: If the requirement contradicts itself.
        """
        return self._native.why_not(native_of(requirement), site_id, check_count("top", top))

    def questions(self, requirement: Requirement, *, top: int = 10) -> AdviceList:
        """The missing facts that could change the list, with the jurisdiction to ask.

        Args:
            requirement: The constraints and preferences.
            top: How long the list is.

        Raises:
            InvalidRequirementError: If the requirement contradicts itself.
        """
        return AdviceList(self._native.questions(native_of(requirement), check_count("top", top)))

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
        """How often each site has each rank of the list when the weights are uncertain.

        Weights are drawn as shares that sum to 1, evenly over all that are allowed; the same seed
        gives the same answer. A share of samples has a standard error of at most 1/(2√samples);
        with two preferences the shares are exact, without samples. The record of each site has
        ``current_rank``, ``rank_acceptability`` (the share of the samples with each rank),
        ``on_list``, and ``central_weights`` (the mean of the weights that put it first). After
        Lahdelma & Salminen, SMAA-2, Operations Research 49(3), 2001.

        Args:
            requirement: The constraints and preferences.
            top: How long the list is.
            samples: How many samples of the weights to draw.
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
            >>> requirement = ph.Requirement("冷库", prefer=[area, price])
            >>> print(catalog.rank_acceptability(requirement, around=1.2)[0])
            large：居首 100%，前 2 内 100%
        """
        bounds = [
            (check_count("the number of a preference", at), *ends)
            for at, ends in check_mapping("shares", shares).items()
        ]
        requested, top, seed = (
            native_of(requirement),
            check_count("top", top),
            check_count("seed", seed),
        )
        samples = check_count("samples", samples, least=1)
        return AdviceList(
            _native.rank_acceptability(self._native, requested, top, samples, seed, around, bounds)
        )

    def pareto(self, requirement: Requirement) -> ParetoFront:
        """The sites that meet every constraint and that no other such site dominates.

        A site dominates another if it is worth at least as much in every preference, and more in
        some; values are the guaranteed ones, before weights.

        Args:
            requirement: The constraints and preferences.

        Raises:
            InvalidRequirementError: If the requirement contradicts itself.

        Example:
            >>> import panhuo as ph
            >>> areas = {"A": "50 亩", "B": "90 亩"}
            >>> lots = [{"id": k, "kind": "land", "site_area": v} for k, v in areas.items()]
            >>> catalog = ph.Inventory.from_records(lots).catalog()
            >>> requirement = ph.Requirement("冷库", prefer=[ph.site_area.rising("0 亩", "100 亩")])
            >>> front = catalog.pareto(requirement)
            >>> [each.site for each in front]
            ['B']
            >>> print(front.dominated[0])
            A 各项均不优于 B，其中不及：占地面积 0 亩 ↗ 100 亩 (+0.400)
        """
        return ParetoFront(*_native.pareto(self._native, native_of(requirement)))

    def similar(self, site_id: str, *, limit: int = 10) -> AdviceList:
        """The sites most similar to a given one, with the features that they are compared by.

        Compared are the kind, the position, and every number or date that the site reports; what
        the other does not report counts as a typical difference.

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
        return AdviceList(_native.similar(self._native, site_id, check_count("limit", limit)))

    def rank_requirements(self, requirements: Iterable[Requirement], site_id: str) -> AdviceList:
        """Ranks requirements by how well a site meets them, the ones that it fails last.

        Args:
            requirements: Several requirements.
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
        requested = [native_of(each) for each in requirements]
        return AdviceList(_native.rank_requirements(self._native, requested, site_id))

    def demand_gap(self, requirements: Iterable[Requirement]) -> Advice:
        """The demand gap: which requirements, and which single criteria of them, no site meets.

        The record counts the requirements that are ``met`` and ``undetermined`` (depending on
        unknown facts), and lists ``unmet_requirements`` with their conflicts and
        ``unmet_criteria``: criteria that no site of the requested kinds meets even alone.

        Args:
            requirements: Several requirements.

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
        requested = [native_of(each) for each in requirements]
        return _native.demand_gap(self._native, requested)

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
        return Tally(self._native.tally(native_of(requirement)))
