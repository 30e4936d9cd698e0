//! Codes of industries and of land use: what a code means in each edition of its standard, and
//! whether the words beside it agree.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use panhuo::Attribute;
use panhuo::attribute::{INDUSTRY, LAND_CLASS, LAND_OWNERSHIP, PLANNED_USE};

use crate::issue::IssueCode;
use crate::text::fold;

/// An edition of a standard of codes, the newest of each classification first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edition {
    Industry2017,
    Industry2011,
    Land2017,
    Land2007,
    /// The work classes of the third national land survey.
    Survey,
    /// The classes of land and sea use in planning, 用地用海.
    Planning,
}

/// Code systems whose codes change their meaning between editions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Classification {
    Industry,
    Land,
}

/// For each code, its name in each edition of a classification.
type Names = BTreeMap<&'static str, Vec<Option<&'static str>>>;

static INDUSTRIES: LazyLock<Names> =
    LazyLock::new(|| names(include_str!("../../data/industry_codes.tsv")));
static LAND_USES: LazyLock<Names> =
    LazyLock::new(|| names(include_str!("../../data/land_codes.tsv")));

/// The table of a data file: `=` repeats the name of the first edition, `-` is none.
fn names(table: &'static str) -> Names {
    let line = |line: &'static str| {
        let mut cells = line.split('\t');
        let code = cells.next()?;
        let mut first = None;
        let mut editions = Vec::new();
        for (at, cell) in cells.enumerate() {
            let name = match cell {
                "-" => None,
                "=" => first,
                name => Some(name),
            };
            if at == 0 {
                first = name;
            }
            editions.push(name);
        }
        Some((code, editions))
    };
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(line).collect()
}

impl Edition {
    /// The common name of the edition.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Industry2017 => "GB/T 4754-2017",
            Self::Industry2011 => "GB/T 4754-2011",
            Self::Land2017 => "GB/T 21010-2017",
            Self::Land2007 => "GB/T 21010-2007",
            Self::Survey => "三调",
            Self::Planning => "用地用海",
        }
    }

    /// The edition of a classification that a header or a profile names.
    pub(crate) fn by_name(classification: Classification, words: &str) -> Option<Self> {
        let folded = fold(words);
        let mentions = |words: &[&str]| words.iter().any(|word| folded.contains(word));
        let editions: &[(&[&str], Self)] = match classification {
            Classification::Industry => &[
                (&["4754-2017"], Self::Industry2017),
                (&["4754-2011"], Self::Industry2011),
            ],
            Classification::Land => &[
                (&["21010-2017"], Self::Land2017),
                (&["21010-2007", "二调"], Self::Land2007),
                (&["三调", "国土调查"], Self::Survey),
                (&["用地用海", "国土空间"], Self::Planning),
            ],
        };
        let found = editions.iter().find(|(words, _)| mentions(words));
        found.map(|(_, edition)| *edition)
    }
}

impl Classification {
    /// The classification whose codes an attribute is reported in.
    pub(crate) fn for_attribute(attribute: Attribute) -> Option<Self> {
        if attribute == INDUSTRY {
            return Some(Self::Industry);
        }
        (attribute == LAND_CLASS || attribute == PLANNED_USE).then_some(Self::Land)
    }

    fn editions(self) -> &'static [Edition] {
        match self {
            Self::Industry => &[Edition::Industry2017, Edition::Industry2011],
            Self::Land => &[
                Edition::Land2017,
                Edition::Land2007,
                Edition::Survey,
                Edition::Planning,
            ],
        }
    }

    fn names(self) -> &'static Names {
        match self {
            Self::Industry => &INDUSTRIES,
            Self::Land => &LAND_USES,
        }
    }

    /// What a code means, edition by edition.
    fn meanings(self, code: &str) -> Vec<(Edition, &'static str)> {
        let Some(names) = self.names().get(code) else {
            return Vec::new();
        };
        let each = self.editions().iter().zip(names);
        each.filter_map(|(edition, name)| Some((*edition, (*name)?)))
            .collect()
    }

    /// The code of a name in each edition that contains the name.
    fn codes_of(self, words: &str) -> Vec<(Edition, &'static str)> {
        let required = stem(words);
        let code_in = |at: usize| {
            let by_name = |(code, names): (&&'static str, &Vec<Option<&'static str>>)| {
                let name = stem((*names.get(at)?)?);
                let same = name == required;
                let ends = required.chars().count() >= 2 && name.ends_with(&required);
                (same || ends).then_some((!same, *code))
            };
            self.names().iter().filter_map(by_name).min()
        };
        let each = self.editions().iter().enumerate();
        each.filter_map(|(at, edition)| Some((*edition, code_in(at)?.1)))
            .collect()
    }
}

