//! The kinds of site.

use std::fmt;

use super::{KindDefinition, Schema};
use crate::error::Result;
use crate::lang::{Bilingual, Lang};
use crate::lookup::{NameEntry, find};

/// The kind of a site: the five that a district reports.
#[non_exhaustive]
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum SiteKind {
    /// Vacant land, or land in the land bank (存量土地).
    Land,
    /// An idle factory (闲置厂房).
    IdleFactory,
    /// A building whose construction stopped (烂尾楼).
    StalledBuilding,
    /// The assets of a closed enterprise (关闭企业资产).
    ClosedEnterprise,
    /// A site for leisure farming (休闲农业点).
    LeisureFarm,
}

impl SiteKind {
    /// Every kind, in the order of the schema.
    pub const VALUES: &'static [Self] = &[
        Self::Land,
        Self::IdleFactory,
        Self::StalledBuilding,
        Self::ClosedEnterprise,
        Self::LeisureFarm,
    ];

    fn definition(self) -> &'static KindDefinition {
        &Schema::builtin().kinds[self as usize]
    }

    /// The stable name, as in JSON and Python.
    pub fn name(self) -> &'static str {
        self.definition().name
    }

    /// The label in a language.
    ///
    /// ```
    /// use panhuo::{Lang, SiteKind};
    /// assert_eq!(SiteKind::IdleFactory.label(Lang::Zh), "闲置厂房");
    /// ```
    pub fn label(self, lang: Lang) -> &'static str {
        lang.pick(self.definition().zh, self.definition().en)
    }

    /// The kind with this name: the stable one or a label, 闲置厂房 or `idle_factory`.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::UNKNOWN_NAME`](crate::error::ErrorCode::UNKNOWN_NAME), listing the names there are.
    pub fn from_name(name: &str) -> Result<Self> {
        if let Some(kind) = Self::VALUES.iter().find(|kind| kind.name() == name) {
            return Ok(*kind);
        }
        let entry = |kind: &Self| {
            let definition = kind.definition();
            NameEntry::new(*kind, definition.name).labels([definition.zh, definition.en])
        };
        let what = Bilingual::new("资源类型", "kind of site");
        find(what, name, Self::VALUES.iter().map(entry).collect())
    }
}

impl fmt::Display for SiteKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_and_the_names_are_those_of_the_enum() {
        assert_eq!(SiteKind::VALUES.len(), Schema::builtin().kinds.len());
        for (index, kind) in SiteKind::VALUES.iter().enumerate() {
            assert_eq!(*kind as usize, index);
            let json = serde_json::to_value(kind).unwrap();
            assert_eq!(json, kind.name());
        }
    }
}
