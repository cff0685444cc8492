//! Input variables: the value a module instance was given, a default, or what is known of one without a value.

use super::inputs::{Given, GivenValue};
use super::module::Declared;
use super::scope::ModuleScope;
use super::tree::{Call, Instance, Unit};
use super::{providers, secrets, types, validations};
use crate::expr::{Budget, Evaluator, PathStep, Resolved, Scope};
use crate::source::{Problem, Span};
use crate::syntax::hcl::{Block, Expr, ExprKind};
use crate::value::{
    Atom, Cause, CauseKind, Constant, Data, Formula, HIDDEN, Handle, Letters, Origin, Role, Type, Unknown,
    Value, convert,
};
use std::rc::Rc;
use std::sync::Arc;

/// Most values a `validation` may leave for cases to be made of them.
const MAX_DOMAIN: usize = 16;

/// `var.name` in a module instance.
pub(super) fn variable(unit: &Unit<'_>, instance: &Rc<Instance>, name: &str, span: Span) -> Value {
    let name: Arc<str> = name.into();
    let Some(declared) = instance.module.variables.get(&name) else {
        let path = format!("var.{name}");
        if instance.module.is_partial {
            return Value::unknown(Cause::new(CauseKind::UnreadableText, path));
        }
        unit.budget.report(Problem::evaluation(span, format!("`{path}` is not declared")));
        return Value::unknown(Cause::new(CauseKind::Undeclared, path));
    };
    unit.remembered(&instance.variables, &name, span, || {
        let variable = Variable::of(unit, instance, &name, declared);
        variable.value().marked(secrets::is_secret(&declared.block))
    })
}

struct Variable<'u> {
    unit: &'u Unit<'u>,
    instance: &'u Rc<Instance>,
    name: &'u Arc<str>,
    declared: &'u Declared,
    /// The type; `None` where none is written.
    kind: Option<Type>,
    literals: Literals<'u>,
}

impl<'u> Variable<'u> {
    fn of(
        unit: &'u Unit<'_>,
        instance: &'u Rc<Instance>,
        name: &'u Arc<str>,
        declared: &'u Declared,
    ) -> Variable<'u> {
        let literals = Literals { unit, secret: secrets::is_secret(&declared.block) };
        let kind = declared.block.body.attribute("type").and_then(|attribute| {
            types::constraint(&attribute.expr, &mut |expr| Evaluator::new(&literals).evaluate(expr))
        });
        Variable { unit, instance, name, declared, kind, literals }
    }

    fn block(&self) -> &Block {
        &self.declared.block
    }

    fn nullable(&self) -> bool {
        let attribute = self.block().body.attribute("nullable");
        !attribute.is_some_and(|flag| matches!(flag.expr.kind, ExprKind::Bool(false)))
    }

    fn value(&self) -> Value {
        if self.declared.twice {
            return Value::error(format!("`var.{}` is declared twice", self.name));
        }
        let given = match &self.instance.call {
            Some(call) => self.argument(call),
            None => self.unit.given.get(self.name).map(|given| self.given(given)),
        };
        match given {
            Some(value) if self.nullable() => value,
            Some(value) => value.map_leaves(&mut |leaf| match leaf.data {
                Data::Null => self.fallback(),
                _ => leaf.clone(),
            }),
            None if self.instance.is_root() && self.unit.assumed.contains(self.name) => self.assumed(),
            None => self.fallback(),
        }
    }

    /// The default, or what is known without one.
    fn fallback(&self) -> Value {
        match self.default() {
            Some(value) => value,
            None if self.block().broken => {
                let cause = Cause::new(CauseKind::UnreadableText, format!("var.{}", self.name));
                Value::unknown(cause)
            }
            None => {
                if !self.instance.is_root() {
                    self.missing_argument();
                }
                self.unset()
            }
        }
    }

    fn default(&self) -> Option<Value> {
        let attribute = self.block().body.attribute("default")?;
        let value = Evaluator::new(&self.literals).evaluate(&attribute.expr);
        let value = value.through(Role::VariableDefault(Arc::clone(self.name)), attribute.span);
        Some(self.converted(value, attribute.expr.span))
    }

    fn converted(&self, value: Value, span: Span) -> Value {
        match &self.kind {
            Some(kind) => self.unit.checked(convert(&value, kind).map_leaves(&mut certain), span),
            None => value,
        }
    }

    fn argument(&self, call: &Call) -> Option<Value> {
        let attribute = call.block.block.body.attribute(self.name)?;
        if secrets::is_secret(self.block()) {
            secrets::hide_literals(self.unit.modules.loader.sources(), &attribute.expr);
        }
        let name = Arc::clone(&self.instance.prefix);
        let scope = ModuleScope::within(self.unit, &call.parent, &call.iteration, &name);
        let value = Evaluator::new(&scope).evaluate(&attribute.expr);
        let value = self.unit.checked(value, attribute.expr.span);
        let value = value.through(Role::ModuleArgument(Arc::clone(self.name)), attribute.span);
        Some(self.converted(value, attribute.expr.span))
    }

    fn given(&self, given: &Given) -> Value {
        let value = match &given.value {
            GivenValue::Expression(expr) => Evaluator::new(&self.literals).evaluate(expr),
            GivenValue::Raw(text, expr) => match self.kind {
                None | Some(Type::String | Type::Number | Type::Bool) => Value::string(Arc::clone(text)),
                _ => Evaluator::new(&self.literals).evaluate(expr),
            },
        };
        let role = match given.in_file {
            true => Role::VariablesFile(Arc::clone(self.name)),
            false => Role::Input(Arc::clone(self.name)),
        };
        self.converted(value.through(role, given.span), given.span)
    }

    fn missing_argument(&self) {
        let Some(call) = &self.instance.call else { return };
        let block = &call.block.block;
        if !block.broken {
            let message = format!("the module needs the argument `{}`", self.name);
            self.unit.budget.report(Problem::evaluation(block.header, message));
        }
    }

    fn unknown(&self) -> Unknown {
        let identity = format!("{}var.{}", self.instance.prefix, self.name);
        let mut unknown =
            Unknown::because(Cause::new(CauseKind::Variable, Arc::clone(self.name))).named(identity);
        unknown.not_null = !self.nullable();
        unknown.kind = self.kind.clone().filter(|kind| !matches!(kind, Type::Any));
        unknown
    }

    fn unset_origin(&self) -> Origin {
        Origin::of(Role::UnsetVariable(Arc::clone(self.name)), self.block().header)
    }

    /// Without a value: one of finitely many where a `validation` says so.
    fn unset(&self) -> Value {
        let origin = self.unset_origin();
        let domain = validations::domain(&self.block().body, self.name);
        match domain.and_then(|domain| self.one_of(&domain)) {
            Some(value) => value.map_leaves(&mut |leaf| leaf.clone().at(origin.clone())).at(origin),
            None => {
                let mut unknown = validations::narrowed(&self.block().body, self.name, self.unknown());
                if providers::is_account(&self.instance.module, self.name) {
                    validations::consists(Some(Letters::of_account()), &mut unknown);
                }
                unknown.value().at(origin)
            }
        }
    }

    fn one_of(&self, domain: &[Expr]) -> Option<Value> {
        let mut values: Vec<(Constant, Value)> = Vec::new();
        for expr in domain {
            let value = self.converted(Evaluator::new(&self.literals).evaluate(expr), expr.span);
            let constant = match &value.data {
                Data::Null => Constant::Null,
                Data::Bool(value) => Constant::Bool(*value),
                Data::Number(number) => Constant::Number(number.to_string().into()),
                Data::String(text) => Constant::String(Arc::clone(text)),
                _ => return None,
            };
            if !values.iter().any(|(known, _)| *known == constant) {
                values.push((constant, value));
            }
        }
        if values.is_empty() || values.len() > MAX_DOMAIN {
            return None;
        }
        let constants: Arc<[Constant]> = values.iter().map(|(constant, _)| constant.clone()).collect();
        let subject: Arc<str> = format!("{}var.{}", self.instance.prefix, self.name).into();
        let words: Arc<str> = format!("var.{}", self.name).into();
        let (_, mut all) = values.pop()?;
        for (constant, value) in values.into_iter().rev() {
            let atom = Atom {
                subject: Arc::clone(&subject),
                constant,
                domain: Some(Arc::clone(&constants)),
                words: Arc::clone(&words),
                cause: None,
            };
            all = Value::branches(&Formula::Atom(Arc::new(atom)), value, all);
        }
        Some(all)
    }

    /// The other value of a boolean default; for other defaults something that is neither null nor empty.
    fn assumed(&self) -> Value {
        let origin = self.unset_origin();
        match self.default().map(|default| crate::value::to_bool(&default)).and_then(|value| value.as_bool())
        {
            Some(default) => Value::bool(!default).at(origin),
            None => self.unknown().set().value().at(origin),
        }
    }
}

