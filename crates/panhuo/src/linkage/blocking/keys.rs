//! Blocking keys: what the values of a row have in common with those of others.

use rayon::prelude::*;

use crate::linkage::csr::concatenated;
use crate::linkage::features::{FeatureColumn, FeatureTable, ParsedName, remove_rare};
use crate::linkage::hash::hash;
use crate::linkage::profile::{BlockingKey, IdentityProfile, KeyTransform};
use crate::linkage::rows::TableRow;
use crate::text::script::is_han;

/// The rows of each joint key of a rule, as sorted entries: the key in the upper bits, the row in the lower ones.
/// Keys that share their upper bits fall together, which adds pairs to compare and never loses one.
pub(super) struct KeyIndex {
    entries: Vec<u64>,
    row_bits: u32,
}

impl KeyIndex {
    pub(super) fn new(
        table: &FeatureTable,
        profile: &IdentityProfile,
        keys: &[BlockingKey],
    ) -> Self {
        let row_bits = table.len().next_power_of_two().trailing_zeros();
        let column = |name: &str| Some(&table.columns[profile.field_index(name).ok()?]);
        // The value of a field may stand in its alternate field, so that gives keys too.
        let columns_of = |key: &BlockingKey| {
            let field = &profile.fields[profile.field_index(&key.field).ok()?];
            let alternate = field.alternate_field.as_deref();
            let alternate = alternate.filter(|_| key.transform == KeyTransform::Value);
            let names = std::iter::once(field.name.as_str()).chain(alternate);
            let columns = names.filter_map(column).filter(|column| !column.is_empty());
            Some(
                columns
                    .map(|column| KeyColumn::new(column, key.transform))
                    .collect(),
            )
        };
        let columns: Vec<Vec<KeyColumn<'_>>> = keys.iter().filter_map(columns_of).collect();
        if columns.iter().any(Vec::is_empty) {
            return Self {
                entries: Vec::new(),
                row_bits,
            };
        }
        let row_mask = (1_u64 << row_bits) - 1;
        let add_row = |(mut entries, mut scratch): (Vec<u64>, [Vec<u64>; 3]), row: TableRow| {
            let [joint, own, next] = &mut scratch;
            joint.clear();
            for (at, columns) in columns.iter().enumerate() {
                own.clear();
                for column in columns {
                    column.add_keys(row, own);
                }
                if at == 0 {
                    std::mem::swap(joint, own);
                    continue;
                }
                next.clear();
                let both = joint
                    .iter()
                    .flat_map(|before| own.iter().map(move |key| hash((before, key))));
                next.extend(both);
                std::mem::swap(joint, next);
            }
            entries.extend(joint.iter().map(|key| key & !row_mask | u64::from(row.0)));
            (entries, scratch)
        };
        let entries = table.rows().with_min_len(1_024);
        let entries = entries.fold(Default::default, add_row);
        let mut entries = concatenated(entries.map(|(entries, _)| entries).collect());
        // Most keys belong to one row alone.
        remove_rare(&mut entries, 2);
        entries.par_sort_unstable();
        entries.dedup();
        Self { entries, row_bits }
    }

    /// The rows of each key that several rows have.
    pub(super) fn blocks(&self) -> impl Iterator<Item = impl ExactSizeIterator<Item = TableRow>> {
        let blocks = self.entries.chunk_by(|x, y| self.key(*x) == self.key(*y));
        let blocks = blocks.filter(|block| block.len() > 1);
        blocks.map(|block| block.iter().map(|entry| self.row(*entry)))
    }

    fn key(&self, entry: u64) -> u64 {
        entry.checked_shr(self.row_bits).unwrap_or(0)
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "the row bits hold no more than a row"
    )]
    fn row(&self, entry: u64) -> TableRow {
        TableRow((entry & ((1 << self.row_bits) - 1)) as u32)
    }
}

/// A column that gives keys.
struct KeyColumn<'a> {
    column: &'a FeatureColumn,
    transform: KeyTransform,
    /// The key of each word of a column of words.
    word_keys: Vec<u64>,
}

