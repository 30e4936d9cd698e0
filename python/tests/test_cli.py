"""The commands give the answers of the Python calls, and report an error in one line."""

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

import panhuo as ph
from panhuo._cli import main


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a ledger and a requirement."""
    rows = ["名称,建筑面积（㎡）,层高（m）,闲置时间", "宏远机械厂,约8600,9,2019.5"]
    rows.append("老棉纺厂,9000,7.2,2018")
    (tmp_path / "闲置厂房.csv").write_text("\n".join(rows), encoding="utf-8")
    requirement = ph.Requirement("铸造", must=[ph.ceiling_height >= "8 m"])
    (tmp_path / "foundry.json").write_text(requirement.to_json(), encoding="utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main([str(each) for each in arguments]) == 0
    return capsys.readouterr().out


def test_from_a_ledger_to_a_report(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store, path = files / "store.gpkg", files / "foundry.json"
    issues = files / "issues.xlsx"
    printed = run(capsys, "read", files / "闲置厂房.csv", "-o", store, "--issues", issues)
    assert "资源 2 宗" in printed
    assert openpyxl.load_workbook(issues).active.max_row == len(ph.open(store).issues) + 1

    assert "约8600" in run(capsys, "issues", store)
    assert "meets everything" in run(capsys, "match", store, path, "--lang", "en")
    catalog, requirement = ph.open(store).catalog(), ph.Requirement.from_file(path)
    expected = catalog.match(requirement)
    assert run(capsys, "match", store, path, "--json").strip() == expected.to_json()
    low = catalog.search("老棉纺厂")[0][0].id
    assert "差 0.8 m" in run(capsys, "match", store, path, "--site", low)

    page = files / "page.html"
    assert run(capsys, "report", store, path, "-o", page, "--lang", "en") == ""
    assert "宏远机械厂" in page.read_text(encoding="utf-8")


def test_read_merges_rows_of_one_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ["名称,建筑面积（㎡）", "原宏达机械厂,8600", "宏达机械有限公司,8600", "鸿达机械厂,8600"]
    ledger, store, pairs = (tmp_path / name for name in ("闲置厂房.csv", "x.gpkg", "pairs.xlsx"))
    ledger.write_text("\n".join(rows), encoding="utf-8")
    run(capsys, "read", ledger, "-o", store)
    assert len(ph.open(store)) == 3
    resolution = ph.read_ledgers(ledger).resolve()
    run(capsys, "read", ledger, "-o", store, "--review", pairs)
    merged = ph.open(store)
    assert merged.sites.column("name") == resolution.inventory().sites.column("name")
    assert len(merged) == 2
    assert pairs.exists()


def test_an_error_is_one_line(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nothing = files / "nothing.gpkg"
    for wrong in (
        ["read", files / "none.xlsx"],
        ["issues", nothing],
        ["match", nothing, files / "foundry.json"],
        ["match", files / "foundry.json", files / "foundry.json"],
        ["read", files / "闲置厂房.csv", "-o", files / "x.gpkg", "--issues", files / "x.docx"],
    ):
        assert main([str(each) for each in wrong]) == 1
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1
        assert lines[0].startswith("panhuo: ")


def test_help_names_every_verb_in_both_languages() -> None:
    command = [sys.executable, "-X", "utf8", "-m", "panhuo"]
    done = subprocess.run([*command, "--help"], check=True, capture_output=True, encoding="utf-8")
    for word in ("read", "issues", "match", "report", "台账", "inventory"):
        assert word in done.stdout
    assert subprocess.run([*command, "dance"], check=False, capture_output=True).returncode == 2
    version = subprocess.run([*command, "--version"], check=True, capture_output=True)
    assert version.stdout.split() == [b"panhuo", ph.__version__.encode()]


def test_json_of_the_command_line_is_json(
    files: Path, inventory: ph.Inventory, capsys: pytest.CaptureFixture[str]
) -> None:
    inventory.save(files / "store.gpkg")
    printed = run(
        capsys, "match", files / "store.gpkg", files / "foundry.json", "--json", "--top", 1
    )
    assert len(json.loads(printed)["candidates"]) == 1
