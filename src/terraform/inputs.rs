//! Values of a root module's variables: variables files, the command line, the environment, in Terraform's order.

use super::json::Converter;
use crate::load::{Loader, Syntax, Tree, whole};
use crate::resource::Note;
use crate::source::{Problem, Span};
use crate::syntax::hcl::{self, Expr};
use foldhash::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::module::Module;
use super::secrets;

/// What the user says of a deployment.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Variables files of the deployment, in order; what comes with `--var-file` and `--var` wins over them.
    pub deployed_files: Vec<PathBuf>,
    /// Variables of the deployment: they win over its files.
    pub deployed_variables: Vec<(String, String)>,
    /// `--var NAME=VALUE`, in order: expressions, or bare text for variables of a primitive type.
    pub variables: Vec<(String, String)>,
    /// `--var-file`, in order.
    pub variable_files: Vec<PathBuf>,
    /// The workspace.
    pub workspace: Option<String>,
    /// The region of providers that say none.
    pub region: Option<String>,
    /// The account of providers that say none.
    pub account: Option<String>,
    /// The partition.
    pub partition: Option<String>,
    /// `TF_VAR_*` of the environment, without the prefix; empty unless the user asks for them.
    pub environment: Vec<(String, String)>,
    /// The named deployment.
    pub deployment: Option<Arc<str>>,
    /// Types of resources that are told even where the files create them in no case.
    pub told_always: Vec<&'static str>,
}

/// A value given to a variable of the root.
#[derive(Clone, Debug)]
pub(super) struct Given {
    /// The value.
    pub value: GivenValue,
    /// Where.
    pub span: Span,
    /// Whether it stands in a file.
    pub in_file: bool,
}

/// How a value is given.
#[derive(Clone, Debug)]
pub(super) enum GivenValue {
    /// An expression without references.
    Expression(Expr),
    /// Text as it is, and as an expression for variables of a type that is not primitive.
    Raw(Arc<str>, Expr),
}

/// What gathering found.
#[derive(Default)]
pub(super) struct Gathered {
    pub given: HashMap<Arc<str>, Given>,
    pub problems: Vec<Problem>,
    pub unreadable: Vec<(PathBuf, String)>,
    pub notes: Vec<Note>,
    /// What variables files beside the root set, which are not applied.
    pub unapplied: Vec<Unapplied>,
}

/// A variable of the root that a file sets which is not applied.
pub(super) struct Unapplied {
    /// The file's name.
    pub file: String,
    pub variable: Arc<str>,
    pub span: Span,
}

/// All values, the last one of each variable. Files of the folder count where it `is_root`.
pub(super) fn gather(
    loader: &Loader<'_>,
    folder: &Path,
    module: &Module,
    inputs: &Inputs,
    is_root: bool,
) -> Gathered {
    let mut gathered = Gathered::default();
    for (name, text) in &inputs.environment {
        gathered.raw(loader, module, &format!("TF_VAR_{name}"), name, text);
    }
    if is_root {
        let names = loader.list(folder);
        let (applied, others) = applied_files(&names);
        for name in applied {
            gathered.file(loader, module, &folder.join(name));
        }
        // files of the other deployments are left out on purpose
        if inputs.deployment.is_none() {
            gathered.unapplied = unapplied(loader, folder, module, &others, inputs);
        }
        if names.iter().any(|name| name == "terragrunt.hcl") {
            gathered.notes.push(Note {
                kind: "terragrunt",
                message: "`terragrunt.hcl` is not read: what it sets is not known here".to_owned(),
                span: None,
                ..Note::default()
            });
        }
    }
    for path in &inputs.deployed_files {
        gathered.file(loader, module, path);
    }
    for (name, text) in &inputs.deployed_variables {
        let deployment = inputs.deployment.as_deref().unwrap_or_default();
        gathered.raw(loader, module, &format!("deployment {deployment}, variable {name}"), name, text);
    }
    for path in &inputs.variable_files {
        gathered.file(loader, module, path);
    }
    for (name, text) in &inputs.variables {
        gathered.raw(loader, module, &format!("--var {name}"), name, text);
    }
    gathered
}

