//! Constraints: the predicates that must hold of a site.

use serde::{Deserialize, Serialize};

use super::criterion::{Criterion, Target};
use super::redaction::{withheld, withheld_constraint};
use crate::encumbrance::EncumbranceKind;
use crate::error::{Error, ErrorCode, Result};
use crate::geometry::{Footprint, footprint};
use crate::interval::Choices;
use crate::landmark::layer_label;
use crate::lang::{Bilingual, Lang};
use crate::schema::Attribute;
use crate::schema::attribute::AVAILABLE_FROM;
use crate::units::Quantity;

/// An area that a site must lie in or keep out of.
///
/// In JSON `{"layer": "lake protection strip"}` or `{"polygon": <GeoJSON geometry>}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RegionForm", into = "RegionForm")]
pub enum Region {
    /// The polygons of this layer of landmarks.
    Layer(String),
    /// This polygon.
    Polygon(Footprint),
}

/// A region as JSON writes it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum RegionForm {
    Layer(String),
    Polygon(geojson::Geometry),
}

impl From<Region> for RegionForm {
    fn from(region: Region) -> Self {
        match region {
            Region::Layer(layer) => Self::Layer(layer),
            Region::Polygon(footprint) => Self::Polygon(footprint.polygons().into()),
        }
    }
}

impl TryFrom<RegionForm> for Region {
    type Error = Error;

    fn try_from(form: RegionForm) -> Result<Self> {
        Ok(match form {
            RegionForm::Layer(layer) => Self::Layer(layer),
            RegionForm::Polygon(geometry) => Self::Polygon(footprint(geometry)?),
        })
    }
}

/// A condition that a site meets, fails, or may meet depending on facts that are not known.
///
/// In matching: a predicate over the columns of a catalog, evaluated in three-valued logic.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq)]
pub enum Predicate {
    /// The criterion is at least this.
    AtLeast(Criterion, Quantity),
    /// The criterion is at most this.
    AtMost(Criterion, Quantity),
    /// The criterion lies between these, ends included.
    Between(Criterion, Quantity, Quantity),
    /// The attribute is one of these categories, by their stable names.
    OneOf(Attribute, Vec<String>),
    /// The site lies wholly in the region (its footprint, or its position if it has none).
    Inside(Region),
    /// The site shares no point with the region.
    Outside(Region),
    /// The site is reported by one of these jurisdictions or by one below them.
    In(Vec<String>),
    /// The site has none of these encumbrances.
    FreeOf(Vec<EncumbranceKind>),
    /// A test that its audience may not read ([`Requirement::for_audience`]); never matched.
    ///
    /// [`Requirement::for_audience`]: super::Requirement::for_audience
    Withheld,
}

impl Predicate {
    /// The criterion and the bounds of a predicate on a number; an open bound is infinite.
    pub(crate) fn numeric_range(&self) -> Option<(&Criterion, f64, f64)> {
        match self {
            Self::AtLeast(criterion, low) => Some((criterion, low.value(), f64::INFINITY)),
            Self::AtMost(criterion, high) => Some((criterion, f64::NEG_INFINITY, high.value())),
            Self::Between(criterion, low, high) => Some((criterion, low.value(), high.value())),
            _ => None,
        }
    }
}

/// A predicate that must hold of a site, and its place in the investor's order of relaxation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Constraint {
    pub(crate) predicate: Predicate,
    pub(crate) relax: Option<u32>,
}

impl From<Predicate> for Constraint {
    fn from(predicate: Predicate) -> Self {
        Self {
            predicate,
            relax: None,
        }
    }
}

impl Constraint {
    /// The predicate that must hold.
    pub fn predicate(&self) -> &Predicate {
        &self.predicate
    }

    /// The place in the order in which the investor would relax constraints, from 1; `None` if this
    /// one must not be relaxed.
    pub fn relax(&self) -> Option<u32> {
        self.relax
    }

    /// The same constraint at this place of the investor's order of relaxation, from 1.
    #[must_use]
    pub fn relaxed_at(self, order: u32) -> Self {
        Self {
            relax: Some(order),
            ..self
        }
    }

