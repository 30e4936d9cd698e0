"""Tables in: types, units and geometry, and what is refused with its column and row."""

import datetime as dt
import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import panhuo as ph
from conftest import DISTRICT

# The tests match English messages.
pytestmark = pytest.mark.usefixtures("english")

KINDS = list(ph.kinds())
# 113.1 E, 29.4 N as little-endian well-known binary, written by hand.
POINT = bytes.fromhex("0101000000" + "6666666666465c40" + "6666666666663d40")
SQUARE = [(113.0, 29.0), (113.2, 29.0), (113.2, 29.2), (113.0, 29.2), (113.0, 29.0)]


def lots(**columns: object) -> pa.Table:
    """A table of parcels of land with these columns."""
    table = pa.table(columns)
    return table.append_column("kind", pa.array(["land"] * len(table)))


def values(catalog: ph.Catalog, name: str) -> list[object]:
    return catalog.to_arrow()[name].to_pylist()


def extension(name: str, metadata: str) -> pa.Field:
    about = {"ARROW:extension:name": name, "ARROW:extension:metadata": metadata}
    return pa.field("geometry", pa.binary(), metadata=about)


NUMBERS = [
    *[getattr(pa, f"{sign}int{width}")() for sign in ("", "u") for width in (8, 16, 32, 64)],
    *[pa.float16(), pa.float32(), pa.float64(), pa.decimal128(15, 2)],
    pa.dictionary(pa.int8(), pa.float64()),
]


@pytest.mark.parametrize("kind", NUMBERS, ids=str)
def test_numbers_of_every_width_are_numbers(kind: pa.DataType) -> None:
    plain = pa.array([12, None, 7])
    if pa.types.is_dictionary(kind):
        column = plain.cast(pa.float64()).dictionary_encode()
    else:
        column = plain.cast(pa.int32()).cast(kind)
    assert values(ph.Catalog.from_arrow(lots(site_area=column)), "site_area") == [12, None, 7]


def test_a_decimal_keeps_its_point() -> None:
    column = pa.array(["12.25", None]).cast(pa.decimal128(9, 2))
    assert values(ph.Catalog.from_arrow(lots(site_area=column)), "site_area") == [12.25, None]


TEXTS = [
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.dictionary(pa.int8(), pa.string()),
    pa.dictionary(pa.uint16(), pa.large_string()),
]


@pytest.mark.parametrize("kind", TEXTS, ids=str)
def test_texts_of_every_type_are_texts(kind: pa.DataType) -> None:
    def text(*values: str | None) -> pa.Array:
        return pa.array(values, pa.string()).cast(kind)

    table = pa.table(
        {
            "id": text("b", "a", "c"),
            "kind": text("land", "idle_factory", "land"),
            "name": text("胥家桥", None, "南湖"),
            "planned_use": text("industrial", None, "industrial|warehouse"),
            "jurisdiction": text("430602", "430602", None),
        }
    )
    table_out = ph.Catalog.from_arrow(table).to_arrow().to_pydict()
    assert table_out["id"] == ["a", "b", "c"]
    assert table_out["kind"] == ["idle_factory", "land", "land"]
    assert table_out["name"] == [None, "胥家桥", "南湖"]
    assert table_out["planned_use"] == [None, "industrial", "industrial|warehouse"]
    assert table_out["jurisdiction"] == ["430602", "430602", None]


def test_whole_numbers_are_ids_and_codes() -> None:
    table = lots(id=pa.array([11, 7]), jurisdiction=pa.array([430602008, 430602]))
    table_out = ph.Catalog.from_arrow(table).to_arrow().to_pydict()
    assert (table_out["id"], table_out["jurisdiction"]) == (["11", "7"], ["430602008", "430602"])


def test_rows_without_ids_are_numbered() -> None:
    table = lots(site_area=pa.array([float(row) for row in range(12)]))
    table_out = ph.Catalog.from_arrow(table).to_arrow().to_pydict()
    assert table_out["id"] == sorted(str(row) for row in range(12))
    assert table_out["site_area"] == [float(row) for row in table_out["id"]]


