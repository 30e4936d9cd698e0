//! The workbook that goes back to those who filled in the ledgers: every issue with what to do, and
//! their own sheets with the cells marked.

mod copy;

use std::collections::{BTreeMap, BTreeSet};

use panhuo::Lang;
use panhuo::inventory::{Issue, Severity};
use panhuo::{Error, Result};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::error;
use crate::ingest::ledgers::{Ledgers, RowRole};
use crate::issue::IssueCode;

/// The columns of the sheet of issues, and how wide they are.
const COLUMNS: [(&str, f64); 15] = [
    ("序号 No.", 7.0),
    ("程度 Severity", 12.0),
    ("属地 Jurisdiction", 14.0),
    ("文件 File", 24.0),
    ("工作表 Sheet", 14.0),
    ("行 Row", 7.0),
    ("单元格 Cell", 8.0),
    ("列 Column", 18.0),
    ("原文 Written", 24.0),
    ("理解为 Interpreted as", 24.0),
    ("问题", 34.0),
    ("Issue", 34.0),
    ("请", 30.0),
    ("What to do", 30.0),
    ("代码 Code", 20.0),
];
const CORRECTION: &str = "更正 Correction";
/// A cell holds no more characters.
const LONGEST: usize = 32_000;

impl Ledgers {
    /// A workbook of every issue, to be sent back to those who filled in the ledgers: a sheet with a
    /// row for each issue and an empty column 更正 for the answer, and a copy of every sheet that
    /// has one, its cells filled by severity and with a note.
    ///
    /// With a `jurisdiction` (a code of the profile; those within it too), the issues are those of
    /// its sites, and the copies have its rows and the headers only: what other townships wrote is
    /// left out. Text that spreadsheets take for a formula stays text.
    ///
    /// The copies are made from the files, read again; what was read from memory, or has changed
    /// since, has none, and the list of issues says so.
    ///
    /// **Personal data**: raw text, with names and telephone numbers, goes back to the township that
    /// wrote it. This is no file for investors, nor for another township.
    ///
    /// # Errors
    ///
    /// [`panhuo::ErrorKind::NotFound`] for a jurisdiction that neither the profile nor a site knows;
    /// [`panhuo::ErrorKind::Format`] if there are more issues than a sheet has rows.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo_ledger::{ReadOptions, read_bytes};
    ///
    /// let csv = "名称,面积（亩）\n麻布村1号地块,1200㎡（18亩）\n";
    /// let ledgers = read_bytes("存量土地.csv", csv.as_bytes(), &ReadOptions::new())?;
    /// let workbook = ledgers.issues_workbook(None)?;
    /// assert!(workbook.starts_with(b"PK"));
    /// # Ok::<(), panhuo_ledger::Error>(())
    /// ```
    pub fn issues_workbook(&self, jurisdiction: Option<&str>) -> Result<Vec<u8>> {
        let choice = Selection::new(self, jurisdiction)?;
        let issues = choice.issues();
        let refuse = |cause: XlsxError| Error::new(error::ISSUES_WORKBOOK).with_cause(cause);
        let mut workbook = Workbook::new();
        // The same issues give the same bytes.
        if let Ok(day) = ExcelDateTime::from_ymd(2000, 1, 1) {
            workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
        }
        let mut copies = copy::MarkedCopies::new(&choice, &issues);
        let notes = copies.find();
        list(workbook.add_worksheet(), &choice, &issues, &notes).map_err(refuse)?;
        copies.write(&mut workbook).map_err(refuse)?;
        workbook.save_to_buffer().map_err(refuse)
    }
}

/// What goes back: everything, or what one jurisdiction wrote.
pub(super) struct Selection<'a> {
    ledgers: &'a Ledgers,
    /// The codes of the jurisdictions; none for all.
    codes: Option<BTreeSet<&'a str>>,
    /// Site to its jurisdiction.
    homes: BTreeMap<&'a str, &'a str>,
    /// File, sheet and row to what the row was for, in each of tables side by side.
    rows: BTreeMap<(&'a str, &'a str, u32), Vec<&'a RowRole>>,
}

impl<'a> Selection<'a> {
    fn new(ledgers: &'a Ledgers, jurisdiction: Option<&str>) -> Result<Self> {
        let homes: BTreeMap<&str, &str> = ledgers
            .sites()
            .iter()
            .map(|site| (site.id.as_str(), site.jurisdiction.as_str()))
            .collect();
        let mut rows: BTreeMap<_, Vec<&RowRole>> = BTreeMap::new();
        for row in ledgers.rows() {
            let number = row.source.row().unwrap_or(0);
            let place = (row.source.file(), row.source.sheet(), number);
            rows.entry(place).or_default().push(&row.role);
        }
        let mut choice = Self {
            ledgers,
            codes: None,
            homes,
            rows,
        };
        if let Some(required) = jurisdiction {
            let tree = ledgers.jurisdictions();
            let below = |required: &str| -> BTreeSet<&str> {
                let codes = choice.homes.values().copied();
                codes
                    .filter(|code| *code == required || tree.is_within(code, required))
                    .collect()
            };
            let mut codes = below(required);
            if codes.is_empty() {
                codes = below(&tree.find(required)?.code);
            }
            choice.codes = Some(codes);
        }
        Ok(choice)
    }

