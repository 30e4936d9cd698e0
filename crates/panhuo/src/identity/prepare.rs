//! Records made ready: every value taken apart once, before pairs are compared.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::name::{KnownRegions, Name, Table, folded, hash, names};
use super::profile::{Comparer, IdentityProfile};
use super::record::{Record, Value};
use super::rules::NameRules;
use crate::place::Footprint;

/// A position in degrees, how far off it may be in metres, and the area.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub(super) longitude: f64,
    pub(super) latitude: f64,
    pub(super) accuracy: f64,
    pub(super) footprint: Option<Arc<Footprint>>,
}

/// A quantity: from, to, and one unit of the last digit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) step: f64,
}

/// The values of one field, a row each.
#[derive(Debug)]
pub(super) enum Column {
    Names(Vec<Box<[Name]>>),
    Words(Vec<Box<[Box<str>]>>),
    Numbers(Vec<Option<Measure>>),
    Dates(Vec<Option<[u8; 8]>>),
    Places(Vec<Option<Spot>>),
    Facts(Vec<Box<[(u16, f64, f64)]>>),
}

impl Column {
    /// Whether a row has a value.
    pub(super) fn knows(&self, row: usize) -> bool {
        match self {
            Self::Names(all) => !all[row].is_empty(),
            Self::Words(all) => !all[row].is_empty(),
            Self::Numbers(all) => all[row].is_some(),
            Self::Dates(all) => all[row].is_some(),
            Self::Places(all) => all[row].is_some(),
            Self::Facts(all) => !all[row].is_empty(),
        }
    }
}

/// All records, by column, and how often values occur.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(super) rows: usize,
    pub(super) columns: Vec<Column>,
    /// Of fields whose values are weighed by their frequency.
    pub(super) counts: Vec<Table<u32>>,
}

/// More records at exactly one position were given the same point for want of a better one.
const PASTED: u32 = 5;
/// Which is then good to so many metres.
const PASTED_ACCURACY: f64 = 1_000.0;

impl Prepared {
    pub(super) fn new(records: &[Record], profile: &IdentityProfile) -> Self {
        let rules = NameRules::shipped();
        let texts = |field: usize| {
            records
                .iter()
                .flat_map(move |record| match record.values.get(field) {
                    Some(Value::Text(all)) => all.as_slice(),
                    _ => &[],
                })
        };
        let named =
            (0..profile.fields.len()).filter(|at| profile.fields[*at].compare == Comparer::Name);
        let named: Vec<&str> = named.flat_map(texts).map(String::as_str).collect();
        let known = KnownRegions::of(&named, rules);
        let columns: Vec<Column> = (0..profile.fields.len())
            .map(|at| column(records, at, profile.fields[at].compare, rules, &known))
            .collect();
        let counts = profile.fields.iter().zip(&columns).map(|(field, column)| {
            if field.by_frequency {
                count(column)
            } else {
                Table::default()
            }
        });
        Self {
            rows: records.len(),
            counts: counts.collect(),
            columns,
        }
    }
}

