//! Sites that resemble a given one, and in what.
//!
//! The dissimilarity of two sites is the mean of their differences by feature, as in Gower, "A
//! general coefficient of similarity and some of its properties", Biometrics 27 (1971). A numeric
//! difference is x / (1 + x), with x relative to a typical difference, where Gower divides by the
//! range; a missing value counts as a typical difference, where Gower leaves the feature out.

mod quantiles;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, CatalogRow, CatalogSite, NodeId, SegmentReader, SegmentRow};
use crate::error::Result;
use crate::geometry::Position;
use crate::lang::Lang;
use crate::matching::{DistanceTargets, Measure};
use crate::requirement::{Criterion, distance_to};
use crate::schema::{Attribute, SiteKind};
use crate::site::SiteId;

/// What two sites are compared by.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// The kind of site.
    Kind,
    /// The position.
    Position,
    /// A number or a date.
    Attribute(Attribute),
}

/// How two sites differ in one feature.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureDifference {
    /// The feature.
    pub feature: Feature,
    /// 0 if the sites are equal, 1/2 at a typical difference or if the other site's value is not
    /// known, towards 1 beyond.
    pub difference: f64,
    /// The other site's value, in Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A site that resembles the given one.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SimilarSite {
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub name: String,
    /// The dissimilarity in [0, 1]: the mean of the differences.
    pub distance: f64,
    /// The differences: kind, position, then attributes in the order of the schema.
    pub differences: Vec<FeatureDifference>,
}

impl SimilarSite {
    /// One line: the dissimilarity, and the values of the features, the most similar first.
    pub fn describe(&self, lang: Lang) -> String {
        let mut sorted: Vec<_> = self.differences.iter().collect();
        sorted.sort_by(|a, b| a.difference.total_cmp(&b.difference));
        let each = sorted.iter().map(|d| lang.pick(&d.zh, &d.en).as_str());
        let each = each.collect::<Vec<_>>().join(lang.pick("；", "; "));
        let (site, distance) = (self.site.with_name(&self.name), self.distance);
        match lang {
            Lang::Zh => format!("{site}：相异度 {distance:.2}（{each}）"),
            Lang::En => format!("{site}: dissimilarity {distance:.2} ({each})"),
        }
    }
}

impl Catalog {
    /// The sites most similar to a given one, ties by id.
    ///
    /// Compared are the kind, the position if the given site has one, and every number or date that
    /// it reports. A kind differs by 0 or 1. A number differs by x / (1 + x), where x is the
    /// difference of the midpoints of the two reported intervals over the interquartile range of the
    /// attribute in the catalog (over its range, if the quartiles are equal). A position differs in
    /// the same way by the geodesic distance over the median distance from the given site to the
    /// others. What the other site does not report counts 1/2, as much as a typical difference:
    /// otherwise the record with the fewest values would be the most similar. The dissimilarity of
    /// two sites is the mean of these differences.
    ///
    /// Time: the quantile codes of all sites for each number that the site reports; then branch and
    /// bound, where nodes whose zone maps differ too much are skipped. Geodesics are computed only
    /// for sites near the median distance and for the most similar ones.
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
    /// let similar = catalog.similar(&"A".into(), 1)?;
    /// assert_eq!(similar[0].site.as_str(), "B");
    /// assert_eq!(
    ///     similar[0].describe(Lang::Zh),
    ///     "B 厂房：相异度 0.02（同为闲置厂房；建筑面积 5200 ㎡，此宗 5000 ㎡）"
    /// );
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn similar(&self, site: &SiteId, limit: usize) -> Result<Vec<SimilarSite>> {
        let reference = Reference::new(self, self.row(site)?);
        let nearest = reference.nearest(limit).into_iter();
        let similar = nearest.map(|(distance, row)| {
            let site = self.site_of_row(row);
            SimilarSite {
                site: site.id.clone(),
                name: site.name.clone(),
                distance,
                differences: reference.differences(row),
            }
        });
        Ok(similar.collect())
    }
}

/// The given site, with the features that others are compared by.
struct Reference<'a> {
    catalog: &'a Catalog,
    row: CatalogRow,
    kind: SiteKind,
    location: Option<Location>,
    numbers: Vec<Number>,
    /// How many features there are.
    count: f64,
}

/// The position of the given site.
struct Location {
    position: Position,
    target: DistanceTargets,
    /// The median distance to the other sites.
    median: f64,
}

/// A number that the given site reports.
struct Number {
    attribute: Attribute,
    midpoint: f64,
    /// The interquartile range of the attribute, or its range.
    spread: f64,
}

