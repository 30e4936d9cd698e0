"""What a page holds, as plain data: the map's, the report's and the widget's one source.

Answers come from the shortlist and sites from the catalog, both as the audience may read them.
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from panhuo import _native
from panhuo._i18n import MEANINGS, Words, in_language
from panhuo._native import Site

if TYPE_CHECKING:
    from panhuo._native import Candidate
    from panhuo._shortlist import Shortlist

Data = dict[str, Any]
_DIGITS = 6
"""Degrees are written to 0.1 m: a page is looked at, and half as large."""


def of_catalog(catalog: _native.Catalog, *, audience: str, borders: list[Data]) -> Data:
    """All sites of a catalog."""
    sites = [site.for_audience(audience) for site in catalog.sites()]
    title = Words("招商资源分布图", "Map of sites")
    return {
        **_common(catalog, sites, audience, borders),
        "type": "catalog",
        "title": _words(title),
        "sites": [_site(site) for site in sites],
    }


def of_shortlist(
    shortlist: "Shortlist", *, audience: str, borders: list[Data], report: bool
) -> Data:
    """The candidates of a shortlist in order, then its near misses."""
    catalog, requirement = shortlist._catalog, shortlist.requirement
    near_misses = [miss.candidate for miss in shortlist.near_misses()]
    candidates = [
        each._for_audience(audience, catalog._native) for each in [*shortlist, *near_misses]
    ]
    sites = [catalog.site(each.site).for_audience(audience) for each in candidates]
    pairs = zip(sites, candidates, strict=True)
    forms = [{**_site(site), **_answer(candidate)} for site, candidate in pairs]
    for rank, form in enumerate(forms[: len(shortlist)], start=1):
        form["rank"] = rank
    data = {
        **_common(catalog._native, sites, audience, borders),
        "type": "report" if report else "shortlist",
        "title": requirement.name,
        "required": _required(shortlist, audience),
        "sites": forms,
    }
    if report:
        data["tally"] = _tally(shortlist, audience)
        if audience == "bureau":
            data["questions"] = [_words(each.words) for each in shortlist.questions()]
    return data


def _common(
    catalog: _native.Catalog, sites: list[Site], audience: str, borders: list[Data]
) -> Data:
    """What every page has."""
    labels = {name: fact.label for site in sites for name, fact in site.facts.items()}
    places = {site.jurisdiction: site.jurisdiction_name or site.jurisdiction for site in sites}
    order = list(_native.kinds())
    kinds = {site.kind: site.kind_label for site in sites}
    return {
        "audience": audience,
        "day": date.today().isoformat(),
        "kinds": [[name, _words(kinds[name])] for name in order if name in kinds],
        "places": sorted([code, name] for code, name in places.items() if code),
        "labels": {name: _words(label) for name, label in sorted(labels.items())},
        "meanings": {name: _words(MEANINGS[name]) for name in sorted(labels)},
        "landmarks": [_landmark(each) for each in catalog.landmarks()],
        "borders": borders,
    }


def _words(words: Words) -> str | list[str]:
    """Both languages, or the text itself where they say the same."""
    return words.zh if words.zh == words.en else [words.zh, words.en]


def _rounded(coordinates: Any) -> Any:  # noqa: ANN401 - nested as deep as the geometry
    if isinstance(coordinates, list | tuple):
        return [_rounded(each) for each in coordinates]
    return round(coordinates, _DIGITS)


def geometry(form: Mapping[str, Any]) -> Data:
    """A GeoJSON geometry, its coordinates rounded."""
    return {"type": form["type"], "coordinates": _rounded(form["coordinates"])}


def _landmark(landmark: Data) -> Data:
    parts = {"layer": landmark["layer"], "label": _words(Words(**landmark["label"]))}
    return {**parts, "name": landmark["name"], "shape": geometry(landmark["geometry"])}


def _site(site: Site) -> Data:
    """What a site is and what is known of it."""
    form: Data = {"id": site.id, "name": site.name, "kind": site.kind}
    form["place"] = site.jurisdiction
    if site.longitude is not None and site.latitude is not None:
        form["at"] = _rounded([site.longitude, site.latitude])
    if site.footprint:
        form["shape"] = geometry(site.footprint)
    form["facts"] = [
        [name, _words(fact.words), fact.low, str(fact.source or ""), fact.raw]
        for name, fact in site.facts.items()
    ]
    form["encumbrances"] = [
        [_words(each.label), each.present, each.detail, str(each.source or "")]
        for each in site.encumbrances.values()
    ]
    form["asOf"] = site.as_of
    form["contacts"] = site.contacts
    form["sources"] = [str(each) for each in site.sources]
    return {key: part for key, part in form.items() if part or key in ("id", "name", "place")}


def _answer(candidate: "Candidate") -> Data:
    """Outcome, score, checks and contributions of a candidate."""
    checks = [
        {
            "required": _words(check.required),
            "outcome": check.outcome,
            "observed": _words(check.observed),
            "short": _words(check.shortfall) if check.shortfall else "",
            "cell": str(check.source or ""),
            "raw": check.raw,
        }
        for check in candidate.checks
    ]
    adds = [
        {
            "preference": _words(each.preference),
            "share": each.share,
            "low": each.guaranteed,
            "high": each.potential,
            "observed": _words(each.observed),
            "cell": str(each.source or ""),
            "raw": each.raw,
        }
        for each in candidate.contributions
    ]
    score = {"low": candidate.guaranteed, "high": candidate.potential}
    return {"outcome": candidate.outcome, **score, "checks": checks, "adds": adds}


def _required(shortlist: "Shortlist", audience: str) -> Data:
    """The requirement in the words that the audience may read."""
    requirement = shortlist.requirement.for_audience(audience)
    parts = {}
    for language in ("zh", "en"):
        with in_language(language):
            parts[language] = requirement._parts()[1:]
    lists = zip(parts["zh"], parts["en"], strict=True)
    kinds, must, prefer = (
        [_words(Words(*pair)) for pair in zip(*both, strict=True)] for both in lists
    )
    return {"investor": requirement.investor, "kinds": kinds, "must": must, "prefer": prefer}


def _tally(shortlist: "Shortlist", audience: str) -> Data:
    """What excluded the rest."""
    tally = shortlist.tally.for_audience(audience)
    rows = [
        [_words(row.required), row.fails, row.fails_alone, row.unknown]
        for row in tally.by_constraint
    ]
    summary = Words(*(tally.describe(language=language)[0] for language in ("zh", "en")))
    return {"summary": _words(summary), "rows": rows}
