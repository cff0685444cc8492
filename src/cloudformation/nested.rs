//! Templates inside templates: nested stacks, serverless applications and stack sets whose template is at hand.

mod inline;
mod partly;

pub(super) use partly::PART;

use super::conditions::Truth;
use super::entries::Expanded;
use super::resources::is_never_made;
use super::stack::{Arguments, Memo, Passed, Stack, Surroundings};
use super::template::{Template, looks_like_template};
use super::{dynamic, spelling, structure, transforms};
use crate::fs::FsError;
use crate::load::{Loaded, Loader, Syntax, Tree};
use crate::source::{Problem, Span};
use crate::syntax::json;
use crate::syntax::node::{Entry, Node};
use crate::value::{Cause, CauseKind, Data, Formula, Role, Unknown, Value};
use inline::Inline;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

/// Deepest nesting of stacks.
const MAX_STACKS: usize = 16;

/// A type that holds a template, and the property that says where it is.
fn location_property(kind: &str) -> Option<&'static str> {
    match kind {
        "AWS::CloudFormation::Stack" | "AWS::CloudFormation::StackSet" => Some("TemplateURL"),
        "AWS::Serverless::Application" => Some("Location"),
        _ => None,
    }
}

/// Whether resources of that type hold a template.
pub fn holds_template(kind: &str) -> bool {
    location_property(kind).is_some()
}

