//! What CloudFormation refuses a template for before it evaluates anything, and what would leave a trail unseen: sections,
//! types and bodies under a wrong name or at a wrong depth.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html>

mod functions;

use super::entries;
use super::form::{self, Form};
use super::journal::Journal;
use super::nested::PART;
use super::properties;
use super::spelling::nearest;
use super::template::is_resource_type;
use super::transforms::Macros;
use crate::source::{Problem, Span};
use crate::syntax::node::{Entry, Node, Scalar};

/// What may stand in a resource.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-product-attribute-reference.html>
const ATTRIBUTES: &[&str] = &[
    "Type",
    "Properties",
    "Condition",
    "DependsOn",
    "Metadata",
    "DeletionPolicy",
    "UpdateReplacePolicy",
    "CreationPolicy",
    "UpdatePolicy",
    "Description",
];

/// Whether a document holds resources under another name than the one that is read.
pub(super) fn is_misnamed(document: &Node) -> bool {
    document.get("Resources").is_none() && misnamed(document).is_some()
}

/// Tells what stands where nobody reads it, and what is refused. `stands_at`: where the text stands in a string whose
/// own places are of no use to the reader.
pub(super) fn check(document: &Node, stands_at: Option<Span>, journal: &Journal) {
    let tell = |span: Span, message: String, help: String| {
        journal.problem(Problem::syntax(stands_at.unwrap_or(span), message).with_help(help));
    };
    let macros = Macros::of(document);
    functions::check(document, macros, &|span, message, help| tell(span, message, help.to_owned()));
    defaults(document, macros, &tell);
    names_and_types(document, macros, &tell);
    sections(document, macros, &tell);
}

/// A default is a text, be it that of a number or of a list.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>
fn defaults(document: &Node, macros: Macros, tell: &dyn Fn(Span, String, String)) {
    let parameters = document.get("Parameters").map_or(&[][..], Node::entries);
    if macros.unknown || parameters.iter().any(|entry| entries::own_macro(entry).is_some()) {
        return;
    }
    for parameter in parameters {
        let Some(default) = parameter.value.entry("Default") else { continue };
        let is_text =
            default.value.tag.is_none() && default.value.scalar().is_some_and(|it| it != Scalar::Null);
        let is_left = default.value.get("Fn::Transform").is_some() || !default.value.is_whole();
        let is_foreign = matches!(form::of(&default.value), Form::Foreign(_));
        if !is_text && !is_left && !is_foreign {
            let message =
                format!("the default of `{}` is no text: CloudFormation refuses the template", parameter.key);
            tell(default.key_span, message, "write a text, or take `Default` out".to_owned());
        }
    }
}

/// The types of parameters, and what parameters, resources and outputs may be called.
fn names_and_types(document: &Node, macros: Macros, tell: &dyn Fn(Span, String, String)) {
    if macros.unknown {
        return;
    }
    for section in ["Parameters", "Resources", "Outputs"] {
        let entries = document.get(section).map_or(&[][..], Node::entries);
        // what a macro or a loop makes of names is its own affair
        let named = entries
            .iter()
            .filter(|entry| !entry.is_gap() && !entry.key.contains("::") && !entry.key.contains(PART));
        for entry in named {
            if !entry.key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                let message = format!(
                    "`{}` has other characters than letters and digits: CloudFormation refuses the template",
                    entry.key
                );
                tell(entry.key_span, message, "write its name with letters and digits alone".to_owned());
            }
            if section == "Parameters" && entry.value.is_mapping() && entry.value.is_whole() {
                type_of_parameter(entry, tell);
            }
        }
    }
}

