//! GDAL, and so QGIS, reads the file without a warning. Skipped where `ogrinfo` is not installed.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub
)]

mod common;

use std::path::Path;
use std::process::Command;

use common::{Folder, sample};
use panhuo::Inventory;
use panhuo_store::{open, save};

/// Runs a program of GDAL and gives what it prints; none, with a message, if it is not installed.
fn gdal(program: &str, arguments: &[&str], path: &Path) -> Option<String> {
    let output = match Command::new(program).args(arguments).arg(path).output() {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            println!("skipped: {program} is not installed (apt-get install gdal-bin)");
            return None;
        }
        output => output.unwrap(),
    };
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        stderr.is_empty() && output.status.success(),
        "{program} failed: {stderr}"
    );
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The part of a summary about one layer.
fn layer<'a>(summary: &'a str, name: &str) -> &'a str {
    let start = format!("Layer name: {name}\n");
    let rest = summary.split_once(&start).unwrap().1;
    rest.split("Layer name: ").next().unwrap()
}

#[test]
fn gdal_lists_layers_and_columns_without_a_warning() {
    let folder = Folder::new();
    let path = folder.join("岳阳楼.gpkg");
    save(&sample(40), &path).unwrap();
    let Some(summary) = gdal("ogrinfo", &["-al", "-so", "-ro"], &path) else {
        return;
    };
    for (name, geometry, count) in [
        ("sites", "Point", 43),
        ("footprints", "Multi Polygon", 2),
        ("jurisdictions", "Multi Polygon", 2),
        ("landmarks", "Unknown (any)", 3),
        ("encumbrances", "None", 1),
        ("contacts", "None", 1),
        ("issues", "None", 1),
        ("former_names", "None", 2),
    ] {
        let found = layer(&summary, name);
        assert!(
            found.contains(&format!("Geometry: {geometry}\n")),
            "{name}: {found}"
        );
        assert!(
            found.contains(&format!("Feature Count: {count}\n")),
            "{name}: {found}"
        );
    }
    let sites = layer(&summary, "sites");
    for column in [
        "id: String",
        "kind: String",
        "as_of_low: Date",
        "floor_area: Real",
        "power_low: Real",
        "power_high: Real",
        "structure: String",
        "idle_since: Date",
        "price: Real",
    ] {
        assert!(sites.contains(column), "{column} not in {sites}");
    }
    assert!(sites.contains("ID[\"EPSG\",4326]"), "{sites}");
    let one = gdal(
        "ogrinfo",
        &["-ro", "-sql", "SELECT * FROM sites WHERE id = 'YYL-0001'"],
        &path,
    )
    .unwrap();
    for value in [
        "floor_area (Real) = 8600\n",
        "idle_since (Date) = 2016/07/18",
        "POINT (113.14 29.44)",
    ] {
        assert!(one.contains(value), "{value} not in {one}");
    }
}

#[test]
fn an_empty_inventory_has_its_layers_too() {
    let folder = Folder::new();
    let path = folder.join("empty.gpkg");
    save(&Inventory::default(), &path).unwrap();
    let Some(summary) = gdal("ogrinfo", &["-al", "-so", "-ro"], &path) else {
        return;
    };
    assert!(layer(&summary, "sites").contains("Feature Count: 0\n"));
}

#[test]
fn an_edit_by_gdal_keeps_the_index_and_is_read_back() {
    let folder = Folder::new();
    let path = folder.join("edited.gpkg");
    save(&sample(5), &path).unwrap();
    let sql = "UPDATE sites SET name = '改名', \
               geom = (SELECT geom FROM sites WHERE id = 'P-000000') WHERE id = 'YYL-0001'";
    if gdal("ogrinfo", &["-sql", sql], &path).is_none() {
        return;
    }
    let inventory = open(&path).unwrap();
    assert_eq!(inventory.sites()[5].name, "改名");
    assert_eq!(inventory.sites()[5].position, inventory.sites()[0].position);
    let near = [
        "-al", "-so", "-ro", "-spat", "112.4", "28.9", "112.6", "29.1",
    ];
    let found = gdal("ogrinfo", &near, &path).unwrap();
    assert!(
        layer(&found, "sites").contains("Feature Count: 6\n"),
        "{found}"
    );
}

#[test]
fn the_validator_of_gdal_finds_nothing() {
    let folder = Folder::new();
    let path = folder.join("inventory.gpkg");
    save(&sample(40), &path).unwrap();
    let validator = ["-m", "osgeo_utils.samples.validate_gpkg", "--extra"];
    let python = "/usr/bin/python3";
    let there = Command::new(python)
        .args(["-c", "import osgeo_utils.samples.validate_gpkg"])
        .output();
    if !there.is_ok_and(|output| output.status.success()) {
        println!("skipped: GDAL's validate_gpkg is not installed (apt-get install python3-gdal)");
        return;
    }
    let output = Command::new(python)
        .args(validator)
        .arg(&path)
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}");
    assert!(!printed.to_lowercase().contains("warning"), "{printed}");
}
