"""The doors to pandas and GeoPandas, and the file that GIS programs open."""

import subprocess
import sys
from pathlib import Path

import geopandas
import pytest

import panhuo as ph


def test_sites_are_columns(inventory: ph.Inventory) -> None:
    frame = inventory.sites.to_pandas()
    assert list(frame["id"]) == ["A", "B", "C", "D"]
    row = frame.set_index("id").loc["A"]
    assert (row["floor_area"], row["structure"], row["longitude"]) == (8600, "steel", 113.14)
    interval = frame.set_index("id").loc["B"]
    assert interval[["floor_area_low", "floor_area_high"]].tolist() == [8000, 8600]
    assert frame["floor_area"].isna().tolist() == [False, True, False, True]
    assert frame.set_index("id").loc["D", "permanent_farmland"] == "no"


def test_a_shortlist_is_a_frame(catalog: ph.Catalog, foundry: ph.Requirement) -> None:
    frame = catalog.match(foundry).to_pandas()
    assert frame["rank"].tolist() == [1, 2]
    assert frame["check_2"].tolist() == ["pass", "unknown"]
    adds = frame[["adds_1", "adds_2", "adds_3"]].sum(axis=1)
    assert adds.tolist() == pytest.approx(frame["guaranteed"].tolist())


def test_a_shortlist_is_a_map_layer(catalog: ph.Catalog, foundry: ph.Requirement) -> None:
    frame = catalog.match(foundry).to_geopandas()
    assert frame.crs == "EPSG:4326"
    assert (frame.geometry[0].x, frame.geometry[0].y) == (113.14, 29.44)
    assert frame.geometry[1] is None
    assert len(catalog.match(foundry, top=0).to_geopandas()) == 0


def test_geopandas_opens_the_inventory(inventory: ph.Inventory, tmp_path: Path) -> None:
    path = tmp_path / "inventory.gpkg"
    inventory.save(path)
    frame = geopandas.read_file(path, layer="sites").set_index("id")
    assert len(frame) == 4
    assert frame.crs == "EPSG:4326"
    assert frame.loc["A", "floor_area"] == 8600
    assert frame.loc["B", "floor_area_low"] == 8000
    assert frame.loc["A", "structure"] == "steel"
    assert frame.loc["A"].geometry.x == 113.14


def test_the_district_opens_in_geopandas(ledgers: ph.Ledgers, tmp_path: Path) -> None:
    path = tmp_path / "district.gpkg"
    ledgers.save(path)
    frame = geopandas.read_file(path, layer="sites")
    assert len(frame) == len(ledgers.sites)
    assert {"floor_area", "ceiling_height", "price"} <= set(frame.columns)


@pytest.mark.parametrize("module", ["pandas", "geopandas"])
def test_what_is_missing_is_named(
    catalog: ph.Catalog, foundry: ph.Requirement, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=f"pip install {module}"):
        catalog.match(foundry).to_geopandas()


def test_importing_panhuo_imports_no_frame() -> None:
    code = "import sys, panhuo; sys.exit(any(m in sys.modules for m in ['pandas', 'numpy']))"
    subprocess.run([sys.executable, "-c", code], check=True)
