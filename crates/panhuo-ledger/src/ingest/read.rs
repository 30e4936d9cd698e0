//! Reads files, several at a time: every row that holds anything is a site or is explained.

use std::path::{Path, PathBuf};

use panhuo::source::Source;
use panhuo::{Error, Result};
use rayon::prelude::*;

use crate::assemble::SheetReader;
use crate::error::NO_PATH;
use crate::format::{Sheet, read_sheets};
use crate::ingest::builder::LedgerBuilder;
use crate::ingest::files::{Origin, expand, load, name_of, sibling};
use crate::ingest::ledgers::Ledgers;
use crate::layout;
use crate::options::{Progress, ReadOptions};

/// Reads ledgers from files, folders (not their subfolders) and patterns such as
/// `ledgers/**/*.xlsx`, in the order of their names. Files are read in parallel; the result is
/// the same as one by one.
///
/// A file that cannot be read becomes an issue and the others are read all the same.
///
/// # Errors
///
/// [`ErrorKind::Io`](panhuo::ErrorKind::Io) if none of the paths exists,
/// [`ErrorKind::InvalidArgument`](panhuo::ErrorKind::InvalidArgument) if none is given.
///
/// # Example
///
/// ```no_run
/// use panhuo_ledger::{Profile, ReadOptions};
///
/// let options = ReadOptions::new().profile(Profile::bundled("yueyanglou")?);
/// let ledgers = panhuo_ledger::read(["examples/data/ledgers"], &options)?;
/// println!("{} sites, {} issues", ledgers.sites().len(), ledgers.issues().len());
/// # Ok::<(), panhuo_ledger::Error>(())
/// ```
pub fn read(
    paths: impl IntoIterator<Item = impl AsRef<Path>>,
    options: &ReadOptions,
) -> Result<Ledgers> {
    read_with(paths, options, &|_| {})
}

/// As [`read`], telling `progress` before each file.
///
/// # Errors
///
/// As [`read`], and [`ErrorKind::Cancelled`](panhuo::ErrorKind::Cancelled) soon
/// after its token is cancelled ([`ReadOptions::cancel`]).
///
/// # Example
///
/// ```no_run
/// use panhuo_ledger::{ReadOptions, read_with};
///
/// let show = |progress: panhuo_ledger::Progress<'_>| {
///     println!("{}/{} {}", progress.done, progress.total, progress.file);
/// };
/// let ledgers = read_with(["ledgers"], &ReadOptions::new(), &show)?;
/// # Ok::<(), panhuo_ledger::Error>(())
/// ```
pub fn read_with(
    paths: impl IntoIterator<Item = impl AsRef<Path>>,
    options: &ReadOptions,
    progress: &dyn Fn(Progress<'_>),
) -> Result<Ledgers> {
    let mut builder = LedgerBuilder::default();
    let mut files: Vec<PathBuf> = Vec::new();
    let mut failed: Vec<(String, Error)> = Vec::new();
    let mut given = 0_usize;
    for path in paths {
        given += 1;
        match expand(path.as_ref()) {
            Ok(found) => files.extend(found),
            Err(error) => failed.push((name_of(path.as_ref()), error)),
        }
    }
    if given == failed.len() {
        let first = failed.into_iter().next().map(|(_, error)| error);
        return Err(first.unwrap_or_else(|| Error::new(NO_PATH)));
    }
    files.sort_by(|a, b| a.file_name().cmp(&b.file_name()).then_with(|| a.cmp(b)));
    files.dedup();
    for (name, error) in &failed {
        builder.miss(name, error);
    }
    let mut done = 0;
    // A few files at a time: memory stays bounded and progress goes on.
    for chunk in files.chunks(rayon::current_num_threads().max(1) * 2) {
        for (at, path) in chunk.iter().enumerate() {
            progress(Progress {
                file: &name_of(path),
                done: done + at,
                total: files.len(),
                rows: builder.records.rows.len(),
            });
            options.cancel.check()?;
        }
        done += chunk.len();
        let read: Vec<LedgerBuilder> = chunk.par_iter().map(|path| one(path, options)).collect();
        options.cancel.check()?;
        for one in read {
            builder.merge(one, options);
        }
    }
    builder.finish(options)
}

/// What one file gives, if only the issue that it cannot be read.
fn one(path: &Path, options: &ReadOptions) -> LedgerBuilder {
    let name = name_of(path);
    let sibling_file = |ending: &str| sibling(path, ending, options);
    let mut builder = LedgerBuilder::default();
    let outcome = load(path, options).and_then(|bytes| {
        builder.remember(&name, Origin::new(path, &bytes));
        let sheets = read_sheets(&name, &bytes, &sibling_file, options)?;
        // Its cells are all that is needed of a large file.
        drop(bytes);
        take(&mut builder, &name, sheets, options)
    });
    if let Err(error) = outcome {
        builder = LedgerBuilder::default();
        builder.miss(&name, &error);
    }
    builder
}

/// Reads one ledger from memory. The format is told by the bytes; `name` is for sources and may
/// tell township and kind.
///
/// # Errors
///
/// [`ErrorKind::Format`](panhuo::ErrorKind::Format) if the file is not a ledger, is damaged or exceeds a
/// limit.
///
/// # Example
///
/// ```
/// use panhuo_ledger::{ReadOptions, read_bytes};
///
/// let csv = "名称,占地面积（亩）,层高（m）,闲置时间\n宏远机械厂,30,8,2019.5\n";
/// let ledgers = read_bytes("闲置厂房.csv", csv.as_bytes(), &ReadOptions::new())?;
/// assert_eq!(ledgers.sites()[0].name, "宏远机械厂");
/// # Ok::<(), panhuo_ledger::Error>(())
/// ```
pub fn read_bytes(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Ledgers> {
    let mut builder = LedgerBuilder::default();
    let sheets = read_sheets(name, bytes, &|_| None, options)?;
    take(&mut builder, name, sheets, options)?;
    builder.finish(options)
}

/// Reads the sheets of one file into what was read before.
fn take(
    builder: &mut LedgerBuilder,
    name: &str,
    sheets: Vec<Sheet>,
    options: &ReadOptions,
) -> Result<()> {
    for sheet in sheets {
        for mut part in layout::split(layout::unfold(sheet), &options.profile) {
            part.header = part
                .header
                .or_else(|| layout::records(&part, &options.profile));
            let records = SheetReader {
                file: name,
                place: Source::new(name, &part.name),
                sheet: &part,
                options,
                before: builder.records.sites.len(),
            }
            .read()?;
            builder.records.add(records);
        }
    }
    builder.close(name)
}
