//! Takes telephone numbers, numbers of identity cards and persons out of the words that people
//! wrote about a site.
//!
//! Numbers are recognised by their digits and by the words before them; persons only if the site
//! names them elsewhere, as a contact, an owner or an administrator.

use std::ops::RangeInclusive;

use crate::interval::ReportedValue;
use crate::schema::attribute::{ADMINISTRATOR, OWNER, OWNER_CLASS};
use crate::schema::{Attribute, Audience};
use crate::site::Site;

/// How many digits a mobile number has.
const MOBILE: usize = 11;
/// How many digits a telephone number with its area code has.
const WITH_AREA_CODE: RangeInclusive<usize> = 10..=12;
/// How many characters the number of an identity card has.
const IDENTITY_CARD: usize = 18;
/// How many digits a telephone number without its area code has; it counts as one only behind a
/// word of [`TELEPHONE_WORDS`] or behind another number.
const LOCAL: RangeInclusive<usize> = 7..=8;
const TELEPHONE_WORDS: [&str; 7] = ["电话", "手机", "联系", "tel", "phone", "mobile", "…"];
/// How many characters a Chinese person's name has.
const CHINESE_NAME: RangeInclusive<usize> = 2..=4;
/// Names in Latin letters that are shorter than this are not replaced: they occur in other words.
const LATIN_NAME: usize = 5;
/// Surnames of one character that nine Chinese in ten have: an owner of unknown class whose name
/// begins with one counts as a person. First the hundred commonest by the register of households of
/// 2020 (Ministry of Public Security), then others that occur in registers.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余\
    于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝\
    顾龚邵万覃武钱戴严莫孔向常汤傅康温易乔赖文施洪辛柯聂管庄岳齐梅涂甘鲁祝殷翁童柳欧左游阮卜颜盛\
    娄詹葛凌喻苗瞿蓝符焦牛喬吳張劉陳楊黃趙孫馬許鄧馮蕭葉蘇呂盧鍾譚陸範韋賈鄒賀顧龔萬錢嚴湯溫賴";
const LONG_SURNAMES: [&str; 8] = [
    "欧阳", "歐陽", "上官", "司马", "诸葛", "皇甫", "司徒", "夏侯",
];
/// Characters that short names of firms and offices end with, and names of persons do not.
const OFFICES: &str = "厂廠司社村局组組镇鎮乡鄉校场場店部院所会會行馆館站区區县縣市府办辦处處队隊园園庄矿礦坊委团團厅廳商";

impl Site {
    /// The name as investors read it: no telephone number, no number of an identity card (`…`
    /// instead), and no person whom the site names.
    ///
    /// Such persons are the contacts, the bankruptcy administrator, and an owner who is an
    /// individual or, where the class of the owner is not stated, has a Chinese person's name. Of a
    /// Chinese name the surname stays, with 某. A person who occurs in the name only is not
    /// recognised: nothing tells that name from a firm's.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Site, SiteKind};
    /// use panhuo::site::Contact;
    ///
    /// let mut farm = Site::new("YYL-0042", SiteKind::LeisureFarm, "李秀英养殖场 13800000123");
    /// farm.contacts.push(Contact { name: "李秀英".to_owned(), telephone: String::new() });
    /// assert_eq!(farm.redacted_name(), "李某养殖场 …");
    /// ```
    #[must_use]
    pub fn redacted_name(&self) -> String {
        self.redact(&self.name)
    }

