//! Evidence about a pair: levels, their bits, and what follows.

use rayon::prelude::*;
use serde::Serialize;

use super::likeness::{self, named};
use super::name::hash;
use super::prepare::{Column, Prepared};
use super::profile::{Comparer, IdentityProfile};
use crate::units::Lang;

/// What two records are to each other.
#[non_exhaustive]
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// One and the same.
    Same,
    /// One is a part of the other.
    PartOf,
    /// The evidence decides neither way: somebody has to look.
    Ask,
    /// Two.
    Different,
}

impl Verdict {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::PartOf => "part_of",
            Self::Ask => "ask",
            Self::Different => "different",
        }
    }

    /// What a planner reads.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Same => lang.pick("同一处", "same"),
            Self::PartOf => lang.pick("属于其中一部分", "part of"),
            Self::Ask => lang.pick("待核实", "ask"),
            Self::Different => lang.pick("不是同一处", "different"),
        }
    }
}

/// The two scores of a pair, in bits: sums of its evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// For "same".
    pub same: f64,
    /// For "part of"; minus infinity if the profile knows no parts.
    pub part: f64,
}

/// One line of evidence. The lines of a pair add up to its scores, in their order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// The field; `prior` for the odds before anything is compared.
    pub field: String,
    /// The level that the two values are at.
    pub level: String,
    /// How many records have this value, if its evidence is weaker for that.
    pub shared_by: Option<u32>,
    /// Bits for "same".
    pub same: f64,
    /// Bits for "part of".
    pub part: f64,
}

/// Fellegi-Sunter weights ready to be added.
#[derive(Debug)]
pub(super) struct Judge<'a> {
    pub(super) profile: &'a IdentityProfile,
    pub(super) prepared: &'a Prepared,
    bits: Vec<Vec<(f64, f64)>>,
    /// The share of pairs of strangers at each level.
    strangers: Vec<Vec<f64>>,
    /// What each field can add at most, to either score.
    most: Vec<f64>,
    /// Which fields each row knows, a bit each.
    known: Vec<u64>,
    crossed: Vec<Option<usize>>,
    /// The fields, those that are quick to compare first.
    by_cost: Vec<usize>,
}

/// A profile has no more fields than a word has bits.
pub(super) const FIELDS: usize = 64;

/// A value that so many records have is as rare as weights assume; a site is seldom filed more often.
const FEW: u32 = 5;

/// A level of a field, and how many records share the value if that matters.
type Found = Option<(u8, Option<u32>)>;

impl<'a> Judge<'a> {
    pub(super) fn new(profile: &'a IdentityProfile, prepared: &'a Prepared) -> Self {
        let bits: Vec<Vec<(f64, f64)>> = profile
            .fields
            .iter()
            .map(|field| {
                let levels = field.in_order();
                levels
                    .iter()
                    .map(|level| (level.bits(), level.part_bits()))
                    .collect()
            })
            .collect();
        let strangers = profile.fields.iter().map(|field| {
            let levels = field.in_order().into_iter();
            levels.map(|level| level.different).collect()
        });
        let most = bits.iter().map(|levels: &Vec<(f64, f64)>| {
            levels
                .iter()
                .map(|(same, part)| same.max(*part))
                .fold(0.0, f64::max)
        });
        let crossed = profile.fields.iter().map(|field| {
            field
                .crossed
                .as_ref()
                .and_then(|name| profile.field(name).ok())
        });
        let crossed: Vec<Option<usize>> = crossed.collect();
        let mut by_cost: Vec<usize> = (0..bits.len()).collect();
        by_cost.sort_by_key(|at| match profile.fields[*at].compare {
            Comparer::Place | Comparer::Number | Comparer::Date | Comparer::Category => 0,
            Comparer::Jurisdiction => 1,
            Comparer::Code => 2,
            Comparer::Name | Comparer::Word | Comparer::Facts => 3,
        });
        let known = |row: usize| {
            let knows = |at: usize| prepared.columns[at].knows(row);
            let fields = crossed.iter().enumerate().take(FIELDS);
            let of = |(at, other): (usize, &Option<usize>)| {
                u64::from(knows(at) || other.is_some_and(knows)) << at
            };
            fields.map(of).fold(0, |all, bit| all | bit)
        };
        Self {
            profile,
            prepared,
            strangers: strangers.collect(),
            most: most.collect(),
            known: (0..prepared.rows).into_par_iter().map(known).collect(),
            crossed,
            by_cost,
            bits,
        }
    }

