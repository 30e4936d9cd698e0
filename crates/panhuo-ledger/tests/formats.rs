//! Binary and geographic formats, written by other programs. GDAL's `ogr2ogr` writes Shapefiles and
//! GeoPackages here; what needs it skips with a message where it is not installed.

#![allow(clippy::unwrap_used, reason = "a broken fixture should stop the test")]
#![allow(clippy::print_stdout, reason = "a test that skips says so")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use panhuo::attribute::SITE_AREA;
use panhuo::interval::ReportedValue;
use panhuo::{Position, SiteKind};
use panhuo_ledger::{IssueCode, Ledgers, Profile, ReadOptions, read, read_bytes};
use proptest::prelude::*;

const TOWNSHIP: &[u8] = include_bytes!("fixtures/township.xls");
const FAR: &[u8] = include_bytes!("fixtures/far.xls");

fn land() -> ReadOptions {
    let profile = Profile::bundled("yueyanglou").unwrap();
    ReadOptions::new()
        .profile(profile)
        .default_kind(SiteKind::Land)
}

fn has(ledgers: &Ledgers, code: IssueCode) -> bool {
    let mut issues = ledgers.issues().iter();
    issues.any(|issue| issue.code == code.name())
}

fn refusal(name: &str, bytes: &[u8]) -> String {
    let error = read_bytes(name, bytes, &land()).unwrap_err().to_string();
    assert!(error.starts_with(name), "{error}");
    error
}

#[test]
fn a_binary_workbook_is_read_like_any_other() {
    for name in ["郭镇乡.xls", "郭镇乡.et", "郭镇乡.csv"] {
        let ledgers = read_bytes(name, TOWNSHIP, &land()).unwrap();
        assert_eq!(ledgers.sites().len(), 2);
        let [first, second] = ledgers.sites() else {
            panic!("two sites")
        };
        assert_eq!(first.name, "麻布村1号地块");
        assert_eq!(first.interval(SITE_AREA).value(), Some(50.5 * 2000.0 / 3.0));
        // 2026-06-01, a cell with the format of a date.
        assert_eq!(first.as_of.and_then(|day| day.value()), Some(20_605.0));
        assert_eq!(first.jurisdiction, second.jurisdiction);
        assert!(first.position.is_some());
        assert!(has(&ledgers, IssueCode::RowHidden));
        assert!(has(&ledgers, IssueCode::ColumnHidden));
    }
}

#[test]
fn a_binary_workbook_with_far_cells_is_not_spread_out() {
    let error = read_bytes("远.xls", FAR, &land()).unwrap_err();
    assert_eq!(error.code(), panhuo_ledger::error::CELLS_FAR_APART);
    let message = error.to_string();
    assert!(
        message.contains("too far apart") && message.contains("save it"),
        "{message}"
    );
}

#[test]
fn an_encrypted_workbook_and_other_office_files_are_refused_by_name() {
    let name: Vec<u8> = "Workbook"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let at = TOWNSHIP
        .windows(16)
        .position(|window| window == name)
        .unwrap();
    let renamed = |to: &str| {
        let mut bytes = TOWNSHIP.to_vec();
        let name: Vec<u8> = to.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes[at..at + 64].fill(0);
        bytes[at..at + name.len()].copy_from_slice(&name);
        bytes[at + 64] = u8::try_from(name.len() + 2).unwrap();
        bytes
    };
    assert!(refusal("a.xlsx", &renamed("EncryptedPackage")).contains("password"));
    assert!(refusal("a.xls", &renamed("Book")).contains("Excel 95"));
    assert!(refusal("a.xls", &renamed("WordDocument")).contains("not a workbook"));
    assert!(refusal("a.xls", &TOWNSHIP[..600]).contains("damaged"));
    assert!(refusal("a.xls", b"<html><table><tr><td>x").contains("web page"));
}

#[test]
fn a_damaged_binary_workbook_is_read_or_refused() {
    for at in (0..TOWNSHIP.len()).step_by(7) {
        for value in [0x00, 0x7f, 0xff] {
            let mut bytes = TOWNSHIP.to_vec();
            bytes[at] = value;
            let _ = read_bytes("a.xls", &bytes, &land());
        }
    }
}

/// A folder that is removed again.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("panhuo-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const LOTS: &str = r#"{"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"名称": "麻布村1号地块", "面积_亩": 50.5, "权属": "国有", "年份": 2019},
     "geometry": {"type": "Polygon", "coordinates": [
        [[113.2,29.3],[113.202,29.3],[113.202,29.302],[113.2,29.302],[113.2,29.3]],
        [[113.2005,29.3005],[113.2005,29.301],[113.201,29.301],[113.201,29.3005],[113.2005,29.3005]]]}},
    {"type": "Feature", "properties": {"名称": "康王村地块", "面积_亩": 30, "权属": "集体", "年份": 2020},
     "geometry": {"type": "Polygon", "coordinates": [
        [[113.3,29.31],[113.301,29.31],[113.301,29.311],[113.3,29.31]]]}},
    {"type": "Feature", "properties": {"名称": "无图地块", "面积_亩": null, "权属": "（国有）", "年份": null},
     "geometry": null}
]}"#;

