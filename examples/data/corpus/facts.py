"""What is true of a site of each kind, at random but within what districts know.

Facts are in the units of `measures.QUANTITIES`; a fact of None is one that nobody knows.
"""

from __future__ import annotations

import random


def maybe(rng: random.Random, share: float, value):
    """The value, or None: townships do not know everything."""
    return value if rng.random() < share else None


def day(rng: random.Random, first: int, last: int) -> str:
    """A day in a span of years."""
    return f"{rng.randint(first, last)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"


def tenure(rng: random.Random, owner: str, township: str, address: str) -> dict:
    """Facts of any site: owner, type of right, certificate."""
    office = "人民政府" if township.endswith(("乡", "镇")) else "办事处"
    return {
        "owner": maybe(rng, 0.9, owner),
        "owner_class": maybe(
            rng, 0.7, rng.choice(["private"] * 4 + ["state", "collective", "individual"])
        ),
        "responsible_unit": township + office,
        "address": address,
        "land_ownership": maybe(rng, 0.8, rng.choice(["state", "state", "state", "collective"])),
        "use_right": maybe(
            rng, 0.7, rng.choice(["granted"] * 4 + ["allocated", "leased", "contributed"])
        ),
        "certificate": maybe(
            rng, 0.9, rng.choice(["full"] * 4 + ["none", "land_only", "in_progress"])
        ),
        "certificate_number": maybe(
            rng, 0.5, f"湘（{rng.randint(2016, 2024)}）岳阳市不动产权第{rng.randrange(10**7):07d}号"
        ),
        "planned_use": maybe(
            rng, 0.7, rng.choice(["industrial", "industrial", "warehouse", "commercial"])
        ),
        "transfer_mode": rng.choice(
            ["sale"] * 4
            + [
                "lease",
                "lease",
                "sale_or_lease",
                "sale_or_lease",
                "equity",
                "cooperation",
                "reserve",
            ]
        ),
    }


def building(rng: random.Random) -> dict:
    """What a workshop is like."""
    storeys = rng.choice([1, 1, 1, 2, 3, 4])
    footprint = max(600, round(rng.lognormvariate(8.0, 0.6) / 10) * 10)
    floor = footprint * storeys
    steel = storeys == 1 and rng.random() < 0.7
    height = (
        rng.choice([5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5, 9, 10])
        if storeys == 1
        else rng.choice([3.6, 4, 4.2, 4.5])
    )
    span = rng.choice([12, 15, 18, 21, 24])
    return {
        "site_area": round(footprint / rng.uniform(0.32, 0.5) * 0.0015, 1),
        "footprint_area": maybe(rng, 0.8, footprint),
        "floor_area": floor,
        "rentable_area": maybe(rng, 0.5, round(floor * rng.uniform(0.5, 1) / 10) * 10),
        "smallest_unit": maybe(rng, 0.3, rng.choice([500, 800, 1000, 2000])),
        "storeys": storeys,
        "ceiling_height": maybe(rng, 0.85, height),
        "span": maybe(rng, 0.5, span),
        "column_spacing": maybe(rng, 0.4, rng.choice([6, 7.5, 8, 9])),
        "floor_load": maybe(rng, 0.5, 3 if storeys == 1 else rng.choice([0.5, 0.75, 1, 1.5])),
        "crane": maybe(rng, 0.4, rng.choice([3, 5, 10, 16, 20]) if storeys == 1 else 2),
        "structure": "steel"
        if steel
        else rng.choice(["concrete", "brick_concrete", "brick_concrete", "mixed", "brick_timber"]),
        "year_built": day(rng, 1985, 2017),
        "power": maybe(
            rng, 0.85, rng.choice([100, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250])
        ),
        "water": maybe(rng, 0.8, "yes"),
        "gas": maybe(rng, 0.6, rng.choice(["yes", "no"])),
        "steam": maybe(rng, 0.4, rng.choice(["yes", "no", "no"])),
        "sewage": maybe(rng, 0.6, rng.choice(["yes", "yes", "no"])),
        "fire_class": maybe(rng, 0.5, rng.choice("bccdde")),
        "fire_acceptance": maybe(rng, 0.5, rng.choice(["yes", "no"])),
        "environmental_approval": maybe(rng, 0.4, rng.choice(["yes", "no"])),
        "divisible": maybe(rng, 0.6, rng.choice(["yes", "no"])),
    }


def land_facts(rng: random.Random) -> dict:
    """Facts of an undeveloped plot."""
    area = round(rng.lognormvariate(3.5, 0.75), 1)
    per_mu = rng.choice([18, 20, 22, 25, 28, 30, 35, 40])
    return {
        "site_area": area,
        "certified_area": maybe(rng, 0.5, round(area * rng.choice([1, 1, 0.98, 0.95]), 1)),
        "land_status": rng.choice(
            [
                "approved_not_supplied",
                "supplied_not_used",
                "supplied_not_used",
                "partly_used",
                "idle",
                "inefficient",
                "vacant",
            ]
        ),
        "far_min": maybe(rng, 0.6, rng.choice([0.8, 1, 1.2])),
        "far_max": maybe(rng, 0.6, rng.choice([1.5, 2, 2.5, 3])),
        "site_preparation": maybe(
            rng, 0.8, rng.choice(["none", "three", "three", "five", "seven"])
        ),
        "price_per_area": per_mu,
        "price": round(area * per_mu),
        "land_price_paid": maybe(rng, 0.7, round(area * per_mu * rng.uniform(0.4, 0.8))),
        "present_use": maybe(rng, 0.6, rng.choice(["荒地", "堆场", "菜地", "临时停车场", "空地"])),
        "term_end": maybe(rng, 0.4, day(rng, 2045, 2072)),
        "available_from": maybe(rng, 0.4, day(rng, 2025, 2027)),
    }


