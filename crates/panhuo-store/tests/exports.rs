//! Exports contain what their audience may see.

#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod common;

use common::sample;
use panhuo::schema::Audience;
use panhuo::{Inventory, Position, Site, SiteId, SiteKind};
use panhuo_store::{Export, to_geojson};

#[test]
fn investors_do_not_see_internal_values() {
    let mut inventory = sample(0);
    let investors = to_geojson(&inventory, Audience::Investor);
    for private in [
        "张三",
        "138",
        "李四",
        "0730",
        "建行",
        "面议",
        "领导批示",
        "第一棉纺织厂",
        ".xlsx",
        "mortgage",
    ] {
        assert!(!investors.contains(private), "{private} in {investors}");
    }
    for public in ["棉纺厂", "郭镇乡", "8600", "\"steel\""] {
        assert!(investors.contains(public), "{public} not in {investors}");
    }
    let bureau = to_geojson(&inventory, Audience::Bureau);
    for internal in [
        "张三 13800000000",
        "李四",
        "建行",
        "领导批示",
        "第一棉纺织厂",
        "03_郭镇乡.xlsx[Sheet1]!7",
        "\"mortgage\":true",
    ] {
        assert!(bureau.contains(internal), "{internal} not in {bureau}");
    }
    assert!(!bureau.contains("面议"));
    let encumbrances = Export::new(Audience::Investor).with("encumbrances");
    let encumbrances = to_geojson(&inventory, encumbrances.unwrap());
    assert!(encumbrances.contains("\"mortgage\":true") && !encumbrances.contains("建行"));
    // Raw text only of exported facts: the cell of the owner stays internal.
    let raw = Export::new(Audience::Investor).with("raw").unwrap();
    let raw = to_geojson(&inventory, raw);
    assert!(raw.contains("面议") && !raw.contains("张三"));
    let value: serde_json::Value = serde_json::from_str(&investors).unwrap();
    assert_eq!(value["features"][2]["geometry"], serde_json::Value::Null);
    assert_eq!(value["features"][0]["properties"]["power_low"], 315.0);
    assert_eq!(
        value["features"][0]["properties"]["power"],
        serde_json::Value::Null
    );
    // Text and numbers at the limits of JSON.
    let mut site = Site::new("A", SiteKind::Land, "a");
    site.id = SiteId::new("\"\\\u{0}");
    site.position = Some(Position::new(-0.0, 1e-300).unwrap());
    inventory = Inventory::new(vec![site]).unwrap();
    let text = to_geojson(&inventory, Audience::Investor);
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
}
