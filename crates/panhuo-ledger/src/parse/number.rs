//! Converts the quantities of a cell to intervals and assigns each to the attribute that its words and
//! its unit indicate.

use std::borrow::Cow;

use panhuo::attribute::{
    ANNUAL_RENT, CEILING_HEIGHT, COLUMN_SPACING, CRANE, ELECTRICITY, FAR_MAX, FAR_MIN, FLOOR_LOAD,
    GOODS_LIFTS, HEIGHT_LIMIT, LAND_RENT, LEASE_YEARS, LOADING_DOCKS, POWER, PRICE, PRICE_PER_AREA,
    RENT, SPAN, STOREYS, WATER_SUPPLY,
};
use panhuo::interval::{MissingReason, ReportedValue};
use panhuo::text::chinese_digit;
use panhuo::units::{Dimension, Unit};
use panhuo::{Attribute, Interval, SiteKind};

use super::locale::chinese_units;
use super::measure::{Measurement, is_possible, is_something_else, measure, plausible_unit};
use super::scan::scan;
use super::{ParsedCell, category};
use crate::format::{Cell, CellKind};
use crate::issue::IssueCode;
use crate::lexicon::headers::normalized;
use crate::lexicon::missing as marks;
use crate::lexicon::units::is_foreign;
use crate::text::fold;

/// Two statements of one value agree if they differ by at most this share, or by rounding.
const AGREE: f64 = 0.005;

/// A cell that reports nothing. `无` means 0 for attributes that count equipment.
pub(super) fn missing(attribute: Attribute, folded: &str) -> ParsedCell {
    let counted = [CRANE, GOODS_LIFTS, LOADING_DOCKS].contains(&attribute);
    if counted
        && matches!(folded, "无" | "没有" | "none")
        && let Some(zero) = Interval::exact(0.0)
    {
        return ParsedCell::fact(attribute, ReportedValue::Number(zero));
    }
    ParsedCell::missing(attribute, MissingReason::NotReported)
}

/// The words of a cell without what would mislead: for how many cranes, from which year to which.
fn stated(attribute: Attribute, dimension: Dimension, folded: &str) -> Cow<'_, str> {
    match (attribute, dimension) {
        (CRANE, _) => strongest(folded).map_or(folded.into(), Cow::Owned),
        (STOREYS, _) if matches!(folded, "单层" | "平房" | "单层厂房") => "1".into(),
        // 2台630: two of them.
        (POWER, _) => match folded.split_once('台') {
            Some((count, size)) if size.starts_with(|c: char| c.is_ascii_digit()) => {
                format!("{count}×{size}").into()
            }
            _ => folded.into(),
        },
        // 30年（2015-2045）
        (_, Dimension::Duration) => match folded.split_once('(') {
            Some((term, _)) if !term.is_empty() => term.into(),
            _ => folded.into(),
        },
        (
            _,
            Dimension::Money | Dimension::MoneyPerYear | Dimension::PricePerArea | Dimension::Rent,
        ) => chinese_units(folded).into(),
        _ => folded.into(),
    }
}

/// Writes a half as a decimal: 三亩半 as 三点五亩, 3亩半 as 3.5亩, 半亩 as 0.5亩.
fn halves(stated: &str) -> Option<String> {
    const UNITS: [char; 7] = ['亩', '顷', '层', '米', '里', '年', '吨'];
    let (before, after) = stated.split_once('半')?;
    if before.is_empty() && after.starts_with(UNITS) {
        return Some(format!("0.5{after}"));
    }
    let number = before.strip_suffix(UNITS)?;
    let unit = &before[number.len()..];
    let has_more = after.starts_with(|c: char| c.is_alphanumeric());
    let half = match number.chars().next_back()? {
        c if c.is_ascii_digit() && !number.contains('.') => ".5",
        c if chinese_digit(c).is_some() => "点五",
        _ => return None,
    };
    (!has_more).then(|| format!("{number}{half}{unit}{after}"))
}

