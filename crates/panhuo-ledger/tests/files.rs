//! Files of many formats, whatever they are called.

#![allow(clippy::unwrap_used, reason = "a broken fixture should stop the test")]

use std::io::{Cursor, Write as _};
use std::path::Path;

use panhuo::attribute::SITE_AREA;
use panhuo::geo::{MultiPolygon, polygon};
use panhuo::{Footprint, Position, Site, SiteKind};
use panhuo_ledger::{IssueCode, Ledgers, Profile, ReadOptions, read, read_bytes, write_survey};
use proptest::prelude::*;
use zip::write::{SimpleFileOptions, ZipWriter};

fn land() -> ReadOptions {
    ReadOptions::new().default_kind(SiteKind::Land)
}

fn has(ledgers: &Ledgers, code: IssueCode) -> bool {
    let mut issues = ledgers.issues().iter();
    issues.any(|issue| issue.code == code.name())
}

fn near(at: Option<Position>, longitude: f64, latitude: f64) -> bool {
    let meant = Position::new(longitude, latitude).unwrap();
    at.is_some_and(|at| at.distance(&meant).value() < 0.5)
}

#[test]
fn geojson_is_a_table_with_footprints() {
    let text = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"name": "Mill", "area": "2公顷", "odd": [1]},
         "geometry": {"type": "Polygon", "coordinates": [[[113.1,29.3,0],[113.2,29.3,0],[113.2,29.4,0],[113.1,29.3,0]]]}},
        {"type": "Feature", "properties": {"name": "Dock", "height": 3},
         "geometry": {"type": "Point", "coordinates": [113.1, 29.3]}},
        {"type": "Feature", "properties": {"name": "Track"},
         "geometry": {"type": "LineString", "coordinates": [[113.1, 29.3], [113.2, 29.3]]}},
        {"type": "Feature", "properties": {"name": "Bow"},
         "geometry": {"type": "Polygon", "coordinates": [[[113,29],[114,30],[114,29],[113,30],[113,29]]]}}
    ]}"#;
    let ledgers = read_bytes("lots.csv", text.as_bytes(), &land()).unwrap();
    assert_eq!(ledgers.sites().len(), 4);
    assert_eq!(ledgers.rows_read(), 5);
    let mill = &ledgers.sites()[0];
    assert_eq!(
        (mill.name.as_str(), mill.interval(SITE_AREA).low()),
        ("Mill", 20_000.0)
    );
    assert!(mill.footprint.is_some());
    assert!(near(ledgers.sites()[1].position, 113.1, 29.3));
    assert!(has(&ledgers, IssueCode::GeometryIllegible));
    assert!(has(&ledgers, IssueCode::GeometryInvalid));
    assert!(read_bytes("a.json", b"{\"type\": \"Feature\"", &land()).is_err());
}

#[test]
fn well_known_text_gives_footprints_in_any_system() {
    let text = "SiteReference,SiteNameAddress,Hectares,WKT\n\
        R1,Mill Lane,1,\"POLYGON ((449600 531400, 449700 531400, 449700 531500, 449600 531400))\"\n\
        R2,Dock Road,1,POINT (-1.2312345 54.6753329)\n\
        R3,High Street,1,MULTIPOLYGON (((oops\n";
    let options = ReadOptions::new().profile(Profile::bundled("uk-brownfield").unwrap());
    let ledgers = read_bytes("rother.csv", text.as_bytes(), &options).unwrap();
    // pyproj: EPSG:27700 with its seven parameters to EPSG:4326.
    let footprint = ledgers.sites()[0].footprint.as_ref().unwrap();
    let around = Position::new(-1.231_234_463, 54.675_332_856).unwrap();
    assert!(footprint.representative().distance(&around).value() < 150.0);
    assert!(near(
        ledgers.sites()[1].position,
        -1.231_234_5,
        54.675_332_9
    ));
    assert!(has(&ledgers, IssueCode::GeometryIllegible));
}

const SURVEY: &str = "[属性描述]\n格式版本号=1.01版本\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=38\n[地块坐标]\n\
    8,1.2000,ZD-1,麻布村1号地块,面,,工业用地,0601,@\n\
    J1,1,3798000,38580000\nJ2,1,3798000,38580200\nJ3,1,3798200,38580200\nJ4,1,3798200,38580000\n\
    J5,2,3798050,38580050\nJ6,2,3798050,38580100\nJ7,2,3798100,38580100\nJ8,2,3798050,38580050\n";

