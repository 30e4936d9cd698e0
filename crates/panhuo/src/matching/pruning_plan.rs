//! A plan in the statistics of one segment: what prunes nodes and rows before their facts are read.

use super::plan::{Measure, Plan, ResolvedConstraint, ResolvedFunction, ResolvedPreference};
use super::predicate::CodedRange;
use crate::catalog::{
    COARSE_CODES, CodeRange, EXCEPTION, FINE_CODES, MISSING, NodeId, NumberColumn, SegmentReader,
    SegmentRow, coarse_code,
};
use crate::interval::{Interval, Outcome};
use crate::requirement::{max_over, range_over};

/// Exceeds the rounding difference between two orders of adding up the terms of a score.
pub(super) const MARGIN: f64 = 1e-12;

/// Decides, without reading facts, which nodes and rows of a segment can be among the best.
///
/// A requirement over a million sites lists ten of them. Most of the others are far from the list, and a
/// few small statistics prove it: which outcomes the constraints can have below a node of the tree, and
/// which score its rows can reach at most. A `PruningPlan` is a [`Plan`] translated into the statistics
/// of one segment. The [search](super::topk) asks it about nodes, then about rows, and reads the facts of
/// the few rows that are left. The answer is exactly that of a scan: pruning only leaves work out.
///
/// # Three-valued logic
///
/// Facts are intervals, so a constraint has an [`Outcome`] of Kleene's logic: it passes for every value
/// of the interval, for none (*fails*), or for some (*unknown*). The empty interval, of an attribute that
/// does not apply, fails. A row has the worst outcome of its
/// constraints. For the rows below a node, [`ResolvedConstraint::node_outcomes`] gives the *set* of
/// outcomes that are possible:
///
/// * The best of the set prunes: a search for passing rows skips a node whose best outcome is unknown.
/// * A set of one outcome decides: a [scan](super::scan) counts all rows of the node at once.
///
/// # Zone maps
///
/// The sets come from zone maps: the least and the greatest code of every column of numbers and whether
/// any is unknown, the union of the choices of a category, the box of the positions, the jurisdictions
/// folded into 64 bits, the encumbrances that some row is free of and that all rows have. They are
/// tight because rows are [partitioned](crate::catalog) by position and sizes, which is what
/// requirements constrain. Sixteen siblings have their zone maps side by side and are pruned together.
///
/// # Upper bounds
///
/// A score is a weighted mean of value functions. Each is bounded over the zone map of its column, and
/// the bounds are added up with the shares in the order in which the score adds up its contributions.
/// Multiplying by a share and adding are monotone in floating point, rounding included, so the bound is
/// never below the score of a row, not even in the last bit. Bounds whose terms come in another order
/// (deficits, and rows by their codes) get a [`MARGIN`] that exceeds the rounding of any order.
///
/// With a bound for every node the search is branch and bound: it opens the most promising node first,
/// keeps the best rows so far, and stops when no open node can beat the worst of them.
///
/// # Quantile codes
///
/// Each number also has a *fine* code of one byte, its quantile in the column
/// ([`QuantileCodes`](crate::catalog::QuantileCodes)), and a *coarse* one of half a byte, for which four
/// quantiles are joined. A code
/// stands for a range of numbers, so a constraint becomes a range of codes that may pass and one that
/// certainly passes, and a value function over a column becomes a table of what each code adds to the
/// score at most. Two codes are no ranges: `MISSING` stands for an unknown number, `EXCEPTION`
/// for an interval and for a value that does not apply; the codes never decide about their rows.
/// Zone maps hold fine codes. A leaf stores coarse codes, two to a byte: one shuffle instruction looks up
/// the deficit of each of sixteen rows, by how much its bound is below the greatest score
/// (`ScoreDeficit`), and rows whose deficit is too large are dropped. Only the survivors' facts are read:
/// first those whose code does not decide the constraint, then all of them for the score.
///
/// # Example
///
/// One passing site is requested with `floor_area ≥ 8000 ㎡`; the only preference is a price that falls
/// from 2000 to 4000 万元 (1 at 2000 and below, 0 at 4000 and above). Three leaves:
///
/// | leaf | floor area ㎡ | price 万元 | possible outcomes | score at most |
/// |------|--------------|------------|-------------------|---------------|
/// | A    | 1200 – 7600  | 2000 – 2500 | fail             | (1.00)        |
/// | B    | 6000 – 9500  | 2800 – 3600 | pass, fail       | 0.60          |
/// | C    | 8200 – 20000 | 2100 – 3900 | pass             | 0.95          |
///
/// 1. A is pruned: no row of it can pass.
/// 2. C has the greatest bound and is opened first. Its best row costs 2600 万元 and scores 0.70, which
///    becomes the threshold.
/// 3. B can reach 0.60 and is never opened.
///
/// Had there been a threshold of 0.70 before C was opened, its rows would have been pruned by the codes
/// of their prices. The budget is 1 − 0.70 = 0.30, the greatest deficit of a row that reaches it;
/// quantized it is 240, which makes the quantum 0.00125:
///
/// | code | price 万元  | value at most | deficit | quantized |       |
/// |------|-------------|---------------|---------|-----------|-------|
/// | 2    | 2000 – 2300 | 1.00          | 0.00    | 0         | stays |
/// | 3    | 2300 – 2900 | 0.85          | 0.15    | 120       | stays |
/// | 4    | 2900 – 3400 | 0.55          | 0.45    | 255       | pruned |
/// | 5    | 3400 – 4000 | 0.30          | 0.70    | 255       | pruned |
///
/// # Related work
///
/// * Small materialized aggregates (Moerkotte, VLDB 1998), the zone maps of Netezza, the page indexes of
///   Parquet, and DataFusion's `PruningPredicate`, which evaluates a predicate over them in three-valued
///   logic: they skip containers by filters. A `PruningPlan` also skips by score.
/// * The VA-file (Weber, Schek and Blott, VLDB 1998): scans quantized vectors, and reads the exact ones
///   that the codes cannot exclude.
/// * WAND (Broder et al., CIKM 2003) and Block-Max WAND (Ding and Suel, SIGIR 2011), as in tantivy and
///   Lucene: top-k by upper bounds of scores, per block of postings. Theirs are sums over the terms that
///   a document has; here every site has a value for every preference.
/// * Branch and bound over an index, best first (Hjaltason and Samet, TODS 1999; for top-k with value
///   functions Tao et al., Information Systems 2007).
pub(crate) struct PruningPlan<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) segment: SegmentReader<'a>,
    /// The constraints on columns of numbers, in codes.
    pub(super) coded: Vec<(&'a ResolvedConstraint, CodedRange)>,
    /// All other constraints.
    pub(super) uncoded: Vec<&'a ResolvedConstraint>,
    /// In the order in which a score adds them up.
    pub(super) preferences: Vec<CodedPreference<'a>>,
    /// The columns of numbers that are constrained or preferred.
    numbers: Vec<&'a [f64]>,
}

