//! Which pairs are compared: those that share a key or lie near each other.

use rayon::prelude::*;

use super::likeness::metres;
use super::name::{Name, hash};
use super::prepare::{Column, Prepared, Spot};
use super::profile::{Block, IdentityProfile, Key, KeyOf};
use super::script::is_han;

/// A pair of rows, the smaller first.
pub(super) type Pair = (u32, u32);

/// Every pair that a rule of the profile brings together, once, in order.
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
    let mut all: Vec<Pair> = Vec::new();
    for block in &profile.blocks {
        match block {
            Block::Place { field, metres } => {
                if let Some(spots) = profile
                    .field(field)
                    .ok()
                    .and_then(|at| places(prepared, at))
                {
                    let rows: Vec<u32> = (0..)
                        .zip(spots)
                        .filter_map(|(row, spot)| spot.as_ref().map(|_| row))
                        .collect();
                    all.extend(within(spots, rows, *metres, Some(profile.large_block)));
                }
            }
            Block::Keys { keys, at_most } => {
                let most = at_most.unwrap_or(usize::MAX);
                for mut rows in by_key(prepared, profile, keys) {
                    if rows.len() > most {
                        continue;
                    }
                    if rows.len() <= profile.large_block {
                        for (at, a) in rows.iter().enumerate() {
                            all.extend(rows[at + 1..].iter().map(|b| (*a.min(b), *a.max(b))));
                        }
                    } else if let Some((spots, metres)) = near {
                        rows.retain(|row| spots[*row as usize].is_some());
                        all.extend(within(spots, rows, metres, None));
                    }
                }
            }
        }
    }
    all.retain(|(_, b)| *b as usize >= new_from);
    all.par_sort_unstable();
    all.dedup();
    all
}

fn places(prepared: &Prepared, field: usize) -> Option<&[Option<Spot>]> {
    match &prepared.columns[field] {
        Column::Places(all) => Some(all),
        _ => None,
    }
}

/// Rows that share all keys, in order of the keys.
fn by_key(prepared: &Prepared, profile: &IdentityProfile, keys: &[Key]) -> Vec<Vec<u32>> {
    let column = |name: &str| Some(&prepared.columns[profile.field(name).ok()?]);
    let columns: Vec<(&Column, KeyOf)> = keys
        .iter()
        .filter_map(|key| Some((column(&key.field)?, key.of)))
        .collect();
    let known = |column: &Column| (0..prepared.rows).any(|row| column.knows(row));
    if !columns.iter().all(|(column, _)| known(column)) {
        return Vec::new();
    }
    // What may stand in the field of another is a key of it too: a site called by its address.
    let also: Vec<Option<&Column>> = keys
        .iter()
        .filter_map(|key| profile.field(&key.field).ok())
        .map(|at| column(profile.fields[at].crossed.as_deref()?))
        .collect();
    let each = |row: usize| {
        let mut joint: Vec<u64> = vec![0];
        for ((column, of), also) in columns.iter().zip(&also) {
            let mut own = keys_of(column, *of, row);
            if let (Some(also), KeyOf::Value) = (also, of) {
                own.extend(keys_of(also, *of, row));
            }
            joint = joint
                .iter()
                .flat_map(|before| own.iter().map(move |key| hash((before, key))))
                .collect();
        }
        joint.sort_unstable();
        joint.dedup();
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        joint.into_iter().map(move |key| (key, row))
    };
    let mut all: Vec<(u64, u32)> = (0..prepared.rows)
        .into_par_iter()
        .flat_map_iter(each)
        .collect();
    all.par_sort_unstable();
    all.chunk_by(|x, y| x.0 == y.0)
        .filter(|chunk| chunk.len() > 1)
        .map(|chunk| chunk.iter().map(|(_, row)| *row).collect())
        .collect()
}

