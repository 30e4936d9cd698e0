//! The supported reference systems and their conversion to WGS84.
//!
//! Projections are those of `proj4rs`. Against PROJ 9.5 it differs by no more than 1e-7 m on the
//! zones of CGCS2000 and by 4 mm on the British grid, where both use the seven parameters instead
//! of the OSTN15 grid and so are good to 2-5 m on the ground; so is S-JTSK, by the parameters of
//! Slovakia.

use std::sync::LazyLock;

use panhuo::Position;
use proj4rs::Proj;
use serde::Deserialize;

use super::gcj02;
use super::hint::CrsHint;

/// The datums whose shift to WGS84 is not published: converted with the caller's own parameters.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OldDatum {
    /// Xi'an 1980 (EPSG:4610).
    Xian80,
    /// Beijing 1954 (EPSG:4214).
    Beijing54,
}

/// The systems that a profile may list, by the names that it uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(crate) enum Crs {
    /// Longitude and latitude. WGS84, ETRS89 and CGCS2000 are treated as the same datum.
    #[serde(rename = "EPSG:4326")]
    Degrees,
    /// Degrees, minutes and seconds written together: 113.5212 for 113°52′12″.
    #[serde(rename = "DDD.MMSS")]
    PackedDegrees,
    /// OSGB36 / British National Grid.
    #[serde(rename = "EPSG:27700")]
    BritishGrid,
    /// ETRS89-extended / LAEA Europe.
    #[serde(rename = "EPSG:3035")]
    LaeaEurope,
    /// RGF93 / Lambert-93.
    #[serde(rename = "EPSG:2154")]
    Lambert93,
    /// WGS84 / Pseudo-Mercator.
    #[serde(rename = "EPSG:3857")]
    WebMercator,
    /// Geocentric X and Y of a point on the ellipsoid; Z is not given.
    #[serde(rename = "EPSG:4978")]
    Geocentric,
    /// Gauss-Krüger of three degrees with the zone before the easting: EPSG:4513-4533.
    #[serde(rename = "EPSG:4513-4533")]
    GaussKruger3Zoned,
    /// Gauss-Krüger of three degrees without the zone: EPSG:4534-4554.
    #[serde(rename = "EPSG:4534-4554")]
    GaussKruger3,
    /// Gauss-Krüger of six degrees with the zone before the easting: EPSG:4491-4501.
    #[serde(rename = "EPSG:4491-4501")]
    GaussKruger6Zoned,
    /// Universal Transverse Mercator on WGS84 or ETRS89, in the zones of the area or the label.
    #[serde(rename = "EPSG:32601-32760")]
    Utm,
    /// S-JTSK / Krovak, with any signs and axis order.
    #[serde(rename = "EPSG:5514")]
    Krovak,
}

/// All systems. Those that the profile does not list are tried if none of the listed ones fits the area.
pub(super) const ALL: &[Crs] = &[
    Crs::Degrees,
    Crs::PackedDegrees,
    Crs::BritishGrid,
    Crs::LaeaEurope,
    Crs::Lambert93,
    Crs::WebMercator,
    Crs::Geocentric,
    Crs::GaussKruger3Zoned,
    Crs::GaussKruger3,
    Crs::GaussKruger6Zoned,
    Crs::Utm,
    Crs::Krovak,
];

/// The systems to try if a profile lists none.
pub(super) const CHINESE: &[Crs] = &[
    Crs::Degrees,
    Crs::PackedDegrees,
    Crs::GaussKruger3Zoned,
    Crs::GaussKruger3,
    Crs::GaussKruger6Zoned,
    Crs::WebMercator,
];

/// The systems to try if neither a profile nor Chinese text indicates the country of a ledger.
pub(crate) const ANYWHERE: &[Crs] = &[Crs::Degrees, Crs::PackedDegrees, Crs::WebMercator];

/// West, south, east, north in degrees.
pub(crate) type Bounds = [f64; 4];

const AXIS: f64 = 6_378_137.0;
const ECCENTRICITY_SQUARED: f64 = 0.006_694_380_022_900_8;

