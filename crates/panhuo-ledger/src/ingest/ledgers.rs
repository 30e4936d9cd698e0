//! What was read: sites, issues, and an account of every row.

use std::collections::BTreeMap;
use std::sync::Arc;

use panhuo::inventory::Issue;
use panhuo::jurisdiction::Jurisdictions;
use panhuo::landmark::Landmarks;
use panhuo::source::Source;
use panhuo::{Inventory, Site, SiteId};

use crate::format::{Sheet, read_sheets};
use crate::ingest::files::Origin;
use crate::options::ReadOptions;

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
    /// File, sheet and row.
    pub source: Source,
    /// What it was for.
    pub role: RowRole,
}

/// How a column of a table was interpreted.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnMapping {
    /// The lowest cell of its header.
    pub source: Source,
    /// Its header, as written.
    pub header: String,
    /// The attribute's name, or `name`, `reference`, `longitude`, …, or the name of a field of the
    /// profile's form; empty if the column is only kept as written.
    pub interpretation: String,
    /// How sure the meaning is: 1 for the header's own words, less for what is only like them (an
    /// issue says so), 0 for a column that is kept as written.
    pub confidence: f64,
    /// The unit of bare numbers in it, if header, note or profile give one.
    pub unit: String,
}

/// What was read from ledgers: sites, issues, and an account of every row.
///
/// # Example
///
/// ```
/// use panhuo::attribute::FLOOR_AREA;
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
    pub(crate) inventory: Arc<Inventory>,
    pub(crate) rows: Vec<Row>,
    pub(crate) columns: Vec<ColumnMapping>,
    pub(crate) files: Vec<String>,
    pub(crate) options: ReadOptions,
    /// The name of a file to where it lies; none for two of one name.
    pub(crate) origins: BTreeMap<String, Option<Origin>>,
}

impl Ledgers {
    /// The sites, by id: the first 9,999 in the order of files, sheets and rows.
    pub fn sites(&self) -> &[Site] {
        self.inventory.sites()
    }

    /// The issues, in the order in which they arose.
    pub fn issues(&self) -> &[Issue] {
        self.inventory.issues()
    }

    /// Every row that holds anything.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Every column of every table, and how it was interpreted.
    ///
    /// ```
    /// use panhuo_ledger::{ReadOptions, read_bytes};
    ///
    /// let csv = "名称,面积（亩）,村,招商热度\n麻布村1号地块,50,麻布村,高\n";
    /// let ledgers = read_bytes("存量土地.csv", csv.as_bytes(), &ReadOptions::new())?;
    /// let meanings: Vec<_> = ledgers.columns().iter().map(|c| c.interpretation.as_str()).collect();
    /// assert_eq!(meanings, ["name", "site_area", "village", ""]);
    /// # Ok::<(), panhuo_ledger::Error>(())
    /// ```
    pub fn columns(&self) -> &[ColumnMapping] {
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

    /// The inventory of what was read, with the profile's jurisdictions and every issue; shared,
    /// not copied.
    pub fn inventory(&self) -> &Arc<Inventory> {
        &self.inventory
    }

    /// The inventory alone: copied only if somebody else holds it.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo_ledger::{ReadOptions, read_bytes};
    ///
    /// let csv = "存量土地,,\n名称,面积（亩）,土地性质\n麻布村1号地块,50,国有\n";
    /// let inventory = read_bytes("a.csv", csv.as_bytes(), &ReadOptions::new())?.into_inventory();
    /// assert_eq!(inventory.sites().len(), 1);
    /// # Ok::<(), panhuo_ledger::Error>(())
    /// ```
    pub fn into_inventory(self) -> Inventory {
        Arc::unwrap_or_clone(self.inventory)
    }

    /// The same with these landmarks in its inventory.
    #[must_use]
    pub fn with_landmarks(self, landmarks: Landmarks) -> Self {
        let inventory = Arc::unwrap_or_clone(self.inventory).with_landmarks(landmarks);
        Self {
            inventory: Arc::new(inventory),
            ..self
        }
    }

    /// The jurisdictions of the profile.
    pub(crate) fn jurisdictions(&self) -> &Jurisdictions {
        self.inventory.jurisdictions()
    }

    /// The sheets of a file that was read, if it still holds the same.
    pub(crate) fn sheets_again(&self, name: &str) -> Option<Vec<Sheet>> {
        let origin = self.origins.get(name)?.as_ref()?;
        let bytes = origin.bytes(&self.options)?;
        let sibling = |ending: &str| origin.sibling_file(ending, &self.options);
        read_sheets(name, &bytes, &sibling, &self.options).ok()
    }
}
