//! The values of an Arrow array, whatever its type: numbers, days and texts, null as none.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal128Type, Float16Type, Float32Type,
    Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, BinaryArray, BinaryViewArray, LargeBinaryArray};
use arrow_schema::{DataType, TimeUnit};
use panhuo::Error;
use panhuo::lang::Bilingual;

use crate::codes;

/// Why an array is not what its column holds, or what is wrong in a row of it.
pub(crate) type ReadResult<T> = panhuo::Result<T>;

/// Adds each number, NaN where it is null.
///
/// # Errors
///
/// What the array holds instead.
pub(crate) fn numbers(array: &dyn Array, out: &mut Vec<f64>) -> ReadResult<()> {
    macro_rules! of {
        ($kind:ty, $to:expr) => {
            primitive::<$kind>(array, out, $to)
        };
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "a whole number beyond 2^53 is rounded, as in every frame"
    )]
    match array.data_type() {
        DataType::Float64 => of!(Float64Type, |v| v),
        DataType::Float32 => of!(Float32Type, f64::from),
        DataType::Float16 => of!(Float16Type, f64::from),
        DataType::Int8 => of!(Int8Type, f64::from),
        DataType::Int16 => of!(Int16Type, f64::from),
        DataType::Int32 => of!(Int32Type, f64::from),
        DataType::Int64 => of!(Int64Type, |v| v as f64),
        DataType::UInt8 => of!(UInt8Type, f64::from),
        DataType::UInt16 => of!(UInt16Type, f64::from),
        DataType::UInt32 => of!(UInt32Type, f64::from),
        DataType::UInt64 => of!(UInt64Type, |v| v as f64),
        DataType::Decimal128(_, scale) => {
            let scale = 10_f64.powi(i32::from(*scale));
            of!(Decimal128Type, |v| v as f64 / scale);
        }
        DataType::Dictionary(..) => {
            let mut values = Vec::new();
            numbers(array.as_any_dictionary().values(), &mut values)?;
            return of_codes(array, |_, code| {
                out.push(code.map_or(f64::NAN, |at| values[at]));
                Ok(())
            });
        }
        DataType::Null => out.resize(out.len() + array.len(), f64::NAN),
        other => return Err(not_of(other, Bilingual::new("数", "numbers"))),
    }
    Ok(())
}

/// Adds each day since 1970-01-01, NaN where it is null; a time of day is left out.
///
/// # Errors
///
/// As [`numbers`].
pub(crate) fn days(array: &dyn Array, out: &mut Vec<f64>) -> ReadResult<()> {
    macro_rules! of {
        ($kind:ty, $a_day:expr) => {
            primitive::<$kind>(array, out, |v| days_of(v, $a_day))
        };
    }
    match array.data_type() {
        DataType::Date32 => primitive::<Date32Type>(array, out, f64::from),
        DataType::Date64 => of!(Date64Type, 86_400_000),
        DataType::Timestamp(_, Some(zone)) if !is_utc(zone) => {
            return Err(Error::new(codes::TIMES_WITH_ZONE).with_given(&**zone));
        }
        DataType::Timestamp(TimeUnit::Second, _) => of!(TimestampSecondType, 86_400),
        DataType::Timestamp(TimeUnit::Millisecond, _) => of!(TimestampMillisecondType, 86_400_000),
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            of!(TimestampMicrosecondType, 86_400_000_000);
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            of!(TimestampNanosecondType, 86_400_000_000_000);
        }
        DataType::Null => out.resize(out.len() + array.len(), f64::NAN),
        other => return Err(not_of(other, Bilingual::new("日期", "days"))),
    }
    Ok(())
}

fn is_utc(zone: &str) -> bool {
    ["UTC", "utc", "Z", "+00:00", "Etc/UTC"].contains(&zone)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "days of 64 bits of seconds are far below 2^53"
)]
fn days_of(value: i64, a_day: i64) -> f64 {
    value.div_euclid(a_day) as f64
}

fn primitive<T: ArrowPrimitiveType>(
    array: &dyn Array,
    out: &mut Vec<f64>,
    to: impl Fn(T::Native) -> f64,
) {
    let array = array.as_primitive::<T>();
    let before = out.len();
    out.extend(array.values().iter().map(|value| to(*value)));
    if let Some(nulls) = array.nulls() {
        let valid = nulls.inner().bit_chunks();
        for (values, valid) in out[before..].chunks_mut(64).zip(valid.iter_padded()) {
            for (at, value) in values.iter_mut().enumerate() {
                let is_valid = valid >> at & 1 == 1;
                *value = if is_valid { *value } else { f64::NAN };
            }
        }
    }
}

/// Gives the position among the values of a dictionary to `each`, with its row.
fn of_codes(
    array: &dyn Array,
    mut each: impl FnMut(usize, Option<usize>) -> ReadResult<()>,
) -> ReadResult<()> {
    let coded = array.as_any_dictionary();
    let count = coded.values().len();
    if count == 0 {
        return (0..array.len()).try_for_each(|row| each(row, None));
    }
    let keys = coded.keys();
    coded
        .normalized_keys()
        .into_iter()
        .enumerate()
        .try_for_each(|(row, code)| each(row, (keys.is_valid(row) && code < count).then_some(code)))
}