impl<'a> KeyColumn<'a> {
    fn new(column: &'a FeatureColumn, transform: KeyTransform) -> Self {
        let word_keys = match column {
            FeatureColumn::Words(all) => {
                let keys = all.words.iter().map(|(word, value)| match transform {
                    KeyTransform::Phonetic => hash(consonants(word)),
                    KeyTransform::Prefix => hash(word.chars().take(3).collect::<String>()),
                    _ => *value,
                });
                keys.collect()
            }
            _ => Vec::new(),
        };
        Self {
            column,
            transform,
            word_keys,
        }
    }

    fn add_keys(&self, row: TableRow, keys: &mut Vec<u64>) {
        let at = row.index();
        match (self.column, self.transform) {
            (FeatureColumn::Names(all), KeyTransform::Value) => {
                keys.extend(all.row(at).iter().map(|name| name.full_key));
            }
            (FeatureColumn::Names(all), KeyTransform::Phonetic) => {
                let phonetic = |name: &ParsedName| hash((phonetic_key(name), &name.numerals));
                keys.extend(all.row(at).iter().map(phonetic));
            }
            (FeatureColumn::Names(all), KeyTransform::Prefix) => {
                keys.extend(all.row(at).iter().map(|name| hash(name.prefix(3))));
            }
            (FeatureColumn::Names(all), _) => {
                for name in all.row(at) {
                    add_tokens(name, keys);
                }
            }
            (FeatureColumn::Words(all), _) => {
                let numbers = all.row(row).iter();
                keys.extend(numbers.map(|number| self.word_keys[*number as usize]));
            }
            (FeatureColumn::Dates(all), KeyTransform::Prefix) => {
                keys.extend(all[at].iter().map(|day| hash(&day[..4])));
            }
            (FeatureColumn::Dates(all), _) => keys.extend(all[at].iter().map(hash)),
            (FeatureColumn::Numbers(all), _) => {
                if let Some(number) = &all[at] {
                    // The bucket and the one below, so that numbers on both sides of a border meet.
                    #[expect(clippy::cast_possible_truncation, reason = "a logarithm")]
                    let bucket = (((number.low + number.high) * 0.5).ln() / 0.02).floor() as i64;
                    keys.extend([hash(bucket), hash(bucket - 1)]);
                }
            }
            (FeatureColumn::Locations(_) | FeatureColumn::Facts(_), _) => {}
        }
    }
}

/// Adds the words of a name, or its pairs of adjacent characters. Numbers are left out, so that 3号厂房 meets its
/// plant.
fn add_tokens(name: &ParsedName, keys: &mut Vec<u64>) {
    let pair = |two: &[char]| hash(u64::from(two[0]) << 32 | u64::from(two[1]));
    keys.extend(name.chars.windows(2).map(pair));
    keys.extend(name.words.iter().map(|word| word.hash));
}

fn phonetic_key(name: &ParsedName) -> u64 {
    if name.chars.is_empty() {
        hash(consonants(&name.core))
    } else {
        name.pronunciation_key()
    }
}

/// The first letter and the consonants of each word, with similar consonants merged: Soundex (Russell, 1918)
/// without its limit of four characters.
fn consonants(text: &str) -> String {
    let mut out = String::new();
    let mut last = ' ';
    let mut first = true;
    for c in text.chars() {
        let class = match c {
            'b' | 'p' | 'f' | 'v' => 'b',
            'c' | 'g' | 'j' | 'k' | 'q' | 's' | 'x' | 'z' => 'c',
            'd' | 't' => 'd',
            'm' | 'n' => 'm',
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'w' => '-',
            ' ' => {
                last = ' ';
                continue;
            }
            other if is_han(other) || other.is_alphanumeric() => other,
            _ => continue,
        };
        if class != last && (class != '-' || first) {
            out.push(class);
        }
        first = false;
        last = class;
    }
    out
}
