//! Sites, who answers for them, and what burdens them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::attribute::{Attribute, SiteKind};
use crate::compact::{SortedMap, Text};
use crate::error::{Error, ErrorKind, Result};
use crate::place::{Footprint, Position};
use crate::reading::{Choices, Interval, Outcome, Reading};
use crate::source::Source;
use crate::units::Lang;

/// The name of a site that never changes, such as `YYL-0042`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SiteId(Text);

impl SiteId {
    /// Makes an id; [`Site::check`] refuses an empty one.
    pub fn new(id: impl Into<Text>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl SiteId {
    /// The id with the name behind it: `YYL-0042 旧棉纺厂`; the id where there is no name.
    pub(crate) fn with_name(&self, name: &str) -> String {
        if name.is_empty() {
            self.to_string()
        } else {
            format!("{self} {name}")
        }
    }
}

impl fmt::Display for SiteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for SiteId {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

/// A reading, what was literally written, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// What it means.
    pub reading: Reading,
    /// What the cell says; empty if the fact was not read from one.
    pub raw: Text,
    /// Where it stands.
    pub source: Option<Source>,
}

impl From<Reading> for Fact {
    fn from(reading: Reading) -> Self {
        Self {
            reading,
            raw: Text::EMPTY,
            source: None,
        }
    }
}

/// What may burden a site.
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
    pub const ALL: [Self; 13] = [
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

    /// What a planner reads.
    pub fn label(self, lang: Lang) -> &'static str {
        lang.pick(self.words().1, self.words().2)
    }

    /// The kind with this stable name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], listing the names there are.
    pub fn from_name(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| {
                let names = Self::ALL.map(Self::name).join(", ");
                Error::new(
                    ErrorKind::NotFound,
                    format!("no encumbrance is named `{name}`; there are {names}"),
                )
            })
    }
}

/// What a ledger says about one kind of encumbrance. A kind that is not listed is not known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Encumbrance {
    /// Whether the site is burdened; `false` is a statement too.
    pub present: bool,
    /// Creditor, court, amount, term: as written.
    #[serde(default)]
    pub detail: Text,
    /// Where it was read.
    #[serde(default)]
    pub source: Option<Source>,
}

/// A person or a telephone number: personal data, never in what investors see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Contact {
    /// The person.
    pub name: String,
    /// The telephone number.
    pub telephone: String,
}

/// A column that the attribute table does not know, kept as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extra {
    /// The header.
    pub header: Text,
    /// The cell.
    pub value: Text,
}

/// Anything that can be offered: a parcel, a plant, a stalled building, a closed enterprise's
/// assets, a leisure-farm site.
///
/// Plain data with public fields; every site of a [`Catalog`](crate::Catalog) passed
/// [`Site::check`].
///
/// # Example
///
/// ```
/// use panhuo::{CEILING_HEIGHT, FLOOR_AREA, Position, Site, SiteKind, metres, square_metres};
///
/// let mut site = Site::new("YYL-0001", SiteKind::IdleFactory, "原岳阳棉纺厂 3#厂房");
/// site.jurisdiction = "430602008".to_owned();
/// site.position = Some(Position::new(113.14, 29.44)?);
/// site.set(FLOOR_AREA, square_metres(8600.0))?;
/// site.set(CEILING_HEIGHT, metres(9.0))?;
/// site.check()?;
/// # Ok::<(), panhuo::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// The name that never changes.
    pub id: SiteId,
    /// What it is.
    pub kind: SiteKind,
    /// What it is called.
    pub name: String,
    /// What it was called before, and other names that registers give it.
    pub former_names: Vec<String>,
    /// The code of the jurisdiction that reports it; empty if not known.
    pub jurisdiction: String,
    /// The identifier that its own register gives it; empty if none.
    pub reference: String,
    /// Where it is.
    pub position: Option<Position>,
    /// Its area on the ground.
    pub footprint: Option<Footprint>,
    /// What is known of it, by attribute.
    pub facts: SortedMap<Attribute, Fact>,
    /// What ledgers say about its burdens.
    pub encumbrances: SortedMap<EncumbranceKind, Encumbrance>,
    /// Persons to call.
    pub contacts: Vec<Contact>,
    /// The days on which this was true, as an interval of days since 1970-01-01.
    pub as_of: Option<Interval>,
    /// The rows that it was read from.
    pub sources: Vec<Source>,
    /// Columns that the attribute table does not know.
    pub extras: Vec<Extra>,
}

