//! What was read: sites, issues, and an account of every row.

use std::collections::BTreeMap;
use std::sync::Arc;

use panhuo::inventory::Issue;
use panhuo::jurisdiction::Jurisdictions;
use panhuo::landmark::Landmarks;
use panhuo::{Inventory, Site};

use crate::assemble::{ColumnMapping, Row, RowRole};
use crate::format::{Sheet, read_sheets};
use crate::ingest::files::Origin;
use crate::options::ReadOptions;

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

    /// Every column of every table, and what it was understood to mean.
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
        let beside = |ending: &str| origin.beside(ending, &self.options);
        read_sheets(name, &bytes, &beside, &self.options).ok()
    }
}
