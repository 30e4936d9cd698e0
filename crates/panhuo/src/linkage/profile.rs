//! What is compared, into which levels, and how much each level weighs: data, not code.

use serde::{Deserialize, Serialize};

use super::judge::FIELDS;
use super::rules::NameWords;
use crate::error::{Error, ErrorKind, Result};

/// How the values of a field are compared; the levels that come of it are in [`Comparer::levels`].
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparer {
    /// Names of firms and sites, and addresses: taken apart by [`NameRules`](crate::linkage::NameRules).
    Name,
    /// Short words, such as given names: Jaro-Winkler of what is written.
    Word,
    /// Numbers that identify, such as certificates: letters and digits only.
    Code,
    /// Measured quantities, against the precision with which they are written.
    Number,
    /// Days, as eight digits or with hyphens.
    Date,
    /// Positions and footprints.
    Place,
    /// One of a few values.
    Category,
    /// Administrative codes, of which one may lie in another.
    Jurisdiction,
    /// All other facts together.
    Facts,
}

impl Comparer {
    /// The levels that this comparison has, nearest first.
    pub fn levels(self) -> &'static [&'static str] {
        match self {
            Self::Name => &[
                "same",
                "generic",
                "part",
                "contained",
                "sound",
                "close",
                "crossed",
                "alike",
                "region",
                "numeral",
                "different",
            ],
            Self::Word => &["same", "close", "alike", "crossed", "different"],
            Self::Code => &["same", "slip", "different"],
            Self::Number => &["equal", "agree", "rounded", "close", "near", "apart"],
            Self::Date => &["same", "slip", "year", "different"],
            Self::Place => &[
                "overlap",
                "inside",
                "spot",
                "near",
                "around",
                "far",
                "elsewhere",
            ],
            Self::Category | Self::Jurisdiction => &["same", "different"],
            Self::Facts => &["agree", "some", "mixed", "contradict"],
        }
    }
}

/// How often a level occurs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// One of [`Comparer::levels`].
    pub level: String,
    /// The share of pairs of one and the same site that are at this level, in (0, 1].
    pub same: f64,
    /// The share of pairs of a site and a part of it; as `same` if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<f64>,
    /// The share of pairs of two sites, in (0, 1].
    pub different: f64,
    /// The share of pairs of two sites that lie beside each other, [`near`](Comparer::levels) or
    /// nearer; as `different` if not given. Neighbours often have one owner and one street.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<f64>,
    /// Where the shares come from.
    pub source: String,
}

impl Level {
    /// The evidence of this level for "same", in bits: log2(same / different).
    pub fn bits(&self) -> f64 {
        (self.same / self.different).log2()
    }

    /// The evidence of this level for "part of", in bits.
    pub fn part_bits(&self) -> f64 {
        (self.part.unwrap_or(self.same) / self.different).log2()
    }
}

/// What it tells how many records share a value.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// Nothing.
    #[default]
    Ignored,
    /// A value that many share is weaker evidence: an owner of many sites.
    Common,
    /// A value that few share is stronger evidence too: a name.
    CommonAndRare,
}

/// One field: what it is called, how it is compared, and what the levels weigh.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The name of the field in records; for sites, of the attribute.
    pub name: String,
    /// How its values are compared.
    pub compare: Comparer,
    /// Another field, whose value may stand in this one: a site may be called by its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crossed: Option<String>,
    /// Fields that mostly follow from this one: where two values of it are the same, that these agree
    /// tells one bit at most. What has one address is mostly in one village.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub implies: Vec<String>,
    /// What it tells how many records share a value; of a place, how many lie around it.
    #[serde(default)]
    pub frequency: Frequency,
    /// What the levels weigh.
    pub levels: Vec<Level>,
}

/// What two records must have in common to be compared at all; one rule suffices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case", tag = "by")]
pub enum Block {
    /// Positions at most so far from each other.
    Place {
        /// The field.
        field: String,
        /// The radius, in metres.
        metres: f64,
    },
    /// All these keys are equal.
    Keys {
        /// The keys.
        keys: Vec<Key>,
        /// Keys that more records share are left to other blocks.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_most: Option<usize>,
    },
}

