//! Scoring: the evidence about a pair in bits, its sums, and the class that follows from them.

mod bound;
mod weights;

use serde::{Deserialize, Serialize};

use self::bound::{FieldBound, ROUNDING_BITS};
use self::weights::depends_on_density;
use super::comparison::{
    NameSketch, code_level, date_level, facts_level, jurisdiction_level, location_level,
    names_level, number_level, word_level,
};
use super::csr::Csr;
use super::features::{FeatureColumn, FeatureTable, Measurement, ParsedName, WordColumn};
use super::hash::hash;
use super::levels::{CategoryLevel, CodeLevel, NameLevel, NumberLevel, WordLevel};
use super::profile::{Comparison, IdentityProfile};
use super::rows::{RecordPair, RecordRow, TableRow};
use crate::lineage::MatchClass;

pub(super) use self::bound::{OtherFieldsBound, PairUpperBound};
pub use self::weights::MatchWeights;
pub(super) use self::weights::{FieldLevel, WeightTable};

/// The evidence of one field about a pair: its level, and the bits that this adds to each match weight. The
/// evidence of all fields, added up in order, gives the match weights of the pair exactly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The name of the field; `prior` for the odds before any field is compared.
    pub field: String,
    /// The comparison level of the two values; `unknown` if one of them is.
    pub level: String,
    /// How many records have the value, if its weight depends on that.
    pub shared_by: Option<u32>,
    /// The bits for "match".
    pub match_weight: f64,
    /// The bits for "part of".
    pub part_weight: f64,
}

/// A pair of records that was compared.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoredPair {
    /// One record, by row.
    pub a: RecordRow,
    /// The other.
    pub b: RecordRow,
    /// The match weights: the sums of the evidence.
    pub weights: MatchWeights,
    /// The class that follows from the weights.
    pub match_class: MatchClass,
}

impl ScoredPair {
    /// The two records, the smaller row first.
    pub fn pair(&self) -> RecordPair {
        RecordPair::new(self.a, self.b)
    }
}

/// The weights of a pair of which nothing is compared yet.
fn prior(profile: &IdentityProfile) -> MatchWeights {
    MatchWeights::new(
        profile.prior,
        profile.part_prior.unwrap_or(f64::NEG_INFINITY),
    )
}

/// Compares pairs of records and adds up the weights of their levels, after Fellegi and Sunter.
#[derive(Debug)]
pub(super) struct PairScorer<'a> {
    profile: &'a IdentityProfile,
    table: &'a FeatureTable,
    weights: WeightTable,
    bounds: Vec<FieldBound>,
    /// The index of each field's alternate field.
    alternate_fields: Vec<Option<usize>>,
    /// The correlated fields of each field: one bit each.
    correlated_fields: Vec<u64>,
    /// The fields in the order of comparison: locations first, as the weights of other fields depend on them,
    /// then those that are fast to compare.
    comparison_order: Vec<usize>,
}

/// What the comparison of one pair leaves to the next: the fields that both records know are mostly the same.
#[derive(Debug, Default)]
pub(super) struct ScoreScratch {
    /// None before the first pair.
    known_fields: Option<u64>,
    /// The known fields in the order of comparison, with the bound of each and all after it.
    fields: Vec<(usize, MatchWeights)>,
    /// The known fields of names, in the order of comparison, and by how much the bound of each is lower for the
    /// present pair.
    name_reductions: Vec<(usize, MatchWeights)>,
    /// By field; 0 for those that are not known.
    weights: Vec<MatchWeights>,
}

/// What the fields compared so far say about the weights of others.
#[derive(Default)]
struct PairContext {
    /// The two records are nearby.
    nearby: bool,
    /// Fields that follow from one that is at its first level: one bit each.
    correlated: u64,
}

impl<'a> PairScorer<'a> {
    pub(super) fn new(profile: &'a IdentityProfile, table: &'a FeatureTable) -> Self {
        let weights = WeightTable::new(profile, table.len());
        let index = |name: &String| profile.field_index(name).ok();
        let alternate_fields = profile.fields.iter();
        let alternate_fields =
            alternate_fields.map(|field| field.alternate_field.as_ref().and_then(index));
        let correlated_fields = profile.fields.iter().map(|field| {
            let fields = field.correlated_fields.iter().filter_map(index);
            fields.fold(0, |all, at| all | 1 << at)
        });
        let mut comparison_order: Vec<usize> = (0..profile.fields.len()).collect();
        comparison_order.sort_by_key(|at| match profile.fields[*at].comparison {
            Comparison::Location => 0,
            Comparison::Number | Comparison::Date | Comparison::Category => 1,
            Comparison::Jurisdiction => 2,
            Comparison::Code => 3,
            Comparison::Name | Comparison::Word | Comparison::Facts => 4,
        });
        Self {
            profile,
            table,
            bounds: FieldBound::of_fields(profile, table, &weights),
            weights,
            alternate_fields: alternate_fields.collect(),
            correlated_fields: correlated_fields.collect(),
            comparison_order,
        }
    }

