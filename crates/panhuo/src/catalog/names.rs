//! Search by name in spite of typing slips and legal forms.

use crate::text::{core_name, core_similarity};

/// The core of every name and former name, with the row that it belongs to.
#[derive(Debug)]
pub(super) struct NameIndex {
    names: Vec<(String, u32)>,
}

impl NameIndex {
    /// Of the names of sites, each with its position.
    pub(super) fn new<'a>(names: impl Iterator<Item = (u32, &'a str)>) -> Self {
        Self {
            names: names.map(|(at, name)| (core_name(name), at)).collect(),
        }
    }

    /// The best rows that are there with their similarity above one half, best first, ties by row.
    pub(super) fn search(
        &self,
        name: &str,
        limit: usize,
        is_there: &dyn Fn(u32) -> bool,
    ) -> Vec<(f64, u32)> {
        let wanted = core_name(name);
        let mut found: Vec<(f64, u32)> = self
            .names
            .iter()
            .map(|(core, row)| (core_similarity(&wanted, core), *row))
            .filter(|(similarity, row)| *similarity > 0.5 && is_there(*row))
            .collect();
        // The best name of a row first, so that the others of that row are dropped.
        found.sort_by(|a, b| a.1.cmp(&b.1).then(b.0.total_cmp(&a.0)));
        found.dedup_by_key(|(_, row)| *row);
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.truncate(limit);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_and_a_legal_form_still_find_the_site() {
        let names = [
            (0, "岳阳宏达机械有限公司"),
            (1, "解放路12号厂房"),
            (1, "国营岳阳棉纺织厂"),
            (2, "Baling Cold Storage Ltd"),
        ];
        let index = NameIndex::new(names.into_iter());
        for (query, row) in [
            ("岳阳鸿达机械", 0),
            ("宏达机械有限责任公司", 0),
            ("岳阳棉纺厂", 1),
            ("baling cold storge", 2),
        ] {
            assert_eq!(
                index.search(query, 1, &|_| true).first().map(|f| f.1),
                Some(row),
                "{query}"
            );
        }
        assert!(index.search("洞庭湖", 3, &|_| true).is_empty());
        assert!(index.search("宏达机械", 3, &|row| row != 0).is_empty());
        assert!(index.search("", 3, &|_| true).is_empty());
    }
}
