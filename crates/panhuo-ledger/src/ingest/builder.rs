//! What was read so far: one sheet, one file after the other.

use std::collections::BTreeMap;
use std::sync::Arc;

use panhuo::source::Source;
use panhuo::{Error, Result};
use panhuo::{Inventory, Lang, SiteId};

use crate::assemble::{Records, agreement, id};
use crate::error::ROWS_AND_SITES;
use crate::ingest::files::Origin;
use crate::ingest::ledgers::{Ledgers, Row, RowRole};
use crate::issue::{Context, IssueCode, issue};
use crate::options::ReadOptions;

/// What was read so far.
#[derive(Debug, Default)]
pub(crate) struct LedgerBuilder {
    pub(crate) records: Records,
    files: Vec<String>,
    origins: BTreeMap<String, Option<Origin>>,
}

impl LedgerBuilder {
    /// Remembers where a file lies.
    pub(crate) fn remember(&mut self, name: &str, origin: Origin) {
        self.origins.insert(name.to_owned(), Some(origin));
    }

    /// Ends a file: no row may vanish, and none be counted twice. A fault here is loud and loses
    /// one file.
    pub(crate) fn close(&mut self, name: &str) -> Result<()> {
        self.files.push(name.to_owned());
        let became = |row: &&Row| matches!(row.role, RowRole::Site(_));
        let (rows, sites) = (
            self.records.rows.iter().filter(became).count(),
            self.records.sites.len(),
        );
        if rows != sites {
            let fault = Error::new(ROWS_AND_SITES).with_given(rows);
            return Err(fault.with_expected(sites).within(name));
        }
        Ok(())
    }

    /// Adds what another file gave, numbering its sites on from those that are there.
    pub(crate) fn merge(&mut self, other: Self, options: &ReadOptions) {
        self.files.extend(other.files);
        for (name, origin) in other.origins {
            let known = self.origins.contains_key(&name);
            self.origins.insert(name, origin.filter(|_| !known));
        }
        let mut records = other.records;
        let before = self.records.sites.len();
        if before > 0 {
            let mut renamed = BTreeMap::new();
            for (at, site) in records.sites.iter_mut().enumerate() {
                let id = id(options.profile.id_prefix(), before + at + 1);
                renamed.insert(std::mem::replace(&mut site.id, id.clone()), id);
            }
            let renamed = |id: &SiteId| renamed.get(id).cloned();
            for issue in &mut records.issues {
                issue.site = issue.site.as_ref().and_then(renamed);
            }
            for row in &mut records.rows {
                if let RowRole::Site(id) = &row.role {
                    row.role = renamed(id).map_or(RowRole::Rejected, RowRole::Site);
                }
            }
        }
        self.records.add(records);
    }

    /// Notes that a file could not be read.
    pub(crate) fn miss(&mut self, name: &str, error: &Error) {
        let mut unreadable = issue(
            IssueCode::FileUnreadable,
            &Context::at(Source::new(name, "")),
            "",
        );
        let reason = |lang| {
            format!(
                "{} ({})",
                IssueCode::FileUnreadable.sentence(lang),
                error.describe(lang)
            )
        };
        unreadable.zh = reason(Lang::Zh).into();
        unreadable.en = reason(Lang::En).into();
        self.records.issues.push(unreadable);
        self.files.push(name.to_owned());
    }

    /// Everything, with the issues that only all files together show.
    pub(crate) fn finish(self, options: &ReadOptions) -> Result<Ledgers> {
        let Records {
            sites,
            mut issues,
            rows,
            columns,
        } = self.records;
        agreement::far_from_township(&sites, &options.profile, &mut issues);
        let inventory = Inventory::new(sites)?
            .with_jurisdictions(options.profile.jurisdictions()?)
            .with_issues(issues);
        Ok(Ledgers {
            inventory: Arc::new(inventory),
            rows,
            columns,
            files: self.files,
            origins: self.origins,
            options: options.clone(),
        })
    }
}