    fn prior(&self) -> Scores {
        Scores {
            same: self.profile.prior,
            part: self.profile.part_prior.unwrap_or(f64::NEG_INFINITY),
        }
    }

    /// The scores of a pair; nothing as soon as they are certain to be at most `floor`.
    pub(super) fn scores(&self, a: usize, b: usize, floor: f64) -> Option<Scores> {
        let both = self.known[a] & self.known[b];
        let fields = self
            .by_cost
            .iter()
            .copied()
            .filter(|at| both >> at & 1 == 1);
        let mut ahead: f64 = fields.clone().map(|at| self.most[at]).sum();
        let mut found = [(0.0, 0.0); FIELDS];
        let mut so_far = self.prior();
        for at in fields {
            // Sums of floating point: a millionth of a bit is more than they can be off.
            if so_far.same.max(so_far.part) + ahead + 1e-6 <= floor {
                return None;
            }
            ahead -= self.most[at];
            found[at] = self.bits_of(at, self.level(at, a, b));
            so_far.same += found[at].0;
            so_far.part += found[at].1;
        }
        // Once more in the order of the fields, in which evidence is shown and adds up.
        let mut scores = self.prior();
        for (same, part) in &found[..self.bits.len()] {
            scores.same += same;
            scores.part += part;
        }
        (scores.same.max(scores.part) > floor).then_some(scores)
    }

    fn bits_of(&self, field: usize, found: Found) -> (f64, f64) {
        let Some((level, shared)) = found else {
            return (0.0, 0.0);
        };
        let (same, part) = self.bits[field][usize::from(level)];
        let Some(times) = shared else {
            return (same, part);
        };
        // As often as `times` of all records, two that are not one have this value; a few of them
        // may be one site.
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let chance = f64::from(times - FEW) / self.prepared.rows.max(1) as f64;
        let expected = self.strangers[field][usize::from(level)];
        let less = (chance / expected).log2().max(0.0);
        (
            (same - less).max(same.min(0.0)),
            (part - less).max(part.min(0.0)),
        )
    }

    /// The level of every field, for estimating weights.
    pub(super) fn levels(&self, a: usize, b: usize) -> Vec<Option<u8>> {
        (0..self.bits.len())
            .map(|at| self.level(at, a, b).map(|(level, _)| level))
            .collect()
    }

    /// The lines of evidence; fields of which one value is unknown weigh nothing and say so.
    pub(super) fn evidence(&self, a: usize, b: usize) -> Vec<Evidence> {
        let prior = self.prior();
        let mut lines = vec![Evidence {
            field: "prior".to_owned(),
            level: String::new(),
            shared_by: None,
            same: prior.same,
            part: prior.part,
        }];
        for (at, field) in self.profile.fields.iter().enumerate() {
            let found = self.level(at, a, b);
            let (same, part) = self.bits_of(at, found);
            let level = found.and_then(|(level, _)| field.compare.levels().get(usize::from(level)));
            lines.push(Evidence {
                field: field.name.clone(),
                level: (*level.unwrap_or(&"unknown")).to_owned(),
                shared_by: found.and_then(|(_, shared)| shared),
                same,
                part,
            });
        }
        lines
    }

    /// What the scores say.
    pub(super) fn verdict(&self, scores: Scores) -> Verdict {
        // One answer must be twice as likely as the other.
        const CLEAR: f64 = 1.0;
        let best = scores.same.max(scores.part);
        if best <= self.profile.reject {
            Verdict::Different
        } else if best < self.profile.accept {
            Verdict::Ask
        } else if scores.same >= scores.part + CLEAR {
            Verdict::Same
        } else if scores.part >= scores.same + CLEAR {
            Verdict::PartOf
        } else {
            Verdict::Ask
        }
    }