/// The default of a root variable in words: "`var.enabled` is false by default".
pub(super) fn default_in_words(unit: &Unit<'_>, root: &Rc<Instance>, name: &Arc<str>) -> Option<String> {
    let declared = root.module.variables.get(name)?;
    let default = Variable::of(unit, root, name, declared).default()?;
    if secrets::is_secret(&declared.block) {
        return Some(format!("`var.{name}` has a default"));
    }
    Some(match &default.data {
        Data::Null => format!("`var.{name}` is null by default"),
        Data::Bool(value) => format!("`var.{name}` is {value} by default"),
        Data::String(text) if text.is_empty() => format!("`var.{name}` is empty by default"),
        Data::String(text) => format!("`var.{name}` is \"{text}\" by default"),
        Data::Number(number) => format!("`var.{name}` is {number} by default"),
        _ if default.empty_test() == Some(true) => format!("`var.{name}` is empty by default"),
        _ => format!("`var.{name}` has a default"),
    })
}

/// The scope of defaults and variables files: no names at all.
struct Literals<'u> {
    unit: &'u Unit<'u>,
    /// Whether what is written is not to be told.
    secret: bool,
}

impl Scope for Literals<'_> {
    fn resolve(
        &self,
        root: &str,
        _steps: &[PathStep<'_>],
        span: Span,
        _evaluator: &mut Evaluator<'_>,
    ) -> Option<Resolved> {
        let root = if self.secret { HIDDEN } else { root };
        let message = format!("`{root}`: names cannot be used here");
        Some(Resolved { value: self.unit.error(span, message), consumed: _steps.len() })
    }

    fn attribute(&self, _handle: Handle, _name: &str, _span: Span) -> Value {
        Value::null()
    }

    fn expand(&self, _handle: Handle) -> Value {
        Value::null()
    }

    fn call(&self, _name: &str, _arguments: &[Value], _span: Span) -> Option<Value> {
        None
    }

    fn instance(&self) -> &'static str {
        ""
    }

    fn text(&self, span: Span) -> String {
        self.unit.modules.loader.sources().shown(span)
    }

    fn budget(&self) -> &Budget {
        &self.unit.budget
    }
}

/// Whoever reads a variable reads a value: that what it was given cannot be converted is told where it is given.
fn certain(value: &Value) -> Value {
    match value.as_unknown() {
        Some(unknown) if unknown.fallible => {
            let unknown = Unknown { fallible: false, ..unknown.clone() };
            unknown.value().at(value.origin.clone()).marked(value.sensitive)
        }
        _ => value.clone(),
    }
}
