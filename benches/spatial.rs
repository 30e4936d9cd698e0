//! Nearest, radius and box queries over points, compared with rstar and geo-index.
//!
//! ```text
//! python benches/spatial.py 1000000      # this, and scipy's cKDTree in the same rounds
//! cargo run --release -p panhuo-benches --bin spatial -- 1000000
//! ```
//!
//! Points cluster in a province. panhuo's distances are geodesics on the ellipsoid and its answers
//! are sorted. Peers are queried in two ways: as they are, on a plane of scaled degrees, which is less
//! work; and for the same answer, with what they need for that: rstar by chords in space, geo-index
//! by a box in degrees, each with the geodesic of what it finds. Answers of the same metric are
//! compared; panhuo's with the exact ones. The nearest are queried twice: in order, and with their
//! distances in metres.
//!
//! With a folder in `BENCH_DIR` the points and the queries are written there, and a round is timed for
//! each line of the input; figures are one JSON object a round, in microseconds of processor time a
//! query.

use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::{fs, io};

use cpu_time::ThreadTime;
use fastrand::Rng;
use geo_index::kdtree::{KDTree, KDTreeBuilder, KDTreeIndex};
use geo_index::rtree::sort::HilbertSort;
use geo_index::rtree::{RTree as PackedTree, RTreeBuilder, RTreeIndex};
use panhuo::catalog::SiteColumns;
use panhuo::units::metres;
use panhuo::{Catalog, Position, SiteKind};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

const QUERIES: usize = 200;
const RADIUS: f64 = 10_000.0;
const NEAREST: usize = 10;
/// Metres a degree in the middle of the province.
const SCALE: [f64; 2] = [98_800.0, 110_800.0];
/// No chord of a geodesic of [`RADIUS`] is shorter by more than this.
const SLACK: f64 = 0.01;

type Failed = Box<dyn Error>;
type Flat = RTree<GeomWithData<[f64; 2], u32>>;
type InSpace = RTree<GeomWithData<[f64; 3], u32>>;

fn main() -> Result<(), Failed> {
    let count: usize = std::env::args()
        .nth(1)
        .map_or(Ok(1_000_000), |n| n.parse())?;
    let points = points(count);
    let contenders = Contenders::new(&points)?;
    let mut random = Rng::with_seed(7);
    let queries: Vec<[f64; 2]> = (0..QUERIES)
        .map(|_| points[random.usize(..count)].map(|at| at + 0.001 * (random.f64() - 0.5)))
        .collect();
    let hits = contenders.check(&queries);
    let folder = std::env::var("BENCH_DIR").ok();
    if let Some(folder) = &folder {
        let folder = Path::new(folder);
        fs::create_dir_all(folder)?;
        fs::write(folder.join("points.f64"), bytes(&points))?;
        fs::write(folder.join("queries.f64"), bytes(&queries))?;
        fs::write(
            folder.join("answers.json"),
            serde_json::to_string(&contenders.answers(&queries))?,
        )?;
        println!("{}", serde_json::json!({"hits": hits, "scale": SCALE}));
        for line in io::stdin().lines() {
            line?;
            println!("{}", serde_json::to_string(&contenders.round(&queries))?);
        }
        return Ok(());
    }
    println!("{count} points, {QUERIES} queries, {hits:?} hits a query in radius and box");
    let rounds: Vec<_> = (0..5).map(|_| contenders.round(&queries)).collect();
    for name in rounds[0].keys() {
        let mut times: Vec<f64> = rounds.iter().map(|round| round[name]).collect();
        times.sort_by(f64::total_cmp);
        let [least, middle, most] = [times[0], times[2], times[4]];
        println!("{name:42} {middle:8.2} µs ({least:.2}-{most:.2})");
    }
    Ok(())
}

fn bytes(points: &[[f64; 2]]) -> Vec<u8> {
    let each = points.iter().flatten();
    each.flat_map(|value| value.to_le_bytes()).collect()
}

/// Most in 50 clusters of a province, a fifth anywhere in it: some thousands within the radius.
fn points(count: usize) -> Vec<[f64; 2]> {
    let mut random = Rng::with_seed(430_602);
    let anywhere = |random: &mut Rng| [109.0 + 5.0 * random.f64(), 25.0 + 5.0 * random.f64()];
    let centres: Vec<[f64; 2]> = (0..50).map(|_| anywhere(&mut random)).collect();
    let point = |_| {
        if random.f64() < 0.2 {
            return anywhere(&mut random);
        }
        let centre = centres[random.usize(..centres.len())];
        centre.map(|at| at + 0.15 * (random.f64() + random.f64() + random.f64() - 1.5))
    };
    (0..count).map(point).collect()
}

