//! The rules by which names are taken apart: data, not code.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// Words that vary between registers without naming another site, and words that tell parts and
/// regions. Lists are tried longest first, whatever their order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameRules {
    /// Where the words come from.
    pub source: String,
    /// What stands before a name that is no longer used: 原, former.
    pub former: Vec<String>,
    /// What tells who owned a firm: 国营.
    pub ownership: Vec<String>,
    /// Chinese legal forms at the end of a name: 有限公司.
    pub legal_forms: Vec<String>,
    /// Legal forms that are words of their own: Ltd.
    pub legal_words: Vec<String>,
    /// What tells the state of a site: 烂尾楼.
    pub status: Vec<String>,
    /// What a site is: 厂房. Only a name without anything else is called so.
    pub things: Vec<String>,
    /// What a number stands before to name a part: 3号厂房.
    pub parts: Vec<String>,
    /// What stands before the number of a part: Unit 3.
    pub part_words: Vec<String>,
    /// Behind these a Chinese numeral is a number: 二期, but not 三和.
    pub counters: Vec<String>,
    /// What names of regions end with, and their rank: 市 is 2, 镇 is 4.
    pub regions: Vec<(String, u8)>,
    /// What ends so and is no region: 城市.
    pub not_regions: Vec<String>,
    /// Words that say little: the, of, land.
    pub stop_words: Vec<String>,
    /// One spelling for several: street and saint are both st.
    pub abbreviations: BTreeMap<String, String>,
    /// What may stand before a name, by its first character.
    #[serde(skip)]
    before: BTreeMap<char, Vec<String>>,
    /// What may stand behind a name, by its last character.
    #[serde(skip)]
    behind: BTreeMap<char, Vec<String>>,
}

static SHIPPED: LazyLock<NameRules> = LazyLock::new(|| {
    let mut rules: NameRules = serde_json::from_str(include_str!("profiles/names.json"))
        .expect("the shipped rules are tested");
    rules.sort();
    rules
});

impl NameRules {
    /// The rules that come with the library.
    ///
    /// ```
    /// assert!(panhuo::NameRules::shipped().legal_forms.iter().any(|form| form == "有限公司"));
    /// ```
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Puts longer words first, so that 有限责任公司 is not taken for 公司.
    fn sort(&mut self) {
        let lists = [
            &mut self.former,
            &mut self.ownership,
            &mut self.legal_forms,
            &mut self.status,
            &mut self.things,
            &mut self.parts,
            &mut self.counters,
        ];
        for list in lists {
            list.sort_by(|a, b| b.chars().count().cmp(&a.chars().count()).then(a.cmp(b)));
        }
        for word in self.former.iter().chain(&self.ownership) {
            if let Some(first) = word.chars().next() {
                self.before.entry(first).or_default().push(word.clone());
            }
        }
        let behind = [&self.status, &self.things, &self.legal_forms];
        for word in behind.into_iter().flatten() {
            if let Some(last) = word.chars().next_back() {
                self.behind.entry(last).or_default().push(word.clone());
            }
        }
        self.regions
            .sort_by(|a, b| b.0.chars().count().cmp(&a.0.chars().count()).then(a.cmp(b)));
    }

    /// The name without one word of those that may stand before it.
    pub(super) fn without_first<'a>(&self, name: &'a str) -> Option<&'a str> {
        let words = self.before.get(&name.chars().next()?)?;
        words
            .iter()
            .find_map(|word| name.strip_prefix(word.as_str()))
    }

    /// The name without one word of those that may stand behind it, and that word.
    pub(super) fn without_last<'a>(&self, name: &'a str) -> Option<(&'a str, &str)> {
        let words = self.behind.get(&name.chars().next_back()?)?;
        words
            .iter()
            .find_map(|word| Some((name.strip_suffix(word.as_str())?, word.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_words_come_first() {
        let forms = &NameRules::shipped().legal_forms;
        let place = |form: &str| forms.iter().position(|each| each == form).unwrap();
        assert!(place("有限责任公司") < place("公司"));
    }
}
