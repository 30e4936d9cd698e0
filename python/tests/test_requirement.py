"""Requirements: the words of the design, their JSON form, and what they say."""

import datetime
import json

import pytest

import panhuo as ph
from conftest import DISTRICT, SQUARE


def test_every_form_of_a_requirement_reads_back_from_json() -> None:
    requirement = ph.Requirement(
        "x",
        investor="y",
        kinds=["idle_factory"],
        must=[
            (ph.floor_area >= "8000 ㎡").relaxed_at(1),
            ph.site_area.between("40 亩", ph.Quantity("80 亩")),
            ph.storeys >= 1,
            ph.distance_to("port") <= "15 km",
            ph.distance_to(longitude=113.1, latitude=29.4) >= "500 m",
            ph.structure.one_of("steel", "concrete"),
            ph.fire_acceptance.one_of("yes"),
            ph.inside(polygon={"type": "Polygon", "coordinates": [SQUARE]}),
            ph.outside(layer="lake protection strip"),
            ph.in_jurisdictions("430602201"),
            ph.free_of("mortgage", "seizure"),
            ph.available_by(datetime.date(2027, 6, 30)),
        ],
        prefer=[
            ph.power.rising("315 kVA", "1000 kVA", weight=3),
            ph.distance_to("exit").falling("1 km", "10 km"),
            ph.site_area.best_at("30 亩", "60 亩", "90 亩"),
            ph.storeys.plateau(1, 2, 3, 4),
            ph.structure.table({"steel": 1, "concrete": 0.7}, otherwise=0.1),
        ],
    )
    assert ph.Requirement.from_json(requirement.to_json()) == requirement
    form = json.loads(requirement.to_json())
    assert form["must"][0] == {"attribute": "floor_area", "at_least": "8000 ㎡", "relax": 1}
    assert form["must"][-1]["at_most"] == "2027-06-30"
    assert [each.relax for each in requirement.must][:2] == [1, None]
    assert [each.weight for each in requirement.prefer] == [3, 1, 1, 1, 1]


@pytest.mark.parametrize("name", ["cold_chain", "foundry", "leisure_farm"])
def test_the_example_requirements_are_shown_in_both_languages(name: str) -> None:
    requirement = ph.Requirement.from_file(DISTRICT / "investors" / f"{name}.json")
    requirement.check()
    assert ph.Requirement.from_json(requirement.to_json()) == requirement
    chinese = repr(requirement)
    ph.set_language("en")
    assert repr(requirement) != chinese
    assert requirement.name in repr(requirement)
    assert "must have" in repr(requirement)


def test_a_built_requirement_equals_the_loaded_one() -> None:
    loaded = ph.Requirement.from_file(DISTRICT / "investors" / "foundry.json")
    built = ph.Requirement(
        name=loaded.name,
        investor=loaded.investor,
        kinds=["idle_factory", "closed_enterprise"],
        must=[
            (ph.floor_area >= "8000 ㎡").relaxed_at(2),
            ph.ceiling_height >= "8 m",
            (ph.price <= "3000 万元").relaxed_at(1),
            ph.distance_to("port") <= "15 km",
            ph.free_of("seizure"),
        ],
        prefer=[
            ph.power.rising("315 kVA", "1000 kVA", weight=3),
            ph.distance_to("expressway exit").falling("1 km", "10 km", weight=2),
            ph.structure.table({"steel": 1.0, "concrete": 0.7}, weight=1),
        ],
    )
    assert built == loaded


def test_a_feature_or_a_shape_will_do_as_polygon() -> None:
    geometry = {"type": "Polygon", "coordinates": [SQUARE]}
    by_dict = ph.inside(polygon=geometry)

    class Shape:
        __geo_interface__ = geometry

    assert ph.inside(polygon=Shape()) == by_dict
    assert ph.inside(polygon={"type": "Feature", "geometry": geometry}) == by_dict
    assert ph.inside(polygon=json.dumps(geometry)) == by_dict
