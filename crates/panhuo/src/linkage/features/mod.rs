//! Features: what is compared of each record, derived from its values once, before any pair is compared.

mod columns;
mod frequency;
mod name;
mod order;

use rayon::prelude::*;

use super::csr::Csr;
use super::geo_point::GeoPoint;
use super::hash::{StableMap, hash};
use super::name_rules::{NameRuleChanges, NameRules, alphanumeric};
use super::profile::{Comparison, IdentityProfile, TermFrequencyAdjustment};
use super::record::{FieldValue, RecordRows};
use super::rows::{RecordRow, TableRow, checked_count};
use crate::error::Result;
use crate::text::script::normalized;

pub(super) use columns::{FeatureColumn, LocationFeature, Measurement, WordColumn};
pub(super) use frequency::remove_rare;
pub(super) use name::{KnownRegions, ParsedName, Word, parse_names, pronunciation};
pub(super) use order::TableOrder;

/// The features of all records by column, and how often values occur.
#[derive(Debug)]
pub(super) struct FeatureTable {
    row_count: u32,
    /// One column for each field of the profile, in the order of the table.
    pub(super) columns: Vec<FeatureColumn>,
    /// How many records have each value, for fields with a term-frequency adjustment; a value that is not
    /// listed occurs once. For locations, how many records lie in each grid cell.
    pub(super) value_counts: Vec<Option<StableMap<u64, u32>>>,
    /// For each row of the table, the fields with a value, here or in their alternate field: one bit each.
    pub(super) known_fields: Vec<u64>,
    pub(super) order: TableOrder,
    /// In the order of the input.
    id_rank: Vec<u32>,
}

impl FeatureTable {
    pub(super) fn new(
        records: &impl RecordRows,
        id_rank: Vec<u32>,
        profile: &IdentityProfile,
    ) -> Result<Self> {
        let order = TableOrder::new(records, &id_rank, profile);
        let rows = records.reordered(order.records());
        let changed = profile.names.as_ref().map(NameRuleChanges::rules);
        let changed = changed.transpose()?;
        let rules = changed.as_ref().unwrap_or(NameRules::shipped());
        let fields = 0..profile.fields.len();
        let names = fields
            .clone()
            .filter(|field| profile.fields[*field].comparison == Comparison::Name);
        let regions = KnownRegions::collect(records, &names.collect::<Vec<_>>(), rules);
        let columns: Vec<FeatureColumn> = fields
            .into_par_iter()
            .map(|at| column(&rows, at, profile.fields[at].comparison, rules, &regions))
            .collect::<Result<_>>()?;
        drop(rows);
        let fields = profile.fields.par_iter().zip(&columns);
        let value_counts = fields.map(|(field, column)| {
            let adjusted = field.term_frequency_adjustment != TermFrequencyAdjustment::None;
            adjusted.then(|| count_values(column))
        });
        Ok(Self {
            row_count: checked_count(records.row_count())?,
            value_counts: value_counts.collect(),
            known_fields: known_fields(&columns, profile, records.row_count()),
            id_rank,
            columns,
            order,
        })
    }

    /// The number of records.
    pub(super) fn len(&self) -> usize {
        self.row_count as usize
    }

    /// The records in the order of the input.
    pub(super) fn records(&self) -> impl Iterator<Item = RecordRow> + use<> {
        (0..self.row_count).map(RecordRow)
    }

    /// The rank of a record by id. Ties are broken by it.
    pub(super) fn id_rank(&self, record: RecordRow) -> u32 {
        self.id_rank[record.index()]
    }

    /// The rows of the table.
    pub(super) fn rows(&self) -> impl IndexedParallelIterator<Item = TableRow> + use<> {
        (0..self.row_count).into_par_iter().map(TableRow)
    }
}

/// For each row, the fields of which a value is known, or a value of their alternate fields.
fn known_fields(columns: &[FeatureColumn], profile: &IdentityProfile, rows: usize) -> Vec<u64> {
    let alternates = profile.fields.iter().map(|field| {
        let alternate = field.alternate_field.as_ref()?;
        Some(&columns[profile.field_index(alternate).ok()?])
    });
    let both: Vec<(usize, &FeatureColumn, Option<&FeatureColumn>)> = columns
        .iter()
        .zip(alternates)
        .enumerate()
        .filter(|(_, (own, alternate))| {
            !own.is_empty() || alternate.is_some_and(|column| !column.is_empty())
        })
        .map(|(at, (own, alternate))| (at, own, alternate))
        .collect();
    let fields_of = |row: usize| {
        both.iter().fold(0_u64, |fields, (at, own, alternate)| {
            let known = own.has_value(row) || alternate.is_some_and(|all| all.has_value(row));
            fields | u64::from(known) << at
        })
    };
    (0..rows).into_par_iter().map(fields_of).collect()
}

