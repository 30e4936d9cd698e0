//! What a column means by what it holds, where its header does not tell or tells otherwise.

use panhuo::attribute::{
    LAND_OWNERSHIP, LAND_STATUS, OWNER_CLASS, PLANNED_USE, PRESENT_USE, TRANSFER_MODE, USE_RIGHT,
};
use panhuo::schema::ValueType;
use panhuo::{Attribute, SiteKind};

use crate::lexicon::missing;
use crate::parse::category;
use crate::text::fold;

/// Attributes whose headers forms mix up, and whose values tell them apart.
const MIXED_UP: &[&[Attribute]] = &[
    &[LAND_OWNERSHIP, USE_RIGHT, OWNER_CLASS],
    &[TRANSFER_MODE, USE_RIGHT],
    &[LAND_STATUS, PLANNED_USE, PRESENT_USE],
];

/// The attribute that the values of a column with an unknown header name: every one is exactly a
/// word of one category attribute, and of one only.
pub(crate) fn values_name<'a>(
    used: &[Attribute],
    kind: Option<SiteKind>,
    values: impl Iterator<Item = &'a str>,
) -> Option<Attribute> {
    let values: Vec<&str> = values
        .filter(|value| !missing::is_missing(&fold(value)))
        .take(200)
        .collect();
    let telling = |attribute: &Attribute| {
        matches!(attribute.value_type(), ValueType::Category(_))
            && !used.contains(attribute)
            && kind.is_none_or(|kind| attribute.applies_to(kind))
    };
    let says = |attribute: Attribute| {
        values
            .iter()
            .all(|value| category::read(attribute, value).is_some_and(|stated| stated.exact))
    };
    // Yes and no are words of many attributes, and name none.
    let long = values.iter().all(|value| {
        value.chars().count() >= 2
            && !matches!(fold(value).as_str(), "yes" | "no" | "true" | "false")
    });
    let mut fits = Attribute::all()
        .filter(telling)
        .filter(|attribute| says(*attribute));
    let first = fits.next().filter(|_| values.len() >= 2 && long)?;
    fits.next().is_none().then_some(first)
}

/// Headers that fit any column.
const VAGUE: [&str; 14] = [
    "状态",
    "现状",
    "情况",
    "状况",
    "类型",
    "类别",
    "性质",
    "status",
    "state",
    "type",
    "category",
    "condition",
    "kind",
    "class",
];

/// Whether a vague header was mapped to a category although no value names a category of it, such as
/// 状态 above 停产.
pub(crate) fn values_refuse<'a>(
    attribute: Attribute,
    header: &str,
    values: impl Iterator<Item = &'a str>,
) -> bool {
    let mut known = values
        .filter(|value| !missing::is_missing(&fold(value)))
        .take(200)
        .peekable();
    matches!(attribute.value_type(), ValueType::Category(_))
        && VAGUE.contains(&fold(header).trim())
        && known.peek().is_some()
        && known.all(|value| category::read(attribute, value).is_none())
}

/// Another attribute that the values of a category column fit, where its own does not.
pub(crate) fn values_decide<'a>(
    attribute: Attribute,
    used: &[Attribute],
    values: impl Iterator<Item = &'a str>,
) -> Option<Attribute> {
    if !matches!(attribute.value_type(), ValueType::Category(_)) {
        return None;
    }
    let values: Vec<&str> = values
        .filter(|value| !missing::is_missing(&fold(value)))
        .take(200)
        .collect();
    if values.len() < 2 {
        return None;
    }
    let fit = |attribute: Attribute| {
        values
            .iter()
            .filter(|value| category::read(attribute, value).is_some())
            .count()
    };
    let own = fit(attribute);
    let others = MIXED_UP
        .iter()
        .filter(|group| group.contains(&attribute))
        .flat_map(|group| group.iter().copied());
    let better = others
        .filter(|other| *other != attribute && !used.contains(other))
        .filter(|other| !other.categories().is_empty());
    let (other, fits) = better
        .map(|other| (other, fit(other)))
        .max_by_key(|(_, fits)| *fits)?;
    (own * 10 < values.len() * 3 && fits * 10 >= values.len() * 8).then_some(other)
}
