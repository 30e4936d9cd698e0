//! Units in headers and in notes: `占地面积（亩）`, `建筑 > 总计 > ㎡`, `Rent (RMB/sqm/month)`.

use panhuo::units::{Dimension, Unit};

use super::headers::{attribute_by_name, normalized};
use crate::parse::scan::unit_by_spelling;
use crate::text::fold;

/// A header level parted into its words and what stands in brackets.
pub(crate) fn split_brackets(level: &str) -> (String, Vec<String>) {
    let (mut words, mut notes) = (String::new(), Vec::new());
    let mut note: Option<String> = None;
    for c in level.chars() {
        match (c, &mut note) {
            ('（' | '(' | '[' | '【', None) => note = Some(String::new()),
            ('）' | ')' | ']' | '】', Some(inside)) => {
                notes.push(std::mem::take(inside));
                note = None;
            }
            (c, Some(inside)) => inside.push(c),
            (c, None) => words.push(c),
        }
    }
    notes.extend(note);
    if notes.is_empty()
        && parse_unit(level, None).is_none()
        && let Some((name, unit)) = trailing_unit(level)
    {
        return (name.to_owned(), vec![unit]);
    }
    (words, notes)
}

/// A header without brackets parted into its words and the unit that follows them: 面积_亩, 层高/m,
/// Floor area sq ft, 建筑面积㎡, LandArea_sqft.
fn trailing_unit(level: &str) -> Option<(&str, String)> {
    const MARKS: [char; 9] = ['_', ' ', ':', '：', '/', '／', ',', '，', '\n'];
    let parted = level.char_indices().filter(|(_, c)| MARKS.contains(c));
    let marked = parted.map(|(at, c)| (&level[..at], &level[at + c.len_utf8()..]));
    // 面积亩: without a separator, split only if the text before the unit names an attribute.
    let glued = level.char_indices().skip(2).filter_map(|(at, _)| {
        let (name, unit) = level.split_at(at);
        attribute_by_name(&normalized(name), None)?;
        Some((name, unit))
    });
    let glued = glued.filter(|_| attribute_by_name(&normalized(level), None).is_none());
    marked.chain(glued).find_map(|(name, unit)| {
        let unit = unit.trim().trim_end_matches('数');
        if normalized(name).is_empty() || unit.is_empty() {
            return None;
        }
        // 单价_万元_亩: a name of a database has no stroke either.
        let stroke = unit.replace('_', "/");
        let spelt = [unit, stroke.as_str()];
        let spelt = spelt
            .into_iter()
            .find(|unit| parse_unit(unit, None).is_some())?;
        Some((name, spelt.to_owned()))
    })
}

/// Whether words name the money of another country.
pub(crate) fn is_foreign(text: &str) -> bool {
    const CURRENCIES: [&str; 14] = [
        "£", "€", "$", "gbp", "eur", "usd", "hkd", "sterling", "dollar", "美元", "港元", "港币",
        "欧元", "英镑",
    ];
    let folded = fold(text);
    CURRENCIES.iter().any(|word| match folded.split_once(word) {
        // Letters around it make another word of it: europe, neural.
        Some((before, after)) if word.is_ascii() && word.len() == 3 => {
            !before.ends_with(|c: char| c.is_ascii_alphabetic())
                && !after.starts_with(|c: char| c.is_ascii_alphabetic())
        }
        found => found.is_some(),
    })
}

/// The unit that this text spells and nothing else.
pub(crate) fn parse_unit(text: &str, required: Option<Dimension>) -> Option<&'static Unit> {
    let folded = crate::parse::locale::chinese_units(&fold(text));
    let spelling = folded
        .trim_matches([':', ',', '、', '。'])
        .trim_start_matches("单位:")
        .trim_start_matches("unit:")
        .trim_start_matches("in");
    if spelling.is_empty() {
        return None;
    }
    unit_by_spelling(spelling, required)
        .filter(|found| found.scale.total_cmp(&1.0).is_eq())
        .and_then(|found| found.unit)
}

/// The units of a note such as `单位：亩、㎡、万元`.
pub(crate) fn units_in_note(text: &str) -> Vec<&'static Unit> {
    let folded = fold(text)
        .replace("units:", "单位:")
        .replace("unit:", "单位:");
    // 面积单位：公顷  金额单位：万元
    let lists = folded.split("单位:").skip(1).map(|list| {
        let list = list.split([')', '。', ';']).next().unwrap_or(list);
        ["面积", "金额", "价格", "租金", "长度", "高度"]
            .iter()
            .fold(list, |list, label| list.trim_end_matches(label))
    });
    lists
        .flat_map(|list| list.split(['、', ',', ' ', '和', '|']))
        .filter_map(|each| parse_unit(each, None))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_and_brackets_give_units() {
        let symbols = |text: &str| {
            units_in_note(text)
                .iter()
                .map(|unit| unit.symbol())
                .collect::<Vec<_>>()
        };
        assert_eq!(symbols("单位：亩、㎡、万元"), ["亩", "㎡", "万元"]);
        assert_eq!(
            symbols("单位：㎡、m、KVA、吨、万元"),
            ["㎡", "m", "kVA", "t", "万元"]
        );
        assert_eq!(symbols("面积单位：公顷  金额单位：万元"), ["公顷", "万元"]);
        assert!(symbols("填报单位：郭镇乡").is_empty());
        let unit = |text: &str| parse_unit(text, None).map(Unit::symbol);
        assert_eq!(unit("RMB 10,000"), Some("万元"));
        assert_eq!(unit("RMB/sqm/month"), Some("元/㎡·月"));
        assert_eq!(unit("千伏安"), Some("kVA"));
        assert_eq!(unit("t/sqm"), Some("t/㎡"));
        assert_eq!(unit("CGCS2000"), None);
        let parted = |level: &str| split_brackets(level);
        let by_name = |name: &str, unit: &str| (name.to_owned(), vec![unit.to_owned()]);
        assert_eq!(parted("LandArea_sqft"), by_name("LandArea", "sqft"));
        assert_eq!(parted("VYMERA_HA"), by_name("VYMERA", "HA"));
        assert_eq!(
            parted("site_reference"),
            ("site_reference".to_owned(), vec![])
        );
        assert_eq!(
            split_brackets("面积（亩）"),
            ("面积".to_owned(), vec!["亩".to_owned()])
        );
    }
}
