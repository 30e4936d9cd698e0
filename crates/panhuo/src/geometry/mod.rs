//! Positions and footprints on the WGS84 ellipsoid, and the distances between them.
//!
//! Geodesics are Karney's (`geographiclib`, through `geo`); those of up to 50 km are found by their
//! chords, to ten nanometres and several times as fast. Edges are straight in longitude
//! and latitude, as in GeoJSON, so the distance to an edge is the least geodesic distance to the
//! points of that line; it is found to better than a millimetre.

#[doc(hidden)]
pub mod wkb;

use geo::algorithm::line_measures::{Distance, Geodesic};
use geo::{
    BoundingRect, Contains, Coord, CoordsIter, Geometry, InteriorPoint, Intersects, Line,
    LinesIter, MultiPolygon, Point, Polygon, Rect, Validation,
};
use geojson::GeometryValue;

use crate::error::{Error, ErrorKind, Result};

/// A GeoJSON geometry in memory. `geojson` itself panics at a position of fewer than two numbers.
pub(crate) fn from_geojson(geometry: geojson::Geometry) -> Result<Geometry> {
    let refuse = |what: String| Error::untranslated(ErrorKind::Parse, what);
    if !is_complete(&geometry.value) {
        return Err(refuse("a position is two numbers".to_owned()));
    }
    Geometry::try_from(geometry).map_err(|e| refuse(e.to_string()))
}

fn is_complete(geometry: &GeometryValue) -> bool {
    let is_pair = |at: &geojson::Position| at.as_slice().len() >= 2;
    match geometry {
        GeometryValue::Point { coordinates } => is_pair(coordinates),
        GeometryValue::MultiPoint { coordinates } | GeometryValue::LineString { coordinates } => {
            coordinates.iter().all(is_pair)
        }
        GeometryValue::MultiLineString { coordinates } | GeometryValue::Polygon { coordinates } => {
            coordinates.iter().flatten().all(is_pair)
        }
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter().flatten().flatten().all(is_pair)
        }
        GeometryValue::GeometryCollection { geometries } => {
            geometries.iter().all(|part| is_complete(&part.value))
        }
    }
}

/// A point in WGS84 (the same as CGCS2000 within a metre), in degrees.
///
/// # Example
///
/// ```
/// use panhuo::Position;
///
/// let port = Position::new(113.14, 29.44)?;
/// let tower = Position::new(113.0927, 29.3833)?;
/// assert!((port.distance(&tower).value() - 7_780.0).abs() < 20.0);
/// assert!(Position::new(29.44, 113.14).is_err());
/// # Ok::<(), panhuo::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    longitude: f64,
    latitude: f64,
}

impl Position {
    /// The position at a longitude (−180 to 180) and a latitude (−90 to 90), in that order.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`] for anything else, NaN included.
    pub fn new(longitude: f64, latitude: f64) -> Result<Self> {
        let refuse = |what: &str, value: f64, bound: f64| {
            Err(Error::untranslated(
                ErrorKind::InvalidArgument,
                format!("{what} must be between -{bound} and {bound} degrees, got {value}"),
            ))
        };
        if !(-180.0..=180.0).contains(&longitude) {
            return refuse("longitude", longitude, 180.0);
        }
        if !(-90.0..=90.0).contains(&latitude) {
            return refuse("latitude", latitude, 90.0);
        }
        Ok(Self {
            longitude,
            latitude,
        })
    }

    /// Degrees east.
    pub fn longitude(&self) -> f64 {
        self.longitude
    }

    /// Degrees north.
    pub fn latitude(&self) -> f64 {
        self.latitude
    }

    /// The geodesic distance to another position.
    pub fn distance(&self, other: &Self) -> crate::Quantity {
        crate::units::metres(metres_between(self.point(), other.point()))
    }

    pub(crate) fn point(self) -> Point {
        Point::new(self.longitude, self.latitude)
    }

    pub(crate) fn of(point: Point) -> Self {
        Self {
            longitude: point.x(),
            latitude: point.y(),
        }
    }
}

