//! The upper bound of a pair: the greatest match weights that it can have, without a full comparison.
//!
//! Every field adds at most the greatest weights among the levels that its two values can be at. The bound adds
//! these up in two stages. [`PairUpperBound`] works on a [`RecordSketch`] of each record, one cache line, which
//! gives the possible levels of a name, a location, two quantities and a jurisdiction; every other field that
//! both records know is assumed to be at its best level. Most candidate pairs are non-matches, and their sketches
//! already prove it. The pairs that remain are compared field by field by the [`PairScorer`](super::PairScorer),
//! which stops as soon as the weights so far and the [`FieldBound`]s of the rest cannot reach the threshold.
//!
//! A bound is never too low, whatever the probabilities of a profile are, so that it changes no result.

use rayon::prelude::*;

use super::weights::{MatchWeights, WeightTable};
use crate::linkage::comparison::{LocationSketch, NameSketch, NumberSketch, PossibleNameLevels};
use crate::linkage::features::{FeatureColumn, FeatureTable, ParsedName};
use crate::linkage::levels::{CategoryLevel, LocationLevel, NameLevel};
use crate::linkage::profile::{ComparedField, Comparison, IdentityProfile};
use crate::linkage::rows::TableRow;

/// More than the rounding of a sum of weights, in bits.
pub(super) const ROUNDING_BITS: f64 = 1e-6;

/// The greatest weights that a field can add.
#[derive(Clone, Debug, Default)]
pub(super) struct FieldBound {
    /// The greatest weights of any level, or 0 if a value is unknown.
    pub(super) max: MatchWeights,
    /// The greatest weights of each level and all less similar ones.
    from_level: Vec<MatchWeights>,
    names: NameBound,
}

/// The greatest weights of two names, by [`PossibleNameLevels`].
#[derive(Clone, Debug, Default)]
struct NameBound {
    all: MatchWeights,
    different: MatchWeights,
    unequal: [MatchWeights; 1 << PossibleNameLevels::OPTIONAL.len()],
}

impl FieldBound {
    /// The bounds of all fields of a profile.
    pub(super) fn of_fields(
        profile: &IdentityProfile,
        table: &FeatureTable,
        weights: &WeightTable,
    ) -> Vec<Self> {
        let fields = profile.fields.iter().enumerate();
        let bounds = fields.map(|(at, field)| {
            let mut levels = weights.upper_bounds(at);
            let names = if field.comparison == Comparison::Name {
                let alternate = field.alternate_field.as_ref();
                let alternate = alternate.and_then(|name| profile.field_index(name).ok());
                let has_alternate = alternate.is_some_and(|at| !table.columns[at].is_empty());
                NameBound::new(&levels, has_alternate)
            } else {
                NameBound::default()
            };
            for at in (1..levels.len()).rev() {
                levels[at - 1] = levels[at - 1].max(levels[at]);
            }
            let best = levels.first().copied().unwrap_or_default();
            Self {
                max: best.max(MatchWeights::default()),
                from_level: levels,
                names,
            }
        });
        bounds.collect()
    }

    /// The greatest weights of a field of names, for two records with one name each.
    pub(super) fn of_names(&self, a: NameSketch, b: NameSketch) -> MatchWeights {
        self.names.get(PossibleNameLevels::new(a, b))
    }
}

impl NameBound {
    fn new(levels: &[MatchWeights], has_alternate_field: bool) -> Self {
        let weights = |level: NameLevel| levels[level as usize];
        let best = |levels: &[NameLevel], start: MatchWeights| {
            let levels = levels.iter();
            levels.fold(start, |best, level| best.max(weights(*level)))
        };
        let mut different = weights(NameLevel::Different);
        if has_alternate_field {
            different = different.max(weights(NameLevel::AlternateField));
        }
        let always = [NameLevel::Similar, NameLevel::Region, NameLevel::Numeral];
        let always = best(&always, different);
        Self {
            all: levels.iter().copied().fold(different, MatchWeights::max),
            different,
            unequal: std::array::from_fn(|bits| {
                let optional = PossibleNameLevels::OPTIONAL.iter().enumerate();
                let possible = optional.filter(|(bit, _)| bits >> bit & 1 == 1);
                possible.fold(always, |best, (_, level)| best.max(weights(*level)))
            }),
        }
    }

    fn get(&self, levels: PossibleNameLevels) -> MatchWeights {
        match levels {
            PossibleNameLevels::All => self.all,
            PossibleNameLevels::Different => self.different,
            PossibleNameLevels::Unequal(optional) => self.unequal[usize::from(optional)],
        }
    }
}

