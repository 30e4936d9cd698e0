//! Pairs, evidence, decisions and changes, in words.

use std::collections::BTreeMap;

use panhuo::linkage::{
    Change, Decision, Evidence, LinkConflict, MatchClass, MatchWeights, PossibleMatch, RecordKey,
};
use panhuo::{Inventory, Site};
use serde::Serialize;

use crate::words::Words;

/// The evidence of one field: `part_weight` is null where the profile does not look for parts.
#[derive(Serialize)]
struct LineView<'a> {
    field: &'a str,
    level: &'a str,
    shared_by: Option<u32>,
    match_weight: f64,
    part_weight: Option<f64>,
}

/// The evidence about a pair, with its match weights and class.
#[derive(Serialize)]
pub(crate) struct EvidenceView<'a> {
    match_class: &'static str,
    match_class_label: Words,
    match_weight: f64,
    part_weight: Option<f64>,
    lines: Vec<LineView<'a>>,
}

impl<'a> EvidenceView<'a> {
    pub(crate) fn new(
        match_class: MatchClass,
        weights: MatchWeights,
        evidence: &'a [Evidence],
    ) -> Self {
        let finite = |bits: f64| bits.is_finite().then_some(bits);
        let line = |line: &'a Evidence| LineView {
            field: &line.field,
            level: &line.level,
            shared_by: line.shared_by,
            match_weight: line.match_weight,
            part_weight: finite(line.part_weight),
        };
        Self {
            match_class: match_class.name(),
            match_class_label: Words::in_each(|lang| match_class.label(lang)),
            match_weight: weights.match_weight,
            part_weight: finite(weights.part_weight),
            lines: evidence.iter().map(line).collect(),
        }
    }
}

/// A pair for clerical review.
#[derive(Serialize)]
pub(crate) struct PossibleMatchView<'a> {
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

impl<'a> PossibleMatchView<'a> {
    pub(crate) fn new(pair: &'a PossibleMatch, rows: &RowsById<'a>) -> Self {
        let (a, b) = (pair.a.as_str(), pair.b.as_str());
        Self {
            a,
            b,
            a_name: name(rows, a),
            b_name: name(rows, b),
            a_source: source(rows, a),
            b_source: source(rows, b),
            evidence: EvidenceView::new(MatchClass::Possible, pair.weights, &pair.evidence),
        }
    }
}

/// A link that was not followed because it would have joined a non-match.
#[derive(Serialize)]
pub(crate) struct ConflictView<'a> {
    a: &'a str,
    b: &'a str,
    a_name: &'a str,
    b_name: &'a str,
    match_weight: Option<f64>,
    non_match_a: &'a str,
    non_match_b: &'a str,
    non_match_a_name: &'a str,
    non_match_b_name: &'a str,
    non_match_weight: Option<f64>,
}

impl<'a> ConflictView<'a> {
    pub(crate) fn new(conflict: &LinkConflict, rows: &'a [Site]) -> Self {
        let finite = |bits: f64| bits.is_finite().then_some(bits);
        let [a, b, x, y] = [
            conflict.link.a,
            conflict.link.b,
            conflict.non_match.a,
            conflict.non_match.b,
        ]
        .map(|row| &rows[row.index()]);
        Self {
            a: a.id.as_str(),
            b: b.id.as_str(),
            a_name: &a.name,
            b_name: &b.name,
            match_weight: finite(conflict.match_weight),
            non_match_a: x.id.as_str(),
            non_match_b: y.id.as_str(),
            non_match_a_name: &x.name,
            non_match_b_name: &y.name,
            non_match_weight: finite(conflict.non_match_weight),
        }
    }
}

/// What somebody decided.
#[derive(Serialize)]
pub(crate) struct DecisionView<'a> {
    match_class: &'static str,
    match_class_label: Words,
    name: &'a str,
    source: String,
    other_name: &'a str,
    other_source: String,
    note: &'a str,
}

impl<'a> DecisionView<'a> {
    pub(crate) fn new(decision: &'a Decision) -> Self {
        let source = |key: &RecordKey| key.source.to_string();
        Self {
            match_class: decision.match_class.name(),
            match_class_label: Words::in_each(|lang| decision.match_class.label(lang)),
            name: &decision.record.name,
            source: source(&decision.record),
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
    field: &'a str,
    before: &'a str,
    after: &'a str,
}

impl<'a> ChangeView<'a> {
    pub(crate) fn new(change: &'a Change, now: &'a Inventory, before: &'a Inventory) -> Self {
        let name = |inventory: &'a Inventory| {
            let sites = inventory.sites();
            let at = sites.binary_search_by(|site| site.id.cmp(change.site()));
            at.ok()
                .and_then(|at| sites.get(at))
                .map(|site| site.name.as_str())
        };
        let (field, was, is) = match change {
            Change::Changed {
                field,
                before,
                after,
                ..
            } => (field.as_str(), before.as_str(), after.as_str()),
            _ => ("", "", ""),
        };
        Self {
            change: change.name(),
            change_label: Words::in_each(|lang| match change {
                Change::Appeared(_) => lang.pick("新增", "appeared"),
                Change::Disappeared(_) => lang.pick("消失", "disappeared"),
                Change::Changed { .. } => lang.pick("变更", "changed"),
            }),
            site: change.site().as_str(),
            name: name(now).or_else(|| name(before)).unwrap_or_default(),
            field,
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
    pub(crate) fn new(inventory: &'a Inventory) -> Self {
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
                .map(|(a, fact)| {
                    (
                        a.name(),
                        Words::in_each(|lang| fact.value.describe(*a, lang)),
                    )
                })
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
