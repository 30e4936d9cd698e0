//! The table of doubts: one entry a code, from which the log, the workbook that goes back, and the
//! documentation derive.

use panhuo::Lang;
use panhuo::inventory::Severity;

/// Declares each code once: variant, stable name, severity, what it means and how the reader went
/// on, and what to do; the latter two in Chinese and English.
macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident
        $zh:literal $en:literal
        $do_zh:literal $do_en:literal;)*) => {
        /// What a doubt is about: the stable code of an [`panhuo::inventory::Issue`], its severity, its meaning,
        /// and what the one who filled in the ledger can do.
        ///
        #[doc = "| code | severity | what it means | what to do |"]
        #[doc = "|---|---|---|---|"]
        $(#[doc = concat!("| `", $name, "` | ", stringify!($severity), " | ", $en, " | ", $do_en, " |")])*
        #[non_exhaustive]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum IssueCode {
            $(#[doc = $en] $variant,)*
        }

        impl IssueCode {
            /// Every code, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable name, as in [`panhuo::inventory::Issue::code`].
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The code with this stable name.
            ///
            /// ```
            /// use panhuo_ledger::IssueCode;
            ///
            /// assert_eq!(IssueCode::from_name("area-conflict"), Some(IssueCode::AreaConflict));
            /// assert_eq!(IssueCode::from_name("no-such"), None);
            /// ```
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.name() == name)
            }

            /// How much it matters.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// What it means and how the reader went on, as a sentence.
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

            /// What the one who filled in the ledger can do, as a sentence.
            ///
            /// ```
            /// use panhuo::Lang;
            /// use panhuo_ledger::IssueCode;
            ///
            /// let advice = IssueCode::UnitAssumed.advice(Lang::En);
            /// assert_eq!(advice, "Write the unit into the header.");
            /// ```
            pub fn advice(self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($do_zh, $do_en),)* }
            }
        }
    };
}

