//! The parts of a workbook, an OpenDocument or a zipped Shapefile, in a zip that is sound: a change to a
//! byte of a packed file seldom comes past its checksums.

#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Stands between parts.
const MARK: &[u8] = b"\n--8<--\n";
const BOOK: &[u8] = br#"<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/><sheet name="b" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>"#;
const RELATIONS: &[u8] = br#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#;
const ROOT: &[u8] = br#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

fuzz_target!(
    init: panhuo_fuzz::let_readers_panic(),
    |bytes: &[u8]| {
        let Some((kind, rest)) = bytes.split_first() else {
            return;
        };
        let (fixed, names): (&[(&str, &[u8])], &[&str]) = match kind {
            b'o' => (&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")], &["content.xml", "styles.xml"]),
            b's' => (&[], &["a.shp", "a.dbf", "a.cpg", "a.prj"]),
            _ => (
                &[
                    ("[Content_Types].xml", b"<Types/>"),
                    ("_rels/.rels", ROOT),
                    ("xl/workbook.xml", BOOK),
                    ("xl/_rels/workbook.xml.rels", RELATIONS),
                ],
                &["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet2.xml"],
            ),
        };
        let own = names.iter().copied().zip(parts(rest));
        let package = zipped(fixed.iter().copied().chain(own));
        panhuo_fuzz::read("存量土地.zip", &package);
    }
);

fn parts(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    while let Some(at) = bytes.windows(MARK.len()).position(|window| window == MARK) {
        parts.push(&bytes[..at]);
        bytes = &bytes[at + MARK.len()..];
    }
    parts.push(bytes);
    parts
}

fn zipped<'a>(parts: impl Iterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        zip.start_file(name, stored).expect("a new name");
        zip.write_all(bytes).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}