    fn level(&self, at: usize, a: usize, b: usize) -> Found {
        match &self.prepared.columns[at] {
            Column::Names(all) => self.level_of_names(at, all, a, b),
            Column::Words(all) => {
                let comparer = self.profile.fields[at].compare;
                let level = words(comparer, &all[a], &all[b]);
                let level = match (level, self.crossed[at]) {
                    (Some(4), Some(other)) if comparer == Comparer::Word => {
                        Some(if self.words_cross(at, other, a, b) {
                            3
                        } else {
                            4
                        })
                    }
                    (level, _) => level,
                };
                let shared = || self.shared(at, hash(all[a].first()?));
                level.map(|level| (level, if level == 0 { shared() } else { None }))
            }
            Column::Numbers(all) => {
                let (x, y) = (all[a].as_ref()?, all[b].as_ref()?);
                Some((likeness::of_number(x, y), None))
            }
            Column::Dates(all) => Some((likeness::of_date(all[a]?, all[b]?), None)),
            Column::Places(all) => {
                let (x, y) = (all[a].as_ref()?, all[b].as_ref()?);
                Some((likeness::of_place(x, y), None))
            }
            Column::Facts(all) => likeness::of_facts(&all[a], &all[b]).map(|level| (level, None)),
        }
    }

    fn level_of_names(
        &self,
        at: usize,
        all: &[Box<[super::name::Name]>],
        a: usize,
        b: usize,
    ) -> Found {
        let own = likeness::of_names(&all[a], &all[b]);
        if own.is_none_or(|(level, _)| level > named::CROSSED)
            && let Some(other) = self.crossed[at]
            && let Column::Names(others) = &self.prepared.columns[other]
        {
            // A name with a number that stands in the other's address: 解放路12号.
            let crosses = |name: &[super::name::Name], address: &[super::name::Name]| {
                let named = name.iter().filter(|name| !name.numerals.is_empty());
                named.into_iter().any(|name| {
                    likeness::of_names(std::slice::from_ref(name), address)
                        .is_some_and(|(level, _)| level == named::SAME)
                })
            };
            if crosses(&all[a], &others[b]) || crosses(&all[b], &others[a]) {
                return Some((named::CROSSED, None));
            }
        }
        let (level, spelling) = own?;
        let shared = if level <= named::GENERIC {
            self.shared(at, all[a][spelling].full_key())
        } else {
            None
        };
        Some((level, shared))
    }

    /// How many records have a value, if they are more than a few.
    fn shared(&self, field: usize, key: u64) -> Option<u32> {
        let times = *self.prepared.counts[field].get(&key)?;
        (times > FEW).then_some(times)
    }

    fn words_cross(&self, at: usize, other: usize, a: usize, b: usize) -> bool {
        let (Column::Words(own), Column::Words(others)) =
            (&self.prepared.columns[at], &self.prepared.columns[other])
        else {
            return false;
        };
        let meets = |x: &[Box<str>], y: &[Box<str>]| x.iter().any(|word| y.contains(word));
        meets(&own[a], &others[b]) && meets(&others[a], &own[b])
    }
}

fn words(comparer: Comparer, a: &[Box<str>], b: &[Box<str>]) -> Option<u8> {
    let pairs = a.iter().flat_map(|x| b.iter().map(move |y| (x, y)));
    match comparer {
        Comparer::Word => pairs.map(|(x, y)| likeness::of_word(x, y)).min(),
        Comparer::Code => pairs.map(|(x, y)| likeness::of_code(x, y)).min(),
        Comparer::Jurisdiction => pairs
            .filter_map(|(x, y)| likeness::of_jurisdiction(x, y))
            .min(),
        _ => pairs.map(|(x, y)| likeness::of_category(x, y)).min(),
    }
}
