//! No bound is too low.

use std::sync::Arc;

use geo::{LineString, MultiPolygon, Polygon};

use super::*;
use crate::geometry::{Footprint, Position};
use crate::linkage::hash::hash;
use crate::linkage::profile::TermFrequencyAdjustment;
use crate::linkage::record::RecordSlice;
use crate::linkage::scoring::{PairScorer, ScoreScratch};
use crate::linkage::{Record, RecordValue};

/// Numbers from 0 to 1, the same every time.
fn random(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = hash((state, seed));
        f64::from(u32::try_from(state >> 32).unwrap()) / f64::from(u32::MAX)
    }
}

fn choice<T: Clone>(next: &mut impl FnMut() -> f64, all: &[T]) -> T {
    let part = next() * f64::from(u32::try_from(all.len()).unwrap());
    let mut numbered = all.iter().zip(1_u32..);
    let chosen = numbered.find(|(_, at)| part <= f64::from(*at));
    chosen.unwrap().0.clone()
}

const NAMES: [&str; 16] = [
    "宏达机械厂",
    "鸿达机械有限公司",
    "原宏达机械3号厂房",
    "宏达机械（鸿运机械）",
    "临江市宏达精密机械",
    "麻布村7号地块",
    "麻布村7、10号地块",
    "闲置厂房",
    "湘北粮油仓库",
    "解放路12号",
    "Hongda Machinery Ltd",
    "Hongda Machnery Works Unit 3",
    "湘北粮油",
    "棉纺织厂",
    "国营棉纺厂",
    "宏达达机械厂",
];

fn record(
    id: usize,
    profile: &IdentityProfile,
    known: usize,
    next: &mut impl FnMut() -> f64,
) -> Record {
    let values = profile.fields.iter().enumerate().map(|(at, field)| {
        let text = |all: &[&str], next: &mut dyn FnMut() -> f64| {
            let mut next = next;
            RecordValue::Text(vec![choice(&mut next, all).to_owned()])
        };
        if next() < 0.2 || at >= known {
            return RecordValue::Unknown;
        }
        match field.comparison {
            Comparison::Name => text(&NAMES, next),
            Comparison::Jurisdiction => text(&["430602", "430602201", "430611"], next),
            Comparison::Location => {
                let part = |next: &mut dyn FnMut() -> f64| (next() - 0.5).powi(5) * 2.0;
                let (x, y) = (part(next), part(next));
                let outline = |x: f64, y: f64| {
                    let corners = [(x, y), (x + 0.01, y), (x + 0.01, y + 0.01)];
                    let ring = LineString::from(corners.to_vec());
                    Footprint::new(MultiPolygon::new(vec![Polygon::new(ring, vec![])])).unwrap()
                };
                let sides = choice(next, &[0.0, 179.97, 113.1]);
                let north = choice(next, &[0.0, 29.4, -64.0]);
                let lon = if sides + x > 180.0 {
                    sides + x - 360.0
                } else {
                    sides + x
                };
                let area = outline(113.1 + x, north + y);
                RecordValue::Location {
                    position: Position::new(lon, north + y).unwrap(),
                    accuracy: choice(next, &[0.0, 10.0, 149.97, 150.05, 900.0, 5e4, f64::NAN]),
                    footprint: (next() < 0.2).then(|| Arc::new(area)),
                }
            }
            Comparison::Number => {
                let low =
                    choice(next, &[2e-5, 1.0, 2000.0, 8612.0, 1e12]) * (1.0 + 0.3 * next().powi(4));
                let wide = choice(next, &[0.0, 0.0, 0.1]);
                let step = choice(next, &[0.0, 0.01, 100.0, f64::INFINITY]);
                RecordValue::Number {
                    low,
                    high: low * (1.0 + wide),
                    step,
                }
            }
            Comparison::Facts => RecordValue::Facts(vec![(1, (next() * 3.0).floor(), 2.0)]),
            _ => text(&["a100", "a101", "b"], next),
        }
    });
    Record {
        id: id.to_string(),
        values: values.collect(),
    }
}

#[test]
fn no_pair_scores_more_than_its_bound_by_any_weights() {
    let (mut pairs, mut pruned) = (0, 0);
    for seed in 1..60 {
        let mut next = random(seed);
        let mut profile = IdentityProfile::site();
        if seed % 3 != 0 {
            profile.part_prior = (next() < 0.7).then(|| next() * 10.0 - 8.0);
            for field in &mut profile.fields {
                let frequencies = [
                    TermFrequencyAdjustment::None,
                    TermFrequencyAdjustment::Common,
                    TermFrequencyAdjustment::CommonAndRare,
                ];
                field.term_frequency_adjustment = choice(&mut next, &frequencies);
                for level in &mut field.levels {
                    let mut probability = || (-12.0 * next()).exp2();
                    (level.m_probability, level.u_probability) = (probability(), probability());
                    level.m_probability_part = Some(probability());
                    level.u_probability_nearby = Some(probability()).filter(|u| *u > 0.05);
                }
            }
        }
        let known = if seed % 2 == 0 { 5 } else { 20 };
        // Some profiles have only a few fields, and other ones first.
        let first = choice(&mut next, &[0, 1, 2]);
        let keep = profile.fields.len().min(if seed % 2 == 0 { 4 } else { 20 });
        if seed % 5 == 0 {
            profile.fields.rotate_left(first);
            profile.fields.truncate(keep);
            let names: Vec<String> = profile.fields.iter().map(|f| f.name.clone()).collect();
            let known = |name: &String| names.contains(name);
            for field in &mut profile.fields {
                field.alternate_field = field.alternate_field.take().filter(known);
            }
            profile.blocking_rules.clear();
        }
        let records: Vec<Record> = (0..60)
            .map(|at| record(at, &profile, known, &mut next))
            .collect();
        profile.check().unwrap();
        let rows = RecordSlice::new(&records, profile.fields.len());
        let table = FeatureTable::new(&rows, (0..60).collect(), &profile).unwrap();
        let bound = PairUpperBound::new(&table, &profile);
        let scorer = PairScorer::new(&profile, &table);
        let (mut scratch, mut others) = (ScoreScratch::default(), OtherFieldsBound::default());
        for a in 0..60 {
            for b in a + 1..60 {
                let (a, b) = (TableRow(a), TableRow(b));
                let weights = scorer.weights_above(a, b, f64::NEG_INFINITY, &mut scratch);
                let weights = weights.unwrap();
                assert!(
                    bound.may_exceed(a, b, weights.best() - 1e-9, &mut others),
                    "seed {seed}: {weights:?} {:?} {:?}",
                    bound.sketches[a.index()],
                    bound.sketches[b.index()]
                );
                // Only the shipped probabilities, and records of names, locations, sizes and jurisdictions: the
                // case that the sketches are made for.
                if seed % 6 != 0 {
                    continue;
                }
                pairs += 1;
                pruned += u32::from(!bound.may_exceed(a, b, profile.reject, &mut others));
            }
        }
    }
    // The bound excludes a third of the pairs or more.
    assert!(pruned * 3 > pairs, "{pruned} of {pairs}");
}

#[test]
fn a_sketch_is_a_cache_line() {
    assert_eq!(std::mem::size_of::<RecordSketch>(), 64);
}
