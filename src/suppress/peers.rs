//! Suppressions of other linters, taken over where the user says so: `#checkov:skip=…`, `#trivy:ignore:…`,
//! `#tfsec:ignore:…`, `# kics-scan ignore-…`, and what cfn_nag, checkov and Guard read from `Metadata`.
//!
//! They hold for the rules that ask the same as the peer's, and only where the peer would honour them.

use super::Written;
use super::directive::targets;
use super::item::{Text, whole, written_in};
use crate::check::Silencer;
use crate::source::{Source, Span};
use crate::syntax::comments::{Comment, comments};
use crate::syntax::node::Node;
use crate::syntax::{json, yaml};
use memchr::memmem;
use std::collections::BTreeMap;

/// Which rules a peer's rules stand for: by peer, then by the peer's id in small letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imports {
    rules: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// Peers that are told by a word before what they ignore.
const WORDS: &[(&str, &str)] = &[
    ("checkov", "checkov:skip="),
    ("checkov", "bridgecrew:skip="),
    ("trivy", "trivy:ignore:"),
    ("tfsec", "tfsec:ignore:"),
    ("kics", "kics-scan"),
];

/// What a comment is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// The resource that it stands in.
    Around,
    /// What begins in its line or the next.
    Item,
    File,
}

impl Imports {
    /// Takes in that a peer's rule asks the same as a rule here.
    pub fn add(&mut self, peer: &str, id: &str, rule: &str) {
        let rules = self.rules.entry(peer.to_owned()).or_default().entry(id.to_lowercase()).or_default();
        rules.push(rule.to_owned());
    }

    /// The rules that stand for a peer's.
    fn of(&self, peer: &str, id: &str) -> Vec<String> {
        let Some(known) = self.rules.get(peer) else { return Vec::new() };
        let id = id.trim().to_lowercase();
        // trivy writes the same rule in three ways, and takes its forerunner's names
        let short = format!("avd-{id}");
        let by = |id: &str| known.get(id).cloned().unwrap_or_default();
        let rules = by(&id);
        if peer != "trivy" || !rules.is_empty() {
            return rules;
        }
        let forerunner = self.rules.get("tfsec").and_then(|known| known.get(&id)).cloned();
        [by(&short), forerunner.unwrap_or_default()].concat()
    }

    /// All rules that a peer has anything like.
    fn all(&self, peer: &str) -> Vec<String> {
        let mut rules: Vec<String> =
            self.rules.get(peer).into_iter().flat_map(BTreeMap::values).flatten().cloned().collect();
        rules.sort();
        rules.dedup();
        rules
    }
}

/// Adds what peers are told to ignore in a source.
pub(super) fn read(source: &Source, imports: &Imports, written: &mut Vec<Written>) {
    if imports.rules.is_empty() {
        return;
    }
    in_comments(source, imports, written);
    in_metadata(source, imports, written);
}

fn in_comments(source: &Source, imports: &Imports, written: &mut Vec<Written>) {
    let Some(syntax) = Text::syntax_of(source) else { return };
    let mut found: Vec<(Comment, Reach, Vec<String>, String)> = Vec::new();
    for (peer, word) in WORDS.iter().filter(|(peer, _)| imports.rules.contains_key(*peer)) {
        for comment in comments(source, syntax, word) {
            if let Some((reach, rules, reason)) = parse(peer, word, &comment.text, imports) {
                found.push((comment, reach, rules, reason));
            }
        }
    }
    if found.is_empty() {
        return;
    }
    found.sort_by_key(|(comment, ..)| comment.span);
    let text = Text::parse(source, syntax);
    let lines = targets(source, syntax, found.iter().map(|(comment, ..)| comment).collect());
    let items = text.items_at(source, &lines);
    for ((comment, reach, rules, reason), line) in found.into_iter().zip(lines) {
        let scope = match reach {
            Reach::Around => text.resource_around(comment.span).or_else(|| items.get(&line).copied()),
            Reach::Item => items.get(&line).copied(),
            Reach::File => Some(whole(source)),
        };
        written.push(Written {
            span: comment.span,
            scope,
            rules,
            reason,
            until: None,
            by: Silencer::Comment,
        });
    }
}

