//! Where the configuration of a plan is written, when it lies beside the plan: a finding points there, since nobody
//! edits a plan.
//!
//! Knows which block and which argument; the values are the plan's.

use super::address;
use super::index::Index;
use crate::fs::normalised;
use crate::load::{Loader, Syntax, Tree};
use crate::source::{SourceId, Span};
use crate::syntax::hcl::{Block, Body};
use crate::syntax::node::Node;
use foldhash::{HashMap, HashMapExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A place in the configuration's text, followed down into a value in step with the value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Written<'w> {
    /// A resource or a nested block.
    Block(&'w Block),
    /// Nested blocks of that name within a block.
    Blocks(&'w Block, &'w str),
    /// The value of an argument, or inside of it.
    Value(Span),
}

impl<'w> Written<'w> {
    /// Where an argument of a block is written: from its name on, or the head of the first nested block of that
    /// name; the block's own head where it is not.
    pub(super) fn argument(self, name: &str) -> Option<Span> {
        let Written::Block(block) = self else { return None };
        Some(written_argument(&block.body, name).unwrap_or(block.header))
    }

    /// Where the value itself is written.
    pub(super) fn value(self) -> Option<Span> {
        match self {
            Written::Block(block) => Some(block.header),
            Written::Blocks(block, name) => Some(written_argument(&block.body, name).unwrap_or(block.header)),
            Written::Value(span) => Some(span),
        }
    }

    pub(super) fn of_key(self, key: &str) -> Written<'w> {
        let Written::Block(block) = self else { return Written::Value(self.span()) };
        if let Some(attribute) = block.body.attribute(key) {
            return Written::Value(attribute.expr.span);
        }
        match block.body.blocks.iter().find(|it| nested_name(it) == Some(key)) {
            Some(first) => Written::Blocks(block, nested_name(first).unwrap_or_default()),
            None => Written::Value(block.header),
        }
    }

    /// The item of a list; a nested block where each block is one item.
    pub(super) fn of_item(self, at: usize, of: usize) -> Written<'w> {
        let Written::Blocks(block, name) = self else { return Written::Value(self.span()) };
        let plain = || block.body.blocks.iter().filter(|it| &*it.kind.text == name);
        let dynamic =
            block.body.blocks.iter().any(|it| &*it.kind.text == "dynamic" && it.label(0) == Some(name));
        match plain().nth(at) {
            Some(nested) if !dynamic && plain().count() == of => Written::Block(nested),
            _ => Written::Value(self.span()),
        }
    }

    fn span(self) -> Span {
        match self {
            Written::Block(block) | Written::Blocks(block, _) => self.value().unwrap_or(block.header),
            Written::Value(span) => span,
        }
    }
}

fn written_argument(body: &Body, name: &str) -> Option<Span> {
    let attribute = body.attribute(name).map(|attribute| attribute.span);
    attribute.or_else(|| {
        body.blocks.iter().find(|block| nested_name(block) == Some(name)).map(|block| block.header)
    })
}

/// The name of the argument that a nested block makes.
fn nested_name(block: &Block) -> Option<&str> {
    if &*block.kind.text == "dynamic" { block.label(0) } else { Some(&block.kind.text) }
}

/// The folders of the configuration, each read when it is first asked for.
pub(super) struct Configuration<'l, 'f> {
    loader: &'l Loader<'f>,
    root: PathBuf,
    wanted: &'l dyn Fn(&str) -> bool,
    folders: HashMap<PathBuf, HashMap<String, Arc<Block>>>,
    /// The folder of each module by the path of its calls.
    places: HashMap<String, Option<PathBuf>>,
    pub(super) sources: Vec<SourceId>,
}

impl<'l, 'f> Configuration<'l, 'f> {
    pub(super) fn new(loader: &'l Loader<'f>, root: PathBuf, wanted: &'l dyn Fn(&str) -> bool) -> Self {
        let (folders, places) = (HashMap::new(), HashMap::new());
        Configuration { loader, root, wanted, folders, places, sources: Vec::new() }
    }

    /// The block of a resource (`aws_kms_key.k`, `data.t.n`) or of a call (`module.m`) of a module.
    pub(super) fn block(&mut self, index: &Index<'_>, call_path: &str, address: &str) -> Option<Arc<Block>> {
        let folder = self.folder(index, call_path)?;
        if !self.folders.contains_key(&folder) {
            let blocks = self.read(&folder);
            self.folders.insert(folder.clone(), blocks);
        }
        self.folders.get(&folder)?.get(address).cloned()
    }

    fn folder(&mut self, index: &Index<'_>, call_path: &str) -> Option<PathBuf> {
        if call_path.is_empty() {
            return Some(self.root.clone());
        }
        if let Some(known) = self.places.get(call_path) {
            return known.clone();
        }
        let (parent, _) = call_path.rsplit_once('.').unwrap_or_default();
        let call = index.module(call_path).and_then(|module| module.call);
        let source = call.and_then(|call| call.value.get("source")).and_then(Node::text);
        let folder = match source {
            Some(source) if source.starts_with("./") || source.starts_with("../") => {
                self.folder(index, parent).map(|folder| normalised(&folder.join(source)))
            }
            Some(_) => self.installed(call_path),
            None => None,
        };
        self.places.insert(call_path.to_owned(), folder.clone());
        folder
    }

    /// The folder that `terraform init` put a module in.
    fn installed(&self, call_path: &str) -> Option<PathBuf> {
        let manifest =
            self.loader.load(&self.root.join(".terraform/modules/modules.json"), Syntax::Json).ok()?;
        let Tree::Documents(documents) = &manifest.tree else { return None };
        let modules = documents.first()?.get("Modules")?.items();
        let entry = modules.iter().find(|it| it.get("Key").and_then(Node::text) == Some(call_path))?;
        Some(normalised(&self.root.join(entry.get("Dir")?.text()?)))
    }

    fn read(&mut self, folder: &Path) -> HashMap<String, Arc<Block>> {
        let mut blocks = HashMap::new();
        let listed = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        for name in self.loader.list(listed).iter() {
            if name.starts_with('.') || !(name.ends_with(".tf") || name.ends_with(".tofu")) {
                continue;
            }
            let Ok(loaded) = self.loader.load(&folder.join(name), Syntax::Hcl) else { continue };
            let Tree::Hcl(body) = &loaded.tree else { continue };
            self.sources.push(loaded.source.id);
            for block in &body.blocks {
                if let Some(address) = self.address(block) {
                    blocks.entry(address).or_insert_with(|| Arc::clone(block));
                }
            }
        }
        blocks
    }

    /// The address of a block within its module, where it may be asked for.
    fn address(&self, block: &Block) -> Option<String> {
        let first = block.label(0)?;
        match (&*block.kind.text, block.label(1)) {
            ("resource", Some(name)) if (self.wanted)(first) => Some(format!("{first}.{name}")),
            ("data", Some(name)) if (self.wanted)(&format!("data.{first}")) => {
                Some(format!("data.{first}.{name}"))
            }
            ("module", None) => Some(format!("module.{first}")),
            _ => None,
        }
    }

    /// The heads of the calls that a module instance lies in, outermost first.
    pub(super) fn calls(&mut self, index: &Index<'_>, module: &str) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut module = module;
        while let Some((parent, call)) = address::caller(module) {
            let address = format!("module.{}", call.name);
            let written = self.block(index, &address::call_path(parent), &address).map(|block| block.header);
            let planned = || index.module(&address::call_path(module))?.call.map(|call| call.key_span);
            spans.extend(written.or_else(planned));
            module = parent;
        }
        spans.reverse();
        spans
    }
}
