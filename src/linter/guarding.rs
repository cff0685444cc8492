//! Guard rules in a run: which files have rules that run, all units asked at once, and what could not be asked told.

use super::analysis::Analysed;
use super::{FileError, name_of, per_path};
use crate::check::{Finding, UnitName};
use crate::guard::{self, Asked, GuardRunner, Trouble, Unit};
use crate::resource::Note;
use crate::rule::{BrokenRule, GuardFile, Registry};
use crate::source::{Source, SourceMap, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The Guard files of a run.
pub(super) struct Guarding<'r> {
    files: Vec<&'r GuardFile>,
    asked: Vec<Asked>,
    broken: &'r [BrokenRule],
    runner: Option<&'r dyn GuardRunner>,
}

/// What Guard rules say of one estate.
#[derive(Debug, Default)]
pub(super) struct Guarded {
    pub findings: Vec<Finding>,
    pub not_applicable: usize,
}

/// What asking gave.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// For each estate.
    pub estates: Vec<Guarded>,
    pub errors: Vec<FileError>,
    pub notes: Vec<Note>,
}

impl<'r> Guarding<'r> {
    /// Chooses the files of which a rule runs.
    pub(super) fn new(
        registry: &'r Registry,
        rules: &per_path::Rules<'_>,
        runner: Option<&'r dyn GuardRunner>,
    ) -> Self {
        let broken = registry.broken_guard_files();
        let mut guarding = Guarding { files: Vec::new(), asked: Vec::new(), broken, runner };
        if registry.guard_files().is_empty() {
            return guarding;
        }
        let anywhere = rules.anywhere();
        for file in registry.guard_files() {
            let chosen = file
                .rules
                .iter()
                .filter_map(|(name, id)| Some((Arc::clone(name), Arc::clone(anywhere.get(id)?))));
            let chosen: BTreeMap<_, _> = chosen.collect();
            if chosen.is_empty() {
                continue;
            }
            let name = file.source.path.to_string_lossy().as_ref().into();
            guarding.asked.push(Asked { name, text: Arc::clone(&file.source.text), rules: chosen });
            guarding.files.push(file);
        }
        guarding
    }

    /// Whether any rule is asked.
    pub(super) fn is_wanted(&self) -> bool {
        !self.asked.is_empty() && self.runner.is_some()
    }

    /// Asks all of them of all estates.
    pub(super) fn ask(&self, estates: &[Analysed], sources: &SourceMap) -> Outcome {
        let mut outcome = Outcome::default();
        outcome.estates.resize_with(estates.len(), Guarded::default);
        for broken in self.broken {
            outcome.errors.extend(self.broken_file(broken, sources));
        }
        if self.asked.is_empty() {
            return outcome;
        }
        let Some(runner) = self.runner else {
            let message = "Guard rules are not evaluated here: `trailguard check` does".to_owned();
            outcome.notes.push(Note { kind: "guard-not-evaluated", message, span: None, ..Note::default() });
            return outcome;
        };
        let mut units: Vec<(Unit<'_>, UnitName)> = Vec::new();
        let mut owners: Vec<usize> = Vec::new();
        for (owner, analysed) in estates.iter().enumerate() {
            for (place, unit) in analysed.units.iter().enumerate() {
                let beside = analysed.beside.get(place).map_or(&[] as &[_], Vec::as_slice);
                units.push((Unit::of(&analysed.estate, place, beside, unit.language), name_of(unit)));
                owners.push(owner);
            }
        }
        let checked = guard::check(&self.asked, &units, runner);
        for (owner, (findings, not_applicable)) in owners.into_iter().zip(checked.units) {
            outcome.estates[owner].findings.extend(findings);
            outcome.estates[owner].not_applicable += not_applicable;
        }
        for (at, trouble) in checked.troubles {
            outcome.errors.extend(self.files.get(at).map(|file| error(&file.source, &trouble, sources)));
        }
        outcome
    }

    /// What keeps a file from being given to Guard.
    fn broken_file(&self, broken: &BrokenRule, sources: &SourceMap) -> Vec<FileError> {
        let text = broken.text.as_ref();
        let source = sources.add(&broken.path, text);
        let place = |span: Span| Span { source: source.id, ..span };
        let error = |it: &crate::rule::RuleError| FileError {
            file: broken.path.clone(),
            message: it.message.clone(),
            help: None,
            span: Some(place(it.span)),
        };
        broken.errors.iter().map(error).collect()
    }
}

fn error(file: &Source, trouble: &Trouble, sources: &SourceMap) -> FileError {
    let help = match trouble {
        Trouble::Crashed(_) | Trouble::TimedOut(_) => {
            Some("look for variables or rules that refer to themselves; the other files were evaluated")
        }
        _ => None,
    };
    let span = match trouble {
        Trouble::Malformed { line, column, .. } => {
            let source = sources.add(&file.path, &*file.text);
            let at = offset(&file.text, *line, *column);
            Some(Span::new(source.id, at, file.text.len().min(at + 1)))
        }
        _ => None,
    };
    FileError { file: file.path.clone(), message: trouble.to_string(), help: help.map(str::to_owned), span }
}

/// The offset of a line and a column, both from 1; columns count characters.
fn offset(text: &str, line: u32, column: u32) -> usize {
    let line_start = match line {
        0 | 1 => 0,
        line => text.match_indices('\n').nth(line as usize - 2).map_or(text.len(), |(at, _)| at + 1),
    };
    let rest = &text[line_start..];
    let column = column.saturating_sub(1) as usize;
    line_start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
}
