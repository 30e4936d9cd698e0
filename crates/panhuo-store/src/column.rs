//! The columns of `sites` that derive from the table of attributes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use panhuo::interval::ReportedValue;
use panhuo::schema::ValueType;
use panhuo::site::Fact;
use panhuo::units::{Dimension, Unit};
use panhuo::{Attribute, Interval, Inventory, Lang, Quantity};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};

/// What a column of an attribute holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The value, where it is exact.
    Value,
    /// The lower end.
    Low,
    /// The upper end.
    High,
}

/// One column that an attribute makes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    attribute: Attribute,
    part: Part,
}

/// One value of a column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Real(f64),
    Text(Cow<'a, str>),
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Real(value) => ValueRef::Real(*value),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// The columns of `sites` for the attributes that occur, in the order of the schema. An attribute has
/// columns for its two ends only if some site has no exact value of it.
pub(crate) fn columns(inventory: &Inventory) -> Vec<Column> {
    let mut ranges: BTreeMap<Attribute, bool> = BTreeMap::new();
    for (attribute, fact) in inventory.sites().iter().flat_map(|site| &site.facts) {
        let range = matches!(&fact.value, ReportedValue::Number(i) if i.value().is_none());
        *ranges.entry(*attribute).or_default() |= range;
    }
    let mut columns = Vec::new();
    for (attribute, range) in ranges {
        let parts: &[Part] = if range {
            &[Part::Value, Part::Low, Part::High]
        } else {
            &[Part::Value]
        };
        columns.extend(parts.iter().map(|&part| Column { attribute, part }));
    }
    columns
}

impl Column {
    pub(crate) fn attribute(self) -> Attribute {
        self.attribute
    }

    /// The name, from the attribute table and nowhere else.
    pub(crate) fn name(self) -> String {
        let name = self.attribute.name();
        match self.part {
            Part::Value => name.to_owned(),
            Part::Low => format!("{name}_low"),
            Part::High => format!("{name}_high"),
        }
    }

    /// The column in the declaration of the table, after others.
    pub(crate) fn declaration(self) -> String {
        [", \"", &self.name(), "\" ", self.sql_type()].concat()
    }

    /// The type, as GeoPackages name it.
    fn sql_type(self) -> &'static str {
        match self.attribute.value_type() {
            ValueType::Number(_) => "REAL",
            ValueType::Date => "DATE",
            ValueType::Category(_) | ValueType::YesNo | ValueType::Text => "TEXT",
        }
    }

    pub(crate) fn title(self) -> String {
        let label = self.attribute.label(Lang::Zh);
        match self.part {
            Part::Value => label.to_owned(),
            Part::Low => format!("{label}（下限）"),
            Part::High => format!("{label}（上限）"),
        }
    }

    /// What the column means, in both languages.
    pub(crate) fn description(self) -> String {
        let (part_zh, part) = match (self.part, self.attribute.dimension()) {
            (Part::Value, None) => ("", ""),
            (Part::Value, Some(_)) => ("数值确切时填写。", " The value where it is exact."),
            (Part::Low, _) => ("下限；无下限为空。", " The lower end; null where open."),
            (Part::High, _) => ("上限；无上限为空。", " The upper end; null where open."),
        };
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| self.attribute.meaning(lang));
        let meaning = format!("{zh}{part_zh} {en}");
        let unit = match self.attribute.value_type() {
            ValueType::Number(dimension) => Unit::canonical(dimension).symbol(),
            _ => "",
        };
        if unit.is_empty() {
            format!("{meaning}{part}")
        } else {
            format!("{meaning}{part} Unit (单位): {unit}")
        }
    }

    /// The name of the list of values that the column may hold.
    pub(crate) fn constraint(self) -> Option<String> {
        match self.attribute.value_type() {
            ValueType::Category(_) => Some(format!("panhuo_{}", self.attribute)),
            ValueType::YesNo => Some("panhuo_yes_no".to_owned()),
            _ => None,
        }
    }

    /// What the column holds for a fact.
    pub(crate) fn cell(self, fact: &Fact) -> Cell<'_> {
        match &fact.value {
            ReportedValue::Number(interval) => self.end(*interval).map_or(Cell::Null, |value| {
                if self.attribute.dimension() == Some(Dimension::Date) {
                    day(value)
                } else {
                    Cell::Real(value)
                }
            }),
            ReportedValue::Category(choices) => match (choices.position(), self.part) {
                (Some(position), Part::Value) => category(self.attribute, position)
                    .map_or(Cell::Null, |name| Cell::Text(name.into())),
                _ => Cell::Null,
            },
            ReportedValue::Text(text) if self.part == Part::Value => {
                Cell::Text(text.as_str().into())
            }
            ReportedValue::Text(_) | ReportedValue::Unknown(_) | ReportedValue::NotApplicable => {
                Cell::Null
            }
        }
    }

    fn end(self, interval: Interval) -> Option<f64> {
        let end = match self.part {
            Part::Value => interval.value()?,
            Part::Low => interval.low(),
            Part::High => interval.high(),
        };
        end.is_finite().then_some(end)
    }
}

/// The stable name of a category.
pub(crate) fn category(attribute: Attribute, position: usize) -> Option<&'static str> {
    Some(attribute.categories().get(position)?.name)
}

/// A day as GeoPackages write it, or null outside of the years that they can.
pub(crate) fn day(value: f64) -> Cell<'static> {
    let day = Quantity::canonical(value, Dimension::Date).day();
    let written = day.filter(|day| day.year() >= 0);
    written.map_or(Cell::Null, |day| Cell::Text(day.to_string().into()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::schema::TABLES;

    #[test]
    fn no_two_columns_have_one_name() {
        let sites = TABLES.iter().find(|table| table.name == "sites").unwrap();
        let own = sites.columns.split(", ");
        let own = own.map(|column| column.split(' ').next().unwrap().to_owned());
        let mut seen: BTreeSet<String> = own.chain(["fid".to_owned(), "geom".to_owned()]).collect();
        for attribute in Attribute::all() {
            for part in [Part::Value, Part::Low, Part::High] {
                let name = Column { attribute, part }.name();
                assert!(
                    name.bytes()
                        .all(|b| b.is_ascii_lowercase() || b"_0123456789".contains(&b))
                );
                assert!(seen.insert(name), "{attribute}");
            }
        }
    }

    #[test]
    fn a_column_names_its_unit_and_holds_exact_values_only() {
        let column = |part| Column {
            attribute: panhuo::attribute::FLOOR_AREA,
            part,
        };
        assert!(
            column(Part::Value)
                .description()
                .ends_with("Unit (单位): ㎡")
        );
        assert_eq!(column(Part::Low).title(), "建筑面积（下限）");
        let range = Fact::from(ReportedValue::Number(
            Interval::new(5.0, f64::INFINITY).unwrap(),
        ));
        assert_eq!(column(Part::Value).cell(&range), Cell::Null);
        assert_eq!(column(Part::Low).cell(&range), Cell::Real(5.0));
        assert_eq!(column(Part::High).cell(&range), Cell::Null);
    }

    #[test]
    fn days_beyond_the_calendar_are_null() {
        assert_eq!(day(0.0), Cell::Text("1970-01-01".into()));
        assert_eq!(day(-719_528.0), Cell::Text("0000-01-01".into()));
        assert_eq!(day(-719_529.0), Cell::Null);
        assert_eq!(day(1e9), Cell::Null);
    }
}
