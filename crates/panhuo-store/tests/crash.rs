//! A process that is killed while it writes leaves the complete old inventory or the complete new one.

#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]
#![cfg(unix)]

mod common;

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use common::{Folder, sample};
use panhuo_store::{Store, open, save};

const TARGET: &str = "PANHUO_STORE_CRASH_TARGET";
const LIVE: &str = "PANHUO_STORE_CRASH_LIVE";
const ROUNDS: u32 = 24;

/// Writes two inventories by turns until it is killed; does nothing when run as a test.
#[test]
fn child_that_writes_until_it_is_killed() {
    let Some(path) = std::env::var_os(TARGET).map(PathBuf::from) else {
        return;
    };
    let (few, many) = (sample(20), sample(150));
    if std::env::var_os(LIVE).is_some() {
        let mut store = Store::open(&path).unwrap();
        loop {
            store.replace(&many).unwrap();
            store.replace(&few).unwrap();
        }
    }
    loop {
        save(&many, &path).unwrap();
        save(&few, &path).unwrap();
    }
}

/// Kills a child at a moment between 0 and 200 ms, over and over.
fn kill_and_check(live: bool) {
    let folder = Folder::new();
    let path = folder.join("inventory.gpkg");
    let (few, many) = (sample(20), sample(150));
    save(&few, &path).unwrap();
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut found = [0, 0];
    let mut rounds = 0;
    // On a busy machine some children are killed before they write anything.
    while rounds < ROUNDS || (found.contains(&0) && rounds < 20 * ROUNDS) {
        rounds += 1;
        let mut child = Command::new(std::env::current_exe().unwrap());
        child
            .args(["--exact", "child_that_writes_until_it_is_killed"])
            .env(TARGET, &path)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if live {
            child.env(LIVE, "1");
        }
        let mut child = child.spawn().unwrap();
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        std::thread::sleep(Duration::from_micros(random % 200_000));
        // SIGKILL; the child is still there, for it never ends by itself.
        assert!(child.try_wait().unwrap().is_none(), "the child failed");
        child.kill().unwrap();
        child.wait().unwrap();
        let inventory = open(&path).unwrap();
        assert!(inventory == few || inventory == many);
        found[usize::from(inventory == many)] += 1;
    }
    assert!(!found.contains(&0), "{found:?}");
    save(&many, &path).unwrap();
    assert_eq!(open(&path).unwrap(), many);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_killed_save_leaves_the_old_file_or_the_new_one() {
    kill_and_check(false);
}

#[test]
fn a_killed_store_keeps_the_old_inventory_or_the_new_one() {
    kill_and_check(true);
}