    /// The constraint in words, such as `层高 ≥ 8 m`.
    pub fn describe(&self, lang: Lang) -> String {
        let list = |names: Vec<&str>| names.join(lang.pick("、", ", "));
        match &self.predicate {
            Predicate::AtLeast(criterion, bound) => format!(
                "{} ≥ {}",
                criterion.label(lang),
                criterion.format_for(bound.value(), lang)
            ),
            Predicate::AtMost(Criterion::Attribute(AVAILABLE_FROM), bound) => {
                let day = AVAILABLE_FROM.format_for(bound, lang);
                match lang {
                    Lang::Zh => format!("{day} 前可交付"),
                    Lang::En => format!("available by {day}"),
                }
            }
            Predicate::AtMost(criterion, bound) => format!(
                "{} ≤ {}",
                criterion.label(lang),
                criterion.format_for(bound.value(), lang)
            ),
            Predicate::Between(criterion, low, high) => format!(
                "{} {} – {}",
                criterion.label(lang),
                criterion.format_for(low.value(), lang),
                criterion.format_for(high.value(), lang)
            ),
            Predicate::OneOf(attribute, names) => {
                let words = names.iter().map(|name| {
                    let category = attribute.category(name);
                    category.map_or(&**name, |category| category.label(lang))
                });
                let words = list(words.collect());
                format!("{}: {words}", attribute.label(lang))
            }
            Predicate::Inside(region) => match lang {
                Lang::Zh => format!("位于{}内", region.label(lang)),
                Lang::En => format!("inside {}", region.label(lang)),
            },
            Predicate::Outside(region) => match lang {
                Lang::Zh => format!("不涉及{}", region.label(lang)),
                Lang::En => format!("outside {}", region.label(lang)),
            },
            Predicate::In(codes) => {
                let codes = list(codes.iter().map(String::as_str).collect());
                format!("{} {codes}", lang.pick("属地", "jurisdiction"))
            }
            Predicate::FreeOf(kinds) => {
                let kinds = list(kinds.iter().map(|kind| kind.label(lang)).collect());
                match lang {
                    Lang::Zh => format!("无{kinds}"),
                    Lang::En => format!("free of {kinds}"),
                }
            }
            Predicate::Withheld => withheld_constraint(lang).to_owned(),
        }
    }

    /// Checks the constraint by itself: the dimensions of its bounds, their order, and its lists.
    pub(super) fn validate(&self) -> Result<()> {
        let empty =
            |zh, en| Err(Error::new(ErrorCode::LIST_EMPTY).with_what(Bilingual::new(zh, en)));
        match &self.predicate {
            Predicate::AtLeast(criterion, bound) => criterion.validate(&[*bound]),
            Predicate::AtMost(criterion, bound) => {
                criterion.validate(&[*bound])?;
                if matches!(criterion, Criterion::Distance(_)) && bound.value() < 0.0 {
                    let error = Error::new(ErrorCode::BOUND_NEGATIVE_DISTANCE);
                    return Err(error.with_given(*bound));
                }
                Ok(())
            }
            Predicate::Between(criterion, low, high) => {
                criterion.validate(&[*low, *high])?;
                if low.value() > high.value() {
                    let [low, high] = [low, high].map(|bound| {
                        Bilingual::in_each(|lang| criterion.format_for(bound.value(), lang))
                    });
                    let error = Error::new(ErrorCode::RANGE_EMPTY);
                    return Err(error.with_given(low).with_expected(high));
                }
                Ok(())
            }
            Predicate::OneOf(attribute, names) => choices(*attribute, names).map(|_| ()),
            Predicate::In(codes) if codes.is_empty() => empty("属地", "jurisdictions"),
            Predicate::FreeOf(kinds) if kinds.is_empty() => empty("权利负担", "encumbrances"),
            Predicate::Inside(_)
            | Predicate::Outside(_)
            | Predicate::In(_)
            | Predicate::FreeOf(_) => Ok(()),
            Predicate::Withheld => Err(withheld()),
        }
    }
}

/// The set of the categories with these names.
pub(crate) fn choices(attribute: Attribute, names: &[String]) -> Result<Choices> {
    let mut names = names.iter();
    let Some(first) = names.next() else {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| attribute.label(lang));
        let what = Bilingual::new(format!("“{zh}”类别"), format!("categories of {en}"));
        return Err(Error::new(ErrorCode::LIST_EMPTY).with_what(what));
    };
    names.try_fold(attribute.choice(first)?, |all, name| {
        Ok(all.or(attribute.choice(name)?))
    })
}

impl Region {
    /// The label in a language.
    pub(crate) fn label(&self, lang: Lang) -> String {
        match self {
            Self::Layer(layer) => layer_label(layer, lang).to_owned(),
            Self::Polygon(_) => lang.pick("指定范围", "the given area").to_owned(),
        }
    }
}

macro_rules! constraint_builders {
    ($type:ty) => {
        impl $type {
            /// At least this much.
            pub fn at_least(self, bound: Quantity) -> Constraint {
                Predicate::AtLeast(self.into(), bound).into()
            }

            /// At most this much.
            pub fn at_most(self, bound: Quantity) -> Constraint {
                Predicate::AtMost(self.into(), bound).into()
            }

            /// Between these, ends included.
            pub fn between(self, low: Quantity, high: Quantity) -> Constraint {
                Predicate::Between(self.into(), low, high).into()
            }
        }
    };
}

constraint_builders!(Attribute);
constraint_builders!(Criterion);

impl Attribute {
    /// One of these categories, by stable name or label; for yes/no, `["yes"]` or `["no"]`.
    pub fn one_of<S: Into<String>>(self, names: impl IntoIterator<Item = S>) -> Constraint {
        let names = names.into_iter();
        let names = names.map(|name| self.category_name(name.into()));
        Predicate::OneOf(self, names.collect()).into()
    }
}

