//! Infers the reference system and axis order of coordinate pairs.
//!
//! A pair of numbers may be degrees in either order, degrees with minutes and seconds as decimals, or metres
//! in a projected grid. Each interpretation inside the area is a candidate. Of several candidates, the system
//! that fits most rows of the table is chosen, then the one that a label beside the coordinates names. Labels
//! are evidence only, because they are often wrong.

use std::collections::BTreeMap;

use panhuo::Position;

use super::system::{self, Bounds, Crs};
use super::{CrsHint, LedgerArea};
use crate::format::wkt::Vertex;
use crate::parse::coordinates::{Axis, Pair};

/// The mainland of China, used if no area is given. Its longitudes and latitudes do not overlap.
const CHINA: Bounds = [73.0, 3.0, 136.0, 54.0];
/// Two candidates nearer than this, in metres, are the same place.
const SAME_PLACE: f64 = 50.0;
/// The fewest rows that show that decimals are minutes and seconds: with fewer it may be coincidence.
const PACKED_ROWS: usize = 6;
/// The fewest certain positions that define the extent of a table, and the buffer around it in degrees.
const REST_ROWS: usize = 3;
const REST_BUFFER: f64 = 0.3;
/// An extent wider than this, in degrees, is not used.
const REST_WIDEST: f64 = 12.0;

/// One interpretation of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct CrsCandidate {
    pub(crate) position: Position,
    pub(crate) system: Crs,
    /// Whether the first number is the northing.
    pub(crate) swapped: bool,
}

/// The result of the inference for a pair.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum CrsDecision {
    /// The chosen position; `alternatives` are other candidates that no evidence rules out.
    Located {
        chosen: CrsCandidate,
        alternatives: Vec<CrsCandidate>,
    },
    /// Both numbers are 0.
    Zero,
    /// Valid coordinates, but outside the area.
    Outside(CrsCandidate),
    /// In a system that is not converted.
    UnknownSystem,
    Illegible,
}

/// Infers the positions of one table.
#[derive(Debug)]
pub(crate) struct CrsInference {
    area: LedgerArea,
    systems: Vec<Crs>,
    /// For each system and axis order, the number of rows that have such a candidate.
    votes: BTreeMap<(Crs, bool), usize>,
    /// Whether the decimals of degrees in this table are minutes and seconds.
    packed: bool,
    /// The extent of the rows whose positions are certain without an area, if the profile has no area.
    rest: Option<Bounds>,
}

impl CrsInference {
    /// Collects the evidence of all pairs of a table before any is decided. `rest` is the extent of its sites, if
    /// another pair of columns gives it.
    pub(crate) fn new<'p>(
        area: &LedgerArea,
        systems: &[Crs],
        rest: Option<Bounds>,
        pairs: impl Iterator<Item = (&'p Pair, CrsHint)> + Clone,
    ) -> Self {
        let systems = if systems.is_empty() {
            system::CHINESE
        } else {
            systems
        };
        let mut inference = Self {
            area: area.clone(),
            systems: systems.to_vec(),
            votes: BTreeMap::new(),
            packed: false,
            rest: None,
        };
        if systems.contains(&Crs::PackedDegrees) {
            let degrees = pairs
                .clone()
                .filter(|(pair, _)| pair.is_degrees() && !pair.sexagesimal());
            let (mut rows, mut fits) = (0_usize, 0_usize);
            for (pair, _) in degrees {
                rows += 1;
                fits += usize::from(pair.packed());
            }
            inference.packed = rows >= PACKED_ROWS && fits == rows;
        }
        if area.bounds.is_none() {
            let metres = pairs.clone().any(|(pair, _)| !pair.is_degrees());
            let certain = || {
                let degrees = pairs.clone().filter(|(pair, _)| pair.is_degrees());
                let here = |(pair, label)| match inference.decide(pair, label, |_| true) {
                    CrsDecision::Located {
                        chosen,
                        alternatives,
                    } if alternatives.is_empty() => Some(chosen.position),
                    _ => None,
                };
                around(degrees.filter_map(here))
            };
            let found = if metres { rest.or_else(certain) } else { None };
            inference.rest = found;
        }
        for (pair, label) in pairs {
            let found = inference.candidates(pair, label);
            let mut kinds: Vec<_> = found.iter().map(|c| (c.system, c.swapped)).collect();
            kinds.sort_unstable();
            kinds.dedup();
            for kind in kinds {
                *inference.votes.entry(kind).or_default() += 1;
            }
        }
        inference
    }

