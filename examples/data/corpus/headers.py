"""The columns of every ledger, under the headers that their authors chose.

A column is written `field @ header path @ unit`, the levels of the path joined by `>`, a line break
by `|`; a path ending in `!` is a hidden column. Fields that are no attributes (`serial`, `name`,
`remark`, …) are written by `cells.py`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: what it tells, its header from the top level down, its unit."""

    field: str
    path: tuple[str, ...]
    unit: str
    hidden: bool = False


def columns(text: str) -> list[Column]:
    """Columns from their written form, one a line."""
    made = []
    for line in text.strip().splitlines():
        name, path, unit = (*(part.strip() for part in line.split("@")), "", "")[:3]
        hidden = path.endswith("!")
        levels = tuple(level.strip().replace("|", "\n") for level in path.rstrip("!").split(">"))
        made.append(Column(name, levels, unit, hidden))
    return made


STREET_COLUMNS = """
serial @ 序号
kind @ 资源类型
name @ 名称
address @ 详细地址
site_area @ 占地面积 @ 亩
floor_area @ 建筑面积 @ ㎡
storeys @ 层数 @ 层
ceiling_height @ 层高（米） @ m
power @ 配电容量（KVA） @ kVA
structure @ 结构
price @ 转让价格 @ 万元
rent @ 租金（元/㎡·月） @ 元/㎡·月
transfer_mode @ 盘活方式
certificate @ 产权证办理情况
mortgage @ 是否抵押
seizure @ 是否查封
coordinates @ 经纬度
contact @ 联系人及电话
remark @ 备注
"""

RURAL_LAND = """
serial @ 序号
township @ 乡镇
village @ 村（社区）
name @ 地块名称
site_area @ 面积（亩） > 实测 @ 亩
certified_area @ 面积（亩） > 证载 @ 亩
land_ownership @ 土地性质 > 权属
use_right @ 土地性质 > 使用权类型
land_status @ 土地状况
planned_use @ 规划用途
far_min @ 容积率 > 下限
far_max @ 容积率 > 上限
site_preparation @ 平整情况
price_per_area @ 意向价格（万元/亩） @ 万元/亩
mortgage @ 抵押
seizure @ 查封
longitude @ 坐标（CGCS2000） > 经度
latitude @ 坐标（CGCS2000） > 纬度
responsible_unit @ 责任单位
contact_name @ 联系人
contact_phone @ 电话
remark @ 备注
"""

PARK = """
serial @ 序号
township @ 所属|乡镇
name @ 企业名称
internal @ 内部编号!
site_area @ 厂房基本情况 > 面积 > 占地 > 合计 > 亩 @ 亩
footprint_area @ 厂房基本情况 > 面积 > 建筑 > 基底 > ㎡ @ ㎡
floor_area @ 厂房基本情况 > 面积 > 建筑 > 总计 > ㎡ @ ㎡
rentable_area @ 厂房基本情况 > 面积 > 建筑 > 可租 > ㎡ @ ㎡
storeys @ 厂房基本情况 > 建筑参数 > 层数 @ 层
ceiling_height @ 厂房基本情况 > 建筑参数 > 层高 > m @ m
span @ 厂房基本情况 > 建筑参数 > 跨度 > m @ m
column_spacing @ 厂房基本情况 > 建筑参数 > 柱距 > m @ m
floor_load @ 厂房基本情况 > 建筑参数 > 楼面荷载 > t/㎡ @ t/㎡
crane @ 厂房基本情况 > 建筑参数 > 行车 > 吨 @ t
structure @ 厂房基本情况 > 结构类型
year_built @ 厂房基本情况 > 建成时间
power @ 配套条件 > 变压器容量 > KVA @ kVA
water @ 配套条件 > 供水
gas @ 配套条件 > 天然气
sewage @ 配套条件 > 污水管网
fire_class @ 配套条件 > 消防 > 火灾危险性类别
fire_acceptance @ 配套条件 > 消防 > 是否验收
divisible @ 可否分割
idle_since @ 闲置起始时间
idle_reason @ 闲置原因
price @ 盘活意向 > 转让价 > 万元 @ 万元
rent @ 盘活意向 > 租金 > 元/㎡·月 @ 元/㎡·月
transfer_mode @ 盘活意向 > 方式
mortgage @ 权利负担 > 抵押
seizure @ 权利负担 > 查封
lease @ 权利负担 > 租约
longitude @ 经度
latitude @ 纬度
contact_name @ 联系方式 > 联系人
contact_phone @ 联系方式 > 手机
remark @ 备注
"""

