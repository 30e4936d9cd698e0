//! Sites as a table: what every site is and where it was first read, a column for each attribute that
//! occurs, encumbrances, geometry.
//!
//! The rule of numbers and days: `<name>` holds the value where it is exact; where some site has only
//! an interval, `<name>_low` and `<name>_high` hold the ends of all, null where open. A category is
//! its stable name, several possible ones are separated by `|`. Null is not known, or does not apply.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, StringBuilder, StringDictionaryBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, Date32Array, DictionaryArray, Float64Array, Int32Array, LargeStringArray,
    RecordBatch, StringArray, UInt32Array,
};
use arrow_buffer::{BooleanBufferBuilder, NullBuffer};
use arrow_schema::{DataType, Field, Schema};
use panhuo::attribute::SITE_AREA;
use panhuo::encumbrance::EncumbranceKind;
use panhuo::interval::Choices;
use panhuo::schema::{Audience, ValueType};
use panhuo::source::Source;
use panhuo::units::{Dimension, Unit};
use panhuo::{Attribute, Catalog, Interval, Position, SiteKind};

use super::geometry::{self, GeometryEncoding};
use crate::codes::TABLE_NOT_MADE;
use crate::error::BindingResult;

/// Columns in order.
#[derive(Default)]
pub(crate) struct Columns {
    fields: Vec<Field>,
    arrays: Vec<ArrayRef>,
}

impl Columns {
    pub(crate) fn add(&mut self, name: &str, array: ArrayRef) {
        let field = Field::new(name, array.data_type().clone(), true);
        self.add_field(field, array);
    }

    pub(crate) fn add_field(&mut self, field: Field, array: ArrayRef) {
        self.fields.push(field);
        self.arrays.push(array);
    }

    pub(crate) fn batch(self) -> BindingResult<RecordBatch> {
        let schema = Arc::new(Schema::new(self.fields));
        Ok(RecordBatch::try_new(schema, self.arrays)
            .map_err(|cause| panhuo::Error::new(TABLE_NOT_MADE).with_cause(cause))?)
    }
}

/// Texts, with offsets that suffice.
pub(crate) fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    let values: Vec<_> = values.collect();
    let length: usize = values.iter().flatten().map(|text| text.len()).sum();
    if i32::try_from(length).is_ok() {
        Arc::new(StringArray::from(values))
    } else {
        Arc::new(LargeStringArray::from(values))
    }
}

/// Texts of which each is stored once.
fn coded<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    // Columns repeat a text at one address: it is known there without being read.
    let mut seen: [Option<(&str, i32)>; 256] = [None; 256];
    let mut words = StringBuilder::new();
    let mut keys: HashMap<&str, i32> = HashMap::new();
    let mut key = |text: &'a str| {
        let seen = &mut seen[text.as_ptr().addr() / 8 % 256];
        if let Some((_, key)) = seen.filter(|(same, _)| std::ptr::eq(*same, text)) {
            return key;
        }
        let next = i32::try_from(keys.len()).unwrap_or(i32::MAX);
        let key = *keys.entry(text).or_insert_with(|| {
            words.append_value(text);
            next
        });
        *seen = Some((text, key));
        key
    };
    let keys: Int32Array = values.map(|text| text.map(&mut key)).collect();
    Arc::new(DictionaryArray::new(keys, Arc::new(words.finish())))
}

fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// The sites of a catalog, by id. Investors see no attribute that is the bureau's own, no encumbrances, no
/// cells, and no person in names and addresses.
///
/// # Errors
///
/// If a column cannot be held.
pub(crate) fn sites(
    catalog: &Catalog,
    form: GeometryEncoding,
    audience: Audience,
) -> BindingResult<RecordBatch> {
    let (sites, tree) = (catalog.by_column(), catalog.jurisdictions());
    let mut columns = Columns::default();
    columns.add("id", texts(sites.ids().map(|id| Some(id.as_str()))));
    columns.add("kind", coded(sites.kinds().map(|kind| Some(kind.name()))));
    columns.add("name", names(catalog, audience));
    columns.add("reference", texts(sites.references().map(given)));
    columns.add("jurisdiction", coded(sites.jurisdictions().map(given)));
    if !tree.is_empty() {
        let names = sites.jurisdictions().map(|code| given(tree.name(code)));
        columns.add("jurisdiction_name", coded(names));
    }
    let axis = |of: fn(&Position) -> f64| -> ArrayRef {
        let values = sites.positions().map(|position| position.as_ref().map(of));
        Arc::new(values.collect::<Float64Array>())
    };
    columns.add("longitude", axis(Position::longitude));
    columns.add("latitude", axis(Position::latitude));
    let mut known = ReportedCounts::new(catalog);
    let mut readings = Columns::default();
    let is_open =
        |audience_of: Audience| audience == Audience::Bureau || audience_of == Audience::Investor;
    // The area of land is asked of every site: the column is there even if nobody tells it.
    let reported: BTreeSet<_> = sites.reported().into_iter().chain([SITE_AREA]).collect();
    for attribute in reported {
        // What is not shown is known all the same.
        let mut aside = Columns::default();
        let is_shown = is_open(attribute.audience());
        let columns = if is_shown { &mut readings } else { &mut aside };
        readings_of(catalog, attribute, audience, &mut known, columns);
    }
    columns.add("completeness", known.shares());
    if is_open(Audience::Bureau) && sites.sources().any(|source| source.is_some()) {
        let part = |of: fn(&Source) -> &str| coded(sites.sources().map(|source| source.map(of)));
        columns.add("source_file", part(Source::file));
        columns.add("source_sheet", part(Source::sheet));
        let rows = sites.sources().map(|source| source?.row());
        columns.add("source_row", Arc::new(rows.collect::<UInt32Array>()));
    }
    columns.fields.append(&mut readings.fields);
    columns.arrays.append(&mut readings.arrays);
    for &kind in EncumbranceKind::VALUES {
        if is_open(Audience::Bureau) && sites.encumbrances(kind).any(|stated| stated.is_some()) {
            let mut flags = BooleanBuilder::with_capacity(catalog.len());
            sites
                .encumbrances(kind)
                .for_each(|stated| flags.append_option(stated));
            columns.add(kind.name(), Arc::new(flags.finish()));
        }
    }
    if let Some((field, array)) = geometry::column(form, sites.positions().zip(sites.footprints()))
    {
        columns.add_field(field, array);
    }
    columns.batch()
}

/// The names, as the audience reads them.
fn names(catalog: &Catalog, audience: Audience) -> ArrayRef {
    if audience == Audience::Bureau {
        return texts(catalog.by_column().names().map(given));
    }
    let names: Vec<_> = (catalog.sites().map(|site| site.redacted_name())).collect();
    texts(names.iter().map(|name| given(name)))
}

/// The readings of a text, as the audience reads them.
fn words(catalog: &Catalog, attribute: Attribute, audience: Audience) -> ArrayRef {
    if audience == Audience::Bureau {
        return texts(catalog.by_column().texts(attribute).map(given));
    }
    let redacted = catalog.sites().map(|site| site.redacted_text(attribute));
    let redacted: Vec<_> = redacted.collect();
    texts(redacted.iter().map(|text| text.as_deref().and_then(given)))
}

/// How many attributes of its kind each site has a reading of.
struct ReportedCounts {
    kinds: Vec<SiteKind>,
    counts: Vec<u16>,
}

impl ReportedCounts {
    fn new(catalog: &Catalog) -> Self {
        let kinds: Vec<_> = catalog.by_column().kinds().collect();
        Self {
            counts: vec![0; kinds.len()],
            kinds,
        }
    }

    fn add(&mut self, attribute: Attribute, known: impl Iterator<Item = bool>) {
        let kinds = SiteKind::VALUES.iter();
        let applies: Vec<bool> = kinds.map(|kind| attribute.applies_to(*kind)).collect();
        let sites = self.counts.iter_mut().zip(&self.kinds).zip(known);
        for ((count, kind), is_known) in sites {
            *count += u16::from(is_known && applies[*kind as usize]);
        }
    }

    fn shares(&self) -> ArrayRef {
        let applicable = SiteKind::VALUES.iter().map(|kind| {
            let count = Attribute::all()
                .filter(|attribute| attribute.applies_to(*kind))
                .count();
            u16::try_from(count).unwrap_or(u16::MAX).max(1)
        });
        let applicable: Vec<u16> = applicable.collect();
        let shares = self.counts.iter().zip(&self.kinds);
        let share = |(known, kind): (&u16, &SiteKind)| {
            f64::from(*known) / f64::from(applicable[*kind as usize])
        };
        Arc::new(Float64Array::from_iter_values(shares.map(share)))
    }
}

