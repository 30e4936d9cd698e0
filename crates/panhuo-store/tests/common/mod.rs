//! What the tests share: a folder that cleans up after itself, and inventories.

#![allow(dead_code, reason = "each test binary uses a part")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use panhuo::attribute::{
    CEILING_HEIGHT, CERTIFICATE, FLOOR_AREA, IDLE_SINCE, OWNER, POWER, PRICE, STRUCTURE, WATER,
};
use panhuo::encumbrance::{Encumbrance, EncumbranceKind};
use panhuo::geo::{Coord, Geometry, LineString, MultiPolygon, Polygon, coord, point, polygon};
use panhuo::interval::{Choices, MissingReason, ReportedValue};
use panhuo::inventory::{Issue, Severity};
use panhuo::jurisdiction::{Jurisdiction, Jurisdictions};
use panhuo::landmark::{Landmark, Landmarks};
use panhuo::site::{Contact, Extra, Fact};
use panhuo::source::Source;
use panhuo::units::{metres, square_metres};
use panhuo::{Attribute, Footprint, Interval, Inventory, Position, Site, SiteId, SiteKind};

/// A temporary folder, removed on drop.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "panhuo store {} {}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn lot(x: f64, y: f64, side: f64) -> Polygon {
    polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)]
}

pub fn source(file: &str, cell: &str) -> Source {
    Source::new(file, "Sheet1").with_cell(cell).unwrap()
}

/// An inventory that uses every feature of a site, and has `count` plain sites more.
pub fn sample(count: u32) -> Inventory {
    let mut plant = Site::new("YYL-0001", SiteKind::IdleFactory, "原岳阳棉纺厂 3#厂房");
    plant.former_names = vec![
        "第一棉纺织厂".to_owned(),
        "\"老厂\"; DROP TABLE sites".to_owned(),
    ];
    plant.jurisdiction = "430602201".to_owned();
    plant.reference = "湘(2019)第0042号".to_owned();
    plant.position = Some(Position::new(113.14, 29.44).unwrap());
    plant.footprint =
        Some(Footprint::new(MultiPolygon::from(lot(113.139, 29.439, 0.002))).unwrap());
    plant.set(FLOOR_AREA, square_metres(8600.0)).unwrap();
    plant.set(CEILING_HEIGHT, metres(9.0)).unwrap();
    plant.choose(STRUCTURE, "steel").unwrap();
    plant.choose(WATER, "yes").unwrap();
    let fact = |reading: ReportedValue, raw: &str| Fact {
        value: reading,
        raw: raw.into(),
        source: Some(source("03_郭镇乡.xlsx", "F7")),
    };
    let power = ReportedValue::Number(Interval::new(315.0, f64::INFINITY).unwrap());
    plant.facts.insert(POWER, fact(power, "315kVA以上"));
    plant.facts.insert(
        PRICE,
        fact(ReportedValue::Unknown(MissingReason::Negotiable), "面议"),
    );
    plant.facts.insert(
        OWNER,
        fact(ReportedValue::Text("张三 13800000000".into()), "张三"),
    );
    let since = ReportedValue::Number(Interval::exact(17_000.0).unwrap());
    plant.facts.insert(IDLE_SINCE, fact(since, "2016.7"));
    let either = Choices::only(0).unwrap().or(Choices::only(2).unwrap());
    plant.facts.insert(
        CERTIFICATE,
        fact(ReportedValue::Category(either), "部分有证"),
    );
    plant.encumbrances.insert(
        EncumbranceKind::Mortgage,
        Encumbrance {
            present: true,
            detail: "建行 500万元".into(),
            source: Some(source("03_郭镇乡.xlsx", "K7")),
        },
    );
    plant.contacts.push(Contact {
        name: "李四".to_owned(),
        telephone: "0730-8880000".to_owned(),
    });
    plant.as_of = Interval::new(18_000.0, 18_030.0);
    plant.sources = vec![source("03_郭镇乡.xlsx", "7")];
    plant.extras.push(Extra {
        header: "领导批示".into(),
        value: "尽快盘活".into(),
    });
    let mut only_footprint = Site::new("YYL-0002", SiteKind::Land, "芭蕉湖东地块");
    only_footprint.footprint =
        Some(Footprint::new(MultiPolygon::from(lot(113.2, 29.4, 0.01))).unwrap());
    let nowhere = Site::new("YYL-0003", SiteKind::LeisureFarm, "某某农庄");
    let mut sites = vec![plant, only_footprint, nowhere];
    sites.extend((0..count).map(plain_site));
    let issue = Issue {
        code: "unit-conflict".into(),
        severity: Severity::Warning,
        source: source("03_郭镇乡.xlsx", "F7"),
        column: "面积".into(),
        raw: "8600".into(),
        interpretation: "8600 ㎡".into(),
        zh: "单位不一致".into(),
        en: "the units differ".into(),
        site: Some(SiteId::new("YYL-0001")),
        attribute: Some(FLOOR_AREA),
    };
    Inventory::new(sites)
        .unwrap()
        .with_jurisdictions(jurisdictions())
        .with_landmarks(landmarks())
        .with_issues(vec![issue])
}