/// The largest capacity among several cranes, without their numbers: 10吨×1、5吨×2, 2x5t.
fn strongest(folded: &str) -> Option<String> {
    let each = folded
        .split(['、', ',', ';', '+', '及', '和'])
        .filter_map(|crane| {
            let crane = crane.split_once('台').map_or(crane, |(before, after)| {
                // 2台10吨, 10吨2台
                if after.contains(|c: char| c.is_ascii_digit()) {
                    after
                } else {
                    before.trim_end_matches(|c: char| c.is_ascii_digit())
                }
            });
            let factors = crane.split(['*', '×', 'x']);
            let heavy = |factor: &&str| factor.contains(['吨', 't']);
            let mut by_name = factors.clone();
            let factor = by_name.find(heavy).or_else(|| factors.clone().next())?;
            let size = scan(factor, Some(Dimension::Mass)).first()?.high;
            Some((size, factor.to_owned()))
        });
    let most = each.max_by(|a, b| a.0.total_cmp(&b.0))?.1;
    (most != folded).then_some(most)
}

/// Corrects the typing error 0..46 to 0.46. 5..6 may be a range and is unchanged.
fn double_point(folded: &str) -> Option<String> {
    let (before, after) = folded.split_once("..")?;
    let whole = before.rsplit(|c: char| !c.is_ascii_digit()).next()?;
    let slip = matches!(whole, "0" | "00") && after.starts_with(|c: char| c.is_ascii_digit());
    slip.then(|| format!("{before}.{after}"))
}

fn is_money(dimension: Dimension) -> bool {
    use Dimension::{Money, MoneyPerYear, PricePerArea, Rent};
    matches!(dimension, Money | MoneyPerYear | PricePerArea | Rent)
}

pub(super) fn read(
    cell: &Cell,
    folded: &str,
    attribute: Attribute,
    dimension: Dimension,
    unit: Option<&'static Unit>,
    kind: SiteKind,
) -> ParsedCell {
    let (given, unit) = units(attribute, dimension, unit);
    if let CellKind::Number(value) = cell.kind {
        return in_column_unit(value, attribute, unit);
    }
    if let Some(value) = digits(folded) {
        return in_column_unit(value, attribute, unit);
    }
    if is_money(dimension) && is_foreign(folded) {
        let mut foreign = ParsedCell::missing(attribute, MissingReason::Illegible);
        foreign.issues.clear();
        foreign.report(IssueCode::CurrencyForeign, "");
        return foreign;
    }
    let stated = stated(attribute, dimension, folded);
    let stated = halves(&stated).map_or(stated, Cow::Owned);
    let folded = stated.as_ref();
    if let Some(value) = digits(folded) {
        return in_column_unit(value, attribute, unit);
    }
    let slip = double_point(folded);
    let items = scan(slip.as_deref().unwrap_or(folded), Some(dimension));
    // 有 under 供电（KVA） states that there is power supply but not its capacity.
    if items.is_empty()
        && attribute == POWER
        && let Some(stated) = category::read(ELECTRICITY, folded)
    {
        let mut laid_on = ParsedCell::missing(attribute, MissingReason::NotReported);
        let yes_or_no = ReportedValue::Category(stated.choices);
        laid_on.facts.push((ELECTRICITY, yes_or_no));
        laid_on.report(IssueCode::MovedByUnit, ELECTRICITY.name());
        return laid_on;
    }
    if items.is_empty() {
        let gap = if marks::is_negotiable(folded) {
            MissingReason::Negotiable
        } else {
            MissingReason::Illegible
        };
        return ParsedCell::missing(attribute, gap);
    }
    let mut parsed = ParsedCell::default();
    if let Some(meant) = slip {
        parsed.report(IssueCode::ValueGuessed, meant);
    }
    let alone = items.len() == 1;
    let mut measurements = Vec::new();
    let contradicts = |own: &Unit| {
        given.is_some_and(|given| own != given) && !matches!(own.symbol(), "万㎡" | "亿元" | "万")
    };
    let unrecognized = items.last().map(|item| unrecognized(&item.rest));
    for item in items {
        if item.reversed {
            parsed.report(IssueCode::RangeReversed, "");
        }
        if item.computed {
            parsed.report(IssueCode::QuantitySplit, "");
        }
        match measure(&item, attribute, dimension, unit, kind, &mut parsed) {
            Ok(found) => {
                if found.attribute == attribute
                    && found.item.unit.is_some_and(contradicts)
                    && measurements.is_empty()
                {
                    parsed.report(
                        IssueCode::UnitConflict,
                        found.item.unit.map_or("", Unit::symbol),
                    );
                }
                measurements.push(found);
            }
            // The 3栋 of 3栋共8600㎡ is a count beside the quantity.
            Err(true) if !alone => parsed.report(IssueCode::QuantitySplit, ""),
            Err(_) => parsed.report(IssueCode::WordsIgnored, ""),
        }
    }
    gather(attribute, &measurements, &mut parsed);
    if !parsed
        .facts
        .iter()
        .any(|(reported, _)| *reported == attribute)
    {
        let moved = !parsed.facts.is_empty();
        let gap = if moved {
            MissingReason::NotReported
        } else {
            MissingReason::Illegible
        };
        parsed
            .facts
            .insert(0, (attribute, ReportedValue::Unknown(gap)));
        if !moved {
            parsed.issues.clear();
            parsed.report(IssueCode::Illegible, "");
        }
    }
    absurd_zeroes(&mut parsed);
    if let Some(words) = unrecognized.filter(|words| !words.is_empty())
        && parsed.facts.iter().any(|(_, reading)| reading.is_known())
    {
        parsed.report(IssueCode::WordsIgnored, words);
    }
    parsed
}

