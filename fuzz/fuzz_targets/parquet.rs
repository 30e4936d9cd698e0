//! Parquet that a writer made, with bytes changed afterwards: its footer, its pages, its sizes.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

const SCHEMA: &str = "message lots {
    required binary name (UTF8);
    optional double area;
    optional int64 year;
    repeated binary tags;
    optional binary geometry;
}";

fuzz_target!(
    init: panhuo_fuzz::let_readers_panic(),
    |bytes: &[u8]| {
        let Some((options, rest)) = bytes.split_first() else {
            return;
        };
        let (patch, values) = rest.split_at(rest.len() / 2);
        panhuo_fuzz::read("存量土地.parquet", &panhuo_fuzz::patched(written(*options, values), patch));
    }
);

fn written(options: u8, values: &[u8]) -> Vec<u8> {
    let compression = [Compression::UNCOMPRESSED, Compression::SNAPPY][usize::from(options & 1)];
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_dictionary_enabled(options & 2 == 0)
        .build();
    let schema = Arc::new(parse_message_type(SCHEMA).expect("a schema"));
    let mut writer =
        SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).expect("memory");
    let rows = values.len() / 4;
    let texts: Vec<ByteArray> = values
        .chunks_exact(4)
        .map(|four| ByteArray::from(four.to_vec()))
        .collect();
    let numbers: Vec<f64> = values
        .chunks_exact(4)
        .map(|four| f64::from(four[0]) * 1e3)
        .collect();
    let years: Vec<i64> = values
        .chunks_exact(4)
        .map(|four| i64::from(four[1]) << (four[2] % 56))
        .collect();
    let (defined, repeated) = (vec![1; rows], vec![0; rows]);
    let mut group = writer.next_row_group().expect("memory");
    let mut at = 0;
    while let Some(mut column) = group.next_column().expect("memory") {
        match at {
            0 => column
                .typed::<ByteArrayType>()
                .write_batch(&texts, None, None),
            1 => column
                .typed::<DoubleType>()
                .write_batch(&numbers, Some(&defined), None),
            2 => column
                .typed::<Int64Type>()
                .write_batch(&years, Some(&defined), None),
            3 => {
                column
                    .typed::<ByteArrayType>()
                    .write_batch(&texts, Some(&defined), Some(&repeated))
            }
            _ => column
                .typed::<ByteArrayType>()
                .write_batch(&texts, Some(&defined), None),
        }
        .expect("memory");
        column.close().expect("memory");
        at += 1;
    }
    group.close().expect("memory");
    writer.into_inner().expect("memory")
}