/// How many fields of quantities have sketches.
const NUMBERS: usize = 2;

/// Flags of a [`RecordSketch`]: the record has one name.
const HAS_NAME: u8 = 1;
/// It has a location.
const HAS_LOCATION: u8 = 1 << 1;
/// It has the first quantity; the flag of the second is one bit higher.
const HAS_NUMBER: u8 = 1 << 2;
/// It has one jurisdiction.
const HAS_JURISDICTION: u8 = 1 << 4;
/// A field is compared by sketch if both records have its flag.
const SKETCHED: u8 = HAS_NAME | HAS_LOCATION | HAS_NUMBER | HAS_NUMBER << 1 | HAS_JURISDICTION;
/// The name is generic.
const IS_GENERIC: u8 = 1 << 5;
/// The name contains numbers.
const HAS_NUMERALS: u8 = 1 << 6;
/// The location has a footprint.
const HAS_FOOTPRINT: u8 = 1 << 7;

/// The features of a record in one cache line, rounded so that bounds hold.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct RecordSketch {
    /// As in [`FeatureTable::known_fields`].
    known_fields: u64,
    char_bitmap: u64,
    core_key: u32,
    /// The number of the word.
    jurisdiction: u32,
    numbers: [NumberSketch; NUMBERS],
    location: LocationSketch,
    name_length: u8,
    flags: u8,
}

impl RecordSketch {
    fn new(table: &FeatureTable, columns: &[(&FeatureColumn, u8)], row: TableRow) -> Self {
        let at = row.index();
        let mut sketch = Self {
            known_fields: table.known_fields[at],
            ..Self::default()
        };
        for (column, flag) in columns {
            let has_sketch = match column {
                FeatureColumn::Names(all) => match all.row(at) {
                    [name] => sketch.set_name(name),
                    _ => false,
                },
                FeatureColumn::Locations(all) => all[at].as_ref().is_some_and(|location| {
                    if location.footprint.is_some() {
                        sketch.flags |= HAS_FOOTPRINT;
                    }
                    let own = LocationSketch::new(location);
                    sketch.location = own.unwrap_or_default();
                    own.is_some()
                }),
                FeatureColumn::Numbers(all) => {
                    let own = all[at].as_ref().and_then(NumberSketch::new);
                    sketch.numbers[usize::from(*flag != HAS_NUMBER)] = own.unwrap_or_default();
                    own.is_some()
                }
                FeatureColumn::Words(all) => match all.row(row) {
                    [word] => {
                        sketch.jurisdiction = *word;
                        true
                    }
                    _ => false,
                },
                FeatureColumn::Dates(_) | FeatureColumn::Facts(_) => false,
            };
            if has_sketch {
                sketch.flags |= *flag;
            }
        }
        sketch
    }

    fn set_name(&mut self, name: &ParsedName) -> bool {
        let sketch = NameSketch::from(name);
        self.core_key = sketch.core_key;
        self.char_bitmap = sketch.char_bitmap;
        self.name_length = sketch.length;
        if sketch.is_generic {
            self.flags |= IS_GENERIC;
        }
        if sketch.has_numerals {
            self.flags |= HAS_NUMERALS;
        }
        true
    }

    fn name(&self) -> NameSketch {
        NameSketch {
            char_bitmap: self.char_bitmap,
            core_key: self.core_key,
            length: self.name_length,
            is_generic: self.flags & IS_GENERIC != 0,
            has_numerals: self.flags & HAS_NUMERALS != 0,
        }
    }
}

/// The bound of the fields without sketches. It only depends on the fields that both records know, which are
/// mostly those of the pair before.
#[derive(Debug, Default)]
pub(in crate::linkage) struct OtherFieldsBound {
    known_fields: Option<(u64, u8)>,
    weights: MatchWeights,
}

/// The first stage of the bound: sketches of all records, and the weights of the levels that they leave possible.
#[derive(Debug)]
pub(in crate::linkage) struct PairUpperBound {
    sketches: Vec<RecordSketch>,
    prior: MatchWeights,
    /// The greatest weights of each field.
    max: Vec<MatchWeights>,
    /// The fields that have sketches, with their flags.
    sketched_fields: Vec<(usize, u8)>,
    name: NameBound,
    /// By the most similar level that is possible.
    location: Vec<MatchWeights>,
    numbers: [Vec<MatchWeights>; NUMBERS],
    same_jurisdiction: MatchWeights,
    other_jurisdiction: MatchWeights,
}

