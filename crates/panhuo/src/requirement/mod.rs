//! Requirements: what one investor needs, as constraints that must hold and preferences that score.

mod constraint;
mod criterion;
mod preference;
mod redaction;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode, Result};
use crate::interval::Choices;
use crate::lang::Bilingual;
use crate::schema::{Attribute, SiteKind};

pub(crate) use constraint::choices;
pub use constraint::{Constraint, Predicate, Region};
pub use criterion::{Criterion, PointForm, Target, distance_to};
pub use preference::{Curve, Preference, ValueFunction};
pub(crate) use preference::{max_over, range_over, table_range, table_values, value_at};
pub(crate) use redaction::withheld;

/// The version of the JSON form that this crate writes and reads.
const VERSION: u32 = 1;

/// What one investor needs: constraints that must hold of a site, and preferences that score it.
///
/// # Example
///
/// ```
/// use panhuo::{Requirement, SiteKind};
/// use panhuo::attribute::{CEILING_HEIGHT, FLOOR_AREA, POWER};
/// use panhuo::requirement::distance_to;
/// use panhuo::units::{kilometres, kilovolt_amperes, metres, square_metres};
///
/// let foundry = Requirement::new("precision castings")
///     .kinds([SiteKind::IdleFactory, SiteKind::ClosedEnterprise])
///     .must(FLOOR_AREA.at_least(square_metres(8000.0)))
///     .must(CEILING_HEIGHT.at_least(metres(8.0)))
///     .must(distance_to("port").at_most(kilometres(15.0)).relaxed_at(1))
///     .prefer(POWER.rising(kilovolt_amperes(315.0), kilovolt_amperes(1000.0)).weighing(3.0));
/// let json = foundry.to_json();
/// assert_eq!(Requirement::from_json(&json)?, foundry);
/// # Ok::<(), panhuo::Error>(())
/// ```
///
/// # Example: a contradiction is named before any site is read
///
/// ```
/// use panhuo::Requirement;
/// use panhuo::attribute::FLOOR_AREA;
/// use panhuo::units::square_metres;
///
/// let error = Requirement::new("nobody")
///     .must(FLOOR_AREA.at_least(square_metres(8000.0)))
///     .must(FLOOR_AREA.at_most(square_metres(5000.0)))
///     .check()
///     .unwrap_err();
/// assert!(error.to_string().contains("cannot hold together"));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Requirement {
    name: String,
    investor: String,
    kinds: Vec<SiteKind>,
    must: Vec<Constraint>,
    prefer: Vec<Preference>,
}

/// A requirement as JSON writes it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    version: u32,
    name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    investor: String,
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(default)]
    must: Vec<constraint::Form>,
    #[serde(default)]
    prefer: Vec<preference::Form>,
}

impl From<Requirement> for Form {
    fn from(requirement: Requirement) -> Self {
        Self {
            version: VERSION,
            name: requirement.name,
            investor: requirement.investor,
            kinds: requirement.kinds.iter().map(SiteKind::to_string).collect(),
            must: requirement.must.into_iter().map(Into::into).collect(),
            prefer: requirement.prefer.into_iter().map(Into::into).collect(),
        }
    }
}

/// Reads the items of a list; an error says which it is about, as `must[0]`.
fn each<F, T>(list: &str, forms: Vec<F>, read: impl Fn(F) -> Result<T>) -> Result<Vec<T>> {
    let forms = forms.into_iter().enumerate();
    let items = forms.map(|(at, form)| {
        read(form).map_err(|error| error.within(Bilingual::same(format!("{list}[{at}]"))))
    });
    let mut items: Vec<T> = items.collect::<Result<_>>()?;
    // Collected in place, they would keep the larger allocation of the forms.
    items.shrink_to_fit();
    Ok(items)
}

impl TryFrom<Form> for Requirement {
    type Error = Error;

    fn try_from(form: Form) -> Result<Self> {
        if form.version != VERSION {
            return Err(Error::new(ErrorCode::REQUIREMENT_VERSION)
                .with_given(form.version)
                .with_expected(VERSION));
        }
        Ok(Self {
            name: form.name,
            investor: form.investor,
            kinds: each("kinds", form.kinds, |name| SiteKind::from_name(&name))?,
            must: each("must", form.must, Constraint::try_from)?,
            prefer: each("prefer", form.prefer, Preference::try_from)?,
        })
    }
}

