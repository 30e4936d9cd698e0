//! Distances on the WGS84 ellipsoid: between points, from a point to a geometry, and bounds of them
//! from straight chords.

use geo::algorithm::line_measures::{Distance, Geodesic};
use geo::{Coord, Geometry, Intersects, Line, LinesIter, Point, Polygon, Rect};

use super::{Footprint, Position};

/// The semi-major axis of the ellipsoid, in metres, and the square of its first eccentricity.
const SEMI_MAJOR_AXIS: f64 = 6_378_137.0;
const ECCENTRICITY_SQUARED: f64 = 0.006_694_379_990_141_316_5;
/// The smallest radius of curvature of the ellipsoid: along a meridian at the equator.
const MIN_RADIUS: f64 = SEMI_MAJOR_AXIS * (1.0 - ECCENTRICITY_SQUARED);

/// The longest chord, in metres, from which the length of a geodesic is computed as a series.
const MAX_SERIES_CHORD: f64 = 50_000.0;

/// An allowance in metres for the rounding of chords and geodesics: far more than either has, far
/// less than anyone measures.
pub(crate) const ROUNDING: f64 = 1e-5;

/// The geodesic distance between two points, in metres.
///
/// Up to 50 km a series of the chord is used, which agrees with Karney's algorithm within
/// 20 nanometres and is several times as fast; beyond, that algorithm itself. The chord is exact to
/// a few nanometres, so points that lie closer may be at distance 0.
pub(crate) fn geodesic_metres(a: Point, b: Point) -> f64 {
    series_metres(ecef(a), ecef(b)).unwrap_or_else(|| Geodesic.distance(a, b))
}

