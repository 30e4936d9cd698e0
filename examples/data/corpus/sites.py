"""The district as it is: some three hundred invented sites and what is true of each."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from corpus import names
from corpus.facts import FACTS, tenure
from corpus.names import SiteName
from corpus.places import TOWNSHIPS, scatter, shift

# second reports are this share of all rows
DUPLICATES = 0.18


@dataclass(eq=False)
class Site:
    """One site. Facts are in the units of `measures.QUANTITIES`; dates are ISO days."""

    id: str
    kind: str
    name: SiteName
    township: str
    village: str
    lon: float
    lat: float
    facts: dict
    encumbrances: dict
    contact: tuple[str, str]
    part_of: str | None = None
    protected: bool = False
    rows: list = field(default_factory=list)


# how many sites of a kind lie in a township; an urban one is in any of these streets
URBAN = (
    "岳阳楼 三眼桥 吕仙亭 金鹗山 东茅岭 五里牌 望岳路 枫桥湖 奇家岭 站前路 王家河 求索 洛王 "
    "五里牌 望岳路 枫桥湖 奇家岭 王家河"
).split()
COUNTS = {
    "land": "郭镇乡 11 康王乡 13 西塘镇 9 梅溪街道 9 城陵矶街道 6 洛王街道 5 湖滨街道 3 南湖街道 2 urban 16",
    "idle_factory": "康王乡 17 郭镇乡 6 城陵矶街道 10 梅溪街道 10 西塘镇 6 洛王街道 9 湖滨街道 2 urban 25",
    "stalled_building": "洛王街道 4 梅溪街道 3 康王乡 3 南湖街道 3 urban 15",
    "closed_enterprise": "城陵矶街道 4 康王乡 4 西塘镇 4 郭镇乡 3 洛王街道 4 urban 18",
    "leisure_farm": "郭镇乡 8 康王乡 3 西塘镇 5 湖滨街道 3 南湖街道 2",
}
# the share of parts among all rows, and the share of plots of land among the parts
PARTS, PLOTS = 0.06, 0.3
# what a workshop's row tells as its plant does
KEPT = (
    "structure ceiling_height owner owner_class responsible_unit address land_ownership use_right "
    "certificate year_built transfer_mode rent power fire_class idle_since land_status planned_use"
).split()


class Namer:
    """Gives every site a name of its own."""

    def __init__(self, rng: random.Random, taken: set[str]):
        self.rng, self.taken, self.count = rng, set(taken), {}

    def pick(self, stems: list[str]) -> str:
        """A stem that is not used yet."""
        free = [stem for stem in stems if stem not in self.taken]
        if not free:
            return self.pick([mark + stem for mark in "新湘大岳金北南" for stem in stems])
        stem = self.rng.choice(free)
        self.taken.add(stem)
        return stem

    def number(self, series: str) -> int:
        """The next number of a series (plots of a village, houses of a road)."""
        self.count[series] = self.count.get(series, self.rng.randint(0, 4)) + self.rng.randint(1, 3)
        return self.count[series]

    def name(self, kind: str, township: str, village: str) -> tuple[SiteName, str, str]:
        """The names, the owner and the address of a new site."""
        road = self.rng.choice(TOWNSHIPS[township].roads)
        address = f"{road}{self.number(road)}号"
        make = {
            "land": self._plot,
            "idle_factory": self._plant,
            "stalled_building": self._stalled,
            "closed_enterprise": self._closed,
            "leisure_farm": self._farm,
        }
        name, owner = make[kind](township, village, address)
        return name, owner, f"岳阳楼区{township}{address}"

    def _plot(self, township, village, address):
        number = self.number(village)
        english = f"Plot {number}, {TOWNSHIPS[township].english} ({village}{number}号地块)"
        forms = self.rng.sample(["old", "address", "short"], 2)
        old = f"YL{self.rng.randint(2015, 2023)}-{self.number('plots'):02d}号宗地"
        plot = f"{village}{number}号地块"
        return SiteName(plot, f"{village}{number}#地块", old, f"{address}地块", english, forms), (
            f"{village}民委员会" if village.endswith("村") else "岳阳楼区城市建设投资有限公司"
        )

    def _firm(self) -> tuple[str, str]:
        stem = self.pick([f"{b} {p}" for b in names.PINYIN for p in names.PRODUCTS])
        brand, product = stem.split()
        return brand, product

    def _plant(self, township, village, address):
        brand, product = self._firm()
        old = f"原{self.pick([f'{p}{o}' for p in ('岳阳市第二', '岳阳市', '郊区', '城区') for o in names.OLD_FACTORIES])}"
        legal = self.rng.choice(["有限公司", "有限责任公司", "实业有限公司"])
        full = f"岳阳市{brand}{product}{legal}"
        english = f"{names.pinyin(brand)} {names.PRODUCTS[product]} ({brand}{product})"
        forms = self.rng.sample(["old", "address", "short", "short", "typo"], 3)
        return SiteName(full, f"{brand}{product}", old, f"{address}厂房", english, forms), full

    def _stalled(self, township, village, address):
        brand = self.pick(list(names.PINYIN))
        thing = self.rng.choice(
            ["商业广场", "国际大酒店", "花园二期", "商贸城", "时代大厦", "综合楼"]
        )
        full = f"{brand}{thing}"
        owner = f"湖南{brand}房地产开发有限公司"
        short, old = f"{full}烂尾楼", f"{full}在建工程"
        english = f"{names.pinyin(brand)} Plaza ({full})"
        return SiteName(
            full, short, old, f"{address}半拉子工程", english, ["short", "old", "address"]
        ), owner

    def _closed(self, township, village, address):
        if self.rng.random() < 0.6:
            stem = self.pick(
                [
                    f"{p}{o}"
                    for p in ("岳阳市", "岳阳楼区", "岳阳市第三", f"{township[:2]}")
                    for o in names.OLD_FACTORIES
                ]
            )
            short = stem.removeprefix("岳阳市").removeprefix("岳阳楼区")
            return SiteName(
                stem,
                f"{short}（关闭）",
                f"原国营{short}",
                f"{address}老厂区",
                f"Former {stem}",
                ["short", "old", "address"],
            ), stem
        brand, product = self._firm()
        full = f"岳阳{brand}{product}总公司"
        english = f"{names.pinyin(brand)} {names.PRODUCTS[product]} ({brand}{product})"
        return SiteName(
            full,
            f"{brand}{product}",
            f"原{brand}{product}厂",
            f"{address}老厂区",
            english,
            ["short", "old", "typo"],
        ), full

    def _farm(self, township, village, address):
        brand = self.pick(
            [
                f"{b}{t}"
                for b in names.PINYIN
                for t in ("生态农庄", "采摘园", "渔家乐", "茶园", "垂钓园", "农业观光园")
            ]
        )
        full = f"{village}{brand}"
        old = f"{brand}（{self.rng.choice(['二期', '休闲农业点', '农旅项目'])}）"
        return SiteName(
            full,
            brand,
            old,
            f"{village}{self.rng.randint(2, 9)}组农庄",
            f"{brand} farm",
            ["short", "old", "typo"],
        ), f"{brand}专业合作社"


def encumbrances(rng: random.Random) -> dict[str, bool | None]:
    """Mortgage, seizure, lease: yes, no, or nobody knows."""
    return {
        "mortgage": rng.choice([True, False, False, False, None]),
        "seizure": rng.choice([True] + [False] * 8 + [None] * 2),
        "lease": rng.choice([True, False, False, False, None]),
    }


def township_of(rng: random.Random, place: str) -> str:
    """The township itself, or one of the urban streets."""
    return f"{rng.choice(URBAN)}街道" if place == "urban" else place


def ordinary_site(rng: random.Random, namer: Namer, kind: str, township: str) -> Site:
    """One invented site (without its id)."""
    place = TOWNSHIPS[township]
    village = rng.choice(place.villages)
    name, owner, address = namer.name(kind, township, village)
    facts = tenure(rng, owner, township, address) | FACTS[kind](rng)
    facts = {attribute: fact for attribute, fact in facts.items() if fact is not None}
    lon, lat = scatter(rng, place)
    contact = (names.person(rng), names.phone(rng))
    return Site("", kind, name, township, village, lon, lat, facts, encumbrances(rng), contact)


def workshop(rng: random.Random, plant: Site, number: int) -> tuple[SiteName, dict]:
    """A workshop of a plant: its name and its own facts."""
    floor = max(200, round(plant.facts["floor_area"] * rng.uniform(0.15, 0.3) / 10) * 10)
    tail = f"{number}{rng.choice(['#', '号'])}厂房"
    label = f"{plant.name.short}{tail}"
    name = SiteName(
        plant.name.full + tail, label, label, label, f"{plant.name.english} workshop {number}"
    )
    return name, {"floor_area": floor, "storeys": plant.facts["storeys"]}


def plot(rng: random.Random, land: Site, number: int) -> tuple[SiteName, dict]:
    """A plot of a piece of land: its name and its own facts."""
    name = f"{land.village}{number}号地块"
    area = max(0.5, round(land.facts["site_area"] * rng.uniform(0.25, 0.45), 1))
    return SiteName(name, f"{land.village}{number}#地块", name, name, name), {"site_area": area}


def parts_of(rng: random.Random, namer: Namer, whole: Site, count: int) -> list[Site]:
    """Workshops of a plant or plots of a piece of land, filed as if they were sites."""
    if whole.kind == "land":
        numbers = sorted(namer.number(whole.village) for _ in range(count))
        many = f"{whole.village}{'、'.join(map(str, numbers))}号地块"
        whole.name.full = whole.name.short = many
    else:
        numbers = rng.sample([1, 2, 3, 5, 6, 7, 8], count)
    kept = {key: fact for key, fact in whole.facts.items() if key in KEPT}
    parts = []
    for number in numbers:
        name, facts = (plot if whole.kind == "land" else workshop)(rng, whole, number)
        lon, lat = shift(whole.lon, whole.lat, rng.uniform(-60, 60), rng.uniform(-60, 60))
        parts.append(
            Site("", whole.kind, name, whole.township, whole.village, lon, lat, kept | facts,
                 dict(whole.encumbrances), whole.contact, part_of=whole.id)
        )  # fmt: skip
    return parts


def make_sites(rng: random.Random, showcase: list[Site], scale: int) -> list[Site]:
    """The whole district: the showcase first, then the ordinary sites, then parts of some."""
    taken = {site.name.short for site in showcase}
    namer = Namer(
        rng, taken | {stem for name in taken for stem in (f"{name[:2]} {name[2:]}", name)}
    )
    sites = list(showcase)
    for kind, places in COUNTS.items():
        words = places.split()
        for place, count in zip(words[::2], words[1::2], strict=True):
            sites += [
                ordinary_site(rng, namer, kind, township_of(rng, place))
                for _ in range(int(count) * scale)
            ]
    for number, site in enumerate(sites, start=1):
        site.id = f"T{number:04d}"
    # Parts are filed once, and 18 % of all rows are second reports.
    share = PARTS / (1 - DUPLICATES)
    part_count = round(len(sites) * share / (1 - share))
    wholes = {
        kind: [s for s in sites if s.kind == kind and not s.protected and s.facts[size] > least]
        for kind, size, least in (("idle_factory", "floor_area", 6000), ("land", "site_area", 20))
    }
    for kind, count in (("land", round(part_count * PLOTS)), ("idle_factory", part_count)):
        rng.shuffle(wholes[kind])
        while sum(site.part_of is not None for site in sites) < count:
            for part in parts_of(rng, namer, wholes[kind].pop(), rng.choice([2, 3, 3, 4])):
                part.id = f"T{len(sites) + 1:04d}"
                sites.append(part)
    return sites
