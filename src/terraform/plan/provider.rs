//! What a plan's configuration says of the provider of a resource: region, account and alias.

use super::references;
use crate::resource::Surroundings;
use crate::source::Span;
use crate::syntax::node::Node;
use crate::value::{Origin, Role, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The provider of a configured resource; null where nothing is said of it.
pub(super) fn of(document: &Node, configured: Option<&Node>) -> Value {
    let key = configured.and_then(|it| it.get("provider_config_key")).and_then(Node::text);
    let providers = document.get("configuration").and_then(|it| it.get("provider_config"));
    let Some(provider) = key.and_then(|key| providers?.get(key)) else { return Value::null() };
    let mut entries: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    let expression = |name: &str| provider.get("expressions").and_then(|it| it.get(name));
    if let Some((region, span)) = expression("region").and_then(|it| region(document, it)) {
        entries.insert("region".into(), written(region, span));
    }
    let accounts = expression("allowed_account_ids").and_then(|it| it.get("constant_value"));
    if let Some([only]) = accounts.map(Node::items)
        && let Some(account) = only.text()
    {
        entries.insert("account".into(), written(account, only.span));
    }
    if let Some(alias) = provider.get("alias")
        && let Some(text) = alias.text()
    {
        entries.insert("alias".into(), written(text, alias.span));
    }
    if entries.is_empty() { Value::null() } else { Value::object(entries) }
}

/// Where the resources of a provider are deployed to, as far as it says so.
pub(super) fn surroundings(provider: &Value) -> Surroundings {
    let said = |name: &str| provider.as_object().and_then(|it| it.entries.get(name)).cloned();
    let nothing = Surroundings::default();
    Surroundings {
        account: said("account").unwrap_or(nothing.account),
        region: said("region").unwrap_or(nothing.region),
        ..nothing
    }
}

/// A literal, or a variable of the root module whose value is a region by itself.
fn region<'d>(document: &'d Node, expression: &'d Node) -> Option<(&'d str, Span)> {
    if let Some(constant) = expression.get("constant_value") {
        return Some((constant.text()?, constant.span));
    }
    if !references::is_expression(expression) {
        return None;
    }
    let [reference] = expression.get("references")?.items() else { return None };
    let name = reference.text()?.strip_prefix("var.")?;
    let value = document.get("variables")?.get(name)?.get("value")?;
    let text = value.text().filter(|text| is_region(text))?;
    Some((text, value.span))
}

/// `eu-central-1`, `us-gov-west-1`: a variable that holds a part of a name (`eu`) is none.
fn is_region(text: &str) -> bool {
    let mut parts = text.rsplit('-');
    let number =
        parts.next().is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()));
    let words: Vec<&str> = parts.collect();
    let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    number && words.len() >= 2 && words.iter().all(is_word)
}

fn written(text: &str, span: Span) -> Value {
    Value::string(text).at(Origin::of(Role::Literal, span))
}
