//! Reported values: an interval, a set of categories, a text, or nothing with a reason; and the
//! three-valued logic of checking them.

use serde::{Deserialize, Serialize};

use crate::compact::Text;
use crate::error::{Error, ErrorCode, Result};

/// A closed interval in an attribute's canonical unit; exact when both ends are equal.
///
/// Three-valued logic needs no special case: a threshold holds when every value of the interval
/// meets it, fails when none does, and is unknown otherwise. The interval without any value,
/// [`Interval::EMPTY`], stands for "not applicable" and fails every threshold.
///
/// In JSON a number if it is exact, `{"low": 45.0, "high": 55.0}` if not, where an end that is `null`
/// or left out is open; `"empty"` for the interval without any value.
///
/// # Example
///
/// ```
/// use panhuo::{Interval, Outcome};
///
/// let about_50 = Interval::new(45.0, 55.0).unwrap();
/// assert_eq!(about_50.at_least(40.0), Outcome::Pass);
/// assert_eq!(about_50.at_least(50.0), Outcome::Unknown);
/// assert_eq!(about_50.at_least(60.0), Outcome::Fail);
/// assert_eq!(Interval::ANYTHING.at_least(60.0), Outcome::Unknown);
/// assert_eq!(Interval::EMPTY.at_least(60.0), Outcome::Fail);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Interval {
    low: f64,
    high: f64,
}

impl Interval {
    /// Every value: nothing is known.
    pub const ANYTHING: Self = Self {
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
    };

    /// No value: the attribute does not apply.
    pub const EMPTY: Self = Self {
        low: f64::INFINITY,
        high: f64::NEG_INFINITY,
    };

    /// The interval from `low` to `high`; `None` if an end is NaN or they are the wrong way round.
    /// An infinite end is open.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Interval, Outcome};
    ///
    /// let about = Interval::new(45.0, 55.0);
    /// assert_eq!(about.map(|it| it.at_least(40.0)), Some(Outcome::Pass));
    /// assert_eq!(about.map(|it| it.at_least(50.0)), Some(Outcome::Unknown));
    /// assert_eq!(Interval::new(55.0, 45.0), None);
    /// ```
    pub fn new(low: f64, high: f64) -> Option<Self> {
        let ordered = low <= high && low < f64::INFINITY && high > f64::NEG_INFINITY;
        ordered.then_some(Self { low, high })
    }

    /// One value, or `None` if it is not finite.
    pub fn exact(value: f64) -> Option<Self> {
        value.is_finite().then_some(Self {
            low: value,
            high: value,
        })
    }

    /// The lower end.
    pub fn low(&self) -> f64 {
        self.low
    }

    /// The upper end.
    pub fn high(&self) -> f64 {
        self.high
    }

    /// The value, if there is only one.
    pub fn value(&self) -> Option<f64> {
        (self.low.to_bits() == self.high.to_bits()).then_some(self.low)
    }

    /// Whether there is no value at all (not applicable).
    pub fn is_empty(&self) -> bool {
        self.low > self.high
    }

    /// Whether nothing is known.
    pub fn is_anything(&self) -> bool {
        self.low.is_infinite() && self.high.is_infinite() && !self.is_empty()
    }

    /// The smallest interval that holds both.
    #[must_use]
    pub fn hull(&self, other: &Self) -> Self {
        Self {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }

    /// Whether the values are at least `bound`.
    pub fn at_least(&self, bound: f64) -> Outcome {
        if self.high < bound {
            Outcome::Fail
        } else if self.low >= bound {
            Outcome::Pass
        } else {
            Outcome::Unknown
        }
    }

    /// Whether the values are at most `bound`.
    pub fn at_most(&self, bound: f64) -> Outcome {
        if self.low > bound {
            Outcome::Fail
        } else if self.high <= bound {
            Outcome::Pass
        } else {
            Outcome::Unknown
        }
    }

    /// Whether the values lie in `low..=high`.
    pub fn between(&self, low: f64, high: f64) -> Outcome {
        self.at_least(low).and(self.at_most(high))
    }
}

/// An interval as JSON writes it.
#[derive(Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "an interval is a number, {\"low\": …, \"high\": …} or \"empty\""
)]
enum Form {
    Exact(f64),
    Between(Ends<f64>),
    Empty(Empty),
}

/// The ends of an interval as JSON writes them; none if an end is open.
#[derive(Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Ends<T> {
    pub(crate) low: Option<T>,
    pub(crate) high: Option<T>,
}

