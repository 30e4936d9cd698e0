//! Gives each column of a table its meaning: exact words first, then similarity, one attribute a
//! column.

use panhuo::attribute::{
    ANNUAL_RENT, ELECTRICITY, LAND_RENT, POWER, PRICE, PRICE_PER_AREA, RENT, SITE_AREA, WATER,
    WATER_SUPPLY,
};
use panhuo::inventory::Issue;
use panhuo::schema::ValueType;
use panhuo::source::Source;
use panhuo::units::{Dimension, Unit};
use panhuo::{Attribute, SiteKind};

use super::Column;
use crate::issue::{IssueCode, issue};
use crate::lexicon::headers::{
    ColumnRole, attribute_by_name, normalized, role_by_name, role_by_pattern, similar_attributes,
};
use crate::lexicon::units::{is_foreign, parse_unit, split_brackets};
use crate::profile::Profile;
use crate::text::fold;

/// One possible role of a column, with the evidence for it.
#[derive(Clone, Debug)]
struct AttributeCandidate {
    role: ColumnRole,
    confidence: f64,
}

/// Header levels without a meaning of their own.
const FILLERS: &[&str] = &[
    "合计", "总计", "小计", "其中", "情况", "数量", "总", "内容", "指标", "total",
];
/// From this confidence on a header is taken as known.
const SURE: f64 = 0.95;

/// Gives the columns their roles and units. `header` is a header's place, for issues.
pub(crate) fn assign(
    columns: &mut [Column],
    kind: Option<SiteKind>,
    note: &[&'static Unit],
    profile: &Profile,
    header: impl Fn(&Column) -> Source,
    issues: &mut Vec<Issue>,
) {
    let mut bids: Vec<(f64, usize, ColumnRole)> = Vec::new();
    for (at, column) in columns.iter_mut().enumerate() {
        if column.role == ColumnRole::Unit {
            continue;
        }
        let units = header_units(&column.path);
        column.unit = units.first().copied();
        column.two_units = two_units(&column.path);
        for candidate in candidates(&column.path, &units, kind, profile) {
            bids.push((candidate.confidence, at, candidate.role));
        }
    }
    bids.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut settled: Vec<Option<f64>> = vec![None; columns.len()];
    for (confidence, at, role) in &bids {
        if settled[*at].is_some() {
            continue;
        }
        let holder = columns
            .iter()
            .enumerate()
            .find(|(other, c)| settled[*other].is_some() && c.role == *role && unique(role));
        if let Some((_, holder)) = holder {
            // The same fact in another unit checks the first; anything else must find another meaning.
            let other_unit = matches!(role, ColumnRole::Attribute(_))
                && holder.unit.is_some()
                && columns[*at].unit.is_some()
                && holder.unit != columns[*at].unit;
            if !other_unit {
                continue;
            }
            columns[*at].is_check = true;
        }
        columns[*at].role = role.clone();
        columns[*at].confidence = confidence.min(1.0);
        settled[*at] = Some(*confidence);
    }
    // The customary units are those of Chinese forms: a table in other words may be in acres.
    let chinese = |column: &Column| {
        let mut letters = column.path.iter().flat_map(|level| level.chars());
        letters.any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
    };
    let has_custom = columns.iter().any(chinese);
    for (at, column) in columns.iter_mut().enumerate() {
        if column.role == ColumnRole::Unit {
            continue;
        }
        let refused = bids.iter().any(|bid| bid.1 == at && bid.0 >= SURE);
        match settled[at] {
            None if refused => issues.push(issue(
                IssueCode::HeaderRepeated,
                &column.context(header(column)),
                "",
            )),
            None => issues.push(issue(
                IssueCode::HeaderUnknown,
                &column.context(header(column)),
                "",
            )),
            Some(confidence) if confidence < SURE => {
                let interpretation = column.role.name();
                issues.push(issue(
                    IssueCode::HeaderGuessed,
                    &column.context(header(column)),
                    &interpretation,
                ));
            }
            Some(_) => {}
        }
        settle_unit(column, note, has_custom, profile, &header, issues);
    }
}

/// Whether a role is given to one column only.
fn unique(role: &ColumnRole) -> bool {
    !matches!(
        role,
        ColumnRole::Encumbrance(_)
            | ColumnRole::ContactName
            | ColumnRole::Telephone
            | ColumnRole::Contact
            | ColumnRole::Extra
            | ColumnRole::FormerName
            | ColumnRole::Geometry
    )
}

/// The units that a header names: in brackets or as a level of its own, the nearest first.
fn header_units(path: &[String]) -> Vec<&'static Unit> {
    let mut units = Vec::new();
    for level in path.iter().rev() {
        let (words, notes) = split_brackets(level);
        for note in &notes {
            units.extend(scales(note));
            units.extend(parse_unit(note, None).or_else(|| of_area(note)));
        }
        units.extend(implied(&normalized(&words)));
        if notes.is_empty() {
            units.extend(parse_unit(&words, None));
        }
    }
    units
}

