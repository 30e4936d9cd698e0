"""Whatever is thrown at the package, it answers or raises its own errors, and never panics."""

import contextlib
from pathlib import Path

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
        wish = attribute.rising(low, high, weight=weight)
        again = ph.Requirement.from_json(ph.Requirement("x", prefer=[wish]).to_json())
        assert again.prefer == [wish]


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists))
def test_records(value: object) -> None:
    with contextlib.suppress(ph.PanhuoError):
        ph.Inventory.from_records([{"id": "A", "kind": "land", "site_area": value}]).catalog()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)))
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_ledgers(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    ledgers = ph.read_ledgers(path, default_kind="land")
    assert ledgers.rows_read == len(ledgers.sites) + ledgers.rows_explained
    repr(ledgers.issues)
