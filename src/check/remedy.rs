//! What a rule's fix would do to the resource of a finding: the places it needs, taken from the estate. How it is
//! written in a file's syntax is not known here.

use crate::expr::Evaluator;
use crate::model::{COMMON, Entity, Estate};
use crate::resource::Language;
use crate::rule::{Action as Intent, Rule, Safety};
use crate::source::{SourceMap, Span};
use crate::syntax::hcl::Expr;
use crate::value::{Data, Handle, Role, Step, Value};
use std::sync::Arc;

/// What would mend a finding, before anybody looked at the text.
#[derive(Clone, Debug)]
pub struct Remedy {
    /// Whether it may be written without a person who reads it.
    pub safety: Safety,
    /// The language of the resource.
    pub language: Language,
    /// The resource's address.
    pub address: Arc<str>,
    /// Its type.
    pub kind: Arc<str>,
    /// The whole of the resource's text.
    pub block: Span,
    /// What is done, in this order.
    pub actions: Vec<Action>,
}

impl Remedy {
    /// The names of resources of its own module or template; a module that they are in is no name.
    pub fn names_of(&self, addresses: &[Arc<str>]) -> Vec<String> {
        let separator = if self.language == Language::CloudFormation { '/' } else { '.' };
        let own = module_of(&self.address, &self.kind, separator);
        let mut names: Vec<String> = addresses
            .iter()
            .filter_map(|address| address.strip_prefix(own))
            .map(|name| name.split('[').next().unwrap_or(name).to_owned())
            .filter(|name| !name.starts_with("module.") && !name.contains('/'))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// What stands before a resource's own name in its address: `module.a.`, `AuditStack/`, nothing.
pub(crate) fn module_of<'a>(address: &'a str, kind: &str, separator: char) -> &'a str {
    if separator == '/' {
        return address.rfind('/').map_or("", |at| &address[..=at]);
    }
    address.rfind(&format!("{kind}.")).map_or("", |at| &address[..at])
}

/// One thing that is done.
#[derive(Clone, Debug)]
pub enum Action {
    /// An argument gets a value.
    Set(Set),
    /// The text of an argument gets an end.
    Append {
        /// The argument.
        argument: Span,
        /// What is put behind its value.
        text: Arc<str>,
    },
    /// An argument that refers to a resource refers to its ARN instead.
    ReferToArn {
        /// The argument.
        argument: Span,
    },
    /// The resource waits for others.
    WaitFor {
        /// Their addresses.
        addresses: Vec<Arc<str>>,
    },
    /// Resources of that kind are written beside it.
    Create(Creation),
}

/// Resources of a kind are written.
#[derive(Clone, Debug)]
pub struct Creation {
    /// Which: `customer-key`, `log-group`, …
    pub what: Arc<str>,
    /// The resource they are for where it is not the finding's own: its address, type and text.
    pub neighbour: Option<Neighbour>,
    /// The resource whose policy gets the statements instead.
    pub into: Option<Neighbour>,
    /// What the rule has them say.
    pub with: Vec<(Arc<str>, Arc<str>)>,
}

/// Address, type and text of a resource.
pub type Neighbour = (Arc<str>, Arc<str>, Span);

impl Creation {
    /// What the rule has them say under that name.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.with.iter().find(|(key, _)| &**key == name).map(|(_, value)| &**value)
    }
}

/// An argument gets a value.
#[derive(Clone, Debug)]
pub struct Set {
    /// The model's field: `trail.multi_region`.
    pub field: Arc<str>,
    /// The argument's name in the language, with dots through nested blocks or objects.
    pub path: &'static str,
    /// Whether it stands beside `Properties` and not in it.
    pub beside_properties: bool,
    /// The value, as text.
    pub to: Arc<str>,
    /// How it is now, where it is written.
    pub now: Option<Now>,
}

/// An argument as it is written.
#[derive(Clone, Debug)]
pub struct Now {
    /// The argument.
    pub argument: Span,
    /// The way of its value, oldest step first.
    pub steps: Vec<Step>,
    /// Its value, as text; none where it is no scalar.
    pub value: Option<Arc<str>>,
}

impl Now {
    /// The place of the only literal that the value is, and what that is, where it is not in the argument itself.
    pub(super) fn elsewhere(&self, sources: &SourceMap) -> Option<(Span, String)> {
        let value = self.value.as_deref()?;
        if self.steps.iter().any(|step| matches!(step.role, Role::Condition | Role::Input(_))) {
            return None;
        }
        let mut literals = self.steps.iter().filter(|step| step.role == Role::Literal);
        let default = |step: &&Step| matches!(step.role, Role::ParameterDefault(_));
        let (span, is_key_and_value) = match (literals.next(), literals.next()) {
            (Some(literal), None) => (literal.span, false),
            (None, _) => (self.steps.iter().find(default)?.span, true),
            (Some(_), Some(_)) => return None,
        };
        let written = sources.slice(span);
        let written = written.trim_matches(['"', '\'']);
        let same = written.eq_ignore_ascii_case(value) || is_key_and_value;
        let place = self.place().filter(|_| same && !self.argument.contains(span))?;
        Some((span, place))
    }

