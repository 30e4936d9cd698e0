//! Profiles: whose ledgers they are, as a file of data.

use std::collections::BTreeMap;

use panhuo::{Attribute, Choices, Footprint, Jurisdiction, Jurisdictions, SiteKind, Unit, fold};
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::header::Role;
use crate::header::words::bare;
use crate::place::{Area, System};
use crate::value::code::{Edition, Family};
use crate::value::western::DayOrder;

/// A district's own facts: its townships, its area, and the words of its forms.
///
/// A profile is a JSON file; unknown keys are refused, so that a typing slip is not silent.
///
/// | key | value |
/// |---|---|
/// | `name`, `title`, `source`, `id_prefix` | texts; ids of sites start with the last |
/// | `jurisdictions` | `code`, `name`, `parent`, `former_names`, and `boundary` as a GeoJSON polygon |
/// | `area` | west, south, east, north in degrees: where sites can lie |
/// | `outline` | a ring of `[longitude, latitude]` inside the area, closer than the box |
/// | `systems` | the coordinate systems to try: `EPSG:4326`, `EPSG:27700`, `EPSG:3035`, `EPSG:2154`, `EPSG:3857`, `EPSG:4978` (X and Y), `EPSG:4513-4533`, `EPSG:4534-4554`, `EPSG:4491-4501`, `DDD.MMSS` |
/// | `kind` | the kind of sites whose ledger does not say |
/// | `dates` | `day-first` or `month-first` for 05/12/2017; without it, all days that it may mean |
/// | `headers` | a header to an attribute, to a column such as `reference`, `easting`, `as_of`, or to `field:Name` for what the form knows and the table of attributes does not |
/// | `units` | an attribute to the unit of bare numbers |
/// | `values` | an attribute to its texts, each to a category, or to an empty text for not reported |
/// | `editions` | the editions of codes: `GB/T 21010-2017`, `GB/T 21010-2007`, `三调`, `用地用海`; `GB/T 4754-2017`, `GB/T 4754-2011` |
///
/// # Example
///
/// ```
/// use panhuo_ledger::Profile;
///
/// let profile = Profile::from_json(r#"{
///     "name": "dali",
///     "title": "Dali County",
///     "id_prefix": "DL",
///     "jurisdictions": [
///         {"code": "610523", "name": "大荔县"},
///         {"code": "610523101", "name": "许庄镇", "parent": "610523", "former_names": ["许庄乡"]}
///     ],
///     "area": [109.7, 34.6, 110.3, 35.1],
///     "headers": {"地块大小": "site_area"},
///     "units": {"site_area": "亩"}
/// }"#)?;
/// assert_eq!(profile.township("许庄"), Some("610523101"));
/// assert_eq!(profile.township("原许庄乡"), Some("610523101"));
/// # Ok::<(), panhuo_ledger::Error>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    name: String,
    title: String,
    /// Where the facts come from.
    source: String,
    id_prefix: String,
    jurisdictions: Vec<Place>,
    area: Option<[f64; 4]>,
    outline: Vec<(f64, f64)>,
    systems: Vec<System>,
    kind: Option<SiteKind>,
    dates: DayOrder,
    headers: BTreeMap<String, String>,
    units: BTreeMap<String, String>,
    values: BTreeMap<String, BTreeMap<String, String>>,
    editions: Vec<String>,
    /// What the above says, in the form in which it is used.
    #[serde(skip)]
    known: Known,
}

#[derive(Clone, Debug, Default)]
struct Known {
    area: Area,
    /// Bare header to what it means.
    headers: BTreeMap<String, Role>,
    /// Attribute and bare text to a category, or to none for what is not reported.
    values: BTreeMap<Attribute, BTreeMap<String, Option<Choices>>>,
    boundaries: BTreeMap<String, Footprint>,
    editions: Vec<(Family, Edition)>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    code: String,
    name: String,
    #[serde(default)]
    parent: String,
    #[serde(default)]
    former_names: Vec<String>,
    #[serde(default)]
    boundary: Option<geojson::Geometry>,
}

/// What names of places end with, longest first; people leave it out.
const SUFFIXES: &[&str] = &[
    "街道办事处",
    "办事处",
    "街道办",
    "街道",
    "管理处",
    "镇",
    "乡",
    "区",
    "县",
    "市",
];

impl Profile {
    /// The profiles that come with this crate.
    pub const BUNDLED: &[&str] = &["yueyanglou", "uk-brownfield", "cnig-friches"];

