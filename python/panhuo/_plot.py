"""Plots: figures of Matplotlib, with Chinese type where the machine has it.

Colours are those of Okabe and Ito, which the colour-blind tell apart; hatches say the same.
"""

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from panhuo._frames import need
from panhuo._i18n import in_language, pick
from panhuo._render import OUTCOMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from panhuo._advice import AdviceList
    from panhuo._candidate import Tally
    from panhuo._shortlist import Shortlist

_CHINESE = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "PingFang SC", "Hiragino Sans GB",
    "Microsoft YaHei", "SimHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Arial Unicode MS",
)  # fmt: skip
KIND_COLOURS = {
    "land": "#009e73",
    "idle_factory": "#0072b2",
    "stalled_building": "#d55e00",
    "closed_enterprise": "#cc79a7",
    "leisure_farm": "#e69f00",
}
_SERIES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#999999")
_FITS = 0.04
"""The part of the longest line that a number of three digits takes."""
_HATCHES = ("", "//", "..", "xx", "\\\\", "++", "oo", "--")


_told: set[str] = set()


def _chinese() -> str | None:
    """The font for Chinese; says once how to get one where there is none."""
    manager = need("matplotlib.font_manager").fontManager
    there = {font.name for font in manager.ttflist}
    found = next((name for name in _CHINESE if name in there), None)
    if found is None and not _told:
        _told.add("font")
        warnings.warn(
            pick(
                "没有安装中文字体，图中的汉字显示为方框；"
                "Debian：apt install fonts-wqy-microhei，或 fonts-noto-cjk",
                "no font with Chinese characters is installed, so plots show boxes in their place; "
                "Debian: apt install fonts-wqy-microhei, or fonts-noto-cjk",
            ),
            stacklevel=4,
        )
    return found


def _show_in_notebooks(figure: type) -> None:
    """Lets IPython show figures as pictures, which it learns elsewhere only from pyplot.

    Pyplot itself would keep every figure, and show it twice or in a window of its own.
    """
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is None:
        return
    formatters = shell.display_formatter.formatters.values()
    if not any(figure in formatter.type_printers for formatter in formatters):
        need("IPython.core.pylabtools").select_figure_formats(shell, {"png"})


@contextmanager
def _canvas(lang: str, *, lines: int) -> Iterator[tuple["Figure", "Axes"]]:
    """A figure high enough for so many lines, in a language.

    Raises:
        ImportError: If Matplotlib is not installed.
    """
    library = need("matplotlib")
    fonts = [name for name in (_chinese(), "DejaVu Sans") if name]
    settings: dict[Any, Any] = {
        "font.family": fonts,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "hatch.color": "white",
    }
    with library.rc_context(settings), warnings.catch_warnings(), in_language(lang):
        if len(fonts) == 1:
            warnings.filterwarnings("ignore", message="Glyph .* missing from")
        kind = need("matplotlib.figure").Figure
        _show_in_notebooks(kind)
        figure = kind(figsize=(9, 1.6 + 0.34 * max(lines, 2)), layout="constrained")
        yield figure, figure.add_subplot()


def _bars(axes: "Axes", names: list[str], series: list[dict[str, Any]], *, total: bool) -> None:
    """Lines of bars, each series beginning where the one before ended, the first line on top."""
    ends = [0.0] * len(names)
    sums = [sum(at) for at in zip(*(each["widths"] for each in series), strict=True)]
    least = _FITS * max(sums, default=0) or 1
    for each in series:
        widths = each.pop("widths")
        bars = axes.barh(range(len(names)), widths, left=ends, **each)
        ends = [end + width for end, width in zip(ends, widths, strict=True)]
        if total:
            # A number that would not fit its bar is left out; the line's sum stands at its end.
            texts = [f"{width:g}" if width >= least else "" for width in widths]
            style: dict[str, Any] = {"label_type": "center", "fontsize": 8, "color": "black"}
            box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.8}
            for label in axes.bar_label(bars, texts, **style):
                if label.get_text():
                    label.set_bbox(box)
    if total:
        for line, end in enumerate(ends):
            axes.annotate(f"{end:g}", (end, line), (4, 0), textcoords="offset points", va="center")
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.grid(axis="x", color="#e2e6ea")


def _legend(axes: "Axes", columns: int) -> None:
    if axes.get_legend_handles_labels()[0]:
        axes.figure.legend(loc="outside lower center", ncols=columns, frameon=False)


