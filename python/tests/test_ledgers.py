"""Ledgers are read, saved and opened again."""

import json
import signal
import time
from pathlib import Path

import pytest

import panhuo as ph


def test_issues_say_where_and_what(ledgers: ph.Ledgers) -> None:
    issue = ledgers.issues[0]
    assert {
        "severity",
        "code",
        "file",
        "sheet",
        "cell",
        "raw",
        "interpretation",
        "zh",
        "en",
    } <= set(issue)
    assert "truth.jsonl" not in ledgers.files
    assert len(ledgers.issues.to_pandas()) == len(ledgers.issues)
    ph.set_language("en")
    assert "raw text" in repr(ledgers.issues)
    assert "<table>" in ledgers.issues._repr_html_()


def test_an_inventory_survives_the_file(
    ledgers: ph.Ledgers, investor: ph.Requirement, tmp_path: Path
) -> None:
    path = tmp_path / "岳阳楼.gpkg"
    ledgers.save(path)
    again = ph.open(path)
    assert list(again.sites) == list(ledgers.sites)
    assert list(again.issues) == list(ledgers.issues)
    before, after = ledgers.catalog().match(investor), again.catalog().match(investor)
    assert after.to_json() == before.to_json()


def test_progress_is_reported_before_each_file(tmp_path: Path) -> None:
    for name in ["b.csv", "a.csv"]:
        (tmp_path / name).write_text("名称,面积（亩）\n甲,3\n", encoding="utf-8")
    reported = []
    ph.read_ledgers(
        tmp_path / "*.csv", default_kind="land", progress=lambda *now: reported.append(now)
    )
    assert reported == [("a.csv", 0, 2), ("b.csv", 1, 2)]


def test_progress_may_be_a_bar(tmp_path: Path) -> None:
    for name in ["b.csv", "a.csv", "c.csv"]:
        (tmp_path / name).write_text("名称,面积（亩）\n甲,3\n", encoding="utf-8")

    class Bar:
        total, n = None, 0

        def update(self, n: int = 1) -> None:
            self.n += n

    bar = Bar()
    ph.read_ledgers(tmp_path / "*.csv", default_kind="land", progress=bar)
    assert (bar.n, bar.total) == (3, 3)


def test_ctrl_c_stops_reading(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    # A shell starts what it puts in the background with the signal ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    for number in range(20):
        (tmp_path / f"{number:02}.csv").write_text("名称,面积（亩）\n甲,3\n", encoding="utf-8")
    reported = []

    def interrupt(file: str, done: int, total: int) -> None:
        reported.append(file)
        if len(reported) == 1:
            signal.raise_signal(signal.SIGINT)
        # Signals are checked every twentieth of a second.
        time.sleep(0.2)

    with pytest.raises(KeyboardInterrupt):
        ph.read_ledgers(tmp_path, default_kind="land", progress=interrupt)
    # Several files are read at once, so a few more may have been reported.
    assert len(reported) < 20


def test_an_exception_of_a_callback_reaches_the_caller(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,面积（亩）\n甲,3\n", encoding="utf-8")
    with pytest.raises(ZeroDivisionError):
        ph.read_ledgers(path, progress=lambda *_: 1 / 0)


def test_a_file_that_cannot_be_read_is_an_issue(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("名称,占地面积（亩）\n甲地块,3\n", encoding="utf-8")
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    ledgers = ph.read_ledgers(tmp_path, default_kind="land")
    assert [issue["code"] for issue in ledgers.issues if issue["file"] == "b.xlsx"] == [
        "file-unreadable"
    ]
    assert len(ledgers.sites) == 1


def test_a_profile_may_be_a_file(tmp_path: Path) -> None:
    profile = {
        "name": "dali",
        "id_prefix": "DL",
        "jurisdictions": [{"code": "610523", "name": "大荔县"}],
    }
    path = tmp_path / "dali.json"
    path.write_text(json.dumps(profile), encoding="utf-8")
    ledger = tmp_path / "a.csv"
    ledger.write_text("名称,占地面积（亩）\n甲地块,3\n", encoding="utf-8")
    ledgers = ph.read_ledgers(ledger, profile=path, default_kind="land")
    assert ledgers.sites.column("id") == ["DL-0001"]


def test_a_name_with_brackets_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "台账[1].csv"
    path.write_text("名称,占地面积（亩）\n甲地块,3\n", encoding="utf-8")
    assert ph.read_ledgers(str(path), default_kind="land").files == ["台账[1].csv"]


def test_a_parquet_of_geopandas_is_a_ledger() -> None:
    fixtures = Path(__file__).parents[2] / "crates/panhuo-ledger/tests/fixtures"
    lots = ph.read_ledgers(fixtures / "lots.parquet", default_kind="land")
    assert [site["name"] for site in lots.sites] == ["麻布村1号地块", "康王村地块", "无图地块"]
    assert lots.sites[1]["longitude"] == pytest.approx(113.3, abs=1e-6)