    /// A profile that comes with this crate.
    ///
    /// # Errors
    ///
    /// [`panhuo::ErrorKind::NotFound`], listing the names there are.
    ///
    /// # Example
    ///
    /// ```
    /// let profile = panhuo_ledger::Profile::bundled("yueyanglou")?;
    /// assert_eq!(profile.township("康王"), Some("430602202"));
    /// # Ok::<(), panhuo_ledger::Error>(())
    /// ```
    pub fn bundled(name: &str) -> Result<Self> {
        let json = match name {
            "yueyanglou" => Some(include_str!("../profiles/yueyanglou.json")),
            "uk-brownfield" => Some(include_str!("../profiles/uk-brownfield.json")),
            "cnig-friches" => Some(include_str!("../profiles/cnig-friches.json")),
            _ => None,
        };
        if let Some(json) = json {
            return Self::from_json(json);
        }
        let names = Self::BUNDLED.join(", ");
        let message = format!("no profile is named `{name}`; there are {names}");
        Err(panhuo::Error::new(panhuo::ErrorKind::NotFound, message).into())
    }

    /// Reads a profile from JSON.
    ///
    /// # Errors
    ///
    /// [`panhuo::ErrorKind::Parse`] for what is no profile, including unknown keys, attributes or
    /// units; [`panhuo::ErrorKind::InvalidArgument`] for jurisdictions that form no tree and an
    /// area that is none.
    pub fn from_json(json: &str) -> Result<Self> {
        let refuse =
            |kind, what: String| Error::from(panhuo::Error::new(kind, format!("profile: {what}")));
        let mut profile: Self = serde_json::from_str(json)
            .map_err(|e| refuse(panhuo::ErrorKind::Parse, e.to_string()))?;
        for (attribute, unit) in &profile.units {
            let attribute = Attribute::from_name(attribute)?;
            if attribute
                .dimension()
                .and_then(|dimension| Unit::find_in(dimension, unit))
                .is_none()
            {
                return Err(refuse(
                    panhuo::ErrorKind::Parse,
                    format!("`{unit}` is no unit of {attribute}"),
                ));
            }
        }
        if let Some([west, south, east, north]) = profile.area
            && !(west < east && south < north)
        {
            let what =
                format!("the area {west},{south},{east},{north} must be west, south, east, north");
            return Err(refuse(panhuo::ErrorKind::InvalidArgument, what));
        }
        profile.known = profile.learn()?;
        profile.jurisdictions()?;
        Ok(profile)
    }

    /// Checks the tables and brings them into the form in which they are used.
    fn learn(&self) -> Result<Known> {
        let refuse = |what: String| {
            let message = format!("profile: {what}");
            Error::from(panhuo::Error::new(panhuo::ErrorKind::Parse, message))
        };
        let mut known = Known {
            area: Area {
                bounds: self.area,
                outline: self.outline.clone(),
            },
            ..Known::default()
        };
        for (header, meaning) in &self.headers {
            let role = match meaning.strip_prefix("field:") {
                Some(field) => Some(Role::Field(field.to_owned())),
                None => Role::from_name(meaning),
            };
            let role = role.ok_or_else(|| refuse(format!("`{header}` cannot mean `{meaning}`")))?;
            known.headers.insert(bare(header), role);
        }
        for (name, texts) in &self.values {
            let attribute = Attribute::from_name(name)?;
            let table = known.values.entry(attribute).or_default();
            for (text, category) in texts {
                let choices = if category.is_empty() {
                    None
                } else {
                    Some(attribute.choice(category)?)
                };
                table.insert(bare(text), choices);
            }
        }
        for name in &self.editions {
            let named = |family| Some((family, Edition::named(family, name)?));
            let edition = named(Family::Land).or_else(|| named(Family::Industry));
            let edition = edition.ok_or_else(|| refuse(format!("`{name}` is no edition")))?;
            known.editions.push(edition);
        }
        for place in &self.jurisdictions {
            if let Some(boundary) = &place.boundary {
                let footprint = crate::place::footprint(boundary)
                    .ok_or_else(|| refuse(format!("the boundary of {} is none", place.name)))?;
                known.boundaries.insert(place.code.clone(), footprint);
            }
        }
        Ok(known)
    }

    /// The stable name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What people call it.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What ids of sites start with; `SITE` if the profile does not say.
    pub fn id_prefix(&self) -> &str {
        if self.id_prefix.is_empty() {
            "SITE"
        } else {
            &self.id_prefix
        }
    }

