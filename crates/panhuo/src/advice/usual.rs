//! What is usual in a catalog: the median distance from a place, the spread of a number.
//!
//! Both are values in known positions of all sorted ones. Blocks that surely lie before or behind such
//! a position are counted by their bounds or grades; only the values of the others are looked at.

use crate::catalog::{COARSE_CODES, Catalog, Column, EXCEPTION, MISSING, Numbers, SegmentReader};
use crate::geometry::{Position, ROUNDING, chord, ecef, longest_geodesic};
use crate::matching::DistanceTargets;
use crate::schema::Attribute;

impl Catalog {
    /// The median distance from a site with this place to the others; of an even number the upper one.
    pub(super) fn usual_distance(&self, here: &Position) -> f64 {
        let target = DistanceTargets::new(vec![here.point().into()]);
        let parts = self.columns().segments();
        let blocks = parts.flat_map(|part| part.columns().leaves().map(move |block| (part, block)));
        let blocks: Vec<Block> = blocks
            .map(|(part, block)| Block::new(part, block, &target))
            .filter(|block| block.count > 0)
            .collect();
        // The site itself is the first of all.
        let others = blocks.iter().map(|block| block.count).sum::<usize>();
        let others = others.saturating_sub(1);
        if others == 0 {
            return 0.0;
        }
        let middle = others / 2 + 1;
        let least = nth_of(
            blocks.iter().map(|block| (block.least, block.count)),
            middle,
        );
        let most = nth_of(blocks.iter().map(|block| (block.most, block.count)), middle);
        let before = blocks.iter().filter(|block| block.most < least);
        let before: usize = before.map(|block| block.count).sum();
        let may_be = blocks
            .iter()
            .filter(|block| block.most >= least && block.least <= most);
        self.nth_distance(here, may_be.flat_map(Block::placed), middle - before)
    }

    /// The distance in this position of the sorted ones of some rows, from 0. Chords bound the
    /// geodesics: only those that may be it are computed.
    fn nth_distance(&self, here: &Position, rows: impl Iterator<Item = usize>, at: usize) -> f64 {
        let centre = ecef(here.point());
        let bounds = |row: usize| {
            let straight = chord(centre, self.columns().space(row));
            let longest = longest_geodesic(straight + ROUNDING);
            (straight - ROUNDING, longest, row)
        };
        let rows: Vec<(f64, f64, usize)> = rows.map(bounds).collect();
        let mut lows: Vec<f64> = rows.iter().map(|(least, ..)| *least).collect();
        let mut highs: Vec<f64> = rows.iter().map(|(_, most, _)| *most).collect();
        let (least, most) = (nth(&mut lows, at), nth(&mut highs, at));
        let nearer = rows.iter().filter(|(_, high, _)| *high < least).count();
        let may_be = rows
            .iter()
            .filter(|(low, high, _)| *high >= least && *low <= most);
        let exact = |(.., row): &(f64, f64, usize)| {
            let (sites, at) = self.rows_at(*row);
            let place = sites.representative(at)?;
            Some(here.distance(&place).value())
        };
        let mut exact: Vec<f64> = may_be.filter_map(exact).collect();
        nth(&mut exact, at - nearer)
    }

    /// The middle of a number that is known at both ends.
    pub(super) fn middle(&self, attribute: Attribute, row: usize) -> Option<f64> {
        attribute.dimension()?;
        let reading = self.columns().interval(attribute, row);
        let middle = reading.low().midpoint(reading.high());
        (!reading.is_empty() && middle.is_finite()).then_some(middle)
    }

    /// The usual spread of a number: between the quartiles, else between the extremes.
    pub(super) fn spread(&self, attribute: Attribute) -> f64 {
        let known = Known::of(self, attribute);
        // Quartiles that are values of some site, the outer ones.
        let last = known.count().saturating_sub(1);
        let between = |low: usize, high: usize| {
            let [low, high] = known.nth([low, high]);
            high - low
        };
        let quartiles = between(last / 4, (last * 3).div_ceil(4));
        if quartiles > 0.0 {
            quartiles
        } else {
            between(0, last)
        }
    }
}

/// A block, and what the distances of its rows are between.
struct Block<'a> {
    part: SegmentReader<'a>,
    number: u32,
    least: f64,
    most: f64,
    /// How many rows are there and have a place.
    count: usize,
}

