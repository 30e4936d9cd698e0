//! The rules by which names are taken apart: data, not code.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::name::folded;
use crate::error::{Error, ErrorCode, Result};
use crate::text::script::with_traditional;

/// Words that vary between registers without naming another site, and words that tell parts and
/// regions. Lists are tried longest first, whatever their order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
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
    /// What names of regions end with, and their rank from 1 to 9: 市 is 2, 镇 is 4.
    pub regions: Vec<(String, u8)>,
    /// What ends so and is no region: 城市.
    pub not_regions: Vec<String>,
    /// Words that say little: the, of, land.
    pub stop_words: Vec<String>,
    /// One spelling for several: street and saint are both st.
    pub abbreviations: BTreeMap<String, String>,
    /// The last characters of `regions`, traditional ones too.
    #[serde(skip)]
    region_ends: Chars,
    /// What may stand before a name, by its first character.
    #[serde(skip)]
    before: BTreeMap<char, Vec<String>>,
    /// Which characters those are.
    #[serde(skip)]
    firsts: Chars,
    /// What may stand behind a name, by its last character.
    #[serde(skip)]
    behind: BTreeMap<char, Vec<String>>,
    /// Which characters those are.
    #[serde(skip)]
    lasts: Chars,
}

/// What an [`IdentityProfile`](crate::linkage::IdentityProfile) changes of the shipped [`NameRules`].
///
/// # Example
///
/// ```
/// use panhuo::{Site, SiteKind};
/// use panhuo::linkage::{IdentityProfile, Linkage, NameWords, Record, MatchClass};
///
/// let records = |profile: &IdentityProfile| -> Vec<Record> {
///     let name = |id: &str, name: &str| Record::from_site(&Site::new(id, SiteKind::IdleFactory, name), profile);
///     vec![name("A", "宏达机械股份合作社联社"), name("B", "宏达机械")]
/// };
/// let mut profile = IdentityProfile::site();
/// let level = |profile: &IdentityProfile| -> Result<String, panhuo::Error> {
///     let records = records(profile);
///     Ok(Linkage::new(&records, profile)?.evidence(0, 1)[1].level.clone())
/// };
/// assert_eq!(level(&profile)?, "contained");
/// let mut words = NameWords::default();
/// words.add.legal_forms.push("股份合作社联社".to_owned());
/// profile.names = Some(words);
/// assert_eq!(level(&profile)?, "same");
/// # Ok::<(), panhuo::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NameWords {
    /// Words besides the shipped ones, list by list.
    pub add: NameRules,
    /// Words that are taken out of every list.
    pub without: Vec<String>,
    /// Whether the shipped words are left aside, and only those of `add` count.
    pub only: bool,
}

/// A few characters; most others are told apart from them by their last eight bits.
#[derive(Clone, Debug, Default, PartialEq)]
struct Chars {
    all: Vec<char>,
    bits: [u64; 4],
}

impl Chars {
    fn of(chars: impl Iterator<Item = char>) -> Self {
        let mut all: Vec<char> = chars.collect();
        all.sort_unstable();
        all.dedup();
        let mut bits = [0; 4];
        for c in &all {
            let (word, bit) = Self::place(*c);
            bits[word] |= 1 << bit;
        }
        Self { all, bits }
    }

    fn place(c: char) -> (usize, u32) {
        let last = u32::from(c) % 256;
        (last as usize / 64, last % 64)
    }

    fn contains(&self, c: char) -> bool {
        let (word, bit) = Self::place(c);
        self.bits[word] >> bit & 1 == 1 && self.all.contains(&c)
    }
}

static SHIPPED: LazyLock<NameRules> = LazyLock::new(|| {
    let rules: NameRules = serde_json::from_str(include_str!("profiles/names.json"))
        .expect("the shipped rules are tested");
    rules.in_order()
});