/// 投资（亿）, 接待人次（万）: a power of ten is a unit of money, or of what is counted.
fn scales(note: &str) -> impl Iterator<Item = &'static Unit> {
    let (money, count) = match fold(note).as_str() {
        "万" => ("万元", "万"),
        "亿" => ("亿元", ""),
        _ => ("", ""),
    };
    let found = [(Dimension::Money, money), (Dimension::Number, count)];
    let by_name = found.into_iter().filter(|(_, unit)| !unit.is_empty());
    by_name.filter_map(|(dimension, unit)| Unit::find_in(dimension, unit))
}

/// m² bvo, sq ft GIA: a unit of area before a word that says how it was measured.
fn of_area(note: &str) -> Option<&'static Unit> {
    let (unit, _) = note.trim().split_once(' ')?;
    parse_unit(unit, Some(Dimension::Area)).filter(|unit| unit.dimension() == Dimension::Area)
}

/// The unit that a word implies.
fn implied(words: &str) -> Option<&'static Unit> {
    let unit = match words {
        "acreage" => "acre",
        "hectarage" | "hectares" => "公顷",
        "亩数" | "总亩数" => "亩",
        "平方数" | "平米数" => "㎡",
        _ => return None,
    };
    Unit::find(unit)
}

/// The two units of a header whose cells hold a number for each.
fn two_units(path: &[String]) -> Option<(&'static Unit, &'static Unit)> {
    let (_, notes) = split_brackets(path.last()?);
    notes.iter().find_map(|note| {
        let (first, second) = note.split_once(['/', '／', '、', '或'])?;
        let (first, second) = (parse_unit(first, None)?, parse_unit(second, None)?);
        (first.dimension() == second.dimension() && first != second).then_some((first, second))
    })
}

/// The words of a header, longest combination first.
fn combinations(path: &[String]) -> Vec<String> {
    let mut levels: Vec<String> = Vec::new();
    let parts = path.iter().flat_map(|level| parts(level));
    for (depth, words) in parts.enumerate() {
        let is_unit = depth > 0 && parse_unit(&words, None).is_some() && bare_unit(words.trim());
        let words = normalized(&words);
        if words.is_empty() || is_unit || FILLERS.contains(&words.as_str()) {
            continue;
        }
        levels.push(words.trim_start_matches("其中").to_owned());
    }
    let mut words = Vec::new();
    let last = path.last().map(|last| normalized(last));
    let Some((leaf, above)) = levels.split_last() else {
        return last.into_iter().collect();
    };
    // The whole last level with its brackets: 容积率(上限), 行车(吨).
    words.extend(last.filter(|last| last != leaf));
    for parent in above.iter().rev() {
        words.push(format!("{parent}{leaf}"));
        words.push(format!("{leaf}{parent}"));
        let short = leaf.trim_start_matches("是否").trim_start_matches("有无");
        if short != leaf {
            words.push(format!("{parent}{short}"));
        }
    }
    words.push(leaf.clone());
    // 仓库/厂房面积: either half may be the known one.
    if let Some(level) = path.last() {
        let (plain, _) = split_brackets(level);
        words.extend(plain.split(['/', '、', '／']).skip(1).map(normalized));
    }
    let short = leaf
        .trim_start_matches("是否")
        .trim_start_matches("有无")
        .trim_start_matches("拟")
        .trim_end_matches("情况");
    if short != leaf && short.chars().count() >= 2 {
        words.push(short.to_owned());
    }
    words
}

/// The words of a level without its unit. 土地_面积 and 位置-经度 are two levels in one cell.
fn parts(level: &str) -> Vec<String> {
    let (words, _) = split_brackets(level);
    let han = |part: &str| part.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let parts: Vec<&str> = words.split(['_', '-', '—', '>', '.', '|', '\\']).collect();
    if parts.len() > 1 && parts.iter().all(|part| han(part)) && !is_known(&normalized(&words)) {
        return parts.into_iter().map(str::to_owned).collect();
    }
    vec![words]
}

