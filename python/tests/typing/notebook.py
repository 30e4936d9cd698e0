"""What a type checker must make of a notebook's lines; checked, never run."""

from typing import assert_type

import panhuo as ph

assert_type(ph.floor_area, ph.Attribute)
assert_type(ph.floor_area >= "8000 ㎡", ph.Constraint)
assert_type(ph.distance_to("port") <= "15 km", ph.Constraint)
assert_type(ph.power.rising("315 kVA", "1000 kVA", weight=3), ph.Preference)

requirement = ph.Requirement(
    name="precision castings",
    kinds=["idle_factory"],
    must=[ph.floor_area >= "8000 ㎡", (ph.price <= "3000 万元").relaxed_at(1)],
    prefer=[ph.power.rising("315 kVA", "1000 kVA", weight=3)],
)
ledgers = ph.read_ledgers("ledgers/*.xlsx", profile="yueyanglou")
catalog = ledgers.catalog()
assert_type(catalog, ph.Catalog)
assert_type(ph.Catalog.from_arrow(catalog, nan="unknown"), ph.Catalog)

shortlist = catalog.match(requirement, top=10)
assert_type(shortlist[0], ph.Candidate)
assert_type(shortlist[:3], list[ph.Candidate])
assert_type(shortlist[0].checks[0].shortfall, ph.Words | None)
assert_type([each.guaranteed for each in catalog.rank(requirement)], list[float])
assert_type(catalog.rank(requirement).sites, list[str])
assert_type(shortlist.explain("YYL-0042"), ph.Explanation)
assert_type(shortlist.near_misses()[0].shortfalls, list[ph.Words])
assert_type(catalog.relax(requirement)[0], ph.Advice)
assert_type(catalog.pareto(requirement)[0], ph.Candidate)
assert_type(catalog.demand_gap([requirement]), ph.Advice)
assert_type(catalog.site("YYL-0042").facts["floor_area"].low, float | None)
for site, distance in catalog.nearest(longitude=113.1, latitude=29.4):
    assert_type(site, ph.Site)
    assert_type(distance.to("km"), float)

# What is wrong must be found: an ignore that is not needed is an error.
ph.Requirement("x", must=["floor_area >= 8000"])  # type: ignore[list-item]
catalog.match("castings")  # type: ignore[arg-type]
catalog.rank(requirement, 10)  # type: ignore[call-arg]
_ = ph.floor_area >= object()  # type: ignore[operator]
