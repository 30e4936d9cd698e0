"""For any input the package answers or raises its own errors, and never panics."""

import contextlib
import warnings
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import panhuo as ph

ATTRIBUTES = st.sampled_from(list(ph.attributes().values()))
UNITS = st.sampled_from(["㎡", "亩", "m", "kVA", "万元"])
BOUNDS = st.one_of(
    st.text(max_size=12),
    st.builds(
        lambda n, unit: f"{n} {unit}",
        st.floats(),
        st.sampled_from(["㎡", "亩", "m", "kVA", "万元"]),
    ),
    st.floats(),
    st.dates(),
)


@given(st.text(max_size=40))
def test_quantities(text: str) -> None:
    with contextlib.suppress(ph.ParseError):
        assert ph.Quantity(str(ph.Quantity(text))) == ph.Quantity(text)


@given(ATTRIBUTES, BOUNDS, BOUNDS, st.floats())
def test_operators(attribute: ph.Attribute, low: str, high: str, weight: float) -> None:
    with contextlib.suppress(ph.PanhuoError):
        ph.Requirement("x", must=[attribute.between(low, high)]).check()
    with contextlib.suppress(ph.PanhuoError):
        preference = attribute.rising(low, high, weight=weight)
        again = ph.Requirement.from_json(ph.Requirement("x", prefer=[preference]).to_json())
        assert again.prefer == [preference]


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists))
def test_records(value: object) -> None:
    with contextlib.suppress(ph.PanhuoError):
        ph.Inventory.from_records([{"id": "A", "kind": "land", "site_area": value}]).catalog()


PLAIN = [
    *[pa.int8(), pa.uint64(), pa.float16(), pa.float64(), pa.decimal128(12, 3), pa.bool_()],
    *[pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.binary_view()],
    *[pa.date32(), pa.timestamp("ns"), pa.time64("us"), pa.duration("s"), pa.null()],
]
NAMES = [
    *["id", "kind", "name", "jurisdiction", "longitude", "latitude", "geometry", "mortgage"],
    *["site_area", "site_area_low", "price_high", "supplied_on", "planned_use", "address"],
    *["permanent_farmland", "completeness", "", "nothing"],
]
CELL = {
    "int": st.integers(0, 100),
    "float": st.floats(width=16),
    "text": st.sampled_from(["land", "idle_factory", "steel", "industrial", "yes", "", "60 亩"]),
    "bytes": st.binary(max_size=30),
    "bool": st.booleans(),
}


@st.composite
def columns(draw: st.DrawFn, length: int) -> pa.Array:
    """A column of any type, perhaps a slice of a longer one."""
    kind = draw(st.sampled_from(PLAIN))
    cell = next(
        cells
        for is_of, cells in [
            (pa.types.is_boolean, CELL["bool"]),
            (lambda k: "binary" in str(k), CELL["bytes"]),
            (lambda k: "string" in str(k), CELL["text"]),
            (pa.types.is_floating, CELL["float"]),
            (lambda _: True, CELL["int"]),
        ]
        if is_of(kind)
    )
    values = draw(st.lists(st.none() | cell, min_size=length + 1, max_size=length + 1))
    if pa.types.is_null(kind):
        values = [None] * len(values)
    plain = pa.types.is_temporal(kind) or pa.types.is_decimal(kind)
    column = pa.array(values, pa.int32()).cast(pa.int64()) if plain else pa.array(values, kind)
    if pa.types.is_decimal(kind):
        column = column.cast(pa.decimal128(22, 3)).cast(kind)
    elif pa.types.is_date32(kind):
        column = pa.array(values, pa.int32()).cast(kind)
    elif plain:
        column = column.cast(kind)
    shape = draw(st.sampled_from(["plain", "coded", "listed", "pairs"]))
    if shape == "coded" and not any(part in str(kind) for part in ("view", "null", "half")):
        column = column.dictionary_encode()
    elif shape == "listed":
        column = pa.array([[each] for each in column.to_pylist()], pa.list_(kind))
    elif shape == "pairs" and pa.types.is_float64(kind):
        column = pa.StructArray.from_arrays([column, column], ["x", "y"])
    return column.slice(1)


@given(st.data())
def test_tables(data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(NAMES), max_size=5, unique=True))
    length = data.draw(st.integers(0, 4))
    about = {"unit": data.draw(st.sampled_from(["亩", "m", "", "?"]))}
    if data.draw(st.booleans()):
        about = {"ARROW:extension:name": "geoarrow.point", "ARROW:extension:metadata": "{}"}
    arrays = {"kind": pa.array(["land"] * length)}
    arrays |= {name: data.draw(columns(length)) for name in names}
    fields = [pa.field(name, each.type, metadata=about) for name, each in arrays.items()]
    table = pa.table(list(arrays.values()), pa.schema(fields))
    with warnings.catch_warnings(), contextlib.suppress(ph.PanhuoError):
        warnings.simplefilter("ignore")
        table_out = ph.Catalog.from_arrow(table, crs="EPSG:4326", nan="unknown").to_arrow()
        assert len(table_out) == length
        table_out.validate(full=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)))
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_ledgers(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    ledgers = ph.read_ledgers(path, default_kind="land")
    assert ledgers.rows_read == len(ledgers.sites) + ledgers.rows_explained
    repr(ledgers.issues)
