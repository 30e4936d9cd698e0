//! Chinese names: region, core, number, what it is, legal form.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::numbers::numbers;
use super::{Name, folded, hash};
use crate::linkage::columns::Rows;
use crate::linkage::rules::NameRules;
use crate::linkage::script::is_han;

/// Takes a name apart; nothing if nothing is left of it.
pub(super) fn parse_chinese(text: &str, rules: &NameRules, known: &KnownRegions) -> Option<Name> {
    let bare = if text.contains(' ') {
        Cow::Owned(text.replace(' ', ""))
    } else {
        Cow::Borrowed(text)
    };
    let mut rest = strip_front(&bare, rules);
    let mut regions = Vec::new();
    let mut last_region = "";
    while let Some((region, rank, after)) = region_of(rest, rules, known) {
        regions.push((rank, hash(region)));
        last_region = region;
        rest = strip_front(after, rules);
    }
    let found = numbers(rest, rules);
    let mut core: &str = &found.rest;
    let mut thing = "";
    while let Some((shorter, word)) = rules.without_last(core) {
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
    let (core, generic) = match (core.is_empty(), last_region.is_empty()) {
        (false, _) => (core, false),
        // 麻布村12号地块 is called after its village.
        (true, false) => (last_region, found.numerals.is_empty()),
        (true, true) if !thing.is_empty() || !found.numerals.is_empty() => (thing, true),
        (true, true) => return None,
    };
    regions.sort_unstable();
    regions.dedup();
    let key = hash(core);
    let mut chars = Vec::with_capacity(core.chars().count());
    chars.extend(core.chars());
    Some(Name {
        key,
        full_key: hash((key, &found.numerals)),
        marks: chars
            .iter()
            .fold(0, |all, c| all | 1 << (u32::from(*c) % 64)),
        chars: chars.into(),
        words: Box::default(),
        regions: regions.into(),
        numerals: found.numerals.into(),
        part: found.part,
        generic,
        core: Box::default(),
    })
}

/// A name without 原, 国营 and the like before it.
fn strip_front<'a>(text: &'a str, rules: &NameRules) -> &'a str {
    let mut rest = text;
    while let Some(shorter) = rules
        .without_first(rest)
        .filter(|shorter| shorter.chars().count() >= 2)
    {
        rest = shorter;
    }
    rest
}

/// Names of regions without 市 or 镇 behind them, which registers leave out before a firm's name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::linkage) struct KnownRegions(BTreeMap<String, u8>);

impl KnownRegions {
    /// The regions that the texts of these fields name in full, three times at least.
    pub(in crate::linkage) fn of(rows: &impl Rows, fields: &[usize], rules: &NameRules) -> Self {
        let note = |mut seen: Seen, row: usize| {
            for text in fields.iter().flat_map(|at| rows.value(row, *at).texts()) {
                if text.contains(|c| rules.ends_region(c)) {
                    note_regions(text, rules, &mut seen);
                }
            }
            seen
        };
        let both = |mut all: Seen, more: Seen| {
            for (region, times) in more {
                *all.entry(region).or_default() += times;
            }
            all
        };
        let all = (0..rows.rows()).into_par_iter().with_min_len(4_096);
        let seen = all.fold(Seen::new, note).reduce(Seen::new, both);
        let known = seen.into_iter().filter(|(_, times)| *times >= 3);
        Self(known.map(|(region, _)| region).collect())
    }

    /// The longest known region at the start of a name, its rank, and what follows.
    fn at_start<'a>(&self, text: &'a str) -> Option<(&'a str, u8, &'a str)> {
        if self.0.is_empty() {
            return None;
        }
        let mut ends = [0; 6];
        let found = text.char_indices().map(|(at, _)| at).take(8).skip(2);
        let count = ends
            .iter_mut()
            .zip(found)
            .map(|(end, at)| *end = at)
            .count();
        ends[..count].iter().rev().find_map(|end| {
            let end = *end;
            let (bare, after) = text.split_at(end);
            let rank = self.0.get(bare)?;
            let firm = after.chars().count() >= 3 && !after.starts_with(['路', '大', '街', '楼']);
            firm.then_some((bare, rank + 10, after))
        })
    }
}

/// How often a region was named: without its ending, and its rank.
type Seen = BTreeMap<(String, u8), u32>;

fn note_regions(text: &str, rules: &NameRules, seen: &mut Seen) {
    let none = KnownRegions::default();
    let text: String = folded(text).chars().filter(|c| *c != ' ').collect();
    let mut rest = strip_front(&text, rules);
    while let Some((region, rank, after)) = region_of(rest, rules, &none) {
        let end = rules
            .regions
            .iter()
            .find_map(|(end, _)| region.strip_suffix(end.as_str()));
        if let Some(bare) = end.filter(|bare| rank <= 4 && bare.chars().count() >= 2) {
            *seen.entry((bare.to_owned(), rank)).or_default() += 1;
        }
        rest = after;
    }
}

/// The region at the start of a name, its rank, and what follows.
fn region_of<'a>(
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
        // 街道 is one word: 五里牌街 is no region, and 区 of 社区 no district.
        let found = rules
            .regions
            .iter()
            .find(|(word, _)| head.len() > word.len() && head.ends_with(word.as_str()));
        let Some((word, rank)) = found else { continue };
        let excepted = rules
            .not_regions
            .iter()
            .any(|not| not.chars().count() > word.chars().count() && head.ends_with(not.as_str()));
        // 郭镇 of 郭镇乡 is not a town.
        let goes_on =
            after.starts_with(['乡', '镇', '市', '县', '区', '村']) || after.starts_with("街道");
        if excepted || goes_on || after.is_empty() {
            continue;
        }
        return Some((head, *rank, after));
    }
    known.at_start(text)
}