    /// The bounds that the position of a pair must lie in, if known.
    fn bounds(&self, pair: &Pair) -> Option<Bounds> {
        let rest = if pair.is_degrees() { None } else { self.rest };
        self.area.bounds.or(rest)
    }

    /// Every candidate in the area: in the expected systems or, if those have none in the area, in all others.
    fn candidates(&self, pair: &Pair, label: CrsHint) -> Vec<CrsCandidate> {
        let rest = if pair.is_degrees() { None } else { self.rest };
        let in_area = |candidate: &CrsCandidate| {
            self.area.contains(candidate.position)
                && rest.is_none_or(|rest| within(candidate.position, rest))
        };
        let mut found = self.readings(pair, label, &self.systems);
        found.retain(in_area);
        if found.is_empty() && self.bounds(pair).is_some() {
            found = self.readings(pair, label, system::ALL);
            found.retain(in_area);
        }
        let decimal = found
            .iter()
            .any(|candidate| candidate.system == Crs::Degrees);
        match (decimal, self.packed) {
            (true, true) if found.iter().any(|c| c.system == Crs::PackedDegrees) => {
                found.retain(|candidate| candidate.system != Crs::Degrees);
            }
            (true, _) => found.retain(|candidate| candidate.system != Crs::PackedDegrees),
            _ => {}
        }
        found
    }

    /// Whether the profile or, without one, the default list expects the system.
    pub(crate) fn expects(&self, system: Crs) -> bool {
        self.systems.contains(&system)
    }

    /// Every candidate in these systems and in the label's system, inside or outside the area.
    fn readings(&self, pair: &Pair, label: CrsHint, systems: &[Crs]) -> Vec<CrsCandidate> {
        let mut found = Vec::new();
        let zones = label.meridian.map(|_| Crs::GaussKruger3);
        let reported = [label.system, zones].into_iter().flatten();
        let reported = reported.filter(|reported| !systems.contains(reported));
        let area = self.bounds(pair);
        for system in systems.iter().copied().chain(reported) {
            let fits = if system.is_degrees() {
                pair.is_degrees()
            } else {
                !pair.sexagesimal()
            };
            if !fits || (system == Crs::PackedDegrees && !pair.packed()) {
                continue;
            }
            for swapped in pair.orders() {
                let (east, north) = pair.values(*swapped);
                let places = system.places(east, north, area, label);
                found.extend(places.into_iter().map(|position| CrsCandidate {
                    position,
                    system,
                    swapped: *swapped,
                }));
            }
        }
        found
    }

    /// The position of a vertex, in the system that was chosen for the first vertex of its geometry.
    pub(crate) fn vertex(
        &self,
        (a, b): Vertex,
        chosen: &CrsCandidate,
        label: CrsHint,
    ) -> Option<Position> {
        let (east, north) = if chosen.swapped { (b, a) } else { (a, b) };
        let bounds = self.area.bounds.or(self.rest);
        let places = chosen.system.places(east, north, bounds, label);
        let far = |at: &Position| at.distance(&chosen.position).value();
        if places.len() <= 1 {
            return places.first().copied();
        }
        let nearest = places.into_iter();
        nearest.min_by(|a, b| far(a).total_cmp(&far(b)))
    }

