//! The container of the old binary formats (MS-CFB): a small file system in a file. Only what is
//! needed to take a workbook out, and to put it into a container of its own.

/// The stream that an Excel 97 workbook is in, that of Excel 95, and that of an encrypted package.
const WORKBOOK: &str = "Workbook";
const OLD_BOOK: &str = "Book";
const ENCRYPTED: &str = "EncryptedPackage";

/// From this sector number on the numbers are marks, such as the end of a chain.
const MARKS: u32 = 0xffff_fffa;
/// A directory entry.
const ENTRY: usize = 128;

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

/// Opens a container; `None` if it is broken.
pub(super) fn open(bytes: &[u8]) -> Option<CfbContent> {
    let file = File::open(bytes)?;
    let entries = file.entries();
    let find = |name: &str| entries.iter().find(|entry| entry.name == name);
    if find(ENCRYPTED).is_some() {
        return Some(CfbContent::Encrypted);
    }
    let Some(book) = find(WORKBOOK) else {
        let old = find(OLD_BOOK).is_some();
        return Some(if old {
            CfbContent::OldBook
        } else {
            CfbContent::Other
        });
    };
    file.stream(book, entries.first()?)
        .map(CfbContent::Workbook)
}

/// Sectors of a container that we write: so large that the header lists all of its tables.
const SECTOR: usize = 4096;
const END: u32 = 0xffff_fffe;
const TABLE: u32 = 0xffff_fffd;
const FREE: u32 = 0xffff_ffff;
/// How many tables the header lists.
const TABLES: usize = 109;
/// A stream shorter than this would be kept in short sectors.
const CUTOFF: usize = 4096;

/// Puts the bytes of a workbook into a container that holds nothing else; `None` if there are too
/// many, some 450 million.
pub(super) fn wrap(workbook: &[u8]) -> Option<Vec<u8>> {
    let stream = workbook.len().max(CUTOFF);
    let sectors = stream.div_ceil(SECTOR);
    let per_table = SECTOR / 4;
    // Tables list themselves, the one sector of the directory, and the stream.
    let tables = (sectors + 1).div_ceil(per_table - 1);
    if tables > TABLES {
        return None;
    }
    let first = u32::try_from(tables + 1).ok()?;
    let last = u32::try_from(tables + sectors).ok()?;

    let mut bytes = Vec::with_capacity(SECTOR * (1 + tables + 1 + sectors));
    bytes.extend(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    bytes.resize(24, 0);
    // Version, byte order, sizes of sectors as powers of two.
    for word in [0x3e_u16, 4, 0xfffe, 12, 6, 0, 0, 0] {
        bytes.extend(word.to_le_bytes());
    }
    let cutoff = u32::try_from(CUTOFF).ok()?;
    let numbers = [
        1,
        u32::try_from(tables).ok()?,
        first - 1,
        0,
        cutoff,
        END,
        0,
        END,
        0,
    ];
    for number in numbers {
        bytes.extend(number.to_le_bytes());
    }
    for table in 0..TABLES {
        let listed = if table < tables {
            u32::try_from(table).ok()?
        } else {
            FREE
        };
        bytes.extend(listed.to_le_bytes());
    }
    bytes.resize(SECTOR, 0);
    bytes.extend((0..tables).flat_map(|_| TABLE.to_le_bytes()));
    bytes.extend(END.to_le_bytes());
    bytes.extend((first..last).flat_map(|at| (at + 1).to_le_bytes()));
    bytes.extend(END.to_le_bytes());
    bytes.resize(SECTOR * (1 + tables), 0xff);
    // calamine takes a root that starts nowhere for none.
    bytes.extend(entry("Root Entry", 5, 0, 0));
    bytes.extend(entry(WORKBOOK, 2, first, u64::try_from(stream).ok()?));
    bytes.resize(SECTOR * (2 + tables), 0);
    bytes.extend(workbook);
    bytes.resize(SECTOR * (2 + tables + sectors), 0);
    Some(bytes)
}

/// A directory entry that knows no others: of a storage or a stream.
fn entry(name: &str, kind: u8, start: u32, size: u64) -> [u8; ENTRY] {
    let mut entry = [0; ENTRY];
    let units = name.encode_utf16().chain([0]);
    let mut length = 0_u16;
    for (place, unit) in entry.chunks_exact_mut(2).zip(units) {
        place.copy_from_slice(&unit.to_le_bytes());
        length += 2;
    }
    entry[64..66].copy_from_slice(&length.to_le_bytes());
    entry[66] = kind;
    // Its siblings and what it contains: the root has one, the first.
    entry[68..80].fill(0xff);
    if kind == 5 {
        entry[76..80].copy_from_slice(&1_u32.to_le_bytes());
    }
    entry[116..120].copy_from_slice(&start.to_le_bytes());
    entry[120..128].copy_from_slice(&size.to_le_bytes());
    entry
}

struct File<'a> {
    bytes: &'a [u8],
    sector: usize,
    /// The next sector of each.
    next: Vec<u32>,
    /// The next short sector of each.
    next_short: Vec<u32>,
    short: usize,
    /// A stream of fewer bytes is kept in short sectors.
    cutoff: usize,
    directory: u32,
}

