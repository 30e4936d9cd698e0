"""Townships of Yueyanglou District, where their sites lie, and the lakes sites must not lie in."""

from __future__ import annotations

import json
import math
import random
from dataclasses import dataclass
from pathlib import Path

LANDMARKS = Path(__file__).parent.parent / "landmarks.geojson"
METRES_PER_DEGREE = 111_000.0


@dataclass(frozen=True)
class Township:
    """One street, town or township: `centre` is where its sites scatter, `spread` how far (km)."""

    code: str
    name: str
    english: str
    centre: tuple[float, float]
    spread: float
    villages: tuple[str, ...]
    roads: tuple[str, ...]


def _township(code, name, english, lon, lat, spread, villages, roads):
    return Township(
        f"430602{code}",
        name,
        english,
        (lon, lat),
        spread,
        tuple(villages.split()),
        tuple(roads.split()),
    )


TOWNSHIPS = {
    township.name: township
    for township in (
        _township("001", "岳阳楼街道", "Yueyanglou", 113.104, 29.379, 0.6,
                  "油榨岭社区 街河口社区", "巴陵西路 洞庭北路"),
        _township("002", "三眼桥街道", "Sanyanqiao", 113.106, 29.365, 0.6,
                  "南正街社区 三眼桥社区", "炮台山路 东茅岭路"),
        _township("003", "吕仙亭街道", "Lüxianting", 113.098, 29.363, 0.5,
                  "天岳山社区 鲁班巷社区", "洞庭南路 羊叉街"),
        _township("004", "金鹗山街道", "Jin'eshan", 113.119, 29.366, 0.7,
                  "金鹗山社区 花板桥社区", "金鹗中路 花板桥路"),
        _township("005", "东茅岭街道", "Dongmaoling", 113.112, 29.373, 0.6,
                  "茶巷子社区 竹荫街社区", "东茅岭路 建湘路"),
        _township("006", "五里牌街道", "Wulipai", 113.128, 29.374, 0.8,
                  "五里牌社区 尚书山社区", "五里牌路 站前西路"),
        _township("007", "望岳路街道", "Wangyuelu", 113.125, 29.387, 0.8,
                  "望岳社区 云梦社区", "望岳路 云梦路"),
        _township("008", "城陵矶街道", "Chenglingji", 113.158, 29.431, 0.7,
                  "新港社区 莲花塘社区 擂鼓台社区", "沿港路 长江大道 冷水铺路"),
        _township("009", "枫桥湖街道", "Fengqiaohu", 113.135, 29.397, 0.8,
                  "枫桥湖社区 冷水铺社区", "枫桥湖路 白石岭北路"),
        _township("010", "奇家岭街道", "Qijialing", 113.128, 29.331, 0.8,
                  "奇家岭社区 学院社区", "学院路 岳兴路"),
        _township("012", "洛王街道", "Luowang", 113.166, 29.379, 1.2,
                  "洛王社区 延寿村 岳城村", "洛王路 巴陵东路 八字门路"),
        _township("014", "站前路街道", "Zhanqianlu", 113.150, 29.373, 0.9,
                  "站前社区 求索社区", "站前路 巴陵中路"),
        _township("015", "王家河街道", "Wangjiahe", 113.149, 29.357, 0.9,
                  "王家河社区 王家畈社区", "王家河路 青年东路"),
        _township("016", "湖滨街道", "Hubin", 113.101, 29.309, 1.0,
                  "湖滨村 黄茆村 岭头村", "湖滨大道 园艺路"),
        _township("017", "南湖街道", "Nanhu", 113.107, 29.320, 0.7,
                  "龙山村 月山村", "南湖大道 湖滨路"),
        _township("018", "求索街道", "Qiusuo", 113.143, 29.341, 0.7,
                  "求索社区 刘山庙村", "求索东路 金鹗东路"),
        _township("020", "梅溪街道", "Meixi", 113.168, 29.400, 1.1,
                  "胥家桥村 梅溪村 滨湖村", "胥家桥路 通湖路 梅溪大道"),
        _township("100", "西塘镇", "Xitang", 113.292, 29.343, 1.7,
                  "西塘村 三旗村 鲁家垅村 金黄村", "西塘大道 工农路"),
        _township("201", "郭镇乡", "Guozhen", 113.203, 29.287, 1.5,
                  "麻布村 建中村 磨刀村 枣树村", "郭镇大道 麻布路"),
        _township("202", "康王乡", "Kangwang", 113.207, 29.338, 1.7,
                  "康王村 斯篁村 联合村 长石村", "通海路 监申桥路 木里港路 康王大道"),
    )
}  # fmt: skip


def _lakes() -> dict[str, list[tuple[float, float]]]:
    """The outer rings of the lakes' protection strips, as landmarks.geojson draws them."""
    features = json.loads(LANDMARKS.read_text(encoding="utf-8"))["features"]
    return {
        feature["properties"]["name"]: feature["geometry"]["coordinates"][0]
        for feature in features
        if feature["properties"]["layer"] == "lake protection strip"
    }


STRIPS = _lakes()


def inside(ring: list[tuple[float, float]], lon: float, lat: float) -> bool:
    """Whether the point lies in the ring (even-odd rule)."""
    odd = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            odd = not odd
    return odd


def shift(lon: float, lat: float, east: float, north: float) -> tuple[float, float]:
    """The point moved by metres east and north: good to a metre or so at this size."""
    scale = METRES_PER_DEGREE * math.cos(math.radians(lat))
    return round(lon + east / scale, 6), round(lat + north / METRES_PER_DEGREE, 6)


def scatter(rng: random.Random, township: Township) -> tuple[float, float]:
    """A dry point near the township's centre."""
    while True:
        angle, radius = rng.uniform(0, 2 * math.pi), township.spread * math.sqrt(rng.random())
        lon, lat = shift(
            *township.centre, 1000 * radius * math.cos(angle), 1000 * radius * math.sin(angle)
        )
        if not any(inside(strip, lon, lat) for strip in STRIPS.values()):
            return lon, lat
