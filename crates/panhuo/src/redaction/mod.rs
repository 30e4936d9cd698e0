//! What an audience may read of sites. Requirements, shortlists and advice have their rules beside their
//! types and call these.
//!
//! The bureau reads everything. An investor reads what the schema opens to investors
//! ([`Attribute::audience`](crate::Attribute::audience)); whatever is not known to be open is
//! withheld. Every type that reaches readers has a method `for_audience` that returns the same type
//! with less in it, so that a redacted value is shown, written as JSON and compared like any other.
//!
//! | part | an investor reads |
//! |---|---|
//! | attribute of the bureau's own (valuation, debts, settlement of employees, free text, …) | nothing |
//! | open attribute of a site | its value, if one is known |
//! | text of an open attribute, name of a site | without telephone numbers and persons ([`Site::redacted_name`], [`Site::redacted_text`]) |
//! | raw text of a cell, the cell itself, rows that a site was read from | nothing |
//! | encumbrances of a site | those that the requirement asks about, as outcomes of checks |
//! | contacts, former names, columns unknown to the schema, reference in a register | nothing |
//! | constraint on an attribute of the bureau's own | its outcome, as 内部核查项 (a check of the bureau's own) |
//! | preferences on attributes of the bureau's own | one contribution for all of them, 其他因素 (other factors) |
//! | order in which constraints may be relaxed | nothing: the page may reach a competitor |
//! | advice | what concerns open attributes; the rest is withheld or counted as a check of the bureau's own |
//! | names of requirements and of investors in advice on several requirements | nothing |
//! | issues, duplicates, decisions, changes between two months | nothing: they have no `for_audience` |
//!
//! The methods that redact a requirement, the answers of [`matching`](crate::matching) and those of
//! [`advice`](crate::advice) stand beside these types.

mod text;

use crate::compact::{SortedMap, Text};
use crate::interval::ReportedValue;
use crate::schema::{Attribute, Audience};
use crate::site::{Fact, Site};

impl Audience {
    /// Whether this audience may read what is meant for `other`.
    ///
    /// ```
    /// use panhuo::schema::Audience;
    ///
    /// assert!(Audience::Bureau.may_read(Audience::Investor));
    /// assert!(!Audience::Investor.may_read(Audience::Bureau));
    /// ```
    pub fn may_read(self, other: Self) -> bool {
        self == Self::Bureau || other == Self::Investor
    }
}

impl Site {
    /// The site with what an audience may read: the table of [`redaction`](self) says what that is.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Site, SiteKind};
    /// use panhuo::attribute::{FLOOR_AREA, TOTAL_DEBT};
    /// use panhuo::schema::Audience;
    /// use panhuo::units::{square_metres, wan_yuan};
    ///
    /// let mut tower = Site::new("YYL-0007", SiteKind::StalledBuilding, "金鹗大厦 13800000123");
    /// tower.set(FLOOR_AREA, square_metres(21_000.0))?;
    /// tower.set(TOTAL_DEBT, wan_yuan(9000.0))?;
    ///
    /// let shown = tower.for_audience(Audience::Investor);
    /// assert_eq!(shown.name, "金鹗大厦 …");
    /// assert!(shown.facts.keys().eq(&[FLOOR_AREA]));
    /// assert_eq!(tower.for_audience(Audience::Bureau), tower);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    #[must_use]
    pub fn for_audience(&self, audience: Audience) -> Self {
        if audience == Audience::Bureau {
            return self.clone();
        }
        let facts = self.facts.iter();
        let facts = facts.filter_map(|(of, fact)| Some((*of, self.open_fact(*of, fact)?)));
        // Written out, so that a field that is added to a site is withheld until somebody decides.
        Self {
            id: self.id.clone(),
            kind: self.kind,
            name: self.redacted_name(),
            former_names: Vec::new(),
            jurisdiction: self.jurisdiction.clone(),
            reference: String::new(),
            position: self.position,
            footprint: self.footprint.clone(),
            facts: facts.collect(),
            encumbrances: SortedMap::new(),
            contacts: Vec::new(),
            as_of: self.as_of,
            sources: Vec::new(),
            extras: Vec::new(),
        }
    }

    /// A fact as investors read it, if they may: without its cell.
    fn open_fact(&self, attribute: Attribute, fact: &Fact) -> Option<Fact> {
        let is_open = Audience::Investor.may_read(attribute.audience()) && fact.value.is_known();
        let value = match &fact.value {
            _ if !is_open => return None,
            ReportedValue::Text(_) => ReportedValue::Text(self.redacted_text(attribute)?.into()),
            value => value.clone(),
        };
        Some(Fact {
            value,
            raw: Text::EMPTY,
            source: None,
        })
    }
}
