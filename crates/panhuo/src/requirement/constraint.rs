//! What must hold of a site.

use geo::MultiPolygon;
use serde::{Deserialize, Serialize};

use super::criterion::{Criterion, Target};
use super::redaction::{withheld, withheld_constraint};
use crate::encumbrance::EncumbranceKind;
use crate::error::{Error, ErrorKind, Result};
use crate::geometry::Footprint;
use crate::interval::Choices;
use crate::landmark::layer_label;
use crate::lang::Lang;
use crate::schema::Attribute;
use crate::schema::attribute::AVAILABLE_FROM;
use crate::units::Quantity;

/// An area that a site must lie in or keep out of.
///
/// In JSON `{"layer": "lake protection strip"}` or `{"polygon": <GeoJSON geometry>}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Region {
    /// The polygons of this layer of landmarks.
    Layer(String),
    /// This polygon.
    #[serde(with = "polygon_form")]
    Polygon(Footprint),
}

/// A footprint as a GeoJSON geometry.
mod polygon_form {
    use super::{Footprint, MultiPolygon};
    use crate::geometry::from_geojson;
    use serde::de::Error as _;
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(f: &Footprint, to: S) -> Result<S::Ok, S::Error> {
        let geometry = geojson::Geometry::from(f.polygons());
        serde_json::to_value(geometry)
            .map_err(S::Error::custom)?
            .serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Footprint, D::Error> {
        let geometry = geojson::Geometry::deserialize(from)?;
        let polygons = match from_geojson(geometry).map_err(D::Error::custom)? {
            geo::Geometry::Polygon(polygon) => MultiPolygon::from(polygon),
            geo::Geometry::MultiPolygon(polygons) => polygons,
            _ => return Err(D::Error::custom("a region must be a polygon")),
        };
        Footprint::new(polygons).map_err(D::Error::custom)
    }
}

/// What a constraint tests.
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

/// What must hold of a site, and when the investor would give way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Constraint {
    pub(crate) test: Predicate,
    pub(crate) relax: Option<u32>,
}

impl From<Predicate> for Constraint {
    fn from(test: Predicate) -> Self {
        Self { test, relax: None }
    }
}

impl Constraint {
    /// What is tested.
    pub fn predicate(&self) -> &Predicate {
        &self.test
    }

    /// The place in the investor's order of giving way: 1 is given up first, none never.
    pub fn relax(&self) -> Option<u32> {
        self.relax
    }

    /// The same, given up in this place of the investor's order (1 first).
    #[must_use]
    pub fn relaxed_at(self, order: u32) -> Self {
        Self {
            relax: Some(order),
            ..self
        }
    }