/// Runs `ogr2ogr`; false, with a message, where it is not installed.
fn ogr2ogr(arguments: &[&str], to: &Path, from: &Path) -> bool {
    let run = Command::new("ogr2ogr")
        .args(arguments)
        .arg(to)
        .arg(from)
        .output();
    match run {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            println!("skipped: ogr2ogr is not installed (apt-get install gdal-bin)");
            false
        }
        run => {
            let run = run.unwrap();
            let stderr = String::from_utf8_lossy(&run.stderr);
            assert!(run.status.success(), "ogr2ogr failed: {stderr}");
            true
        }
    }
}

/// Compares what was read with what the GeoJSON says, site by site.
fn same(file: &Path) {
    let ledgers = read([file], &land()).unwrap();
    let known_facts = |ledgers: &Ledgers| {
        let sites = ledgers.sites().iter().map(|site| {
            let facts: Vec<(&str, ReportedValue)> = site
                .facts
                .iter()
                .filter(|(_, fact)| fact.value.is_known())
                .map(|(attribute, fact)| (attribute.name(), fact.value.clone()))
                .collect();
            (site.name.clone(), facts)
        });
        sites.collect::<Vec<_>>()
    };
    let expected = read_bytes("lots.geojson", LOTS.as_bytes(), &land()).unwrap();
    assert_eq!(
        known_facts(&ledgers),
        known_facts(&expected),
        "{}",
        file.display()
    );
    for (site, expected) in ledgers.sites().iter().zip(expected.sites()) {
        let (Some(found), Some(expected)) = (&site.footprint, &expected.footprint) else {
            assert!(site.footprint.is_none() && expected.footprint.is_none());
            continue;
        };
        let corners = |footprint: &panhuo::Footprint| {
            let bounds = footprint.bounds();
            [bounds.min(), bounds.max()].map(|at| Position::new(at.x, at.y).unwrap())
        };
        for (found, expected) in corners(found).iter().zip(corners(expected)) {
            let apart = found.distance(&expected).value();
            assert!(apart < 0.01, "{apart} m");
        }
        let holes = |footprint: &panhuo::Footprint| {
            let polygons = footprint.polygons().0.iter();
            polygons
                .map(|polygon| polygon.interiors().len())
                .collect::<Vec<_>>()
        };
        assert_eq!(holes(found), holes(expected));
    }
    let middle = Position::new(113.200_75, 29.300_75).unwrap();
    let first = ledgers.sites()[0].footprint.as_ref().unwrap();
    assert!(!first.covers(&middle), "the hole is a hole");
}

#[test]
fn shapefiles_of_another_program_are_read_with_their_text_and_holes() {
    let folder = Folder::new("shapefile");
    let source = folder.0.join("lots.geojson");
    fs::write(&source, LOTS).unwrap();
    for (name, encoding, system) in [
        ("宗地", "UTF-8", "EPSG:4326"),
        ("gbk", "GBK", "EPSG:4326"),
        ("gauss", "GBK", "EPSG:4547"),
        ("zone", "GBK", "EPSG:4526"),
    ] {
        let shp = folder.0.join(format!("{name}.shp"));
        let encoding = format!("ENCODING={encoding}");
        let arguments = ["-lco", &encoding, "-t_srs", system, "-a_srs", system];
        let arguments = if system == "EPSG:4326" {
            &arguments[..2]
        } else {
            &arguments[..4]
        };
        if !ogr2ogr(arguments, &shp, &source) {
            return;
        }
        same(&shp);
        // Files come without their .cpg and .prj.
        fs::remove_file(shp.with_extension("cpg")).unwrap();
        same(&shp);
        fs::remove_file(shp.with_extension("prj")).unwrap();
        same(&shp);
    }
}

#[test]
fn a_zip_of_a_shapefile_is_read() {
    let folder = Folder::new("zip");
    let source = folder.0.join("lots.geojson");
    fs::write(&source, LOTS).unwrap();
    let zip = folder.0.join("lots.shp.zip");
    if ogr2ogr(
        &["-f", "ESRI Shapefile", "-lco", "ENCODING=GBK"],
        &zip,
        &source,
    ) {
        same(&zip);
    }
}

#[test]
fn a_geopackage_of_another_program_is_read_and_not_touched() {
    let folder = Folder::new("geopackage");
    let source = folder.0.join("lots.geojson");
    fs::write(&source, LOTS).unwrap();
    for (name, system) in [("lots", "EPSG:4326"), ("gauss", "EPSG:4547")] {
        let file = folder.0.join(format!("{name}.gpkg"));
        if !ogr2ogr(&["-f", "GPKG", "-t_srs", system], &file, &source) {
            return;
        }
        let before = fs::read(&file).unwrap();
        same(&file);
        assert!(before == fs::read(&file).unwrap());
        let mut beside = fs::read_dir(&folder.0).unwrap();
        assert!(beside.all(|entry| {
            let name = entry.unwrap().file_name().to_string_lossy().into_owned();
            !name.ends_with("-wal") && !name.ends_with("-shm") && !name.ends_with("-journal")
        }));
        // As a program leaves it that keeps a write-ahead log.
        let mut logged = before;
        logged[18..20].copy_from_slice(&[2, 2]);
        let ledgers = read_bytes("a.gpkg", &logged, &land()).unwrap();
        assert_eq!(ledgers.sites().len(), 3);
        fs::write(file.with_extension("gpkg-wal"), b"changes").unwrap();
        let ledgers = read([&file], &land()).unwrap();
        assert!(has(&ledgers, IssueCode::FileUnreadable));
        fs::remove_file(file.with_extension("gpkg-wal")).unwrap();
    }
}

