//! The profile of a linkage: which fields are compared, what their levels weigh, which pairs are compared at
//! all. All of it is data, in JSON.

use serde::{Deserialize, Serialize};

use super::levels::{
    CategoryLevel, CodeLevel, DateLevel, FactsLevel, LocationLevel, NameLevel, NumberLevel,
    WordLevel,
};
use super::name_rules::NameRuleChanges;
use crate::error::{Error, ErrorCode, Result};
use crate::lang::Bilingual;
use crate::lookup::{NameEntry, find};

/// How two values of a field are compared. Each way has a fixed list of levels, [`Comparison::levels`].
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// Names of firms and sites, and addresses, parsed by [`NameRules`](crate::linkage::NameRules).
    Name,
    /// Short words, such as given names, by Jaro-Winkler similarity of their spelling.
    Word,
    /// Identifiers, such as certificate numbers, by their letters and digits only.
    Code,
    /// Measured quantities, within the precision with which they are written.
    Number,
    /// Days, written as eight digits or with hyphens.
    Date,
    /// Positions and footprints.
    Location,
    /// One of a few values.
    Category,
    /// Administrative codes; one jurisdiction may lie within another.
    Jurisdiction,
    /// All remaining facts of a record, compared together.
    Facts,
}

impl Comparison {
    /// The names of the levels of this comparison, the most similar first.
    pub fn levels(self) -> &'static [&'static str] {
        match self {
            Self::Name => NameLevel::NAMES,
            Self::Word => WordLevel::NAMES,
            Self::Code => CodeLevel::NAMES,
            Self::Number => NumberLevel::NAMES,
            Self::Date => DateLevel::NAMES,
            Self::Location => LocationLevel::NAMES,
            Self::Category | Self::Jurisdiction => CategoryLevel::NAMES,
            Self::Facts => FactsLevel::NAMES,
        }
    }

    /// The type of values that are compared, for messages.
    pub(super) fn label(self) -> Bilingual {
        let (zh, en) = match self {
            Self::Name => ("名称", "a name"),
            Self::Word => ("词语", "a word"),
            Self::Code => ("编号", "a code"),
            Self::Number => ("数字", "a number"),
            Self::Date => ("日期", "a date"),
            Self::Location => ("位置", "a location"),
            Self::Category => ("类别", "a category"),
            Self::Jurisdiction => ("属地代码", "a jurisdiction"),
            Self::Facts => ("其余指标", "facts"),
        };
        Bilingual::new(zh, en)
    }
}

/// A comparison level: one outcome of a comparison, with the probabilities of Fellegi and Sunter. The names are
/// those of [Splink](https://moj-analytical-services.github.io/splink/).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComparisonLevel {
    /// One of [`Comparison::levels`].
    pub name: String,
    /// The probability of this level among pairs of records of one site, in (0, 1].
    pub m_probability: f64,
    /// The same among pairs of a site and a part of it; equal to `m_probability` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub m_probability_part: Option<f64>,
    /// The probability of this level among pairs of records of two sites (non-matches), in (0, 1].
    pub u_probability: f64,
    /// The same among non-matches that lie [`near`](Comparison::levels) each other or nearer; equal to
    /// `u_probability` if absent. Adjoining sites often have one owner and one street.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub u_probability_nearby: Option<f64>,
    /// Where the probabilities come from.
    pub source: String,
}

impl ComparisonLevel {
    /// The match weight of this level, in bits: log2(m / u).
    pub fn match_weight(&self) -> f64 {
        (self.m_probability / self.u_probability).log2()
    }

    /// The weight of this level for "part of", in bits: log2(m of parts / u).
    pub fn part_weight(&self) -> f64 {
        (self.m_probability_part.unwrap_or(self.m_probability) / self.u_probability).log2()
    }
}

/// Whether the weight of an equal value depends on how many records have that value: the term-frequency
/// adjustment of Splink.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermFrequencyAdjustment {
    /// It does not.
    #[default]
    None,
    /// A value that many records have is weaker evidence, such as the owner of many sites.
    Common,
    /// And a value that few records have is stronger evidence, such as a rare name.
    CommonAndRare,
}

