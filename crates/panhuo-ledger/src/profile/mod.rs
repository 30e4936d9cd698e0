//! Profiles: whose ledgers they are, as a file of data.

mod township;

use std::collections::BTreeMap;

use panhuo::error::ErrorCode;
use panhuo::interval::Choices;
use panhuo::jurisdiction::{Jurisdiction, Jurisdictions};
use panhuo::lang::Bilingual;
use panhuo::units::Unit;
use panhuo::{Attribute, Footprint, SiteKind};
use panhuo::{Error, Result};
use serde::Deserialize;

use crate::crs::{Crs, LedgerArea};
use crate::error;
use crate::lexicon::headers::ColumnRole;
use crate::lexicon::headers::normalized;
use crate::parse::code::{Classification, Edition};
use crate::parse::locale::DayOrder;

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
/// | `required` | the columns that the form asks every row to fill, by what they mean |
/// | `contradictions` | `column` that `says` one of some texts while the `other` is filled, or `holds` one of some texts |
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
    jurisdictions: Vec<JurisdictionForm>,
    area: Option<[f64; 4]>,
    outline: Vec<(f64, f64)>,
    systems: Vec<Crs>,
    kind: Option<SiteKind>,
    dates: DayOrder,
    headers: BTreeMap<String, String>,
    units: BTreeMap<String, String>,
    values: BTreeMap<String, BTreeMap<String, String>>,
    editions: Vec<String>,
    required: Vec<String>,
    contradictions: Vec<Contradiction>,
    /// What the above says, in the form in which it is used.
    #[serde(skip)]
    parsed: ParsedProfile,
}

#[derive(Clone, Debug, Default)]
struct ParsedProfile {
    area: LedgerArea,
    /// Bare header to what it means.
    headers: BTreeMap<String, ColumnRole>,
    /// Attribute and bare text to a category, or to none for what is not reported.
    values: BTreeMap<Attribute, BTreeMap<String, Option<Choices>>>,
    boundaries: BTreeMap<String, Footprint>,
    editions: Vec<(Classification, Edition)>,
}

/// Two columns of a form that cannot both hold what they hold, by the names of their meanings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Contradiction {
    pub(crate) column: String,
    /// The texts of the first column that the second cannot be filled beside.
    pub(crate) says: Vec<String>,
    pub(crate) other: String,
    /// The texts that the second column cannot hold then; none for any text but a denial.
    #[serde(default)]
    pub(crate) holds: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct JurisdictionForm {
    code: String,
    name: String,
    #[serde(default)]
    parent: String,
    #[serde(default)]
    former_names: Vec<String>,
    #[serde(default)]
    boundary: Option<geojson::Geometry>,
}

