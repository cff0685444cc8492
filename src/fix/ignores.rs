//! Suppressions written for findings: a comment above what they are about, a comment property in Terraform's JSON, or an
//! entry in a JSON template's metadata.
//!
//! As with fixes, what is written is looked at again before anyone sees it: a comment that silences nothing (inside a
//! heredoc, say) is put somewhere else, and where there is no such place the finding is left and said to be.

use super::edit::{Edit, apply};
use super::lines;
use super::mapping::{self, Written};
use crate::check::{Finding, ResourceName, UnitName, Verdict};
use crate::fs::{FileSystem, Memory, Overlay};
use crate::linter::{Linter, Options, Report, RunError};
use crate::source::{Source, Span};
use crate::syntax::comments::{COMMENT_PROPERTY, has_comment_properties};
use crate::syntax::json;
use crate::syntax::node::{Entry, Node, NodeKind};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Places that are tried for one finding: its own, its resource, the calls around it.
const MAX_PLACES: usize = 8;

/// What the suppressions say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Why.
    pub reason: String,
    /// The last day, `YYYY-MM-DD`.
    pub until: Option<String>,
}

/// What came of it.
#[derive(Debug)]
pub struct Ignored {
    /// The changed files: their text before and after.
    pub files: BTreeMap<PathBuf, (Arc<str>, Arc<str>)>,
    /// How many findings are silenced.
    pub silenced: usize,
    /// Findings that nothing could be written for, and why.
    pub left: Vec<(Finding, &'static str)>,
}

/// A finding to silence, and where that may be said.
struct Target<'f> {
    finding: &'f Finding,
    places: Vec<Span>,
    /// Which of them is tried.
    at: usize,
}

type Key<'f> = (&'f str, &'f UnitName, Option<&'f ResourceName>);

/// Silences all failures that `wanted` has, in memory.
///
/// # Errors
/// [`RunError`] where a run cannot be begun.
pub fn add_ignores(
    linter: &Linter,
    options: &Options,
    file_system: &dyn FileSystem,
    words: &Words,
) -> Result<Ignored, RunError> {
    let report = linter.run(options, file_system)?;
    let failed = report.findings.iter().filter(|it| open(it));
    let mut targets: Vec<Target<'_>> = Vec::new();
    let mut left = Vec::new();
    for finding in failed {
        match places(finding, &report) {
            Ok(places) => targets.push(Target { finding, places, at: 0 }),
            Err(why) => left.push((finding.clone(), why)),
        }
    }
    for _ in 0..=MAX_PLACES {
        let Some(texts) = written(&targets, &report, words) else { break };
        let mut memory = Memory::new();
        for (path, text) in &texts {
            memory.insert(path, text.as_bytes());
        }
        let overlay = Overlay::new(file_system, memory);
        let after = linter.run(options, &overlay)?;
        let still: BTreeSet<Key<'_>> = after.findings.iter().filter(|it| open(it)).map(key).collect();
        let loud = |target: &Target<'_>| still.contains(&key(target.finding));
        if !targets.iter().any(loud) && after.errors.len() <= report.errors.len() {
            let before = |path: &Path| report.sources.find(path).map(|source| Arc::clone(&source.text));
            let files =
                texts.into_iter().filter_map(|(path, text)| Some((path.clone(), (before(&path)?, text))));
            return Ok(Ignored { files: files.collect(), silenced: targets.len(), left });
        }
        for target in targets.iter_mut().filter(|target| still.contains(&key(target.finding))) {
            target.at += 1;
        }
        let (kept, lost): (Vec<_>, Vec<_>) = targets.into_iter().partition(|it| it.at < it.places.len());
        left.extend(lost.into_iter().map(|it| (it.finding.clone(), NO_PLACE)));
        targets = kept;
    }
    left.extend(targets.into_iter().map(|it| (it.finding.clone(), NO_PLACE)));
    Ok(Ignored { files: BTreeMap::new(), silenced: 0, left })
}

const NO_PLACE: &str =
    "no comment here would count (does the configuration let it be ignored, and for that long?)";

