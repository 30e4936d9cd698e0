"""Plain-text tables that keep Chinese columns straight, and the HTML that all pages share."""

import unicodedata
from collections.abc import Iterable, Sequence
from html import escape

MARKS = {"pass": "✓", "unknown": "?", "fail": "✗"}

STYLE = """
.panhuo{font-family:system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;
font-size:14px;line-height:1.5;color:#1d2733}
.panhuo table{border-collapse:collapse;margin:.4em 0}
.panhuo th,.panhuo td{border-bottom:1px solid #d8dee6;padding:.25em .6em;text-align:left;
vertical-align:top;background:#fff;color:#1d2733}
.panhuo th{font-weight:600;background:#f3f6f9}
.panhuo td.number{text-align:right;font-variant-numeric:tabular-nums}
.panhuo .bar{position:relative;width:110px;height:12px;background:#e8edf2;border-radius:2px}
.panhuo .bar i,.panhuo .bar b{position:absolute;left:0;top:0;bottom:0;border-radius:2px}
.panhuo .bar i{background:repeating-linear-gradient(135deg,#9ec5ab 0 3px,#cfe2d5 3px 6px)}
.panhuo .bar b{background:#2e7d4f}
.panhuo .pass{color:#1f6b3f}.panhuo .unknown{color:#8a5a00}.panhuo .fail{color:#b3261e}
.panhuo .mark{font-weight:700;cursor:help;margin-right:.25em}
.panhuo .pair{display:flex;flex-wrap:wrap;gap:0 2em;align-items:flex-start}
.panhuo td .bar{margin-top:.3em}
.panhuo .tight{white-space:nowrap}
.panhuo dl{margin:.4em 0}.panhuo dd{margin-left:6.5em}
.panhuo dt{font-weight:600;float:left;clear:left;min-width:6em}
.panhuo .quiet{color:#5b6775;font-size:12px}
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
    header: Sequence[str], rows: Iterable[Sequence[str]], *, right: frozenset[int] = frozenset()
) -> str:
    """A plain table; the columns whose numbers are in `right` are set flush right."""
    lines = [[clip(cell, 40) for cell in row] for row in [header, *rows]]
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


def bar(guaranteed: float, potential: float) -> str:
    """A bar of HTML: filled up to the guaranteed score, hatched up to the potential one."""
    return (
        '<div class="bar">'
        f'<i style="width:{potential * 100:.1f}%"></i><b style="width:{guaranteed * 100:.1f}%"></b>'
        "</div>"
    )


def text_bar(guaranteed: float, potential: float, *, cells: int = 10) -> str:
    """A bar of text: `█` up to the guaranteed score, `░` up to the potential one."""
    full = round(guaranteed * cells)
    reach = max(full, round(potential * cells))
    return "█" * full + "░" * (reach - full) + "·" * (cells - reach)


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
