//! What to do about a finding, in the words of its language: with the names that are known, and at the place where a
//! value comes from rather than where it arrives.

use super::remedy::{Action, Remedy};
use crate::model::{Entity, Estate};
use crate::resource::Language;
use crate::rule::{Action as Intent, Rule};
use crate::source::{SourceMap, Span};
use crate::value::{Data, Handle, TextPart, Value};

/// A finding that wants help.
pub(super) struct Asking<'a> {
    pub rule: &'a Rule,
    pub entity: Option<&'a Entity>,
    pub estate: &'a Estate,
    /// What a fix would do.
    pub remedy: Option<&'a Remedy>,
    /// The finding's place and the way of the value there.
    pub location: Option<Span>,
    pub sources: &'a SourceMap,
}

/// What to do about it.
pub(super) fn help(asking: &Asking<'_>) -> Option<String> {
    let own = asking.remedy.and_then(|remedy| by_fix(remedy, asking));
    own.or_else(|| written(asking).map(|text| with_names(text, asking))).or_else(|| by_intent(asking))
}

/// What the rule says itself.
fn written(asking: &Asking<'_>) -> Option<String> {
    let language = match asking.entity.map(|entity| entity.resource.language) {
        Some(Language::CloudFormation) => "cloudformation",
        Some(Language::Terraform | Language::TerraformPlan) => "terraform",
        None => "",
    };
    let written = asking.rule.help.iter().find(|(of, _)| &**of == language || of.is_empty());
    written.map(|(_, text)| text.to_string())
}

/// What the tables say: the argument that would be written.
fn by_intent(asking: &Asking<'_>) -> Option<String> {
    let (rule, entity) = (asking.rule, asking.entity?);
    let intents = match entity.resource.language {
        Language::CloudFormation => &rule.fix.as_ref()?.cloudformation,
        Language::Terraform | Language::TerraformPlan => &rule.fix.as_ref()?.terraform,
    };
    let Intent::Set { field, to, .. } = intents.first()? else { return None };
    let field = field.strip_prefix(entity.model_type.name)?.strip_prefix('.')?;
    let name = entity.model_type.field(field)?.own_name_in(entity.resource.language);
    if name.is_empty() || name.contains('.') {
        return None;
    }
    let to = rule.fix_value(to);
    let line = match entity.resource.language {
        Language::CloudFormation => format!("{name}: {to}"),
        Language::Terraform | Language::TerraformPlan => format!("{name} = {to}"),
    };
    Some(format!("write `{line}` in `{}`", entity.resource.address))
}

/// What the fix would do, where that is elsewhere than the rule's words say, or where it knows names.
fn by_fix(remedy: &Remedy, asking: &Asking<'_>) -> Option<String> {
    match remedy.actions.as_slice() {
        [Action::Set(set)] => {
            let now = set.now.as_ref()?;
            let (span, place) = now.elsewhere(asking.sources)?;
            let source = asking.sources.get(span.source)?;
            let file = source.path.file_name()?.to_string_lossy().into_owned();
            Some(format!("set {place} in `{file}` to `{}`: `{}` takes it from there", set.to, set.path))
        }
        [Action::WaitFor { addresses }] => {
            let names = remedy.names_of(addresses);
            let waits = asking.entity?.field("depends_on")?.written;
            let list = names.join(", ");
            match (names.as_slice(), remedy.language) {
                ([], _) => None,
                (_, Language::CloudFormation) if waits => Some(format!("add `{list}` to `DependsOn`")),
                ([name], Language::CloudFormation) => Some(format!("write `DependsOn: {name}` in the trail")),
                (_, Language::CloudFormation) => Some(format!("write `DependsOn: [{list}]` in the trail")),
                _ if waits => Some(format!("add `{list}` to `depends_on`")),
                _ => Some(format!("write `depends_on = [{list}]` in the trail")),
            }
        }
        [Action::Append { argument, text }] if remedy.language == Language::Terraform => {
            let written = asking.sources.slice(*argument);
            let (name, value) = written.split_once('=')?;
            let (name, value) = (name.trim(), value.trim());
            let is_reference = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']');
            value.chars().all(is_reference).then(|| format!("write `{name} = \"${{{value}}}{text}\"`"))
        }
        _ => None,
    }
}