/// The words behind a quantity that could not be parsed; empty if they are too short to matter.
fn unrecognized(rest: &str) -> String {
    const RECOGNIZED: [&str; 24] = [
        "左右",
        "上下",
        "以上",
        "以下",
        "不等",
        "以内",
        "可谈",
        "面议",
        "面谈",
        "协商",
        "元整",
        "一口价",
        "每年",
        "每月",
        "每平方米",
        "每平米",
        "平方米",
        "平方",
        "总价",
        "整体",
        "建筑面积",
        "占地面积",
        "面积",
        "使用",
    ];
    let mut words = normalized(rest);
    for stated in RECOGNIZED {
        words = words.replace(stated, "");
    }
    let letters = words.chars().filter(|c| c.is_alphabetic());
    let least = if words.is_ascii() { 4 } else { 2 };
    if letters.count() < least {
        return String::new();
    }
    rest.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// Whether a cell gives a number and no unit with it.
pub(crate) fn has_no_unit(cell: &Cell, dimension: Dimension) -> bool {
    match cell.kind {
        CellKind::Number(_) => true,
        CellKind::Text => {
            let items = scan(&fold(&cell.text), Some(dimension));
            let by_name = items.iter().any(|item| item.unit.is_some());
            !by_name && items.iter().any(|item| !is_something_else(item))
        }
        _ => false,
    }
}

/// Reads a cell that is nothing but a number; `None` for any other.
pub(super) fn plain_number(
    cell: &Cell,
    attribute: Attribute,
    dimension: Dimension,
    unit: Option<&'static Unit>,
) -> Option<ParsedCell> {
    let value = match cell.kind {
        CellKind::Number(value) => Some(value).filter(|value| value.is_finite()),
        CellKind::Text => digits(&cell.text),
        _ => None,
    };
    let (_, unit) = units(attribute, dimension, unit);
    Some(in_column_unit(value?, attribute, unit))
}

/// The unit that header, note or profile state, and the unit assumed for a number without one.
fn units(
    attribute: Attribute,
    dimension: Dimension,
    unit: Option<&'static Unit>,
) -> (Option<&'static Unit>, &'static Unit) {
    let given = unit.filter(|unit| unit.dimension() == dimension);
    let unit = given.or_else(|| attribute.unit());
    (given, unit.unwrap_or(Unit::canonical(dimension)))
}

/// The value of a text that is nothing but digits, with a point among them at most.
fn digits(folded: &str) -> Option<f64> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, rest) = folded.split_once('.').unwrap_or((folded, "0"));
    (folded.len() <= 15 && digits(whole) && digits(rest)).then_some(())?;
    folded.parse().ok()
}

/// A number cell: the value in the column's unit.
fn in_column_unit(value: f64, attribute: Attribute, unit: &'static Unit) -> ParsedCell {
    let mut parsed = ParsedCell::default();
    let unit = plausible_unit(value, unit, &mut parsed);
    let interval = Interval::exact(unit.to_canonical(value));
    let Some(interval) = interval.filter(|_| is_possible(value, unit)) else {
        return ParsedCell::missing(attribute, MissingReason::Illegible);
    };
    parsed
        .facts
        .push((attribute, ReportedValue::Number(interval)));
    absurd_zeroes(&mut parsed);
    parsed
}

