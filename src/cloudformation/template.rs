//! A template's sections, and how a document is recognised as one.

use super::stack::Stack;
use super::{entries, structure, transforms};
use crate::source::{SourceId, SourceMap, Span};
use crate::syntax::node::{Entry, Node, Scalar};
use crate::value::{Cause, CauseKind};
use foldhash::{HashMap, HashMapExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A template as it is written.
pub(super) struct Template {
    pub path: PathBuf,
    pub source: SourceId,
    pub root: Node,
    pub parameters: HashMap<Arc<str>, Entry>,
    pub mappings: HashMap<Arc<str>, Entry>,
    /// Sections, those of included files behind the template's own.
    pub conditions: Vec<Node>,
    pub rules: Vec<Node>,
    pub resources: Arc<Vec<Node>>,
    pub outputs: Vec<Node>,
    /// A macro that may change every resource.
    pub changed_by: Option<(Cause, Span)>,
    /// Set where a macro or unread text may declare more names than are written.
    pub more_names: Option<Cause>,
    /// Set where findings in it are told at another place: the text stands in a string of that span.
    pub stands_at: Option<Span>,
}

impl Template {
    /// The sections of a document.
    pub(super) fn new(root: &Node, path: &Path, source: SourceId) -> Self {
        let mut template = Template {
            path: path.to_path_buf(),
            source,
            parameters: HashMap::new(),
            mappings: HashMap::new(),
            conditions: Vec::new(),
            rules: Vec::new(),
            resources: Arc::default(),
            outputs: Vec::new(),
            changed_by: None,
            more_names: None,
            stands_at: None,
            root: root.clone(),
        };
        template.take_sections(root);
        if transforms::is_of_another_tool(root) {
            template.more_names = Some(Cause::new(CauseKind::Macro, "AWSTemplateFormatVersion"));
        }
        if !root.is_whole() {
            template.more_names = Some(Cause::new(CauseKind::UnreadableText, "template"));
        }
        template
    }

    fn take_sections(&mut self, root: &Node) {
        for entry in root.entries() {
            match &*entry.key {
                "Parameters" => index(&entry.value, &mut self.parameters),
                "Mappings" => index(&entry.value, &mut self.mappings),
                "Rules" => self.rules.push(entry.value.clone()),
                "Conditions" => self.conditions.push(entry.value.clone()),
                "Resources" => Arc::make_mut(&mut self.resources).push(entry.value.clone()),
                "Outputs" => self.outputs.push(entry.value.clone()),
                key if !structure::is_section(key) && !entry.is_gap() => {
                    // of a tool that makes a template of this, with names of its own
                    self.more_names.get_or_insert_with(|| Cause::new(CauseKind::Macro, key));
                }
                _ => {}
            }
            let is_included = entry.value.tag.is_some() || entry.value.entry(entries::INCLUDE).is_some();
            if &*entry.key == "Mappings" && is_included {
                self.more_names.get_or_insert_with(|| Cause::new(CauseKind::Macro, "AWS::Include"));
            }
            if entry.duplicate || !entry.value.is_whole() {
                self.more_names.get_or_insert_with(|| Cause::new(CauseKind::UnreadableText, &*entry.key));
            }
        }
    }

    /// Whether it makes other stacks.
    pub(super) fn has_nested_stacks(&self) -> bool {
        let kinds = ["AWS::CloudFormation::Stack", "AWS::CloudFormation::StackSet"];
        let entries = self.resources.iter().flat_map(Node::entries);
        let mut types = entries.filter_map(|it| it.value.get("Type").and_then(Node::text));
        types.any(|kind| kinds.contains(&kind))
    }

    /// Hides the defaults of parameters with `NoEcho`.
    pub(super) fn hide_secrets(&self, sources: &SourceMap) {
        for parameter in self.parameters.values().map(|entry| &entry.value) {
            let secret = matches!(
                parameter.get("NoEcho").and_then(Node::scalar),
                Some(Scalar::Bool(true) | Scalar::String("true"))
            );
            if let (true, Some(default)) = (secret, parameter.get("Default")) {
                sources.hide(default.span);
            }
        }
    }

    /// Follows the macros that the template declares. `stack` reads what they include.
    pub(super) fn follow_macros(&mut self, stack: &Stack<'_>) {
        for (name, node) in transforms::declared(&self.root) {
            self.follow(&name, &node, stack);
        }
    }

    fn follow(&mut self, name: &str, node: &Node, stack: &Stack<'_>) {
        if transforms::is_understood(name) {
            // all others make resources of their own
            if name != "AWS::LanguageExtensions" {
                self.more_names.get_or_insert_with(|| Cause::new(CauseKind::Macro, name));
            }
            return;
        }
        if name == "AWS::Include" {
            match transforms::included(stack, node, &super::scope::Scope::default()) {
                Ok(included) => self.take_sections(&included),
                Err(cause) => self.more_names = Some(cause),
            }
            return;
        }
        let cause = Cause::new(CauseKind::Macro, name);
        let message = format!("macro `{name}` cannot be run here: what it adds or changes is not known");
        stack.journal().note("macro-not-run", message, node.span);
        self.more_names = Some(cause.clone());
        self.changed_by = Some((cause, node.span));
    }
}

fn index(section: &Node, into: &mut HashMap<Arc<str>, Entry>) {
    for entry in section.entries().iter().filter(|entry| !entry.is_gap()) {
        into.insert(Arc::clone(&entry.key), entry.clone());
    }
}

/// Whether a document is a CloudFormation template, by its content.
pub fn looks_like_template(document: &Node) -> bool {
    let has = |key: &str| document.get(key).is_some();
    if has("apiVersion") && has("kind") {
        return false;
    }
    if has("AWSTemplateFormatVersion") {
        return true;
    }
    if structure::is_misnamed(document) {
        return true;
    }
    document.get("Resources").is_some_and(|resources| {
        resources.is_mapping()
            && resources.entries().iter().any(|entry| {
                let named = entry.value.get("Type").and_then(Node::text).is_some_and(is_resource_type);
                named || entry.key.starts_with("Fn::ForEach::") || &*entry.key == "Fn::Transform"
            })
    })
}

/// `AWS::Service::Thing`, `Custom::Thing`, `Alexa::ASK::Skill`, `Org::Team::Thing::MODULE`.
pub(super) fn is_resource_type(text: &str) -> bool {
    let mut parts = text.split("::");
    let first = parts.next().unwrap_or("");
    let known = matches!(first, "AWS" | "Custom" | "Alexa" | "Rain");
    (known && parts.next().is_some_and(|part| !part.is_empty())) || (parts.count() >= 2 && !first.is_empty())
}

/// Whether text that does not parse was meant to be a template.
pub(super) fn text_looks_like_template(text: &str) -> bool {
    let start = |line: &str, key: &str| {
        let line = line.trim_start_matches(['\u{feff}', ' ', '\t', '{', '"', '\'']);
        line.strip_prefix(key).is_some_and(|rest| rest.trim_start_matches(['"', '\'', ' ']).starts_with(':'))
    };
    // JSON may stand on one line
    let mut resources =
        text.trim_start_matches('\u{feff}').starts_with('{') && text.contains("\"Resources\"");
    let mut kubernetes = false;
    for line in text.lines() {
        if start(line, "AWSTemplateFormatVersion") {
            return true;
        }
        resources |= start(line, "Resources");
        kubernetes |= line.starts_with("apiVersion:");
    }
    resources && !kubernetes && text.contains("AWS::")
}