/// Where a position stands in space: WGS84, as any textbook has it.
fn in_space([longitude, latitude]: [f64; 2]) -> [f64; 3] {
    let (a, e2) = (6_378_137.0, 0.006_694_379_990_141_316_5);
    let (sin, cos) = latitude.to_radians().sin_cos();
    let (east, north) = longitude.to_radians().sin_cos();
    let normal = a / f64::sqrt(1.0 - e2 * sin * sin);
    [
        normal * cos * north,
        normal * cos * east,
        normal * (1.0 - e2) * sin,
    ]
}

fn flat(point: [f64; 2]) -> [f64; 2] {
    [point[0] * SCALE[0], point[1] * SCALE[1]]
}

/// The corners of a box of twice [`RADIUS`] across, in degrees.
fn corners(centre: [f64; 2]) -> [[f64; 2]; 2] {
    let half = SCALE.map(|scale| RADIUS / scale);
    [
        [centre[0] - half[0], centre[1] - half[1]],
        [centre[0] + half[0], centre[1] + half[1]],
    ]
}

fn position([longitude, latitude]: [f64; 2]) -> Position {
    Position::new(longitude, latitude).expect("the points lie in a province")
}

struct Contenders {
    positions: Vec<Position>,
    catalog: Catalog,
    degrees: Flat,
    plane: Flat,
    space: InSpace,
    packed_degrees: KDTree<f64>,
    packed_plane: KDTree<f64>,
    packed_boxes: PackedTree<f64>,
}

impl Contenders {
    fn new(points: &[[f64; 2]]) -> Result<Self, Failed> {
        let ids: Vec<String> = (0..points.len()).map(|at| format!("{at:08}")).collect();
        let (longitudes, latitudes) = points.iter().map(|[x, y]| (*x, *y)).unzip();
        let columns = SiteColumns::new(ids, vec![SiteKind::Land; points.len()]);
        let catalog = Catalog::from_columns(columns.positions(longitudes, latitudes))?;
        let flat_tree = |of: fn([f64; 2]) -> [f64; 2]| {
            let each = points.iter().zip(0..);
            RTree::bulk_load(each.map(|(p, at)| GeomWithData::new(of(*p), at)).collect())
        };
        let packed = |of: fn([f64; 2]) -> [f64; 2]| {
            let mut builder = KDTreeBuilder::new(u32::try_from(points.len()).unwrap_or(u32::MAX));
            for point in points {
                let [x, y] = of(*point);
                builder.add(x, y);
            }
            builder.finish()
        };
        let mut boxes = RTreeBuilder::new(u32::try_from(points.len())?);
        for point in points {
            let [x, y] = flat(*point);
            boxes.add(x, y, x, y);
        }
        let space = points.iter().zip(0..);
        let space = space.map(|(point, at)| GeomWithData::new(in_space(*point), at));
        Ok(Self {
            positions: points.iter().map(|point| position(*point)).collect(),
            catalog,
            degrees: flat_tree(|point| point),
            plane: flat_tree(flat),
            space: RTree::bulk_load(space.collect()),
            packed_degrees: packed(|point| point),
            packed_plane: packed(flat),
            packed_boxes: boxes.finish::<HilbertSort>(),
        })
    }

    fn geodesic(&self, at: u32, centre: &Position) -> f64 {
        self.positions[at as usize].distance(centre).value()
    }

