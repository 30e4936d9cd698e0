//! Places: where the sites of a ledger can lie, and which reading of their coordinates holds.

mod geometry;
mod label;
mod referee;
mod shift;
mod system;
mod wkt;

use panhuo::Position;

pub(crate) use geometry::{area, drawn, drawn_of, footprint};
pub(crate) use label::{Label, system_words};
pub(crate) use referee::{Candidate, Referee, Verdict, around, coarseness};
pub use system::OldDatum;
pub(crate) use system::{ANYWHERE, Bounds, Moved, System, to_wgs84, to_zone};
pub(crate) use wkt::{Drawn, Vertex, read as read_wkt};

/// Where the sites of a ledger can lie.
#[derive(Clone, Debug, Default)]
pub(crate) struct Area {
    /// The bounding box, if the profile has one.
    pub(crate) bounds: Option<Bounds>,
    /// A closer outline inside it.
    pub(crate) outline: Vec<(f64, f64)>,
}

/// Positions may miss the area by this much: about 2 km.
const BUFFER: f64 = 0.02;

impl Area {
    fn holds(&self, position: Position) -> bool {
        let (x, y) = (position.longitude(), position.latitude());
        let Some([west, south, east, north]) = self.bounds else {
            return true;
        };
        let in_box = (west - BUFFER..=east + BUFFER).contains(&x)
            && (south - BUFFER..=north + BUFFER).contains(&y);
        in_box && (self.outline.len() < 3 || inside(&self.outline, x, y))
    }
}

/// Whether a point lies inside a ring, by the crossings of a ray to the east.
pub(crate) fn inside(ring: &[(f64, f64)], x: f64, y: f64) -> bool {
    let ends = ring.iter().zip(ring.iter().cycle().skip(1));
    let crossings = ends.filter(|((x1, y1), (x2, y2))| {
        (*y1 > y) != (*y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
    });
    crossings.count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_holds_what_is_inside() {
        let ring = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)];
        assert!(inside(&ring, 1.0, 1.0));
        assert!(!inside(&ring, 3.0, 1.0));
    }
}
