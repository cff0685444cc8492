//! A module folder: all of its files read and merged to what it declares.
//!
//! Knows names and blocks; what they evaluate to is the business of `scope` and its neighbours.

use super::json::Converter;
use super::{overrides, secrets};
use crate::load::{Loader, Syntax, Tree};
use crate::source::{Problem, SourceId, Span};
use crate::syntax::hcl::{Attribute, Block, Body, Expr, ExprKind};
use foldhash::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// By name, in the order of the text.
type IndexMap<K, V> = indexmap::IndexMap<K, V, foldhash::fast::RandomState>;

/// A version constraint of a provider.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// The provider's local name.
    pub provider: Arc<str>,
    /// `~> 2.0`
    pub constraint: Arc<str>,
    /// Where that is written.
    pub span: Span,
}

/// What a folder declares.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// The folder.
    pub folder: PathBuf,
    /// `variable` blocks.
    pub variables: IndexMap<Arc<str>, Declared>,
    /// `output` blocks.
    pub outputs: IndexMap<Arc<str>, Declared>,
    /// Entries of `locals`.
    pub locals: HashMap<Arc<str>, Attribute>,
    /// `module` blocks.
    pub calls: IndexMap<Arc<str>, Declared>,
    /// `resource`, `data` and `ephemeral` blocks by their address within the module.
    pub resources: IndexMap<Arc<str>, ResourceBlock>,
    /// `provider` blocks.
    pub providers: Vec<Arc<Block>>,
    /// Version constraints of `required_providers`, by local name, and of `required_version`.
    pub requirements: Vec<Requirement>,
    /// Syntax problems of the files, and declarations that contradict each other.
    pub problems: Vec<Problem>,
    /// Files that could not be read.
    pub unreadable: Vec<(PathBuf, String)>,
    /// The sources.
    pub sources: Vec<SourceId>,
    /// Whether some text could not be read: what is declared nowhere may be declared there.
    pub is_partial: bool,
}

/// A declared block.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    /// The block, overrides merged.
    pub block: Arc<Block>,
    /// Declared more than once.
    pub twice: bool,
}

/// A `resource`, `data` or `ephemeral` block.
#[derive(Clone, Debug)]
pub(super) struct ResourceBlock {
    /// `aws_cloudtrail`, `data.aws_kms_alias`, `ephemeral.aws_secretsmanager_secret_version`.
    pub kind: Arc<str>,
    /// The block.
    pub declared: Declared,
}