/// Whether exactly these words name a column.
fn is_known(words: &str) -> bool {
    role_by_name(words).is_some() || attribute_by_name(words, None).is_some()
}

/// Whether these words are a unit and hardly anything else: 亩, 吨, kva; not 层, 水, 套.
fn bare_unit(words: &str) -> bool {
    !matches!(
        words,
        "层" | "人" | "户" | "套" | "床" | "年" | "月" | "级" | "度" | "e" | "n"
    )
}

fn candidates(
    path: &[String],
    units: &[&'static Unit],
    kind: Option<SiteKind>,
    profile: &Profile,
) -> Vec<AttributeCandidate> {
    let words = combinations(path);
    let mut found = Vec::new();
    // Of two columns of one attribute, Land area (ha) says more than Area.
    let measured = |attribute: Attribute| {
        let unit = units.first().map(|unit| unit.dimension());
        unit.is_some() && unit == attribute.dimension()
    };
    for (rank, word) in words.iter().enumerate() {
        if word.is_empty() {
            continue;
        }
        let rank = f64::from(u32::try_from(rank).unwrap_or(0)) * 0.001;
        if let Some(role) = profile.header(word) {
            found.push(AttributeCandidate {
                role,
                confidence: 1.2 - rank,
            });
        }
        if let Some(role) = role_by_name(word) {
            found.push(AttributeCandidate {
                role,
                confidence: 1.1 - rank,
            });
        }
        if let Some(attribute) = attribute_by_name(word, kind) {
            let attribute = by_unit(attribute, units);
            let penalty = if kind.is_none_or(|kind| attribute.applies_to(kind)) {
                0.0
            } else {
                0.2
            };
            found.push(AttributeCandidate {
                role: ColumnRole::Attribute(attribute),
                confidence: 1.09 - rank - penalty + if measured(attribute) { 0.004 } else { 0.0 },
            });
        }
    }
    if let Some((first, second)) = path.last().and_then(|leaf| both(leaf, kind)) {
        // Ranked before either alone, but after the meaning of the whole header.
        let whole = path.last().map(|leaf| normalized(leaf)).unwrap_or_default();
        let confidence = if is_known(&whole) { 1.0 } else { 1.095 };
        found.push(AttributeCandidate {
            role: ColumnRole::Both(first, second),
            confidence,
        });
    }
    for (rank, word) in words.iter().enumerate() {
        let rank = f64::from(u32::try_from(rank).unwrap_or(0)) * 0.001;
        if let Some(role) = role_by_pattern(word) {
            found.push(AttributeCandidate {
                role,
                confidence: 0.96 - rank,
            });
        }
    }
    // Known words need no guessing, but another column may have them already: then the header is
    // kept as written, which is safer than a guess.
    if found.iter().any(|candidate| candidate.confidence >= SURE) {
        return found;
    }
    // Similarity is computed on the leaf alone: the name of the group would outweigh it.
    let leaf = path
        .last()
        .map(|level| normalized(&split_brackets(level).0))
        .unwrap_or_default();
    if let Some(attribute) = priced(&leaf, units) {
        found.push(AttributeCandidate {
            role: ColumnRole::Attribute(attribute),
            confidence: 0.94,
        });
    }
    // ha, 亩: a header that is nothing but a unit of area.
    let only = path.last().and_then(|leaf| parse_unit(leaf, None));
    if only.is_some_and(|unit| unit.dimension() == Dimension::Area) {
        found.push(AttributeCandidate {
            role: ColumnRole::Attribute(SITE_AREA),
            confidence: 0.9,
        });
    }
    if let Some((role, similarity)) = profile.header_like(&leaf) {
        found.push(AttributeCandidate {
            role,
            confidence: similarity.min(0.945),
        });
    }
    for (attribute, similarity) in similar_attributes(&leaf, kind) {
        found.push(AttributeCandidate {
            role: ColumnRole::Attribute(by_unit(attribute, units)),
            confidence: similarity.min(0.94),
        });
    }
    found
}

/// The two attributes that a header asks for in one column: 厂房结构/层高, 总层数/已建层数.
fn both(leaf: &str, kind: Option<SiteKind>) -> Option<(Attribute, Attribute)> {
    let (words, _) = split_brackets(leaf);
    let (first, second) = words
        .split_once(['/', '／', '、'])
        .or_else(|| words.split_once('及'))?;
    let first = attribute_by_name(&normalized(first), kind)?;
    let second = attribute_by_name(&normalized(second), kind)?;
    (first != second).then_some((first, second))
}

/// 出租（元/㎡/月）, 转让（万元）: a way to offer a site with a unit of money is its price or rent.
fn priced(leaf: &str, units: &[&'static Unit]) -> Option<Attribute> {
    let offered = ["租", "转让", "出售", "售", "价"]
        .iter()
        .any(|word| leaf.contains(word));
    match units.first().filter(|_| offered)?.dimension() {
        Dimension::Rent => Some(RENT),
        Dimension::MoneyPerYear => Some(ANNUAL_RENT),
        Dimension::PricePerArea => Some(PRICE_PER_AREA),
        Dimension::Money if !leaf.contains('租') => Some(PRICE),
        _ => None,
    }
}

/// 意向价格（万元/亩） is a price per area, whatever its words: the unit decides within the
/// classification of prices.
fn by_unit(attribute: Attribute, units: &[&'static Unit]) -> Attribute {
    let dimension = units.first().map(|unit| unit.dimension());
    // 供水（吨/天） asks how much, 供电（KVA） too.
    match (attribute, dimension) {
        (WATER, Some(Dimension::Flow)) => return WATER_SUPPLY,
        (ELECTRICITY, Some(Dimension::Power)) => return POWER,
        _ => {}
    }
    let classification = [PRICE, PRICE_PER_AREA, RENT, ANNUAL_RENT, LAND_RENT];
    let Some(unit) = units
        .first()
        .filter(|_| classification.contains(&attribute))
    else {
        return attribute;
    };
    match unit.dimension() {
        dimension if attribute.dimension() == Some(dimension) => attribute,
        // 年租金（万元） is no price, and 租金（元/㎡） has no period.
        Dimension::Money if attribute == ANNUAL_RENT => attribute,
        Dimension::Money if attribute == RENT && unit.symbol() != "元" => ANNUAL_RENT,
        Dimension::Money | Dimension::PricePerArea if RENTS.contains(&attribute) => attribute,
        Dimension::Money => PRICE,
        Dimension::PricePerArea => PRICE_PER_AREA,
        Dimension::MoneyPerYear => ANNUAL_RENT,
        Dimension::Rent => RENT,
        _ => attribute,
    }
}

/// The attributes for payments per period.
const RENTS: [Attribute; 3] = [RENT, ANNUAL_RENT, LAND_RENT];

/// A unit of the header as this attribute has it: under yearly rent, money is money a year.
fn as_period_unit(
    unit: &'static Unit,
    attribute: Attribute,
    dimension: Dimension,
) -> Option<&'static Unit> {
    if unit.dimension() == dimension {
        return Some(unit);
    }
    let yearly = attribute == ANNUAL_RENT && unit.dimension() == Dimension::Money;
    yearly.then(|| Unit::find_in(dimension, &format!("{}/年", unit.symbol())))?
}

/// The unit of a column of numbers: the header's, the profile's, the note's, or the customary one.
fn settle_unit(
    column: &mut Column,
    note: &[&'static Unit],
    has_custom: bool,
    profile: &Profile,
    header: &impl Fn(&Column) -> Source,
    issues: &mut Vec<Issue>,
) {
    let ColumnRole::Attribute(attribute) = column.role else {
        return;
    };
    let ValueType::Number(dimension) = attribute.value_type() else {
        column.unit = None;
        return;
    };
    if is_foreign(&column.path.join(" ")) {
        (column.foreign, column.unit) = (true, None);
        let mut context = column.context(header(column));
        context.attribute = Some(attribute);
        issues.push(issue(IssueCode::CurrencyForeign, &context, ""));
        return;
    }
    if column.unit_beside.is_some() {
        column.unit = None;
        return;
    }
    let given = header_units(&column.path)
        .into_iter()
        .find_map(|unit| as_period_unit(unit, attribute, dimension))
        .or_else(|| profile.unit(attribute));
    if given.is_some() {
        column.unit = given;
        return;
    }
    let noted: Vec<&'static Unit> = note
        .iter()
        .copied()
        .filter(|unit| unit.dimension() == dimension)
        .collect();
    let customary = attribute.unit();
    let noted = customary
        .filter(|unit| noted.contains(unit))
        .or_else(|| noted.first().copied().filter(|_| noted.len() == 1));
    // Without any, the values are read in the customary unit and nothing contradicts them.
    column.unit = noted;
    column.needs_unit = noted.is_none() && !is_pure(dimension) && !has_custom;
}

/// Whether its numbers have no unit: counts and ratios.
pub(crate) fn is_pure(dimension: Dimension) -> bool {
    matches!(dimension, Dimension::Number | Dimension::Share)
}
