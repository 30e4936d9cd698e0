//! Names alone: pairs of which the class is known.

use panhuo::linkage::MatchClass::{Match, NonMatch, PartOf, Possible};
use panhuo::linkage::{IdentityProfile, Linkage, NameRuleChanges, RecordRow};

use crate::by_name;

/// The pairs of a published comparison of similarity measures, of which Jaro-Winkler alone ranks the non-matches
/// above the matches.
#[test]
fn published_pairs_have_the_right_class() {
    let pairs = [
        ("临江市宏达机械有限公司", "宏达机械", Match),
        ("临江市宏达机械有限公司", "原宏达机械厂", Match),
        ("临江市宏达机械有限公司", "临江市鸿达机械有限公司", NonMatch),
        ("临江市宏达机械有限公司", "临江市宏达纺织有限公司", NonMatch),
        ("清河镇第一砖瓦厂", "清河镇第二砖瓦厂", NonMatch),
        ("清河镇第一砖瓦厂", "第二砖瓦厂", NonMatch),
        ("清河镇砖瓦厂", "大泉镇砖瓦厂", NonMatch),
        ("3#厂房", "3号厂房", Match),
        ("3#厂房", "5#厂房", NonMatch),
        ("商贸城烂尾楼", "商贸城在建工程", Match),
        ("阿里巴巴集团控股有限公司", "阿里巴巴集团控股", Match),
    ];
    for (a, b, match_class) in pairs {
        assert_eq!(by_name(a, b), match_class, "{a} / {b}");
        assert_eq!(by_name(b, a), match_class, "{b} / {a}");
    }
}

#[test]
fn variations_between_registers_do_not_separate_names() {
    let pairs = [
        ("國營棉紡織廠", "原国营棉纺织厂"),
        ("宏达机械（老厂区）", "宏达机械有限责任公司"),
        ("宏远机械二期", "宏远机械2期"),
        ("宏远机械有限公司２号车间", "宏远机械2#车间"),
        ("解放路十二号", "解放路12号"),
        ("麻布村12号地块", "郭镇乡麻布村12#地块"),
        ("Hongda Machinery Co., Ltd.", "HONGDA MACHINERY LIMITED"),
        ("12 St James Street", "12 Saint James St."),
        ("Land at Gayton Road", "Gayton Rd"),
        (
            "Ferns Surfacing, Bellingham Way, Aylesford, ME20 6FS",
            "Ferns Surfacing Ltd, Bellingham Way, Aylesford",
        ),
        ("Hongyuan Machinery (宏远机械)", "宏远机械有限公司"),
        ("巴陵实业（原轴承厂）", "轴承厂"),
    ];
    for (a, b) in pairs {
        assert_eq!(by_name(a, b), Match, "{a} / {b}");
    }
}

#[test]
fn parts_are_parts() {
    let pairs = [
        ("宏达机械3#厂房", "宏达机械有限公司"),
        ("时代大厦二期", "时代大厦"),
        ("Northgate Mill Unit 3", "Northgate Mill"),
    ];
    for (a, b) in pairs {
        assert_eq!(by_name(a, b), PartOf, "{a} / {b}");
    }
}

#[test]
fn numbers_and_towns_separate_names() {
    let pairs = [
        ("宏达机械3#厂房", "宏达机械有限公司5#厂房"),
        ("麻布村12号地块", "麻布村13号地块"),
        ("麻布村12号地块", "胥家桥村12号地块"),
        ("郭镇乡建新砖瓦厂", "康王乡建新砖瓦厂"),
        ("241 Loughborough Road", "243 Loughborough Road"),
        ("Plot 12, Mill Lane", "Plot 14, Mill Lane"),
        ("Phase I, Mill Lane", "Phase II, Mill Lane"),
    ];
    for (a, b) in pairs {
        assert_eq!(by_name(a, b), NonMatch, "{a} / {b}");
    }
}

#[test]
fn an_empty_name_is_no_evidence() {
    assert!(matches!(by_name("", "宏达机械"), Possible | NonMatch));
    assert!(matches!(by_name("（）", "　"), Possible | NonMatch));
}

/// A profile adds words to the shipped rules and removes words from them.
#[test]
fn a_profile_changes_the_rules_for_names() {
    let mut profile = IdentityProfile::site();
    let level = |profile: &IdentityProfile, a: &str, b: &str| {
        let records = crate::records(&crate::sites(&[a, b]), profile);
        let linkage = Linkage::new(&records, profile).unwrap();
        linkage.evidence(RecordRow(0), RecordRow(1))[1]
            .level
            .clone()
    };
    assert_ne!(level(&profile, "宏达机械联合体", "宏达机械"), "exact");
    assert_ne!(
        level(&profile, "巴彦苏木砖瓦厂", "白音苏木砖瓦厂"),
        "region"
    );
    assert_eq!(level(&profile, "宏达实业", "宏达"), "exact");
    let mut changes = NameRuleChanges::default();
    changes.add.legal_forms = vec!["聯合體".to_owned()];
    changes.add.regions = vec![("苏木".to_owned(), 4)];
    changes.without = vec!["实业".to_owned()];
    profile.names = Some(changes);
    assert_eq!(level(&profile, "宏达机械联合体", "宏达机械"), "exact");
    assert_eq!(
        level(&profile, "巴彦苏木砖瓦厂", "白音苏木砖瓦厂"),
        "region"
    );
    assert_ne!(level(&profile, "宏达实业", "宏达"), "exact");
    let again = IdentityProfile::from_json(&serde_json::to_string(&profile).unwrap()).unwrap();
    assert_eq!(again, profile);
}

/// One word of an address is no evidence against the whole address.
#[test]
fn a_word_of_an_address_is_no_evidence_against_it() {
    let profile = IdentityProfile::site();
    let bits = |a: &str, b: &str| {
        let records = crate::records(&crate::sites(&[a, b]), &profile);
        let linkage = Linkage::new(&records, &profile).unwrap();
        linkage.evidence(RecordRow(0), RecordRow(1))[1].match_weight
    };
    let whole = "Former Byron Hotel, Grimshaw Street, Ashton";
    assert!(bits("Ashton.", whole) > 0.0);
    assert!(bits("Leigh.", whole) < 0.0);
}
