//! Which pairs are compared: those that share a key or lie near each other.

use rayon::prelude::*;

use super::likeness::metres;
use super::name::{Name, hash};
use super::prepare::{Column, Prepared, Spot};
use super::profile::{Block, IdentityProfile, Key, KeyOf};
use super::script::is_han;
use super::sorting::sort;

/// A pair of rows, the smaller first.
pub(super) type Pair = (u32, u32);

/// A pair in one number, so that pairs are sorted as numbers.
fn packed(a: u32, b: u32) -> u64 {
    u64::from(a.min(b)) << 32 | u64::from(a.max(b))
}

/// Every pair that a rule of the profile brings together, once, those side by side that lie so.
///
/// Of rows that share a key with more than `large_block` others, only those that also lie within
/// the radius of the block by place, and none where the profile has no such block: a key that so
/// many share tells little, and rows that are one share a rarer one too.
pub(super) fn pairs(prepared: &Prepared, profile: &IdentityProfile, new_from: usize) -> Vec<Pair> {
    let near = profile.blocks.iter().find_map(|block| match block {
        Block::Place { field, metres } => {
            Some((places(prepared, profile.field(field).ok()?)?, *metres))
        }
        Block::Keys { .. } => None,
    });
    let order = &prepared.order.rows;
    let is_new = |place: u32| new_from == 0 || order[place as usize] as usize >= new_from;
    let mut all: Vec<u64> = Vec::new();
    for block in &profile.blocks {
        match block {
            Block::Place { field, metres } => {
                let at = profile.field(field).ok();
                if let Some(spots) = at.and_then(|at| places(prepared, at)) {
                    let rows = (0..).zip(spots).filter(|(_, spot)| spot.is_some());
                    let rows = rows.map(|(row, _)| row).collect();
                    let limit = Some(profile.large_block);
                    all.extend(within(spots, rows, *metres, limit, &is_new));
                }
            }
            Block::Keys { keys, at_most } => {
                let keyed = Keyed::new(prepared, profile, keys);
                let most = at_most.unwrap_or(usize::MAX);
                let each = |mut found: Vec<u64>, same: &[u64]| {
                    let rows = || same.iter().map(|entry| keyed.row(*entry));
                    if same.len() < 2 || same.len() > most || !rows().any(is_new) {
                        return found;
                    }
                    if same.len() <= profile.large_block {
                        for (at, a) in rows().enumerate() {
                            let others = rows().skip(at + 1);
                            let fresh = others.filter(|b| is_new(a) || is_new(*b));
                            found.extend(fresh.map(|b| packed(a, b)));
                        }
                    } else if let Some((spots, metres)) = near {
                        let rows = rows().filter(|row| spots[*row as usize].is_some());
                        found.extend(within(spots, rows.collect(), metres, None, &is_new));
                    }
                    found
                };
                let same_key = |x: &u64, y: &u64| keyed.key(*x) == keyed.key(*y);
                let chunks = keyed.all.par_chunk_by(same_key);
                let found: Vec<Vec<u64>> = chunks.fold(Vec::new, each).collect();
                for part in found {
                    all.extend_from_slice(&part);
                }
            }
        }
    }
    sort(&mut all);
    all.dedup();
    let rows = |pair: u64| {
        #[expect(clippy::cast_possible_truncation, reason = "the two halves of a pair")]
        let (a, b) = (order[(pair >> 32) as usize], order[pair as u32 as usize]);
        (a.min(b), a.max(b))
    };
    all.into_par_iter().map(rows).collect()
}

fn places(prepared: &Prepared, field: usize) -> Option<&[Option<Spot>]> {
    match &prepared.columns[field] {
        Column::Places(all) if !all.is_empty() => Some(all),
        _ => None,
    }
}

/// Rows by joint key, in order: the key in the upper bits, the row in the lower ones. Keys that share
/// their upper bits are rows more to compare, never fewer.
struct Keyed {
    all: Vec<u64>,
    row_bits: u32,
}