STALLED = """
serial @ 序号
township @ 属地
name @ 项目名称
owner @ 建设单位
site_area @ 用地面积（亩） @ 亩
floor_area @ 规模 > 建筑面积（㎡） @ ㎡
storeys @ 规模 > 层数 @ 层
planned_use @ 规划用途
planning_permit @ 许可 > 规划许可证
construction_permit @ 许可 > 施工许可证
progress @ 形象进度
progress_share @ 完成比例（%） @ %
stopped_on @ 停工时间
invested @ 资金（万元） > 已投资 @ 万元
needed_to_finish @ 资金（万元） > 续建需投入 @ 万元
total_debt @ 资金（万元） > 债务总额 @ 万元
priority_debt @ 资金（万元） > 其中优先债权 @ 万元
developer_state @ 开发商现状
disposal_route @ 处置建议
price @ 转让价（万元） @ 万元
encumbrances @ 抵押、查封情况
coordinates @ 坐标
contact_name @ 包联责任人
contact_phone @ 联系电话
remark @ 备注
"""

CLOSED = """
serial @ 编号
name @ 企业名称
township @ 所在乡镇街道
enterprise_nature @ 企业性质
closed_on @ 关停日期
closed_reason @ 关停原因
employees @ 职工人数 @ 人
resettlement_cost @ 职工安置费|（万元） @ 万元
site_area @ 土地面积|（亩） @ 亩
use_right @ 土地取得方式
floor_area @ 房屋面积|（平方米） @ ㎡
structure @ 房屋结构
year_built @ 建成年份
ceiling_height @ 净高（m） @ m
power @ 变压器（KVA） @ kVA
crane @ 行车（t） @ t
assessed_value @ 评估值（万元） @ 万元
assessed_on @ 评估时间
bank_debt @ 银行债务（万元） @ 万元
price @ 意向转让价（万元） @ 万元
certificate @ 权证情况
mortgage @ 是否抵押
seizure @ 是否查封
coordinates @ 厂区中心坐标
contact_name @ 留守人员
contact_phone @ 联系电话
remark @ 备注
"""

FARMS = """
serial @ 序号
township @ 乡镇
village @ 村
name @ 点位名称
site_area @ 面积（亩） @ 亩
lease_years @ 流转年限（年） @ 年
land_rent @ 流转租金（元/亩·年） @ 元/亩·年
distance_to_town @ 距城区距离（公里） @ km
beds @ 接待能力 > 床位（张） @ 张
parking @ 接待能力 > 停车位（个） @ 个
annual_visitors @ 接待能力 > 年接待（人次） @ 人次
present_use @ 现状
permanent_farmland @ 管控要求 > 是否涉及永久基本农田
ecological_redline @ 管控要求 > 是否涉及生态保护红线
lake_management @ 管控要求 > 是否在河湖管理范围内
wanted_investment @ 计划投资（万元） @ 万元
transfer_mode @ 合作方式
coordinates @ 中心点坐标
contact_name @ 联系人
contact_phone @ 联系电话
remark @ 备注
"""

LAND_OFFICE = """
serial @ 序号
certificate_number @ 不动产权证号!
name @ 项目名称
township @ 行政区
address @ 项目位置
site_area @ 土地面积(公顷) @ 公顷
certified_area @ 登记面积(公顷) @ 公顷
land_ownership @ 土地权属性质
use_right @ 供地方式
owner @ 土地使用权人
planned_use @ 土地用途
far_min @ 约定容积率下限
far_max @ 约定容积率上限
land_status @ 利用状况
available_from @ 可供地时间
term_end @ 终止日期
land_price_paid @ 成交价格(万元) @ 万元
mortgage @ 抵押登记
seizure @ 查封登记
latitude @ 中心点坐标(2000国家大地坐标系) > X
longitude @ 中心点坐标(2000国家大地坐标系) > Y
"""

ENGLISH = """
serial @ No.
name @ Asset
kind @ Asset type
township @ Township
site_area @ Site area (mu) @ 亩
floor_area @ Floor area (sqm) @ ㎡
ceiling_height @ Clear height (m) @ m
floor_load @ Floor load (t/sqm) @ t/㎡
crane @ Crane (t) @ t
structure @ Structure
year_built @ Year built
power @ Power (kVA) @ kVA
price @ Asking price (RMB 10,000) @ 万元
rent @ Rent (RMB/sqm/month) @ 元/㎡·月
transfer_mode @ Transfer mode
use_right @ Land use right
certificate @ Title
mortgage @ Mortgaged
seizure @ Seized by court
longitude @ Longitude (WGS84)
latitude @ Latitude (WGS84)
contact @ Contact
adhoc @ Consultant score (1-5)
"""

