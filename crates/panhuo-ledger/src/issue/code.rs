//! The table of issue codes. Log, feedback workbook and documentation are all made from it.

use panhuo::Lang;
use panhuo::inventory::Severity;

/// Declares each code once: variant, stable name, severity, what is wrong and how the reader treated it,
/// and what to do; the last two in Chinese and English.
macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident
        $zh:literal $en:literal
        $do_zh:literal $do_en:literal;)*) => {
        /// What an issue is about: the stable code of an [`panhuo::inventory::Issue`], its severity, what is
        /// wrong, and what the person who filled in the ledger can do.
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

            /// What is wrong and how the reader treated it, as a sentence.
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

            /// What the person who filled in the ledger can do, as a sentence.
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
        "表头不是标准写法，按最相近的标准表头读取" "The header is not a known one; the column was read as the known header most similar to it."
        "请确认理解是否正确，或改用标准表头" "Confirm the meaning, or use the header of the form.";
    HeaderUnknown "header-unknown" Info
        "表头不认识，该列原样保留，不参与计算" "The header is not a known one; the column is kept as written and not used."
        "如需使用该列，请说明其含义" "If the column matters, explain what it means.";
    HeaderRepeated "header-repeated" Warning
        "两列的表头是同一个意思，后一列原样保留" "Two columns mean the same; the later one is kept as written."
        "请说明两列的区别，或删去一列" "Explain how the columns differ, or delete one.";
    HeaderByValues "header-by-values" Info
        "该列内容与表头不符，按内容读取" "The values of the column do not fit its header; the column was read by its values."
        "请按内容修改表头" "Change the header to fit the values of the column.";
    ColumnEmpty "column-empty" Warning
        "表格要求填写此列，但各行都没有填" "The form asks for this column, and no row fills it."
        "请补填；确实没有的填“无”" "Fill it in; write 无 where there is none.";
    UnitAssumed "unit-assumed" Warning
        "没有注明单位，按惯用单位读取" "No unit is given; the customary one was assumed."
        "请在表头注明单位" "Write the unit into the header.";
    UnitUnknown "unit-unknown" Error
        "没有注明单位，也没有惯用单位，数值未采用" "No unit is given, and this kind of form has no customary one; numbers without a unit were not used."
        "请在表头注明单位" "Write the unit into the header.";
    CurrencyForeign "currency-foreign" Warning
        "金额是外币，没有换算，未采用" "The amount is in a foreign currency; it was not converted and not used."
        "请换算为人民币并注明单位" "Convert it to yuan and write the unit.";
    UnitConflict "unit-conflict" Warning
        "单元格单位与表头不同，以单元格为准" "The unit in the cell differs from the unit in the header; the unit in the cell was used."
        "请按表头单位换算后填写" "Convert the value to the unit of the header.";
    UnitImplausible "unit-implausible" Warning
        "按表头的单位，数值大得不合理，按平方米读取" "In the unit of the header the value is implausibly large; it was read as m²."
        "请核对数值和单位" "Check the value and its unit.";
    AreaConflict "area-conflict" Error
        "同一面积写了两个数，互不一致，按两数之间的区间保留" "The area is given twice and the two figures disagree; the range between them was kept."
        "请核实面积，只填一个数" "Verify the area and write one figure.";
    ValueConflict "value-conflict" Error
        "同一数值写了两次，互不一致，按两数之间的区间保留" "The value is given twice and the two figures disagree; the range between them was kept."
        "请核实后只填一个数" "Verify the value and write one figure.";
    StatementsConflict "statements-conflict" Warning
        "本行两列填写互相矛盾，均原样保留" "Two columns of the row contradict each other; both are kept as written."
        "请核实后更正其中一处" "Verify, and correct one of the two.";
    StatedTwice "stated-twice" Info
        "同一数值写了两次，互相一致" "The value is given twice, and both figures agree."
        "无需更正" "Nothing to correct.";
    SeveralValues "several-values" Warning
        "一格里有几个数值，按最小值到合计的区间保留" "The cell holds several values; the range from the smallest to their sum was kept."
        "请分行填写，或注明合计" "Write each value in a row of its own, or write the total.";
    QuantitySplit "quantity-split" Info
        "数值由几栋合计或乘积算得" "The value is a total over several buildings or a product."
        "请确认合计数" "Confirm the total.";
    Approximate "approximate" Info
        "填的是约数，按区间保留" "The value is approximate; it was kept as a range."
        "有准确数的请填准确数" "Give the exact figure if there is one.";
    RangeReversed "range-reversed" Warning
        "区间前大后小，已把两端对调" "The first end of the range is larger than the second; the ends were exchanged."
        "请确认区间两端" "Confirm both ends of the range.";
    MovedByUnit "moved-by-unit" Info
        "按单位或文字，该数值属于另一项，已归入那一项" "By its unit or its words the value belongs to another column of the form; it was put there."
        "请填到对应的列" "Write it into the column for it.";
    WordsIgnored "words-ignored" Info
        "数值旁的文字没有读懂，数值照用" "The words beside the value could not be read; the value was used."
        "重要的说明请写入备注" "Write what matters into the remarks.";
    Illegible "illegible" Error
        "单元格内容读不懂，未采用" "The content of the cell could not be read; it was not used."
        "请按表头要求重新填写：数字带单位、日期或是、否" "Write what the header asks for: a number with its unit, a date, or yes or no.";
    AbsurdZero "absurd-zero" Info
        "此项填 0 不合理，视为未填报" "Zero is not plausible here; it was treated as not reported."
        "请补填；不清楚的留空" "Fill in the figure, or leave the cell blank if it is not known.";
    DatePlaceholder "date-placeholder" Info
        "1900-01-01 一类日期只是占位，视为未填报" "The date is a placeholder such as 1900-01-01; it was treated as not reported."
        "请补填日期；不清楚的留空" "Fill in the date, or leave the cell blank.";
    CategoryGuessed "category-guessed" Warning
        "写了几个类别，视为可能是其中任一类" "The cell names several categories; it may be any of them."
        "请只填一类" "Write one category.";
    ValueGuessed "value-guessed" Info
        "不是标准写法，按最相近的标准写法读取" "The value is not one of the form's; it was read as the most similar one."
        "请改用标准写法" "Use the wording of the form.";
    CodeUnknown "code-unknown" Warning
        "分类代码在各版标准中均不存在" "The code does not occur in any edition of the standard."
        "请按现行标准核对代码" "Check the code against the standard in force.";
    CodeConflict "code-conflict" Warning
        "分类代码与名称不符，原样保留" "The code and the words beside it mean different things; both are kept as written."
        "请按现行标准统一代码和名称" "Correct the code or the words by the standard in force.";
    CodeAmbiguous "code-ambiguous" Warning
        "分类代码在不同版本中含义不同" "The code means different things in different editions of its standard."
        "请注明所用标准的版本或写出名称" "Name the edition of the standard, or write the name beside the code.";
    CodeForWords "code-for-words" Info
        "应填文字处填了代码，按代码表读取" "The cell holds a code instead of words; it was read by the code table."
        "请改填文字" "Write the words instead of the code.";
    DittoFilled "ditto-filled" Info
        "填的是“同上”，取上一行的值" "The cell says ditto; the value of the row above was used."
        "无需更正" "Nothing to correct.";
    DittoBlocked "ditto-blocked" Error
        "填的是“同上”，但本乡镇上一行没有可取的值" "The cell says ditto, but the row above has no value or belongs to another township."
        "请填写具体内容" "Write the value itself.";
    MergedValue "merged-value" Warning
        "合并单元格的数值由多行共用" "A merged cell gives the same value to several rows."
        "请逐行填写，或注明是合计" "Write a value in each row, or note that it is a total.";
    TownshipUnknown "township-unknown" Warning
        "填的乡镇、街道不在本区名单中" "The township is not in the district's list."
        "请填写乡镇、街道全称" "Write the full name of the township.";
    TownshipAssumed "township-assumed" Info
        "没有填乡镇，按表名、标题或地址判断" "No township is given; it was inferred from the sheet name, the title or the address."
        "请确认属地" "Confirm the township.";
    KindUnknown "kind-unknown" Error
        "无法判断资源类型，未入库" "Nothing in the row or the title shows the kind of site; the row was not read as a site."
        "请注明是土地、厂房、在建工程、关闭企业还是休闲农业点" "Write whether it is land, a plant, a stalled building, a closed enterprise or a leisure farm.";
    NameMissing "name-missing" Warning
        "没有名称，暂用地址或编号" "The site has no name; its address or its reference is used instead."
        "请补填名称" "Fill in the name.";
    RowUnclear "row-unclear" Error
        "本行内容不足以认定为一处资源，未入库" "The row holds too little to be a site; it was not read as one."
        "请补全名称和面积，或删去本行" "Fill in name and area, or delete the row.";
    RowHidden "row-hidden" Info
        "隐藏行，仍按数据读取" "The row is hidden in the spreadsheet; it was read nevertheless."
        "如已作废请删去本行" "Delete the row if it is void.";
    SheetHidden "sheet-hidden" Warning
        "工作表已隐藏，仍按数据读取" "The sheet is hidden in the workbook; it was read nevertheless."
        "如已作废请删去该工作表" "Delete the sheet if it is void.";
    RowsJoined "rows-joined" Warning
        "一条记录被拆成多行，已拼合" "Records that were split over several lines were joined into one row each."
        "请核对拼合的内容，或改报电子表格原件" "Check the joined rows, or send the original spreadsheet.";
    RowColoured "row-coloured" Info
        "本行填了底色，底色的含义未采用" "The row is filled with a colour; the meaning of the colour was not used."
        "请把底色的含义（如已签约）另写一列" "Write what the colour means, such as signed, into a column of its own.";
    ColumnHidden "column-hidden" Info
        "隐藏列，仍按数据读取" "The column is hidden in the spreadsheet; it was read nevertheless."
        "如已作废请删去该列" "Delete the column if it is void.";
    CoordinatesSwapped "coordinates-swapped" Warning
        "经纬度写反，已对调" "Longitude and latitude are in the wrong order; they were exchanged."
        "请经度在前、纬度在后" "Write longitude first, then latitude.";
    CoordinatesZero "coordinates-zero" Warning
        "坐标填的是 0，视为未填报" "The coordinates are zero; they were treated as not reported."
        "请补填坐标" "Fill in the coordinates.";
    CoordinatesOutside "coordinates-outside" Error
        "坐标在辖区之外，未采用" "The coordinates lie outside the district; they were not used."
        "请重新测量并填写坐标" "Measure again and correct the coordinates.";
    CoordinatesSystem "coordinates-system" Error
        "坐标系不明或不能换算，坐标未采用" "The coordinate system is unknown or is not converted; the coordinates were not used."
        "请提供 CGCS2000 或 WGS84 坐标" "Give the coordinates in CGCS2000 or WGS84.";
    CoordinatesLabel "coordinates-label" Warning
        "坐标与所注的坐标系不符，按数值判断坐标系" "The coordinates are not in the coordinate system that is stated; the system was inferred from the numbers."
        "请更正坐标系名称" "Correct the name of the coordinate system.";
    CoordinatesInferred "coordinates-inferred" Warning
        "坐标不在常用的坐标系中，按能落在辖区内的坐标系读取" "The coordinates fit none of the usual coordinate systems; the one that puts them inside the district was used."
        "请注明坐标系并核对位置" "State the coordinate system and check the position.";
    CoordinatesAmbiguous "coordinates-ambiguous" Warning
        "坐标有几种可能，取最可能的一种" "The coordinates have several possible interpretations; the most likely was used."
        "请注明坐标系并核对位置" "State the coordinate system and check the position.";
    CoordinatesConverted "coordinates-converted" Info
        "坐标已从其他基准换算为 WGS84 经纬度" "The coordinates were converted from another datum to WGS84."
        "请核对位置" "Check the position.";
    CoordinatesPacked "coordinates-packed" Warning
        "小数部分按分、秒读取" "The digits after the decimal point were read as minutes and seconds."
        "请写成度分秒或十进制度" "Write degrees, minutes and seconds, or decimal degrees.";
    CoordinatesCoarse "coordinates-coarse" Info
        "坐标位数不足，位置粗略" "The coordinates have too few digits for an exact position."
        "经纬度请保留五位以上小数，平面坐标请精确到米" "Give degrees with at least five decimals, and grid coordinates to the metre.";
    CoordinatesElsewhere "coordinates-elsewhere" Warning
        "坐标在所填乡镇之外" "The coordinates lie outside the township that the row names."
        "请核对坐标和属地" "Check the coordinates and the township.";
    CoordinatesAstray "coordinates-astray" Warning
        "坐标远离同一乡镇的其他地块" "The coordinates lie far from all other sites of the same township."
        "请核对坐标和属地" "Check the coordinates and the township.";
    CoordinatesFar "coordinates-far" Warning
        "坐标远离表中其他地块" "The coordinates lie far from all other sites of the same table."
        "请核对坐标" "Check the coordinates.";
    CoordinatesOffset "coordinates-offset" Warning
        "同一地块的两组坐标相差固定距离，可能漏做基准转换" "The two coordinate pairs of each row differ by the same offset; a datum conversion may be missing."
        "请确认以哪一组为准" "Confirm which of the two pairs is correct.";
    CoordinatesDisagree "coordinates-disagree" Warning
        "同一地块的两组坐标不一致" "The two coordinate pairs of the row give different positions."
        "请核对并更正其中一组" "Check both and correct one.";
    CoordinatesIllegible "coordinates-illegible" Error
        "坐标读不懂，未采用" "The coordinates could not be read; they were not used."
        "请按“经度,纬度”重新填写" "Write the coordinates as longitude,latitude.";
    CoordinatesRepeated "coordinates-repeated" Warning
        "三行以上坐标相同，可能是复制的" "Three or more sites have the same coordinates, which may have been copied."
        "请逐宗填写各自坐标" "Give each site its own coordinates.";
    GeometryIllegible "geometry-illegible" Error
        "图形读不出，未采用" "The geometry could not be read; it was not used."
        "请从制图软件重新导出为 WKT 或 GeoJSON" "Export it again from the mapping program as WKT or GeoJSON.";
    GeometryInvalid "geometry-invalid" Error
        "图形不合法（如自相交），未采用" "The geometry is not valid, for example because its boundary crosses itself; it was not used."
        "请修正界线后重新报送" "Correct the boundary and send it again.";
    FactInRemark "fact-in-remark" Info
        "此项是从备注中读出的" "The value was read from the remarks."
        "请填到对应的列" "Write it into the column for it.";
}
