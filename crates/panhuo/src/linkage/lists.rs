//! Rows that have several of something each.

use rayon::prelude::*;

/// What each row has several of, one row behind the other; nothing if no row has any.
#[derive(Debug)]
pub(super) struct Lists<T> {
    /// Where each row ends in `all`.
    ends: Vec<u32>,
    pub(super) all: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self {
            ends: Vec::new(),
            all: Vec::new(),
        }
    }
}

impl<T> Lists<T> {
    /// What a row has.
    pub(super) fn of(&self, row: usize) -> &[T] {
        let Some(end) = self.ends.get(row) else {
            return &[];
        };
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start as usize..*end as usize]
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &[T]> {
        (0..self.ends.len()).map(|row| self.of(row))
    }

    /// Whether any row has something.
    pub(super) fn known(&self) -> bool {
        !self.all.is_empty()
    }

    /// Ends a row behind what was added to `all`.
    pub(super) fn end(&mut self) {
        self.ends
            .push(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
    }
}

/// Parts one behind the other, in the memory of the first.
pub(super) fn joined<T>(parts: Vec<Vec<T>>) -> Vec<T> {
    let mut parts = parts.into_iter();
    let mut all = parts.next().unwrap_or_default();
    all.reserve(parts.as_slice().iter().map(Vec::len).sum());
    all.extend(parts.flatten());
    all
}

impl<T: Copy> Lists<T> {
    /// Things that belong to so many rows, dealt out to them.
    pub(super) fn dealt(rows: usize, all: &[(u32, T)]) -> Self {
        let mut next = vec![0_u32; rows];
        for (row, _) in all {
            next[*row as usize] += 1;
        }
        let mut end = 0;
        for count in &mut next {
            end += std::mem::replace(count, end);
        }
        let Some((_, any)) = all.first() else {
            return Self::default();
        };
        let mut dealt = vec![*any; all.len()];
        for (row, thing) in all {
            let place = &mut next[*row as usize];
            dealt[*place as usize] = *thing;
            *place += 1;
        }
        // Where a row would go on is where it ends.
        Self {
            ends: next,
            all: dealt,
        }
    }
}

impl<T: Send> Lists<T> {
    /// The lists of so many rows, to each of which something may be added.
    pub(super) fn gather(rows: usize, add: impl Fn(usize, &mut Vec<T>) + Sync) -> Self {
        let each = |mut lists: Self, row: usize| {
            add(row, &mut lists.all);
            lists.end();
            lists
        };
        let rows = (0..rows).into_par_iter().with_min_len(1_024);
        let parts: Vec<Self> = rows.fold(Self::default, each).collect();
        let mut parts = parts.into_iter();
        let mut lists = parts.next().unwrap_or_default();
        for part in parts {
            let before = u32::try_from(lists.all.len()).unwrap_or(u32::MAX);
            let ends = part.ends.into_iter();
            lists
                .ends
                .extend(ends.map(|end| end.saturating_add(before)));
            lists.all.extend(part.all);
        }
        lists
    }
}
