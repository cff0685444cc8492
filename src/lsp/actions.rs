//! Code actions: proven fixes of what is in a range, all safe ones of a folder, and silence with a reason.

use super::capabilities::FIX_ALL;
use super::client::Refusal;
use super::session::Asked;
use super::silence;
use crate::check::{Finding, Verdict};
use crate::fix::{self, Edit, Plan};
use crate::linter::{Options, Report, RunError};
use crate::rule::Safety;
use crate::source::{LineIndex, SourceMap};
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionTriggerKind, Diagnostic,
    NumberOrString, Range, TextEdit, Uri, WorkspaceEdit,
};
use std::collections::HashMap;
use std::path::Path;

/// So many findings in one place are offered to be silenced one by one.
const MOST_SILENCES: usize = 16;

/// What can be done about a range of a document.
pub(super) fn of(
    mut asked: Asked<'_>,
    path: &Path,
    params: &CodeActionParams,
) -> Result<Vec<CodeActionOrCommand>, Refusal> {
    let mut actions = Vec::new();
    if wanted(params, &CodeActionKind::QUICKFIX) {
        actions.extend(quick_fixes(&mut asked, path, params)?);
        actions.extend(silences(&mut asked, path, params)?);
    }
    // it is dear: an editor that asks at every move of the cursor does not mean it
    let by_itself = params.context.trigger_kind == Some(CodeActionTriggerKind::AUTOMATIC);
    if wanted(params, &FIX_ALL) && (params.context.only.is_some() || !by_itself) {
        actions.extend(fix_all(&mut asked, path)?);
    }
    Ok(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect())
}

/// Whether actions of that kind are asked for: `source` asks for `source.fixAll` as well.
fn wanted(params: &CodeActionParams, kind: &CodeActionKind) -> bool {
    let Some(only) = &params.context.only else { return true };
    only.iter().any(|it| {
        let rest = kind.as_str().strip_prefix(it.as_str());
        rest.is_some_and(|rest| it.as_str().is_empty() || rest.is_empty() || rest.starts_with('.'))
    })
}

/// Whether a finding is in a range of a document.
fn is_in(asked: &Asked<'_>, finding: &Finding, sources: &SourceMap, path: &Path, range: Range) -> bool {
    let Some(span) = finding.location else { return false };
    let Some(source) = sources.get(span.source).filter(|source| asked.is_same(&source.path, path)) else {
        return false;
    };
    let there = asked.encoding.range(&source, span);
    there.start <= range.end && range.start <= there.end
}

fn quick_fixes(
    asked: &mut Asked<'_>,
    path: &Path,
    params: &CodeActionParams,
) -> Result<Vec<CodeAction>, Refusal> {
    let place = asked.place(path)?;
    let overlay = asked.overlay;
    let mut projects = std::mem::take(asked.projects);
    let in_range =
        |finding: &Finding, report: &Report| is_in(asked, finding, &report.sources, path, params.range);
    let made = projects[place].proven(overlay, &in_range).map(|(plans, report)| {
        let mut actions: Vec<(Plan, CodeAction)> = Vec::new();
        for (at, plan) in plans {
            let finding = &report.findings[at];
            let diagnostics = told(params, finding);
            if let Some((_, same)) = actions.iter_mut().find(|(other, _)| other.edits == plan.edits) {
                same.diagnostics.get_or_insert_default().extend(diagnostics);
                continue;
            }
            let unsafely = if plan.safety == Safety::Unsafe { ", unsafe" } else { "" };
            let action = CodeAction {
                title: format!("{} ({}{unsafely})", plan.title, finding.rule.id),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(diagnostics),
                edit: of_edits(asked, &plan.edits, &report.sources),
                is_preferred: Some(plan.safety == Safety::Safe),
                ..CodeAction::default()
            };
            actions.push((plan, action));
        }
        actions.into_iter().map(|(_, action)| action).filter(|it| it.edit.is_some()).collect()
    });
    *asked.projects = projects;
    made.map_err(|error| failed(&error))
}

/// What the editor shows of a finding.
fn told(params: &CodeActionParams, finding: &Finding) -> Vec<Diagnostic> {
    let same = |it: &&Diagnostic| matches!(&it.code, Some(NumberOrString::String(code)) if **code == *finding.rule.id);
    params.context.diagnostics.iter().filter(same).cloned().collect()
}

