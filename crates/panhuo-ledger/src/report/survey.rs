//! Writing 勘测定界 TXT: the corners of footprints, as surveyors' offices exchange them.

use std::fmt::Write as _;

use panhuo::Site;
use panhuo::attribute::PLANNED_USE;
use panhuo::geo::LineString;
use panhuo::interval::ReportedValue;
use panhuo::{Error, Result};

use crate::crs::to_zone;
use crate::error;

/// Writes the footprints of sites as 勘测定界 TXT in GBK: CGCS2000, Gauss-Krüger zones of three
/// degrees, X north and Y east with the zone before it, to the millimetre.
///
/// All parcels are in the zone of the first; sites without a footprint are left out. Reading the
/// file back with [`read_bytes`](crate::read_bytes) gives the same footprints within a millimetre.
///
/// # Errors
///
/// [`panhuo::ErrorKind::InvalidArgument`] if no site has a footprint, or one lies outside China's
/// zones.
///
/// # Example
///
/// ```
/// use panhuo::geo::{MultiPolygon, polygon};
/// use panhuo::{Footprint, Site, SiteKind};
/// use panhuo_ledger::{ReadOptions, read_bytes, write_survey};
///
/// let lot = polygon![(x: 113.10, y: 29.30), (x: 113.11, y: 29.30), (x: 113.11, y: 29.31)];
/// let mut site = Site::new("YYL-0001", SiteKind::Land, "麻布村1号地块");
/// site.footprint = Some(Footprint::new(MultiPolygon::from(lot))?);
///
/// let text = write_survey(std::slice::from_ref(&site))?;
/// let ledgers = read_bytes("勘测定界.txt", &text, &ReadOptions::new())?;
/// let back = ledgers.sites()[0].footprint.as_ref().map(Footprint::representative);
/// let meant = site.representative();
/// assert!(back.zip(meant).is_some_and(|(a, b)| a.distance(&b).value() < 0.01));
/// # Ok::<(), panhuo_ledger::Error>(())
/// ```
pub fn write_survey<'a>(sites: impl IntoIterator<Item = &'a Site>) -> Result<Vec<u8>> {
    let sites: Vec<&Site> = sites.into_iter().collect();
    let first = sites.iter().find_map(|site| site.footprint.as_ref());
    let first = first.ok_or_else(|| Error::new(error::SURVEY_WITHOUT_FOOTPRINT))?;
    let longitude = first.representative().longitude();
    let zone = (25_u32..=45)
        .find(|zone| (longitude - f64::from(*zone) * 3.0).abs() <= 1.5)
        .ok_or_else(|| Error::new(error::SURVEY_ZONE).with_expected("25–45"))?;
    let mut text = format!(
        "[属性描述]\n格式版本号=1.01版本\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n计量单位=米\n带号={zone}\n精度=0.001\n转换参数=0,0,0,0,0,0,0\n[地块坐标]\n"
    );
    for site in sites {
        let Some(footprint) = &site.footprint else {
            continue;
        };
        let mut rings: Vec<Vec<(f64, f64)>> = Vec::new();
        let mut area = 0.0;
        for polygon in footprint.polygons() {
            let lines = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            for (at, line) in lines.enumerate() {
                let ring = corners(line, zone).ok_or_else(|| {
                    let refused = Error::new(error::SURVEY_PROJECTION);
                    refused.with_given(site.id.as_str()).with_expected(zone)
                })?;
                let size = shoelace(&ring);
                area += if at == 0 { size } else { -size };
                rings.push(ring);
            }
        }
        let count: usize = rings.iter().map(Vec::len).sum();
        let purpose = match site.facts.get(&PLANNED_USE).map(|fact| &fact.value) {
            Some(ReportedValue::Category(choices)) => choices
                .position()
                .and_then(|at| PLANNED_USE.categories().get(at))
                .map_or("", |category| category.zh),
            _ => "",
        };
        let number = if site.reference.is_empty() {
            site.id.as_str()
        } else {
            &site.reference
        };
        let plain = |text: &str| text.replace([',', '，', '@', '\n', '\r'], " ");
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "{count},{:.4},{},{},面,,{purpose},,@",
            area / 10_000.0,
            plain(number),
            plain(&site.name),
        );
        let mut corner = 0_usize;
        for (at, ring) in rings.iter().enumerate() {
            for (east, north) in ring {
                corner += 1;
                let _ = writeln!(text, "J{corner},{},{north:.3},{east:.3}", at + 1);
            }
        }
    }
    let (bytes, ..) = encoding_rs::GBK.encode(&text);
    Ok(bytes.into_owned())
}

/// The corners of a ring in the zone, the last like the first.
fn corners(line: &LineString, zone: u32) -> Option<Vec<(f64, f64)>> {
    let place = |at: &panhuo::geo::Coord| {
        let at = panhuo::Position::new(at.x, at.y).ok()?;
        to_zone(at, zone).filter(|(east, north)| east.is_finite() && north.is_finite())
    };
    line.0.iter().map(place).collect()
}

/// The area of a closed ring.
fn shoelace(ring: &[(f64, f64)]) -> f64 {
    let Some((x0, y0)) = ring.first().copied() else {
        return 0.0;
    };
    let twice: f64 = ring
        .windows(2)
        .map(|ends| (ends[0].0 - x0) * (ends[1].1 - y0) - (ends[1].0 - x0) * (ends[0].1 - y0))
        .sum();
    twice.abs() / 2.0
}
