//! What rows may have in common: the keys of their values.

use rayon::prelude::*;

use super::lists::joined;
use super::name::{Name, hash};
use super::prepare::{Column, Prepared};
use super::profile::{BlockingKey, IdentityProfile, KeyTransform};
use super::script::is_han;
use super::sorting::{leave_out_rare, sort};

/// Rows by joint key, in order: the key in the upper bits, the row in the lower ones. Keys that share
/// their upper bits are rows more to comparison, never fewer.
pub(super) struct Keyed {
    all: Vec<u64>,
    row_bits: u32,
}

impl Keyed {
    pub(super) fn new(
        prepared: &Prepared,
        profile: &IdentityProfile,
        keys: &[BlockingKey],
    ) -> Self {
        let row_bits = prepared.rows.next_power_of_two().trailing_zeros();
        let column = |name: &str| Some(&prepared.columns[profile.field(name).ok()?]);
        // What may stand in the field of another is a key of it too: a site called by its address.
        let of = |key: &BlockingKey| {
            let field = &profile.fields[profile.field(&key.field).ok()?];
            let own = [Some(field.name.as_str()), field.alternate_field.as_deref()];
            let also = if key.transform == KeyTransform::Value {
                2
            } else {
                1
            };
            let columns = own[..also].iter().flatten().filter_map(|name| column(name));
            let known = columns.filter(|column| column.known());
            Some(
                known
                    .map(|column| KeyColumn::new(column, key.transform))
                    .collect(),
            )
        };
        let columns: Vec<Vec<KeyColumn<'_>>> = keys.iter().filter_map(of).collect();
        if columns.iter().any(Vec::is_empty) {
            return Self {
                all: Vec::new(),
                row_bits,
            };
        }
        let low = (1_u64 << row_bits) - 1;
        let each = |(mut found, mut room): (Vec<u64>, [Vec<u64>; 3]), row: usize| {
            let [joint, own, next] = &mut room;
            joint.clear();
            for (at, columns) in columns.iter().enumerate() {
                own.clear();
                for column in columns {
                    column.add(row, own);
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
            found.extend(joint.iter().map(|key| key & !low | row as u64));
            (found, room)
        };
        let rows = (0..prepared.rows).into_par_iter().with_min_len(1_024);
        let found = rows.fold(Default::default, each).map(|(found, _)| found);
        let mut all = joined(found.collect());
        // Most keys are of one row.
        leave_out_rare(&mut all, 2);
        sort(&mut all);
        all.dedup();
        Self { all, row_bits }
    }

    /// The entries of each key that several rows have.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[u64]> {
        let groups = self.all.chunk_by(|x, y| self.key(*x) == self.key(*y));
        groups.filter(|same| same.len() > 1)
    }

    fn key(&self, entry: u64) -> u64 {
        entry.checked_shr(self.row_bits).unwrap_or(0)
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a row is no longer than its bits"
    )]
    pub(super) fn row(&self, entry: u64) -> u32 {
        (entry & ((1 << self.row_bits) - 1)) as u32
    }
}

/// A column that gives keys.
struct KeyColumn<'a> {
    column: &'a Column,
    of: KeyTransform,
    /// The key of each word, if it has words.
    words: Vec<u64>,
}

impl<'a> KeyColumn<'a> {
    fn new(column: &'a Column, of: KeyTransform) -> Self {
        let start = |word: &str| hash(word.chars().take(3).collect::<String>());
        let words = match column {
            Column::Words(all) => {
                let each = all.written.iter().map(|(word, own)| match of {
                    KeyTransform::Phonetic => hash(consonants(word)),
                    KeyTransform::Prefix => start(word),
                    _ => *own,
                });
                each.collect()
            }
            _ => Vec::new(),
        };
        Self { column, of, words }
    }

    /// Adds the keys of a row.
    fn add(&self, row: usize, keys: &mut Vec<u64>) {
        let start = |name: &Name| hash(name.start(3));
        match (self.column, self.of) {
            (Column::Names(all), KeyTransform::Value) => {
                keys.extend(all.of(row).iter().map(|name| name.full_key));
            }
            (Column::Names(all), KeyTransform::Phonetic) => {
                let sounds = |name: &Name| hash((sound_of(name), &name.numerals));
                keys.extend(all.of(row).iter().map(sounds));
            }
            (Column::Names(all), KeyTransform::Prefix) => {
                keys.extend(all.of(row).iter().map(start));
            }
            (Column::Names(all), _) => {
                for name in all.of(row) {
                    add_pieces(name, keys);
                }
            }
            (Column::Words(all), _) => {
                keys.extend(
                    all.of(row)
                        .iter()
                        .map(|number| self.words[*number as usize]),
                );
            }
            (Column::Dates(all), KeyTransform::Prefix) => {
                keys.extend(all[row].iter().map(|day| hash(&day[..4])));
            }
            (Column::Dates(all), _) => keys.extend(all[row].iter().map(hash)),
            (Column::Numbers(all), _) => {
                if let Some(measure) = &all[row] {
                    // Steps of two parts in a hundred, and the step below: sizes that agree share one.
                    #[expect(clippy::cast_possible_truncation, reason = "a logarithm")]
                    let step = (((measure.low + measure.high) * 0.5).ln() / 0.02).floor() as i64;
                    keys.extend([hash(step), hash(step - 1)]);
                }
            }
            (Column::Locations(_) | Column::Facts(_), _) => {}
        }
    }
}

/// Adds the words of a name, or its pairs of neighbouring characters. Numbers do not matter: 3号厂房 is
/// to meet its plant.
fn add_pieces(name: &Name, keys: &mut Vec<u64>) {
    let both = |two: &[char]| hash(u64::from(two[0]) << 32 | u64::from(two[1]));
    keys.extend(name.chars.windows(2).map(both));
    keys.extend(name.words.iter().map(|word| word.hash));
}

fn sound_of(name: &Name) -> u64 {
    if name.chars.is_empty() {
        hash(consonants(&name.core))
    } else {
        name.sound_key()
    }
}

/// The first letter and the consonants of each word, letters that sound alike made one: the idea of
/// Soundex (Russell 1918) without its limit of four.
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