fn column(
    rows: &impl RecordRows,
    field: usize,
    comparison: Comparison,
    rules: &NameRules,
    regions: &KnownRegions,
) -> Result<FeatureColumn> {
    let count = if rows.has_values(field) {
        rows.row_count()
    } else {
        0
    };
    let all = (0..count).into_par_iter();
    let value = |row: usize| rows.value(row, field);
    Ok(match comparison {
        Comparison::Name => {
            let mut names = Csr::from_rows(count, |row, names: &mut Vec<ParsedName>| {
                let first = names.len();
                for text in value(row).texts() {
                    parse_names(text, rules, regions, names);
                }
                let mut at = first + 1;
                while at < names.len() {
                    if names[first..at].contains(&names[at]) {
                        names.remove(at);
                    } else {
                        at += 1;
                    }
                }
            })?;
            weigh_words(&mut names);
            FeatureColumn::Names(names)
        }
        Comparison::Word | Comparison::Category | Comparison::Jurisdiction => {
            FeatureColumn::Words(WordColumn::new(rows, field, normalized)?)
        }
        Comparison::Code => FeatureColumn::Words(WordColumn::new(rows, field, alphanumeric)?),
        Comparison::Number => {
            let measurement = |row: usize| match value(row) {
                FieldValue::Number { low, high, step }
                    if low.is_finite() && high.is_finite() && high > 0.0 =>
                {
                    Some(Measurement::new(low, high, step))
                }
                _ => None,
            };
            FeatureColumn::Numbers(all.map(measurement).collect())
        }
        Comparison::Date => {
            let date = |row: usize| value(row).texts().next().and_then(date_digits);
            FeatureColumn::Dates(all.map(date).collect())
        }
        Comparison::Location => {
            let location = |row: usize| match value(row) {
                FieldValue::Location {
                    position,
                    accuracy,
                    footprint,
                } => {
                    let point = GeoPoint::new(position.longitude(), position.latitude());
                    Some(LocationFeature {
                        grid_cell: point.grid_cell(),
                        point,
                        accuracy,
                        footprint: footprint.cloned(),
                    })
                }
                _ => None,
            };
            let mut locations: Vec<Option<LocationFeature>> = all.map(location).collect();
            distrust_placeholder_positions(&mut locations);
            FeatureColumn::Locations(locations)
        }
        Comparison::Facts => FeatureColumn::Facts(Csr::from_rows(count, |row, facts| {
            if let FieldValue::Facts(own) = value(row) {
                let first = facts.len();
                facts.extend_from_slice(own);
                facts[first..].sort_by_key(|fact| fact.0);
            }
        })?),
    })
}

/// The eight digits of a day.
fn date_digits(text: &str) -> Option<[u8; 8]> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    digits.try_into().ok()
}

/// Weighs the words of names by inverse document frequency: ln(1 + names / names with the word).
fn weigh_words(names: &mut Csr<ParsedName>) {
    let mut counts: StableMap<u64, u32> = StableMap::default();
    let mut total = 0_u32;
    for name in names.rows().filter_map(<[ParsedName]>::first) {
        total += 1;
        for word in &name.words {
            *counts.entry(word.hash).or_default() += 1;
        }
    }
    if counts.is_empty() {
        return;
    }
    names.values_mut().par_iter_mut().for_each(|name| {
        for word in &mut name.words {
            let count = counts.get(&word.hash).copied().unwrap_or(1);
            #[expect(clippy::cast_possible_truncation, reason = "a logarithm below 33")]
            let weight = (1.0 + f64::from(total) / f64::from(count)).ln() as f32;
            word.weight = weight;
        }
    });
}

/// A position that more records than this share exactly is a placeholder, such as the town hall.
const MAX_RECORDS_AT_POSITION: u8 = 5;
/// The error of a placeholder, in metres.
const PLACEHOLDER_ACCURACY: f64 = 1_000.0;

/// Lowers the accuracy of placeholder positions.
fn distrust_placeholder_positions(locations: &mut [Option<LocationFeature>]) {
    let key = |location: &LocationFeature| {
        let point = &location.point;
        hash((point.longitude.to_bits(), point.latitude.to_bits()))
    };
    let keys = locations.par_iter();
    let keys = keys.map(|location| location.as_ref().map_or(0, key));
    let mut keys: Vec<u64> = keys.collect();
    remove_rare(&mut keys, MAX_RECORDS_AT_POSITION + 1);
    keys.par_sort_unstable();
    let placeholders = keys
        .chunk_by(|x, y| x == y)
        .filter(|equal| equal.len() > usize::from(MAX_RECORDS_AT_POSITION) && equal[0] != 0);
    let placeholders: Vec<u64> = placeholders.map(|equal| equal[0]).collect();
    if placeholders.is_empty() {
        return;
    }
    locations.par_iter_mut().flatten().for_each(|location| {
        if location.footprint.is_none() && placeholders.binary_search(&key(location)).is_ok() {
            location.accuracy = location.accuracy.max(PLACEHOLDER_ACCURACY);
        }
    });
}

fn count_values(column: &FeatureColumn) -> StableMap<u64, u32> {
    let mut keys: Vec<u64> = Vec::new();
    match column {
        FeatureColumn::Names(all) => {
            for names in all.rows() {
                for (at, name) in names.iter().enumerate() {
                    let key = name.full_key;
                    if !names[..at].iter().any(|before| before.full_key == key) {
                        keys.push(key);
                    }
                }
            }
        }
        FeatureColumn::Words(all) => keys.extend(all.numbers.values().iter().map(hash)),
        FeatureColumn::Numbers(all) => {
            for measurement in all.iter().flatten() {
                keys.extend(measurement.exact_key.map(hash));
                keys.push(measurement.size_key());
            }
        }
        FeatureColumn::Locations(all) => {
            let known = all.iter().flatten();
            keys.extend(known.map(|location| location.grid_cell));
        }
        FeatureColumn::Dates(_) | FeatureColumn::Facts(_) => {}
    }
    remove_rare(&mut keys, 2);
    let mut counts = StableMap::default();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    counts
}
