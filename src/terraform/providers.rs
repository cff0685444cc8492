//! Which provider configuration a resource uses, and what it says of region and account.

mod versions;

pub(super) use versions::{is_before_aws_3, starting_at};

use super::module::{Module, alias_of};
use super::scope::ModuleScope;
use super::tree::{Deployed, Instance, Unit};
use super::validations;
use crate::expr::Evaluator;
use crate::resource::Surroundings;
use crate::syntax::hcl::{Block, Expr, ExprKind};
use crate::value::{Cause, CauseKind, Data, TextPart, Type, Unknown, Value};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// A provider configuration: the instance that has it, its local name and alias, and its block if there is one.
pub(super) struct Provider {
    instance: Rc<Instance>,
    name: String,
    block: Option<Arc<Block>>,
}

/// The configuration that a resource block of that instance uses.
pub(super) fn of(instance: &Rc<Instance>, block: &Block) -> Provider {
    let kind = block.label(0).unwrap_or_default();
    let default = kind.split('_').next().unwrap_or_default().to_owned();
    let wanted = block.body.attribute("provider").and_then(|attribute| reference(&attribute.expr));
    let (name, alias) = wanted.unwrap_or((default, None));
    followed(instance, name, alias)
}

/// Goes up the calls until a module has the configuration itself.
fn followed(instance: &Rc<Instance>, mut name: String, mut alias: Option<String>) -> Provider {
    let mut instance = Rc::clone(instance);
    loop {
        let own = instance
            .module
            .providers
            .iter()
            .find(|block| block.label(0) == Some(name.as_str()) && alias_of(block) == alias.as_deref());
        if own.is_none()
            && let Some(call) = &instance.call
        {
            let passed = passed(&call.block.block, &name, alias.as_deref());
            if let Some(passed) = passed {
                (name, alias) = passed;
            }
            let parent = Rc::clone(&call.parent);
            instance = parent;
            continue;
        }
        let block = own.cloned();
        if let Some(alias) = alias {
            name = format!("{name}.{alias}");
        }
        return Provider { instance, name, block };
    }
}

/// What a call's `providers` passes for a configuration of the called module.
fn passed(call: &Block, name: &str, alias: Option<&str>) -> Option<(String, Option<String>)> {
    let ExprKind::Object(items) = &call.body.attribute("providers")?.expr.kind else { return None };
    let item = items.iter().find(|item| {
        reference(&item.key)
            .is_some_and(|(known, known_alias)| known == name && known_alias.as_deref() == alias)
    })?;
    reference(&item.value)
}

/// `aws`, `aws.east`, also in quotes.
fn reference(expr: &Expr) -> Option<(String, Option<String>)> {
    match &expr.kind {
        ExprKind::Variable(name) => Some((name.to_string(), None)),
        ExprKind::String(text) => match text.split_once('.') {
            Some((name, alias)) => Some((name.to_owned(), Some(alias.to_owned()))),
            None => Some((text.to_string(), None)),
        },
        ExprKind::Attribute(source, alias) => {
            let (name, _) = reference(source)?;
            Some((name, Some(alias.text.to_string())))
        }
        ExprKind::Parenthesis(inner) | ExprKind::Wrapped(inner) => reference(inner),
        // `aws[each.key]` of OpenTofu
        ExprKind::Index(source, _) => reference(source),
        _ => None,
    }
}

impl Provider {
    fn argument(&self, unit: &Unit<'_>, name: &str) -> Option<Value> {
        let attribute = self.block.as_ref()?.body.attribute(name)?;
        let scope = ModuleScope::of(unit, &self.instance);
        let value = Evaluator::new(&scope).evaluate(&attribute.expr);
        Some(value).filter(|value| !value.is_null())
    }

    /// The region it is configured for.
    pub fn region(&self, unit: &Unit<'_>) -> Option<Value> {
        self.argument(unit, "region").or_else(|| unit.inputs.region.as_deref().map(Value::string))
    }

    /// The only account it may be used with.
    pub fn account(&self, unit: &Unit<'_>) -> Option<Value> {
        let allowed = self.argument(unit, "allowed_account_ids");
        let only = allowed.as_ref().and_then(Value::as_list).filter(|items| items.len() == 1);
        match only {
            Some(items) => Some(crate::value::to_string(&items[0])),
            None => self.assumed_account(unit).or_else(|| unit.inputs.account.as_deref().map(Value::string)),
        }
    }