def factory_facts(rng: random.Random) -> dict:
    """What an idle factory is like, its price and its rent."""
    facts = building(rng)
    built = int(facts["year_built"][:4])
    rent = rng.choice([5, 6, 7, 8, 9, 10, 12, 15])
    return facts | {
        "idle_since": day(rng, max(2010, built + 3), 2024),
        "idle_reason": maybe(
            rng, 0.6, rng.choice(["经营不善", "企业搬迁", "资金链断裂", "订单减少", "环保关停"])
        ),
        "price": round(facts["floor_area"] * rng.uniform(0.09, 0.22) / 10) * 10,
        "rent": rent,
        "annual_rent": round(facts["floor_area"] * rent * 12 / 10_000, 1),
        "available_from": maybe(rng, 0.3, day(rng, 2025, 2027)),
    }


def stalled_facts(rng: random.Random) -> dict:
    """What a building that nobody finished is like."""
    floor = round(rng.lognormvariate(9.6, 0.6) / 10) * 10
    progress, share = rng.choice(
        [
            ("foundation", 15),
            ("ground", 20),
            ("frame", 45),
            ("frame", 60),
            ("topped_out", 70),
            ("topped_out", 75),
            ("completed_unaccepted", 95),
        ]
    )
    invested = round(floor * 0.25 * share / 100 / 10 + 1) * 10
    debt = round(invested * rng.uniform(0.6, 1.8) / 10) * 10
    return {
        "site_area": round(floor / rng.uniform(1.5, 3.5) * 0.0015, 1),
        "floor_area": floor,
        "storeys": rng.choice([5, 6, 11, 18, 26]),
        "structure": "concrete",
        "planning_permit": maybe(rng, 0.8, rng.choice(["yes", "yes", "no"])),
        "construction_permit": maybe(rng, 0.8, rng.choice(["yes", "no"])),
        "progress": progress,
        "progress_share": maybe(rng, 0.6, share),
        "stopped_on": day(rng, 2009, 2023),
        "invested": invested,
        "needed_to_finish": maybe(
            rng, 0.7, round(floor * 0.25 * (100 - share) / 100 / 10 + 1) * 10
        ),
        "total_debt": maybe(rng, 0.7, debt),
        "priority_debt": maybe(rng, 0.4, round(debt * 0.4 / 10) * 10),
        "developer_state": rng.choice(["operating", "operating", "bankrupt", "missing"]),
        "disposal_route": maybe(
            rng, 0.8, rng.choice(["continue", "transfer", "take_back", "demolish", "auction"])
        ),
        "price": maybe(rng, 0.5, round(invested * 0.8 / 10) * 10),
        "planned_use": rng.choice(["commercial", "commercial", "residential", "mixed"]),
    }


def closed_facts(rng: random.Random) -> dict:
    """What a closed enterprise left: buildings, people and debts."""
    facts = building(rng)
    closed = rng.randint(1996, 2021)
    value = round(facts["floor_area"] * rng.uniform(0.05, 0.14) / 10) * 10
    return facts | {
        "enterprise_nature": rng.choice(
            ["state", "collective", "collective", "private", "shareholding"]
        ),
        "year_built": day(rng, 1965, closed - 5),
        "closed_on": day(rng, closed, closed),
        "closed_reason": maybe(
            rng, 0.8, rng.choice(["改制", "破产", "政策性关闭", "经营不善", "环保关停"])
        ),
        "employees": maybe(rng, 0.9, rng.randint(20, 620)),
        "resettlement_cost": maybe(rng, 0.8, rng.randint(5, 180) * 10),
        "assessed_value": maybe(rng, 0.8, value),
        "assessed_on": maybe(rng, 0.6, day(rng, 2016, 2024)),
        "bank_debt": maybe(rng, 0.6, rng.randint(0, 120) * 10),
        "price": round(value * rng.uniform(0.9, 1.3) / 10) * 10,
        "use_right": rng.choice(["allocated", "allocated", "granted"]),
    }


def farm_facts(rng: random.Random) -> dict:
    """What a place for a leisure farm is like."""
    return {
        "site_area": round(rng.lognormvariate(4.6, 0.6)),
        "floor_area": maybe(rng, 0.6, rng.randint(3, 40) * 50),
        "lease_years": rng.choice([10, 15, 20, 20, 30]),
        "land_rent": rng.choice([300, 400, 500, 600, 800]),
        "distance_to_town": round(rng.uniform(1, 14), 1),
        "beds": maybe(rng, 0.7, rng.randint(0, 12) * 5),
        "parking": maybe(rng, 0.8, rng.randint(2, 20) * 10),
        "annual_visitors": maybe(rng, 0.5, rng.randint(2, 60) * 1000),
        "permanent_farmland": maybe(rng, 0.8, rng.choice(["no", "no", "no", "yes"])),
        "ecological_redline": maybe(rng, 0.8, rng.choice(["no", "no", "no", "no", "yes"])),
        "lake_management": maybe(rng, 0.7, rng.choice(["no", "no", "yes"])),
        "wanted_investment": rng.randint(20, 150) * 10,
        "planned_use": "tourism",
        "land_ownership": "collective",
        "use_right": "leased",
        "transfer_mode": rng.choice(["lease", "cooperation", "equity", "lease"]),
        "water": maybe(rng, 0.6, "yes"),
        "present_use": rng.choice(["果园", "鱼塘", "茶园", "林地", "垂钓园", "农家乐"]),
    }


FACTS = {
    "land": land_facts,
    "idle_factory": factory_facts,
    "stalled_building": stalled_facts,
    "closed_enterprise": closed_facts,
    "leisure_farm": farm_facts,
}
