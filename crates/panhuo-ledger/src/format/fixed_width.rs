//! Text laid out in columns by blanks, as `pdftotext -layout` writes a page: the columns are where
//! hardly any line has a letter; headers and cells go over several lines; pages break.

use std::collections::BTreeMap;

use panhuo::Result;

use super::reflow::join;
use super::{Cell, Limits, Sheet};

/// So many lines must be in columns before a text is read so.
const LINES: usize = 4;
/// In one line of so many a letter may stand between two columns.
const STRAY: usize = 20;
/// A page is at most so wide, in characters.
const WIDEST: usize = 2000;

/// A line of a page: where its words start, parted by two blanks or more.
struct TextLine {
    row: u32,
    segments: Vec<TextRun>,
}

/// Words of a line, and where they start and end.
struct TextRun {
    from: usize,
    to: usize,
    text: String,
}

/// The table of a laid-out text, if most of its lines are in columns.
pub(super) fn read(name: &str, text: &str, limits: &Limits) -> Result<Option<Sheet>> {
    // A Chinese character is as wide as two letters, or counted as one: whichever lines up.
    let (narrow, parted) = pages(text, 1, limits)?;
    if parted.0 < LINES || parted.0 < parted.1 {
        return Ok(None);
    }
    let wide = pages(text, 2, limits)?.0;
    let count =
        |pages: &[Vec<TextLine>]| pages.iter().map(|page| columns(page).len()).sum::<usize>();
    let pages = if count(&wide) < count(&narrow) {
        wide
    } else {
        narrow
    };
    let mut sheet = Sheet::new(name);
    let mut header: Vec<String> = Vec::new();
    for page in &pages {
        let starts = columns(page);
        if starts.len() >= 2 {
            take(page, &starts, &mut header, &mut sheet);
        } else {
            for line in page {
                put(&mut sheet, line.row, [(0, all(line))].into());
            }
        }
    }
    Ok(Some(sheet))
}

/// The lines of each page, and how many of them are in columns and how many are one text.
#[expect(clippy::type_complexity, reason = "said in the line above")]
fn pages(text: &str, han: usize, limits: &Limits) -> Result<(Vec<Vec<TextLine>>, (usize, usize))> {
    let mut pages: Vec<Vec<TextLine>> = vec![Vec::new()];
    let (mut cells, mut parted, mut whole) = (0, 0_usize, 0_usize);
    for (row, line) in (0_u32..).zip(text.lines()) {
        if line.contains('\u{c}') {
            pages.push(Vec::new());
        }
        let segments = segments(line, han);
        cells += segments.len();
        limits.check_cells(cells)?;
        match segments.len() {
            0 | 1 => whole += usize::from(!segments.is_empty()),
            _ => parted += 1,
        }
        if let Some(page) = pages.last_mut() {
            page.push(TextLine { row, segments });
        }
    }
    Ok((pages, (parted, whole)))
}

/// The words of a line that two blanks or more part, with where they start; a Chinese character is
/// so many letters wide.
fn segments(line: &str, han: usize) -> Vec<TextRun> {
    let mut segments: Vec<TextRun> = Vec::new();
    let (mut blanks, mut next) = (2, 0);
    for c in line.chars().take(WIDEST) {
        let at = next;
        let is_wide = matches!(c, '\u{2e80}'..='\u{ffe6}');
        next += if is_wide { han } else { 1 };
        if c.is_whitespace() {
            blanks += 1;
            continue;
        }
        match segments.last_mut() {
            Some(segment) if blanks < 2 => {
                if blanks == 1 {
                    segment.text.push(' ');
                }
                segment.text.push(c);
                segment.to = next;
            }
            _ => segments.push(TextRun {
                from: at,
                to: next,
                text: c.to_string(),
            }),
        }
        blanks = 0;
    }
    segments
}

fn all(line: &TextLine) -> String {
    let texts: Vec<&str> = line
        .segments
        .iter()
        .map(|each| each.text.as_str())
        .collect();
    texts.join(" ")
}

/// Where the columns of a page start.
fn columns(page: &[TextLine]) -> Vec<usize> {
    // A title or the rest of a cell has fewer words than a row.
    let most = page
        .iter()
        .map(|line| line.segments.len())
        .max()
        .unwrap_or(0);
    let is_row = |line: &&TextLine| line.segments.len() > 1 && line.segments.len() * 2 > most;
    let parted: Vec<&TextLine> = page.iter().filter(is_row).collect();
    let mut letters = vec![0_usize; WIDEST + 1];
    for segment in parted.iter().flat_map(|line| &line.segments) {
        let (from, to) = (segment.from.min(WIDEST), segment.to.min(WIDEST));
        for count in &mut letters[from..to] {
            *count += 1;
        }
    }
    let stray = parted.len() / STRAY;
    let used = |at: usize| letters[at] > stray;
    let starts = (0..WIDEST).filter(|at| used(*at) && (*at == 0 || !used(at - 1)));
    starts.collect()
}

/// The cells of a line by column.
fn cut(line: &TextLine, starts: &[usize]) -> BTreeMap<u32, String> {
    let mut cells: BTreeMap<u32, String> = BTreeMap::new();
    for TextRun { from, text, .. } in &line.segments {
        // A word may start a little before its column where a stray letter hid the gap.
        let column = starts
            .partition_point(|start| start <= from)
            .saturating_sub(1);
        let cell = cells.entry(u32::try_from(column).unwrap_or(0)).or_default();
        if !cell.is_empty() {
            cell.push(' ');
        }
        cell.push_str(text);
    }
    cells
}

