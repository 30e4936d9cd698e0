//! Files of other programs, files that another program changed, and several programs on one file.

#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod common;

use common::{Folder, sample};
use panhuo::{ErrorKind, Inventory, Lang, Site, SiteKind};
use panhuo_store::{Store, error, open, save};
use rusqlite::Connection;

fn reason(path: &std::path::Path) -> String {
    let error = open(path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Format, "{error}");
    assert_eq!(error.location()[0].text(Lang::En), path.to_str().unwrap());
    error.to_string()
}

/// A connection that may write to the layers: without the triggers, which need a GIS.
fn connect_without_triggers(path: &std::path::Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    let sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'";
    let mut statement = connection.prepare(sql).unwrap();
    let names = statement.query_map([], |row| row.get(0)).unwrap();
    let names: Vec<String> = names.map(Result::unwrap).collect();
    drop(statement);
    for name in names {
        connection
            .execute_batch(&format!("DROP TRIGGER {name}"))
            .unwrap();
    }
    connection
}

fn change(path: &std::path::Path, sql: &str) {
    let connection = connect_without_triggers(path);
    connection.execute_batch(sql).unwrap();
    connection.close().unwrap();
}

#[test]
fn other_files_are_refused_with_a_reason() {
    let folder = Folder::new();
    let missing = open(folder.join("none.gpkg")).unwrap_err();
    assert_eq!(missing.code(), panhuo::error::ErrorCode::CANNOT_OPEN);
    assert!(
        missing
            .describe(Lang::Zh)
            .ends_with("none.gpkg：无法打开：文件不存在"),
        "{missing}"
    );
    assert_eq!(open(folder.path()).unwrap_err().kind(), ErrorKind::Io);
    let path = folder.join("text.gpkg");
    std::fs::write(&path, "名称,面积\n".repeat(100)).unwrap();
    assert!(reason(&path).contains("not an SQLite file"));
    let path = folder.join("empty.gpkg");
    std::fs::write(&path, "").unwrap();
    assert!(reason(&path).contains("not a GeoPackage"));
    let path = folder.join("foreign.gpkg");
    change(
        &path,
        "PRAGMA application_id = 1196444487; CREATE TABLE a (b)",
    );
    assert!(reason(&path).contains("not an inventory of panhuo"));
    let path = folder.join("cut.gpkg");
    save(&sample(50), &path).unwrap();
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(reason(&path).contains("the file is damaged"));
}

#[test]
fn a_view_in_place_of_a_table_is_refused_and_not_run() {
    let folder = Folder::new();
    let path = folder.join("endless.gpkg");
    save(&sample(3), &path).unwrap();
    change(
        &path,
        "DROP TABLE issues; CREATE VIEW Issues AS WITH RECURSIVE n(i) AS \
         (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT * FROM n",
    );
    assert!(reason(&path).contains("`Issues` is a view"));
    assert_eq!(
        Store::open(&path).unwrap_err().code(),
        error::VIEW_FOR_TABLE
    );
}