/// A field that is compared: its name, how it is compared, and the probabilities of its levels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComparedField {
    /// The name of the field in records; for sites, of the attribute.
    pub name: String,
    /// How its values are compared.
    pub comparison: Comparison,
    /// Another field that may hold this field's value: a site is called by its address, or given name and
    /// surname are swapped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternate_field: Option<String>,
    /// Fields whose values mostly follow from this one's. Where two records are at the first level of this
    /// field, each of these adds at most one bit: two records with one address are mostly in one village.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub correlated_fields: Vec<String>,
    /// Whether common and rare values weigh differently; for a location, whether the number of records around
    /// it counts.
    #[serde(default)]
    pub term_frequency_adjustment: TermFrequencyAdjustment,
    /// Every level of the comparison with its probabilities.
    pub levels: Vec<ComparisonLevel>,
}

/// A blocking rule: what two records must have in common to be compared. A pair is compared if at least one
/// rule of the profile holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case", tag = "by")]
pub enum BlockingRule {
    /// The positions lie within a distance of each other.
    Distance {
        /// The field of locations.
        field: String,
        /// The greatest distance, in metres.
        metres: f64,
    },
    /// All these keys are equal.
    Keys {
        /// The keys.
        keys: Vec<BlockingKey>,
        /// Keys that more records than this share are ignored by this rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ignore_above: Option<usize>,
    },
}

/// One key of a [`BlockingRule`]: a field and how a key is derived from its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockingKey {
    /// The field.
    pub field: String,
    /// How the key is derived.
    #[serde(default)]
    pub transform: KeyTransform,
}

/// How blocking keys are derived from a value.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyTransform {
    /// The value as it is compared.
    #[default]
    Value,
    /// The pronunciation of a name: pinyin of Chinese, the consonants of each word of other scripts.
    Phonetic,
    /// Each word of a name, or each pair of adjacent Chinese characters: one key for each.
    Tokens,
    /// The first three characters.
    Prefix,
    /// The bucket of a number; buckets are two percent wide.
    Bucket,
}

/// A linkage profile: fields, probabilities, blocking rules and thresholds. All weights are in bits: one bit
/// doubles the odds.
///
/// The model is that of Fellegi and Sunter, "A Theory for Record Linkage", JASA 64 (1969): levels of different
/// fields are independent for matches and for non-matches, so that the logarithms of m / u add up.
///
/// # Example
///
/// ```
/// use panhuo::linkage::IdentityProfile;
///
/// let profile = IdentityProfile::site();
/// let name = profile.fields.iter().find(|field| field.name == "name").unwrap();
/// let homophone = name.levels.iter().find(|level| level.name == "sound").unwrap();
/// assert!(homophone.match_weight() > 0.0);
/// assert!(homophone.match_weight() < name.levels[0].match_weight());
/// assert!(!homophone.source.is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityProfile {
    /// The name of the profile.
    pub name: String,
    /// What it is for, and where its probabilities come from.
    pub source: String,
    /// The odds that the two records of a candidate pair match, before anything is compared, in bits.
    pub prior: f64,
    /// The odds that one of the two is a part of the other, in bits; parts are not looked for if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_prior: Option<f64>,
    /// The upper threshold, in bits: pairs from this weight on are matches.
    pub accept: f64,
    /// The lower threshold, in bits: pairs up to this weight are non-matches. Pairs between the two thresholds
    /// are possible matches, for clerical review.
    pub reject: f64,
    /// Changes to the shipped rules by which names are parsed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<NameRuleChanges>,
    /// The fields that are compared.
    pub fields: Vec<ComparedField>,
    /// Which pairs are compared.
    pub blocking_rules: Vec<BlockingRule>,
    /// Where more records than this share a key, only those of them are compared that also satisfy the rule by
    /// distance.
    pub max_block_size: usize,
}

