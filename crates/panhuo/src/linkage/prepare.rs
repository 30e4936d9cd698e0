//! Records made ready: every value taken apart once, before pairs are compared.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use rayon::prelude::*;

use super::columns::{Given, Rows};
use super::lists::Lists;
use super::metres::Point;
use super::name::{KnownRegions, Mixer, Name, Table, folded, hash, names};
use super::order::Order;
use super::profile::{Comparison, IdentityProfile, TermFrequencyAdjustment};
use super::rules::{NameRules, NameWords};
use super::sorting::{leave_out_rare, sort};
use crate::error::Result;
use crate::geometry::Footprint;

/// A point, how far off it may be in metres, and the area.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub(super) point: Point,
    /// The square that it lies in, by which neighbours are counted.
    pub(super) square: u64,
    pub(super) accuracy: f64,
    pub(super) footprint: Option<Arc<Footprint>>,
}

/// A quantity: from, to, and one unit of the last digit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) step: f64,
    /// The number itself, to seven digits, if it is one and has three digits or more.
    pub(super) key: Option<u32>,
}

impl Measure {
    fn new(low: f64, high: f64, step: f64) -> Self {
        let precise = if step > 0.0 {
            step <= high * 0.010_001
        } else {
            // Two digits or fewer, whatever the unit: 2000 may well have been 0.2 ha.
            let scaled = high / 10_f64.powf(high.log10().floor() - 1.0);
            (scaled - scaled.round()).abs() > 1e-6
        };
        let one = low.to_bits() == high.to_bits();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the rounding of units falls away"
        )]
        let key = (one && precise).then(|| (high as f32).to_bits());
        Self {
            low,
            high,
            step,
            key,
        }
    }

    /// Of sizes, one in fifty larger from step to step, that which it is of.
    pub(super) fn size_key(&self) -> u64 {
        let middle = (self.low + self.high) * 0.5;
        hash((middle.log2() * 35.0).floor().to_bits())
    }
}

/// A table by text.
type ByText<K, V> = HashMap<K, V, BuildHasherDefault<Mixer>>;

/// The words of one field by number, so that equal ones are one.
#[derive(Debug, Default)]
pub(super) struct Words {
    numbers: Lists<u32>,
    /// The spelling of each number, and its hash.
    pub(super) written: Vec<(Box<str>, u64)>,
}

impl Words {
    /// The numbers of a row's words.
    pub(super) fn of(&self, row: usize) -> &[u32] {
        self.numbers.of(row)
    }

    /// A row's words as they are spelled.
    pub(super) fn spelled(&self, row: usize) -> impl Iterator<Item = &str> {
        let words = self.of(row).iter();
        words.map(|number| &*self.written[*number as usize].0)
    }

    fn new(rows: &impl Rows, at: usize, fold: fn(&str) -> String) -> Self {
        let mut words = Self::default();
        let mut numbers: ByText<&str, Option<u32>> = ByText::default();
        let mut known: ByText<String, u32> = ByText::default();
        let count = if rows.knows(at) { rows.rows() } else { 0 };
        // Neighbours often have the same word.
        let mut before: (&str, Option<u32>) = ("", None);
        for row in 0..count {
            for text in rows.value(row, at).texts() {
                if text == before.0 {
                    words.numbers.all.extend(before.1);
                    continue;
                }
                let number = *numbers.entry(text).or_insert_with(|| {
                    let word = fold(text);
                    let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
                    (!word.is_empty()).then(|| {
                        *known.entry(word).or_insert_with_key(|word| {
                            words
                                .written
                                .push((word.as_str().into(), hash(word.as_str())));
                            next
                        })
                    })
                });
                words.numbers.all.extend(number);
                before = (text, number);
            }
            words.numbers.end();
        }
        words
    }
}

/// The values of one field, a row each; nothing at all if no row has one.
#[derive(Debug)]
pub(super) enum Column {
    Names(Lists<Name>),
    Words(Words),
    Numbers(Vec<Option<Measure>>),
    Dates(Vec<Option<[u8; 8]>>),
    Locations(Vec<Option<Spot>>),
    Facts(Lists<(u16, f64, f64)>),
}

