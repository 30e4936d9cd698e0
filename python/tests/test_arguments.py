"""Errors about arguments state what was expected and the value, and have the documented class."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

import panhuo as ph

# The tests match English messages.
pytestmark = pytest.mark.usefixtures("english")

HALL = {"id": "A", "kind": "idle_factory", "name": "3#厂房", "floor_area": "8600 ㎡"}
REQUIREMENT = ph.Requirement("铸造", prefer=[ph.floor_area.rising("1000 ㎡", "9000 ㎡")])


@pytest.fixture
def catalog() -> ph.Catalog:
    return ph.Inventory.from_records([HALL, {"id": "B", "kind": "idle_factory"}]).catalog()


COUNTED: dict[str, Callable[[ph.Catalog, int], object]] = {
    "match": lambda c, n: c.match(REQUIREMENT, top=n),
    "match_many": lambda c, n: c.match_many([REQUIREMENT], top=n),
    "rank": lambda c, n: c.rank(REQUIREMENT, top=n),
    "why_not": lambda c, n: c.why_not(REQUIREMENT, "A", top=n),
    "questions": lambda c, n: c.questions(REQUIREMENT, top=n),
    "failing_at_most": lambda c, n: c.near_misses(REQUIREMENT, failing_at_most=n),
    "near_misses": lambda c, n: c.near_misses(REQUIREMENT, limit=n),
    "conflicts": lambda c, n: c.conflicts(REQUIREMENT, limit=n),
    "admitting": lambda c, n: c.relax(REQUIREMENT, admitting=n),
    "relax": lambda c, n: c.relax(REQUIREMENT, limit=n),
    "samples": lambda c, n: c.rank_acceptability(REQUIREMENT, samples=n),
    "seed": lambda c, n: c.rank_acceptability(REQUIREMENT, seed=n),
    "similar": lambda c, n: c.similar("A", limit=n),
    "search": lambda c, n: c.search("厂房", limit=n),
    "nearest": lambda c, n: c.nearest(longitude=113, latitude=29, count=n),
}


@pytest.mark.parametrize("name", COUNTED)
def test_negative_counts_are_refused(catalog: ph.Catalog, name: str) -> None:
    with pytest.raises(ph.InvalidArgumentError, match=r"must be ≥ [01], got -1"):
        COUNTED[name](catalog, -1)
    with pytest.raises(TypeError, match=r"must be a whole number, got 2\.5"):
        COUNTED[name](catalog, 2.5)  # type: ignore[arg-type]


def test_a_huge_count_means_all(catalog: ph.Catalog) -> None:
    assert len(catalog.rank(REQUIREMENT, top=10**30)) == len(catalog)


def test_zero_samples_are_refused(catalog: ph.Catalog) -> None:
    with pytest.raises(ph.InvalidArgumentError, match="samples must be ≥ 1, got 0"):
        catalog.rank_acceptability(REQUIREMENT, samples=0)


@pytest.mark.parametrize("wrong", ["铸造", None, ph.floor_area])
def test_an_argument_that_is_no_requirement_is_refused(
    catalog: ph.Catalog, wrong: ph.Requirement
) -> None:
    for ask in (catalog.match, catalog.rank, catalog.tally, catalog.pareto, catalog.relax):
        with pytest.raises(TypeError, match=r"a `ph\.Requirement`, not <class"):
            ask(wrong)


def test_a_string_is_refused_where_a_list_is_expected(catalog: ph.Catalog) -> None:
    with pytest.raises(TypeError, match=r"`without` is a list such as \['AB'\]"):
        catalog.updated(without="AB")  # it would have taken A and B away
    with pytest.raises(TypeError, match="`kinds` is a list"):
        ph.Requirement("x", kinds="land")
    with pytest.raises(TypeError, match="`must` is a list"):
        ph.Requirement("x", must=ph.storeys >= 2)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="`trusted` is a list"):
        ph.Inventory.from_records([]).resolve(trusted="土地.xlsx")


def test_a_datetime_counts_as_its_local_date() -> None:
    late = dt.datetime(2019, 1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert (ph.idle_since <= late) == (ph.idle_since <= "2019-01-01")
    assert ph.available_by(late) == ph.available_by(dt.date(2019, 1, 1))
    hall = {**HALL, "idle_since": late}
    fact = ph.Inventory.from_records([hall]).catalog().site("A").facts["idle_since"]
    assert fact.words.en == "2019-01-01"


def test_records_take_the_same_values_as_frames() -> None:
    record = {
        "id": 7,
        "kind": "land",
        "name": None,
        "jurisdiction": 430602008,
        "encumbrances": None,
        "site_area": ph.Quantity("60 亩"),
    }
    site = ph.Inventory.from_records([record]).catalog().site("7")
    assert (site.name, site.jurisdiction, site.facts["site_area"].low) == ("", "430602008", 40000.0)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"site_aera": "3 亩"}, ph.NotFoundError, "no attribute is named `site_aera`"),
        ({"floor_area": "3 kVA"}, ph.ParseError, "`floor_area`: `3 kVA` has no unit of area"),
        ({"floor_area": [1]}, ph.InvalidSiteError, "`floor_area`: the value cannot be"),
        ({"floor_area": float("nan")}, ph.ParseError, "`floor_area` is nan: give None"),
        ({"longitude": 1000, "latitude": 1}, ph.InvalidArgumentError, "got 1000"),
        ({"longitude": 100}, ph.InvalidSiteError, "only one of `longitude` and `latitude`"),
        ({"kind": None}, ph.ParseError, "expected a string"),
        ({"structure": "steeel"}, ph.NotFoundError, "named `steeel`"),
    ],
)
def test_an_invalid_record_is_named_by_index_and_id(
    wrong: dict[str, object], error: type[Exception], message: str
) -> None:
    records = [{"id": f"S{at}", "kind": "land"} for at in range(300)]
    with pytest.raises(error) as raised:
        ph.Inventory.from_records([*records, {**HALL, **wrong}])
    assert str(raised.value).startswith("record 300 (`A`): ")
    assert message in str(raised.value)


def test_a_record_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(TypeError, match="each record is a mapping, one a site, not <class 'str'>"):
        ph.Inventory.from_records(HALL)  # type: ignore[arg-type]
    with pytest.raises(ph.ParseError, match="missing field `kind`"):
        ph.Inventory.from_records([{"id": "A"}])


@pytest.mark.parametrize(
    "polygon", ["POLYGON ((0 0))", {}, {"type": "FeatureCollection", "features": []}]
)
def test_an_invalid_polygon_is_refused(polygon: object) -> None:
    with pytest.raises(ph.InvalidArgumentError, match="polygon"):
        ph.inside(polygon=polygon)
    hole = {"type": "Polygon", "coordinates": [[[float("nan"), 0], [1, 1], [1, 0], [0, 0]]]}
    with pytest.raises(ph.InvalidArgumentError, match="polygon"):
        ph.outside(polygon=hole)
    for wrong in ([1, 2], 5):
        with pytest.raises(TypeError, match="a polygon is GeoJSON"):
            ph.inside(polygon=wrong)


def test_one_feature_of_a_collection_is_a_region() -> None:
    square = {"type": "Polygon", "coordinates": [[[113, 29], [114, 29], [114, 30], [113, 29]]]}
    feature = {"type": "Feature", "properties": {}, "geometry": square}
    whole = {"type": "FeatureCollection", "features": [feature]}
    assert ph.inside(polygon=whole) == ph.inside(polygon=square)


def test_invalid_relaxation_orders_and_empty_tables_are_refused() -> None:
    for order in (0, -1, 2**40):
        with pytest.raises(ph.InvalidArgumentError, match=f"got {order}"):
            (ph.price <= "3000 万元").relaxed_at(order)
    with pytest.raises(ph.InvalidRequirementError, match="the table of `structure` is empty"):
        ph.structure.table({})


def test_decisions_need_two_rows_or_a_listed_match() -> None:
    resolution = ph.Inventory.from_records([HALL]).resolve()
    with pytest.raises(ph.InvalidArgumentError, match="not `A` alone"):
        resolution.accept("A", "A")
    for number in (0, -1):
        with pytest.raises(ph.NotFoundError, match=f"no possible match {number}: there are 0"):
            resolution.reject(number)


def test_an_unknown_profile_is_refused_with_the_known_names() -> None:
    with pytest.raises(
        ph.NotFoundError, match=r"no profile is named `perzon` \(the names are site, person\)"
    ):
        ph.link({"name": ["a"]}, profile="perzon")


def test_unknown_endings_and_invalid_datum_shifts_are_refused(
    catalog: ph.Catalog, tmp_path: Path
) -> None:
    with pytest.raises(ph.InvalidArgumentError, match=r"ends in \.html or \.xlsx"):
        catalog.match(REQUIREMENT).report(tmp_path / "foundry.pdf")
    assert not list(tmp_path.iterdir())
    with pytest.raises(ph.SourceNotFoundError, match="the list of paths is empty"):
        ph.read_ledgers([])
    for shift in ([1.0], [float("nan")] * 7):
        with pytest.raises(ph.InvalidArgumentError, match="seven finite numbers"):
            ph.read_ledgers(tmp_path, datum_shifts={"xian80": shift})


def test_the_shortfall_is_never_truncated() -> None:
    hall = {**HALL, "price": "3060 万元", "ceiling_height": "7.8 m"}
    must = [ph.price <= "3000 万元", ph.ceiling_height >= "8 m", ph.floor_area >= "9000 ㎡"]
    catalog = ph.Inventory.from_records([hall]).catalog()
    before = ph.language()
    ph.set_language("en")
    try:
        shown = repr(catalog.near_misses(ph.Requirement("x", must=must), failing_at_most=3))
    finally:
        ph.set_language(before)
    for expected in ("over by 0.6 million yuan", "short by 0.2 m", "short by 400 m²"):
        assert expected in shown


@pytest.mark.parametrize(("language", "nothing"), [("zh", "没有建议"), ("en", "no advice")])
def test_an_empty_answer_says_so(catalog: ph.Catalog, language: str, nothing: str) -> None:
    before = ph.language()
    ph.set_language(language)
    try:
        advice = catalog.conflicts(REQUIREMENT)
        assert (len(advice), repr(advice)) == (0, nothing)
        assert nothing in advice._repr_html_()
        assert repr(catalog.rank(REQUIREMENT)).splitlines()[0].endswith("pass 0.950")
        check = catalog.explain(ph.Requirement("x", must=[ph.slope <= "5 °"]), "A")
        assert check.text.count({"zh": "不适用", "en": "does not apply"}[language]) == 1
        assert "2%" in repr(ph.Inventory.from_records([HALL]).sites)
    finally:
        ph.set_language(before)