    /// The tree of its jurisdictions.
    ///
    /// # Errors
    ///
    /// As [`Jurisdictions::new`].
    pub fn jurisdictions(&self) -> Result<Jurisdictions> {
        let each = self.jurisdictions.iter().map(|place| Jurisdiction {
            code: place.code.clone(),
            name: place.name.clone(),
            parent: place.parent.clone(),
            former_names: place.former_names.clone(),
            boundary: self.known.boundaries.get(&place.code).cloned(),
        });
        Ok(Jurisdictions::new(each.collect())?)
    }

    /// The code of the township that a cell names: in full, by a former name, or without its
    /// ending; alone or inside longer text.
    pub fn township(&self, text: &str) -> Option<&str> {
        let folded = fold(text);
        self.named(&folded, true)
            .or_else(|| {
                // 五里牌 in Wulipai (五里牌街道), 岳阳楼区五里牌: what is left of the known.
                let rest = self.without_district(&folded);
                self.named(&rest, true)
            })
            .or_else(|| self.inside(&folded))
    }

    /// The code of the one township whose full or former name stands inside longer text.
    pub(crate) fn township_inside(&self, text: &str) -> Option<&str> {
        self.inside(&self.without_district(&fold(text)))
    }

    /// The code of the one township that a file, sheet or title names, perhaps in its short form.
    pub(crate) fn township_of_title(&self, text: &str) -> Option<&str> {
        let folded = self.without_district(&fold(text));
        self.inside(&folded).or_else(|| {
            let short = |place: &&Place| {
                let stem = stem(&place.name);
                stem.chars().count() >= 2 && folded.contains(&stem)
            };
            let mut found = self.leaves().filter(short);
            found
                .next()
                .filter(|_| found.next().is_none())
                .map(|place| place.code.as_str())
        })
    }

    fn leaves(&self) -> impl Iterator<Item = &Place> {
        let is_parent = |code: &str| self.jurisdictions.iter().any(|place| place.parent == code);
        self.jurisdictions
            .iter()
            .filter(move |place| !is_parent(&place.code))
    }

    fn without_district(&self, folded: &str) -> String {
        let mut rest = folded.to_owned();
        for place in self
            .jurisdictions
            .iter()
            .filter(|place| place.parent.is_empty())
        {
            rest = rest.replace(&fold(&place.name), "");
        }
        rest
    }

    fn named(&self, folded: &str, short: bool) -> Option<&str> {
        let names = |place: &Place| {
            std::iter::once(&place.name)
                .chain(&place.former_names)
                .map(|name| fold(name))
                .collect::<Vec<_>>()
        };
        let matches = |place: &&Place| {
            names(place)
                .iter()
                .any(|name| name == folded || (short && stem(name) == stem(folded)))
        };
        let exact = |place: &&Place| names(place).iter().any(|name| name == folded);
        if let Some(place) = self.leaves().find(exact) {
            return Some(&place.code);
        }
        let mut found = self.leaves().filter(matches);
        found
            .next()
            .filter(|_| found.next().is_none())
            .map(|place| place.code.as_str())
    }

    /// The township whose name stands inside; the longest name, and only if there is one such.
    fn inside(&self, folded: &str) -> Option<&str> {
        let mut hits: Vec<(usize, &str)> = Vec::new();
        for place in self.leaves() {
            let names = std::iter::once(&place.name)
                .chain(&place.former_names)
                .map(|name| fold(name));
            let longest = names
                .filter(|name| folded.contains(name.as_str()))
                .map(|name| name.len())
                .max();
            hits.extend(longest.map(|length| (length, place.code.as_str())));
        }
        let best = hits.iter().max_by_key(|(length, _)| *length)?;
        let alike = hits.iter().filter(|(length, _)| *length == best.0).count();
        (alike == 1).then_some(best.1)
    }

    pub(crate) fn knows_townships(&self) -> bool {
        !self.jurisdictions.is_empty()
    }

    pub(crate) fn area(&self) -> &Area {
        &self.known.area
    }

    pub(crate) fn systems(&self) -> &[System] {
        &self.systems
    }

    pub(crate) fn kind(&self) -> Option<SiteKind> {
        self.kind
    }

    pub(crate) fn day_order(&self) -> DayOrder {
        self.dates
    }

    pub(crate) fn boundary(&self, code: &str) -> Option<&Footprint> {
        self.known.boundaries.get(code)
    }