    /// Decides one pair. `in_jurisdiction` tells whether a position lies in the jurisdiction that the row names.
    pub(crate) fn decide(
        &self,
        pair: &Pair,
        label: CrsHint,
        in_jurisdiction: impl Fn(Position) -> bool,
    ) -> CrsDecision {
        if pair.is_zero() {
            return CrsDecision::Zero;
        }
        let mut found = self.candidates(pair, label);
        if self.bounds(pair).is_none() {
            // Without an area, positions in China are preferred: longitudes and latitudes do not overlap there.
            let china = |candidate: &CrsCandidate| within(candidate.position, CHINA);
            let metres = |candidate: &CrsCandidate| !candidate.system.is_degrees();
            let reported =
                |candidate: &CrsCandidate| metres(candidate) && label.fits(candidate.system);
            if found.iter().any(reported) {
                found.retain(reported);
            } else if found.iter().any(china) {
                found.retain(china);
            } else if !label.fits_any(&found) && found.iter().any(metres) {
                found.retain(|candidate| candidate.system.is_degrees());
            } else {
                // For two numbers in one cell without axis names, the latitude comes first (ISO 6709).
                found.sort_by_key(|candidate| candidate.swapped == pair.has_axis_headers);
                found.truncate(1);
            }
        }
        let votes = |candidate: &CrsCandidate| {
            let votes = self.votes.get(&(candidate.system, candidate.swapped));
            votes.copied().unwrap_or(0)
        };
        // If headers name the axes, the other order needs clearly more rows to be chosen.
        let matches_headers =
            |candidate: &CrsCandidate| pair.has_axis_headers && !candidate.swapped;
        let rank = |candidate: &CrsCandidate| {
            let votes = votes(candidate);
            let credit = if matches_headers(candidate) {
                votes / 4 + 2
            } else {
                0
            };
            (
                in_jurisdiction(candidate.position),
                votes + credit,
                label.fits(candidate.system),
            )
        };
        found.sort_by(|a, b| {
            rank(b)
                .cmp(&rank(a))
                .then(a.swapped.cmp(&b.swapped))
                .then(a.system.cmp(&b.system))
        });
        if let Some((chosen, others)) = found.split_first() {
            let equal = |other: &&CrsCandidate| {
                in_jurisdiction(other.position) == in_jurisdiction(chosen.position)
                    && votes(other) * 10 >= votes(chosen) * 9
                    && label.fits(other.system) == label.fits(chosen.system)
                    && matches_headers(other) == matches_headers(chosen)
                    && !near(chosen, other)
            };
            return CrsDecision::Located {
                chosen: *chosen,
                alternatives: others.iter().filter(equal).copied().collect(),
            };
        }
        let anywhere = self.readings(pair, label, &self.systems);
        // Any pair of metres is valid in some grid, so evidence for the system is required.
        let has_evidence = |candidate: &&CrsCandidate| {
            label.fits(candidate.system)
                || votes(candidate) > 0
                || matches!(
                    candidate.system,
                    Crs::GaussKruger3Zoned | Crs::GaussKruger6Zoned
                )
        };
        let likely = anywhere
            .iter()
            .find(|candidate| within(candidate.position, CHINA) && candidate.system.is_degrees())
            .or_else(|| anywhere.iter().find(has_evidence))
            .or_else(|| {
                anywhere
                    .iter()
                    .find(|candidate| candidate.system.is_degrees())
            });
        match likely {
            Some(candidate) => CrsDecision::Outside(*candidate),
            None if pair.is_degrees() => CrsDecision::Illegible,
            None => CrsDecision::UnknownSystem,
        }
    }
}