fn open(finding: &Finding) -> bool {
    finding.verdict == Verdict::Fail && finding.suppressed.is_none()
}

fn key(finding: &Finding) -> Key<'_> {
    (&finding.rule.id, &finding.unit, finding.resource.as_ref())
}

/// Where a suppression of a finding may be written, the narrowest place first.
fn places(finding: &Finding, report: &Report) -> Result<Vec<Span>, &'static str> {
    let all: Vec<Span> = finding.location.iter().chain(&finding.declared).copied().collect();
    let file = |span: &Span| report.sources.get(span.source);
    let mut why = "it is about no line of these files";
    let writable = |span: &Span| {
        let Some(source) = file(span) else { return false };
        if source.path.components().any(|part| part.as_os_str() == ".terraform") {
            why = "the module is downloaded: silence its call";
            return false;
        }
        if has_comment_properties(&source.path) {
            why = "`//` of this block holds something of another program: use the baseline";
            return block_around(&source, *span).is_some_and(|block| !holds_an_object(&block));
        }
        if is_json(&source) && !source.text.contains("\"Resources\"") {
            why = "a plan is generated: silence it where its source is";
            return false;
        }
        true
    };
    let places: Vec<Span> = all.into_iter().filter(writable).take(MAX_PLACES).collect();
    if places.is_empty() { Err(why) } else { Ok(places) }
}

fn is_json(source: &Source) -> bool {
    let hcl = source.path.extension().is_some_and(|it| it == "tf" || it == "tofu");
    !hcl && source.text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
}