/// Names of the variables files that Terraform loads by itself, in its order, and of the others.
fn applied_files(names: &[String]) -> (Vec<&str>, Vec<&str>) {
    let is_automatic = |name: &str| name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json");
    let mut applied: Vec<&str> = ["terraform.tfvars", "terraform.tfvars.json"]
        .into_iter()
        .filter(|fixed| names.iter().any(|name| name == fixed))
        .collect();
    let mut automatic: Vec<&str> =
        names.iter().map(String::as_str).filter(|name| is_automatic(name)).collect();
    automatic.sort_unstable();
    applied.extend(automatic);
    let others = names
        .iter()
        .map(String::as_str)
        .filter(|name| name.ends_with(".tfvars") || name.ends_with(".tfvars.json"))
        .filter(|name| !applied.contains(name))
        .collect();
    (applied, others)
}

impl Gathered {
    fn raw(&mut self, loader: &Loader<'_>, module: &Module, label: &str, name: &str, text: &str) {
        let loaded = loader.inline(Path::new(label), text, Syntax::Text);
        let span = whole(&loaded.source);
        if is_secret(module, name) {
            loader.sources().hide(span);
        }
        let (expr, _) = hcl::parse_expression(&loaded.source, span);
        let value = GivenValue::Raw(text.into(), expr);
        self.given.insert(name.into(), Given { value, span, in_file: false });
    }

    fn file(&mut self, loader: &Loader<'_>, module: &Module, path: &Path) {
        match attributes_of(loader, module, path) {
            Ok((attributes, problems)) => {
                self.problems.extend(problems);
                for (name, expr, span) in attributes {
                    let value = GivenValue::Expression(expr);
                    self.given.insert(name, Given { value, span, in_file: true });
                }
            }
            Err(reason) => self.unreadable.push((path.to_path_buf(), reason)),
        }
    }
}

fn unapplied(
    loader: &Loader<'_>,
    folder: &Path,
    module: &Module,
    files: &[&str],
    inputs: &Inputs,
) -> Vec<Unapplied> {
    let mut found = Vec::new();
    for name in files {
        let path = folder.join(name);
        if inputs.variable_files.contains(&path) {
            continue;
        }
        let Ok((attributes, _)) = attributes_of(loader, module, &path) else { continue };
        let declared = attributes.into_iter().filter(|(name, ..)| module.variables.contains_key(name));
        found.extend(declared.map(|(variable, _, span)| Unapplied {
            file: (*name).to_owned(),
            variable,
            span,
        }));
    }
    found
}

/// One note about the files that set a variable which is `used`.
pub(super) fn note_on(unapplied: &[Unapplied], used: &dyn Fn(&str) -> bool) -> Option<Note> {
    let mut files: Vec<&Unapplied> = Vec::new();
    for one in unapplied.iter().filter(|one| used(&one.variable)) {
        if !files.iter().any(|known| known.file == one.file) {
            files.push(one);
        }
    }
    let message = match files.as_slice() {
        [] => return None,
        [only] => format!(
            "`{}` is not applied and sets `var.{}`: give it with `--var-file`",
            only.file, only.variable
        ),
        several => {
            let names: Vec<String> = several.iter().map(|one| format!("`{}`", one.file)).collect();
            format!("{} are not applied: give one with `--var-file`", names.join(", "))
        }
    };
    Some(Note {
        kind: "var-file-not-applied",
        message,
        span: files.first().map(|first| first.span),
        ..Note::default()
    })
}

type Attributes = Vec<(Arc<str>, Expr, Span)>;

fn is_secret(module: &Module, variable: &str) -> bool {
    module.variables.get(variable).is_some_and(|declared| secrets::is_secret(&declared.block))
}

/// What a file sets. The values of secret variables are hidden in it.
fn attributes_of(
    loader: &Loader<'_>,
    module: &Module,
    path: &Path,
) -> Result<(Attributes, Vec<Problem>), String> {
    let is_json = path.extension().is_some_and(|extension| extension == "json");
    let syntax = if is_json { Syntax::Json } else { Syntax::Hcl };
    let loaded = loader.load(path, syntax).map_err(|error| error.to_string())?;
    let attributes = match &loaded.tree {
        Tree::Hcl(body) => body.attributes.clone(),
        Tree::Documents(nodes) => {
            let mut converter = Converter::new(&loaded.source);
            nodes.first().map(|node| converter.variables(node)).unwrap_or_default()
        }
        Tree::Text => Vec::new(),
    };
    for attribute in attributes.iter().filter(|attribute| is_secret(module, &attribute.name.text)) {
        secrets::hide_literals(loader.sources(), &attribute.expr);
    }
    if !loaded.problems.is_empty() {
        secrets::hide_lines(loader.sources(), &loaded.source, module);
    }
    let attributes =
        attributes.into_iter().map(|attribute| (attribute.name.text, attribute.expr, attribute.span));
    Ok((attributes.collect(), loaded.problems.clone()))
}
