"""Advice is worded in both languages and agrees with matching."""

import json

import pytest

import panhuo as ph


@pytest.fixture
def high(foundry: ph.Requirement) -> ph.Requirement:
    """A requirement that nothing meets."""
    return ph.Requirement(
        "高厂房",
        kinds=foundry.kinds,
        must=[
            (ph.floor_area >= "8000 ㎡").relaxed_at(2),
            (ph.ceiling_height >= "30 m").relaxed_at(1),
        ],
    )


def test_a_relaxation_admits_as_many_sites_as_it_states(
    catalog: ph.Catalog, high: ph.Requirement
) -> None:
    """The loosened requirement is in the record, ready to match."""
    for advice in catalog.relax(high):
        loosened = ph.Requirement.from_json(json.dumps(advice.record["requirement"]))
        passing = [c for c in catalog.match(loosened, top=50) if c.outcome == "pass"]
        assert len(passing) == advice.record["passing"]
        assert advice.words.zh != advice.words.en


def test_why_a_site_is_off_the_list(catalog: ph.Catalog, high: ph.Requirement) -> None:
    """Every failing check is named."""
    why = catalog.why_not(high, "A")
    assert "层高" in str(why)
    assert why.record["candidate"]["site"] == "A"
    with pytest.raises(ph.NotFoundError):
        catalog.why_not(high, "nobody")


def test_a_question_names_a_township_and_a_fact(
    catalog: ph.Catalog, foundry: ph.Requirement
) -> None:
    """Questions are only about unknown facts."""
    shortlist = catalog.match(foundry)
    questions = shortlist.questions()
    assert len(questions) > 0
    assert repr(questions) == "\n".join(str(question) for question in questions)
    for question in questions:
        site = question.record["site"]
        unknown = {
            str(check.required)
            for check in catalog.explain(foundry, site).candidate.checks
            if check.outcome == "unknown"
        }
        assert unknown or question.record["rises"] or question.record["falls"]


def test_advice_escapes_what_it_shows(foundry: ph.Requirement) -> None:
    """Names are data, not markup."""
    site = {"id": "X", "kind": "idle_factory", "name": "<img onerror=alert(1)>"}
    catalog = ph.Inventory.from_records([site]).catalog()
    requirement = ph.Requirement("x", kinds=foundry.kinds, must=[ph.ceiling_height >= "8 m"])
    assert "<img" not in catalog.questions(requirement)._repr_html_()