#[test]
fn an_incomplete_file_is_refused_with_what_to_do() {
    let mut shp = vec![0_u8; 100];
    shp[..4].copy_from_slice(&[0, 0, 0x27, 0x0a]);
    assert!(refusal("a.shp", &shp).contains(".dbf"));
    assert!(refusal("a.gpkg", b"SQLite format 3\0rubbish").contains("database"));
    let zip = {
        let mut writer = zip::write::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file("readme.txt", options).unwrap();
        writer.finish().unwrap().into_inner()
    };
    assert!(refusal("a.zip", &zip).contains("unpack"));
}

#[cfg(not(feature = "geoparquet"))]
#[test]
fn geoparquet_is_refused_by_name() {
    let lots = include_bytes!("fixtures/lots.parquet");
    assert!(refusal("lots.parquet", lots).contains("geoparquet"));
}

#[cfg(feature = "geoparquet")]
#[test]
fn geoparquet_of_another_program_is_read() {
    let lots = include_bytes!("fixtures/lots.parquet");
    let ledgers = read_bytes("lots.parquet", lots, &land()).unwrap();
    let names: Vec<&str> = ledgers
        .sites()
        .iter()
        .map(|site| site.name.as_str())
        .collect();
    assert_eq!(names, ["麻布村1号地块", "康王村地块", "无图地块"]);
    let first = &ledgers.sites()[0];
    assert_eq!(
        first.footprint.as_ref().unwrap().polygons().0[0]
            .interiors()
            .len(),
        1
    );
    let expected = Position::new(113.3, 29.31).unwrap();
    assert!(
        ledgers.sites()[1]
            .position
            .unwrap()
            .distance(&expected)
            .value()
            < 0.01
    );
    for at in (0..lots.len()).step_by(11) {
        let mut bytes = lots.to_vec();
        bytes[at] ^= 0x55;
        let _ = read_bytes("lots.parquet", &bytes, &land());
    }
}

proptest! {
    #[test]
    fn any_bytes_after_any_signature_are_read_or_refused(
        mark in 0_usize..MARKS.len(),
        rest in proptest::collection::vec(any::<u8>(), 0..600),
    ) {
        let bytes = [MARKS[mark], &rest].concat();
        let options = land().max_cells(20_000).max_bytes(1 << 20);
        if let Ok(ledgers) = read_bytes("a.csv", &bytes, &options) {
            prop_assert_eq!(ledgers.rows_read(), ledgers.sites().len() + ledgers.rows_explained());
        }
    }

    #[test]
    fn any_table_and_shapes_of_a_shapefile_are_read_or_refused(
        shapes in proptest::collection::vec(any::<u8>(), 0..200),
        table in proptest::collection::vec(any::<u8>(), 0..300),
        kind in prop::sample::select(vec![1_u8, 5, 15, 3]),
    ) {
        // A header of one field of ten bytes, then anything.
        let mut dbf = vec![0_u8; 65];
        dbf[4] = 200;
        dbf[8] = 65;
        dbf[10] = 11;
        dbf[32..36].copy_from_slice(b"name");
        dbf[43] = b'C';
        dbf[48] = 10;
        dbf[64] = 0x0d;
        dbf.extend(&table);
        let mut shp = vec![0_u8; 100];
        shp[..4].copy_from_slice(&[0, 0, 0x27, 0x0a]);
        shp.extend([0, 0, 0, 1, 0, 0, 0, 60, kind, 0, 0, 0]);
        shp.extend(&shapes);
        for (shp, dbf) in [(&shp, &dbf), (&shp, &table)] {
            let mut writer = zip::write::ZipWriter::new(std::io::Cursor::new(Vec::new()));
            let options = zip::write::SimpleFileOptions::default();
            for (name, bytes) in [("a.shp", shp), ("a.DBF", dbf)] {
                writer.start_file(name, options).unwrap();
                writer.write_all(bytes).unwrap();
            }
            let zip = writer.finish().unwrap().into_inner();
            let _ = read_bytes("a.zip", &zip, &land().max_cells(20_000));
        }
    }
}

/// The first bytes of each format.
const MARKS: &[&[u8]] = &[
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20",
    b"PAR1",
    b"\0\0\x27\x0a",
    b"\xff\xfe",
    b"{\"type\": \"FeatureCollection\", \"features\": [",
    "名称,面积（亩）\n".as_bytes(),
];
