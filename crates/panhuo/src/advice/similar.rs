//! Sites like a given one, with what makes them alike.

use std::collections::BinaryHeap;

use serde::Serialize;

use super::bound::distance_words;
use crate::attribute::{Attribute, SiteKind};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::place::{Position, ROUNDING, chord, in_space, longest_geodesic};
use crate::requirement::Criterion;
use crate::site::SiteId;
use crate::units::Lang;

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
    /// O(n) for each number that the site reports, less for sites that already differ too much in
    /// some; geodesics are computed only of those near the median and of the most alike.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) for an id that the catalog does not have.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{FLOOR_AREA, Inventory, Lang, Site, SiteKind, square_metres};
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
        let own = self.row(site)?;
        let numbers: Vec<Number> = Attribute::all()
            .filter_map(|attribute| {
                let middle = self.middle(attribute, own)?;
                Some(Number {
                    attribute,
                    middle,
                    spread: self.spread(attribute),
                })
            })
            .collect();
        let place = |row: usize| {
            let (sites, at) = self.rows_at(row);
            sites.representative(at)
        };
        let kind = |row: usize| {
            let (sites, at) = self.rows_at(row);
            sites.kind(at)
        };
        let here = place(own);
        let metres = |row: usize| Some(here?.distance(&place(row)?).value());
        let usual = here.map_or(0.0, |here| self.usual_distance(&here, own));
        let aspects = 1 + usize::from(here.is_some()) + numbers.len();
        let count = f64::from(u32::try_from(aspects).unwrap_or(u32::MAX));
        let centre = here.map(|here| in_space(here.point()));
        // The sum of the differences, the place by less than it differs, as long as it may be one of
        // the least sums.
        let is_beyond = |row: usize, most: f64| {
            let mut sum = kind_difference(kind(own), kind(row));
            if let Some(centre) = centre {
                let straight = chord(centre, self.columns().space(row));
                let known = (!straight.is_nan()).then_some(straight - ROUNDING);
                sum += difference(known, usual);
            }
            for number in &numbers {
                if sum > most {
                    return true;
                }
                sum += number.difference(self.middle(number.attribute, row));
            }
            sum > most
        };
        let distance = |row: usize| {
            let mut sum = kind_difference(kind(own), kind(row));
            if here.is_some() {
                sum += difference(metres(row), usual);
            }
            for number in &numbers {
                sum += number.difference(self.middle(number.attribute, row));
            }
            sum / count
        };
        // Distances are not negative: their bits stand in their order. The farthest is on top.
        let mut best: BinaryHeap<(u64, usize, usize)> = BinaryHeap::new();
        // Those after it in the order of the rows first: its neighbours are likely to be alike.
        let after = self.every_row().filter(|row| *row > own);
        let before = self.every_row().filter(|row| *row < own);
        for row in after.chain(before) {
            let farthest = best.peek().filter(|_| best.len() >= limit);
            let farthest = farthest.map_or(f64::INFINITY, |(far, ..)| f64::from_bits(*far));
            if is_beyond(row, farthest * count + 1e-9) {
                continue;
            }
            best.push((distance(row).to_bits(), self.columns().site(row), row));
            if best.len() > limit {
                best.pop();
            }
        }
        let all = best.into_sorted_vec().into_iter();
        let all = all.map(|(far, _, row)| (f64::from_bits(far), row));
        let similar = |(distance, row): (f64, usize)| {
            let mut likeness = vec![of_kind(kind(own), kind(row))];
            if here.is_some() {
                likeness.push(of_place(metres(row), usual));
            }
            let each = numbers.iter();
            likeness.extend(each.map(|n| n.likeness(self.middle(n.attribute, row))));
            let site = self.site_at(row);
            Similar {
                site: site.id.clone(),
                name: site.name.clone(),
                distance,
                likeness,
            }
        };
        Ok(all.map(similar).collect())
    }

    /// The median distance from a position to the sites but one; of an even number the upper one.
    /// Chords bound the geodesics: only those that may be the median are computed.
    fn usual_distance(&self, here: &Position, own: usize) -> f64 {
        let centre = in_space(here.point());
        let bounds = |row: usize| {
            let straight = chord(centre, self.columns().space(row));
            let longest = longest_geodesic(straight + ROUNDING);
            (!straight.is_nan()).then_some((straight - ROUNDING, longest, row))
        };
        let others = self.every_row().filter(|row| *row != own);
        let others: Vec<(f64, f64, usize)> = others.filter_map(bounds).collect();
        let middle = others.len() / 2;
        let mut lows: Vec<f64> = others.iter().map(|(least, ..)| *least).collect();
        let mut highs: Vec<f64> = others.iter().map(|(_, most, _)| *most).collect();
        let (least, most) = (nth(&mut lows, middle), nth(&mut highs, middle));
        let nearer = others.iter().filter(|(_, high, _)| *high < least).count();
        let near_middle = others
            .iter()
            .filter(|(low, high, _)| *high >= least && *low <= most);
        let exact = |(.., row): &(f64, f64, usize)| {
            let (sites, at) = self.rows_at(*row);
            let place = sites.representative(at)?;
            Some(here.distance(&place).value())
        };
        let mut exact: Vec<f64> = near_middle.filter_map(exact).collect();
        nth(&mut exact, middle - nearer)
    }

    /// The middle of a number that is known at both ends.
    fn middle(&self, attribute: Attribute, row: usize) -> Option<f64> {
        attribute.dimension()?;
        let reading = self.columns().interval(attribute, row);
        let middle = reading.low().midpoint(reading.high());
        (!reading.is_empty() && middle.is_finite()).then_some(middle)
    }

    /// The usual spread of a number: between the quartiles, else between the extremes.
    fn spread(&self, attribute: Attribute) -> f64 {
        let known = self
            .every_row()
            .filter_map(|row| self.middle(attribute, row));
        let mut known: Vec<f64> = known.collect();
        // Quartiles that are values of some site, the outer ones.
        let last = known.len().saturating_sub(1);
        let mut between = |low: usize, high: usize| nth(&mut known, high) - nth(&mut known, low);
        let quartiles = between(last / 4, (last * 3).div_ceil(4));
        if quartiles > 0.0 {
            quartiles
        } else {
            between(0, last)
        }
    }
}

/// The value in this position of the sorted ones, from 0; 0 if there is none.
fn nth(values: &mut [f64], at: usize) -> f64 {
    if at >= values.len() {
        return 0.0;
    }
    *values.select_nth_unstable_by(at, f64::total_cmp).1
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
    fn difference(&self, theirs: Option<f64>) -> f64 {
        difference(theirs.map(|value| (value - self.middle).abs()), self.spread)
    }

    fn likeness(&self, theirs: Option<f64>) -> Likeness {
        let of = Criterion::Attribute(self.attribute);
        let words = |lang: Lang| {
            let label = self.attribute.label(lang);
            let own = of.human(self.middle, lang);
            match (theirs.map(|value| of.human(value, lang)), lang) {
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
