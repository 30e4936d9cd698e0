//! Text extracted from pages: records whose cells are broken over lines become one row again.
//!
//! A table is taken for such a text only where its own lines say so: a header that is parted over
//! two lines, or cells that hold the end of one record and the start of the next. A ledger whose
//! cells are blank because they were merged keeps its rows.

use std::collections::BTreeMap;

use super::{Cell, Sheet};

/// What one line holds, by column.
type PageLine = BTreeMap<u32, String>;
/// A line with the number of its row.
type Numbered = (u32, PageLine);

/// So many records are needed to tell where one starts.
const RECORDS: usize = 3;

/// Joins broken records, if the sheet has any; lines that went into another row are noted in
/// [`Sheet::continued`].
pub(super) fn reflow(mut sheet: Sheet) -> Sheet {
    let Some((header, lines)) = header(&sheet) else {
        return sheet;
    };
    let Some(start) = start(&lines) else {
        return sheet;
    };
    let records = records(&lines, &start);
    if records.len() < RECORDS || has_rival_numbers(&records) {
        return sheet;
    }
    let kept: BTreeMap<u32, PageLine> = records
        .into_iter()
        .map(|(row, parts)| {
            let joined = parts
                .into_iter()
                .map(|(column, parts)| (column, join(&parts)));
            (row, joined.collect())
        })
        .chain([header])
        .collect();
    let first = kept.keys().next().copied().unwrap_or(0);
    let before = std::mem::take(&mut sheet.rows);
    for (row, cells) in before {
        if row < first {
            sheet.rows.insert(row, cells);
        } else if !kept.contains_key(&row) {
            sheet.continued.insert(row);
        }
    }
    for (row, line) in kept {
        for (column, text) in line {
            sheet.push(row, column, Cell::text(text));
        }
    }
    sheet
}

/// The header as one line, and the lines below it.
fn header(sheet: &Sheet) -> Option<(Numbered, Vec<Numbered>)> {
    let mut lines = sheet.rows.iter().map(|(row, cells)| {
        let cells = cells.iter();
        (
            *row,
            cells
                .map(|(at, cell)| (*at, cell.text.to_string()))
                .collect::<PageLine>(),
        )
    });
    let (row, mut words) = lines.next()?;
    let (_, more) = lines.next()?;
    let plain = |line: &PageLine| {
        line.len() >= 2
            && line
                .values()
                .all(|text| !text.contains(|c: char| c.is_ascii_digit()) || text.len() < 12)
    };
    let apart = more.keys().all(|column| !words.contains_key(column));
    if !apart || !plain(&words) || !plain(&more) {
        return None;
    }
    words.extend(more);
    Some(((row, words), lines.collect()))
}

/// What the first cell of each record starts with: the text that comes first, if it comes again and
/// again; an empty text if any text there starts a record.
fn start(lines: &[(u32, PageLine)]) -> Option<String> {
    let column = lines
        .iter()
        .filter_map(|(_, line)| line.keys().next())
        .min()?;
    let texts = || {
        lines
            .iter()
            .filter_map(|(_, line)| line.get(column))
            .flat_map(|text| text.lines())
    };
    let first = texts().next()?;
    let again = texts().filter(|text| *text == first).count();
    Some(if again >= RECORDS {
        first.to_owned()
    } else {
        String::new()
    })
}

type Parts = BTreeMap<u32, Vec<String>>;

