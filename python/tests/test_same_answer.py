"""The Rust program and the Python package give the same answer, to the last bit."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

import panhuo as ph
from conftest import DISTRICT, ROOT


@pytest.fixture(scope="module")
def of_rust(ledgers: ph.Ledgers, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the Rust example wrote its answers about the same ledgers."""
    assert len(ledgers.sites)
    if shutil.which("cargo") is None:
        pytest.skip("there is no cargo")
    out = tmp_path_factory.mktemp("rust")
    cargo = ["cargo", "run", "--quiet", "--locked", "--package", "panhuo-examples"]
    command = [*cargo, "--example", "district", "--", DISTRICT, out]
    subprocess.run(command, cwd=ROOT, env=os.environ, check=True, stdout=subprocess.DEVNULL)
    return out


@pytest.mark.parametrize("name", ["cold_chain", "foundry", "leisure_farm"])
def test_shortlists_are_equal(district: ph.Catalog, of_rust: Path, name: str) -> None:
    requirement = ph.Requirement.from_file(DISTRICT / "investors" / f"{name}.json")
    ours = district.match(requirement, top=10).to_json()
    assert ours == (of_rust / f"{name}.json").read_text(encoding="utf-8")


def test_inventories_are_equal(ledgers: ph.Ledgers, of_rust: Path) -> None:
    theirs = ph.open(of_rust / "inventory.gpkg")
    assert list(theirs.sites) == list(ledgers.sites)
