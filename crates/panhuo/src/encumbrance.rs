//! Encumbrances: mortgages, seizures, arrears, disputes and whatever else burdens a title.

use serde::{Deserialize, Serialize};

use crate::compact::Text;
use crate::error::Result;
use crate::lang::{Bilingual, Lang};
use crate::lookup::{NameEntry, find};
use crate::source::Source;

/// A kind of encumbrance.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EncumbranceKind {
    /// 抵押
    Mortgage,
    /// 查封、轮候查封
    Seizure,
    /// 租约
    Lease,
    /// 欠税
    TaxArrears,
    /// 欠土地出让金
    LandPriceArrears,
    /// 工程欠款(优先受偿)
    ConstructionArrears,
    /// 职工安置欠款
    ResettlementArrears,
    /// 土地闲置费
    IdleLandFee,
    /// 违法建设
    IllegalConstruction,
    /// 污染
    Pollution,
    /// 产权纠纷
    Dispute,
    /// 压覆矿、文物
    MineralOrRelic,
    /// 共有人未同意
    CoOwner,
}

impl EncumbranceKind {
    /// Every kind, in the order of the list that districts use.
    pub const VALUES: &'static [Self] = &[
        Self::Mortgage,
        Self::Seizure,
        Self::Lease,
        Self::TaxArrears,
        Self::LandPriceArrears,
        Self::ConstructionArrears,
        Self::ResettlementArrears,
        Self::IdleLandFee,
        Self::IllegalConstruction,
        Self::Pollution,
        Self::Dispute,
        Self::MineralOrRelic,
        Self::CoOwner,
    ];

    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Mortgage => ("mortgage", "抵押", "mortgage"),
            Self::Seizure => ("seizure", "查封", "seizure"),
            Self::Lease => ("lease", "租约", "lease"),
            Self::TaxArrears => ("tax_arrears", "欠税", "tax arrears"),
            Self::LandPriceArrears => ("land_price_arrears", "欠土地出让金", "land price arrears"),
            Self::ConstructionArrears => {
                ("construction_arrears", "工程欠款", "construction arrears")
            }
            Self::ResettlementArrears => (
                "resettlement_arrears",
                "职工安置欠款",
                "resettlement arrears",
            ),
            Self::IdleLandFee => ("idle_land_fee", "土地闲置费", "idle-land fee"),
            Self::IllegalConstruction => {
                ("illegal_construction", "违法建设", "illegal construction")
            }
            Self::Pollution => ("pollution", "污染", "pollution"),
            Self::Dispute => ("dispute", "产权纠纷", "ownership dispute"),
            Self::MineralOrRelic => ("mineral_or_relic", "压覆矿或文物", "mineral or relic"),
            Self::CoOwner => ("co_owner", "共有人未同意", "co-owner's consent missing"),
        }
    }

    /// The stable name, as in JSON and Python.
    pub fn name(self) -> &'static str {
        self.words().0
    }

    /// The label in a language.
    pub fn label(self, lang: Lang) -> &'static str {
        lang.pick(self.words().1, self.words().2)
    }

    /// The kind with this name: the stable one or a label, 抵押 or `mortgage`.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::UNKNOWN_NAME`](crate::error::ErrorCode::UNKNOWN_NAME), listing the names there are.
    pub fn from_name(name: &str) -> Result<Self> {
        if let Some(kind) = Self::VALUES.iter().find(|kind| kind.name() == name) {
            return Ok(*kind);
        }
        let entry = |kind: &Self| {
            let (name, zh, en) = kind.words();
            NameEntry::new(*kind, name).labels([zh, en])
        };
        let what = Bilingual::new("权利负担", "encumbrance");
        find(what, name, Self::VALUES.iter().map(entry).collect())
    }
}

/// What a ledger states about one kind of encumbrance of a site. Nothing is known of a kind that has
/// no statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Encumbrance {
    /// Whether the site is encumbered; `false` states that it is not.
    pub present: bool,
    /// Creditor, court, amount, term: as written.
    #[serde(default)]
    pub detail: Text,
    /// The cell it was read from.
    #[serde(default)]
    pub source: Option<Source>,
}
