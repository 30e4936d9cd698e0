"""Tables out: pandas, GeoPandas, Polars, DuckDB, Excel, and the files that GIS programs open."""

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import geopandas
import openpyxl
import pandas
import polars
import pyarrow as pa
import pytest
from pyarrow import parquet

import panhuo as ph


def test_sites_are_columns(inventory: ph.Inventory) -> None:
    frame = inventory.sites.to_pandas()
    assert list(frame["id"]) == ["A", "B", "C", "D"]
    row = frame.set_index("id").loc["A"]
    assert (row["floor_area"], row["structure"], row["longitude"]) == (8600, "steel", 113.14)
    interval = frame.set_index("id").loc["B"]
    assert interval[["floor_area_low", "floor_area_high"]].tolist() == [8000, 8600]
    assert frame["floor_area"].isna().tolist() == [False, True, False, True]
    assert frame.set_index("id").loc["D", "permanent_farmland"] is False


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


def test_polars_takes_a_catalog_and_gives_one(catalog: ph.Catalog) -> None:
    frame = polars.DataFrame(catalog)
    large = frame.filter(polars.col("floor_area_low") >= 8000)["id"].to_list()
    assert large == ["A", "B", "C"]
    again = ph.Catalog.from_polars(catalog.to_polars())
    assert again.to_arrow().to_pydict() == catalog.to_arrow().to_pydict()


def test_polars_and_duckdb_take_every_answer_as_the_table_it_is(
    catalog: ph.Catalog, inventory: ph.Inventory, foundry: ph.Requirement
) -> None:
    shortlist = catalog.match(foundry)
    answers = [
        catalog,
        catalog.table(audience="investor"),
        catalog.statistics(),
        inventory.sites,
        shortlist,
        shortlist.ranking,
        shortlist.tally,
        shortlist.near_misses(failing_at_most=2),
        shortlist.questions(),
        catalog.relax(foundry, include_firm=True),
        catalog.pareto(foundry),
        catalog.rank_acceptability(foundry, samples=10),
    ]
    for answer in answers:
        names = answer.to_arrow().column_names
        assert len(names) > 1
        assert polars.DataFrame(answer).columns == names
        assert [each[0] for each in duckdb.sql("from answer").description] == names
        assert len(answer.to_polars()) == len(answer.to_pandas()) == len(polars.DataFrame(answer))


@pytest.mark.usefixtures("english")
def test_a_shortlist_behaves_like_a_list(catalog: ph.Catalog, foundry: ph.Requirement) -> None:
    shortlist = catalog.match(foundry)
    first, *rest = shortlist
    assert [first, *rest] == shortlist[:]
    assert list(reversed(shortlist)) == shortlist[::-1]
    assert first in shortlist
    assert (shortlist.index(first), shortlist.count(first)) == (0, 1)
    with pytest.raises(ValueError, match="not among them"):
        shortlist.index("nobody")


@pytest.mark.usefixtures("english")
def test_duckdb_queries_a_catalog_and_gives_one(
    catalog: ph.Catalog, foundry: ph.Requirement
) -> None:
    shortlist = catalog.match(foundry)  # noqa: F841 - DuckDB reads variables by their names
    sites = catalog  # noqa: F841
    query = """
        select site, rank, floor_area_high from shortlist join sites on site = id order by rank
    """
    assert duckdb.sql(query).fetchall() == [("A", 1, 8600), ("C", 2, 9000)]
    plants = duckdb.sql("select * exclude geometry from sites where kind = 'idle_factory'")
    assert ph.Catalog.from_arrow(plants).to_arrow()["id"].to_pylist() == ["A", "B", "C"]
    # DuckDB keeps the geometry and loses its coordinate system.
    lost = duckdb.sql("select id, kind, geometry from sites")
    with pytest.raises(ph.InvalidSiteError, match="coordinate system"):
        ph.Catalog.from_arrow(lost)
    assert ph.Catalog.from_arrow(lost, crs="EPSG:4326").site("A").longitude == 113.14


def test_numbers_go_out_without_a_copy(catalog: ph.Catalog) -> None:
    frame = catalog.table()._frame(None)
    ours, again, theirs = pa.table(frame), pa.table(frame), polars.DataFrame(frame).to_arrow()
    for name in ("longitude", "site_area"):
        at = {table[name].chunk(0).buffers()[1].address for table in (ours, again, theirs)}
        assert len(at) == 1, name


def test_pandas_gives_a_catalog(catalog: ph.Catalog) -> None:
    frame = catalog.to_pandas()
    again = ph.Catalog.from_pandas(frame)
    columns = again.to_arrow().to_pydict()
    assert columns == catalog.to_arrow().to_pydict()
    gaps = pandas.DataFrame({"kind": ["land", "land"], "site_area": [1.0, float("nan")]})
    assert ph.Catalog.from_pandas(gaps).to_arrow()["site_area"].to_pylist() == [1, None]


def test_geopandas_gives_a_catalog(catalog: ph.Catalog) -> None:
    frame = catalog.to_geopandas()
    assert frame.crs == "EPSG:4326"
    again = ph.Catalog.from_geopandas(frame.drop(columns=["longitude", "latitude"]))
    assert again.to_arrow().to_pydict() == catalog.to_arrow().to_pydict()
    with pytest.raises(ph.InvalidSiteError, match="EPSG:4547"):
        ph.Catalog.from_geopandas(frame.to_crs("EPSG:4547"))