/// A preference, with a table if it is a curve over a column of numbers.
pub(super) struct CodedPreference<'a> {
    pub(super) preference: &'a ResolvedPreference,
    pub(super) table: Option<Box<ValueTable>>,
}

/// What a preference adds to the score for each fine code, at most.
pub(super) struct ValueTable {
    pub(super) slot: usize,
    values: [f64; FINE_CODES],
    /// No value is greater; rises up to the peak and falls from there.
    envelope: [f64; FINE_CODES],
    /// The code of the greatest value.
    pub(super) peak: u8,
    /// The greatest value of all.
    pub(super) max: f64,
}

impl Plan<'_> {
    /// One for every segment of the catalog.
    pub(crate) fn pruning_plans(&self) -> Vec<PruningPlan<'_>> {
        let segments = self.catalog.segments();
        segments
            .map(|segment| PruningPlan::new(self, segment))
            .collect()
    }
}

impl<'a> PruningPlan<'a> {
    fn new(plan: &'a Plan<'a>, segment: SegmentReader<'a>) -> Self {
        let (mut coded, mut uncoded) = (Vec::new(), Vec::new());
        for constraint in &plan.constraints {
            match CodedRange::new(segment, constraint) {
                Some(range) => coded.push((constraint, range)),
                None => uncoded.push(constraint),
            }
        }
        let preferences = plan.preferences.iter().map(|preference| CodedPreference {
            preference,
            table: ValueTable::new(segment, preference).map(Box::new),
        });
        let constrained = plan
            .constraints
            .iter()
            .filter_map(|constraint| match constraint {
                ResolvedConstraint::Range(Measure::Attribute(attribute), ..) => {
                    segment.columns.numbers(*attribute)
                }
                _ => None,
            });
        let preferred = plan.preferences.iter();
        let preferred = preferred.filter_map(|preference| Some(curve(segment, preference)?.1));
        let numbers = constrained.chain(preferred);
        Self {
            plan,
            segment,
            coded,
            uncoded,
            preferences: preferences.collect(),
            numbers: numbers.map(|numbers| &numbers.values[..]).collect(),
        }
    }