/// One key of a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// The field.
    pub field: String,
    /// What of it.
    #[serde(default)]
    pub of: KeyOf,
}

/// What of a field is a key.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyOf {
    /// The value, as it is compared.
    #[default]
    Value,
    /// How a name sounds: pinyin for Chinese, the consonants of each word for others.
    Sound,
    /// Each word, or each pair of neighbouring characters, of a name.
    Pieces,
    /// The first three characters.
    Start,
    /// A number to within two parts in a hundred.
    Size,
}

/// A profile: fields, weights, blocks and thresholds. The scale is bits: each bit doubles the odds.
///
/// The model is that of Fellegi and Sunter, "A Theory for Record Linkage", JASA 64 (1969): levels
/// that are independent given the truth, log-ratios that add up.
///
/// # Example
///
/// ```
/// use panhuo::linkage::IdentityProfile;
///
/// let profile = IdentityProfile::site();
/// let name = profile.fields.iter().find(|field| field.name == "name").unwrap();
/// let homophone = name.levels.iter().find(|level| level.level == "sound").unwrap();
/// assert!(homophone.bits() > 0.0 && homophone.bits() < name.levels[0].bits());
/// assert!(!homophone.source.is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityProfile {
    /// What it is called.
    pub name: String,
    /// What it is for, and where its weights come from.
    pub source: String,
    /// The odds before anything is compared, in bits: that two records that came to be compared
    /// are one.
    pub prior: f64,
    /// The odds that one is a part of the other, in bits; never, if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_prior: Option<f64>,
    /// From this score on, in bits, two records are one without asking.
    pub accept: f64,
    /// Up to this score, in bits, they are two without asking.
    pub reject: f64,
    /// How the rules by which names are taken apart differ from the shipped ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<NameWords>,
    /// What is compared.
    pub fields: Vec<Field>,
    /// Which records are compared.
    pub blocks: Vec<Block>,
    /// A key that more records share is not enough by itself: they must also lie near each other.
    pub large_block: usize,
}

impl IdentityProfile {
    /// For sites of ledgers, Chinese and English.
    pub fn site() -> Self {
        Self::shipped(include_str!("profiles/site.json"))
    }

    /// For persons: given name, surname, address, date of birth, a personal number.
    pub fn person() -> Self {
        Self::shipped(include_str!("profiles/person.json"))
    }

    fn shipped(text: &str) -> Self {
        serde_json::from_str(text).expect("the shipped profiles are tested")
    }

    /// Reads a profile.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Parse`] if the JSON does not have its shape, else as [`IdentityProfile::check`].
    pub fn from_json(text: &str) -> Result<Self> {
        let profile: Self = serde_json::from_str(text).map_err(|e| {
            Error::untranslated(ErrorKind::Parse, format!("the profile cannot be read: {e}"))
        })?;
        profile.check()?;
        Ok(profile)
    }