    /// A text attribute as investors read it: as [`Site::redacted_name`], and `None` if the text
    /// holds a telephone number, for the name of its owner may stand beside it.
    ///
    /// `None` too for an attribute that is no text, that the site does not report, or that is the
    /// bureau's own.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Site, SiteKind};
    /// use panhuo::attribute::ADDRESS;
    /// use panhuo::interval::ReportedValue;
    ///
    /// let mut lot = Site::new("YYL-0001", SiteKind::Land, "芭蕉湖东地块");
    /// lot.facts.insert(ADDRESS, ReportedValue::Text("枫桥湖路8号".into()).into());
    /// assert_eq!(lot.redacted_text(ADDRESS).as_deref(), Some("枫桥湖路8号"));
    /// lot.facts.insert(ADDRESS, ReportedValue::Text("找王建国 13800000123".into()).into());
    /// assert_eq!(lot.redacted_text(ADDRESS), None);
    /// ```
    #[must_use]
    pub fn redacted_text(&self, attribute: Attribute) -> Option<String> {
        let text = self.text(attribute)?;
        let is_open = Audience::Investor.may_read(attribute.audience());
        (is_open && without_numbers(text) == text).then(|| self.redact(text))
    }

    fn redact(&self, text: &str) -> String {
        let mut redacted = without_numbers(text);
        for person in self.persons() {
            let is_chinese = !person.is_ascii();
            let mask = match person.chars().next() {
                Some(surname) if is_chinese => format!("{surname}某"),
                _ => "…".to_owned(),
            };
            redacted = redacted.replace(person, &mask);
        }
        redacted
    }

    fn text(&self, attribute: Attribute) -> Option<&str> {
        match &self.facts.get(&attribute)?.value {
            ReportedValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The persons whom the site names, where they look like persons.
    fn persons(&self) -> impl Iterator<Item = &str> {
        let individual = OWNER_CLASS.choice("individual").ok();
        let owner = self.text(OWNER).filter(|owner| {
            match self.facts.get(&OWNER_CLASS).map(|fact| &fact.value) {
                Some(ReportedValue::Category(class)) => Some(*class) == individual,
                _ => has_persons_name(owner.trim()),
            }
        });
        let contacts = self.contacts.iter().map(|contact| contact.name.as_str());
        let all = contacts.chain(owner).chain(self.text(ADMINISTRATOR));
        all.map(str::trim).filter(|name| is_person(name))
    }
}

fn is_person(name: &str) -> bool {
    if name.is_ascii() {
        return name.len() >= LATIN_NAME && name.chars().all(|c| !c.is_ascii_digit());
    }
    CHINESE_NAME.contains(&name.chars().count()) && name.chars().all(char::is_alphabetic)
}

/// Whether it reads as the name of a Chinese person, not of a firm or an office.
fn has_persons_name(name: &str) -> bool {
    let length = name.chars().count();
    let given = match name.chars().next() {
        _ if LONG_SURNAMES.iter().any(|long| name.starts_with(long)) => length.checked_sub(2),
        Some(first) if SURNAMES.contains(first) => length.checked_sub(1),
        _ => None,
    };
    matches!(given, Some(1 | 2)) && !name.ends_with(|last| OFFICES.contains(last))
}

/// The text with `…` for telephone numbers and numbers of identity cards, full width or not.
fn without_numbers(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&first) = chars.get(at) {
        let in_number = at > 0 && digit(chars[at - 1]).is_some();
        if let Some(length) = private_number(&chars[at..], &masked).filter(|_| !in_number) {
            masked.push('…');
            at += length;
        } else {
            masked.push(first);
            at += 1;
        }
    }
    masked
}

/// How many characters a private number takes at the beginning of `chars`; `before` is the text
/// in front of it.
fn private_number(chars: &[char], before: &str) -> Option<usize> {
    let (digits, length) = run(chars);
    let is_card = digits.len() == IDENTITY_CARD && matches!(&digits[6..8], "18" | "19" | "20");
    let national = digits.strip_prefix("86").unwrap_or(&digits);
    let is_mobile = national.len() == MOBILE
        && national.starts_with('1')
        && !matches!(national.as_bytes()[1], b'0'..=b'2');
    let has_area_code = digits.starts_with('0')
        && !digits.starts_with("00")
        && WITH_AREA_CODE.contains(&digits.len());
    let reversed: String = before.chars().rev().take(8).collect();
    let context: String = reversed.chars().rev().collect::<String>().to_lowercase();
    let is_local =
        LOCAL.contains(&digits.len()) && TELEPHONE_WORDS.iter().any(|word| context.contains(word));
    (is_card || is_mobile || has_area_code || is_local).then_some(length)
}

/// The digits at the beginning, with single separators between them, and how many characters they
/// take; the last of an identity card may be an X.
fn run(chars: &[char]) -> (String, usize) {
    let (mut digits, mut length, mut at) = (String::new(), 0, 0);
    while let Some(&c) = chars.get(at) {
        let is_check = matches!(c, 'x' | 'X') && digits.len() == IDENTITY_CARD - 1;
        if let Some(digit) = digit(c).or(is_check.then_some('X')) {
            digits.push(digit);
            length = at + 1;
        } else if !is_between(c, &digits) || at > length {
            break;
        }
        at += 1;
    }
    (digits, length)
}

/// Whether a character may stand between digits of one number, or before the first.
fn is_between(c: char, before: &str) -> bool {
    matches!(c, '(' | '（')
        || (!before.is_empty() && matches!(c, '-' | '—' | '－' | ' ' | '.' | ')' | '）'))
}

fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::interval::ReportedValue;
    use crate::schema::SiteKind;
    use crate::schema::attribute::{OWNER, OWNER_CLASS};
    use crate::site::Site;

