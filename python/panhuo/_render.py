"""Candidates, explanations, near misses and tallies as text and as HTML.

Nothing here decides anything: outcomes, scores and their order come from the library. What a
candidate has of raw text and cells is shown: what an audience may not read was taken away before.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from panhuo._display import (
    MARKS,
    bar,
    html_table,
    mark,
    page,
    score_text,
    text_bar,
    text_table,
    tight,
)
from panhuo._i18n import MEANINGS, Words, pick

if TYPE_CHECKING:
    from panhuo._native import Advice, Candidate, Check, Contribution, Site, Tally
    from panhuo._sequence import Listed

OUTCOMES = {
    "pass": Words("全部满足", "meets everything"),
    "unknown": Words("待核实", "depends on unknown facts"),
    "fail": Words("不满足", "fails"),
}


def heading(candidate: "Candidate") -> str:
    """What a candidate is and how it stands, in one line."""
    parts = [candidate.site, candidate.name, str(candidate.kind_label)]
    parts += [candidate.jurisdiction_name, str(OUTCOMES[candidate.outcome])]
    score = score_text(candidate.guaranteed, candidate.potential)
    return " · ".join([*filter(None, parts), f"{pick('得分', 'score')} {score}"])


def _titles() -> list[str]:
    return [
        pick("名次", "rank"),
        pick("编号", "id"),
        pick("名称", "name"),
        pick("类型", "kind"),
        pick("属地", "jurisdiction"),
        pick("结论", "outcome"),
        pick("得分", "score"),
        "",
        pick("条件", "checks"),
    ]


def _facts(rank: int, candidate: "Candidate") -> list[str]:
    kind, outcome = str(candidate.kind_label), str(OUTCOMES[candidate.outcome])
    place = candidate.jurisdiction_name
    return [str(rank), candidate.site, candidate.name, kind, place, outcome]


def candidates_text(candidates: Iterable["Candidate"]) -> str:
    """A ranked table for a terminal."""
    rows = []
    for rank, each in enumerate(candidates, start=1):
        score = score_text(each.guaranteed, each.potential)
        graph = text_bar(each.guaranteed, each.potential)
        marks = "".join(MARKS[check.outcome] for check in each.checks)
        rows.append([*_facts(rank, each), score, graph, marks])
    return text_table(_titles(), rows, right=frozenset({0}))


def candidates_html(candidates: "Listed[Candidate] | Sequence[Candidate]") -> str:
    """A ranked table with score bars; each mark tells its check when the pointer is on it."""
    if not candidates:
        return f"<p>{pick('没有符合的资源', 'No site fits.')}</p>"
    rows = []
    for rank, each in enumerate(candidates, start=1):
        score = score_text(each.guaranteed, each.potential)
        graph = bar(each.guaranteed, each.potential)
        facts = [tight(cell) for cell in _facts(rank, each)]
        facts[2] = escape(each.name)
        marks = "".join(mark(check.outcome, str(check)) for check in each.checks)
        unknown = [str(check.required) for check in each.checks if check.outcome == "unknown"]
        if unknown:
            missing = pick("待核实：", "unknown: ") + pick("；", "; ").join(unknown)
            marks += f'<div class="quiet">{escape(missing)}</div>'
        rows.append([*facts, tight(score), graph, marks])
    return html_table(_titles(), rows, right=frozenset({0}))


def _cell(part: "Check | Contribution") -> str:
    """Where something was read, and what stands there."""
    quoted = f"“{part.raw}”" if part.raw else ""
    return " ".join(filter(None, [str(part.source or ""), quoted]))


def waterfall(candidate: "Candidate") -> list[tuple[float, "Contribution"]]:
    """Each contribution with where it starts: where the guaranteed ones before it end."""
    start, steps = 0.0, []
    for each in candidate.contributions:
        steps.append((start, each))
        start += each.guaranteed
    return steps


def explanation_html(candidate: "Candidate") -> str:
    """The same as two tables."""
    parts = [f"<p><strong>{escape(heading(candidate))}</strong></p>"]
    if not candidate.kind_requested:
        note = pick("类型不符", "not a requested kind")
        parts.append(f'<p class="fail">✗ {note}: {escape(str(candidate.kind_label))}</p>')
    tables = checks_html(candidate) + contributions_html(candidate)
    return "".join([*parts, f'<div class="pair">{tables}</div>'])


def checks_html(candidate: "Candidate") -> str:
    """Every check: mark, required, observed, missing, cell."""
    if not candidate.checks:
        return ""
    titles = ["", pick("条件", "required"), pick("实际", "observed")]
    rows = []
    for check in candidate.checks:
        texts = [escape(str(check.required)), escape(str(check.observed))]
        rows.append([mark(check.outcome, str(check)), *texts])
    missing = [str(check.shortfall or "") for check in candidate.checks]
    cells = [_cell(check) for check in candidate.checks]
    for title, column in [(pick("差距", "short by"), missing), (pick("来源", "source"), cells)]:
        if any(column):
            titles.append(title)
            for row, text in zip(rows, column, strict=True):
                row.append(escape(text))
    return html_table(titles, rows)


def contributions_html(candidate: "Candidate") -> str:
    """Every contribution, and their sum."""
    if not candidate.contributions:
        return ""
    has_cells = any(_cell(each) for each in candidate.contributions)
    titles = [pick("优先条件", "preference"), pick("实际", "observed"), pick("占比", "share")]
    titles += [pick("加分", "adds"), ""]
    rows = []
    for start, each in waterfall(candidate):
        row = [escape(str(each.preference)), escape(str(each.observed)), f"{each.share:.0%}"]
        row += [tight(score_text(each.guaranteed, each.potential))]
        row += [bar(each.guaranteed, each.potential, start=start)]
        rows.append(row + ([escape(_cell(each))] if has_cells else []))
    total = [f"<strong>{pick('合计', 'score')}</strong>", "", ""]
    total += [tight(score_text(candidate.guaranteed, candidate.potential))]
    total += [bar(candidate.guaranteed, candidate.potential)]
    rows.append(total + ([""] if has_cells else []))
    return html_table(titles + ([pick("来源", "source")] if has_cells else []), rows)


def _missed(candidate: "Candidate") -> list[str]:
    """What it fails and by how much: `占地面积 ≥ 60 亩：差 6.2 亩`."""
    colon = pick("：", ": ")
    failed = [check for check in candidate.checks if check.outcome == "fail"]
    return [f"{check.required}{colon}{check.shortfall or check.observed}" for check in failed]


def _unknown(candidate: "Candidate") -> list[str]:
    return [str(check.required) for check in candidate.checks if check.outcome == "unknown"]


def _near_miss_titles() -> list[str]:
    titles = [*_titles()[1:5], pick("差在哪里", "misses")]
    return [*titles, pick("待核实", "unknown"), pick("得分", "score")]


def near_misses_text(candidates: Sequence["Candidate"]) -> str:
    """By how much each near miss fails, for a terminal."""
    if not candidates:
        return pick("没有接近条件的资源", "no near misses")
    rows = []
    for each in candidates:
        missed = pick("；", "; ").join(_missed(each))
        unknown = pick("；", "; ").join(_unknown(each))
        score = score_text(each.guaranteed, each.potential)
        rows.append([*_facts(0, each)[1:5], missed, unknown, score])
    misses = 4
    return text_table(_near_miss_titles(), rows, whole=frozenset({misses}))


def near_misses_html(candidates: Sequence["Candidate"]) -> str:
    """By how much each near miss fails."""
    if not candidates:
        return f"<p>{pick('没有接近条件的资源。', 'No near misses.')}</p>"
    rows = []
    for each in candidates:
        facts = [tight(cell) for cell in _facts(0, each)[1:5]]
        facts[1] = escape(each.name)
        missed = "<br>".join(escape(line) for line in _missed(each))
        unknown = "<br>".join(escape(line) for line in _unknown(each))
        score = tight(score_text(each.guaranteed, each.potential))
        rows.append([*facts, missed, unknown, score])
    return html_table(_near_miss_titles(), rows)


def tally_html(tally: "Tally") -> str:
    """What excluded the rest, in the requirement's order."""
    titles = [pick("条件", "required"), pick("排除", "excludes")]
    titles += [pick("仅因此项", "by this alone"), pick("不明", "unknown")]
    rows = [
        [escape(str(row.required)), str(row.fails), str(row.fails_alone), str(row.unknown)]
        for row in tally.by_constraint
    ]
    summary = f"<p>{escape(tally.describe()[0])}</p>"
    return summary + (html_table(titles, rows, right=frozenset({1, 2, 3})) if rows else "")


