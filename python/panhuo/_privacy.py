"""What an audience may read: the one place that takes away the rest.

An investor sees no text of cells (it may hold persons and telephone numbers), no cells, and nothing
of attributes that the table marks as the bureau's own, free text among them: their checks keep only
the outcome, their contributions are one sum. Of encumbrances an investor reads only those that the
requirement asks about, among the checks. Names and addresses come without telephone numbers and
without the persons whom the site itself names: `Site::for_investors` of the core says so.
"""

from dataclasses import replace

from panhuo._audience import is_open
from panhuo._candidate import Candidate, Check, Contribution, Tally
from panhuo._site import Fact, Site
from panhuo._i18n import Words

_OWN = Words("内部核查项", "a check of the bureau's own")
_OTHER = Words("其他因素", "other factors")
_NOTHING = Words("", "")


def candidate_for(audience: str, candidate: Candidate) -> Candidate:
    """The candidate with what the audience may read."""
    if audience == "bureau":
        return candidate
    checks = tuple(_check(check) for check in candidate.checks)
    return replace(candidate, checks=checks, contributions=_contributions(candidate.contributions))


def _check(check: Check) -> Check:
    if not is_open(check.audience, "investor"):
        check = replace(check, required=_OWN, found=_NOTHING, shortfall=None)
    return replace(check, raw="", source=None)


def _contributions(contributions: tuple[Contribution, ...]) -> tuple[Contribution, ...]:
    own = [each for each in contributions if not is_open(each.audience, "investor")]
    shown = [
        replace(each, raw="", source=None)
        for each in contributions
        if is_open(each.audience, "investor")
    ]
    if own:
        shown.append(
            Contribution(
                preference=_OTHER,
                weight=sum(each.weight for each in own),
                share=sum(each.share for each in own),
                guaranteed=sum(each.guaranteed for each in own),
                potential=sum(each.potential for each in own),
                found=_NOTHING,
                raw="",
                source=None,
                audience="investor",
            )
        )
    return tuple(shown)


def tally_for(audience: str, tally: Tally) -> Tally:
    """The tally with the constraints that the audience may read."""
    rows = tuple(row for row in tally.by_constraint if is_open(row.audience, audience))
    return replace(tally, by_constraint=rows)


def site_for(audience: str, site: Site) -> Site:
    """The site with what the audience may read."""
    if audience == "bureau":
        return site
    told = site._view["for_investors"]
    facts = {
        name: _fact(fact, told.get(name))
        for name, fact in site.facts.items()
        if fact.known and is_open(fact.audience, audience) and told.get(name) != ""
    }
    return replace(
        site,
        name=told.get("name", site.name),
        former_names=(),
        facts=facts,
        encumbrances={},
        sources=(),
        _view={},
    )


def _fact(fact: Fact, told: str | None) -> Fact:
    """A fact without its cell, in the words that an investor may read."""
    words = fact.words if told is None else Words(told, told)
    return replace(fact, words=words, raw="", source=None)