def test_chunks_are_one_table() -> None:
    chunks = pa.chunked_array([[1.0], [], [None, 3.0]], pa.float64())
    table = lots(site_area=chunks)
    assert values(ph.Catalog.from_arrow(table), "site_area") == [1, None, 3]
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches())
    assert values(ph.Catalog.from_arrow(reader), "site_area") == [1, None, 3]
    assert len(ph.Catalog.from_arrow(table.slice(0, 0))) == 0


def test_days_are_days_whatever_their_type() -> None:
    day = dt.date(2024, 5, 31)
    for kind in (pa.date32(), pa.date64(), *[pa.timestamp(unit) for unit in ("s", "ms", "us")]):
        column = pa.array([day, None], pa.date32()).cast(kind)
        assert values(ph.Catalog.from_arrow(lots(supplied_on=column)), "supplied_on") == [day, None]
    late = pa.array([dt.datetime(1969, 12, 31, 23, 59)])
    [before] = values(ph.Catalog.from_arrow(lots(supplied_on=late)), "supplied_on")
    assert before == dt.date(1969, 12, 31)
    zoned = pa.array([0], pa.timestamp("s", tz="Asia/Shanghai"))
    with pytest.raises(ph.InvalidSiteError, match=r"supplied_on.*Asia/Shanghai"):
        ph.Catalog.from_arrow(lots(supplied_on=zoned))


def with_unit(unit: str) -> pa.Table:
    field = pa.field("site_area", pa.float64(), metadata={"unit": unit})
    kind = pa.field("kind", pa.string())
    return pa.table({"site_area": [3.0], "kind": ["land"]}, pa.schema([field, kind]))


def test_units_are_converted() -> None:
    assert values(ph.Catalog.from_arrow(with_unit("亩")), "site_area") == [2000.0]
    assert values(ph.Catalog.from_arrow(with_unit("公顷")), "site_area") == [30_000.0]
    table_out = ph.Catalog.from_arrow(with_unit("亩")).to_arrow()
    assert table_out.field("site_area").metadata == {b"unit": "㎡".encode()}
    assert ph.Catalog.from_arrow(table_out).to_arrow().equals(table_out, check_metadata=True)


@pytest.mark.parametrize(("unit", "why"), [("m", "length"), ("bananas", "not a unit")])
def test_a_unit_of_another_quantity_is_refused(unit: str, why: str) -> None:
    with pytest.raises(ph.InvalidSiteError, match=f"site_area.*{unit}.*{why}.*area"):
        ph.Catalog.from_arrow(with_unit(unit))


def test_a_negative_size_is_refused_by_every_input() -> None:
    with pytest.raises(
        ph.InvalidSiteError, match=r"`site_area`: row 1: it is -5: it is never below 0"
    ):
        ph.Catalog.from_arrow(lots(site_area=pa.array([1.0, -5.0])))
    with pytest.raises(ph.InvalidSiteError, match=r"`site_area`: row 1: it is -5"):
        ph.Catalog.from_arrow(lots(site_area_low=pa.array([1.0, -5.0])))
    record = {"id": "A", "kind": "land", "price": "-3 万元"}
    with pytest.raises(ph.InvalidSiteError, match=r"record 1 \(`A`\): `price` cannot be -30000 元"):
        ph.Inventory.from_records([{"id": "B", "kind": "land"}, record])
    old = ph.Inventory.from_records([{"id": "A", "kind": "land", "supplied_on": "1969-07-20"}])
    assert old.catalog().site("A").facts["supplied_on"].words.en == "1969-07-20"


def test_nan_is_refused_unless_it_is_a_blank() -> None:
    table = lots(site_area=pa.chunked_array([[1.0, 2.0], [float("nan")]]))
    with pytest.raises(ph.InvalidSiteError, match=r"site_area.*row 2.*NaN"):
        ph.Catalog.from_arrow(table)
    assert values(ph.Catalog.from_arrow(table, nan="unknown"), "site_area") == [1, 2, None]
    with pytest.raises(ph.InvalidSiteError, match=r"row 1.*inf"):
        ph.Catalog.from_arrow(lots(site_area=pa.array([1.0, float("inf")])), nan="unknown")
    with pytest.raises(ph.InvalidArgumentError, match="maybe"):
        ph.Catalog.from_arrow(table, nan="maybe")


