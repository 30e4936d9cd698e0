//! The codes of what only the bindings refuse: arguments of Python, records and tables.

use panhuo::lang::Bilingual;
use pyo3::prelude::*;

panhuo::error_codes! {
    // Arguments.
    NOT_AN_OPTION "not-an-option" InvalidArgument
        "{what}应为其中之一：{allowed}；给出的是“{given}”"
        "{what} must be one of {allowed}; got `{given}`";
    RELAXATION_ORDER "relaxation-order" InvalidArgument
        "放宽次序应在 1 到 {expected} 之间，给出的是 {given}"
        "the order of relaxing must be between 1 and {expected}, got {given}";
    POLYGON_UNREADABLE "polygon-unreadable" InvalidArgument
        "`polygon` 不是合法的 GeoJSON：{cause}"
        "`polygon` is not valid GeoJSON: {cause}";
    REGION_UNCLEAR "region-unclear" InvalidArgument
        "范围应是一个图层（`layer`）或一个多边形（`polygon`），二者选一"
        "a region is one `layer` or one `polygon`: write exactly one of them";
    TARGET_UNCLEAR "target-unclear" InvalidArgument
        "距离应指一个图层，或 `longitude` 和 `latitude` 一同写明的位置"
        "a distance is to a layer, or to a `longitude` and a `latitude` given together";
    UNIT_OF_OTHER_DIMENSION "unit-of-other-dimension" InvalidArgument
        "{given} 是{what}，不能换算成“{expected}”"
        "{given} is a quantity of {what} and cannot be converted to `{expected}`";
    FACT_MISSING "fact-missing" InvalidArgument
        "数据中没有事实"
        "the data holds no fact";
    TABLE_EMPTY "preference-table-empty" InvalidRequirement
        "“{what}”的取值表是空的，请至少写一个类别"
        "the table of `{what}` is empty: name at least one category";
    JSON_UNREADABLE "json-unreadable" Parse
        "JSON 无法读取：{cause}"
        "the JSON cannot be read: {cause}";

    // Calls.
    NO_THREAD "no-thread" Io
        "系统无法启动线程：{cause}"
        "the system cannot start a thread: {cause}";
    NO_ANSWER "no-answer" Cancelled
        "计算结束，但没有给出结果"
        "the computation ended without an answer";

    // Records.
    RECORD_UNREADABLE "record-unreadable" Parse
        "记录无法读取：{cause}"
        "the record cannot be read: {cause}";
    HALF_A_POSITION "half-a-position" InvalidSite
        "`longitude` 和 `latitude` 只给出了一个，应同时给出"
        "only one of `longitude` and `latitude` is given: give both";
    VALUE_FORM "value-form" InvalidSite
        "取值不能是 {given}"
        "the value cannot be {given}";

    // Records to be linked.
    FIELD_UNKNOWN "field-unknown" InvalidArgument
        "配置“{what}”没有字段“{given}”"
        "the profile `{what}` has no field `{given}`";
    LISTED_VALUE "listed-value" InvalidArgument
        "应为{expected}，给出的是 {given}"
        "expected {expected}, got {given}";
    NOT_A_PAIR "not-a-pair" InvalidArgument
        "{given} 不是一对行，应为 0 到 {expected} 之间的两个不同行号"
        "{given} are not a pair of rows: expected two different numbers from 0 to {expected}";
    LINK_COLUMN "link-column" Format
        "列的内容不符：{cause}"
        "the column does not hold what it must: {cause}";

    // Tables.
    TABLE_UNREADABLE "table-unreadable" Format
        "表格无法读取：{cause}"
        "the table cannot be read: {cause}";
    TABLE_NOT_MADE "table-not-made" Format
        "表格无法生成：{cause}"
        "the table cannot be made: {cause}";
    LIST_AS_COLUMN "list-as-column" InvalidArgument
        "一列中不能放 {given}"
        "a column cannot hold {given}";
    COLUMN_REPEATED "column-repeated" InvalidSite
        "两列同名：“{given}”"
        "two columns are named `{given}`";
    KIND_COLUMN_MISSING "kind-column-missing" InvalidSite
        "表格没有 `kind` 列，其取值为：{allowed}"
        "the table has no column `kind`; its values are {allowed}";
    GEOMETRY_REPEATED "geometry-repeated" InvalidSite
        "“{given}”和“{what}”两列都是图形，只能有一列"
        "`{given}` and `{what}` are both geometry: a table may have one such column";
    COLUMN_VALUE "column-value" InvalidSite
        "取值不能采用：{cause}"
        "the value cannot be taken: {cause}";
    COLUMN_HOLDS "column-holds" InvalidSite
        "列的类型是 {given}，应为{expected}"
        "it holds {given}, not {expected}";
    TIMES_WITH_ZONE "times-with-zone" InvalidSite
        "列中是时区 {given} 的时刻：请改为日期，或不带时区的时刻"
        "it holds times in {given}: give days, or times without a zone";
    BLANK "blank" InvalidSite
        "是空的，应填写"
        "it is empty: fill it in";
    VALUE_IS_NAN "value-is-nan" InvalidSite
        "取值是 NaN：空白请用 null，或写明 nan=\"unknown\""
        "it is NaN: give null for a blank, or say nan=\"unknown\"";
    VALUE_INFINITE "value-infinite" InvalidSite
        "取值是 {given}，应为有限的数"
        "it is {given}, expected a finite number";
    VALUE_BELOW "value-below" InvalidSite
        "取值是 {given}，不应小于 {expected}"
        "it is {given}: it is never below {expected}";
    COLUMN_UNIT "column-unit" InvalidSite
        "列的单位是“{given}”[（{what}）]，应为{expected}的单位，例如 {allowed}"
        "it is in `{given}`[ ({what})], but measures {expected}, such as `{allowed}`";
    ENDS_REVERSED "ends-reversed" InvalidSite
        "取值是 {given}，下限大于上限"
        "it is from {given}: the lower end is above the upper one";
    ENDS_AND_VALUE "ends-and-value" InvalidSite
        "取值是 {given}，又是 {expected}，两者不符"
        "it is {given}, and from {expected}: these differ";
    TOO_MANY_ROWS "too-many-rows" InvalidSite
        "行数太多"
        "it has too many rows";
    CRS_MISSING "crs-missing" InvalidSite
        "没有注明坐标系：请写明，例如 crs=\"EPSG:4326\""
        "it has no coordinate system: say which it is, such as crs=\"EPSG:4326\"";
    CRS_NOT_DEGREES "crs-not-degrees" InvalidSite
        "坐标系是 {given}：请先转换为 EPSG:4326，例如用 GeoPandas 的 `to_crs`"
        "it is in {given}: convert it to EPSG:4326 first, as `to_crs` of GeoPandas does";
    POINTS_WITHOUT_AXES "points-without-axes" InvalidSite
        "点应有 64 位的 x 和 y"
        "it holds no x and y of 64 bits";
    GEOMETRY_KIND "geometry-kind" InvalidSite
        "资源的图形应为点或面"
        "a site is a point or an area";
    POSITIONS_DIFFER "positions-differ" InvalidSite
        "图形的位置与 `longitude`、`latitude` 不符"
        "the geometry is not at `longitude`, `latitude`";
    GEOMETRY_BYTES "geometry-bytes" InvalidSite
        "图形无法读取：{cause}"
        "the geometry cannot be read: {cause}";
}

/// A row of a table or list, as a location; rows are counted from 0, as in frames.
pub(crate) fn row(number: usize) -> Bilingual {
    Bilingual::new(
        format!("第 {number} 行（从 0 数起）"),
        format!("row {number}"),
    )
}

/// A column of a table, as a location.
pub(crate) fn column(name: &str) -> Bilingual {
    Bilingual::new(format!("列“{name}”"), format!("column `{name}`"))
}

/// What is wrong with the sentences of these codes, for a test: nothing.
#[pyfunction]
#[pyo3(name = "_faulty_sentences")]
pub(crate) fn faulty_sentences() -> Vec<String> {
    panhuo::error::faulty_sentences(ALL)
}
