//! The account of what was read: what each row was for, and how each column was interpreted.

use panhuo::SiteId;
use panhuo::source::Source;

/// What a row of a ledger was for.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowRole {
    /// It became this site.
    Site(SiteId),
    /// The title of a table.
    Title,
    /// A note of units, such as `单位：亩、㎡、万元`.
    Unit,
    /// Part of a header, or its repetition at a page break.
    Header,
    /// A sum.
    Subtotal,
    /// Signatures and what stands under a table.
    Footer,
    /// Anything else that is no site, such as instructions or the heading of a group.
    Note,
    /// Data that could not become a site; an issue says why.
    Rejected,
    /// More of the record above it, which a page breaks over lines.
    Continued,
}

impl RowRole {
    /// The stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Site(_) => "site",
            Self::Title => "title",
            Self::Unit => "unit",
            Self::Header => "header",
            Self::Subtotal => "subtotal",
            Self::Footer => "footer",
            Self::Note => "note",
            Self::Rejected => "rejected",
            Self::Continued => "continued",
        }
    }
}

/// One row that holds anything, and what it was for. Of tables side by side, each has its own.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// File, sheet and row.
    pub source: Source,
    /// What it was for.
    pub role: RowRole,
}

/// What a column of a table was understood to hold.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnMapping {
    /// The lowest cell of its header.
    pub source: Source,
    /// Its header, as written.
    pub header: String,
    /// The attribute's name, or `name`, `reference`, `longitude`, …, or the name of a field of the
    /// profile's form; empty if the column is only kept as written.
    pub interpretation: String,
    /// How sure the meaning is: 1 for the header's own words, less for what is only like them (an
    /// issue says so), 0 for a column that is kept as written.
    pub confidence: f64,
    /// The unit of bare numbers in it, if header, note or profile give one.
    pub unit: String,
}
