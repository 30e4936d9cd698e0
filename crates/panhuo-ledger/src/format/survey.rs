//! 勘测定界 TXT: parcels with the numbered corners of their rings, in a Gauss-Krüger zone.
//!
//! The file says its datum, the width and the number of its zone; each parcel has a line of facts
//! that ends with `@`, then a line for each corner: `J1,1,X(north),Y(east)`. Ring 2 and the
//! following are holes if they lie inside the first. Both orders of X and Y occur.

use std::collections::BTreeMap;

use panhuo::Result;

use super::geometry::inside;
use super::wkt::{ParsedGeometry, Vertex};
use super::{Cell, Limits, Sheet};

/// What the section of corners starts with.
const CORNERS: &str = "[地块坐标]";

const HEADERS: [&str; 8] = [
    "地块编号",
    "地块名称",
    "面积（公顷）",
    "土地用途",
    "地类编码",
    "图幅号",
    "坐标系",
    "geometry",
];

/// Whether a text is such a file.
pub(super) fn is_survey(text: &str) -> bool {
    text.contains(CORNERS)
}

pub(super) fn read(name: &str, text: &str, limits: &Limits) -> Result<Sheet> {
    let mut sheet = Sheet::new(name);
    sheet.header = Some(0);
    // Parcels of a survey are land; nothing in the file says so.
    sheet.heading = "存量土地".to_owned();
    for (column, header) in (0_u32..).zip(HEADERS) {
        sheet.push(0, column, Cell::text(header));
    }
    let mut keys: BTreeMap<&str, &str> = BTreeMap::new();
    let mut lines = (0_u32..)
        .zip(text.lines())
        .map(|(at, line)| (at, line.trim()));
    for (_, line) in lines.by_ref() {
        if line.starts_with(CORNERS) {
            break;
        }
        if let Some((key, value)) = line.split_once('=') {
            keys.insert(key.trim(), value.trim());
        }
    }
    let zone = keys.get("带号").and_then(|zone| zone.parse::<u32>().ok());
    let system = keys.get("坐标系").copied().unwrap_or_default();
    let mut parcel: Option<Parcel> = None;
    let mut cells = HEADERS.len();
    for (at, line) in lines {
        if let Some(facts) = line.strip_suffix('@') {
            if let Some(done) = parcel.take() {
                done.put(&mut sheet, system, zone);
            }
            parcel = Some(Parcel::new(at, facts));
            cells += HEADERS.len();
        } else if let (Some(parcel), Some((ring, vertex))) = (&mut parcel, corner(line)) {
            parcel.rings.entry(ring).or_default().push(vertex);
            cells += 2;
        }
        limits.check_cells(cells)?;
    }
    if let Some(done) = parcel {
        done.put(&mut sheet, system, zone);
    }
    Ok(sheet)
}

/// A corner's ring, its first number and its second.
fn corner(line: &str) -> Option<(u32, Vertex)> {
    let mut parts = line.split([',', '，']).map(str::trim);
    let (_, ring) = (parts.next()?, parts.next()?.parse().ok()?);
    let (first, second): (f64, f64) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    (first.is_finite() && second.is_finite()).then_some((ring, (first, second)))
}

struct Parcel {
    line: u32,
    facts: Vec<String>,
    /// Corners as written, X first.
    rings: BTreeMap<u32, Vec<Vertex>>,
}

impl Parcel {
    fn new(line: u32, facts: &str) -> Self {
        let facts = facts.split([',', '，']).map(|fact| fact.trim().to_owned());
        Self {
            line,
            facts: facts.collect(),
            rings: BTreeMap::new(),
        }
    }

    fn put(self, sheet: &mut Sheet, system: &str, zone: Option<u32>) {
        let fact = |at: usize| self.facts.get(at).map_or("", String::as_str);
        let texts = [fact(2), fact(3), fact(1), fact(6), fact(7), fact(5), system];
        for (column, text) in (0_u32..).zip(texts) {
            sheet.push(self.line, column, Cell::text(text));
        }
        let rings = self.rings.values().map(|ring| {
            let mut ring: Vec<Vertex> = ring.iter().map(|corner| zoned(*corner, zone)).collect();
            if ring.first() != ring.last() {
                ring.extend(ring.first().copied());
            }
            ring
        });
        let outline = ParsedGeometry {
            point: None,
            polygons: polygons(rings),
        };
        if outline.first().is_some() {
            sheet.push(self.line, 7, Cell::text(outline.text()));
        }
    }
}

/// A corner as it would stand with Y first, the zone before it: the order is kept, so that an
/// exchange is still seen.
fn zoned((x, y): Vertex, zone: Option<u32>) -> Vertex {
    let lacks_zone = |value: f64| (1e5..1e6).contains(&value);
    let prefix = zone.map_or(0.0, |zone| f64::from(zone) * 1e6);
    match (lacks_zone(x), lacks_zone(y)) {
        (false, true) => (y + prefix, x),
        (true, false) => (y, x + prefix),
        _ => (y, x),
    }
}

/// Rings inside the first ring of a polygon are its holes; others are polygons of their own.
fn polygons(rings: impl Iterator<Item = Vec<Vertex>>) -> Vec<Vec<Vec<Vertex>>> {
    let mut polygons: Vec<Vec<Vec<Vertex>>> = Vec::new();
    for ring in rings {
        let Some((x, y)) = ring.first().copied() else {
            continue;
        };
        match polygons
            .iter_mut()
            .find(|polygon| inside(&polygon[0], x, y))
        {
            Some(around) => around.push(ring),
            None => polygons.push(vec![ring]),
        }
    }
    polygons
}
