//! Reading files: every row that holds anything is a site or is explained.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use panhuo::{Inventory, Issue, Jurisdictions, Site, SiteId, Source};

use crate::error::{Error, Result};
use crate::issue::{Context, IssueCode, issue};
use crate::options::{Progress, ReadOptions};
use crate::sheet::{Beside, ENDINGS, Sheet, read_sheets};
use crate::table;
use crate::understand::{Reading, agreement};

/// What a row of a ledger was for.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowRole {
    /// It became this site.
    Site(SiteId),
    /// The title of a table.
    Title,
    /// A note of units, such as `单位：亩、㎡、万元`.
    Unit,
    /// Part of a header, or its repetition at a page break.
    Header,
    /// A sum.
    Subtotal,
    /// Signatures and what stands under a table.
    Footer,
    /// Anything else that is no site, such as instructions or the heading of a group.
    Note,
    /// Data that could not become a site; an issue says why.
    Rejected,
    /// More of the record above it, which a page breaks over lines.
    Continued,
}

impl RowRole {
    /// The stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Site(_) => "site",
            Self::Title => "title",
            Self::Unit => "unit",
            Self::Header => "header",
            Self::Subtotal => "subtotal",
            Self::Footer => "footer",
            Self::Note => "note",
            Self::Rejected => "rejected",
            Self::Continued => "continued",
        }
    }
}

/// One row that holds anything, and what it was for. Of tables side by side, each has its own.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The file's name.
    pub file: Arc<str>,
    /// The sheet's name.
    pub sheet: Arc<str>,
    /// From 1, as the spreadsheet counts.
    pub row: u32,
    /// What it was for.
    pub role: RowRole,
}

/// What a column of a table was understood to hold.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnMeaning {
    /// The lowest cell of its header.
    pub source: Source,
    /// Its header, as written.
    pub header: String,
    /// The attribute's name, or `name`, `reference`, `longitude`, …, or the name of a field of the
    /// profile's form; empty if the column is only kept as written.
    pub meaning: String,
    /// How sure the meaning is: 1 for the header's own words, less for what is only like them (an
    /// issue says so), 0 for a column that is kept as written.
    pub confidence: f64,
    /// The unit of bare numbers in it, if header, note or profile give one.
    pub unit: String,
}

/// What was read from ledgers: sites, doubts, and an account of every row.
///
/// # Example
///
/// ```
/// use panhuo::FLOOR_AREA;
/// use panhuo_ledger::{Profile, ReadOptions, read_bytes};
///
/// let csv = "\
/// 五里牌街道闲置厂房摸底表
/// 序号,企业名称,建筑面积（㎡）,层高（米）
/// 1,宏远机械厂,约8600,8.5
/// 合计,,8600,
/// ";
/// let options = ReadOptions::new().profile(Profile::bundled("yueyanglou")?);
/// let ledgers = read_bytes("台账.csv", csv.as_bytes(), &options)?;
/// let site = &ledgers.sites()[0];
/// assert_eq!(site.id.as_str(), "YYL-0001");
/// assert_eq!(site.jurisdiction, "430602006");
/// assert_eq!(site.interval(FLOOR_AREA).low(), 7740.0);
/// assert_eq!(ledgers.rows_read(), 4);
/// assert_eq!(ledgers.rows_explained(), 3);
/// # Ok::<(), panhuo_ledger::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Ledgers {
    sites: Vec<Site>,
    issues: Vec<Issue>,
    rows: Vec<Row>,
    columns: Vec<ColumnMeaning>,
    files: Vec<String>,
    options: ReadOptions,
    /// The name of a file to where it lies; none for two of one name.
    origins: BTreeMap<String, Option<Origin>>,
}

/// Where a file was read from, and what it held then.
#[derive(Clone, Debug)]
struct Origin {
    path: PathBuf,
    digest: u64,
}

fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

impl Ledgers {
    /// The sites, in the order of files, sheets and rows.
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// The doubts, in the order in which they arose.
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// Every row that holds anything.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Every column of every table, and what it was understood to mean.
    ///
    /// ```
    /// use panhuo_ledger::{ReadOptions, read_bytes};
    ///
    /// let csv = "名称,面积（亩）,村,招商热度\n麻布村1号地块,50,麻布村,高\n";
    /// let ledgers = read_bytes("存量土地.csv", csv.as_bytes(), &ReadOptions::new())?;
    /// let meanings: Vec<_> = ledgers.columns().iter().map(|c| c.meaning.as_str()).collect();
    /// assert_eq!(meanings, ["name", "site_area", "village", ""]);
    /// # Ok::<(), panhuo_ledger::Error>(())
    /// ```
    pub fn columns(&self) -> &[ColumnMeaning] {
        &self.columns
    }

