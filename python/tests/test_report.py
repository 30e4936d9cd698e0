"""The page for a meeting: whole, escaped, and without what an investor may not read."""

import csv
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import panhuo as ph

HOSTILE = "</script><img src=x onerror=alert(1)>厂房"


class Tags(HTMLParser):
    """The tags of a page and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """One hall with a telephone number in a cell, an owner, and a private debt."""
    path = tmp_path / "闲置厂房.csv"
    rows = [
        ["序号", "名称", "建筑面积（㎡）", "层高（m）", "联系人", "联系电话", "权属人", "备注"],
        [
            "1",
            "湖滨厂房",
            "8600（找王建国13807301234）",
            "9",
            "王建国",
            "13807301234",
            "李秀英",
            "无抵押",
        ],
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def page(shortlist: ph.Shortlist, folder: Path, **options: str) -> str:
    path = folder / "page.html"
    shortlist.report(path, **options)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_investor_reads_no_cell_and_no_person(ledger: Path, tmp_path: Path, lang: str) -> None:
    ledgers = ph.read_ledgers(ledger, default_kind="idle_factory")
    hall = ph.Requirement("铸造", must=[ph.floor_area >= "8000 ㎡", ph.free_of("mortgage")])
    shortlist = ledgers.catalog().match(hall)
    assert len(shortlist) == 1
    assert any("13807301234" in check.raw for check in shortlist[0].checks)
    text = page(shortlist, tmp_path, lang=lang, audience="investor")
    assert "湖滨厂房" in text
    for secret in ["13807301234", "王建国", "李秀英", "闲置厂房.csv", "!C2"]:
        assert secret not in text, secret
    inside = page(shortlist, tmp_path, lang=lang, audience="bureau")
    assert "13807301234" in inside
    assert "闲置厂房.csv" in inside


def test_an_investor_reads_nothing_of_the_bureaus_own(catalog: ph.Catalog, tmp_path: Path) -> None:
    assert ph.land_price_owed.audience == "bureau"
    requirement = ph.Requirement(
        "x",
        kinds=["idle_factory", "land"],
        must=[ph.land_price_owed <= "100 万元"],
        prefer=[
            ph.land_price_owed.falling("0 万元", "200 万元"),
            ph.power.rising("0 kVA", "1 kVA"),
        ],
    )
    shortlist = catalog.match(requirement)
    text = page(shortlist, tmp_path)
    assert "欠缴价款" not in text
    assert "120 万元" not in text
    assert "内部核查项" in text
    assert "欠缴价款" in page(shortlist, tmp_path, audience="bureau")


@pytest.mark.parametrize("audience", ["investor", "bureau"])
def test_hostile_text_stays_text(tmp_path: Path, audience: str) -> None:
    records = [{"id": HOSTILE, "kind": "land", "name": HOSTILE, "jurisdiction": HOSTILE}]
    records.append({"id": "B", "kind": "land", "name": HOSTILE, "site_area": "1 亩"})
    catalog = ph.Inventory.from_records(records).catalog()
    hostile = ph.Requirement(HOSTILE, investor=HOSTILE, must=[ph.site_area >= "2 亩"])
    shortlist = catalog.match(hostile)
    pieces = [
        page(shortlist, tmp_path, audience=audience),
        shortlist._repr_html_(),
        shortlist.near_misses()._repr_html_(),
        shortlist.tally._repr_html_(),
        shortlist.explain("B").html,
        hostile._repr_html_(),
        catalog.site("B")._repr_html_(),
        catalog.statistics()._repr_html_(),
    ]
    for piece in pieces:
        found = Tags(piece)
        assert not found.tags & {"script", "img", "iframe", "object", "link", "a"}
        assert not {name for name in found.attributes if name.startswith("on")}
    assert "&lt;/script&gt;" in pieces[0]


def test_hostile_cells_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "存量土地.csv"
    path.write_text(f"名称,占地面积（亩）\n{HOSTILE},约<b>30\n", encoding="utf-8")
    ledgers = ph.read_ledgers(path, default_kind="land")
    for piece in [ledgers._repr_html_(), ledgers.issues._repr_html_(), ledgers.sites._repr_html_()]:
        assert not Tags(piece).tags & {"script", "img", "b"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_is_whole_and_needs_no_network(
    district: ph.Catalog, investor: ph.Requirement, tmp_path: Path, lang: str
) -> None:
    shortlist = district.match(investor)
    text = page(shortlist, tmp_path, lang=lang)
    assert not re.search(r"https?://|src=|url\(|@import", text)
    assert "default-src 'none'" in text
    for candidate in shortlist:
        assert candidate.site in text
    for miss in shortlist.near_misses():
        assert miss.candidate.site in text
    assert ("候选清单" in text) == (lang == "zh")
    assert ph.language() == "zh"


def test_what_a_report_cannot_be(catalog: ph.Catalog, tmp_path: Path) -> None:
    shortlist = catalog.match(ph.Requirement("x"))
    with pytest.raises(ph.InvalidArgumentError):
        shortlist.report(tmp_path / "a.html", lang="fr")
    with pytest.raises(ph.InvalidArgumentError):
        shortlist.report(tmp_path / "a.html", audience="press")
    with pytest.raises(ph.SourceError):
        shortlist.report(tmp_path / "no" / "such" / "a.html")
