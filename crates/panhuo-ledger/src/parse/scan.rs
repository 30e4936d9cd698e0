//! Cuts a cell into quantities: number, unit, modifiers, and the words around them.

use panhuo::units::{Dimension, Unit};

use super::numeral::{Numeral, chinese_at, digits_at};

/// A quantity in a cell: numbers, unit and the words around them.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each flag is independent of the others"
)]
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// The words before the quantity, without modifiers.
    pub(crate) label: String,
    /// The words after the quantity, up to a comma or a bracket.
    pub(crate) tail: String,
    /// All text after the quantity; only set for the last quantity of a cell.
    pub(crate) rest: String,
    /// The bounds in the written unit, with modifiers applied. An open bound is infinite.
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// The unit that the cell names.
    pub(crate) unit: Option<&'static Unit>,
    /// Half a unit of the last written digit: the rounding error of the number.
    pub(crate) half_step: f64,
    pub(crate) approximate: bool,
    pub(crate) reversed: bool,
    /// Whether the value is a product of written numbers.
    pub(crate) computed: bool,
    pub(crate) bracketed: bool,
}

/// How a word changes the number beside it.
#[derive(Clone, Copy, PartialEq)]
enum Modifier {
    About,
    Near,
    AtLeast,
    AtMost,
    More,
}
use Modifier::{About, AtLeast, AtMost, More, Near};

#[rustfmt::skip]
const BEFORE: &[(&str, Modifier)] = &[
    ("不低于", AtLeast), ("不少于", AtLeast), ("不小于", AtLeast), ("大于等于", AtLeast),
    ("超过", AtLeast), ("至少", AtLeast), ("大于", AtLeast), ("高于", AtLeast), ("逾", AtLeast),
    ("超", AtLeast), (">=", AtLeast), ("≥", AtLeast), ("atleast", AtLeast),
    ("over", AtLeast), ("morethan", AtLeast), ("不超过", AtMost), ("不高于", AtMost),
    ("不大于", AtMost), ("小于等于", AtMost), ("最多", AtMost), ("不足", AtMost), ("不到", AtMost),
    ("小于", AtMost), ("低于", AtMost), ("<=", AtMost), ("≤", AtMost), ("upto", AtMost),
    ("under", AtMost), ("lessthan", AtMost), (">", AtLeast), ("<", AtMost), ("大约", About),
    ("大概", About), ("约为", About), ("约合", About), ("约", About), ("近似", About),
    ("≈", About), ("~", About), ("approximately", About), ("approx.", About),
    ("approx", About), ("about", About), ("circa", About), ("ca.", About), ("c.", About),
    ("近", Near), ("将近", Near),
];

#[rustfmt::skip]
const AFTER: &[(&str, Modifier)] = &[
    ("左右", About), ("上下", About), ("以上", AtLeast), ("及以上", AtLeast), ("起", AtLeast),
    ("+", AtLeast), ("以下", AtMost), ("以内", AtMost), ("之内", AtMost), ("余", More),
    ("多", More), ("ormore", AtLeast),
];

const RANGE: &[char] = &['-', '~', '—', '–', '−', '至', '到', '‐', '‑'];
const MULTIPLIERS: &[(&str, f64)] = &[
    ("万", 1e4),
    ("亿", 1e8),
    ("千", 1e3),
    ("百", 1e2),
    ("million", 1e6),
    ("thousand", 1e3),
];

/// Characters of a cell that are scanned. A longer cell is prose, and the rest of it is ignored.
const LONGEST: usize = 2000;

/// Cuts folded text into quantities. `required` decides between units with the same spelling.
pub(crate) fn scan(folded: &str, required: Option<Dimension>) -> Vec<Item> {
    let text: Vec<char> = folded.replace("一口价", "").chars().take(LONGEST).collect();
    let mut items: Vec<Item> = Vec::new();
    let (mut at, mut depth) = (0_usize, 0_usize);
    let mut words = String::new();
    while at < text.len() {
        let c = text[at];
        let starts = number_at(&text[at..], &words);
        let Some(number) = starts else {
            match c {
                '(' | '[' | '【' => depth += 1,
                ')' | ']' | '】' => depth = depth.saturating_sub(1),
                _ => {}
            }
            words.push(c);
            at += 1;
            continue;
        };
        let (mut item, used) = quantity(&text[at..], number, &words, required);
        item.bracketed = depth > 0;
        if let Some(previous) = items.last_mut() {
            let (tail, label) = split_words(&words);
            previous.tail = tail;
            item.label = clean(&strip_before(&label).0);
        }
        items.push(item);
        words.clear();
        at += used.max(1);
    }
    if let Some(last) = items.last_mut() {
        last.tail = split_words(&words).0;
        last.rest = words;
    }
    items
}

