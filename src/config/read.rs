//! The merged tree to a [`Configuration`]. Its form has been checked ([`shape`](super::shape)): what does not fit is
//! passed over here, what is wrong by its meaning is reported.

use super::error::{ConfigError, Fault};
use super::extend::written_list;
use super::shape::MAX_ITEMS;
use super::{Configuration, UnknownPolicy, rules};
use crate::fs::{FileSystem, PathGlobs, anchored, normalised};
use crate::linter::{
    AccountGroup, Deployment, OrganizationTrail, PathOverride, PathPattern, PathSurroundings, Scope,
    SuppressionPolicy,
};
use crate::rule::{Profile, Registry, Severity};
use crate::source::{SourceMap, Span};
use crate::syntax::node::{Node, NodeKind, Scalar};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What a tree is read with.
pub(super) struct Reader<'r> {
    pub(super) file_system: &'r dyn FileSystem,
    pub(super) sources: &'r SourceMap,
    pub(super) registry: &'r Registry,
    pub(super) faults: Vec<Fault>,
}

impl Reader<'_> {
    pub(super) fn configuration(&mut self, tree: &Node) -> Configuration {
        let (accounts, surroundings) = self.accounts(tree.get("accounts"));
        Configuration {
            sources: Vec::new(),
            include: self.patterns(tree.get("include")),
            exclude: self.patterns(tree.get("exclude")),
            profile: text(tree, "profile").and_then(|name| Profile::parse(&name)),
            frameworks: texts(tree.get("frameworks")),
            select: self.names(tree.get("select")),
            ignore: self.names(tree.get("ignore")),
            rules: rules::settings(tree.get("rules"), self.registry, &mut self.faults),
            overrides: self.overrides(tree.get("overrides")),
            fail_on: text(tree, "fail-on").and_then(|name| Severity::parse(&name)),
            unknown: text(tree, "unknown").and_then(|name| match &*name {
                "warn" => Some(UnknownPolicy::Warn),
                "fail" => Some(UnknownPolicy::Fail),
                "ignore" => Some(UnknownPolicy::Ignore),
                _ => None,
            }),
            scope: text(tree, "scope").and_then(|name| match &*name {
                "files" => Some(Scope::Files),
                "account" => Some(Scope::Account),
                _ => None,
            }),
            accounts,
            surroundings,
            context: self.existing(tree.get("context")),
            region: text(tree, "region"),
            account: text(tree, "account"),
            partition: text(tree, "partition"),
            deployments: self.deployments(tree.get("deployments")),
            organization_trail: tree.get("organization-trail").filter(|it| it.is_mapping()).map(|node| {
                OrganizationTrail {
                    name: text(node, "name"),
                    arn: text(node, "arn"),
                    account: text(node, "account"),
                    home_region: text(node, "home-region"),
                    bucket: text(node, "bucket"),
                    kms_key: text(node, "kms-key"),
                }
            }),
            suppressions: self.suppressions(tree.get("suppressions")),
            rules_folders: self.rules_folders(tree),
            import_ignores: texts(tree.get("import-ignores")),
            baseline: tree.get("baseline").and_then(|node| self.path(node)),
        }
    }

    pub(super) fn rules_folders(&mut self, tree: &Node) -> Vec<PathBuf> {
        self.existing(tree.get("rules-folders"))
    }

    /// The folder of the file that a place is in.
    fn folder(&self, span: Span) -> PathBuf {
        let source = self.sources.get(span.source);
        source.and_then(|source| source.path.parent().map(Path::to_path_buf)).unwrap_or_default()
    }

    fn names(&mut self, node: Option<&Node>) -> Vec<String> {
        rules::names(node, self.registry, &mut self.faults)
    }

    fn patterns(&mut self, node: Option<&Node>) -> Vec<PathPattern> {
        let mut patterns = Vec::new();
        // a longer list is refused
        for item in node.map(Node::items).unwrap_or_default().iter().take(MAX_ITEMS) {
            let Some(written) = item.text() else { continue };
            let glob = anchored(&self.folder(item.span), written);
            match PathGlobs::new([&*glob]) {
                Ok(_) => {
                    patterns.push(PathPattern { glob, written: written.to_owned(), span: Some(item.span) });
                }
                Err(error) => {
                    let wanted = format!("a pattern of paths: {error}");
                    let error = ConfigError::WrongValue { written: written.to_owned(), wanted };
                    self.faults.push(Fault::at(item.span, error));
                }
            }
        }
        patterns
    }

    /// A path as it is on the file system, whether it is there or not.
    fn path(&self, node: &Node) -> Option<PathBuf> {
        let path = self.folder(node.span).join(node.text()?);
        Some(self.file_system.canonical(&path).unwrap_or_else(|| normalised(&path)))
    }

    /// Paths that must be there.
    fn existing(&mut self, node: Option<&Node>) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        for item in written_list(node) {
            let Some(path) = self.path(item) else { continue };
            if self.file_system.is_file(&path) || self.file_system.is_folder(&path) {
                paths.push(path);
            } else {
                let written = item.text().unwrap_or_default().to_owned();
                let error =
                    ConfigError::WrongValue { written, wanted: "there: no such file or folder".to_owned() };
                self.faults.push(Fault::at(item.span, error));
            }
        }
        paths
    }

    fn overrides(&mut self, node: Option<&Node>) -> Vec<PathOverride> {
        let items = node.map(Node::items).unwrap_or_default();
        let read = |item: &Node| PathOverride {
            paths: self.patterns(item.get("paths")),
            select: self.names(item.get("select")),
            ignore: self.names(item.get("ignore")),
            rules: rules::settings(item.get("rules"), self.registry, &mut self.faults),
        };
        items.iter().map(read).collect()
    }

    fn accounts(&mut self, node: Option<&Node>) -> (Vec<AccountGroup>, Vec<PathSurroundings>) {
        let mut groups: Vec<AccountGroup> = Vec::new();
        let mut surroundings = Vec::new();
        for item in node.map(Node::items).unwrap_or_default() {
            let Some(name) = text(item, "name") else { continue };
            if groups.iter().any(|group| group.name == name) {
                self.twice("account", &name, item.get("name").map_or(item.span, |node| node.span));
            }
            let paths = self.patterns(item.get("paths"));
            groups.push(AccountGroup { name, paths: paths.iter().map(|it| it.glob.clone()).collect() });
            surroundings.push(PathSurroundings {
                paths,
                region: text(item, "region"),
                account: text(item, "account"),
                partition: text(item, "partition"),
            });
        }
        (groups, surroundings)
    }

    fn deployments(&mut self, node: Option<&Node>) -> Vec<Deployment> {
        let mut deployments = Vec::new();
        let mut seen: HashMap<(PathBuf, String), ()> = HashMap::new();
        for item in node.map(Node::items).unwrap_or_default() {
            let Some(at) = item.get("root").or_else(|| item.get("template")) else { continue };
            let (Some(root), Some(name)) = (self.path(at), text(item, "name")) else { continue };
            if seen.insert((root.clone(), name.clone()), ()).is_some() {
                self.twice("deployment", &name, item.get("name").map_or(item.span, |node| node.span));
            }
            deployments.push(Deployment {
                name,
                root,
                variable_files: self.existing(item.get("var-files")),
                variables: variables(item.get("variables"), &terraform_text),
                workspace: text(item, "workspace"),
                parameter_files: self.existing(item.get("parameters-file")),
                parameters: variables(item.get("parameters"), &cloudformation_text),
                region: text(item, "region"),
                account: text(item, "account"),
                partition: text(item, "partition"),
                span: Some(at.span),
            });
        }
        deployments
    }

    fn twice(&mut self, what: &str, name: &str, span: Span) {
        let message = format!("there are two {what}s `{name}`");
        self.faults
            .push(Fault::at(span, ConfigError::Combination(message)).help("give them different names"));
    }

    fn suppressions(&mut self, node: Option<&Node>) -> SuppressionPolicy {
        let Some(node) = node else { return SuppressionPolicy::default() };
        SuppressionPolicy {
            longest_expiry: text(node, "longest-expiry").and_then(|days| days.parse().ok()),
            not_ignorable: self.names(node.get("not-ignorable")),
        }
    }
}

fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key).and_then(Node::text).map(str::to_owned)
}

fn texts(node: Option<&Node>) -> Vec<String> {
    let items = node.map(Node::items).unwrap_or_default();
    items.iter().filter_map(Node::text).map(str::to_owned).collect()
}

fn variables(node: Option<&Node>, text: &dyn Fn(&Node) -> String) -> Vec<(String, String)> {
    let entries = node.map(Node::entries).unwrap_or_default();
    entries.iter().map(|entry| (entry.key.to_string(), text(&entry.value))).collect()
}

/// A value as `--var` takes it: bare text, or an expression for what is made of parts.
fn terraform_text(node: &Node) -> String {
    match node.scalar() {
        Some(Scalar::Bool(value)) => value.to_string(),
        Some(Scalar::Null) => "null".to_owned(),
        Some(Scalar::Number(text) | Scalar::String(text)) => text.to_owned(),
        None => expression(node),
    }
}

fn expression(node: &Node) -> String {
    let items = |items: Vec<String>| items.join(", ");
    match (node.kind(), node.scalar()) {
        (_, Some(Scalar::String(text))) => quoted(text),
        (_, Some(_)) => terraform_text(node),
        (NodeKind::Sequence(nodes), _) => format!("[{}]", items(nodes.iter().map(expression).collect())),
        (NodeKind::Mapping(entries), _) => {
            let entry = |entry: &crate::syntax::node::Entry| {
                format!("{} = {}", quoted(&entry.key), expression(&entry.value))
            };
            format!("{{{}}}", items(entries.iter().filter(|it| !it.is_gap()).map(entry).collect()))
        }
        _ => "null".to_owned(),
    }
}

/// A text as a literal of Terraform.
fn quoted(text: &str) -> String {
    let mut literal = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            _ => literal.push(c),
        }
    }
    literal.push('"');
    literal.replace("${", "$${").replace("%{", "%%{")
}

/// A value as `--parameter` takes it: the items of a list with commas between them.
fn cloudformation_text(node: &Node) -> String {
    match node.scalar() {
        Some(Scalar::Null) => String::new(),
        Some(_) => terraform_text(node),
        None => node.items().iter().map(cloudformation_text).collect::<Vec<_>>().join(","),
    }
}
