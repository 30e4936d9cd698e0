"""The public interface: names, stub, exceptions."""

import ast
import re
from pathlib import Path

import pytest

import panhuo as ph
from panhuo import _native, errors

STUB = Path(ph.__file__).with_suffix(".pyi")


def test_the_stub_lists_the_attributes_of_the_table() -> None:
    nodes = ast.parse(STUB.read_text(encoding="utf-8")).body
    declared = [node.target.id for node in nodes if isinstance(node, ast.AnnAssign)]
    assert declared == list(ph.attributes()), "run .venv/bin/python scripts/stub.py"


def test_every_attribute_is_a_name_of_the_package_and_hides_no_other() -> None:
    hidden = [name for name in ph.attributes() if not isinstance(getattr(ph, name), ph.Attribute)]
    assert hidden == []
    source = Path(ph.__file__).read_text(encoding="utf-8")
    imported = set(re.findall(r"\b[a-z_]+\b", source.split("globals()")[0]))
    assert {"match", "open", "site"} & set(ph.attributes()) == set()
    assert imported & set(ph.attributes()) <= {"floor_area", "ceiling_height"}


def test_every_kind_of_error_has_its_exception() -> None:
    expected = {
        "InvalidArgument": (errors.InvalidArgumentError, ValueError),
        "Parse": (errors.ParseError, ValueError),
        "InvalidSite": (errors.InvalidSiteError, ValueError),
        "InvalidRequirement": (errors.InvalidRequirementError, ValueError),
        "NotFound": (errors.NotFoundError, LookupError),
        "Cancelled": (errors.StoppedError, RuntimeError),
        "Format": (errors.FormatError, ValueError),
        "Io": (errors.SourceError, OSError),
    }
    raised = dict(_native._errors_by_kind())
    assert raised.keys() == expected.keys()
    for kind, (own, builtin) in expected.items():
        assert type(raised[kind]) is own
        assert isinstance(raised[kind], builtin)
        assert isinstance(raised[kind], ph.PanhuoError)
        assert str(raised[kind]) == "what"


def test_every_code_of_the_bindings_has_both_languages() -> None:
    assert _native._faulty_sentences() == []


@pytest.mark.parametrize(
    ("call", "exception"),
    [
        (lambda: ph.Quantity("8 bananas"), ph.ParseError),
        (lambda: ph.floor_area >= "8 m", ph.ParseError),
        (lambda: ph.floor_area >= 8000, ph.ParseError),
        (lambda: ph.floor_area >= object(), TypeError),
        (lambda: ph.floor_area >= True, TypeError),
        (lambda: ph.Attribute("flor_area"), ph.NotFoundError),
        (lambda: ph.structure.one_of("paper"), ph.NotFoundError),
        (ph.structure.one_of, ph.InvalidRequirementError),
        (lambda: ph.structure >= "1", ph.InvalidRequirementError),
        (lambda: ph.power.rising("2 kVA", "1 kVA"), ph.InvalidRequirementError),
        (lambda: ph.power.rising("1 kVA", "2 kVA", weight=float("nan")), ValueError),
        (ph.distance_to, ph.InvalidArgumentError),
        (lambda: ph.distance_to(longitude=29.4, latitude=113.1), ph.InvalidArgumentError),
        (ph.inside, ph.InvalidArgumentError),
        (lambda: ph.inside(polygon='{"type": "Point", "coordinates": [1, 2]}'), ValueError),
        (lambda: ph.inside(polygon="no JSON"), ph.InvalidArgumentError),
        (lambda: ph.free_of("love"), ph.NotFoundError),
        (lambda: ph.available_by("soon"), ph.ParseError),
        (lambda: (ph.price <= "1 万元").relaxed_at(0), ph.InvalidArgumentError),
        (lambda: ph.Requirement("x", kinds=["castle"]), ph.NotFoundError),
        (lambda: ph.Requirement("x", must=[ph.structure == "steel"]), TypeError),
        (lambda: ph.Requirement("x", must=[ph.floor_area]), TypeError),
        (lambda: ph.Requirement.from_json("{}"), ph.InvalidRequirementError),
        (lambda: ph.Requirement.from_file("no such file.json"), FileNotFoundError),
        (lambda: ph.open("no such file.gpkg"), ph.SourceNotFoundError),
        (lambda: ph.open(__file__), ph.FormatError),
        (lambda: ph.read_ledgers("no such folder/*.xlsx"), ph.SourceNotFoundError),
        (lambda: ph.read_ledgers("no such file.xlsx"), FileNotFoundError),
        (lambda: ph.read_ledgers(__file__, profile="atlantis"), ph.NotFoundError),
        (lambda: ph.set_language("fr"), ph.InvalidArgumentError),
        (lambda: ph.Inventory.from_records([{"id": "", "kind": "land"}]), ph.InvalidSiteError),
        (lambda: ph.Inventory.from_records([{"id": "A"}]), ph.ParseError),
        (lambda: ph.Inventory.from_records([{"id": "A", "kind": "x"}]), ph.NotFoundError),
    ],
)
def test_every_mistake_raises_its_exception(call, exception) -> None:
    with pytest.raises(exception) as caught:
        call()
    assert str(caught.value)


def test_a_chained_comparison_is_refused_and_not_halved() -> None:
    with pytest.raises(TypeError, match="between"):
        _ = "40 亩" <= ph.site_area <= "80 亩"
    assert (ph.site_area >= "40 亩") == (ph.site_area >= "40 亩")


def test_attributes_are_equal_to_themselves_and_to_no_text() -> None:
    assert ph.floor_area == ph.Attribute("floor_area")
    assert ph.floor_area != ph.site_area
    assert (ph.floor_area == "floor_area") is False
    assert len({ph.floor_area, ph.Attribute("floor_area"), ph.site_area}) == 2


def test_quantities_compare_and_convert() -> None:
    assert ph.Quantity("1 亩").to("㎡") == 2000 / 3
    assert ph.Quantity("12 亩") == ph.Quantity("0.8 公顷")
    assert ph.Quantity("1 km") > ph.Quantity("999 m")
    assert len({ph.Quantity("1 km"), ph.Quantity("1000 m")}) == 1
    assert ph.Quantity("1 km") != ph.Quantity("1 亩")
    assert (ph.Quantity("1 km") == 1000) is False
    with pytest.raises(TypeError):
        _ = ph.Quantity("1 km") < ph.Quantity("1 亩")
    with pytest.raises(ph.InvalidArgumentError):
        ph.Quantity("1 km").to("亩")
    with pytest.raises(ph.NotFoundError):
        ph.Quantity("1 km").to("parsec")
