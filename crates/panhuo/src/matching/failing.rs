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
        let parts = self.catalog.columns().parts();
        parts
            .flat_map(|part| Sieve::new(self, part).rows_failing_at_most(most))
            .collect()
    }
}

impl Sieve<'_> {
    fn rows_failing_at_most(&self, most: usize) -> Vec<usize> {
        let mut rows = Vec::new();
        let mut open: Vec<u32> = self.plan.wanted_tops(self.part).collect();
        open.reverse();
        while let Some(number) = open.pop() {
            if self.failing(number) > most {
                continue;
            }
            let node = self.part.node(number);
            if let Some(first) = node.halves {
                open.extend([first.get() + 1, first.get()]);
            } else {
                let may_stay = |row: &usize| self.part.has(*row) && self.failing_row(*row) <= most;
                let found = (node.start as usize..node.end as usize).filter(may_stay);
                rows.extend(found.map(|row| self.part.first_row + row));
            }
        }
        rows
    }

    /// How many constraints every row of a node fails, or fewer.
    fn failing(&self, node: u32) -> usize {
        let grades = self.part.grades();
        let ranges = self.ranges.iter().filter(|range| {
            let (low, high) = grades.of_node(node, range.slot);
            let misses = low.max(range.wanted.0) > high.min(range.wanted.1);
            misses && !grades.has_unknown(node, range.slot)
        });
        let fails = |constraint: &&&_| self.node_outcome(constraint, node) == Outcome::Fail;
        ranges.count() + self.others.iter().filter(fails).count()
    }

    /// How many constraints a row fails by its grades alone.
    fn failing_row(&self, row: usize) -> usize {
        let grades = self.part.grades().of_row(row);
        let fails = self.ranges.iter().filter(|range| {
            let grade = grades[range.slot];
            grade != MISSING && grade != ASIDE && (grade < range.wanted.0 || range.wanted.1 < grade)
        });
        fails.count()
    }
}
