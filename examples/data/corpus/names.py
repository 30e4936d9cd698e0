"""Names: of firms, plots and people, and the ways in which two clerks write one of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

BRANDS = (
    "宏远 Hongyuan,恒立 Hengli,巴陵 Baling,洞庭 Dongting,湘北 Xiangbei,楚天 Chutian,金盾 Jindun,"
    "新港 Xingang,汇洋 Huiyang,华中 Huazhong,天岳 Tianyue,君山 Junshan,长炼 Changlian,鑫源 Xinyuan,"
    "永丰 Yongfeng,泰和 Taihe,兴盛 Xingsheng,顺达 Shunda,隆昌 Longchang,湘岳 Xiangyue,华昌 Huachang,"
    "正大 Zhengda,福民 Fumin,振兴 Zhenxing,三和 Sanhe,金茂 Jinmao,立信 Lixin,银河 Yinhe,同创 Tongchuang,"
    "东升 Dongsheng,万通 Wantong,凯旋 Kaixuan,德胜 Desheng,美嘉 Meijia,安泰 Antai,光明 Guangming,"
    "友谊 Youyi,红星 Hongxing,利民 Limin,百盛 Baisheng,富源 Fuyuan,春华 Chunhua,秋实 Qiushi,"
    "双江 Shuangjiang,祥云 Xiangyun,海达 Haida,远东 Yuandong,科创 Kechuang,鸿运 Hongyun,瑞丰 Ruifeng,"
    "康达 Kangda,新宇 Xinyu,中联 Zhonglian,力源 Liyuan,盛世 Shengshi,佳惠 Jiahui,荣湾 Rongwan,"
    "云溪 Yunxi,锦绣 Jinxiu,金桥 Jinqiao,华鑫 Huaxin,腾飞 Tengfei,九龙 Jiulong,岳楼 Yuelou"
)
PINYIN = dict(pair.split(" ", 1) for pair in BRANDS.split(","))

PRODUCTS = {
    "机械": "Machinery",
    "纺织": "Textile",
    "食品": "Food",
    "建材": "Building Materials",
    "包装": "Packaging",
    "电器": "Electric",
    "化工": "Chemical",
    "制药": "Pharma",
    "饲料": "Feed",
    "铸造": "Foundry",
    "木业": "Wood",
    "印刷": "Printing",
    "塑料": "Plastics",
    "服饰": "Garments",
    "物流": "Logistics",
    "钢构": "Steelwork",
    "汽配": "Auto Parts",
    "粮油": "Grain & Oil",
    "陶瓷": "Ceramics",
    "泵业": "Pumps",
    "电机": "Motors",
    "压铸": "Die Casting",
    "锻压": "Forging",
    "起重": "Cranes",
    "重工": "Heavy Industry",
    "减速机": "Gearboxes",
    "水工机械": "Hydraulic Works",
}
OLD_FACTORIES = (
    "农机厂 棉纺织厂 水泥厂 造纸厂 磷肥厂 酒厂 砖瓦厂 轴承厂 罐头厂 皮革厂 印染厂 "
    "灯泡厂 标准件厂 油脂厂 电池厂 塑料厂 麻纺厂 鞋厂 搪瓷厂 汽车配件厂 玻璃厂 "
    "仪表厂 制冰厂 化肥厂"
).split()
HOMOPHONES = dict(
    zip(
        "宏恒华达源丰泰兴顺隆立振利富祥鸿康佳荣金洞永海新",
        "洪衡花大元风太新舜龙力镇丽福翔宏慷嘉容今东勇嗨心",
        strict=True,
    )
)
SURNAMES = "李王张刘陈杨周吴徐孙胡朱高林何郭罗彭曾肖谢邓许易汤"
GIVEN = ("建国 志强 海燕 国平 丽华 文斌 小军 玉兰 伟民 春生 新民 爱华 勇 敏 涛 佳").split()


def pinyin(brand: str) -> str:
    """A brand in Latin letters; of a brand with a mark before it, those of the brand."""
    return PINYIN.get(brand) or f"New {PINYIN.get(brand[1:], brand)}"


@dataclass
class SiteName:
    """A site's names: how different clerks write the same place."""

    full: str
    short: str
    old: str
    address: str
    english: str
    forms: list[str] = field(default_factory=lambda: ["full"])

    def written(self, form: str) -> str:
        """The name in one of its forms: full, short, old, address, typo or english."""
        return misspelt(self.full) if form == "typo" else getattr(self, form)


def misspelt(name: str) -> str:
    """The name with its first homophone taken for another; `厂` for `场` if there is none."""
    for position, char in enumerate(name):
        if char in HOMOPHONES:
            return name[:position] + HOMOPHONES[char] + name[position + 1 :]
    return name.replace("厂", "场", 1) if "厂" in name else name + "（暂名）"


def person(rng: random.Random) -> str:
    """An invented contact: a full name, or a surname with an office."""
    surname = rng.choice(SURNAMES)
    if rng.random() < 0.3:
        return surname + rng.choice(["主任", "经理", "工", "先生", "厂长"])
    return surname + rng.choice(GIVEN)


def phone(rng: random.Random) -> str:
    """An obviously unreal telephone number."""
    if rng.random() < 0.5:
        return f"0730-555{rng.randrange(10000):04d}"
    return f"13800000{rng.randrange(1000):03d}"