/// The lines of each record, by the row in which it starts.
fn records(lines: &[(u32, PageLine)], start: &str) -> Vec<(u32, Parts)> {
    let mut records: Vec<(u32, Parts)> = Vec::new();
    let column = lines
        .iter()
        .filter_map(|(_, line)| line.keys().next())
        .min();
    for (row, line) in lines {
        let anchor: Vec<&str> = column
            .and_then(|column| line.get(column))
            .map_or_else(Vec::new, |text| text.lines().collect());
        let starts = |text: &&str| {
            if start.is_empty() {
                !text.is_empty()
            } else {
                *text == start
            }
        };
        let at = anchor.iter().position(starts);
        // So many parts of each cell, from its end, belong to the record that starts here.
        let own = at.map_or(0, |at| anchor.len() - at);
        let whole = at == Some(0) || (at.is_some() && records.is_empty());
        let mut next = Parts::new();
        for (column, text) in line {
            let parts: Vec<String> = text.lines().map(str::to_owned).collect();
            let blank = |record: Option<&(u32, Parts)>| {
                record.is_some_and(|(_, record)| !record.contains_key(column))
            };
            let cut = if whole {
                0
            } else if at.is_none() {
                parts.len()
            } else if parts.len() == 1 {
                // A cell of one line belongs to the record that has none yet.
                usize::from(blank(records.last()))
            } else {
                parts.len().saturating_sub(own)
            };
            let (before, after) = parts.split_at(cut.min(parts.len()));
            if let Some((_, record)) = records.last_mut()
                && !before.is_empty()
            {
                record
                    .entry(*column)
                    .or_default()
                    .extend(before.iter().cloned());
            }
            if !after.is_empty() {
                next.entry(*column)
                    .or_default()
                    .extend(after.iter().cloned());
            }
        }
        if at.is_some() {
            records.push((*row, next));
        }
    }
    records
}

/// Whether many records would have two numbers in one cell: then their lines are rows of their own.
fn has_rival_numbers(records: &[(u32, Parts)]) -> bool {
    let is_number = |text: &&String| text.trim().parse::<f64>().is_ok();
    let rival = |(_, record): &&(u32, Parts)| {
        record
            .values()
            .any(|parts| parts.iter().filter(is_number).count() > 1)
    };
    records.iter().filter(rival).count() * 10 > records.len()
}

/// The parts of a cell as one text; a word or an address that ends in a stroke goes on.
pub(super) fn join(parts: &[String]) -> String {
    parts.iter().fold(String::new(), |mut text, part| {
        let part = part.trim();
        if !text.is_empty() && !part.is_empty() && !text.ends_with(['-', '/']) {
            text.push(' ');
        }
        text.push_str(part);
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::read_sheets;
    use crate::options::ReadOptions;

    fn sheet(text: &str) -> Sheet {
        let options = ReadOptions::new();
        read_sheets("a.csv", text.as_bytes(), &|_| None, &options)
            .unwrap()
            .remove(0)
    }

    #[test]
    fn records_broken_over_lines_are_one_row() {
        let broken = sheet(
            "\
,,,Hectares,Notes
OrganisationURI,SiteReference,SiteNameAddress,,
http://a.org/district-,,Old Mill,0.5,Demolition of
council/x,,\"High Street\",,the mill
,A-1,,,
http://a.org/district-,,Goods Yard,1.5,Storage
\"council/x
http://a.org/district-\",A-2,\"Station Road
Gasworks\",2.5,Tanks
council/x,A-3,,,
",
        );
        assert_eq!(
            broken.texts(),
            [
                vec![
                    "OrganisationURI",
                    "SiteReference",
                    "SiteNameAddress",
                    "Hectares",
                    "Notes"
                ],
                vec![
                    "http://a.org/district-council/x",
                    "A-1",
                    "Old Mill High Street",
                    "0.5",
                    "Demolition of the mill"
                ],
                vec![
                    "http://a.org/district-council/x",
                    "A-2",
                    "Goods Yard Station Road",
                    "1.5",
                    "Storage"
                ],
                vec![
                    "http://a.org/district-council/x",
                    "A-3",
                    "Gasworks",
                    "2.5",
                    "Tanks"
                ],
            ]
        );
        // Rows of their own have numbers of their own.
        let merged = "a,,b,\n,名称,,面积\n东山镇,甲,x,20\n,乙,x,30\n西山镇,丙,x,1\n,丁,x,3\n北山镇,戊,x,1\n,己,x,3\n";
        assert!(sheet(merged).continued.is_empty());
    }
}