fn silences(
    asked: &mut Asked<'_>,
    path: &Path,
    params: &CodeActionParams,
) -> Result<Vec<CodeAction>, Refusal> {
    let place = asked.place(path)?;
    let project = &asked.projects[place];
    let Ok(report) = &project.report else { return Ok(Vec::new()) };
    let open = |it: &&Finding| {
        matches!(it.verdict, Verdict::Fail | Verdict::Unknown)
            && it.suppressed.is_none()
            && is_in(asked, it, &report.sources, path, params.range)
    };
    let mut findings: Vec<&Finding> = Vec::new();
    for finding in report.findings.iter().filter(open) {
        if findings.iter().all(|it| it.rule.id != finding.rule.id) {
            findings.push(finding);
        }
    }
    // what fails is silenced before what is not known
    findings.sort_by_key(|it| it.verdict != Verdict::Fail);
    let mut actions = Vec::new();
    for finding in findings.into_iter().take(MOST_SILENCES) {
        let within = silence::Within {
            linter: &project.rules.linter,
            options: &project.options,
            under: asked.overlay,
        };
        let Some((offset, text)) = silence::insertion(finding, &report.sources, &within) else { continue };
        let Some(source) = finding.location.and_then(|span| report.sources.get(span.source)) else {
            continue;
        };
        let at = asked.encoding.position(&source.text, source.lines(), offset);
        actions.push(CodeAction {
            title: format!("ignore {} here, with a reason", finding.rule.id),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(told(params, finding)),
            edit: asked
                .uri_of(&source.path)
                .map(|uri| one_file(uri, vec![TextEdit::new(Range::new(at, at), text)])),
            is_preferred: Some(false),
            ..CodeAction::default()
        });
    }
    Ok(actions)
}

/// All that can be mended safely in the folder of a document, proven together.
fn fix_all(asked: &mut Asked<'_>, path: &Path) -> Result<Option<CodeAction>, Refusal> {
    let place = asked.place(path)?;
    let folder = path.parent().unwrap_or(path).to_path_buf();
    let project = &asked.projects[place];
    let options = Options { paths: vec![folder], ..project.options.clone() };
    let fixed =
        fix::fix(&project.rules.linter, &options, asked.overlay, Safety::Safe).map_err(|it| failed(&it))?;
    let mut edit = WorkspaceEdit { changes: Some(HashMap::new()), ..WorkspaceEdit::default() };
    for (file, (before, after)) in &fixed.files {
        let Some(uri) = asked.uri_of(file) else { continue };
        let lines = LineIndex::new(before);
        let (start, end, text) = difference(before, after);
        let at = |offset| asked.encoding.position(before, &lines, offset);
        let change = TextEdit::new(Range::new(at(start), at(end)), text.to_owned());
        merge(&mut edit, one_file(uri, vec![change]));
    }
    Ok(Some(CodeAction {
        title: format!("fix all that is safe ({})", fixed.mended.len()),
        kind: Some(FIX_ALL),
        edit: Some(edit),
        ..CodeAction::default()
    })
    .filter(|_| !fixed.files.is_empty()))
}

/// Where two texts differ: the bytes of the first from the first to the last of them, and what stands there in the second.
fn difference<'t>(before: &str, after: &'t str) -> (usize, usize, &'t str) {
    let same = |a: char, b: char| if a == b { Some(a.len_utf8()) } else { None };
    let start: usize = before.chars().zip(after.chars()).map_while(|(a, b)| same(a, b)).sum();
    let (rest, other) = (&before[start..], &after[start..]);
    let end: usize = rest.chars().rev().zip(other.chars().rev()).map_while(|(a, b)| same(a, b)).sum();
    (start, before.len() - end, &after[start..after.len() - end])
}

/// Edits as the editor takes them; none where a file cannot be named.
fn of_edits(asked: &Asked<'_>, edits: &[Edit], sources: &SourceMap) -> Option<WorkspaceEdit> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.span, &edit.text));
    sorted.dedup();
    let mut whole = WorkspaceEdit { changes: Some(HashMap::new()), ..WorkspaceEdit::default() };
    for edit in sorted {
        let source = sources.get(edit.span.source)?;
        let change = TextEdit::new(asked.encoding.range(&source, edit.span), edit.text.clone());
        merge(&mut whole, one_file(asked.uri_of(&source.path)?, vec![change]));
    }
    Some(whole)
}

fn one_file(uri: Uri, edits: Vec<TextEdit>) -> WorkspaceEdit {
    WorkspaceEdit { changes: Some(HashMap::from([(uri, edits)])), ..WorkspaceEdit::default() }
}

#[expect(
    clippy::mutable_key_type,
    reason = "the protocol's own type; an address does not change as it is compared"
)]
fn merge(whole: &mut WorkspaceEdit, other: WorkspaceEdit) {
    let changes = whole.changes.get_or_insert_default();
    for (uri, edits) in other.changes.into_iter().flatten() {
        changes.entry(uri).or_default().extend(edits);
    }
}

fn failed(error: &RunError) -> Refusal {
    Refusal::failed(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_makes_one_text_of_the_other() {
        for (before, after) in [
            ("", ""),
            ("a", ""),
            ("", "a"),
            ("aa", "aaa"),
            ("aXa", "aYYa"),
            ("ß😀", "ß😁"),
            ("x = 1\ny = 2\n", "x = 1\nz = 3\ny = 2\n"),
        ] {
            let (start, end, text) = difference(before, after);
            assert_eq!(format!("{}{text}{}", &before[..start], &before[end..]), after);
        }
    }
}