/// The rule's words with the names of a log group and a role that are here and belong to no trail, and with the
/// variable that would say it.
fn with_names(text: String, asking: &Asking<'_>) -> String {
    let asks_for_both = text.contains("aws_iam_role.<name>") || text.contains("<Role>");
    let asked = asking.entity.filter(|_| asks_for_both);
    let text = match asked.and_then(|entity| delivery_here(entity, asking.estate)) {
        Some([group, role]) => text
            .replace("aws_cloudwatch_log_group.<name>", &group)
            .replace("aws_iam_role.<name>", &role)
            .replace("<LogGroup>", &group)
            .replace("<Role>", &role),
        None => text,
    };
    let creates = asking
        .remedy
        .is_some_and(|remedy| remedy.actions.iter().all(|action| matches!(action, Action::Create(_))));
    match asking.location.and_then(|span| variable_at(span, asking.sources)).filter(|_| creates) {
        Some(variable) => format!("{text}; or give variable `{variable}` that value"),
        None => text,
    }
}

/// The variable that an argument is, and nothing else.
fn variable_at(argument: Span, sources: &SourceMap) -> Option<String> {
    let text = sources.slice(argument);
    let name = text.split_once('=')?.1.trim().strip_prefix("var.")?;
    name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-').then(|| name.to_owned())
}

/// The only log group and the only role for CloudTrail beside a trail that has neither.
fn delivery_here(trail: &Entity, estate: &Estate) -> Option<[String; 2]> {
    if trail.model_type.name != "trail" {
        return None;
    }
    let beside = |entity: &Entity| {
        let (own, other) = (&trail.resource, &entity.resource);
        own.unit == other.unit && module_of(trail) == module_of(entity)
    };
    let only = |candidates: &[Handle]| {
        let candidates = candidates.iter().filter_map(|handle| estate.entity(*handle));
        let mut beside = candidates.filter(|entity| beside(entity)).take(2);
        match (beside.next(), beside.next()) {
            (Some(entity), None) => Some(name_of(entity)),
            _ => None,
        }
    };
    let groups = estate.remembered("log groups", None, &|| some(estate, "log_group", &|_| true));
    let group = only(&groups)?;
    let roles = estate.remembered("roles that trust CloudTrail", None, &|| {
        let trusts = |role: &Entity| {
            role.field("trust_policy")
                .is_some_and(|policy| mentions(&policy.value, "cloudtrail.amazonaws.com"))
        };
        some(estate, "role", &trusts)
    });
    Some([group, only(&roles)?])
}

/// Beyond that many nobody can say which is meant.
const MOST_CANDIDATES: usize = 64;

/// The entities of a type that are here and are meant; none where there are too many.
fn some(estate: &Estate, kind: &str, is_meant: &dyn Fn(&Entity) -> bool) -> Vec<Handle> {
    let here = estate.all(kind).filter(|(_, entity)| {
        let looked_up = entity.resource.kind.starts_with("data.");
        !looked_up && entity.resource.not_created.is_none() && is_meant(entity)
    });
    let found: Vec<Handle> = here.map(|(handle, _)| handle).take(MOST_CANDIDATES + 1).collect();
    if found.len() > MOST_CANDIDATES { Vec::new() } else { found }
}

/// What stands before a resource's own name in its address.
fn module_of(entity: &Entity) -> &str {
    let address = &entity.resource.address;
    address.strip_suffix(&name_of(entity)).unwrap_or_default()
}

/// The name of a resource within its module or template.
fn name_of(entity: &Entity) -> String {
    let resource = &entity.resource;
    let address = &resource.address;
    match resource.language {
        Language::CloudFormation => address.rsplit('/').next().unwrap_or(address).to_owned(),
        Language::Terraform | Language::TerraformPlan => {
            address.rfind(&format!("{}.", resource.kind)).map_or(&**address, |at| &address[at..]).to_owned()
        }
    }
}

fn mentions(value: &Value, name: &str) -> bool {
    match &value.data {
        Data::String(text) => text.contains(name),
        Data::Text(text) => text.parts.iter().any(|part| match part {
            TextPart::Literal(literal) => literal.contains(name),
            TextPart::Unknown(_) => false,
        }),
        Data::List(list) => list.items.iter().any(|item| mentions(item, name)),
        Data::Object(object) => object.entries.values().any(|item| mentions(item, name)),
        _ => false,
    }
}