impl PairUpperBound {
    pub(in crate::linkage) fn new(table: &FeatureTable, profile: &IdentityProfile) -> Self {
        let weights = WeightTable::new(profile, table.len());
        let bounds = FieldBound::of_fields(profile, table, &weights);
        let fields = |is: &dyn Fn(&ComparedField) -> bool| -> Vec<usize> {
            let fields = profile.fields.iter().enumerate();
            let fields = fields.filter(|(at, field)| is(field) && !table.columns[*at].is_empty());
            fields.map(|(at, _)| at).collect()
        };
        let compared_as = |comparison| fields(&|field| field.comparison == comparison);
        let name = compared_as(Comparison::Name);
        let location = compared_as(Comparison::Location);
        let numbers = compared_as(Comparison::Number);
        let jurisdiction = compared_as(Comparison::Jurisdiction);
        let number_flags = numbers.iter().zip([HAS_NUMBER, HAS_NUMBER << 1]);
        let mut sketched_fields: Vec<(usize, u8)> =
            number_flags.map(|(at, flag)| (*at, flag)).collect();
        for (fields, flag) in [
            (&name, HAS_NAME),
            (&location, HAS_LOCATION),
            (&jurisdiction, HAS_JURISDICTION),
        ] {
            sketched_fields.extend(fields.first().map(|at| (*at, flag)));
        }
        let columns = sketched_fields.iter();
        let columns: Vec<(&FeatureColumn, u8)> = columns
            .map(|(at, flag)| (&table.columns[*at], *flag))
            .collect();
        let bound = |field: Option<&usize>| field.map(|at| bounds[*at].clone()).unwrap_or_default();
        let jurisdiction = jurisdiction.first().map(|at| weights.upper_bounds(*at));
        let jurisdiction = |level: CategoryLevel| {
            let levels = jurisdiction.as_ref();
            levels.map_or_else(MatchWeights::default, |levels| levels[level as usize])
        };
        Self {
            sketches: table
                .rows()
                .map(|row| RecordSketch::new(table, &columns, row))
                .collect(),
            prior: super::prior(profile),
            name: bound(name.first()).names,
            location: bound(location.first()).from_level,
            numbers: [numbers.first(), numbers.get(1)].map(|field| bound(field).from_level),
            same_jurisdiction: jurisdiction(CategoryLevel::Exact),
            // One may lie within the other, which is no evidence.
            other_jurisdiction: jurisdiction(CategoryLevel::Different).max(MatchWeights::default()),
            max: bounds.into_iter().map(|bound| bound.max).collect(),
            sketched_fields,
        }
    }

    /// Whether a weight of the pair may exceed `threshold`; false only if none can. `others` is kept from pair to
    /// pair.
    pub(in crate::linkage) fn may_exceed(
        &self,
        a: TableRow,
        b: TableRow,
        threshold: f64,
        others: &mut OtherFieldsBound,
    ) -> bool {
        let (x, y) = (&self.sketches[a.index()], &self.sketches[b.index()]);
        let flags = x.flags & y.flags & SKETCHED;
        let known_fields = (x.known_fields & y.known_fields, flags);
        if others.known_fields != Some(known_fields) {
            *others = self.other_fields(known_fields);
        }
        let mut bound = others.weights;
        if flags & HAS_LOCATION != 0 {
            let level = if x.flags & y.flags & HAS_FOOTPRINT != 0 {
                LocationLevel::Overlap
            } else {
                x.location.most_similar_level(&y.location)
            };
            bound += self.location[level as usize];
        }
        for (at, levels) in self.numbers.iter().enumerate() {
            if flags & HAS_NUMBER << at != 0 {
                let level = x.numbers[at].most_similar_level(&y.numbers[at]);
                bound += levels[level as usize];
            }
        }
        if flags & HAS_NAME != 0 {
            bound += self.name.get(PossibleNameLevels::new(x.name(), y.name()));
        }
        if flags & HAS_JURISDICTION != 0 {
            bound += if x.jurisdiction == y.jurisdiction {
                self.same_jurisdiction
            } else {
                self.other_jurisdiction
            };
        }
        bound.best() + ROUNDING_BITS > threshold
    }

    fn other_fields(&self, known_fields: (u64, u8)) -> OtherFieldsBound {
        let (known, flags) = known_fields;
        let sketched = self.sketched_fields.iter();
        let sketched = sketched.filter(|(_, flag)| flags & flag != 0);
        let others = sketched.fold(known, |others, (at, _)| others & !(1 << at));
        let others = self
            .max
            .iter()
            .enumerate()
            .filter(|(at, _)| others >> at & 1 == 1);
        OtherFieldsBound {
            known_fields: Some(known_fields),
            weights: others.fold(self.prior, |sum, (_, max)| sum + *max),
        }
    }
}

#[cfg(test)]
mod tests;