def test_every_answer_is_a_table(
    inventory: ph.Inventory, catalog: ph.Catalog, foundry: ph.Requirement
) -> None:
    hard = ph.Requirement("x", must=[(ph.ceiling_height >= "30 m").relaxed_at(1)])
    answers = [
        catalog,
        inventory.sites,
        inventory.issues,
        inventory.summary(),
        catalog.match(foundry),
        catalog.rank(foundry),
        catalog.near_misses(foundry),
        catalog.relax(hard),
        catalog.conflicts(hard),
        catalog.questions(foundry),
        catalog.tally(foundry).by_constraint,
    ]
    answers[-1] = catalog.tally(foundry)
    for answer in answers:
        rows = len(foundry.must) if isinstance(answer, ph.Tally) else len(answer)
        assert pa.table(answer).num_rows == rows
        assert len(answer.to_pandas()) == answer.to_polars().height == rows
    assert pa.table(catalog.near_misses(foundry))["missing_zh"].to_pylist() == ["差 0.8 m"]
    area = inventory.summary().to_arrow().field("site_area_low_mu")
    assert area.metadata == {b"unit": "亩".encode()}


def test_a_table_for_investors_has_nothing_of_the_bureau(catalog: ph.Catalog) -> None:
    ours = catalog.table().to_arrow()
    theirs = catalog.table(audience="investor").to_arrow()
    assert ours.equals(catalog.to_arrow())
    assert theirs["completeness"].equals(ours["completeness"])
    private = {"land_price_owed", "seizure", "mortgage"}
    assert private <= set(ours.column_names)
    assert not private & set(theirs.column_names)
    for name in theirs.column_names:
        assert name not in ph.attributes() or ph.Attribute(name).audience == "investor"
    with pytest.raises(ph.InvalidArgumentError, match="mayor"):
        catalog.table(audience="mayor")


def test_parquet_keeps_the_places(catalog: ph.Catalog, tmp_path: Path) -> None:
    catalog.to_parquet(tmp_path / "sites.parquet")
    frame = geopandas.read_parquet(tmp_path / "sites.parquet")
    assert frame.crs == "EPSG:4326"
    assert (frame.geometry[0].x, frame.geometry[0].y) == (113.14, 29.44)
    catalog.statistics().to_parquet(tmp_path / "summary.parquet")
    counts = parquet.read_table(tmp_path / "summary.parquet")["count"].to_pylist()
    assert counts == catalog.statistics().column("count")


def test_a_workbook_holds_no_formula(tmp_path: Path) -> None:
    hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")', "＝1+1"]
    records = [{"id": str(at), "kind": "land", "name": text} for at, text in enumerate(hostile)]
    records[0] |= {"supplied_on": "2024-05-31", "site_area": "60 亩"}
    catalog = ph.Inventory.from_records(records).catalog()
    catalog.to_xlsx(tmp_path / "sites.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "sites.xlsx").active
    header = [cell.value for cell in sheet[1]]
    names = [row[header.index("name")] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in names] == hostile
    assert {cell.data_type for cell in names} == {"s"}
    first = dict(zip(header, (cell.value for cell in sheet[2]), strict=True))
    assert first["site_area (㎡)"] == 40_000
    assert first["supplied_on"] == dt.datetime(2024, 5, 31)


@pytest.mark.usefixtures("english")
def test_a_path_that_cannot_be_written_is_named(catalog: ph.Catalog, tmp_path: Path) -> None:
    ledger = tmp_path / "土地.csv"
    ledger.write_text("名称,面积（亩）\n甲,约50\n", encoding="utf-8")
    ledgers = ph.read_ledgers(ledger, default_kind="land")
    # No folder of this name; and a folder where the file should be.
    for path in [tmp_path / "没有" / "a.xlsx", tmp_path]:
        for write in [
            catalog.to_parquet,
            catalog.to_xlsx,
            catalog.statistics().to_parquet,
            ledgers.issues.to_parquet,
            ledgers.issues.to_xlsx,
            ledgers.resolve().export_decisions,
        ]:
            with pytest.raises(
                ph.SourceError, match=f"^{re.escape(str(path))}: it cannot be written: "
            ):
                write(path)


@pytest.mark.parametrize("module", ["pandas", "geopandas", "pyarrow"])
def test_a_missing_package_is_named(
    catalog: ph.Catalog, foundry: ph.Requirement, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=f"pip install {module}"):
        catalog.match(foundry).to_geopandas()


def test_importing_panhuo_imports_no_frame() -> None:
    frames = ["pandas", "numpy", "pyarrow", "polars"]
    code = f"import sys, panhuo; sys.exit(any(module in sys.modules for module in {frames}))"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_no_text_of_a_workbook_computes(tmp_path: Path) -> None:
    """In either width: Excel takes both for the beginning of a formula when a cell is edited."""
    names = ["=1+1", "＝1+1", "+1", "＋1", "-1", "－1", "@SUM(A1)", "＠SUM", "地块=1"]
    lots = [{"id": str(at), "kind": "land", "name": name} for at, name in enumerate(names)]
    catalog = ph.Inventory.from_records(lots).catalog()
    tables = [catalog, catalog.table(audience="investor"), catalog.match(ph.Requirement("x"))]
    for table in tables:
        table.to_xlsx(tmp_path / "sites.xlsx")
        sheet = openpyxl.load_workbook(tmp_path / "sites.xlsx").active
        at = [cell.value for cell in sheet[1]].index("name")
        cells = [row[at] for row in sheet.iter_rows(min_row=2)]
        assert [cell.value for cell in cells] == names
        assert [cell.data_type for cell in cells] == ["s"] * len(names)
        assert [bool(cell.quotePrefix) for cell in cells] == [True] * 8 + [False]
