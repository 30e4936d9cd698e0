//! Evidence about a pair: levels, their bits, and what follows.

use serde::{Deserialize, Serialize};

use super::likeness::{self, named};
use super::lists::Lists;
use super::name::{Name, hash};
use super::prepare::{Column, Measure, Prepared, Spot, Words};
use super::profile::{Comparison, IdentityProfile};
use super::weights::{self, Bits, FieldComparison, Weights};
use crate::lang::Lang;

/// The classification of a pair of records by Fellegi and Sunter, with "part of" between match and non-match.
#[non_exhaustive]
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum MatchClass {
    /// Both records are of one site.
    Match,
    /// The site of one record is a part of the other's.
    PartOf,
    /// The evidence decides neither way: the pair is for clerical review.
    Possible,
    /// The records are of two sites.
    NonMatch,
}

impl MatchClass {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::PartOf => "part_of",
            Self::Possible => "possible",
            Self::NonMatch => "non_match",
        }
    }

    /// What a planner reads.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Match => lang.pick("同一处", "match"),
            Self::PartOf => lang.pick("属于其中一部分", "part of"),
            Self::Possible => lang.pick("待核实", "possible match"),
            Self::NonMatch => lang.pick("不是同一处", "non-match"),
        }
    }
}

/// The two match weights of a pair, in bits: the sums of its evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchWeights {
    /// The weight for "match".
    pub match_weight: f64,
    /// The weight for "part of"; minus infinity if the profile does not look for parts.
    pub part_weight: f64,
}

/// The evidence of one field about a pair: its level and what that adds to the match weights. Added up in
/// order, the evidence of all fields gives the weights of the pair exactly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The field; `prior` for the odds before any field is compared.
    pub field: String,
    /// The comparison level of the two values; `unknown` if one is not known.
    pub level: String,
    /// How many records have this value, if its weight depends on that.
    pub shared_by: Option<u32>,
    /// Bits added to the weight for "match".
    pub match_weight: f64,
    /// Bits added to the weight for "part of".
    pub part_weight: f64,
}

/// Fellegi-Sunter weights ready to be added.
#[derive(Debug)]
pub(super) struct PairScorer<'a> {
    pub(super) profile: &'a IdentityProfile,
    pub(super) prepared: &'a Prepared,
    weights: Weights,
    /// What each field can add at most.
    most: Vec<Bits>,
    /// The same where it compares names, for two that differ in more than their numbers.
    most_unequal: Vec<Bits>,
    /// And for two that have nothing in common.
    most_different: Vec<Bits>,
    alternate_field: Vec<Option<usize>>,
    /// What follows from each field where its values are the same: a bit for each field.
    correlated_fields: Vec<u64>,
    /// The fields, those that are quick to comparison first.
    by_cost: Vec<usize>,
}

/// The fields that both of a pair know, quick ones first, and room for their bits. Neighbouring pairs
/// mostly know the same.
#[derive(Debug, Default)]
pub(super) struct Lines {
    known: u64,
    fields: Vec<usize>,
    /// What each of them and all behind it can add at most, for any pair.
    ahead: Vec<Bits>,
    /// Of each of them that compares names: how much less it can add for this pair.
    less: Vec<(usize, Bits)>,
    /// By field; nothing for one that is not known.
    bits: Vec<Bits>,
}