struct Grids {
    degrees: Proj,
    british: Proj,
    europe: Proj,
    france: Proj,
    web: Proj,
    /// Gauss-Krüger on the ellipsoids of CGCS2000, Xi'an 80 and Beijing 54. The degrees stay on that ellipsoid.
    gauss: [Proj; 3],
    /// The central meridian is added afterwards, too.
    utm: Proj,
    krovak: Proj,
}

/// The definitions, as PROJ prints them for the EPSG codes.
static GRIDS: LazyLock<Option<Grids>> = LazyLock::new(|| {
    let make = |text: &str| Proj::from_proj_string(text).ok();
    Some(Grids {
        degrees: make("+proj=longlat +datum=WGS84 +no_defs")?,
        british: make(
            "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy +towgs84=446.448,-125.157,542.06,0.1502,0.247,0.8421,-20.4894 +units=m",
        )?,
        europe: make(
            "+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +towgs84=0,0,0 +units=m +no_defs",
        )?,
        france: make(
            "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 +towgs84=0,0,0 +units=m +no_defs",
        )?,
        web: make(
            "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs",
        )?,
        // The central meridian is added afterwards.
        gauss: [
            make(
                "+proj=tmerc +lat_0=0 +lon_0=0 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs",
            )?,
            make(
                "+proj=tmerc +lat_0=0 +lon_0=0 +k=1 +x_0=500000 +y_0=0 +a=6378140 +rf=298.257 +units=m +no_defs",
            )?,
            make(
                "+proj=tmerc +lat_0=0 +lon_0=0 +k=1 +x_0=500000 +y_0=0 +ellps=krass +units=m +no_defs",
            )?,
        ],
        utm: make(
            "+proj=tmerc +lat_0=0 +lon_0=0 +k=0.9996 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs",
        )?,
        krovak: make(
            "+proj=krovak +lat_0=49.5 +lon_0=24.8333333333333 +alpha=30.2881397527778 +k=0.9999 +x_0=0 +y_0=0 +ellps=bessel +towgs84=485.0,169.5,483.8,7.786,4.398,4.103,0 +units=m +no_defs",
        )?,
    })
});

impl Crs {
    /// The common name, for issues.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Degrees => "EPSG:4326",
            Self::PackedDegrees => "DDD.MMSS",
            Self::BritishGrid => "EPSG:27700",
            Self::LaeaEurope => "EPSG:3035",
            Self::Lambert93 => "EPSG:2154",
            Self::WebMercator => "EPSG:3857",
            Self::Geocentric => "EPSG:4978",
            Self::GaussKruger3Zoned => "EPSG:4513-4533",
            Self::GaussKruger3 => "EPSG:4534-4554",
            Self::GaussKruger6Zoned => "EPSG:4491-4501",
            Self::Utm => "UTM",
            Self::Krovak => "EPSG:5514",
        }
    }

    /// Whether its numbers are degrees.
    pub(crate) fn is_degrees(self) -> bool {
        matches!(self, Self::Degrees | Self::PackedDegrees)
    }

    /// Whether it is a Chinese Gauss-Krüger zone, where X is the northing by convention.
    pub(crate) fn is_gauss(self) -> bool {
        matches!(
            self,
            Self::GaussKruger3Zoned | Self::GaussKruger3 | Self::GaussKruger6Zoned
        )
    }

    /// The area of use. A candidate outside it is discarded.
    fn bounds(self) -> Bounds {
        match self {
            Self::BritishGrid => [-9.0, 49.7, 2.1, 61.1],
            Self::LaeaEurope => [-35.6, 24.6, 44.9, 84.8],
            Self::Lambert93 => [-9.9, 41.1, 10.4, 51.6],
            Self::Geocentric => [-180.0, -89.5, 180.0, 89.5],
            Self::GaussKruger3Zoned | Self::GaussKruger3 | Self::GaussKruger6Zoned => {
                [73.0, 3.0, 136.0, 54.0]
            }
            Self::Krovak => [12.0, 47.7, 22.6, 51.1],
            Self::Utm => [-180.0, -80.0, 180.0, 84.0],
            Self::Degrees | Self::PackedDegrees | Self::WebMercator => [-180.0, -90.0, 180.0, 90.0],
        }
    }

    /// The possible positions of an easting and a northing. Without a zone there may be several, one for each
    /// central meridian near `area`, unless the label names the meridian. For an old datum, the degrees are those
    /// of that datum.
    pub(crate) fn places(
        self,
        east: f64,
        north: f64,
        area: Option<Bounds>,
        reported: CrsHint,
    ) -> Vec<Position> {
        let datum = reported.datum();
        let found = match self {
            Self::Degrees => vec![(east, north)],
            Self::PackedDegrees => packed(east).zip(packed(north)).into_iter().collect(),
            Self::Geocentric => geocentric(east, north).into_iter().collect(),
            Self::BritishGrid => grid(|grids| &grids.british, east, north),
            Self::LaeaEurope => grid(|grids| &grids.europe, east, north),
            Self::Lambert93 => grid(|grids| &grids.france, east, north),
            Self::WebMercator if east.abs() > 1000.0 || north.abs() > 1000.0 => {
                grid(|grids| &grids.web, east, north)
            }
            Self::WebMercator => Vec::new(),
            Self::GaussKruger3Zoned => zoned((east, north), 25.0..=45.0, |zone| zone * 3.0, datum),
            Self::GaussKruger6Zoned => {
                zoned((east, north), 13.0..=23.0, |zone| zone * 6.0 - 3.0, datum)
            }
            Self::GaussKruger3 => without_zone(east, north, area, reported),
            Self::Utm => utm(east, north, area, reported),
            Self::Krovak => krovak(east, north),
        };
        let [west, south, high_east, high_north] = self.bounds();
        let inside = |place: &(f64, f64)| {
            (west..=high_east).contains(&place.0) && (south..=high_north).contains(&place.1)
        };
        let places = found.into_iter().filter(inside);
        places
            .filter_map(|(x, y)| Position::new(x, y).ok())
            .collect()
    }
}

