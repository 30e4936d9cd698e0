//! A dict of lists as a table: what the package assembled of plain values.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, NullArray, RecordBatch};
use arrow_schema::Field;
use panhuo::{Error, Position};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList};

use super::geometry::{self, GeometryEncoding};
use super::write::{Columns, texts};
use crate::codes::LIST_AS_COLUMN;
use crate::error::BindingResult;

/// Makes a table of columns of text, numbers, or yes and no, with `None` for null; the units of some
/// of them; and geometry of the columns `longitude` and `latitude`, if there are such.
pub(crate) fn batch(
    lists: &Bound<'_, PyDict>,
    units: &HashMap<String, String>,
    form: GeometryEncoding,
) -> BindingResult<RecordBatch> {
    let mut columns = Columns::default();
    for (name, list) in lists {
        let name: String = name.extract()?;
        let list = list.cast::<PyList>().map_err(PyErr::from)?;
        let array = column(list)?;
        let mut field = Field::new(&name, array.data_type().clone(), true);
        if let Some(unit) = units.get(&name) {
            field = field.with_metadata(HashMap::from([("unit".to_owned(), unit.clone())]));
        }
        columns.add_field(field, array);
    }
    let axis = |name: &str| -> PyResult<Option<Vec<Option<f64>>>> {
        let list = lists.get_item(name)?;
        list.map(|list| list.extract()).transpose()
    };
    if let (Some(xs), Some(ys)) = (axis("longitude")?, axis("latitude")?) {
        let place = |(x, y): (&Option<f64>, &Option<f64>)| Position::new((*x)?, (*y)?).ok();
        let places: Vec<_> = xs.iter().zip(&ys).map(place).collect();
        let places = places.into_iter().map(|place| (place, None));
        if let Some((field, array)) = geometry::column(form, places) {
            columns.add_field(field, array);
        }
    }
    columns.batch()
}

fn column(list: &Bound<'_, PyList>) -> BindingResult<ArrayRef> {
    let Some(some) = list.iter().find(|value| !value.is_none()) else {
        return Ok(Arc::new(NullArray::new(list.len())));
    };
    if some.is_instance_of::<PyBool>() {
        let flags: Vec<Option<bool>> = list.extract()?;
        return Ok(Arc::new(BooleanArray::from(flags)));
    }
    let is_whole = |value: Bound<'_, PyAny>| value.is_none() || value.is_instance_of::<PyInt>();
    if list.iter().all(is_whole) {
        let numbers: Vec<Option<i64>> = list.extract()?;
        return Ok(Arc::new(Int64Array::from(numbers)));
    }
    if some.is_instance_of::<PyFloat>() || some.is_instance_of::<PyInt>() {
        let numbers: Vec<Option<f64>> = list.extract()?;
        return Ok(Arc::new(Float64Array::from(numbers)));
    }
    let words: Vec<Option<String>> = list
        .extract()
        .map_err(|_| Error::new(LIST_AS_COLUMN).with_given(some.to_string()))?;
    Ok(texts(words.iter().map(Option::as_deref)))
}