/// The geodesic distance between two points, in metres.
///
/// The chord that both are computed from is exact to a few nanometres: points nearer than that may be at
/// distance 0.
pub(crate) fn metres_between(a: Point, b: Point) -> f64 {
    metres_over(in_space(a), in_space(b)).unwrap_or_else(|| Geodesic.distance(a, b))
}

/// The length of a geodesic by its ends in space; nothing if that is more than some 50 km.
///
/// A curve is longer than its chord c by κ²c³/24 + 3κ⁴c⁵/640 + …, the series of the circle's arc, where
/// κ is how sharply it bends in its middle: the normal curvature there in the direction of the chord
/// (Euler). What the ellipsoid bends otherwise on the way is smaller by its flattening and by
/// another (κc)²: below 1e-13 of the length.
fn metres_over(from: [f64; 3], to: [f64; 3]) -> Option<f64> {
    /// The squares of the half axes, of which the first two are one.
    const AXES: [f64; 3] = [
        EQUATOR * EQUATOR,
        EQUATOR * EQUATOR,
        EQUATOR * EQUATOR * (1.0 - ECCENTRICITY_SQUARED),
    ];
    let (mut chord, mut along, mut out, mut normal) = (0.0, 0.0, 0.0, 0.0);
    for axis in 0..3 {
        let step = to[axis] - from[axis];
        let twice = to[axis] + from[axis];
        chord += step * step;
        along += step * step / AXES[axis];
        out += twice * twice / AXES[axis];
        normal += (twice / AXES[axis]) * (twice / AXES[axis]);
    }
    if chord > SHORT * SHORT {
        return None;
    }
    // κ² c²: the curvature of the section through the middle, which `out` puts back on the ground.
    let bend = along * along * out / (normal * chord.max(f64::MIN_POSITIVE));
    Some(chord.sqrt() * (1.0 + bend / 24.0 + bend * bend * (3.0 / 640.0)))
}

/// Chords up to which geodesics are found by them.
const SHORT: f64 = 50_000.0;

/// WGS84.
const EQUATOR: f64 = 6_378_137.0;
const ECCENTRICITY_SQUARED: f64 = 0.006_694_379_990_141_316_5;
/// The least radius of curvature of the ellipsoid: along a meridian at the equator.
const SHARPEST: f64 = EQUATOR * (1.0 - ECCENTRICITY_SQUARED);

/// Far more than the rounding of a chord or a geodesic, far less than anyone measures.
pub(crate) const ROUNDING: f64 = 1e-5;

/// The point on the ellipsoid, in metres from the centre of the earth.
///
/// A chord between two such points is never longer than the geodesic between them.
pub(crate) fn in_space(point: Point) -> [f64; 3] {
    let (sin_lat, cos_lat) = point.y().to_radians().sin_cos();
    let (sin_lon, cos_lon) = point.x().to_radians().sin_cos();
    let normal = EQUATOR / (1.0 - ECCENTRICITY_SQUARED * sin_lat * sin_lat).sqrt();
    [
        normal * cos_lat * cos_lon,
        normal * cos_lat * sin_lon,
        normal * (1.0 - ECCENTRICITY_SQUARED) * sin_lat,
    ]
}

/// The longest that a geodesic with this chord can be, in metres.
///
/// A curve that bends nowhere more than a circle has no shorter chord than the circle's arc of the
/// same length (Schur's theorem), and no geodesic bends more than [`SHARPEST`].
pub(crate) fn longest_geodesic(chord: f64) -> f64 {
    let half = chord / (2.0 * SHARPEST);
    if half < 0.1 {
        // The arcsine is half + half³/6 + 3 half⁵/40 + …: here less than this.
        chord * (1.0 + 0.168 * half * half) + ROUNDING
    } else if half < 0.9 {
        2.0 * SHARPEST * half.asin() + ROUNDING
    } else {
        f64::INFINITY
    }
}

