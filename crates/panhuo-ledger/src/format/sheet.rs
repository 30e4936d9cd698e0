//! The cells of a sheet: what stands where, what is merged, what is hidden.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use panhuo::compact::Text;

/// What a cell holds besides its text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum CellKind {
    /// Text, as typed.
    #[default]
    Text,
    /// A number that the format knows as one.
    Number(f64),
    /// A date that the format knows as one, in days since 1970-01-01.
    Date(f64),
    /// A formula's failure, such as `#N/A`.
    Error,
}

/// One cell that is not empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Cell {
    /// What it says, as a reader of the file would see it.
    pub(crate) text: Text,
    /// What the format knows about it.
    pub(crate) kind: CellKind,
}

impl Cell {
    pub(crate) fn text(text: impl Into<Text>) -> Self {
        Self {
            text: text.into(),
            kind: CellKind::Text,
        }
    }

    /// A number that the format knows as one, as it is shown in full.
    pub(super) fn number(value: f64) -> Self {
        Self {
            text: Text::from_display(value),
            kind: CellKind::Number(value),
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text
            .chars()
            .all(|c| c.is_whitespace() || c == '\u{feff}')
    }
}

/// The long texts of a file, each kept once.
#[derive(Debug, Default)]
pub(super) struct TextInterner(HashSet<Text>);

impl TextInterner {
    /// The text, shared with an equal one that came before.
    pub(super) fn share(&mut self, text: &str) -> Text {
        if text.len() <= Text::IN_PLACE {
            return text.into();
        }
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let new = Text::from(text);
        self.0.insert(new.clone());
        new
    }

    /// The same for a text of its own.
    pub(super) fn shared(&mut self, text: Text) -> Text {
        if text.len() <= Text::IN_PLACE {
            return text;
        }
        if let Some(known) = self.0.get(text.as_str()) {
            return known.clone();
        }
        self.0.insert(text.clone());
        text
    }
}

/// A merged region; rows and columns from 0, both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) top: u32,
    pub(crate) left: u32,
    pub(crate) bottom: u32,
    pub(crate) right: u32,
}

/// Merged regions are remembered column by column, up to this many entries a sheet.
const REGION_ENTRIES: usize = 400_000;

/// A region wider than this is a decoration, not a header.
const REGION_WIDTH: u32 = 256;

/// No more room than for this many cells is made before they come.
const WIDE: usize = 256;

/// A sheet: its cells by row and column, from 0; blank cells are not kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) rows: BTreeMap<u32, Vec<(u32, Cell)>>,
    pub(crate) hidden_rows: BTreeSet<u32>,
    pub(crate) hidden_columns: BTreeSet<u32>,
    /// Rows whose cells went into the row of the record that they continue.
    pub(crate) continued: BTreeSet<u32>,
    /// Of a form that was unfolded: where the value of each column stood.
    pub(crate) origins: BTreeMap<u32, (u32, u32)>,
    /// Whether the whole sheet is hidden.
    pub(crate) hidden: bool,
    /// Rows that are filled with a colour, and which.
    pub(crate) colours: BTreeMap<u32, String>,
    /// The row that is a header by the file's own format.
    pub(crate) header: Option<u32>,
    /// What stands above the tables, if this is one of several side by side.
    pub(crate) heading: String,
    /// (column, top) to the region, for each of its columns.
    regions: BTreeMap<(u32, u32), Region>,
}

