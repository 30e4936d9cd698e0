//! Classifies the rows of a sheet.

use panhuo::text::simplified;

use super::{RowKind, Table};
use crate::format::{Cell, CellKind, Sheet};
use crate::lexicon::headers::{
    ColumnRole, attribute_by_name, normalized, role_by_name, role_by_pattern,
};
use crate::lexicon::units::split_brackets;
use crate::profile::Profile;
use crate::text::fold;

pub(super) struct RowClassifier<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) row: u32,
    /// Headers that the profile defines are recognised too.
    pub(super) profile: &'a Profile,
}

/// A line of signatures has at most this many cells.
const SIGNED: usize = 8;

/// The texts of a row, from left to right.
pub(crate) fn row_text(sheet: &Sheet, row: u32) -> String {
    let cells = sheet.rows.get(&row).map(Vec::as_slice).unwrap_or_default();
    let texts: Vec<&str> = cells.iter().map(|(_, cell)| cell.text.trim()).collect();
    texts.join(" ")
}

/// Whether a cell is a ditto mark.
pub(crate) fn ditto(text: &str) -> bool {
    // The first character rules out nearly every cell without folding its text.
    let first = text.trim_start().chars().next();
    let other = |c: char| {
        let han = ('\u{4e00}'..='\u{9fff}').contains(&c) && c != '同';
        han || c.is_ascii_digit()
            || (c.is_ascii_alphabetic() && !matches!(c, 'd' | 'D' | 'a' | 'A'))
    };
    if first.is_none_or(other) {
        return false;
    }
    let folded = fold(text);
    matches!(
        folded.as_str(),
        "同上"
            | "〃"
            | "″"
            | "′′"
            | "\""
            | "''"
            | "”"
            | "“"
            | "同前"
            | "同上行"
            | "ditto"
            | "do."
            | "asabove"
            | "、、"
            | "々"
    )
}

/// Whether the text is a header that the lexicon knows.
pub(super) fn is_known_header(text: &str) -> bool {
    let stripped = strip(text);
    if stripped.is_empty() || text.chars().count() > 40 {
        return false;
    }
    let by_name =
        |word: &str| role_by_name(word).is_some() || attribute_by_name(word, None).is_some();
    let behind = || by_name(&normalized(&split_brackets(text).0));
    by_name(&stripped)
        || by_name(&normalized(text))
        || role_by_pattern(&stripped).is_some()
        // 面积_亩, 建筑面积㎡: the text is known without its unit.
        || behind()
        // 厂房结构/层高: every part is known.
        || (text.contains(['/', '、']) && text.split(['/', '、']).all(|part| by_name(&strip(part))))
}

/// The normalized text without the parts in brackets.
fn strip(text: &str) -> String {
    let mut depth = 0_usize;
    let mut words = String::new();
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth == 0 => words.push(c),
            _ => {}
        }
    }
    normalized(&words)
}

