//! The rules by which names are parsed: lists of words, as data.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode, Result};
use crate::text::script::{normalized, with_traditional};

/// Words that vary between registers without denoting another site, and words that denote parts and regions.
/// Within a list, longer words are tried first, whatever their order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NameRules {
    /// Where the words come from.
    pub source: String,
    /// Words before a name that is no longer used: 原, former.
    pub former: Vec<String>,
    /// Words for the owner of a firm: 国营.
    pub ownership: Vec<String>,
    /// Chinese legal forms, at the end of a name: 有限公司.
    pub legal_forms: Vec<String>,
    /// Legal forms that are separate words: Ltd.
    pub legal_words: Vec<String>,
    /// Words for the state of a site: 烂尾楼.
    pub status: Vec<String>,
    /// Words for kinds of sites: 厂房. They are removed, unless nothing else is left of the name.
    pub things: Vec<String>,
    /// Words after the number of a part: 3号厂房.
    pub parts: Vec<String>,
    /// Words before the number of a part: Unit 3.
    pub part_words: Vec<String>,
    /// Words after which a Chinese numeral is a number: 二期, but not 三和.
    pub counters: Vec<String>,
    /// Endings of the names of regions, with their rank from 1 to 9: 市 has 2, 镇 has 4.
    pub regions: Vec<(String, u8)>,
    /// Words that end like a region and are none: 城市.
    pub not_regions: Vec<String>,
    /// Words without meaning for comparison: the, of, land.
    pub stop_words: Vec<String>,
    /// Words that are replaced by one spelling: street and saint by st.
    pub abbreviations: BTreeMap<String, String>,
    /// The last characters of `regions`, traditional ones too.
    #[serde(skip)]
    region_ends: CharSet,
    /// Words that are removed from the front of a name, by their first character.
    #[serde(skip)]
    prefixes: BTreeMap<char, Vec<String>>,
    /// The keys of `prefixes`.
    #[serde(skip)]
    prefix_starts: CharSet,
    /// Words that are removed from the end of a name, by their last character.
    #[serde(skip)]
    suffixes: BTreeMap<char, Vec<String>>,
    /// The keys of `suffixes`.
    #[serde(skip)]
    suffix_ends: CharSet,
}

/// How the rules of an [`IdentityProfile`](crate::linkage::IdentityProfile) differ from the shipped
/// [`NameRules`].
///
/// # Example
///
/// ```
/// use panhuo::{Site, SiteKind};
/// use panhuo::linkage::{IdentityProfile, Linkage, NameRuleChanges, Record, RecordRow};
///
/// let records = |profile: &IdentityProfile| -> Vec<Record> {
///     let name = |id: &str, name: &str| Record::from_site(&Site::new(id, SiteKind::IdleFactory, name), profile);
///     vec![name("A", "宏达机械股份合作社联社"), name("B", "宏达机械")]
/// };
/// let mut profile = IdentityProfile::site();
/// let level = |profile: &IdentityProfile| -> Result<String, panhuo::Error> {
///     let linkage = Linkage::new(&records(profile), profile)?;
///     Ok(linkage.evidence(RecordRow(0), RecordRow(1))[1].level.clone())
/// };
/// assert_eq!(level(&profile)?, "contained");
/// let mut changes = NameRuleChanges::default();
/// changes.add.legal_forms.push("股份合作社联社".to_owned());
/// profile.names = Some(changes);
/// assert_eq!(level(&profile)?, "exact");
/// # Ok::<(), panhuo::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NameRuleChanges {
    /// Words to add, list by list.
    pub add: NameRules,
    /// Words to remove from every list.
    pub without: Vec<String>,
    /// Whether only the words of `add` are used, and none of the shipped ones.
    pub only: bool,
}

/// A small set of characters. A bitmap of their last eight bits rejects most other characters at once.
#[derive(Clone, Debug, Default, PartialEq)]
struct CharSet {
    all: Vec<char>,
    bitmap: [u64; 4],
}