/// The outermost stack of a template.
pub(super) fn outermost(around: Surroundings<'_>, template: Template) -> Stack<'_> {
    let chain = vec![template.path.clone()];
    let stack = with_macros(Stack {
        around,
        template: Rc::new(template),
        prefix: "".into(),
        place: "".into(),
        arguments: Arguments::Inputs,
        opened: BTreeSet::new(),
        chain,
        memo: Memo::default(),
    });
    let stack = stack.within_rules();
    stack.complain_about_unread();
    stack
}

fn with_macros(mut stack: Stack<'_>) -> Stack<'_> {
    let root = stack.template.root.clone();
    if root.get("Transform").is_some() || root.get("Fn::Transform").is_some() {
        let stands_at = stack.template.stands_at;
        let mut template = Template::new(&root, &stack.template.path, stack.template.source);
        template.stands_at = stands_at;
        template.follow_macros(&stack);
        stack.template = Rc::new(template);
        stack.memo = Memo::default();
    }
    stack.template.hide_secrets(stack.around.loader.sources());
    stack.complain_about_parameters();
    stack
}

impl<'a> Stack<'a> {
    /// The output of a nested stack.
    pub(super) fn nested_output(&self, entry: &Expanded, output: &str, span: Span) -> Value {
        let subject: Arc<str> = format!("{}.Outputs.{output}", entry.key).into();
        let address = self.address(&entry.key);
        let Some(child) = self.nested(entry) else {
            let cause = Cause::new(CauseKind::Elsewhere, Arc::clone(&subject));
            let unknown = Unknown::because(cause).set().referring(address, format!("Outputs.{output}"));
            return unknown.value().through(Role::Reference(subject), span);
        };
        let outputs = child.outputs();
        let Some(found) = outputs.get(output) else {
            if let Some(cause) = outputs.open.clone().or_else(|| child.template.more_names.clone()) {
                return Value::unknown(cause).through(Role::Reference(subject), span);
            }
            let near = spelling::nearest(output, outputs.list.iter().map(|entry| &*entry.key));
            let help = near.map(|near| format!("did you mean `{near}`?"));
            self.journal().evaluation(
                span,
                format!("nested stack `{}` has no output `{output}`", entry.key),
                help,
            );
            return Value::unknown(Cause::new(CauseKind::Undeclared, subject));
        };
        let value = match (&found.doubtful, found.value.get("Value")) {
            (Some(cause), _) => Value::unknown(cause.clone()),
            (None, Some(node)) => {
                let value = dynamic::resolve(&child.value(node, &found.scope));
                self.where_it_is_there(value, &child, found, span)
            }
            (None, None) => Value::unknown(super::stack::unreadable(output)),
        };
        // whoever reads an output waits for all of the stack
        value.through(Role::After(address), span).through(Role::Reference(subject), span)
    }

    /// An output with a condition is there where that holds; who reads it elsewhere is refused.
    fn where_it_is_there(&self, value: Value, child: &Stack<'_>, output: &Expanded, span: Span) -> Value {
        let Some(condition) = output.value.get("Condition") else { return value };
        let name = condition.text().map(|name| output.scope.name(&name.into()));
        let Some(Truth::Where(formula, _)) = name.map(|name| child.condition(&name, condition.span)) else {
            return value;
        };
        let message = format!("output `{}` is not there where its condition does not hold", output.key);
        match formula {
            Formula::Constant(true) => value,
            Formula::Constant(false) => self.error(span, message, None),
            open => Value::branches(&open, value, Value::error(message)),
        }
    }

    /// Tells of what a nested stack is given and does not declare, and of what it needs and is not given.
    fn complain_about_arguments(&self, child: &Stack<'_>, id: &str, span: Span) {
        let Arguments::Passed(passed) = &child.arguments else { return };
        if child.template.more_names.is_some() {
            return;
        }
        let declared = child.template.root.get("Parameters").map_or(&[][..], Node::entries);
        let is_undeclared = |name: &Arc<str>| !child.template.parameters.contains_key(name);
        // what is left out in some case may be so because it is not declared there
        let always = passed.values.iter().filter(|(_, value)| value.null_test() == Some(false));
        for name in always.map(|(name, _)| name).filter(|name| is_undeclared(name)) {
            let near = spelling::nearest(name, declared.iter().map(|entry| &*entry.key));
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let message =
                format!("nested stack `{id}` declares no parameter `{name}`: CloudFormation refuses it");
            self.journal().evaluation(span, message, help);
        }
        // those too that nothing reads are refused by what the child allows
        passed.values.keys().for_each(|name| drop(child.parameter(name)));
        let is_needed = |entry: &&Entry| {
            let is_given = passed.open.is_some() || passed.values.contains_key(&entry.key);
            !is_given
                && entry.value.is_mapping()
                && entry.value.is_whole()
                && entry.value.get("Default").is_none()
        };
        for entry in declared.iter().filter(is_needed) {
            let message = format!(
                "nested stack `{id}` is given no value for `{}`, which has no default: CloudFormation refuses it",
                entry.key
            );
            self.journal().evaluation(span, message, None);
        }
    }

    /// The stack that a resource makes, where its template is at hand.
    pub(super) fn nested(&self, entry: &Expanded) -> Option<Rc<Stack<'a>>> {
        if let Some(known) = self.memo.nested.borrow().get(&entry.key) {
            return known.clone();
        }
        // what asks for itself on the way finds nothing
        self.memo.nested.borrow_mut().insert(Arc::clone(&entry.key), None);
        if !self.journal().enter() {
            return None;
        }
        let nested = self.make_nested(entry).map(Rc::new);
        self.journal().leave();
        self.memo.nested.borrow_mut().insert(Arc::clone(&entry.key), nested.clone());
        nested
    }

    fn make_nested(&self, entry: &Expanded) -> Option<Stack<'a>> {
        let kind = entry.value.get("Type").and_then(Node::text)?;
        let property = location_property(kind)?;
        let properties: Vec<Expanded> =
            entry.value.get("Properties").map_or_else(Vec::new, |node| self.entries(node, &entry.scope).0);
        let is_set = kind == "AWS::CloudFormation::StackSet";
        let body = properties.iter().find(|it| is_set && &*it.key == "TemplateBody");
        let template = match body {
            Some(body) => inline::template(self, body),
            None => self.template_file(entry, &properties, property).map(Inline::from),
        };
        let Some(Inline { template, parts }) = template else {
            let address = self.address(&entry.key);
            let message = match body {
                Some(_) => format!("the template of `{address}` is made of what is not known or not shown"),
                None => format!("the template of `{address}` is not in these files"),
            };
            self.journal().note("template-not-local", message, entry.key_span);
            return None;
        };
        let written = properties.iter().find(|it| &*it.key == "Parameters");
        let written_at = written.map_or(entry.key_span, |it| it.key_span);
        let parameters = written.map_or_else(Value::null, |it| dynamic::resolve(&self.entry_value(it)));
        let mut passed = if is_set { passed_as_list(&parameters) } else { passed_as_map(&parameters) };
        if let Some(groups) = properties.iter().find(|it| is_set && &*it.key == "StackInstancesGroup") {
            override_values(&mut passed, &dynamic::resolve(&self.entry_value(groups)));
        }
        passed.values.extend(parts);
        let prefix: Arc<str> = format!("{}/", self.address(&entry.key)).into();
        let mut chain = self.chain.clone();
        chain.push(template.path.clone());
        let stack = with_macros(Stack {
            around: self.around,
            template: Rc::new(template),
            place: if is_set { Arc::clone(&prefix) } else { Arc::clone(&self.place) },
            prefix,
            arguments: Arguments::Passed(Rc::new(passed)),
            opened: BTreeSet::new(),
            chain,
            memo: Memo::default(),
        });
        let stack = stack.within_rules();
        if !is_never_made(self, entry) {
            self.complain_about_arguments(&stack, &self.address(&entry.key), written_at);
            stack.complain_about_unread();
        }
        Some(stack)
    }

    fn template_file(&self, entry: &Expanded, properties: &[Expanded], property: &str) -> Option<Template> {
        let path = self.template_path(entry, properties, property)?;
        if !self.journal().stack() {
            let message = format!("stacks nest or multiply too much at `{}`", self.address(&entry.key));
            self.journal().problem(Problem::limit(entry.key_span, message));
            return None;
        }
        if self.chain.contains(&path) || self.chain.len() >= MAX_STACKS {
            let message =
                format!("nested stack `{}` leads back to its own template", self.address(&entry.key));
            self.journal().evaluation(entry.key_span, message, None);
            return None;
        }
        let loaded = match load(self.around.loader, &path) {
            Ok(loaded) => loaded,
            Err(error) => {
                self.journal().unreadable(&path, error.to_string());
                return None;
            }
        };
        self.journal().reach(&path, loaded.source.id);
        for problem in &loaded.problems {
            self.journal().problem(problem.clone());
        }
        let Tree::Documents(documents) = &loaded.tree else { return None };
        let document = documents.iter().find(|document| looks_like_template(document))?;
        structure::check(document, None, self.journal());
        Some(Template::new(document, &path, loaded.source.id))
    }

    /// The local file that holds the template of a nested stack: by its location, or where CDK says that the asset
    /// comes from.
    fn template_path(&self, entry: &Expanded, properties: &[Expanded], property: &str) -> Option<PathBuf> {
        let folder = self.template.path.parent().unwrap_or(Path::new(""));
        let asset = entry.value.get("Metadata").and_then(|metadata| {
            let of = metadata.get("aws:asset:property").and_then(Node::text);
            metadata.get("aws:asset:path").and_then(Node::text).filter(|_| of.is_none_or(|of| of == property))
        });
        if let Some(path) = asset.and_then(|asset| transforms::local_file(self, folder, asset)) {
            return Some(path);
        }
        let location = properties.iter().find(|it| &*it.key == property)?;
        let location = self.string(&location.value, &location.scope);
        transforms::local_file(self, folder, location.as_str()?)
    }
}

