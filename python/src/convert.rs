//! Rust values as plain Python objects: dictionaries, lists, texts and numbers.

use pyo3::PyClass;
use pyo3::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::BindingResult;

/// A value as plain Python objects, by its serde form.
pub(crate) fn to_python<'py>(
    py: Python<'py>,
    value: &impl Serialize,
) -> BindingResult<Bound<'py, PyAny>> {
    Ok(pythonize::pythonize(py, value).map_err(PyErr::from)?)
}

/// The value whose serde form these objects are.
pub(crate) fn from_python<T: DeserializeOwned>(value: &Bound<'_, PyAny>) -> BindingResult<T> {
    Ok(pythonize::depythonize(value).map_err(PyErr::from)?)
}

/// What `__reduce__` returns: a function and its arguments.
pub(crate) type Reduced<'py> = (Bound<'py, PyAny>, (Bound<'py, PyAny>,));

/// For `__reduce__`: the class's `_restore`, and the plain Python objects that it takes. They keep
/// every bit of a number.
pub(crate) fn reduce<'py, T: PyClass>(
    object: &Bound<'py, T>,
    value: &impl Serialize,
) -> BindingResult<Reduced<'py>> {
    let restore = object.as_any().get_type().getattr("_restore")?;
    Ok((restore, (to_python(object.py(), value)?,)))
}
