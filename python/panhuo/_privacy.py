"""What an audience may read: the one place that takes away the rest.

An investor sees no text of cells (it may hold persons and telephone numbers), no cells, and nothing
of attributes that the table marks as the bureau's own: their checks keep only the outcome, their
contributions are one sum. Of what a ledger writes as free text an investor reads where the site
lies, and of burdens only those that the requirement asks about, among the checks.
"""

import re
from dataclasses import replace

from panhuo._audience import is_open
from panhuo._candidate import Candidate, Check, Contribution, Tally
from panhuo._native import Attribute
from panhuo._site import Fact, Site
from panhuo._words import Words

_OWN = Words("内部核查项", "a check of the bureau's own")
_OTHER = Words("其他因素", "other factors")
_NOTHING = Words("", "")
_OPEN_TEXTS = {"address", "village"}
# A telephone number, or most of one: no address has seven digits in a row.
_TELEPHONE = re.compile(r"(?:\d[ -]?){7}")


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
                wish=_OTHER,
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
    facts = {name: fact for name, fact in site.facts.items() if _may_read(name, fact)}
    return replace(
        site,
        former_names=(),
        facts={name: replace(fact, raw="", source=None) for name, fact in facts.items()},
        encumbrances={},
        sources=(),
        _view={},
    )


def _may_read(name: str, fact: Fact) -> bool:
    """Whether an investor may read a fact: a known one that is open and names nobody."""
    if not fact.known or not is_open(fact.audience, "investor"):
        return False
    if Attribute(name).type_name != "text":
        return True
    return name in _OPEN_TEXTS and not _TELEPHONE.search(fact.words.zh)
