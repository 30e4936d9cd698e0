//! The table `reported_values`: the exact record of each reported value, to a row and back.

use std::collections::HashMap;

use panhuo::interval::{Choices, MissingReason, ReportedValue};
use panhuo::lang::Bilingual;
use panhuo::site::Fact;
use panhuo::{Attribute, Error, Interval, Inventory};
use rusqlite::{Connection, Row, Statement, params};

use crate::column::category;
use crate::error::{self, Cause};
use crate::lineage::records;
use crate::read::{Sites, borrowed, each, source, text, value, word};
use crate::write::{insert, place};

/// The attribute under which `reported_values` keeps the days on which a site's facts were true.
const AS_OF: &str = "as_of";

/// The ends as the columns `low`, `high` and `bits`: an open end is null, and `bits` tells in
/// hexadecimal what a column of SQLite cannot hold, negative zero.
fn ends(interval: Interval) -> (Option<f64>, Option<f64>, Option<String>) {
    let (low, high) = (interval.low(), interval.high());
    let minus_zero = |end: f64| end == 0.0 && end.is_sign_negative();
    let bits = (minus_zero(low) || minus_zero(high))
        .then(|| format!("{:016x} {:016x}", low.to_bits(), high.to_bits()));
    let low = (low > f64::NEG_INFINITY).then_some(low);
    let high = (high < f64::INFINITY).then_some(high);
    (low, high, bits)
}

pub(crate) fn write_reported_values(
    connection: &Connection,
    inventory: &Inventory,
) -> Result<(), Cause> {
    let names = [
        "site",
        "attribute",
        "value_type",
        "low",
        "high",
        "bits",
        "choices",
        "text",
        "missing_reason",
        "raw",
        "file",
        "sheet",
        "cell",
    ];
    let mut statement = insert(connection, "reported_values", &names)?;
    let mut as_of = insert(connection, "reported_values", &names[..6])?;
    for (id, site) in records(inventory) {
        if let Some(days) = site.as_of {
            let (low, high, bits) = ends(days);
            as_of.execute(params![id, AS_OF, "number", low, high, bits])?;
        }
        for (attribute, fact) in &site.facts {
            write_reading(&mut statement, &id, *attribute, fact)?;
        }
    }
    Ok(())
}

fn write_reading(
    statement: &mut Statement,
    site: &str,
    attribute: Attribute,
    fact: &Fact,
) -> Result<(), Cause> {
    let (mut low, mut high, mut bits) = (None, None, None);
    let (mut choices, mut text, mut missing_reason) = (None, None, None);
    let value_type = match &fact.value {
        ReportedValue::Number(interval) => {
            (low, high, bits) = ends(*interval);
            "number"
        }
        ReportedValue::Category(these) => {
            choices = Some(choice_names(attribute, *these));
            "category"
        }
        ReportedValue::Text(written) => {
            text = Some(written.as_str());
            "text"
        }
        ReportedValue::Unknown(why) => {
            missing_reason = Some(why.name());
            "unknown"
        }
        ReportedValue::NotApplicable => "not_applicable",
    };
    let (file, sheet, cell) = place(fact.source.as_ref());
    statement.execute(params![
        site,
        attribute.name(),
        value_type,
        low,
        high,
        bits,
        choices,
        text,
        missing_reason,
        &*fact.raw,
        file,
        sheet,
        cell
    ])?;
    Ok(())
}

pub(crate) fn read_reported_values(
    connection: &Connection,
    sites: &mut Sites,
) -> Result<(), Cause> {
    let attributes: HashMap<&str, Attribute> = Attribute::all().map(|a| (a.name(), a)).collect();
    let sql = "SELECT site, attribute, value_type, low, high, bits, choices, text, missing_reason, raw, \
               file, sheet, cell FROM reported_values ORDER BY fid";
    each(connection, sql, |row| {
        let Some(site) = sites.get(borrowed(row, 0)?) else {
            return Ok(());
        };
        let name = borrowed(row, 1)?;
        if name == AS_OF {
            site.as_of = Some(interval(row)?);
            return Ok(());
        }
        let attribute = match attributes.get(name) {
            Some(attribute) => *attribute,
            None => Attribute::from_name(name)?,
        };
        let value = match borrowed(row, 2)? {
            "number" => ReportedValue::Number(interval(row)?),
            "category" => ReportedValue::Category(choices(attribute, borrowed(row, 6)?)?),
            "text" => ReportedValue::Text(text(row, 7)?.into()),
            "unknown" => ReportedValue::Unknown(word::<MissingReason>(
                borrowed(row, 8)?,
                Bilingual::new("缺失原因", "reason why a value is missing"),
            )?),
            "not_applicable" => ReportedValue::NotApplicable,
            other => {
                let unknown = Error::new(error::UNKNOWN_WORD).with_given(other);
                return Err(unknown
                    .with_what(Bilingual::new("取值形式", "form of a value"))
                    .into());
            }
        };
        let fact = Fact {
            value,
            raw: text(row, 9)?.into(),
            source: source(row, 10)?,
        };
        site.facts.insert(attribute, fact);
        Ok(())
    })
}

/// The interval of a row of `reported_values`; see the writer's `ends`.
fn interval(row: &Row) -> Result<Interval, Cause> {
    let end = |at: usize, open: f64| Ok::<_, Cause>(value(row, at)?.unwrap_or(open));
    let (mut low, mut high) = (end(3, f64::NEG_INFINITY)?, end(4, f64::INFINITY)?);
    let refuse = |given: String| Error::new(error::INTERVAL).with_given(given);
    if let Some(bits) = value::<String>(row, 5)? {
        let ends = bits.split_once(' ').and_then(|(low, high)| {
            let end = |hex| Some(f64::from_bits(u64::from_str_radix(hex, 16).ok()?));
            Some((end(low)?, end(high)?))
        });
        (low, high) = ends.ok_or_else(|| refuse(bits))?;
    }
    if low > high {
        return Ok(Interval::EMPTY);
    }
    Ok(Interval::new(low, high).ok_or_else(|| refuse(format!("{low} – {high}")))?)
}

/// The names of the categories of a choice; `*` stands for "any, known or not".
fn choice_names(attribute: Attribute, choices: Choices) -> String {
    if choices == Choices::ANYTHING {
        return "*".to_owned();
    }
    let names: Vec<_> = choices
        .positions()
        .filter_map(|position| category(attribute, position))
        .collect();
    names.join(",")
}

/// What [`choice_names`] wrote.
fn choices(attribute: Attribute, names: &str) -> Result<Choices, Cause> {
    if names == "*" {
        return Ok(Choices::ANYTHING);
    }
    names.split(',').try_fold(Choices::EMPTY, |all, name| {
        Ok(all.or(attribute.choice(name)?))
    })
}