#[test]
fn files_of_other_formats_are_refused_by_number_and_left_alone() {
    let folder = Folder::new();
    let path = folder.join("other.gpkg");
    for (format, code, zh, en) in [
        (
            1,
            error::FORMAT_OLDER,
            "请从台账重新生成",
            "make it anew from the ledgers",
        ),
        (
            2,
            error::FORMAT_OLDER,
            "请从台账重新生成",
            "make it anew from the ledgers",
        ),
        (7, error::FORMAT_NEWER, "请升级 panhuo", "upgrade panhuo"),
    ] {
        save(&sample(0), &path).unwrap();
        change(
            &path,
            &format!("UPDATE panhuo_format SET version = {format}"),
        );
        let before = std::fs::read(&path).unwrap();
        for refused in [open(&path).unwrap_err(), Store::open(&path).unwrap_err()] {
            assert_eq!((refused.code(), refused.kind()), (code, ErrorKind::Format));
            let message = refused.describe(Lang::Zh);
            let numbers = format!("格式是 {format}，此版本的 panhuo 只读取格式 3");
            assert!(
                message.contains(&numbers) && message.contains(zh),
                "{message}"
            );
            let message = refused.describe(Lang::En);
            let numbers = format!("format {format}, but this version of panhuo reads format 3");
            assert!(
                message.contains(&numbers) && message.contains(en),
                "{message}"
            );
        }
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}

#[test]
fn invalid_contents_are_named() {
    let folder = Folder::new();
    let path = folder.join("edited.gpkg");
    for (sql, named) in [
        (
            "UPDATE reported_values SET attribute = 'flor_area' WHERE attribute = 'floor_area'",
            "flor_area",
        ),
        ("UPDATE reported_values SET value_type = 'round'", "round"),
        (
            "UPDATE reported_values SET missing_reason = 'eaten' WHERE missing_reason NOTNULL",
            "eaten",
        ),
        (
            "UPDATE reported_values SET choices = 'paper' WHERE attribute = 'structure'",
            "paper",
        ),
        (
            "UPDATE sites SET kind = 'castle' WHERE id = 'YYL-0003'",
            "castle",
        ),
        ("UPDATE footprints SET geom = x'47500001'", "geometry"),
        ("UPDATE jurisdictions SET parent = '9'", "9"),
    ] {
        save(&sample(0), &path).unwrap();
        change(&path, sql);
        assert!(reason(&path).contains(named), "{sql}: {}", reason(&path));
    }
}

#[test]
fn a_negative_size_in_an_older_file_is_named_with_its_site() {
    let folder = Folder::new();
    let path = folder.join("older.gpkg");
    let reading = "attribute = 'floor_area' AND value_type = 'number'";
    for (sql, named) in [
        // Earlier versions accepted -5 ㎡, and a range with a negative lower bound.
        ("low = -5, high = -5, bits = NULL", "cannot be -5 ㎡"),
        ("low = -5, high = 12, bits = NULL", "cannot be -5 ㎡"),
    ] {
        save(&sample(0), &path).unwrap();
        change(
            &path,
            &format!("UPDATE reported_values SET {sql} WHERE {reading}"),
        );
        let reason = reason(&path);
        assert!(
            reason.contains("site `YYL-0001`") && reason.contains(named),
            "{sql}: {reason}"
        );
        let live = Store::open(&path).and_then(|store| store.inventory());
        assert_eq!(live.unwrap_err().code(), error::CONTENT_INVALID, "{sql}");
    }
}

#[test]
fn edits_in_a_map_program_are_read_as_the_documentation_says() {
    let folder = Folder::new();
    let path = folder.join("edited.gpkg");
    save(&sample(0), &path).unwrap();
    change(
        &path,
        "UPDATE sites SET name = '新名称', jurisdiction = NULL, floor_area = 1 WHERE id = 'YYL-0001';
         DELETE FROM sites WHERE id = 'YYL-0002';
         INSERT INTO sites (id, kind) VALUES ('YYL-0000', 'land')",
    );
    let inventory = open(&path).unwrap();
    let ids: Vec<_> = inventory.sites().iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids, ["YYL-0000", "YYL-0001", "YYL-0003"]);
    let plant = &inventory.sites()[1];
    assert_eq!(
        (plant.name.as_str(), plant.jurisdiction.as_str()),
        ("新名称", "")
    );
    assert_eq!(plant.facts, sample(0).sites()[0].facts);
}

#[test]
fn a_live_store_keeps_foreign_tables_and_drops_its_own_columns() {
    let folder = Folder::new();
    let path = folder.join("live.gpkg");
    save(&sample(5), &path).unwrap();
    change(
        &path,
        "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, qml TEXT)",
    );
    change(
        &path,
        "CREATE TABLE gpkg_ogr_contents (table_name TEXT PRIMARY KEY, feature_count INTEGER)",
    );
    change(
        &path,
        "INSERT INTO gpkg_ogr_contents VALUES ('sites', 8), ('mine', 3)",
    );
    let mut store = Store::open(&path).unwrap();
    let one = Inventory::new(vec![Site::new("A", SiteKind::Land, "a")]).unwrap();
    store.replace(&one).unwrap();
    assert_eq!(open(&path).unwrap(), one);
    drop(store);
    let connection = Connection::open(&path).unwrap();
    let count = |sql: &str| {
        connection
            .query_row(sql, [], |r| r.get::<_, i64>(0))
            .unwrap()
    };
    assert_eq!(count("SELECT count(*) FROM layer_styles"), 0);
    assert_eq!(count("SELECT count(*) FROM gpkg_ogr_contents"), 1);
    assert_eq!(
        count("SELECT count(*) FROM pragma_table_info('sites') WHERE name = 'floor_area'"),
        0
    );
    assert_eq!(
        count("SELECT count(*) FROM gpkg_data_columns WHERE column_name = 'floor_area'"),
        0
    );
    assert_eq!(count("SELECT count(*) FROM gpkg_extensions"), 6);
    assert_eq!(count("SELECT count(*) FROM rtree_sites_geom"), 0);
}

