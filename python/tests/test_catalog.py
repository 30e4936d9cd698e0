"""Searching the catalog: by id, name, place and jurisdiction."""

import pytest

import panhuo as ph


def ids(sites: list[ph.Site]) -> list[str]:
    return [site.id for site in sites]


def test_a_site_shows_what_is_known_of_it(catalog: ph.Catalog) -> None:
    site = catalog.site("B")
    area = site.facts["floor_area"]
    assert (area.low, area.high, str(area.words)) == (8000, 8600, "8000 ㎡ – 8600 ㎡")
    assert "建筑面积" in repr(site)
    assert site.jurisdiction == "430602008"
    assert catalog.site("A").encumbrances["seizure"].present
    with pytest.raises(ph.NotFoundError, match="E"):
        catalog.site("E")


def test_names_are_found_despite_typos(catalog: ph.Catalog) -> None:
    assert [site.id for site, _ in catalog.search("宏达机械")] == ["A"]
    [(_, similarity)] = catalog.search("宏达机械", limit=1)
    assert 0.5 < similarity <= 1


def test_places_are_found(catalog: ph.Catalog) -> None:
    near = catalog.nearest(longitude=113.14, latitude=29.44, count=2)
    assert ids([site for site, _ in near]) == ["A", "B"]
    assert near[0][1] == ph.Quantity("0 m")
    assert near[1][1].to("km") == pytest.approx(2.946, abs=0.01)
    around = {"longitude": 113.14, "latitude": 29.44}
    assert ids(catalog.within_radius(**around, radius="1 km")) == ["A"]
    assert ids(catalog.within_radius(**around, radius=near[1][1])) == ["A", "B"]
    with pytest.raises(ph.InvalidArgumentError):
        catalog.within_radius(**around, radius="1 亩")
    box = catalog.within_box(west=113.0, south=29.0, east=113.15, north=29.45)
    assert ids(box) == ["A", "D"]
    with pytest.raises(ph.InvalidArgumentError):
        catalog.nearest(longitude=29.44, latitude=113.14)


def test_jurisdictions_are_counted(catalog: ph.Catalog, inventory: ph.Inventory) -> None:
    assert ids(catalog.in_jurisdiction("430602008")) == ["A", "B"]
    name = next(row["name"] for row in catalog.statistics() if row["code"] == "430602008")
    assert ids(catalog.in_jurisdiction(name)) == ["A", "B"]
    with pytest.raises(ph.NotFoundError, match="无此街道"):
        catalog.in_jurisdiction("无此街道")
    table = catalog.statistics()
    row = next(row for row in table if row["code"] == "430602008")
    assert (row["count"], row["idle_factory"], row["land"]) == (2, 2, 0)
    assert sum(row["count"] for row in table) == len(catalog) == len(inventory) == 4
    assert "闲置厂房" in repr(inventory)
    assert "<table>" in inventory._repr_html_()


def test_the_district_adds_up(ledgers: ph.Ledgers, district: ph.Catalog) -> None:
    assert ledgers.rows_read == len(ledgers.sites) + ledgers.rows_explained == len(ledgers.rows)
    whole = next(row for row in district.statistics() if row["code"] == "430602")
    assert whole["count"] == len(district)
    assert sum(whole[kind] for kind in ph.kinds()) == len(district)