    use super::{has_persons_name, without_numbers};

    #[test]
    fn names_of_persons_differ_from_those_of_firms_and_offices() {
        for person in ["李秀英", "王芳", "欧阳锋", "司马相如", "張建國"] {
            assert!(has_persons_name(person), "{person}");
        }
        for other in [
            "",
            "李",
            "宏达机械有限公司",
            "金鹗山街道",
            "岳阳楼区",
            "金龙厂",
            "王家村",
            "向阳村委会",
            "鸿达",
            "Li Xiuying",
            "黄沙街镇",
            "农商行",
        ] {
            assert!(!has_persons_name(other), "{other}");
        }
    }

    #[test]
    fn an_owner_of_unknown_class_is_left_out_of_the_name() {
        let mut pond = Site::new("YYL-0042", SiteKind::LeisureFarm, "李秀英鱼塘");
        let owner = ReportedValue::Text("李秀英".into());
        pond.facts.insert(OWNER, owner.into());
        assert_eq!(pond.redacted_name(), "李某鱼塘");
        let private = OWNER_CLASS.choice("private").unwrap();
        pond.facts
            .insert(OWNER_CLASS, ReportedValue::Category(private).into());
        assert_eq!(pond.redacted_name(), "李秀英鱼塘");
    }

    #[test]
    fn telephones_and_identity_cards_are_left_out_however_they_are_written() {
        for number in [
            "13800000123",
            "138-0000-0123",
            "138 0000 0123",
            "１３８０００００１２３",
            "+86 13800000123",
            "0730-5550123",
            "（0730）5550123",
            "073055501234",
            "43060219700101123X",
        ] {
            let masked = without_numbers(&format!("东风湖鱼塘{number}，临路"));
            assert!(!masked.contains(['5', '7', '３', '8']), "{masked}");
            assert!(
                masked.starts_with("东风湖鱼塘") && masked.ends_with("，临路"),
                "{masked}"
            );
        }
        assert_eq!(without_numbers("联系电话5550123"), "联系电话…");
        assert_eq!(without_numbers("0730-5550123、5550124"), "…、…");
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "岭头村7、10、11、13号地块",
            "430602008-0012地块",
            "湘(2019)岳阳楼不动产权第0001234号",
            "2024年第3批次 8600㎡",
            "3#、5#厂房 12000 ㎡",
            "107国道旁 12345678",
        ] {
            assert_eq!(without_numbers(text), text);
        }
    }
}
