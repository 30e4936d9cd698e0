//! What headers mean: attributes by the one table, and the columns that are no attributes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use panhuo::encumbrance::EncumbranceKind;
use panhuo::{Attribute, SiteKind};

use crate::parse::encumbrance;
use crate::text::fold;

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ColumnRole {
    Serial,
    Name,
    FormerName,
    Township,
    Reference,
    Longitude,
    Latitude,
    Coordinates,
    /// Metres of a grid, or a second pair of coordinates.
    Easting,
    Northing,
    CoordinateSystem,
    /// A point or polygons as well-known text.
    Geometry,
    ContactName,
    Telephone,
    Contact,
    Kind,
    AsOf,
    /// Encumbrances of these kinds; several or none for a shared column.
    Encumbrance(Vec<EncumbranceKind>),
    Attribute(Attribute),
    /// Two attributes in one cell, as 厂房结构/层高 asks for.
    Both(Attribute, Attribute),
    /// A field of the profile's form that is no attribute, by its name there; kept as written.
    Field(String),
    /// The units of the column left of it.
    Unit,
    /// Not known; kept as written.
    Extra,
}

/// Folded header to the attributes that it may mean (for different kinds of site).
static ATTRIBUTES: LazyLock<BTreeMap<String, Vec<Attribute>>> = LazyLock::new(|| {
    let mut words: BTreeMap<String, Vec<Attribute>> = BTreeMap::new();
    for attribute in Attribute::all() {
        for header in attribute.headers() {
            let found = words.entry(normalized(header)).or_default();
            if !found.contains(&attribute) {
                found.push(attribute);
            }
        }
    }
    words
});

/// Folded text without brackets, punctuation and blanks.
pub(crate) fn normalized(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The attribute that exactly these words name, for this kind of site if it is known.
pub(crate) fn attribute_by_name(header: &str, kind: Option<SiteKind>) -> Option<Attribute> {
    let found = ATTRIBUTES.get(header)?;
    let fits = |attribute: &&Attribute| kind.is_none_or(|kind| attribute.applies_to(kind));
    found.iter().find(fits).or_else(|| found.first()).copied()
}

/// The attributes whose words are most like these, best first, with how like they are.
pub(crate) fn similar_attributes(header: &str, kind: Option<SiteKind>) -> Vec<(Attribute, f64)> {
    let length = header.chars().count();
    if !(2..=24).contains(&length) {
        return Vec::new();
    }
    let mut best: BTreeMap<Attribute, f64> = BTreeMap::new();
    for (word, attributes) in ATTRIBUTES.iter() {
        let similarity = similarity(header, word);
        if similarity < MIN_SIMILARITY {
            continue;
        }
        for attribute in attributes {
            let penalty = if kind.is_none_or(|kind| attribute.applies_to(kind)) {
                0.0
            } else {
                0.2
            };
            let entry = best.entry(*attribute).or_insert(0.0);
            *entry = entry.max(similarity - penalty);
        }
    }
    let mut ranked: Vec<_> = best
        .into_iter()
        .filter(|(_, similarity)| *similarity >= MIN_SIMILARITY)
        .collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    ranked.truncate(3);
    ranked
}

/// A header is guessed from this similarity on.
const MIN_SIMILARITY: f64 = 0.78;

/// Similarity of a header and a known word: by edit distance (one slip in four characters), or because
/// the header ends in the word, where a Chinese phrase has its noun.
fn similarity(header: &str, word: &str) -> f64 {
    let count = |text: &str| f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
    let (ours, theirs) = (count(header), count(word));
    let latin = word.is_ascii();
    let long_enough = if latin { theirs >= 5.0 } else { theirs >= 2.0 };
    if !long_enough {
        return 0.0;
    }
    // The difference in length alone may rule slips out.
    let slips = if (ours - theirs).abs() > (1.0 - MIN_SIMILARITY) * ours.max(theirs) {
        0.0
    } else {
        strsim::normalized_damerau_levenshtein(header, word)
    };
    let ending = if header.ends_with(word) && theirs >= 2.0 && !latin {
        0.76 + 0.22 * theirs / ours
    } else if header.contains(word) && theirs >= 4.0 && (!latin || theirs >= 0.75 * ours) {
        0.72 + 0.22 * theirs / ours
    } else {
        0.0
    };
    if latin && header.len() < 6 {
        ending
    } else {
        slips.max(ending)
    }
}

fn has_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

impl ColumnRole {
    /// The stable name of what the column means.
    pub(crate) fn name(&self) -> String {
        let name = match self {
            Self::Serial => "serial",
            Self::Name => "name",
            Self::FormerName => "former_name",
            Self::Township => "township",
            Self::Reference => "reference",
            Self::Longitude => "longitude",
            Self::Latitude => "latitude",
            Self::Coordinates => "coordinates",
            Self::Easting => "easting",
            Self::Northing => "northing",
            Self::CoordinateSystem => "coordinate_system",
            Self::Geometry => "geometry",
            Self::ContactName => "contact_name",
            Self::Telephone => "telephone",
            Self::Contact => "contact",
            Self::Kind => "kind",
            Self::AsOf => "as_of",
            Self::Encumbrance(_) => "encumbrance",
            Self::Attribute(attribute) => attribute.name(),
            Self::Both(first, second) => return format!("{}+{}", first.name(), second.name()),
            Self::Field(name) => name,
            Self::Unit => "unit",
            Self::Extra => "",
        };
        name.to_owned()
    }

    /// The role with this name, if a profile may give it to a column.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let plain = [
            Self::Serial,
            Self::Name,
            Self::FormerName,
            Self::Township,
            Self::Reference,
            Self::Longitude,
            Self::Latitude,
            Self::Coordinates,
            Self::Easting,
            Self::Northing,
            Self::CoordinateSystem,
            Self::Geometry,
            Self::ContactName,
            Self::Telephone,
            Self::Contact,
            Self::Kind,
            Self::AsOf,
        ];
        let found = plain.into_iter().find(|role| role.name() == name);
        found.or_else(|| Attribute::from_name(name).ok().map(Self::Attribute))
    }
}

