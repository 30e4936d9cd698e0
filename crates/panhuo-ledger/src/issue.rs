//! The doubts that a reader can have: one stable code each, with its severity and its sentences.

use std::borrow::Cow;
use std::sync::Arc;

use panhuo::{Attribute, Issue, Lang, Severity, SiteId, Source};

/// Declares each code once: variant, stable name, severity, and the sentence in both languages.
macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $zh:literal $en:literal;)*) => {
        /// What a doubt is about: the stable code of an [`Issue`], its severity and its meaning.
        ///
        #[doc = "| code | severity | meaning |"]
        #[doc = "|---|---|---|"]
        $(#[doc = concat!("| `", $name, "` | ", stringify!($severity), " | ", $en, " |")])*
        #[non_exhaustive]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum IssueCode {
            $(#[doc = $en] $variant,)*
        }

        impl IssueCode {
            /// Every code, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable name, as in [`Issue::code`].
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// How much it matters.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// What it means, as a sentence.
            ///
            /// ```
            /// use panhuo::Lang;
            /// use panhuo_ledger::IssueCode;
            ///
            /// let code = IssueCode::AreaConflict;
            /// assert_eq!(code.name(), "area-conflict");
            /// assert!(code.sentence(Lang::En).contains("disagree"));
            /// ```
            pub fn sentence(self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($zh, $en),)* }
            }
        }
    };
}

codes! {
    FileUnreadable "file-unreadable" Error "文件无法读取" "The file cannot be read.";
    TableMissing "table-missing" Info "工作表中没有表格" "The sheet has no table.";
    HeaderGuessed "header-guessed" Warning "表头按相近名称理解" "The header was understood by its likeness to a known one.";
    HeaderUnknown "header-unknown" Info "表头未识别，原样保留" "The header is not known; the column is kept as written.";
    HeaderRepeated "header-repeated" Warning "两列表头含义相同，后一列原样保留" "Two columns mean the same; the later one is kept as written.";
    HeaderByValues "header-by-values" Info "按列中内容改判表头含义" "The column was understood by its values, which do not fit its header.";
    UnitAssumed "unit-assumed" Warning "未注明单位，按惯用单位理解" "No unit is given; the customary one was assumed.";
    UnitConflict "unit-conflict" Warning "单元格单位与表头不同，以单元格为准" "The cell names another unit than its header; the cell was followed.";
    UnitImplausible "unit-implausible" Warning "按表头单位数值过大，按平方米理解" "In the unit of the header the value is past belief; it was taken in m².";
    AreaConflict "area-conflict" Error "同一面积的两种写法不一致，取两者之间" "Two statements of one area disagree; everything from one to the other is allowed.";
    ValueConflict "value-conflict" Error "同一数值的两种写法不一致，取两者之间" "Two statements of one value disagree; everything from one to the other is allowed.";
    SaidTwice "said-twice" Info "同一数值写了两次，互相一致" "The value is stated twice, and consistently.";
    SeveralValues "several-values" Warning "一格多值，取其范围" "The cell holds several values; their range was taken.";
    QuantitySplit "quantity-split" Info "数值由多栋或乘加算得" "The value is a total over several buildings or a product.";
    Approximate "approximate" Info "约数，按区间理解" "The value is approximate and was taken as an interval.";
    RangeReversed "range-reversed" Warning "区间前大后小，已调换" "The range runs downwards and was turned round.";
    MovedByUnit "moved-by-unit" Info "按单位归入另一属性" "By its unit or its words the value belongs to another attribute.";
    WordsIgnored "words-ignored" Info "数值后的文字未理解" "Words beside the value were not understood.";
    Illegible "illegible" Error "内容无法理解" "The cell could not be understood.";
    AbsurdZero "absurd-zero" Info "0 不合理，视为未报" "Nought makes no sense here and was taken as not reported.";
    DatePlaceholder "date-placeholder" Info "1900-01-01 等占位日期，视为未报" "The date is a placeholder and was taken as not reported.";
    CategoryGuessed "category-guessed" Warning "类别按其中的词理解" "Several categories are named; any of them is allowed.";
    ValueGuessed "value-guessed" Info "按与标准写法的相似度理解" "The value was understood by its likeness to a value of the form.";
    DittoFilled "ditto-filled" Info "同上，取上一行的值" "Ditto: the value of the row above was taken.";
    DittoBlocked "ditto-blocked" Error "“同上”无上文可取" "Ditto, but no row above in the same township has a value.";
    MergedValue "merged-value" Warning "合并单元格的数值由多行共用" "A merged cell gives one value to several rows.";
    TownshipUnknown "township-unknown" Warning "属地未识别" "The township is not known to the profile.";
    TownshipAssumed "township-assumed" Info "属地取自表名、标题或地址" "The township was taken from the sheet, the title or the address.";
    KindUnknown "kind-unknown" Error "无法判断资源类型，未入库" "The kind of site cannot be told; the row was not taken.";
    NameMissing "name-missing" Warning "没有名称" "The site has no name.";
    RowUnclear "row-unclear" Error "本行无法理解为资源，未入库" "The row could not be understood as a site and was not taken.";
    RowHidden "row-hidden" Info "隐藏行，仍按数据读取" "The row is hidden in the spreadsheet; it was read all the same.";
    ColumnHidden "column-hidden" Info "隐藏列，仍按数据读取" "The column is hidden in the spreadsheet; it was read all the same.";
    CoordinatesSwapped "coordinates-swapped" Warning "经纬度写反，已对调" "Longitude and latitude are exchanged and were put right.";
    CoordinatesZero "coordinates-zero" Warning "坐标为 0，视为未报" "The coordinates are nought and were taken as not reported.";
    CoordinatesOutside "coordinates-outside" Error "坐标在辖区之外，未采用" "The coordinates lie outside the area and were not used.";
    CoordinatesSystem "coordinates-system" Error "坐标系未知或不支持，未采用" "The coordinates are in a system that is not converted; they were not used.";
    CoordinatesLabel "coordinates-label" Warning "坐标与所注坐标系不符，按数值判断" "The coordinates are not in the system that is named beside them; the numbers were followed.";
    CoordinatesAmbiguous "coordinates-ambiguous" Warning "坐标有多种读法，取最可能的一种，请核对" "The coordinates can be read in several ways; the likeliest was taken and must be checked.";
    CoordinatesConverted "coordinates-converted" Info "坐标已从其他基准换算为 WGS84 经纬度" "The coordinates were moved from another datum to WGS84.";
    CoordinatesPacked "coordinates-packed" Warning "小数部分按分、秒理解" "The decimals were read as minutes and seconds.";
    CoordinatesCoarse "coordinates-coarse" Info "坐标位数不足，位置粗略" "The coordinates have too few digits for an exact place.";
    CoordinatesElsewhere "coordinates-elsewhere" Warning "坐标在所填乡镇之外" "The coordinates lie outside the jurisdiction that the row names.";
    CoordinatesFar "coordinates-far" Warning "坐标远离表中其他地块，请核对" "The coordinates lie far from all other sites of the table and must be checked.";
    CoordinatesOffset "coordinates-offset" Warning "同一地块的两组坐标相差固定距离，可能漏做基准转换" "The two coordinate pairs of the table differ by a constant offset; a datum shift may have been left out.";
    CoordinatesDisagree "coordinates-disagree" Warning "同一地块的两组坐标不一致" "The two coordinate pairs of the row lie apart.";
    CoordinatesIllegible "coordinates-illegible" Error "坐标无法理解" "The coordinates could not be understood.";
    CoordinatesRepeated "coordinates-repeated" Warning "多行坐标相同，可能是复制的" "Several sites have the same coordinates; they may have been pasted.";
    GeometryIllegible "geometry-illegible" Error "图形无法理解" "The geometry could not be understood.";
    GeometryInvalid "geometry-invalid" Error "图形不合法（如自相交），未采用" "The geometry is not valid, such as a border that crosses itself; it was not used.";
    FactInRemark "fact-in-remark" Info "从备注中读出" "The fact was read from a remark.";
}