impl Profile {
    /// The profiles that come with this crate.
    pub const BUNDLED: &[&str] = &[
        "yueyanglou",
        "uk-brownfield",
        "cnig-friches",
        "zhejiang-low-use",
    ];

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
            "yueyanglou" => Some(include_str!("../../profiles/yueyanglou.json")),
            "uk-brownfield" => Some(include_str!("../../profiles/uk-brownfield.json")),
            "zhejiang-low-use" => Some(include_str!("../../profiles/zhejiang-low-use.json")),
            "cnig-friches" => Some(include_str!("../../profiles/cnig-friches.json")),
            _ => None,
        };
        if let Some(json) = json {
            return Self::from_json(json);
        }
        Err(Error::new(ErrorCode::UNKNOWN_NAME)
            .with_what(profile())
            .with_given(name)
            .with_allowed(Self::BUNDLED.iter().copied()))
    }

    /// Reads a profile from JSON.
    ///
    /// # Errors
    ///
    /// [`panhuo::ErrorKind::Parse`] for what is no profile, including unknown keys, attributes or
    /// units; [`panhuo::ErrorKind::InvalidArgument`] for jurisdictions that form no tree and an
    /// area that is none.
    pub fn from_json(json: &str) -> Result<Self> {
        Self::parse(json).map_err(|error| error.within(profile()))
    }

    fn parse(json: &str) -> Result<Self> {
        let mut profile: Self = serde_json::from_str(json)
            .map_err(|cause| Error::new(error::PROFILE_UNREADABLE).with_cause(cause))?;
        for (attribute, unit) in &profile.units {
            let attribute = Attribute::from_name(attribute)?;
            if attribute
                .dimension()
                .and_then(|dimension| Unit::find_in(dimension, unit))
                .is_none()
            {
                return Err(Error::new(error::PROFILE_UNIT)
                    .with_given(unit)
                    .with_what(Bilingual::in_each(|lang| attribute.label(lang).to_owned())));
            }
        }
        if let Some([west, south, east, north]) = profile.area
            && !(west < east && south < north)
        {
            let given = format!("{west}, {south}, {east}, {north}");
            return Err(Error::new(error::PROFILE_AREA).with_given(given));
        }
        profile.parsed = profile.learn()?;
        profile.jurisdictions()?;
        Ok(profile)
    }

    /// Checks the tables and brings them into the form in which they are used.
    fn learn(&self) -> Result<ParsedProfile> {
        let mut known = ParsedProfile {
            area: LedgerArea {
                bounds: self.area,
                outline: self.outline.clone(),
            },
            ..ParsedProfile::default()
        };
        for (header, meaning) in &self.headers {
            let role = match meaning.strip_prefix("field:") {
                Some(field) => Some(ColumnRole::Field(field.to_owned())),
                None => ColumnRole::from_name(meaning),
            };
            let role = role.ok_or_else(|| {
                let unknown = Error::new(error::PROFILE_HEADER).with_what(header);
                unknown.with_given(meaning)
            })?;
            known.headers.insert(normalized(header), role);
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
                table.insert(normalized(text), choices);
            }
        }
        for name in &self.editions {
            let by_name =
                |classification| Some((classification, Edition::by_name(classification, name)?));
            let edition =
                by_name(Classification::Land).or_else(|| by_name(Classification::Industry));
            let edition =
                edition.ok_or_else(|| Error::new(error::PROFILE_EDITION).with_given(name))?;
            known.editions.push(edition);
        }
        for place in &self.jurisdictions {
            if let Some(boundary) = &place.boundary {
                let footprint = crate::format::geometry::footprint(boundary)
                    .ok_or_else(|| Error::new(error::PROFILE_BOUNDARY).with_given(&place.name))?;
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
            boundary: self.parsed.boundaries.get(&place.code).cloned(),
        });
        Jurisdictions::new(each.collect())
    }

    pub(crate) fn area(&self) -> &LedgerArea {
        &self.parsed.area
    }

    pub(crate) fn systems(&self) -> &[Crs] {
        &self.systems
    }

    pub(crate) fn kind(&self) -> Option<SiteKind> {
        self.kind
    }

    pub(crate) fn day_order(&self) -> DayOrder {
        self.dates
    }

    pub(crate) fn boundary(&self, code: &str) -> Option<&Footprint> {
        self.parsed.boundaries.get(code)
    }

    /// What a header means in this profile.
    pub(crate) fn header(&self, core: &str) -> Option<ColumnRole> {
        self.parsed.headers.get(core).cloned()
    }

    /// What a header with a slip of the pen means in this profile, and how like it is.
    pub(crate) fn header_like(&self, core: &str) -> Option<(ColumnRole, f64)> {
        let (header, similarity) = most_similar(self.parsed.headers.keys(), core, LIKE_HEADER)?;
        Some((self.parsed.headers[header].clone(), similarity))
    }

    /// What the profile's table says that a text means: whether exactly, and the category, which
    /// is none for what is not reported.
    pub(crate) fn value(
        &self,
        attribute: Attribute,
        text: &str,
    ) -> Option<(bool, Option<Choices>)> {
        let table = self.parsed.values.get(&attribute)?;
        let core = normalized(text);
        if let Some(choices) = table.get(&core) {
            return Some((true, *choices));
        }
        let denies =
            |text: &str| text.starts_with("no") || text.contains("not") || text.contains('非');
        let alike = table.keys().filter(|known| denies(known) == denies(&core));
        let (text, _) = most_similar(alike, &core, LIKE_VALUE)?;
        Some((false, table[text]))
    }

    /// The edition of codes that this profile names.
    pub(crate) fn edition(&self, classification: Classification) -> Option<Edition> {
        let mut known = self.parsed.editions.iter();
        let found = known.find(|(of, _)| *of == classification);
        found.map(|(_, edition)| *edition)
    }

    /// The meanings of the columns that every row must fill.
    pub(crate) fn required(&self) -> &[String] {
        &self.required
    }

    /// What cannot stand together in one row.
    pub(crate) fn contradictions(&self) -> &[Contradiction] {
        &self.contradictions
    }

    /// The unit that this profile fixes for an attribute.
    pub(crate) fn unit(&self, attribute: Attribute) -> Option<&'static Unit> {
        Unit::find_in(attribute.dimension()?, self.units.get(attribute.name())?)
    }
}

/// What a profile is called in errors.
fn profile() -> Bilingual {
    Bilingual::new("配置", "profile")
}

/// From these likenesses on a header and a value are taken for a slip of the pen.
const LIKE_HEADER: f64 = 0.82;
const LIKE_VALUE: f64 = 0.78;

/// The most similar of several words, by edits.
fn most_similar<'k>(
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

#[cfg(test)]
mod tests {
    use super::*;

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