impl NameWords {
    /// The rules that follow.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if a word is empty or a region has no rank from 1 to 9.
    pub fn rules(&self) -> Result<NameRules> {
        let mut rules = if self.only {
            NameRules::default()
        } else {
            NameRules::shipped().clone()
        };
        let without: Vec<String> = self.without.iter().map(|word| folded(word)).collect();
        for ((name, list), (_, more)) in rules.lists().into_iter().zip(self.add.clone().lists()) {
            for word in more.iter().map(|word| folded(word)) {
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
            let word = folded(word);
            if word.is_empty() || !(1..=9).contains(rank) {
                return Err(Error::new(ErrorCode::NAME_RULE_REGION)
                    .with_what(&word)
                    .with_given(u32::from(*rank)));
            }
            rules.regions.retain(|(known, _)| *known != word);
            rules.regions.push((word, *rank));
        }
        rules.regions.retain(|(word, _)| !without.contains(word));
        for (word, one) in &self.add.abbreviations {
            rules.abbreviations.insert(letters(word), letters(one));
        }
        rules
            .abbreviations
            .retain(|word, _| !without.contains(word));
        if !self.add.source.is_empty() {
            rules.source.clone_from(&self.add.source);
        }
        Ok(rules.in_order())
    }
}

/// A word as it is looked up: letters and digits only.
fn letters(word: &str) -> String {
    folded(word)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

impl NameRules {
    /// The rules that come with the library; [`NameWords`] changes them for a profile.
    ///
    /// ```
    /// assert!(panhuo::linkage::NameRules::shipped().legal_forms.iter().any(|form| form == "有限公司"));
    /// ```
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// The lists of plain words, with their names.
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

    /// Puts longer words first, so that 有限责任公司 is not taken for 公司, and words where they are
    /// looked up.
    fn in_order(mut self) -> Self {
        let longest =
            |a: &String, b: &String| b.chars().count().cmp(&a.chars().count()).then(a.cmp(b));
        for (_, list) in self.lists() {
            list.sort_by(longest);
        }
        self.regions.sort_by(|a, b| longest(&a.0, &b.0));
        (self.before, self.behind) = (BTreeMap::new(), BTreeMap::new());
        for word in self.former.iter().chain(&self.ownership) {
            if let Some(first) = word.chars().next() {
                self.before.entry(first).or_default().push(word.clone());
            }
        }
        for word in self
            .status
            .iter()
            .chain(&self.things)
            .chain(&self.legal_forms)
        {
            if let Some(last) = word.chars().next_back() {
                self.behind.entry(last).or_default().push(word.clone());
            }
        }
        let ends = self.regions.iter();
        let ends: Vec<char> = ends
            .filter_map(|(word, _)| word.chars().next_back())
            .collect();
        let both = ends.iter().flat_map(|end| with_traditional(*end));
        self.region_ends = Chars::of(both);
        self.firsts = Chars::of(self.before.keys().copied());
        self.lasts = Chars::of(self.behind.keys().copied());
        self
    }

    /// Whether the name of a region may end with this character, traditional or simplified.
    pub(super) fn ends_region(&self, c: char) -> bool {
        self.region_ends.contains(c)
    }

    /// The name without one word of those that may stand before it.
    pub(super) fn without_first<'a>(&self, name: &'a str) -> Option<&'a str> {
        let first = name.chars().next().filter(|c| self.firsts.contains(*c))?;
        let words = self.before.get(&first)?;
        words
            .iter()
            .find_map(|word| name.strip_prefix(word.as_str()))
    }

    /// The name without one word of those that may stand behind it, and that word.
    pub(super) fn without_last<'a>(&self, name: &'a str) -> Option<(&'a str, &str)> {
        let last = name
            .chars()
            .next_back()
            .filter(|c| self.lasts.contains(*c))?;
        let words = self.behind.get(&last)?;
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

    #[test]
    fn words_are_added_taken_out_and_replaced() {
        let words: NameWords = serde_json::from_str(
            r#"{"add": {"legal_forms": ["合夥企業"], "regions": [["苏木", 4]], "abbreviations": {"Bros.": "Brothers"}},
                "without": ["实业", "st"]}"#,
        )
        .unwrap();
        let rules = words.rules().unwrap();
        assert!(rules.legal_forms.contains(&"合伙企业".to_owned()));
        assert!(!rules.legal_forms.contains(&"实业".to_owned()));
        assert!(rules.ends_region('木') && rules.ends_region('縣') && !rules.ends_region('厂'));
        assert_eq!(rules.abbreviations["bros"], "brothers");
        assert_eq!(NameWords::default().rules().unwrap(), *NameRules::shipped());
        let only = NameWords {
            only: true,
            ..words
        };
        assert_eq!(only.rules().unwrap().legal_forms, ["合伙企业"]);
    }

    #[test]
    fn words_that_cannot_be_used_are_refused() {
        let refused = |text: &str| {
            let words: NameWords = serde_json::from_str(text).unwrap();
            words.rules().unwrap_err().to_string()
        };
        assert!(refused(r#"{"add": {"status": [" "]}}"#).contains("`status`"));
        assert!(refused(r#"{"add": {"regions": [["旗", 0]]}}"#).contains("rank"));
    }
}
