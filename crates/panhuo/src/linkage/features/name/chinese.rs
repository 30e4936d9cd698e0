//! Chinese names: region, core, number, kind of site, legal form.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::ParsedName;
use super::numerals::numerals;
use crate::linkage::hash::hash;
use crate::linkage::name_rules::NameRules;
use crate::linkage::record::RecordRows;
use crate::text::script::{is_han, normalized};

/// Parses a name; none if nothing is left of it.
pub(super) fn parse_chinese(
    text: &str,
    rules: &NameRules,
    known: &KnownRegions,
) -> Option<ParsedName> {
    let text = if text.contains(' ') {
        Cow::Owned(text.replace(' ', ""))
    } else {
        Cow::Borrowed(text)
    };
    let mut rest = strip_prefixes(&text, rules);
    let mut regions = Vec::new();
    let mut last_region = "";
    while let Some((region, rank, after)) = leading_region(rest, rules, known) {
        regions.push((rank, hash(region)));
        last_region = region;
        rest = strip_prefixes(after, rules);
    }
    let numbers = numerals(rest, rules);
    let mut core: &str = &numbers.rest;
    let mut thing = "";
    while let Some((shorter, word)) = rules.strip_suffix(core) {
        if shorter.is_empty() {
            thing = word;
            core = shorter;
            break;
        }
        core = shorter;
    }
    if let Some(shorter) = core.strip_suffix('厂')
        && shorter.chars().count() >= 2
    {
        core = shorter;
    }
    let core = core.trim_matches(|c: char| !c.is_alphanumeric());
    let (core, is_generic) = match (core.is_empty(), last_region.is_empty()) {
        (false, _) => (core, false),
        // The core of 麻布村12号地块 is its village.
        (true, false) => (last_region, numbers.values.is_empty()),
        (true, true) if !thing.is_empty() || !numbers.values.is_empty() => (thing, true),
        (true, true) => return None,
    };
    regions.sort_unstable();
    regions.dedup();
    let core_key = hash(core);
    let mut chars = Vec::with_capacity(core.chars().count());
    chars.extend(core.chars());
    Some(ParsedName {
        core_key,
        full_key: hash((core_key, &numbers.values)),
        char_bitmap: chars
            .iter()
            .fold(0, |all, c| all | 1 << (u32::from(*c) % 64)),
        chars: chars.into(),
        words: Box::default(),
        regions: regions.into(),
        numerals: numbers.values.into(),
        is_part: numbers.is_part,
        is_generic,
        core: Box::default(),
    })
}

/// A name without 原, 国营 and the like at its front.
fn strip_prefixes<'a>(text: &'a str, rules: &NameRules) -> &'a str {
    let mut rest = text;
    while let Some(shorter) = rules
        .strip_prefix(rest)
        .filter(|shorter| shorter.chars().count() >= 2)
    {
        rest = shorter;
    }
    rest
}

/// Names of regions without their endings 市, 镇 and the like, with their ranks. Registers omit the ending before
/// the name of a firm.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::linkage) struct KnownRegions(BTreeMap<String, u8>);

impl KnownRegions {
    /// The regions that occur at least three times with their endings in these fields.
    pub(in crate::linkage) fn collect(
        rows: &impl RecordRows,
        fields: &[usize],
        rules: &NameRules,
    ) -> Self {
        let add_row = |mut counts: RegionCounts, row: usize| {
            for text in fields.iter().flat_map(|at| rows.value(row, *at).texts()) {
                if text.contains(|c| rules.ends_region(c)) {
                    count_regions(text, rules, &mut counts);
                }
            }
            counts
        };
        let merge = |mut all: RegionCounts, more: RegionCounts| {
            for (region, times) in more {
                *all.entry(region).or_default() += times;
            }
            all
        };
        let all = (0..rows.row_count()).into_par_iter().with_min_len(4_096);
        let counts = all.fold(RegionCounts::new, add_row);
        let counts = counts.reduce(RegionCounts::new, merge);
        let known = counts.into_iter().filter(|(_, times)| *times >= 3);
        Self(known.map(|(region, _)| region).collect())
    }

    /// The longest known region at the start of a name, its rank, and the rest of the name.
    fn at_start<'a>(&self, text: &'a str) -> Option<(&'a str, u8, &'a str)> {
        if self.0.is_empty() {
            return None;
        }
        let mut ends = [0; 6];
        let starts = text.char_indices().map(|(at, _)| at).take(8).skip(2);
        let count = ends
            .iter_mut()
            .zip(starts)
            .map(|(end, at)| *end = at)
            .count();
        ends[..count].iter().rev().find_map(|end| {
            let end = *end;
            let (region, after) = text.split_at(end);
            let rank = self.0.get(region)?;
            let firm = after.chars().count() >= 3 && !after.starts_with(['路', '大', '街', '楼']);
            firm.then_some((region, rank + WITHOUT_ENDING, after))
        })
    }
}

/// This is added to the rank of a region that was recognized without its ending.
const WITHOUT_ENDING: u8 = 10;

/// How often each region occurs, by its name without ending and its rank.
type RegionCounts = BTreeMap<(String, u8), u32>;

fn count_regions(text: &str, rules: &NameRules, counts: &mut RegionCounts) {
    let none = KnownRegions::default();
    let text: String = normalized(text).chars().filter(|c| *c != ' ').collect();
    let mut rest = strip_prefixes(&text, rules);
    while let Some((region, rank, after)) = leading_region(rest, rules, &none) {
        let end = rules
            .regions
            .iter()
            .find_map(|(end, _)| region.strip_suffix(end.as_str()));
        if let Some(name) = end.filter(|name| rank <= 4 && name.chars().count() >= 2) {
            *counts.entry((name.to_owned(), rank)).or_default() += 1;
        }
        rest = after;
    }
}

/// The region at the start of a name, its rank, and the rest of the name.
fn leading_region<'a>(
    text: &'a str,
    rules: &NameRules,
    known: &KnownRegions,
) -> Option<(&'a str, u8, &'a str)> {
    let mut han = true;
    for (at, (start, last)) in text.char_indices().take(8).enumerate() {
        han &= is_han(last);
        if at == 0 {
            continue;
        }
        if !rules.ends_region(last) {
            if !han {
                break;
            }
            continue;
        }
        let (head, after) = text.split_at(start + last.len_utf8());
        // Only whole endings count: 五里牌街 is no region, as the ending is 街道, and 社区 is no 区.
        let ending = rules
            .regions
            .iter()
            .find(|(word, _)| head.len() > word.len() && head.ends_with(word.as_str()));
        let Some((word, rank)) = ending else { continue };
        let excepted = rules
            .not_regions
            .iter()
            .any(|not| not.chars().count() > word.chars().count() && head.ends_with(not.as_str()));
        // 郭镇 in 郭镇乡 is not a town.
        let goes_on =
            after.starts_with(['乡', '镇', '市', '县', '区', '村']) || after.starts_with("街道");
        if excepted || goes_on || after.is_empty() {
            continue;
        }
        return Some((head, *rank, after));
    }
    known.at_start(text)
}