def advice_text_html(advice: "Advice") -> str:
    """What a piece of advice says, as HTML."""
    return escape(str(advice)).replace("\n", "<br>")


def advice_html(advice: "Advice") -> str:
    """A piece of advice for a notebook."""
    return page(f"<p>{advice_text_html(advice)}</p>")


def _site_heading(site: "Site") -> str:
    parts = [site.id, site.name, str(site.kind_label), site.jurisdiction_name]
    return " · ".join(filter(None, parts))


def _site_titles() -> list[str]:
    return [pick("项目", "Attribute"), pick("填报值", "Reported"), pick("来源", "Source")]


def _site_rows(site: "Site") -> list[list[str]]:
    """What is known, why the rest is not, and where it was read."""
    rows = [
        [str(fact.label), str(fact.words), str(fact.source or "")] for fact in site.facts.values()
    ]
    for stated in site.encumbrances.values():
        present = pick("有", "yes") if stated.present else pick("无", "no")
        rows.append([str(stated.label), present, str(stated.source or "")])
    return rows


def site_text(site: "Site") -> str:
    """The facts as a plain table."""
    return f"{_site_heading(site)}\n{text_table(_site_titles(), _site_rows(site))}"


def site_html(site: "Site") -> str:
    """The facts as a table for a notebook; what an attribute means when the pointer is on it."""
    rows = [[escape(cell) for cell in row] for row in _site_rows(site)]
    for name, row in zip(site.facts, rows, strict=False):
        row[0] = f'<span title="{escape(str(MEANINGS[name]))}">{row[0]}</span>'
    heading = f"<p><strong>{escape(_site_heading(site))}</strong></p>"
    return page(heading + html_table(_site_titles(), rows))