impl Column {
    /// Whether a row has a value.
    pub(super) fn knows(&self, row: usize) -> bool {
        let some = |all: Option<bool>| all.unwrap_or(false);
        match self {
            Self::Names(all) => !all.of(row).is_empty(),
            Self::Words(all) => !all.of(row).is_empty(),
            Self::Numbers(all) => some(all.get(row).map(Option::is_some)),
            Self::Dates(all) => some(all.get(row).map(Option::is_some)),
            Self::Locations(all) => some(all.get(row).map(Option::is_some)),
            Self::Facts(all) => !all.of(row).is_empty(),
        }
    }

    /// Whether any row has a value.
    pub(super) fn known(&self) -> bool {
        match self {
            Self::Names(all) => all.known(),
            Self::Words(all) => all.numbers.known(),
            Self::Numbers(all) => !all.is_empty(),
            Self::Dates(all) => !all.is_empty(),
            Self::Locations(all) => !all.is_empty(),
            Self::Facts(all) => all.known(),
        }
    }
}

/// All records, by column, and how often values occur.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(super) rows: usize,
    pub(super) columns: Vec<Column>,
    /// How often each value occurs, of fields whose values are weighed by that; those that are not
    /// listed occur once. Of places, how many lie in each square.
    pub(super) counts: Vec<Option<Table<u32>>>,
    /// Which fields each row knows, or those that may stand in them: a bit each.
    pub(super) known: Vec<u64>,
    /// How records are kept: columns and `known` are in this order.
    pub(super) order: Order,
    /// The place of each row in the order of ids, by which ties are broken.
    pub(super) rank: Vec<u32>,
}

/// More records at exactly one position were given the same point for want of a better one.
const PASTED: u8 = 5;
/// Which is then good to so many metres.
const PASTED_ACCURACY: f64 = 1_000.0;

impl Prepared {
    pub(super) fn new(all: &impl Rows, rank: Vec<u32>, profile: &IdentityProfile) -> Result<Self> {
        let order = Order::new(all, &rank, profile);
        let rows = all.in_order(&order);
        let own = profile.names.as_ref().map(NameWords::rules).transpose()?;
        let rules = own.as_ref().unwrap_or(NameRules::shipped());
        let fields = 0..profile.fields.len();
        let named = fields
            .clone()
            .filter(|at| profile.fields[*at].comparison == Comparison::Name);
        let named: Vec<usize> = named.collect();
        let known = KnownRegions::of(all, &named, rules);
        let columns: Vec<Column> = fields
            .into_par_iter()
            .map(|at| column(&rows, at, profile.fields[at].comparison, rules, &known))
            .collect();
        drop(rows);
        let fields = profile.fields.par_iter().zip(&columns);
        let counts = fields.map(|(field, column)| {
            (field.term_frequency_adjustment != TermFrequencyAdjustment::None)
                .then(|| count(column))
        });
        Ok(Self {
            rows: all.rows(),
            counts: counts.collect(),
            known: known_fields(&columns, profile, all.rows()),
            rank,
            columns,
            order,
        })
    }
}

/// Which fields each row knows, the field counted in that may stand in them.
fn known_fields(columns: &[Column], profile: &IdentityProfile, rows: usize) -> Vec<u64> {
    let also = profile.fields.iter().map(|field| {
        let alternate_field = field.alternate_field.as_ref()?;
        Some(&columns[profile.field(alternate_field).ok()?])
    });
    let both: Vec<(usize, &Column, Option<&Column>)> = columns
        .iter()
        .zip(also)
        .enumerate()
        .filter(|(_, (own, also))| own.known() || also.is_some_and(Column::known))
        .map(|(at, (own, also))| (at, own, also))
        .collect();
    let of = |row: usize| {
        both.iter().fold(0_u64, |all, (at, own, also)| {
            let knows = own.knows(row) || also.is_some_and(|also| also.knows(row));
            all | u64::from(knows) << at
        })
    };
    (0..rows).into_par_iter().map(of).collect()
}

