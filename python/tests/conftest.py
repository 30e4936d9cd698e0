"""A small inventory, and the example district where its ledgers were made."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import panhuo as ph

# How long an example takes says more of the machine than of the package.
settings.register_profile("panhuo", deadline=None)
settings.load_profile("panhuo")

ROOT = Path(__file__).parent.parent.parent
DISTRICT = ROOT / "examples" / "data"

SQUARE = [[113.0, 29.0], [113.2, 29.0], [113.2, 29.2], [113.0, 29.2], [113.0, 29.0]]
LANDMARKS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"layer": "port", "name": "城陵矶港"},
            "geometry": {"type": "Point", "coordinates": [113.14, 29.445]},
        },
        {
            "type": "Feature",
            "properties": {"layer": "lake", "name": "南湖"},
            "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
        },
    ],
}
RECORDS = [
    {
        "id": "A",
        "kind": "idle_factory",
        "name": "岳阳宏达机械有限公司",
        "jurisdiction": "430602008",
        "longitude": 113.14,
        "latitude": 29.44,
        "floor_area": "8600 ㎡",
        "ceiling_height": "9 m",
        "price": "2800 万元",
        "power": "630 kVA",
        "structure": "steel",
        "land_price_owed": "120 万元",
        "encumbrances": {"mortgage": False, "seizure": True},
    },
    {
        "id": "B",
        "kind": "idle_factory",
        "name": "老棉纺厂",
        "jurisdiction": "430602008",
        "longitude": 113.16,
        "latitude": 29.42,
        "floor_area": ["8000 ㎡", "8600 ㎡"],
        "ceiling_height": "7.2 m",
        "power": "1000 kVA",
    },
    {"id": "C", "kind": "idle_factory", "name": "3#厂房", "floor_area": "9000 ㎡"},
    {
        "id": "D",
        "kind": "land",
        "name": "胥家桥地块",
        "longitude": 113.1,
        "latitude": 29.1,
        "site_area": "53.8 亩",
        "permanent_farmland": False,
    },
]


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    ph.set_language("zh")
    yield
    ph.set_language("zh")


@pytest.fixture
def english(_chinese: None) -> None:
    """For tests that match messages in English; `_chinese` sets the language back."""
    ph.set_language("en")


@pytest.fixture
def inventory(tmp_path: Path) -> ph.Inventory:
    path = tmp_path / "landmarks.geojson"
    path.write_text(json.dumps(LANDMARKS), encoding="utf-8")
    return ph.Inventory.from_records(RECORDS, landmarks=path)


@pytest.fixture
def catalog(inventory: ph.Inventory) -> ph.Catalog:
    return inventory.catalog()


@pytest.fixture
def foundry() -> ph.Requirement:
    return ph.Requirement(
        name="precision castings",
        kinds=["idle_factory", "closed_enterprise"],
        must=[
            ph.floor_area >= "8000 ㎡",
            ph.ceiling_height >= "8 m",
            ph.price <= "3000 万元",
            ph.distance_to("port") <= "15 km",
        ],
        prefer=[
            ph.power.rising("315 kVA", "1000 kVA", weight=3),
            ph.distance_to("port").falling("1 km", "10 km", weight=2),
            ph.structure.table({"steel": 1.0, "concrete": 0.7}, weight=0.7),
        ],
    )


@pytest.fixture(scope="session")
def ledgers() -> ph.Ledgers:
    if not (DISTRICT / "ledgers" / "truth.jsonl").exists():
        pytest.skip("the example district is not made: make corpus")
    return ph.read_ledgers(
        DISTRICT / "ledgers" / "*.*",
        profile="yueyanglou",
        landmarks=DISTRICT / "landmarks.geojson",
    )


@pytest.fixture(scope="session")
def district(ledgers: ph.Ledgers) -> ph.Catalog:
    return ledgers.catalog()


@pytest.fixture(params=["cold_chain", "foundry", "leisure_farm"])
def investor(request: pytest.FixtureRequest) -> ph.Requirement:
    return ph.Requirement.from_file(DISTRICT / "investors" / f"{request.param}.json")