/// Converts grid metres to degrees.
fn grid(of: impl Fn(&Grids) -> &Proj, east: f64, north: f64) -> Vec<(f64, f64)> {
    let project = || {
        let grids = GRIDS.as_ref()?;
        let mut point = (east, north);
        proj4rs::transform::transform(of(grids), &grids.degrees, &mut point).ok()?;
        let degrees = (point.0.to_degrees(), point.1.to_degrees());
        (degrees.0.is_finite() && degrees.1.is_finite()).then_some(degrees)
    };
    if east.abs() > 3e7 || north.abs() > 3e7 {
        return Vec::new();
    }
    project().into_iter().collect()
}

/// Converts the easting (500,000 at the central meridian) and northing of a zone to degrees.
fn gauss(east: f64, north: f64, meridian: f64, datum: Option<OldDatum>) -> Option<(f64, f64)> {
    // A zone of three degrees is 334 km wide at the equator; neighbours overlap a little.
    let plausible = (150_000.0..=850_000.0).contains(&east) && (3e5..=6.2e6).contains(&north);
    let ellipsoid = match datum {
        None => 0,
        Some(OldDatum::Xian80) => 1,
        Some(OldDatum::Beijing54) => 2,
    };
    let found = plausible.then(|| grid(|grids| &grids.gauss[ellipsoid], east, north))?;
    found.first().map(|(x, y)| (x + meridian, *y))
}

fn zoned(
    (east, north): (f64, f64),
    zones: std::ops::RangeInclusive<f64>,
    meridian: impl Fn(f64) -> f64,
    datum: Option<OldDatum>,
) -> Vec<(f64, f64)> {
    let zone = (east / 1e6).floor();
    if !zones.contains(&zone) {
        return Vec::new();
    }
    gauss(east - zone * 1e6, north, meridian(zone), datum)
        .into_iter()
        .collect()
}

fn without_zone(east: f64, north: f64, area: Option<Bounds>, reported: CrsHint) -> Vec<(f64, f64)> {
    let meridians = (25..=45).map(|zone| f64::from(zone) * 3.0);
    let near = |meridian: &f64| match (reported.meridian, area) {
        (Some(stated), _) => stated.total_cmp(meridian).is_eq(),
        (None, Some([west, _, high_east, _])) => (west - 2.5..=high_east + 2.5).contains(meridian),
        (None, None) => false,
    };
    meridians
        .filter(near)
        .filter_map(|meridian| gauss(east, north, meridian, reported.datum()))
        .collect()
}