impl<T> Default for Ends<T> {
    fn default() -> Self {
        Self {
            low: None,
            high: None,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Empty {
    Empty,
}

impl From<Interval> for Form {
    fn from(interval: Interval) -> Self {
        let finite = |end: f64| end.is_finite().then_some(end);
        match interval.value() {
            Some(value) => Self::Exact(value),
            None if interval.is_empty() => Self::Empty(Empty::Empty),
            None => Self::Between(Ends {
                low: finite(interval.low),
                high: finite(interval.high),
            }),
        }
    }
}

impl TryFrom<Form> for Interval {
    type Error = Error;

    fn try_from(form: Form) -> Result<Self> {
        let (low, high) = match form {
            Form::Empty(_) => return Ok(Self::EMPTY),
            Form::Exact(value) => (value, value),
            Form::Between(ends) => (
                ends.low.unwrap_or(f64::NEG_INFINITY),
                ends.high.unwrap_or(f64::INFINITY),
            ),
        };
        Self::new(low, high).ok_or_else(|| {
            Error::new(ErrorCode::INTERVAL_INVALID)
                .with_given(low)
                .with_expected(high)
        })
    }
}

/// The result of a check: three-valued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Holds whatever the unknown facts turn out to be.
    Pass,
    /// Depends on a fact that is not known.
    Unknown,
    /// Cannot hold.
    Fail,
}

impl Outcome {
    /// The mark in front of a check: `✓`, `?` or `✗`.
    pub fn mark(self) -> char {
        match self {
            Self::Pass => '✓',
            Self::Unknown => '?',
            Self::Fail => '✗',
        }
    }

    /// How a site fares that has this outcome, as a planner reads it.
    pub fn label(self, lang: crate::Lang) -> &'static str {
        match self {
            Self::Pass => lang.pick("全部满足", "meets everything"),
            Self::Unknown => lang.pick("待核实", "depends on unknown facts"),
            Self::Fail => lang.pick("不满足", "fails"),
        }
    }

    /// Both must hold: the worse of the two.
    ///
    /// ```
    /// use panhuo::Outcome;
    /// assert_eq!(Outcome::Pass.and(Outcome::Unknown), Outcome::Unknown);
    /// assert_eq!(Outcome::Fail.and(Outcome::Unknown), Outcome::Fail);
    /// ```
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.max(other)
    }
}

/// The categories that a reported value allows, as positions in the attribute's list of categories;
/// exact when there is one.
///
/// In JSON a list of these positions, or `"anything"`; a [`Site`](crate::Site) writes the names of
/// the categories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "CategoryList<usize>", into = "CategoryList<usize>")]
pub struct Choices(u64);

impl Choices {
    /// Every category: nothing is known.
    pub const ANYTHING: Self = Self(u64::MAX);
    /// No category: the attribute does not apply.
    pub const EMPTY: Self = Self(0);
    /// How many categories an attribute may have.
    pub const LIMIT: usize = 64;

    /// Only the category at `position`; `None` from position 64 on.
    pub fn only(position: usize) -> Option<Self> {
        (position < Self::LIMIT).then(|| Self(1 << position))
    }

    /// The union of two sets.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the value is one of `required`.
    ///
    /// ```
    /// use panhuo::Outcome;
    /// use panhuo::interval::Choices;
    /// let steel = Choices::only(0).unwrap();
    /// let concrete = Choices::only(1).unwrap();
    /// assert_eq!(steel.one_of(steel.or(concrete)), Outcome::Pass);
    /// assert_eq!(steel.or(concrete).one_of(steel), Outcome::Unknown);
    /// assert_eq!(concrete.one_of(steel), Outcome::Fail);
    /// ```
    pub fn one_of(self, required: Self) -> Outcome {
        if self.0 & required.0 == 0 {
            Outcome::Fail
        } else if self.0 & !required.0 == 0 {
            Outcome::Pass
        } else {
            Outcome::Unknown
        }
    }

    /// The positions of the categories that are allowed.
    pub fn positions(self) -> impl Iterator<Item = usize> {
        (0..Self::LIMIT).filter(move |at| self.0 >> at & 1 == 1)
    }

    /// The category's position, if only one is allowed.
    pub fn position(self) -> Option<usize> {
        self.0
            .is_power_of_two()
            .then(|| self.0.trailing_zeros() as usize)
    }