impl Site {
    /// A site of which nothing else is known.
    pub fn new(id: impl Into<Text>, kind: SiteKind, name: impl Into<String>) -> Self {
        Self {
            id: SiteId::new(id),
            kind,
            name: name.into(),
            former_names: Vec::new(),
            jurisdiction: String::new(),
            reference: String::new(),
            position: None,
            footprint: None,
            facts: SortedMap::new(),
            encumbrances: SortedMap::new(),
            contacts: Vec::new(),
            as_of: None,
            sources: Vec::new(),
            extras: Vec::new(),
        }
    }

    /// Sets an attribute to one exact quantity.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`] if the quantity measures something else, is not finite, or is
    /// [less than the attribute can be](Attribute::least).
    pub fn set(&mut self, attribute: Attribute, quantity: crate::Quantity) -> Result<()> {
        let fits = attribute.dimension() == Some(quantity.dimension());
        let interval = Interval::exact(quantity.value());
        let interval = interval.filter(|interval| fits && attribute.allows(*interval));
        let interval = interval.ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidArgument,
                format!("{attribute} cannot be {quantity}"),
            )
        })?;
        self.facts
            .insert(attribute, Reading::Number(interval).into());
        Ok(())
    }

    /// Sets a category or yes/no attribute by the category's stable name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if the attribute has no such category.
    pub fn choose(&mut self, attribute: Attribute, category: &str) -> Result<()> {
        let choice = attribute.choice(category)?;
        self.facts
            .insert(attribute, Reading::Category(choice).into());
        Ok(())
    }

    /// The interval of a number or date: anything if not reported, empty if the attribute does not
    /// apply to this kind of site and is not reported all the same.
    pub fn interval(&self, attribute: Attribute) -> Interval {
        match self.facts.get(&attribute) {
            Some(fact) => fact.reading.interval(),
            None if attribute.applies_to(self.kind) => Interval::ANYTHING,
            None => Interval::EMPTY,
        }
    }

    /// The choices of a category; as [`Site::interval`] otherwise.
    pub fn choices(&self, attribute: Attribute) -> Choices {
        match self.facts.get(&attribute) {
            Some(fact) => fact.reading.choices(),
            None if attribute.applies_to(self.kind) => Choices::ANYTHING,
            None => Choices::EMPTY,
        }
    }

    /// Where distances start: the position, else a point inside the footprint.
    pub fn representative(&self) -> Option<Position> {
        self.position
            .or_else(|| Some(self.footprint.as_ref()?.representative()))
    }

    /// Whether the site is free of one kind of encumbrance.
    pub fn free_of(&self, kind: EncumbranceKind) -> Outcome {
        match self.encumbrances.get(&kind) {
            None => Outcome::Unknown,
            Some(encumbrance) if encumbrance.present => Outcome::Fail,
            Some(_) => Outcome::Pass,
        }
    }

    /// The share of the attributes of its kind that are known, in [0, 1].
    pub fn completeness(&self) -> f64 {
        let applicable = Attribute::all().filter(|a| a.applies_to(self.kind));
        let (mut known, mut all) = (0_u32, 0_u32);
        for attribute in applicable {
            all += 1;
            let fact = self.facts.get(&attribute);
            known += u32::from(fact.is_some_and(|fact| fact.reading.is_known()));
        }
        f64::from(known) / f64::from(all.max(1))
    }

    /// Checks what every site of a catalog keeps: an id, and readings that
    /// [their attributes allow](Attribute::check). (Positions, footprints and intervals are checked when they are made.)
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidSite`], naming site, attribute and fault.
    pub fn check(&self) -> Result<()> {
        let refuse = |what: String| {
            Err(Error::new(
                ErrorKind::InvalidSite,
                format!("site `{}`: {what}", self.id),
            ))
        };
        if self.id.as_str().trim().is_empty() {
            return refuse("the id is empty".to_owned());
        }
        for (attribute, fact) in &self.facts {
            let checked = attribute.check(&fact.reading);
            checked.or_else(|fault| refuse(fault.to_string()))?;
        }
        Ok(())
    }
}

/// A town, street or district that reports sites and answers for them.
#[derive(Clone, Debug, PartialEq)]
pub struct Jurisdiction {
    /// The administrative code, such as `430602201`.
    pub code: String,
    /// The name.
    pub name: String,
    /// The code of the one above; empty at the top.
    pub parent: String,
    /// Names that it had, or that ledgers use for it.
    pub former_names: Vec<String>,
    /// Its border, if known.
    pub boundary: Option<Footprint>,
}

/// The tree of jurisdictions, by code.
///
/// # Example
///
/// ```
/// use panhuo::{Jurisdiction, Jurisdictions};
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Jurisdictions {
    by_code: BTreeMap<String, Jurisdiction>,
}