/// Adds what `of` makes of each text; a text that a dictionary repeats is asked for once.
///
/// # Errors
///
/// What the array holds instead, and what `of` says, with the row.
pub(crate) fn texts<T: Clone>(
    array: &dyn Array,
    first: usize,
    of: &mut dyn FnMut(&str) -> ReadResult<T>,
    out: &mut Vec<Option<T>>,
) -> ReadResult<()> {
    let reported = |row: usize, value: Option<ReadResult<T>>| {
        value
            .transpose()
            .map_err(|error| error.within(codes::row(first + row)))
    };
    if !matches!(array.data_type(), DataType::Dictionary(..)) {
        return each_text(array, &mut |row, text| {
            out.push(reported(row, text.map(&mut *of))?);
            Ok(())
        });
    }
    let mut values = Vec::with_capacity(array.as_any_dictionary().values().len());
    each_text(array.as_any_dictionary().values(), &mut |_, text| {
        values.push(text.map(&mut *of));
        Ok(())
    })?;
    of_codes(array, |row, code| {
        out.push(reported(row, code.and_then(|at| values[at].clone()))?);
        Ok(())
    })
}

/// Gives each text to `each`, with its row. Whole numbers are texts too: codes and identifiers
/// often are.
fn each_text(
    array: &dyn Array,
    each: &mut dyn FnMut(usize, Option<&str>) -> ReadResult<()>,
) -> ReadResult<()> {
    macro_rules! of_texts {
        ($array:expr) => {
            $array
                .iter()
                .enumerate()
                .try_for_each(|(row, text)| each(row, text))
        };
    }
    macro_rules! of_integers {
        ($kind:ty) => {
            array
                .as_primitive::<$kind>()
                .iter()
                .enumerate()
                .try_for_each(|(row, number)| {
                    let text = number.map(|number| number.to_string());
                    each(row, text.as_deref())
                })
        };
    }
    match array.data_type() {
        DataType::Utf8 => of_texts!(array.as_string::<i32>()),
        DataType::LargeUtf8 => of_texts!(array.as_string::<i64>()),
        DataType::Utf8View => of_texts!(array.as_string_view()),
        DataType::Null => (0..array.len()).try_for_each(|row| each(row, None)),
        DataType::Int8 => of_integers!(Int8Type),
        DataType::Int16 => of_integers!(Int16Type),
        DataType::Int32 => of_integers!(Int32Type),
        DataType::Int64 => of_integers!(Int64Type),
        DataType::UInt8 => of_integers!(UInt8Type),
        DataType::UInt16 => of_integers!(UInt16Type),
        DataType::UInt32 => of_integers!(UInt32Type),
        DataType::UInt64 => of_integers!(UInt64Type),
        other => Err(not_of(other, Bilingual::new("文本", "texts"))),
    }
}

/// An array of another type than its column must have.
fn not_of(found: &DataType, expected: Bilingual) -> Error {
    let error = Error::new(codes::COLUMN_HOLDS).with_given(Bilingual::same(found));
    error.with_expected(expected)
}

/// Gives each value of a yes/no column to `each`, if that is what the array is.
pub(crate) fn flags(
    array: &dyn Array,
    each: &mut dyn FnMut(usize, Option<bool>) -> ReadResult<()>,
) -> ReadResult<()> {
    match array.data_type() {
        DataType::Boolean => {
            let values = array.as_boolean().iter().enumerate();
            values
                .into_iter()
                .try_for_each(|(row, value)| each(row, value))
        }
        DataType::Null => (0..array.len()).try_for_each(|row| each(row, None)),
        other => Err(not_of(other, Bilingual::new("是或否", "yes and no"))),
    }
}

/// What is done with the bytes of each row.
type EachBytes<'a> = &'a mut dyn FnMut(usize, Option<&[u8]>) -> ReadResult<()>;

/// Gives the bytes of each row to `each`.
pub(crate) fn bytes(array: &dyn Array, each: EachBytes<'_>) -> ReadResult<()> {
    macro_rules! of_bytes {
        ($kind:ty) => {
            array.as_any().downcast_ref::<$kind>().map(|array| {
                let mut rows = array.iter().enumerate();
                rows.try_for_each(|(row, value)| each(row, value))
            })
        };
    }
    let found = match array.data_type() {
        DataType::Binary => of_bytes!(BinaryArray),
        DataType::LargeBinary => of_bytes!(LargeBinaryArray),
        DataType::BinaryView => of_bytes!(BinaryViewArray),
        _ => None,
    };
    found.unwrap_or_else(|| {
        let expected = Bilingual::new("图形的字节", "the bytes of geometries");
        Err(not_of(array.data_type(), expected))
    })
}