/// The buffered extent of the positions, if there are enough of them near each other.
pub(crate) fn around(places: impl Iterator<Item = Position>) -> Option<Bounds> {
    let (mut longitudes, mut latitudes): (Vec<f64>, Vec<f64>) =
        places.map(|at| (at.longitude(), at.latitude())).unzip();
    if longitudes.len() < REST_ROWS {
        return None;
    }
    longitudes.sort_by(f64::total_cmp);
    latitudes.sort_by(f64::total_cmp);
    // One in ten values is left out at either end, so that outliers do not widen the extent.
    let cut = longitudes.len() / 10;
    let ends = |sorted: &[f64]| Some((*sorted.get(cut)?, *sorted.get(sorted.len() - 1 - cut)?));
    let ((west, east), (south, north)) = (ends(&longitudes)?, ends(&latitudes)?);
    let near = east - west <= REST_WIDEST && north - south <= REST_WIDEST;
    near.then_some([
        west - REST_BUFFER,
        south - REST_BUFFER,
        east + REST_BUFFER,
        north + REST_BUFFER,
    ])
}

fn within(position: Position, [west, south, east, north]: Bounds) -> bool {
    (west..=east).contains(&position.longitude()) && (south..=north).contains(&position.latitude())
}

fn near(first: &CrsCandidate, second: &CrsCandidate) -> bool {
    first.position.distance(&second.position).value() <= SAME_PLACE
}

/// The rounding error of a position in metres: half a unit of the last digit of the more precise number.
pub(crate) fn coarseness(pair: &Pair, chosen: &CrsCandidate) -> f64 {
    let unit = if chosen.system.is_degrees() {
        111_320.0
    } else {
        1.0
    };
    pair.step() * unit / 2.0
}

