//! Functions where CloudFormation does not take them: loops without the transform that unrolls them, functions in
//! mappings, conditions where a value is wanted, resources in conditions. It refuses the template before it makes
//! anything.
//!
//! Of resources only those of types that are looked at: of others a template keeps no more than their names.

use super::super::entries::{self, is_loop};
use super::super::form::{self, Form};
use super::super::properties;
use super::super::transforms::Macros;
use super::Refusals;
use crate::source::Span;
use crate::syntax::node::{Entry, Node, NodeKind, Scalar};
use foldhash::HashSet;
use std::cell::OnceCell;

/// Functions that `AWS::LanguageExtensions` evaluates. `DefaultValue` of `Fn::FindInMap` and functions in
/// `DeletionPolicy` came with it, and are taken without it since.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-languageextensions.html>
const EXTENSIONS: &[&str] = &["Length", "ToJsonString"];

/// Functions that say whether something holds, and have no value.
const CONDITIONS: &[&str] =
    &["And", "Condition", "Contains", "EachMemberEquals", "EachMemberIn", "Equals", "Not", "Or"];

/// What a place takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place<'n> {
    /// In a property or an output.
    Value,
    /// In the condition of that name.
    Condition(&'n str),
    /// In the rule of that name.
    Rule(&'n str),
}

impl Place<'_> {
    /// What it is called in a message, where only parameters can be referred to.
    fn of_parameters(self) -> Option<String> {
        match self {
            Place::Value => None,
            Place::Condition(name) => Some(format!("condition `{name}`")),
            Place::Rule(name) => Some(format!("rule `{name}`")),
        }
    }
}

struct Functions<'c> {
    macros: Macros,
    resources: Option<&'c Node>,
    /// Their names, found when a condition may refer to one.
    resource_names: OnceCell<HashSet<&'c str>>,
    parameters: Option<&'c Node>,
    refusals: &'c Refusals<'c>,
}

/// Tells what stands where CloudFormation does not take it; nothing where a macro that is not known may change it.
pub(super) fn check(document: &Node, macros: Macros, refusals: &Refusals<'_>) {
    if macros.unknown {
        return;
    }
    let section = |name: &str| document.get(name).filter(|it| it.is_mapping() && it.tag.is_none());
    let functions = Functions {
        macros,
        resources: section("Resources"),
        resource_names: OnceCell::new(),
        parameters: section("Parameters"),
        refusals,
    };
    if let Some(mappings) = section("Mappings") {
        functions.mappings(mappings);
    }
    let each = |name: &str, look: &dyn Fn(&Entry)| {
        if let Some(section) = section(name) {
            functions.each(section, look);
        }
    };
    each("Conditions", &|it| functions.condition(it));
    each("Rules", &|it| functions.look(&it.value, Place::Rule(&it.key)));
    each("Resources", &|it| functions.resource(it));
    each("Outputs", &|it| functions.output(it));
}

