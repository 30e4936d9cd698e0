"""What a page holds, as plain data: the map's, the report's and the widget's one source.

Answers come from the shortlist's own JSON view and sites from the catalog's; `_privacy` takes away
what the audience may not read before anything is written here.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from panhuo import _native
from panhuo._privacy import candidate_for, site_for, tally_for
from panhuo._site import Site
from panhuo._views import views
from panhuo._i18n import MEANINGS, Words, speaking

if TYPE_CHECKING:
    from panhuo._candidate import Candidate
    from panhuo._shortlist import Shortlist

Data = dict[str, Any]
_DIGITS = 6
"""Degrees are written to 0.1 m: a page is looked at, and half as large."""


def of_catalog(catalog: _native.Catalog, *, audience: str, borders: list[Data]) -> Data:
    """All sites of a catalog."""
    sites = [site_for(audience, Site.of(view)) for view in views(catalog.sites())]
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
    listed = [candidate_for(audience, each) for each in shortlist]
    missed = [candidate_for(audience, miss.candidate) for miss in shortlist.near_misses()]
    sites = [site_for(audience, catalog.site(each.site)) for each in [*listed, *missed]]
    views = [
        {**_site(site), **_answer(candidate)}
        for site, candidate in zip(sites, [*listed, *missed], strict=True)
    ]
    for rank, view in enumerate(views[: len(listed)], start=1):
        view["rank"] = rank
    data = {
        **_common(catalog._native, sites, audience, borders),
        "type": "report" if report else "shortlist",
        "title": requirement.name,
        "asked": _asked(shortlist, audience),
        "sites": views,
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
        "landmarks": [_landmark(each) for each in json.loads(catalog.landmarks())],
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


def _landmark(view: Data) -> Data:
    parts = {"layer": view["layer"], "label": _words(Words.of(view["label"]))}
    return {**parts, "name": view["name"], "shape": geometry(view["geometry"])}


def _site(site: Site) -> Data:
    """What a site is and what is known of it."""
    view: Data = {"id": site.id, "name": site.name, "kind": site.kind}
    view["place"] = site.jurisdiction
    if site.longitude is not None and site.latitude is not None:
        view["at"] = _rounded([site.longitude, site.latitude])
    if site.footprint:
        view["shape"] = geometry(site.footprint)
    view["facts"] = [
        [name, _words(fact.words), fact.low, str(fact.source or ""), fact.raw]
        for name, fact in site.facts.items()
    ]
    encumbrances = site.encumbrances.values()
    view["encumbrances"] = [
        [_words(each.label), each.present, each.detail, str(each.source or "")] for each in encumbrances
    ]
    view["asOf"] = site.as_of
    contacts = site.to_dict().get("contacts", [])
    view["contacts"] = [[each["name"], each["telephone"]] for each in contacts]
    view["sources"] = [str(each) for each in site.sources]
    return {key: part for key, part in view.items() if part or key in ("id", "name", "place")}


def _answer(candidate: "Candidate") -> Data:
    """How a site stands against the requirement."""
    checks = [
        {
            "required": _words(check.required),
            "outcome": check.outcome,
            "found": _words(check.found),
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
            "found": _words(each.found),
            "cell": str(each.source or ""),
            "raw": each.raw,
        }
        for each in candidate.contributions
    ]
    score = {"low": candidate.guaranteed, "high": candidate.potential}
    return {"outcome": candidate.outcome, **score, "checks": checks, "adds": adds}


def _asked(shortlist: "Shortlist", audience: str) -> Data:
    """The requirement in the words that the audience may read."""
    requirement = shortlist.requirement
    parts = {}
    for language in ("zh", "en"):
        with speaking(language):
            parts[language] = requirement._parts(audience)[1:]
    lists = zip(parts["zh"], parts["en"], strict=True)
    kinds, must, prefer = (
        [_words(Words(*pair)) for pair in zip(*both, strict=True)] for both in lists
    )
    return {"investor": requirement.investor, "kinds": kinds, "must": must, "prefer": prefer}


def _tally(shortlist: "Shortlist", audience: str) -> Data:
    """What excluded the rest."""
    tally = tally_for(audience, shortlist.tally)
    rows = [
        [_words(row.required), row.fails, row.fails_alone, row.unknown]
        for row in tally.by_constraint
    ]
    return {"summary": _words(Words(tally.zh[0], tally.en[0])), "rows": rows}
