"""Plain-text tables that keep Chinese columns straight, and the HTML that all pages share."""

import unicodedata
from collections.abc import Iterable, Sequence
from html import escape

MARKS = {"pass": "✓", "unknown": "?", "fail": "✗"}

STYLE = """
.panhuo{--ph-ink:#1d2733;--ph-paper:#fff;--ph-head:#f3f6f9;--ph-line:#d8dee6;--ph-quiet:#5b6775;
--ph-rest:#e8edf2;--ph-certain:#2e7d4f;--ph-possible:#9ec5ab;--ph-pass:#1f6b3f;--ph-unknown:#8a5a00;
--ph-fail:#b3261e;font-family:system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",
sans-serif;font-size:14px;line-height:1.5;color:var(--ph-ink)}
body[data-jp-theme-light=false] .panhuo,.vscode-dark .panhuo{--ph-ink:#e6ebf0;--ph-paper:#161c23;
--ph-head:#1f2832;--ph-line:#33404d;--ph-quiet:#9aa7b4;--ph-rest:#2a343f;--ph-certain:#4fb37c;
--ph-possible:#2f5c45;--ph-pass:#6fd39a;--ph-unknown:#f0b84f;--ph-fail:#ff8a80}
.panhuo table{border-collapse:collapse;margin:.4em 0}
.panhuo caption{text-align:left;font-weight:600}
.panhuo th,.panhuo td{border-bottom:1px solid var(--ph-line);padding:.25em .6em;text-align:left;
vertical-align:top;background:var(--ph-paper);color:var(--ph-ink)}
.panhuo th{font-weight:600;background:var(--ph-head)}
.panhuo td.number{text-align:right;font-variant-numeric:tabular-nums}
.panhuo .bar{position:relative;width:110px;height:12px;background:var(--ph-rest);
border-radius:2px;overflow:hidden}
.panhuo .bar i,.panhuo .bar b{position:absolute;top:0;bottom:0}
.panhuo .bar i{background:repeating-linear-gradient(135deg,var(--ph-certain) 0 2px,
var(--ph-possible) 2px 5px)}
.panhuo .bar b{background:var(--ph-certain)}
.panhuo .pass,.panhuo .info{color:var(--ph-pass)}.panhuo .unknown,.panhuo .warning{color:
var(--ph-unknown)}.panhuo .fail,.panhuo .error{color:var(--ph-fail)}
.panhuo .mark{font-weight:700;cursor:help;margin-right:.25em}
.panhuo .pair{display:flex;flex-wrap:wrap;gap:0 2em;align-items:flex-start}
.panhuo td .bar{margin-top:.3em}
.panhuo .tight{white-space:nowrap}
.panhuo dl{margin:.4em 0}.panhuo dd{margin-left:6.5em}
.panhuo dt{font-weight:600;float:left;clear:left;min-width:6em}
.panhuo .quiet{color:var(--ph-quiet);font-size:12px}
"""


def width(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def clip(text: str, limit: int) -> str:
    """One line of at most this width."""
    text = " ".join(text.split())
    if width(text) <= limit:
        return text
    kept = ""
    for character in text:
        if width(kept) + width(character) > limit - 1:
            break
        kept += character
    return kept + "…"


def text_table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    right: frozenset[int] = frozenset(),
    whole: frozenset[int] = frozenset(),
) -> str:
    """A plain table: columns of `right` are set flush right, those of `whole` are not cut short."""
    lines = [
        [cell if at in whole else clip(cell, 40) for at, cell in enumerate(row)]
        for row in [header, *rows]
    ]
    widths = [max(width(line[at]) for line in lines) for at in range(len(header))]
    lines.insert(1, ["─" * each for each in widths])

    def padded(line: list[str]) -> str:
        cells = []
        for at, cell in enumerate(line):
            space = " " * (widths[at] - width(cell))
            cells.append(space + cell if at in right else cell + space)
        return "  ".join(cells).rstrip()

    return "\n".join(padded(line) for line in lines)


def html_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, right: frozenset[int] = frozenset()
) -> str:
    """An HTML table of cells that are HTML already; the header is escaped here."""
    head = "".join(f"<th>{escape(each)}</th>" for each in header)
    body = []
    for row in rows:
        cells = (
            f'<td class="number">{cell}</td>' if at in right else f"<td>{cell}</td>"
            for at, cell in enumerate(row)
        )
        body.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def page(body: str) -> str:
    """HTML with the style that it needs, for a notebook."""
    return f'<style>{STYLE}</style><div class="panhuo">{body}</div>'


def bar(guaranteed: float, potential: float, *, start: float = 0.0) -> str:
    """A bar of HTML from `start`: filled for what is guaranteed, hatched for what is possible."""
    left = f"left:{start * 100:.1f}%"
    return (
        f'<div class="bar"><i style="{left};width:{potential * 100:.1f}%"></i>'
        f'<b style="{left};width:{guaranteed * 100:.1f}%"></b></div>'
    )


def text_bar(guaranteed: float, potential: float, *, start: float = 0.0, cells: int = 10) -> str:
    """A bar of text from `start`: `█` for what is guaranteed, `░` for what is possible."""
    first, full = round(start * cells), round((start + guaranteed) * cells)
    reach = min(max(full, round((start + potential) * cells)), cells)
    return "·" * first + "█" * (full - first) + "░" * (reach - full) + "·" * (cells - reach)


def mark(outcome: str, hint: str) -> str:
    """An HTML mark for an outcome, with the check in words as its hint."""
    return f'<span class="mark {outcome}" title="{escape(hint)}">{MARKS[outcome]}</span>'


def tight(text: str) -> str:
    """Text as HTML that is not broken into lines."""
    return f'<span class="tight">{escape(text)}</span>'


def score_text(guaranteed: float, potential: float) -> str:
    """A score to three decimals: `0.612`, or `0.412–0.612` where something is unknown."""
    low, high = f"{guaranteed:.3f}", f"{potential:.3f}"
    return low if low == high else f"{low}–{high}"