fn type_of_parameter(parameter: &Entry, tell: &dyn Fn(Span, String, String)) {
    const TYPES: &[&str] = &["String", "Number", "CommaDelimitedList", "List<Number>"];
    let id = &parameter.key;
    let is_included = parameter.value.entries().iter().any(|entry| entry.key.contains("::"));
    let Some(kind) = parameter.value.entry("Type") else {
        if !is_included {
            let message = format!("parameter `{id}` has no `Type`: CloudFormation refuses the template");
            tell(parameter.key_span, message, "write its `Type`: `String`, `Number`, …".to_owned());
        }
        return;
    };
    let Some(written) = kind.value.text().filter(|_| kind.value.tag.is_none()) else { return };
    let of_aws = |kind: &str| kind.starts_with("AWS::");
    let of_list = written.strip_prefix("List<").and_then(|rest| rest.strip_suffix('>')).is_some_and(of_aws);
    if TYPES.contains(&written) || of_aws(written) || of_list {
        return;
    }
    let message = format!(
        "parameter `{id}` has the type `{written}`: there is none, and CloudFormation refuses the template"
    );
    let help = match nearest(written, TYPES.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "write `String`, `Number`, `CommaDelimitedList` or one of AWS's own types".to_owned(),
    };
    tell(kind.value.span, message, help);
}

fn sections(document: &Node, macros: Macros, tell: &dyn Fn(Span, String, String)) {
    let is_transformed = macros.any;
    let Some(resources) = document.entry("Resources") else {
        if let Some(entry) = misnamed(document) {
            let message = format!("`{}` is no section of a template: what it holds is not read", entry.key);
            tell(entry.key_span, message, "write `Resources`".to_owned());
        }
        return;
    };
    if !resources.value.items().is_empty() {
        let help = "write a mapping of logical ids".to_owned();
        tell(
            resources.key_span,
            "`Resources` is a list: CloudFormation refuses the template".to_owned(),
            help,
        );
    }
    for entry in resources.value.entries() {
        if entry.is_gap() || entry.key.starts_with("Fn::") || entry.value.tag.is_some() {
            continue;
        }
        if &*entry.key == "Type" && entry.value.text().is_some_and(is_resource_type) {
            let message = "`Type` stands where a logical id is read: CloudFormation refuses the template";
            let help = "indent it, and what belongs to it, below a logical id".to_owned();
            tell(entry.key_span, message.to_owned(), help);
        } else if entry.value.is_mapping() && entry.value.is_whole() {
            resource(entry, is_transformed, tell);
        }
    }
}

fn resource(resource: &Entry, is_transformed: bool, tell: &dyn Fn(Span, String, String)) {
    let (id, node) = (&resource.key, &resource.value);
    let Some(kind) = node.entry("Type") else {
        let alike = node.entries().iter().find(|entry| entry.key.eq_ignore_ascii_case("Type"));
        if let Some(alike) = alike {
            let message = format!("`{}` is not read: resource `{id}` has no `Type`", alike.key);
            tell(alike.key_span, message, "write `Type`".to_owned());
        } else if node.get("Properties").is_some() && !is_transformed {
            let message = format!("resource `{id}` has no `Type`: CloudFormation refuses the template");
            tell(resource.key_span, message, "write its `Type`".to_owned());
        }
        return;
    };
    let Some(written) = kind.value.text().filter(|_| kind.value.tag.is_none()) else { return };
    if let Some(meant) = properties::misspelt(written) {
        let message = format!("there is no resource type `{written}`: resource `{id}` is not read");
        tell(kind.value.span, message, format!("did you mean `{meant}`?"));
    }
    // others are a transform's, or of types that are not looked at
    if is_transformed || properties::of(written).is_none() {
        return;
    }
    for entry in node.entries() {
        let key = &*entry.key;
        if entry.is_gap() || ATTRIBUTES.contains(&key) || key.starts_with("Fn::") {
            continue;
        }
        let message =
            format!("`{key}` stands beside `Properties` in `{id}`: CloudFormation refuses the template");
        let meant = nearest(key, ATTRIBUTES.iter().copied());
        let help = meant.map_or_else(
            || "indent it below `Properties`, or take it out".to_owned(),
            |meant| format!("did you mean `{meant}`?"),
        );
        tell(entry.key_span, message, help);
    }
}

/// The section that was meant to be `Resources`.
fn misnamed(document: &Node) -> Option<&Entry> {
    let is_typed = |entry: &Entry| entry.value.get("Type").and_then(Node::text).is_some_and(is_resource_type);
    let holds = |entry: &&Entry| entry.value.entries().iter().any(is_typed);
    let is_alike = |entry: &&Entry| nearest(&entry.key, std::iter::once("Resources")).is_some();
    document.entries().iter().filter(is_alike).find(holds)
}
