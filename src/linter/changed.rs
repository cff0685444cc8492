//! The rules about changes, asked of a plan's before and after, and of two states of the files.

use super::analysis::{Analysed, Analysis};
use super::name_of;
use super::per_path::Rules;
use crate::changes::{Compared, Lines, changes};
use crate::check::{Checked, Finding, UnitName};
use crate::fs::FileSystem;
use crate::model::Estate;
use crate::resource::ResolvedUnit;
use crate::source::{Source, SourceId, SourceMap, Span};
use crate::suppress::Suppressions;
use crate::syntax::hcl::{Block, parse_body};
use crate::syntax::text::decode;
use foldhash::{HashMap, HashMapExt};
use std::sync::Arc;

/// What the rules say of the changes that a plan makes.
pub(super) fn in_plan(
    analysed: &Analysed,
    rules: &Rules<'_>,
    units: &[UnitName],
    sources: &SourceMap,
) -> Vec<Finding> {
    let Some(before) = &analysed.before else { return Vec::new() };
    let compared = Compared { before, after: Some(&analysed.estate), sources, moved: &[] };
    let mut findings = rules.check_changes(&changes(compared), units, sources).findings;
    for finding in &mut findings {
        finding.label = "what the plan does to it".to_owned();
        finding.related.clear();
    }
    findings
}

/// Two states of the files.
pub(super) struct Since<'a> {
    /// The files as they are.
    pub analysis: &'a Analysis,
    /// The files as they were.
    pub before: &'a Analysis,
    /// Texts as they are.
    pub sources: &'a SourceMap,
    /// Texts as they were.
    pub earlier: &'a SourceMap,
}

impl Since<'_> {
    /// Adds the findings of units that are still there to theirs, and gives those of units that are not.
    pub(super) fn findings(
        &self,
        rules: &Rules<'_>,
        file_system: &dyn FileSystem,
        checked: &mut [(Checked, Suppressions)],
    ) -> Vec<Checked> {
        let mut gone = Vec::new();
        let mut lines = HashMap::new();
        for was in &self.before.estates {
            // a plan says itself what was before it
            if was.before.is_some() {
                continue;
            }
            let now = self.counterpart(was);
            let after = now.and_then(|at| self.analysis.estates.get(at));
            let moved = after.map(|after| moved_in(after, self.sources)).unwrap_or_default();
            let compared = Compared {
                before: &was.estate,
                after: after.map(|after| &after.estate),
                sources: self.earlier,
                moved: &moved,
            };
            // a file that was renamed has its new name
            let named = match (was.units.as_slice(), after.map(|after| after.units.as_slice())) {
                ([_], Some([renamed])) => std::slice::from_ref(renamed),
                (several, _) => several,
            };
            let names: Vec<UnitName> = named.iter().map(name_of).collect();
            let mut found = rules.check_changes(&changes(compared), &names, self.earlier);
            for finding in &mut found.findings {
                finding.location =
                    finding.location.and_then(|span| self.place(span, file_system, &mut lines));
                finding.label = "the nearest line that is still here".to_owned();
                finding.related.clear();
            }
            match now.and_then(|at| checked.get_mut(at)) {
                Some((checked, _)) => {
                    checked.findings.append(&mut found.findings);
                    checked.not_applicable += found.not_applicable;
                }
                None => gone.push(found),
            }
        }
        gone
    }

    /// The unit as it is now: of the same root, else the only new one that has all its trails under their addresses
    /// (its file or folder was renamed).
    fn counterpart(&self, was: &Analysed) -> Option<usize> {
        let shares = |estate: &Analysed, other: &Analysed| {
            let named = |unit: &ResolvedUnit| other.units.iter().any(|it| name_of(it) == name_of(unit));
            estate.units.iter().any(named)
        };
        let estates = &self.analysis.estates;
        if let Some(at) = estates.iter().position(|estate| shares(estate, was)) {
            return Some(at);
        }
        let trails = |estate: &Estate| -> Vec<Arc<str>> {
            estate.all("trail").map(|(_, trail)| Arc::clone(&trail.resource.address)).collect()
        };
        let mine = trails(&was.estate);
        let language = |estate: &Analysed| estate.units.first().map(|unit| unit.language);
        let new = |estate: &Analysed| !self.before.estates.iter().any(|other| shares(estate, other));
        let renamed = |estate: &Analysed| {
            language(estate) == language(was)
                && new(estate)
                && !mine.is_empty()
                && trails(&estate.estate) == mine
        };
        let mut found = estates.iter().enumerate().filter(|(_, estate)| renamed(estate));
        match (found.next(), found.next()) {
            (Some((at, _)), None) => Some(at),
            _ => None,
        }
    }

    /// The line nearest to a place of the old text that is still in the file; `lines` are those of files as they are,
    /// by the text as it was.
    fn place(
        &self,
        span: Span,
        file_system: &dyn FileSystem,
        lines: &mut HashMap<SourceId, Option<Lines>>,
    ) -> Option<Span> {
        let old = self.earlier.get(span.source)?;
        let lines = lines.entry(old.id).or_insert_with(|| self.lines(&old, file_system));
        lines.as_ref()?.surviving(&old, span)
    }

    fn lines(&self, old: &Source, file_system: &dyn FileSystem) -> Option<Lines> {
        if let Some(new) = self.sources.find(&old.path) {
            return Some(Lines::of(&new));
        }
        let bytes = file_system.read(&old.path).ok()?;
        Some(Lines::of(&self.sources.add(&old.path, decode(&bytes).ok()?.into_owned())))
    }
}

/// The `moved` blocks of a unit's files.
pub(super) fn moved_in(after: &Analysed, sources: &SourceMap) -> Vec<(String, String)> {
    let read = after.units.iter().flat_map(|unit| &unit.sources);
    let files = read.filter_map(|id| sources.get(*id));
    let mut moved = Vec::new();
    for file in files.filter(|file| file.text.contains("moved") && !is_json(file)) {
        let text = |block: &Block, name: &str| {
            let expr = &block.body.attribute(name)?.expr;
            Some(file.slice(expr.span).to_owned())
        };
        for block in parse_body(&file).0.blocks_of("moved") {
            if let (Some(from), Some(to)) = (text(block, "from"), text(block, "to")) {
                moved.push((from, to));
            }
        }
    }
    moved
}

fn is_json(source: &Source) -> bool {
    source.path.extension().is_some_and(|extension| extension == "json")
}