    /// What the value was taken from last.
    pub fn place(&self) -> Option<String> {
        self.steps.iter().rev().find_map(|step| match &step.role {
            Role::VariableDefault(name) => Some(format!("the default of variable `{name}`")),
            Role::VariablesFile(name) => Some(format!("the variables file for `{name}`")),
            Role::Local(name) => Some(format!("local `{name}`")),
            Role::ModuleArgument(name) => Some(format!("the module's argument `{name}`")),
            Role::ParameterDefault(name) => Some(format!("the default of parameter `{name}`")),
            Role::Mapping(name) => Some(format!("mapping `{name}`")),
            _ => None,
        })
    }
}

/// What the rule's fix would do to that entity; none where it has none that can be written in its language.
pub(super) fn of(
    rule: &Rule,
    entity: &Entity,
    estate: &Estate,
    evaluator: &mut Evaluator<'_>,
) -> Option<Remedy> {
    let fix = rule.fix.as_ref()?;
    let resource = &entity.resource;
    let intents = match resource.language {
        Language::Terraform => &fix.terraform,
        Language::CloudFormation => &fix.cloudformation,
        // a plan is made anew, nobody edits it
        Language::TerraformPlan => return None,
    };
    let actions: Option<Vec<Action>> =
        intents.iter().map(|intent| action((rule, intent), entity, estate, evaluator)).collect();
    let open = actions.map(|actions| actions.into_iter().filter(|it| !is_said(it)).collect::<Vec<_>>());
    Some(Remedy {
        safety: fix.safety,
        language: resource.language,
        address: Arc::clone(&resource.address),
        kind: Arc::clone(&resource.kind),
        block: resource.block,
        actions: open.filter(|actions| !actions.is_empty())?,
    })
}

/// Whether an argument has the value already: of a fix in several steps some may be done.
fn is_said(action: &Action) -> bool {
    let Action::Set(set) = action else { return false };
    set.now.as_ref().is_some_and(|now| now.value.as_ref() == Some(&set.to))
}

fn action(
    (rule, intent): (&Rule, &Intent),
    entity: &Entity,
    estate: &Estate,
    evaluator: &mut Evaluator<'_>,
) -> Option<Action> {
    match intent {
        Intent::Set { field, to, or_create } => match (set(field, &rule.fix_value(to), entity), or_create) {
            (Some(set), _) => Some(Action::Set(set)),
            (None, Some(what)) => Some(Action::Create(Creation {
                what: Arc::clone(what),
                neighbour: None,
                into: None,
                with: Vec::new(),
            })),
            (None, None) => None,
        },
        Intent::Append { field, text } => {
            let read = entity.field(own(field, entity)?).filter(|read| read.written)?;
            Some(Action::Append { argument: read.span, text: Arc::clone(text) })
        }
        Intent::ReferToArn { field } => {
            let read = entity.field(own(field, entity)?).filter(|read| read.written)?;
            Some(Action::ReferToArn { argument: read.span })
        }
        Intent::WaitFor { what } => {
            let addresses = resources(&evaluator.evaluate(what), estate);
            let addresses: Vec<Arc<str>> =
                addresses.into_iter().map(|it| Arc::clone(&it.resource.address)).collect();
            (!addresses.is_empty()).then_some(Action::WaitFor { addresses })
        }
        Intent::Create { what, beside, into, with } => {
            let mut first = |expr: &Expr| {
                let found = resources(&evaluator.evaluate(expr), estate).first().copied()?;
                let resource = &found.resource;
                Some((Arc::clone(&resource.address), Arc::clone(&resource.kind), resource.block))
            };
            let neighbour = match beside {
                None => None,
                Some(beside) => Some(first(beside)?),
            };
            let into = into.as_ref().and_then(first);
            Some(Action::Create(Creation { what: Arc::clone(what), neighbour, into, with: with.clone() }))
        }
    }
}

fn own<'f>(field: &'f str, entity: &Entity) -> Option<&'f str> {
    field.strip_prefix(entity.model_type.name)?.strip_prefix('.')
}

fn set(field: &Arc<str>, to: &Arc<str>, entity: &Entity) -> Option<Set> {
    let name = own(field, entity)?;
    let row = entity.model_type.field(name)?;
    let language = entity.resource.language;
    let read = entity.field(name)?;
    let path = if read.written { read.name } else { row.own_name_in(language) };
    let beside_properties =
        language == Language::CloudFormation && COMMON.iter().any(|common| common.name == name);
    let now = read.written.then(|| Now {
        argument: read.span,
        steps: read.value.origin.steps(),
        value: scalar(&read.value),
    });
    // what its own resource cannot say is said by a companion, which is another kind of fix
    let writable = now.is_some() || !path.is_empty();
    writable.then(|| Set { field: Arc::clone(field), path, beside_properties, to: Arc::clone(to), now })
}

fn scalar(value: &Value) -> Option<Arc<str>> {
    Some(match &value.data {
        _ if value.sensitive => return None,
        Data::Bool(value) => value.to_string().into(),
        Data::Number(number) => number.to_string().into(),
        Data::String(text) => Arc::clone(text),
        _ => return None,
    })
}

/// The entities that handles in a value lead to.
fn resources<'e>(value: &Value, estate: &'e Estate) -> Vec<&'e Entity> {
    let of = |handle: &Handle| estate.entity(*handle);
    match &value.data {
        Data::Handle(handle) => of(handle).into_iter().collect(),
        Data::List(list) => list.items.iter().flat_map(|item| resources(item, estate)).collect(),
        _ => Vec::new(),
    }
}