    pub(super) fn table(&self) -> &'a FeatureTable {
        self.table
    }

    /// The match weight up to which two records must not be in one cluster: their evidence alone, without the
    /// prior, is at the lower threshold.
    pub(super) fn non_match_weight(&self) -> f64 {
        self.profile.reject + self.profile.prior
    }

    /// The match weights of a pair.
    pub(super) fn weights(&self, pair: RecordPair, scratch: &mut ScoreScratch) -> MatchWeights {
        let (a, b) = self.table.order.table_rows(pair.a, pair.b);
        let weights = self.weights_above(a, b, f64::NEG_INFINITY, scratch);
        weights.unwrap_or_default()
    }

    /// A pair with these weights, by records.
    pub(super) fn scored(&self, pair: RecordPair, weights: MatchWeights) -> ScoredPair {
        ScoredPair {
            a: pair.a,
            b: pair.b,
            weights,
            match_class: self.classify(weights),
        }
    }

    /// The match weights of a pair, if one of them exceeds `threshold`; the smaller row first.
    pub(super) fn weights_above(
        &self,
        a: TableRow,
        b: TableRow,
        threshold: f64,
        scratch: &mut ScoreScratch,
    ) -> Option<MatchWeights> {
        let known_fields = &self.table.known_fields;
        let known_fields = known_fields[a.index()] & known_fields[b.index()];
        if scratch.known_fields != Some(known_fields) {
            *scratch = self.scratch(known_fields);
        }
        let ScoreScratch {
            fields,
            name_reductions,
            weights,
            ..
        } = scratch;
        let is_out_of_reach = |bound: MatchWeights| bound.best() + ROUNDING_BITS <= threshold;
        // Names are the slowest to compare, so their sketches lower the bound of every field before them.
        let mut reduction = MatchWeights::default();
        for (at, own) in name_reductions.iter_mut() {
            *own = self.name_reduction(*at, a, b);
            reduction += *own;
        }
        let mut reductions = name_reductions.iter().peekable();
        let (mut sum, mut context) = (prior(self.profile), PairContext::default());
        for (at, rest) in fields.iter() {
            if is_out_of_reach(sum + (*rest - reduction)) {
                return None;
            }
            let level = self.level(*at, a, b);
            weights[*at] = self.add_level(*at, level, &mut context);
            sum += weights[*at];
            if let Some((_, own)) = reductions.next_if(|(next, _)| next == at) {
                reduction -= *own;
            }
        }
        if is_out_of_reach(sum) {
            return None;
        }
        // Once more in the order of the profile, in which the evidence is shown and adds up.
        let mut sum = prior(self.profile);
        for (at, weights) in weights.iter().enumerate() {
            sum += context.limited(at, *weights);
        }
        (sum.best() > threshold).then_some(sum)
    }

    fn scratch(&self, known_fields: u64) -> ScoreScratch {
        let fields = self.comparison_order.iter().copied();
        let fields: Vec<usize> = fields.filter(|at| known_fields >> at & 1 == 1).collect();
        let mut rest = MatchWeights::default();
        let mut with_rest = Vec::with_capacity(fields.len());
        for at in fields.iter().rev() {
            rest += self.bounds[*at].max;
            with_rest.push((*at, rest));
        }
        with_rest.reverse();
        let names = fields.into_iter().filter(|at| self.names(*at).is_some());
        ScoreScratch {
            known_fields: Some(known_fields),
            fields: with_rest,
            name_reductions: names.map(|at| (at, MatchWeights::default())).collect(),
            weights: vec![MatchWeights::default(); self.profile.fields.len()],
        }
    }

    fn names(&self, field: usize) -> Option<&'a Csr<ParsedName>> {
        match &self.table.columns[field] {
            FeatureColumn::Names(all) => Some(all),
            _ => None,
        }
    }

    /// By how much less than its greatest weights a field of names can add for two records with one name each.
    fn name_reduction(&self, field: usize, a: TableRow, b: TableRow) -> MatchWeights {
        let names = self.names(field);
        let names = names.map(|all| (all.row(a.index()), all.row(b.index())));
        let Some(([x], [y])) = names else {
            return MatchWeights::default();
        };
        let bound = &self.bounds[field];
        bound.max - bound.of_names(NameSketch::from(x), NameSketch::from(y))
    }

    /// The weights of the level of a field after those that were compared before.
    fn add_level(
        &self,
        field: usize,
        level: Option<FieldLevel>,
        context: &mut PairContext,
    ) -> MatchWeights {
        let weights = self.weights.weights(field, level, context.nearby);
        context.nearby |= self.weights.is_nearby(field, level);
        if level.is_some_and(|level| level.level == 0) {
            context.correlated |= self.correlated_fields[field];
        }
        weights
    }

    /// The level of every field, for estimating probabilities.
    pub(super) fn levels(&self, pair: RecordPair) -> Vec<Option<u8>> {
        let (a, b) = self.table.order.table_rows(pair.a, pair.b);
        (0..self.profile.fields.len())
            .map(|at| self.level(at, a, b).map(|level| level.level))
            .collect()
    }

    /// The evidence of every field, after the prior. A field of which one value is unknown weighs nothing.
    pub(super) fn evidence(&self, pair: RecordPair) -> Vec<Evidence> {
        let (a, b) = self.table.order.table_rows(pair.a, pair.b);
        let prior = prior(self.profile);
        let mut evidence = vec![Evidence {
            field: "prior".to_owned(),
            level: String::new(),
            shared_by: None,
            match_weight: prior.match_weight,
            part_weight: prior.part_weight,
        }];
        let mut levels = vec![(None, MatchWeights::default()); self.profile.fields.len()];
        let mut context = PairContext::default();
        for at in &self.comparison_order {
            let level = self.level(*at, a, b);
            levels[*at] = (level, self.add_level(*at, level, &mut context));
        }
        let fields = self.profile.fields.iter().zip(levels).enumerate();
        evidence.extend(fields.map(|(at, (field, (level, weights)))| {
            let weights = context.limited(at, weights);
            let names = field.comparison.levels();
            let name = level.and_then(|level| names.get(usize::from(level.level)));
            Evidence {
                field: field.name.clone(),
                level: (*name.unwrap_or(&"unknown")).to_owned(),
                shared_by: level.and_then(|level| level.shared_by),
                match_weight: weights.match_weight,
                part_weight: weights.part_weight,
            }
        }));
        evidence
    }

    /// The class of a pair with these weights.
    pub(super) fn classify(&self, weights: MatchWeights) -> MatchClass {
        // One hypothesis must be twice as likely as the other.
        const MARGIN: f64 = 1.0;
        let best = weights.best();
        if best <= self.profile.reject {
            MatchClass::NonMatch
        } else if best < self.profile.accept {
            MatchClass::Possible
        } else if weights.match_weight >= weights.part_weight + MARGIN {
            MatchClass::Match
        } else if weights.part_weight >= weights.match_weight + MARGIN {
            MatchClass::PartOf
        } else {
            MatchClass::Possible
        }
    }

    /// The level of a field; none if a value is unknown or the comparison decides nothing.
    fn level(&self, field: usize, a: TableRow, b: TableRow) -> Option<FieldLevel> {
        let (at_a, at_b) = (a.index(), b.index());
        match &self.table.columns[field] {
            FeatureColumn::Names(all) => self.level_of_names(field, all, a, b),
            FeatureColumn::Words(all) => self.level_of_words(field, all, a, b),
            FeatureColumn::Numbers(all) => {
                let (x, y) = (all.get(at_a)?.as_ref()?, all.get(at_b)?.as_ref()?);
                let level = number_level(x, y);
                let size = |number: &Measurement| self.count(field, number.size_key());
                let shared_by = match level {
                    NumberLevel::Equal => x.exact_key.and_then(|key| self.count(field, hash(key))),
                    NumberLevel::Agree | NumberLevel::Rounded => size(x).max(size(y)),
                    _ => None,
                };
                Some(FieldLevel {
                    level: level.into(),
                    shared_by,
                })
            }
            FeatureColumn::Dates(all) => {
                let (x, y) = ((*all.get(at_a)?)?, (*all.get(at_b)?)?);
                Some(date_level(x, y).into())
            }
            FeatureColumn::Locations(all) => {
                let (x, y) = (all.get(at_a)?.as_ref()?, all.get(at_b)?.as_ref()?);
                let level = location_level(x, y);
                let shared_by = if depends_on_density(level) {
                    let (x, y) = (x.grid_cell, y.grid_cell);
                    self.count(field, x).max(self.count(field, y))
                } else {
                    None
                };
                Some(FieldLevel {
                    level: level.into(),
                    shared_by,
                })
            }
            FeatureColumn::Facts(all) => {
                facts_level(all.row(at_a), all.row(at_b)).map(FieldLevel::from)
            }
        }
    }

    fn level_of_names(
        &self,
        field: usize,
        all: &Csr<ParsedName>,
        a: TableRow,
        b: TableRow,
    ) -> Option<FieldLevel> {
        let (at_a, at_b) = (a.index(), b.index());
        let own = names_level(all.row(at_a), all.row(at_b));
        if own.is_none_or(|(level, _)| level > NameLevel::AlternateField)
            && let Some(alternate) = self.alternate_fields[field]
            && let Some(alternates) = self.names(alternate)
        {
            // A name with a number that is the other's address: 解放路12号.
            let is_alternate = |names: &[ParsedName], addresses: &[ParsedName]| {
                let mut names = names.iter().filter(|name| !name.numerals.is_empty());
                names.any(|name| {
                    names_level(std::slice::from_ref(name), addresses)
                        .is_some_and(|(level, _)| level == NameLevel::Exact)
                })
            };
            if is_alternate(all.row(at_a), alternates.row(at_b))
                || is_alternate(all.row(at_b), alternates.row(at_a))
            {
                return Some(NameLevel::AlternateField.into());
            }
        }
        let (level, spelling) = own?;
        let shared_by = if level <= NameLevel::Generic {
            self.count(field, all.row(at_a)[spelling].full_key)
        } else {
            None
        };
        Some(FieldLevel {
            level: level.into(),
            shared_by,
        })
    }

    fn level_of_words(
        &self,
        field: usize,
        all: &WordColumn,
        a: TableRow,
        b: TableRow,
    ) -> Option<FieldLevel> {
        let comparison = self.profile.fields[field].comparison;
        let level = most_similar_words(comparison, all, a, b)?;
        if comparison == Comparison::Word
            && level == u8::from(WordLevel::Different)
            && self.words_are_swapped(field, all, a, b)
        {
            return Some(WordLevel::AlternateField.into());
        }
        let shared_by = if level == 0 {
            let word = all.row(a).first();
            word.and_then(|word| self.count(field, hash(word)))
        } else {
            None
        };
        Some(FieldLevel { level, shared_by })
    }

    /// Whether each record has a word of the other in its alternate field.
    fn words_are_swapped(&self, field: usize, own: &WordColumn, a: TableRow, b: TableRow) -> bool {
        let alternate = self.alternate_fields[field].map(|at| &self.table.columns[at]);
        let Some(FeatureColumn::Words(alternates)) = alternate else {
            return false;
        };
        let shares_word = |x: TableRow, y: TableRow| {
            let mut words = own.row(x).iter().map(|number| own.spelling(*number));
            words.any(|word| {
                let mut others = alternates.row(y).iter();
                others.any(|other| alternates.spelling(*other) == word)
            })
        };
        shares_word(a, b) && shares_word(b, a)
    }

    /// How many records have a value; none if its weight does not depend on that.
    fn count(&self, field: usize, key: u64) -> Option<u32> {
        let counts = self.table.value_counts[field].as_ref()?;
        Some(counts.get(&key).copied().unwrap_or(1))
    }
}