fn column(
    records: &[Record],
    at: usize,
    comparer: Comparer,
    rules: &NameRules,
    known: &KnownRegions,
) -> Column {
    let value = |record: &'_ Record| record.values.get(at).cloned().unwrap_or_default();
    let rows = records.par_iter();
    match comparer {
        Comparer::Name => {
            let each = |record: &Record| {
                let Some(Value::Text(all)) = record.values.get(at) else {
                    return Box::default();
                };
                let mut found: Vec<Name> = Vec::new();
                for name in all.iter().flat_map(|text| names(text, rules, known)) {
                    if !found.contains(&name) {
                        found.push(name);
                    }
                }
                found.into_boxed_slice()
            };
            let mut all: Vec<Box<[Name]>> = rows.map(each).collect();
            weigh_words(&mut all);
            Column::Names(all)
        }
        Comparer::Word | Comparer::Category | Comparer::Jurisdiction => Column::Words(
            rows.map(|record| {
                let all = texts(record, at)
                    .iter()
                    .map(|text| folded(text).into_boxed_str());
                all.filter(|text| !text.is_empty()).collect()
            })
            .collect(),
        ),
        Comparer::Code => Column::Words(
            rows.map(|record| {
                let all = texts(record, at).iter().map(|text| code(text));
                all.filter(|text| !text.is_empty()).collect()
            })
            .collect(),
        ),
        Comparer::Number => Column::Numbers(
            rows.map(|record| match value(record) {
                Value::Number { low, high, step }
                    if low.is_finite() && high.is_finite() && high > 0.0 =>
                {
                    Some(Measure { low, high, step })
                }
                _ => None,
            })
            .collect(),
        ),
        Comparer::Date => Column::Dates(
            rows.map(|record| texts(record, at).first().and_then(|text| date(text)))
                .collect(),
        ),
        Comparer::Place => {
            let mut all: Vec<Option<Spot>> = rows
                .map(|record| match value(record) {
                    Value::Place {
                        position,
                        accuracy,
                        footprint,
                    } => Some(Spot {
                        longitude: position.longitude(),
                        latitude: position.latitude(),
                        accuracy,
                        footprint,
                    }),
                    _ => None,
                })
                .collect();
            mark_pasted(&mut all);
            Column::Places(all)
        }
        Comparer::Facts => Column::Facts(
            rows.map(|record| match value(record) {
                Value::Facts(mut facts) => {
                    facts.sort_by_key(|fact| fact.0);
                    facts.into()
                }
                _ => Box::default(),
            })
            .collect(),
        ),
    }
}

/// The texts of a field; none if it is unknown or no text.
fn texts(record: &Record, at: usize) -> &[String] {
    match record.values.get(at) {
        Some(Value::Text(all)) => all,
        _ => &[],
    }
}

/// Letters and digits only: certificates are written with brackets, blanks and signs of all kinds.
fn code(text: &str) -> Box<str> {
    let all: String = folded(text)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    all.into()
}

fn date(text: &str) -> Option<[u8; 8]> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    digits.try_into().ok()
}

/// A word that few names have tells more: its weight is the logarithm of how many names there are
/// for each that has it.
fn weigh_words(all: &mut [Box<[Name]>]) {
    let mut seen: Table<u32> = Table::default();
    let mut total = 0_u32;
    for name in all.iter().filter_map(|names| names.first()) {
        total = total.saturating_add(1);
        for word in &name.words {
            *seen.entry(word.hash).or_default() += 1;
        }
    }
    if seen.is_empty() {
        return;
    }
    all.par_iter_mut().flatten().for_each(|name| {
        for word in &mut name.words {
            let times = seen.get(&word.hash).copied().unwrap_or(1);
            #[expect(clippy::cast_possible_truncation, reason = "a logarithm below 33")]
            let weight = (1.0 + f64::from(total) / f64::from(times)).ln() as f32;
            word.weight = weight;
        }
    });
}

/// A point that many records share exactly is that of the town hall, not theirs.
fn mark_pasted(all: &mut [Option<Spot>]) {
    let key = |spot: &Spot| (spot.longitude.to_bits(), spot.latitude.to_bits());
    let mut seen: HashMap<(u64, u64), u32> = HashMap::new();
    for spot in all.iter().flatten() {
        *seen.entry(key(spot)).or_default() += 1;
    }
    for spot in all.iter_mut().flatten() {
        if spot.footprint.is_none() && seen.get(&key(spot)).is_some_and(|times| *times > PASTED) {
            spot.accuracy = spot.accuracy.max(PASTED_ACCURACY);
        }
    }
}

fn count(column: &Column) -> Table<u32> {
    let mut counts = Table::default();
    match column {
        Column::Names(all) => {
            for names in all {
                let mut keys: Vec<u64> = names.iter().map(Name::full_key).collect();
                keys.sort_unstable();
                keys.dedup();
                for key in keys {
                    *counts.entry(key).or_default() += 1;
                }
            }
        }
        Column::Words(all) => {
            for word in all.iter().flatten() {
                *counts.entry(hash(word)).or_default() += 1;
            }
        }
        _ => {}
    }
    counts
}