/// The files with what is written for all targets; `None` where there is nothing to write.
fn written(targets: &[Target<'_>], report: &Report, words: &Words) -> Option<BTreeMap<PathBuf, Arc<str>>> {
    let mut rules: BTreeMap<Span, BTreeSet<&str>> = BTreeMap::new();
    for target in targets {
        let place = target.places.get(target.at)?;
        let source = report.sources.get(place.source)?;
        let at = match is_json(&source) {
            true => *place,
            false => {
                let start = lines::start(&source.text, place.start as usize);
                let start = if source.text[start..].starts_with('\u{feff}') { start + 3 } else { start };
                Span::new(place.source, start, start)
            }
        };
        rules.entry(at).or_default().insert(&target.finding.rule.id);
    }
    let mut metadata: BTreeMap<Span, (Arc<Source>, Node, BTreeSet<&str>)> = BTreeMap::new();
    let mut edits = Vec::new();
    for (at, rules) in rules {
        let source = report.sources.get(at.source)?;
        if is_json(&source) {
            let terraform = has_comment_properties(&source.path);
            let node = if terraform { block_around(&source, at)? } else { around(&source, at)? };
            metadata.entry(node.span).or_insert_with(|| (source, node, BTreeSet::new())).2.extend(rules);
            continue;
        }
        let indentation = lines::indentation(&source.text, at.start as usize);
        let comment = directive(&rules, words);
        let text = format!("{indentation}# {comment}{}", lines::ending(&source.text));
        edits.push(Edit::insert(&source, at.start as usize, &text));
    }
    for (source, node, rules) in metadata.into_values() {
        edits.push(match has_comment_properties(&source.path) {
            true => comment_property(&source, &node, &rules, words)?,
            false => entry(&source, &node, &rules, words)?,
        });
    }
    if edits.is_empty() { None } else { apply(&edits, &report.sources) }
}

fn directive(rules: &BTreeSet<&str>, words: &Words) -> String {
    let rules: Vec<&str> = rules.iter().copied().collect();
    let until = words.until.as_ref().map(|day| format!(" until {day}")).unwrap_or_default();
    format!("trailguard:ignore {} -- {}{until}", rules.join(", "), words.reason)
}

/// The resource of a JSON template that a place is in, else the template.
fn around(source: &Source, place: Span) -> Option<Node> {
    let document = json::parse(source).0?;
    let holds = |entry: &&Entry| entry.key_span.to(entry.value.span).contains(place);
    let resource = document.get("Resources").and_then(|it| it.entries().iter().find(holds));
    Some(resource.map_or_else(|| document.clone(), |entry| entry.value.clone()))
}

/// The object of Terraform's JSON that is the block a place is in: that of a resource, a data source or a module call.
fn block_around(source: &Source, place: Span) -> Option<Node> {
    const KINDS: &[(&str, usize)] = &[("resource", 2), ("data", 2), ("module", 1)];
    let document = json::parse(source).0?;
    let holds = |entry: &&Entry| entry.key_span.to(entry.value.span).contains(place);
    let outermost = document.entries().iter().find(holds)?;
    let (_, labels) = KINDS.iter().find(|(kind, _)| *kind == &*outermost.key)?;
    let mut node = &outermost.value;
    for label in 0..=*labels {
        // there may be a list in the place of each object
        while let NodeKind::Sequence(items) = node.kind() {
            let alone = || if let [one] = &items[..] { Some(one) } else { None };
            node = items.iter().find(|item| item.span.contains(place)).or_else(alone)?;
        }
        if label < *labels {
            node = &node.entries().iter().find(holds)?.value;
        }
    }
    node.is_mapping().then(|| node.clone())
}

/// Whether the comment property of a block is neither text nor a list: what generates the file puts data there.
fn holds_an_object(block: &Node) -> bool {
    block.get(COMMENT_PROPERTY).is_some_and(|comment| comment.is_mapping())
}

/// A comment property in a block, beside what it says already.
fn comment_property(source: &Source, block: &Node, rules: &BTreeSet<&str>, words: &Words) -> Option<Edit> {
    let says = serde_json::Value::from(directive(rules, words)).to_string();
    let Some(comment) = block.get(COMMENT_PROPERTY) else {
        return mapping::insert(source, block, COMMENT_PROPERTY, &Written::Raw(&says));
    };
    match comment.kind() {
        NodeKind::Sequence(items) => Some(match items.last() {
            Some(last) => Edit::insert(source, last.span.end as usize, &format!(", {says}")),
            None => Edit::replace(source, comment.span, &format!("[{says}]")),
        }),
        NodeKind::Scalar(..) => {
            let there = source.slice(comment.span);
            Some(Edit::replace(source, comment.span, &format!("[{there}, {says}]")))
        }
        NodeKind::Mapping(_) | NodeKind::Unreadable => None,
    }
}

/// An entry in the metadata of a mapping, beside what is there.
fn entry(source: &Source, node: &Node, rules: &BTreeSet<&str>, words: &Words) -> Option<Edit> {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let names: Vec<String> = rules.iter().map(|rule| quoted(rule)).collect();
    let names = if let [one] = names.as_slice() { one.clone() } else { format!("[{}]", names.join(", ")) };
    let until = words.until.as_ref().map(|day| format!(", \"until\": {}", quoted(day))).unwrap_or_default();
    let one = format!("{{ \"rule\": {names}, \"reason\": {}{until} }}", quoted(&words.reason));
    let list = format!("[{one}]");
    let Some(metadata) = node.get("Metadata") else {
        let whole = format!("{{ \"trailguard\": {{ \"ignore\": {list} }} }}");
        return mapping::insert(source, node, "Metadata", &Written::Raw(&whole));
    };
    let Some(ours) = metadata.get("trailguard") else {
        let whole = format!("{{ \"ignore\": {list} }}");
        return mapping::insert(source, metadata, "trailguard", &Written::Raw(&whole));
    };
    let Some(ignore) = ours.get("ignore") else {
        return mapping::insert(source, ours, "ignore", &Written::Raw(&list));
    };
    match ignore.kind() {
        NodeKind::Sequence(_) => Some(match ignore.items().last() {
            Some(last) => Edit::insert(source, last.span.end as usize, &format!(", {one}")),
            None => Edit::replace(source, ignore.span, &list),
        }),
        NodeKind::Mapping(_) => {
            let there = source.slice(ignore.span);
            Some(Edit::replace(source, ignore.span, &format!("[{there}, {one}]")))
        }
        NodeKind::Scalar(..) | NodeKind::Unreadable => None,
    }
}
