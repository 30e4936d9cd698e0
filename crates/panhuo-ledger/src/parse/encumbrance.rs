//! Encumbrances: mortgage, seizure, lease and the rest, in their own column, a shared one or a remark.

use panhuo::encumbrance::EncumbranceKind;

use crate::lexicon::missing;
use crate::text::fold;

use EncumbranceKind::{
    CoOwner, ConstructionArrears, Dispute, IdleLandFee, IllegalConstruction, LandPriceArrears,
    Lease, MineralOrRelic, Mortgage, Pollution, ResettlementArrears, Seizure, TaxArrears,
};

/// The words that name a kind of encumbrance.
#[rustfmt::skip]
const WORDS: &[(&str, EncumbranceKind)] = &[
    ("抵押", Mortgage), ("mortgag", Mortgage), ("查封", Seizure), ("冻结", Seizure),
    ("seiz", Seizure), ("租约", Lease), ("租赁合同", Lease), ("租期至", Lease), ("租至", Lease),
    ("欠税", TaxArrears), ("税费欠缴", TaxArrears), ("出让金欠缴", LandPriceArrears),
    ("欠出让金", LandPriceArrears), ("欠土地出让金", LandPriceArrears), ("欠缴出让金", LandPriceArrears),
    ("欠缴土地出让金", LandPriceArrears), ("工程欠款", ConstructionArrears),
    ("欠工程款", ConstructionArrears), ("拖欠工程款", ConstructionArrears),
    ("安置欠款", ResettlementArrears), ("欠安置费", ResettlementArrears), ("闲置费", IdleLandFee),
    ("违法建", IllegalConstruction), ("违建", IllegalConstruction), ("污染", Pollution),
    ("纠纷", Dispute), ("争议", Dispute), ("诉讼", Dispute), ("压覆", MineralOrRelic),
    ("文物", MineralOrRelic), ("共有人", CoOwner),
];

/// Words of a remark that state a current lease. An offer to let is not a lease.
const LET: &[&str] = &[
    "部分出租",
    "已出租",
    "正在出租",
    "出租中",
    "在租",
    "现租给",
    "出租给",
    "承租",
    "未出租",
];

/// A statement that an encumbrance exists or does not exist.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ParsedEncumbrance {
    pub(crate) kind: EncumbranceKind,
    pub(crate) present: bool,
    pub(crate) detail: String,
}

/// The kinds that a header names, in the order of their words.
pub(crate) fn kinds_in(header: &str) -> Vec<EncumbranceKind> {
    let folded = fold(header);
    let mut kinds = Vec::new();
    for (word, kind) in WORDS {
        if folded.contains(word) && !kinds.contains(kind) {
            kinds.push(*kind);
        }
    }
    if (folded.contains("出租情况")
        || folded.contains("租赁情况")
        || folded == "leased"
        || folded == "lease")
        && !kinds.contains(&Lease)
    {
        kinds.push(Lease);
    }
    kinds
}

/// Parses a cell of a column that asks for one kind; `None` if the cell states nothing.
pub(crate) fn read(kind: EncumbranceKind, text: &str) -> Option<ParsedEncumbrance> {
    let folded = fold(text);
    let says_none = matches!(folded.as_str(), "无" | "没有" | "none" | "nil");
    if !says_none && missing::is_missing(&folded) {
        return None;
    }
    let present = !(says_none || is_denied(&folded));
    let plain = matches!(
        folded.as_str(),
        "是" | "有" | "否" | "无" | "yes" | "no" | "y" | "n" | "√"
    );
    let detail = if plain {
        String::new()
    } else {
        text.trim().to_owned()
    };
    Some(ParsedEncumbrance {
        kind,
        present,
        detail,
    })
}

