//! The kind of a site, from a cell, a title or a file's name.

use panhuo::SiteKind;

use crate::text::fold;

use SiteKind::{ClosedEnterprise, IdleFactory, Land, LeisureFarm, StalledBuilding};

/// Words that name a kind. Longer and more telling words stand first within a kind.
#[rustfmt::skip]
const WORDS: &[(SiteKind, &[&str])] = &[
    (StalledBuilding, &["烂尾", "半拉子", "停建", "停工", "停缓建", "未完工", "stalled", "unfinished"]),
    (ClosedEnterprise, &["关闭企业", "关停企业", "关闭破产", "破产企业", "改制企业", "关停", "破产", "改制", "僵尸企业", "停产企业", "closedenterprise", "closedcompany", "bankrupt"]),
    (LeisureFarm, &["休闲农业", "农庄", "农家乐", "乡村旅游", "农旅", "观光农业", "休闲农", "民宿", "leisurefarm", "agritourism"]),
    (IdleFactory, &["闲置厂房", "低效厂房", "空置厂房", "标准厂房", "厂房", "仓库", "仓储用房", "闲置车间", "idlefactory", "idleplant", "factory", "warehouse", "workshop"]),
    (Land, &["存量土地", "闲置土地", "闲置地块", "低效用地", "存量用地", "储备土地", "土地", "地块", "宗地", "用地", "stockland", "vacantland", "brownfield", "land"]),
];

/// Words for buildings other than plants in a column of kinds; vacant ones count as idle factories.
const HOUSES: [&str; 6] = ["房产", "房屋", "用房", "校舍", "办公楼", "商铺"];

/// The kinds that a text names, in the order of the list.
fn kinds_in(text: &str) -> Vec<SiteKind> {
    let folded = fold(text);
    let by_name = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    WORDS
        .iter()
        .filter(|(_, words)| by_name(words))
        .map(|(kind, _)| *kind)
        .collect()
}

/// The kind that a cell of a kind column names.
pub(crate) fn of_cell(text: &str) -> Option<SiteKind> {
    let folded = fold(text);
    if folded.chars().count() > 40 {
        return None;
    }
    if let Some(kind) = SiteKind::VALUES.iter().find(|kind| kind.name() == folded) {
        return Some(*kind);
    }
    // The words stand from the most telling to the least: 停工厂房 is a stalled building.
    let by_name = kinds_in(text).first().copied();
    let is_house = || HOUSES.iter().any(|word| folded.contains(word));
    by_name.or_else(|| is_house().then_some(IdleFactory))
}

/// The kind that titles and names state, from the nearest to the table outwards. The first title that
/// names a kind decides; if it names several, the kind stays unknown.
pub(crate) fn of_titles(titles: &[&str]) -> Option<SiteKind> {
    let mut kinds = titles
        .iter()
        .map(|title| kinds_in(title))
        .find(|kinds| !kinds.is_empty())?;
    // 烂尾楼及用地: land that is named with a building belongs to it.
    if kinds.len() == 2 && kinds.contains(&Land) && !kinds.contains(&IdleFactory) {
        kinds.retain(|kind| *kind != Land);
    }
    match kinds.as_slice() {
        [kind] => Some(*kind),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_named_by_their_words() {
        assert_eq!(of_cell("闲置厂房"), Some(IdleFactory));
        assert_eq!(of_cell("半拉子工程"), Some(StalledBuilding));
        assert_eq!(of_cell("Closed enterprise"), Some(ClosedEnterprise));
        assert_eq!(of_cell("leisure_farm"), Some(LeisureFarm));
        assert_eq!(of_cell("其他"), None);
        assert_eq!(of_cell("房产"), Some(IdleFactory));
        assert_eq!(of_cell("烂尾房产"), Some(StalledBuilding));
        assert_eq!(
            of_titles(&["岳阳经开区（工业园）闲置厂房、低效厂房统计表"]),
            Some(IdleFactory)
        );
        assert_eq!(of_titles(&["乡镇闲置厂房、存量土地摸底统计表"]), None);
        assert_eq!(of_titles(&["关闭破产企业资产清册"]), Some(ClosedEnterprise));
    }
}
