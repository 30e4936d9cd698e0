"""Categories and yes/no questions: one meaning, several words."""

from __future__ import annotations

import random

from corpus.measures import Written

# attribute: category: (Chinese words), English word
CATEGORIES = {
    "structure": {
        "steel": ("钢结构 轻钢结构 钢构 门式刚架", "Steel frame"),
        "concrete": ("框架结构 钢筋混凝土 砼结构 钢混", "Reinforced concrete"),
        "brick_concrete": ("砖混 砖混结构", "Brick-concrete"),
        "brick_timber": ("砖木 砖木结构", "Brick and timber"),
        "mixed": ("混合结构", "Mixed"),
    },
    "fire_class": {
        "a": ("甲类", "Class A"), "b": ("乙类", "Class B"), "c": ("丙类", "Class C"),
        "d": ("丁类", "Class D"), "e": ("戊类", "Class E"),
    },
    "transfer_mode": {
        "sale": ("转让 出售 整体转让", "Sale"), "lease": ("出租 租赁", "Lease"),
        "sale_or_lease": ("租售均可 出租或出售 可租可售", "Sale or lease"),
        "equity": ("入股 股权合作", "Equity"), "cooperation": ("合作 合作开发", "Cooperation"),
        "reserve": ("收储 政府收储", "Land reserve"),
    },
    "land_ownership": {
        "state": ("国有 国有土地", "State-owned"), "collective": ("集体 集体土地", "Collective"),
    },
    "use_right": {
        "allocated": ("划拨", "Allocated"), "granted": ("出让", "Granted"),
        "leased": ("租赁", "Leased"), "contributed": ("作价出资 作价入股", "Contributed"),
    },
    "owner_class": {
        "state": ("国有", "State"), "collective": ("集体", "Collective"),
        "private": ("民营 私营", "Private"), "individual": ("个人", "Individual"),
        "shared": ("共有", "Shared"),
    },
    "certificate": {
        "full": ("有证 证照齐全 两证齐全", "Full title"), "none": ("无证", "No title"),
        "land_only": ("土地有证房产无证 有土地证，无房产证", "Land title only"),
        "in_progress": ("正在办理 办理中", "In progress"),
    },
    "land_status": {
        "approved_not_supplied": ("批而未供", "Approved, not supplied"),
        "supplied_not_used": ("供而未用", "Supplied, not used"),
        "partly_used": ("用而未尽", "Partly used"), "idle": ("闲置", "Idle"),
        "inefficient": ("低效 低效用地", "Inefficient"), "vacant": ("空闲", "Vacant"),
    },
    "site_preparation": {
        "none": ("未平整 生地", "None"), "three": ("三通一平", "Three utilities"),
        "five": ("五通一平", "Five utilities"), "seven": ("七通一平", "Seven utilities"),
    },
    "progress": {
        "foundation": ("基础施工 桩基完成", "Foundations"),
        "ground": ("±0 正负零 基础完工", "Ground level"),
        "frame": ("三层框架 主体施工至5层 主体在建", "Frame"),
        "topped_out": ("主体封顶 主体已封顶 已封顶", "Topped out"),
        "completed_unaccepted": ("竣工未验收 已完工未验收", "Completed, not accepted"),
    },
    "planned_use": {
        "industrial": ("工业 工业用地", "Industrial"), "warehouse": ("仓储 物流仓储用地", "Warehouse"),
        "commercial": ("商业 商服用地 商住", "Commercial"), "residential": ("住宅", "Residential"),
        "tourism": ("文旅", "Tourism"), "mixed": ("综合", "Mixed"),
    },
    "enterprise_nature": {
        "state": ("国有 国有企业", "State-owned"), "collective": ("集体 集体企业", "Collective"),
        "private": ("民营 私营", "Private"), "shareholding": ("股份制", "Shareholding"),
    },
    "developer_state": {
        "operating": ("存续 正常经营", "Operating"), "bankrupt": ("破产 已破产清算", "Bankrupt"),
        "missing": ("失联", "Missing"),
    },
    "disposal_route": {
        "continue": ("续建", "Continue"), "transfer": ("转让 项目转让", "Transfer"),
        "take_back": ("收回 政府收回", "Take back"), "demolish": ("拆除", "Demolish"),
        "auction": ("司法拍卖", "Judicial auction"),
    },
}  # fmt: skip

YES_NO = {
    "divisible": ("可分割 是 可", "不可分割 否 不可"),
    "water": ("有 是 已通", "无 否 未通"),
    "gas": ("有 是 已通气", "无 否 未通气"),
    "steam": ("有 是", "无 否"),
    "sewage": ("有 是 已接管网", "无 否 未接管网"),
    "fire_acceptance": ("是 已验收 已通过", "否 未验收"),
    "environmental_approval": ("是 有 已办理", "否 无 未办理"),
    "planning_permit": ("有 是 已办", "无 否 未办"),
    "construction_permit": ("有 是 已办", "无 否 未办"),
    "permanent_farmland": ("是 涉及", "否 不涉及"),
    "ecological_redline": ("是 涉及", "否 不涉及"),
    "lake_management": ("是 在范围内", "否 不在范围内"),
}

TEXTS = {"owner", "address", "responsible_unit", "certificate_number", "present_use", "village",
         "idle_reason", "closed_reason"}  # fmt: skip

KIND_WORDS = {
    "land": ("存量土地 闲置土地", "Land"),
    "idle_factory": ("闲置厂房 厂房", "Idle factory"),
    "stalled_building": ("烂尾楼 半拉子工程", "Stalled building"),
    "closed_enterprise": ("关闭企业 关停企业", "Closed enterprise"),
    "leisure_farm": ("休闲农业 休闲农业点", "Leisure farm"),
}


def category(rng: random.Random, attribute: str, fact: str, english: bool) -> Written:
    """One cell for one category."""
    chinese, translated = CATEGORIES[attribute][fact]
    word = translated if english else rng.choice(chinese.split())
    return Written(word, {attribute: fact})


def yes_no(rng: random.Random, attribute: str, fact: str, english: bool) -> Written:
    """One cell for one yes or no."""
    words = YES_NO[attribute][0 if fact == "yes" else 1].split()
    word = {"yes": "Yes", "no": "No"}[fact] if english else rng.choice(words)
    return Written(word, {attribute: fact})
