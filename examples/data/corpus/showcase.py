"""Sites placed by hand: answers for the three investors, near misses, and traps for names.

Their facts stand clear in the first ledger that tells them (`protected`), so that the examples have
something to show: sites that pass, sites where one fact is unknown, sites that miss by a little.
"""

from __future__ import annotations

import random

from corpus import names
from corpus.facts import FACTS, tenure
from corpus.names import SiteName
from corpus.places import TOWNSHIPS
from corpus.sites import Site

CLEAR = {"mortgage": False, "seizure": False, "lease": False}

# name, kind, township, lon, lat, floor ㎡, height m, price 万元, power kVA, structure, what differs
FOUNDRY = [
    ("宏远重工", "idle_factory", "康王乡", 113.1985, 29.3425, 9600, 9.5, 2600, 800, "steel", {}),
    ("长炼汽配", "idle_factory", "城陵矶街道", 113.1602, 29.4291, 12400, 10.2, 2880, 1250, "steel", {}),
    ("巴陵锻压", "closed_enterprise", "望岳路街道", 113.1262, 29.3885, 8600, 8.4, 1950, 630, "concrete", {}),
    ("洞庭水工机械", "closed_enterprise", "梅溪街道", 113.1731, 29.3968, 15200, 11, 2980, 1000, "steel", {}),
    ("恒立减速机", "idle_factory", "康王乡", 113.2042, 29.3397, 8050, 8, 2400, 400, "steel", {}),
    ("湘北钢构", "idle_factory", "康王乡", 113.2090, 29.3460, 10800, None, 2350, 630, "steel", {}),
    ("岳楼泵业", "idle_factory", "城陵矶街道", 113.1571, 29.4336, 9150, 8.8, None, 800, "concrete", {"price": "negotiable"}),
    ("楚天压铸", "idle_factory", "梅溪街道", 113.1660, 29.3950, 8800, 9, 2200, 1000, "steel", {"seizure": None}),
    ("华中起重", "idle_factory", "康王乡", 113.1960, 29.3380, 9900, 7.8, 2300, 630, "steel", {}),
    ("金盾电机", "idle_factory", "城陵矶街道", 113.1618, 29.4310, 8900, 8.6, 3060, 1000, "concrete", {}),
    ("新港机械", "idle_factory", "城陵矶街道", 113.1549, 29.4322, 7800, 9, 1900, 500, "steel", {}),
    ("天岳重工", "idle_factory", "郭镇乡", 113.2051, 29.2852, 11000, 9, 1800, 800, "steel", {}),
    ("汇洋重工", "closed_enterprise", "城陵矶街道", 113.1590, 29.4345, 13800, 12, 2500, 1250, "steel", {"seizure": True}),
]  # fmt: skip

# name, kind, township, lon, lat, site area 亩, price 万元, power kVA
COLD_CHAIN = [
    ("胥家桥冷链物流地块", "land", "梅溪街道", 113.1640, 29.4042, 62, 1550, None),
    ("胥家桥东侧仓储地块", "land", "梅溪街道", 113.1702, 29.4021, 58.5, 1404, None),
    ("康王互通西侧地块", "land", "康王乡", 113.2270, 29.3372, 66, 1848, None),
    ("梅溪粮油储备库", "idle_factory", "梅溪街道", 113.1598, 29.4018, 52, 2900, 1250),
    ("金桥物流", "idle_factory", "梅溪街道", 113.1612, 29.4060, 71.3, 3600, 800),
    ("北站货场地块", "land", "梅溪街道", 113.1530, 29.4035, None, None, None),
    ("胥家桥南侧地块", "land", "梅溪街道", 113.1655, 29.3985, 43, 990, None),
    ("通湖路口地块", "land", "梅溪街道", 113.1760, 29.3990, 93.2, 2236, None),
]  # fmt: skip

# name, township, lon, lat, area 亩, wanted investment 万元, farmland, redline, lake range
LEISURE = [
    ("滨湖村芭蕉湾生态农庄", "梅溪街道", 113.1842, 29.4062, 120, 620, "no", "no", "no"),
    ("滨湖村渔舟垂钓园", "梅溪街道", 113.1930, 29.4052, 86, 540, "no", "no", "no"),
    ("胥家桥村荷塘月色农庄", "梅溪街道", 113.1752, 29.4062, 150, 780, "no", "no", "no"),
    ("刘山庙村橘园", "求索街道", 113.1392, 29.3472, 64, 510, "no", "no", "no"),
    ("岭头村南湖茶园", "湖滨街道", 113.0985, 29.3195, 105, 690, "no", "no", None),
    ("龙山村山水农庄", "南湖街道", 113.1120, 29.3240, 132, 750, None, "no", "no"),
    ("滨湖村湖岸采摘园", "梅溪街道", 113.1800, 29.4092, 98, 580, None, None, "no"),
    ("滨湖村水岸渔家乐", "梅溪街道", 113.1888, 29.4090, 40, 560, "no", "no", "yes"),
    ("梅溪村花海", "梅溪街道", 113.1795, 29.3905, 200, 720, "no", "no", "no"),
    ("月山村樱花谷", "南湖街道", 113.1050, 29.3205, 180, 960, "no", "no", "no"),
]  # fmt: skip

