//! Sites like a given one, with what makes them alike.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use serde::Serialize;

use super::bound::distance_words;
use crate::catalog::{Catalog, Column, SegmentReader};
use crate::error::Result;
use crate::geometry::Position;
use crate::lang::Lang;
use crate::matching::DistanceTargets;
use crate::requirement::Criterion;
use crate::schema::{Attribute, SiteKind};
use crate::site::SiteId;

/// What is compared.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// The kind of site.
    Kind,
    /// Where it lies.
    Place,
    /// A number.
    Attribute(Attribute),
}

/// How one aspect of two sites differs.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Likeness {
    /// What is compared.
    pub aspect: Aspect,
    /// 0 if they are equal, 1/2 if they differ by the usual spread or one of them is not known,
    /// towards 1 beyond.
    pub difference: f64,
    /// The other site's, in Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A site like the one that was asked for.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Similar {
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub name: String,
    /// The mean of the differences, in [0, 1]: 0 for a twin.
    pub distance: f64,
    /// The differences, in the order of the table of attributes, kind and place first.
    pub likeness: Vec<Likeness>,
}

impl Similar {
    /// One line: the distance, and what is compared, the most alike first.
    pub fn describe(&self, lang: Lang) -> String {
        let mut sorted: Vec<_> = self.likeness.iter().collect();
        sorted.sort_by(|a, b| a.difference.total_cmp(&b.difference));
        let each: Vec<_> = sorted
            .iter()
            .map(|l| lang.pick(&l.zh, &l.en).as_str())
            .collect();
        let (site, name, distance) = (&self.site, &self.name, self.distance);
        match lang {
            Lang::Zh => format!("{site} {name}：相异度 {distance:.2}（{}）", each.join("；")),
            Lang::En => format!("{site} {name}: {distance:.2} apart ({})", each.join("; ")),
        }
    }
}

impl Catalog {
    /// The sites most like one of them, the most alike first, ties by id.
    ///
    /// Compared are the kind, the place if the site has one, and every number or date that it
    /// reports. A kind differs by 0 or 1. A number differs by x / (1 + x), where x is the
    /// difference of the middles of the readings over the usual spread: the distance between the
    /// quartiles of all that the catalog knows of this attribute, each taken as the value of a site
    /// farther out (between the extremes, if the quartiles are equal). A place differs so by its
    /// geodesic distance over the median distance from the site to the others. What the other site
    /// does not report counts 1/2, as much as a usual difference: otherwise the emptiest record would
    /// be the most alike. The distance of two sites is the mean of these differences.
    ///
    /// Cost: the grades of all sites for each number that the site reports; beyond that, blocks whose
    /// bounds differ too much are left out, and geodesics are computed only of the sites near the
    /// median and of the most alike.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) for an id that the catalog does not have.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Lang, Site, SiteKind};
    /// use panhuo::attribute::FLOOR_AREA;
    /// use panhuo::units::square_metres;
    ///
    /// let hall = |id: &str, area: f64| {
    ///     let mut site = Site::new(id, SiteKind::IdleFactory, "厂房");
    ///     site.set(FLOOR_AREA, square_metres(area)).map(|()| site)
    /// };
    /// let sites = vec![hall("A", 5000.0)?, hall("B", 5200.0)?, hall("C", 9000.0)?];
    /// let catalog = Inventory::new(sites)?.catalog();
    /// let like = catalog.similar(&"A".into(), 1)?;
    /// assert_eq!(like[0].site.as_str(), "B");
    /// assert_eq!(
    ///     like[0].describe(Lang::Zh),
    ///     "B 厂房：相异度 0.02（同为闲置厂房；建筑面积 5200 ㎡，此宗 5000 ㎡）"
    /// );
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn similar(&self, site: &SiteId, limit: usize) -> Result<Vec<Similar>> {
        let own = Own::new(self, self.row(site)?);
        let similar = |(distance, row): (f64, usize)| {
            let site = self.site_at(row);
            Similar {
                site: site.id.clone(),
                name: site.name.clone(),
                distance,
                likeness: own.likeness(row),
            }
        };
        Ok(own.most_alike(limit).into_iter().map(similar).collect())
    }
}

/// The site in question, and what others are compared by.
struct Own<'a> {
    catalog: &'a Catalog,
    row: usize,
    kind: SiteKind,
    place: Option<Place>,
    numbers: Vec<Number>,
    /// How many differences there are.
    count: f64,
}

