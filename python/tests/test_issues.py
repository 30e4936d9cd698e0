"""The log of issues: its table of codes, its frame, and the feedback workbook."""

from pathlib import Path

import openpyxl
import pytest

import panhuo as ph

LEDGER = """存量土地统计表,,,,
乡镇,地块名称,面积（亩）,坐标,联系人
郭镇乡,麻布村1号地块,1200㎡（18亩）,"113.2,29.3",王建国
郭镇乡,"=1+1",约50,"113.21,29.31（百度）",李海燕
康王乡,康王村地块,同上,"113.2,29.3",赵玉兰
康王乡,康王村地块,30,"113.2,29.3",赵玉兰
"""


@pytest.fixture
def ledgers(tmp_path: Path) -> ph.Ledgers:
    (tmp_path / "土地.csv").write_text(LEDGER, encoding="utf-8")
    return ph.read_ledgers(tmp_path, profile="yueyanglou")


def test_every_issue_has_a_code_of_the_table(ledgers: ph.Ledgers) -> None:
    codes = {row["code"]: row for row in ph.issue_codes()}
    assert {issue["code"] for issue in ledgers.issues} <= codes.keys()
    for issue in ledgers.issues:
        assert codes[issue["code"]]["severity"] == issue["severity"]
    assert all(row["meaning"].zh and row["advice"].zh for row in codes.values())
    assert "unit-assumed" in repr(ph.issue_codes())


def test_frames_have_the_columns_that_others_rely_on(ledgers: ph.Ledgers) -> None:
    sites = ledgers.sites.to_pandas()
    expected = ["id", "kind", "name", "reference", "longitude", "latitude", "site_area"]
    assert {*expected, "source_file", "source_row"} <= set(sites)
    assert sites["source_row"].tolist() == [3, 4, 5, 6]
    assert set(sites["source_file"]) == {"土地.csv"}
    issues = ledgers.issues.to_pandas()
    expected = ["file", "sheet", "row", "column", "raw", "interpretation", "severity", "code"]
    assert set(expected) <= set(issues)
    conflict = issues[issues["code"] == "area-conflict"].iloc[0]
    assert (conflict["row"], conflict["raw"]) == (3, "1200㎡（18亩）")
    assert ledgers.rows_read == len(ledgers.sites) + ledgers.rows_explained == 6


def test_columns_say_what_they_mean_and_how_surely(ledgers: ph.Ledgers) -> None:
    meanings = {row["header"]: row["interpretation"] for row in ledgers.columns}
    assert meanings["面积（亩）"] == "site_area"
    assert all(row["confidence"] >= 0.95 for row in ledgers.columns)
    assert ledgers.columns[2]["unit"] == "亩"


def test_scorecards_count_contradictions_and_duplicates(ledgers: ph.Ledgers) -> None:
    cards = {row["jurisdiction_name"]: row for row in ledgers.scorecards}
    assert (cards["郭镇乡"]["contradictions"], cards["郭镇乡"]["duplicates"]) == (1, 0)
    assert (cards["康王乡"]["sites"], cards["康王乡"]["duplicates"]) == (2, 1)


def test_map_services_and_old_datums_are_converted_where_allowed(tmp_path: Path) -> None:
    path = tmp_path / "土地.csv"
    path.write_text(LEDGER, encoding="utf-8")
    refused = ph.read_ledgers(path, profile="yueyanglou").sites
    assert refused.column("longitude")[1] is None
    allowed = ph.read_ledgers(path, profile="yueyanglou", convert_map_services=True)
    # Baidu's coordinates are some 0.012° east of WGS84's here.
    assert 113.19 < allowed.sites.column("longitude")[1] < 113.205
    path.write_text("名称,面积（亩）,坐标（西安80）\n甲,3,113.2 29.3\n", encoding="utf-8")
    still = {"xian80": [0, 0, 0, 0, 0, 0, 0]}
    moved = ph.read_ledgers(path, default_kind="land", datum_shifts=still)
    assert moved.sites.column("longitude")[0] is not None
    with pytest.raises(ph.InvalidArgumentError):
        ph.read_ledgers(path, datum_shifts={"clarke": [0] * 7})


def test_openpyxl_reads_the_feedback_workbook(ledgers: ph.Ledgers, tmp_path: Path) -> None:
    path = tmp_path / "疑点.xlsx"
    ledgers.issues.to_xlsx(path)
    book = openpyxl.load_workbook(path)
    issues = book["疑点 Issues"]
    titles = [cell.value for cell in issues[1]]
    assert titles[-1] == "更正 Correction"
    assert issues.max_row == 1 + len(ledgers.issues)
    assert all(row[-1].value is None for row in issues.iter_rows(min_row=2))
    copy = book["土地"]
    assert copy["C3"].value == "1200㎡（18亩）"
    assert copy["C3"].fill.fgColor.rgb == "FFFFC7CE"
    assert "请核实面积" in copy["C3"].comment.text
    assert copy["B3"].fill.fgColor.rgb != "FFFFC7CE"
    formula = copy["B4"]
    assert (formula.value, formula.data_type, formula.quotePrefix) == ("=1+1", "s", True)


def test_a_township_gets_only_its_own_rows(ledgers: ph.Ledgers, tmp_path: Path) -> None:
    path = tmp_path / "康王乡.xlsx"
    ledgers.issues.to_xlsx(path, jurisdiction="430602202")
    book = openpyxl.load_workbook(path)
    texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "赵玉兰" in texts
    assert not {"王建国", "李海燕"} & texts
    with pytest.raises(ph.NotFoundError):
        ledgers.issues.to_xlsx(path, jurisdiction="110101")
    with pytest.raises(ph.SourceError):
        ledgers.issues.to_xlsx(tmp_path / "no such folder" / "x.xlsx")