/// Universal Transverse Mercator in the zones that the label names, the easting begins with, or
/// the area touches.
fn utm(east: f64, north: f64, area: Option<Bounds>, reported: CrsHint) -> Vec<(f64, f64)> {
    let written = (east / 1e6).floor();
    let (zone, east) = if (1.0..=60.0).contains(&written) {
        (Some(written), east - written * 1e6)
    } else {
        (reported.utm_zone.map(f64::from), east)
    };
    let south = reported.south || area.is_some_and(|[_, _, _, high]| high < 0.0);
    let north = if south { north - 1e7 } else { north };
    let plausible = (1e5..=9e5).contains(&east) && (-9e6..=9.4e6).contains(&north);
    let near = |meridian: &f64| match (zone, area) {
        (Some(zone), _) => (zone * 6.0 - 183.0).total_cmp(meridian).is_eq(),
        (None, Some([west, _, high_east, _])) => (west - 3.5..=high_east + 3.5).contains(meridian),
        (None, None) => false,
    };
    let meridians = (1..=60).map(|zone| f64::from(zone) * 6.0 - 183.0);
    meridians
        .filter(|meridian| plausible && near(meridian))
        .filter_map(|meridian| {
            let found = grid(|grids| &grids.utm, east, north);
            found.first().map(|(x, y)| (x + meridian, *y))
        })
        .collect()
}

/// S-JTSK has axes to the south and west, or to the north and east with negative numbers.
fn krovak(east: f64, north: f64) -> Vec<(f64, f64)> {
    let (west, south) = (east.abs(), north.abs());
    let same_signs = east.is_sign_negative() == north.is_sign_negative();
    if !same_signs || !(1.5e5..=9.1e5).contains(&west) || !(9.2e5..=1.45e6).contains(&south) {
        return Vec::new();
    }
    grid(|grids| &grids.krovak, -west, -south)
}

/// The easting (with zone prefix) and northing of a position in a three-degree zone.
pub(crate) fn to_zone(at: Position, zone: u32) -> Option<(f64, f64)> {
    let grids = GRIDS.as_ref()?;
    let meridian = f64::from(zone) * 3.0;
    let mut point = (
        (at.longitude() - meridian).to_radians(),
        at.latitude().to_radians(),
    );
    proj4rs::transform::transform(&grids.degrees, &grids.gauss[0], &mut point).ok()?;
    Some((point.0 + f64::from(zone) * 1e6, point.1))
}

/// Degrees of a number whose decimals are minutes and seconds.
pub(super) fn packed(value: f64) -> Option<f64> {
    let size = value.abs();
    if size > 180.0 {
        return None;
    }
    // Seconds and their decimals, without the noise of the binary fraction.
    let seconds = (size.fract() * 1e8).round() / 1e4;
    let (minutes, seconds) = ((seconds / 100.0).floor(), seconds % 100.0);
    let valid = minutes < 60.0 && seconds < 60.0;
    valid.then(|| value.signum() * (size.trunc() + minutes / 60.0 + seconds / 3600.0))
}

/// The point of the northern half of the ellipsoid with this geocentric X and Y.
fn geocentric(x: f64, y: f64) -> Option<(f64, f64)> {
    let radius = x.hypot(y);
    if !(1e5..=AXIS).contains(&radius) {
        return None;
    }
    let polar = AXIS * (1.0 - ECCENTRICITY_SQUARED).sqrt();
    let z = polar * (1.0 - (radius / AXIS).powi(2)).sqrt();
    let latitude = z.atan2(radius * (1.0 - ECCENTRICITY_SQUARED));
    Some((y.atan2(x).to_degrees(), latitude.to_degrees()))
}

