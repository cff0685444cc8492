//! Fixing to the end: proven edits are applied and the result looked at again, until nothing is left to mend. Edits
//! that touched each other in one round find their place in the next.

use super::plan::Plan;
use super::prove::Prover;
use crate::check::Finding;
use crate::fs::{FileSystem, Memory, Overlay};
use crate::linter::{Linter, Options, Report, RunError};
use crate::rule::Safety;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// More rounds than files have layers of fixes: what still changes then goes in a ring.
const MAX_ROUNDS: usize = 12;

/// What fixing came to.
#[derive(Debug)]
pub struct Fixed {
    /// The changed files: their text before and after.
    pub files: BTreeMap<PathBuf, (Arc<str>, Arc<str>)>,
    /// The findings that are mended, and how.
    pub mended: Vec<(Finding, Plan)>,
    /// The report on the files as they would be.
    pub report: Report,
}

/// Mends what is allowed to be mended, in memory.
///
/// # Errors
/// [`RunError`] where a run cannot be begun.
pub fn fix(
    linter: &Linter,
    options: &Options,
    file_system: &dyn FileSystem,
    allowed: Safety,
) -> Result<Fixed, RunError> {
    fix_those(linter, options, file_system, allowed, &|_| true)
}

/// The same for the findings that are wanted.
///
/// # Errors
/// [`RunError`] where a run cannot be begun.
pub fn fix_those(
    linter: &Linter,
    options: &Options,
    file_system: &dyn FileSystem,
    allowed: Safety,
    wanted: &dyn Fn(&Finding) -> bool,
) -> Result<Fixed, RunError> {
    let mut files: BTreeMap<PathBuf, (Arc<str>, Arc<str>)> = BTreeMap::new();
    let mut mended = Vec::new();
    let mut overlay = Overlay::new(file_system, Memory::new());
    let mut run = linter.examine(options, &overlay)?;
    for _ in 0..MAX_ROUNDS {
        let (report, snapshot) = &run;
        let prover = Prover::new(linter, options, &overlay, (report, snapshot));
        let applied = prover.together(&prover.prove_those(allowed, wanted)?)?;
        if applied.mended.is_empty() {
            break;
        }
        let mut memory = overlay.files().clone();
        for (path, text) in applied.texts {
            memory.insert(&path, text.as_bytes());
            let before = original(report, &path).unwrap_or_default();
            match files.get_mut(&path) {
                Some((_, after)) => *after = text,
                None => drop(files.insert(path, (before, text))),
            }
        }
        let found = applied.mended.into_iter().map(|(at, plan)| (report.findings[at].clone(), plan));
        mended.extend(found);
        overlay = Overlay::new(file_system, memory);
        run = linter.examine(options, &overlay)?;
    }
    Ok(Fixed { files, mended, report: run.0 })
}

fn original(report: &Report, path: &Path) -> Option<Arc<str>> {
    report.sources.find(path).map(|source| Arc::clone(&source.text))
}
