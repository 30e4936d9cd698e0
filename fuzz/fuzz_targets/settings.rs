//! Any JSON as what a program is given beside ledgers: profiles, landmarks, an inventory.

#![no_main]

use libfuzzer_sys::fuzz_target;
use panhuo::Inventory;
use panhuo::landmark::Landmarks;
use panhuo::linkage::{IdentityProfile, Linkage, Record, RecordRow};
use panhuo_ledger::{Profile, ReadOptions, read_bytes};

const LEDGER: &str = "名称,面积（亩）,乡镇,备注\n甲地块,约50,郭镇乡,已抵押\n乙地块,30,康王乡,\n";

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, rest)) = bytes.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    match kind {
        b'p' => {
            if let Ok(profile) = Profile::from_json(text) {
                let _ = read_bytes(
                    "a.csv",
                    LEDGER.as_bytes(),
                    &ReadOptions::new().profile(profile),
                );
            }
        }
        b'i' => {
            if let Ok(profile) = IdentityProfile::from_json(text) {
                let sites = inventory_of(LEDGER);
                let records: Vec<Record> = sites
                    .sites()
                    .iter()
                    .map(|site| Record::from_site(site, &profile))
                    .collect();
                if let Ok(linkage) = Linkage::new(&records, &profile) {
                    let _ = linkage.score_candidates(RecordRow(0));
                }
            }
        }
        b'l' => {
            let _ = Landmarks::from_geojson(text);
        }
        _ => {
            if let Ok(inventory) = serde_json::from_str::<Inventory>(text) {
                let again = serde_json::to_string(&inventory).expect("an inventory is JSON");
                let again: Inventory = serde_json::from_str(&again).expect("what we wrote");
                assert_eq!(again.sites().len(), inventory.sites().len());
                let _ = inventory.catalog();
            }
        }
    }
});

fn inventory_of(ledger: &str) -> Inventory {
    let options = ReadOptions::new().default_kind(panhuo::SiteKind::Land);
    let ledgers = read_bytes("a.csv", ledger.as_bytes(), &options).expect("a text");
    Inventory::new(ledgers.sites().to_vec()).expect("sites that were read")
}
