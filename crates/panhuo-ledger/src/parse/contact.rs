//! Persons and telephone numbers.

use panhuo::site::Contact;

use crate::lexicon::missing;
use crate::text::fold;

/// A contact from a cell that holds a name, a number or both; `None` if it holds neither.
pub(crate) fn read(text: &str) -> Option<Contact> {
    if missing::is_missing(&fold(text)) {
        return None;
    }
    let joined_lines = text.contains('\n').then(|| joined_lines(text));
    let text = joined_lines.as_deref().unwrap_or(text);
    let mut telephones = Vec::new();
    let rest = without_telephones(text, &mut telephones);
    // 05035 / 123-45: a number, however it is written.
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if telephones.is_empty() && digits >= 6 && !text.contains(char::is_alphabetic) {
        return Some(Contact {
            name: String::new(),
            telephone: text.trim().to_owned(),
        });
    }
    let name = rest.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let contact = Contact {
        name,
        telephone: telephones.join("、"),
    };
    (contact != Contact::default()).then_some(contact)
}

/// Joins telephone numbers that a word processor broke into several lines.
fn joined_lines(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| line.trim().chars().map(to_ascii).collect())
        .collect();
    let part = |c: &char| c.is_ascii_digit() || *c == '-';
    let digits = |run: &str| -> String { run.chars().filter(char::is_ascii_digit).collect() };
    let mut whole = String::with_capacity(text.len());
    for line in &lines {
        let end = whole.trim_end_matches(|c| part(&c)).len();
        let (before, after) = (
            digits(&whole[end..]),
            digits(&line.chars().take_while(part).collect::<String>()),
        );
        let joined = format!("{before}{after}");
        let mobile = joined.len() == 11 && joined.starts_with('1') && !is_telephone(&before);
        let broken = is_telephone(&joined) && (mobile || !is_telephone(&after));
        if !whole.is_empty() && (before.is_empty() || after.is_empty() || !broken) {
            whole.push('\n');
        }
        whole.push_str(line);
    }
    whole
}

/// The contact in running text such as `联系人王建国，电话0730-5550123`; `None` without a
/// telephone number.
pub(crate) fn in_words(text: &str) -> Option<Contact> {
    let mut telephones = Vec::new();
    without_telephones(text, &mut telephones);
    // In English prose 17210059 is a reference, unless it is called a telephone.
    let folded = fold(text);
    let called = ["tel", "phone", "mobile", "contact", "call", "电话"];
    let prose = folded.is_ascii() && !called.iter().any(|word| folded.contains(word));
    if telephones.is_empty() || prose {
        return None;
    }
    let name = ["联系人", "负责人", "对接人"].iter().find_map(|word| {
        let (_, rest) = text.split_once(word)?;
        let rest = rest.trim_start_matches([':', '：', ' ']);
        let name: String = rest
            .chars()
            .take_while(|c| c.is_alphabetic())
            .take(8)
            .collect();
        let name = name.trim_end_matches("电话").trim_end_matches("联系");
        (2..=4)
            .contains(&name.chars().count())
            .then(|| name.to_owned())
    });
    Some(Contact {
        name: name.unwrap_or_default(),
        telephone: telephones.join("、"),
    })
}

/// Takes out what looks like a telephone number: 7 to 12 digits, perhaps in two groups.
fn without_telephones(text: &str, found: &mut Vec<String>) -> String {
    let chars: Vec<char> = text.chars().map(to_ascii).collect();
    let mut rest = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        if chars[at].is_ascii_digit()
            || (matches!(chars[at], '(' | '（' | '+')
                && chars.get(at + 1).is_some_and(char::is_ascii_digit))
        {
            let length = chars[at..]
                .iter()
                .take_while(|c| {
                    c.is_ascii_digit() || matches!(c, '-' | '(' | ')' | '（' | '）' | '—' | '+')
                })
                .count();
            // 138 0000 0002, +34 912 345 678: single blanks between groups.
            let spaced = spaced(&chars[at..]);
            let length = if spaced > length { spaced } else { length };
            let run: String = chars[at..at + length].iter().collect();
            let digits: String = run.chars().filter(char::is_ascii_digit).collect();
            let abroad = run.starts_with('+') && (9..=15).contains(&digits.len());
            // 07-787-1234
            let short = digits.len() == 9 && digits.starts_with('0') && run.contains('-');
            if abroad || short || is_telephone(&digits) {
                let length = length + extension(&chars[at + length..]);
                let run: String = chars[at..at + length].iter().collect();
                let shown = run
                    .trim_matches(|c: char| !c.is_ascii_digit() && c != '+')
                    .to_owned();
                found.push(shown.replace(['—'], "-"));
                at += length;
                continue;
            }
        }
        rest.push(chars[at]);
        at += 1;
    }
    rest
}