def supply(rows: list[dict[str, Any]], labels: dict[str, str], lang: str) -> "Figure":
    """How many sites of each kind each jurisdiction reports itself."""
    with _canvas(lang, lines=len(rows)) as (figure, axes):
        series = [
            {
                "widths": [row["by_kind"].get(kind, 0) for row in rows],
                "label": labels[kind],
                "color": KIND_COLOURS.get(kind, "#999999"),
                "hatch": _HATCHES[at % len(_HATCHES)],
            }
            for at, kind in enumerate(labels)
            if any(kind in row["by_kind"] for row in rows)
        ]
        _bars(axes, [row["name"] for row in rows], series, total=True)
        axes.set_xlabel(pick("资源数（宗）", "sites"))
        axes.set_title(pick("各属地、各类型资源", "Supply by jurisdiction and kind"))
        _legend(axes, len(series))
    return figure


def demand(tally: "Tally", lang: str) -> "Figure":
    """How many sites of the requested kinds each constraint lets through, leaves open, excludes."""
    rows, kinds = tally.by_constraint, tally.sites - tally.other_kinds
    with _canvas(lang, lines=len(rows)) as (figure, axes):
        parts = [
            (
                pick("满足", "meet it"),
                "#009e73",
                "",
                [kinds - r.fails - r.unknown for r in rows],
            ),
            (pick("不明", "unknown"), "#f0e442", "..", [row.unknown for row in rows]),
            (
                pick("不满足，另有他项不满足", "fail it and others"),
                "#e69f00",
                "//",
                [row.fails - row.fails_alone for row in rows],
            ),
            (
                pick("仅因此项被排除", "excluded by it alone"),
                "#d55e00",
                "xx",
                [row.fails_alone for row in rows],
            ),
        ]
        series = [
            {"label": label, "color": colour, "hatch": hatch, "widths": widths}
            for label, colour, hatch, widths in parts
        ]
        _bars(axes, [str(row.required) for row in rows], series, total=True)
        axes.set_xlabel(pick("所需类型的资源数（宗）", "sites of the requested kinds"))
        axes.set_title(pick("需求与供给：哪一条排除了谁", "Requirement against supply"))
        _legend(axes, len(series))
    return figure


def scores(shortlist: "Shortlist", lang: str, *, top: int) -> "Figure":
    """What each preference adds to the score of the best; open ends are what is possible."""
    best = shortlist[:top]
    with _canvas(lang, lines=len(best)) as (figure, axes):
        preferences = [str(each.preference) for each in best[0].contributions] if best else []
        series: list[dict[str, Any]] = [
            {
                "widths": [each.contributions[at].guaranteed for each in best],
                "label": preference,
                "color": _SERIES[at % len(_SERIES)],
                "hatch": _HATCHES[at % len(_HATCHES)],
            }
            for at, preference in enumerate(preferences)
        ]
        if any(each.potential > each.guaranteed for each in best):
            series.append(
                {
                    "widths": [each.potential - each.guaranteed for each in best],
                    "label": pick("未知项查明后可能的加分", "possible once the unknown is known"),
                    "facecolor": "none",
                    "edgecolor": "#666666",
                    "linestyle": "--",
                }
            )
        names = [
            f"{rank}  {each.name or each.site}（{OUTCOMES[each.outcome]}）"
            if pick("zh", "en") == "zh"
            else f"{rank}  {each.name or each.site} ({OUTCOMES[each.outcome]})"
            for rank, each in enumerate(best, start=1)
        ]
        _bars(axes, names, series, total=False)
        axes.set_xlim(0, 1)
        axes.set_xlabel(pick("得分（0 到 1，无量纲）", "score (0 to 1)"))
        axes.set_title(pick("得分构成", "How the scores add up"))
        _legend(axes, 2)
    return figure


def sensitivity(acceptability: "AdviceList", lang: str, *, around: float) -> "Figure":
    """How often each site takes each place when the weights are drawn at random."""
    records = [each.record for each in acceptability]
    ranks = max((len(record["rank_acceptability"]) for record in records), default=0)
    with _canvas(lang, lines=len(records)) as (figure, axes):
        shades = need("matplotlib").colormaps["cividis"]
        series = [
            {
                "widths": [100 * record["rank_acceptability"][rank] for record in records],
                "label": pick(f"第 {rank + 1} 位", f"place {rank + 1}"),
                "color": shades(rank / max(ranks - 1, 1)),
                "edgecolor": "white",
            }
            for rank in range(ranks)
        ]
        _bars(axes, [record["name"] or record["site"] for record in records], series, total=False)
        axes.set_xlim(0, 100)
        axes.set_xlabel(
            pick(
                f"权重在所述的 1/{around:g} 到 {around:g} 倍之间随机变动时，占各名次的比例（%）",
                f"share of draws at each place (%), weights drawn between 1/{around:g} and "
                f"{around:g} times those stated",
            )
        )
        axes.set_title(pick("权重敏感性", "Sensitivity to the weights"))
        _legend(axes, min(ranks, 5))
    return figure
