"""The page for a meeting: one HTML file that opens anywhere, with no network and no scripts."""

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from panhuo import _answer
from panhuo._audience import check_audience
from panhuo._display import STYLE
from panhuo._files import StrPath, write_text
from panhuo._privacy import candidate_for, tally_for
from panhuo._words import pick, speaking
from panhuo.errors import InvalidArgumentError

if TYPE_CHECKING:
    from panhuo._candidate import Candidate
    from panhuo._shortlist import Shortlist

_LANGUAGES = ("zh", "en")
_PAGE_STYLE = """
body{margin:0;background:#eef2f5}
main{max-width:1080px;margin:0 auto;padding:1.2em 1.6em 3em;background:#fff}
h1{font-size:1.5em;margin:.4em 0}h2{font-size:1.15em;margin:1.6em 0 .4em}
section.site{border-top:2px solid #d8dee6;padding-top:.4em;margin-top:1em}
@media print{body{background:#fff}main{max-width:none;padding:0}section.site{break-inside:avoid}}
"""


def write(shortlist: "Shortlist", path: StrPath, *, lang: str, audience: str) -> None:
    """Writes the page of a shortlist.

    Raises:
        InvalidArgumentError: For another language or audience.
        SourceError: If the file cannot be written.
    """
    check_audience(audience)
    if lang not in _LANGUAGES:
        message = f"the language must be zh or en, got {lang}"
        raise InvalidArgumentError(message)
    with speaking(lang):
        text = document(shortlist, audience=audience)
    write_text(Path(path), text)


def document(shortlist: "Shortlist", *, audience: str) -> str:
    """The page as text, in the language of the moment."""
    requirement = shortlist.requirement
    candidates = [candidate_for(audience, each) for each in shortlist]
    misses = [candidate_for(audience, miss.candidate) for miss in shortlist.near_misses()]
    sections = [
        f"<h1>{escape(requirement.name)}</h1>",
        f"<p>{escape(requirement.investor)}</p>" if requirement.investor else "",
        requirement._lists_html(audience),
        _section(pick("候选清单", "Shortlist"), _answer.candidates_html(candidates)),
        _legend(),
        _section(pick("逐宗依据", "Evidence, site by site"), _evidence(candidates)),
        _section(pick("差一点的资源", "Near misses"), _answer.near_misses_html(misses)),
        _section(
            pick("其余资源为何不在列", "What excluded the rest"),
            _answer.tally_html(tally_for(audience, shortlist.tally)),
        ),
        _section(pick("资料来源", "Sources"), _sources(candidates, audience)),
    ]
    return (
        f'<!doctype html>\n<html lang="{pick("zh-CN", "en")}"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(requirement.name)}</title><style>{STYLE}{_PAGE_STYLE}</style></head>"
        f'<body><main class="panhuo">{"".join(sections)}</main></body></html>\n'
    )


def _section(title: str, body: str) -> str:
    return f"<h2>{escape(title)}</h2>{body}"


def _legend() -> str:
    text = pick(
        "✓ 满足　? 待核实　✗ 不满足。实心条为已确定的得分，斜纹为未知项查明后可能达到的得分。",
        "✓ met   ? unknown   ✗ not met. A solid bar is the score that is certain, a hatched one "
        "what is possible once the unknown facts are known.",
    )
    return f'<p class="quiet">{escape(text)}</p>'


def _evidence(candidates: list["Candidate"]) -> str:
    return "".join(
        f'<section class="site">{_answer.explanation_html(candidate)}</section>'
        for candidate in candidates
    )


def _sources(candidates: list["Candidate"], audience: str) -> str:
    """Who reported, and for the bureau in which files."""
    names = sorted({each.jurisdiction_name for each in candidates} - {""})
    lines = [pick("上报单位：", "Reported by: ") + (pick("、", ", ").join(names) or "—")]
    if audience == "bureau":
        sources = [part.source for each in candidates for part in each.checks]
        sources += [part.source for each in candidates for part in each.contributions]
        files = sorted({source.file for source in sources if source})
        lines.append(pick("台账文件：", "Ledgers: ") + (pick("、", ", ").join(files) or "—"))
        lines.append(pick("内部资料，不得外传。", "For the bureau only."))
    return "".join(f"<p>{escape(line)}</p>" for line in lines)