/// A chord so short that its geodesic is surely no longer than this; negative if none is. The inverse
/// of [`longest_geodesic`], rounded down.
pub(crate) fn sure_chord(geodesic: f64) -> f64 {
    // Farther than 1.1 the theorem is of no use, as above.
    let half = ((geodesic - 2.0 * ROUNDING) / (2.0 * SHARPEST)).min(1.1);
    2.0 * SHARPEST * half.sin()
}

/// At least the chord from a point of a box in degrees to any other point of it.
pub(crate) fn reach(from: Point, bounds: &Rect) -> f64 {
    let (low, high) = (bounds.min(), bounds.max());
    if high.x - low.x >= 90.0 {
        return f64::INFINITY;
    }
    // On a sphere the farthest point is a corner; the hundredth covers the ellipsoid.
    let centre = in_space(from);
    let corners = [
        (low.x, low.y),
        (low.x, high.y),
        (high.x, low.y),
        (high.x, high.y),
    ];
    let chord = |(x, y): (f64, f64)| chord(centre, in_space(Point::new(x, y)));
    corners.into_iter().map(chord).fold(0.0, f64::max) * 1.01 + 1.0
}

/// The straight distance between two points in space.
pub(crate) fn chord(from: [f64; 3], to: [f64; 3]) -> f64 {
    let square = |axis: usize| (from[axis] - to[axis]) * (from[axis] - to[axis]);
    (square(0) + square(1) + square(2)).sqrt()
}

/// A valid area on the ground: one or more polygons with holes, in WGS84 degrees.
#[derive(Clone, Debug, PartialEq)]
pub struct Footprint {
    polygons: MultiPolygon,
    bounds: Rect,
    inside: Point,
}

impl Footprint {
    /// Checks the rings (closed, simple, holes inside, coordinates in range) and keeps them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`] naming the first fault.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::Footprint;
    /// use panhuo::geo::{MultiPolygon, polygon};
    ///
    /// let lot = polygon![(x: 113.1, y: 29.3), (x: 113.2, y: 29.3), (x: 113.2, y: 29.4)];
    /// assert!(Footprint::new(MultiPolygon::from(lot)).is_ok());
    /// let bow = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 1.0), (x: 1.0, y: 0.0), (x: 0.0, y: 1.0)];
    /// assert!(Footprint::new(MultiPolygon::from(bow)).is_err());
    /// ```
    pub fn new(polygons: MultiPolygon) -> Result<Self> {
        let invalid = |reason: String| Error::untranslated(ErrorKind::InvalidArgument, reason);
        for coord in polygons.coords_iter() {
            Position::new(coord.x, coord.y)?;
        }
        polygons
            .check_validation()
            .map_err(|fault| invalid(format!("the footprint is not valid: {fault}")))?;
        let (Some(bounds), Some(inside)) = (polygons.bounding_rect(), polygons.interior_point())
        else {
            return Err(invalid("the footprint has no area".to_owned()));
        };
        Ok(Self {
            polygons,
            bounds,
            inside,
        })
    }

    /// The polygons, in degrees.
    pub fn polygons(&self) -> &MultiPolygon {
        &self.polygons
    }

    /// A point inside the area: the middle of the longest inner stretch at middle height.
    pub fn representative(&self) -> Position {
        Position::of(self.inside)
    }

    /// The bounding box, in degrees.
    pub fn bounds(&self) -> Rect {
        self.bounds
    }

    /// Whether the position lies inside or on the border.
    pub fn covers(&self, position: &Position) -> bool {
        self.bounds.intersects(&position.point()) && self.polygons.intersects(&position.point())
    }

    /// Whether the whole of `other` lies inside.
    pub fn covers_area(&self, other: &Self) -> bool {
        self.polygons.contains(&other.polygons)
    }

    /// Whether the two areas share a point.
    pub fn touches(&self, other: &Self) -> bool {
        self.bounds.intersects(&other.bounds) && self.polygons.intersects(&other.polygons)
    }
}