    /// The set as bits, position 0 lowest.
    pub fn bits(self) -> u64 {
        self.0
    }

    /// The set of these bits.
    pub fn from_bits(bits: u64) -> Self {
        Self(bits)
    }
}

/// Choices as JSON writes them: some categories, or all.
#[derive(Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "choices are a list of categories or \"anything\""
)]
pub(crate) enum CategoryList<T> {
    Some(Vec<T>),
    Anything(Anything),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Anything {
    Anything,
}

impl From<Choices> for CategoryList<usize> {
    fn from(choices: Choices) -> Self {
        if choices == Choices::ANYTHING {
            Self::Anything(Anything::Anything)
        } else {
            Self::Some(choices.positions().collect())
        }
    }
}

impl TryFrom<CategoryList<usize>> for Choices {
    type Error = Error;

    fn try_from(list: CategoryList<usize>) -> Result<Self> {
        let CategoryList::Some(positions) = list else {
            return Ok(Self::ANYTHING);
        };
        positions
            .into_iter()
            .try_fold(Self::EMPTY, |all, position| {
                let one = Self::only(position).ok_or_else(|| {
                    Error::new(ErrorCode::CATEGORY_POSITION)
                        .with_given(position)
                        .with_expected(Self::LIMIT - 1)
                })?;
                Ok(all.or(one))
            })
    }
}

/// Why nothing is known of an attribute.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingReason {
    /// The ledger says nothing, or says that it is not known.
    NotReported,
    /// To be negotiated (面议).
    Negotiable,
    /// Something is written that could not be parsed.
    Illegible,
}

impl MissingReason {
    /// The stable name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotReported => "not_reported",
            Self::Negotiable => "negotiable",
            Self::Illegible => "illegible",
        }
    }

    /// The label in a language.
    pub fn label(self, lang: crate::Lang) -> &'static str {
        match self {
            Self::NotReported => lang.pick("未报", "not reported"),
            Self::Negotiable => lang.pick("面议", "negotiable"),
            Self::Illegible => lang.pick("无法识别", "illegible"),
        }
    }
}

/// What a ledger reports for one attribute of a site.
///
/// The variant must fit the attribute's type: numbers and dates are intervals, categories and yes/no
/// are choices, the rest is text. [`Site::check`](crate::Site::check) refuses others.
///
/// In JSON `{"number": 8600.0}`, `{"category": [0]}`, `{"text": "…"}`, `{"unknown": "negotiable"}` or
/// `"not_applicable"`; a [`Site`](crate::Site), which knows the attribute, writes units and names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportedValue {
    /// A number or a date, in the canonical unit.
    Number(Interval),
    /// One or several possible categories.
    Category(Choices),
    /// Free text, as written.
    Text(Text),
    /// Nothing is known, with the reason.
    Unknown(MissingReason),
    /// The attribute does not apply to this site, as its ledger says.
    NotApplicable,
}

impl ReportedValue {
    /// The interval of a number: anything when unknown, empty when not applicable.
    pub fn interval(&self) -> Interval {
        match self {
            Self::Number(interval) => *interval,
            Self::NotApplicable => Interval::EMPTY,
            Self::Category(_) | Self::Text(_) | Self::Unknown(_) => Interval::ANYTHING,
        }
    }

    /// The choices of a category: anything when unknown, none when not applicable.
    pub fn choices(&self) -> Choices {
        match self {
            Self::Category(choices) => *choices,
            Self::NotApplicable => Choices::EMPTY,
            Self::Number(_) | Self::Text(_) | Self::Unknown(_) => Choices::ANYTHING,
        }
    }

    /// Whether something is known, if only in part.
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_applicable_fails_every_threshold() {
        let empty = Interval::EMPTY;
        assert_eq!(empty.at_least(0.0), Outcome::Fail);
        assert_eq!(empty.at_most(0.0), Outcome::Fail);
        assert_eq!(empty.between(0.0, 1.0), Outcome::Fail);
        assert_eq!(Choices::EMPTY.one_of(Choices::ANYTHING), Outcome::Fail);
    }

    #[test]
    fn intervals_refuse_what_is_no_interval() {
        assert_eq!(Interval::new(2.0, 1.0), None);
        assert_eq!(Interval::new(f64::NAN, 1.0), None);
        assert_eq!(Interval::new(f64::INFINITY, f64::INFINITY), None);
        assert_eq!(Interval::exact(f64::NAN), None);
    }
}
