//! Jurisdictions: the towns and districts that report sites, as a tree by code.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode, Result};
use crate::geometry::Footprint;
use crate::lang::Bilingual;
use crate::lookup::{NameEntry, find};

/// A town, street or district that reports sites and answers for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jurisdiction {
    /// The administrative code, such as `430602201`.
    pub code: String,
    /// The name.
    pub name: String,
    /// The code of the jurisdiction above it; empty at the top of the tree.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub parent: String,
    /// Former names, and other names that ledgers use for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_names: Vec<String>,
    /// Its border, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Footprint>,
}

/// The tree of jurisdictions, by code.
///
/// # Example
///
/// ```
/// use panhuo::jurisdiction::{Jurisdiction, Jurisdictions};
///
/// let place = |code: &str, name: &str, parent: &str| Jurisdiction {
///     code: code.to_owned(),
///     name: name.to_owned(),
///     parent: parent.to_owned(),
///     former_names: Vec::new(),
///     boundary: None,
/// };
/// let tree = Jurisdictions::new(vec![
///     place("430602", "岳阳楼区", ""),
///     place("430602201", "郭镇乡", "430602"),
/// ])?;
/// assert!(tree.is_within("430602201", "430602"));
/// # Ok::<(), panhuo::Error>(())
/// ```
///
/// In JSON a list; reading it checks what [`Jurisdictions::new`] checks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Jurisdiction>", into = "Vec<Jurisdiction>")]
pub struct Jurisdictions {
    by_code: BTreeMap<String, Jurisdiction>,
}

impl From<Jurisdictions> for Vec<Jurisdiction> {
    fn from(tree: Jurisdictions) -> Self {
        tree.by_code.into_values().collect()
    }
}

impl TryFrom<Vec<Jurisdiction>> for Jurisdictions {
    type Error = Error;

    fn try_from(jurisdictions: Vec<Jurisdiction>) -> Result<Self> {
        Self::new(jurisdictions)
    }
}

impl Jurisdictions {
    /// Makes the tree.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) for an empty or repeated code, a parent that is not in the
    /// list, or a circle of parents.
    pub fn new(jurisdictions: Vec<Jurisdiction>) -> Result<Self> {
        let refuse = |code, given: &str| Err(Error::new(code).with_given(given));
        let mut by_code = BTreeMap::new();
        for jurisdiction in jurisdictions {
            if jurisdiction.code.is_empty() {
                return refuse(ErrorCode::JURISDICTION_WITHOUT_CODE, &jurisdiction.name);
            }
            let code = jurisdiction.code.clone();
            if by_code.insert(code.clone(), jurisdiction).is_some() {
                return refuse(ErrorCode::DUPLICATE_JURISDICTION, &code);
            }
        }
        let tree = Self { by_code };
        for jurisdiction in tree.iter() {
            let parent = &jurisdiction.parent;
            if !parent.is_empty() && tree.get(parent).is_none() {
                return Err(Error::new(ErrorCode::JURISDICTION_PARENT_UNKNOWN)
                    .with_what(&jurisdiction.code)
                    .with_given(parent));
            }
            if tree.ancestors(&jurisdiction.code).count() > tree.by_code.len() {
                return refuse(ErrorCode::JURISDICTION_CYCLE, &jurisdiction.code);
            }
        }
        Ok(tree)
    }

    /// The jurisdiction with this code.
    pub fn get(&self, code: &str) -> Option<&Jurisdiction> {
        self.by_code.get(code)
    }

    /// The jurisdiction that somebody calls so: by its code, its name or a former name.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::UNKNOWN_NAME`] and [`ErrorCode::AMBIGUOUS_NAME`].
    pub fn find(&self, name: &str) -> Result<&Jurisdiction> {
        if let Some(jurisdiction) = self.get(name) {
            return Ok(jurisdiction);
        }
        let entries = self.iter().map(|each| {
            NameEntry::new(each, &each.code)
                .labels([&*each.name])
                .synonyms(each.former_names.iter().map(String::as_str))
                .listed(Bilingual::new(
                    format!("{}（{}）", each.name, each.code),
                    format!("{} ({})", each.name, each.code),
                ))
        });
        let what = Bilingual::new("属地", "jurisdiction");
        find(what, name, entries.collect())
    }

    /// Every jurisdiction, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Jurisdiction> {
        self.by_code.values()
    }

    /// The number of jurisdictions.
    pub fn len(&self) -> usize {
        self.by_code.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }

    /// The name, or the code itself where the tree does not know it.
    pub fn name<'a>(&'a self, code: &'a str) -> &'a str {
        self.get(code)
            .map_or(code, |jurisdiction| &jurisdiction.name)
    }

    /// The code itself and those above it. At most one more than there are jurisdictions.
    pub fn ancestors<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a str> {
        let parent = |code: &&'a str| {
            let above = self.get(code)?.parent.as_str();
            (!above.is_empty()).then_some(above)
        };
        std::iter::successors(Some(code), parent).take(self.by_code.len() + 1)
    }

    /// Whether `code` is `above` or lies in it, by the tree; a code that the tree does not know
    /// lies in itself only.
    pub fn is_within(&self, code: &str, above: &str) -> bool {
        self.ancestors(code).any(|each| each == above)
    }

    /// The codes of `above` and of everything in it.
    pub fn within(&self, above: &str) -> BTreeSet<&str> {
        self.by_code
            .keys()
            .map(String::as_str)
            .filter(|code| self.is_within(code, above))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_of_parents_is_refused() {
        let place = |code: &str, parent: &str| Jurisdiction {
            code: code.to_owned(),
            name: String::new(),
            parent: parent.to_owned(),
            former_names: Vec::new(),
            boundary: None,
        };
        assert!(Jurisdictions::new(vec![place("1", "2"), place("2", "1")]).is_err());
        assert!(Jurisdictions::new(vec![place("1", "3")]).is_err());
    }
}
