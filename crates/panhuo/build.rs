//! Generates two tables of the library: simplified characters, and the built-in schema from
//! `schema/builtin.json`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use serde::Deserialize;

const SCHEMA: &str = "schema/builtin.json";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={SCHEMA}");
    let folder = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("no OUT_DIR"))?;
    let folder = PathBuf::from(folder);
    write_simplified(&folder).map_err(io::Error::other)?;
    let schema: Schema = serde_json::from_str(&fs::read_to_string(SCHEMA)?)
        .map_err(|error| io::Error::other(format!("{SCHEMA}: {error}")))?;
    fs::write(folder.join("attributes.rs"), schema.constants())?;
    fs::write(folder.join("builtin.rs"), schema.table())
}

/// Writes pairs of a traditional character and its simplified form.
fn write_simplified(folder: &Path) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut table = String::from("&[");
    // The unified ideographs of the basic plane.
    for traditional in '\u{4e00}'..='\u{9fff}' {
        let mut simplified = fast2s::convert(&traditional.to_string());
        let last = simplified.pop();
        if let Some(last) = last.filter(|last| simplified.is_empty() && *last != traditional) {
            write!(table, "({traditional:?}, {last:?}),")?;
        }
    }
    table.push(']');
    Ok(fs::write(folder.join("simplified.rs"), table)?)
}

/// The file of the built-in schema.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Schema {
    kinds: Vec<Kind>,
    /// The categories of a yes/no attribute: no, then yes.
    yes_no: [Category; 2],
    attributes: Vec<Attribute>,
}

/// The labels of a variant of `SiteKind`, in the order of the enum.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    name: String,
    zh: String,
    en: String,
}

/// One attribute as a planner declares it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attribute {
    name: String,
    zh: String,
    en: String,
    #[serde(rename = "type")]
    value_type: ValueType,
    /// The symbol of the unit of a number; none for a count or a ratio.
    #[serde(default)]
    unit: String,
    audience: Audience,
    /// The kinds of site that it applies to; all if it is left out.
    kinds: Option<Vec<String>>,
    #[serde(default)]
    categories: Vec<Category>,
    #[serde(default)]
    headers: Vec<String>,
    meaning: Meaning,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum ValueType {
    Number,
    Date,
    Category,
    YesNo,
    Text,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Audience {
    Investor,
    Bureau,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Category {
    name: String,
    zh: String,
    en: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Meaning {
    zh: String,
    en: String,
}

impl Schema {
    /// One documented constant per attribute.
    fn constants(&self) -> String {
        let attributes = self.attributes.iter().enumerate();
        let constants = attributes.map(|(index, attribute)| {
            let (name, zh, unit) = (&attribute.name, &attribute.zh, &attribute.unit);
            let separator = if unit.is_empty() { "" } else { " · " };
            format!(
                "#[doc = {:?}]\n#[doc = \"\"]\n#[doc = {:?}]\n#[doc = \"\"]\n#[doc = {:?}]\n\
                 pub const {}: Attribute = Attribute({index});\n",
                attribute.meaning.en,
                format!("`{name}` · {zh}{separator}{unit}"),
                attribute.meaning.zh,
                name.to_uppercase(),
            )
        });
        constants.collect::<Vec<_>>().concat()
    }

    /// The definitions of all kinds and attributes, and the schema that holds them.
    fn table(&self) -> String {
        let yes_no = categories(&self.yes_no);
        let kinds = self.kinds.iter().map(|Kind { name, zh, en }| {
            format!("        KindDefinition {{ name: {name:?}, zh: {zh:?}, en: {en:?} }},\n")
        });
        let attributes = self.attributes.iter();
        let attributes = attributes.map(|each| format!("        {},\n", each.definition()));
        format!(
            "pub(super) const YES_NO: &[Category] = {yes_no};\n\
             pub(super) static BUILTIN: Schema = Schema {{\n    kinds: &[\n{}    ],\n    \
             attributes: &[\n{}    ],\n}};\n",
            kinds.collect::<Vec<_>>().concat(),
            attributes.collect::<Vec<_>>().concat(),
        )
    }
}

impl Attribute {
    /// The `Definition` in Rust.
    fn definition(&self) -> String {
        let name = &self.name;
        assert!(
            self.categories.is_empty() == (self.value_type != ValueType::Category),
            "{SCHEMA}: {name}: categories belong to the type `category`"
        );
        assert!(
            self.unit.is_empty() || self.value_type == ValueType::Number,
            "{SCHEMA}: {name}: a unit belongs to the type `number`"
        );
        let unit = format!("Unit::with_symbol({:?})", self.unit);
        let (value_type, unit) = match self.value_type {
            ValueType::Number => (
                format!("Number({unit}.dimension())"),
                format!("Some({unit})"),
            ),
            ValueType::Category => (
                format!("Category({})", categories(&self.categories)),
                "None".to_owned(),
            ),
            other => (format!("{other:?}"), "None".to_owned()),
        };
        let kinds = match &self.kinds {
            None => "SiteKind::VALUES".to_owned(),
            Some(kinds) => {
                let kinds: Vec<_> = kinds.iter().map(|kind| variant(kind)).collect();
                format!("&[{}]", kinds.join(", "))
            }
        };
        format!(
            "Definition {{ name: {name:?}, zh: {:?}, en: {:?}, value_type: ValueType::{value_type}, \
             unit: {unit}, kinds: {kinds}, audience: Audience::{:?}, headers: &{:?}, \
             meaning_zh: {:?}, meaning_en: {:?} }}",
            self.zh, self.en, self.audience, self.headers, self.meaning.zh, self.meaning.en,
        )
    }
}

fn categories(categories: &[Category]) -> String {
    let each = categories.iter().map(
        |Category {
             name,
             zh,
             en,
             words,
         }| {
            format!("Category {{ name: {name:?}, zh: {zh:?}, en: {en:?}, words: &{words:?} }}")
        },
    );
    format!("&[{}]", each.collect::<Vec<_>>().join(", "))
}

/// The variant of `SiteKind` with this stable name.
fn variant(name: &str) -> String {
    let capitalized = name.split('_').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    });
    format!("SiteKind::{}", capitalized.collect::<String>())
}