#[test]
fn readers_see_the_inventory_before_or_after_a_replacement() {
    let folder = Folder::new();
    let path = folder.join("live.gpkg");
    let (few, many) = (sample(3), sample(60));
    let mut store = Store::create(&path).unwrap();
    assert!(Store::create(&path).is_err());
    store.replace(&few).unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for turn in 0..10 {
                store
                    .replace(if turn % 2 == 0 { &many } else { &few })
                    .unwrap();
            }
        });
        while !writer.is_finished() {
            let found = open(&path).unwrap();
            assert!(found == few || found == many);
        }
        writer.join().unwrap();
    });
}

#[test]
fn a_save_over_a_live_store_is_refused() {
    let folder = Folder::new();
    let path = folder.join("live.gpkg");
    let mut store = Store::create(&path).unwrap();
    store.replace(&sample(3)).unwrap();
    // The log holds the inventory; renaming over the file would leave it to the new one.
    assert!(folder.join("live.gpkg-wal").exists());
    let before = store.inventory().unwrap();
    assert!(save(&sample(4), &path).is_err());
    assert_eq!(open(&path).unwrap(), before);
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(
        save(&sample(4), &path).unwrap_err().code(),
        error::FILE_IN_USE
    );
    drop(store);
    save(&sample(4), &path).unwrap();
    assert_eq!(open(&path).unwrap(), sample(4));
}

#[test]
fn saves_from_many_threads_take_turns() {
    let folder = Folder::new();
    let path = folder.join("shared.gpkg");
    let all: Vec<_> = (1..5).map(sample).collect();
    std::thread::scope(|scope| {
        for inventory in &all {
            scope.spawn(|| {
                for _ in 0..5 {
                    save(inventory, &path).unwrap();
                    assert!(all.contains(&open(&path).unwrap()));
                }
            });
        }
    });
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_link_and_the_permissions_of_the_old_file_stay() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let (path, link) = (folder.join("real.gpkg"), folder.join("link.gpkg"));
    save(&sample(0), &path).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::symlink(&path, &link).unwrap();
    save(&sample(1), &link).unwrap();
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(open(&path).unwrap(), sample(1));
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_missing_folder_is_an_error_when_writing() {
    let folder = Folder::new();
    let result = save(&sample(0), folder.join("none/inventory.gpkg"));
    assert_eq!(
        result.unwrap_err().code(),
        panhuo::error::ErrorCode::CANNOT_WRITE
    );
}

#[test]
fn a_damaged_geometry_is_an_error_and_never_a_panic() {
    let folder = Folder::new();
    let path = folder.join("damaged.gpkg");
    let mut inventory = sample(0);
    let mut landmarks = inventory.landmarks().clone();
    let text = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"layer":"all"},
        "geometry":{"type":"GeometryCollection","geometries":[
            {"type":"MultiPoint","coordinates":[[1,2],[3,4]]},
            {"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8]]]},
            {"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}]}}]}"#;
    let more = panhuo::landmark::Landmarks::from_geojson(text).unwrap();
    landmarks
        .add("all", more.layer("all").unwrap()[0].clone())
        .unwrap();
    inventory = inventory.with_landmarks(landmarks);
    save(&inventory, &path).unwrap();
    let connection = connect_without_triggers(&path);
    connection
        .execute_batch("PRAGMA synchronous = OFF")
        .unwrap();
    let sql = "SELECT geom FROM landmarks WHERE layer = 'all'";
    let blob: Vec<u8> = connection.query_row(sql, [], |row| row.get(0)).unwrap();
    let sql = "UPDATE landmarks SET geom = ?1 WHERE layer = 'all'";
    for at in 0..blob.len() {
        for byte in [0, 1, 3, 7, 255] {
            let mut damaged = blob.clone();
            damaged[at] = byte;
            connection.execute(sql, [&damaged]).unwrap();
            let _ = open(&path);
        }
        connection.execute(sql, [&blob[..at]]).unwrap();
        assert!(open(&path).is_err(), "cut at {at}");
    }
}

#[test]
fn a_geometry_too_deep_to_be_read_back_is_not_saved() {
    use panhuo::geo::{Geometry, GeometryCollection, Point};
    let folder = Folder::new();
    let path = folder.join("deep.gpkg");
    let nested = |depth: usize| {
        let mut geometry = Geometry::from(Point::new(113.0, 29.0));
        for _ in 0..depth {
            let parts = vec![geometry];
            geometry = Geometry::GeometryCollection(GeometryCollection::new_from(parts));
        }
        let name = String::new();
        let mut landmarks = panhuo::landmark::Landmarks::new();
        landmarks
            .add("a", panhuo::landmark::Landmark { name, geometry })
            .unwrap();
        Inventory::default().with_landmarks(landmarks)
    };
    save(&nested(31), &path).unwrap();
    assert_eq!(open(&path).unwrap(), nested(31));
    assert!(save(&nested(32), &path).is_err());
    assert_eq!(open(&path).unwrap(), nested(31));
}