struct Entry {
    name: String,
    start: u32,
    size: usize,
}

impl<'a> File<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = |at: usize| Some(usize::from(u16_at(bytes, at)?)).filter(|s| *s <= 16);
        let sector = 1_usize << shift(30)?;
        let short = 1_usize << shift(32)?;
        if sector < ENTRY {
            return None;
        }
        let mut file = Self {
            bytes,
            sector,
            next: Vec::new(),
            next_short: Vec::new(),
            short,
            cutoff: usize::try_from(u32_at(bytes, 56)?).ok()?,
            directory: u32_at(bytes, 48)?,
        };
        // Where the table of chains lies: the first sectors in the header, more in a chain of their own.
        let mut tables: Vec<u32> = (0..TABLES)
            .filter_map(|at| u32_at(bytes, 76 + 4 * at))
            .collect();
        let mut more = u32_at(bytes, 68)?;
        let most = bytes.len() / sector + 1;
        while more < MARKS && tables.len() <= most {
            let words = words(file.at(more)?);
            let (last, listed) = words.split_last()?;
            if listed.is_empty() {
                // A sector that is cut short may name itself, and lists nothing that would end this.
                return None;
            }
            tables.extend(listed);
            more = *last;
        }
        for table in tables.into_iter().filter(|table| *table < MARKS) {
            file.next.extend(words(file.at(table)?));
            if file.next.len() > most + sector {
                break;
            }
        }
        let short_table = file.chain(u32_at(bytes, 60)?, most * sector)?;
        file.next_short = words(&short_table);
        Some(file)
    }

    fn at(&self, sector: u32) -> Option<&'a [u8]> {
        let start = (usize::try_from(sector).ok()? + 1).checked_mul(self.sector)?;
        let rest = self.bytes.get(start..)?;
        // The last sector may be cut short.
        Some(&rest[..rest.len().min(self.sector)])
    }

    /// The bytes of a chain of sectors, at most `size`; `None` if it has no end.
    fn chain(&self, start: u32, size: usize) -> Option<Vec<u8>> {
        let (mut bytes, mut at) = (Vec::new(), start);
        for _ in 0..=self.next.len() {
            if at >= MARKS || bytes.len() >= size {
                bytes.truncate(size);
                return Some(bytes);
            }
            bytes.extend_from_slice(self.at(at)?);
            if bytes.len() > self.bytes.len() {
                // It goes round.
                return None;
            }
            at = *self.next.get(usize::try_from(at).ok()?)?;
        }
        None
    }

    fn entries(&self) -> Vec<Entry> {
        let directory = self.chain(self.directory, self.bytes.len());
        let directory = directory.unwrap_or_default();
        let entry = |bytes: &[u8]| {
            let length = usize::from(u16_at(bytes, 64)?).checked_sub(2)?;
            let name = bytes.get(..length.min(64))?.chunks_exact(2);
            let name: Vec<u16> = name.map(|c| u16::from_le_bytes([c[0], c[1]])).collect();
            Some(Entry {
                name: String::from_utf16_lossy(&name),
                start: u32_at(bytes, 116)?,
                size: usize::try_from(u32_at(bytes, 120)?).ok()?,
            })
        };
        directory.chunks_exact(ENTRY).filter_map(entry).collect()
    }

    fn stream(&self, entry: &Entry, root: &Entry) -> Option<Vec<u8>> {
        if entry.size >= self.cutoff {
            return self.chain(entry.start, entry.size);
        }
        let all = self.chain(root.start, root.size)?;
        let (mut bytes, mut at) = (Vec::new(), entry.start);
        for _ in 0..=self.next_short.len() {
            if at >= MARKS || bytes.len() >= entry.size {
                bytes.truncate(entry.size);
                return Some(bytes);
            }
            let index = usize::try_from(at).ok()?;
            let from = index.checked_mul(self.short)?;
            let rest = all.get(from..)?;
            bytes.extend_from_slice(&rest[..rest.len().min(self.short)]);
            if bytes.len() > all.len() {
                return None;
            }
            at = *self.next_short.get(index)?;
        }
        None
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..)?.first_chunk()?;
    Some(u16::from_le_bytes(*two))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*four))
}