impl FromIterator<char> for CharSet {
    fn from_iter<I: IntoIterator<Item = char>>(chars: I) -> Self {
        let mut all: Vec<char> = chars.into_iter().collect();
        all.sort_unstable();
        all.dedup();
        let mut bitmap = [0; 4];
        for c in &all {
            let (word, bit) = Self::bit_of(*c);
            bitmap[word] |= 1 << bit;
        }
        Self { all, bitmap }
    }
}

impl CharSet {
    fn bit_of(c: char) -> (usize, u32) {
        let last = u32::from(c) % 256;
        (last as usize / 64, last % 64)
    }

    fn contains(&self, c: char) -> bool {
        let (word, bit) = Self::bit_of(c);
        self.bitmap[word] >> bit & 1 == 1 && self.all.contains(&c)
    }
}

static SHIPPED: LazyLock<NameRules> = LazyLock::new(|| {
    let rules: NameRules = serde_json::from_str(include_str!("profiles/names.json"))
        .expect("the shipped rules are tested");
    rules.indexed()
});

impl NameRuleChanges {
    /// The rules after the changes.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::NAME_RULE_EMPTY`] if a word is empty, [`ErrorCode::NAME_RULE_REGION`] if a region has no
    /// rank from 1 to 9.
    pub fn rules(&self) -> Result<NameRules> {
        let mut rules = if self.only {
            NameRules::default()
        } else {
            NameRules::shipped().clone()
        };
        let without: Vec<String> = self.without.iter().map(|word| normalized(word)).collect();
        for ((name, list), (_, more)) in rules.lists().into_iter().zip(self.add.clone().lists()) {
            for word in more.iter().map(|word| normalized(word)) {
                if word.is_empty() {
                    return Err(Error::new(ErrorCode::NAME_RULE_EMPTY).with_what(name));
                }
                if !list.contains(&word) {
                    list.push(word);
                }
            }
            list.retain(|word| !without.contains(word));
        }
        for (word, rank) in &self.add.regions {
            let word = normalized(word);
            if word.is_empty() || !(1..=9).contains(rank) {
                return Err(Error::new(ErrorCode::NAME_RULE_REGION)
                    .with_what(word)
                    .with_given(rank.to_string()));
            }
            rules.regions.retain(|(known, _)| *known != word);
            rules.regions.push((word, *rank));
        }
        rules.regions.retain(|(word, _)| !without.contains(word));
        for (word, spelling) in &self.add.abbreviations {
            rules
                .abbreviations
                .insert(alphanumeric(word), alphanumeric(spelling));
        }
        rules
            .abbreviations
            .retain(|word, _| !without.contains(word));
        if !self.add.source.is_empty() {
            rules.source.clone_from(&self.add.source);
        }
        Ok(rules.indexed())
    }
}

/// The letters and digits of a text, normalized.
pub(super) fn alphanumeric(text: &str) -> String {
    let mut letters = normalized(text);
    letters.retain(char::is_alphanumeric);
    letters
}

