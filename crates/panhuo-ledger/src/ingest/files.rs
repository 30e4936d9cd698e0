//! Which files are meant, and what they hold.

use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use panhuo::{Error, Result};

use crate::error::{self, about, cannot_open};
use crate::format::EXTENSIONS;
use crate::options::ReadOptions;

/// Where a file was read from, and what it held then.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    path: PathBuf,
    digest: u64,
}

impl Origin {
    pub(crate) fn new(path: &Path, bytes: &[u8]) -> Self {
        Self {
            path: path.to_owned(),
            digest: digest(bytes),
        }
    }

    /// What the file holds, if it is still the same.
    pub(crate) fn bytes(&self, options: &ReadOptions) -> Option<Vec<u8>> {
        let bytes = load(&self.path, options).ok()?;
        (digest(&bytes) == self.digest).then_some(bytes)
    }

    /// The file beside it with another ending.
    pub(crate) fn sibling_file(&self, ending: &str, options: &ReadOptions) -> Option<Vec<u8>> {
        sibling(&self.path, ending, options)
    }
}

fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

pub(crate) fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// A file itself, the ledgers in a folder, or the files that a pattern names.
pub(crate) fn expand(path: &Path) -> Result<Vec<PathBuf>> {
    let pattern = path.to_string_lossy();
    if !path.exists() && pattern.contains(['*', '?', '[']) {
        let found = glob::glob(&pattern)
            .map_err(|cause| about(path, Error::new(error::PATTERN_INVALID).with_cause(cause)))?
            .flatten();
        let files: Vec<PathBuf> = found.filter(|path| path.is_file()).collect();
        if files.is_empty() {
            // The cause tells programs what the code tells people.
            let cause = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(about(
                path,
                Error::new(error::NO_FILE_MATCHES).with_cause(cause),
            ));
        }
        return Ok(files);
    }
    let cannot_open = |cause| cannot_open(path, cause);
    if !std::fs::metadata(path).map_err(cannot_open)?.is_dir() {
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
        !lock && EXTENSIONS.contains(&extension.as_str())
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(cannot_open)? {
        files.push(entry.map_err(cannot_open)?.path());
    }
    files.retain(|path| path.is_file() && is_ledger(path));
    Ok(files)
}

/// The file of the same name with another ending, in capitals or not, if it is no larger than a
/// ledger may be.
pub(crate) fn sibling(path: &Path, ending: &str, options: &ReadOptions) -> Option<Vec<u8>> {
    let endings = [ending.to_owned(), ending.to_ascii_uppercase()];
    let mut paths = endings.iter().map(|ending| path.with_extension(ending));
    load(&paths.find(|path| path.is_file())?, options).ok()
}

/// The bytes of a file that is not too large to be a ledger.
pub(crate) fn load(path: &Path, options: &ReadOptions) -> Result<Vec<u8>> {
    let open = |cause| cannot_open(path, cause);
    let size = std::fs::metadata(path).map_err(open)?.len();
    if size > options.max_bytes {
        let large = Error::new(error::FILE_TOO_LARGE).with_given(size);
        return Err(about(path, large.with_expected(options.max_bytes)));
    }
    std::fs::read(path).map_err(open)
}
