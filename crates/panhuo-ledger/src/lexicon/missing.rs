//! Marks that say that there is nothing to say.

/// Folded texts that mean "not reported".
#[rustfmt::skip]
const MARKS: &[&str] = &[
    "", "/", "\\", "-", "--", "—", "——", "–", "−", "~", "*", ".", "..", "...", "·", "暂无",
    "无", "不详", "待核", "待评估", "待测", "未评估", "评估中", "待核实", "未知", "na", "n/a", "#n/a", "n.a.", "n.a", "null", "none",
    "nil", "nan", "unknown", "tbc", "tbd", "t.b.c.", "未报", "未填", "待定", "没有", "不清楚", "不明",
    "待查", "待补", "待补充", "暂缺", "缺", "空", "未统计", "无数据", "暂未统计", "暂未掌握", "notavailable",
    "notknown", "未提供", "无资料", "暂无数据", "#value!", "#ref!", "#div/0!", "#name?", "#null!",
    "#num!", "s/d", "s.d.", "s.d", "sindato", "sindatos", "n/d", "n.d.", "n.d", "nd", "n.c.", "n.c", "nc",
    "noncommuniqué", "nonconnu", "nonrenseigné", "k.a.", "k.a", "keineangabe", "keineangaben", "n/k",
    "n.v.t.", "nvt", "n.b.", "neuvedeno", "neuvedené", "onbekend", "desconocido", "desconhecido", "inconnu",
    "unbekannt", "sconosciuto", "nondisponibile", "brak", "brakdanych", "未详", "khôngrõ",
];

/// The length of the longest mark in bytes.
const LONGEST: usize = {
    let (mut at, mut longest) = (0, 0);
    while at < MARKS.len() {
        if MARKS[at].len() > longest {
            longest = MARKS[at].len();
        }
        at += 1;
    }
    longest
};

/// Words that mean "to be negotiated".
#[rustfmt::skip]
const NEGOTIABLE: &[&str] = &[
    "面议", "面谈", "可谈", "电议", "协商", "另议", "待议", "议价", "详谈", "洽谈", "negotiable",
    "onapplication", "poa", "onrequest", "surdemande", "nousconsulter", "aconsultar", "aconvenir",
    "aufanfrage", "verhandlungsbasis", "dohodou", "navyžiadanie", "sobconsulta", "acombinar", "trattativa", "opaanvraag", "応相谈",
    "thỏathuận",
];

/// Whether folded text only says that nothing is reported.
pub(crate) fn is_missing(folded: &str) -> bool {
    let normalized = folded.trim_matches(['\'', '"', '(', ')', '。', '`']);
    normalized.len() <= LONGEST && MARKS.contains(&normalized)
}

/// Whether folded text says that the matter is to be negotiated.
pub(crate) fn is_negotiable(folded: &str) -> bool {
    matches!(folded, "vb" | "vhb") || NEGOTIABLE.iter().any(|word| folded.contains(word))
}

/// Whether folded text says in more words that something is not known: `unknown ownership`.
pub(crate) fn is_unknown(folded: &str) -> bool {
    let starts = [
        "unknown",
        "unkown",
        "notknown",
        "不清",
        "不明",
        "不详",
        "未知",
        "待核",
        "待查",
        "情况不明",
    ];
    starts.iter().any(|word| folded.starts_with(word))
}