    /// Reads something of all facts of a row, so that they come from memory at the same time before
    /// any of them decides what is read next.
    pub(super) fn prefetch(&self, row: SegmentRow) -> u64 {
        let position = self.segment.columns.space(row)[0].to_bits();
        let numbers = self.numbers.iter();
        let numbers = numbers.map(|values| values[row.index()].to_bits());
        numbers.fold(position, |all, bits| all ^ bits)
    }

    /// What the columns of numbers add to the score of a row at most, by its codes alone; −∞ if its
    /// codes exclude the outcome.
    pub(super) fn coded_bound(&self, row: SegmentRow, outcome: Outcome) -> f64 {
        let codes = self.segment.columns.quantile_codes().row(row);
        let fits = |range: &CodedRange| match codes[range.slot] {
            MISSING => outcome == Outcome::Unknown,
            EXCEPTION => true,
            code => range.possible.0 <= code && code <= range.possible.1,
        };
        if !self.coded.iter().all(|(_, range)| fits(range)) {
            return f64::NEG_INFINITY;
        }
        let tables = self
            .preferences
            .iter()
            .filter_map(|each| each.table.as_deref());
        let values = tables.map(|table| table.values[usize::from(codes[table.slot])]);
        values.sum::<f64>() + MARGIN
    }

    /// The worst outcome of all constraints; numbers whose code decides are not read.
    pub(super) fn outcome(&self, row: SegmentRow) -> Outcome {
        let codes = self.segment.columns.quantile_codes().row(row);
        let undecided = self.coded.iter().filter(|(_, range)| {
            let code = codes[range.slot];
            code < range.certain.0 || range.certain.1 < code
        });
        let by_value = undecided.map(|(constraint, _)| constraint.outcome(self.segment, row));
        let uncoded = self.uncoded.iter();
        let uncoded = uncoded.map(|constraint| constraint.bounded_outcome(self.segment, row));
        let mut worst = Outcome::Pass;
        for outcome in by_value.chain(uncoded) {
            worst = worst.and(outcome);
            if worst == Outcome::Fail {
                break;
            }
        }
        worst
    }

