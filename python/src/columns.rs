//! Sites as columns, for frames: plain lists, one a column, in the layout of the GeoPackage.

use panhuo::{Attribute, Inventory, Lang, Reading, SITE_AREA, Site, Source, ValueType};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// The values of one column, one a site.
pub(crate) enum Column {
    Text(Vec<Option<String>>),
    Number(Vec<Option<f64>>),
    Count(Vec<Option<u32>>),
}

/// Columns with their names, in order.
pub(crate) type Columns = Vec<(String, Column)>;

/// What every site is and where it was first read, then a column for each attribute that occurs.
///
/// A number is in the canonical unit of its attribute where it is exact; where some site has only
/// an interval, `<name>_low` and `<name>_high` hold the ends of all. Days are ISO dates, a category
/// is its stable name, and several possible ones are separated by `|`.
pub(crate) fn of_sites(inventory: &Inventory) -> Columns {
    let sites = inventory.sites();
    let text = |of: &dyn Fn(&Site) -> String| {
        Column::Text(sites.iter().map(|site| Some(of(site))).collect())
    };
    let tree = inventory.jurisdictions();
    let place = |of: fn(&panhuo::Position) -> f64| {
        Column::Number(
            sites
                .iter()
                .map(|s| s.representative().as_ref().map(of))
                .collect(),
        )
    };
    let first = |of: &dyn Fn(&Source) -> String| {
        text(&|site| site.sources.first().map_or_else(String::new, of))
    };
    let row = |site: &Site| site.sources.first().and_then(Source::row);
    let mut columns = vec![
        ("id".to_owned(), text(&|s| s.id.to_string())),
        ("kind".to_owned(), text(&|s| s.kind.name().to_owned())),
        ("name".to_owned(), text(&|s| s.name.clone())),
        ("reference".to_owned(), text(&|s| s.reference.clone())),
        ("jurisdiction".to_owned(), text(&|s| s.jurisdiction.clone())),
        (
            "jurisdiction_name".to_owned(),
            text(&|s| tree.name(&s.jurisdiction).to_owned()),
        ),
        ("longitude".to_owned(), place(panhuo::Position::longitude)),
        ("latitude".to_owned(), place(panhuo::Position::latitude)),
        (
            "completeness".to_owned(),
            Column::Number(sites.iter().map(|s| Some(s.completeness())).collect()),
        ),
        ("source_file".to_owned(), first(&|s| s.file.clone())),
        ("source_sheet".to_owned(), first(&|s| s.sheet.clone())),
        (
            "source_row".to_owned(),
            Column::Count(sites.iter().map(row).collect()),
        ),
    ];
    for attribute in Attribute::all() {
        columns.extend(of_attribute(sites, attribute));
    }
    columns
}

fn of_attribute(sites: &[Site], attribute: Attribute) -> Columns {
    let readings: Vec<Option<&Reading>> = sites
        .iter()
        .map(|site| site.facts.get(&attribute).map(|fact| &fact.reading))
        .map(|reading| reading.filter(|reading| reading.is_known()))
        .collect();
    // The area of land is asked of every site: the column is there even if nobody tells it.
    if attribute != SITE_AREA && readings.iter().all(Option::is_none) {
        return Columns::new();
    }
    let name = attribute.name();
    if !matches!(attribute.value_type(), ValueType::Number(_)) {
        let each = readings.iter().map(|reading| words(attribute, (*reading)?));
        return vec![(name.to_owned(), Column::Text(each.collect()))];
    }
    let number = |of: &dyn Fn(&panhuo::Interval) -> Option<f64>| {
        let value = |reading: Option<&Reading>| match reading {
            Some(Reading::Number(interval)) => of(interval).filter(|end| end.is_finite()),
            _ => None,
        };
        Column::Number(readings.iter().copied().map(value).collect())
    };
    let mut columns = vec![(name.to_owned(), number(&panhuo::Interval::value))];
    let has_intervals = readings
        .iter()
        .flatten()
        .any(|reading| matches!(reading, Reading::Number(interval) if interval.value().is_none()));
    if has_intervals {
        columns.push((format!("{name}_low"), number(&|i| Some(i.low()))));
        columns.push((format!("{name}_high"), number(&|i| Some(i.high()))));
    }
    columns
}

fn words(attribute: Attribute, reading: &Reading) -> Option<String> {
    match reading {
        Reading::Category(choices) => {
            let categories = attribute.categories();
            let names = choices.positions().filter_map(|at| categories.get(at));
            Some(names.map(|c| c.name).collect::<Vec<_>>().join("|"))
        }
        Reading::NotApplicable | Reading::Unknown(_) => None,
        Reading::Number(_) | Reading::Text(_) => Some(reading.describe(attribute, Lang::En)),
    }
}

/// A dict of lists.
pub(crate) fn to_dict(py: Python<'_>, columns: Columns) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    for (name, column) in columns {
        match column {
            Column::Text(values) => dict.set_item(name, values)?,
            Column::Number(values) => dict.set_item(name, values)?,
            Column::Count(values) => dict.set_item(name, values)?,
        }
    }
    Ok(dict)
}