impl<'a> Reference<'a> {
    fn new(catalog: &'a Catalog, row: CatalogRow) -> Self {
        let (segment, in_segment) = catalog.locate(row);
        let location = representative(segment, in_segment).map(|position| Location {
            position,
            target: DistanceTargets::new(vec![position.point().into()]),
            median: quantiles::median_distance(catalog, &position),
        });
        let numbers = Attribute::all().filter_map(|attribute| {
            Some(Number {
                attribute,
                midpoint: segment.columns.midpoint(attribute, in_segment)?,
                spread: catalog.iqr_or_range(attribute),
            })
        });
        let numbers: Vec<Number> = numbers.collect();
        let count = 1 + usize::from(location.is_some()) + numbers.len();
        Self {
            catalog,
            row,
            kind: segment.columns.kind(in_segment),
            location,
            numbers,
            count: f64::from(u32::try_from(count).unwrap_or(u32::MAX)),
        }
    }

    /// The rows with the least dissimilarity, each with it, in order.
    fn nearest(&self, limit: usize) -> Vec<(f64, CatalogRow)> {
        // Dissimilarities are not negative, so that their bits are in their order. The greatest is on
        // top.
        let mut best: BinaryHeap<(u64, CatalogSite, CatalogRow)> = BinaryHeap::new();
        let segments: Vec<_> = self.catalog.segments().collect();
        // Nodes by a lower bound of the sum of differences, the least on top.
        let mut queue = BinaryHeap::new();
        let bounded = |segment: SegmentReader<'_>, node: NodeId| {
            Reverse((self.least(segment, node).to_bits(), segment.number, node))
        };
        for segment in &segments {
            let roots = segment.columns.roots();
            queue.extend(roots.map(|root| bounded(*segment, root)));
        }
        let threshold = |best: &BinaryHeap<(u64, CatalogSite, CatalogRow)>| {
            let greatest = best.peek().filter(|_| best.len() >= limit);
            let greatest = greatest.map(|(distance, ..)| f64::from_bits(*distance));
            greatest.map_or(f64::INFINITY, |distance| distance * self.count + 1e-9)
        };
        while let Some(Reverse((least, segment, id))) = queue.pop() {
            if f64::from_bits(least) > threshold(&best) {
                break;
            }
            let segment = segments[segment];
            let node = segment.columns.node(id);
            queue.extend(node.children().map(|child| bounded(segment, child)));
            if !node.is_leaf() {
                continue;
            }
            for in_segment in segment.live_rows(id) {
                let row = segment.catalog_row(in_segment);
                if row == self.row || self.exceeds(segment, in_segment, threshold(&best)) {
                    continue;
                }
                let distance = self.distance(segment, in_segment);
                best.push((distance.to_bits(), segment.catalog_site(in_segment), row));
                if best.len() > limit {
                    best.pop();
                }
            }
        }
        let sorted = best.into_sorted_vec().into_iter();
        sorted
            .map(|(distance, _, row)| (f64::from_bits(distance), row))
            .collect()
    }

    /// A lower bound of the sum of differences of the rows of a node.
    fn least(&self, segment: SegmentReader<'_>, node: NodeId) -> f64 {
        let mut sum = kind_difference(self.kind, segment.columns.zone_map(node).kind);
        sum += self
            .location
            .as_ref()
            .map_or(0.0, |location| location.least(segment, node));
        let numbers = self.numbers.iter();
        numbers.fold(sum, |sum, number| sum + number.least(segment, node))
    }

    /// Whether the sum of differences of a row surely exceeds a threshold, without a geodesic.
    fn exceeds(&self, segment: SegmentReader<'_>, row: SegmentRow, threshold: f64) -> bool {
        let mut sum = kind_difference(self.kind, segment.columns.kind(row));
        if let Some(location) = &self.location {
            sum += location.least_at(segment.columns.space(row));
        }
        for number in &self.numbers {
            if sum > threshold {
                return true;
            }
            sum += number.difference(segment.columns.midpoint(number.attribute, row));
        }
        sum > threshold
    }

    /// The mean of the differences of a row.
    fn distance(&self, segment: SegmentReader<'_>, row: SegmentRow) -> f64 {
        let mut sum = kind_difference(self.kind, segment.columns.kind(row));
        if let Some(location) = &self.location {
            sum += difference(location.metres(segment, row), location.median);
        }
        for number in &self.numbers {
            sum += number.difference(segment.columns.midpoint(number.attribute, row));
        }
        sum / self.count
    }

    fn differences(&self, row: CatalogRow) -> Vec<FeatureDifference> {
        let (segment, row) = self.catalog.locate(row);
        let mut differences = vec![describe_kind(self.kind, segment.columns.kind(row))];
        let location = self.location.as_ref();
        differences
            .extend(location.map(|each| describe_position(each.metres(segment, row), each.median)));
        let numbers = self
            .numbers
            .iter()
            .map(|number| number.describe(segment.columns.midpoint(number.attribute, row)));
        differences.extend(numbers);
        differences
    }
}

