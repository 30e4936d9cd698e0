//! Shapefiles: geometries (`.shp`), a table of fields (`.dbf`), and what is said about its text
//! (`.cpg`) and its system (`.prj`).
//!
//! Our own reader of both simple formats: the `dbase` crate decodes field names as it pleases,
//! reserves what a header asks for, and panics on damaged records (tmontaigu/dbase-rs#51).

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, WINDOWS_1252};
use panhuo::Result;

use super::container::{u16_at, u32_at};
use super::features::{FeatureSheet, outline_cell, system_words, yes_no_cell};
use super::geometry::inside;
use super::wkt::{ParsedGeometry, Vertex};
use super::{Cell, CellKind, Limits, Sheet};
use crate::error;
use crate::parse::date::from_text;

/// The first bytes of a `.shp`.
pub(super) const MARK: &[u8] = &[0, 0, 0x27, 0x0a];

/// How much of a table is looked at to tell its encoding.
const SAMPLE: usize = 1 << 20;

/// The files of one Shapefile.
pub(super) struct ShapefileParts<'a> {
    pub(super) shp: &'a [u8],
    pub(super) dbf: Option<Vec<u8>>,
    pub(super) cpg: Option<Vec<u8>>,
    pub(super) prj: Option<Vec<u8>>,
}

pub(super) fn read(name: &str, parts: &ShapefileParts<'_>, limits: &Limits) -> Result<Sheet> {
    let Some(dbf) = &parts.dbf else {
        return Err(limits.refuse(error::SHAPEFILE_WITHOUT_DBF));
    };
    let table = DbfTable::open(dbf, parts.cpg.as_deref())
        .ok_or_else(|| limits.refuse(error::DBF_DAMAGED))?;
    let system = parts.prj.as_deref().map(|prj| {
        let text = String::from_utf8_lossy(prj);
        // PROJCS["name",…: the name of the outermost system.
        system_words(text.split('"').nth(1).unwrap_or_default())
    });
    let fields = table.fields.iter().map(|field| field.name.clone());
    let mut features = FeatureSheet::new(name, fields);
    let mut shapes = Shapes::new(parts.shp);
    for row in 0..table.rows {
        let shape = shapes.next();
        let Some(cells) = table.row(row) else {
            // A record that is marked as deleted keeps its shape.
            continue;
        };
        let cell = shape.map(|shape| match shape {
            Ok(outline) => outline_cell(&outline, system.as_deref()),
            Err(kind) => Cell::text(kind),
        });
        features.push(cell, cells, limits)?;
    }
    Ok(features.done())
}

struct Field {
    name: String,
    kind: u8,
    from: usize,
    length: usize,
}

struct DbfTable<'a> {
    fields: Vec<Field>,
    records: &'a [u8],
    length: usize,
    rows: usize,
    encoding: &'static Encoding,
}

impl<'a> DbfTable<'a> {
    fn open(bytes: &'a [u8], cpg: Option<&[u8]>) -> Option<Self> {
        let header = usize::from(u16_at(bytes, 8)?);
        let length = usize::from(u16_at(bytes, 10)?);
        let records = bytes.get(header..)?;
        let descriptors = bytes.get(32..header)?;
        let names = descriptors.chunks_exact(32).flat_map(|field| &field[..11]);
        let names = names.filter(|byte| **byte != 0).copied();
        let text: Vec<u8> = names.chain(records.iter().take(SAMPLE).copied()).collect();
        let encoding = encoding(bytes, &text, cpg);
        // The first byte of a record says whether it is deleted.
        let (mut fields, mut from) = (Vec::new(), 1);
        for field in descriptors.chunks_exact(32) {
            if field[0] == 0x0d {
                break;
            }
            let end = field[..11].iter().position(|byte| *byte == 0).unwrap_or(11);
            let length = usize::from(field[16]);
            fields.push(Field {
                name: decoded(encoding, &field[..end]),
                kind: field[11],
                from,
                length,
            });
            from += length;
        }
        if from > length || length == 0 {
            return None;
        }
        let reported = usize::try_from(u32_at(bytes, 4)?).ok()?;
        Some(Self {
            fields,
            records,
            length,
            rows: reported.min(records.len() / length),
            encoding,
        })
    }

    /// The cells of a record that are not blank; `None` if it is deleted.
    fn row(&self, row: usize) -> Option<Vec<(usize, Cell)>> {
        let record = self
            .records
            .get(row * self.length..(row + 1) * self.length)?;
        if record[0] == b'*' {
            return None;
        }
        let cell = |(at, field): (usize, &Field)| {
            let bytes = &record[field.from..field.from + field.length];
            let text = decoded(self.encoding, bytes);
            Some((at, cell(field.kind, text.trim_matches(['\0', ' ']))?))
        };
        Some(self.fields.iter().enumerate().filter_map(cell).collect())
    }
}

fn cell(kind: u8, text: &str) -> Option<Cell> {
    if text.is_empty() {
        return None;
    }
    let plain = || Cell::text(text);
    Some(match kind {
        b'N' | b'F' | b'O' | b'I' => {
            // Asterisks stand for a number that did not fit.
            if text.starts_with('*') {
                return None;
            }
            let value = text.parse::<f64>().ok().filter(|value| value.is_finite());
            value.map_or_else(plain, |value| Cell {
                text: text.into(),
                kind: CellKind::Number(value),
            })
        }
        b'D' if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            let written = format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]);
            let day = from_text(&written).map(|(day, _)| day);
            Cell {
                kind: day.map_or(CellKind::Text, CellKind::Date),
                text: written.into(),
            }
        }
        b'L' => match text {
            "T" | "t" | "Y" | "y" => yes_no_cell(true),
            "F" | "f" | "N" | "n" => yes_no_cell(false),
            _ => return None,
        },
        _ => plain(),
    })
}