fn put(sheet: &mut Sheet, row: u32, cells: BTreeMap<u32, String>) {
    for (column, text) in cells {
        sheet.push(row, column, Cell::text(text));
    }
}

/// Takes a page: its titles, its header as one row, and a row for each record.
fn take(page: &[TextLine], starts: &[usize], header: &mut Vec<String>, sheet: &mut Sheet) {
    let mut lines = page.iter().skip_while(|line| {
        let title = line.segments.len() < 2;
        if title {
            put(sheet, line.row, [(0, all(line))].into());
        }
        title
    });
    let body: Vec<&TextLine> = lines.by_ref().collect();
    let number = |line: &&&TextLine| {
        line.segments.iter().any(|TextRun { text, .. }| {
            let digits = text.chars().filter(char::is_ascii_digit).count();
            digits * 2 >= text.chars().count()
        })
    };
    let top = body.iter().position(|line| number(&line)).unwrap_or(0);
    // What stands right above the first number may be the start of its record.
    let blank = body[..top]
        .iter()
        .rposition(|line| line.segments.is_empty());
    let top = blank.map_or(top, |at| at + 1);
    let (head, body) = body.split_at(top);
    // The header is the last block above; what stands before it is titles.
    let mut blocks: Vec<&[&TextLine]> = head
        .split(|line| line.segments.is_empty())
        .filter(|block| !block.is_empty())
        .collect();
    let head = blocks.pop().unwrap_or_default();
    for line in blocks.into_iter().flatten() {
        put(sheet, line.row, cut(line, starts));
    }
    let words: Vec<String> = head
        .iter()
        .map(|line| all(line))
        .filter(|words| !words.is_empty())
        .collect();
    if !words.is_empty() && *header == words {
        sheet.continued.extend(
            head.iter()
                .filter(|line| !line.segments.is_empty())
                .map(|line| line.row),
        );
    } else {
        record(head, starts, sheet);
        if !words.is_empty() {
            *header = words;
        }
    }
    // Blank lines part records where each part has one first cell; else a first cell starts one.
    let cells = |line: &TextLine| cut(line, starts);
    let anchored = |lines: &[&TextLine]| {
        lines
            .iter()
            .filter(|line| cells(line).contains_key(&0))
            .count()
    };
    let parts: Vec<&[&TextLine]> = body
        .split(|line| line.segments.is_empty())
        .filter(|part| !part.is_empty())
        .collect();
    let single = parts.iter().filter(|part| anchored(part) == 1).count();
    if parts.len() > 1 && single * 10 >= parts.len() * 8 {
        for part in parts {
            record(part, starts, sheet);
        }
        return;
    }
    let lines: Vec<&TextLine> = parts.into_iter().flatten().copied().collect();
    let mut from = 0;
    for at in 1..=lines.len() {
        if lines
            .get(at)
            .is_none_or(|line| cells(line).contains_key(&0))
        {
            record(&lines[from..at], starts, sheet);
            from = at;
        }
    }
}

/// Puts lines in as one row, that of the first.
fn record(lines: &[&TextLine], starts: &[usize], sheet: &mut Sheet) {
    let mut parts: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut rows = lines
        .iter()
        .filter(|line| !line.segments.is_empty())
        .map(|line| line.row);
    let Some(first) = rows.next() else { return };
    for (column, text) in lines.iter().flat_map(|line| cut(line, starts)) {
        parts.entry(column).or_default().push(text);
    }
    sheet.continued.extend(rows);
    let joined = parts
        .into_iter()
        .map(|(column, parts)| (column, join(&parts)));
    put(sheet, first, joined.collect());
}

#[cfg(test)]
mod tests {
    use crate::format::read_sheets;
    use crate::options::ReadOptions;

    #[test]
    fn columns_are_where_no_line_has_a_letter() {
        let text = "\
Brownfield land register

Site        Site name and              Hectares   Ownership
reference   address                               status

BF1         Old Mill, High Street,     0.50       not owned by a
            Whitby                                public authority
BF2         Goods Yard                 1.25       owned by a public
                                                  authority
BF3         Gasworks, Station Road     0.30       mixed ownership
\u{c}Site        Site name and              Hectares   Ownership
reference   address                               status

BF4         Car park                   0.10       unknown ownership
BF5         Depot, North Lane,         2.00       not owned by a
            Whitby                                public authority
";
        let sheet = read_sheets("a.txt", text.as_bytes(), &|_| None, &ReadOptions::new())
            .unwrap()
            .remove(0);
        assert_eq!(
            sheet.texts(),
            [
                vec!["Brownfield land register"],
                vec![
                    "Site reference",
                    "Site name and address",
                    "Hectares",
                    "Ownership status"
                ],
                vec![
                    "BF1",
                    "Old Mill, High Street, Whitby",
                    "0.50",
                    "not owned by a public authority"
                ],
                vec!["BF2", "Goods Yard", "1.25", "owned by a public authority"],
                vec!["BF3", "Gasworks, Station Road", "0.30", "mixed ownership"],
                vec!["BF4", "Car park", "0.10", "unknown ownership"],
                vec![
                    "BF5",
                    "Depot, North Lane, Whitby",
                    "2.00",
                    "not owned by a public authority"
                ],
            ]
        );
    }
}
