"""The report, as a page and a workbook: complete, escaped, and redacted for investors.

What the page looks like and does is tested in a browser, in `test_page.py`.
"""

import base64
import csv
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
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


def test_a_report_for_investors_holds_no_internal_value(
    catalog: ph.Catalog, tmp_path: Path
) -> None:
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
    text = page(shortlist, tmp_path, audience=audience)
    assert text.count("</script>") == text.count("<script") == 3
    assert "<img" not in text
    assert "&lt;/script&gt;" in text
    pieces = [
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
    assert not re.search(r"<(link|img|iframe|base)|\ssrc=|@import", text)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    # Every script and style that may run is one that is there, by its hash.
    for kind in ("script", "style"):
        for inside in re.findall(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy
    held = data(text)
    listed = [each for each in held["sites"] if "rank" in each]
    assert [(each["id"], each["low"], each["high"]) for each in listed] == [
        (each.site, each.guaranteed, each.potential) for each in shortlist
    ]
    missed = [each["id"] for each in held["sites"] if "rank" not in each]
    assert missed == [miss.candidate.site for miss in shortlist.near_misses()]
    assert held["lang"] == lang
    assert ph.language() == "zh"


def data(text: str) -> dict:
    """What a page holds."""
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)<', text)[1])


def test_the_page_answers_without_scripts(catalog, foundry, tmp_path: Path) -> None:
    shortlist = catalog.match(foundry)
    without = re.search("<noscript>(.*?)</noscript>", page(shortlist, tmp_path), re.DOTALL)[1]
    for candidate in shortlist:
        assert f"<td>{candidate.name}</td>" in without


def test_an_investor_reads_no_free_text_but_where_a_site_lies(tmp_path: Path) -> None:
    path = tmp_path / "闲置厂房.csv"
    rows = [
        ["名称", "建筑面积（㎡）", "地址", "闲置原因", "抵押情况"],
        ["一号", "8600", "枫桥湖路8号", "老板李秀英跑路", "已抵押农商行李秀英"],
        ["二号", "8700", "找王建国138 0730 1234", "王建国生病", "无抵押"],
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    ledgers = ph.read_ledgers(path, default_kind="idle_factory")
    charts = [ledgers.catalog().map(), ledgers.catalog().match(ph.Requirement("x")).map()]
    for chart in charts:
        text = chart.to_html()
        assert "枫桥湖路8号" in text
        for secret in ["李秀英", "王建国", "0730 1234", "抵押", "闲置厂房.csv"]:
            assert secret not in text.split('id="data">')[1].split("</script>")[0], secret
    inside = ledgers.catalog().map(audience="bureau").to_html()
    for known in ["李秀英", "王建国", "0730 1234", "闲置厂房.csv"]:
        assert known in inside


def test_borders_are_drawn_or_refused(catalog: ph.Catalog, tmp_path: Path) -> None:
    ring = [[113.0, 29.0], [113.2, 29.0], [113.2, 29.2], [113.0, 29.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    border = {"type": "Feature", "properties": {"name": "郭镇乡"}, "geometry": shape}
    path = tmp_path / "borders.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [border]}), "utf-8")
    for given in (path, str(path), border, {"type": "FeatureCollection", "features": [border]}):
        held = data(catalog.map(borders=given).to_html())
        assert held["borders"] == [{"name": "郭镇乡", "shape": shape}]
    assert data(catalog.map(borders=shape).to_html())["borders"][0]["name"] == ""
    for wrong in [
        [1], {}, {"type": "Point", "coordinates": [1, 2]}, {"features": [7]},
        {"type": "Polygon", "coordinates": [[[200, 1], [1, 2]]]},
        {"type": "Polygon", "coordinates": [[["<b>", 1]]]},
        {"type": "Polygon", "coordinates": [[[float("nan"), 1]]]}, __file__,
    ]:  # fmt: skip
        with pytest.raises(ph.ParseError):
            catalog.map(borders=wrong)


@pytest.mark.parametrize("audience", ["investor", "bureau"])
def test_the_workbook_says_the_same_and_computes_nothing(
    ledger: Path, tmp_path: Path, audience: str
) -> None:
    ledgers = ph.read_ledgers(ledger, default_kind="idle_factory")
    name = '=HYPERLINK("http://x","湖滨")'
    preference = ph.power.rising("0 kVA", "1 kVA")
    requirement = ph.Requirement(name, must=[ph.floor_area >= "8000 ㎡"], prefer=[preference])
    shortlist = ledgers.catalog().match(requirement)
    shortlist.report(tmp_path / "a.xlsx", audience=audience)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    quoted = [cell for cell in cells if cell.value == name]
    assert quoted
    assert all(cell.quotePrefix for cell in quoted)
    header, row = (list(line) for line in book.worksheets[0].iter_rows(values_only=True))
    found = dict(zip(header, row, strict=True))
    assert found["得分（至少）"] == shortlist[0].guaranteed
    assert found["得分（至多）"] == shortlist[0].potential
    assert found["建筑面积 ≥ 8000 ㎡"] == f"✓ {shortlist[0].checks[0].observed.zh}"
    everything = "\n".join(str(cell.value) for cell in cells)
    assert ("闲置厂房.csv" in everything) == (audience == "bureau")


def test_invalid_options_and_paths_of_a_report_are_refused(
    catalog: ph.Catalog, tmp_path: Path
) -> None:
    shortlist = catalog.match(ph.Requirement("x"))
    with pytest.raises(ph.InvalidArgumentError):
        shortlist.report(tmp_path / "a.html", lang="fr")
    with pytest.raises(ph.InvalidArgumentError):
        shortlist.report(tmp_path / "a.html", audience="press")
    with pytest.raises(ph.SourceError):
        shortlist.report(tmp_path / "no" / "such" / "a.html")
    with pytest.raises(ph.SourceError):
        shortlist.report(tmp_path / "no" / "such" / "a.xlsx")
