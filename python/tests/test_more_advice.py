"""Advice compared with plain Python implementations, and with results derived by geometry."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import panhuo as ph

AREA = ph.site_area.rising("0 ㎡", "100 ㎡")
PRICE = ph.price.falling("0 元", "100 元")
WATER = ph.water_supply.rising("0 t/d", "100 t/d")


def lots(values: list[tuple[float, float, float]]) -> ph.Catalog:
    """Parcels with an area, a price and a supply of water, each with its hundredth as the value."""
    records = [
        {
            "id": f"L{at:02}",
            "kind": "land",
            "site_area": f"{area!r} ㎡",
            "price": f"{100 - price!r} 元",
            "water_supply": f"{water!r} t/d",
        }
        for at, (area, price, water) in enumerate(values)
    ]
    return ph.Inventory.from_records(records).catalog()


REQUIREMENT = ph.Requirement("x", prefer=[AREA, PRICE, WATER])


@given(st.lists(st.tuples(*[st.integers(0, 8).map(lambda n: n * 12.5)] * 3), max_size=12))
def test_the_pareto_front_holds_the_sites_that_none_dominates(
    values: list[tuple[float, float, float]],
) -> None:
    def dominates(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
        return a != b and all(x >= y for x, y in zip(a, b, strict=True))

    front = lots(values).pareto(REQUIREMENT)
    expected = {
        f"L{at:02}"
        for at, own in enumerate(values)
        if not any(dominates(other, own) for other in values)
    }
    assert {each.site for each in front} == expected
    assert len(front) + len(front.dominated) == len(values)
    for each in front.dominated:
        own, by = (values[int(each.record[key][1:])] for key in ("site", "dominated_by"))
        assert dominates(by, own)


def test_rank_acceptability_of_two_follows_from_where_their_scores_cross() -> None:
    """With shares w and 1 - w, 0.9 w + 0.1 (1 - w) beats 0.3 w + 0.9 (1 - w) from w = 4/7 on."""
    catalog = lots([(90, 10, 0), (30, 90, 0)])
    requirement = ph.Requirement("x", prefer=[AREA, PRICE])
    answer = catalog.rank_acceptability(requirement)
    first = {each.record["site"]: each.record["rank_acceptability"][0] for each in answer}
    assert first["L00"] == pytest.approx(3 / 7)
    assert first["L00"] + first["L01"] == pytest.approx(1)
    sure = catalog.rank_acceptability(requirement, shares={0: (0.6, 1.0)})
    first = {each.record["site"]: each.record["rank_acceptability"][0] for each in sure}
    assert first == {"L00": 1, "L01": 0}


def test_rank_acceptability_agrees_with_a_plain_monte_carlo() -> None:
    rng = random.Random(5)
    values = [tuple(rng.uniform(0, 100) for _ in range(3)) for _ in range(9)]
    counts = [0] * len(values)
    samples = 20_000
    for _ in range(samples):
        # Shares that are even over the simplex are gaps between sorted uniform numbers.
        a, b = sorted(rng.random() for _ in range(2))
        weights = (a, b - a, 1 - b)
        scores = [sum(w * v for w, v in zip(weights, own, strict=True)) for own in values]
        counts[scores.index(max(scores))] += 1
    answer = lots(values).rank_acceptability(REQUIREMENT, samples=samples, seed=7, top=3)
    again = lots(values).rank_acceptability(REQUIREMENT, samples=samples, seed=7, top=3)
    assert [each.record for each in again] == [each.record for each in answer]
    first = {each.record["site"]: each.record["rank_acceptability"][0] for each in answer}
    for at, count in enumerate(counts):
        assert first.get(f"L{at:02}", 0) == pytest.approx(count / samples, abs=0.02)


@pytest.mark.parametrize(
    "wrong", [{"around": 0.5}, {"shares": {3: (0, 1)}}, {"shares": {0: (1, 0)}}]
)
def test_impossible_weight_shares_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ph.InvalidArgumentError):
        lots([(1, 2, 3)]).rank_acceptability(REQUIREMENT, **wrong)


def test_an_identical_site_is_the_most_similar(catalog: ph.Catalog) -> None:
    records = [
        {"id": key, "kind": "land", "site_area": area}
        for key, area in {"A": "50 亩", "B": "50 亩", "C": "70 亩", "D": "900 亩"}.items()
    ]
    like = ph.Inventory.from_records(records).catalog().similar("A")
    assert [each.record["site"] for each in like] == ["B", "C", "D"]
    assert like[0].record["distance"] == 0
    with pytest.raises(ph.NotFoundError):
        catalog.similar("nobody")


def test_rank_requirements_agrees_with_explain(
    district: ph.Catalog, investor: ph.Requirement, foundry: ph.Requirement
) -> None:
    requirements = [investor, ph.Requirement("anything")]
    site = district.rank(investor, top=1).sites[0]
    ranked = district.rank_requirements(requirements, site)
    assert {each.record["requirement"] for each in ranked} == {0, 1}
    for each in ranked:
        explained = district.explain(requirements[each.record["requirement"]], site).candidate
        assert each.record["candidate"]["outcome"] == explained.outcome
        assert each.record["candidate"]["score"]["guaranteed"] == explained.guaranteed


def test_the_demand_gap_holds_the_requirements_without_a_match(catalog: ph.Catalog) -> None:
    heights = [5, 10, 12]
    halls = ["idle_factory"]
    requirements = [
        ph.Requirement(f"{high}", kinds=halls, must=[ph.ceiling_height >= f"{high} m"])
        for high in heights
    ]
    known = [
        {"id": "A", "kind": "idle_factory", "ceiling_height": "9 m"},
        {"id": "B", "kind": "idle_factory", "ceiling_height": "7.2 m"},
    ]
    catalog = ph.Inventory.from_records(known).catalog()
    unmet = [each.name for each in requirements if not len(catalog.match(each))]
    gap = catalog.demand_gap(requirements)
    assert [each["name"] for each in gap.record["unmet_requirements"]] == unmet == ["10", "12"]
    [criterion] = gap.record["unmet_criteria"]
    bounds = [criterion[key]["at_least"] for key in ("easiest", "hardest")]
    assert (bounds, criterion["offered"]) == (["10 m", "12 m"], 9)
    assert "现有最好 9 m" in gap.words.zh
    assert "the best offered is 9 m" in gap.words.en


@pytest.mark.usefixtures("english")
def test_a_written_shortlist_is_verified_or_refuted(
    district: ph.Catalog, investor: ph.Requirement
) -> None:
    written = district.match(investor).to_json()
    district.verify(written)
    district.verify(json.dumps(json.loads(written)))
    changed = json.loads(written)
    changed["candidates"][0]["score"]["guaranteed"] += 1e-9
    with pytest.raises(ph.InvalidArgumentError, match="score, guaranteed"):
        district.verify(json.dumps(changed))
    changed = json.loads(written)
    changed["candidates"].reverse()
    with pytest.raises(ph.InvalidArgumentError, match="rank 1 is"):
        district.verify(json.dumps(changed))
    for nonsense in ("", "[]", "{}", '{"requirement": {}, "candidates": []}', "null"):
        with pytest.raises(ph.PanhuoError):
            district.verify(nonsense)


def test_advice_is_worded_in_both_languages(district: ph.Catalog, investor: ph.Requirement) -> None:
    site = district.rank(investor, top=1).sites[0]
    answers = [
        lambda: district.rank_acceptability(investor, samples=50),
        lambda: district.pareto(investor),
        lambda: district.similar(site),
        lambda: district.rank_requirements([investor], site),
    ]
    for answer in answers:
        ph.set_language("zh")
        zh, page = repr(answer()), answer()._repr_html_()
        ph.set_language("en")
        assert repr(answer()) != zh
        assert answer()._repr_html_() != page