/// Splits the words between two quantities into the tail of the first and the label of the second.
fn split_words(words: &str) -> (String, String) {
    let cut = |c: char| {
        matches!(
            c,
            ',' | ';' | '、' | '。' | '(' | ')' | '[' | ']' | '=' | '/' | '|'
        )
    };
    // A slash right after a unit belongs to the unit: 元/天.
    let from = words.chars().take_while(|c| *c == '/').count();
    match words[from..].find(cut).map(|at| at + from) {
        Some(at) => {
            let label = words[at..].trim_start_matches(cut);
            let label = label.rsplit(cut).next().unwrap_or(label);
            (words[..at].to_owned(), label.to_owned())
        }
        None => (words.to_owned(), words.to_owned()),
    }
}

/// A label without punctuation and linking words.
fn clean(label: &str) -> String {
    let mut label = label.trim_matches(|c: char| !c.is_alphanumeric());
    loop {
        let links = [
            "共计", "合计", "总计", "其中", "折合", "等于", "共", "合", "为", "是", "有", "即",
            "达", "计",
        ];
        let Some(rest) = links.iter().find_map(|link| label.strip_suffix(link)) else {
            break;
        };
        label = rest.trim_end_matches(|c: char| !c.is_alphanumeric());
    }
    label.trim_start_matches("其中").to_owned()
}

fn strip_before(words: &str) -> (String, Option<Modifier>) {
    let trimmed = words.trim_end_matches(':');
    let found = BEFORE.iter().filter(|(word, _)| trimmed.ends_with(word));
    if let Some((word, modifier)) = found.max_by_key(|(word, _)| word.len()) {
        let rest = &trimmed[..trimmed.len() - word.len()];
        return (rest.to_owned(), Some(*modifier));
    }
    (words.to_owned(), None)
}

/// The number at the start of `text`. Chinese numerals count only where a quantity can start, so that the
/// place name 三眼桥 is not parsed as 3.
fn number_at(text: &[char], words: &str) -> Option<Numeral> {
    // The full stop of `approx.` is not a decimal point.
    let after_word = words.ends_with(char::is_alphabetic) && text.first() == Some(&'.');
    if let Some(number) = digits_at(text).filter(|_| !after_word) {
        return Some(number);
    }
    let label = strip_before(words).0;
    if !(label.is_empty() || label.ends_with([',', ';', '、', ':', '(', '约', '共', '积'])) {
        return None;
    }
    let number = chinese_at(text)?;
    let rest: String = text[number.length..].iter().take(12).collect();
    let followed = rest.is_empty()
        || rest.starts_with(['余', '多', '万', '亿'])
        || unit_prefix(&text[number.length..], None).is_some();
    followed.then_some(number)
}

/// Parses the quantity that starts with `number`. Returns it with its length in characters.
fn quantity(
    text: &[char],
    number: Numeral,
    words: &str,
    required: Option<Dimension>,
) -> (Item, usize) {
    let (label, before) = strip_before(words);
    let negative = label.ends_with(['-', '−']) && clean(&label).is_empty();
    let mut used = number.length;
    let mut modifiers: Vec<Modifier> = before.into_iter().collect();
    take_more(text, &mut used, &mut modifiers);
    let first = unit_prefix(&text[used..], required);
    let mut unit = first;
    used += first.map_or(0, |found| found.length);
    let (mut low, mut high) = (number.value, number.value);
    let mut scale = first.map_or(1.0, |found| found.scale);
    let mut half_step = number.step / 2.0;
    let (mut computed, mut reversed, mut square) = (false, false, false);
    let sign = text.get(used).copied().unwrap_or(' ');
    let next = text
        .get(used + 1..)
        .and_then(|rest| digits_at(rest).or_else(|| chinese_range(rest, sign)));
    if let Some(second) = next {
        let after = used + 1 + second.length;
        let second_unit = unit_prefix(&text[after.min(text.len())..], required);
        let end = after + second_unit.map_or(0, |found| found.length);
        if RANGE.contains(&sign) {
            high = second.value * second_unit.or(first).map_or(1.0, |found| found.scale);
            low *= first_scale(first, second_unit);
            scale = 1.0;
            unit = second_unit.or(first);
            reversed = low > high;
            (low, high) = (low.min(high), low.max(high));
            used = end;
        } else if matches!(sign, '*' | '×' | 'x') {
            (low, high) = product(
                &text[after.min(text.len())..],
                low * second.value,
                &mut used,
                after,
                &mut unit,
                required,
            );
            square = unit.is_some_and(|found| {
                found
                    .unit
                    .is_some_and(|u| u.dimension() == Dimension::Length)
            });
            scale = unit.map_or(1.0, |found| found.scale);
            (computed, half_step) = (true, half_step * second.value);
        }
    }
    take_more(text, &mut used, &mut modifiers);
    while let Some((word, modifier)) = AFTER
        .iter()
        .find(|(word, _)| starts_with(&text[used..], word))
    {
        let plus_number = *word == "+" && digits_at(text.get(used + 1..).unwrap_or(&[])).is_some();
        if plus_number {
            break;
        }
        modifiers.push(*modifier);
        used += word.chars().count();
    }
    let mut item = Item {
        label: clean(&label),
        tail: String::new(),
        rest: String::new(),
        low: if negative { -high * scale } else { low * scale },
        high: if negative { -low * scale } else { high * scale },
        unit: unit.and_then(|found| found.unit),
        half_step: half_step * scale,
        approximate: false,
        reversed,
        computed,
        bracketed: false,
    };
    if square && required == Some(Dimension::Area) {
        item.unit = Some(Unit::canonical(Dimension::Area));
    }
    for modifier in modifiers {
        modify(&mut item, modifier, number.place * scale);
    }
    (item, used)
}