    /// The preferences that have no table.
    pub(super) fn uncoded_preferences(&self) -> impl Iterator<Item = &'a ResolvedPreference> {
        let uncoded = self.preferences.iter().filter(|each| each.table.is_none());
        uncoded.map(|each| each.preference)
    }

    /// No row below a node has a greater guaranteed score; `uncoded` bounds what a preference without
    /// a table adds. Terms are added in the order of a score.
    pub(super) fn guaranteed_bound(
        &self,
        node: NodeId,
        mut uncoded: impl FnMut(&ResolvedPreference) -> f64,
    ) -> f64 {
        let codes = self.segment.columns.quantile_codes();
        self.preferences.iter().fold(0.0, |sum, each| {
            sum + match &each.table {
                Some(table) => table.max_in(codes.min_max(node, table.slot)),
                None => uncoded(each.preference),
            }
        })
    }

    /// The same, with the bounds of values.
    pub(super) fn node_guaranteed(&self, node: NodeId) -> f64 {
        self.guaranteed_bound(node, |preference| {
            preference.share * preference.node_value(self.segment, node).0
        })
    }

    /// No row below a node has a greater potential score.
    pub(super) fn node_potential(&self, node: NodeId) -> f64 {
        let codes = self.segment.columns.quantile_codes();
        self.preferences.iter().fold(0.0, |sum, each| {
            sum + match &each.table {
                Some(table) if codes.has_unknown(node, table.slot) => table.max,
                Some(table) => table.max_in(codes.min_max(node, table.slot)),
                None => each.preference.share * each.preference.node_value(self.segment, node).1,
            }
        })
    }
}

/// The curve of a preference over a column of numbers, and that column.
fn curve<'a>(
    segment: SegmentReader<'a>,
    preference: &'a ResolvedPreference,
) -> Option<(&'a [(f64, f64)], &'a NumberColumn)> {
    match &preference.function {
        ResolvedFunction::Curve(Measure::Attribute(attribute), breakpoints) => {
            Some((breakpoints, segment.columns.numbers(*attribute)?))
        }
        _ => None,
    }
}

impl ValueTable {
    fn new(segment: SegmentReader<'_>, preference: &ResolvedPreference) -> Option<Self> {
        let (breakpoints, numbers) = curve(segment, preference)?;
        let share = preference.share;
        let (least, most) = range_over(breakpoints, &Interval::ANYTHING);
        let mut values = [0.0; FINE_CODES];
        values[usize::from(MISSING)] = share * least;
        values[usize::from(EXCEPTION)] = share * most;
        let lowest = usize::from(EXCEPTION) + 1;
        let mut highest = usize::from(EXCEPTION);
        let quantizer = segment.columns.quantile_codes().quantizer(numbers.slot);
        for (code, range) in quantizer.ranges() {
            highest = usize::from(code);
            values[highest] = share * max_over(breakpoints, &range);
        }
        let mut peak = lowest;
        for code in lowest..=highest {
            if values[code] > values[peak] {
                peak = code;
            }
        }
        let mut envelope = values;
        for code in lowest..peak {
            envelope[code + 1] = f64::max(envelope[code + 1], envelope[code]);
        }
        for code in (peak..highest).rev() {
            envelope[code] = f64::max(envelope[code], envelope[code + 1]);
        }
        Some(Self {
            slot: numbers.slot,
            values,
            envelope,
            peak: u8::try_from(peak).unwrap_or(u8::MAX),
            max: share * most,
        })
    }

    /// By coarse code: how much less than the greatest value a row has, at least.
    pub(super) fn deficits(&self) -> [f64; COARSE_CODES] {
        let mut values = [0.0; COARSE_CODES];
        for (fine, value) in (0..).zip(self.values) {
            if let Some(coarse) = values.get_mut(usize::from(coarse_code(fine))) {
                *coarse = f64::max(*coarse, value);
            }
        }
        values.map(|value| self.max - value)
    }

    /// The same of nodes, by the code of their rows that is nearest to the peak.
    pub(super) fn node_deficits(&self) -> [f64; FINE_CODES] {
        self.envelope.map(|value| self.max - value)
    }

    /// The greatest value of codes in a range; that of a missing number if the range is empty.
    fn max_in(&self, codes: CodeRange) -> f64 {
        self.envelope[usize::from(self.peak.max(codes.0).min(codes.1))]
    }
}