impl Module {
    /// Whether the folder holds any configuration.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.unreadable.is_empty()
    }

    /// Whether it declares something ephemeral, or calls modules that may hand it something ephemeral.
    pub fn may_have_ephemeral_values(&self) -> bool {
        let mut variables = self.variables.values();
        !self.calls.is_empty()
            || self.resources.values().any(|resource| resource.kind.starts_with("ephemeral."))
            || variables.any(|variable| variable.block.body.attribute("ephemeral").is_some())
    }

    fn take(&mut self, block: &Arc<Block>) {
        match &*block.kind.text {
            "resource" | "data" | "ephemeral" => self.take_resource(block),
            "variable" => declare(&mut self.variables, block, &mut self.problems),
            "output" => declare(&mut self.outputs, block, &mut self.problems),
            "module" => declare(&mut self.calls, block, &mut self.problems),
            "provider" => {
                self.requirements.extend(required_by_provider(block));
                self.providers.push(Arc::clone(block));
            }
            "terraform" => self.requirements.extend(requirements(block)),
            "locals" => {
                for attribute in &block.body.attributes {
                    let name = &attribute.name;
                    if self.locals.insert(Arc::clone(&name.text), attribute.clone()).is_some() {
                        self.problems.push(twice(&format!("local.{}", name.text), name.span));
                    }
                }
                self.is_partial |= block.broken;
            }
            _ => {}
        }
    }

    fn take_resource(&mut self, block: &Arc<Block>) {
        let (Some(kind), Some(name)) = (block.label(0), block.label(1)) else { return };
        let (kind, address) = match &*block.kind.text {
            "resource" => (Arc::from(kind), [kind, ".", name].concat()),
            mode => ([mode, ".", kind].concat().into(), [mode, ".", kind, ".", name].concat()),
        };
        let address: Arc<str> = address.into();
        if let Some(known) = self.resources.get_mut(&address) {
            known.declared.twice = true;
            self.problems.push(twice(&address, block.header));
            return;
        }
        let declared = Declared { block: Arc::clone(block), twice: false };
        self.resources.insert(address, ResourceBlock { kind, declared });
    }

    fn take_override(&mut self, block: &Arc<Block>) {
        let name = block.label(0).unwrap_or_default();
        let declared = match &*block.kind.text {
            "resource" | "data" | "ephemeral" => {
                let second = block.label(1).unwrap_or_default();
                let address = match &*block.kind.text {
                    "resource" => format!("{name}.{second}"),
                    mode => format!("{mode}.{name}.{second}"),
                };
                self.resources.get_mut(&*address).map(|resource| &mut resource.declared)
            }
            "variable" => self.variables.get_mut(name),
            "output" => self.outputs.get_mut(name),
            "module" => self.calls.get_mut(name),
            "provider" => return self.override_provider(block),
            "locals" => {
                for attribute in &block.body.attributes {
                    self.locals.insert(Arc::clone(&attribute.name.text), attribute.clone());
                }
                return;
            }
            _ => return,
        };
        match declared {
            Some(declared) => declared.block = Arc::new(overrides::merged(&declared.block, block)),
            None => self
                .problems
                .push(Problem::evaluation(block.header, "there is no block that this one could override")),
        }
    }

    fn override_provider(&mut self, block: &Arc<Block>) {
        let same =
            |known: &&mut Arc<Block>| known.label(0) == block.label(0) && alias_of(known) == alias_of(block);
        match self.providers.iter_mut().find(same) {
            Some(known) => *known = Arc::new(overrides::merged(known, block)),
            None => self.providers.push(Arc::clone(block)),
        }
    }
}

/// `version = "2.56.0"` in a `provider` block: the way before Terraform 0.13, which it still reads.
fn required_by_provider(block: &Block) -> Option<Requirement> {
    let version = block.body.attribute("version")?;
    match &version.expr.kind {
        ExprKind::String(constraint) => Some(Requirement {
            provider: block.label(0)?.into(),
            constraint: Arc::clone(constraint),
            span: version.span,
        }),
        _ => None,
    }
}

/// What the version constraint of Terraform itself is kept by: no provider's local name has a space.
pub(super) const OF_TERRAFORM: &str = "terraform itself";

/// `required_version`, `aws = "~> 2.0"` and `aws = { source = …, version = "~> 2.0" }` in `required_providers`.
fn requirements(block: &Block) -> Vec<Requirement> {
    let constraint = |expr: &Expr| match &expr.kind {
        ExprKind::String(constraint) => Some((Arc::clone(constraint), expr.span)),
        ExprKind::Object(items) => items.iter().find_map(|item| match (&item.key.kind, &item.value.kind) {
            (ExprKind::String(key), ExprKind::String(constraint)) if &**key == "version" => {
                Some((Arc::clone(constraint), item.value.span))
            }
            _ => None,
        }),
        _ => None,
    };
    let required = |provider: &Arc<str>, expr: &Expr| {
        let (constraint, span) = constraint(expr)?;
        Some(Requirement { provider: Arc::clone(provider), constraint, span })
    };
    let blocks = block.body.blocks_of("required_providers").flat_map(|block| &block.body.attributes);
    let of_blocks = blocks.filter_map(|it| required(&it.name.text, &it.expr));
    // in JSON the block is an argument
    let object = block.body.attribute("required_providers").map(|it| &it.expr.kind);
    let items = match object {
        Some(ExprKind::Object(items)) => &items[..],
        _ => &[],
    };
    let of_items = items.iter().filter_map(|item| match &item.key.kind {
        ExprKind::String(name) => required(name, &item.value),
        _ => None,
    });
    let of_terraform = block.body.attribute("required_version");
    let of_terraform = of_terraform.and_then(|it| required(&OF_TERRAFORM.into(), &it.expr));
    of_blocks.chain(of_items).chain(of_terraform).collect()
}