impl Jurisdictions {
    /// Makes the tree.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`] for an empty or repeated code, a parent that is not in the
    /// list, or a circle of parents.
    pub fn new(jurisdictions: Vec<Jurisdiction>) -> Result<Self> {
        let refuse = |what: String| Err(Error::new(ErrorKind::InvalidArgument, what));
        let mut by_code = BTreeMap::new();
        for jurisdiction in jurisdictions {
            if jurisdiction.code.is_empty() {
                return refuse(format!("jurisdiction `{}` has no code", jurisdiction.name));
            }
            let code = jurisdiction.code.clone();
            if by_code.insert(code.clone(), jurisdiction).is_some() {
                return refuse(format!("jurisdiction code {code} is given twice"));
            }
        }
        let tree = Self { by_code };
        for jurisdiction in tree.iter() {
            let parent = &jurisdiction.parent;
            if !parent.is_empty() && tree.get(parent).is_none() {
                return refuse(format!(
                    "{} lies in {parent}, which is not given",
                    jurisdiction.code
                ));
            }
            if tree.ancestors(&jurisdiction.code).count() > tree.by_code.len() {
                return refuse(format!(
                    "the parents of {} form a circle",
                    jurisdiction.code
                ));
            }
        }
        Ok(tree)
    }

    /// The jurisdiction with this code.
    pub fn get(&self, code: &str) -> Option<&Jurisdiction> {
        self.by_code.get(code)
    }

    /// Every jurisdiction, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Jurisdiction> {
        self.by_code.values()
    }

    /// How many there are.
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
    use crate::attribute::{FLOOR_AREA, SITE_AREA, STRUCTURE, SUPPLIED_ON};
    use crate::units::{metres, square_metres};

    #[test]
    fn a_reading_of_the_wrong_shape_is_refused() {
        let mut site = Site::new("A", SiteKind::IdleFactory, "a");
        assert!(site.set(FLOOR_AREA, metres(8.0)).is_err());
        assert!(site.set(FLOOR_AREA, square_metres(f64::NAN)).is_err());
        assert!(site.set(FLOOR_AREA, square_metres(-1.0)).is_err());
        assert!(site.choose(STRUCTURE, "paper").is_err());
        site.facts
            .insert(FLOOR_AREA, Reading::Text("many".into()).into());
        assert_eq!(site.check().unwrap_err().kind(), ErrorKind::InvalidSite);
        let beyond = Reading::Category(Choices::only(60).unwrap());
        site.facts.clear();
        site.facts.insert(STRUCTURE, beyond.into());
        assert!(site.check().is_err());
    }

    #[test]
    fn a_size_below_zero_is_refused() {
        let check = |attribute, low, high| {
            let mut site = Site::new("A", SiteKind::Land, "a");
            let reading = Reading::Number(Interval::new(low, high).unwrap());
            site.facts.insert(attribute, reading.into());
            site.check().map_err(|error| error.to_string())
        };
        for (low, high) in [(-5.0, -5.0), (-5.0, 3.0), (f64::NEG_INFINITY, -5.0)] {
            let error = check(SITE_AREA, low, high).unwrap_err();
            assert_eq!(
                error,
                "site `A`: site_area cannot be -5 ㎡: it is never below 0"
            );
        }
        for (low, high) in [(0.0, 0.0), (-0.0, 1.0), (f64::NEG_INFINITY, 5.0)] {
            assert_eq!(check(SITE_AREA, low, high), Ok(()));
        }
        // The moon landing.
        assert_eq!(check(SUPPLIED_ON, -165.0, -165.0), Ok(()));
    }

    #[test]
    fn what_does_not_apply_is_not_unknown() {
        let land = Site::new("A", SiteKind::Land, "a");
        assert!(land.interval(FLOOR_AREA).is_empty());
        let plant = Site::new("B", SiteKind::IdleFactory, "b");
        assert!(plant.interval(FLOOR_AREA).is_anything());
    }

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
