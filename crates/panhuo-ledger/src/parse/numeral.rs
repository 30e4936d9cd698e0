//! Numbers as they are written: digits with separators, exponents, and Chinese numerals.

use panhuo::text::{chinese_digit, chinese_place};

/// A number at the start of some text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Numeral {
    pub(crate) value: f64,
    /// The length in characters.
    pub(crate) length: usize,
    /// One unit of the last digit that is not a trailing zero: 10 for 50, 0.1 for 1.2.
    pub(crate) place: f64,
    /// One unit of the last digit written: 1 for 50, 0.1 for 1.2.
    pub(crate) step: f64,
}

/// Digits such as `12,000.5` or `3.79e+06` at the start.
pub(crate) fn digits_at(text: &[char]) -> Option<Numeral> {
    let mut length = 0;
    let mut digits = String::new();
    let mut decimals: Option<i32> = None;
    while let Some(&c) = text.get(length) {
        if c.is_ascii_digit() {
            digits.push(c);
            decimals = decimals.map(|count| count + 1);
        } else if c == '.' && decimals.is_none() && is_digit(text, length + 1) {
            digits.push(c);
            decimals = Some(0);
        } else if c == ',' && decimals.is_none() && is_thousand(text, length) {
            // Thousands separators are skipped.
        } else {
            break;
        }
        length += 1;
    }
    if !digits.contains(|c: char| c.is_ascii_digit()) || digits.len() > 40 {
        return None;
    }
    let mut exponent = 0;
    if text.get(length) == Some(&'e') {
        let signed = matches!(text.get(length + 1), Some('+' | '-'));
        let from = length + 1 + usize::from(signed);
        let count = text[from.min(text.len())..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .count();
        if signed && (1..=3).contains(&count) {
            let power: String = text[length + 1..from + count]
                .iter()
                .filter(|c| **c != '+')
                .collect();
            exponent = power.parse().ok()?;
            length = from + count;
        }
    }
    let value: f64 = format!("{digits}e{exponent}").parse().ok()?;
    if !value.is_finite() {
        return None;
    }
    let step = 10_f64.powi(exponent - decimals.unwrap_or(0));
    Some(Numeral {
        value,
        length,
        place: last_place(&digits, step),
        step,
    })
}

fn is_digit(text: &[char], at: usize) -> bool {
    text.get(at).is_some_and(char::is_ascii_digit)
}

/// Whether the comma at `at` stands between digits and exactly three more.
fn is_thousand(text: &[char], at: usize) -> bool {
    let before = text[..at]
        .iter()
        .rev()
        .take_while(|c| c.is_ascii_digit())
        .count();
    (1..=3).contains(&before) && (1..=3).all(|i| is_digit(text, at + i)) && !is_digit(text, at + 4)
}

fn last_place(digits: &str, step: f64) -> f64 {
    let idle = digits
        .chars()
        .filter(char::is_ascii_digit)
        .rev()
        .take_while(|c| *c == '0')
        .count();
    if idle >= digits.chars().filter(char::is_ascii_digit).count() {
        return step;
    }
    step * 10_f64.powi(i32::try_from(idle).unwrap_or(0))
}

/// A Chinese numeral such as 五十, 一百二十, 一万二千 or 三点五 at the start. A final 万 or 亿 is left to
/// the unit, as in 两万元.
pub(crate) fn chinese_at(text: &[char]) -> Option<Numeral> {
    let (mut total, mut section, mut digit) = (0.0, 0.0, None);
    let (mut length, mut place) = (0, 1.0);
    while let Some(&c) = text.get(length) {
        if let Some(value) = chinese_digit(c).map(f64::from) {
            if digit.is_some_and(|d: f64| d > 0.0) {
                break; // 一二: an enumeration, no number
            }
            digit = Some(value);
            place = 1.0;
        } else if let Some(value) = chinese_place(c).map(f64::from) {
            section += digit.take().unwrap_or(1.0) * value;
            place = value;
        } else if c == '万'
            && length > 0
            && text
                .get(length + 1)
                .is_some_and(|c| chinese_digit(*c).is_some())
        {
            total += (section + digit.take().unwrap_or(0.0)) * 1e4;
            section = 0.0;
        } else {
            break;
        }
        length += 1;
        if length > 16 {
            return None;
        }
    }
    let mut value = total + section + digit.unwrap_or(0.0);
    // 三点五
    let behind = text
        .get(length + 1..)
        .filter(|_| text.get(length) == Some(&'点'));
    let decimals = behind.into_iter().flatten().take(6);
    let decimals: Vec<u32> = decimals.map_while(|c| chinese_digit(*c)).collect();
    if length > 0 && !decimals.is_empty() {
        let count = i32::try_from(decimals.len()).unwrap_or(0);
        let whole = decimals.iter().fold(0, |whole, digit| whole * 10 + digit);
        value += f64::from(whole) / 10_f64.powi(count);
        length += 1 + decimals.len();
        place = 10_f64.powi(-count);
    }
    (length > 0).then_some(Numeral {
        value,
        length,
        place,
        step: place.min(1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn digits_are_read_with_their_places() {
        let read = |text: &str| digits_at(&chars(text)).map(|n| (n.value, n.length, n.place));
        assert_eq!(read("50亩"), Some((50.0, 2, 10.0)));
        assert_eq!(read("12,000"), Some((12_000.0, 6, 1000.0)));
        assert_eq!(read("30,建筑"), Some((30.0, 2, 10.0)));
        assert_eq!(read("1.2万"), Some((1.2, 3, 0.1)));
        assert_eq!(read("3.79812e+06").map(|n| n.0), Some(3_798_120.0));
        assert_eq!(read("亩"), None);
    }

    #[test]
    fn chinese_numerals_are_read() {
        let read = |text: &str| chinese_at(&chars(text)).map(|n| n.value);
        assert_eq!(read("五十亩"), Some(50.0));
        assert_eq!(read("十二"), Some(12.0));
        assert_eq!(read("一百二十"), Some(120.0));
        assert_eq!(read("三百零五"), Some(305.0));
        assert_eq!(read("一万二千"), Some(12_000.0));
        assert_eq!(read("两万元"), Some(2.0));
        assert_eq!(read("三点五亩"), Some(3.5));
        assert_eq!(read("十二点零八"), Some(12.08));
        assert_eq!(read("三点"), Some(3.0));
        assert_eq!(read("亩"), None);
    }
}
