//! Search by name in spite of typing slips and legal forms.

use super::ids::SegmentSite;
use crate::text::{core_name, core_similarity};

/// The core of every name and former name, with the site that it belongs to.
#[derive(Debug)]
pub(super) struct NameIndex {
    names: Vec<(String, SegmentSite)>,
}

impl NameIndex {
    pub(super) fn new<'a>(names: impl Iterator<Item = (SegmentSite, &'a str)>) -> Self {
        Self {
            names: names.map(|(at, name)| (core_name(name), at)).collect(),
        }
    }

    /// The live sites of a similarity above one half, the most similar first, ties by id.
    pub(super) fn search(
        &self,
        name: &str,
        limit: usize,
        is_live: &dyn Fn(SegmentSite) -> bool,
    ) -> Vec<(f64, SegmentSite)> {
        let query = core_name(name);
        let mut found: Vec<(f64, SegmentSite)> = self
            .names
            .iter()
            .map(|(core, site)| (core_similarity(&query, core), *site))
            .filter(|(similarity, site)| *similarity > 0.5 && is_live(*site))
            .collect();
        // The best name of a site first, so that its other names are dropped.
        found.sort_by(|a, b| a.1.cmp(&b.1).then(b.0.total_cmp(&a.0)));
        found.dedup_by_key(|(_, site)| *site);
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
        let index = NameIndex::new(
            names
                .map(|(at, name)| (SegmentSite::new(at), name))
                .into_iter(),
        );
        for (query, site) in [
            ("岳阳鸿达机械", 0),
            ("宏达机械有限责任公司", 0),
            ("岳阳棉纺厂", 1),
            ("baling cold storge", 2),
        ] {
            assert_eq!(
                index.search(query, 1, &|_| true).first().map(|f| f.1),
                Some(SegmentSite::new(site)),
                "{query}"
            );
        }
        assert!(index.search("洞庭湖", 3, &|_| true).is_empty());
        assert!(
            index
                .search("宏达机械", 3, &|site| site.index() != 0)
                .is_empty()
        );
        assert!(index.search("", 3, &|_| true).is_empty());
    }
}