/// The length of an extension: #21, 转8001.
fn extension(text: &[char]) -> usize {
    let digits = text
        .iter()
        .skip(1)
        .take_while(|c| c.is_ascii_digit())
        .count();
    let called = matches!(text.first(), Some('#' | '转'));
    if called && (1..=5).contains(&digits) {
        digits + 1
    } else {
        0
    }
}

/// The length of digit groups separated by single blanks, if together they form one telephone number.
fn spaced(text: &[char]) -> usize {
    let (mut length, mut digits) = (0, String::new());
    for (at, c) in text.iter().enumerate() {
        let next = text.get(at + 1).is_some_and(char::is_ascii_digit);
        match c {
            '0'..='9' => digits.push(*c),
            ' ' | '-' if at > 0 && next => continue,
            '+' if at == 0 => continue,
            _ => break,
        }
        length = at + 1;
    }
    let mobile = digits.len() == 11 && digits.starts_with('1');
    let abroad = text.first() == Some(&'+') && (9..=15).contains(&digits.len());
    let national = digits.starts_with('0') && (10..=12).contains(&digits.len());
    if mobile || abroad || national {
        length
    } else {
        0
    }
}

/// Converts full-width digits and the full-width hyphen to ASCII.
fn to_ascii(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '－' => '-',
        c => c,
    }
}

/// Whether the digits are a mobile number (11 digits from 13 to 19) or a land line, with or without area code.
fn is_telephone(digits: &str) -> bool {
    match digits.len() {
        11 if digits.starts_with('1') => matches!(digits.as_bytes()[1], b'3'..=b'9'),
        10..=12 => digits.starts_with('0'),
        13 => digits.starts_with("861"),
        7 | 8 => !digits.starts_with('0') && !digits.starts_with("20") && !digits.starts_with("19"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_separated() {
        for text in [
            "王建国 0730-5550123",
            "王建国\n0730-5550123",
            "王建国，0730-5550123",
            "0730-5550123（王建国）",
        ] {
            let contact = read(text).unwrap();
            assert_eq!(
                (contact.name.as_str(), contact.telephone.as_str()),
                ("王建国", "0730-5550123"),
                "{text}"
            );
        }
        assert_eq!(read("13800000123").unwrap().telephone, "13800000123");
        assert_eq!(read("李主任").unwrap().name, "李主任");
        for (text, number) in [
            ("Li 138 0000 0002", "138 0000 0002"),
            ("+34 912 345 678", "+34 912 345 678"),
            ("020 7946 0018 Ms Hill", "020 7946 0018"),
        ] {
            assert_eq!(read(text).unwrap().telephone, number);
        }
        for (text, name, number) in [
            ("张三\n0730-8\n123456", "张三", "0730-8123456"),
            ("李四\n13800001\n111", "李四", "13800001111"),
            ("联系人1\n13800000000", "联系人1", "13800000000"),
            (
                "张三13800000001\n13900000002",
                "张三",
                "13800000001、13900000002",
            ),
            ("0730－8456123", "", "0730-8456123"),
            ("陈先生07-787-1234", "陈先生", "07-787-1234"),
            ("06-2331234#21 林", "林", "06-2331234#21"),
            ("0730-8881234转8001", "", "0730-8881234转8001"),
            ("05035 / 123-45", "", "05035 / 123-45"),
            ("12", "12", ""),
        ] {
            let contact = read(text).unwrap();
            let reported = (contact.name.as_str(), contact.telephone.as_str());
            assert_eq!(reported, (name, number));
        }
        assert_eq!(read("暂无"), None);
        let reported = in_words("联系人谢敏，电话13800000708；无证").unwrap();
        assert_eq!(
            (reported.name.as_str(), reported.telephone.as_str()),
            ("谢敏", "13800000708")
        );
        assert_eq!(in_words("钥匙在门卫，电话13800000123").unwrap().name, "");
        assert_eq!(in_words("London SHLAA site 17210059"), None);
        assert_eq!(in_words("2019年挂牌，面积33333平方米"), None);
    }
}
