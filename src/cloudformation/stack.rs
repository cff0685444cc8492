//! One template with one set of parameters: everything in it is evaluated when it is asked for, and remembered.

use super::conditions::Truth;
use super::entries::{self, Expanded};
use super::form::{self, Form};
use super::inputs::Inputs;
use super::journal::Journal;
use super::scope::Scope;
use super::template::Template;
use super::{combine, intrinsics, literal};
use crate::load::Loader;
use crate::resource::{Lifecycle, Surroundings as Surrounded};
use crate::source::Span;
use crate::syntax::node::{Entry, Node, NodeKind, Scalar};
use crate::value::{Cause, CauseKind, Origin, Role, Unknown, Value};
use foldhash::HashMap;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

/// Where templates are read from and what they leave beside: the same for a template and all that is nested in it.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'a> {
    pub loader: &'a Loader<'a>,
    pub inputs: &'a Inputs,
    pub journal: &'a Journal,
}

/// A template with its parameters.
pub(super) struct Stack<'a> {
    pub around: Surroundings<'a>,
    pub template: Rc<Template>,
    /// The logical ids of the stacks around it, each with `/` behind it.
    pub prefix: Arc<str>,
    /// Account and region are those of this prefix: the deployment's, or a stack set's instances'.
    pub place: Arc<str>,
    /// What its parent passes; the deployment's inputs for the outermost.
    pub arguments: Arguments,
    /// Parameters whose default does not count: the case against a default is looked at.
    pub opened: BTreeSet<Arc<str>>,
    /// The files around it, outermost first, and its own.
    pub chain: Vec<PathBuf>,
    pub(super) memo: Memo<'a>,
}

/// Where the values of parameters come from.
#[derive(Clone)]
pub(super) enum Arguments {
    /// The inputs of the run.
    Inputs,
    /// Passed by the parent stack.
    Passed(Rc<Passed>),
}

/// What a parent passes to a nested stack.
#[derive(Default)]
pub(super) struct Passed {
    pub values: BTreeMap<Arc<str>, Value>,
    /// Whether others may be passed too, and why that is not known.
    pub open: Option<Cause>,
}

/// What was evaluated before.
#[derive(Default)]
pub(super) struct Memo<'a> {
    pub parameters: RefCell<HashMap<Arc<str>, Value>>,
    pub bound: RefCell<BTreeMap<Arc<str>, Value>>,
    pub conditions: RefCell<HashMap<Arc<str>, Option<Truth>>>,
    pub condition_table: Table,
    pub resource_table: Table,
    pub output_table: Table,
    /// What surrounds the life of resources that say nothing of it.
    pub no_lifecycle: Arc<Lifecycle>,
    /// Region and account as far as said, and all that surrounds the stack's resources.
    pub deployment: OnceCell<(Value, Arc<Surrounded>)>,
    /// Where neither partition nor region is said.
    pub partition: OnceCell<Value>,
    pub references: RefCell<HashMap<Arc<str>, Option<Value>>>,
    pub nested: RefCell<HashMap<Arc<str>, Option<Rc<Stack<'a>>>>>,
    pub against_defaults: RefCell<HashMap<Arc<str>, Option<Rc<super::defaults::Against<'a>>>>>,
}

/// A section's entries by name, loops unrolled; made when first asked for.
#[derive(Default)]
pub(super) struct Table {
    making: Cell<bool>,
    made: RefCell<Option<Rc<Entries>>>,
}

/// The entries of a section, in order and by name.
#[derive(Default)]
pub(super) struct Entries {
    pub list: Vec<Expanded>,
    pub by_name: HashMap<Arc<str>, usize>,
    /// Whether others may be there, and why.
    pub open: Option<Cause>,
}

impl Entries {
    /// The entry of that name.
    pub(super) fn get(&self, name: &str) -> Option<&Expanded> {
        self.by_name.get(name).map(|at| &self.list[*at])
    }

    /// Whether no two have one name.
    pub(super) fn names_are_unique(&self) -> bool {
        self.by_name.len() == self.list.len()
    }
}