fn words(bytes: &[u8]) -> Vec<u32> {
    let words = bytes.chunks_exact(4);
    words.filter_map(|word| u32_at(word, 0)).collect()
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
            let Some(CfbContent::Workbook(read)) = open(&wrap(&stream).unwrap()) else {
                panic!("{size} bytes");
            };
            assert!(read.starts_with(&stream) && read[size..].iter().all(|byte| *byte == 0));
        }
    }

    /// A container with three sectors of 64 KiB: a table of chains, of which the first sector follows
    /// itself, a directory, and another such table of short sectors. It holds a workbook of four
    /// gigabytes that starts in the first sector; streams below `cutoff` are in short ones.
    fn going_round(cutoff: u32) -> Vec<u8> {
        const LARGE: usize = 1 << 16;
        let mut bytes = vec![0; LARGE];
        let mut put = |at: usize, value: u32| {
            bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        };
        // Both kinds of sectors are as large as they can be.
        put(30, 16 | (16 << 16));
        put(48, 1);
        put(56, cutoff);
        put(60, 2);
        put(68, END);
        bytes.extend([0, END, END].iter().flat_map(|next| next.to_le_bytes()));
        bytes.resize(2 * LARGE, 0);
        bytes.extend(entry("Root Entry", 5, 1, 1 << 16));
        bytes.extend(entry(WORKBOOK, 2, 0, u64::from(u32::MAX - 1)));
        bytes.resize(4 * LARGE, 0);
        bytes
    }

    #[test]
    fn a_chain_that_goes_round_is_no_stream() {
        for cutoff in [4096, u32::MAX] {
            let bytes = going_round(cutoff);
            let entries = File::open(&bytes).unwrap().entries();
            assert_eq!(entries[1].name, WORKBOOK);
            assert!(open(&bytes).is_none(), "{cutoff}");
        }
    }

    #[test]
    fn a_list_of_tables_that_is_cut_short_ends() {
        let mut bytes = wrap(&vec![7; 500_000]).unwrap();
        // The list goes on in a last sector of four bytes, which name that sector.
        let last = u32::try_from(bytes.len() / SECTOR - 1).unwrap();
        bytes[68..72].copy_from_slice(&last.to_le_bytes());
        bytes.extend(last.to_le_bytes());
        assert!(open(&bytes).is_none());
    }
}