/// The words that name the columns that are no attributes.
#[rustfmt::skip]
static SPECIAL: &[(ColumnRole, &[&str])] = &[
    (ColumnRole::Serial, &["序号", "序", "no", "编号", "项次", "sn", "serial", "serialno", "number", "nr", "顺序号", "pč", "pořč", "porč", "poradovéčíslo", "pořadovéčíslo", "lfdnr", "lp", "序列", "行号", "fid", "objectid", "ogcfid", "gid", "rowid", "oid", "stt", "番号", "项番", "řč"]),
    (ColumnRole::Name, &["名称", "name", "asset", "sitename", "site", "assetname", "property", "nom", "název", "názov", "nazov", "nombre", "bezeichnung", "资源", "项目", "企业", "地块", "楼盘", "单位", "厂房", "点位", "楼宇", "厂区", "农庄", "园区", "宗地", "标的", "载体", "nomdusite", "désignation", "dénomination", "libellé", "denominación", "nombredelsitio", "nombredelsuelo", "názovlokality", "názevlokality", "názovareálu", "standort", "bezeichnungdesstandorts", "denominazione", "nome", "nazwa", "nazwaterenu", "nazwaobiektu", "nazwanieruchomości", "propertyname", "plantname", "projectname", "载体名称", "naam", "objekt", "objektname", "物件名", "物件名称", "施设名", "designação", "denominação", "denominazionearea", "tên", "têndựán", "têncôngtrình"]),
    (ColumnRole::FormerName, &["曾用名", "曾用名称", "原名", "原名称", "别名", "又名", "原企业名称", "原单位名称", "原项目名称", "formername", "formernames"]),
    (ColumnRole::Township, &["属地", "乡镇", "街道", "镇街", "镇", "乡", "辖区", "行政区", "乡镇街道", "街道乡镇", "镇街道", "所属辖区", "属地单位", "township", "town", "street", "subdistrict", "jurisdiction", "commune", "ville", "obec", "mesto", "město", "municipio", "localidad", "gemeinde", "ort", "stadt", "comune", "município", "gmina", "city", "municipality", "parish", "ward", "district", "freguesia", "concelho", "plaats", "市町村", "xã", "phường"]),
    (ColumnRole::Reference, &["id", "code", "sitereference", "siteref", "reference", "referencenumber", "siteid", "sitecode", "lotid", "lotno", "lotnumber", "parcelid", "parcelnumber", "apn", "candidateid", "宗地号", "地块编号", "宗地编号", "项目编号", "资源编号", "厂房编号", "资产编号", "电子监管号", "代码", "资源代码", "调查单元编号", "identifiant", "référence", "código", "referencia", "referenciacatastral", "kennung", "kennziffer", "ref", "refno", "uprn", "parcelno", "assetid", "identifier", "dnr", "nrdziałki", "numerdziałki", "siterefno", "siterefnumber", "sitereferenceno", "sitereferencenumber", "siteno", "sitenumber", "地段地号", "地号", "地番", "kavelnummer"]),
    (ColumnRole::Longitude, &["经度", "东经", "longitude", "lon", "lng", "long", "geox", "经度e", "e", "longitud", "longitudine", "zemepisnádĺžka", "zeměpisnádélka", "längengrad", "geografischelänge", "długośćgeograficzna", "坐标经度", "经度坐标"]),
    (ColumnRole::Latitude, &["纬度", "北纬", "latitude", "lat", "geoy", "维度", "n", "latitud", "latitudine", "zemepisnášírka", "zeměpisnášířka", "breitengrad", "geografischebreite", "szerokośćgeograficzna", "坐标纬度", "纬度坐标"]),
    (ColumnRole::Easting, &["easting", "eastings", "east", "横坐标", "y坐标", "bngeasting", "oseasting", "xcoordinate", "xcoord", "coordx", "x", "rechtswert", "ostwert", "coordonnéex", "xlambert93", "xutm", "utmx", "xm", "坐标y", "y轴坐标", "gridrefeasting", "gridrefeastings", "gridreferenceeasting", "gridreferenceeastings", "osgridrefeasting", "osgridreferenceeasting"]),
    (ColumnRole::Northing, &["northing", "northings", "north", "纵坐标", "x坐标", "bngnorthing", "osnorthing", "ycoordinate", "ycoord", "coordy", "y", "hochwert", "nordwert", "coordonnéey", "ylambert93", "yutm", "utmy", "ym", "坐标x", "x轴坐标", "gridrefnorthing", "gridrefnorthings", "gridreferencenorthing", "gridreferencenorthings", "osgridrefnorthing", "osgridreferencenorthing"]),
    (ColumnRole::Coordinates, &["坐标", "经纬度", "地理坐标", "坐标点", "中心点", "中心坐标", "位置坐标", "定位", "coordinates", "lonlat", "latlon", "gps", "coordonnées", "coordenadas", "koordinaten", "souradnice", "súradnice", "gpscoordinates", "gpskoordinaten", "latlng", "latitudelongitude", "longitudelatitude", "gridreference", "gridref", "osgridreference", "ngr", "latlong", "longlat", "lonlatitude"]),
    (ColumnRole::CoordinateSystem, &["坐标系", "坐标系统", "坐标系类型", "crs", "coordinatereferencesystem", "datum"]),
    (ColumnRole::Geometry, &["geometry", "wkt", "geom", "thegeom", "wktgeometry", "geometrywkt", "wellknowntext", "wellknowntextgeometry", "polygon", "图形", "空间图形", "point", "points"]),
    (ColumnRole::Contact, &["联系人及电话", "联系人电话", "联系人和电话", "联系人与电话", "联系方式", "负责人及电话", "联系人及联系电话", "联系人及联系方式", "contact", "contacts", "contactdetails"]),
    (ColumnRole::ContactName, &["联系人", "负责人", "责任人", "经办人", "联络人", "对接人", "留守人员", "留守人", "法人", "法定代表人", "包联责任人", "包联人", "contactperson", "contactname", "ansprechpartner", "interlocuteur", "contacto", "responsable", "ansprechpartnerin", "contactpersoon", "referente", "ngườiliênhệ", "担当者"]),
    (ColumnRole::Telephone, &["电话", "手机", "手机号", "手机号码", "联系电话", "电话号码", "telephone", "phone", "tel", "mobile", "téléphone", "telefón", "telefon", "teléfono", "phoneno", "phonenumber", "telephonenumber", "telno", "联系号码", "telefoon", "telefono", "telefone", "sốđiệnthoại", "điệnthoại"]),
    (ColumnRole::Kind, &["类型", "类别", "种类", "资源类型", "资源类别", "资源种类", "资产类型", "资产类别", "项目类型", "项目类别", "盘活类型", "存量资产类型", "kind", "type", "assettype", "sitetype", "盘活类别", "存量类别"]),
    (ColumnRole::AsOf, &["填报时间", "填报日期", "更新时间", "更新日期", "统计时间", "上报时间", "截止时间", "截至时间", "数据时间", "lastupdateddate", "asof", "reportdate", "lastupdated", "dateupdated", "updated", "datedemiseàjour", "miseàjour", "entrydate"]),
    (ColumnRole::Encumbrance(Vec::new()), &["权利负担", "他项权利", "他项权利情况", "权利限制", "限制情况", "限制权利", "负担情况", "encumbrances", "encumbrance"]),
];

