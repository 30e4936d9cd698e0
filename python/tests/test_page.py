"""The map and the report in a real browser, without a network: they show what Python holds."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, chromium
from selenium.webdriver.common.keys import Keys

import panhuo as ph
from conftest import DISTRICT
from panhuo._display import score_text
from panhuo._page import json_text, read

HOSTILE = "</script><img src=x onerror=alert(1)><b>厂房"
SQUARE = [[113.0, 29.0], [113.2, 29.0], [113.2, 29.2], [113.0, 29.2], [113.0, 29.0]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def foundry_of_district() -> ph.Requirement:
    path = Path(__file__).parent.parent.parent / "examples/data/investors/foundry.json"
    return ph.Requirement.from_file(path)


@pytest.fixture
def shortlist(district: ph.Catalog, foundry_of_district: ph.Requirement) -> ph.Shortlist:
    return district.match(foundry_of_district, top=8)


@pytest.fixture
def on_map(browser: Browser, shortlist: ph.Shortlist, tmp_path: Path) -> Browser:
    path = tmp_path / "map.html"
    shortlist.map().save(path)
    browser.open(path)
    return browser


def alone(browser: Browser) -> None:
    """Nothing was fetched but the file, and nothing went wrong."""
    assert [url for url in browser.requests() if not url.startswith("file:")] == []
    assert browser.complaints() == []


def rows(browser: Browser) -> list[str]:
    return [each.get_attribute("data-site") for each in browser.all("#sites tbody tr")]


def test_the_table_of_the_map_is_the_shortlist(on_map: Browser, shortlist: ph.Shortlist) -> None:
    missed = [miss.candidate for miss in shortlist.near_misses()]
    assert rows(on_map) == [each.site for each in [*shortlist, *missed]]
    for rank, candidate in enumerate(shortlist, start=1):
        row = on_map.one(f'#sites tr[data-site="{candidate.site}"]').text.split("\n")
        assert row[0] == f"{rank} {candidate.name} {score_text(*score(candidate))}"
        assert str(candidate.kind_label) in " ".join(row)
        assert candidate.jurisdiction_name in " ".join(row)
    alone(on_map)


def score(candidate: ph.Candidate) -> tuple[float, float]:
    return candidate.guaranteed, candidate.potential


def assert_explains(browser: Browser, candidate: ph.Candidate, lang: str) -> None:
    """The panel shows every check and contribution of the candidate, in a language."""
    panel = "#panel" + f' article[data-site="{candidate.site}"]'
    lines = browser.texts(f"{panel} table.checks tbody tr")
    assert len(lines) == len(candidate.checks)
    for line, check in zip(lines, candidate.checks, strict=True):
        assert getattr(check.required, lang) in line
        assert getattr(check.observed, lang) in line
        assert {"pass": "✓", "unknown": "?", "fail": "✗"}[check.outcome] in line
    *lines, total = browser.texts(f"{panel} table.adds tbody tr")
    assert len(lines) == len(candidate.contributions)
    for line, each in zip(lines, candidate.contributions, strict=True):
        assert getattr(each.preference, lang) in line
        assert score_text(each.guaranteed, each.potential) in line
    assert score_text(*score(candidate)) in total


def test_a_click_on_the_table_explains_a_site_in_both_languages(
    on_map: Browser, shortlist: ph.Shortlist
) -> None:
    on_map.one(f'#sites tr[data-site="{shortlist[1].site}"]').click()
    assert_explains(on_map, shortlist[1], "zh")
    assert on_map.one("html").get_attribute("lang") == "zh-CN"
    on_map.one("#language").click()
    assert on_map.one("html").get_attribute("lang") == "en"
    assert_explains(on_map, shortlist[1], "en")
    assert on_map.text("#count") == "18 of 18 sites shown"
    chosen = on_map.all('#sites tr[aria-selected="true"]')
    assert [each.get_attribute("data-site") for each in chosen] == [shortlist[1].site]
    alone(on_map)


def test_a_click_on_the_map_explains_the_site_that_lies_there(
    on_map: Browser, shortlist: ph.Shortlist
) -> None:
    """The position of the click is computed from the graticule, so that is tested too."""
    first = shortlist[0]
    on_map.click_at(*on_map.point_of(first.longitude, first.latitude))
    assert_explains(on_map, first, "zh")
    on_map.one("#panel .close").click()
    assert not on_map.one("#panel").is_displayed()
    # The same after the map was dragged and has come to rest.
    on_map.drag(on_map.one("#map"), 90, 60)
    on_map.until(lambda: on_map.all(".graticule .foot") and on_map.at_rest())
    on_map.click_at(*on_map.point_of(first.longitude, first.latitude))
    assert_explains(on_map, first, "zh")
    # And when it was enlarged.
    on_map.one("#panel .close").click()
    on_map.script("document.querySelector('#map').focus()")
    scale = on_map.text(".leaflet-control-scale-line")
    on_map.press("+")
    on_map.until(lambda: on_map.text(".leaflet-control-scale-line") != scale)
    on_map.until(lambda: on_map.all(".graticule .foot") and on_map.at_rest())
    on_map.click_at(*on_map.point_of(first.longitude, first.latitude))
    assert_explains(on_map, first, "zh")
    alone(on_map)


def test_filters_keep_the_same_sites_as_python(on_map: Browser, shortlist: ph.Shortlist) -> None:
    everyone = [*shortlist, *(miss.candidate for miss in shortlist.near_misses())]

    def shows(kept: list[ph.Candidate]) -> None:
        assert rows(on_map) == [each.site for each in kept]
        assert on_map.text("#count") == f"显示 {len(kept)} / {len(everyone)} 宗"

    shows(everyone)
    on_map.one('[data-kind="closed_enterprise"]').click()
    halls = [each for each in everyone if each.kind != "closed_enterprise"]
    assert len(halls) < len(everyone)
    shows(halls)
    assert on_map.one("#said").get_attribute("textContent") == on_map.text("#count")
    on_map.one('[data-kind="closed_enterprise"]').click()
    slide(on_map, 0.7)
    good = [each for each in everyone if each.guaranteed >= 0.7]
    assert 0 < len(good) < len(everyone)
    shows(good)
    slide(on_map, 0)
    place = shortlist[0].jurisdiction
    on_map.one(f'#place option[value="{place}"]').click()
    shows([each for each in everyone if each.jurisdiction == place])
    on_map.one('#place option[value=""]').click()
    on_map.one("#text").send_keys(shortlist[2].name[:4])
    shows([each for each in everyone if shortlist[2].name[:4] in each.name])
    # A site that is not shown is not found on the map either.
    on_map.one("#text").clear()
    on_map.one("#text").send_keys("no such site")
    shows([])
    on_map.click_at(*on_map.point_of(shortlist[0].longitude, shortlist[0].latitude))
    assert not on_map.one("#panel").is_displayed()
    alone(on_map)


def slide(browser: Browser, value: float) -> None:
    browser.script(
        "const low = document.querySelector('#low'); low.value = arguments[0];"
        "low.dispatchEvent(new Event('input'))",
        value,
    )


def test_the_keyboard_alone_goes_everywhere(on_map: Browser, shortlist: ph.Shortlist) -> None:
    seen = set()
    for _ in range(40):
        on_map.press(Keys.TAB)
        here = on_map.focused()
        seen.add(here.get_attribute("id") or here.get_attribute("data-kind"))
        if here.tag_name == "tr":
            break
    assert {"language", "theme", "place", "text", "low", "map", "idle_factory"} <= seen
    assert on_map.focused().get_attribute("data-site") == shortlist[0].site
    on_map.press(Keys.ARROW_DOWN)
    assert on_map.focused().get_attribute("data-site") == shortlist[1].site
    on_map.press(Keys.ENTER)
    assert "site-title" in on_map.focused().get_attribute("class")
    assert_explains(on_map, shortlist[1], "zh")
    assert shortlist[1].name in on_map.one("#said").get_attribute("textContent")
    on_map.press(Keys.ESCAPE)
    assert not on_map.one("#panel").is_displayed()
    assert on_map.focused().get_attribute("data-site") == shortlist[1].site
    on_map.press(Keys.HOME)
    assert on_map.focused().get_attribute("data-site") == shortlist[0].site
    alone(on_map)


def test_the_map_is_walked_by_arrows_and_says_where_it_is(on_map: Browser) -> None:
    on_map.script("document.querySelector('#map').focus()")
    on_map.press(Keys.ARROW_RIGHT)
    announced = on_map.one("#said").get_attribute("textContent")
    assert announced
    on_map.press(Keys.ARROW_LEFT, Keys.ARROW_UP, Keys.ARROW_LEFT)
    assert on_map.one("#said").get_attribute("textContent") != announced
    on_map.press(Keys.ENTER)
    assert "site-title" in on_map.focused().get_attribute("class")
    on_map.press(Keys.ESCAPE)
    assert on_map.focused().get_attribute("id") == "map"


def test_everything_has_a_role_and_a_name(on_map: Browser) -> None:
    """In the accessibility tree that Chromium gives to screen readers."""
    on_map.one("#sites tbody tr").click()
    on_map.driver.execute_cdp_cmd("Accessibility.enable", {})
    tree = on_map.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    shown = [each for each in tree if not each.get("ignored")]
    named = {"application", "grid", "button", "checkbox", "slider", "searchbox", "combobox", "link"}
    named |= {"complementary", "search"}
    roles = set()
    for each in shown:
        role = each.get("role", {}).get("value")
        roles.add(role)
        if role in named:
            assert each.get("name", {}).get("value", "").strip(), each
    assert {"application", "grid", "row", "slider", "status", "heading", "main"} <= roles


def test_the_report_has_a_page_for_each_site(
    browser: Browser, shortlist: ph.Shortlist, tmp_path: Path
) -> None:
    path = tmp_path / "foundry.html"
    shortlist.report(path)
    browser.open(path)
    shown = [each.get_attribute("data-site") for each in browser.all(".prospectus article")]
    assert shown == [each.site for each in shortlist]
    lines = browser.texts("table.compare tbody tr")
    for rank, (line, candidate) in enumerate(zip(lines, shortlist, strict=True), start=1):
        assert line.startswith(f"{rank} {candidate.name}")
        for check in candidate.checks:
            assert check.observed.zh in line
    missed = browser.texts("table.near tbody tr")
    for line, miss in zip(missed, shortlist.near_misses(), strict=True):
        assert miss.shortfalls[0].zh in line
    assert shortlist.tally.describe()[0] in browser.text("main")
    headings = browser.texts("h1") + browser.texts("h2")
    assert len(set(headings)) == len(headings)
    alone(browser)
    printed = browser.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    pages = len(re.findall(rb"/Type\s*/Page\b", base64.b64decode(printed["data"])))
    assert len(shortlist) + 1 <= pages <= len(shortlist) + 6
    assert browser.complaints() == []


def test_the_bureau_reads_questions_and_cells(
    browser: Browser, shortlist: ph.Shortlist, tmp_path: Path
) -> None:
    shortlist.report(tmp_path / "in.html", audience="bureau", lang="en")
    browser.open(tmp_path / "in.html")
    assert len(browser.all(".questions li")) == len(shortlist.questions())
    assert shortlist[0].checks[0].source.text in browser.text(".prospectus article")
    shortlist.report(tmp_path / "out.html", lang="en")
    browser.open(tmp_path / "out.html")
    assert browser.all(".questions") == []
    assert shortlist[0].checks[0].source.text not in browser.driver.page_source


def test_hostile_text_is_text(browser: Browser, tmp_path: Path) -> None:
    records = [
        {"id": HOSTILE, "kind": "land", "name": HOSTILE, "jurisdiction": HOSTILE,
         "longitude": 113.1, "latitude": 29.1, "site_area": "3 亩"},
    ]  # fmt: skip
    layer = {"type": "Feature", "properties": {"layer": HOSTILE, "name": HOSTILE}}
    layer["geometry"] = {"type": "Polygon", "coordinates": [SQUARE]}
    landmarks = tmp_path / "landmarks.geojson"
    landmarks.write_text(json.dumps({"type": "FeatureCollection", "features": [layer]}))
    catalog = ph.Inventory.from_records(records, landmarks=landmarks).catalog()
    border = {"type": "Feature", "properties": {"name": HOSTILE}, "geometry": layer["geometry"]}
    requirement = ph.Requirement(HOSTILE, investor=HOSTILE, must=[ph.site_area >= "2 亩"])
    path = tmp_path / "hostile.html"
    for audience in ("investor", "bureau"):
        catalog.match(requirement).report(path, audience=audience, borders=border)
        browser.open(path)
        browser.one("#sites tbody tr").click()
        assert HOSTILE in browser.text("#panel")
        assert HOSTILE in browser.text("h1")
        assert browser.all("img, main b:not(.bar b)") == []
        alone(browser)


def test_five_thousand_sites_stay_smooth(browser: Browser, tmp_path: Path) -> None:
    """The bounds allow for a loaded machine; times on an idle one are far below."""
    kinds = list(ph.kinds())
    records = [
        {"id": f"S{at:04}", "kind": kinds[at % 5], "name": f"地块{at}",
         "longitude": 113 + at % 97 / 200, "latitude": 29 + at % 89 / 200}
        for at in range(5000)
    ]  # fmt: skip
    ph.Inventory.from_records(records).map().save(tmp_path / "many.html")
    browser.open(tmp_path / "many.html")
    assert browser.text("#count") == "显示 5000 / 5000 宗"
    took = browser.script(
        "const box = document.querySelector('.kind input'); const times = [];"
        "for (let i = 0; i < 8; i++) { const start = performance.now(); box.click();"
        "times.push(performance.now() - start) } return times.sort((a, b) => a - b)[4]"
    )
    assert took < 200
    browser.script("document.querySelector('.kind input').click()")
    assert browser.text("#count") == "显示 4000 / 5000 宗"
    assert len(browser.all("#sites tbody tr")) == 100
    browser.one(".pages button:last-child").click()
    assert rows(browser)[0] == "S0126"
    alone(browser)


def test_a_dark_page_prints_light_and_whole(
    browser: Browser, district: ph.Catalog, tmp_path: Path
) -> None:
    """A print holds every site, though the table shows a hundred; then the page is as before."""
    district.map().save(tmp_path / "all.html")
    browser.open(tmp_path / "all.html")
    browser.one("#theme").click()
    on_paper = (
        "addEventListener('beforeprint', () => { window.paper = ["
        "document.querySelectorAll('#sites tbody tr').length,"
        "getComputedStyle(document.querySelector('main')).backgroundColor] })"
    )
    browser.script(on_paper)
    browser.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    assert browser.script("return paper") == [len(district), "rgb(255, 255, 255)"]
    browser.until(lambda: len(browser.all("#sites tbody tr")) == 100)
    assert browser.one("html").get_attribute("data-theme") == "dark"
    alone(browser)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_telephone_shows_it_all_without_scrolling_sideways(
    browser: Browser, shortlist: ph.Shortlist, tmp_path: Path, lang: str
) -> None:
    """Wide tables scroll inside themselves."""
    shortlist.report(tmp_path / "report.html", lang=lang, audience="bureau")
    shortlist.map(lang=lang).save(tmp_path / "map.html")
    narrow = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", narrow)
    try:
        for name in ("report.html", "map.html"):
            browser.open(tmp_path / name)
            browser.script("document.querySelector('#sites tbody tr').click()")
            assert browser.one("#panel").is_displayed()
            assert browser.script("return document.documentElement.scrollWidth") == 390
    finally:
        browser.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    alone(browser)


def test_the_widget_and_its_model_synchronise_the_selection(
    browser: Browser, shortlist: ph.Shortlist, tmp_path: Path
) -> None:
    """With a model that stores values and notifies listeners as Jupyter's does."""
    code = base64.b64encode(read("widget.js").encode()).decode()
    values = json_text({"page": shortlist.map().to_html(), "height": 600, "selected": ""})
    host = tmp_path / "widget.html"
    host.write_text(
        f"""<meta charset=utf-8><div id=here></div><script>
        const values = {values}, listeners = {{}};
        const model = {{ get: (name) => values[name], save_changes() {{ values.saved = true }},
          set(name, value) {{ values[name] = value; listeners["change:" + name]?.() }},
          on(name, call) {{ listeners[name] = call }}, off(name) {{ delete listeners[name] }} }};
        import("data:text/javascript;base64,{code}").then((module) => {{
          window.stop = module.default.render({{ model, el: document.querySelector("#here") }}) }});
        </script>""",
        encoding="utf-8",
    )
    browser.open(host)
    browser.until(lambda: browser.all("iframe"))
    browser.driver.switch_to.frame(browser.one("iframe"))
    browser.until(lambda: browser.all("#sites tbody tr"))
    browser.one("#sites tbody tr").click()
    browser.driver.switch_to.default_content()
    browser.until(lambda: browser.script("return values.selected"))
    assert browser.script("return [values.selected, values.saved]") == [shortlist[0].site, True]
    browser.script("model.set('selected', arguments[0])", shortlist[2].site)
    browser.driver.switch_to.frame(browser.one("iframe"))
    browser.until(lambda: shortlist[2].name in browser.text("#panel"))
    browser.driver.switch_to.default_content()
    assert browser.complaints() == []


