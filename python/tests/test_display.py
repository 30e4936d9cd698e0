"""Objects displayed as HTML and plain text, without any markup from a ledger."""

import string
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import panhuo as ph

HOSTILE = st.one_of(
    st.sampled_from(
        [
            "</script><script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "' onmouseover='alert(1)",
            '" onload="alert(1)',
            "]]><!--<svg/onload=alert(1)>",
            "&lt;b&gt;<b>",
            "\u2028</style>{}",
        ]
    ),
    st.text(alphabet="<>&'\"/=!-` " + string.ascii_letters, min_size=1, max_size=30),
)


class Shown(HTMLParser):
    """The tags, attributes and text of some HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data) -> None:
        self.text.append(data)


PLAIN = {
    "b", "br", "dd", "div", "dl", "dt", "i", "li", "p", "span", "strong", "style", "table",
    "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


def district(text: str) -> tuple[ph.Catalog, ph.Requirement]:
    records = [
        {"id": "A", "kind": "land", "name": text, "jurisdiction": text, "site_area": "3 亩"},
        {"id": "B", "kind": "land", "name": text, "site_area": "1 亩"},
        {"id": "C", "kind": "land", "name": text},
    ]
    must = [(ph.site_area >= "2 亩").relaxed_at(1)]
    preference = ph.site_area.rising("1 亩", "9 亩")
    requirement = ph.Requirement(text, investor=text, must=must, prefer=[preference])
    return ph.Inventory.from_records(records).catalog(), requirement


@settings(deadline=None)
@given(HOSTILE)
def test_no_text_becomes_markup(text: str) -> None:
    catalog, requirement = district(text)
    shortlist = catalog.match(requirement)
    shown = [
        requirement, shortlist, shortlist.explain("B"), shortlist.near_misses(), shortlist.tally,
        shortlist.questions(), catalog.relax(requirement), catalog.why_not(requirement, "B"),
        catalog.site("A"), catalog.statistics(),
        catalog.rank_acceptability(requirement, samples=10),
    ]  # fmt: skip
    for each in shown:
        found = Shown(each._repr_html_())
        assert found.tags <= PLAIN, each
        assert found.attributes <= {"class", "style", "title"}
        assert repr(each)
    assert any(text.strip() in piece for piece in Shown(shortlist._repr_html_()).text) or (
        text != text.strip()
    )


@settings(deadline=None, max_examples=40)
@given(HOSTILE)
def test_no_text_leaves_the_frame_of_a_map(text: str) -> None:
    catalog, requirement = district(text)
    for chart in (catalog.map(), catalog.match(requirement).map(audience="bureau")):
        frame = Shown(chart._repr_html_())
        assert frame.tags == {"iframe"}
        assert frame.attributes == {"sandbox", "title", "style", "srcdoc"}
        page = chart.to_html()
        assert page.count("<script") == page.count("</script>") == 3


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30
)
@given(HOSTILE)
def test_no_cell_becomes_markup(tmp_path: Path, text: str) -> None:
    path = tmp_path / "存量土地.csv"
    cell = text.replace('"', '""')
    path.write_text(f'名称,占地面积（亩）\n"{cell}","约{cell}30"\n', encoding="utf-8")
    ledgers = ph.read_ledgers(path, default_kind="land")
    for each in (ledgers, ledgers.issues, ledgers.sites, ledgers.inventory()):
        found = Shown(each._repr_html_())
        assert found.tags <= PLAIN
        assert found.attributes <= {"class", "style", "title"}


def test_ledgers_show_their_issues_by_severity(ledgers: ph.Ledgers) -> None:
    counted = sum(int(cells[2]) for _, cells in ledgers._issue_counts())
    assert counted == len(ledgers.issues)
    severities = [severity for severity, _ in ledgers._issue_counts()]
    assert severities == sorted(severities, key=["error", "warning", "info"].index)
    for text in (repr(ledgers), "".join(Shown(ledgers._repr_html_()).text)):
        assert "错误" in text
        assert "coordinates-outside" in text
        assert f"疑点 {len(ledgers.issues)} 条" in text


def test_contributions_step_from_one_to_the_next(catalog, foundry) -> None:
    explanation = catalog.explain(foundry, "A")
    parts = explanation.candidate.contributions
    starts = [sum(each.guaranteed for each in parts[:at]) for at in range(len(parts))]
    html = explanation._repr_html_()
    for start, each in zip(starts, parts, strict=True):
        assert f'<b style="left:{start * 100:.1f}%;width:{each.guaranteed * 100:.1f}%">' in html
    for each in parts:
        assert f"+{each.guaranteed:.3f}" in repr(explanation)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_languages_are_shown(catalog, foundry, lang: str) -> None:
    ph.set_language(lang)
    shortlist = catalog.match(foundry)
    for each in (foundry, shortlist, shortlist.explain("A"), shortlist.near_misses()):
        for text in (repr(each), "".join(Shown(each._repr_html_()).text)):
            assert ("层高" in text or "名称" in text or "条件" in text) == (lang == "zh")


def test_a_widget_holds_the_page_and_the_chosen_site(catalog: ph.Catalog) -> None:
    chart = catalog.map()
    widget = chart.widget()
    assert widget.page == chart.to_html()
    assert widget.selected == ""
    bundle = chart._repr_mimebundle_()
    shown = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "application/vnd.jupyter.widget-view+json" in shown


def test_without_anywidget_a_frame_is_shown(catalog: ph.Catalog, monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "anywidget", None)
    bundle = catalog.map()._repr_mimebundle_()
    assert bundle["text/html"].startswith('<iframe sandbox="allow-scripts"')
    with pytest.raises(ImportError, match="pip install anywidget"):
        catalog.map().widget()


def test_an_attribute_says_what_it_means_in_both_languages(catalog: ph.Catalog) -> None:
    assert ph.site_area.meaning == "资源所占土地的面积，不是建筑面积。"
    assert 'title="主厂房的净高。"' in catalog.site("A")._repr_html_()
    ph.set_language("en")
    assert ph.ceiling_height.meaning == "Clear height of the main hall."
    assert 'title="Clear height of the main hall."' in catalog.site("A")._repr_html_()
    page = catalog.map().to_html()
    assert '"ceiling_height":["主厂房的净高。","Clear height of the main hall."]' in page


def test_known_facts_are_in_the_order_of_the_attribute_table(catalog: ph.Catalog) -> None:
    order = list(ph.attributes())
    for site in (catalog.site("A"), catalog.site("B")):
        assert list(site.facts) == sorted(site.facts, key=order.index)