PORT = """
serial @ 序号
name @ 企业（厂房）名称
responsible_unit @ 责任单位
areas @ 占地及建筑面积
floor_area @ 厂房面积 @ ㎡
ceiling_height @ 净高 @ m
power @ 用电容量 @ kVA
crane @ 行吊 @ t
structure @ 厂房结构
fire_class @ 消防类别
adhoc @ 消防栓个数
year_built @ 建设年代
idle_since @ 何时闲置
price @ 出让价（万元） @ 万元
annual_rent @ 年租金（万元/年） @ 万元/年
transfer_mode @ 拟处置方式
certificate @ 有无产权证
encumbrances @ 抵押、查封情况
coordinates @ 位置坐标
contact @ 联系人、电话
remark @ 备注
"""

LOGISTICS = """
township @ 乡镇街道
serial @ 序号
kind @ 类别
name @ 资源名称
site_area @ 土地面积（亩） @ 亩
floor_area @ 仓库/厂房面积（㎡） @ ㎡
ceiling_height @ 层高(m) @ m
floor_load @ 地面荷载（吨/㎡） @ t/㎡
power @ 供电 > 配电容量(KVA) @ kVA
structure @ 主体结构
fire_class @ 消防等级
site_preparation @ 场地平整
use_right @ 土地性质
price @ 价格 > 转让（万元） @ 万元
rent @ 价格 > 出租（元/㎡/月） @ 元/㎡·月
transfer_mode @ 方式
available_from @ 可交付时间
mortgage @ 抵押情况
seizure @ 查封情况
longitude @ 经度
latitude @ 纬度
contact_name @ 联系人
contact_phone @ 联系方式
remark @ 备注
"""

INDUSTRY = """
serial @ 序号
kind @ 类型
name @ 单位名称
township @ 乡镇（街道）
address @ 坐落
owner @ 产权人
owner_class @ 产权性质
site_area @ 占地面积（㎡） @ ㎡
floor_area @ 厂房建筑面积（㎡） @ ㎡
smallest_unit @ 最小出租单元（㎡） @ ㎡
ceiling_height @ 檐口高度（米） @ m
steam @ 蒸汽
gas @ 燃气
environmental_approval @ 环评
power @ 电力容量（千伏安） @ kVA
structure @ 建筑结构
year_built @ 竣工日期
idle_since @ 停产时间
price @ 期望价格（万元） @ 万元
transfer_mode @ 处置意向
coordinates @ 经纬度（WGS84）
contact @ 联系方式
"""

SUMMARY = """
name @ 项目（资源）名称
kind @ 资源类别
township @ 属地
site_area @ 占地（亩） @ 亩
floor_area @ 建面（万㎡） @ 万㎡
price @ 报价 @ 万元
power @ 配电(KVA) @ kVA
structure @ 结构形式
transfer_mode @ 合作模式
adhoc @ 招商热度
use_right @ 取得方式
certificate @ 证照
lease @ 租约情况
coordinates @ 经纬度（GPS实测）
contact_phone @ 对接人电话
remark @ 情况说明
"""

LAKESIDE = """
serial @ 序号
township @ 街道
kind @ 资源类型
name @ 名称
site_area @ 占地面积（亩） @ 亩
floor_area @ 建筑面积（㎡） @ ㎡
ceiling_height @ 层高 @ m
power @ 变压器(kVA) @ kVA
structure @ 结构
idle_since @ 闲置时间
price @ 意向价（万元） @ 万元
transfer_mode @ 盘活方式
certificate @ 证件
mortgage @ 抵押
coordinates @ 坐标
contact @ 联系人
remark @ 备注
"""

TOURISM = """
serial @ 编号
name @ 项目名称
township @ 所属街道乡镇
site_area @ 占地面积(亩) @ 亩
floor_area @ 已建房屋面积(㎡) @ ㎡
lease_years @ 租期(年) @ 年
land_rent @ 土地租金(元/亩/年) @ 元/亩·年
distance_to_town @ 距市区(km) @ km
beds @ 床位数 @ 张
parking @ 车位数 @ 个
annual_visitors @ 年游客量(人次) @ 人次
permanent_farmland @ 占用永久基本农田
ecological_redline @ 涉及生态红线
lake_management @ 涉及河湖管理范围
wanted_investment @ 拟投资额(万元) @ 万元
longitude @ 经度
latitude @ 纬度
contact_name @ 负责人
contact_phone @ 手机号
remark @ 说明
"""