/// The alias of a provider block.
pub(super) fn alias_of(block: &Block) -> Option<&str> {
    match &block.body.attribute("alias")?.expr.kind {
        ExprKind::String(alias) => Some(alias),
        _ => None,
    }
}

fn declare(into: &mut IndexMap<Arc<str>, Declared>, block: &Arc<Block>, problems: &mut Vec<Problem>) {
    let Some(label) = block.labels.first() else { return };
    match into.get_mut(&label.text) {
        Some(known) => {
            known.twice = true;
            problems.push(twice(&format!("{} {}", block.kind.text, label.text), block.header));
        }
        None => {
            let declared = Declared { block: Arc::clone(block), twice: false };
            into.insert(Arc::clone(&label.text), declared);
        }
    }
}

fn twice(name: &str, span: Span) -> Problem {
    Problem::evaluation(span, format!("`{name}` is declared twice"))
}

/// Reads all configuration files of a folder.
pub(super) fn load(loader: &Loader<'_>, folder: &Path) -> Module {
    let mut module = Module { folder: folder.to_path_buf(), ..Module::default() };
    let (mut plain, mut over) = (Vec::new(), Vec::new());
    for (name, stem, syntax) in configuration_files(loader, folder) {
        let path = folder.join(&name);
        let loaded = match loader.load(&path, syntax) {
            Ok(loaded) => loaded,
            Err(error) => {
                module.unreadable.push((path, error.to_string()));
                module.is_partial = true;
                continue;
            }
        };
        module.sources.push(loaded.source.id);
        module.is_partial |= !loaded.problems.is_empty();
        module.problems.extend(loaded.problems.iter().cloned());
        if overrides::is_override(&stem) { over.push(loaded) } else { plain.push(loaded) }
    }
    for (files, is_override) in [(&plain, false), (&over, true)] {
        for loaded in files {
            let made: Body;
            let body = match &loaded.tree {
                Tree::Hcl(body) => body,
                Tree::Documents(nodes) => {
                    let mut converter = Converter::new(&loaded.source);
                    made = nodes.first().map(|node| converter.configuration(node)).unwrap_or_default();
                    module.problems.append(&mut converter.problems);
                    &made
                }
                Tree::Text => continue,
            };
            secrets::hide_calls(loader.sources(), &loaded.source, body);
            for block in &body.blocks {
                if is_override { module.take_override(block) } else { module.take(block) }
            }
        }
    }
    secrets::hide_declared(loader.sources(), &module);
    module
}

/// Lets the trees of a folder's files go.
pub(super) fn release(loader: &Loader<'_>, folder: &Path) {
    for name in loader.list(folder).iter() {
        let syntax = if name.ends_with(".json") { Syntax::Json } else { Syntax::Hcl };
        loader.release(&folder.join(name), syntax);
    }
}

/// Names, stems and syntaxes of the configuration files, in Terraform's order; `.tofu` files shadow `.tf` ones.
fn configuration_files(loader: &Loader<'_>, folder: &Path) -> Vec<(String, String, Syntax)> {
    let names = loader.list(folder);
    let mut files = Vec::new();
    for name in names.iter() {
        if name.starts_with('.') || name.ends_with('~') || (name.starts_with('#') && name.ends_with('#')) {
            continue;
        }
        let (stem, syntax, shadow) = if let Some(stem) = name.strip_suffix(".tofu") {
            (stem, Syntax::Hcl, None)
        } else if let Some(stem) = name.strip_suffix(".tf") {
            (stem, Syntax::Hcl, Some(format!("{stem}.tofu")))
        } else if let Some(stem) = name.strip_suffix(".tofu.json") {
            (stem, Syntax::Json, None)
        } else if let Some(stem) = name.strip_suffix(".tf.json") {
            (stem, Syntax::Json, Some(format!("{stem}.tofu.json")))
        } else {
            continue;
        };
        let shadowed = shadow.is_some_and(|shadow| names.binary_search(&shadow).is_ok());
        // one whose name could not be told is not to be passed over: reading it says so
        let told = !name.contains(char::REPLACEMENT_CHARACTER);
        if !shadowed && (!told || loader.file_system().is_file(&folder.join(name))) {
            files.push((name.clone(), stem.to_owned(), syntax));
        }
    }
    files
}