impl<'a> PairScorer<'a> {
    pub(super) fn new(profile: &'a IdentityProfile, prepared: &'a Prepared) -> Self {
        let weights = Weights::new(profile, prepared.rows);
        let bits: Vec<Vec<Bits>> = (0..profile.fields.len())
            .map(|at| weights.most(at))
            .collect();
        let best = |levels: &[Bits]| {
            let best = |one: fn(&Bits) -> f64| levels.iter().map(one).fold(0.0, f64::max);
            (best(|bits| bits.0), best(|bits| bits.1))
        };
        let most = bits.iter().map(|levels| best(levels));
        // Only equal names are weighed by their frequency.
        let from = usize::from(named::CONTAINED);
        let unequal = bits
            .iter()
            .map(|levels| best(levels.get(from..).unwrap_or_default()));
        let alternate_field = profile.fields.iter().map(|field| {
            field
                .alternate_field
                .as_ref()
                .and_then(|name| profile.field(name).ok())
        });
        let alternate_field: Vec<Option<usize>> = alternate_field.collect();
        let different = bits
            .iter()
            .zip(&alternate_field)
            .map(|(levels, alternate_field)| {
                let level = |level: u8| levels.get(usize::from(level)).copied();
                let different = level(named::DIFFERENT).unwrap_or_default();
                let other = alternate_field.filter(|at| prepared.columns[*at].known());
                let other = other.and_then(|_| level(named::ALTERNATE_FIELD));
                other.map_or(different, |other| {
                    (different.0.max(other.0), different.1.max(other.1))
                })
            });
        let most_different = different.collect();
        let correlated_fields = profile.fields.iter().map(|field| {
            let fields = field
                .correlated_fields
                .iter()
                .filter_map(|name| profile.field(name).ok());
            fields.fold(0, |all, at| all | 1 << at)
        });
        // Places first: other fields weigh by them.
        let mut by_cost: Vec<usize> = (0..bits.len()).collect();
        by_cost.sort_by_key(|at| match profile.fields[*at].comparison {
            Comparison::Location => 0,
            Comparison::Number | Comparison::Date | Comparison::Category => 1,
            Comparison::Jurisdiction => 2,
            Comparison::Code => 3,
            Comparison::Name | Comparison::Word | Comparison::Facts => 4,
        });
        Self {
            profile,
            prepared,
            weights,
            most: most.collect(),
            most_unequal: unequal.collect(),
            most_different,
            alternate_field,
            correlated_fields: correlated_fields.collect(),
            by_cost,
        }
    }

    fn prior(&self) -> MatchWeights {
        MatchWeights {
            match_weight: self.profile.prior,
            part_weight: self.profile.part_prior.unwrap_or(f64::NEG_INFINITY),
        }
    }

    /// The scores of a pair; nothing as soon as they are certain to be at most `floor`. `lines` is
    /// kept from pair to pair.
    pub(super) fn scores(
        &self,
        a: usize,
        b: usize,
        floor: f64,
        lines: &mut Lines,
    ) -> Option<MatchWeights> {
        let (a, b) = self.prepared.order.places(a, b);
        self.scores_at(a, b, floor, lines)
    }

    /// The same by where the two are kept, the first place first.
    pub(super) fn scores_at(
        &self,
        a: usize,
        b: usize,
        floor: f64,
        lines: &mut Lines,
    ) -> Option<MatchWeights> {
        let both = self.prepared.known[a] & self.prepared.known[b];
        if lines.known != both || lines.bits.is_empty() {
            *lines = self.lines(both);
        }
        let Lines {
            fields,
            ahead,
            less,
            bits,
            ..
        } = lines;
        // Sums of floating point: a millionth of a bit is more than they can be off.
        let out_of_reach = |so_far: MatchWeights, ahead: Bits| {
            (so_far.match_weight + ahead.0).max(so_far.part_weight + ahead.1) + 1e-6 <= floor
        };
        // Names, which are the slowest to comparison, are looked at for what they can add at most.
        let mut all_less = (0.0, 0.0);
        for (at, less) in less.iter_mut() {
            *less = self.less(*at, a, b);
            all_less.0 += less.0;
            all_less.1 += less.1;
        }
        let mut left = less.iter();
        let (mut so_far, mut beside, mut implied) = (self.prior(), false, 0);
        for (at, ahead) in fields.iter().zip(ahead.iter()) {
            let at = *at;
            if out_of_reach(so_far, (ahead.0 - all_less.0, ahead.1 - all_less.1)) {
                return None;
            }
            let level = self.level(at, a, b);
            let found = self.weights.of(at, level, beside);
            beside |= self.weights.lie_beside(at, level);
            implied |= self.implied(at, level);
            bits[at] = found;
            so_far.match_weight += found.0;
            so_far.part_weight += found.1;
            if let Some((_, less)) = left.as_slice().first().filter(|next| next.0 == at) {
                all_less.0 -= less.0;
                all_less.1 -= less.1;
                left.next();
            }
        }
        if out_of_reach(so_far, (0.0, 0.0)) {
            return None;
        }
        // Once more in the order of the fields, in which evidence is shown and adds up.
        let mut scores = self.prior();
        for (at, bits) in bits.iter().enumerate() {
            let (same, part) = unless_implied(*bits, implied >> at & 1 == 1);
            scores.match_weight += same;
            scores.part_weight += part;
        }
        (scores.match_weight.max(scores.part_weight) > floor).then_some(scores)
    }

