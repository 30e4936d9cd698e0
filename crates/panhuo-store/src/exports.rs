//! Sites for other programs, with only what their readers may see.

use std::collections::BTreeSet;

use panhuo::Result;
use panhuo::schema::{Audience, ValueType};
use panhuo::source::Source;
use panhuo::{Attribute, Error, Inventory, Site};
use serde_json::{Map, Value, json};

use crate::column::{Cell, columns, day};
use crate::error::UNKNOWN_FIELD;

/// Which fields an export has, and for which audience.
///
/// Investors see the attributes whose [`audience`](Attribute::audience) they are; names and
/// addresses [without persons](Site::redacted_name). The bureau sees every attribute, and contacts,
/// former names, extra columns, sources, encumbrances and their details. What cells literally say, `raw`, is in neither
/// unless it is asked for by name: it may hold names and telephone numbers.
///
/// # Example
///
/// ```
/// use panhuo::schema::Audience;
/// use panhuo_store::Export;
///
/// let export = Export::new(Audience::Investor).with("owner")?;
/// assert!(Export::new(Audience::Investor).with("ownr").is_err());
/// # Ok::<(), panhuo_store::Error>(())
/// ```
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    audience: Audience,
    attributes: BTreeSet<Attribute>,
    fields: BTreeSet<&'static str>,
}

const CONTACTS: &str = "contacts";
const DETAILS: &str = "encumbrance_details";
const ENCUMBRANCES: &str = "encumbrances";
const EXTRAS: &str = "extras";
const FORMER_NAMES: &str = "former_names";
const RAW: &str = "raw";
const SOURCES: &str = "sources";

/// Fields that are no attributes and are not for investors.
const FIELDS: [&str; 7] = [
    CONTACTS,
    DETAILS,
    ENCUMBRANCES,
    EXTRAS,
    FORMER_NAMES,
    RAW,
    SOURCES,
];

impl Export {
    /// What this audience may see.
    pub fn new(audience: Audience) -> Self {
        Self {
            audience,
            attributes: BTreeSet::new(),
            fields: BTreeSet::new(),
        }
    }

    /// The same with a field that the audience would not see: an attribute by its stable name, or
    /// `contacts`, `encumbrances`, `encumbrance_details`, `extras`, `former_names`, `raw` or
    /// `sources`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](panhuo::ErrorKind::NotFound) if there is no such field.
    pub fn with(mut self, field: &str) -> Result<Self> {
        if let Some(known) = FIELDS.into_iter().find(|known| *known == field) {
            self.fields.insert(known);
            return Ok(self);
        }
        let attribute = Attribute::from_name(field).map_err(|cause| {
            let unknown = Error::new(UNKNOWN_FIELD).with_cause(cause);
            unknown.with_allowed(FIELDS)
        })?;
        self.attributes.insert(attribute);
        Ok(self)
    }

    fn includes_attribute(&self, attribute: Attribute) -> bool {
        self.audience == Audience::Bureau
            || attribute.audience() == Audience::Investor
            || self.attributes.contains(&attribute)
    }

    /// Whether persons and telephone numbers are taken out of a text.
    fn masks(&self, attribute: Attribute) -> bool {
        self.audience == Audience::Investor
            && attribute.value_type() == ValueType::Text
            && !self.attributes.contains(&attribute)
    }

    fn tells(&self, field: &str) -> bool {
        self.fields.contains(field) || (self.audience == Audience::Bureau && field != RAW)
    }
}

impl From<Audience> for Export {
    fn from(audience: Audience) -> Self {
        Self::new(audience)
    }
}