REFUSED = {
    "no kind": (pa.table({"id": ["A"]}), "kind.*land, idle_factory"),
    "another kind": (pa.table({"kind": ["land", "castle"]}), "kind.*row 1.*castle"),
    "kind is null": (pa.table({"kind": ["land", None]}), "kind.*row 1.*empty"),
    "kind is a number": (pa.table({"kind": [1.5]}), "kind.*double|kind.*Float64"),
    "id is null": (lots(id=pa.array(["A", None])), "id.*row 1.*empty"),
    "id twice": (lots(id=pa.array(["A", "B", "A"])), "two sites.*A"),
    "area is text": (lots(site_area=pa.array(["60 亩"])), "site_area.*Utf8.*numbers"),
    "day is a number": (lots(supplied_on=pa.array([5])), "supplied_on.*Int64.*days"),
    "no such category": (
        lots(planned_use=pa.array(["industrial", "paper"])),
        "planned_use.*row 1.*paper",
    ),
    "half a place": (lots(longitude=pa.array([113.0])), "only one of"),
    "half a place in a row": (
        lots(longitude=pa.array([113.0, 113.0]), latitude=pa.array([29.0, None])),
        "row 1.*only one of",
    ),
    "swapped": (lots(longitude=pa.array([29.4]), latitude=pa.array([113.1])), "row 0.*113.1"),
    "upside down": (
        lots(site_area_low=pa.array([3.0]), site_area_high=pa.array([2.0])),
        "site_area.*row 0.*3",
    ),
    "not in its interval": (
        lots(site_area=pa.array([1.0]), site_area_low=pa.array([2.0])),
        "site_area.*row 0",
    ),
    "twice a column": (
        pa.Table.from_arrays([pa.array(["land"])] * 2, names=["kind", "kind"]),
        "two columns.*kind",
    ),
    "a list": (lots(site_area=pa.array([[1.0]])), "site_area.*List"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_error_names_its_column_and_row(name: str) -> None:
    table, why = REFUSED[name]
    with pytest.raises(ph.InvalidSiteError, match=why):
        ph.Catalog.from_arrow(table)


def test_an_object_that_is_no_table_is_refused() -> None:
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        ph.Catalog.from_arrow([1, 2])
    spent = Stream(lots(id=["A"]).__arrow_c_stream__())
    assert len(ph.Catalog.from_arrow(spent)) == 1
    with pytest.raises(ph.FormatError, match="released"):
        ph.Catalog.from_arrow(spent)
    for nothing in ("no capsule", lots(id=["A"]).schema.__arrow_c_schema__()):
        with pytest.raises((TypeError, ValueError)):
            ph.Catalog.from_arrow(Stream(nothing))


class Stream:
    """Returns the same capsule at every call."""

    def __init__(self, capsule: object) -> None:
        self.capsule = capsule

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.capsule


def test_unknown_columns_are_named() -> None:
    table = lots(flor_area=pa.array([1.0]), colour=pa.array(["red"]), jurisdiction_name=["南湖"])
    with pytest.warns(UserWarning, match="flor_area, colour"):
        catalog = ph.Catalog.from_arrow(table)
    assert catalog.ignored_columns == ("flor_area", "colour")


def test_encumbrances_are_columns() -> None:
    table = lots(id=["A", "B", "C"], mortgage=[True, False, None])
    catalog = ph.Catalog.from_arrow(table)
    free = ph.Requirement("x", must=[ph.free_of("mortgage")])
    assert [each[:2] for each in catalog.rank(free)] == [("B", "pass"), ("C", "unknown")]
    assert values(catalog, "mortgage") == [True, False, None]
    assert catalog.site("A").encumbrances["mortgage"].present


def test_intervals_are_two_columns() -> None:
    table = lots(
        site_area=pa.array([5.0, None, None, None]),
        site_area_low=pa.array([5.0, 2.0, 4.0, None]),
        site_area_high=pa.array([5.0, 3.0, None, None]),
    )
    catalog = ph.Catalog.from_arrow(table)
    large = ph.Requirement("x", must=[ph.site_area >= "3.5 ㎡"])
    assert [each[:2] for each in catalog.rank(large)] == [
        ("0", "pass"),
        ("2", "pass"),
        ("3", "unknown"),
    ]
    for name in ("site_area", "site_area_low", "site_area_high"):
        assert values(catalog, name) == table[name].to_pylist()


# Geometry


def test_geometry_without_a_system_is_not_assumed_to_have_one() -> None:
    plain = lots(geometry=pa.array([POINT]))
    with pytest.raises(ph.InvalidSiteError, match=r"geometry.*coordinate system"):
        ph.Catalog.from_arrow(plain)
    place = values(ph.Catalog.from_arrow(plain, crs="EPSG:4326"), "longitude")
    assert place == [113.1]
    with pytest.raises(ph.InvalidSiteError, match=r"EPSG:4547.*EPSG:4326"):
        ph.Catalog.from_arrow(plain, crs="EPSG:4547")


SYSTEMS = [
    ('{"crs": "EPSG:4326"}', True),
    ('{"crs": "OGC:CRS84"}', True),
    ('{"crs": {"name": "CGCS2000", "id": {"authority": "EPSG", "code": 4490}}}', True),
    ('{"crs": {"name": "Xian 1980", "id": {"authority": "EPSG", "code": 4610}}}', False),
    ('{"crs": {"name": "a local grid"}}', False),
    ("{}", False),
    ("no JSON", False),
]


@pytest.mark.parametrize(("metadata", "is_known"), SYSTEMS)
def test_the_system_is_read_from_the_metadata(metadata: str, is_known: bool) -> None:  # noqa: FBT001
    fields = [pa.field("kind", pa.string()), extension("geoarrow.wkb", metadata)]
    table = pa.table({"kind": ["land", "land"], "geometry": [POINT, None]}, pa.schema(fields))
    if is_known:
        assert values(ph.Catalog.from_arrow(table), "latitude") == [29.4, None]
    else:
        with pytest.raises(ph.InvalidSiteError, match="geometry"):
            ph.Catalog.from_arrow(table)


def test_points_are_also_coordinate_structs() -> None:
    catalog = ph.Catalog.from_arrow(lots(longitude=[113.1, None], latitude=[29.4, None]))
    table_out = catalog.to_arrow(geometry="point")
    assert table_out["geometry"].to_pylist() == [{"x": 113.1, "y": 29.4}, None]
    again = ph.Catalog.from_arrow(table_out.drop_columns(["longitude", "latitude"]))
    assert again.to_arrow(geometry="point").equals(table_out, check_metadata=True)
    with pytest.raises(ph.InvalidArgumentError, match="wkt"):
        catalog.to_arrow(geometry="wkt")


def test_areas_are_footprints() -> None:
    shapely = pytest.importorskip("shapely")
    polygon = shapely.Polygon(SQUARE)
    table = lots(id=["A", "B"], geometry=[polygon.wkb, None])
    catalog = ph.Catalog.from_arrow(table, crs="EPSG:4326")
    inside = ph.distance_to(longitude=113.01, latitude=29.01) <= "0 m"
    found = [each[:2] for each in catalog.rank(ph.Requirement("x", must=[inside]))]
    assert found == [("A", "pass"), ("B", "unknown")]
    table_out = shapely.from_wkb(values(catalog, "geometry")[0])
    assert table_out.equals(polygon)
    again = ph.Catalog.from_arrow(catalog)
    assert again.to_arrow().equals(catalog.to_arrow(), check_metadata=True)


@pytest.mark.parametrize(
    ("wkb", "why"),
    [
        (b"", "row 1"),
        (b"\x01\x02\x00\x00\x00", "row 1"),
        (bytes.fromhex("0102000000" + "00000000"), "point or an area"),
        (bytes.fromhex("0101000000" + "6666666666663d40" + "6666666666465c40"), "row 1.*113.1"),
    ],
)
def test_broken_geometry_is_refused(wkb: bytes, why: str) -> None:
    table = lots(geometry=[POINT, wkb])
    with pytest.raises(ph.InvalidSiteError, match=why):
        ph.Catalog.from_arrow(table, crs="EPSG:4326")


def test_a_position_is_stated_once() -> None:
    table = lots(longitude=[113.1, 113.3], latitude=[29.4, 29.4], geometry=[POINT, POINT])
    with pytest.raises(ph.InvalidSiteError, match=r"geometry.*row 1"):
        ph.Catalog.from_arrow(table, crs="EPSG:4326")
    assert len(ph.Catalog.from_arrow(table.slice(0, 1), crs="EPSG:4326")) == 1


# Round trips

SIZES = st.floats(min_value=0, allow_infinity=False)
CELLS = {
    "name": st.text(min_size=1, max_size=8),
    "jurisdiction": st.text(min_size=1, max_size=3),
    "site_area": SIZES,
    "price": SIZES,
    "supplied_on": st.dates(),
    "planned_use": st.sampled_from(["industrial", "warehouse", "industrial|warehouse"]),
    "structure": st.sampled_from(["steel", "concrete"]),
    "permanent_farmland": st.booleans(),
    "address": st.text(min_size=1, max_size=8),
    "reference": st.text(min_size=1, max_size=8),
    "mortgage": st.booleans(),
}
TYPES = {
    **dict.fromkeys(["name", "address", "reference"], pa.string()),
    **dict.fromkeys(
        ["kind", "jurisdiction", "planned_use", "structure"], pa.dictionary(pa.int32(), pa.string())
    ),
    **dict.fromkeys(["site_area", "price", "longitude", "latitude"], pa.float64()),
    **dict.fromkeys(["permanent_farmland", "mortgage"], pa.bool_()),
    "id": pa.string(),
    "supplied_on": pa.date32(),
}


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    """Any table of sites, in the column types that `to_arrow` returns."""
    ids = draw(st.lists(st.text(min_size=1).filter(str.strip), unique=True, max_size=6))
    names = draw(st.lists(st.sampled_from(list(CELLS)), unique=True))
    columns: dict[str, list[object]] = {"id": ids}
    columns["kind"] = [draw(st.sampled_from(KINDS)) for _ in ids]
    for name in names:
        columns[name] = [draw(st.none() | CELLS[name]) for _ in ids]
    places = [draw(st.none() | st.tuples(st.floats(-180, 180), st.floats(-90, 90))) for _ in ids]
    columns["longitude"] = [place and place[0] for place in places]
    columns["latitude"] = [place and place[1] for place in places]
    return pa.table({name: pa.array(values, TYPES[name]) for name, values in columns.items()})


@given(tables())
def test_a_table_reads_back_equal(table: pa.Table) -> None:
    table_out = ph.Catalog.from_arrow(table).to_arrow(geometry=None)
    by_id = table.sort_by("id") if len(table) else table
    for name in table.column_names:
        column = by_id[name].to_pylist()
        if any(value is not None for value in column) or name in table_out.column_names:
            assert table_out[name].to_pylist() == column, name
            assert table_out[name].type == TYPES[name]
    assert (
        ph.Catalog.from_arrow(table_out)
        .to_arrow(geometry=None)
        .equals(table_out, check_metadata=True)
    )


def test_a_catalog_through_arrow_gives_the_same_answer(
    inventory: ph.Inventory, catalog: ph.Catalog, foundry: ph.Requirement, tmp_path: object
) -> None:
    again = ph.Catalog.from_arrow(catalog)
    plain = ph.Requirement(
        "x", kinds=foundry.kinds, must=foundry.must[:3], prefer=[foundry.prefer[0]]
    )
    ours, theirs = (each.match(plain).to_json() for each in (catalog, again))
    assert json.loads(ours)["candidates"]
    assert ours == theirs


def test_the_district_through_arrow_ranks_the_same(
    district: ph.Catalog, investor: ph.Requirement
) -> None:
    landmarks = DISTRICT / "landmarks.geojson"
    again = ph.Catalog.from_arrow(district, landmarks=landmarks, profile="yueyanglou")
    in_all = ph.Requirement("x", must=[ph.in_jurisdictions("430602")])
    assert len(again.rank(in_all, top=400)) == len(district.rank(in_all, top=400)) > 200
    assert list(again.rank(investor, top=400)) == list(district.rank(investor, top=400))
