//! The codes of what stops the reading of a ledger or the writing about one. A bad cell never does: it
//! becomes an issue.

use std::io;
use std::path::Path;

use panhuo::error::{Error, ErrorCode};
use panhuo::lang::Bilingual;

panhuo::error_codes! {
    // Paths.
    NO_PATH "no-path" InvalidArgument
        "没有给出文件：请给出文件、文件夹，或“台账/*.xlsx”这样的通配路径"
        "no path is given: name a file, a folder or a pattern such as `ledgers/*.xlsx`";
    PATTERN_INVALID "pattern-invalid" InvalidArgument
        "通配路径写法有误：{cause}"
        "the pattern is not valid: {cause}";
    NO_FILE_MATCHES "no-file-matches" Io
        "没有文件与这一通配路径相符"
        "no file matches the pattern";

    // Limits.
    FILE_TOO_LARGE "file-too-large" Format
        "文件有 {given} 字节，最多读取 {expected} 字节：请拆分文件，或调高 `max_bytes`"
        "the file has {given} bytes, at most {expected} are read: split it, or raise `max_bytes`";
    UNPACKED_TOO_LARGE "unpacked-too-large" Format
        "解压后超过 {expected} 字节：请拆分文件，或调高 `max_bytes`"
        "it has more than {expected} bytes once unpacked: split the file, or raise `max_bytes`";
    COMPRESSED_TOO_WELL "compressed-too-well" Format
        "“{what}”解压后超过原大小的 {expected} 倍，不像台账：请用 Excel 打开后另存为 .xlsx"
        "`{what}` unpacks to more than {expected} times its size, which no ledger does: open the file in Excel and save it as .xlsx";
    TOO_MANY_CELLS "too-many-cells" Format
        "单元格超过 {expected} 个：请拆分文件，或调高 `max_cells`"
        "it has more than {expected} cells: split the file, or raise `max_cells`";
    CELLS_FAR_APART "cells-far-apart" Format
        "单元格相距过远，所在矩形有 {given} 格，最多读取 {expected} 格：请删去远处的内容，或另存为 .xlsx"
        "its cells lie too far apart: the rectangle around them has {given} places, at most {expected} are read; delete what stands far off, or save it as .xlsx";
    TOO_MUCH_TEXT "too-much-text" Format
        "单元格文字合计超过 {expected} 字节，多为重复内容：请删去重复内容，或调高 `max_bytes`"
        "its cells hold more than {expected} bytes of text, most of it repeated: delete what repeats, or raise `max_bytes`";

    // Files that are not ledgers.
    PDF "pdf" Format
        "这是 PDF，不能读取：请向填报单位索取电子表格"
        "a PDF is not read: ask for the spreadsheet";
    WEB_PAGE "web-page" Format
        "这是网页，不是表格：请索取原表"
        "a web page, whatever the file is called: ask for the table itself";
    NOT_A_TABLE "not-a-table" Format
        "既不是工作簿，也不是文本文件：请另存为 .xlsx 或 .csv"
        "it is neither a workbook nor text: save it as .xlsx or .csv";
    ZIP_WITHOUT_TABLE "zip-without-table" Format
        "压缩包中没有工作簿或 Shapefile：请解压后读取其中的文件"
        "a zip without a workbook or a Shapefile: unpack it and read the files in it";
    WORKBOOK_PASSWORD "workbook-password" Format
        "工作簿有密码：请打开后取消密码再保存，或向填报单位索取无密码的文件"
        "the workbook has a password: open it and save it without one, or ask for such a file";
    EXCEL_95 "excel-95" Format
        "这是 Excel 95 或更早版本的工作簿：请另存为 .xlsx"
        "a workbook of Excel 95 or before: save it as .xlsx";
    OTHER_OFFICE_FILE "other-office-file" Format
        "这是 Office 文件，但不是工作簿：请将其中的表格另存为 .xlsx"
        "an Office file, but not a workbook: save its table as .xlsx";
    GEOPACKAGE_LEFT_OUT "geopackage-left-out" Format
        "此版本没有编入 `geopackage` 功能，不能读取 GeoPackage"
        "a GeoPackage is not read: this build leaves out the feature `geopackage`";
    GEOPARQUET_LEFT_OUT "geoparquet-left-out" Format
        "此版本没有编入 `geoparquet` 功能，不能读取 GeoParquet：请另存为 GeoPackage"
        "GeoParquet is not read: this build leaves out the feature `geoparquet`; save it as GeoPackage";

    // Workbooks.
    NOT_A_WORKBOOK "not-a-workbook" Format
        "不是工作簿，文件可能不完整，请重新获取：{cause}"
        "it is not a workbook, or is incomplete; get it again: {cause}";
    WORKBOOK_DAMAGED "workbook-damaged" Format
        "工作簿已损坏，请用 Excel 打开后另存为 .xlsx[：{cause}]"
        "the workbook is damaged: open it in Excel and save it as .xlsx[; {cause}]";
    SHARED_STRINGS "shared-strings" Format
        "工作簿声明的共享字符串多于实际内容，请用 Excel 打开后另存为 .xlsx"
        "the workbook declares more shared strings than it contains: open it in Excel and save it as .xlsx";
    SHEET_REPEATED "sheet-repeated" Format
        "工作簿中有两张工作表同名或内容是同一部分，请用 Excel 打开后另存为 .xlsx"
        "two sheets of the workbook have the same name or the same content part: open it in Excel and save it as .xlsx";
    SHEETS_OVERLAP "sheets-overlap" Format
        "工作簿中各工作表的位置重叠或超出文件，请用 Excel 打开后另存为 .xlsx"
        "the sheets of the workbook overlap or start beyond its end: open it in Excel and save it as .xlsx";
    CELL_OUTSIDE_SHEET "cell-outside-sheet" Format
        "有单元格超出工作表的范围（{expected}），请用 Excel 打开后另存为 .xlsx"
        "a cell lies outside what a sheet can have ({expected}): open the file in Excel and save it as .xlsx";

    // Text and layers.
    CSV_UNREADABLE "csv-unreadable" Format
        "文本表格无法读取：{cause}"
        "the text cannot be read as a table: {cause}";
    GEOJSON_UNREADABLE "geojson-unreadable" Format
        "不是合法的 GeoJSON：{cause}"
        "it is not valid GeoJSON: {cause}";
    SHAPEFILE_WITHOUT_DBF "shapefile-without-dbf" Format
        "Shapefile 缺少 .dbf：请把 .shp、.dbf、.prj 放在同一文件夹或同一个 .zip 中"
        "a Shapefile without its .dbf: put .shp, .dbf and .prj into one folder or one .zip";
    DBF_DAMAGED "dbf-damaged" Format
        "Shapefile 的 .dbf 已损坏，请重新导出"
        "the .dbf of the Shapefile is damaged: export it again";
    NOT_A_GEOPACKAGE "database-without-layers" Format
        "是 SQLite 数据库，但没有列出图层，不是 GeoPackage"
        "it is an SQLite database but not a GeoPackage: it lists no layers";
    GEOPACKAGE_IN_USE "geopackage-in-use" Format
        "其他程序正在使用此文件，改动尚未写入：请先在那里关闭"
        "another program has it open and keeps changes beside it: close it there first";
    GEOPACKAGE_DAMAGED "geopackage-damaged" Format
        "数据库无法读取，请重新导出：{cause}"
        "the database cannot be read, export it again: {cause}";
    GEOPACKAGE_VIEW "geopackage-view" Format
        "`{given}` 是视图，不读取：请另存为数据表"
        "`{given}` is a view, which is not read: save it as a table";
    COMPUTED_COLUMN "computed-column" Format
        "列“{given}”由公式计算，不读取：请另存为数值"
        "column `{given}` is computed, which is not read: save it with values";
    PARQUET_DAMAGED "parquet-damaged" Format
        "Parquet 文件已损坏，请重新导出[：{cause}]"
        "the Parquet file is damaged: export it again[; {cause}]";
    GEOMETRY_ENCODING "geometry-encoding" Format
        "图形以 {given} 编码，只读取 {expected}：请按 {expected} 重新导出"
        "geometries are encoded as {given}, only {expected} is read: export them as {expected}";

    // The reading itself.
    ROWS_AND_SITES "rows-and-sites" Format
        "{given} 行读成了 {expected} 处资源，两者应相等：这是 panhuo 的错误，请反馈此文件"
        "{given} rows became {expected} sites, which must be as many: this is a fault of panhuo, please report it";

    // Profiles.
    PROFILE_UNREADABLE "profile-unreadable" Parse
        "无法读取：{cause}"
        "it cannot be read: {cause}";
    PROFILE_UNIT "profile-unit" Parse
        "“{given}”不是“{what}”的单位"
        "`{given}` is not a unit of {what}";
    PROFILE_AREA "profile-area" InvalidArgument
        "`area` 应依次为西、南、东、北，给出的是 {given}"
        "the `area` must be west, south, east, north; got {given}";
    PROFILE_HEADER "profile-header" Parse
        "表头“{what}”不能对应“{given}”：应为属性的名称，或“field:”开头的字段"
        "header `{what}` cannot mean `{given}`: write the name of an attribute, or `field:` and a field";
    PROFILE_EDITION "profile-edition" Parse
        "没有名为“{given}”的分类标准版本"
        "no edition of a classification is named `{given}`";
    PROFILE_BOUNDARY "profile-boundary" Parse
        "{given}的边界不是合法的多边形"
        "the boundary of {given} is not a valid polygon";

    // What is written, and the workbook of decisions.
    ISSUES_WORKBOOK "issues-workbook" Format
        "疑点无法写入工作簿：{cause}"
        "the issues do not fit into a workbook: {cause}";
    REVIEW_COLUMNS "review-columns" Format
        "没有工作表含有这些列：{allowed}"
        "no sheet has the columns {allowed}";
    REVIEW_ANSWER "review-answer" Format
        "判定“{given}”不在可选项之内：{allowed}"
        "the decision `{given}` is none of {allowed}";
    REVIEW_CELL "review-cell" Format
        "“{given}”不是单元格，应写成 B7 这样"
        "`{given}` is not a cell; expected one such as B7";
    SURVEY_WITHOUT_FOOTPRINT "survey-without-footprint" InvalidArgument
        "没有一处资源有用地范围，不能写成勘测定界文件"
        "no site has a footprint, so no survey can be written";
    SURVEY_ZONE "survey-zone" InvalidArgument
        "用地范围不在 3 度带的 {expected} 带之内"
        "the footprints lie outside the 3-degree zones {expected}";
    SURVEY_PROJECTION "survey-projection" InvalidArgument
        "资源“{given}”的用地范围无法投影到 {expected} 带"
        "the footprint of site `{given}` cannot be projected to zone {expected}";
}

/// An error about this file.
pub(crate) fn about(path: &Path, error: Error) -> Error {
    error.within(Bilingual::same(path.display()))
}

pub(crate) fn cannot_open(path: &Path, cause: io::Error) -> Error {
    about(path, Error::new(ErrorCode::CANNOT_OPEN).with_cause(cause))
}

/// A sheet, as a location.
pub(crate) fn sheet(name: &str) -> Bilingual {
    Bilingual::new(format!("工作表“{name}”"), format!("sheet `{name}`"))
}

/// A layer, as a location.
#[cfg(feature = "geopackage")]
pub(crate) fn layer(name: &str) -> Bilingual {
    Bilingual::new(format!("图层“{name}”"), format!("layer `{name}`"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        assert_eq!(panhuo::error::faulty_sentences(super::ALL), [""; 0]);
    }
}