fn representative(segment: SegmentReader<'_>, row: SegmentRow) -> Option<Position> {
    let at = segment.columns.site(row);
    segment.site_rows().representative(at)
}

impl Location {
    fn metres(&self, segment: SegmentReader<'_>, row: SegmentRow) -> Option<f64> {
        let other = representative(segment, row)?;
        Some(self.position.distance(&other).value())
    }

    /// A lower bound of the difference in position of the rows of a node.
    fn least(&self, segment: SegmentReader<'_>, node: NodeId) -> f64 {
        let zone_map = segment.columns.spatial_zone_map(node);
        let unknown = difference(None, self.median);
        if !zone_map.any_located {
            return unknown;
        }
        let (near, far) = zone_map.corners();
        let known = difference(Some(self.target.least(&near, &far)), self.median);
        if zone_map.any_unlocated {
            known.min(unknown)
        } else {
            known
        }
    }

    /// A lower bound of the difference to a point in space; NaN for a site without a position.
    fn least_at(&self, point: [f64; 3]) -> f64 {
        let is_located = !point[0].is_nan();
        let least = is_located.then(|| self.target.bounds_at(point).0);
        difference(least, self.median)
    }
}

impl Number {
    /// A lower bound of the difference in this number of the rows of a node.
    fn least(&self, segment: SegmentReader<'_>, node: NodeId) -> f64 {
        let unknown = self.difference(None);
        let known = Measure::Attribute(self.attribute).node_interval(segment, node);
        if known.is_empty() {
            return unknown;
        }
        let nearest = self.midpoint.max(known.low()).min(known.high());
        self.difference(Some(nearest)).min(unknown)
    }

    fn difference(&self, other: Option<f64>) -> f64 {
        let apart = other.map(|value| (value - self.midpoint).abs());
        difference(apart, self.spread)
    }

    fn describe(&self, other: Option<f64>) -> FeatureDifference {
        let criterion = Criterion::Attribute(self.attribute);
        let words = |lang: Lang| {
            let label = self.attribute.label(lang);
            let own = criterion.format_for(self.midpoint, lang);
            match (other.map(|value| criterion.format_for(value, lang)), lang) {
                (Some(other), Lang::Zh) => format!("{label} {other}，此宗 {own}"),
                (Some(other), Lang::En) => format!("{label} {other}, here {own}"),
                (None, Lang::Zh) => format!("{label}不明，此宗 {own}"),
                (None, Lang::En) => format!("{label} not known, here {own}"),
            }
        };
        FeatureDifference {
            feature: Feature::Attribute(self.attribute),
            difference: self.difference(other),
            zh: words(Lang::Zh),
            en: words(Lang::En),
        }
    }
}

/// 0 if equal, 1/2 at a typical difference or if it is not known, towards 1 beyond.
fn difference(apart: Option<f64>, typical: f64) -> f64 {
    match apart {
        None => 0.5,
        Some(apart) if apart > 0.0 => apart / (apart + typical),
        Some(_) => 0.0,
    }
}

fn kind_difference(own: SiteKind, other: SiteKind) -> f64 {
    f64::from(u8::from(own != other))
}

fn describe_kind(own: SiteKind, other: SiteKind) -> FeatureDifference {
    let same = own == other;
    let (zh, en) = (other.label(Lang::Zh), other.label(Lang::En));
    FeatureDifference {
        feature: Feature::Kind,
        difference: kind_difference(own, other),
        zh: format!("{}{zh}", if same { "同为" } else { "类型为" }),
        en: format!("{} {en}", if same { "also" } else { "kind:" }),
    }
}

fn describe_position(metres: Option<f64>, median: f64) -> FeatureDifference {
    let words = |lang: Lang| {
        let Some(metres) = metres else {
            return lang.pick("无坐标", "no position").to_owned();
        };
        let distance = distance_to("").format_for(metres, lang);
        match lang {
            Lang::Zh => format!("相距 {distance}"),
            Lang::En => format!("{distance} away"),
        }
    };
    FeatureDifference {
        feature: Feature::Position,
        difference: difference(metres, median),
        zh: words(Lang::Zh),
        en: words(Lang::En),
    }
}