/// The sites as a GeoJSON feature collection of their representative points, in order of id.
///
/// The properties of a feature are the columns of the layer `sites` that the audience may see, in
/// canonical units; what is not known exactly is null. A site without a place has no geometry.
///
/// # Example
///
/// ```
/// use panhuo::{Inventory, Site, SiteKind};
/// use panhuo::attribute::OWNER;
/// use panhuo::interval::ReportedValue;
/// use panhuo::schema::Audience;
/// use panhuo::site::Contact;
/// use panhuo_store::{Export, to_geojson};
///
/// let mut site = Site::new("YYL-0001", SiteKind::IdleFactory, "原岳阳棉纺厂");
/// site.facts.insert(OWNER, ReportedValue::Text("张三".into()).into());
/// site.contacts.push(Contact { name: "李四".to_owned(), telephone: "0730-0000000".to_owned() });
/// let inventory = Inventory::new(vec![site])?;
///
/// let text = to_geojson(&inventory, Audience::Investor);
/// assert!(text.contains("棉纺厂") && !text.contains("张三") && !text.contains("李四"));
/// let text = to_geojson(&inventory, Export::new(Audience::Investor).with("owner")?);
/// assert!(text.contains("张三") && !text.contains("李四"));
/// # Ok::<(), panhuo_store::Error>(())
/// ```
pub fn to_geojson(inventory: &Inventory, export: impl Into<Export>) -> String {
    let export = export.into();
    let mut columns = columns(inventory);
    columns.retain(|column| export.includes_attribute(column.attribute()));
    let features: Vec<Value> = inventory
        .sites()
        .iter()
        .map(|site| {
            let mut properties = own_properties(inventory, site);
            if export.audience == Audience::Investor {
                let name = site.redacted_name();
                properties.insert("name".to_owned(), name.into());
            }
            for column in &columns {
                let attribute = column.attribute();
                let value = if export.masks(attribute) {
                    site.redacted_text(attribute).into()
                } else {
                    let fact = site.facts.get(&attribute);
                    json_of(fact.map_or(Cell::Null, |fact| column.cell(fact)))
                };
                properties.insert(column.name(), value);
            }
            add_details(&mut properties, site, &export);
            let geometry = site.representative().map(|position| {
                let coordinates = [position.longitude(), position.latitude()];
                json!({"type": "Point", "coordinates": coordinates})
            });
            json!({"type": "Feature", "geometry": geometry, "properties": properties})
        })
        .collect();
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

fn own_properties(inventory: &Inventory, site: &Site) -> Map<String, Value> {
    let mut properties = Map::new();
    let mut put = |name: &str, value: Value| properties.insert(name.to_owned(), value);
    put("id", site.id.as_str().into());
    put("kind", site.kind.name().into());
    put("name", site.name.as_str().into());
    put("jurisdiction", site.jurisdiction.as_str().into());
    let town = inventory.jurisdictions().name(&site.jurisdiction);
    put("jurisdiction_name", town.into());
    put("reference", site.reference.as_str().into());
    let days = site.as_of.filter(|days| !days.is_empty());
    put(
        "as_of_low",
        json_of(days.map_or(Cell::Null, |d| day(d.low()))),
    );
    put(
        "as_of_high",
        json_of(days.map_or(Cell::Null, |d| day(d.high()))),
    );
    properties
}

fn json_of(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Real(value) => value.into(),
        Cell::Text(text) => text.into(),
    }
}

fn add_details(properties: &mut Map<String, Value>, site: &Site, export: &Export) {
    let mut put = |field: &str, value: &dyn Fn() -> Value| {
        if export.tells(field) {
            properties.insert(field.to_owned(), value());
        }
    };
    put(CONTACTS, &|| json!(site.contacts));
    put(EXTRAS, &|| json!(site.extras));
    put(FORMER_NAMES, &|| json!(site.former_names));
    put(SOURCES, &|| {
        site.sources.iter().map(Source::to_string).collect()
    });
    put(ENCUMBRANCES, &|| {
        let encumbrances = site.encumbrances.iter();
        encumbrances
            .map(|(kind, found)| (kind.name(), found.present))
            .collect()
    });
    put(DETAILS, &|| {
        let details = site.encumbrances.iter();
        let details = details.filter(|(_, found)| !found.detail.is_empty());
        details
            .map(|(kind, found)| (kind.name(), found.detail.as_str()))
            .collect()
    });
    put(RAW, &|| {
        let facts = site.facts.iter();
        let facts =
            facts.filter(|(a, fact)| export.includes_attribute(**a) && !fact.raw.is_empty());
        facts
            .map(|(a, fact)| (a.name(), fact.raw.as_str()))
            .collect()
    });
}
