//! The names of townships, in full, by a former name, or as people say them.

use super::{JurisdictionForm, Profile};
use crate::text::fold;

/// What names of places end with, longest first; people leave it out.
const SUFFIXES: &[&str] = &[
    "街道办事处",
    "办事处",
    "街道办",
    "街道",
    "管理处",
    "镇",
    "乡",
    "区",
    "县",
    "市",
];

impl Profile {
    /// The code of the township that a cell names: in full, by a former name, or without its
    /// ending; alone or inside longer text.
    pub fn township(&self, text: &str) -> Option<&str> {
        let folded = fold(text);
        self.by_name(&folded, true)
            .or_else(|| {
                // 五里牌 in Wulipai (五里牌街道), 岳阳楼区五里牌: what is left of the known.
                let rest = self.without_district(&folded);
                self.by_name(&rest, true)
            })
            .or_else(|| self.inside(&folded))
    }

    /// The code of the one township whose full or former name stands inside longer text.
    pub(crate) fn township_inside(&self, text: &str) -> Option<&str> {
        self.inside(&self.without_district(&fold(text)))
    }

    /// The code of the one township that a file, sheet or title names, perhaps in its short form.
    pub(crate) fn township_of_title(&self, text: &str) -> Option<&str> {
        let folded = self.without_district(&fold(text));
        self.inside(&folded).or_else(|| {
            let short = |place: &&JurisdictionForm| {
                let stem = stem(&place.name);
                stem.chars().count() >= 2 && folded.contains(&stem)
            };
            let mut found = self.leaves().filter(short);
            found
                .next()
                .filter(|_| found.next().is_none())
                .map(|place| place.code.as_str())
        })
    }

    fn leaves(&self) -> impl Iterator<Item = &JurisdictionForm> {
        let is_parent = |code: &str| self.jurisdictions.iter().any(|place| place.parent == code);
        self.jurisdictions
            .iter()
            .filter(move |place| !is_parent(&place.code))
    }

    fn without_district(&self, folded: &str) -> String {
        let mut rest = folded.to_owned();
        for place in self
            .jurisdictions
            .iter()
            .filter(|place| place.parent.is_empty())
        {
            rest = rest.replace(&fold(&place.name), "");
        }
        rest
    }

    fn by_name(&self, folded: &str, short: bool) -> Option<&str> {
        let names = |place: &JurisdictionForm| {
            std::iter::once(&place.name)
                .chain(&place.former_names)
                .map(|name| fold(name))
                .collect::<Vec<_>>()
        };
        let matches = |place: &&JurisdictionForm| {
            names(place)
                .iter()
                .any(|name| name == folded || (short && stem(name) == stem(folded)))
        };
        let exact = |place: &&JurisdictionForm| names(place).iter().any(|name| name == folded);
        if let Some(place) = self.leaves().find(exact) {
            return Some(&place.code);
        }
        let mut found = self.leaves().filter(matches);
        found
            .next()
            .filter(|_| found.next().is_none())
            .map(|place| place.code.as_str())
    }

    /// The township whose name stands inside; the longest name, and only if there is one such.
    fn inside(&self, folded: &str) -> Option<&str> {
        let mut hits: Vec<(usize, &str)> = Vec::new();
        for place in self.leaves() {
            let names = std::iter::once(&place.name)
                .chain(&place.former_names)
                .map(|name| fold(name));
            let longest = names
                .filter(|name| folded.contains(name.as_str()))
                .map(|name| name.len())
                .max();
            hits.extend(longest.map(|length| (length, place.code.as_str())));
        }
        let best = hits.iter().max_by_key(|(length, _)| *length)?;
        let alike = hits.iter().filter(|(length, _)| *length == best.0).count();
        (alike == 1).then_some(best.1)
    }

    pub(crate) fn knows_townships(&self) -> bool {
        !self.jurisdictions.is_empty()
    }
}

/// A name of a place without its ending.
fn stem(name: &str) -> String {
    for suffix in SUFFIXES {
        if let Some(stem) = name
            .strip_suffix(suffix)
            .filter(|stem| stem.chars().count() >= 2)
        {
            return stem.to_owned();
        }
    }
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn townships_are_found_by_what_people_call_them() {
        let profile = Profile::bundled("yueyanglou").unwrap();
        for text in [
            "五里牌街道",
            "五里牌",
            "岳阳楼区五里牌街道",
            "Wulipai (五里牌街道)",
            "五里牌办事处",
            "五里牌街道办事处",
        ] {
            assert_eq!(profile.township(text), Some("430602006"), "{text}");
        }
        assert_eq!(profile.township("岳阳楼街道"), Some("430602001"));
        assert_eq!(profile.township("岳阳楼"), Some("430602001"));
        assert_eq!(profile.township("站前街道"), Some("430602014"));
        assert_eq!(profile.township("许庄镇"), None);
        assert_eq!(profile.township("湖滨、南湖等街道"), None);
        assert_eq!(
            profile.township_of_title("城陵矶街道闲置厂房摸底表"),
            Some("430602008")
        );
        assert_eq!(profile.township_of_title("岳阳楼区烂尾楼排查表"), None);
        assert_eq!(profile.jurisdictions().unwrap().len(), 21);
    }
}