/// Converts degrees of another datum to WGS84.
pub(crate) fn to_wgs84(
    at: Position,
    from: DatumShift,
    shift: Option<[f64; 7]>,
) -> Option<Position> {
    let degrees = (at.longitude(), at.latitude());
    let (x, y) = match from {
        DatumShift::Gcj02 => gcj02::gcj_to_wgs(degrees),
        DatumShift::Bd09 => gcj02::gcj_to_wgs(gcj02::bd_to_gcj(degrees)),
        DatumShift::Old(datum) => {
            let ellipsoid = match datum {
                OldDatum::Xian80 => "+a=6378140 +rf=298.257",
                OldDatum::Beijing54 => "+ellps=krass",
            };
            let list = shift?.map(|value| value.to_string()).join(",");
            let text = format!("+proj=longlat {ellipsoid} +towgs84={list} +no_defs");
            let source = Proj::from_proj_string(&text).ok()?;
            let mut point = (degrees.0.to_radians(), degrees.1.to_radians());
            let grids = GRIDS.as_ref()?;
            proj4rs::transform::transform(&source, &grids.degrees, &mut point).ok()?;
            (point.0.to_degrees(), point.1.to_degrees())
        }
    };
    Position::new(x, y).ok()
}

/// Datums of degrees that differ from WGS84.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DatumShift {
    Gcj02,
    Bd09,
    Old(OldDatum),
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fixed points computed with pyproj 3.7 (PROJ 9.5), from the EPSG definition to EPSG:4326;
    /// 27700 and 5514 with the seven parameters above.
    #[test]
    fn projections_agree_with_proj() {
        let china = Some([114.0, 34.0, 115.0, 35.0]);
        #[rustfmt::skip]
        let points = [
            (Crs::BritishGrid, 449_672.0, 531_412.0, -1.231_234_463, 54.675_332_856),
            (Crs::BritishGrid, 532_324.29, 178_464.83, -0.095_460_530, 51.489_656_124),
            (Crs::BritishGrid, 393_671.0, 416_488.0, -2.097_211_971, 53.644_861_123),
            (Crs::LaeaEurope, 3_570_251.08, 3_428_656.12, -1.348_774_870, 53.435_477_162),
            (Crs::WebMercator, -137_101.5, 7_296_812.25, -1.231_603_729, 54.663_406_127),
            (Crs::GaussKruger3Zoned, 38_580_123.4, 3_798_123.45, 114.870_416_706, 34.307_585_399),
            (Crs::GaussKruger3, 500_123.4, 3_798_123.45, 114.001_340_618, 34.310_677_902),
            (Crs::GaussKruger6Zoned, 19_580_123.4, 3_798_123.45, 111.870_416_706, 34.307_585_399),
            (Crs::Lambert93, 652_469.02, 6_862_035.26, 2.352_199_963, 48.856_600_005),
            (Crs::Utm, 580_123.4, 3_798_123.45, 111.870_906_452, 34.321_282_622),
            (Crs::Krovak, -573_000.0, -1_280_000.0, 17.116_444_474, 48.152_104_505),
            (Crs::Krovak, 740_000.0, 1_040_000.0, 14.454_421_651, 50.117_729_029),
        ];
        for (system, east, north, longitude, latitude) in points {
            let meant = Position::new(longitude, latitude).unwrap();
            let places = system.places(east, north, china, CrsHint::default());
            let nearest = places.iter().map(|place| place.distance(&meant).value());
            let least = nearest.fold(f64::INFINITY, f64::min);
            assert!(least < 0.005, "{} {east} {north}: {least} m", system.name());
        }
    }

    #[test]
    fn degrees_written_together_and_geocentric_metres() {
        assert!((packed(113.5212).unwrap() - (113.0 + 52.0 / 60.0 + 12.0 / 3600.0)).abs() < 1e-12);
        assert_eq!(packed(113.6112), None);
        assert_eq!(packed(-1.3000), Some(-1.5));
        // Herefordshire, from coordinate_kinds.csv.
        let found = Crs::Geocentric.places(3_914_511.685, -171_229.281, None, CrsHint::default());
        assert!((found[0].longitude() + 2.504_646).abs() < 1e-6);
        assert!((found[0].latitude() - 52.190_28).abs() < 1e-6);
    }

    proptest::proptest! {
        #[test]
        fn any_numbers_are_survived(east in proptest::num::f64::ANY, north in proptest::num::f64::ANY) {
            for system in ALL {
                for place in system.places(east, north, Some([73.0, 3.0, 136.0, 54.0]), CrsHint::default()) {
                    proptest::prop_assert!(place.longitude().is_finite());
                }
            }
        }
    }
}
