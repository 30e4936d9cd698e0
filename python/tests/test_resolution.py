"""Which rows are one site: merged, reviewed, decided, split, updated."""

from pathlib import Path

import openpyxl
import pytest

import panhuo as ph
from conftest import DISTRICT


def row(key: str, name: str, **more: object) -> dict:
    return {"id": key, "kind": "idle_factory", "name": name, "jurisdiction": "430602201", **more}


PLACE = {"longitude": 113.1412, "latitude": 29.4411}


@pytest.fixture
def rows() -> ph.Inventory:
    return ph.Inventory.from_records(
        [
            row("A", "原宏达机械厂", floor_area="8600 ㎡", **PLACE),
            row("B", "临江市宏达机械有限公司", floor_area="8600 ㎡", **PLACE),
            row("C", "宏达机械3#厂房", floor_area="1200 ㎡", **PLACE),
            row("D", "鸿达机械", longitude=113.2, latitude=29.4),
        ]
    )


def test_rows_of_one_site_are_merged_and_parts_are_parts(rows: ph.Inventory) -> None:
    inventory = rows.resolve().inventory()
    assert inventory.sites.column("id") == ["A", "C", "D"]
    assert inventory.sites[0]["name"] == "临江市宏达机械有限公司"
    assert inventory.lineage["part_of"] == {"C": "A"}
    members = inventory.lineage["members"]["A"]
    assert [member["name"] for member in members] == ["原宏达机械厂", "临江市宏达机械有限公司"]
    assert str(members[0]["facts"]["floor_area"]) == "8600 ㎡"
    assert inventory.split("A").sites.column("id") == ["A", "B", "C", "D"]
    with pytest.raises(ph.NotFoundError):
        inventory.split("D")


def test_evidence_adds_up_and_shows_itself(rows: ph.Inventory) -> None:
    resolution = rows.resolve()
    evidence = resolution.evidence("A", "B")
    lines, total = evidence[:-1], evidence[-1]
    assert sum(line["match_weight"] for line in lines) == total["match_weight"]
    assert total["level"] == "match"
    assert "name" in repr(evidence)
    assert "<table>" in evidence._repr_html_()
    with pytest.raises(ph.NotFoundError):
        resolution.evidence("A", "X")


def test_a_possible_match_is_decided_by_its_number(rows: ph.Inventory) -> None:
    resolution = rows.resolve()
    # 鸿达机械 sounds like the names of the plant and of its workshop.
    assert [{pair["a"], pair["b"]} & {"C", "D"} for pair in resolution.possible_matches] == [
        {"D"},
        {"C", "D"},
    ]
    pair = resolution.possible_matches[0]
    assert {pair["a"], pair["b"]} <= {"A", "B", "D"}
    assert "sound" in pair["reasons"]
    assert "待核实 2" in repr(resolution)
    assert "<table>" in resolution._repr_html_()
    accepted = resolution.accept(0, note="电话核实")
    assert len(accepted.inventory()) == 2
    assert accepted.decisions[0]["note"] == "电话核实"
    rejected = resolution.reject(0)
    assert len(rejected.inventory()) == 3
    assert len(resolution.part_of("D", "A").inventory().lineage["part_of"]) == 2
    with pytest.raises(TypeError):
        resolution.accept("A")
    with pytest.raises(ph.NotFoundError):
        resolution.accept("A", "X")


def test_decisions_are_kept_in_the_file_and_honoured(rows: ph.Inventory, tmp_path: Path) -> None:
    decided = rows.resolve().reject("A", "B").inventory()
    decided.save(tmp_path / "a.gpkg")
    again = ph.open(tmp_path / "a.gpkg").resolve()
    assert again.inventory().sites.column("id") == ["A", "B", "C", "D"]
    assert again.decisions.column("match_class") == ["non_match"]