/// What a comment tells a peer: what it is about, the rules here that ask the same, and why.
fn parse(peer: &str, word: &str, comment: &str, imports: &Imports) -> Option<(Reach, Vec<String>, String)> {
    let imported = || format!("imported from {peer}");
    if peer == "kics" {
        let reach = match comment.split_once(word)?.1.split_whitespace().next()? {
            "ignore-line" | "ignore-block" => Reach::Item,
            "ignore" => Reach::File,
            _ => return None,
        };
        return Some((reach, imports.all(peer), imported())).filter(|(_, rules, _)| !rules.is_empty());
    }
    let mut rules = Vec::new();
    let mut reason = None;
    for said in comment.split(word).skip(1) {
        if peer == "checkov" {
            let (ids, why) = said.split_once(':').unwrap_or((said, ""));
            rules.extend(ids.split(',').flat_map(|id| imports.of(peer, id)));
            reason = Some(why.trim().to_owned()).filter(|why| !why.is_empty());
            continue;
        }
        let (ids, why) = said.split_once(char::is_whitespace).unwrap_or((said, ""));
        // `:exp:2027-01-31` and `:ws:name` are conditions that only the peer can judge
        if ids.contains(":exp:") || ids.contains(":ws:") {
            continue;
        }
        let id = ids.split(['[', ':']).next().unwrap_or(ids);
        rules.extend(if id == "*" { imports.all(peer) } else { imports.of(peer, id) });
        let why = why.trim().trim_start_matches(['#', '/', '-']).trim();
        reason = reason.or_else(|| Some(why.to_owned()).filter(|why| !why.is_empty()));
    }
    rules.sort();
    rules.dedup();
    (!rules.is_empty()).then(|| {
        (if peer == "checkov" { Reach::Around } else { Reach::Item }, rules, reason.unwrap_or_else(imported))
    })
}

/// Where peers look in `Metadata`: the peer, its key, the list below it, the id and the reason of an entry.
const METADATA: &[(&str, &str, &str, &str, &str)] = &[
    ("checkov", "checkov", "skip", "id", "comment"),
    ("cfn_nag", "cfn_nag", "rules_to_suppress", "id", "reason"),
    ("guard", "guard", "SuppressedRules", "", ""),
];

fn in_metadata(source: &Source, imports: &Imports, written: &mut Vec<Written>) {
    let holds = |word: &str| memmem::find(source.text.as_bytes(), word.as_bytes()).is_some();
    let wanted = METADATA.iter().any(|(peer, key, ..)| imports.rules.contains_key(*peer) && holds(key));
    let syntax = Text::syntax_of(source);
    if !wanted || !holds("Metadata") || syntax == Some(crate::syntax::comments::CommentSyntax::Hcl) {
        return;
    }
    let documents = match syntax {
        None => json::parse(source).0.into_iter().collect(),
        Some(_) => yaml::parse_documents(source).0,
    };
    documents.iter().for_each(|document| search(document, whole(source), imports, written));
}

/// Metadata at any depth, about the item that it is in.
fn search(node: &Node, item: Span, imports: &Imports, written: &mut Vec<Written>) {
    if let Some(metadata) = node.get("Metadata") {
        for (peer, key, list, id, reason) in METADATA {
            let entries = metadata.get(key).and_then(|it| it.get(list)).map(Node::items).unwrap_or_default();
            for entry in entries {
                let named = if id.is_empty() { entry.text() } else { entry.get(id).and_then(Node::text) };
                let rules = named.map(|id| imports.of(peer, id)).unwrap_or_default();
                if rules.is_empty() {
                    continue;
                }
                let why = entry.get(reason).and_then(Node::text).map(str::trim).filter(|why| !why.is_empty());
                let reason = why.map_or_else(|| format!("imported from {peer}"), str::to_owned);
                written.push(Written {
                    span: entry.span,
                    scope: Some(item),
                    rules,
                    reason,
                    until: None,
                    by: Silencer::Metadata,
                });
            }
        }
    }
    for (span, value) in written_in(node) {
        if let Some(value) = value {
            search(value, span, imports, written);
        }
    }
}
