"""Outputs for investors hold no name or telephone number, in whichever column a ledger has them."""

import json
import zipfile
from pathlib import Path

import pytest

import panhuo as ph

PERSON, OWNER, OTHER = "李秀英", "王德发", "赵铁柱"
MOBILE, LANDLINE, FULL, CARD = (
    "13800000123",
    "0730-5550123",
    "１３８００００４５６７",
    "430602197001011234",
)
SECRETS = [PERSON, OWNER, OTHER, MOBILE, LANDLINE, FULL, CARD, "5550123", "欠款", "备用金", "哭诉"]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Persons and telephones in names, addresses, remarks, encumbrances, contacts, odd columns."""
    header = [
        "名称",
        "地址",
        "层高（m）",
        "建筑面积（㎡）",
        "产权人",
        "产权性质",
        "联系人",
        "联系电话",
        "抵押",
        "闲置原因",
        "现状用途",
        "责任单位",
        "证号",
        "备注",
        "内部批示",
    ]
    rows = [
        [
            f"{PERSON}机械厂（{MOBILE}）",
            f"工业路8号{PERSON}家旁，电话{LANDLINE}",
            "9",
            "8600",
            OWNER,
            "个人",
            PERSON,
            MOBILE,
            f"抵押给{OTHER}，{FULL}",
            f"{OTHER}欠款",
            f"{OTHER}住着",
            f"{OTHER}负责",
            f"{OWNER}证{CARD}",
            f"找{OTHER} {LANDLINE}",
            f"{OTHER}备用金哭诉",
        ],
        [
            f"{OWNER}仓库 {FULL}",
            f"长江路{CARD}",
            "7.2",
            "9000",
            OWNER,
            "个人",
            OTHER,
            FULL,
            "无",
            OTHER,
            OTHER,
            OTHER,
            OTHER,
            OTHER,
            OTHER,
        ],
    ]
    path = tmp_path / "闲置厂房.csv"
    path.write_text("\n".join(",".join(row) for row in [header, *rows]), encoding="utf-8")
    return path


@pytest.fixture
def shortlist(ledger: Path) -> ph.Shortlist:
    requirement = ph.Requirement(
        "铸造",
        must=[ph.floor_area >= "8000 ㎡", ph.ceiling_height >= "8 m", ph.free_of("mortgage")],
        prefer=[ph.floor_area.rising("1000 ㎡", "9000 ㎡")],
    )
    return ph.read_ledgers(ledger).catalog().match(requirement)


def texts(path: Path) -> str:
    """The text of a file, unpacked if it is an archive."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return "\n".join(archive.read(name).decode("utf-8") for name in archive.namelist())
    return path.read_text(encoding="utf-8", errors="replace")


def assert_no_personal_data(text: str) -> None:
    assert [secret for secret in SECRETS if secret in text] == []
    assert "李某机械厂" in text
    assert "王某仓库" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["page.html", "page.xlsx"])
def test_a_report_holds_no_personal_data(
    shortlist: ph.Shortlist, tmp_path: Path, name: str, lang: str
) -> None:
    shortlist.report(tmp_path / name, lang=lang)
    assert_no_personal_data(texts(tmp_path / name))
    shortlist.report(tmp_path / name, lang=lang, audience="bureau")
    shown = texts(tmp_path / name)
    assert PERSON in shown
    assert OWNER in shown


def test_a_map_holds_no_personal_data(shortlist: ph.Shortlist) -> None:
    assert_no_personal_data(shortlist.map().to_html())
    assert_no_personal_data(shortlist._catalog.map().to_html())
    assert_no_personal_data(shortlist.map()._repr_html_())


def test_an_export_holds_no_personal_data(
    shortlist: ph.Shortlist, ledger: Path, tmp_path: Path
) -> None:
    table = shortlist._catalog.table(audience="investor")
    table.to_xlsx(tmp_path / "sites.xlsx")
    assert_no_personal_data(texts(tmp_path / "sites.xlsx"))
    rows = table.to_arrow(geometry=None).to_pylist()
    assert_no_personal_data(json.dumps(rows, ensure_ascii=False, default=str))
    assert {"owner", "remarks", "idle_reason", "present_use"}.isdisjoint(rows[0])
    ph.read_ledgers(ledger).inventory().to_geojson(tmp_path / "s.geojson", audience="investor")
    assert_no_personal_data(texts(tmp_path / "s.geojson"))
    with pytest.raises(ph.InvalidArgumentError):
        ph.read_ledgers(ledger).inventory().to_geojson(tmp_path / "s.geojson", audience="all")


def test_exports_for_investors_hold_no_encumbrances(tmp_path: Path) -> None:
    lot = {"id": "A", "kind": "land", "encumbrances": {"mortgage": True, "dispute": False}}
    inventory = ph.Inventory.from_records([lot])
    for audience, visible in (("investor", False), ("bureau", True)):
        inventory.to_geojson(tmp_path / "s.geojson", audience=audience)
        shown = texts(tmp_path / "s.geojson")
        columns = inventory.catalog().table(audience=audience).to_arrow().column_names
        for encumbrance in ("mortgage", "dispute"):
            assert (encumbrance in shown) is visible
            assert (encumbrance in columns) is visible


def test_numbers_of_plots_and_floors_are_kept(shortlist: ph.Shortlist) -> None:
    """Only personal data are removed: numbers of plots and floors are not telephone numbers."""
    lots = [
        {
            "id": "A",
            "kind": "land",
            "name": "岭头村7、10号地块 430602008-0012",
            "address": "107国道8号",
        }
    ]
    table = ph.Inventory.from_records(lots).catalog().table(audience="investor")
    [row] = table.to_arrow(geometry=None).to_pylist()
    assert (row["name"], row["address"]) == (lots[0]["name"], lots[0]["address"])