    /// The names of the files, in the order in which they were read.
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// How many rows hold anything: always as many as there are sites and explained rows together.
    pub fn rows_read(&self) -> usize {
        self.rows.len()
    }

    /// How many rows are no sites: titles, headers, sums, signatures, notes and rejected ones.
    pub fn rows_explained(&self) -> usize {
        self.rows
            .iter()
            .filter(|row| !matches!(row.role, RowRole::Site(_)))
            .count()
    }

    /// The inventory of what was read, with the profile's jurisdictions and every doubt.
    ///
    /// # Errors
    ///
    /// [`Error::Core`] if the core refuses a site, which would be a fault of this crate.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo_ledger::{ReadOptions, read_bytes};
    ///
    /// let csv = "存量土地,,\n名称,面积（亩）,土地性质\n麻布村1号地块,50,国有\n";
    /// let inventory = read_bytes("a.csv", csv.as_bytes(), &ReadOptions::new())?.into_inventory()?;
    /// assert_eq!(inventory.sites().len(), 1);
    /// # Ok::<(), panhuo_ledger::Error>(())
    /// ```
    pub fn into_inventory(self) -> Result<Inventory> {
        let jurisdictions = self.options.profile.jurisdictions()?;
        let inventory = Inventory::new(self.sites)?;
        Ok(inventory
            .with_jurisdictions(jurisdictions)
            .with_issues(self.issues))
    }

    /// As [`Ledgers::into_inventory`], on a copy.
    ///
    /// # Errors
    ///
    /// As [`Ledgers::into_inventory`].
    pub fn inventory(&self) -> Result<Inventory> {
        let copy = Self {
            sites: self.sites.clone(),
            issues: self.issues.clone(),
            options: self.options.clone(),
            ..Self::default()
        };
        copy.into_inventory()
    }

    fn new(options: &ReadOptions) -> Self {
        Self {
            options: options.clone(),
            ..Self::default()
        }
    }

    /// The jurisdictions of the profile.
    pub(crate) fn jurisdictions(&self) -> Result<Jurisdictions> {
        self.options.profile.jurisdictions()
    }

    /// The sheets of a file that was read, if it still holds the same.
    pub(crate) fn sheets_again(&self, name: &str) -> Option<Vec<Sheet>> {
        let Origin {
            path,
            digest: before,
        } = self.origins.get(name)?.as_ref()?;
        let bytes = load(path, &self.options).ok()?;
        let beside = |ending: &str| sibling(path, ending, &self.options);
        let same = digest(&bytes) == *before;
        same.then(|| read_sheets(name, &bytes, &beside, &self.options).ok())?
    }

    /// Reads one file into what was read before.
    fn take(
        &mut self,
        name: &str,
        bytes: &[u8],
        beside: &Beside<'_>,
        options: &ReadOptions,
    ) -> Result<()> {
        let sheets = read_sheets(name, bytes, beside, options)?;
        self.files.push(name.to_owned());
        let file: Arc<str> = name.into();
        for sheet in sheets {
            for mut part in table::split(sheet, &options.profile) {
                part.header = part
                    .header
                    .or_else(|| table::records(&part, &options.profile));
                let taken = Reading {
                    file: name,
                    names: (Arc::clone(&file), part.name.as_str().into()),
                    sheet: &part,
                    options,
                    before: self.sites.len(),
                }
                .read();
                self.sites.extend(taken.sites);
                self.issues.extend(taken.issues);
                self.rows.extend(taken.rows);
                self.columns.extend(taken.columns);
            }
        }
        // No row may vanish, and none be counted twice: a fault here is loud and loses one file.
        if self.rows_read() != self.sites.len() + self.rows_explained() {
            let rows = self.rows_read() - self.rows_explained();
            let reason = format!("{rows} rows became {} sites", self.sites.len());
            let path = PathBuf::from(name);
            return Err(Error::Format { path, reason });
        }
        Ok(())
    }