/// The keys of JSON that state a requirement, exactly one of which a constraint has.
const PREDICATES: [&str; 9] = [
    "at_least",
    "at_most",
    "between",
    "one_of",
    "inside",
    "outside",
    "jurisdictions",
    "free_of",
    "available_by",
];

/// A constraint as JSON writes it.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Form {
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_to: Option<Target>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    between: Option<[String; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    one_of: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inside: Option<RegionForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outside: Option<RegionForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jurisdictions: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    free_of: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    available_by: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    withheld: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    relax: Option<u32>,
}

impl From<Constraint> for Form {
    fn from(constraint: Constraint) -> Self {
        let mut form = Self {
            relax: constraint.relax,
            ..Self::default()
        };
        match constraint.predicate {
            Predicate::AtLeast(criterion, bound) => {
                form.at_least = Some(criterion.write(&bound));
                (form.attribute, form.distance_to) = criterion.into_keys();
            }
            Predicate::AtMost(criterion, bound) => {
                form.at_most = Some(criterion.write(&bound));
                (form.attribute, form.distance_to) = criterion.into_keys();
            }
            Predicate::Between(criterion, low, high) => {
                form.between = Some([criterion.write(&low), criterion.write(&high)]);
                (form.attribute, form.distance_to) = criterion.into_keys();
            }
            Predicate::OneOf(attribute, names) => {
                form.attribute = Some(attribute.name().to_owned());
                form.one_of = Some(names);
            }
            Predicate::Inside(region) => form.inside = Some(region.into()),
            Predicate::Outside(region) => form.outside = Some(region.into()),
            Predicate::In(codes) => form.jurisdictions = Some(codes),
            Predicate::FreeOf(kinds) => {
                form.free_of = Some(kinds.iter().map(|kind| kind.name().to_owned()).collect());
            }
            Predicate::Withheld => form.withheld = true,
        }
        form
    }
}

impl TryFrom<Form> for Constraint {
    type Error = Error;

    fn try_from(form: Form) -> Result<Self> {
        let criterion = Criterion::from_keys(form.attribute.as_deref(), form.distance_to)?;
        let required = |criterion: Option<Criterion>| {
            criterion.ok_or_else(|| Error::new(ErrorCode::SUBJECT_MISSING))
        };
        // Each key that is given makes one predicate, and exactly one must be given.
        let has_criterion = criterion.is_some();
        let mut predicates = Vec::new();
        if let Some(bound) = form.at_least {
            let criterion = required(criterion.clone())?;
            let bound = criterion.parse(&bound)?;
            predicates.push((true, Predicate::AtLeast(criterion, bound)));
        }
        if let Some(bound) = form.at_most {
            let criterion = required(criterion.clone())?;
            let bound = criterion.parse(&bound)?;
            predicates.push((true, Predicate::AtMost(criterion, bound)));
        }
        if let Some([low, high]) = form.between {
            let criterion = required(criterion.clone())?;
            let (low, high) = (criterion.parse(&low)?, criterion.parse(&high)?);
            predicates.push((true, Predicate::Between(criterion, low, high)));
        }
        if let Some(names) = form.one_of {
            match required(criterion)? {
                Criterion::Attribute(attribute) => {
                    predicates.push((true, attribute.one_of(names).predicate));
                }
                Criterion::Distance(_) => {
                    return Err(Error::new(ErrorCode::DISTANCE_WITHOUT_CATEGORIES));
                }
            }
        }
        if let Some(region) = form.inside {
            predicates.push((false, Predicate::Inside(region.try_into()?)));
        }
        if let Some(region) = form.outside {
            predicates.push((false, Predicate::Outside(region.try_into()?)));
        }
        predicates.extend(
            form.jurisdictions
                .map(|codes| (false, Predicate::In(codes))),
        );
        if let Some(names) = form.free_of {
            let kinds = names.iter().map(|name| EncumbranceKind::from_name(name));
            predicates.push((false, Predicate::FreeOf(kinds.collect::<Result<_>>()?)));
        }
        predicates.extend(form.withheld.then_some((false, Predicate::Withheld)));
        if let Some(day) = form.available_by {
            let criterion = Criterion::Attribute(AVAILABLE_FROM);
            let day = criterion.parse(&day)?;
            predicates.push((false, Predicate::AtMost(criterion, day)));
        }
        let Some((uses_criterion, predicate)) = predicates.pop() else {
            return Err(Error::new(ErrorCode::CONSTRAINT_EMPTY).with_allowed(PREDICATES));
        };
        if !predicates.is_empty() {
            return Err(Error::new(ErrorCode::CONSTRAINT_TWOFOLD));
        }
        if has_criterion && !uses_criterion {
            return Err(Error::new(ErrorCode::SUBJECT_UNUSED));
        }
        Ok(Self {
            predicate,
            relax: form.relax,
        })
    }
}
