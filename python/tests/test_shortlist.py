"""Shortlists are ranked and explained, and equal those of the core."""

import json
import math

import pytest

import panhuo as ph


def test_unknown_ranks_after_pass_and_failures_are_not_listed(
    catalog: ph.Catalog, foundry: ph.Requirement
) -> None:
    shortlist = catalog.match(foundry, top=10)
    assert [(each.site, each.outcome) for each in shortlist] == [("A", "pass"), ("C", "unknown")]
    assert len(catalog.match(foundry, top=1)) == 1
    assert len(catalog.match(foundry, top=0)) == 0
    assert [each.site for each in shortlist[:1]] == ["A"]
    assert shortlist[-1].site == "C"
    tally = shortlist.tally
    assert (tally.sites, tally.other_kinds, tally.passing, tally.unknown, tally.failing) == (
        4, 1, 1, 1, 1,
    )  # fmt: skip
    assert tally.by_constraint[1].fails_alone == 1
    assert len(shortlist.describe_tally()) == 5


def test_the_score_is_the_weighted_mean(catalog: ph.Catalog, foundry: ph.Requirement) -> None:
    """Worked by hand: (3 * (630 - 315) / 685 + 2 * 1 + 0.7 * 1) / 5.7."""
    by_hand = (3 * (630 - 315) / 685 + 2 + 0.7) / 5.7
    assert catalog.match(foundry)[0].guaranteed == pytest.approx(by_hand, rel=1e-12)


def test_contributions_add_up_exactly(district: ph.Catalog, investor: ph.Requirement) -> None:
    shortlist = district.match(investor, top=len(district))
    assert len(shortlist) > 3
    for candidate in shortlist:
        low = high = 0.0
        for each in candidate.contributions:
            low += each.guaranteed
            high += each.potential
        assert (low, high) == (candidate.guaranteed, candidate.potential)
        assert 0 <= low <= high <= 1


def test_the_order_is_the_stated_one(district: ph.Catalog, investor: ph.Requirement) -> None:
    order = {"pass": 0, "unknown": 1}
    keys = [
        (order[each.outcome], -each.guaranteed, -each.potential, each.site)
        for each in district.match(investor, top=len(district))
    ]
    assert keys == sorted(keys)


def test_json_and_objects_say_the_same(district: ph.Catalog, investor: ph.Requirement) -> None:
    shortlist = district.match(investor)
    form = json.loads(shortlist.to_json())
    assert ph.Requirement.from_json(json.dumps(form["requirement"])) == investor
    assert len(form["candidates"]) == len(shortlist)
    for written, candidate in zip(form["candidates"], shortlist, strict=True):
        assert written["score"]["guaranteed"] == candidate.guaranteed
        assert written["outcome"] == candidate.outcome
        explained = shortlist.explain(candidate.site).candidate
        assert explained == candidate
        for check, has in zip(written["checks"], explained.checks, strict=True):
            assert check["outcome"] == has.outcome
            assert (check["observed"]["zh"], check["observed"]["en"]) == (
                has.observed.zh,
                has.observed.en,
            )
            assert check["observed"]["raw"] == has.raw
            source = check["observed"]["source"]
            assert (source or {}).get("cell") == (has.source.cell if has.source else None)


def test_an_explanation_names_cells_in_both_languages(district: ph.Catalog) -> None:
    tall = ph.Requirement("x", kinds=["idle_factory"], must=[ph.ceiling_height >= "8 m"])
    shortlist = district.match(tall)
    explanation = shortlist.explain(shortlist[0].site)
    check = explanation.candidate.checks[0]
    assert check.source is not None
    assert check.source.text in explanation.text
    assert check.raw in explanation.text
    assert "层高" in repr(explanation)
    ph.set_language("en")
    assert "ceiling height ≥ 8 m" in explanation.text
    assert "ceiling height ≥ 8 m" in explanation.html


def test_a_site_off_the_list_is_explained(catalog: ph.Catalog, foundry: ph.Requirement) -> None:
    shortlist = catalog.match(foundry)
    candidate = shortlist.explain("D").candidate
    assert (candidate.kind_requested, candidate.outcome) == (False, "fail")
    assert "类型不符" in shortlist.explain("D").text
    with pytest.raises(ph.NotFoundError):
        shortlist.explain("E")


def test_near_misses_state_the_shortfall(catalog: ph.Catalog, foundry: ph.Requirement) -> None:
    [miss] = catalog.match(foundry).near_misses()
    assert miss.candidate.site == "B"
    assert [str(each) for each in miss.shortfalls] == ["差 0.8 m"]
    assert miss.cost == pytest.approx(0.1)
    assert "层高 ≥ 8 m：差 0.8 m" in repr(catalog.near_misses(foundry))
    assert len(catalog.near_misses(foundry, limit=0)) == 0
    assert repr(catalog.near_misses(foundry, limit=0)) == "没有接近条件的资源"


def test_regions_and_encumbrances_are_tested(catalog: ph.Catalog) -> None:
    in_lake = catalog.match(ph.Requirement("x", must=[ph.inside(layer="lake")]))
    assert [(each.site, each.outcome) for each in in_lake] == [("D", "pass"), ("C", "unknown")]
    free = catalog.match(ph.Requirement("x", must=[ph.free_of("mortgage", "seizure")]))
    assert "A" not in [each.site for each in free]
    farmland = ph.Requirement("x", must=[ph.permanent_farmland.one_of("no")])
    first, *others = catalog.match(farmland)
    assert (first.site, first.outcome) == ("D", "pass")
    assert {each.outcome for each in others} == {"unknown"}


@pytest.mark.usefixtures("english")
def test_contradictions_stop_the_match(catalog: ph.Catalog) -> None:
    nobody = ph.Requirement("x", must=[ph.floor_area >= "2 ㎡", ph.floor_area <= "1 ㎡"])
    with pytest.raises(ph.InvalidRequirementError, match="cannot hold together"):
        catalog.match(nobody)
    nowhere = ph.Requirement("x", must=[ph.distance_to("harbour") <= "1 km"])
    with pytest.raises(ph.NotFoundError, match="harbour"):
        catalog.match(nowhere)


def test_a_terminal_shows_bars_and_marks(catalog: ph.Catalog, foundry: ph.Requirement) -> None:
    lines = repr(catalog.match(foundry)).splitlines()
    assert "✓✓✓✓" in lines[2]
    assert "✓???" in lines[3]
    assert "█" in lines[2]
    assert repr(catalog.match(ph.Requirement("x", must=[ph.storeys >= 99]))).count("\n") > 1


def test_scores_are_exact_in_python(district: ph.Catalog, investor: ph.Requirement) -> None:
    for candidate in district.match(investor):
        assert math.isclose(sum(each.share for each in candidate.contributions), 1, rel_tol=1e-12)