/// Reads a template's file: YAML or JSON, whatever its name, as CloudFormation does. What begins like JSON in a file
/// that is named so is read as nothing else.
pub(super) fn load(loader: &Loader<'_>, path: &Path) -> Result<Arc<Loaded>, FsError> {
    let syntax = syntax_of(path);
    let loaded = loader.load(path, syntax)?;
    match syntax == Syntax::Json && !json::begins(&loaded.source.text) {
        true => loader.load(path, Syntax::Template),
        false => Ok(loaded),
    }
}

/// Lets the trees go that reading a template's file gave.
pub(super) fn release(loader: &Loader<'_>, path: &Path) {
    loader.release(path, Syntax::Json);
    loader.release(path, Syntax::Template);
}

fn syntax_of(path: &Path) -> Syntax {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some(extension) if extension.eq_ignore_ascii_case("json") => Syntax::Json,
        _ => Syntax::Template,
    }
}

/// `Parameters: {Name: value}`
fn passed_as_map(parameters: &Value) -> Passed {
    let mut open = None;
    let mut names: BTreeSet<Arc<str>> = BTreeSet::new();
    parameters.map_leaves(&mut |leaf| {
        match &leaf.data {
            Data::Null => {}
            Data::Object(object) => {
                names.extend(object.entries.keys().cloned());
                open = open.take().or_else(|| object.open.as_ref().map(|unknown| unknown.cause.clone()));
            }
            _ => {
                let other = || Cause::new(CauseKind::Error, "`Parameters` is not a mapping");
                open = open.take().or_else(|| Some(leaf.cause().cloned().unwrap_or_else(other)));
            }
        }
        leaf.clone()
    });
    let field = |name: &Arc<str>| {
        parameters.map_leaves(&mut |leaf| match &leaf.data {
            Data::Object(object) => object.entries.get(name).cloned().unwrap_or_else(Value::null),
            _ => Value::null(),
        })
    };
    let values = names.iter().map(|name| (Arc::clone(name), field(name)));
    Passed { values: values.filter(|(_, value)| !value.is_null()).collect(), open }
}