#[test]
fn a_survey_gives_parcels_with_holes() {
    let (gbk, ..) = encoding_rs::GBK.encode(SURVEY);
    let ledgers = read_bytes("勘测定界.txt", &gbk, &ReadOptions::new()).unwrap();
    let site = &ledgers.sites()[0];
    assert_eq!(
        (site.reference.as_str(), site.name.as_str()),
        ("ZD-1", "麻布村1号地块")
    );
    assert_eq!(
        (site.kind, site.interval(SITE_AREA).low()),
        (SiteKind::Land, 12_000.0)
    );
    let footprint = site.footprint.as_ref().unwrap();
    assert_eq!(footprint.polygons().0[0].interiors().len(), 1);
    // pyproj: EPSG:4526 (38580123.4, 3798123.45) is 114.870416706, 34.307585399.
    let inside = Position::new(114.870_416_706, 34.307_585_399).unwrap();
    assert!(footprint.covers(&inside));
    // The same with X and Y exchanged, and without the zone.
    let swapped = SURVEY
        .lines()
        .map(
            |line| match line.split(',').collect::<Vec<_>>().as_slice() {
                [j, ring, x, y] if j.starts_with('J') => format!("{j},{ring},{y},{x}\n"),
                _ => format!("{line}\n"),
            },
        )
        .collect::<Vec<_>>()
        .concat();
    let exchanged = read_bytes("a.txt", swapped.as_bytes(), &ReadOptions::new()).unwrap();
    assert!(has(&exchanged, IssueCode::CoordinatesSwapped));
    let without_zone = SURVEY.replace(",38580", ",580");
    let without_zone = read_bytes("a.txt", without_zone.as_bytes(), &ReadOptions::new()).unwrap();
    for other in [exchanged, without_zone] {
        assert_eq!(other.sites()[0].footprint.as_ref(), Some(footprint));
    }
    let old = SURVEY.replace("2000国家大地坐标系", "80国家大地坐标系");
    let old = read_bytes("a.txt", old.as_bytes(), &ReadOptions::new()).unwrap();
    assert!(has(&old, IssueCode::CoordinatesSystem));
    assert_eq!(old.sites()[0].footprint, None);
}