/// The interpretation of a cell that holds a code.
#[derive(Debug, PartialEq)]
pub(crate) struct ParsedCode {
    /// Code, name and edition; the text as written if the code cannot be identified.
    pub(crate) text: String,
    /// The name of the code if it can be identified, otherwise the words beside the code.
    pub(crate) name: String,
    /// Whether the cell has words of its own.
    pub(crate) has_words: bool,
    pub(crate) issue: Option<(IssueCode, String)>,
}

/// Reads a cell with one code and perhaps words. `stated_edition` is the edition that header or profile
/// names, `fitting_edition` the one that the column's other cells fit.
pub(crate) fn read(
    classification: Classification,
    text: &str,
    stated_edition: Option<Edition>,
    fitting_edition: Option<Edition>,
) -> Option<ParsedCode> {
    let (code, words) = split(classification, text)?;
    let meanings = classification.meanings(&code);
    let fitting: Vec<(Edition, &str)> = meanings
        .iter()
        .filter(|(_, name)| words.is_empty() || fits(name, &words))
        .copied()
        .collect();
    let in_edition = |edition: Option<Edition>| {
        let found = fitting.iter().find(|(known, _)| Some(*known) == edition);
        found.copied()
    };
    let alike = fitting
        .iter()
        .all(|(_, name)| fits(name, fitting.first().map_or("", |first| first.1)));
    let known = in_edition(stated_edition)
        .or_else(|| in_edition(fitting_edition))
        .or_else(|| {
            let sure = !words.is_empty() || alike;
            fitting.first().copied().filter(|_| sure)
        });
    let all = describe(classification, &code, &meanings, &words);
    let issue = match known {
        _ if meanings.is_empty() => Some((IssueCode::CodeUnknown, all)),
        _ if fitting.is_empty() => Some((IssueCode::CodeConflict, all)),
        None => Some((IssueCode::CodeAmbiguous, all)),
        Some((edition, _))
            if stated_edition.is_some_and(|stated_edition| stated_edition != edition) =>
        {
            Some((IssueCode::CodeConflict, all))
        }
        Some(_) => None,
    };
    let has_words = !words.is_empty();
    Some(match known {
        Some((edition, name)) => ParsedCode {
            text: format!("{code} {name} ({})", edition.name()),
            name: name.to_owned(),
            has_words,
            issue,
        },
        None => ParsedCode {
            text: super::words(text),
            name: words,
            has_words,
            issue,
        },
    })
}

/// The one edition that fits best and fits at least nine in ten of the column's cells with codes; needs
/// three such cells.
pub(crate) fn fitting_edition<'a>(
    classification: Classification,
    texts: impl Iterator<Item = &'a str>,
) -> Option<Edition> {
    let cells: Vec<(String, String)> = texts
        .filter_map(|text| split(classification, text))
        .take(500)
        .collect();
    let count = |edition: &Edition| {
        let fit = |(code, words): &&(String, String)| {
            let mut meanings = classification.meanings(code).into_iter();
            meanings
                .any(|(known, name)| known == *edition && (words.is_empty() || fits(name, words)))
        };
        cells.iter().filter(fit).count()
    };
    let counts: Vec<(usize, Edition)> = classification
        .editions()
        .iter()
        .map(|edition| (count(edition), *edition))
        .collect();
    let best = counts.iter().max_by_key(|(count, _)| *count)?;
    let alone = counts.iter().filter(|(count, _)| *count == best.0).count() == 1;
    (alone && cells.len() >= 3 && best.0 * 10 >= cells.len() * 9).then_some(best.1)
}

