//! Finds facts in a remark: quantities beside a known word.

use panhuo::attribute::{CERTIFICATE, POWER};
use panhuo::interval::{Choices, ReportedValue};
use panhuo::schema::ValueType;
use panhuo::units::Dimension;
use panhuo::{Attribute, Interval, SiteKind};

use super::category;
use super::scan::scan;
use crate::lexicon::headers::{attribute_by_name, normalized};
use crate::text::fold;

/// The quantities of a remark for attributes of this kind of site. A quantity needs a known word beside it
/// and a unit of that attribute's dimension; other text is ignored.
pub(crate) fn facts(text: &str, kind: SiteKind) -> Vec<(Attribute, ReportedValue)> {
    let mut found: Vec<(Attribute, ReportedValue)> = Vec::new();
    for clause in text.split(['；', ';', '。', '\n', '，', ',', '、']) {
        let folded = fold(clause);
        if folded.chars().count() > 40 {
            continue;
        }
        for item in scan(&folded, None) {
            let Some(unit) = item
                .unit
                .filter(|unit| unit.dimension() != Dimension::Number)
            else {
                continue;
            };
            let words = [normalized(&item.label), normalized(&item.tail)];
            let by_name = words
                .iter()
                .filter_map(|words| by_name(words, kind))
                .find(|attribute| {
                    attribute.value_type() == ValueType::Number(unit.dimension())
                        && attribute.applies_to(kind)
                })
                // Only transformers are rated in kVA: 320KVA变压器一台.
                .or_else(|| (unit.dimension() == Dimension::Power).then_some(POWER));
            let interval = Interval::new(unit.to_canonical(item.low), unit.to_canonical(item.high));
            if let (Some(attribute), Some(interval)) = (by_name, interval)
                && item.low >= 0.0
                && !found.iter().any(|(reported, _)| *reported == attribute)
            {
                found.push((attribute, ReportedValue::Number(interval)));
            }
        }
    }
    found.extend(certificate(text).map(|choices| (CERTIFICATE, ReportedValue::Category(choices))));
    found
}

/// A clause that says nothing but the state of the certificates: `两证齐全`, `有土地证，无房产证`.
fn certificate(text: &str) -> Option<Choices> {
    let clauses = text.split(['；', ';', '。', '\n']);
    let mut stated = clauses
        .filter(|clause| clause.chars().count() >= 2)
        .filter_map(|clause| category::read(CERTIFICATE, clause));
    stated
        .find(|stated| stated.exact)
        .map(|stated| stated.choices)
}

fn by_name(words: &str, kind: SiteKind) -> Option<Attribute> {
    let plain = words
        .trim_start_matches(['有', '配', '设', '装', '的'])
        .trim_start_matches("现有")
        .trim_start_matches("建有");
    let words = plain.trim_end_matches(['为', '约', '达', '共', '有']);
    (words.chars().count() >= 2)
        .then(|| attribute_by_name(words, Some(kind)))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use panhuo::attribute::{CEILING_HEIGHT, CRANE};

    #[test]
    fn quantities_with_known_words_are_facts() {
        let full = CERTIFICATE.choice("full").unwrap();
        let reported = facts("联系人谢敏；证照齐全；交通便利", SiteKind::Land);
        assert_eq!(reported, [(CERTIFICATE, ReportedValue::Category(full))]);
        let reported = facts(
            "层高8.5米；变压器630KVA；有10吨行车；2019年挂牌流拍一次",
            SiteKind::IdleFactory,
        );
        let exact = |value| ReportedValue::Number(Interval::exact(value).unwrap());
        assert_eq!(
            reported,
            [
                (CEILING_HEIGHT, exact(8.5)),
                (POWER, exact(630.0)),
                (CRANE, exact(10.0))
            ]
        );
        assert!(
            facts("距高速500米，旁边有3栋宿舍", SiteKind::IdleFactory)
                .iter()
                .all(|(a, _)| a.name() != "crane")
        );
    }
}