/// The scale of the first number of a range: 1-2万㎡ has one unit for both ends, 1万-2万㎡ repeats 万.
fn first_scale(first: Option<UnitMatch>, second: Option<UnitMatch>) -> f64 {
    let symbol = second.and_then(|found| found.unit).map_or("", Unit::symbol);
    match first {
        None => second.map_or(1.0, |found| found.scale),
        Some(first) if first.unit.is_none() && symbol.starts_with('万') => first.scale / 1e4,
        Some(first) if first.unit.is_none() && symbol.starts_with('亿') => first.scale / 1e8,
        Some(first) => first.scale,
    }
}

/// The rest of a product: `2400*3`, `24米*60米`, `2400*3㎡`.
fn product(
    text: &[char],
    value: f64,
    used: &mut usize,
    after: usize,
    unit: &mut Option<UnitMatch>,
    required: Option<Dimension>,
) -> (f64, f64) {
    *used = after;
    if let Some(found) = unit_prefix(text, required) {
        *used += found.length;
        // 2400㎡*3栋: a counted noun does not change the unit of the product.
        let counts = found
            .unit
            .is_some_and(|u| u.dimension() == Dimension::Number);
        if unit.is_none() && !(counts && required != Some(Dimension::Number)) {
            *unit = Some(found);
        }
    }
    (value, value)
}

fn chinese_range(rest: &[char], sign: char) -> Option<Numeral> {
    RANGE.contains(&sign).then(|| chinese_at(rest)).flatten()
}

fn take_more(text: &[char], used: &mut usize, modifiers: &mut Vec<Modifier>) {
    if matches!(text.get(*used), Some('余' | '多' | '几')) {
        modifiers.push(More);
        *used += 1;
    }
}

fn modify(item: &mut Item, modifier: Modifier, place: f64) {
    item.approximate = true;
    let (low, high) = (item.low, item.high);
    (item.low, item.high) = match modifier {
        About => (low * 0.9, high * 1.1),
        Near => (low * 0.9, high),
        AtLeast => (low, f64::INFINITY),
        AtMost => (0.0_f64.min(high), high),
        More => (low, high + place),
    };
}

fn starts_with(text: &[char], word: &str) -> bool {
    let mut chars = text.iter();
    word.chars().all(|c| chars.next() == Some(&c))
}

/// A unit at the start of some text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnitMatch {
    /// `None` for 万 without a unit, unless the quantity is money.
    pub(crate) unit: Option<&'static Unit>,
    pub(crate) scale: f64,
    pub(crate) length: usize,
}

/// The longest unit at the start of the text, preferably of the required dimension.
pub(crate) fn unit_prefix(text: &[char], required: Option<Dimension>) -> Option<UnitMatch> {
    for length in (1..=text.len().min(16)).rev() {
        let inside_word = text[length - 1].is_ascii_alphabetic()
            && text.get(length).is_some_and(char::is_ascii_alphabetic);
        if inside_word {
            continue;
        }
        let spelling: String = text[..length].iter().collect();
        if let Some(found) = unit_by_spelling(&spelling, required) {
            return Some(UnitMatch { length, ..found });
        }
    }
    None
}

/// The unit with exactly this spelling, perhaps after a multiplier such as 万.
pub(crate) fn unit_by_spelling(spelling: &str, required: Option<Dimension>) -> Option<UnitMatch> {
    let find = |spelling: &str| {
        let exact = required.and_then(|dimension| Unit::find_in(dimension, spelling));
        exact.or_else(|| Unit::find(spelling))
    };
    let normalized = matches!(spelling, "万" | "亿" | "千" | "百");
    let of_money = matches!(
        required,
        Some(
            Dimension::Money | Dimension::MoneyPerYear | Dimension::PricePerArea | Dimension::Rent
        )
    );
    if normalized
        && !(of_money && matches!(spelling, "万" | "亿"))
        && required != Some(Dimension::Number)
    {
        let scale = MULTIPLIERS.iter().find(|(word, _)| *word == spelling)?.1;
        let length = spelling.chars().count();
        return Some(UnitMatch {
            unit: None,
            scale,
            length,
        });
    }
    if spelling.is_empty() {
        return None;
    }
    if let Some(unit) = find(spelling) {
        return Some(UnitMatch {
            unit: Some(unit),
            scale: 1.0,
            length: 0,
        });
    }
    MULTIPLIERS.iter().find_map(|(word, scale)| {
        let rest = spelling
            .strip_prefix(word)
            .filter(|rest| !rest.is_empty())?;
        Some(UnitMatch {
            unit: Some(find(rest)?),
            scale: *scale,
            length: 0,
        })
    })
}
