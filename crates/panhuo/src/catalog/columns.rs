//! Readings by column: two numbers or one set a cell, so that matching never looks at a site.

use crate::attribute::{Attribute, SiteKind, ValueType};
use crate::reading::{Choices, Interval};
use crate::site::Site;

/// One attribute of every site.
#[derive(Debug)]
enum Column {
    Numbers {
        low: Vec<f64>,
        high: Vec<f64>,
    },
    Categories(Vec<Choices>),
    /// No site reports it, or it is text: the kind of the site decides.
    Absent,
}

/// The readings of every site, by attribute, and their kinds.
#[derive(Debug)]
pub(crate) struct Columns {
    kinds: Vec<SiteKind>,
    columns: Vec<Column>,
}

impl Columns {
    pub(super) fn new(sites: &[Site]) -> Self {
        let column = |attribute: Attribute| {
            if !sites.iter().any(|site| site.facts.contains_key(&attribute)) {
                return Column::Absent;
            }
            match attribute.value_type() {
                ValueType::Number(_) | ValueType::Date => {
                    let of = |site: &Site| site.interval(attribute);
                    Column::Numbers {
                        low: sites.iter().map(|site| of(site).low()).collect(),
                        high: sites.iter().map(|site| of(site).high()).collect(),
                    }
                }
                ValueType::Category(_) | ValueType::YesNo => {
                    Column::Categories(sites.iter().map(|site| site.choices(attribute)).collect())
                }
                ValueType::Text => Column::Absent,
            }
        };
        Self {
            kinds: sites.iter().map(|site| site.kind).collect(),
            columns: Attribute::all().map(column).collect(),
        }
    }

    pub(crate) fn kind(&self, row: usize) -> SiteKind {
        self.kinds[row]
    }

    pub(crate) fn interval(&self, attribute: Attribute, row: usize) -> Interval {
        match &self.columns[attribute.index()] {
            Column::Numbers { low, high } => {
                Interval::new(low[row], high[row]).unwrap_or(Interval::EMPTY)
            }
            _ if attribute.applies_to(self.kinds[row]) => Interval::ANYTHING,
            _ => Interval::EMPTY,
        }
    }

    pub(crate) fn choices(&self, attribute: Attribute, row: usize) -> Choices {
        match &self.columns[attribute.index()] {
            Column::Categories(choices) => choices[row],
            _ if attribute.applies_to(self.kinds[row]) => Choices::ANYTHING,
            _ => Choices::EMPTY,
        }
    }
}
