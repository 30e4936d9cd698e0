//! Maps each column to an attribute or a role: by its header, else by its values, with the unit of its
//! numbers and a confidence.

mod assign;
mod by_values;

use panhuo::Attribute;
use panhuo::compact::Text;
use panhuo::source::Source;
use panhuo::units::Unit;

use crate::issue::Context;
use crate::lexicon::headers::ColumnRole;
use crate::parse::code::Edition;

pub(crate) use assign::{assign, is_pure};
pub(crate) use by_values::{values_decide, values_name, values_refuse};

/// One column of a table.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a finding of its own"
)]
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// From 0, as in the sheet.
    pub(crate) index: u32,
    /// The header's levels, from the top.
    pub(crate) path: Vec<String>,
    /// The header as people read it.
    pub(crate) title: Text,
    pub(crate) role: ColumnRole,
    /// The confidence in the role, from 0 (kept as written) to 1 (the header's own words).
    pub(crate) confidence: f64,
    /// The unit that header, unit note or profile give.
    pub(crate) unit: Option<&'static Unit>,
    /// Whether a number without a unit is unusable here: none is given, and none is customary.
    pub(crate) needs_unit: bool,
    /// Whether an earlier column has the same attribute, so that this one is only compared with it.
    pub(crate) is_check: bool,
    pub(crate) hidden: bool,
    /// The column of the sheet that gives the units of this one, row by row.
    pub(crate) unit_beside: Option<u32>,
    /// The units of `占地面积（亩/平方米）`, whose cells hold two numbers.
    pub(crate) two_units: Option<(&'static Unit, &'static Unit)>,
    /// Whether its money is that of another country.
    pub(crate) foreign: bool,
    /// Of codes: the edition that header or profile names, and the one that the column's codes fit.
    pub(crate) stated_edition: Option<Edition>,
    pub(crate) fitting_edition: Option<Edition>,
}

impl Column {
    /// The attribute that it holds, if it holds one.
    pub(crate) fn attribute(&self) -> Option<Attribute> {
        match self.role {
            ColumnRole::Attribute(attribute) => Some(attribute),
            _ => None,
        }
    }

    /// Its header as the place of an issue.
    pub(crate) fn context(&self, header: Source) -> Context<'_> {
        Context {
            source: header,
            column: &self.title,
            ..Context::default()
        }
    }

    /// The attributes whose values its cells hold.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = Attribute> {
        let (first, second) = match self.role {
            ColumnRole::Attribute(attribute) => (Some(attribute), None),
            ColumnRole::Both(first, second) => (Some(first), Some(second)),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }
}

/// A header as people read it: its levels without their line breaks.
pub(crate) fn title(path: &[String]) -> String {
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    if !path.iter().any(|level| level.contains(han)) {
        let joined = path.join(" > ");
        return joined.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let levels: Vec<String> = path
        .iter()
        .map(|level| level.split_whitespace().collect())
        .collect();
    levels.join(" > ")
}