/// Where the site in question is.
struct Place {
    position: Position,
    target: DistanceTargets,
    /// The usual distance from there.
    usual: f64,
}

impl<'a> Own<'a> {
    fn new(catalog: &'a Catalog, row: usize) -> Self {
        let number = |attribute: Attribute| {
            Some(Number {
                attribute,
                middle: catalog.middle(attribute, row)?,
                spread: catalog.spread(attribute),
            })
        };
        let (sites, at) = catalog.rows_at(row);
        let place = sites.representative(at).map(|position| Place {
            position,
            target: DistanceTargets::new(vec![position.point().into()]),
            usual: catalog.usual_distance(&position),
        });
        let numbers: Vec<Number> = Attribute::all().filter_map(number).collect();
        let aspects = 1 + usize::from(place.is_some()) + numbers.len();
        Self {
            catalog,
            row,
            kind: sites.kind(at),
            place,
            numbers,
            count: f64::from(u32::try_from(aspects).unwrap_or(u32::MAX)),
        }
    }

    /// The rows that differ least, with the mean of their differences, in order.
    fn most_alike(&self, limit: usize) -> Vec<(f64, usize)> {
        // Distances are not negative: their bits stand in their order. The farthest is on top.
        let mut best: BinaryHeap<(u64, usize, usize)> = BinaryHeap::new();
        let parts: Vec<_> = self.catalog.columns().segments().collect();
        // Nodes by the sum of differences that their rows have at least, the least on top.
        let mut open = BinaryHeap::new();
        let bound = |part: SegmentReader<'_>, node: u32| {
            Reverse((self.least(part, node).to_bits(), part.number, node))
        };
        for part in &parts {
            open.extend(part.roots().map(|top| bound(*part, top)));
        }
        let most = |best: &BinaryHeap<(u64, usize, usize)>| {
            let farthest = best.peek().filter(|_| best.len() >= limit);
            let farthest = farthest.map(|(far, ..)| f64::from_bits(*far));
            farthest.map_or(f64::INFINITY, |far| far * self.count + 1e-9)
        };
        while let Some(Reverse((least, part, node))) = open.pop() {
            if f64::from_bits(least) > most(&best) {
                break;
            }
            let (part, node) = (parts[part], parts[part].columns().node(node));
            open.extend(node.children.clone().map(|child| bound(part, child)));
            if !node.is_leaf() {
                continue;
            }
            for row in part.live_rows(node.rows()) {
                if row == self.row || self.is_beyond(row, most(&best)) {
                    continue;
                }
                let distance = self.distance(row);
                best.push((distance.to_bits(), self.catalog.columns().site(row), row));
                if best.len() > limit {
                    best.pop();
                }
            }
        }
        let all = best.into_sorted_vec().into_iter();
        all.map(|(far, _, row)| (f64::from_bits(far), row))
            .collect()
    }

    /// The sum of the differences of no row of a node is less.
    fn least(&self, part: SegmentReader<'_>, node: u32) -> f64 {
        let mut sum = kind_difference(self.kind, part.zone_map(node).kind);
        sum += self
            .place
            .as_ref()
            .map_or(0.0, |place| place.least(part, node));
        let each = self.numbers.iter();
        each.fold(sum, |sum, number| sum + number.least(part, node))
    }

    /// Whether the sum of the differences is surely greater; the place by less than it differs.
    fn is_beyond(&self, row: usize, most: f64) -> bool {
        let mut sum = kind_difference(self.kind, self.kind(row));
        if let Some(place) = &self.place {
            sum += place.least_of(self.catalog.columns().space(row));
        }
        for number in &self.numbers {
            if sum > most {
                return true;
            }
            sum += number.difference(self.middle(number, row));
        }
        sum > most
    }

    /// The mean of the differences.
    fn distance(&self, row: usize) -> f64 {
        let mut sum = kind_difference(self.kind, self.kind(row));
        if let Some(place) = &self.place {
            sum += difference(self.metres(place, row), place.usual);
        }
        for number in &self.numbers {
            sum += number.difference(self.middle(number, row));
        }
        sum / self.count
    }

    fn likeness(&self, row: usize) -> Vec<Likeness> {
        let mut likeness = vec![of_kind(self.kind, self.kind(row))];
        let place = self.place.as_ref();
        likeness.extend(place.map(|place| of_place(self.metres(place, row), place.usual)));
        let each = self.numbers.iter();
        likeness.extend(each.map(|number| number.likeness(self.middle(number, row))));
        likeness
    }

    fn kind(&self, row: usize) -> SiteKind {
        self.catalog.columns().kind(row)
    }

    fn metres(&self, place: &Place, row: usize) -> Option<f64> {
        let (sites, at) = self.catalog.rows_at(row);
        let there = sites.representative(at)?;
        Some(place.position.distance(&there).value())
    }

    fn middle(&self, number: &Number, row: usize) -> Option<f64> {
        self.catalog.middle(number.attribute, row)
    }
}

