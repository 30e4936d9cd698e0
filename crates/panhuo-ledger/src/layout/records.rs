//! Detects exports of a database, whose first row holds column names that the lexicon mostly does not know.

use std::collections::BTreeSet;

use super::rows::{RowClassifier, is_known_header, is_number};
use crate::format::Sheet;
use crate::lexicon::headers::normalized;
use crate::profile::Profile;

/// The number of rows that are examined.
const ROWS: usize = 60;

/// The first row of a sheet without a known header, if it is a row of column names: distinct texts, at least
/// one of them known, above rows that are no wider and contain numbers.
pub(crate) fn header(sheet: &Sheet, profile: &Profile) -> Option<u32> {
    let (first, names) = sheet.rows.iter().next()?;
    let rows = || sheet.rows.iter().take(ROWS);
    let is_header = |row: u32| {
        let tests = RowClassifier {
            sheet,
            row,
            profile,
        };
        tests.is_header()
    };
    if sheet.header.is_some() || names.len() < 3 || rows().any(|(row, _)| is_header(*row)) {
        return None;
    }
    let words: BTreeSet<String> = names
        .iter()
        .map(|(_, cell)| normalized(&cell.text))
        .collect();
    let plain = names
        .iter()
        .all(|(_, cell)| !is_number(cell) && cell.text.chars().count() <= 40);
    let known = names.iter().any(|(_, cell)| {
        is_known_header(&cell.text) || profile.header(&normalized(&cell.text)).is_some()
    });
    if words.len() != names.len() || words.contains("") || !plain || !known {
        return None;
    }
    let last = names.last()?.0;
    let body: Vec<_> = rows().skip(1).map(|(_, cells)| cells).collect();
    let alike = body.iter().filter(|cells| {
        let fits = cells.last().is_some_and(|(column, _)| *column <= last);
        fits && cells.len() * 2 >= names.len() && cells.iter().any(|(_, cell)| is_number(cell))
    });
    (body.len() >= 2 && alike.count() * 10 >= body.len() * 9).then_some(*first)
}

#[cfg(test)]
mod tests {
    use panhuo::SiteKind;

    use crate::{ReadOptions, read_bytes};

    fn sites(text: &str) -> usize {
        let options = ReadOptions::new().default_kind(SiteKind::Land);
        let ledgers = read_bytes("a.csv", text.as_bytes(), &options).unwrap();
        ledgers.sites().len()
    }

    #[test]
    fn a_database_of_other_words_is_a_table() {
        let lots = "\
apn,zoning,street address,class,legend
7101,R2,6950 ATLANTIC AVE,Vacant,Private
7102,R2,6951 ATLANTIC AVE,Vacant,Private
";
        assert_eq!(sites(lots), 2);
        // Unknown names, prose and wider rows are not a table.
        assert_eq!(sites("fid_a,fid_b,arcs\n1,2,3\n1,3,4\n"), 0);
        assert_eq!(sites("Rules,that,address\nall,who,fill\nthis,in,here\n"), 0);
    }
}