/// The distance in metres from a point to a geometry: 0 inside a polygon, else the least geodesic
/// distance to its points or edges; infinite for an empty geometry.
fn metres_to(point: Point, geometry: &Geometry) -> f64 {
    let least = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::INFINITY, f64::min);
    match geometry {
        Geometry::Point(other) => metres_between(point, *other),
        Geometry::MultiPoint(points) => {
            least(&mut points.iter().map(|p| metres_between(point, *p)))
        }
        Geometry::Line(line) => metres_to_lines(point, std::iter::once(*line)),
        Geometry::LineString(line) => metres_to_lines(point, line.lines_iter()),
        Geometry::MultiLineString(lines) => metres_to_lines(point, lines.lines_iter()),
        Geometry::Polygon(polygon) => metres_to_polygon(point, polygon),
        Geometry::MultiPolygon(polygons) => {
            least(&mut polygons.iter().map(|p| metres_to_polygon(point, p)))
        }
        Geometry::GeometryCollection(parts) => {
            least(&mut parts.iter().map(|part| metres_to(point, part)))
        }
        Geometry::Rect(rect) => metres_to_polygon(point, &rect.to_polygon()),
        Geometry::Triangle(triangle) => metres_to_polygon(point, &triangle.to_polygon()),
    }
}

/// The distance in metres from a place to a geometry: 0 where it meets the footprint.
pub(crate) fn metres_from(
    place: &Position,
    footprint: Option<&Footprint>,
    geometry: &Geometry,
) -> f64 {
    let meets = |footprint: &Footprint| footprint.polygons.intersects(geometry);
    if footprint.is_some_and(meets) {
        0.0
    } else {
        metres_to(place.point(), geometry)
    }
}

fn metres_to_polygon(point: Point, polygon: &Polygon) -> f64 {
    if polygon.intersects(&point) {
        0.0
    } else {
        metres_to_lines(point, polygon.lines_iter())
    }
}

/// Edges are cut into pieces of at most this many degrees, on which the distance has one minimum.
const PIECE_DEGREES: f64 = 0.25;

fn metres_to_lines(point: Point, lines: impl Iterator<Item = Line>) -> f64 {
    lines.fold(f64::INFINITY, |least, line| {
        metres_to_line(point, line, least)
    })
}

/// The distance to one edge, or anything not below `least` once that is certain.
fn metres_to_line(point: Point, line: Line, least: f64) -> f64 {
    let span = line.dx().abs().max(line.dy().abs());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most 360 / 0.25 pieces"
    )]
    let pieces = (span / PIECE_DEGREES).ceil().clamp(1.0, 2000.0) as u32;
    let at = |share: f64| {
        Point(Coord {
            x: line.start.x + line.dx() * share,
            y: line.start.y + line.dy() * share,
        })
    };
    let mut best = least;
    let mut start = (0.0, metres_between(point, at(0.0)));
    best = best.min(start.1);
    for piece in 1..=pieces {
        let share = f64::from(piece) / f64::from(pieces);
        let end = (share, metres_between(point, at(share)));
        best = best.min(end.1);
        // Triangle inequality: no point of the piece is nearer than this. A piece as straight in
        // degrees is longer than its geodesic by far less than the allowance.
        let length = metres_between(at(start.0), at(share)) * 1.001;
        if (start.1 + end.1 - length) / 2.0 < best {
            best = best.min(least_between(start.0, share, |s| {
                metres_between(point, at(s))
            }));
        }
        start = end;
    }
    best
}