    fn panhuo_radius(&self, centre: [f64; 2]) -> panhuo::catalog::SiteSelection<'_> {
        let found = self
            .catalog
            .within_radius(&position(centre), metres(RADIUS));
        found.expect("a radius")
    }

    fn panhuo_box(&self, centre: [f64; 2]) -> panhuo::catalog::SiteSelection<'_> {
        let [low, high] = corners(centre);
        self.catalog.within_box(&position(low), &position(high))
    }

    fn plane_nearest(&self, centre: [f64; 2]) -> Vec<u32> {
        let near = self.plane.nearest_neighbor_iter(flat(centre));
        near.take(NEAREST).map(|point| point.data).collect()
    }

    /// With distances on the plane, in metres.
    fn plane_distances(&self, centre: [f64; 2]) -> Vec<(u32, f64)> {
        let near = self
            .plane
            .nearest_neighbor_iter_with_distance_2(flat(centre));
        let near = near.take(NEAREST);
        near.map(|(point, square)| (point.data, square.sqrt()))
            .collect()
    }

    /// The same of geo-index, which gives no distances itself.
    fn packed_distances(&self, centre: [f64; 2]) -> Vec<(u32, f64)> {
        let [x, y] = flat(centre);
        let near = self.packed_boxes.neighbors(x, y, Some(NEAREST), None);
        let metres = |at: u32| {
            let [a, b] = flat([
                self.positions[at as usize].longitude(),
                self.positions[at as usize].latitude(),
            ]);
            (at, f64::hypot(a - x, b - y))
        };
        near.into_iter().map(metres).collect()
    }

    fn chord_nearest(&self, centre: [f64; 2]) -> Vec<u32> {
        let near = self.space.nearest_neighbor_iter(in_space(centre));
        near.take(NEAREST).map(|point| point.data).collect()
    }

    fn plane_radius(&self, centre: [f64; 2]) -> Vec<u32> {
        let near = self
            .plane
            .locate_within_distance(flat(centre), RADIUS * RADIUS);
        near.map(|point| point.data).collect()
    }

    fn plane_box(&self, centre: [f64; 2]) -> Vec<u32> {
        let [low, high] = corners(centre);
        let inside = self
            .degrees
            .locate_in_envelope(AABB::from_corners(low, high));
        inside.map(|point| point.data).collect()
    }

    /// By chord, with the geodesics of the answer: chords and geodesics as near as this stand in the
    /// same order but for ties.
    fn exact_nearest(&self, centre: [f64; 2]) -> Vec<(u32, f64)> {
        let from = position(centre);
        let metres = |at: u32| (at, self.geodesic(at, &from));
        self.chord_nearest(centre).into_iter().map(metres).collect()
    }

    fn exact_radius(&self, centre: [f64; 2]) -> Vec<u32> {
        let (from, centre) = (in_space(centre), position(centre));
        let near = self.space.locate_within_distance(from, RADIUS * RADIUS);
        let sure = (RADIUS - SLACK) * (RADIUS - SLACK);
        let is_near = |point: &&GeomWithData<[f64; 3], u32>| {
            let chord: f64 = point
                .geom()
                .iter()
                .zip(from)
                .map(|(a, b)| (a - b) * (a - b))
                .sum();
            chord <= sure || self.geodesic(point.data, &centre) <= RADIUS
        };
        near.filter(is_near).map(|point| point.data).collect()
    }

    /// A box in degrees that holds the circle, then the geodesic of everything in it.
    fn packed_exact_radius(&self, centre: [f64; 2]) -> Vec<u32> {
        let [low, high] = corners(centre);
        let [wide, tall] = [0.02 * (high[0] - low[0]), 0.02 * (high[1] - low[1])];
        let centre = position(centre);
        let inside =
            self.packed_degrees
                .range(low[0] - wide, low[1] - tall, high[0] + wide, high[1] + tall);
        let is_near = |at: &u32| self.geodesic(*at, &centre) <= RADIUS;
        inside.into_iter().filter(is_near).collect()
    }

    /// Compares the answers; the mean of hits in the radius and the box.
    fn check(&self, queries: &[[f64; 2]]) -> [usize; 2] {
        let mut hits = [0; 2];
        for query in queries {
            let [x, y] = flat(*query);
            let numbers = |found: panhuo::catalog::SiteSelection<'_>| -> Vec<u32> {
                let id = |id: &panhuo::SiteId| id.as_str().parse().expect("ids are numbers");
                found.ids().map(id).collect()
            };
            let sorted = |mut found: Vec<u32>| {
                found.sort_unstable();
                found
            };
            let radius = numbers(self.panhuo_radius(*query));
            assert_eq!(radius, sorted(self.exact_radius(*query)));
            assert_eq!(radius, sorted(self.packed_exact_radius(*query)));
            let in_box = numbers(self.panhuo_box(*query));
            assert_eq!(in_box, sorted(self.plane_box(*query)));
            let [low, high] = corners(*query);
            let packed = self.packed_degrees.range(low[0], low[1], high[0], high[1]);
            assert_eq!(in_box, sorted(packed));
            let plane = sorted(self.plane_radius(*query));
            assert_eq!(plane, sorted(self.packed_plane.within(x, y, RADIUS)));
            let packed = self.packed_boxes.neighbors(x, y, Some(NEAREST), None);
            assert_eq!(self.plane_nearest(*query), packed);
            let nearest = self.catalog.nearest(&position(*query), NEAREST);
            let exact = self.exact_nearest(*query);
            let distances = self.plane_distances(*query);
            for (rstar, packed) in distances.iter().zip(self.packed_distances(*query)) {
                assert_eq!(rstar.0, packed.0);
                assert!((rstar.1 - packed.1).abs() < 1e-6);
            }
            for ((id, metres), (at, exact)) in nearest.distances().zip(exact) {
                assert_eq!(id.as_str(), format!("{at:08}"));
                assert_eq!(metres.value().to_bits(), exact.to_bits());
            }
            hits[0] += radius.len();
            hits[1] += in_box.len();
        }
        hits.map(|hits| hits / queries.len())
    }

    /// Of each planar query, how many hits there are and the sum of their numbers.
    fn answers(&self, queries: &[[f64; 2]]) -> BTreeMap<&'static str, Vec<[u64; 2]>> {
        let sums = |found: Vec<u32>| {
            let sum = found.iter().map(|at| u64::from(*at)).sum();
            [found.len() as u64, sum]
        };
        let each = |answer: &dyn Fn([f64; 2]) -> Vec<u32>| -> Vec<[u64; 2]> {
            queries.iter().map(|query| sums(answer(*query))).collect()
        };
        BTreeMap::from([
            ("nearest", each(&|query| self.plane_nearest(query))),
            ("radius", each(&|query| self.plane_radius(query))),
            ("box", each(&|query| self.plane_box(query))),
        ])
    }

    /// Microseconds of processor time a query, by contender.
    fn round(&self, queries: &[[f64; 2]]) -> BTreeMap<&'static str, f64> {
        let time = |ask: &dyn Fn([f64; 2]) -> usize| {
            let start = ThreadTime::now();
            for query in queries {
                black_box(ask(*query));
            }
            #[expect(clippy::cast_precision_loss)]
            let each = start.elapsed().as_secs_f64() * 1e6 / queries.len() as f64;
            each
        };
        let mut times = BTreeMap::new();
        let mut add = |name, ask: &dyn Fn([f64; 2]) -> usize| {
            times.insert(name, time(ask));
        };
        add("nearest, panhuo", &|q| {
            let found = self.catalog.nearest(&position(q), NEAREST);
            black_box(found.ids().collect::<Vec<_>>()).len()
        });
        add("nearest, rstar on a plane", &|q| {
            self.plane_nearest(q).len()
        });
        add("nearest, geo-index on a plane", &|q| {
            let [x, y] = flat(q);
            self.packed_boxes.neighbors(x, y, Some(NEAREST), None).len()
        });
        add("nearest, rstar by chord", &|q| self.chord_nearest(q).len());
        add("distances, panhuo", &|q| {
            let found = self.catalog.nearest(&position(q), NEAREST);
            black_box(found.distances().collect::<Vec<_>>()).len()
        });
        add("distances, rstar on a plane", &|q| {
            black_box(self.plane_distances(q)).len()
        });
        add("distances, geo-index on a plane", &|q| {
            black_box(self.packed_distances(q)).len()
        });
        add("distances, rstar by chord, geodesics", &|q| {
            black_box(self.exact_nearest(q)).len()
        });
        add("radius, panhuo", &|q| self.panhuo_radius(q).len());
        add("radius, rstar on a plane", &|q| self.plane_radius(q).len());
        add("radius, geo-index on a plane", &|q| {
            let [x, y] = flat(q);
            self.packed_plane.within(x, y, RADIUS).len()
        });
        add("radius, rstar by chord, geodesics", &|q| {
            self.exact_radius(q).len()
        });
        add("radius, geo-index in degrees, geodesics", &|q| {
            self.packed_exact_radius(q).len()
        });
        add("box, panhuo", &|q| self.panhuo_box(q).len());
        add("box, rstar", &|q| self.plane_box(q).len());
        add("box, geo-index", &|q| {
            let [low, high] = corners(q);
            let found = self.packed_degrees.range(low[0], low[1], high[0], high[1]);
            found.len()
        });
        times
    }
}