/// Parses a cell of a column that asks for several kinds. 无 alone denies all `kinds` of the header.
pub(crate) fn read_several(kinds: &[EncumbranceKind], text: &str) -> Vec<ParsedEncumbrance> {
    let folded = fold(text);
    let requested: &[EncumbranceKind] = if kinds.is_empty() {
        &[Mortgage, Seizure]
    } else {
        kinds
    };
    if matches!(
        folded.as_str(),
        "无" | "没有" | "否" | "none" | "no" | "均无" | "不存在"
    ) {
        let deny = |kind: &EncumbranceKind| ParsedEncumbrance {
            kind: *kind,
            present: false,
            detail: String::new(),
        };
        return requested.iter().map(deny).collect();
    }
    let mut encumbrances = in_words(text);
    if matches!(folded.as_str(), "是" | "有" | "yes")
        && let [kind] = requested
    {
        encumbrances.push(ParsedEncumbrance {
            kind: *kind,
            present: true,
            detail: String::new(),
        });
    }
    encumbrances
}

/// The statements in running text such as a remark. The first statement about a kind wins.
pub(crate) fn in_words(text: &str) -> Vec<ParsedEncumbrance> {
    let mut encumbrances: Vec<ParsedEncumbrance> = Vec::new();
    for clause in text.split(['，', ',', '；', ';', '。', '、', '\n', '且']) {
        let folded = fold(clause);
        let mut kinds: Vec<EncumbranceKind> = Vec::new();
        for (word, kind) in WORDS {
            if folded.contains(word) && !kinds.contains(kind) {
                kinds.push(*kind);
            }
        }
        if LET.iter().any(|word| folded.contains(word)) && !kinds.contains(&Lease) {
            kinds.push(Lease);
        }
        let offered = folded.contains("可抵押") || folded.contains("拟抵押");
        for kind in kinds {
            if offered
                || encumbrances
                    .iter()
                    .any(|encumbrance| encumbrance.kind == kind)
            {
                continue;
            }
            let detail = clause.trim().to_owned();
            encumbrances.push(ParsedEncumbrance {
                kind,
                present: !is_denied(&folded),
                detail,
            });
        }
    }
    encumbrances
}

/// Whether the folded text states that an encumbrance does not exist or has ended.
fn is_denied(folded: &str) -> bool {
    const NOT: &[&str] = &[
        "无",
        "未",
        "没有",
        "不存在",
        "否",
        "解除",
        "已解封",
        "解封",
        "注销",
        "已还清",
        "已清偿",
        "不涉及",
        "解押",
    ];
    const STILL: &[&str] = &[
        "未解除",
        "未注销",
        "未解封",
        "未还清",
        "未清偿",
        "未解押",
        "无法",
    ];
    if STILL.iter().any(|word| folded.contains(word)) {
        return false;
    }
    NOT.iter().any(|word| folded.contains(word))
        || matches!(folded, "no" | "n" | "false")
        || folded.starts_with("no") && folded.len() < 14
        || folded.starts_with("not")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_under_mortgage_means_no() {
        assert!(!read(Mortgage, "无").unwrap().present);
        assert!(!read(Mortgage, "否").unwrap().present);
        assert!(read(Mortgage, "抵押给建设银行800万元").unwrap().present);
        assert!(read(Seizure, "轮候查封").unwrap().present);
        assert_eq!(read(Mortgage, "不详"), None);
        assert_eq!(read(Mortgage, ""), None);
    }

    #[test]
    fn clauses_are_separated() {
        let read = |text: &str| -> Vec<(EncumbranceKind, bool)> {
            read_several(&[Mortgage, Seizure], text)
                .into_iter()
                .map(|b| (b.kind, b.present))
                .collect()
        };
        assert_eq!(read("无"), [(Mortgage, false), (Seizure, false)]);
        assert_eq!(
            read("无抵押、无查封"),
            [(Mortgage, false), (Seizure, false)]
        );
        assert_eq!(
            read("抵押：无；查封：无"),
            [(Mortgage, false), (Seizure, false)]
        );
        assert_eq!(
            read("已抵押农商行，未查封"),
            [(Mortgage, true), (Seizure, false)]
        );
        assert_eq!(
            read("未抵押，法院查封"),
            [(Mortgage, false), (Seizure, true)]
        );
        assert_eq!(
            read("已抵押，且被法院查封"),
            [(Mortgage, true), (Seizure, true)]
        );
    }

    #[test]
    fn an_offer_to_let_is_no_lease() {
        assert!(in_words("可整体出租，交通便利").is_empty());
        assert!(in_words("部分出租，租期至2027年6月")[0].present);
        assert!(!in_words("无租约")[0].present);
    }
}