/// The minimum of a function with one minimum, by golden section.
fn least_between(mut low: f64, mut high: f64, of: impl Fn(f64) -> f64) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let (mut a, mut b) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
    let (mut at_a, mut at_b) = (of(a), of(b));
    // 0.618^40 of a piece of at most 40 km is far below a millimetre.
    for _ in 0..40 {
        if at_a <= at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - GOLDEN * (high - low);
            at_a = of(a);
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + GOLDEN * (high - low);
            at_b = of(b);
        }
    }
    at_a.min(at_b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::algorithm::line_measures::Destination;
    use geo::{line_string, polygon};

    #[test]
    fn half_a_position_is_refused_however_deep() {
        for text in [
            r#"{"type": "Point", "coordinates": [113.1]}"#,
            r#"{"type": "Polygon", "coordinates": [[[0, 0], [1], [1, 1], [0, 0]]]}"#,
            r#"{"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": []}]}"#,
        ] {
            // What the parser itself refuses never comes here.
            if let Ok(geometry) = text.parse::<geojson::Geometry>() {
                assert!(from_geojson(geometry).is_err(), "{text}");
            }
        }
    }

    #[test]
    fn short_geodesics_are_karneys() {
        for number in 0..200_000_u32 {
            // Spread evenly: multiples of irrational numbers.
            let part = |step: f64| (f64::from(number) * step).fract();
            let x = part(0.754_877_666_247) * 360.0 - 180.0;
            let from = Point::new(x, part(0.569_840_290_998) * 180.0 - 90.0);
            let length = [1.0, 300.0, 20_000.0, 60_000.0][(number % 4) as usize];
            let length = length * part(0.618_033_988_75);
            let to = Geodesic.destination(from, part(0.324_717_957_245) * 360.0, length);
            let metres = metres_between(from, to);
            assert!(
                (metres - Geodesic.distance(from, to)).abs() < 2e-8,
                "{from:?} {to:?}"
            );
            assert_eq!(metres.to_bits(), metres_between(to, from).to_bits());
        }
        let pole = Point::new(20.0, 90.0);
        assert!(metres_between(pole, pole) == 0.0);
        // Both names of the antimeridian, and of a pole.
        assert!(metres_between(Point::new(180.0, 5.0), Point::new(-180.0, 5.0)) < 1e-8);
        assert!(metres_between(pole, Point::new(-70.0, 90.0)) < 1e-8);
    }

    #[test]
    fn a_published_geodesic_is_met() {
        // Karney (2013), table 2: from 40° N to an azimuth of 30° over 10,000 km.
        let from = Point::new(0.0, 40.0);
        let to = Point::new(137.844_900_043_77, 41.793_310_205_06);
        assert!((metres_between(from, to) - 10_000_000.0).abs() < 1e-3);
    }

    #[test]
    fn the_distance_to_an_edge_is_the_least_over_its_points() {
        let edges = [
            line_string![(x: 113.0, y: 29.0), (x: 113.3, y: 29.4)],
            line_string![(x: 112.0, y: 29.3), (x: 116.0, y: 29.3)],
            line_string![(x: 113.1, y: 29.39), (x: 113.1, y: 29.391)],
        ];
        let point = Point::new(113.08, 29.41);
        for edge in edges {
            let found = metres_to(point, &Geometry::LineString(edge.clone()));
            let sampled = edge
                .lines()
                .flat_map(|line| {
                    (0..=200_000).map(move |i| {
                        let share = f64::from(i) / 200_000.0;
                        Point::from(line.start + line.delta() * share)
                    })
                })
                .map(|p| metres_between(point, p))
                .fold(f64::INFINITY, f64::min);
            assert!(
                found <= sampled + 1e-6 && found > sampled - 0.05,
                "{found} against {sampled} sampled"
            );
        }
    }

    #[test]
    fn inside_is_no_distance() {
        let lake = polygon![(x: 113.0, y: 29.0), (x: 113.2, y: 29.0), (x: 113.1, y: 29.2)];
        let footprint = Footprint::new(MultiPolygon::from(lake.clone())).unwrap();
        let inside = footprint.representative().point();
        assert!(metres_to(inside, &Geometry::Polygon(lake)) == 0.0);
        let outside = Point::new(113.0, 29.1);
        let lake = Geometry::MultiPolygon(footprint.polygons().clone());
        assert!(metres_to(outside, &lake) > 1000.0);
    }
}
