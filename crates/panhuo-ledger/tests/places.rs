//! Coordinates in many reference systems, which are inferred from where the points would lie.

#![allow(clippy::unwrap_used, reason = "a broken fixture should stop the test")]

use std::fmt::Write as _;

use panhuo_ledger::{IssueCode, Ledgers, OldDatum, Profile, ReadOptions, read_bytes};

fn options() -> ReadOptions {
    ReadOptions::new().profile(Profile::bundled("yueyanglou").unwrap())
}

fn has(ledgers: &Ledgers, code: IssueCode) -> bool {
    let mut issues = ledgers.issues().iter();
    issues.any(|issue| issue.code == code.name())
}

#[test]
fn old_datums_and_map_services_are_converted_only_if_allowed() {
    let text = "企业名称,建筑面积（㎡）,坐标（BD-09）\n甲厂,1,\"113.1114,29.3762\"\n";
    let read =
        |options: &ReadOptions| read_bytes("闲置厂房.csv", text.as_bytes(), options).unwrap();
    let refused = read(&options());
    assert!(has(&refused, IssueCode::CoordinatesSystem));
    assert_eq!(refused.sites()[0].position, None);
    let moved = read(&options().convert_map_services(true));
    assert!(has(&moved, IssueCode::CoordinatesConverted));
    let written = panhuo::Position::new(113.1114, 29.3762).unwrap();
    let shift = moved.sites()[0].position.unwrap().distance(&written);
    assert!((500.0..2000.0).contains(&shift.value()), "{shift:?}");

    let text = "企业名称,建筑面积（㎡）,X坐标（北京54）,Y坐标（北京54）\n甲厂,1,3251000,38413000\n";
    let read =
        |options: &ReadOptions| read_bytes("闲置厂房.csv", text.as_bytes(), options).unwrap();
    assert!(has(&read(&options()), IssueCode::CoordinatesSystem));
    let shift = [15.8, -154.4, -82.3, 0.0, 0.0, 0.0, 0.0];
    let moved = read(&options().datum_shift(OldDatum::Beijing54, shift));
    assert!(moved.sites()[0].position.is_some(), "{:?}", moved.issues());
    let plain = text.replace("（北京54）", "");
    let plain = read_bytes("闲置厂房.csv", plain.as_bytes(), &options()).unwrap();
    let apart = plain.sites()[0]
        .position
        .unwrap()
        .distance(&moved.sites()[0].position.unwrap());
    assert!((10.0..200.0).contains(&apart.value()), "{apart:?}");
}

#[test]
fn degrees_with_minutes_after_the_point_are_inferred_from_the_column() {
    let mut text = "地块名称,面积（亩）,经度,纬度\n".to_owned();
    for n in 0..8 {
        writeln!(text, "地块{n},5{n},113.0{n}12,29.1{n}30").unwrap();
    }
    let profile = r#"{"area": [112.9, 28.9, 113.4, 29.6]}"#;
    let options = ReadOptions::new().profile(Profile::from_json(profile).unwrap());
    let ledgers = read_bytes("存量土地.csv", text.as_bytes(), &options).unwrap();
    assert!(has(&ledgers, IssueCode::CoordinatesPacked));
    let at = ledgers.sites()[2].position.unwrap();
    assert!((at.longitude() - (113.0 + 2.0 / 60.0 + 12.0 / 3600.0)).abs() < 1e-9);
    assert!((at.latitude() - (29.0 + 12.0 / 60.0 + 30.0 / 3600.0)).abs() < 1e-9);
}

#[test]
fn a_boundary_decides_and_warns() {
    let profile = r#"{
        "area": [113.0, 29.0, 114.0, 30.0],
        "jurisdictions": [{"code": "1", "name": "东山镇", "boundary":
            {"type": "Polygon", "coordinates": [[[113.5,29.5],[113.6,29.5],[113.6,29.6],[113.5,29.6],[113.5,29.5]]]}}]
    }"#;
    let options = ReadOptions::new().profile(Profile::from_json(profile).unwrap());
    let text =
        "乡镇,地块名称,面积（亩）,经度,纬度\n东山镇,甲,50,113.55,29.55\n东山镇,乙,50,113.2,29.2\n";
    let ledgers = read_bytes("存量土地.csv", text.as_bytes(), &options).unwrap();
    let elsewhere: Vec<_> = ledgers
        .issues()
        .iter()
        .filter(|issue| issue.code == IssueCode::CoordinatesElsewhere.name())
        .filter_map(|issue| issue.source.row())
        .collect();
    assert_eq!(elsewhere, [3]);
    assert!(ledgers.sites().iter().all(|site| site.position.is_some()));
}