impl NameRules {
    /// The rules that come with the library; [`NameRuleChanges`] changes them for a profile.
    ///
    /// ```
    /// assert!(panhuo::linkage::NameRules::shipped().legal_forms.iter().any(|form| form == "有限公司"));
    /// ```
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// The lists that hold words without any further data, with their names.
    fn lists(&mut self) -> [(&'static str, &mut Vec<String>); 11] {
        [
            ("former", &mut self.former),
            ("ownership", &mut self.ownership),
            ("legal_forms", &mut self.legal_forms),
            ("legal_words", &mut self.legal_words),
            ("status", &mut self.status),
            ("things", &mut self.things),
            ("parts", &mut self.parts),
            ("part_words", &mut self.part_words),
            ("counters", &mut self.counters),
            ("not_regions", &mut self.not_regions),
            ("stop_words", &mut self.stop_words),
        ]
    }

    /// Sorts the lists, longer words first, so that 有限责任公司 is removed and not only 公司; and builds the
    /// tables of prefixes and suffixes.
    fn indexed(mut self) -> Self {
        let longest =
            |a: &String, b: &String| b.chars().count().cmp(&a.chars().count()).then(a.cmp(b));
        for (_, list) in self.lists() {
            list.sort_by(longest);
        }
        self.regions.sort_by(|a, b| longest(&a.0, &b.0));
        (self.prefixes, self.suffixes) = (BTreeMap::new(), BTreeMap::new());
        for word in self.former.iter().chain(&self.ownership) {
            if let Some(first) = word.chars().next() {
                self.prefixes.entry(first).or_default().push(word.clone());
            }
        }
        let suffixes = self.status.iter().chain(&self.things);
        for word in suffixes.chain(&self.legal_forms) {
            if let Some(last) = word.chars().next_back() {
                self.suffixes.entry(last).or_default().push(word.clone());
            }
        }
        let region_ends = self.regions.iter();
        let region_ends = region_ends.filter_map(|(word, _)| word.chars().next_back());
        self.region_ends = region_ends.flat_map(with_traditional).collect();
        self.prefix_starts = self.prefixes.keys().copied().collect();
        self.suffix_ends = self.suffixes.keys().copied().collect();
        self
    }

    /// Whether the name of a region may end with this character, traditional or simplified.
    pub(super) fn ends_region(&self, c: char) -> bool {
        self.region_ends.contains(c)
    }

    /// The name without one word that is removed from the front of names.
    pub(super) fn strip_prefix<'a>(&self, name: &'a str) -> Option<&'a str> {
        let first = name.chars().next()?;
        if !self.prefix_starts.contains(first) {
            return None;
        }
        let mut words = self.prefixes.get(&first)?.iter();
        words.find_map(|word| name.strip_prefix(word.as_str()))
    }

    /// The name without one word that is removed from the end of names, and that word.
    pub(super) fn strip_suffix<'a>(&self, name: &'a str) -> Option<(&'a str, &str)> {
        let last = name.chars().next_back()?;
        if !self.suffix_ends.contains(last) {
            return None;
        }
        let mut words = self.suffixes.get(&last)?.iter();
        words.find_map(|word| Some((name.strip_suffix(word.as_str())?, word.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_words_come_first() {
        let forms = &NameRules::shipped().legal_forms;
        let position = |form: &str| forms.iter().position(|each| each == form).unwrap();
        assert!(position("有限责任公司") < position("公司"));
    }

    #[test]
    fn words_are_added_removed_and_replaced() {
        let words: NameRuleChanges = serde_json::from_str(
            r#"{"add": {"legal_forms": ["合夥企業"], "regions": [["苏木", 4]], "abbreviations": {"Bros.": "Brothers"}},
                "without": ["实业", "st"]}"#,
        )
        .unwrap();
        let rules = words.rules().unwrap();
        assert!(rules.legal_forms.contains(&"合伙企业".to_owned()));
        assert!(!rules.legal_forms.contains(&"实业".to_owned()));
        assert!(rules.ends_region('木') && rules.ends_region('縣') && !rules.ends_region('厂'));
        assert_eq!(rules.abbreviations["bros"], "brothers");
        assert_eq!(
            NameRuleChanges::default().rules().unwrap(),
            *NameRules::shipped()
        );
        let only = NameRuleChanges {
            only: true,
            ..words
        };
        assert_eq!(only.rules().unwrap().legal_forms, ["合伙企业"]);
    }

    #[test]
    fn invalid_words_are_refused() {
        let refused = |text: &str| {
            let words: NameRuleChanges = serde_json::from_str(text).unwrap();
            words.rules().unwrap_err().to_string()
        };
        assert!(refused(r#"{"add": {"status": [" "]}}"#).contains("`status`"));
        assert!(refused(r#"{"add": {"regions": [["旗", 0]]}}"#).contains("rank"));
    }
}