#[test]
fn files_and_patterns_are_read_in_one_order() {
    let folder = std::env::temp_dir().join(format!("panhuo-files-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("deep")).unwrap();
    for (at, name) in ["c.csv", "a.csv", "deep/b.csv", "d.csv"].iter().enumerate() {
        let text = format!("名称,面积（亩）,土地性质\n地块{at},50,国有\n地块{at}乙,50,国有\n");
        std::fs::write(folder.join(name), text).unwrap();
    }
    std::fs::write(
        folder.join("page.csv"),
        "<html><body>Not found</body></html>",
    )
    .unwrap();
    let options = land();
    let all = read([folder.join("**/*.csv")], &options).unwrap();
    assert_eq!(
        all.files(),
        ["a.csv", "b.csv", "c.csv", "d.csv", "page.csv"]
    );
    let ids: Vec<&str> = all.sites().iter().map(|site| site.id.as_str()).collect();
    let meant: Vec<String> = (1..=8).map(|n| format!("SITE-{n:04}")).collect();
    assert_eq!(ids, meant);
    assert!(has(&all, IssueCode::FileUnreadable));
    assert_eq!(read([&folder], &options).unwrap().sites().len(), 6);
    assert!(read([folder.join("*.nothing")], &options).is_err());
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_workbook_that_is_called_csv_is_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/uk_stoke_register/brownfield_register_2024_IS_XLSX.csv");
    let Ok(bytes) = std::fs::read(&path) else {
        return;
    };
    let options = ReadOptions::new().profile(Profile::bundled("uk-brownfield").unwrap());
    let ledgers = read_bytes("register.csv", &bytes, &options).unwrap();
    assert!(ledgers.sites().len() >= 200, "{}", ledgers.sites().len());
    let placed = ledgers
        .sites()
        .iter()
        .filter(|site| site.position.is_some());
    assert!(placed.count() >= 200);
}

proptest! {
    #[test]
    fn survey_coordinates_read_back(x in 75.0..134.0_f64, y in 18.0..53.0_f64, size in 0.0005..0.02_f64) {
        let lot = polygon!(
            exterior: [(x: x, y: y), (x: x + size, y: y), (x: x + size, y: y + size), (x: x, y: y + size)],
            interiors: [[(x: x + size / 4.0, y: y + size / 4.0), (x: x + size / 2.0, y: y + size / 4.0), (x: x + size / 2.0, y: y + size / 2.0)]],
        );
        let mut site = Site::new("A", SiteKind::Land, "地块");
        site.footprint = Some(Footprint::new(MultiPolygon::from(lot)).unwrap());
        let text = write_survey([&site]).unwrap();
        let ledgers = read_bytes("a.txt", &text, &ReadOptions::new()).unwrap();
        let back = ledgers.sites()[0].footprint.as_ref().unwrap();
        let there = site.footprint.as_ref().unwrap();
        for (a, b) in back.polygons().0[0].exterior().0.iter().zip(&there.polygons().0[0].exterior().0) {
            let (a, b) = (Position::new(a.x, a.y).unwrap(), Position::new(b.x, b.y).unwrap());
            prop_assert!(a.distance(&b).value() < 0.002);
        }
        prop_assert_eq!(back.polygons().0[0].interiors().len(), 1);
    }

    #[test]
    fn any_survey_or_json_is_read_or_refused(text in "(\\[地块坐标\\]\n)?([0-9J,.@\n-]|[{}\":,a-z\\[\\]]){0,200}") {
        let _ = read_bytes("a.txt", text.as_bytes(), &land());
    }
}

/// An OpenDocument spreadsheet with this body of a table.
fn spreadsheet(rows: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    zip.start_file("mimetype", options).unwrap();
    zip.write_all(b"application/vnd.oasis.opendocument.spreadsheet")
        .unwrap();
    zip.start_file("content.xml", options).unwrap();
    write!(zip, "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet><table:table table:name=\"存量土地\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>").unwrap();
    zip.finish().unwrap().into_inner()
}

fn row(cells: &[&str]) -> String {
    let cell = |text: &&str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    format!(
        "<table:table-row>{}</table:table-row>",
        cells.iter().map(cell).collect::<String>()
    )
}

#[test]
fn an_open_document_is_streamed() {
    let table = [
        row(&["名称", "面积（亩）", "土地性质", "备注"]),
        "<table:table-row><table:table-cell><text:p>甲 &amp; 乙</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"float\" office:value=\"50.25\"><text:p>50</text:p></table:table-cell>\
         <table:table-cell><office:annotation><text:p>见附件</text:p></office:annotation><text:p>国有</text:p></table:table-cell>\
         <table:table-cell table:number-columns-repeated=\"16381\"/></table:table-row>"
            .to_owned(),
        "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>".to_owned(),
    ]
    .concat();
    let ledgers = read_bytes("a.xlsx", &spreadsheet(&table), &ReadOptions::new()).unwrap();
    let site = &ledgers.sites()[0];
    assert_eq!(site.name, "甲 & 乙");
    assert!((site.interval(SITE_AREA).low() - 33_500.0).abs() < 1e-6);
    assert_eq!(ledgers.rows_read(), 2);
    let bomb = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"10000\"><text:p>x</text:p></table:table-cell></table:table-row>";
    let error = read_bytes("a.ods", &spreadsheet(bomb), &ReadOptions::new()).unwrap_err();
    assert!(error.to_string().contains("cells"), "{error}");
    assert!(read_bytes("a.ods", &spreadsheet("<table:table-row>"), &land()).is_err());
}

#[test]
fn a_profile_defines_the_headers_of_a_form_in_another_language() {
    let text = "site_id,site_nom,site_type,site_actu_date,unite_fonciere_surface,comm_insee,geompoint\n\
        12083_1,Centre médical,friche industrielle,2019-06-23,16750,12083,POINT(3.9815 49.2527)\n";
    let options = ReadOptions::new().profile(Profile::bundled("cnig-friches").unwrap());
    let ledgers = read_bytes("friches.csv", text.as_bytes(), &options).unwrap();
    let site = &ledgers.sites()[0];
    assert_eq!(
        (site.reference.as_str(), site.name.as_str()),
        ("12083_1", "Centre médical")
    );
    assert!((site.interval(SITE_AREA).low() - 16_750.0).abs() < 1e-6);
    assert!(near(site.position, 3.9815, 49.2527));
    assert!(!has(&ledgers, IssueCode::HeaderUnknown));
    assert!(
        site.extras
            .iter()
            .any(|extra| extra.value == "friche industrielle")
    );
}

#[test]
fn geojson_in_the_british_grid_is_recognised_by_its_crs() {
    let text = r#"{"type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}},
        "features": [{"type": "Feature", "properties": {"name": "Mill"},
            "geometry": {"type": "Point", "coordinates": [449672, 531412]}}]}"#;
    let ledgers = read_bytes("lots.geojson", text.as_bytes(), &land()).unwrap();
    // pyproj: EPSG:27700 with its seven parameters to EPSG:4326.
    assert!(near(
        ledgers.sites()[0].position,
        -1.231_234_463,
        54.675_332_856
    ));
    assert!(!has(&ledgers, IssueCode::CoordinatesLabel));
}
