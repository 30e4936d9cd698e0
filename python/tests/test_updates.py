"""A catalog after changes equals one that is built from scratch."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_arrow import tables

import panhuo as ph

ANY = ph.Requirement(
    "x", prefer=[ph.site_area.rising("0 ㎡", "1000 ㎡"), ph.price.falling("0 元", "1000 元")]
)


def contents(catalog: ph.Catalog) -> dict[str, list[object]]:
    """The columns with at least one value."""
    columns = catalog.to_arrow(geometry=None).to_pydict()
    return {name: of for name, of in columns.items() if any(v is not None for v in of)}


@given(st.lists(tables(), min_size=2, max_size=4), st.data())
def test_an_update_by_table_equals_a_new_catalog(
    months: list[pa.Table], data: st.DataObject
) -> None:
    catalog = ph.Catalog.from_arrow(months[0])
    rows = {row["id"]: row for row in months[0].to_pylist()}
    for month in months[1:]:
        without = data.draw(st.sets(st.sampled_from(sorted(rows)))) if rows else set()
        before = contents(catalog)
        following = catalog.updated(month, without=without)
        assert contents(catalog) == before
        kept = {id_: row for id_, row in rows.items() if id_ not in without}
        rows = kept | {row["id"]: row for row in month.to_pylist()}
        schema = pa.unify_schemas([table.schema for table in months])
        anew = ph.Catalog.from_arrow(pa.Table.from_pylist(list(rows.values()), schema))
        assert contents(following) == contents(anew)
        assert list(following.rank(ANY)) == list(anew.rank(ANY))
        assert following.match(ANY).to_json() == anew.match(ANY).to_json()
        catalog = following


def test_a_month_of_changes_to_an_inventory() -> None:
    lots = [{"id": f"{at:03}", "kind": "land", "site_area": f"{at} 亩"} for at in range(1, 200)]
    october = ph.Inventory.from_records(lots).catalog()
    changed = [{"id": "007", "kind": "land", "site_area": "700 亩"}]
    new = [{"id": "300", "kind": "idle_factory", "name": "宏达机械厂"}]
    november = october.updated(ph.Inventory.from_records(changed + new), without=["199"])
    anew = ph.Inventory.from_records([*lots[:6], *changed, *lots[7:-1], *new])
    since = anew.catalog(since=october)
    for each in (november, since):
        assert contents(each) == contents(anew.catalog())
        assert [site.id for site, _ in each.search("宏达机械")] == ["300"]
        assert (
            each.rank(ph.Requirement("x", prefer=[ph.site_area.rising("0 亩", "900 亩")]))[0].site
            == "007"
        )
    assert len(october) == len(november) == 199
    assert str(october.site("007").facts["site_area"].words) == "7 亩"
    assert anew.catalog() is since


def test_unknown_columns_of_changes_are_named() -> None:
    lots = pa.table({"id": ["A", "B"], "kind": ["land", "land"]})
    catalog = ph.Catalog.from_arrow(lots)
    with pytest.warns(UserWarning, match="colour"):
        following = catalog.updated(lots.append_column("colour", pa.array(["red", "blue"])))
    assert following.ignored_columns == ("colour",)
    assert len(catalog.updated(without=["A"])) == 1


@pytest.mark.usefixtures("english")
def test_removing_an_unknown_site_is_refused() -> None:
    catalog = ph.Inventory.from_records([{"id": "A", "kind": "land"}]).catalog()
    with pytest.raises(ph.NotFoundError, match="`B`"):
        catalog.updated(without=["B"])
    with pytest.raises(TypeError, match="not a table"):
        catalog.updated([{"id": "A"}])


def test_whole_numbers_of_any_size_are_ids() -> None:
    ids = pa.array([430602202300000001, 430602202300000002])
    catalog = ph.Catalog.from_arrow(pa.table({"id": ids, "kind": ["land", "land"]}))
    assert catalog.to_arrow()["id"].to_pylist() == ["430602202300000001", "430602202300000002"]