impl PairContext {
    /// The weights of a field. If it is correlated with one at its first level, it adds at most one bit: half of
    /// the non-matches with one address are in one town, if on average each address occurs in one other town.
    fn limited(&self, field: usize, weights: MatchWeights) -> MatchWeights {
        if self.correlated >> field & 1 == 1 {
            weights.min(MatchWeights::new(1.0, 1.0))
        } else {
            weights
        }
    }
}

/// The most similar level of any word of one record and any of the other.
fn most_similar_words(
    comparison: Comparison,
    all: &WordColumn,
    a: TableRow,
    b: TableRow,
) -> Option<u8> {
    let level = |x: u32, y: u32| -> Option<u8> {
        if x == y {
            return Some(0);
        }
        let (x, y) = (all.spelling(x), all.spelling(y));
        match comparison {
            Comparison::Word => Some(word_level(x, y).into()),
            Comparison::Code => code_level(x, y).map(CodeLevel::into),
            Comparison::Jurisdiction => jurisdiction_level(x, y).map(CategoryLevel::into),
            _ => Some(CategoryLevel::Different.into()),
        }
    };
    match (all.row(a), all.row(b)) {
        ([x], [y]) => level(*x, *y),
        (left, right) => {
            let pairs = left.iter().flat_map(|x| right.iter().map(move |y| (x, y)));
            pairs.filter_map(|(x, y)| level(*x, *y)).min()
        }
    }
}
