//! The workbook in which people decide which rows are one site: written, filled in, read back.

use std::path::Path;

use panhuo::Lang;
use panhuo::error::ErrorCode;
use panhuo::lang::Bilingual;
use panhuo::linkage::{Decision, MatchClass, PossibleMatch, RecordKey, Resolution};
use panhuo::source::Source;
use panhuo::{Error, Result};
use rust_xlsxwriter::{DataValidation, Format, Workbook, Worksheet, XlsxError};

use crate::error;
use crate::format::{Sheet, read_sheets};
use crate::options::ReadOptions;

/// What a person may answer, and what it means: the class, and whether the second row is the part.
const ANSWERS: [(&str, &str, MatchClass, bool); 4] = [
    ("同一处", "match", MatchClass::Match, false),
    ("不是同一处", "non_match", MatchClass::NonMatch, false),
    ("甲属于乙", "part_of", MatchClass::PartOf, false),
    ("乙属于甲", "contains", MatchClass::PartOf, true),
];

/// The columns of one row of a pair; the last six are what a decision is known by.
const SIDE: [(&str, &str); 6] = [
    ("名称", "name"),
    ("属地代码", "jurisdiction"),
    ("登记编号", "reference"),
    ("文件", "file"),
    ("工作表", "sheet"),
    ("单元格", "cell"),
];
const ANSWER: (&str, &str) = ("判定", "decision");
const NOTE: (&str, &str) = ("备注", "note");
const SCORE: (&str, &str) = ("把握", "score");
const REASONS: (&str, &str) = ("依据", "evidence");
/// How a header names the two rows of a pair.
const SIDES: [(&str, &str); 2] = [("甲", "a"), ("乙", "b")];

fn headers(lang: Lang) -> Vec<String> {
    let word = |(zh, en): (&str, &str)| lang.pick(zh, en).to_owned();
    let mut all = vec![word(ANSWER), word(NOTE), word(SCORE), word(REASONS)];
    for side in SIDES {
        let between = lang.pick("：", ": ");
        all.extend(SIDE.map(|field| format!("{}{between}{}", word(side), word(field))));
    }
    all
}

/// Writes the possible matches and the earlier decisions, one pair a row, with a list of answers to choose
/// from in the first column: match, non-match, a is part of b, b is part of a. Contacts are left out.
///
/// # Errors
///
/// [`panhuo::ErrorKind::Io`] if the file cannot be written.
pub fn write_review(path: impl AsRef<Path>, resolution: &Resolution, lang: Lang) -> Result<()> {
    let path = path.as_ref();
    let cannot_write = || error::about(path, Error::new(ErrorCode::CANNOT_WRITE));
    let pairs = resolution.possible_matches();
    let bytes =
        workbook(resolution, &pairs, lang).map_err(|cause| cannot_write().with_cause(cause))?;
    std::fs::write(path, bytes).map_err(|cause| cannot_write().with_cause(cause))
}