/// `Parameters: [{ParameterKey, ParameterValue}]`
fn passed_as_list(parameters: &Value) -> Passed {
    let mut values = BTreeMap::new();
    let mut open = None;
    match &parameters.data {
        Data::Null => {}
        Data::List(list) => {
            for item in &list.items {
                let entry = item.as_object().and_then(|object| {
                    let name = object.entries.get("ParameterKey")?.as_str()?;
                    Some((Arc::from(name), object.entries.get("ParameterValue")?.clone()))
                });
                match entry {
                    Some((name, value)) => {
                        values.insert(name, value);
                    }
                    None => open = open.or_else(|| Some(why_open(item))),
                }
            }
        }
        _ => open = Some(why_open(parameters)),
    }
    Passed { values, open }
}

/// What the groups of a set's instances pass instead (`ParameterOverrides`): where all pass the same, that; where they
/// differ, there are instances with each, and the value is open.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stackset.html>
fn override_values(passed: &mut Passed, groups: &Value) {
    let Data::List(groups) = &groups.data else {
        if !groups.is_null() {
            leave_open(passed, &why_open(groups));
        }
        return;
    };
    let overrides = |group: &Value| match group.as_object() {
        Some(group) => group.entries.get("ParameterOverrides").map(passed_as_list).unwrap_or_default(),
        None => Passed { open: Some(why_open(group)), ..Passed::default() },
    };
    let overrides: Vec<Passed> = groups.items.iter().map(overrides).collect();
    if let Some(cause) = overrides.iter().find_map(|group| group.open.as_ref()) {
        leave_open(passed, cause);
    }
    let names: BTreeSet<Arc<str>> = overrides.iter().flat_map(|group| group.values.keys().cloned()).collect();
    for name in names {
        let values: Vec<Option<&Value>> = overrides
            .iter()
            .map(|group| group.values.get(&name).or_else(|| passed.values.get(&name)))
            .collect();
        let same = match values.split_first() {
            Some((Some(first), others)) => {
                let is_same = |other: &Option<&Value>| other.is_some_and(|it| it.equals(first) == Some(true));
                others.iter().all(is_same).then(|| (*first).clone())
            }
            _ => None,
        };
        let differs = || Value::unknown(Cause::new(CauseKind::Elsewhere, "ParameterOverrides"));
        passed.values.insert(name, same.unwrap_or_else(differs));
    }
}

/// Any of the values may be another one.
fn leave_open(passed: &mut Passed, cause: &Cause) {
    passed.values.clear();
    passed.open.get_or_insert_with(|| cause.clone());
}

fn why_open(value: &Value) -> Cause {
    value.cause().cloned().unwrap_or_else(|| Cause::new(CauseKind::Elsewhere, "Parameters"))
}