/// The length of the geodesic between two points in space; `None` beyond [`MAX_SERIES_CHORD`].
///
/// A curve with chord c is longer than it by κ²c³/24 + 3κ⁴c⁵/640 + …, the series of a circle's arc,
/// where κ is the curvature in its middle: the normal curvature there in the direction of the chord
/// (Euler's formula). The curvature changes along the geodesic by less than the flattening times
/// another (κc)², which is below 1e-13 of the length.
fn series_metres(from: [f64; 3], to: [f64; 3]) -> Option<f64> {
    /// The squares of the semi-axes.
    const AXES: [f64; 3] = [
        SEMI_MAJOR_AXIS * SEMI_MAJOR_AXIS,
        SEMI_MAJOR_AXIS * SEMI_MAJOR_AXIS,
        SEMI_MAJOR_AXIS * SEMI_MAJOR_AXIS * (1.0 - ECCENTRICITY_SQUARED),
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
    if chord > MAX_SERIES_CHORD * MAX_SERIES_CHORD {
        return None;
    }
    // κ²c². The middle of the chord lies below the surface; `out` corrects for that.
    let bend = along * along * out / (normal * chord.max(f64::MIN_POSITIVE));
    Some(chord.sqrt() * (1.0 + bend / 24.0 + bend * bend * (3.0 / 640.0)))
}

/// The earth-centred, earth-fixed coordinates of a point on the ellipsoid, in metres.
///
/// A chord between two such points is never longer than the geodesic between them.
pub(crate) fn ecef(point: Point) -> [f64; 3] {
    let (sin_lat, cos_lat) = point.y().to_radians().sin_cos();
    let (sin_lon, cos_lon) = point.x().to_radians().sin_cos();
    let normal = SEMI_MAJOR_AXIS / (1.0 - ECCENTRICITY_SQUARED * sin_lat * sin_lat).sqrt();
    [
        normal * cos_lat * cos_lon,
        normal * cos_lat * sin_lon,
        normal * (1.0 - ECCENTRICITY_SQUARED) * sin_lat,
    ]
}

/// The straight distance between two points in space.
pub(crate) fn chord(from: [f64; 3], to: [f64; 3]) -> f64 {
    let square = |axis: usize| (from[axis] - to[axis]) * (from[axis] - to[axis]);
    (square(0) + square(1) + square(2)).sqrt()
}

/// An upper bound of the geodesics with this chord, in metres.
///
/// A curve whose curvature nowhere exceeds that of a circle has no shorter chord than the circle's
/// arc of the same length (Schur's comparison theorem), and no geodesic has a smaller radius of
/// curvature than [`MIN_RADIUS`].
pub(crate) fn longest_geodesic(chord: f64) -> f64 {
    let half = chord / (2.0 * MIN_RADIUS);
    if half < 0.1 {
        // The arcsine is half + half³/6 + 3 half⁵/40 + …: here less than this.
        chord * (1.0 + 0.168 * half * half) + ROUNDING
    } else if half < 0.9 {
        2.0 * MIN_RADIUS * half.asin() + ROUNDING
    } else {
        f64::INFINITY
    }
}

/// A chord so short that its geodesic is no longer than this for certain; negative if there is none.
/// The inverse of [`longest_geodesic`], rounded down.
pub(crate) fn sure_chord(geodesic: f64) -> f64 {
    // Beyond 1.1 the theorem gives no bound, as above.
    let half = ((geodesic - 2.0 * ROUNDING) / (2.0 * MIN_RADIUS)).min(1.1);
    2.0 * MIN_RADIUS * half.sin()
}

/// An upper bound of the chords from a point of a box in degrees to the other points of the box.
pub(crate) fn longest_chord(from: Point, bounds: &Rect) -> f64 {
    let (low, high) = (bounds.min(), bounds.max());
    if high.x - low.x >= 90.0 {
        return f64::INFINITY;
    }
    // On a sphere the farthest point is a corner; one per cent covers the ellipsoid.
    let centre = ecef(from);
    [
        (low.x, low.y),
        (low.x, high.y),
        (high.x, low.y),
        (high.x, high.y),
    ]
    .into_iter()
    .map(|(x, y)| chord(centre, ecef(Point::new(x, y))))
    .fold(0.0, f64::max)
        * 1.01
        + 1.0
}

/// The distance in metres from a site to a geometry: 0 where the geometry meets its footprint.
pub(crate) fn site_metres(
    position: &Position,
    footprint: Option<&Footprint>,
    geometry: &Geometry,
) -> f64 {
    if footprint.is_some_and(|footprint| footprint.polygons().intersects(geometry)) {
        0.0
    } else {
        metres_to(position.point(), geometry)
    }
}

/// The distance in metres from a point to a geometry: 0 inside a polygon, else the least geodesic
/// distance to its points or edges; infinite for an empty geometry.
fn metres_to(point: Point, geometry: &Geometry) -> f64 {
    let least = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::INFINITY, f64::min);
    match geometry {
        Geometry::Point(other) => geodesic_metres(point, *other),
        Geometry::MultiPoint(points) => {
            least(&mut points.iter().map(|p| geodesic_metres(point, *p)))
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

fn metres_to_polygon(point: Point, polygon: &Polygon) -> f64 {
    if polygon.intersects(&point) {
        0.0
    } else {
        metres_to_lines(point, polygon.lines_iter())
    }
}

fn metres_to_lines(point: Point, lines: impl Iterator<Item = Line>) -> f64 {
    lines.fold(f64::INFINITY, |least, line| {
        metres_to_line(point, line, least)
    })
}

/// Edges are cut into pieces of at most this many degrees, on which the distance has one minimum.
const PIECE_DEGREES: f64 = 0.25;

/// The distance to one edge, or some value that is not below `least` if the edge is no nearer.
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
    let mut start = (0.0, geodesic_metres(point, at(0.0)));
    best = best.min(start.1);
    for piece in 1..=pieces {
        let share = f64::from(piece) / f64::from(pieces);
        let end = (share, geodesic_metres(point, at(share)));
        best = best.min(end.1);
        // By the triangle inequality no point of the piece is nearer than this. A piece that is straight
        // in degrees is longer than its geodesic by far less than the allowance of 0.1 %.
        let length = geodesic_metres(at(start.0), at(share)) * 1.001;
        if (start.1 + end.1 - length) / 2.0 < best {
            best = best.min(golden_section_minimum(start.0, share, |s| {
                geodesic_metres(point, at(s))
            }));
        }
        start = end;
    }
    best
}

/// The minimum of a function that has one minimum between `low` and `high`, by golden-section search.
fn golden_section_minimum(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let (mut a, mut b) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
    let (mut at_a, mut at_b) = (f(a), f(b));
    // 0.618^40 of a piece of at most 40 km is far below a millimetre.
    for _ in 0..40 {
        if at_a <= at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - GOLDEN * (high - low);
            at_a = f(a);
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + GOLDEN * (high - low);
            at_b = f(b);
        }
    }
    at_a.min(at_b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::algorithm::line_measures::Destination;
    use geo::{MultiPolygon, line_string, polygon};

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
            let metres = geodesic_metres(from, to);
            assert!(
                (metres - Geodesic.distance(from, to)).abs() < 2e-8,
                "{from:?} {to:?}"
            );
            assert_eq!(metres.to_bits(), geodesic_metres(to, from).to_bits());
        }
        let pole = Point::new(20.0, 90.0);
        assert!(geodesic_metres(pole, pole) == 0.0);
        // Both names of the antimeridian, and of a pole.
        assert!(geodesic_metres(Point::new(180.0, 5.0), Point::new(-180.0, 5.0)) < 1e-8);
        assert!(geodesic_metres(pole, Point::new(-70.0, 90.0)) < 1e-8);
    }

    #[test]
    fn a_published_geodesic_is_met() {
        // Karney (2013), table 2: from 40° N to an azimuth of 30° over 10,000 km.
        let from = Point::new(0.0, 40.0);
        let to = Point::new(137.844_900_043_77, 41.793_310_205_06);
        assert!((geodesic_metres(from, to) - 10_000_000.0).abs() < 1e-3);
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
                .map(|p| geodesic_metres(point, p))
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
