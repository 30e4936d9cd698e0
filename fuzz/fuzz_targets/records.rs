//! Records of a binary workbook, in a container that is sound.

#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;

/// Records that readers of BIFF8 act upon: BOF, BoundSheet, SST, Continue, Label, LabelSST, Number, RK, MulRk,
/// Formula, String, Dimensions, Row, Blank, MulBlank, Format, XF, Date1904, MergeCells, CodePage, FilePass, EOF.
const KINDS: &[u16] = &[
    0x0809, 0x0085, 0x00fc, 0x003c, 0x0204, 0x00fd, 0x0203, 0x027e, 0x00bd, 0x0006, 0x0207, 0x0200,
    0x0208, 0x0201, 0x00be, 0x041e, 0x00e0, 0x0022, 0x00e5, 0x0042, 0x002f, 0x000a,
];

fuzz_target!(
    init: panhuo_fuzz::let_readers_panic(),
    |bytes: &[u8]| {
        let mut workbook = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let mut rest = bytes;
        while let [kind, length, tail @ ..] = rest {
            let length = usize::from(*length).min(tail.len());
            let (data, after) = tail.split_at(length);
            workbook.extend(record(KINDS[usize::from(*kind) % KINDS.len()], data));
            rest = after;
        }
        workbook.extend(record(0x000a, &[]));
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory");
        file.create_stream("/Workbook").expect("memory").write_all(&workbook).expect("memory");
        file.flush().expect("memory");
        panhuo_fuzz::read("存量土地.xls", &file.into_inner().into_inner());
    }
);

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("a byte");
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}
