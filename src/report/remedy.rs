//! What to write, by language: the rule's own words, and where it has none those of its fix.

use crate::model::model_type;
use crate::resource::Language;
use crate::rule::{Action, Rule};

/// Language (`terraform`, `cloudformation`, or empty for both) and text.
pub(super) fn remedies(rule: &Rule) -> Vec<(&str, String)> {
    let written = |language: &str| rule.help.iter().find(|(of, _)| &**of == language);
    if let Some((_, text)) = written("") {
        return vec![("", text.trim().to_owned())];
    }
    [("terraform", Language::Terraform), ("cloudformation", Language::CloudFormation)]
        .into_iter()
        .filter_map(|(name, language)| {
            let text =
                written(name).map(|(_, text)| text.trim().to_owned()).or_else(|| fix(rule, language))?;
            Some((name, text))
        })
        .collect()
}

/// The line that the rule's fix would write.
fn fix(rule: &Rule, language: Language) -> Option<String> {
    let fix = rule.fix.as_ref()?;
    let actions = if language == Language::CloudFormation { &fix.cloudformation } else { &fix.terraform };
    let Some(Action::Set { field, to, .. }) = actions.first() else { return None };
    let to = rule.fix_value(to);
    let (subject, name) = field.split_once('.')?;
    let (_, subject) = model_type(subject)?;
    match subject.field(name).map(|field| field.own_name_in(language)).filter(|name| !name.is_empty()) {
        None => Some(format!("set `{field}` to `{to}`")),
        Some(name) if language == Language::CloudFormation => Some(format!("write `{name}: {to}`")),
        Some(name) => Some(format!("write `{name} = {to}`")),
    }
}