impl Sheet {
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// Puts a cell in; cells of a row must come from left to right.
    pub(crate) fn push(&mut self, row: u32, column: u32, cell: Cell) {
        if cell.is_blank() {
            return;
        }
        // Cells come row by row: the row is nearly always the last one.
        let last = self.rows.last_entry().filter(|last| *last.key() == row);
        let cells = if let Some(last) = last {
            last.into_mut()
        } else {
            // Rows are about as long as the one above, which gives back what it did not need.
            let above = self.rows.last_entry().map_or(0, |mut above| {
                above.get_mut().shrink_to_fit();
                above.get().len()
            });
            let room = above + above / 4;
            let new = || Vec::with_capacity(room.min(WIDE));
            self.rows.entry(row).or_insert_with(new)
        };
        match cells.last() {
            Some((last, _)) if *last >= column => {
                match cells.binary_search_by_key(&column, |(at, _)| *at) {
                    Ok(at) => cells[at].1 = cell,
                    Err(at) => cells.insert(at, (column, cell)),
                }
            }
            _ => cells.push((column, cell)),
        }
    }

    pub(super) fn merge(&mut self, region: Region) {
        let single = region.top == region.bottom && region.left == region.right;
        let wide = region.right.saturating_sub(region.left) > REGION_WIDTH;
        if single || wide || self.regions.len() > REGION_ENTRIES {
            return;
        }
        for column in region.left..=region.right {
            self.regions.insert((column, region.top), region);
        }
    }

    /// The cell that stands exactly here.
    pub(crate) fn cell(&self, row: u32, column: u32) -> Option<&Cell> {
        let cells = self.rows.get(&row)?;
        let at = cells.binary_search_by_key(&column, |(at, _)| *at).ok()?;
        Some(&cells[at].1)
    }

    /// The merged region that covers this place.
    pub(crate) fn region(&self, row: u32, column: u32) -> Option<Region> {
        let (_, region) = self
            .regions
            .range((column, 0)..=(column, row))
            .next_back()?;
        (region.bottom >= row && region.left <= column && column <= region.right).then_some(*region)
    }

    /// Every merged region, once.
    pub(crate) fn all_regions(&self) -> impl Iterator<Item = Region> {
        let own = |((column, _), region): (&(u32, u32), &Region)| {
            (*column == region.left).then_some(*region)
        };
        self.regions.iter().filter_map(own)
    }

    /// The cell that shows here: its own, or that of the merged region around it.
    pub(crate) fn cell_or_merged(&self, row: u32, column: u32) -> Option<&Cell> {
        self.cell(row, column).or_else(|| {
            let region = self.region(row, column)?;
            self.cell(region.top, region.left)
        })
    }

    /// The same sheet with only some of its columns.
    pub(crate) fn columns(&self, from: u32, to: u32) -> Self {
        let rows = self.rows.iter().filter_map(|(row, cells)| {
            let kept: Vec<_> = cells
                .iter()
                .filter(|(column, _)| (from..=to).contains(column))
                .cloned()
                .collect();
            (!kept.is_empty()).then_some((*row, kept))
        });
        Self {
            name: self.name.clone(),
            rows: rows.collect(),
            hidden_rows: self.hidden_rows.clone(),
            hidden_columns: self.hidden_columns.clone(),
            continued: self.continued.clone(),
            origins: self.origins.clone(),
            hidden: self.hidden,
            colours: self.colours.clone(),
            header: self.header,
            heading: self.heading.clone(),
            regions: self.regions.clone(),
        }
    }
}

#[cfg(test)]
impl Sheet {
    /// What its cells say, row by row.
    pub(crate) fn texts(&self) -> Vec<Vec<&str>> {
        let rows = self.rows.values();
        rows.map(|cells| cells.iter().map(|(_, cell)| cell.text.as_str()).collect())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merged_cell_shows_everywhere_in_its_region() {
        let mut sheet = Sheet::new("a");
        sheet.push(1, 1, Cell::text("x"));
        sheet.merge(Region {
            top: 1,
            left: 1,
            bottom: 3,
            right: 2,
        });
        assert_eq!(
            sheet.cell_or_merged(3, 2).map(|c| c.text.as_str()),
            Some("x")
        );
        assert_eq!(sheet.cell_or_merged(4, 2), None);
        assert_eq!(sheet.cell(3, 2), None);
    }
}