def test_a_notebook_shows_the_map_in_a_frame_that_reports_the_selection(
    browser: Browser, shortlist: ph.Shortlist, tmp_path: Path
) -> None:
    host = tmp_path / "host.html"
    heard = "<script>addEventListener('message', (e) => { window.heard = e.data })</script>"
    frame = shortlist.map()._repr_html_()
    host.write_text(f"<meta charset=utf-8>{heard}{frame}", encoding="utf-8")
    browser.open(host)
    assert browser.one("iframe").get_attribute("sandbox") == "allow-scripts"
    browser.driver.switch_to.frame(browser.one("iframe"))
    assert browser.text("#count") == "显示 18 / 18 宗"
    browser.one("#sites tbody tr").click()
    browser.driver.switch_to.default_content()
    browser.until(lambda: browser.script("return window.heard"))
    assert browser.script("return heard") == {"panhuo": "selected", "id": shortlist[0].site}
    tell = "document.querySelector('iframe').contentWindow.postMessage(arguments[0], '*')"
    browser.script(tell, {"panhuo": "select", "id": shortlist[2].site})
    browser.driver.switch_to.frame(browser.one("iframe"))
    browser.until(lambda: shortlist[2].name in browser.text("#panel"))
    browser.driver.switch_to.default_content()
    alone(browser)


