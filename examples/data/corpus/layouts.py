"""The ledgers: who files which sheet, and how its author keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus import headers
from corpus.headers import Column, columns


@dataclass(eq=False)
class Sheet:
    """One sheet of one file and how its author keeps it."""

    file: str
    name: str
    title: str
    columns: list[Column]
    kind: str | None = None
    unit_note: str = ""
    english: bool = False
    merged_township: bool = False
    serial_per_township: bool = False
    subtotals: bool = False
    total: bool = False
    footer: str = ""
    repeat_header_every: int = 0
    blank_rows_on_top: int = 0
    point_form: str = "decimal"
    number_form: str = "plain"
    date_forms: tuple[str, ...] = ("han", "dot", "iso")
    rows: list = field(default_factory=list)


FOOTER = "填表人：{person}    审核人：{other}    联系电话：0730-5550{number}"

STREETS = [
    "五里牌街道",
    "望岳路街道",
    "枫桥湖街道",
    "洛王街道",
    "站前路街道",
    "王家河街道",
    "奇家岭街道",
    "金鹗山街道",
]


def make_sheets() -> list[Sheet]:
    """Every sheet that has a table, in the order of the files."""
    sheets = [
        Sheet(
            "01_各街道闲置资源台账.xlsx",
            street,
            f"{street}闲置资源摸底统计表",
            columns(headers.STREET_COLUMNS),
            unit_note="单位：亩、㎡、万元",
            footer=FOOTER,
            total=number % 2 == 0,
            point_form=["decimal", "dms_han", "full_width", "lettered"][number % 4],
            number_form=["plain", "text", "plain", "united"][number % 4],
        )
        for number, street in enumerate(STREETS)
    ]
    return sheets + [
        Sheet(
            "02_郭镇康王西塘存量土地.xlsx",
            "存量土地",
            "岳阳楼区乡镇存量土地摸底统计表",
            columns(headers.RURAL_LAND),
            kind="land",
            unit_note="单位：亩、万元",
            merged_township=True,
            serial_per_township=True,
            subtotals=True,
            total=True,
            footer=FOOTER,
        ),
        Sheet(
            "03_经开区闲置厂房统计表.xlsx",
            "闲置厂房",
            "岳阳经开区（工业园）闲置厂房、低效厂房统计表",
            columns(headers.PARK),
            kind="idle_factory",
            merged_township=True,
            total=True,
            footer=FOOTER,
            date_forms=("serial", "date", "dot"),
        ),
        Sheet(
            "04_烂尾楼半拉子工程排查.xlsx",
            "排查表",
            "岳阳楼区烂尾楼、半拉子工程排查表",
            columns(headers.STALLED),
            kind="stalled_building",
            unit_note="单位：亩、㎡、万元",
            footer=FOOTER,
            point_form="dms_sign",
            date_forms=("han", "dot", "short_year"),
        ),
        Sheet(
            "05_关闭破产企业资产清册.xlsx",
            "资产清册",
            "岳阳楼区关闭破产企业资产清册",
            columns(headers.CLOSED),
            kind="closed_enterprise",
            repeat_header_every=15,
            total=True,
            footer=FOOTER,
            point_form="gauss_bare",
            date_forms=("dot", "han", "bare_year", "slash"),
        ),
        Sheet(
            "06_乡镇休闲农业点位.xlsx",
            "点位申报",
            "岳阳楼区休闲农业招商点位申报表",
            columns(headers.FARMS),
            kind="leisure_farm",
            merged_township=True,
            serial_per_township=True,
            footer=FOOTER,
            blank_rows_on_top=1,
            point_form="dms_han",
            number_form="text",
        ),
        Sheet(
            "07_自然资源分局存量土地.xlsx",
            "Sheet1",
            "",
            columns(headers.LAND_OFFICE),
            kind="land",
            point_form="gauss",
            date_forms=("iso", "date", "slash"),
        ),
        Sheet(
            "08_Consultant_asset_survey.xlsx",
            "Assets",
            "Yueyanglou District: industrial asset survey",
            columns(headers.ENGLISH),
            english=True,
            date_forms=("bare_year", "iso"),
        ),
        Sheet(
            "09_城陵矶街道工业资产.xlsx",
            "工业资产",
            "城陵矶街道闲置厂房、存量资产摸底表",
            columns(headers.PORT),
            kind="idle_factory",
            unit_note="单位：㎡、m、KVA、吨、万元",
            footer=FOOTER,
            point_form="full_width",
            number_form="spaced",
            date_forms=("han_year", "short_year", "dot", "han"),
        ),
        Sheet(
            "10_胥家桥西塘仓储物流资源.xlsx",
            "梅溪街道（胥家桥）",
            "胥家桥片区仓储物流资源表",
            columns(headers.LOGISTICS),
            serial_per_township=True,
            subtotals=True,
            footer=FOOTER,
            date_forms=("iso", "han"),
        ),
        Sheet(
            "10_胥家桥西塘仓储物流资源.xlsx",
            "西塘镇",
            "西塘镇仓储物流资源表",
            columns(headers.LOGISTICS),
            serial_per_township=True,
            subtotals=True,
            footer=FOOTER,
            date_forms=("han", "dot"),
            number_form="quoted",
        ),
        Sheet(
            "11_工信局低效工业用地清单.xlsx",
            "清单",
            "全区闲置低效工业用地及厂房清单",
            columns(headers.INDUSTRY),
            repeat_header_every=20,
            total=True,
            date_forms=("iso", "serial", "han"),
            number_form="full_width",
        ),
        Sheet(
            "12_招商促进中心资源汇总.xlsx",
            "汇总",
            "岳阳楼区招商资源汇总（内部）",
            columns(headers.SUMMARY),
            unit_note="单位：亩、万㎡、万元",
            footer="注：以上资源以属地最新上报为准。",
            number_form="mixed",
        ),
        Sheet(
            "13_湖滨南湖等街道资源.csv",
            "13_湖滨南湖等街道资源",
            "湖滨、南湖等街道盘活资源统计表",
            columns(headers.LAKESIDE),
            total=True,
            footer=FOOTER,
            point_form="mixed",
            date_forms=("dot", "short_year", "han"),
        ),
        Sheet(
            "14_文旅局休闲农业招商项目.csv",
            "14_文旅局休闲农业招商项目",
            "",
            columns(headers.TOURISM),
            kind="leisure_farm",
        ),
    ]


# sheets without a table: notes above all, and one that is empty
NOTE_SHEETS = {
    ("01_各街道闲置资源台账.xlsx", "填表说明"): [
        "填表说明",
        "1. 面积单位：占地为亩，建筑为平方米；价格单位为万元。",
        "2. 经纬度使用手机GPS实测，保留四位以上小数。",
        "3. 抵押、查封情况如实填写，不得空缺。",
        "4. 每月25日前报区招商促进中心，联系电话0730-5550000。",
    ],
    ("08_Consultant_asset_survey.xlsx", "Read me"): [
        "Notes to the survey",
        "Areas in mu (1 mu = 666.67 sqm) and sqm; prices in RMB 10,000.",
        "Positions taken on site with a hand-held GPS receiver, WGS84.",
    ],
    ("01_各街道闲置资源台账.xlsx", "Sheet3"): [],
}
ENCODINGS = {
    "13_湖滨南湖等街道资源.csv": "gb18030",
    "14_文旅局休闲农业招商项目.csv": "utf-8-sig",
}