/// The most fields of a profile: sets of fields are the bits of a `u64`.
pub(super) const MAX_FIELDS: usize = 64;

/// The greatest distance of a blocking rule, in metres.
const MAX_BLOCKING_METRES: f64 = 100_000.0;

impl IdentityProfile {
    /// The profile for sites of ledgers, in Chinese and English.
    pub fn site() -> Self {
        Self::shipped(include_str!("profiles/site.json"))
    }

    /// The profile for persons: given name, surname, address, date of birth, a personal number.
    pub fn person() -> Self {
        Self::shipped(include_str!("profiles/person.json"))
    }

    fn shipped(text: &str) -> Self {
        serde_json::from_str(text).expect("the shipped profiles are tested")
    }

    /// Reads a profile from JSON.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::LINKAGE_PROFILE_UNREADABLE`] if the text is no JSON of a profile; otherwise as
    /// [`IdentityProfile::check`].
    pub fn from_json(text: &str) -> Result<Self> {
        let profile: Self = serde_json::from_str(text)
            .map_err(|error| Error::new(ErrorCode::LINKAGE_PROFILE_UNREADABLE).with_cause(error))?;
        profile.check()?;
        Ok(profile)
    }

    /// Checks that the profile can be used: every level of every field occurs once, probabilities are in (0, 1],
    /// every field that is referred to exists, thresholds are finite and in order, and no word of the rules for
    /// names is empty.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) with the field and the reason;
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) for a field that does not exist.
    pub fn check(&self) -> Result<()> {
        let bits = [
            self.prior,
            self.part_prior.unwrap_or(0.0),
            self.accept,
            self.reject,
        ];
        if !bits.iter().all(|bits| bits.is_finite()) || self.reject >= self.accept {
            return Err(Error::new(ErrorCode::LINKAGE_THRESHOLDS));
        }
        if self.fields.len() > MAX_FIELDS {
            return Err(Error::new(ErrorCode::LINKAGE_TOO_MANY_FIELDS)
                .with_given(self.fields.len())
                .with_expected(MAX_FIELDS));
        }
        if let Some(names) = &self.names {
            names.rules()?;
        }
        for (at, field) in self.fields.iter().enumerate() {
            if self.fields[..at]
                .iter()
                .any(|other| other.name == field.name)
            {
                return Err(Error::new(ErrorCode::LINKAGE_DUPLICATE_FIELD).with_given(&field.name));
            }
            field.check_levels().map_err(|error| {
                let name = &field.name;
                error.within(Bilingual::new(
                    format!("字段“{name}”"),
                    format!("field `{name}`"),
                ))
            })?;
            for other in field.alternate_field.iter().chain(&field.correlated_fields) {
                self.field_index(other)?;
            }
        }
        for rule in &self.blocking_rules {
            match rule {
                BlockingRule::Distance { field, metres } => {
                    let compared = &self.fields[self.field_index(field)?];
                    if compared.comparison != Comparison::Location
                        || !(*metres > 0.0 && *metres <= MAX_BLOCKING_METRES)
                    {
                        return Err(Error::new(ErrorCode::LINKAGE_BLOCK_DISTANCE)
                            .with_what(field)
                            .with_given(*metres)
                            .with_expected(MAX_BLOCKING_METRES));
                    }
                }
                BlockingRule::Keys { keys, .. } if keys.is_empty() => {
                    return Err(Error::new(ErrorCode::LINKAGE_BLOCK_WITHOUT_KEY));
                }
                BlockingRule::Keys { keys, .. } => {
                    for key in keys {
                        self.field_index(&key.field)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The index of a field.
    pub(super) fn field_index(&self, name: &str) -> Result<usize> {
        find_field(name, self.fields.iter().map(|field| &*field.name))
    }
}

/// The index of the field with this name.
pub(super) fn find_field<'a>(
    name: &str,
    fields: impl Iterator<Item = &'a str> + Clone,
) -> Result<usize> {
    // Most names are spelled as in the profile, and `find` folds the spelling of every field.
    if let Some(index) = fields.clone().position(|field| field == name) {
        return Ok(index);
    }
    let what = Bilingual::new("比对字段", "field of the linkage profile");
    let entries = fields
        .enumerate()
        .map(|(at, name)| NameEntry::new(at, name));
    find(what, name, entries.collect())
}

impl ComparedField {
    /// Checks that each level occurs once and that its probabilities are above 0 and at most 1.
    fn check_levels(&self) -> Result<()> {
        let names = self.comparison.levels();
        let given: Vec<&str> = self
            .levels
            .iter()
            .map(|level| level.name.as_str())
            .collect();
        if given.len() != names.len() || !names.iter().all(|name| given.contains(name)) {
            return Err(Error::new(ErrorCode::LINKAGE_LEVELS)
                .with_given(given.join(", "))
                .with_allowed(names.iter().copied()));
        }
        for level in &self.levels {
            let required = [level.m_probability, level.u_probability].into_iter();
            let optional = [level.m_probability_part, level.u_probability_nearby];
            let mut probabilities = required.chain(optional.into_iter().flatten());
            if let Some(wrong) = probabilities.find(|value| !(*value > 0.0 && *value <= 1.0)) {
                return Err(Error::new(ErrorCode::LINKAGE_PROBABILITY)
                    .with_what(&level.name)
                    .with_given(wrong));
            }
        }
        Ok(())
    }

    /// The levels in the order of [`Comparison::levels`].
    pub(super) fn levels_in_order(&self) -> Vec<&ComparisonLevel> {
        let names = self.comparison.levels().iter();
        names
            .filter_map(|name| self.levels.iter().find(|level| level.name == *name))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_profiles_are_valid_and_cite_their_sources() {
        for profile in [IdentityProfile::site(), IdentityProfile::person()] {
            profile.check().unwrap();
            for field in &profile.fields {
                assert!(field.levels.iter().all(|level| !level.source.is_empty()));
                let probabilities: [fn(&ComparisonLevel) -> f64; 4] = [
                    |level| level.m_probability,
                    |level| level.u_probability,
                    |level| level.u_probability_nearby.unwrap_or(level.u_probability),
                    |level| level.m_probability_part.unwrap_or(level.m_probability),
                ];
                for (at, probability) in probabilities.iter().enumerate() {
                    // They add up to 1, up to their rounding.
                    let sum: f64 = field.levels.iter().map(probability).sum();
                    assert!((sum - 1.0).abs() < 0.02, "{} {at}", field.name);
                }
            }
        }
    }

    #[test]
    fn an_invalid_profile_is_refused() {
        let without_keys = BlockingRule::Keys {
            keys: vec![],
            ignore_above: None,
        };
        let code_after = |change: &dyn Fn(&mut IdentityProfile)| {
            let mut profile = IdentityProfile::site();
            change(&mut profile);
            profile.check().unwrap_err().code()
        };
        let name = |p: &mut IdentityProfile| p.fields[0].clone();
        let codes = [
            code_after(&|p| p.accept = f64::NAN),
            code_after(&|p| p.fields[0].levels[0].m_probability = 0.0),
            code_after(&|p| drop(p.fields[0].levels.pop())),
            code_after(&|p| p.fields[1] = name(p)),
            code_after(&|p| p.fields[0].alternate_field = Some("x".into())),
            code_after(&|p| p.fields[0].correlated_fields = vec!["x".into()]),
            code_after(&|p| p.blocking_rules = vec![without_keys.clone()]),
        ];
        let expected = [
            ErrorCode::LINKAGE_THRESHOLDS,
            ErrorCode::LINKAGE_PROBABILITY,
            ErrorCode::LINKAGE_LEVELS,
            ErrorCode::LINKAGE_DUPLICATE_FIELD,
            ErrorCode::UNKNOWN_NAME,
            ErrorCode::UNKNOWN_NAME,
            ErrorCode::LINKAGE_BLOCK_WITHOUT_KEY,
        ];
        assert_eq!(codes, expected);
    }
}
