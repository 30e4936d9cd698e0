//! Text files: comma, semicolon or tab; UTF-8, UTF-16 or a Chinese code page.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use panhuo::Result;

use super::{Cell, Limits, Sheet, TextInterner};
use crate::error;

/// How much of a file is looked at to tell its encoding and its separator.
const SAMPLE: usize = 64 << 10;

pub(super) fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Sheet> {
    let text = decode(bytes);
    if text.contains('\0') {
        return Err(limits.refuse(error::NOT_A_TABLE));
    }
    if super::survey::is_survey(&text) {
        return super::survey::read(name, &text, limits);
    }
    let separator = separator(&text);
    if separator == b' '
        && let Some(sheet) = super::fixed_width::read(name, &text, limits)?
    {
        return Ok(sheet);
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(if separator == b' ' { b',' } else { separator })
        .from_reader(text.as_bytes());
    let mut sheet = Sheet::new(name);
    let (mut record, mut cells) = (csv::StringRecord::new(), 0_usize);
    let (mut row, mut texts) = (0_u32, TextInterner::default());
    loop {
        let before = reader.position().byte();
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(cause) => return Err(limits.refuse(error::CSV_UNREADABLE).with_cause(cause)),
        }
        // The parser leaves out blank lines; the row numbers must not.
        let skipped = blank_lines(text.as_bytes(), usize::try_from(before).unwrap_or(0));
        row = row.saturating_add(u32::try_from(skipped).unwrap_or(u32::MAX));
        cells += record.len();
        limits.check_cells(cells)?;
        for (column, field) in record.iter().enumerate() {
            sheet.push(
                row,
                u32::try_from(column).unwrap_or(u32::MAX),
                Cell::text(texts.share(field)),
            );
        }
        row = row.saturating_add(1);
    }
    Ok(super::reflow::reflow(sheet))
}

/// How many blank lines stand from here on; the rest of a line's own end is none.
fn blank_lines(text: &[u8], from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let own_end = from > 0 && text[from - 1] == b'\r' && rest.first() == Some(&b'\n');
    rest[usize::from(own_end)..]
        .iter()
        .take_while(|byte| matches!(byte, b'\n' | b'\r'))
        .filter(|byte| **byte == b'\n')
        .count()
}

/// UTF-8 or UTF-16 by mark or by validity, else what a detector says, else GB 18030.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0;
    }
    if let Some(encoding) = wide(bytes) {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    legacy(bytes).decode_without_bom_handling(bytes).0
}

/// The encoding of what is no Unicode: what a detector says, unless it reads well as Chinese.
pub(super) fn legacy(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(SAMPLE)], bytes.len() <= SAMPLE);
    let guess = detector.guess(None, chardetng::Utf8Detection::Allow);
    let (chinese, broken) = GB18030.decode_without_bom_handling(bytes);
    if guess == encoding_rs::GBK || guess == GB18030 || (!broken && guess == UTF_8) {
        return GB18030;
    }
    // Short Chinese cells mislead a detector: believe it only if Chinese reads worse.
    let han = chinese
        .chars()
        .filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c))
        .count();
    if !broken && han > 8 {
        return GB18030;
    }
    // £ and ² alone do not tell Western from Central European text.
    let marks =
        |byte: &u8| byte.is_ascii() || matches!(byte, 0x80 | 0x85 | 0x91..=0x97 | 0xa0..=0xbf);
    if guess.is_single_byte() && bytes.iter().all(marks) {
        return WINDOWS_1252;
    }
    guess
}

/// UTF-16 without its mark: every other byte of Latin text is nought.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    let noughts = |from: usize| {
        sample
            .iter()
            .skip(from)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd, half) = (noughts(0), noughts(1), sample.len() / 2);
    if half < 4 {
        None
    } else if odd * 3 > half && even == 0 {
        Some(UTF_16LE)
    } else if even * 3 > half && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The separator that the first lines agree on: the one that most of them have, and have most of; a
/// blank where words are laid out by blanks.
fn separator(text: &str) -> u8 {
    // As Excel itself says it.
    if let Some(stated) = text
        .strip_prefix("sep=")
        .and_then(|rest| rest.bytes().next())
    {
        return stated;
    }
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(40)
        .collect();
    // Titles and notes have none, and prose has commas: the middle line tells.
    let middle = |required: u8| {
        let mut counts: Vec<usize> = lines
            .iter()
            .map(|line| line.bytes().filter(|byte| *byte == required).count())
            .collect();
        counts.sort_unstable();
        let most = counts.last().copied().unwrap_or(0);
        (counts.get(counts.len() / 2).copied().unwrap_or(0), most)
    };
    let marks = b",;\t|".iter().copied().rev();
    let best = marks.max_by_key(|mark| middle(*mark)).unwrap_or(b',');
    // Two blanks or more between words, and hardly a comma: a page that was laid out by blanks.
    let spaced = lines
        .iter()
        .filter(|line| line.trim().contains("  "))
        .count();
    if spaced * 2 > lines.len() && middle(best).0 <= 1 {
        return b' ';
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::read_sheets;
    use crate::options::ReadOptions;

    fn first(bytes: &[u8]) -> Sheet {
        read_sheets("a.csv", bytes, &|_| None, &ReadOptions::new())
            .unwrap()
            .remove(0)
    }

    #[test]
    fn blank_lines_count_as_rows() {
        let sheet = first(b"a,b\r\n\r\n\r\nc,\"d\ne\"\r\n\r\nf\r\n");
        assert_eq!(sheet.rows.keys().copied().collect::<Vec<_>>(), [0, 3, 5]);
    }

    #[test]
    fn the_separator_is_what_most_lines_agree_on() {
        let texts = [
            "nom;surface;note\na;12,5;un, deux, trois, quatre\nb;1,5;x\n",
            "清单，甲、乙、丙\n名称|面积|备注\n甲|20|a, b, c\n",
            "sep=;\nname;area;note\nA;20;one, two, three, four\n",
        ];
        for text in texts {
            let sheet = first(text.as_bytes());
            assert_eq!(sheet.rows.values().next_back().unwrap().len(), 3, "{text}");
        }
    }

    #[test]
    fn utf16_and_western_encodings_are_detected() {
        let text = "SiteReference,Notes,Café\n1,£5m – “idle” since 1999,x\n2,the owner’s plan,y\n";
        let low: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let high: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [b"\xff\xfe".as_slice(), &low].concat();
        let (western, ..) = encoding_rs::WINDOWS_1252.encode(text);
        for bytes in [&low, &high, &marked, western.as_ref()] {
            assert_eq!(first(bytes).cell(0, 2).unwrap().text, "Café");
            assert_eq!(
                first(bytes).cell(1, 1).unwrap().text,
                "£5m – “idle” since 1999"
            );
            assert_eq!(first(bytes).cell(2, 1).unwrap().text, "the owner’s plan");
        }
    }

    #[test]
    fn chinese_encodings_are_distinguished() {
        let text = "名称,面积（亩）\n郭镇乡麻布村地块,50\n";
        let (gbk, ..) = GB18030.encode(text);
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [gbk.as_ref(), text.as_bytes(), &marked] {
            assert_eq!(first(bytes).cell(0, 0).unwrap().text, "名称");
            assert_eq!(first(bytes).cell(1, 0).unwrap().text, "郭镇乡麻布村地块");
        }
    }
}