impl Place {
    /// The place of no row of a node differs less.
    fn least(&self, part: SegmentReader<'_>, node: u32) -> f64 {
        let place = part.place(node);
        let unknown = difference(None, self.usual);
        if !place.any_located {
            return unknown;
        }
        let (near, far) = place.corners();
        let known = difference(Some(self.target.least(&near, &far)), self.usual);
        if place.any_unlocated {
            known.min(unknown)
        } else {
            known
        }
    }

    /// The place at a point in space, NaN for none, does not differ less.
    fn least_of(&self, point: [f64; 3]) -> f64 {
        let is_placed = !point[0].is_nan();
        let least = is_placed.then(|| self.target.bounds_at(point).0);
        difference(least, self.usual)
    }
}

/// A number that the site in question reports.
struct Number {
    attribute: Attribute,
    middle: f64,
    spread: f64,
}

/// 0 if nothing, 1/2 at the usual spread or if it is not known, towards 1 beyond.
fn difference(apart: Option<f64>, spread: f64) -> f64 {
    match apart {
        None => 0.5,
        Some(apart) if apart > 0.0 => apart / (apart + spread),
        Some(_) => 0.0,
    }
}

fn kind_difference(own: SiteKind, other: SiteKind) -> f64 {
    f64::from(u8::from(own != other))
}

fn of_kind(own: SiteKind, other: SiteKind) -> Likeness {
    let same = own == other;
    let (zh, en) = (other.label(Lang::Zh), other.label(Lang::En));
    Likeness {
        aspect: Aspect::Kind,
        difference: kind_difference(own, other),
        zh: format!("{}{zh}", if same { "同为" } else { "类型为" }),
        en: format!("{} {en}", if same { "also" } else { "kind:" }),
    }
}

fn of_place(metres: Option<f64>, usual: f64) -> Likeness {
    let words = |lang: Lang| {
        let Some(metres) = metres else {
            return lang.pick("无坐标", "no position").to_owned();
        };
        let far = distance_words(metres, lang);
        match lang {
            Lang::Zh => format!("相距 {far}"),
            Lang::En => format!("{far} away"),
        }
    };
    Likeness {
        aspect: Aspect::Place,
        difference: difference(metres, usual),
        zh: words(Lang::Zh),
        en: words(Lang::En),
    }
}

impl Number {
    /// No row of a node differs less.
    fn least(&self, part: SegmentReader<'_>, node: u32) -> f64 {
        let unknown = self.difference(None);
        let Column::Numbers(numbers) = part.columns().column(self.attribute) else {
            return unknown;
        };
        let grades = part.grades();
        let hull = grades
            .quantizer(numbers.slot)
            .hull(grades.min_max(node, numbers.slot));
        if hull.is_empty() {
            return unknown;
        }
        let nearest = self.middle.max(hull.low()).min(hull.high());
        self.difference(Some(nearest)).min(unknown)
    }

    fn difference(&self, theirs: Option<f64>) -> f64 {
        difference(theirs.map(|value| (value - self.middle).abs()), self.spread)
    }

    fn likeness(&self, theirs: Option<f64>) -> Likeness {
        let of = Criterion::Attribute(self.attribute);
        let words = |lang: Lang| {
            let label = self.attribute.label(lang);
            let own = of.format_for(self.middle, lang);
            match (theirs.map(|value| of.format_for(value, lang)), lang) {
                (Some(theirs), Lang::Zh) => format!("{label} {theirs}，此宗 {own}"),
                (Some(theirs), Lang::En) => format!("{label} {theirs}, here {own}"),
                (None, Lang::Zh) => format!("{label}不明，此宗 {own}"),
                (None, Lang::En) => format!("{label} not known, here {own}"),
            }
        };
        Likeness {
            aspect: Aspect::Attribute(self.attribute),
            difference: self.difference(theirs),
            zh: words(Lang::Zh),
            en: words(Lang::En),
        }
    }
}