    /// Adds what another file gave, numbering its sites on from those that are there.
    fn merge(&mut self, other: Self) {
        self.files.extend(other.files);
        for (name, origin) in other.origins {
            let known = self.origins.contains_key(&name);
            self.origins.insert(name, origin.filter(|_| !known));
        }
        if self.sites.is_empty() {
            // Nothing was numbered yet.
            self.sites = other.sites;
            self.issues.extend(other.issues);
            self.rows.extend(other.rows);
            self.columns.extend(other.columns);
            return;
        }
        let prefix = self.options.profile.id_prefix().to_owned();
        let before = self.sites.len();
        let mut renamed = BTreeMap::new();
        for (at, mut site) in other.sites.into_iter().enumerate() {
            let id = crate::understand::id(&prefix, before + at + 1);
            renamed.insert(std::mem::replace(&mut site.id, id.clone()), id);
            self.sites.push(site);
        }
        let renamed = |id: &SiteId| renamed.get(id).cloned();
        self.issues
            .extend(other.issues.into_iter().map(|issue| Issue {
                site: issue.site.as_ref().and_then(renamed),
                ..issue
            }));
        self.rows.extend(other.rows.into_iter().map(|row| {
            let role = match &row.role {
                RowRole::Site(id) => renamed(id).map_or(RowRole::Rejected, RowRole::Site),
                role => role.clone(),
            };
            Row { role, ..row }
        }));
        self.columns.extend(other.columns);
    }

    /// Adds the doubts that only all files together show.
    fn compared(mut self) -> Self {
        agreement::astray(&self.sites, &self.options.profile, &mut self.issues);
        self
    }

    /// Notes that a file could not be read.
    fn miss(&mut self, name: &str, error: &Error) {
        let source = Source {
            file: name.into(),
            ..Source::default()
        };
        let context = Context {
            source,
            raw: error.to_string().into(),
            ..Context::default()
        };
        self.issues
            .push(issue(IssueCode::FileUnreadable, &context, ""));
        self.files.push(name.to_owned());
    }
}

/// Reads ledgers from files, folders (not their subfolders) and patterns such as
/// `ledgers/**/*.xlsx`, in the order of their names. Files are read in parallel; the result is
/// the same as one by one.
///
/// A file that cannot be read becomes an issue and the others are read all the same.
///
/// # Errors
///
/// [`Error::Open`] if no path is given, or none exists.
///
/// # Example
///
/// ```no_run
/// use panhuo_ledger::{Profile, ReadOptions};
///
/// let options = ReadOptions::new().profile(Profile::bundled("yueyanglou")?);
/// let ledgers = panhuo_ledger::read(["examples/data/ledgers"], &options)?;
/// println!("{} sites, {} doubts", ledgers.sites().len(), ledgers.issues().len());
/// # Ok::<(), panhuo_ledger::Error>(())
/// ```
pub fn read(
    paths: impl IntoIterator<Item = impl AsRef<Path>>,
    options: &ReadOptions,
) -> Result<Ledgers> {
    read_with(paths, options, &|_| ControlFlow::Continue(()))
}

