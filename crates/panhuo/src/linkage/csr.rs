//! Lists of values by row, as compressed sparse rows.

use rayon::prelude::*;

use super::rows::{TableRow, checked_count};
use crate::error::Result;

/// A list of values for each row, in compressed sparse row form: all values in one vector, and where each row
/// ends. A table without any value has no rows either.
#[derive(Debug)]
pub(super) struct Csr<T> {
    ends: Vec<u32>,
    values: Vec<T>,
}

impl<T> Default for Csr<T> {
    fn default() -> Self {
        Self {
            ends: Vec::new(),
            values: Vec::new(),
        }
    }
}

impl<T> Csr<T> {
    /// The values of a row.
    pub(super) fn row(&self, row: usize) -> &[T] {
        let Some(end) = self.ends.get(row) else {
            return &[];
        };
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.values[start as usize..*end as usize]
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &[T]> {
        (0..self.ends.len()).map(|row| self.row(row))
    }

    pub(super) fn values(&self) -> &[T] {
        &self.values
    }

    pub(super) fn values_mut(&mut self) -> &mut [T] {
        &mut self.values
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Adds a value to the row that [`Csr::end_row`] will end.
    pub(super) fn push(&mut self, value: T) {
        self.values.push(value);
    }

    pub(super) fn end_row(&mut self) -> Result<()> {
        self.ends.push(checked_count(self.values.len())?);
        Ok(())
    }
}

impl<T: Copy> Csr<T> {
    /// The values of each row from pairs of a row and a value, which keep their order within a row: a counting
    /// sort by row.
    pub(super) fn from_pairs(rows: usize, pairs: &[(TableRow, T)]) -> Result<Self> {
        let total = checked_count(pairs.len())?;
        let Some((_, any)) = pairs.first() else {
            return Ok(Self::default());
        };
        let mut next = vec![0_u32; rows];
        for (row, _) in pairs {
            next[row.index()] += 1;
        }
        let mut start = 0;
        for count in &mut next {
            start += std::mem::replace(count, start);
        }
        debug_assert_eq!(start, total);
        let mut values = vec![*any; pairs.len()];
        for (row, value) in pairs {
            let slot = &mut next[row.index()];
            values[*slot as usize] = *value;
            *slot += 1;
        }
        // After the last value of a row, its next slot is where the row ends.
        Ok(Self { ends: next, values })
    }
}

impl<T: Send> Csr<T> {
    /// The values that `add` appends for each row, computed in parallel.
    pub(super) fn from_rows(rows: usize, add: impl Fn(usize, &mut Vec<T>) + Sync) -> Result<Self> {
        let chunks: Vec<Self> = (0..rows)
            .into_par_iter()
            .with_min_len(1_024)
            .try_fold(Self::default, |mut chunk, row| {
                add(row, &mut chunk.values);
                chunk.end_row()?;
                Ok(chunk)
            })
            .collect::<Result<_>>()?;
        checked_count(chunks.iter().map(|chunk| chunk.values.len()).sum())?;
        let mut chunks = chunks.into_iter();
        let mut all = chunks.next().unwrap_or_default();
        for chunk in chunks {
            let before = checked_count(all.values.len())?;
            all.ends
                .extend(chunk.ends.into_iter().map(|end| end + before));
            all.values.extend(chunk.values);
        }
        Ok(all)
    }
}

/// The concatenation of vectors, in the memory of the first.
pub(super) fn concatenated<T>(parts: Vec<Vec<T>>) -> Vec<T> {
    let mut parts = parts.into_iter();
    let mut all = parts.next().unwrap_or_default();
    all.reserve(parts.as_slice().iter().map(Vec::len).sum());
    all.extend(parts.flatten());
    all
}