fn workbook(
    resolution: &Resolution,
    pairs: &[PossibleMatch],
    lang: Lang,
) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book
        .add_worksheet()
        .set_name(lang.pick("待核实", "to decide"))?;
    let bold = Format::new().set_bold();
    for (column, header) in (0_u16..).zip(headers(lang)) {
        sheet.write_string_with_format(0, column, header, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_column_width(3, 40)?;
    let find = |id: &panhuo::SiteId| resolution.rows().iter().find(|row| row.id == *id);
    let mut row = 1_u32;
    for pair in pairs {
        let (Some(a), Some(b)) = (find(&pair.a), find(&pair.b)) else {
            continue;
        };
        let reasons: Vec<String> = pair
            .evidence
            .iter()
            .filter(|line| line.match_weight != 0.0)
            .map(|line| format!("{} {} {:+.1}", line.field, line.level, line.match_weight))
            .collect();
        sheet.write_number(
            row,
            2,
            (pair.weights.match_weight.max(pair.weights.part_weight) * 10.0).round() / 10.0,
        )?;
        sheet.write_string(row, 3, reasons.join("; "))?;
        sides(
            sheet,
            row,
            [&RecordKey::from_site(a), &RecordKey::from_site(b)],
        )?;
        row += 1;
    }
    for decision in resolution.decisions() {
        let answer = ANSWERS
            .iter()
            .find(|(_, _, match_class, turned)| *match_class == decision.match_class && !turned);
        if let Some(&(zh, en, ..)) = answer {
            sheet.write_string(row, 0, lang.pick(zh, en))?;
        }
        sheet.write_string(row, 1, &decision.note)?;
        sides(sheet, row, [&decision.record, &decision.other])?;
        row += 1;
    }
    let answers = ANSWERS.map(|(zh, en, ..)| lang.pick(zh, en));
    let list = DataValidation::new().allow_list_strings(&answers)?;
    sheet.add_data_validation(1, 0, row.max(2) - 1, 0, &list)?;
    book.save_to_buffer()
}

fn sides(
    sheet: &mut Worksheet,
    row: u32,
    two: [&RecordKey; 2],
) -> std::result::Result<(), XlsxError> {
    let texts = two.into_iter().flat_map(|key| {
        let source = &key.source;
        [
            key.name.clone(),
            key.jurisdiction.clone(),
            key.reference.clone(),
            source.file().to_owned(),
            source.sheet().to_owned(),
            source.cell(),
        ]
    });
    for (column, text) in (4_u16..).zip(texts) {
        sheet.write_string(row, column, text)?;
    }
    Ok(())
}

/// Reads the workbook back: a decision for every row whose first column has an answer, in Chinese
/// or English. Rows without one are left out.
///
/// # Errors
///
/// [`panhuo::ErrorKind::Io`] if the file cannot be read, [`panhuo::ErrorKind::Format`] if it is not such
/// a workbook or an answer is not one of the four.
///
/// # Example
///
/// ```
/// use panhuo::{Inventory, Lang, Site, SiteKind};
/// use panhuo::linkage::{ResolveOptions, MatchClass};
///
/// let rows = ["宏达机械厂", "鸿达机械厂"];
/// let rows = (0..).zip(rows).map(|(at, name)| Site::new(format!("{at}"), SiteKind::IdleFactory, name));
/// let rows = Inventory::new(rows.collect())?;
/// let resolution = rows.resolve(&ResolveOptions::new())?;
/// let resolution = resolution.decide(&"0".into(), &"1".into(), MatchClass::Match, "one sign, two spellings")?;
/// # let path = std::env::temp_dir().join(format!("panhuo-review-{}.xlsx", std::process::id()));
/// panhuo_ledger::write_review(&path, &resolution, Lang::Zh)?;
/// assert_eq!(panhuo_ledger::read_decisions(&path)?, resolution.decisions());
/// # std::fs::remove_file(&path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_decisions(path: impl AsRef<Path>) -> Result<Vec<Decision>> {
    let path = path.as_ref();
    let bytes = std::fs::read(path).map_err(|cause| error::cannot_open(path, cause))?;
    let in_row = |row: u32, error: Error| {
        let number = row + 1;
        let location = Bilingual::new(format!("第 {number} 行"), format!("row {number}"));
        error::about(path, error.within(location))
    };
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy();
    let sheets = read_sheets(&name, &bytes, &|_| None, &ReadOptions::new())?;
    let found = sheets
        .iter()
        .find_map(|sheet| Some((sheet, columns(sheet)?)));
    let (sheet, columns) = found.ok_or_else(|| {
        let missing = Error::new(error::REVIEW_COLUMNS);
        let headers = headers(Lang::Zh).into_iter().zip(headers(Lang::En));
        error::about(
            path,
            missing.with_allowed(headers.map(|(zh, en)| Bilingual::new(zh, en))),
        )
    })?;
    let mut decisions = Vec::new();
    for row in sheet.rows.keys().copied().filter(|row| *row > 0) {
        let text = |at: usize| {
            let cell = columns.get(at).and_then(|column| sheet.cell(row, *column));
            cell.map(|cell| cell.text.trim().to_owned())
                .unwrap_or_default()
        };
        let answer = text(0);
        if answer.is_empty() {
            continue;
        }
        let known = ANSWERS
            .iter()
            .find(|(zh, en, ..)| *zh == answer || en.eq_ignore_ascii_case(&answer));
        let Some((_, _, match_class, turned)) = known else {
            let answers = ANSWERS.map(|(zh, en, ..)| Bilingual::new(zh, en));
            let unknown = Error::new(error::REVIEW_ANSWER).with_given(answer);
            return Err(in_row(row, unknown.with_allowed(answers)));
        };
        let side = |from: usize| {
            let cell = text(from + 5);
            let source = Source::new(&text(from + 3), &text(from + 4)).with_cell(&cell);
            let unknown = || in_row(row, Error::new(error::REVIEW_CELL).with_given(&cell));
            Ok::<_, Error>(RecordKey {
                name: text(from),
                jurisdiction: text(from + 1),
                reference: text(from + 2),
                source: source.ok_or_else(unknown)?,
            })
        };
        let (one, other) = (side(4)?, side(4 + SIDE.len())?);
        let (record, other) = if *turned { (other, one) } else { (one, other) };
        decisions.push(Decision {
            record,
            other,
            match_class: *match_class,
            note: text(1),
        });
    }
    Ok(decisions)
}

/// Where each header stands in the first row, in either language.
fn columns(sheet: &Sheet) -> Option<Vec<u32>> {
    let first = sheet.rows.get(&0)?;
    let place = |headers: Vec<String>| -> Option<Vec<u32>> {
        let at = |header: &String| {
            first
                .iter()
                .find(|(_, cell)| cell.text.trim() == header)
                .map(|(c, _)| *c)
        };
        headers.iter().map(at).collect()
    };
    place(headers(Lang::Zh)).or_else(|| place(headers(Lang::En)))
}