/// Replaces 0 by "not reported" for attributes that cannot be 0.
fn absurd_zeroes(parsed: &mut ParsedCell) {
    const ABSURD: [Attribute; 14] = [
        POWER,
        PRICE,
        PRICE_PER_AREA,
        RENT,
        ANNUAL_RENT,
        LAND_RENT,
        STOREYS,
        CEILING_HEIGHT,
        SPAN,
        COLUMN_SPACING,
        FLOOR_LOAD,
        HEIGHT_LIMIT,
        FAR_MAX,
        LEASE_YEARS,
    ];
    let mut absurd = false;
    for (attribute, reading) in &mut parsed.facts {
        let zero = matches!(reading, ReportedValue::Number(interval) if interval.low() == 0.0 && interval.high() == 0.0);
        let part = matches!(
            attribute.name(),
            "construction_quota" | "water_area" | "forest_area"
        );
        let area = attribute.dimension() == Some(Dimension::Area) && !part;
        if zero && (area || ABSURD.contains(attribute) || *attribute == WATER_SUPPLY) {
            *reading = ReportedValue::Unknown(MissingReason::NotReported);
            absurd = true;
        }
    }
    if absurd {
        parsed.report(IssueCode::AbsurdZero, "");
    }
}

/// Combines the measurements into one reported value per attribute.
fn gather(column: Attribute, measurements: &[Measurement], parsed: &mut ParsedCell) {
    let mut order: Vec<Attribute> = Vec::new();
    for found in measurements {
        if !order.contains(&found.attribute) {
            order.push(found.attribute);
        }
    }
    order.sort_by_key(|attribute| *attribute != column);
    for attribute in order {
        let same: Vec<&Measurement> = measurements
            .iter()
            .filter(|found| found.attribute == attribute)
            .collect();
        let Some((first, others)) = same.split_first() else {
            continue;
        };
        let interval = others.iter().fold(first.interval, |interval, other| {
            combine(interval, first, other, parsed)
        });
        if first.item.approximate {
            parsed.report(IssueCode::Approximate, "");
        }
        if attribute == FAR_MAX {
            plot_ratio(interval, first.item.approximate, parsed);
            continue;
        }
        parsed
            .facts
            .push((attribute, ReportedValue::Number(interval)));
    }
}

/// A plot ratio is a pair of limits: 1.0-2.0 is at least 1 and at most 2, ≤2.5 is at most 2.5.
fn plot_ratio(interval: Interval, is_bound: bool, parsed: &mut ParsedCell) {
    let (low, high) = (interval.low(), interval.high());
    let is_range = !is_bound && low < high;
    let least = (is_range || (is_bound && high.is_infinite())).then_some(low);
    let most = (is_range || (is_bound && low <= 0.0)).then_some(high);
    let reading = most.and_then(Interval::exact).unwrap_or(interval);
    parsed.facts.push((FAR_MAX, ReportedValue::Number(reading)));
    if let Some(least) = least.and_then(Interval::exact) {
        parsed.facts.push((FAR_MIN, ReportedValue::Number(least)));
    }
}

/// Combines two statements of one attribute: the same value again, a conflict, a part
/// of the first value, or summands of a total.
fn combine(
    interval: Interval,
    first: &Measurement,
    other: &Measurement,
    parsed: &mut ParsedCell,
) -> Interval {
    let restated =
        other.item.label.is_empty() && (other.unit != first.unit || other.item.bracketed);
    if !restated {
        if !other.item.label.is_empty() && other.item.bracketed {
            // In 50亩（其中空地20亩) the second number is a part of the first.
            parsed.report(IssueCode::WordsIgnored, "");
            return interval;
        }
        parsed.report(IssueCode::SeveralValues, "");
        let total = Interval::new(
            interval.low().min(other.interval.low()),
            interval.high() + other.interval.high(),
        );
        return total.unwrap_or(interval);
    }
    let size = interval.low().abs().max(interval.high().abs()).min(1e300);
    let slack = (first.rounding + other.rounding).max(AGREE * size);
    let apart =
        (other.interval.low() - interval.high()).max(interval.low() - other.interval.high());
    if apart <= slack {
        parsed.report(IssueCode::StatedTwice, "");
        // Of an approximate and an exact value, such as 约50亩 and 33333㎡, the exact one is used.
        let exact = other
            .interval
            .value()
            .filter(|_| first.item.approximate && !other.item.approximate);
        return exact.and_then(Interval::exact).unwrap_or(interval);
    }
    let area = first.attribute.dimension() == Some(Dimension::Area);
    parsed.report(
        if area {
            IssueCode::AreaConflict
        } else {
            IssueCode::ValueConflict
        },
        "",
    );
    interval.hull(&other.interval)
}
