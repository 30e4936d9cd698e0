//! The door for frames: tables come in and go out as streams of Arrow's C interface in capsules,
//! so that pandas, Polars, `DuckDB` and GeoPandas hand over their buffers without a copy.
//!
//! The only file with `unsafe`: a capsule holds a raw pointer, and there is no other way
//! to read one. What is read is an ordinary record batch from here on.
#![allow(
    unsafe_code,
    reason = "a capsule of Arrow's C interface holds a raw pointer; each use says why it is sound"
)]

use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{Array, RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::codes::TABLE_UNREADABLE;
use crate::error::BindingResult;
use crate::language::current;

/// The name that the interface gives to capsules with a stream.
const STREAM: &std::ffi::CStr = c"arrow_array_stream";

/// A table in chunks, as its producer made them.
pub(crate) struct Chunks {
    pub(crate) schema: SchemaRef,
    pub(crate) batches: Vec<RecordBatch>,
}

/// Reads whatever has `__arrow_c_stream__`: a table of Arrow, a frame of pandas or Polars, a query.
pub(crate) fn take(table: &Bound<'_, PyAny>) -> BindingResult<Chunks> {
    let py = table.py();
    let stream = "__arrow_c_stream__";
    if !table.hasattr(stream)? {
        let kind = table.get_type();
        let what = current().pick(
            format!("{kind} 不是表格：它没有方法 `{stream}`"),
            format!("{kind} is not a table: it has no method `{stream}`"),
        );
        return Err(PyTypeError::new_err(what).into());
    }
    let capsule = table.call_method0(stream)?;
    let capsule = capsule.cast::<PyCapsule>().map_err(PyErr::from)?;
    let pointer = capsule.pointer_checked(Some(STREAM))?;
    let pointer = pointer.as_ptr().cast::<FFI_ArrowArrayStream>();
    // SAFETY: a capsule of this name holds a pointer to an `ArrowArrayStream` that is initialised,
    // aligned and alive as long as the capsule (the Arrow PyCapsule interface); the capsule is held
    // until after this call, which moves the stream out and leaves it marked as released, so that
    // the capsule's destructor does not release it again. A stream that was consumed before is
    // marked so too, and is an error.
    let reader = unsafe { RecordBatchStreamReader::from_raw(pointer) }.map_err(refused)?;
    py.detach(|| {
        let schema = reader.schema();
        let batches = reader.map(|batch| batch.and_then(validated));
        let batches = batches.collect::<Result<Vec<_>, _>>().map_err(refused)?;
        Ok(Chunks { schema, batches })
    })
}

/// The batch, if its buffers hold what its types promise: offsets that rise, UTF-8, keys of the dictionary.
/// The import trusts its producer, and a text that is no UTF-8 would be undefined behaviour in Rust.
fn validated(batch: RecordBatch) -> Result<RecordBatch, ArrowError> {
    for column in batch.columns() {
        column.to_data().validate_full()?;
    }
    Ok(batch)
}

fn refused(error: ArrowError) -> crate::error::Raised {
    panhuo::Error::new(TABLE_UNREADABLE)
        .with_cause(error)
        .into()
}

/// A batch as a capsule that any reader of Arrow takes; its buffers are shared, not copied.
pub(crate) fn give<'py>(py: Python<'py>, batch: &RecordBatch) -> PyResult<Bound<'py, PyCapsule>> {
    let rows = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
    let stream = FFI_ArrowArrayStream::new(Box::new(rows));
    // The capsule drops a stream that nobody took, which releases it.
    PyCapsule::new_with_value(py, stream, STREAM)
}