def test_sites_at_one_position_are_selected_by_mouse_and_by_keyboard(
    browser: Browser, tmp_path: Path
) -> None:
    places = {"A": 113.14, "B": 113.14, "C": 113.14, "D": 113.2}
    records = [
        {"id": at, "kind": "land", "name": f"地块{at}", "longitude": x, "latitude": 29.44,
         "site_area": f"{60 - 5 * turn} 亩"}
        for turn, (at, x) in enumerate(places.items())
    ]  # fmt: skip
    catalog = ph.Inventory.from_records(records).catalog()
    requirement = ph.Requirement("x", prefer=[ph.site_area.rising("0 亩", "100 亩")])
    catalog.match(requirement).map().save(tmp_path / "map.html")
    browser.open(tmp_path / "map.html")

    def explained() -> list[str]:
        return [each.get_attribute("data-site") for each in browser.all("#panel article")]

    # Each click selects the next site in turn.
    here = browser.point_of(113.14, 29.44)
    for site in ("A", "B", "C", "A"):
        browser.click_at(*here)
        assert explained() == [site]
    assert browser.texts("#panel .here button") == ["1 地块A", "2 地块B", "3 地块C"]
    browser.all("#panel .here button")[2].click()
    assert explained() == ["C"]
    current = browser.all('#panel .here [aria-current="true"]')
    assert [each.text for each in current] == ["3 地块C"]
    browser.click_at(*browser.point_of(113.2, 29.44))
    assert explained() == ["D"]
    assert browser.all("#panel .here") == []
    # By keyboard: the map says how many there are, and the explanation leads to the others.
    browser.one("#panel .close").click()
    browser.script("document.querySelector('#map').focus()")
    browser.press(Keys.ARROW_LEFT)
    assert browser.one("#said").get_attribute("textContent").endswith("同一位置 3")
    browser.press(Keys.ENTER)
    assert explained() == ["A"]
    browser.press(Keys.TAB, Keys.TAB, Keys.ENTER)
    assert explained() == ["B"]
    assert "site-title" in browser.focused().get_attribute("class")
    browser.press(Keys.ESCAPE)
    assert browser.focused().get_attribute("id") == "map"
    # Filtered sites are not among them.
    browser.one("#text").send_keys("地块B")
    browser.click_at(*here)
    assert explained() == ["B"]
    assert browser.all("#panel .here") == []
    alone(browser)