fn keys_of(column: &Column, of: KeyOf, row: usize) -> Vec<u64> {
    let mut keys: Vec<u64> = match (column, of) {
        (Column::Names(all), KeyOf::Value) => all[row].iter().map(Name::full_key).collect(),
        (Column::Names(all), KeyOf::Sound) => all[row]
            .iter()
            .map(|name| hash((sound_of(name), &name.numerals)))
            .collect(),
        (Column::Names(all), KeyOf::Start) => all[row]
            .iter()
            .map(|name| hash(name.core.chars().take(3).collect::<String>()))
            .collect(),
        (Column::Names(all), _) => all[row].iter().flat_map(pieces).collect(),
        (Column::Words(all), KeyOf::Sound) => {
            all[row].iter().map(|word| hash(consonants(word))).collect()
        }
        (Column::Words(all), KeyOf::Start) => all[row]
            .iter()
            .map(|word| hash(word.chars().take(3).collect::<String>()))
            .collect(),
        (Column::Words(all), _) => all[row].iter().map(hash).collect(),
        (Column::Dates(all), KeyOf::Start) => all[row].iter().map(|day| hash(&day[..4])).collect(),
        (Column::Dates(all), _) => all[row].iter().map(hash).collect(),
        (Column::Numbers(all), _) => all[row]
            .iter()
            .flat_map(|measure| {
                // Steps of two parts in a hundred, and the step below: sizes that agree share one.
                #[expect(clippy::cast_possible_truncation, reason = "a logarithm")]
                let step = (((measure.low + measure.high) * 0.5).ln() / 0.02).floor() as i64;
                [hash(step), hash(step - 1)]
            })
            .collect(),
        (Column::Places(_) | Column::Facts(_), _) => Vec::new(),
    };
    keys.sort_unstable();
    keys.dedup();
    keys
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

/// Pairs of these rows at most so far from each other. With a limit, a row that has more neighbours
/// than that is paired with the nearest in longitude only.
fn within(spots: &[Option<Spot>], rows: Vec<u32>, radius: f64, limit: Option<usize>) -> Vec<Pair> {
    let mut at: Vec<(i64, &Spot, u32)> = rows
        .into_iter()
        .filter_map(|row| {
            let spot = spots[row as usize].as_ref()?;
            #[expect(clippy::cast_possible_truncation, reason = "a band of latitude")]
            let band = (spot.latitude * 111_000.0 / radius).floor() as i64;
            Some((band, spot, row))
        })
        .collect();
    at.sort_unstable_by(|a, b| {
        a.0.cmp(&b.0)
            .then(a.1.longitude.total_cmp(&b.1.longitude))
            .then(a.2.cmp(&b.2))
    });
    let bands: Vec<&[(i64, &Spot, u32)]> = at.chunk_by(|x, y| x.0 == y.0).collect();
    let limit = limit.unwrap_or(usize::MAX);
    let each = |number: usize| {
        let band = bands[number];
        let above = bands
            .get(number + 1)
            .filter(|next| next[0].0 == band[0].0 + 1);
        let mut found: Vec<Pair> = Vec::new();
        for (i, (_, spot, row)) in band.iter().enumerate() {
            let width = window(spot, radius);
            let mut taken = 0_usize;
            let mut take = |other: &(i64, &Spot, u32)| {
                if metres(spot, other.1) <= radius {
                    found.push((*row.min(&other.2), *row.max(&other.2)));
                    taken += 1;
                }
                taken < limit
            };
            let east = band[i + 1..].iter();
            let mut more = true;
            for other in east.take_while(|other| other.1.longitude - spot.longitude <= width) {
                more = take(other);
                if !more {
                    break;
                }
            }
            if let (true, Some(above)) = (more, above) {
                let from =
                    above.partition_point(|other| other.1.longitude < spot.longitude - width);
                let east = above[from..].iter();
                for other in east.take_while(|other| other.1.longitude - spot.longitude <= width) {
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

/// How many degrees of longitude the radius is at most, in this band and the next.
fn window(spot: &Spot, radius: f64) -> f64 {
    let farthest = (spot.latitude.abs() + 2.0 * radius / 111_000.0).min(89.9);
    radius / (111_320.0 * farthest.to_radians().cos()) * 1.01
}