/// Where a doubt arose and what was written there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context<'a> {
    pub(crate) source: Source,
    pub(crate) column: Arc<str>,
    /// Borrowed from the sheet until it becomes an issue: most cells raise no doubt.
    pub(crate) raw: Cow<'a, str>,
    pub(crate) site: Option<SiteId>,
    pub(crate) attribute: Option<Attribute>,
}

impl Context<'_> {
    /// The same, kept apart from the sheet.
    pub(crate) fn into_owned(self) -> Context<'static> {
        Context {
            raw: Cow::Owned(self.raw.into_owned()),
            source: self.source,
            column: self.column,
            site: self.site,
            attribute: self.attribute,
        }
    }
}

/// Makes an issue: the code's sentence, the column, and what was understood.
pub(crate) fn issue(code: IssueCode, context: &Context<'_>, meaning: &str) -> Issue {
    let sentence = |lang: Lang| {
        let mut sentence = String::new();
        if !context.column.is_empty() {
            sentence.push_str(&lang.pick(
                format!("“{}”：", context.column),
                format!("{}: ", context.column),
            ));
        }
        sentence.push_str(code.sentence(lang));
        if !context.raw.is_empty() {
            sentence.push_str(&lang.pick(
                format!("（原文：{}）", context.raw),
                format!(" (written: {})", context.raw),
            ));
        }
        sentence
    };
    Issue {
        code: code.name().to_owned(),
        severity: code.severity(),
        source: context.source.clone(),
        column: context.column.to_string(),
        raw: context.raw.clone().into_owned(),
        meaning: meaning.to_owned(),
        zh: sentence(Lang::Zh),
        en: sentence(Lang::En),
        site: context.site.clone(),
        attribute: context.attribute,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_stable_names() {
        let names: BTreeSet<_> = IssueCode::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), IssueCode::ALL.len());
        assert!(
            names
                .iter()
                .all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
        );
    }
}