pub(super) fn is_number(cell: &Cell) -> bool {
    let text = cell.text.trim();
    !matches!(cell.kind, CellKind::Text)
        || (!text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-')))
}

/// Whether the normalized text of a cell can start like `word`; checks only the first character, which is
/// cheaper than folding.
fn may_start(text: &str, word: &str) -> bool {
    let mut chars = text.chars();
    let (first, second) = (chars.next(), chars.next());
    // A combining mark after the first character may change it.
    let plain = second.is_none_or(|c| c.is_ascii() || ('\u{4e00}'..='\u{9fff}').contains(&c));
    match first {
        Some(c) if plain && c.is_ascii_alphanumeric() => word.starts_with(c.to_ascii_lowercase()),
        Some(c) if plain && ('\u{4e00}'..='\u{9fff}').contains(&c) => {
            word.starts_with(simplified(c))
        }
        _ => true,
    }
}

/// Whether folded text is only a count: 2宗, 共15家, 3 sites.
fn is_count(folded: &str) -> bool {
    const COUNTERS: &[&str] = &[
        "宗", "块", "处", "个", "家", "户", "件", "笔", "项", "栋", "幢", "座", "条", "地块",
        "sites", "parcels", "lots",
    ];
    let count = folded.trim_start_matches(['共', '计']);
    let counter = count.trim_start_matches(|c: char| c.is_ascii_digit());
    counter.len() < count.len() && COUNTERS.contains(&counter)
}

impl RowClassifier<'_> {
    fn cells(&self) -> &[(u32, Cell)] {
        self.sheet
            .rows
            .get(&self.row)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    pub(super) fn is_lone(&self) -> bool {
        self.cells().len() == 1
    }

    /// Whether the row is a header: enough of its cells are known headers.
    pub(super) fn is_header(&self) -> bool {
        if let Some(header) = self.sheet.header {
            return self.row == header;
        }
        let cells = self.cells();
        if cells.len() < 2 || cells.iter().any(|(_, cell)| is_number(cell)) {
            return false;
        }
        let known = cells
            .iter()
            .filter(|(_, cell)| {
                is_known_header(&cell.text)
                    || self.profile.header(&normalized(&cell.text)).is_some()
            })
            .count();
        let enough = known >= 3 && known * 5 >= cells.len() * 2;
        enough || (known >= 2 && known * 3 >= cells.len() * 2) || known >= 6
    }

    /// Whether this row repeats a header row of the table.
    pub(super) fn repeats(&self, table: &Table) -> bool {
        let cells = self.cells();
        if cells.is_empty() || self.row <= table.header.1 {
            return false;
        }
        table.words.iter().any(|words| {
            let (mut alike, mut unlike) = (0, 0);
            for (column, cell) in cells {
                let at = words.binary_search_by_key(column, |(at, _)| *at);
                let same = at.is_ok_and(|at| {
                    let word = words[at].1.as_str();
                    may_start(&cell.text, word) && word == normalized(&cell.text)
                });
                alike += usize::from(same);
                unlike += usize::from(!same);
                // Most rows differ from the header in their first cells, so the comparison stops early.
                if unlike * 10 > cells.len() * 3 {
                    return false;
                }
            }
            alike * 10 >= cells.len() * 7 && alike * 10 >= words.len() * 7 && alike > 0
        })
    }

    /// The kind of a row below the header of a table.
    pub(super) fn shape(&self, table: &Table, index: usize) -> RowKind {
        let cells = self.cells();
        // Rows other than data have few cells or show their kind in the first ones.
        let few = if cells.len() <= SIGNED { SIGNED } else { 4 };
        let shown = cells.iter().take(few);
        let texts: Vec<String> = shown.map(|(_, cell)| fold(&cell.text)).collect();
        let Some(first) = texts.first() else {
            return RowKind::Note;
        };
        if self.is_column_count() {
            return RowKind::Header;
        }
        if self.is_sum(&texts, table) {
            return RowKind::Subtotal;
        }
        if self.is_signed(&texts) {
            return RowKind::Footer;
        }
        let is_short = cells.len() <= 2;
        let notes = [
            "注:",
            "备注:",
            "说明:",
            "注意:",
            "填表说明",
            "附注",
            "note:",
            "notes:",
            "source:",
            "数据来源",
            "*",
            "※",
        ];
        if is_short && notes.iter().any(|word| first.starts_with(word)) {
            return RowKind::Footer;
        }
        let ends = |text: &str| matches!(text, "以下空白" | "以下无正文" | "此页以下空白");
        if cells
            .iter()
            .any(|(_, cell)| cell.text.contains("以下") && ends(&fold(&cell.text)))
        {
            return RowKind::Note;
        }
        if let [(column, cell)] = cells {
            return self.lone(*column, cell, table, index);
        }
        RowKind::Data(index)
    }

    /// Whether this is a line of signatures: words such as 填表人 with a colon, and no numbers.
    fn is_signed(&self, texts: &[String]) -> bool {
        const SIGNATURES: &[&str] = &[
            "填表",
            "填表人",
            "制表",
            "制表人",
            "审核",
            "审核人",
            "填报人",
            "复核",
            "复核人",
            "负责人",
            "单位负责人",
            "分管领导",
            "主管领导",
            "经办人",
            "签字",
            "负责人签字",
            "盖章",
            "签章",
            "填表单位",
            "填报单位",
            "填报日期",
            "填表日期",
            "preparedby",
            "checkedby",
            "signed",
        ];
        let signed = |text: &String| {
            text.contains(':')
                && SIGNATURES
                    .iter()
                    .any(|word| text.contains(&format!("{word}:")) || text.starts_with(word))
        };
        let cells = self.cells();
        cells.len() <= SIGNED
            && cells.iter().all(|(_, cell)| !is_number(cell))
            && texts.iter().any(signed)
    }

    /// A row with a single cell: a site that has only a name, the heading of a group, or a note.
    fn lone(&self, column: u32, cell: &Cell, table: &Table, index: usize) -> RowKind {
        let header = table.columns.iter().find(|header| header.index == column);
        let is_name = header
            .and_then(|header| header.path.last())
            .is_some_and(|leaf| {
                let words = strip(leaf);
                role_by_name(&words).or_else(|| role_by_pattern(&words)) == Some(ColumnRole::Name)
            });
        let wide = self
            .sheet
            .region(self.row, column)
            .is_some_and(|region| region.right > region.left);
        if is_name && !wide {
            return RowKind::Data(index);
        }
        if is_number(cell) || cell.text.chars().count() > 30 {
            RowKind::Note
        } else {
            RowKind::Section
        }
    }

    /// A row that numbers the columns: 1, 2, 3, …
    fn is_column_count(&self) -> bool {
        let cells = self.cells();
        let mut next = 1;
        let ordinals = cells.iter().all(|(_, cell)| {
            let text = cell.text.trim().trim_matches(['(', ')', '（', '）']);
            let letter = matches!(
                text,
                "甲" | "乙" | "丙" | "丁" | "a" | "b" | "c" | "A" | "B" | "C" | "栏次"
            );
            let is_next = text.parse() == Ok(next);
            next += i32::from(is_next);
            is_next || letter
        });
        ordinals && next > 4
    }

    fn is_sum(&self, texts: &[String], table: &Table) -> bool {
        const SUMS: &[&str] = &[
            "小计",
            "合计",
            "总计",
            "共计",
            "累计",
            "subtotal",
            "total",
            "grandtotal",
            "总合计",
            "summe",
            "gesamt",
            "suma",
            "razem",
            "spolu",
            "totale",
            "totaal",
            "celkem",
            "tổngcộng",
        ];
        let is_sum = |text: &String| {
            let text = text.trim_end_matches([':', '.']);
            let short = text.chars().count() <= 14;
            short
                && (SUMS.contains(&text)
                    || SUMS.iter().any(|sum| text.ends_with(sum))
                    || text.starts_with("合计(")
                    || text.starts_with("小计("))
        };
        let Some(at) = texts.iter().take(4).position(is_sum) else {
            return false;
        };
        // A subtotal row has no site name.
        let column = self.cells()[at].0;
        let name = table.columns.iter().find(|header| {
            header.path.last().is_some_and(|leaf| {
                let words = strip(leaf);
                role_by_name(&words).or_else(|| role_by_pattern(&words)) == Some(ColumnRole::Name)
            })
        });
        name.is_none_or(|name| {
            let cell = self.sheet.cell(self.row, name.index);
            name.index == column || cell.is_none_or(|cell| is_count(&fold(&cell.text)))
        })
    }
}