impl Keyed {
    fn new(prepared: &Prepared, profile: &IdentityProfile, keys: &[Key]) -> Self {
        let row_bits = prepared.rows.next_power_of_two().trailing_zeros();
        let column = |name: &str| Some(&prepared.columns[profile.field(name).ok()?]);
        // What may stand in the field of another is a key of it too: a site called by its address.
        let of = |key: &Key| {
            let field = &profile.fields[profile.field(&key.field).ok()?];
            let own = [Some(field.name.as_str()), field.crossed.as_deref()];
            let also = if key.of == KeyOf::Value { 2 } else { 1 };
            let columns = own[..also].iter().flatten().filter_map(|name| column(name));
            let known = columns.filter(|column| column.known());
            Some(known.map(|column| KeyColumn::new(column, key.of)).collect())
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
            joint.push(0);
            for columns in &columns {
                own.clear();
                for column in columns {
                    column.add(row, own);
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
        let mut all = found.collect::<Vec<Vec<u64>>>().concat();
        sort(&mut all);
        all.dedup();
        Self { all, row_bits }
    }

    fn key(&self, entry: u64) -> u64 {
        entry.checked_shr(self.row_bits).unwrap_or(0)
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a row is no longer than its bits"
    )]
    fn row(&self, entry: u64) -> u32 {
        (entry & ((1 << self.row_bits) - 1)) as u32
    }
}

/// A column that gives keys.
struct KeyColumn<'a> {
    column: &'a Column,
    of: KeyOf,
    /// The key of each word, if it has words.
    words: Vec<u64>,
}

impl<'a> KeyColumn<'a> {
    fn new(column: &'a Column, of: KeyOf) -> Self {
        let start = |word: &str| hash(word.chars().take(3).collect::<String>());
        let words = match column {
            Column::Words(all) => {
                let each = all.written.iter().map(|(word, own)| match of {
                    KeyOf::Sound => hash(consonants(word)),
                    KeyOf::Start => start(word),
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
        let start = |name: &Name| hash(name.core.chars().take(3).collect::<String>());
        match (self.column, self.of) {
            (Column::Names(all), KeyOf::Value) => keys.extend(all[row].iter().map(Name::full_key)),
            (Column::Names(all), KeyOf::Sound) => {
                let sounds = |name: &Name| hash((sound_of(name), &name.numerals));
                keys.extend(all[row].iter().map(sounds));
            }
            (Column::Names(all), KeyOf::Start) => keys.extend(all[row].iter().map(start)),
            (Column::Names(all), _) => keys.extend(all[row].iter().flat_map(pieces)),
            (Column::Words(all), _) => {
                keys.extend(
                    all.of(row)
                        .iter()
                        .map(|number| self.words[*number as usize]),
                );
            }
            (Column::Dates(all), KeyOf::Start) => {
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
            (Column::Places(_) | Column::Facts(_), _) => {}
        }
    }
}

/// The words of a name, or its pairs of neighbouring characters. Numbers do not matter: 3号厂房 is
/// to meet its plant.
fn pieces(name: &Name) -> impl Iterator<Item = u64> + '_ {
    let characters = name.chars.windows(2).map(hash);
    let words = name.words.iter().map(|word| word.hash);
    characters.chain(words)
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

/// Pairs of these places at most so far from each other, of which one is new. With a limit, a row that has more neighbours
/// than that is paired with the nearest in longitude only.
fn within(
    spots: &[Option<Spot>],
    rows: Vec<u32>,
    radius: f64,
    limit: Option<usize>,
    is_new: &(impl Fn(u32) -> bool + Sync),
) -> Vec<u64> {
    let mut at: Vec<(i64, i64, u32, &Spot)> = rows
        .into_iter()
        .filter_map(|row| {
            let spot = spots[row as usize].as_ref()?;
            #[expect(clippy::cast_possible_truncation, reason = "a band of latitude")]
            let band = (spot.latitude * 111_000.0 / radius).floor() as i64;
            Some((band, in_order(spot.longitude), row, spot))
        })
        .collect();
    at.sort_unstable_by_key(|(band, east, row, _)| (*band, *east, *row));
    let bands: Vec<&[(i64, i64, u32, &Spot)]> = at.chunk_by(|x, y| x.0 == y.0).collect();
    let limit = limit.unwrap_or(usize::MAX);
    let each = |number: usize| {
        let band = bands[number];
        let above = bands
            .get(number + 1)
            .filter(|next| next[0].0 == band[0].0 + 1);
        let mut found: Vec<u64> = Vec::new();
        for (i, (_, _, row, spot)) in band.iter().enumerate() {
            let width = window(spot, radius);
            let mut taken = 0_usize;
            let mut take = |other: &(i64, i64, u32, &Spot)| {
                let north = (spot.latitude - other.3.latitude).abs() * 111_000.0;
                if north <= radius && metres(spot, other.3) <= radius {
                    if is_new(*row) || is_new(other.2) {
                        found.push(packed(*row, other.2));
                    }
                    taken += 1;
                }
                taken < limit
            };
            let east = band[i + 1..].iter();
            let mut more = true;
            for other in east.take_while(|other| other.3.longitude - spot.longitude <= width) {
                more = take(other);
                if !more {
                    break;
                }
            }
            if let (true, Some(above)) = (more, above) {
                let from =
                    above.partition_point(|other| other.3.longitude < spot.longitude - width);
                let east = above[from..].iter();
                for other in east.take_while(|other| other.3.longitude - spot.longitude <= width) {
                    if !take(other) {
                        break;
                    }
                }
            }
        }
        found
    };
    (0..bands.len())
        .into_par_iter()
        .flat_map_iter(each)
        .collect()
}

/// A number that is ordered as [`f64::total_cmp`] orders.
fn in_order(value: f64) -> i64 {
    let bits = value.to_bits().cast_signed();
    bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed()
}

/// How many degrees of longitude the radius is at most, in this band and the next.
fn window(spot: &Spot, radius: f64) -> f64 {
    let farthest = (spot.latitude.abs() + 2.0 * radius / 111_000.0).min(89.9);
    radius / (111_320.0 * farthest.to_radians().cos()) * 1.01
}
