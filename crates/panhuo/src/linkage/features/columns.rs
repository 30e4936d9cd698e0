//! The columns of the feature table.

use std::sync::Arc;

use crate::error::Result;
use crate::geometry::Footprint;
use crate::linkage::csr::Csr;
use crate::linkage::geo_point::GeoPoint;
use crate::linkage::hash::{StableMap, hash};
use crate::linkage::record::RecordRows;
use crate::linkage::rows::{TableRow, checked_count};

use super::name::ParsedName;

/// A position with its error and, if known, the footprint.
#[derive(Clone, Debug)]
pub(in crate::linkage) struct LocationFeature {
    pub(in crate::linkage) point: GeoPoint,
    /// The grid cell of the point, by which records nearby are counted.
    pub(in crate::linkage) grid_cell: u64,
    /// In metres.
    pub(in crate::linkage) accuracy: f64,
    pub(in crate::linkage) footprint: Option<Arc<Footprint>>,
}

/// A quantity between `low` and `high`, in steps of the last digit.
#[derive(Clone, Copy, Debug)]
pub(in crate::linkage) struct Measurement {
    pub(in crate::linkage) low: f64,
    pub(in crate::linkage) high: f64,
    pub(in crate::linkage) step: f64,
    /// The number to seven digits, if it is one number with at least three significant digits.
    pub(in crate::linkage) exact_key: Option<u32>,
}

impl Measurement {
    pub(super) fn new(low: f64, high: f64, step: f64) -> Self {
        let is_precise = if step > 0.0 {
            step <= high * 0.010_001
        } else {
            // Without a known step, two digits or fewer are imprecise in any unit: 2000 may have been 0.2 ha.
            let scaled = high / 10_f64.powf(high.log10().floor() - 1.0);
            (scaled - scaled.round()).abs() > 1e-6
        };
        let is_one_number = low.to_bits() == high.to_bits();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "drops the rounding of a conversion of units"
        )]
        let exact_key = (is_one_number && is_precise).then(|| (high as f32).to_bits());
        Self {
            low,
            high,
            step,
            exact_key,
        }
    }

    /// The key of the size class. Each class is two percent wide.
    pub(in crate::linkage) fn size_key(&self) -> u64 {
        let middle = (self.low + self.high) * 0.5;
        hash((middle.log2() * 35.0).floor().to_bits())
    }
}

/// The words of one field, each stored once: a row has the numbers of its words.
#[derive(Debug, Default)]
pub(in crate::linkage) struct WordColumn {
    pub(super) numbers: Csr<u32>,
    /// The spelling of each word and its hash, by number.
    pub(in crate::linkage) words: Vec<(Box<str>, u64)>,
}

impl WordColumn {
    /// The numbers of a row's words.
    pub(in crate::linkage) fn row(&self, row: TableRow) -> &[u32] {
        self.numbers.row(row.index())
    }

    /// The spelling of a word.
    pub(in crate::linkage) fn spelling(&self, number: u32) -> &str {
        &self.words[number as usize].0
    }

    /// The words of a field after `normalize`; texts of which nothing is left are unknown.
    pub(super) fn new(
        rows: &impl RecordRows,
        field: usize,
        normalize: fn(&str) -> String,
    ) -> Result<Self> {
        let mut column = Self::default();
        let mut by_text: StableMap<&str, Option<u32>> = StableMap::default();
        let mut by_word: StableMap<String, u32> = StableMap::default();
        let count = if rows.has_values(field) {
            rows.row_count()
        } else {
            0
        };
        // Adjacent rows often have one text, so the last one is looked at before the map.
        let mut last: (&str, Option<u32>) = ("", None);
        for row in 0..count {
            for text in rows.value(row, field).texts() {
                if text != last.0 {
                    let number = if let Some(number) = by_text.get(text) {
                        *number
                    } else {
                        let number = column.number_of(normalize(text), &mut by_word)?;
                        by_text.insert(text, number);
                        number
                    };
                    last = (text, number);
                }
                if let Some(number) = last.1 {
                    column.numbers.push(number);
                }
            }
            column.numbers.end_row()?;
        }
        Ok(column)
    }

    fn number_of(
        &mut self,
        word: String,
        by_word: &mut StableMap<String, u32>,
    ) -> Result<Option<u32>> {
        if word.is_empty() {
            return Ok(None);
        }
        if let Some(number) = by_word.get(&word) {
            return Ok(Some(*number));
        }
        let number = checked_count(self.words.len())?;
        self.words.push((word.as_str().into(), hash(word.as_str())));
        by_word.insert(word, number);
        Ok(Some(number))
    }
}

/// The features of one field, by table row. A field without any value has an empty column.
#[derive(Debug)]
pub(in crate::linkage) enum FeatureColumn {
    Names(Csr<ParsedName>),
    Words(WordColumn),
    Numbers(Vec<Option<Measurement>>),
    Dates(Vec<Option<[u8; 8]>>),
    Locations(Vec<Option<LocationFeature>>),
    /// Facts by number, sorted, with the lower and upper end of each.
    Facts(Csr<(u16, f64, f64)>),
}

impl FeatureColumn {
    /// Whether a row has a value.
    pub(super) fn has_value(&self, row: usize) -> bool {
        let some = |is_some: Option<bool>| is_some.unwrap_or(false);
        match self {
            Self::Names(all) => !all.row(row).is_empty(),
            Self::Words(all) => !all.numbers.row(row).is_empty(),
            Self::Numbers(all) => some(all.get(row).map(Option::is_some)),
            Self::Dates(all) => some(all.get(row).map(Option::is_some)),
            Self::Locations(all) => some(all.get(row).map(Option::is_some)),
            Self::Facts(all) => !all.row(row).is_empty(),
        }
    }

    /// Whether no row has a value.
    pub(in crate::linkage) fn is_empty(&self) -> bool {
        match self {
            Self::Names(all) => all.is_empty(),
            Self::Words(all) => all.numbers.is_empty(),
            Self::Numbers(all) => all.is_empty(),
            Self::Dates(all) => all.is_empty(),
            Self::Locations(all) => all.is_empty(),
            Self::Facts(all) => all.is_empty(),
        }
    }
}
