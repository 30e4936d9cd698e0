"""Everything public goes through pickle and comes back equal, as Ray, Dask and pools need it."""

import multiprocessing
import pickle

import pytest

import panhuo as ph


def again(value):
    return pickle.loads(pickle.dumps(value))


RING = [[113.1, 29.4], [113.2, 29.4], [113.1, 29.5], [113.1, 29.4]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}


@pytest.mark.parametrize(
    "value",
    [
        ph.Words("层高", "ceiling height"),
        ph.Quantity("8600.3 ㎡"),
        ph.Quantity("2027-06-30"),
        ph.floor_area,
        ph.distance_to("port"),
        ph.distance_to(longitude=113.1 / 3, latitude=29.4),
        ph.floor_area >= "8000 ㎡",
        ph.structure.one_of("steel"),
        ph.inside(layer="lake"),
        ph.inside(polygon=POLYGON),
        ph.free_of("mortgage"),
        (ph.price <= "1000 万元").relaxed_at(2),
        ph.power.rising("315 kVA", "1000 kVA", weight=0.1 + 0.2),
        ph.structure.table({"steel": 1 / 3}, otherwise=0.1),
        ph.Requirement("铸造", investor="x", kinds=["land"], must=[ph.site_area >= "3 亩"]),
    ],
)
def test_parts_of_a_requirement(value) -> None:
    assert type(again(value)) is type(value)
    assert again(value) == value


def test_answers(district: ph.Catalog, investor: ph.Requirement) -> None:
    shortlist = district.match(investor)
    explanation = shortlist.explain(shortlist[0].site)
    candidate = explanation.candidate
    site = district.site(candidate.site)
    values = [
        explanation, candidate, site, *candidate.checks, *candidate.contributions,
        *site.facts.values(), *site.encumbrances.values(), *site.sources,
        *shortlist.near_misses(), shortlist.tally, *shortlist.tally.by_constraint,
        *shortlist.questions(), *district.similar(candidate.site),
        *district.rank_acceptability(investor, samples=10),
    ]  # fmt: skip
    for value in values:
        assert type(again(value)) is type(value)
        assert again(value) == value
        assert repr(again(value)) == repr(value)


def test_an_advice_and_a_shortlist_answer_as_before(
    district: ph.Catalog, investor: ph.Requirement
) -> None:
    shortlist = district.match(investor, top=3)
    restored = again(shortlist)
    assert restored == shortlist
    assert list(restored.near_misses()) == list(shortlist.near_misses())
    for advice in (shortlist.near_misses(), shortlist.questions(), district.pareto(investor)):
        assert list(again(advice)) == list(advice)
    catalog = again(district)
    assert [catalog.site(each) for each in shortlist.ranking.sites] == [
        district.site(each) for each in shortlist.ranking.sites
    ]
    assert list(catalog.statistics()) == list(district.statistics())


def match(catalog: ph.Catalog, requirement: ph.Requirement) -> ph.Shortlist:
    return catalog.match(requirement)


def test_another_process_matches(catalog: ph.Catalog, foundry: ph.Requirement) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        [answer] = pool.starmap(match, [(catalog, foundry)])
    assert answer == catalog.match(foundry)


def test_an_inventory_and_a_resolution() -> None:
    rows = [
        {"id": "A", "kind": "idle_factory", "name": "原宏达机械厂"},
        {"id": "B", "kind": "idle_factory", "name": "临江市宏达机械有限公司"},
        {"id": "C", "kind": "idle_factory", "name": "鸿达机械"},
    ]
    inventory = ph.Inventory.from_records(rows)
    assert list(again(inventory).sites) == list(inventory.sites)
    resolution = inventory.resolve().reject("A", "B", note="two plants")
    restored = again(resolution)
    assert len(restored.inventory()) == 3
    assert list(restored.decisions) == list(resolution.decisions)
