//! Finds the attribute and the unit of a quantity, by its words, its own unit and the unit of the
//! column.

use panhuo::attribute::{ANNUAL_RENT, LAND_RENT, PRICE, PRICE_PER_AREA, RENT, STOREYS};
use panhuo::units::{Dimension, Unit};
use panhuo::{Attribute, Interval, SiteKind};

use super::ParsedCell;
use super::scan::Item;
use crate::issue::IssueCode;
use crate::lexicon::headers::{attribute_by_name, normalized};

/// The prices and rents, which ledgers mix in one column.
const PRICES: [Attribute; 5] = [PRICE, PRICE_PER_AREA, RENT, ANNUAL_RENT, LAND_RENT];

/// A quantity with the attribute it goes to, in canonical units.
pub(super) struct Measurement {
    pub(super) attribute: Attribute,
    pub(super) interval: Interval,
    pub(super) rounding: f64,
    pub(super) unit: Option<&'static Unit>,
    pub(super) item: Item,
}

/// Finds the attribute and the unit of an item. `Err(true)` for a count, `Err(false)` if the item cannot be
/// assigned.
pub(super) fn measure(
    item: &Item,
    column: Attribute,
    dimension: Dimension,
    unit: &'static Unit,
    kind: SiteKind,
    parsed: &mut ParsedCell,
) -> Result<Measurement, bool> {
    let by_name = attribute_by_name(&normalized(&item.label), Some(kind))
        .filter(|by_name| *by_name != column);
    let by_name = by_name.filter(|by_name| match item.unit {
        Some(unit) => by_name.dimension() == Some(unit.dimension()),
        None => false,
    });
    let (attribute, unit, factor) = match (by_name, item.unit) {
        (Some(by_name), Some(own)) => (by_name, own, 1.0),
        (_, None) => {
            // "> 2" has no upper bound whose size could be checked.
            let size = if item.high.is_finite() {
                item.high
            } else {
                item.low
            };
            unitless_number(item, column, plausible_unit(size, unit, parsed))?
        }
        // 0.3元/天 is a rent, not a price.
        (_, Some(own)) if own.dimension() == Dimension::Money && item.tail.starts_with('/') => {
            rent_by_day(item, own, parsed)?
        }
        (_, Some(own)) if own.dimension() == dimension => (column, own, 1.0),
        (_, Some(own)) => other_dimension(own, column, unit, kind)?,
    };
    if !is_possible(item.low * factor, unit) {
        return Err(false);
    }
    let ends = (
        unit.to_canonical(item.low * factor),
        unit.to_canonical(item.high * factor),
    );
    let interval = Interval::new(ends.0, ends.1).ok_or(false)?;
    if attribute != column {
        parsed.report(IssueCode::MovedByUnit, attribute.name());
    }
    Ok(Measurement {
        attribute,
        interval,
        rounding: unit.to_canonical(item.half_step * factor),
        unit: item.unit,
        item: item.clone(),
    })
}

type Measured = (Attribute, &'static Unit, f64);

/// A number without a unit is in the column's, unless words of time beside it say that a rent by
/// the day is meant, as in `0.3元/天`, whose basis is left out.
fn unitless_number(item: &Item, column: Attribute, unit: &'static Unit) -> Result<Measured, bool> {
    let tail = normalized(&item.tail);
    let floors = column == STOREYS && matches!(tail.as_str(), "f" | "floors" | "storeys");
    if is_something_else(item) && !floors {
        return Err(false);
    }
    Ok((column, unit, 1.0))
}

/// Whether the words behind a number without a unit make it something else.
pub(super) fn is_something_else(item: &Item) -> bool {
    let tail = normalized(&item.tail);
    // 630kW, 3.5T/h: letters that spell no known unit.
    let letters = tail.starts_with(|c: char| c.is_ascii_alphabetic());
    // 600斤/亩 is a rent in rice.
    let rice = tail.starts_with(['斤', '担']);
    let house_number =
        tail.starts_with('号') || tail.starts_with('#') || item.tail.starts_with('#');
    letters || rice || house_number
}

/// The longest possible term in years: 2035 under 租期 is a calendar year, not a term.
const LONGEST: f64 = 200.0;

/// Whether the value is possible: not negative, and for a duration at most 200 years.
pub(super) fn is_possible(value: f64, unit: &Unit) -> bool {
    value >= 0.0 && (unit.dimension() != Dimension::Duration || unit.to_canonical(value) <= LONGEST)
}

/// Above these values under a large unit (1 km² of floor, 10 km² of land) the number is in ㎡ instead.
const IMPLAUSIBLE: [(&str, f64); 2] = [("万㎡", 100.0), ("公顷", 1000.0)];

/// The unit that a number without one is in: the column's, unless the number is implausible in it.
pub(super) fn plausible_unit(
    value: f64,
    unit: &'static Unit,
    parsed: &mut ParsedCell,
) -> &'static Unit {
    if IMPLAUSIBLE
        .iter()
        .any(|(symbol, most)| unit.symbol() == *symbol && value >= *most)
    {
        parsed.report(IssueCode::UnitImplausible, "㎡");
        return Unit::canonical(Dimension::Area);
    }
    unit
}

fn other_dimension(
    own: &'static Unit,
    column: Attribute,
    unit: &'static Unit,
    kind: SiteKind,
) -> Result<Measured, bool> {
    let dimension = own.dimension();
    if PRICES.contains(&column) {
        // 20万 under 万元/亩, 8元 or 8元/㎡ under 元/㎡·月: the header says the rest.
        if unit.symbol().starts_with(own.symbol()) && column.dimension() != Some(Dimension::Money) {
            return Ok((column, unit, 1.0));
        }
        let rent_per_land = own.symbol().contains('亩') && kind == SiteKind::LeisureFarm;
        let moved = match dimension {
            Dimension::Money if column == ANNUAL_RENT => return yearly(own),
            // 1万 under a rent: neither the area nor the period is known.
            Dimension::Money => return Err(false),
            Dimension::PricePerArea => PRICE_PER_AREA,
            Dimension::MoneyPerYear => ANNUAL_RENT,
            Dimension::Rent if rent_per_land || column == LAND_RENT => LAND_RENT,
            Dimension::Rent => RENT,
            _ => return Err(dimension == Dimension::Number),
        };
        return Ok((moved, own, 1.0));
    }
    Err(matches!(dimension, Dimension::Number | Dimension::Duration))
}

/// Money under a header of yearly rent.
fn yearly(own: &'static Unit) -> Result<Measured, bool> {
    let spelling = format!("{}/年", own.symbol());
    let unit = Unit::find_in(Dimension::MoneyPerYear, &spelling).ok_or(false)?;
    Ok((ANNUAL_RENT, unit, 1.0))
}

/// A small rent such as 0.3元/天 can only be per ㎡; the basis of 3000元/天 is unknown.
fn rent_by_day(item: &Item, own: &'static Unit, parsed: &mut ParsedCell) -> Result<Measured, bool> {
    let daily = ["/天", "/日"].contains(&item.tail.as_str());
    let unit = Unit::find_in(Dimension::Rent, "元/㎡·天").ok_or(false)?;
    if !daily || own.symbol() != "元" || item.high > 10.0 {
        return Err(false);
    }
    parsed.report(IssueCode::UnitAssumed, unit.symbol());
    Ok((RENT, unit, 1.0))
}