    /// What a header means in this profile.
    pub(crate) fn header(&self, bare: &str) -> Option<Role> {
        self.known.headers.get(bare).cloned()
    }

    /// What a header with a slip of the pen means in this profile, and how like it is.
    pub(crate) fn header_like(&self, bare: &str) -> Option<(Role, f64)> {
        let (header, likeness) = likest(self.known.headers.keys(), bare, LIKE_HEADER)?;
        Some((self.known.headers[header].clone(), likeness))
    }

    /// What the profile's table says that a text means: whether exactly, and the category, which
    /// is none for what is not reported.
    pub(crate) fn value(
        &self,
        attribute: Attribute,
        text: &str,
    ) -> Option<(bool, Option<Choices>)> {
        let table = self.known.values.get(&attribute)?;
        let bare = bare(text);
        if let Some(choices) = table.get(&bare) {
            return Some((true, *choices));
        }
        let denies =
            |text: &str| text.starts_with("no") || text.contains("not") || text.contains('非');
        let alike = table.keys().filter(|known| denies(known) == denies(&bare));
        let (text, _) = likest(alike, &bare, LIKE_VALUE)?;
        Some((false, table[text]))
    }

    /// The edition of codes that this profile names.
    pub(crate) fn edition(&self, family: Family) -> Option<Edition> {
        let mut known = self.known.editions.iter();
        let found = known.find(|(of, _)| *of == family);
        found.map(|(_, edition)| *edition)
    }

    /// The unit that this profile fixes for an attribute.
    pub(crate) fn unit(&self, attribute: Attribute) -> Option<&'static Unit> {
        Unit::find_in(attribute.dimension()?, self.units.get(attribute.name())?)
    }
}

/// From these likenesses on a header and a value are taken for a slip of the pen.
const LIKE_HEADER: f64 = 0.82;
const LIKE_VALUE: f64 = 0.78;

/// The most similar of several words, by edits.
fn likest<'k>(
    known: impl Iterator<Item = &'k String>,
    word: &str,
    least: f64,
) -> Option<(&'k String, f64)> {
    let length = word.chars().count();
    if !(5..=80).contains(&length) {
        return None;
    }
    let close = known.filter(|other| other.chars().count().abs_diff(length) * 4 <= length);
    let ranked = close.map(|other| (other, strsim::normalized_damerau_levenshtein(word, other)));
    let best = ranked.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(a.0)))?;
    (best.1 >= least).then_some(best)
}

/// A name of a place without its ending.
fn stem(name: &str) -> String {
    for suffix in SUFFIXES {
        if let Some(stem) = name
            .strip_suffix(suffix)
            .filter(|stem| stem.chars().count() >= 2)
        {
            return stem.to_owned();
        }
    }
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn townships_are_found_by_what_people_call_them() {
        let profile = Profile::bundled("yueyanglou").unwrap();
        for text in [
            "五里牌街道",
            "五里牌",
            "岳阳楼区五里牌街道",
            "Wulipai (五里牌街道)",
            "五里牌办事处",
            "五里牌街道办事处",
        ] {
            assert_eq!(profile.township(text), Some("430602006"), "{text}");
        }
        assert_eq!(profile.township("岳阳楼街道"), Some("430602001"));
        assert_eq!(profile.township("岳阳楼"), Some("430602001"));
        assert_eq!(profile.township("站前街道"), Some("430602014"));
        assert_eq!(profile.township("许庄镇"), None);
        assert_eq!(profile.township("湖滨、南湖等街道"), None);
        assert_eq!(
            profile.township_of_title("城陵矶街道闲置厂房摸底表"),
            Some("430602008")
        );
        assert_eq!(profile.township_of_title("岳阳楼区烂尾楼排查表"), None);
        assert_eq!(profile.jurisdictions().unwrap().len(), 21);
    }

    #[test]
    fn bundled_profiles_are_read() {
        for name in Profile::BUNDLED {
            assert_eq!(Profile::bundled(name).unwrap().name(), *name);
        }
        assert!(Profile::bundled("atlantis").is_err());
    }

    #[test]
    fn a_misspelt_key_is_refused() {
        assert!(Profile::from_json(r#"{"nam": "x"}"#).is_err());
        assert!(Profile::from_json(r#"{"headers": {"x": "no_such"}}"#).is_err());
        assert!(Profile::from_json(r#"{"units": {"site_area": "kVA"}}"#).is_err());
        assert!(Profile::from_json(r#"{"area": [2, 1, 1, 2]}"#).is_err());
    }
}