    /// Checks what the comparison relies on: every level of every field once, shares in (0, 1],
    /// keys, crossed and implied fields that exist, finite thresholds in order, words of names that are not empty.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`], naming the field and the fault.
    pub fn check(&self) -> Result<()> {
        let refuse = |what: String| Err(Error::untranslated(ErrorKind::InvalidArgument, what));
        let numbers = [
            self.prior,
            self.part_prior.unwrap_or(0.0),
            self.accept,
            self.reject,
        ];
        if !numbers.iter().all(|bits| bits.is_finite()) || self.reject >= self.accept {
            return refuse(
                "prior and thresholds must be finite, and reject below accept".to_owned(),
            );
        }
        if self.fields.len() > FIELDS {
            return refuse(format!(
                "{} fields are more than {FIELDS}",
                self.fields.len()
            ));
        }
        if let Some(names) = &self.names {
            names.rules()?;
        }
        for (at, field) in self.fields.iter().enumerate() {
            if self.fields[..at]
                .iter()
                .any(|other| other.name == field.name)
            {
                return refuse(format!("field `{}` is given twice", field.name));
            }
            let known = field.compare.levels();
            let given: Vec<&str> = field
                .levels
                .iter()
                .map(|level| level.level.as_str())
                .collect();
            let missing = known.iter().find(|level| !given.contains(level));
            if missing.is_some() || given.len() != known.len() {
                return refuse(format!(
                    "field `{}` must have each of the levels {} once, got {}",
                    field.name,
                    known.join(", "),
                    given.join(", ")
                ));
            }
            let share = |value: f64| value > 0.0 && value <= 1.0;
            for level in &field.levels {
                if !(share(level.same)
                    && share(level.different)
                    && level.part.is_none_or(share)
                    && level.beside.is_none_or(share))
                {
                    return refuse(format!(
                        "level `{}` of field `{}` has a share outside of (0, 1]",
                        level.level, field.name
                    ));
                }
            }
            for other in field.crossed.iter().chain(&field.implies) {
                self.field(other)?;
            }
        }
        for block in &self.blocks {
            match block {
                Block::Place { field, metres } => {
                    let at = self.field(field)?;
                    if self.fields[at].compare != Comparer::Place
                        || !(*metres > 0.0 && *metres <= 100_000.0)
                    {
                        return refuse(format!(
                            "a block by place needs a field of places and 0 to 100000 m, got `{field}` and {metres}"
                        ));
                    }
                }
                Block::Keys { keys, .. } if keys.is_empty() => {
                    return refuse("a block needs a key".to_owned());
                }
                Block::Keys { keys, .. } => {
                    for key in keys {
                        self.field(&key.field)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The place of a field.
    pub(super) fn field(&self, name: &str) -> Result<usize> {
        let found = self.fields.iter().position(|field| field.name == name);
        found.ok_or_else(|| {
            let message = format!("the profile `{}` has no field `{name}`", self.name);
            Error::untranslated(ErrorKind::NotFound, message)
        })
    }
}

impl Field {
    /// The weights in the order of [`Comparer::levels`].
    pub(super) fn in_order(&self) -> Vec<&Level> {
        let levels = self.compare.levels().iter();
        levels
            .filter_map(|name| self.levels.iter().find(|level| level.level == *name))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_profiles_are_sound_and_say_where_weights_come_from() {
        for profile in [IdentityProfile::site(), IdentityProfile::person()] {
            profile.check().unwrap();
            for field in &profile.fields {
                assert!(field.levels.iter().all(|level| !level.source.is_empty()));
                // Shares of levels are shares: what is left over is the rounding.
                let sum = |of: &dyn Fn(&Level) -> f64| field.levels.iter().map(of).sum::<f64>();
                assert!((sum(&|l| l.same) - 1.0).abs() < 0.02, "{} same", field.name);
                assert!(
                    (sum(&|l| l.different) - 1.0).abs() < 0.02,
                    "{} different",
                    field.name
                );
                assert!(
                    (sum(&|l| l.beside.unwrap_or(l.different)) - 1.0).abs() < 0.02,
                    "{} beside",
                    field.name
                );
                let part = sum(&|l| l.part.unwrap_or(l.same));
                assert!((part - 1.0).abs() < 0.02, "{} part", field.name);
            }
        }
    }

    #[test]
    fn a_profile_that_cannot_be_used_is_refused() {
        let spoil = |change: &dyn Fn(&mut IdentityProfile)| {
            let mut profile = IdentityProfile::site();
            change(&mut profile);
            profile.check().unwrap_err().to_string()
        };
        assert!(spoil(&|p| p.accept = f64::NAN).contains("finite"));
        assert!(spoil(&|p| p.fields[0].levels[0].same = 0.0).contains("outside"));
        assert!(
            spoil(&|p| {
                p.fields[0].levels.pop();
            })
            .contains("once")
        );
        assert!(spoil(&|p| p.fields[0].crossed = Some("x".into())).contains("no field"));
        assert!(spoil(&|p| p.fields[0].implies = vec!["x".into()]).contains("no field"));
        assert!(
            spoil(&|p| p.blocks = vec![Block::Keys {
                keys: vec![],
                at_most: None
            }])
            .contains("key")
        );
    }
}