impl Functions<'_> {
    fn resource_names(&self) -> &HashSet<&'_ str> {
        self.resource_names.get_or_init(|| {
            let entries = self.resources.map_or(&[][..], Node::entries);
            entries.iter().map(|entry| &*entry.key).collect()
        })
    }

    /// Looks at the entries of a mapping, those that loops make included.
    fn each(&self, mapping: &Node, look: &dyn Fn(&Entry)) {
        if mapping.entries().iter().any(|entry| entries::own_macro(entry).is_some()) {
            return;
        }
        for entry in mapping.entries().iter().filter(|entry| !entry.is_gap()) {
            match is_loop(&entry.key) {
                true => self.each_of_loop(entry, look),
                false => look(entry),
            }
        }
    }

    fn each_of_loop(&self, entry: &Entry, look: &dyn Fn(&Entry)) {
        if !self.macros.extend_language {
            self.tell_of_extension("Fn::ForEach", entry.key_span);
        } else if let [_, _, body] = entry.value.items() {
            self.each(body, look);
        }
    }

    fn resource(&self, resource: &Entry) {
        self.condition_name(&resource.key, &resource.value);
        let kind = resource.value.get("Type").and_then(Node::text);
        if kind.and_then(properties::of).is_some()
            && let Some(properties) = resource.value.get("Properties")
        {
            self.look(properties, Place::Value);
        }
    }

    fn output(&self, output: &Entry) {
        self.condition_name(&output.key, &output.value);
        let export = output.value.get("Export").and_then(|export| export.get("Name"));
        for value in output.value.get("Value").into_iter().chain(export) {
            self.look(value, Place::Value);
        }
    }

    /// A condition is made of the functions for them; a text or a boolean is not looked at.
    fn condition(&self, condition: &Entry) {
        if let Form::Call(name, _) = form::of(&condition.value)
            && !["And", "Condition", "Equals", "Not", "Or", "Transform"].contains(&name)
        {
            let name = if name == "Ref" { name.to_owned() } else { format!("Fn::{name}") };
            let message = format!(
                "condition `{}` is what `{name}` gives, and no condition: CloudFormation refuses the template",
                condition.key
            );
            self.refusals.tell(condition.value.span, message, "compare it by `Fn::Equals`");
        }
        self.look(&condition.value, Place::Condition(&condition.key));
    }

    /// `Condition: name` of a resource or an output.
    fn condition_name(&self, id: &str, node: &Node) {
        let is_no_name = |it: &&Entry| is_function(&it.value) || !it.value.items().is_empty();
        let Some(condition) = node.entry("Condition").filter(is_no_name) else { return };
        let message = format!("`Condition` of `{id}` is no name: CloudFormation refuses the template");
        self.refusals.tell(condition.key_span, message, DECLARE_CONDITION);
    }

    fn look(&self, node: &Node, place: Place<'_>) {
        if node.was_put_off() {
            return;
        }
        if place != Place::Value && node.tag.is_none() && node.scalar() == Some(Scalar::Null) {
            let message = "a value is null: CloudFormation refuses the template";
            self.refusals.tell(node.span, message, "write a value: an empty text is `\"\"`");
        }
        match form::of(node) {
            Form::Plain => self.look_inside(node, place),
            Form::Call(name, argument) => self.call(name, &argument, node.span, place),
            Form::Foreign(_) | Form::Misspelt(..) => {}
        }
    }

    fn look_inside(&self, node: &Node, place: Place<'_>) {
        match node.kind() {
            NodeKind::Sequence(items) => items.iter().for_each(|item| self.look(item, place)),
            NodeKind::Mapping(_) => self.each(node, &|entry| self.look(&entry.value, place)),
            _ => {}
        }
    }

    fn call(&self, name: &'static str, argument: &Node, span: Span, place: Place<'_>) {
        let is_condition = CONDITIONS.contains(&name);
        match (name, place) {
            ("Transform", _) => return,
            ("If", _) => return self.choice(argument, place),
            ("Ref" | "GetAtt" | "Sub", Place::Condition(_) | Place::Rule(_)) => {
                self.refers_to_resource(name, argument, span, place);
            }
            ("And" | "Or", Place::Condition(_)) => self.number_of_conditions(name, argument, span),
            _ if EXTENSIONS.contains(&name) && !self.macros.extend_language => {
                self.tell_of_extension(&format!("Fn::{name}"), span);
            }
            (_, Place::Value) if is_condition => {
                let function = if name == "Condition" { name.to_owned() } else { format!("Fn::{name}") };
                let message = format!(
                    "`{function}` stands where a value is wanted: CloudFormation refuses the template"
                );
                let help = "declare it below `Conditions`, and choose the value with `Fn::If`";
                return self.refusals.tell(span, message, help);
            }
            _ => {}
        }
        self.look_inside(argument, place);
    }

    /// `Fn::And` and `Fn::Or` take two to ten conditions.
    fn number_of_conditions(&self, name: &str, argument: &Node, span: Span) {
        let count = argument.items().len();
        if !argument.is_whole()
            || argument.is_mapping()
            || argument.tag.is_some()
            || (2..=10).contains(&count)
        {
            return;
        }
        let message = format!(
            "`Fn::{name}` takes two to ten conditions, not {count}: CloudFormation refuses the template"
        );
        let help = match count {
            0 | 1 => "write the condition itself",
            _ => "put some of them into a condition of their own",
        };
        self.refusals.tell(span, message, help);
    }

    /// `Fn::If: [name of a condition, then, otherwise]`
    fn choice(&self, argument: &Node, place: Place<'_>) {
        let Some((condition, values)) = argument.items().split_first() else { return };
        if is_function(condition) {
            let message =
                "`Fn::If` takes the name of a condition, not a function: CloudFormation refuses the template";
            self.refusals.tell(condition.span, message, DECLARE_CONDITION);
        }
        values.iter().for_each(|value| self.look(value, place));
    }

    /// `argument` is that of a `Ref`, a `GetAtt` or a `Sub` where only parameters can be referred to.
    fn refers_to_resource(&self, name: &str, argument: &Node, span: Span, place: Place<'_>) {
        let text = argument.text().or_else(|| argument.items().first().and_then(Node::text));
        let text = text.unwrap_or_default();
        let is_resource = |name: &str| {
            let is_parameter = self.parameters.is_some_and(|it| it.get(name).is_some());
            !is_parameter && self.resource_names().contains(name)
        };
        let referred = match name {
            "GetAtt" => text.split('.').next().filter(|id| is_resource(id)),
            "Ref" => Some(text).filter(|id| is_resource(id)),
            _ => {
                let variables = argument.items().get(1);
                let is_own = |name: &str| variables.is_some_and(|it| it.get(name).is_some());
                let names = text.split("${").skip(1).filter_map(|rest| rest.split_once('}'));
                let mut names = names.map(|(name, _)| name.trim()).filter(|name| !is_own(name));
                names.find_map(|name| name.split('.').next().filter(|id| is_resource(id)))
            }
        };
        if let (Some(id), Some(place)) = (referred, place.of_parameters()) {
            let message = format!("{place} refers to resource `{id}`: CloudFormation refuses the template");
            self.refusals.tell(
                span,
                message,
                "compare parameters, pseudo parameters or values of `Mappings`",
            );
        }
    }

    /// A mapping has rows, and rows have values or lists of them, all as they are written.
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html>
    fn mappings(&self, mappings: &Node) {
        self.mapping(mappings);
        self.each(mappings, &|mapping| {
            if &*mapping.key == entries::INCLUDE {
                return;
            }
            let malformed = |at: &Entry| {
                let message = format!(
                    "mapping `{}` has no rows of values: CloudFormation refuses the template",
                    mapping.key
                );
                self.refusals.tell(at.key_span, message, "write a mapping of keys to keys to values");
            };
            self.each_row(mapping, &malformed, &|row| {
                self.each_row(row, &malformed, &|cell| {
                    if cell.value.is_mapping() && matches!(form::of(&cell.value), Form::Plain) {
                        malformed(cell);
                    }
                });
            });
        });
    }

    /// Looks at the entries of a mapping or of a row of it; tells where it is neither.
    fn each_row(&self, of: &Entry, malformed: &dyn Fn(&Entry), look: &dyn Fn(&Entry)) {
        match form::of(&of.value) {
            Form::Plain if of.value.is_mapping() => self.each(&of.value, look),
            Form::Plain if of.value.is_whole() => malformed(of),
            _ => {}
        }
    }

    /// What is anywhere in a mapping is no function.
    fn mapping(&self, node: &Node) {
        match form::of(node) {
            Form::Call("Transform", _) | Form::Foreign(_) => {}
            Form::Call(..) | Form::Misspelt(..) => {
                let message = "`Mappings` take no function: CloudFormation refuses the template";
                self.refusals.tell(node.span, message, "write the value itself");
            }
            Form::Plain => match node.kind() {
                NodeKind::Sequence(items) => items.iter().for_each(|item| self.mapping(item)),
                NodeKind::Mapping(_) => self.each(node, &|entry| self.mapping(&entry.value)),
                _ => {}
            },
        }
    }

    fn tell_of_extension(&self, name: &str, span: Span) {
        let message = format!(
            "`{name}` needs the transform `AWS::LanguageExtensions`: CloudFormation refuses the template"
        );
        self.refusals.tell(
            span,
            message,
            "write `Transform: AWS::LanguageExtensions` at the top of the template",
        );
    }
}

const DECLARE_CONDITION: &str = "declare it below `Conditions`, and write its name";

/// Whether a node is a function of CloudFormation's own.
fn is_function(node: &Node) -> bool {
    matches!(form::of(node), Form::Call(name, _) if name != "Transform")
}