# firms that sound alike and are not the same; works of one name in two townships
TRAPS = [
    ("宏达机械", "idle_factory", "康王乡"), ("鸿达机械", "idle_factory", "城陵矶街道"),
    ("宏达纺织", "closed_enterprise", "康王乡"),
    ("第一砖瓦厂", "closed_enterprise", "西塘镇"), ("第二砖瓦厂", "closed_enterprise", "西塘镇"),
    ("建新砖瓦厂", "closed_enterprise", "郭镇乡"), ("建新砖瓦厂", "closed_enterprise", "康王乡"),
]  # fmt: skip


def _name(short: str, kind: str, township: str) -> SiteName:
    brand, product = short[:2], short[2:]
    if kind == "land":
        return SiteName(short, short, f"原{short}", f"{short}（储备）", f"{short} (plot)", ["old"])
    if kind == "leisure_farm":
        return SiteName(short, short.split("村", 1)[1], short, short, f"{short} farm", ["short"])
    if product in names.PRODUCTS:
        english = f"{names.PINYIN.get(brand, 'Hongda')} {names.PRODUCTS[product]} ({short})"
        full = f"岳阳{short}有限公司" if kind == "idle_factory" else f"岳阳{short}厂"
        return SiteName(full, short, f"原{short}厂", f"{short}厂区", english, ["short", "old"])
    full = f"{township[:2]}{short}" if short.endswith("砖瓦厂") else short
    return SiteName(full, short, f"原{full}", f"{full}旧址", full, ["old"])


def _site(rng, short, kind, township, lon, lat, facts, encumbrances, protected=True) -> Site:
    """A hand-placed site on top of what its kind usually tells."""
    place = TOWNSHIPS[township]
    name = _name(short, kind, township)
    address = f"岳阳楼区{township}{rng.choice(place.roads)}{rng.randint(1, 200)}号"
    whole = tenure(rng, name.full, township, address) | FACTS[kind](rng) | facts
    settle(whole)
    kept = {attribute: fact for attribute, fact in whole.items() if fact is not None}
    contact = (names.person(rng), names.phone(rng))
    return Site("", kind, name, township, rng.choice(place.villages), lon, lat, kept, encumbrances,
                contact, protected=protected)  # fmt: skip


def settle(facts: dict) -> None:
    """Makes dependent facts agree again: the rent of the whole, the appraisal, the land price."""
    floor, price = facts.get("floor_area"), facts.get("price")
    if floor and facts.get("rent"):
        facts["annual_rent"] = round(floor * facts["rent"] * 12 / 10_000, 1)
    if facts.get("assessed_value") and isinstance(price, int | float):
        facts["assessed_value"] = round(price * 0.92 / 10) * 10
    if facts.get("land_price_paid") and isinstance(price, int | float):
        facts["land_price_paid"] = round(price * 0.6)


def _workshop(floor: int) -> dict:
    """Areas that fit one tall hall."""
    return {"footprint_area": floor, "storeys": 1, "site_area": round(floor / 0.45 * 0.0015, 1)}


def make_showcase(rng: random.Random) -> list[Site]:
    """All hand-placed sites."""
    sites = []
    for short, kind, township, lon, lat, floor, height, price, power, structure, other in FOUNDRY:
        facts = _workshop(floor) | {
            "floor_area": floor, "ceiling_height": height, "power": power, "structure": structure,
            "price": other.get("price", price), "transfer_mode": "sale", "rentable_area": None,
        }  # fmt: skip
        seizure = other.get("seizure", False)
        sites.append(
            _site(rng, short, kind, township, lon, lat, facts, CLEAR | {"seizure": seizure})
        )
    for short, kind, township, lon, lat, area, price, power in COLD_CHAIN:
        facts = {"site_area": area, "price": price, "power": power, "transfer_mode": "sale",
                 "use_right": "granted", "land_ownership": "state", "certificate": "full",
                 "available_from": "2026-06-01", "certified_area": area, "price_per_area": None}  # fmt: skip
        if kind == "land":
            facts |= {"site_preparation": "five", "planned_use": "warehouse"}
            facts["price_per_area"] = round(price / area, 1) if price else 24
        else:
            floor = round(area * 300)
            facts |= {
                "floor_area": floor,
                "footprint_area": floor,
                "storeys": 1,
                "rentable_area": None,
            }
        sites.append(_site(rng, short, kind, township, lon, lat, facts, dict(CLEAR)))
    for short, township, lon, lat, area, wanted, farmland, redline, lake in LEISURE:
        facts = {"site_area": area, "wanted_investment": wanted, "permanent_farmland": farmland,
                 "ecological_redline": redline, "lake_management": lake, "lease_years": 20}  # fmt: skip
        sites.append(_site(rng, short, "leisure_farm", township, lon, lat, facts, dict(CLEAR)))
    for number, (short, kind, township) in enumerate(TRAPS):
        lon, lat = TOWNSHIPS[township].centre
        lon, lat = round(lon + 0.004 - 0.0013 * number, 6), round(lat + 0.0021 * (number % 3), 6)
        sites.append(_site(rng, short, kind, township, lon, lat, {}, dict(CLEAR), protected=False))
    return sites