codes! {
    FileUnreadable "file-unreadable" Error
        "文件无法读取" "The file cannot be read."
        "请另存为 .xlsx 或 .csv 后重新报送" "Save it as .xlsx or .csv and send it again.";
    TableMissing "table-missing" Info
        "工作表中没有表格" "The sheet has no table."
        "如有地块未列入，请按表格填报" "If sites are missing, fill them into a table with a header row.";
    HeaderGuessed "header-guessed" Warning
        "表头按相近名称理解" "The header was understood by its similarity to a known one."
        "请确认理解是否正确，或改用标准表头" "Confirm the meaning, or use the header of the form.";
    HeaderUnknown "header-unknown" Info
        "表头未识别，原样保留" "The header is not known; the column is kept as written."
        "如需使用该列，请说明其含义" "If the column matters, say what it means.";
    HeaderRepeated "header-repeated" Warning
        "两列表头含义相同，后一列原样保留" "Two columns mean the same; the later one is kept as written."
        "请说明两列的区别，或删去一列" "Say how the columns differ, or delete one.";
    HeaderByValues "header-by-values" Info
        "按列中内容改判表头含义" "The column was understood by its values, which do not fit its header."
        "请按内容修改表头" "Correct the header to fit what the column holds.";
    ColumnEmpty "column-empty" Warning
        "表格要求填写此列，但各行都没有填" "The form asks for this column, and no row fills it."
        "请补填；确实没有的填“无”" "Fill it in; write 无 where there is none.";
    UnitAssumed "unit-assumed" Warning
        "未注明单位，按惯用单位理解" "No unit is given; the customary one was assumed."
        "请在表头注明单位" "Write the unit into the header.";
    UnitUnknown "unit-unknown" Error
        "未注明单位，也无惯用单位，数值未采用" "No unit is given and none is customary here; numbers without one were not used."
        "请在表头注明单位" "Write the unit into the header.";
    CurrencyForeign "currency-foreign" Warning
        "金额是外币，未换算，未采用" "The amount is in another country's money; it was not converted and not used."
        "请换算为人民币并注明单位" "Convert it to yuan and name the unit.";
    UnitConflict "unit-conflict" Warning
        "单元格单位与表头不同，以单元格为准" "The cell names another unit than its header; the cell was followed."
        "请按表头单位换算后填写" "Convert the value to the unit of the header.";
    UnitImplausible "unit-implausible" Warning
        "按表头单位数值过大，按平方米理解" "In the unit of the header the value is past belief; it was taken in m²."
        "请核对数值和单位" "Check the value and its unit.";
    AreaConflict "area-conflict" Error
        "同一面积的两种写法不一致，取两者之间" "Two statements of one area disagree; everything from one to the other is allowed."
        "请核实面积，只填一个数" "Verify the area and state it once.";
    ValueConflict "value-conflict" Error
        "同一数值的两种写法不一致，取两者之间" "Two statements of one value disagree; everything from one to the other is allowed."
        "请核实后只填一个数" "Verify the value and state it once.";
    StatementsConflict "statements-conflict" Warning
        "两列填写互相矛盾，原样保留" "Two columns contradict each other; both are kept as written."
        "请核实后更正其中一处" "Verify, and correct one of the two.";
    SaidTwice "said-twice" Info
        "同一数值写了两次，互相一致" "The value is stated twice, and consistently."
        "无需更正" "Nothing to correct.";
    SeveralValues "several-values" Warning
        "一格多值，取其范围" "The cell holds several values; their range was taken."
        "请分行填写，或注明合计" "Give each its own row, or state the total.";
    QuantitySplit "quantity-split" Info
        "数值由多栋或乘加算得" "The value is a total over several buildings or a product."
        "请确认合计数" "Confirm the total.";
    Approximate "approximate" Info
        "约数，按区间理解" "The value is approximate and was taken as an interval."
        "有准确数的请填准确数" "Give the exact figure if there is one.";
    RangeReversed "range-reversed" Warning
        "区间前大后小，已调换" "The range runs downwards and was turned round."
        "请确认区间两端" "Confirm both ends of the range.";
    MovedByUnit "moved-by-unit" Info
        "按单位归入另一属性" "By its unit or its words the value belongs to another attribute."
        "请填到对应的列" "Put it into the column that asks for it.";
    WordsIgnored "words-ignored" Info
        "数值旁的文字未理解，数值照用" "Words beside the value were not understood; the value was taken."
        "重要的说明请写入备注" "Put what matters into the remarks.";
    Illegible "illegible" Error
        "内容无法理解" "The cell could not be understood."
        "请按表头要求重新填写：数字带单位、日期或是、否" "Write it again as the header asks: a number with its unit, a date, or yes or no.";
    AbsurdZero "absurd-zero" Info
        "0 不合理，视为未报" "Nought makes no sense here and was taken as not reported."
        "请补填；不清楚的留空" "Fill in the figure, or leave the cell blank if it is not known.";
    DatePlaceholder "date-placeholder" Info
        "1900-01-01 等占位日期，视为未报" "The date is a placeholder and was taken as not reported."
        "请补填日期；不清楚的留空" "Fill in the date, or leave the cell blank.";
    CategoryGuessed "category-guessed" Warning
        "写了几个类别，视为其中任一类" "Several categories are named; any of them is allowed."
        "请只填一类" "Name one category.";
    ValueGuessed "value-guessed" Info
        "按与标准写法的相似度理解" "The value was understood by its similarity to a value of the form."
        "请改用标准写法" "Use the wording of the form.";
    CodeUnknown "code-unknown" Warning
        "分类代码在各版标准中均不存在" "The code is in no edition of its standard."
        "请按现行标准核对代码" "Check the code against the standard in force.";
    CodeConflict "code-conflict" Warning
        "分类代码与名称不符，原样保留" "The code and the words beside it mean different things; both are kept."
        "请按现行标准统一代码和名称" "Make code and words agree, by the standard in force.";
    CodeAmbiguous "code-ambiguous" Warning
        "分类代码在不同版本中含义不同" "The code means different things in different editions of its standard."
        "请注明所用标准的版本或写出名称" "Say which edition is used, or write the name beside the code.";
    CodeForWords "code-for-words" Info
        "应填文字处填了代码，按代码表理解" "A code stands where words are asked for; it was read by the code table."
        "请改填文字" "Write the words instead of the code.";
    DittoFilled "ditto-filled" Info
        "同上，取上一行的值" "Ditto: the value of the row above was taken."
        "无需更正" "Nothing to correct.";
    DittoBlocked "ditto-blocked" Error
        "“同上”在本乡镇内没有上一行可取" "Ditto, but no row above in the same township has a value."
        "请填写具体内容" "Write out what is meant.";
    MergedValue "merged-value" Warning
        "合并单元格的数值由多行共用" "A merged cell gives one value to several rows."
        "请逐行填写，或注明是合计" "Give each row its value, or say that it is a total.";
    TownshipUnknown "township-unknown" Warning
        "属地未识别" "The township is not known to the profile."
        "请填写乡镇、街道全称" "Write the full name of the township.";
    TownshipAssumed "township-assumed" Info
        "属地取自表名、标题或地址" "The township was taken from the sheet, the title or the address."
        "请确认属地" "Confirm the township.";
    KindUnknown "kind-unknown" Error
        "无法判断资源类型，未入库" "The kind of site cannot be told; the row was not taken."
        "请注明是土地、厂房、在建工程、关闭企业还是休闲农业点" "Say whether it is land, a plant, a stalled building, a closed enterprise or a leisure farm.";
    NameMissing "name-missing" Warning
        "没有名称，暂用地址或编号" "The site has no name; its address or reference stands in."
        "请补填名称" "Fill in the name.";
    RowUnclear "row-unclear" Error
        "本行无法理解为资源，未入库" "The row could not be understood as a site and was not taken."
        "请补全名称和面积，或删去本行" "Complete name and area, or delete the row.";
    RowHidden "row-hidden" Info
        "隐藏行，仍按数据读取" "The row is hidden in the spreadsheet; it was read all the same."
        "如已作废请删去本行" "Delete the row if it is void.";
    SheetHidden "sheet-hidden" Warning
        "工作表已隐藏，仍按数据读取" "The sheet is hidden in the workbook; it was read all the same."
        "如已作废请删去该工作表" "Delete the sheet if it is void.";
    RowsJoined "rows-joined" Warning
        "一条记录被拆成多行，已拼合" "Records that were broken over several lines were put together again."
        "请核对拼合的内容，或改报电子表格原件" "Check what was put together, or send the spreadsheet that the page was made from.";
    RowColoured "row-coloured" Info
        "本行填了底色，底色的含义未采用" "The row is filled with a colour; what the colour says was not used."
        "请把底色的含义（如已签约）另写一列" "Write what the colour means, such as signed, into a column of its own.";
    ColumnHidden "column-hidden" Info
        "隐藏列，仍按数据读取" "The column is hidden in the spreadsheet; it was read all the same."
        "如已作废请删去该列" "Delete the column if it is void.";
    CoordinatesSwapped "coordinates-swapped" Warning
        "经纬度写反，已对调" "Longitude and latitude are exchanged and were put right."
        "请经度在前、纬度在后" "Write longitude first, then latitude.";
    CoordinatesZero "coordinates-zero" Warning
        "坐标为 0，视为未报" "The coordinates are nought and were taken as not reported."
        "请补填坐标" "Fill in the coordinates.";
    CoordinatesOutside "coordinates-outside" Error
        "坐标在辖区之外，未采用" "The coordinates lie outside the area and were not used."
        "请重新测量并填写坐标" "Measure again and correct the coordinates.";
    CoordinatesSystem "coordinates-system" Error
        "坐标系未知或不支持，未采用" "The coordinates are in a system that is not converted; they were not used."
        "请提供 CGCS2000 或 WGS84 坐标" "Give them in CGCS2000 or WGS84.";
    CoordinatesLabel "coordinates-label" Warning
        "坐标与所注坐标系不符，按数值判断" "The coordinates are not in the system that is named beside them; the numbers were followed."
        "请更正坐标系名称" "Correct the name of the system.";
    CoordinatesInferred "coordinates-inferred" Warning
        "坐标不在常用的坐标系中，按落在辖区内的坐标系理解" "The coordinates are in none of the systems that are usual here; the one that leads into the area was taken."
        "请注明坐标系并核对位置" "Name the system and check the place.";
    CoordinatesAmbiguous "coordinates-ambiguous" Warning
        "坐标有多种读法，取最可能的一种" "The coordinates can be read in several ways; the likeliest was taken."
        "请注明坐标系并核对位置" "Name the system and check the place.";
    CoordinatesConverted "coordinates-converted" Info
        "坐标已从其他基准换算为 WGS84 经纬度" "The coordinates were moved from another datum to WGS84."
        "请核对位置" "Check the place.";
    CoordinatesPacked "coordinates-packed" Warning
        "小数部分按分、秒理解" "The decimals were read as minutes and seconds."
        "请写成度分秒或十进制度" "Write degrees, minutes and seconds, or decimal degrees.";
    CoordinatesCoarse "coordinates-coarse" Info
        "坐标位数不足，位置粗略" "The coordinates have too few digits for an exact place."
        "经纬度请保留五位以上小数，平面坐标请精确到米" "Give degrees to five decimals at least, and metres of a grid in full.";
    CoordinatesElsewhere "coordinates-elsewhere" Warning
        "坐标在所填乡镇之外" "The coordinates lie outside the jurisdiction that the row names."
        "请核对坐标和属地" "Check the coordinates and the jurisdiction.";
    CoordinatesAstray "coordinates-astray" Warning
        "坐标远离同一乡镇的其他地块" "The coordinates lie far from all other sites of the same jurisdiction."
        "请核对坐标和属地" "Check the coordinates and the jurisdiction.";
    CoordinatesFar "coordinates-far" Warning
        "坐标远离表中其他地块" "The coordinates lie far from all other sites of the table."
        "请核对坐标" "Check the coordinates.";
    CoordinatesOffset "coordinates-offset" Warning
        "同一地块的两组坐标相差固定距离，可能漏做基准转换" "The two coordinate pairs of the table differ by a constant offset; a datum shift may have been left out."
        "请确认以哪一组为准" "Say which of the two pairs is right.";
    CoordinatesDisagree "coordinates-disagree" Warning
        "同一地块的两组坐标不一致" "The two coordinate pairs of the row lie apart."
        "请核对并更正其中一组" "Check both and correct one.";
    CoordinatesIllegible "coordinates-illegible" Error
        "坐标无法理解" "The coordinates could not be understood."
        "请按“经度,纬度”重新填写" "Write them again as longitude,latitude.";
    CoordinatesRepeated "coordinates-repeated" Warning
        "多行坐标相同，可能是复制的" "Several sites have the same coordinates; they may have been pasted."
        "请逐宗填写各自坐标" "Give each site its own coordinates.";
    GeometryIllegible "geometry-illegible" Error
        "图形无法理解" "The geometry could not be understood."
        "请从制图软件重新导出为 WKT 或 GeoJSON" "Export it again from the mapping program as WKT or GeoJSON.";
    GeometryInvalid "geometry-invalid" Error
        "图形不合法（如自相交），未采用" "The geometry is not valid, such as a border that crosses itself; it was not used."
        "请修正界线后重新报送" "Mend the border and send it again.";
    FactInRemark "fact-in-remark" Info
        "从备注中读出" "The fact was read from a remark."
        "请填到对应的列" "Put it into the column that asks for it.";
}