/// Site number `at` of many, with about twenty attributes.
pub fn plain_site(at: u32) -> Site {
    let kind = SiteKind::VALUES[at as usize % 5];
    let mut site = Site::new(format!("P-{at:06}"), kind, format!("第{at}号厂房"));
    let step = f64::from(at);
    site.position = Some(Position::new(112.5 + step * 1e-5, 29.0 + step * 1.5e-5).unwrap());
    site.jurisdiction = "430602201".to_owned();
    site.as_of = Interval::exact(20_000.0);
    for attribute in Attribute::all().filter(|a| a.applies_to(kind)).take(20) {
        let reading = match attribute.value_type() {
            panhuo::schema::ValueType::Number(_) | panhuo::schema::ValueType::Date => {
                let base = u32::try_from(attribute.index()).unwrap();
                let low = f64::from(base * 37) + step / 7.0;
                let range = at.is_multiple_of(9);
                let high = if range { low * 1.1 + 1.0 } else { low };
                ReportedValue::Number(Interval::new(low, high).unwrap())
            }
            panhuo::schema::ValueType::Text => ReportedValue::Text(format!("第{at}号").into()),
            _ => ReportedValue::Category(Choices::only(at as usize % 2).unwrap()),
        };
        site.facts.insert(
            attribute,
            Fact {
                value: reading,
                raw: panhuo::compact::Text::from_display(at),
                source: Some(source("03_郭镇乡.xlsx", "F7")),
            },
        );
    }
    site
}

fn jurisdictions() -> Jurisdictions {
    let boundary = Footprint::new(MultiPolygon::from(lot(113.0, 29.3, 0.3))).unwrap();
    Jurisdictions::new(vec![
        Jurisdiction {
            code: "430602".to_owned(),
            name: "岳阳楼区".to_owned(),
            parent: String::new(),
            former_names: vec!["城区\"老\"".to_owned(), "南区".to_owned()],
            boundary: Some(boundary),
        },
        Jurisdiction {
            code: "430602201".to_owned(),
            name: "郭镇乡".to_owned(),
            parent: "430602".to_owned(),
            former_names: Vec::new(),
            boundary: None,
        },
    ])
    .unwrap()
}

fn landmarks() -> Landmarks {
    let mut landmarks = Landmarks::new();
    let mut add = |layer: &str, name: &str, geometry: Geometry| {
        let name = name.to_owned();
        landmarks.add(layer, Landmark { name, geometry }).unwrap();
    };
    add("port", "城陵矶港", point! { x: 113.14, y: 29.445 }.into());
    let road: Vec<Coord> = vec![coord! { x: 113.0, y: 29.3 }, coord! { x: 113.2, y: 29.4 }];
    add("expressway", "", LineString::from(road).into());
    add("lake", "南湖", lot(113.09, 29.33, 0.02).into());
    landmarks
}
