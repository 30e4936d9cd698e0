"""Plots: bars and labels show the values of the objects; figures are drawn without warnings."""

import io
import warnings
from types import SimpleNamespace

import matplotlib.font_manager
import pytest

import panhuo as ph
from panhuo import _plot


def widths(figure) -> list[list[float]]:
    """The bars of each series, from the first line down."""
    return [[bar.get_width() for bar in each] for each in figure.axes[0].containers]


def names(figure) -> list[str]:
    return [label.get_text() for label in figure.axes[0].get_yticklabels()]


def draw(figure) -> None:
    figure.savefig(io.BytesIO(), format="png", dpi=40)


@pytest.fixture
def quiet(monkeypatch) -> None:
    """A machine may have no Chinese font; what happens then is a test of its own."""
    monkeypatch.setattr(_plot, "_told", {"font"})


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_plot_is_drawn_and_labelled(district: ph.Catalog, lang: str) -> None:
    floor = ph.floor_area.rising("0 ㎡", "20000 ㎡")
    requirement = ph.Requirement("x", must=[ph.site_area >= "10 亩"], prefer=[floor])
    shortlist = district.match(requirement, top=5)
    figures = [
        district.plot_supply(lang=lang), shortlist.plot_demand(lang=lang),
        shortlist.plot_scores(lang=lang), shortlist.plot_sensitivity(lang=lang),
    ]  # fmt: skip
    for figure in figures:
        draw(figure)
        label = figure.axes[0].get_xlabel() + figure.axes[0].get_title()
        assert label
        assert label.isascii() == (lang == "en")


@pytest.mark.usefixtures("quiet")
def test_supply_adds_up(district: ph.Catalog) -> None:
    figure = district.plot_supply()
    assert sum(map(sum, widths(figure))) == len(district)
    rows = {row["name"]: row for row in district.statistics()}
    kangwang = names(figure).index("康王乡")
    assert sum(series[kangwang] for series in widths(figure)) == rows["康王乡"]["count"]


@pytest.mark.usefixtures("quiet")
def test_demand_shows_the_tally(catalog: ph.Catalog, foundry: ph.Requirement) -> None:
    """Of 3 halls, worked by hand: B fails the height alone; only A reports a price."""
    shortlist = catalog.match(foundry)
    meet, unknown, fail, alone = widths(shortlist.plot_demand())
    assert names(shortlist.plot_demand()) == [str(each) for each in foundry.must]
    assert (meet, unknown, fail, alone) == ([3, 1, 1, 2], [0, 1, 2, 1], [0] * 4, [0, 1, 0, 0])


@pytest.mark.usefixtures("quiet")
def test_scores_show_the_contributions(catalog: ph.Catalog, foundry: ph.Requirement) -> None:
    shortlist = catalog.match(foundry)
    *series, possible = widths(shortlist.plot_scores())
    for at, bars in enumerate(series):
        assert bars == pytest.approx([each.contributions[at].guaranteed for each in shortlist])
    assert possible == pytest.approx([each.potential - each.guaranteed for each in shortlist])
    draw(catalog.match(ph.Requirement("x")).plot_scores())
    draw(catalog.match(foundry, top=0).plot_scores())


@pytest.mark.usefixtures("quiet")
def test_sensitivity_is_the_shares_of_draws() -> None:
    """Two halls, each better in one preference of the same weight: within a factor of f, the
    first has more than half of the weight in half of the draws."""
    halls = [
        {"id": "a", "kind": "land", "site_area": "9 亩", "floor_area": "1000 ㎡"},
        {"id": "b", "kind": "land", "site_area": "1 亩", "floor_area": "9000 ㎡"},
    ]
    catalog = ph.Inventory.from_records(halls).catalog()
    preferences = [ph.site_area.rising("0 亩", "10 亩"), ph.floor_area.rising("0 ㎡", "10000 ㎡")]
    shortlist = catalog.match(ph.Requirement("x", prefer=preferences))
    first, second = widths(shortlist.plot_sensitivity())
    assert first == pytest.approx([50, 50], abs=5)
    assert [a + b for a, b in zip(first, second, strict=True)] == pytest.approx([100, 100])
    with pytest.raises(ph.InvalidArgumentError):
        shortlist.plot_sensitivity(around=0.5)


def test_without_a_chinese_font_there_is_one_warning(catalog, monkeypatch) -> None:
    monkeypatch.setattr(_plot, "_told", set())
    monkeypatch.setattr(matplotlib.font_manager, "fontManager", SimpleNamespace(ttflist=[]))
    with pytest.warns(UserWarning, match="fonts-wqy-microhei"):
        catalog.plot_supply()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        catalog.plot_supply()


def test_without_matplotlib_the_extra_is_named(catalog: ph.Catalog, monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(ImportError, match="pip install matplotlib"):
        catalog.plot_supply()
