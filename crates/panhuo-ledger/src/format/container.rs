//! The container of the old binary formats (MS-CFB), a small file system in a file: takes a workbook
//! out of one, and puts it into one of its own.

use std::io::{self, Cursor, Read, Write};

use cfb::CompoundFile;

/// The stream that an Excel 97 workbook is in, that of Excel 95, and that of an encrypted package.
const WORKBOOK: &str = "Workbook";
const OLD_BOOK: &str = "Book";
const ENCRYPTED: &str = "EncryptedPackage";

/// What a container holds.
#[derive(Debug, PartialEq)]
pub(super) enum CfbContent {
    /// The bytes of an Excel 97 workbook.
    Workbook(Vec<u8>),
    /// A workbook of Excel 95 or before.
    OldBook,
    /// A workbook with a password.
    Encrypted,
    /// Something else, such as a document.
    Other,
}

/// Opens a container.
///
/// # Errors
///
/// If it is damaged.
pub(super) fn open(bytes: &[u8]) -> io::Result<CfbContent> {
    let mut file = CompoundFile::open(Cursor::new(bytes))?;
    if file.exists(ENCRYPTED) {
        return Ok(CfbContent::Encrypted);
    }
    if !file.is_stream(WORKBOOK) {
        let old = file.is_stream(OLD_BOOK);
        return Ok(if old {
            CfbContent::OldBook
        } else {
            CfbContent::Other
        });
    }
    let mut workbook = Vec::new();
    let most = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    file.open_stream(WORKBOOK)?
        .take(most)
        .read_to_end(&mut workbook)?;
    Ok(CfbContent::Workbook(workbook))
}

/// Puts the bytes of a workbook into a container.
pub(super) fn wrap(workbook: &[u8]) -> io::Result<Vec<u8>> {
    let mut file = CompoundFile::create(Cursor::new(Vec::with_capacity(workbook.len())))?;
    file.create_stream(WORKBOOK)?.write_all(workbook)?;
    // calamine takes a container without short streams for one without a root.
    file.create_stream("short")?.write_all(&[0])?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..)?.first_chunk()?;
    Some(u16::from_le_bytes(*two))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*four))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrapped_comes_out_again() {
        for size in [
            0,
            1,
            4095,
            4096,
            4097,
            1023 * 4096,
            1023 * 4096 + 1,
            9_000_000,
        ] {
            let stream: Vec<u8> = (0..size)
                .map(|at| u8::try_from(at % 251).unwrap())
                .collect();
            let read = open(&wrap(&stream).unwrap()).unwrap();
            assert_eq!(read, CfbContent::Workbook(stream), "{size} bytes");
        }
    }

    /// The header, the chains and the directory of a small container, byte by byte set to extremes and
    /// to the numbers of its sectors: an error, or a workbook that is no larger than the container.
    #[test]
    fn damaged_containers_are_refused_or_read_in_bounds() {
        let sound = wrap(&[7; 5000]).unwrap();
        let sectors = (0..sound.len()).step_by(4096);
        for at in sectors.flat_map(|from| from..from + 160) {
            for value in [0, 1, 2, 0x7f, 0xff] {
                let mut damaged = sound.clone();
                damaged[at] = value;
                if let Ok(CfbContent::Workbook(read)) = open(&damaged) {
                    assert!(read.len() <= damaged.len(), "byte {at} = {value}");
                }
            }
        }
    }
}