fn decoded(encoding: &'static Encoding, bytes: &[u8]) -> String {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    // A name or text that was cut in the middle of a character.
    text.trim_end_matches('\u{fffd}').trim().to_owned()
}

/// The encoding of a `.dbf`: what the `.cpg` says, else what the bytes say, else its own mark. The
/// mark for "ANSI", which everybody writes, says nothing.
fn encoding(dbf: &[u8], text: &[u8], cpg: Option<&[u8]>) -> &'static Encoding {
    let reported = cpg.and_then(|cpg| {
        let label = String::from_utf8_lossy(cpg).trim().to_ascii_lowercase();
        let digits: String = label.chars().filter(char::is_ascii_digit).collect();
        match digits.as_str() {
            "936" | "20936" | "2312" | "54936" | "18030" => Some(GB18030),
            "65001" => Some(UTF_8),
            "950" => Some(BIG5),
            "1252" => Some(WINDOWS_1252),
            _ => Encoding::for_label(label.as_bytes()),
        }
    });
    let marked = match dbf.get(29) {
        Some(0x4d | 0x7a) => Some(GB18030),
        Some(0x4f | 0x78) => Some(BIG5),
        _ => None,
    };
    reported.or(marked).unwrap_or_else(|| {
        // A field may end in the middle of a character.
        let read = String::from_utf8_lossy(text);
        let broken = read.chars().filter(|c| *c == '\u{fffd}').count();
        let wide = read.chars().filter(|c| !c.is_ascii()).count();
        if broken * 10 <= wide.saturating_sub(broken) {
            UTF_8
        } else {
            super::csv::legacy(text)
        }
    })
}

/// The shapes of a `.shp`, one by one: what is drawn, or the name of what is not read.
struct Shapes<'a> {
    rest: &'a [u8],
}

impl<'a> Shapes<'a> {
    fn new(shp: &'a [u8]) -> Self {
        Self {
            rest: shp.get(100..).unwrap_or_default(),
        }
    }
}

impl Iterator for Shapes<'_> {
    type Item = Result<ParsedGeometry, &'static str>;

    fn next(&mut self) -> Option<Self::Item> {
        let head: &[u8; 8] = self.rest.first_chunk()?;
        let words = u32::from_be_bytes([head[4], head[5], head[6], head[7]]);
        let length = usize::try_from(words).ok()?.checked_mul(2)?;
        let content = self.rest.get(8..)?;
        let content = &content[..length.min(content.len())];
        self.rest = &self.rest[8 + content.len()..];
        Some(shape(content).unwrap_or(Err("damaged shape")))
    }
}

fn shape(content: &[u8]) -> Option<Result<ParsedGeometry, &'static str>> {
    Some(match u32_at(content, 0)? {
        0 => Err(""),
        1 | 11 | 21 => Ok(ParsedGeometry {
            point: Some((f64_at(content, 4)?, f64_at(content, 12)?)),
            polygons: Vec::new(),
        }),
        5 | 15 | 25 => Ok(ParsedGeometry {
            point: None,
            polygons: polygons(rings(content)?),
        }),
        3 | 13 | 23 => Err("LineString"),
        8 | 18 | 28 => Err("MultiPoint"),
        _ => Err("MultiPatch"),
    })
}

fn rings(content: &[u8]) -> Option<Vec<Vec<Vertex>>> {
    let parts = usize::try_from(u32_at(content, 36)?).ok()?;
    let points = usize::try_from(u32_at(content, 40)?).ok()?;
    let first = parts.checked_mul(4)?.checked_add(44)?;
    // Nothing is reserved by a count that the bytes do not bear out.
    let vertices = content.get(first..first.checked_add(points.checked_mul(16)?)?)?;
    let vertex = |at: usize| Some((f64_at(vertices, at * 16)?, f64_at(vertices, at * 16 + 8)?));
    let start = |part: usize| usize::try_from(u32_at(content, 44 + 4 * part)?).ok();
    let ring = |part: usize| {
        let to = if part + 1 == parts {
            points
        } else {
            start(part + 1)?
        };
        (start(part)?..to.min(points)).map(vertex).collect()
    };
    (0..parts).map(ring).collect()
}

/// Outer rings run clockwise, holes the other way; a hole belongs to the ring around it.
fn polygons(rings: Vec<Vec<Vertex>>) -> Vec<Vec<Vec<Vertex>>> {
    let (outer, holes): (Vec<_>, Vec<_>) = rings
        .into_iter()
        .filter(|ring| !ring.is_empty())
        .partition(|ring| doubled_area(ring) <= 0.0);
    let mut polygons: Vec<Vec<Vec<Vertex>>> = outer.into_iter().map(|ring| vec![ring]).collect();
    for hole in holes {
        let (x, y) = hole[0];
        let around = polygons.iter_mut().find(|rings| inside(&rings[0], x, y));
        match around {
            Some(rings) => rings.push(hole),
            // Some programs write every ring anticlockwise.
            None => polygons.push(vec![hole]),
        }
    }
    polygons
}

/// Twice the signed area of a ring, positive if it runs anticlockwise; from its first vertex, so
/// that large coordinates cost no digits.
fn doubled_area(ring: &[Vertex]) -> f64 {
    let (x0, y0) = ring.first().copied().unwrap_or_default();
    let pairs = ring.iter().zip(ring.iter().skip(1));
    pairs
        .map(|((x1, y1), (x2, y2))| (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0))
        .sum()
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    let eight = bytes.get(at..)?.first_chunk()?;
    Some(f64::from_le_bytes(*eight)).filter(|value| value.is_finite())
}