/// As [`read`], telling `progress` before each file; it may stop the reading there.
///
/// # Errors
///
/// As [`read`], and [`Error::Stopped`].
///
/// # Example
///
/// ```no_run
/// use std::ops::ControlFlow;
///
/// use panhuo_ledger::{ReadOptions, read_with};
///
/// let show = |progress: panhuo_ledger::Progress<'_>| {
///     println!("{}/{} {}", progress.done, progress.total, progress.file);
///     ControlFlow::Continue(())
/// };
/// let ledgers = read_with(["ledgers"], &ReadOptions::new(), &show)?;
/// # Ok::<(), panhuo_ledger::Error>(())
/// ```
pub fn read_with(
    paths: impl IntoIterator<Item = impl AsRef<Path>>,
    options: &ReadOptions,
    progress: &dyn Fn(Progress<'_>) -> ControlFlow<()>,
) -> Result<Ledgers> {
    let mut ledgers = Ledgers::new(options);
    let mut files: Vec<PathBuf> = Vec::new();
    let mut failed: Vec<Error> = Vec::new();
    let mut given = 0_usize;
    for path in paths {
        given += 1;
        match expand(path.as_ref()) {
            Ok(found) => files.extend(found),
            Err(source) => failed.push(Error::Open {
                path: path.as_ref().to_owned(),
                source,
            }),
        }
    }
    if given == failed.len() {
        let nothing = || std::io::Error::new(std::io::ErrorKind::InvalidInput, "no path is given");
        let none = || Error::Open {
            path: PathBuf::new(),
            source: nothing(),
        };
        return Err(failed.into_iter().next().unwrap_or_else(none));
    }
    files.sort_by(|a, b| a.file_name().cmp(&b.file_name()).then_with(|| a.cmp(b)));
    files.dedup();
    for error in &failed {
        if let Error::Open { path, .. } = error {
            ledgers.miss(&name_of(path), error);
        }
    }
    let mut done = 0;
    // A few files at a time: memory stays bounded and progress goes on.
    for chunk in files.chunks(rayon::current_num_threads().max(1) * 2) {
        options.stop.check()?;
        for (at, path) in chunk.iter().enumerate() {
            let now = Progress {
                file: &name_of(path),
                done: done + at,
                total: files.len(),
                rows: ledgers.rows.len(),
            };
            if progress(now).is_break() {
                return Err(Error::Stopped);
            }
        }
        done += chunk.len();
        let each = |path: &PathBuf| {
            let name = name_of(path);
            let mut one = Ledgers::new(options);
            if options.stop.check().is_err() {
                return one;
            }
            let beside = |ending: &str| sibling(path, ending, options);
            let outcome = load(path, options).and_then(|bytes| {
                let (path, digest) = (path.clone(), digest(&bytes));
                one.origins
                    .insert(name.clone(), Some(Origin { path, digest }));
                one.take(&name, &bytes, &beside, options)
            });
            if let Err(error) = outcome {
                one = Ledgers::new(options);
                one.miss(&name, &error);
            }
            one
        };
        let read: Vec<Ledgers> = chunk.par_iter().map(each).collect();
        for one in read {
            ledgers.merge(one);
        }
    }
    options.stop.check()?;
    Ok(ledgers.compared())
}

/// Reads one ledger from memory. The format is told by the bytes; `name` is for sources and may
/// tell township and kind.
///
/// # Errors
///
/// [`Error::Format`] and [`Error::Limit`].
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
    let mut ledgers = Ledgers::new(options);
    ledgers.take(name, bytes, &|_| None, options)?;
    Ok(ledgers.compared())
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// A file itself, the ledgers in a folder, or the files that a pattern names.
fn expand(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    let pattern = path.to_string_lossy();
    if !path.exists() && pattern.contains(['*', '?', '[']) {
        let invalid = |e| std::io::Error::new(std::io::ErrorKind::InvalidInput, e);
        let found = glob::glob(&pattern).map_err(invalid)?.flatten();
        let files: Vec<PathBuf> = found.filter(|path| path.is_file()).collect();
        if files.is_empty() {
            let nothing = format!("no file matches {pattern}");
            return Err(std::io::Error::new(std::io::ErrorKind::NotFound, nothing));
        }
        return Ok(files);
    }
    if !std::fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let is_ledger = |path: &PathBuf| {
        let extension = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default()
            .to_lowercase();
        // Spreadsheet programs leave ~$name.xlsx beside an open file.
        let lock = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("~$"));
        !lock && ENDINGS.contains(&extension.as_str())
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path)? {
        files.push(entry?.path());
    }
    files.retain(|path| path.is_file() && is_ledger(path));
    Ok(files)
}

/// The file of the same name with another ending, in capitals or not, if it is no larger than a
/// ledger may be.
fn sibling(path: &Path, ending: &str, options: &ReadOptions) -> Option<Vec<u8>> {
    let endings = [ending.to_owned(), ending.to_ascii_uppercase()];
    let mut paths = endings.iter().map(|ending| path.with_extension(ending));
    load(&paths.find(|path| path.is_file())?, options).ok()
}

/// The bytes of a file that is not too large to be a ledger.
fn load(path: &Path, options: &ReadOptions) -> Result<Vec<u8>> {
    let open = |source| Error::Open {
        path: path.to_owned(),
        source,
    };
    let size = std::fs::metadata(path).map_err(open)?.len();
    if size > options.max_bytes {
        let reason = format!(
            "{size} bytes, more than {}: split the file, or raise max_bytes",
            options.max_bytes
        );
        return Err(Error::Limit {
            path: path.to_owned(),
            reason,
        });
    }
    std::fs::read(path).map_err(open)
}