impl Requirement {
    /// A requirement without constraints, which every site meets.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            investor: String::new(),
            kinds: Vec::new(),
            must: Vec::new(),
            prefer: Vec::new(),
        }
    }

    /// The same requirement, of this investor.
    #[must_use]
    pub fn investor(self, investor: impl Into<String>) -> Self {
        Self {
            investor: investor.into(),
            ..self
        }
    }

    /// The same requirement, for sites of these kinds only; none means all kinds.
    #[must_use]
    pub fn kinds(self, kinds: impl IntoIterator<Item = SiteKind>) -> Self {
        Self {
            kinds: kinds.into_iter().collect(),
            ..self
        }
    }

    /// The same requirement with one more constraint.
    #[must_use]
    pub fn must(mut self, constraint: impl Into<Constraint>) -> Self {
        self.must.push(constraint.into());
        self
    }

    /// The same requirement with one more preference.
    #[must_use]
    pub fn prefer(mut self, preference: Preference) -> Self {
        self.prefer.push(preference);
        self
    }

    /// The name of the requirement.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of the investor; may be empty.
    pub fn investor_name(&self) -> &str {
        &self.investor
    }

    /// The kinds of site that are requested; none means all.
    pub fn requested_kinds(&self) -> &[SiteKind] {
        &self.kinds
    }

    /// Whether sites of this kind are requested.
    pub fn requests(&self, kind: SiteKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// The constraints, in the order in which they were added.
    pub fn constraints(&self) -> &[Constraint] {
        &self.must
    }

    /// The preferences, in the order in which they were added.
    pub fn preferences(&self) -> &[Preference] {
        &self.prefer
    }

    /// Reads the JSON form: `version`, `name`, `kinds`, `must`, `prefer`; unknown keys are
    /// refused. Contradictions are left to [`Requirement::check`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequirement`](crate::ErrorKind::InvalidRequirement) with the line, the column and what was expected there.
    ///
    /// # Example
    ///
    /// ```
    /// let error = panhuo::Requirement::from_json(r#"{"version": 1, "name": "a", "musts": []}"#);
    /// assert!(error.unwrap_err().to_string().contains("unknown field `musts`"));
    /// ```
    pub fn from_json(json: &str) -> Result<Self> {
        // Not as `Self`: an error would come back as text, in one language.
        let form: Form = serde_json::from_str(json)
            .map_err(|cause| Error::new(ErrorCode::REQUIREMENT_UNREADABLE).with_cause(cause))?;
        form.try_into()
    }

    /// Writes the JSON form, indented; [`Requirement::from_json`] gives an equal requirement back.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Checks the requirement before any site is read: the dimensions of quantities, the weights and
    /// curves, and whether constraints contradict each other.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequirement`](crate::ErrorKind::InvalidRequirement) with all contradictions, or with the first malformed part.
    pub fn check(&self) -> Result<()> {
        for constraint in &self.must {
            constraint.validate()?;
        }
        for preference in &self.prefer {
            preference.validate()?;
        }
        let contradictions = self.contradictions()?;
        if contradictions.is_empty() {
            return Ok(());
        }
        let sentences: Vec<_> = contradictions
            .into_iter()
            .map(|pair| {
                Bilingual::in_each(|lang| {
                    let [a, b] = pair.map(|at| self.must[at].describe(lang));
                    lang.pick(
                        format!("“{a}”与“{b}”不能同时满足"),
                        format!("`{a}` and `{b}` cannot hold together"),
                    )
                })
            })
            .collect();
        let error = Error::new(ErrorCode::REQUIREMENT_CONTRADICTION);
        Err(error
            .with_given(Bilingual::joined(&sentences))
            .within(&self.name))
    }

    /// The pairs of constraints that no site can meet together, by their positions.
    fn contradictions(&self) -> Result<Vec<[usize; 2]>> {
        let mut pairs = Vec::new();
        let mut bounds: Vec<CriterionBounds<'_>> = Vec::new();
        let mut allowed: BTreeMap<Attribute, (Choices, usize)> = BTreeMap::new();
        for (at, constraint) in self.must.iter().enumerate() {
            if let Some((criterion, low, high)) = constraint.predicate.numeric_range() {
                let index = bounds.iter().position(|each| each.criterion == criterion);
                let index = index.unwrap_or_else(|| {
                    bounds.push(CriterionBounds {
                        criterion,
                        low: (f64::NEG_INFINITY, at),
                        high: (f64::INFINITY, at),
                    });
                    bounds.len() - 1
                });
                pairs.extend(bounds[index].narrow(low, high, at));
            }
            match &constraint.predicate {
                Predicate::OneOf(attribute, names) => {
                    let required = choices(*attribute, names)?;
                    let (before, by) =
                        *allowed.entry(*attribute).or_insert((Choices::ANYTHING, at));
                    let both = Choices::from_bits(before.bits() & required.bits());
                    if both == Choices::EMPTY {
                        pairs.push([by, at]);
                    }
                    allowed.insert(*attribute, (both, at));
                }
                Predicate::Inside(region) => {
                    let other = self.must.iter().position(|other| match &other.predicate {
                        Predicate::Outside(other) => other == region,
                        Predicate::Inside(other) => are_disjoint(region, other),
                        _ => false,
                    });
                    pairs.extend(other.map(|other| [at, other]));
                }
                _ => {}
            }
        }
        Ok(pairs)
    }
}