/// Codes of who owns the land, as databases of surveys write them, and the category of each.
pub(crate) fn ownership(attribute: Attribute, text: &str) -> Option<&'static str> {
    if attribute != LAND_OWNERSHIP {
        return None;
    }
    match fold(text).as_str() {
        "g" | "10" | "20" => Some("state"),
        "j" | "30" | "31" | "32" | "33" | "34" | "40" => Some("collective"),
        _ => None,
    }
}

/// Describes, for an issue, the code's meaning in each edition and the codes of the words beside it.
fn describe(
    classification: Classification,
    code: &str,
    meanings: &[(Edition, &str)],
    words: &str,
) -> String {
    let mut parts: Vec<String> = meanings
        .iter()
        .map(|(edition, name)| format!("{code} = {name} ({})", edition.name()))
        .collect();
    if !words.is_empty() {
        let codes = classification.codes_of(words);
        parts.extend(
            codes
                .iter()
                .map(|(edition, code)| format!("{words} = {code} ({})", edition.name())),
        );
    }
    parts.join("; ")
}

/// The one code of a cell, and the words beside it; none if there is no code, or several.
fn split(classification: Classification, text: &str) -> Option<(String, String)> {
    let upper = fold(text).to_uppercase();
    let mut runs: Vec<String> = Vec::new();
    let mut words = String::new();
    let mut after_run = false;
    for c in upper.chars() {
        if c.is_ascii_alphanumeric() {
            match runs.last_mut().filter(|_| after_run) {
                Some(run) => run.push(c),
                None => runs.push(c.to_string()),
            }
        } else if after_run
            && matches!(
                c,
                '亩' | '年' | '月' | '日' | '㎡' | '平' | '%' | '.' | '元'
            )
        {
            // A size or a date, not a code.
            return None;
        } else if c.is_alphanumeric() || c == '、' {
            words.push(c);
        }
        after_run = c.is_ascii_alphanumeric();
    }
    let [run] = runs.as_slice() else { return None };
    let digits = run.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let is_code = match classification {
        Classification::Industry => {
            (2..=4).contains(&digits.len())
                && run.len() <= digits.len() + 1
                && digits.bytes().all(|b| b.is_ascii_digit())
        }
        Classification::Land => {
            let survey = digits.len() == 4 && digits.as_bytes()[2] == b'H';
            run.len() == digits.len()
                && (2..=6).contains(&digits.len())
                && (survey || digits.bytes().all(|b| b.is_ascii_digit()))
        }
    };
    if !is_code {
        return None;
    }
    let code = if classification == Classification::Industry && run == digits {
        // The section's letter is often left out; the digits alone are unique.
        let known = INDUSTRIES.keys().find(|code| code.get(1..) == Some(digits));
        known.map_or_else(|| run.clone(), |code| (*code).to_owned())
    } else {
        run.clone()
    };
    Some((code, words.trim_matches('、').to_owned()))
}

/// Whether the words can be a name of the class.
fn fits(name: &str, words: &str) -> bool {
    let (name, words) = (stem(name), stem(words));
    let long = words.chars().count() >= 2 && name.chars().count() >= 2;
    name == words
        || long && (name.contains(&words) || words.contains(&name))
        || strsim::normalized_levenshtein(&name, &words) >= 0.75
}