    /// Room for pairs of which both know these fields.
    fn lines(&self, known: u64) -> Lines {
        let fields = self.by_cost.iter().copied();
        let fields: Vec<usize> = fields.filter(|at| known >> at & 1 == 1).collect();
        let mut sum = (0.0, 0.0);
        let mut ahead: Vec<Bits> = Vec::with_capacity(fields.len());
        for at in fields.iter().rev() {
            sum.0 += self.most[*at].0;
            sum.1 += self.most[*at].1;
            ahead.push(sum);
        }
        ahead.reverse();
        let named = fields
            .iter()
            .filter(|at| matches!(self.prepared.columns[**at], Column::Names(_)));
        Lines {
            less: named.map(|at| (*at, (0.0, 0.0))).collect(),
            known,
            fields,
            ahead,
            bits: vec![(0.0, 0.0); self.profile.fields.len()],
        }
    }

    /// How much less a field of names can add for two rows than for any two: where each is called by
    /// one name, and these differ.
    fn less(&self, at: usize, a: usize, b: usize) -> Bits {
        let Column::Names(all) = &self.prepared.columns[at] else {
            return (0.0, 0.0);
        };
        let ([x], [y]) = (all.of(a), all.of(b)) else {
            return (0.0, 0.0);
        };
        let most = if x.key == y.key {
            return (0.0, 0.0);
        } else if likeness::have_nothing_in_common(x, y) {
            self.most_different[at]
        } else if x.same_numerals(y) {
            self.most_unequal[at]
        } else {
            return (0.0, 0.0);
        };
        (self.most[at].0 - most.0, self.most[at].1 - most.1)
    }

    /// The level of every field, for estimating weights.
    pub(super) fn levels(&self, a: usize, b: usize) -> Vec<Option<u8>> {
        let (a, b) = self.prepared.order.places(a, b);
        (0..self.profile.fields.len())
            .map(|at| self.level(at, a, b).map(|(level, _)| level))
            .collect()
    }

    /// The lines of evidence; fields of which one value is unknown weigh nothing and say so.
    pub(super) fn evidence(&self, a: usize, b: usize) -> Vec<Evidence> {
        let (a, b) = self.prepared.order.places(a, b);
        let prior = self.prior();
        let mut lines = vec![Evidence {
            field: "prior".to_owned(),
            level: String::new(),
            shared_by: None,
            match_weight: prior.match_weight,
            part_weight: prior.part_weight,
        }];
        let mut found = vec![None; self.profile.fields.len()];
        let (mut bits, mut beside, mut implied) = (vec![(0.0, 0.0); found.len()], false, 0);
        for at in &self.by_cost {
            found[*at] = self.level(*at, a, b);
            bits[*at] = self.weights.of(*at, found[*at], beside);
            beside |= self.weights.lie_beside(*at, found[*at]);
            implied |= self.implied(*at, found[*at]);
        }
        let fields = self.profile.fields.iter().zip(found).zip(bits);
        for (at, ((field, found), bits)) in fields.enumerate() {
            let (same, part) = unless_implied(bits, implied >> at & 1 == 1);
            let level =
                found.and_then(|(level, _)| field.comparison.levels().get(usize::from(level)));
            lines.push(Evidence {
                field: field.name.clone(),
                level: (*level.unwrap_or(&"unknown")).to_owned(),
                shared_by: found.and_then(|(_, shared)| shared),
                match_weight: same,
                part_weight: part,
            });
        }
        lines
    }

    /// The fields that follow from what was found of one.
    fn implied(&self, field: usize, found: FieldComparison) -> u64 {
        match found {
            Some((0, _)) => self.correlated_fields[field],
            _ => 0,
        }
    }

    /// What the scores say.
    pub(super) fn match_class(&self, scores: MatchWeights) -> MatchClass {
        // One answer must be twice as likely as the other.
        const CLEAR: f64 = 1.0;
        let best = scores.match_weight.max(scores.part_weight);
        if best <= self.profile.reject {
            MatchClass::NonMatch
        } else if best < self.profile.accept {
            MatchClass::Possible
        } else if scores.match_weight >= scores.part_weight + CLEAR {
            MatchClass::Match
        } else if scores.part_weight >= scores.match_weight + CLEAR {
            MatchClass::PartOf
        } else {
            MatchClass::Possible
        }
    }

