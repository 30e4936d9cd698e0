//! Well-known text of points and polygons, read without recursion.

use std::fmt::Write as _;

/// Two numbers, in the order in which they stand.
pub(crate) type Vertex = (f64, f64);

/// A drawn place: a point, or polygons with their holes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ParsedGeometry {
    pub(crate) point: Option<Vertex>,
    pub(crate) polygons: Vec<Vec<Vec<Vertex>>>,
}

impl ParsedGeometry {
    /// The first vertex, by which the system is told.
    pub(crate) fn first(&self) -> Option<Vertex> {
        let ring = || self.polygons.first()?.first()?.first().copied();
        self.point.or_else(ring)
    }

    /// As text that [`read`] understands.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        if let Some((x, y)) = self.point {
            // Writing to a string does not fail.
            let _ = write!(text, "POINT ({x} {y})");
            return text;
        }
        let ring = |ring: &Vec<Vertex>| {
            let each: Vec<String> = ring.iter().map(|(x, y)| format!("{x} {y}")).collect();
            format!("({})", each.join(", "))
        };
        let polygon = |polygon: &Vec<Vec<Vertex>>| {
            let rings: Vec<String> = polygon.iter().map(ring).collect();
            format!("({})", rings.join(", "))
        };
        let polygons: Vec<String> = self.polygons.iter().map(polygon).collect();
        let _ = write!(text, "MULTIPOLYGON ({})", polygons.join(", "));
        text
    }
}

/// Reads a point, a polygon or several; a reference system before it is left to the label.
pub(crate) fn read(text: &str) -> Option<ParsedGeometry> {
    let text = text.trim();
    let body = match text.split_once(';') {
        Some((head, rest)) if head.trim().to_ascii_uppercase().starts_with("SRID") => rest.trim(),
        _ => text,
    };
    let open = body.find('(')?;
    let name = body[..open].trim().to_ascii_uppercase();
    let name = name.split_whitespace().next()?;
    let plain = name.trim_end_matches(['Z', 'M']);
    let plain = if matches!(name, "POLYGON" | "MULTIPOLYGON" | "POINT") {
        name
    } else {
        plain
    };
    let depth = match plain {
        "POINT" => 1,
        "POLYGON" => 2,
        "MULTIPOLYGON" => 3,
        _ => return None,
    };
    let mut geometry = ParsedGeometry::default();
    let mut level = 0_usize;
    let (mut ring, mut polygon): (Vec<Vertex>, Vec<Vec<Vertex>>) = (Vec::new(), Vec::new());
    let mut from = 0;
    let body = &body[open..];
    for (at, c) in body.char_indices() {
        match c {
            '(' => {
                level += 1;
                from = at + 1;
                if level > depth {
                    return None;
                }
            }
            ',' | ')' if level == depth => {
                ring.push(vertex(&body[from..at])?);
                from = at + 1;
                if c == ')' {
                    level -= 1;
                    if depth == 1 {
                        geometry.point = ring.first().copied();
                    } else {
                        polygon.push(std::mem::take(&mut ring));
                    }
                }
            }
            ')' => {
                level = level.checked_sub(1)?;
                if level + 2 == depth && !polygon.is_empty() {
                    geometry.polygons.push(std::mem::take(&mut polygon));
                }
            }
            _ => {}
        }
        if level == 0 {
            break;
        }
    }
    if level != 0 {
        return None;
    }
    if !polygon.is_empty() {
        geometry.polygons.push(polygon);
    }
    geometry.first().map(|_| geometry)
}

fn vertex(text: &str) -> Option<Vertex> {
    let mut numbers = text.split_whitespace().map(str::parse::<f64>);
    let (x, y) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    (x.is_finite() && y.is_finite()).then_some((x, y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_and_polygons_are_read() {
        assert_eq!(read("POINT (-1.5 52.5)").unwrap().point, Some((-1.5, 52.5)));
        assert_eq!(
            read("SRID=27700;POINT Z(1 2 3)").unwrap().point,
            Some((1.0, 2.0))
        );
        assert_eq!(read("PointZ (1 2 3)").unwrap().point, Some((1.0, 2.0)));
        let hole = read("POLYGON ((0 0, 4 0, 4 4, 0 0),(1 1,2 1,2 2,1 1))").unwrap();
        assert_eq!(hole.polygons.len(), 1);
        assert_eq!(hole.polygons[0].len(), 2);
        let two = read(
            "MULTIPOLYGON (((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5),(5.1 5.1,5.2 5.1,5.2 5.2,5.1 5.1)))",
        );
        let two = two.unwrap();
        assert_eq!(
            two.polygons.iter().map(Vec::len).collect::<Vec<_>>(),
            [1, 2]
        );
        for bad in [
            "",
            "POINT",
            "POINT EMPTY",
            "POINT (1)",
            "POLYGON ((0 0, 1 1",
            "LINESTRING (0 0, 1 1)",
            "POLYGON (0 0, 1 1)",
            "POINT (a b)",
            "POLYGON ((((0 0))))",
            "Mill Lane (north)",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in "(POINT|POLYGON|MULTIPOLYGON)?[ ZM]{0,2}[(), 0-9.-]{0,60}") {
            let _ = read(&text);
        }

        #[test]
        fn what_is_written_reads_back(rings in proptest::collection::vec(
            proptest::collection::vec((-1e7..1e7_f64, -1e7..1e7_f64), 4..9), 1..4)) {
            let geometry = ParsedGeometry { point: None, polygons: vec![rings.clone(), rings] };
            proptest::prop_assert_eq!(read(&geometry.text()), Some(geometry));
        }
    }
}
