//! The codes of what goes wrong with the file of an inventory.

use std::io;
use std::path::Path;

use panhuo::error::{Error, ErrorCode, ErrorKind};
use panhuo::lang::Bilingual;
use rusqlite::ErrorCode as SqliteCode;

panhuo::error_codes! {
    // The file.
    FILE_IN_USE "file-in-use" Io
        "其他程序正在使用此文件，请先在那里关闭，或另存为其他文件名"
        "another program is using the file: close it there, or save under another name";
    DISK_FULL "disk-full" Io
        "磁盘空间已满，请清理后重试"
        "the disk is full: free some space and try again";
    DATABASE_FAILED "database-failed" Io
        "数据库出错：{cause}"
        "the database failed: {cause}";
    DATABASE_DAMAGED "database-damaged" Format
        "文件已损坏，请改用备份：{cause}"
        "the file is damaged, use a backup: {cause}";
    NOT_A_DATABASE "not-a-database" Format
        "不是 GeoPackage：不是 SQLite 文件"
        "it is not a GeoPackage: not an SQLite file";
    NOT_A_GEOPACKAGE "not-a-geopackage" Format
        "是 SQLite 文件，但不是 GeoPackage"
        "it is an SQLite file but not a GeoPackage";
    NOT_AN_INVENTORY "not-an-inventory" Format
        "是 GeoPackage，但不是 panhuo 的资源库：没有数据表 `panhuo_format`；台账请用 `read_ledgers` 读取"
        "it is a GeoPackage but not an inventory of panhuo: it has no table `panhuo_format`; read a ledger with `read_ledgers`";
    VIEW_FOR_TABLE "view-for-table" Format
        "`{given}` 是视图，资源库中应为数据表"
        "`{given}` is a view, expected a table";
    FORMAT_OLDER "format-older" Format
        "资源库的格式是 {given}，此版本的 panhuo 只读取格式 {expected}：请从台账重新生成，或用写出它的版本打开"
        "the inventory has format {given}, but this version of panhuo reads format {expected}: make it anew from the ledgers, or open it with the version that wrote it";
    FORMAT_NEWER "format-newer" Format
        "资源库的格式是 {given}，此版本的 panhuo 只读取格式 {expected}：请升级 panhuo"
        "the inventory has format {given}, but this version of panhuo reads format {expected}: upgrade panhuo";
    FORMAT_UNKNOWN "format-unknown" Format
        "数据表 `panhuo_format` 没有写明格式，此版本的 panhuo 只读取格式 {expected}"
        "the table `panhuo_format` names no format; this version of panhuo reads format {expected}";

    // What the tables hold.
    CONTENT_INVALID "content-invalid" Format
        "文件内容不符合要求：{cause}"
        "the file holds what no inventory can: {cause}";
    CELL_REFERENCE "stored-cell-reference" Format
        "“{given}”不是单元格，应写成 B7 这样"
        "`{given}` is not a cell; expected one such as B7";
    UNKNOWN_WORD "stored-unknown-word" Format
        "“{given}”不是已知的{what}"
        "`{given}` is not a known {what}";
    FORMER_NAMES "stored-former-names" Format
        "曾用名应为 JSON 文本数组，文件中是“{given}”：{cause}"
        "former names must be a JSON array of texts, the file has `{given}`: {cause}";
    INTERVAL "stored-interval" Format
        "“{given}”不是区间"
        "`{given}` is not an interval";
    GEOMETRY_UNREADABLE "stored-geometry" Format
        "图形无法读取：{cause}"
        "the geometry cannot be read: {cause}";
    GEOMETRY_MISSING "stored-geometry-missing" Format
        "没有图形"
        "it has no geometry";
    NOT_A_POLYGON "stored-not-a-polygon" Format
        "用地范围应为多边形"
        "the footprint must be a polygon";
    NOT_A_POINT "stored-not-a-point" Format
        "位置应为一个点"
        "the position must be a point";

    // What cannot be stored.
    GEOMETRY_EMPTY "geometry-empty" Format
        "空的图形无法保存"
        "an empty geometry cannot be stored";
    GEOMETRY_TOO_DEEP "geometry-too-deep" Format
        "图形集合嵌套过深，无法保存"
        "a geometry collection is nested too deeply to be stored";
    ROW_KEY_TAKEN "row-key-taken" Format
        "编号“{given}”同时属于一处资源和一条被合并的行，请给该资源换一个编号"
        "`{given}` names both a site and a merged row: give the site another id";

    // Exports.
    UNKNOWN_FIELD "unknown-field" NotFound
        "{cause}；其他字段有：{allowed}"
        "{cause}; other fields are {allowed}";
}

/// A failure inside the crate, before it is told which file it is about.
#[derive(Debug)]
pub(crate) enum Cause {
    Sqlite(rusqlite::Error),
    Core(Error),
}

impl From<rusqlite::Error> for Cause {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<Error> for Cause {
    fn from(error: Error) -> Self {
        Self::Core(error)
    }
}

impl Cause {
    /// The public error, about this file.
    pub(crate) fn at(self, path: &Path) -> Error {
        match self {
            Self::Sqlite(error) => about(path, of_sqlite(error)),
            Self::Core(error) if error.kind() == ErrorKind::Cancelled => error,
            Self::Core(error) => about(path, error),
        }
    }

    /// The same about what a file holds: there a refusal of the core is the file's fault.
    pub(crate) fn of_content(self) -> Self {
        let is_its_own = |kind| matches!(kind, ErrorKind::Format | ErrorKind::Cancelled);
        match self {
            Self::Core(error) if !is_its_own(error.kind()) => {
                Error::new(CONTENT_INVALID).with_cause(error).into()
            }
            other => other,
        }
    }

    /// Says where, as [`Error::within`] does; what SQLite says is about the file as a whole.
    pub(crate) fn within(self, location: Bilingual) -> Self {
        match self {
            Self::Core(error) => error.within(location).into(),
            Self::Sqlite(error) => Self::Sqlite(error),
        }
    }
}

fn of_sqlite(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(SqliteCode::NotADatabase) => Error::new(NOT_A_DATABASE),
        Some(SqliteCode::DatabaseCorrupt) => Error::new(DATABASE_DAMAGED).with_cause(error),
        Some(SqliteCode::DatabaseBusy | SqliteCode::DatabaseLocked) => Error::new(FILE_IN_USE),
        Some(SqliteCode::DiskFull) => Error::new(DISK_FULL),
        Some(SqliteCode::CannotOpen) => Error::new(ErrorCode::CANNOT_OPEN).with_cause(error),
        _ => Error::new(DATABASE_FAILED).with_cause(error),
    }
}

/// An error about this file.
pub(crate) fn about(path: &Path, error: Error) -> Error {
    error.within(Bilingual::same(path.display()))
}

pub(crate) fn cannot_open(path: &Path, cause: io::Error) -> Error {
    about(path, Error::new(ErrorCode::CANNOT_OPEN).with_cause(cause))
}

pub(crate) fn cannot_write(path: &Path, cause: io::Error) -> Error {
    about(path, Error::new(ErrorCode::CANNOT_WRITE).with_cause(cause))
}

/// The name of a site, as a location.
pub(crate) fn site(id: &str) -> Bilingual {
    Bilingual::new(format!("资源“{id}”"), format!("site `{id}`"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        assert_eq!(panhuo::error::faulty_sentences(super::ALL), [""; 0]);
    }
}
