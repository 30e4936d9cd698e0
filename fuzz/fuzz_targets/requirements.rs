//! Any JSON as a requirement; what is understood is written and read to the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use panhuo::Requirement;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(requirement) = serde_json::from_slice::<Requirement>(bytes) {
        let text = serde_json::to_string(&requirement).expect("a requirement is JSON");
        let again: Requirement = serde_json::from_str(&text).expect("what we wrote");
        assert_eq!(serde_json::to_string(&again).expect("JSON"), text);
    }
});