/// The special column that exactly these words name.
pub(crate) fn role_by_name(header: &str) -> Option<ColumnRole> {
    if let Some((role, _)) = SPECIAL.iter().find(|(_, words)| words.contains(&header)) {
        return Some(role.clone());
    }
    let kinds = encumbrance::kinds_in(header);
    let plain = header.trim_start_matches("是否").trim_start_matches("有无");
    let plain = ["情况", "登记", "状态"]
        .iter()
        .fold(plain, |plain, end| plain.trim_end_matches(end));
    let short = plain.chars().count() <= if header.is_ascii() { 16 } else { 8 };
    (!kinds.is_empty() && short).then_some(ColumnRole::Encumbrance(kinds))
}

/// The special column that these words look like: rules for words that forms vary freely.
pub(crate) fn role_by_pattern(header: &str) -> Option<ColumnRole> {
    let coordinates = header.contains("坐标") && !header.contains("坐标系");
    // In Chinese surveys X points north.
    if coordinates
        && (has_any(header, &["纵坐标"]) || header.starts_with('x') || header.ends_with('x'))
    {
        return Some(ColumnRole::Northing);
    }
    if coordinates
        && (has_any(header, &["横坐标"]) || header.starts_with('y') || header.ends_with('y'))
    {
        return Some(ColumnRole::Easting);
    }
    if (header.contains('经') && header.contains("纬度")) || coordinates {
        return Some(ColumnRole::Coordinates);
    }
    if has_any(header, &["经度", "longitude"]) {
        return Some(ColumnRole::Longitude);
    }
    if has_any(header, &["纬度", "latitude"]) {
        return Some(ColumnRole::Latitude);
    }
    let person = has_any(
        header,
        &[
            "联系人",
            "负责人",
            "责任人",
            "对接人",
            "联络人",
            "留守",
            "contact",
        ],
    );
    let telephone = has_any(header, &["电话", "手机", "联系方式", "phone", "mobile"]);
    match (person, telephone) {
        (true, true) if !header.starts_with("对接人") => return Some(ColumnRole::Contact),
        (_, true) => return Some(ColumnRole::Telephone),
        (true, false) => return Some(ColumnRole::ContactName),
        (false, false) => {}
    }
    if header.starts_with("原") && header.ends_with("名称") {
        return Some(ColumnRole::FormerName);
    }
    if header.ends_with("名称")
        || header.ends_with("名称地址")
        || matches!(header, "sitenameandaddress" | "nameaddress")
    {
        return Some(ColumnRole::Name);
    }
    if has_any(header, &["乡镇", "镇街", "街道", "township"]) && header.chars().count() <= 10
    {
        return Some(ColumnRole::Township);
    }
    if header.ends_with("编号") || header.ends_with("编码") {
        return Some(ColumnRole::Reference);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use panhuo::attribute::{DEVELOPER_STATE, FLOOR_AREA, PERMANENT_FARMLAND, TRANSFER_MODE};

    #[test]
    fn similarity_finds_the_noun_at_the_end() {
        let first = |text: &str| {
            similar_attributes(text, None)
                .first()
                .map(|(attribute, _)| *attribute)
        };
        assert_eq!(first("已建房屋面积"), Some(FLOOR_AREA));
        assert_eq!(first("开发商状况"), Some(DEVELOPER_STATE));
        assert_eq!(first("是否涉及永久基本农田"), Some(PERMANENT_FARMLAND));
        assert_eq!(first("招商热度"), None);
        assert_eq!(first("消防栓个数"), None);
        assert_eq!(first("consultantscore"), None);
        assert_eq!(
            similar_attributes("拟处置方式", Some(SiteKind::IdleFactory))[0].0,
            TRANSFER_MODE
        );
    }

    #[test]
    fn special_columns_are_named() {
        assert_eq!(
            role_by_name("是否抵押"),
            Some(ColumnRole::Encumbrance(vec![EncumbranceKind::Mortgage]))
        );
        assert_eq!(
            role_by_name("seizedbycourt"),
            Some(ColumnRole::Encumbrance(vec![EncumbranceKind::Seizure]))
        );
        assert_eq!(role_by_pattern("企业厂房名称"), Some(ColumnRole::Name));
        assert_eq!(role_by_pattern("对接人电话"), Some(ColumnRole::Telephone));
        assert_eq!(role_by_pattern("所属街道乡镇"), Some(ColumnRole::Township));
        assert_eq!(
            role_by_pattern("厂区中心坐标"),
            Some(ColumnRole::Coordinates)
        );
        assert_eq!(role_by_pattern("中心点坐标x"), Some(ColumnRole::Northing));
        assert_eq!(role_by_pattern("中心横坐标"), Some(ColumnRole::Easting));
    }
}