impl<'a> Stack<'a> {
    pub(super) fn journal(&self) -> &'a Journal {
        self.around.journal
    }

    /// The logical ids and what they name.
    pub(super) fn resources(&self) -> Rc<Entries> {
        self.table(&self.memo.resource_table, &self.template.resources, true)
    }

    /// The conditions by name.
    pub(super) fn conditions(&self) -> Rc<Entries> {
        self.table(&self.memo.condition_table, &self.template.conditions, false)
    }

    /// The outputs by name.
    pub(super) fn outputs(&self) -> Rc<Entries> {
        self.table(&self.memo.output_table, &self.template.outputs, true)
    }

    /// What does not depend on parameters, for a variant of this stack: sections without loops and includes.
    pub(super) fn shared_tables(&self) -> Memo<'a> {
        let memo = Memo::default();
        let fixed = |section: &[Node]| {
            let unrolled = |key: &str| key.starts_with("Fn::ForEach::") || key == "Fn::Transform";
            !section.iter().any(|node| node.entries().iter().any(|entry| unrolled(&entry.key)))
        };
        if fixed(&self.template.conditions) {
            *memo.condition_table.made.borrow_mut() = Some(self.conditions());
        }
        if fixed(&self.template.resources) {
            *memo.resource_table.made.borrow_mut() = Some(self.resources());
        }
        memo
    }

    fn table(&self, table: &Table, section: &[Node], is_alphanumeric: bool) -> Rc<Entries> {
        if let Some(made) = &*table.made.borrow() {
            return Rc::clone(made);
        }
        // a loop over what the loop makes sees nothing
        if table.making.replace(true) {
            return Rc::default();
        }
        let mut entries = Entries::default();
        for node in section {
            let (list, open) = self.entries(node, &Scope::default());
            match entries.list.is_empty() {
                true => entries.list = list,
                false => entries.list.extend(list),
            }
            entries.open = entries.open.or(open);
            if !node.is_whole() {
                entries.open.get_or_insert_with(|| unreadable("template"));
            }
        }
        entries.by_name.reserve(entries.list.len());
        for at in 0..entries.list.len() {
            let key = Arc::clone(&entries.list[at].key);
            if let Some(before) = entries.by_name.insert(key, at) {
                self.complain_of_copy(&mut entries.list, before, at);
            }
        }
        let of_loops = entries.list.iter().filter(|entry| is_alphanumeric && !entry.scope.is_empty());
        of_loops.for_each(|entry| self.complain_of_name(entry));
        let entries = Rc::new(entries);
        *table.made.borrow_mut() = Some(Rc::clone(&entries));
        table.making.set(false);
        entries
    }

    /// Tells of two entries of one name, of which a loop made one or both: nobody knows which of them is meant.
    fn complain_of_copy(&self, entries: &mut [Expanded], before: usize, at: usize) {
        if entries[before].scope.is_empty() && entries[at].scope.is_empty() {
            return;
        }
        let name = Arc::clone(&entries[at].key);
        // what a loop over unknown values makes has another name in each round
        if entries[at].repeated.is_some() || entries[before].repeated.is_some() {
            return;
        }
        let message = format!("`{name}` is made twice by loops: CloudFormation refuses the template");
        let help = "write what differs between the rounds into the name".to_owned();
        self.journal().evaluation(entries[at].key_span, message.clone(), Some(help));
        for twice in [before, at] {
            entries[twice].doubtful.get_or_insert_with(|| Cause::new(CauseKind::Error, message.clone()));
        }
    }

    /// Tells of a name that a loop makes and CloudFormation does not take.
    fn complain_of_name(&self, entry: &Expanded) {
        let is_known = entry.repeated.is_none();
        if is_known && !entry.key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let message = format!(
                "`{}` has other characters than letters and digits: CloudFormation refuses the template",
                entry.key
            );
            let help = "write `&{…}` for `${…}`: it leaves all other characters out".to_owned();
            self.journal().evaluation(entry.key_span, message, Some(help));
        }
    }

    /// The value of a node.
    pub(super) fn value(&self, node: &Node, scope: &Scope) -> Value {
        if !self.journal().enter() {
            return over_steps(node.span);
        }
        let value = match form::of(node) {
            Form::Plain => self.plain(node, scope),
            Form::Call(name, argument) => {
                self.paid(intrinsics::call(self, name, &argument, node.span, scope), node.span)
            }
            Form::Foreign(name) => {
                Value::unknown(Cause::new(CauseKind::Macro, name)).at(Origin::of(Role::Literal, node.span))
            }
            Form::Misspelt(name, meant) => {
                let help = meant.map(|meant| format!("did you mean `{meant}`?"));
                self.error(node.span, format!("`{name}` is not an intrinsic function"), help)
            }
        };
        self.journal().leave();
        value
    }

    /// A value that was made, if the steps for its size are left.
    fn paid(&self, made: Value, span: Span) -> Value {
        if self.journal().spend(made.weight() - 1) { made } else { over_steps(span) }
    }

    fn plain(&self, node: &Node, scope: &Scope) -> Value {
        let literal = || Origin::of(Role::Literal, node.span);
        match node.kind() {
            NodeKind::Unreadable => Value::unknown(unreadable("this value")).at(literal()),
            NodeKind::Scalar(..) => match node.scalar() {
                Some(Scalar::String(text)) if scope.concerns(text) => {
                    self.paid(combine::concatenate(scope.pieces(text)).at(literal()), node.span)
                }
                _ => literal::scalar(node).at(literal()),
            },
            NodeKind::Sequence(items) => {
                if !node.is_whole() {
                    let unknown = Unknown::because(unreadable("this list"));
                    return unknown.value().at(literal());
                }
                combine::list(items.iter().map(|item| self.value(item, scope)).collect()).at(literal())
            }
            NodeKind::Mapping(_) => self.object(node, scope).at(literal()),
        }
    }

    fn object(&self, node: &Node, scope: &Scope) -> Value {
        if scope.is_empty() && node.entries().iter().all(entries::is_plain) {
            let value = |entry: &Entry| (Arc::clone(&entry.key), self.value(&entry.value, scope));
            return Value::object(node.entries().iter().map(value).collect::<Vec<_>>());
        }
        let (entries, open) = self.entries(node, scope);
        let open = open.or_else(|| (!node.is_whole()).then(|| unreadable("this mapping")));
        let object: Vec<(Arc<str>, Value)> =
            entries.iter().map(|entry| (Arc::clone(&entry.key), self.entry_value(entry))).collect();
        Value::object_of(false, object, open.map(|cause| Arc::new(Unknown::because(cause))))
    }

    /// The value of an entry; unknown where its key stands twice.
    pub(super) fn entry_value(&self, entry: &Expanded) -> Value {
        if let Some(cause) = &entry.doubtful {
            return Value::unknown(cause.clone()).at(Origin::of(Role::Literal, entry.value.span));
        }
        self.value(&entry.value, &entry.scope)
    }

    /// The value of a node as a string: scalars by their own text, for a number is what was written (`1.0`).
    pub(super) fn string(&self, node: &Node, scope: &Scope) -> Value {
        if let (true, Some(Scalar::Number(text))) = (form::is_plain(node), node.scalar()) {
            return Value::string(text).at(Origin::of(Role::Literal, node.span));
        }
        as_string(&self.value(node, scope))
    }

    /// The value of a node that names something: a scalar's text is the name, be it `On` or `012`.
    pub(super) fn name(&self, node: &Node, scope: &Scope) -> Value {
        match (node.text(), form::of(node)) {
            (Some(text), Form::Plain) if !scope.concerns(text) => {
                Value::string(text).at(Origin::of(Role::Literal, node.span))
            }
            _ => self.string(node, scope),
        }
    }

    /// What CloudFormation would refuse: a problem, and a value that says so.
    pub(super) fn error(&self, span: Span, message: String, help: Option<String>) -> Value {
        self.journal().evaluation(span, message.clone(), help);
        Value::error(message).at(Origin::of(Role::Literal, span))
    }

    /// The address of a logical id in this stack.
    pub(super) fn address(&self, logical_id: &Arc<str>) -> Arc<str> {
        if self.prefix.is_empty() {
            return Arc::clone(logical_id);
        }
        format!("{}{logical_id}", self.prefix).into()
    }
}

/// As a string; what has none is an error value.
pub(super) fn as_string(value: &Value) -> Value {
    let converted = crate::value::to_string(value);
    if converted.is_null() { Value::string("").at(value.origin.clone()) } else { converted }
}

/// That text could not be read.
pub(super) fn unreadable(what: &str) -> Cause {
    Cause::new(CauseKind::UnreadableText, what)
}

/// Over the bound on what one template may cost.
pub(super) fn over_steps(span: Span) -> Value {
    Value::unknown(Cause::bound("evaluation steps")).at(Origin::of(Role::Literal, span))
}