fn readings_of(
    catalog: &Catalog,
    attribute: Attribute,
    audience: Audience,
    known: &mut ReportedCounts,
    columns: &mut Columns,
) {
    let (sites, name) = (catalog.by_column(), attribute.name());
    match attribute.value_type() {
        ValueType::Text => {
            known.add(
                attribute,
                sites.texts(attribute).map(|text| !text.is_empty()),
            );
            columns.add(name, words(catalog, attribute, audience));
        }
        ValueType::YesNo => {
            known.add(
                attribute,
                sites.choices(attribute).map(|c| c != Choices::ANYTHING),
            );
            let flags = sites
                .choices(attribute)
                .map(|choices| choices.position().map(|at| at == 1));
            let mut builder = BooleanBuilder::with_capacity(catalog.len());
            flags.for_each(|flag| builder.append_option(flag));
            columns.add(name, Arc::new(builder.finish()));
        }
        ValueType::Category(categories) => {
            known.add(
                attribute,
                sites.choices(attribute).map(|c| c != Choices::ANYTHING),
            );
            let word = |choices: Choices| -> Option<std::borrow::Cow<'static, str>> {
                if choices == Choices::EMPTY || choices == Choices::ANYTHING {
                    return None;
                }
                if let Some(at) = choices.position() {
                    return Some(categories.get(at)?.name.into());
                }
                let names = choices.positions().filter_map(|at| categories.get(at));
                Some(names.map(|c| c.name).collect::<Vec<_>>().join("|").into())
            };
            let mut builder = StringDictionaryBuilder::<Int32Type>::new();
            sites
                .choices(attribute)
                .for_each(|choices| builder.append_option(word(choices)));
            columns.add(name, Arc::new(builder.finish()));
        }
        ValueType::Number(dimension) => numbers(catalog, attribute, dimension, known, columns),
        ValueType::Date => numbers(catalog, attribute, Dimension::Date, known, columns),
    }
}

fn numbers(
    catalog: &Catalog,
    attribute: Attribute,
    dimension: Dimension,
    known: &mut ReportedCounts,
    columns: &mut Columns,
) {
    // Collected first: a branch that waits for memory would hold up the rows behind it.
    let readings: Vec<Interval> = catalog.by_column().intervals(attribute).collect();
    let finite = |end: Option<f64>| end.filter(|end| end.is_finite());
    let mut exact = Values::with_capacity(catalog.len());
    let mut has_intervals = false;
    let is_known = readings.iter().map(|reading| {
        let value = reading.value();
        has_intervals |= value.is_none() && !reading.is_anything() && !reading.is_empty();
        exact.push(finite(value));
        !reading.is_anything()
    });
    known.add(attribute, is_known);
    let name = attribute.name();
    columns.add_field(field(name, dimension), exact.array(dimension));
    if has_intervals {
        for end in ["low", "high"] {
            let mut values = Values::with_capacity(catalog.len());
            for reading in &readings {
                let is_low = end == "low";
                let value = if is_low {
                    reading.low()
                } else {
                    reading.high()
                };
                values.push(finite(Some(value)));
            }
            let name = format!("{name}_{end}");
            columns.add_field(field(&name, dimension), values.array(dimension));
        }
    }
}

/// Numbers or days, some of them null.
struct Values {
    values: Vec<f64>,
    valid: BooleanBufferBuilder,
}

impl Values {
    fn with_capacity(count: usize) -> Self {
        Self {
            values: Vec::with_capacity(count),
            valid: BooleanBufferBuilder::new(count),
        }
    }

    fn push(&mut self, value: Option<f64>) {
        self.values.push(value.unwrap_or_default());
        self.valid.append(value.is_some());
    }

    fn array(mut self, dimension: Dimension) -> ArrayRef {
        let nulls = Some(NullBuffer::new(self.valid.finish()));
        if dimension == Dimension::Date {
            let days: Vec<i32> = self.values.into_iter().map(whole).collect();
            Arc::new(Date32Array::new(days.into(), nulls))
        } else {
            Arc::new(Float64Array::new(self.values.into(), nulls))
        }
    }
}

/// The field of such a column, with its unit.
fn field(name: &str, dimension: Dimension) -> Field {
    if dimension == Dimension::Date {
        return Field::new(name, DataType::Date32, true);
    }
    let field = Field::new(name, DataType::Float64, true);
    match Unit::canonical(dimension).symbol() {
        "" => field,
        unit => field.with_metadata(HashMap::from([("unit".to_owned(), unit.to_owned())])),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "days are whole and of this age"
)]
fn whole(day: f64) -> i32 {
    day.round() as i32
}