    /// The account of the role that it assumes.
    fn assumed_account(&self, unit: &Unit<'_>) -> Option<Value> {
        let body = &self.block.as_ref()?.body;
        let role = ["assume_role", "assume_role_with_web_identity"]
            .into_iter()
            .flat_map(|kind| body.blocks_of(kind))
            .filter_map(|block| block.body.attribute("role_arn"))
            // roles are assumed one after the other
            .last()?;
        let scope = ModuleScope::of(unit, &self.instance);
        let role = Evaluator::new(&scope).evaluate(&role.expr);
        let account = match &role.data {
            Data::Text(text) => match text.parts.as_slice() {
                [TextPart::Literal(before), TextPart::Unknown(account), TextPart::Literal(behind), ..]
                    if before.ends_with(":iam::") && behind.starts_with(':') =>
                {
                    account.clone()
                }
                _ => account_in(role.known_prefix())?,
            },
            _ => account_in(role.known_prefix())?,
        };
        Some(account.at(role.origin.clone()).marked(role.sensitive))
    }

    fn symbol(&self, what: &str) -> Unknown {
        Unknown::because(Cause::new(CauseKind::Surroundings, what))
            .set()
            .of_type(Type::String)
            .named(format!("{}provider.{}.{what}", self.instance.prefix, self.name))
    }

    /// The account's id: known, or the same unknown wherever this configuration is used.
    pub fn account_symbol(&self, unit: &Unit<'_>) -> Value {
        self.account(unit).unwrap_or_else(|| self.symbol("account").value())
    }

    /// The region's name, likewise.
    pub fn region_symbol(&self, unit: &Unit<'_>) -> Value {
        self.region(unit).unwrap_or_else(|| self.symbol("region").value())
    }

    /// The organization's id, likewise.
    pub fn organization_symbol(&self) -> Value {
        self.symbol("organization").starting("o-").value()
    }

    /// The partition.
    pub fn partition(&self, unit: &Unit<'_>) -> Value {
        if let Some(partition) = &unit.inputs.partition {
            return Value::string(partition.as_str());
        }
        let region = self.region(unit);
        Value::string(match region.as_ref().and_then(Value::as_str) {
            Some(region) if region.starts_with("cn-") => "aws-cn",
            Some(region) if region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        })
    }

    /// What it says, evaluated for the first of its resources.
    pub fn deployed(&self, unit: &Unit<'_>) -> Deployed {
        let address = format!("{}provider.{}", self.instance.prefix, self.name);
        if let Some(known) = unit.deployments.borrow().get(&address) {
            return known.clone();
        }
        let deployed = (self.described(unit), Arc::new(self.surroundings(unit)));
        unit.deployments.borrow_mut().insert(address, deployed.clone());
        deployed
    }

    /// Where its resources are deployed to.
    fn surroundings(&self, unit: &Unit<'_>) -> Surroundings {
        Surroundings {
            account: self.account_symbol(unit),
            region: self.region_symbol(unit),
            partition: self.partition(unit),
            organization: self.organization_symbol(),
            default_tags: self.default_tags(unit),
        }
    }

    fn default_tags(&self, unit: &Unit<'_>) -> Value {
        let block = self.block.as_ref().and_then(|block| block.body.blocks_of("default_tags").next());
        let Some(tags) = block.and_then(|block| block.body.attribute("tags")) else { return Value::null() };
        let scope = ModuleScope::of(unit, &self.instance);
        Evaluator::new(&scope).evaluate(&tags.expr)
    }

    /// Region, account and alias, as far as said.
    fn described(&self, unit: &Unit<'_>) -> Value {
        let mut entries: BTreeMap<Arc<str>, Value> = BTreeMap::new();
        entries.extend(self.region(unit).map(|region| ("region".into(), region)));
        entries.extend(self.account(unit).map(|account| ("account".into(), account)));
        if let Some((_, alias)) = self.name.split_once('.') {
            entries.insert("alias".into(), Value::string(alias));
        }
        if entries.is_empty() { Value::null() } else { Value::object(entries) }
    }
}

/// Whether a variable is the account that a provider configuration of a module may only be used with: the provider
/// refuses to work in another one.
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs#allowed_account_ids>
pub(super) fn is_account(module: &Module, variable: &str) -> bool {
    let allowed = module.providers.iter().filter(|block| block.label(0) == Some("aws"));
    allowed.filter_map(|block| block.body.attribute("allowed_account_ids")).any(|allowed| {
        matches!(&allowed.expr.kind, ExprKind::Tuple(items)
            if matches!(&items[..], [only] if validations::is_variable(only, variable)))
    })
}

/// The account in a role's ARN.
fn account_in(arn: &str) -> Option<Value> {
    let account =
        arn.split(':').nth(4).filter(|account| arn.split(':').count() > 5 && !account.is_empty())?;
    Some(Value::string(account))
}

/// The partition of the provider that a block of that instance uses.
pub(super) fn partition(unit: &Unit<'_>, instance: &Rc<Instance>, block: &Block) -> Value {
    of(instance, block).partition(unit)
}
