//! Folding of text and similarity of names.

use unicode_normalization::UnicodeNormalization;

pub(crate) mod script;

pub use script::simplified;

/// Folds what spreadsheets vary without meaning: width and compatibility forms (NFKC), case,
/// and every blank.
///
/// ```
/// assert_eq!(panhuo::text::fold("　建筑面积 （㎡）"), "建筑面积(m2)");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    // Most cells have only characters that fold one by one; tables are for the others.
    for c in text.chars() {
        match c {
            'A'..='Z' => folded.push(c.to_ascii_lowercase()),
            '\u{4e00}'..='\u{9fff}' | '、' | '。' => folded.push(c),
            '！'..='～' => folded.push(half_width(c).to_ascii_lowercase()),
            '㎡' => folded.push_str("m2"),
            _ if c.is_ascii_whitespace() || matches!(c, '\u{b}' | '\u{3000}') => {}
            _ if c.is_ascii() => folded.push(c),
            _ => return fold_any(text),
        }
    }
    folded
}

/// The ASCII form of a full-width character.
fn half_width(c: char) -> char {
    char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
}

/// Folds by the tables of Unicode.
fn fold_any(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Zero-width characters and byte-order marks that hide in pasted cells.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
}

/// The value of a Chinese digit, plain or as written on cheques.
///
/// ```
/// use panhuo::text::chinese_digit;
///
/// assert_eq!((chinese_digit('两'), chinese_digit('柒'), chinese_digit('十')), (Some(2), Some(7), None));
/// ```
pub fn chinese_digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// What a Chinese numeral's digit is multiplied by that stands before this character: ten, a hundred
/// or a thousand.
///
/// ```
/// assert_eq!((panhuo::text::chinese_place('佰'), panhuo::text::chinese_place('万')), (Some(100), None));
/// ```
pub fn chinese_place(c: char) -> Option<u32> {
    match c {
        '十' | '拾' => Some(10),
        '百' | '佰' => Some(100),
        '千' | '仟' => Some(1000),
        _ => None,
    }
}

/// Legal forms and words that do not tell one owner's name from another's, longest first.
const LEGAL_FORMS: &[&str] = &[
    "股份有限责任公司",
    "有限责任公司",
    "股份有限公司",
    "集团有限公司",
    "有限公司",
    "股份公司",
    "集团公司",
    "总公司",
    "分公司",
    "公司",
    "limitedliabilitycompany",
    "incorporated",
    "corporation",
    "companylimited",
    "company",
    "limited",
    "co.,ltd.",
    "co.,ltd",
    "co.ltd",
    "coltd",
    "ltd.",
    "ltd",
    "gmbh",
    "inc.",
    "inc",
    "plc",
    "llc",
];

/// A name without what varies between registers: width, case, brackets' content, a leading
/// "former", and legal forms. Empty only if the name itself folds to nothing.
///
/// ```
/// assert_eq!(panhuo::text::core_name("原宏达机械有限公司（老厂区）"), "宏达机械");
/// assert_eq!(panhuo::text::core_name("Hongda Machinery Co., Ltd."), "hongdamachinery");
/// ```
pub fn core_name(name: &str) -> String {
    let folded = fold(name);
    let normalized = without_brackets(&folded);
    let mut core = normalized
        .trim_start_matches(['原', '旧'])
        .trim_start_matches("former");
    while let Some(rest) = LEGAL_FORMS
        .iter()
        .find_map(|form| core.strip_suffix(form))
        .filter(|rest| !rest.is_empty())
    {
        core = rest.trim_end_matches([',', '.']);
    }
    match (core.is_empty(), normalized.is_empty()) {
        (false, _) => core.to_owned(),
        (true, false) => normalized,
        (true, true) => folded,
    }
}

/// Leaves out what stands in (possibly nested) brackets.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut normalized = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            _ if depth == 0 => normalized.push(c),
            _ => {}
        }
    }
    normalized
}

/// How alike two names are after [`core_name`], in [0, 1].
///
/// The larger of Jaro-Winkler (typing slips) and of containment (a short form inside a long one,
/// at most 0.95); 1 only for equal core names. Good for ranking a search, not for deciding that
/// two sites are one.
///
/// ```
/// assert_eq!(panhuo::text::name_similarity("宏达机械有限公司", "原宏达机械"), 1.0);
/// assert!(panhuo::text::name_similarity("临江市宏达机械有限公司", "宏达机械") > 0.8);
/// ```
pub fn name_similarity(a: &str, b: &str) -> f64 {
    core_similarity(&core_name(a), &core_name(b))
}

/// [`name_similarity`] of names that went through [`core_name`] already.
pub(crate) fn core_similarity(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let typing = strsim::jaro_winkler(a, b).min(0.999);
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let count = |text: &str| f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
    let inside = if count(short) >= 2.0 && long.contains(short) {
        0.75 + 0.2 * count(short) / count(long)
    } else {
        0.0
    };
    typing.max(inside)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_short_way_to_fold_is_the_long_way(
            text in "[ -~\\t\\n\\x0b\\r\\u{3000}-\\u{3002}\\u{ff01}-\\u{ff5e}㎡一-龥鿿０-９Ａ-Ｚ]{0,20}|\\PC{0,12}",
        ) {
            prop_assert_eq!(fold(&text), fold_any(&text));
        }
    }

    #[test]
    fn the_same_firm_ranks_above_its_namesake() {
        // Pairs of a published comparison: raw Jaro-Winkler ranks these upside down.
        let ours = "临江市宏达机械有限公司";
        let same = name_similarity("原宏达机械厂", "宏达机械有限公司");
        let homophone = name_similarity(ours, "临江市鸿达机械有限公司");
        assert!(same > 0.9 && homophone < 1.0);
        let forms = name_similarity("阿里巴巴集团控股有限公司", "阿里巴巴集团控股");
        assert_eq!(forms.to_bits(), 1.0_f64.to_bits());
    }

    #[test]
    fn legal_forms_and_former_do_not_tell_names_apart() {
        for other in [
            "宏达机械",
            "原宏达机械有限责任公司",
            "宏达机械（集团）股份有限公司",
        ] {
            assert_eq!(core_name(other), "宏达机械");
        }
        assert_eq!(core_name("有限公司"), "有限公司");
    }
}