def test_the_example_has_a_border_for_every_township(
    browser: Browser, district: ph.Catalog, tmp_path: Path
) -> None:
    path = DISTRICT / "borders.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    named = {each["properties"]["code"]: each["properties"]["name"] for each in features}
    reported = {row["code"]: row["name"] for row in district.statistics()}
    assert {code: reported[code] for code in named} == named
    assert len(named) == 20
    district.map(borders=path).save(tmp_path / "all.html")
    browser.open(tmp_path / "all.html")
    labels = browser.script(
        "return [...document.querySelectorAll('.label.border')].map((each) => each.textContent)"
    )
    assert sorted(labels) == sorted(named.values())
    alone(browser)


def test_the_name_of_an_area_stands_clear_of_its_sites(browser: Browser, tmp_path: Path) -> None:
    corners = [(113.005, 29.005), (113.195, 29.195)]
    middle = [(113.09 + 0.005 * at, 29.1) for at in range(5)]
    lots = [
        {"id": f"S-{at}", "kind": "land", "longitude": x, "latitude": y}
        for at, (x, y) in enumerate(corners + middle)
    ]
    geometry = {"type": "Polygon", "coordinates": [SQUARE]}
    border = {"type": "Feature", "properties": {"name": "郭镇乡"}, "geometry": geometry}
    path = tmp_path / "map.html"
    ph.Inventory.from_records(lots).catalog().map(borders=border).save(path)
    browser.open(path)
    name = browser.one(".label.border span").rect
    left, right = name["x"], name["x"] + name["width"]
    top, bottom = name["y"], name["y"] + name["height"]
    for lot in lots:
        x, y = browser.point_of(lot["longitude"], lot["latitude"])
        assert not (left < x < right and top < y < bottom), lot["id"]
    (west, south), (east, north) = (browser.point_of(*corner) for corner in (SQUARE[0], SQUARE[2]))
    assert west < left < right < east
    assert north < top < bottom < south
    alone(browser)
