//! Pairs, evidence, decisions and changes, in words.

use std::collections::BTreeMap;

use panhuo::linkage::{Change, Decision, Doubt, Evidence, LinkConflict, Scores, Subject, Verdict};
use panhuo::{Inventory, Site};
use serde::Serialize;

use crate::words::Words;

/// One line of evidence: `part` is null where the profile knows no parts.
#[derive(Serialize)]
struct LineView<'a> {
    field: &'a str,
    level: &'a str,
    shared_by: Option<u32>,
    same: f64,
    part: Option<f64>,
}

/// Evidence with what follows from it.
#[derive(Serialize)]
pub(crate) struct EvidenceView<'a> {
    verdict: &'static str,
    verdict_label: Words,
    same: f64,
    part: Option<f64>,
    lines: Vec<LineView<'a>>,
}

impl<'a> EvidenceView<'a> {
    pub(crate) fn of(verdict: Verdict, scores: Scores, evidence: &'a [Evidence]) -> Self {
        let finite = |bits: f64| bits.is_finite().then_some(bits);
        let line = |line: &'a Evidence| LineView {
            field: &line.field,
            level: &line.level,
            shared_by: line.shared_by,
            same: line.same,
            part: finite(line.part),
        };
        Self {
            verdict: verdict.name(),
            verdict_label: Words::of(|lang| verdict.label(lang)),
            same: scores.same,
            part: finite(scores.part),
            lines: evidence.iter().map(line).collect(),
        }
    }
}

/// A pair that somebody has to look at.
#[derive(Serialize)]
pub(crate) struct DoubtView<'a> {
    a: &'a str,
    b: &'a str,
    a_name: &'a str,
    b_name: &'a str,
    a_source: String,
    b_source: String,
    #[serde(flatten)]
    evidence: EvidenceView<'a>,
}

/// The rows of a resolution by id.
pub(crate) type RowsById<'a> = BTreeMap<&'a str, &'a Site>;

fn name<'a>(rows: &RowsById<'a>, id: &str) -> &'a str {
    rows.get(id).map_or("", |row| row.name.as_str())
}

fn source(rows: &RowsById<'_>, id: &str) -> String {
    let first = rows.get(id).and_then(|row| row.sources.first());
    first.map(ToString::to_string).unwrap_or_default()
}

impl<'a> DoubtView<'a> {
    pub(crate) fn of(doubt: &'a Doubt, rows: &RowsById<'a>) -> Self {
        let (a, b) = (doubt.a.as_str(), doubt.b.as_str());
        Self {
            a,
            b,
            a_name: name(rows, a),
            b_name: name(rows, b),
            a_source: source(rows, a),
            b_source: source(rows, b),
            evidence: EvidenceView::of(Verdict::Ask, doubt.scores, &doubt.evidence),
        }
    }
}

/// A link that would have joined two strangers.
#[derive(Serialize)]
pub(crate) struct ConflictView<'a> {
    a: &'a str,
    b: &'a str,
    a_name: &'a str,
    b_name: &'a str,
    score: Option<f64>,
    stranger: &'a str,
    other: &'a str,
    stranger_name: &'a str,
    other_name: &'a str,
    against: Option<f64>,
}

impl<'a> ConflictView<'a> {
    pub(crate) fn of(conflict: &LinkConflict, rows: &'a [Site]) -> Self {
        let row = |(a, b): (usize, usize)| (&rows[a], &rows[b]);
        let ((a, b), (stranger, other)) = (row(conflict.link), row(conflict.strangers));
        Self {
            a: a.id.as_str(),
            b: b.id.as_str(),
            a_name: &a.name,
            b_name: &b.name,
            score: conflict.score.is_finite().then_some(conflict.score),
            stranger: stranger.id.as_str(),
            other: other.id.as_str(),
            stranger_name: &stranger.name,
            other_name: &other.name,
            against: conflict.against.is_finite().then_some(conflict.against),
        }
    }
}

/// What somebody decided.
#[derive(Serialize)]
pub(crate) struct DecisionView<'a> {
    verdict: &'static str,
    verdict_label: Words,
    name: &'a str,
    source: String,
    other_name: &'a str,
    other_source: String,
    note: &'a str,
}

impl<'a> DecisionView<'a> {
    pub(crate) fn of(decision: &'a Decision) -> Self {
        let source = |subject: &Subject| subject.source.to_string();
        Self {
            verdict: decision.verdict.name(),
            verdict_label: Words::of(|lang| decision.verdict.label(lang)),
            name: &decision.subject.name,
            source: source(&decision.subject),
            other_name: &decision.other.name,
            other_source: source(&decision.other),
            note: &decision.note,
        }
    }
}

/// What became of a site.
#[derive(Serialize)]
pub(crate) struct ChangeView<'a> {
    change: &'static str,
    change_label: Words,
    site: &'a str,
    name: &'a str,
    what: &'a str,
    before: &'a str,
    after: &'a str,
}

impl<'a> ChangeView<'a> {
    pub(crate) fn of(change: &'a Change, now: &'a Inventory, before: &'a Inventory) -> Self {
        let name = |inventory: &'a Inventory| {
            let sites = inventory.sites();
            let at = sites.binary_search_by(|site| site.id.cmp(change.site()));
            at.ok()
                .and_then(|at| sites.get(at))
                .map(|site| site.name.as_str())
        };
        let (what, was, is) = match change {
            Change::Changed {
                what,
                before,
                after,
                ..
            } => (what.as_str(), before.as_str(), after.as_str()),
            _ => ("", "", ""),
        };
        Self {
            change: change.name(),
            change_label: Words::of(|lang| match change {
                Change::Appeared(_) => lang.pick("新增", "appeared"),
                Change::Disappeared(_) => lang.pick("消失", "disappeared"),
                Change::Changed { .. } => lang.pick("变更", "changed"),
            }),
            site: change.site().as_str(),
            name: name(now).or_else(|| name(before)).unwrap_or_default(),
            what,
            before: was,
            after: is,
        }
    }
}

/// The rows behind merged sites, and parts.
#[derive(Serialize)]
pub(crate) struct LineageView<'a> {
    members: BTreeMap<&'a str, Vec<MemberView<'a>>>,
    part_of: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
struct MemberView<'a> {
    row: &'a str,
    name: &'a str,
    source: String,
    facts: BTreeMap<&'static str, Words>,
}

impl<'a> LineageView<'a> {
    pub(crate) fn of(inventory: &'a Inventory) -> Self {
        let lineage = inventory.lineage();
        let member = |row: &'a Site| MemberView {
            row: row.id.as_str(),
            name: &row.name,
            source: row
                .sources
                .first()
                .map(ToString::to_string)
                .unwrap_or_default(),
            facts: row
                .facts
                .iter()
                .map(|(a, fact)| (a.name(), Words::of(|lang| fact.value.describe(*a, lang))))
                .collect(),
        };
        let members = lineage.members.iter();
        Self {
            members: members
                .map(|(site, rows)| (site.as_str(), rows.iter().map(member).collect()))
                .collect(),
            part_of: lineage
                .part_of
                .iter()
                .map(|(p, w)| (p.as_str(), w.as_str()))
                .collect(),
        }
    }
}