    /// The investor's words: `层高 ≥ 8 m`.
    pub fn describe(&self, lang: Lang) -> String {
        let list = |names: Vec<&str>| names.join(lang.pick("、", ", "));
        match &self.test {
            Predicate::AtLeast(of, bound) => {
                format!(
                    "{} ≥ {}",
                    of.label(lang),
                    of.format_for(bound.value(), lang)
                )
            }
            Predicate::AtMost(Criterion::Attribute(of), bound) if *of == AVAILABLE_FROM => {
                let day = of.format_for(bound, lang);
                match lang {
                    Lang::Zh => format!("{day} 前可交付"),
                    Lang::En => format!("available by {day}"),
                }
            }
            Predicate::AtMost(of, bound) => {
                format!(
                    "{} ≤ {}",
                    of.label(lang),
                    of.format_for(bound.value(), lang)
                )
            }
            Predicate::Between(of, low, high) => format!(
                "{} {} – {}",
                of.label(lang),
                of.format_for(low.value(), lang),
                of.format_for(high.value(), lang)
            ),
            Predicate::OneOf(attribute, names) => {
                let word = |name: &String| {
                    let category = attribute.categories().iter().find(|c| c.name == name);
                    category.map_or("?", |c| lang.pick(c.zh, c.en))
                };
                let words = list(names.iter().map(word).collect());
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

    /// What is wrong with the constraint itself.
    pub(super) fn faults(&self) -> Result<()> {
        let refuse = |what: String| Err(Error::untranslated(ErrorKind::InvalidRequirement, what));
        let fits = |of: &Criterion, bounds: &[&Quantity]| {
            for bound in bounds {
                if bound.dimension() != of.dimension()? || !bound.value().is_finite() {
                    return refuse(format!(
                        "{} cannot be compared with {bound}",
                        of.label(Lang::En)
                    ));
                }
            }
            if let Criterion::Distance(Target::Point(point)) = of {
                crate::Position::new(point.longitude, point.latitude)?;
            }
            Ok(())
        };
        match &self.test {
            Predicate::AtLeast(of, bound) => fits(of, &[bound]),
            Predicate::AtMost(of, bound) => {
                fits(of, &[bound])?;
                if matches!(of, Criterion::Distance(_)) && bound.value() < 0.0 {
                    return refuse(format!("no distance is at most {bound}"));
                }
                Ok(())
            }
            Predicate::Between(of, low, high) => {
                fits(of, &[low, high])?;
                if low.value() > high.value() {
                    return refuse(format!(
                        "nothing lies between {} and {}",
                        of.format_for(low.value(), Lang::En),
                        of.format_for(high.value(), Lang::En)
                    ));
                }
                Ok(())
            }
            Predicate::OneOf(attribute, names) => choices(*attribute, names).map(|_| ()),
            Predicate::In(codes) if codes.is_empty() => {
                refuse("a list of jurisdictions is empty".to_owned())
            }
            Predicate::FreeOf(kinds) if kinds.is_empty() => {
                refuse("a list of encumbrances is empty".to_owned())
            }
            Predicate::Inside(_)
            | Predicate::Outside(_)
            | Predicate::In(_)
            | Predicate::FreeOf(_) => Ok(()),
            Predicate::Withheld => Err(withheld()),
        }
    }
}

/// The set of the categories with these stable names.
pub(crate) fn choices(attribute: Attribute, names: &[String]) -> Result<Choices> {
    let empty = Err(Error::untranslated(
        ErrorKind::InvalidRequirement,
        format!("the list of categories of {attribute} is empty"),
    ));
    let mut names = names.iter();
    let Some(first) = names.next() else {
        return empty;
    };
    names.try_fold(attribute.choice(first)?, |all, name| {
        Ok(all.or(attribute.choice(name)?))
    })
}

impl Region {
    /// What a planner calls it.
    pub(crate) fn label(&self, lang: Lang) -> String {
        match self {
            Self::Layer(layer) => layer_label(layer, lang).to_owned(),
            Self::Polygon(_) => lang.pick("指定范围", "the given area").to_owned(),
        }
    }
}

macro_rules! tests_of {
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

tests_of!(Attribute);
tests_of!(Criterion);

impl Attribute {
    /// One of these categories, by their stable names; for yes/no, `["yes"]` or `["no"]`.
    pub fn one_of<S: Into<String>>(self, names: impl IntoIterator<Item = S>) -> Constraint {
        Predicate::OneOf(self, names.into_iter().map(Into::into).collect()).into()
    }
}

/// A constraint as JSON writes it.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Form {
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<Attribute>,
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
    inside: Option<Region>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outside: Option<Region>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jurisdictions: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    free_of: Option<Vec<EncumbranceKind>>,
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
        let criterion = |form: &mut Self, of: Criterion| match of {
            Criterion::Attribute(attribute) => form.attribute = Some(attribute),
            Criterion::Distance(target) => form.distance_to = Some(target),
        };
        match constraint.test {
            Predicate::AtLeast(of, bound) => {
                form.at_least = Some(of.write(&bound));
                criterion(&mut form, of);
            }
            Predicate::AtMost(of, bound) => {
                form.at_most = Some(of.write(&bound));
                criterion(&mut form, of);
            }
            Predicate::Between(of, low, high) => {
                form.between = Some([of.write(&low), of.write(&high)]);
                criterion(&mut form, of);
            }
            Predicate::OneOf(attribute, names) => {
                form.attribute = Some(attribute);
                form.one_of = Some(names);
            }
            Predicate::Inside(region) => form.inside = Some(region),
            Predicate::Outside(region) => form.outside = Some(region),
            Predicate::In(codes) => form.jurisdictions = Some(codes),
            Predicate::FreeOf(kinds) => form.free_of = Some(kinds),
            Predicate::Withheld => form.withheld = true,
        }
        form
    }
}

impl TryFrom<Form> for Constraint {
    type Error = Error;

    fn try_from(form: Form) -> Result<Self> {
        let refuse = |what: &str| Error::untranslated(ErrorKind::InvalidRequirement, what);
        let subject = super::subject(form.attribute, form.distance_to)?;
        let needs = |subject: Option<Criterion>| {
            subject.ok_or_else(|| refuse("a constraint names no attribute and no distance_to"))
        };
        // Each key that is given is one test; exactly one must be.
        let has_subject = subject.is_some();
        let mut tests = Vec::new();
        if let Some(bound) = form.at_least {
            let of = needs(subject.clone())?;
            let bound = of.parse(&bound)?;
            tests.push((true, Predicate::AtLeast(of, bound)));
        }
        if let Some(bound) = form.at_most {
            let of = needs(subject.clone())?;
            let bound = of.parse(&bound)?;
            tests.push((true, Predicate::AtMost(of, bound)));
        }
        if let Some([low, high]) = form.between {
            let of = needs(subject.clone())?;
            let (low, high) = (of.parse(&low)?, of.parse(&high)?);
            tests.push((true, Predicate::Between(of, low, high)));
        }
        if let Some(names) = form.one_of {
            match needs(subject)? {
                Criterion::Attribute(attribute) => {
                    tests.push((true, Predicate::OneOf(attribute, names)));
                }
                Criterion::Distance(_) => return Err(refuse("a distance has no categories")),
            }
        }
        tests.extend(form.inside.map(|region| (false, Predicate::Inside(region))));
        tests.extend(
            form.outside
                .map(|region| (false, Predicate::Outside(region))),
        );
        tests.extend(
            form.jurisdictions
                .map(|codes| (false, Predicate::In(codes))),
        );
        tests.extend(form.free_of.map(|kinds| (false, Predicate::FreeOf(kinds))));
        tests.extend(form.withheld.then_some((false, Predicate::Withheld)));
        if let Some(day) = form.available_by {
            let of = Criterion::Attribute(AVAILABLE_FROM);
            let day = of.parse(&day)?;
            tests.push((false, Predicate::AtMost(of, day)));
        }
        let Some((uses_subject, test)) = tests.pop() else {
            return Err(refuse("a constraint tests nothing"));
        };
        if !tests.is_empty() {
            return Err(refuse(
                "a constraint tests two things: write two constraints",
            ));
        }
        if has_subject && !uses_subject {
            return Err(refuse("this test takes no attribute and no distance_to"));
        }
        Ok(Self {
            test,
            relax: form.relax,
        })
    }
}