impl Pair {
    /// The possible axis orders; `true` if the first number is the northing.
    fn orders(&self) -> &'static [bool] {
        let (a, b) = (self.first.axis, self.second.axis);
        match (a, b) {
            _ if a == b => &[false, true],
            (Some(Axis::North), _) | (_, Some(Axis::East)) => &[true],
            _ => &[false],
        }
    }

    /// Whether letters or words name the axes.
    pub(crate) fn is_named(&self) -> bool {
        self.orders().len() == 1
    }

    /// Easting and northing.
    fn values(&self, swapped: bool) -> (f64, f64) {
        if swapped {
            (self.second.value, self.first.value)
        } else {
            (self.first.value, self.second.value)
        }
    }

    fn is_zero(&self) -> bool {
        self.first.value.abs() < 1e-9 && self.second.value.abs() < 1e-9
    }

    fn is_degrees(&self) -> bool {
        self.first.value.abs() <= 180.0 && self.second.value.abs() <= 180.0
    }

    fn sexagesimal(&self) -> bool {
        self.first.sexagesimal || self.second.sexagesimal
    }

    /// Whether the decimals of both numbers can be minutes and seconds.
    fn packed(&self) -> bool {
        let fits = |degrees: &crate::parse::coordinates::Degrees| {
            (1e-9..=1.1e-4).contains(&degrees.step) && system::packed(degrees.value).is_some()
        };
        !self.sexagesimal() && fits(&self.first) && fits(&self.second)
    }

    fn step(&self) -> f64 {
        // The numbers of a pair have equal precision: 51.56 beside -1.77638 is 51.56000 without its zeros.
        self.first.step.min(self.second.step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::coordinates::{ParsedCoordinates, joint, split};

    const BRITAIN: &[Crs] = &[
        Crs::Degrees,
        Crs::BritishGrid,
        Crs::LaeaEurope,
        Crs::Geocentric,
        Crs::WebMercator,
    ];

    fn britain() -> LedgerArea {
        LedgerArea {
            bounds: Some([-8.9, 49.8, 1.9, 60.95]),
            outline: Vec::new(),
        }
    }

    fn pair(stated: ParsedCoordinates) -> Pair {
        match stated {
            ParsedCoordinates::Pair(pair) => pair,
            other => panic!("{other:?}"),
        }
    }

    fn decide(
        area: &LedgerArea,
        systems: &[Crs],
        stated: ParsedCoordinates,
        label: &str,
    ) -> CrsDecision {
        let (pair, label) = (pair(stated), CrsHint::read(label));
        let all = [(&pair, label)];
        let inference = CrsInference::new(area, systems, None, all.iter().copied());
        inference.decide(&pair, label, |_| true)
    }

    #[test]
    fn british_systems_are_inferred_from_where_positions_fall() {
        let kinds = [
            ("449672", "531412", Crs::BritishGrid, false),
            ("-1.159834262", "54.55582927", Crs::Degrees, false),
            ("53.83027156", "-3.047883528", Crs::Degrees, true),
            ("3914511.685", "-171229.281", Crs::Geocentric, false),
            ("3570251.08", "3428656.12", Crs::LaeaEurope, false),
            ("-137101.5", "7296812.25", Crs::WebMercator, false),
        ];
        for (x, y, system, swapped) in kinds {
            match decide(&britain(), BRITAIN, split(x, y), "ETRS89") {
                CrsDecision::Located {
                    chosen,
                    alternatives,
                } if system == chosen.system => {
                    assert_eq!(chosen.swapped, swapped, "{x} {y}");
                    assert!(alternatives.is_empty(), "{alternatives:?}");
                }
                other => panic!("{x} {y}: {other:?}"),
            }
        }
        let lost = decide(
            &britain(),
            BRITAIN,
            split("3166803.17", "2948490.06"),
            "ETRS89",
        );
        assert_eq!(lost, CrsDecision::UnknownSystem);
        assert!(matches!(
            decide(&britain(), BRITAIN, split("0", "0"), ""),
            CrsDecision::Zero
        ));
    }

    #[test]
    fn chinese_zones_need_no_prefix_inside_an_area() {
        let area = LedgerArea {
            bounds: Some([114.7, 34.2, 115.0, 34.4]),
            outline: Vec::new(),
        };
        let texts = [
            "X=3798123.45 Y=38580123.4",
            "3798123.45,580123.4",
            "580123.4，3798123.4",
            "114.8704167,34.3075854",
            "114.52135,34.18273",
        ];
        for text in texts {
            let CrsDecision::Located {
                chosen,
                alternatives,
            } = decide(&area, &[], joint(text), "")
            else {
                panic!("{text}")
            };
            assert!(alternatives.is_empty(), "{text} {alternatives:?}");
            assert!(
                (chosen.position.longitude() - 114.8704).abs() < 1e-3,
                "{text} {chosen:?}"
            );
            assert!(
                (chosen.position.latitude() - 34.3075).abs() < 1e-3,
                "{text} {chosen:?}"
            );
        }
    }

    #[test]
    fn the_rest_of_the_table_decides_between_equals() {
        let area = LedgerArea {
            bounds: Some([-4.0, 51.0, 0.0, 55.0]),
            outline: Vec::new(),
        };
        let label = CrsHint::default();
        let decide = |pairs: &[Pair], at: usize| {
            let each = pairs.iter().map(|pair| (pair, label));
            let inference = CrsInference::new(&area, &[Crs::BritishGrid], None, each);
            match inference.decide(&pairs[at], label, |_| true) {
                CrsDecision::Located {
                    chosen,
                    alternatives,
                } => (chosen.swapped, alternatives.len()),
                other => panic!("{other:?}"),
            }
        };
        // Either order lies in the area; under two headers the headers decide, in one cell nothing.
        assert_eq!(decide(&[pair(split("380000", "450000"))], 0), (false, 0));
        assert_eq!(decide(&[pair(joint("380000 450000"))], 0), (false, 1));
        // 250000 is no easting here: the other rows are northing first.
        let rows = [
            "250000", "260000", "270000", "280000", "290000", "300000", "310000",
        ];
        let mut northing: Vec<Pair> = rows.map(|north| pair(split(north, "400000"))).to_vec();
        northing.push(pair(split("380000", "450000")));
        for _ in 0..4 {
            northing.extend_from_within(..7);
        }
        assert_eq!(decide(&northing, 7), (true, 0));
    }
}