/// A name without the endings that many names share.
fn stem(name: &str) -> String {
    let plain: String = fold(name).chars().filter(|c| c.is_alphanumeric()).collect();
    let short = plain.trim_end_matches("用地").trim_end_matches("制造业");
    if short.is_empty() {
        plain
    } else {
        short.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn land(text: &str) -> ParsedCode {
        read(Classification::Land, text, None, None).unwrap()
    }

    fn issue(coded: &ParsedCode) -> Option<IssueCode> {
        coded.issue.as_ref().map(|(code, _)| *code)
    }

    #[test]
    fn the_tables_are_whole() {
        assert_eq!(INDUSTRIES.len(), 2159);
        let of = |edition: Edition, classification: Classification| {
            let each = classification.names().keys();
            each.filter(|code| {
                classification
                    .meanings(code)
                    .iter()
                    .any(|(known, _)| *known == edition)
            })
            .count()
        };
        assert_eq!(of(Edition::Industry2017, Classification::Industry), 1971);
        assert_eq!(of(Edition::Industry2011, Classification::Industry), 1424);
        assert_eq!(of(Edition::Land2017, Classification::Land), 85);
        assert_eq!(of(Edition::Land2007, Classification::Land), 69);
        assert_eq!(of(Edition::Survey, Classification::Land), 68);
        assert_eq!(of(Edition::Planning, Classification::Land), 175);
    }

    #[test]
    fn a_code_is_kept_with_its_edition() {
        assert_eq!(
            land("0604 仓储用地").text,
            "0604 仓储用地 (GB/T 21010-2017)"
        );
        assert_eq!(land("063仓储").text, "063 仓储用地 (GB/T 21010-2007)");
        assert_eq!(land("工业用地（1001）").text, "1001 工业用地 (用地用海)");
        assert_eq!(land("05H1").text, "05H1 商业服务业设施用地 (三调)");
        assert_eq!(land("田坎(1203)").issue, None);
        let industry = read(Classification::Industry, "1711棉纺纱加工", None, None).unwrap();
        assert_eq!(industry.text, "C1711 棉纺纱加工 (GB/T 4754-2017)");
        assert_eq!(read(Classification::Land, "水田120亩", None, None), None);
        assert_eq!(read(Classification::Land, "仓储", None, None), None);
        assert_eq!(read(Classification::Land, "0601、0604", None, None), None);
    }

    #[test]
    fn codes_that_contradict_their_names_are_reported_in_every_edition() {
        let salt = land("0603 仓储");
        assert_eq!(issue(&salt), Some(IssueCode::CodeConflict));
        let (_, reported) = salt.issue.unwrap();
        for part in [
            "0603 = 盐田 (GB/T 21010-2017)",
            "仓储 = 0604 (GB/T 21010-2017)",
            "仓储 = 063 (GB/T 21010-2007)",
        ] {
            assert!(reported.contains(part), "{reported}");
        }
        let ridge = land("1230 田坎");
        assert_eq!(issue(&ridge), Some(IssueCode::CodeUnknown));
        let (_, reported) = ridge.issue.unwrap();
        assert!(
            reported.contains("田坎 = 1203 (GB/T 21010-2017)"),
            "{reported}"
        );
        assert!(
            reported.contains("田坎 = 123 (GB/T 21010-2007)"),
            "{reported}"
        );
    }

    #[test]
    fn a_bare_code_needs_its_edition() {
        // Railways in 2017, industry in planning.
        assert_eq!(issue(&land("1001")), Some(IssueCode::CodeAmbiguous));
        let stated_edition =
            read(Classification::Land, "1001", Some(Edition::Planning), None).unwrap();
        assert_eq!(
            (stated_edition.name.as_str(), stated_edition.issue),
            ("工业用地", None)
        );
        // Only the edition of 2017 has the class 0604, which decides the edition of the column.
        let column = ["0604", "0602", "0604", "1001"];
        let lean = fitting_edition(Classification::Land, column.into_iter());
        assert_eq!(lean, Some(Edition::Land2017));
        let reported = read(Classification::Land, "1001", None, lean).unwrap();
        assert_eq!(reported.name, "铁路用地");
        // The stated edition does not have the code, another edition has it.
        let old = read(
            Classification::Land,
            "063 仓储",
            Some(Edition::Land2017),
            None,
        )
        .unwrap();
        assert_eq!(issue(&old), Some(IssueCode::CodeConflict));
    }

    #[test]
    fn editions_are_named_by_headers() {
        let land = |words: &str| Edition::by_name(Classification::Land, words);
        assert_eq!(land("现状地类（三调）"), Some(Edition::Survey));
        assert_eq!(land("地类编码 GB/T 21010-2007"), Some(Edition::Land2007));
        assert_eq!(land("地类"), None);
    }
}
