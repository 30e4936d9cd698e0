//! The rows that fail few constraints: what surely fails more is left out, node by node, then row by
//! row by its grades.

use super::plan::Plan;
use super::sieve::Sieve;
use crate::catalog::{ASIDE, MISSING};
use crate::reading::Outcome;

impl Plan<'_> {
    /// The rows of the wanted kinds that may fail at most this many constraints, ascending: all
    /// that do, and a few that do not.
    pub(crate) fn rows_failing_at_most(&self, most: usize) -> Vec<usize> {
        let sieve = Sieve::new(self);
        let columns = self.catalog.columns();
        let mut rows = Vec::new();
        let mut open: Vec<u32> = self.wanted_tops().collect();
        open.reverse();
        while let Some(number) = open.pop() {
            if sieve.failing(number) > most {
                continue;
            }
            let node = columns.node(number);
            if node.is_block() {
                let may_stay = |row: &usize| sieve.failing_row(*row) <= most;
                rows.extend(node.rows().filter(may_stay));
            } else {
                open.extend(node.children.clone().rev());
            }
        }
        rows
    }
}

impl Sieve<'_> {
    /// How many constraints every row of a node fails, or fewer.
    fn failing(&self, node: u32) -> usize {
        let grades = self.plan.catalog.columns().grades();
        let ranges = self.ranges.iter().filter(|range| {
            let (low, high) = grades.of_node(node, range.slot);
            let misses = low.max(range.wanted.0) > high.min(range.wanted.1);
            misses && !grades.has_unknown(node, range.slot)
        });
        let fails = |constraint: &&&_| self.plan.node_outcome(constraint, node) == Outcome::Fail;
        ranges.count() + self.others.iter().filter(fails).count()
    }

    /// How many constraints a row fails by its grades alone.
    fn failing_row(&self, row: usize) -> usize {
        let grades = self.plan.catalog.columns().grades().of_row(row);
        let fails = self.ranges.iter().filter(|range| {
            let grade = grades[range.slot];
            grade != MISSING && grade != ASIDE && (grade < range.wanted.0 || range.wanted.1 < grade)
        });
        fails.count()
    }
}