/// The tightest bounds so far of a criterion, each with the position of the constraint that set it.
struct CriterionBounds<'a> {
    criterion: &'a Criterion,
    low: (f64, usize),
    high: (f64, usize),
}

impl CriterionBounds<'_> {
    /// Adds the bounds of the constraint at this position; the two constraints that contradict each
    /// other if nothing is left between the bounds.
    fn narrow(&mut self, low: f64, high: f64, at: usize) -> Option<[usize; 2]> {
        if low > self.low.0 {
            self.low = (low, at);
        }
        if high < self.high.0 {
            self.high = (high, at);
        }
        (self.low.0 > self.high.0).then_some([self.low.1, self.high.1])
    }
}

/// Whether both regions are polygons that share no point.
fn are_disjoint(region: &Region, other: &Region) -> bool {
    match (region, other) {
        (Region::Polygon(a), Region::Polygon(b)) => !a.touches(b),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::schema::attribute::{FLOOR_AREA, STRUCTURE};
    use crate::units::{metres, square_metres};

    #[test]
    fn contradictions_are_named() {
        let cases = [
            Requirement::new("a")
                .must(STRUCTURE.one_of(["steel"]))
                .must(STRUCTURE.one_of(["concrete"])),
            Requirement::new("c").must(FLOOR_AREA.at_least(metres(8.0))),
            Requirement::new("d").must(FLOOR_AREA.at_least(square_metres(f64::NAN))),
            Requirement::new("e")
                .must(Predicate::Inside(Region::Layer("lake".into())))
                .must(Constraint::from(Predicate::Outside(Region::Layer(
                    "lake".into(),
                )))),
            Requirement::new("f").prefer(
                FLOOR_AREA
                    .rising(square_metres(2.0), square_metres(1.0))
                    .weighing(1.0),
            ),
            Requirement::new("g").prefer(
                FLOOR_AREA
                    .rising(square_metres(1.0), square_metres(2.0))
                    .weighing(f64::NAN),
            ),
            Requirement::new("h").must(STRUCTURE.one_of(["paper"])),
            Requirement::new("i").must(STRUCTURE.one_of(Vec::<String>::new())),
        ];
        for case in cases {
            assert!(case.check().is_err(), "{} is no contradiction", case.name());
        }
    }

    #[test]
    fn every_form_of_a_requirement_survives_json() {
        let json = r#"{
          "version": 1, "name": "x", "investor": "y", "kinds": ["idle_factory"],
          "must": [
            {"attribute": "floor_area", "at_least": "8000 ㎡", "relax": 1},
            {"attribute": "site_area", "between": ["40 亩", "80 亩"]},
            {"distance_to": "port", "at_most": "15 km"},
            {"distance_to": {"longitude": 113.1, "latitude": 29.4}, "at_least": "500 m"},
            {"attribute": "structure", "one_of": ["steel", "concrete"]},
            {"inside": {"polygon": {"type": "Polygon", "coordinates":
              [[[113.0, 29.0], [113.3, 29.0], [113.3, 29.4], [113.0, 29.0]]]}}},
            {"outside": {"layer": "lake protection strip"}},
            {"jurisdictions": ["430602201"]},
            {"free_of": ["mortgage", "seizure"]},
            {"available_by": "2027-06-30"}
          ],
          "prefer": [
            {"attribute": "power", "rising": ["315 kVA", "1000 kVA"], "weight": 3},
            {"distance_to": "exit", "falling": ["1 km", "10 km"]},
            {"attribute": "site_area", "best_at": ["30 亩", "60 亩", "90 亩"]},
            {"attribute": "storeys", "between": ["1", "2", "3", "4"]},
            {"attribute": "price", "points": [["1000 万元", 1.0], ["3000 万元", 0.25]]},
            {"attribute": "structure", "table": {"steel": 1, "concrete": 0.7}, "otherwise": 0.1}
          ]}"#;
        let requirement = Requirement::from_json(json).unwrap();
        requirement.check().unwrap();
        let written = requirement.to_json();
        assert_eq!(Requirement::from_json(&written).unwrap(), requirement);
        assert!(written.contains("\"8000 ㎡\"") && written.contains("\"80 亩\""));
        for lang in [Lang::Zh, Lang::En] {
            for constraint in requirement.constraints() {
                assert!(!constraint.describe(lang).is_empty());
            }
        }
    }

    #[test]
    fn labels_mean_their_names() {
        let json = r#"{"version": 1, "name": "x", "kinds": ["闲置厂房"],
          "must": [{"attribute": "结构", "one_of": ["钢结构"]}, {"free_of": ["抵押"]}],
          "prefer": [{"attribute": "结构", "table": {"钢结构": 1}}]}"#;
        let by_label = Requirement::from_json(json).unwrap();
        let by_name = Requirement::new("x")
            .kinds([SiteKind::IdleFactory])
            .must(STRUCTURE.one_of(["steel"]))
            .must(Predicate::FreeOf(vec![
                crate::encumbrance::EncumbranceKind::Mortgage,
            ]))
            .prefer(STRUCTURE.table([("steel", 1.0)]));
        assert_eq!(by_label, by_name);
    }

    #[test]
    fn an_error_in_json_says_where_in_both_languages() {
        let json = r#"{"version": 1, "name": "x", "must": [{"attribute": "建筑面职", "at_least": "8 ㎡"}]}"#;
        let error = Requirement::from_json(json).unwrap_err();
        let zh = error.describe(Lang::Zh);
        assert_eq!(zh, "must[0]：没有名为“建筑面职”的属性，是否指“建筑面积”？");
        let en = "must[0]: no attribute is named `建筑面职`; did you mean `建筑面积`?";
        assert_eq!(error.to_string(), en);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for must in [
            r#"{"attribute": "floor_area"}"#,
            r#"{"attribute": "floor_area", "at_least": "8000"}"#,
            r#"{"attribute": "floor_area", "at_least": "8 m"}"#,
            r#"{"attribute": "flor_area", "at_least": "8 m"}"#,
            r#"{"attribute": "floor_area", "distance_to": "port", "at_least": "8 m"}"#,
            r#"{"attribute": "floor_area", "at_least": "8 ㎡", "at_most": "9 ㎡"}"#,
            r#"{"attribute": "floor_area", "free_of": ["mortgage"]}"#,
            r#"{"at_least": "8 m"}"#,
            r#"{"free_of": ["love"]}"#,
            r#"{"attribute": "price", "at_most": "1e305 亿元"}"#,
            r#"{"inside": {"polygon": {"type": "Polygon", "coordinates": [[[113], [114, 29], [114, 30], [113]]]}}}"#,
        ] {
            let json = format!(r#"{{"version": 1, "name": "x", "must": [{must}]}}"#);
            assert!(Requirement::from_json(&json).is_err(), "{must}");
        }
        assert!(Requirement::from_json(r#"{"version": 2, "name": "x"}"#).is_err());
    }
}