    /// Whether a row of a sheet may go back.
    pub(super) fn keeps(&self, file: &str, sheet: &str, row: u32) -> bool {
        let Some(codes) = &self.codes else {
            return true;
        };
        let may = |role: &&RowRole| match role {
            RowRole::Site(site) => {
                let home = self.homes.get(site.as_str());
                home.is_some_and(|home| codes.contains(home))
            }
            RowRole::Title | RowRole::Unit | RowRole::Header => true,
            // Sums, signatures and rejected rows may be another township's.
            _ => self.is_whole(file, sheet),
        };
        let roles = self.rows.get(&(file, sheet, row));
        roles.is_some_and(|roles| roles.iter().all(may))
    }

    /// Whether all sites of a sheet, of which there are some, are the jurisdiction's.
    fn is_whole(&self, file: &str, sheet: &str) -> bool {
        let Some(codes) = &self.codes else {
            return true;
        };
        let all = self.rows.range((file, sheet, 0)..=(file, sheet, u32::MAX));
        let mut homes = all
            .flat_map(|(_, roles)| roles)
            .filter_map(|role| match role {
                RowRole::Site(site) => Some(self.homes.get(site.as_str()).copied().unwrap_or("")),
                _ => None,
            });
        let mut some = false;
        homes.all(|home| {
            some = true;
            codes.contains(home)
        }) && some
    }

    fn is_wanted(&self, issue: &Issue) -> bool {
        let Some(codes) = &self.codes else {
            return true;
        };
        if let Some(site) = &issue.site {
            let home = self.homes.get(site.as_str());
            return home.is_some_and(|home| codes.contains(home));
        }
        let (file, sheet) = (issue.source.file(), issue.source.sheet());
        self.is_whole(file, sheet)
    }

    /// The issues, file by file, sheet by sheet, from top to bottom.
    fn issues(&self) -> Vec<&'a Issue> {
        let mut places: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let all = self.ledgers.issues();
        for issue in all {
            let next = places.len();
            let place = (issue.source.file(), issue.source.sheet());
            places.entry(place).or_insert(next);
        }
        let mut required: Vec<&Issue> = all.iter().filter(|issue| self.is_wanted(issue)).collect();
        required.sort_by_key(|issue| {
            let place = (issue.source.file(), issue.source.sheet());
            (places.get(&place).copied(), issue.source.row())
        });
        required
    }
}

/// The fill of a severity.
pub(super) fn fill(severity: Severity) -> Format {
    let colour = match severity {
        Severity::Error => 0x00FF_C7CE,
        Severity::Warning => 0x00FF_EB9C,
        Severity::Info => 0x00DD_EBF7,
    };
    Format::new().set_background_color(Color::RGB(colour))
}

/// Writes text as text: what begins like a formula is marked as typed with an apostrophe, so that
/// no program computes it, not even after it was edited.
pub(super) fn text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let short: String = text.chars().take(LONGEST).collect();
    let formula = short.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if formula {
        let quoted = format.clone().set_quote_prefix();
        sheet.write_string_with_format(row, column, short, &quoted)?;
    } else {
        sheet.write_string_with_format(row, column, short, format)?;
    }
    Ok(())
}

/// The sheet of issues.
fn list(
    sheet: &mut Worksheet,
    choice: &Selection<'_>,
    issues: &[&Issue],
    notes: &[String],
) -> Result<(), XlsxError> {
    sheet.set_name("疑点 Issues")?;
    let bold = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_border(FormatBorder::Thin);
    let wrap = Format::new().set_text_wrap();
    let tree = choice.ledgers.jurisdictions();
    let titles = COLUMNS.iter().copied().chain([(CORRECTION, 24.0)]);
    let mut last = 0;
    for (column, (title, width)) in (0_u16..).zip(titles) {
        sheet.write_string_with_format(0, column, title, &bold)?;
        sheet.set_column_width(column, width)?;
        last = column;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (row, issue) in (1_u32..).zip(issues) {
        let code = IssueCode::from_name(&issue.code);
        let advice = |lang| code.map_or("", |code| code.advice(lang));
        let home = issue
            .site
            .as_ref()
            .and_then(|id| choice.homes.get(id.as_str()));
        let home = home.map_or("", |code| tree.name(code));
        let severity = format!(
            "{} {}",
            issue.severity.label(Lang::Zh),
            issue.severity.label(Lang::En)
        );
        let place = &issue.source;
        sheet.write_number(row, 0, row)?;
        text(sheet, row, 1, &severity, &fill(issue.severity))?;
        if let Some(at) = place.row() {
            sheet.write_number(row, 5, at)?;
        }
        let cell = place.column().map(|_| place.cell()).unwrap_or_default();
        let sentence = |lang| code.map_or("", |code| code.sentence(lang));
        let texts = [
            (2, home),
            (3, place.file()),
            (4, place.sheet()),
            (6, &cell),
            (7, &issue.column),
            (8, &issue.raw),
            (9, &issue.interpretation),
            (10, sentence(Lang::Zh)),
            (11, sentence(Lang::En)),
            (12, advice(Lang::Zh)),
            (13, advice(Lang::En)),
            (14, &issue.code),
        ];
        for (column, words) in texts.into_iter().filter(|(_, words)| !words.is_empty()) {
            text(sheet, row, column, words, &wrap)?;
        }
    }
    let rows = u32::try_from(issues.len()).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, rows, last)?;
    for (row, note) in (rows + 2..).zip(notes) {
        text(sheet, row, 0, note, &Format::new())?;
    }
    Ok(())
}
