//! The entries of the attribute table. Units, kinds and words follow the forms that districts use:
//! the land-supply register, the low-use land form, lists of idle plants and of stalled buildings.

use super::SiteKind::{ClosedEnterprise, IdleFactory, Land, LeisureFarm, StalledBuilding};
use super::ValueType::{Category as OneOf, Date, Number, Text, YesNo};
use super::{Attribute, Audience, Category, Entry, SiteKind};
use crate::units::Dimension::{
    Angle, Area, Duration, Flow, Length, Load, Mass, Money, MoneyPerYear, Number as Count, Power,
    PricePerArea, Rent, Share,
};

const ALL: &[SiteKind] = &[
    Land,
    IdleFactory,
    StalledBuilding,
    ClosedEnterprise,
    LeisureFarm,
];
const LAND: &[SiteKind] = &[Land];
const GROUND: &[SiteKind] = &[Land, LeisureFarm];
const BUILT_AND_FARM: &[SiteKind] = &[IdleFactory, StalledBuilding, ClosedEnterprise, LeisureFarm];
const BUILT: &[SiteKind] = &[IdleFactory, StalledBuilding, ClosedEnterprise];
const PLANT: &[SiteKind] = &[IdleFactory, ClosedEnterprise];
const STALLED: &[SiteKind] = &[StalledBuilding];
const STALLED_AND_CLOSED: &[SiteKind] = &[StalledBuilding, ClosedEnterprise];
const CLOSED: &[SiteKind] = &[ClosedEnterprise];
const FARM: &[SiteKind] = &[LeisureFarm];

const fn word(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    words: &'static [&'static str],
) -> Category {
    Category {
        name,
        zh,
        en,
        words,
    }
}

/// Declares each attribute once: its constant, its documentation and its entry.
macro_rules! attributes {
    ($($constant:ident: $name:literal, $zh:literal, $en:literal, $value:expr, $unit:literal, $kinds:ident, $audience:ident, $headers:expr, $meaning_zh:literal, $meaning:literal;)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "only counts the entries")]
        enum Index { $($constant,)* End }

        $(
            #[doc = $meaning]
            #[doc = ""]
            #[doc = concat!("`", $name, "` · ", $zh, " · ", $unit)]
            #[doc = ""]
            #[doc = $meaning_zh]
            pub const $constant: Attribute = Attribute(Index::$constant as u16);
        )*

        pub(super) const COUNT: u16 = Index::End as u16;

        pub(super) static TABLE: [Entry; COUNT as usize] = [
            $(Entry {
                name: $name,
                zh: $zh,
                en: $en,
                value: $value,
                unit: $unit,
                kinds: $kinds,
                audience: Audience::$audience,
                headers: $headers,
                meaning_zh: $meaning_zh,
                meaning: $meaning,
            },)*
        ];
    };
}