    /// The level of two records by where they are kept.
    fn level(&self, at: usize, a: usize, b: usize) -> FieldComparison {
        let prepared: &'a Prepared = self.prepared;
        match &prepared.columns[at] {
            Column::Names(all) => self.level_of_names(at, all, a, b),
            Column::Words(all) => {
                let comparison = self.profile.fields[at].comparison;
                let level = words(comparison, all, a, b)?;
                if level == 4
                    && comparison == Comparison::Word
                    && let Some(other) = self.alternate_field[at]
                    && self.words_cross(all, other, a, b)
                {
                    return Some((3, None));
                }
                let first = || self.shared(at, hash(all.of(a).first()?));
                Some((level, if level == 0 { first() } else { None }))
            }
            Column::Numbers(all) => {
                let (x, y) = (all.get(a)?.as_ref()?, all.get(b)?.as_ref()?);
                let level = likeness::of_number(x, y);
                let size = |of: &Measure| self.shared(at, of.size_key());
                let shared = match level {
                    0 => x.key.and_then(|key| self.shared(at, hash(key))),
                    1 | 2 => size(x).max(size(y)),
                    _ => None,
                };
                Some((level, shared))
            }
            Column::Dates(all) => {
                let (x, y) = ((*all.get(a)?)?, (*all.get(b)?)?);
                Some((likeness::of_date(x, y), None))
            }
            Column::Locations(all) => {
                let (x, y) = (all.get(a)?.as_ref()?, all.get(b)?.as_ref()?);
                let level = likeness::of_place(x, y);
                let crowd = |spot: &Spot| self.shared(at, spot.square);
                let most = || crowd(x).max(crowd(y));
                let near = weights::are_neighbours(level);
                Some((level, if near { most() } else { None }))
            }
            Column::Facts(all) => {
                likeness::of_facts(all.of(a), all.of(b)).map(|level| (level, None))
            }
        }
    }

    fn level_of_names(&self, at: usize, all: &Lists<Name>, a: usize, b: usize) -> FieldComparison {
        let own = likeness::of_names(all.of(a), all.of(b));
        if own.is_none_or(|(level, _)| level > named::ALTERNATE_FIELD)
            && let Some(other) = self.alternate_field[at]
            && let Column::Names(others) = &self.prepared.columns[other]
        {
            // A name with a number that stands in the other's address: 解放路12号.
            let crosses = |name: &[Name], address: &[Name]| {
                let named = name.iter().filter(|name| !name.numerals.is_empty());
                named.into_iter().any(|name| {
                    likeness::of_names(std::slice::from_ref(name), address)
                        .is_some_and(|(level, _)| level == named::EXACT)
                })
            };
            if crosses(all.of(a), others.of(b)) || crosses(all.of(b), others.of(a)) {
                return Some((named::ALTERNATE_FIELD, None));
            }
        }
        let (level, spelling) = own?;
        let shared = if level <= named::GENERIC {
            self.shared(at, all.of(a)[spelling].full_key)
        } else {
            None
        };
        Some((level, shared))
    }

    /// How many records have a value, if that matters.
    fn shared(&self, field: usize, key: u64) -> Option<u32> {
        let counts = self.prepared.counts[field].as_ref()?;
        Some(counts.get(&key).copied().unwrap_or(1))
    }

    /// Whether each has a word of the other in the field that may stand in this one.
    fn words_cross(&self, own: &Words, other: usize, a: usize, b: usize) -> bool {
        let Column::Words(others) = &self.prepared.columns[other] else {
            return false;
        };
        let meets = |x: usize, y: usize| {
            own.spelled(x)
                .any(|word| others.spelled(y).any(|other| word == other))
        };
        meets(a, b) && meets(b, a)
    }
}

/// What mostly follows from another field tells one bit at most: of two strangers with one address half
/// are in one town, if an address is found once in some other town on average.
fn unless_implied((same, part): Bits, implied: bool) -> Bits {
    if implied {
        (same.min(1.0), part.min(1.0))
    } else {
        (same, part)
    }
}

/// The nearest level of any word of one row and any of the other.
fn words(comparison: Comparison, all: &Words, a: usize, b: usize) -> Option<u8> {
    let of = |x: &u32, y: &u32| {
        if x == y {
            return Some(0);
        }
        let (x, y) = (&all.written[*x as usize].0, &all.written[*y as usize].0);
        match comparison {
            Comparison::Word => Some(likeness::of_word(x, y)),
            Comparison::Code => likeness::of_code(x, y),
            Comparison::Jurisdiction => likeness::of_jurisdiction(x, y),
            _ => Some(1),
        }
    };
    match (all.of(a), all.of(b)) {
        ([x], [y]) => of(x, y),
        (left, right) => {
            let pairs = left.iter().flat_map(|x| right.iter().map(move |y| (x, y)));
            pairs.filter_map(|(x, y)| of(x, y)).min()
        }
    }
}