def test_decisions_go_through_a_workbook(rows: ph.Inventory, tmp_path: Path) -> None:
    path = tmp_path / "待核实.xlsx"
    resolution = rows.resolve()
    resolution.export_decisions(path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert [cell.value for cell in sheet[1]][:4] == ["判定", "备注", "把握", "依据"]
    assert sheet.max_row == 1 + len(resolution.possible_matches)
    sheet["A2"], sheet["B2"] = "同一处", "两块牌子"
    book.save(path)
    decided = resolution.import_decisions(path)
    assert decided.decisions.column("note") == ["两块牌子"]
    assert len(decided.inventory()) == 2
    sheet["A2"] = "也许"
    book.save(path)
    with pytest.raises(ph.FormatError, match="也许"):
        resolution.import_decisions(path)
    with pytest.raises(ph.SourceNotFoundError):
        resolution.import_decisions(tmp_path / "nothing.xlsx")


def test_a_new_month_is_resolved_against_the_inventory(rows: ph.Inventory) -> None:
    before = rows.resolve().inventory()
    same = before.update(rows)
    assert same.candidates == 0
    assert len(same.inventory().changes(before)) == 0
    new = ph.Inventory.from_records(
        [
            row("A", "宏达机械厂", floor_area="8600 ㎡", price="900 万元", **PLACE),
            row("B", "湘北粮油仓库", longitude=113.3, latitude=29.3),
        ]
    )
    now = before.update(new).inventory()
    changes = now.changes(before)
    assert {row["change"] for row in changes} == {"appeared", "changed"}
    assert [row["site"] for row in changes if row["field"] == "price"] == ["A"]
    assert "新增" in repr(changes)


def test_the_district_becomes_smaller_and_keeps_every_source() -> None:
    if not (DISTRICT / "ledgers" / "truth.jsonl").is_file():
        pytest.skip("run `make corpus` first")
    ledgers = ph.read_ledgers(DISTRICT / "ledgers", profile="yueyanglou")
    resolution = ledgers.resolve()
    inventory = resolution.inventory()
    assert len(inventory) < len(ledgers.sites)
    count = sum(len(site["sources"]) for site in inventory.sites)
    assert count == sum(len(site["sources"]) for site in ledgers.sites)
    ids = set(inventory.sites.column("id"))
    assert {row["site"] for row in inventory.issues if row["site"]} <= ids
    assert resolution.possible_matches


def test_records_of_a_program_are_linked() -> None:
    persons = {
        "given_name": ["michaela", "michaela", "charles"],
        "surname": ["neumann", "neuman", "green"],
        "date_of_birth": ["19151111", "19151111", "19480930"],
        "soc_sec_id": ["5304218", "5304281", "4365168"],
        "postcode": [None, "4223", "4566"],
    }
    links = ph.link(persons, profile="person")
    assert links.clusters == [0, 0, 2]
    assert [pair[:3] for pair in links.pairs] == [(0, 1, "match")]
    assert links.evidence(0, 1)[-1]["level"] == "match"
    assert repr(links) == "3 条记录 → 2 个"
    ph.set_language("en")
    with pytest.raises(ph.InvalidArgumentError, match="no field"):
        ph.link({"shoe_size": ["42"]}, profile="person")
    with pytest.raises(ph.InvalidArgumentError, match="values"):
        ph.link({"name": ["a"], "owner": ["b", "c"]})
    with pytest.raises(ph.ParseError):
        ph.link({"name": ["a"]}, profile="{}")
    with pytest.raises(ph.InvalidArgumentError):
        links.evidence(0, 3)
    with pytest.raises(ph.InvalidArgumentError):
        links.estimate()


FIRMS: dict[str, list] = {
    "name": ["宏达机械有限公司", "原宏达机械厂", None, "恒立包装厂"],
    "site_area": [8612.0, 8612, None, 437.5],
}


@pytest.mark.usefixtures("english")
def test_link_takes_pandas_polars_and_arrow() -> None:
    pandas, polars, arrow = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    expected = ph.link(FIRMS)
    assert expected.clusters == [0, 0, 2, 3]
    for form in (pandas.DataFrame(FIRMS), polars.DataFrame(FIRMS), arrow.table(FIRMS)):
        links = ph.link(form)
        assert (links.clusters, links.pairs) == (expected.clusters, expected.pairs)
        assert ph.count_candidates(form) == expected.candidates == 1
    with pytest.raises(ph.InvalidArgumentError, match="row 1"):
        ph.link({"site_area": [1.0, "large"]})
    with pytest.raises(ph.InvalidArgumentError, match="row 0"):
        ph.link({"name": [3]})
    with pytest.raises(ph.FormatError, match="not texts"):
        ph.link(arrow.table({"name": [1.5]}))


def test_users_can_change_the_words_of_names(rows: ph.Inventory) -> None:
    words = {"add": {"legal_forms": ["联合体"]}, "without": ["厂"]}
    names = {"name": ["宏达机械联合体", "宏达机械"]}
    assert ph.link(names).clusters == [0, 1]
    assert ph.link(names, names=words).clusters == [0, 0]
    profile = ph.identity_profile("site")
    profile["names"] = words
    assert ph.link(names, profile=profile).clusters == [0, 0]
    two = ph.Inventory.from_records([row("A", "宏达机械联合体"), row("B", "宏达机械")])
    level = lambda resolution: resolution.evidence("A", "B")[1]["level"]  # noqa: E731
    assert level(two.resolve()) == "contained"
    assert level(two.resolve(names=words)) == "exact"
    assert level(two.update(two, names=words)) == "exact"
    with pytest.raises(ph.InvalidArgumentError, match="legal_forms"):
        rows.resolve(names={"add": {"legal_forms": [""]}})
    with pytest.raises(ph.ParseError):
        rows.resolve(names={"add": {"legal": ["x"]}})


def test_links_have_possible_matches_and_conflicts() -> None:
    links = ph.link({"name": ["宏达机械", "宏达"]})
    assert links.possible_matches == [(0, 1)]
    assert links.conflicts == []


def test_links_that_would_join_a_non_match_are_reported() -> None:
    names = {"A": "宏达机械", "B": "宏达机械有限公司", "C": "原宏达机械厂"}
    three = [row(key, name, site_area="8612 ㎡", **PLACE) for key, name in names.items()]
    resolution = ph.Inventory.from_records(three).resolve()
    assert len(resolution.conflicts) == 0
    decided = resolution.reject("A", "C")
    assert len(decided.inventory()) == 2
    (conflict,) = decided.conflicts
    assert {conflict["non_match_a"], conflict["non_match_b"]} == {"A", "C"}
    assert conflict["match_weight"] > 0 > (conflict["non_match_weight"] or -1)
    assert "宏达机械" in repr(decided.conflicts)


def test_decisions_that_contradict_each_other_are_conflicts() -> None:
    names = {"A": "宏达机械厂", "B": "湘北粮油仓库", "C": "恒立包装厂"}
    resolution = ph.Inventory.from_records(
        [row(key, name) for key, name in names.items()]
    ).resolve()
    decided = resolution.accept("A", "B").accept("B", "C").reject("A", "C")
    assert len(decided.inventory()) == 2
    (conflict,) = decided.conflicts
    assert {conflict["non_match_a"], conflict["non_match_b"]} == {"A", "C"}
    assert (conflict["match_weight"], conflict["non_match_weight"]) == (None, None)