fn column(
    rows: &impl Rows,
    at: usize,
    comparison: Comparison,
    rules: &NameRules,
    known: &KnownRegions,
) -> Column {
    let count = if rows.knows(at) { rows.rows() } else { 0 };
    let all = (0..count).into_par_iter();
    let value = |row: usize| rows.value(row, at);
    match comparison {
        Comparison::Name => {
            let add = |row: usize, all: &mut Vec<Name>| {
                let first = all.len();
                for text in value(row).texts() {
                    names(text, rules, known, all);
                }
                let mut at = first + 1;
                while at < all.len() {
                    if all[first..at].contains(&all[at]) {
                        all.remove(at);
                    } else {
                        at += 1;
                    }
                }
            };
            let mut all = Lists::gather(count, add);
            weigh_words(&mut all);
            Column::Names(all)
        }
        Comparison::Word | Comparison::Category | Comparison::Jurisdiction => {
            Column::Words(Words::new(rows, at, folded))
        }
        Comparison::Code => Column::Words(Words::new(rows, at, code)),
        Comparison::Number => {
            let each = |row: usize| match value(row) {
                Given::Number(low, high, step)
                    if low.is_finite() && high.is_finite() && high > 0.0 =>
                {
                    Some(Measure::new(low, high, step))
                }
                _ => None,
            };
            Column::Numbers(all.map(each).collect())
        }
        Comparison::Date => {
            let each = |row: usize| value(row).texts().next().and_then(date);
            Column::Dates(all.map(each).collect())
        }
        Comparison::Location => {
            let each = |row: usize| match value(row) {
                Given::Location(position, accuracy, footprint) => {
                    let point = Point::new(position.longitude(), position.latitude());
                    Some(Spot {
                        square: point.square_key(),
                        point,
                        accuracy,
                        footprint: footprint.cloned(),
                    })
                }
                _ => None,
            };
            let mut all: Vec<Option<Spot>> = all.map(each).collect();
            mark_pasted(&mut all);
            Column::Locations(all)
        }
        Comparison::Facts => {
            let add = |row: usize, all: &mut Vec<_>| {
                if let Given::Facts(facts) = value(row) {
                    let first = all.len();
                    all.extend_from_slice(facts);
                    all[first..].sort_by_key(|fact| fact.0);
                }
            };
            Column::Facts(Lists::gather(count, add))
        }
    }
}

/// Letters and digits only: certificates are written with brackets, blanks and signs of all kinds.
fn code(text: &str) -> String {
    let mut folded = folded(text);
    folded.retain(char::is_alphanumeric);
    folded
}

fn date(text: &str) -> Option<[u8; 8]> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    digits.try_into().ok()
}

/// A word that few names have tells more: its weight is the logarithm of how many names there are
/// for each that has it.
fn weigh_words(all: &mut Lists<Name>) {
    let mut seen: Table<u32> = Table::default();
    let mut total = 0_u32;
    for name in all.rows().filter_map(<[Name]>::first) {
        total = total.saturating_add(1);
        for word in &name.words {
            *seen.entry(word.hash).or_default() += 1;
        }
    }
    if seen.is_empty() {
        return;
    }
    all.all.par_iter_mut().for_each(|name| {
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
    let key = |spot: &Spot| {
        let point = &spot.point;
        hash((point.longitude.to_bits(), point.latitude.to_bits()))
    };
    let keys = all.par_iter().map(|spot| spot.as_ref().map_or(0, key));
    let mut keys: Vec<u64> = keys.collect();
    leave_out_rare(&mut keys, PASTED + 1);
    sort(&mut keys);
    let pasted = keys
        .chunk_by(|x, y| x == y)
        .filter(|same| same.len() > usize::from(PASTED) && same[0] != 0);
    let pasted: Vec<u64> = pasted.map(|same| same[0]).collect();
    if pasted.is_empty() {
        return;
    }
    all.par_iter_mut().flatten().for_each(|spot| {
        if spot.footprint.is_none() && pasted.binary_search(&key(spot)).is_ok() {
            spot.accuracy = spot.accuracy.max(PASTED_ACCURACY);
        }
    });
}

fn count(column: &Column) -> Table<u32> {
    let mut keys: Vec<u64> = Vec::new();
    match column {
        Column::Names(all) => {
            for names in all.rows() {
                for (at, name) in names.iter().enumerate() {
                    let key = name.full_key;
                    if !names[..at].iter().any(|before| before.full_key == key) {
                        keys.push(key);
                    }
                }
            }
        }
        Column::Words(all) => keys.extend(all.numbers.all.iter().map(hash)),
        Column::Numbers(all) => {
            for measure in all.iter().flatten() {
                keys.extend(measure.key.map(hash));
                keys.push(measure.size_key());
            }
        }
        Column::Locations(all) => {
            let known = all.iter().flatten();
            keys.extend(known.map(|spot| spot.square));
        }
        Column::Dates(_) | Column::Facts(_) => {}
    }
    leave_out_rare(&mut keys, 2);
    let mut counts = Table::default();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    counts
}
