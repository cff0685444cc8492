//! The checks of all estates put together as one report, in an order that hangs on nothing but what is reported.

use super::{Report, analysis};
use crate::check::{Checked, Finding};
use crate::resource::Note;
use crate::source::{Source, SourceId, SourceMap, Span};
use crate::suppress::Suppressions;
use foldhash::{HashMap, HashSet, HashSetExt};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// The report on what was analysed and checked.
pub(super) fn report(
    analysis: &analysis::Analysis,
    checked: Vec<(Checked, Suppressions)>,
    rules: &[&str],
    sources: Arc<SourceMap>,
) -> Report {
    let mut findings = Vec::with_capacity(checked.iter().map(|(checked, _)| checked.findings.len()).sum());
    let mut notes: Vec<Note> = Vec::new();
    let mut not_applicable = 0;
    let mut files = HashSet::new();
    let mut trails = 0;
    let mut postures = Vec::new();
    let mut suppressions = Suppressions::default();
    for (at, (checked, silenced)) in checked.into_iter().enumerate() {
        suppressions.merge(silenced);
        let is_empty = checked.findings.is_empty() && checked.notes.is_empty();
        findings.extend(checked.findings);
        postures.extend(checked.postures);
        not_applicable += checked.not_applicable;
        let Some(analysed) = analysis.estates.get(at) else { continue };
        let aside = is_empty && analysed.trails == 0;
        notes.extend(analysed.estate.notes.iter().cloned().chain(checked.notes));
        for unit in &analysed.units {
            let of_unit = unit.notes.iter().cloned().chain(analysis::evaluation_notes(unit));
            notes.extend(of_unit.map(|note| Note { aside, ..note }));
            files.extend(unit.sources.iter().copied());
        }
        trails += analysed.trails;
    }
    notes.extend(suppressions.notes(rules));
    notes.extend(analysis.notes.iter().cloned());
    let spans = findings.iter().map(|finding| finding.location).chain(notes.iter().map(|note| note.span));
    let ranks = path_ranks(&sources, spans.flatten());
    put_in_order(&mut findings, &ranks);
    notes.sort_by_cached_key(|note| (place(&ranks, note.span), note.kind, note.message.clone()));
    notes.dedup_by(|again, first| {
        let same = (again.kind, again.span, &again.message) == (first.kind, first.span, &first.message);
        // what two units say is of concern where one of them is
        first.aside &= !same || again.aside;
        same
    });
    Report {
        findings,
        not_applicable,
        notes,
        errors: analysis.errors.clone(),
        frameworks: Vec::new(),
        files: files.len(),
        units: analysis.estates.iter().map(|analysed| analysed.units.len()).sum(),
        trails,
        postures,
        since: None,
        sources,
    }
}

/// Puts the findings of one estate in the order that the report has them in: done in parallel, it leaves little to do for
/// all of them.
pub(super) fn put_own_in_order(findings: &mut [Finding], sources: &SourceMap) {
    let ranks = path_ranks(sources, findings.iter().filter_map(|finding| finding.location));
    put_in_order(findings, &ranks);
}

/// By place, rule, resource, unit. The order is found first and each brought to its place once: findings are large, and
/// their names are not cloned for it.
fn put_in_order(findings: &mut [Finding], ranks: &HashMap<SourceId, usize>) {
    let places: Vec<u128> = findings.iter().map(|finding| place(ranks, finding.location)).collect();
    let mut order: Vec<usize> = (0..findings.len()).collect();
    let names = |at: usize| {
        let finding = &findings[at];
        (&finding.rule.id, finding.resource.as_ref().map(|resource| &resource.address), &finding.unit)
    };
    order.sort_by(|a, b| places[*a].cmp(&places[*b]).then_with(|| names(*a).cmp(&names(*b))));
    let mut leads_to = vec![0; order.len()];
    for (to, from) in order.into_iter().enumerate() {
        leads_to[from] = to;
    }
    for at in 0..leads_to.len() {
        while leads_to[at] != at {
            let to = leads_to[at];
            findings.swap(at, to);
            leads_to.swap(at, to);
        }
    }
}

/// A place as one number, to be compared at once: what has none comes first.
fn place(ranks: &HashMap<SourceId, usize>, span: Option<Span>) -> u128 {
    let Some(span) = span else { return 0 };
    let rank = ranks.get(&span.source).map_or(0, |rank| *rank as u128 + 1);
    rank << 64 | u128::from(span.start) << 32 | u128::from(span.end)
}

/// The place of each file that is spoken of among all of them, by path: to compare numbers costs less.
fn path_ranks(sources: &SourceMap, spans: impl Iterator<Item = Span>) -> HashMap<SourceId, usize> {
    let ids: HashSet<SourceId> = spans.map(|span| span.source).collect();
    let known: Vec<Arc<Source>> = ids.into_iter().filter_map(|id| sources.get(id)).collect();
    let paths: BTreeSet<&Path> = known.iter().map(|source| source.path.as_path()).collect();
    let places: HashMap<&Path, usize> = paths.into_iter().zip(0..).collect();
    known.iter().filter_map(|source| Some((source.id, *places.get(source.path.as_path())?))).collect()
}