impl<'a> Block<'a> {
    fn new(part: SegmentReader<'a>, number: u32, target: &DistanceTargets) -> Self {
        let place = part.place(number);
        let (near, far) = place.corners();
        let (least, most) = target.bounds(&near, &far);
        let mut block = Self {
            part,
            number,
            least,
            most,
            count: part.node(number).rows().len(),
        };
        if place.any_unlocated || !part.all_live(part.node(number).rows()) {
            block.count = block.placed().count();
        }
        block
    }

    /// The rows that are there and have a place.
    fn placed(&self) -> impl Iterator<Item = usize> + use<'a> {
        let part = self.part;
        let rows = part.live_rows(part.node(self.number).rows());
        rows.filter(move |row| !part.space(*row - part.first_row)[0].is_nan())
    }
}

/// The middles that are known of a number.
struct Known<'a> {
    /// In grades: how many rows of the first part have each.
    graded: Option<(SegmentReader<'a>, &'a Numbers)>,
    counts: [usize; COARSE_CODES],
    /// Of readings that have no grade, and of the later part.
    aside: Vec<f64>,
}

impl<'a> Known<'a> {
    fn of(catalog: &'a Catalog, attribute: Attribute) -> Self {
        let mut known = Self {
            graded: None,
            counts: [0; COARSE_CODES],
            aside: Vec::new(),
        };
        for part in catalog.columns().segments() {
            let middle = |row: usize| catalog.middle(attribute, row);
            let Column::Numbers(numbers) = part.columns().column(attribute) else {
                continue;
            };
            if part.number > 0 {
                let rows = part.live_rows(0..part.len());
                known.aside.extend(rows.filter_map(middle));
                continue;
            }
            known.graded = Some((part, numbers));
            each_graded(part, numbers, |row, grade| match grade {
                EXCEPTION => known.aside.extend(middle(part.first_row + row)),
                grade => known.counts[usize::from(grade)] += 1,
            });
        }
        known
    }

    fn count(&self) -> usize {
        self.counts.iter().sum::<usize>() + self.aside.len()
    }

    /// The values in these positions of the sorted ones, from 0; 0 if there is none.
    fn nth(&self, places: [usize; 2]) -> [f64; 2] {
        // Whatever stands aside moves a graded value by so many positions at most.
        let aside = self.aside.len();
        let grades = places.map(|at| self.grade(at.saturating_sub(aside))..=self.grade(at));
        let mut values = [self.aside.clone(), self.aside.clone()];
        if let Some((part, numbers)) = self.graded {
            each_graded(part, numbers, |row, grade| {
                for (values, grades) in values.iter_mut().zip(&grades) {
                    if grades.contains(&grade) {
                        values.push(numbers.values[row]);
                    }
                }
            });
        }
        std::array::from_fn(|which| {
            let first = usize::from(*grades[which].start());
            let before: usize = self.counts[..first].iter().sum();
            nth(&mut values[which], places[which] - before)
        })
    }

    /// The grade of the graded value in this position, or of the last.
    fn grade(&self, at: usize) -> u8 {
        let mut left = at;
        let mut found = EXCEPTION + 1;
        for (grade, count) in (0..).zip(self.counts) {
            if count > 0 {
                found = grade;
                if left < count {
                    break;
                }
                left -= count;
            }
        }
        found
    }
}

/// Visits the rows of a part that are there and not missing, with their coarse grades.
fn each_graded(part: SegmentReader<'_>, numbers: &Numbers, mut visit: impl FnMut(usize, u8)) {
    for block in part.columns().leaves() {
        let node = part.node(block);
        let all = part.all_live(node.rows());
        let grades = part.grades().leaf_column(node, numbers.slot);
        for (row, grade) in node.rows().zip(grades) {
            if grade != MISSING && (all || part.is_live(row)) {
                visit(row, grade);
            }
        }
    }
}

/// The value in this position of the sorted ones, from 0, where each stands for so many.
fn nth_of(values: impl Iterator<Item = (f64, usize)>, at: usize) -> f64 {
    let mut values: Vec<(f64, usize)> = values.collect();
    values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut left = at;
    for (value, count) in values {
        if left < count {
            return value;
        }
        left -= count;
    }
    0.0
}

/// The value in this position of the sorted ones, from 0; 0 if there is none.
fn nth(values: &mut [f64], at: usize) -> f64 {
    if at >= values.len() {
        return 0.0;
    }
    *values.select_nth_unstable_by(at, f64::total_cmp).1
}