#[rustfmt::skip]
attributes! {
    // Common to all kinds.
    SITE_AREA: "site_area", "占地面积", "site area", Number(Area), "亩", ALL, Investor,
        &["用地面积", "土地面积", "占地", "面积", "总面积", "宗地面积", "地块面积", "用地规模", "总占地面积", "占地规模", "土地总面积", "土地使用面积", "项目占地面积", "园区面积", "实测面积", "land area", "plot area", "area", "hectares", "site size", "area (ha)", "land area", "lot area", "lot size", "lot sf", "land sf", "parcel area", "gis area", "výmera", "vymera", "superficie", "surface", "fläche", "grundstücksfläche", "规模", "亩数", "占地亩数", "用地亩数", "厂区占地", "厂区面积", "净用地面积", "面积规模", "acreage", "surface du terrain", "surface totale", "surface foncière", "superficie total", "superficie parcela", "superficie de parcela", "výměra", "rozloha", "flächengröße", "grundfläche", "área total", "powierzchnia", "土地规模", "占地情况", "宗地规模", "总用地面积", "总用地", "园区占地面积", "superficie del suelo", "superficie de suelo", "superficie del terreno", "superficie territoriale", "superficie fondiaria", "superficie del lotto", "lot sqft", "lot sq ft", "lot square feet", "land sqft", "parcel sqft", "grundstücksgröße", "área do terreno", "área do lote", "perceeloppervlakte", "terreinoppervlakte", "kaveloppervlakte", "rozloha areálu", "rozloha lokality", "výměra pozemku", "plocha pozemku", "敷地面积", "diện tích", "diện tích đất", "tổng diện tích"],
        "资源所占土地的面积，不是建筑面积。", "Area of the land that belongs to the site.";
    CERTIFIED_AREA: "certified_area", "登记面积", "certified area", Number(Area), "亩", ALL, Investor,
        &["证载面积", "土地证面积", "发证面积", "证载土地面积", "registered area"],
        "土地证或不动产权证上登记的土地面积。", "Area of the land as the certificate states it.";
    CONTRACT_AREA: "contract_area", "合同面积", "contract area", Number(Area), "亩", ALL, Investor,
        &["出让合同面积", "供地面积", "批准面积", "流转面积"],
        "出让合同、流转合同或批准文件写明的土地面积。", "Area of the land as the contract or approval states it.";
    LAND_OWNERSHIP: "land_ownership", "土地性质", "land ownership", OneOf(&[
        word("state", "国有", "state", &["国有土地", "国有建设用地"]),
        word("collective", "集体", "collective", &["集体土地", "集体建设用地", "集体所有"]),
    ]), "", ALL, Investor,
        &["土地权属性质", "土地所有权", "所有权性质", "权属性质", "用地性质", "权属", "土地所有制"],
        "土地归谁所有：国家或集体。", "Who owns the land: the state or a collective.";
    USE_RIGHT: "use_right", "使用权类型", "use right", OneOf(&[
        word("allocated", "划拨", "allocated", &["行政划拨", "国有划拨"]),
        word("granted", "出让", "granted", &["招拍挂", "国有出让", "有偿出让", "协议出让", "挂牌出让"]),
        word("leased", "租赁", "leased", &["承租", "租用", "leasehold"]),
        word("contributed", "作价出资", "contributed as equity", &["作价入股", "作价出资(入股)"]),
    ]), "", ALL, Investor,
        &["土地使用权类型", "取得方式", "土地取得方式", "权利性质", "用地方式", "使用权性质", "供地方式", "land use right", "tenure"],
        "土地使用权的取得方式。", "How the right to use the land was obtained.";
    OWNER: "owner", "产权人", "owner", Text, "", ALL, Bureau,
        &["产权单位", "权属单位", "所有权人", "土地使用权人", "使用权人", "业主", "权利人", "产权所有人", "权属人", "owner name", "landowner", "业主单位", "建设单位", "产权归属", "土地使用者", "使用者", "权属主体", "产权主体", "所有权单位", "开发商", "开发企业", "开发单位", "propriétaire", "nom du propriétaire", "vlastník", "vlastnik", "propietario", "titular", "eigentümer", "proprietario", "właściciel", "eigenaar", "proprietário", "proprietario del terreno", "chủ đầu tư", "chủ sở hữu", "所有者"],
        "产权人或使用权人，照台账原文。", "The owner or holder of the use right, as written.";
    OWNER_CLASS: "owner_class", "产权性质", "owner class", OneOf(&[
        word("state", "国有", "state-owned", &["国企", "全民", "国有企业", "国有资产", "city", "county", "municipal", "municipality", "federal", "owned by a public authority", "public ownership", "public", "pública", "pubblica", "publique", "öffentlich"]),
        word("collective", "集体", "collective", &["村集体", "集体企业", "集体资产"]),
        word("private", "民营", "private", &["私营", "民企", "民营企业", "私企", "非公", "私有", "privata", "privada", "privado", "privé", "privée", "privat", "súkromný"]),
        word("individual", "个人", "individual", &["个体", "私人"]),
        word("shared", "共有", "shared", &["混合", "共同所有", "股份", "mixed ownership"]),
    ]), "", ALL, Investor,
        &["所有制", "业主性质", "产权类别", "资产性质", "权属类别", "ownership", "ownership status", "owner type", "titularidad", "type de propriétaire"],
        "产权人属于哪一类。", "What the owner is.";
    RESPONSIBLE_UNIT: "responsible_unit", "责任单位", "responsible unit", Text, "", ALL, Bureau,
        &["报送单位", "责任部门", "填报单位", "牵头单位", "管理单位", "上报单位", "responsible authority"],
        "上报并对该处资源负责的单位。", "Who reports and answers for the site.";
    ADDRESS: "address", "地址", "address", Text, "", ALL, Investor,
        &["位置", "坐落", "详细地址", "所在地", "地理位置", "具体位置", "坐落位置", "所处位置", "位置(地址)", "地点", "项目位置", "site address", "location", "sitenameaddress", "street address", "situs address", "situs addr", "property address", "full address", "adresa", "adresse", "dirección", "ulica", "ulice", "domicilio", "anschrift", "straße", "strasse", "endereço", "indirizzo", "adres", "site location", "厂房地址", "企业地址", "项目地址", "资产地址", "地块位置", "厂房位置", "坐落地址", "địa chỉ", "ubicación", "emplazamiento", "localização", "morada", "straat"],
        "坐落位置的文字说明。", "Where the site lies, in words.";
    VILLAGE: "village", "村", "village", Text, "", ALL, Investor,
        &["村(社区)", "所在村", "村组", "社区", "行政村", "村名", "所在村(社区)", "村居"],
        "所在的村或社区。", "The village or community.";
    CERTIFICATE: "certificate", "证照情况", "certificate", OneOf(&[
        word("full", "有证", "full", &["有", "已办证", "两证齐全", "证件齐全", "齐全", "已办理", "证照齐全", "有产权证", "full title", "yes"]),
        word("none", "无证", "none", &["无", "未办证", "未办理", "没有", "无产权证", "no title", "no"]),
        word("land_only", "土地有证房产无证", "land only", &["仅有土地证", "只有土地证", "有土地证无房产证", "房产无证", "有土地证", "土地证有房产证无", "土地有证房屋无证", "有土地证没有房产证", "land title only"]),
        word("in_progress", "正在办理", "in progress", &["办理中", "在办", "正在办证", "申办中", "pending"]),
    ]), "", ALL, Investor,
        &["产权证", "权证情况", "权证办理", "权证办理情况", "有无产权证", "办证情况", "产权证情况", "产权情况", "证件情况", "不动产证", "是否办证", "权属证书", "产权证办理情况", "证照", "证件", "certificate status", "title", "title deed", "手续情况", "证照手续", "有无证照"],
        "土地、房屋的权属证书办到哪一步。", "Which title certificates there are.";
    CERTIFICATE_NUMBER: "certificate_number", "证号", "certificate number", Text, "", ALL, Bureau,
        &["不动产权证号", "产权证号", "土地证号", "权证号", "证书编号", "房产证号", "不动产证号", "土地使用证号", "certificate no", "certificate no.", "title number"],
        "权属证书的编号。", "The number of the title certificate.";
    PLANNED_USE: "planned_use", "规划用途", "planned use", OneOf(&[
        word("industrial", "工业", "industrial", &["工业用地", "一类工业", "二类工业", "三类工业", "m1", "m2", "m3", "工矿", "工业仓储"]),
        word("warehouse", "仓储", "warehouse", &["物流仓储", "仓储用地", "物流", "物流用地", "物流仓储用地", "w1", "w2", "w3"]),
        word("commercial", "商业", "commercial", &["商服", "商业用地", "商服用地", "商业服务业", "商住", "办公", "商务"]),
        word("residential", "住宅", "residential", &["居住", "住宅用地", "居住用地"]),
        word("public", "公共服务", "public", &["公共管理", "教育", "医疗", "科教", "公服", "文化", "公共管理与公共服务"]),
        word("agricultural", "农业", "agricultural", &["农用地", "耕地", "林地", "园地", "农业用地", "设施农用地", "设施农业"]),
        word("tourism", "旅游", "tourism", &["文旅", "休闲", "旅游用地", "休闲旅游"]),
        word("mixed", "混合", "mixed", &["综合", "综合用地", "混合用地", "m0", "新型产业"]),
        word("other", "其他", "other", &["其它"]),
    ]), "", ALL, Investor,
        &["土地用途", "用途", "规划性质", "登记用途", "土地规划用途", "拟用途", "proposed use", "use class", "affectation", "vocation", "uso previsto", "przeznaczenie", "user"],
        "规划允许的土地用途。", "What the plan allows the land to be used for.";
    LAND_CLASS: "land_class", "地类", "land class", Text, "", ALL, Investor,
        &["土地地类", "地类编码", "地类代码", "地类名称", "现状地类", "土地用途代码", "用地分类", "用地类型", "地类编码及名称", "druh pozemku"],
        "土地现状地类：代码、名称和所依标准的版本；认不出的照原文。", "Land-use class of the ground: code, name and the edition of its standard, or as written.";
    INDUSTRY: "industry", "行业", "industry", Text, "", ALL, Investor,
        &["行业代码", "行业类别", "所属行业", "行业分类", "国民经济行业", "行业门类", "产业类型", "所属产业", "主导产业", "industry code"],
        "企业或规划的行业：代码、名称和所依标准的版本；认不出的照原文。", "Industry of the plant or the plan: code, name and the edition of its standard, or as written.";
    PRESENT_USE: "present_use", "现状用途", "present use", Text, "", ALL, Bureau,
        &["目前用途", "现状", "使用现状", "目前状况", "现使用情况", "使用情况", "现状使用情况", "利用现状", "current use", "use description", "land use", "existing use", "usage actuel", "occupation actuelle", "uso actual", "aktuelle nutzung", "nutzung", "súčasné využitie"],
        "目前作什么使用。", "What the site is used for now.";
    TRANSFER_MODE: "transfer_mode", "盘活方式", "transfer mode", OneOf(&[
        word("sale", "转让", "sale", &["出售", "出让", "整体转让", "整体出售", "卖", "for sale"]),
        word("lease", "出租", "lease", &["租赁", "招租", "出租经营", "整体出租", "租", "流转", "to let"]),
        word("sale_or_lease", "转让或出租", "sale or lease", &["租售均可", "可租可售", "转让/出租", "出租/转让", "租售", "出租或转让", "出租、转让", "转让、出租", "sale/lease", "sale or lease"]),
        word("equity", "入股", "equity", &["作价入股", "合资", "股权合作"]),
        word("cooperation", "合作", "cooperation", &["合作开发", "合作经营", "联营", "招商合作", "joint venture"]),
        word("reserve", "收储", "reserve", &["政府收储", "收回", "回购"]),
    ]), "", ALL, Investor,
        &["处置方式", "招商方式", "出让方式", "转让方式", "合作方式", "流转方式", "拟盘活方式", "交易方式", "租售方式", "合作模式", "处置意向", "方式", "available for", "availability", "tenure offered"],
        "以什么方式对外招商：转让、出租、入股、合作或收储。", "How the site is offered.";
    PRICE: "price", "价格", "asking price", Number(Money), "万元", ALL, Investor,
        &["转让价格", "售价", "总价", "出售价格", "意向价格", "报价", "转让价", "拟转让价格", "要价", "转让总价", "整体转让价", "意向价", "出让价", "期望价格", "意向转让价", "price", "guide price", "评估转让价", "挂牌价", "起始价", "挂牌起始价", "起拍价", "底价", "出让底价", "预期价格", "心理价位", "转让意向价", "参考价", "意向售价", "prix", "prix de vente", "precio", "precio de venta", "kaufpreis", "preis", "cena", "cena wywoławcza", "cena wywoławcza netto", "sale price", "list price", "asking", "prezzo", "售", "出售价", "拟售价", "kupní cena", "preço", "preço de venda", "vraagprijs", "koopsom", "verkaufspreis", "prezzo di vendita", "giá bán"],
        "整处资源的意向总价。", "The asking price of the whole site.";
    PRICE_PER_AREA: "price_per_area", "单价", "price per area", Number(PricePerArea), "万元/亩", ALL, Investor,
        &["土地单价", "亩均价格", "每亩价格", "转让单价", "楼面地价", "地价", "price per mu", "unit price", "每亩单价", "亩价", "出让单价"],
        "单位面积的意向价格；按土地还是按建筑面积，看所写单位。", "The asking price per area of land or floor, as its unit says.";
    RENT: "rent", "租金", "rent", Number(Rent), "元/㎡·月", ALL, Investor,
        &["出租价格", "租金标准", "租赁价格", "月租金", "租金价格", "租价", "出租单价", "rent per sqm", "rental", "租金单价", "月租", "出租均价", "租", "出租价"],
        "每平方米每月的意向租金。", "The asking rent per area and month.";
    ANNUAL_RENT: "annual_rent", "年租金", "annual rent", Number(MoneyPerYear), "万元/年", ALL, Investor,
        &["年租金总额", "整租价格", "租金(年)", "每年租金", "整体年租金", "rent per year", "年租", "年租赁费"],
        "整处出租一年的意向租金。", "The asking rent of the whole site per year.";
    TERM_END: "term_end", "使用期限", "end of term", Date, "", ALL, Investor,
        &["终止日期", "使用权终止日期", "到期时间", "土地到期时间", "使用权到期", "使用年限至", "lease expiry"],
        "土地使用权到期的日期。", "The day on which the right to use the land ends.";
    TERM_YEARS: "term_years", "使用年限", "term in years", Number(Duration), "年", ALL, Investor,
        &["土地使用年限", "使用权年限", "出让年限", "土地出让年限", "批准年限", "使用年期", "出让年期", "剩余使用年限", "剩余出让年限", "土地剩余年限", "剩余土地使用年限", "term of years", "years of term", "remaining term"],
        "土地使用权的年数：批准的，或还剩的，看表头所写。", "For how many years the right to use the land runs: as granted or as left, as the header says.";
    AVAILABLE_FROM: "available_from", "可交付时间", "available from", Date, "", ALL, Investor,
        &["交付时间", "可用时间", "可入驻时间", "可供地时间", "预计交付时间", "availability date"],
        "最早可以交付使用的日期。", "The day from which the site can be handed over.";
    WATER: "water", "供水", "water supply", YesNo, "", ALL, Investor,
        &["通水", "水", "自来水", "是否通水"],
        "是否通水。", "Whether water is laid on.";
    SEWAGE: "sewage", "排水", "sewage", YesNo, "", ALL, Investor,
        &["排污", "污水", "通排污", "污水管网", "给排水", "drainage"],
        "污水是否接入管网。", "Whether sewage is connected.";
    WATER_SUPPLY: "water_supply", "供水能力", "water capacity", Number(Flow), "t/d", ALL, Investor,
        &["日供水量", "日供水能力", "用水量"],
        "每天可供的水量。", "How much water can be had per day.";
    ELECTRICITY: "electricity", "通电", "electricity", YesNo, "", ALL, Investor,
        &["供电", "电", "是否通电"],
        "是否通电。", "Whether electricity is laid on.";
    POWER: "power", "配电容量", "power capacity", Number(Power), "kVA", ALL, Investor,
        &["变压器容量", "供电容量", "电力容量", "变压器", "用电容量", "配电", "用电负荷", "电力配套", "transformer", "power (kva)", "power supply", "power", "变压器功率", "电力负荷", "装机容量", "变压器容量大小"],
        "现场变压器的总容量。", "Rated capacity of the transformers on the site.";
    GAS: "gas", "燃气", "gas", YesNo, "", ALL, Investor,
        &["天然气", "通气", "供气", "管道天然气", "是否通气", "natural gas", "气"],
        "是否通燃气。", "Whether gas is laid on.";
    ROAD: "road", "通路", "road access", YesNo, "", ALL, Investor,
        &["道路", "通车", "道路通达", "access road"],
        "是否有道路通达。", "Whether a road leads to the site.";
    BROADBAND: "broadband", "通讯", "broadband", YesNo, "", ALL, Investor,
        &["通信", "宽带", "网络", "通网"],
        "是否通电话和宽带。", "Whether telecommunication is laid on.";
    DISTANCE_TO_EXPRESSWAY: "distance_to_expressway", "距高速口", "reported distance to expressway", Number(Length), "km", ALL, Investor,
        &["距高速距离", "距高速路口", "距高速出入口", "高速距离", "距离高速", "距高速公路", "距高速口距离", "distance to motorway", "距高速", "距高速公路出口", "距高速互通", "距离高速公路", "距高速路口距离", "距高速出口", "距高速出口距离"],
        "台账填报的到高速路口的距离；需求里的距离由程序按坐标另行计算。", "Distance to an expressway exit as the ledger reports it; requirements measure their own.";
    DISTANCE_TO_RAILWAY: "distance_to_railway", "距火车站", "reported distance to railway", Number(Length), "km", ALL, Investor,
        &["距铁路", "距高铁站", "距铁路货场", "距火车站距离", "distance to railway station", "距铁路站", "距高铁站距离", "距高铁", "距离火车站"],
        "台账填报的到火车站的距离。", "Distance to a railway station as the ledger reports it.";
    DISTANCE_TO_PORT: "distance_to_port", "距港口", "reported distance to port", Number(Length), "km", ALL, Investor,
        &["距码头", "距港口距离", "距城陵矶港", "distance to the port"],
        "台账填报的到港口的距离。", "Distance to a port as the ledger reports it.";
    DISTANCE_TO_TOWN: "distance_to_town", "距城区", "reported distance to town", Number(Length), "km", ALL, Investor,
        &["距城区距离", "距市区", "距县城", "距中心城区", "距离城区", "距市区距离", "距城", "distance to town", "距县城距离", "距离县城", "距镇区"],
        "台账填报的到城区的距离。", "Distance to the built-up town as the ledger reports it.";
    PERMANENT_FARMLAND: "permanent_farmland", "永久基本农田", "permanent farmland", YesNo, "", ALL, Investor,
        &["占用永久基本农田", "基本农田", "是否占用永久基本农田", "涉及基本农田", "永农", "是否占永久基本农田"],
        "是否涉及永久基本农田。", "Whether permanent basic farmland is touched.";
    ECOLOGICAL_REDLINE: "ecological_redline", "生态红线", "ecological redline", YesNo, "", ALL, Investor,
        &["生态保护红线", "是否在生态红线内", "涉及生态红线", "占用生态红线", "是否涉及生态红线"],
        "是否涉及生态保护红线。", "Whether the ecological redline is touched.";
    LAKE_MANAGEMENT: "lake_management", "河湖管理范围", "lake management area", YesNo, "", ALL, Investor,
        &["河湖岸线", "涉河湖", "河道管理范围", "是否在河湖管理范围", "湖泊保护范围", "是否在河湖管理范围内", "是否涉及河湖管理范围"],
        "是否涉及河道、湖泊管理范围。", "Whether the managed strip of a river or lake is touched.";
    WATER_SOURCE_PROTECTION: "water_source_protection", "饮用水源保护区", "water source protection", YesNo, "", ALL, Investor,
        &["水源保护", "水源地保护", "饮用水保护", "是否在水源保护区", "饮用水水源保护区"],
        "是否涉及饮用水水源保护区。", "Whether a protected source of drinking water is touched.";
    REMARKS: "remarks", "备注", "remarks", Text, "", ALL, Bureau,
        &["说明", "备注说明", "其他", "其他情况", "情况说明", "存在问题", "有关情况", "notes", "comments", "remark", "observations", "commentaires", "commentaire", "remarques", "poznámka", "poznámky", "observaciones", "notas", "bemerkung", "bemerkungen", "anmerkung", "anmerkungen", "uwagi", "osservazioni", "note", "opmerkingen", "opmerking", "toelichting", "备考", "ghi chú", "observações"],
        "台账里的其他说明。", "Whatever else the ledger says.";
    // Stock land.
    LAND_STATUS: "land_status", "土地状况", "land status", OneOf(&[
        word("approved_not_supplied", "批而未供", "approved, not supplied", &["批而未供地"]),
        word("supplied_not_used", "供而未用", "supplied, not used", &["供而未建"]),
        word("partly_used", "用而未尽", "partly used", &["建而未尽", "用而不足"]),
        word("idle", "闲置", "idle", &["闲置土地"]),
        word("inefficient", "低效", "inefficient", &["低效用地", "低效利用"]),
        word("vacant", "空闲", "vacant", &["空地", "空闲地", "净地"]),
    ]), "", LAND, Investor,
        &["土地状态", "土地利用状态", "闲置类型", "土地类型", "低效类型", "使用状况", "存量类型", "利用状况", "状态", "地块状态", "宗地状态", "闲置情况"],
        "批准以后土地用成了什么样：批而未供、供而未用、闲置、低效等。", "What became of the land since it was approved.";
    FAR_MIN: "far_min", "容积率下限", "minimum floor area ratio", Number(Count), "", LAND, Investor,
        &["约定容积率下限", "容积率(下限)", "minimum far"],
        "合同约定的容积率下限，即建筑面积与土地面积之比的最小值。", "The least ratio of floor area to land that the contract asks for.";
    FAR_MAX: "far_max", "容积率上限", "maximum floor area ratio", Number(Count), "", LAND, Investor,
        &["容积率", "约定容积率", "约定容积率上限", "规划容积率", "容积率(上限)", "plot ratio", "far", "容积率上限值"],
        "规划允许的容积率上限，即建筑面积与土地面积之比的最大值。", "The greatest ratio of floor area to land that the plan allows.";
    BUILDING_DENSITY: "building_density", "建筑密度", "building density", Number(Share), "%", LAND, Investor,
        &["建筑系数", "building coverage"],
        "可以建房的土地占全部土地的比例。", "The share of the land that may be built over.";
    HEIGHT_LIMIT: "height_limit", "限高", "height limit", Number(Length), "m", LAND, Investor,
        &["建筑限高", "限高(m)"],
        "建筑物允许的最大高度。", "How high a building may be.";
    SITE_PREPARATION: "site_preparation", "平整度", "site preparation", OneOf(&[
        word("none", "未平整", "none", &["生地", "毛地", "无"]),
        word("three", "三通一平", "three connections", &["三通"]),
        word("five", "五通一平", "five connections", &["五通"]),
        word("seven", "七通一平", "seven connections", &["七通"]),
    ]), "", LAND, Investor,
        &["土地平整度", "几通一平", "平整情况", "开发程度", "场地平整", "基础设施", "配套情况", "七通一平", "五通一平", "三通一平", "土地开发程度", "配套条件"],
        "土地前期开发的程度：几通一平。", "How far the land is prepared.";
    LAND_GRADE: "land_grade", "土地级别", "land grade", Number(Count), "", LAND, Investor,
        &["土地等别", "基准地价级别", "级别"],
        "基准地价中的土地级别。", "The grade of the land in the benchmark price.";
    CONTRACT_HANDOVER: "contract_handover", "约定交地时间", "agreed handover", Date, "", LAND, Investor,
        &["约定交地", "合同交地时间"],
        "合同约定的交地日期。", "The day on which the land was to be handed over.";
    CONTRACT_START: "contract_start", "约定开工时间", "agreed start", Date, "", LAND, Investor,
        &["约定开工", "合同开工时间"],
        "合同约定的开工日期。", "The day on which building was to start.";
    CONTRACT_COMPLETION: "contract_completion", "约定竣工时间", "agreed completion", Date, "", LAND, Investor,
        &["约定竣工", "合同竣工时间"],
        "合同约定的竣工日期。", "The day on which building was to end.";
    ACTUAL_START: "actual_start", "实际开工时间", "actual start", Date, "", LAND, Investor,
        &["实际开工", "开工日期"],
        "实际开工的日期。", "The day on which building started.";
    ACTUAL_COMPLETION: "actual_completion", "实际竣工时间", "actual completion", Date, "", LAND, Investor,
        &["实际竣工"],
        "实际竣工的日期。", "The day on which building ended.";
    SUPPLIED_ON: "supplied_on", "供地时间", "supplied on", Date, "", LAND, Investor,
        &["出让时间", "取得时间", "批准时间", "土地取得时间", "签订日期", "批准日期", "出让日期", "供地日期", "供地年份", "供应年份", "出让年份", "取得年份", "合同签订日期", "取得日期"],
        "供地的日期。", "The day on which the land was supplied.";
    LAND_PRICE_PAID: "land_price_paid", "已缴价款", "land price paid", Number(Money), "万元", LAND, Bureau,
        &["已付土地价款", "已缴土地出让金", "成交价", "成交价格"],
        "已经缴纳的土地价款。", "What was paid for the land.";
    LAND_PRICE_OWED: "land_price_owed", "欠缴价款", "land price owed", Number(Money), "万元", LAND, Bureau,
        &["欠缴土地出让金", "欠付价款", "欠缴出让金"],
        "尚未缴清的土地价款。", "What is still owed for the land.";
    SLOPE: "slope", "坡度", "slope", Number(Angle), "°", GROUND, Investor,
        &["地形坡度"],
        "地面的坡度。", "The slope of the ground.";
    // Buildings: idle plants, stalled buildings, closed enterprises.
    FLOOR_AREA: "floor_area", "建筑面积", "floor area", Number(Area), "㎡", BUILT_AND_FARM, Investor,
        &["建物面积", "建物总面积", "bldg sqft", "building sqft", "building sf", "bldg sf", "gross sf", "厂房面积", "厂房建筑面积", "总建筑面积", "房屋面积", "建面", "房产面积", "已建面积", "房屋建筑面积", "建筑总面积", "建筑", "gross floor area", "gfa", "building area", "floorspace", "floor space", "建筑规模", "总建面", "现有建筑面积", "建筑体量", "房屋总面积", "surface bâtie", "surface de plancher", "surface du bâti", "surface bâtiment", "superficie construida", "superficie edificada", "podlahová plocha", "úžitková plocha", "nutzfläche", "gebäudefläche", "bruttogrundfläche", "building size", "gross area", "建筑物面积", "área de construção", "área construída", "área bruta de construção", "hallenfläche", "hallengröße", "vloeroppervlakte", "vloeroppervlak", "延床面积", "延べ床面积", "延べ面积", "diện tích sàn", "diện tích nhà xưởng", "superficie lorda di pavimento", "superficie lorda", "slp", "superficie utile"],
        "各栋建筑的建筑面积合计。", "Floor area of the buildings.";
    FOOTPRINT_AREA: "footprint_area", "基底面积", "building footprint", Number(Area), "㎡", BUILT, Investor,
        &["建筑占地面积", "建筑基底面积", "zastavaná plocha", "zastavěná plocha", "emprise au sol", "superficie coperta", "bebaute fläche", "bebouwde oppervlakte", "powierzchnia zabudowy", "diện tích xây dựng"],
        "建筑物基底占地的面积。", "Area that the buildings cover.";
    RENTABLE_AREA: "rentable_area", "可租面积", "rentable area", Number(Area), "㎡", BUILT, Investor,
        &["可出租面积", "闲置面积", "可利用面积", "可供面积", "闲置建筑面积", "可招商面积", "lettable area", "available area", "可租赁面积", "可出租建筑面积", "空置面积"],
        "可以出租的建筑面积。", "Floor area that can be let.";
    SMALLEST_UNIT: "smallest_unit", "最小分割面积", "smallest unit", Number(Area), "㎡", BUILT, Investor,
        &["可分割最小单元", "最小出租单元", "最小分割单元", "minimum unit"],
        "可以单独出租或转让的最小面积。", "The smallest area that is let or sold on its own.";
    DIVISIBLE: "divisible", "是否可分割", "divisible", YesNo, "", BUILT, Investor,
        &["可分割", "能否分割", "是否可分割出租", "可否分割"],
        "能否分割出租或转让。", "Whether the site can be let or sold in parts.";
    STOREYS: "storeys", "层数", "storeys", Number(Count), "", BUILT, Investor,
        &["楼层", "总层数", "建筑层数", "楼层数", "floors", "number of floors", "stories", "number of stories", "bldg stories", "规划层数", "设计层数", "地上层数"],
        "主要建筑的层数。", "How many storeys the main building has.";
    CEILING_HEIGHT: "ceiling_height", "层高", "ceiling height", Number(Length), "m", BUILT, Investor,
        &["净高", "厂房高度", "首层层高", "檐高", "厂房层高", "檐口高度", "高度", "clear height", "eaves height", "eaves", "ceiling/eaves", "height", "室内净高", "檐口高", "梁下净高", "单层高度", "hallenhöhe", "deckenhöhe", "lichte höhe", "vrije hoogte", "plafondhoogte", "天井高", "天井高さ", "světlá výška", "altezza utile", "altezza interna", "altura libre", "hauteur sous plafond", "hauteur libre", "pé direito"],
        "主厂房的净高。", "Clear height of the main hall.";
    SPAN: "span", "跨度", "span", Number(Length), "m", BUILT, Investor,
        &["厂房跨度", "bay span"],
        "主厂房的净跨度。", "Clear span of the main hall.";
    COLUMN_SPACING: "column_spacing", "柱距", "column spacing", Number(Length), "m", BUILT, Investor,
        &["柱间距", "column grid"],
        "柱与柱之间的距离。", "Distance between columns.";
    FLOOR_LOAD: "floor_load", "楼面荷载", "floor load", Number(Load), "t/㎡", BUILT, Investor,
        &["承重", "荷载", "地面承重", "楼面承重", "楼板荷载", "地面荷载", "floor loading", "楼板承重", "地坪荷载", "地坪承重", "承载"],
        "楼面或地面每平方米能承受的重量。", "What the floor carries.";
    CRANE: "crane", "行车吨位", "crane", Number(Mass), "t", BUILT, Investor,
        &["行车", "起重设备", "吊车", "天车", "航车", "行吊", "行车(吨)", "crane capacity", "overhead crane", "行车配置", "起重吨位", "行车起重量"],
        "现有行车中最大的起重量。", "Capacity of the strongest crane.";
    STRUCTURE: "structure", "结构", "structure", OneOf(&[
        word("steel", "钢结构", "steel", &["钢", "轻钢", "钢架", "轻钢结构", "重钢", "门式钢架", "门式刚架", "钢构"]),
        word("concrete", "钢筋混凝土", "concrete", &["砼", "框架", "钢混", "混凝土", "框架结构", "钢砼", "框剪", "钢筋砼", "剪力墙"]),
        word("brick_concrete", "砖混", "brick and concrete", &["砖混结构", "brick-concrete"]),
        word("brick_timber", "砖木", "brick and timber", &["砖木结构", "砖瓦"]),
        word("mixed", "混合", "mixed", &["混合结构"]),
    ]), "", BUILT, Investor,
        &["建筑结构", "厂房结构", "主体结构", "结构类型", "房屋结构", "结构形式", "construction", "building structure", "建筑形式", "厂房类型"],
        "建筑的承重结构。", "What carries the building.";
    YEAR_BUILT: "year_built", "建成年份", "year built", Date, "", BUILT, Investor,
        &["建成时间", "建造年份", "竣工时间", "建设年代", "建成年代", "建造时间", "竣工年份", "竣工日期", "year of construction", "built", "yr built", "actual year built", "建设年份", "建成日期", "建设时间", "始建年份", "修建年份", "修建时间", "année de construction", "baujahr", "año de construcción", "rok výstavby", "built (year)", "construction year", "bouwjaar", "anno di costruzione", "ano de construção", "建筑年", "建筑年月", "筑年", "筑年月", "năm xây dựng", "rok budowy"],
        "建筑建成的时间。", "When the building was finished.";
    DEPRECIATION: "depreciation", "折旧", "depreciation", Number(Share), "%", BUILT, Investor,
        &["折旧率"],
        "资产价值已折旧的比例。", "How much of the value is written off.";
    STEAM: "steam", "蒸汽", "steam", YesNo, "", PLANT, Investor,
        &["供汽", "供热", "蒸汽供应"],
        "是否供应蒸汽。", "Whether steam is laid on.";
    FIRE_CLASS: "fire_class", "火灾危险性", "fire class", OneOf(&[
        word("a", "甲类", "A", &["甲"]),
        word("b", "乙类", "B", &["乙"]),
        word("c", "丙类", "C", &["丙", "丙一类", "丙二类"]),
        word("d", "丁类", "D", &["丁"]),
        word("e", "戊类", "E", &["戊"]),
    ]), "", BUILT, Investor,
        &["消防类别", "消防等级", "火灾危险性类别", "火险等级"],
        "建筑通过消防验收的火灾危险性类别，甲类最高、戊类最低。", "The fire-hazard class that the building is accepted for.";
    FIRE_ACCEPTANCE: "fire_acceptance", "消防验收", "fire acceptance", YesNo, "", BUILT, Investor,
        &["是否消防验收", "消防手续", "消防"],
        "是否通过消防验收。", "Whether fire protection passed acceptance.";
    ENVIRONMENTAL_APPROVAL: "environmental_approval", "环评", "environmental approval", YesNo, "", PLANT, Investor,
        &["环评手续", "环评批复", "有无环评", "是否有环评"],
        "环境影响评价是否已批复。", "Whether the environmental assessment is approved.";
    LOADING_DOCKS: "loading_docks", "装卸平台", "loading docks", Number(Count), "", PLANT, Investor,
        &["卸货平台"],
        "装卸平台的个数。", "How many loading docks there are.";
    GOODS_LIFTS: "goods_lifts", "货梯", "goods lifts", Number(Count), "", BUILT, Investor,
        &["货梯数量", "电梯", "货运电梯"],
        "货梯的台数。", "How many goods lifts there are.";
    IDLE_SINCE: "idle_since", "闲置时间", "idle since", Date, "", PLANT, Investor,
        &["闲置起始时间", "开始闲置时间", "闲置开始时间", "何时闲置", "空置时间", "闲置起始", "vacant since", "last occupied", "vacant from", "闲置年份", "闲置日期", "空置起始时间", "停用时间", "何时停用", "date de fin d'activité", "année de fermeture", "leerstand seit", "leerstehend seit", "leeg sinds", "leegstand sinds", "anno di dismissione", "anno dismissione", "desocupado desde", "vacío desde"],
        "从什么时候开始闲置。", "Since when the site has been idle.";
    IDLE_REASON: "idle_reason", "闲置原因", "reason for idleness", Text, "", PLANT, Bureau,
        &["空置原因", "reason idle", "reason for vacancy"],
        "闲置的原因。", "Why the site is idle.";
    // Stalled buildings.
    PLANNING_PERMIT: "planning_permit", "规划许可", "planning permit", YesNo, "", STALLED, Investor,
        &["规划许可证", "工程规划许可", "建设工程规划许可证", "规划手续"],
        "是否取得建设工程规划许可证。", "Whether the planning permit was granted.";
    CONSTRUCTION_PERMIT: "construction_permit", "施工许可", "construction permit", YesNo, "", STALLED, Investor,
        &["施工许可证", "建筑工程施工许可证", "施工手续"],
        "是否取得施工许可证。", "Whether the construction permit was granted.";
    PROGRESS: "progress", "形象进度", "progress", OneOf(&[
        word("foundation", "基础", "foundation", &["基础施工", "桩基", "地下室", "正负零以下", "基坑", "打桩"]),
        word("ground", "正负零", "ground level", &["±0", "±0.00", "±0.000", "基础完工"]),
        word("frame", "主体在建", "frame", &["主体施工", "三层框架", "框架在建", "主体未封顶", "主体施工中", "主体"]),
        word("topped_out", "主体封顶", "topped out", &["封顶", "已封顶", "主体完工"]),
        word("completed_unaccepted", "竣工未验收", "completed, not accepted", &["已竣工未验收", "完工未验收", "外墙装修", "已完工"]),
    ]), "", STALLED, Investor,
        &["工程进度", "建设进度", "项目进度", "工程形象进度", "目前进度", "construction progress", "工程进展", "建设进展", "施工进度", "项目进展", "建设状态", "进展情况"],
        "工程建到哪一步。", "How far the building had come.";
    PROGRESS_SHARE: "progress_share", "完成比例", "share completed", Number(Share), "%", STALLED, Investor,
        &["进度百分比", "完成进度", "完工比例", "percent complete"],
        "工程已完成的比例。", "How much of the building is finished.";
    STOREYS_BUILT: "storeys_built", "已建层数", "storeys built", Number(Count), "", STALLED, Investor,
        &["已建楼层"],
        "已经建成的层数。", "How many storeys stand.";
    STOPPED_ON: "stopped_on", "停工时间", "stopped on", Date, "", STALLED, Investor,
        &["停工日期", "停建时间", "停工年份", "stopped since", "停工起始", "停工起始时间", "何时停工", "停工年月"],
        "停工的时间。", "When building stopped.";
    INVESTED: "invested", "已投资", "invested", Number(Money), "万元", STALLED, Investor,
        &["已投资额", "已完成投资", "已投入资金", "累计投资", "invested so far", "已完成投资额", "已投资金", "累计完成投资", "已投入"],
        "到目前为止投入的建设资金。", "What was spent on the building so far.";
    NEEDED_TO_FINISH: "needed_to_finish", "续建资金", "needed to finish", Number(Money), "万元", STALLED, Investor,
        &["续建需资", "后续投资", "续建需投入", "续建所需资金", "尚需投资", "cost to complete"],
        "建成还需要投入的资金。", "What it takes to finish the building.";
    SAFETY_APPRAISAL: "safety_appraisal", "结构安全鉴定", "safety appraisal", OneOf(&[
        word("a", "a级", "A", &["a", "安全"]),
        word("b", "b级", "B", &["b", "基本安全"]),
        word("c", "c级", "C", &["c", "局部危险"]),
        word("d", "d级", "D", &["d", "整体危险", "危房"]),
        word("none", "未鉴定", "not appraised", &["无", "未做"]),
    ]), "", STALLED, Investor,
        &["安全鉴定", "房屋安全鉴定", "鉴定结论"],
        "结构安全鉴定的结论。", "The verdict on the safety of the structure.";
    UNITS_SOLD: "units_sold", "已售套数", "units sold", Number(Count), "", STALLED, Investor,
        &["已售", "预售套数"],
        "已售或预售的套数。", "How many flats or shops were sold.";
    TOTAL_DEBT: "total_debt", "债务总额", "total debt", Number(Money), "万元", STALLED_AND_CLOSED, Bureau,
        &["债权总额", "负债总额", "总负债", "负债", "total debts", "债务规模", "总债务", "债务", "涉债总额"],
        "全部债务的总额。", "Everything that is owed.";
    PRIORITY_DEBT: "priority_debt", "优先债权", "priority debt", Number(Money), "万元", STALLED_AND_CLOSED, Bureau,
        &["优先受偿", "工程欠款", "优先受偿债权"],
        "应当优先清偿的债务，如工程欠款。", "What must be paid before other debts.";
    DEVELOPER_STATE: "developer_state", "开发商状态", "state of the developer", OneOf(&[
        word("operating", "存续", "operating", &["正常", "经营"]),
        word("bankrupt", "破产", "bankrupt", &["破产清算", "已破产"]),
        word("missing", "失联", "missing", &["跑路", "失踪", "注销"]),
    ]), "", STALLED, Investor,
        &["原开发商状态", "开发企业状态", "建设单位状态", "开发商现状"],
        "原开发商的现状。", "What became of the developer.";
    DISPOSAL_ROUTE: "disposal_route", "处置路径", "disposal route", OneOf(&[
        word("continue", "续建", "continue", &["继续建设", "复工"]),
        word("transfer", "转让", "transfer", &["整体转让", "引入新业主"]),
        word("take_back", "收回", "take back", &["政府收回"]),
        word("demolish", "拆除", "demolish", &["拆除重建"]),
        word("auction", "司法拍卖", "auction", &["拍卖", "法拍"]),
    ]), "", STALLED, Investor,
        &["处置意见", "处置建议", "拟处置方式", "处置方向"],
        "拟采取的处置办法。", "What is planned for the building.";
    // Closed enterprises.
    ENTERPRISE_NATURE: "enterprise_nature", "企业性质", "nature of the enterprise", OneOf(&[
        word("state", "国有", "state-owned", &["国有企业", "国企", "全民所有制"]),
        word("collective", "集体", "collective", &["集体企业", "集体所有制", "乡镇企业"]),
        word("private", "民营", "private", &["私营", "民营企业", "私营企业", "有限责任"]),
        word("foreign", "外资", "foreign", &["合资", "外商投资", "中外合资"]),
        word("shareholding", "股份制", "shareholding", &["股份", "改制企业"]),
    ]), "", CLOSED, Investor,
        &["企业类型", "经济性质", "企业所有制"],
        "关停企业原来的性质。", "What the enterprise was.";
    CLOSED_ON: "closed_on", "关停时间", "closed on", Date, "", CLOSED, Investor,
        &["关闭时间", "停产时间", "关停日期", "倒闭时间", "停产日期", "closed since", "date closed", "date de fermeture"],
        "企业关停的时间。", "When the enterprise stopped.";
    CLOSED_REASON: "closed_reason", "关停原因", "reason of closing", Text, "", CLOSED, Bureau,
        &["关闭原因", "停产原因", "reason for closure"],
        "企业关停的原因。", "Why the enterprise stopped.";
    ASSESSED_VALUE: "assessed_value", "评估价值", "assessed value", Number(Money), "万元", CLOSED, Investor,
        &["资产评估值", "评估值", "资产评估价", "评估总价", "评估价", "appraised value"],
        "评估机构评定的资产价值。", "What an appraiser says the assets are worth.";
    ASSESSED_ON: "assessed_on", "评估时间", "assessed on", Date, "", CLOSED, Investor,
        &["评估日期", "评估基准日"],
        "资产评估的日期。", "When the assets were appraised.";
    AUDITED: "audited", "清产核资", "audited", YesNo, "", CLOSED, Investor,
        &["是否审计", "财务审计", "是否清产核资"],
        "是否已清产核资或审计。", "Whether the assets were audited.";
    EMPLOYEES: "employees", "职工人数", "employees", Number(Count), "", CLOSED, Investor,
        &["员工人数", "在册职工", "职工", "在册职工人数", "安置职工", "number of employees", "staff", "在册职工数", "职工数", "员工数", "安置人数"],
        "需要安置的职工人数。", "How many workers must be settled.";
    RESETTLEMENT_COST: "resettlement_cost", "职工安置费", "resettlement cost", Number(Money), "万元", CLOSED, Investor,
        &["安置费用", "职工安置费用", "安置资金"],
        "安置职工所需的费用。", "What settling the workers costs.";
    SOCIAL_INSURANCE_ARREARS: "social_insurance_arrears", "社保欠缴", "social insurance arrears", Number(Money), "万元", CLOSED, Bureau,
        &["欠缴社保", "社保欠费"],
        "欠缴的社会保险费。", "What is owed for social insurance.";
    BANK_DEBT: "bank_debt", "银行债务", "bank debt", Number(Money), "万元", CLOSED, Bureau,
        &["银行贷款", "银行欠款", "bank loans"],
        "欠银行的债务。", "What is owed to banks.";
    OTHER_DEBT: "other_debt", "其他债务", "other debt", Number(Money), "万元", CLOSED, Bureau,
        &["非银行债务", "民间借贷"],
        "欠银行以外各方的债务。", "What is owed to others.";
    EQUIPMENT: "equipment", "设备清单", "equipment", Text, "", CLOSED, Bureau,
        &["主要设备", "设备情况", "机器设备"],
        "留存的机器设备。", "Which machines remain.";
    RESTRUCTURING_APPROVAL: "restructuring_approval", "改制批准文号", "restructuring approval", Text, "", CLOSED, Bureau,
        &["改制批文", "批准文号"],
        "批准企业改制的文件文号。", "The document that approved the restructuring.";
    WORKERS_CONGRESS: "workers_congress", "职代会决议", "workers' congress", YesNo, "", CLOSED, Investor,
        &["职代会", "职代会通过"],
        "职工代表大会是否通过。", "Whether the workers' congress agreed.";
    ADMINISTRATOR: "administrator", "破产管理人", "bankruptcy administrator", Text, "", CLOSED, Bureau,
        &["管理人"],
        "破产管理人，照台账原文。", "The bankruptcy administrator.";
    // Leisure farms.
    LEASE_YEARS: "lease_years", "流转年限", "lease years", Number(Duration), "年", FARM, Investor,
        &["租赁年限", "承包年限", "流转期限", "租期", "合作年限", "lease term", "流转期", "承包期", "剩余年限", "租赁期限", "剩余流转年限"],
        "土地还可以流转的年数。", "For how many years the land can be leased.";
    LAND_RENT: "land_rent", "亩租金", "land rent", Number(Rent), "元/亩·年", FARM, Investor,
        &["流转租金", "土地租金", "流转价格", "流转费", "每亩租金", "land rent per mu", "土地流转费", "土地流转价格", "租地价格", "亩均租金"],
        "土地流转的租金，按面积和年计。", "Rent of the land per area and time.";
    FACILITY_LAND_FILED: "facility_land_filed", "设施农业用地备案", "facility land filed", YesNo, "", FARM, Investor,
        &["设施农用地备案"],
        "设施农业用地是否已备案。", "Whether land for farm facilities is on file.";
    CONSTRUCTION_QUOTA: "construction_quota", "建设用地指标", "construction quota", Number(Area), "亩", FARM, Investor,
        &["点状用地", "建设用地", "点状供地指标", "可建设用地", "construction land"],
        "允许建设的土地面积，含点状供地指标。", "Land on which building is allowed.";
    WATER_AREA: "water_area", "水面面积", "water area", Number(Area), "亩", FARM, Investor,
        &["水面", "水域面积", "鱼塘面积", "water surface"],
        "范围内鱼塘、湖面等水面的面积。", "Surface of ponds and lakes on the site.";
    FOREST_AREA: "forest_area", "山林面积", "forest area", Number(Area), "亩", FARM, Investor,
        &["林地面积", "山林"],
        "范围内山林的面积。", "Area of woodland on the site.";
    DISTANCE_TO_SCENIC: "distance_to_scenic", "距景区", "reported distance to scenic area", Number(Length), "km", FARM, Investor,
        &["距景区距离", "距最近景区"],
        "台账填报的到最近景区的距离。", "Distance to a scenic area as the ledger reports it.";
    BEDS: "beds", "床位", "beds", Number(Count), "", FARM, Investor,
        &["床位数", "客房床位", "number of beds"],
        "可供住宿的床位数。", "How many beds there are.";
    PARKING: "parking", "停车位", "parking", Number(Count), "", FARM, Investor,
        &["停车", "车位", "停车位数", "车位数", "停车场车位", "parking spaces"],
        "停车位的个数。", "How many cars can park.";
    ANNUAL_VISITORS: "annual_visitors", "年接待人次", "visitors a year", Number(Count), "", FARM, Investor,
        &["年接待量", "年接待", "年接待游客", "接待人次", "年游客量", "annual visitors"],
        "一年接待的游客人次。", "How many guests come in a year.";
    WANTED_INVESTMENT: "wanted_investment", "计划投资", "wanted investment", Number(Money), "万元", FARM, Investor,
        &["拟投资", "投资规模", "拟投资额", "投资额", "计划总投资", "总投资", "planned investment"],
        "该处资源计划引进的投资额。", "The investment that the site is meant for.";
}
