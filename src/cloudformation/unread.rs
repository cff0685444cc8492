//! What is written where nobody asks for it: outputs, and conditions that nothing reads. CloudFormation evaluates them all
//! the same, looks for every name in them, and refuses the template where one is not declared.

use super::entries::Expanded;
use super::form::{self, Form};
use super::references;
use super::resources::is_never_made;
use super::scope::Scope;
use super::stack::Stack;
use crate::source::Span;
use crate::syntax::node::{Node, NodeKind};

impl Stack<'_> {
    /// Tells what is wrong in outputs and conditions, be they read or not.
    pub(super) fn complain_about_unread(&self) {
        let is_known = |entry: &&Expanded| entry.doubtful.is_none() && entry.repeated.is_none();
        for condition in self.conditions().list.iter().filter(is_known) {
            self.condition(&condition.key, condition.key_span);
            self.names_of_condition(&condition.value, &condition.scope);
        }
        for output in self.outputs().list.iter().filter(is_known) {
            self.names_of_output(output);
            if let Some(value) = output.value.get("Value").filter(|_| !is_never_made(self, output)) {
                self.value(value, &output.scope);
            }
        }
    }

    fn names_of_output(&self, output: &Expanded) {
        for entry in output.value.entries() {
            match &*entry.key {
                "Condition" => self.condition_name(&entry.value, &output.scope),
                "Value" | "Export" => self.names_in(&entry.value, &output.scope),
                _ => {}
            }
        }
    }

    fn names_in(&self, node: &Node, scope: &Scope) {
        if !self.journal().enter() {
            return;
        }
        match form::of(node) {
            Form::Plain => self.names_inside(node, scope),
            Form::Call(name, argument) => self.names_of_call(name, &argument, node.span, scope),
            Form::Foreign(_) | Form::Misspelt(..) => {}
        }
        self.journal().leave();
    }

    fn names_inside(&self, node: &Node, scope: &Scope) {
        match node.kind() {
            NodeKind::Sequence(items) => items.iter().for_each(|item| self.names_in(item, scope)),
            NodeKind::Mapping(_) => {
                let (entries, _) = self.entries(node, scope);
                entries.iter().for_each(|entry| self.names_in(&entry.value, &entry.scope));
            }
            _ => {}
        }
    }

    /// `Condition: name`, or a function.
    fn names_of_condition(&self, node: &Node, scope: &Scope) {
        match node.entries() {
            [entry] if &*entry.key == "Condition" && node.tag.is_none() => {
                self.condition_name(&entry.value, scope);
            }
            _ => self.names_in(node, scope),
        }
    }

    fn names_of_call(&self, function: &str, argument: &Node, span: Span, scope: &Scope) {
        match (function, argument.items()) {
            ("Ref", []) => self.name_of_call(argument, span, scope),
            ("GetAtt", items) => {
                let first = items.first().unwrap_or(argument);
                if let Some(id) = written(first).and_then(|text| text.split('.').next()) {
                    self.resource_name(&scope.name(&id.into()), span);
                }
            }
            ("Sub", items) => {
                let (text, variables) = (items.first().unwrap_or(argument), items.get(1));
                self.names_of_text(written(text).unwrap_or_default(), variables, span, scope);
                let variables = variables.map_or(&[][..], Node::entries);
                variables.iter().for_each(|variable| self.names_in(&variable.value, scope));
            }
            ("If", [condition, values @ ..]) => {
                self.condition_name(condition, scope);
                values.iter().for_each(|value| self.names_in(value, scope));
            }
            ("Condition", _) => self.condition_name(argument, scope),
            ("And" | "Or" | "Not", operands) => {
                operands.iter().for_each(|operand| self.names_of_condition(operand, scope));
            }
            ("Transform" | "ForEach" | "GetStackOutput", _) => {}
            _ => self.names_in(argument, scope),
        }
    }

    fn name_of_call(&self, argument: &Node, span: Span, scope: &Scope) {
        if let Some(text) = written(argument).filter(|text| scope.get(text).is_none()) {
            references::declared(self, &scope.name(&text.into()), span);
        }
    }

    /// What `${}` refers to in a text.
    fn names_of_text(&self, text: &str, variables: Option<&Node>, span: Span, scope: &Scope) {
        let names = text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
        for name in names.filter(|name| !name.starts_with('!')).map(str::trim) {
            let is_own =
                variables.is_some_and(|it| it.get(name).is_some() || !it.is_whole() || !it.is_mapping());
            if is_own || scope.get(name).is_some() {
                continue;
            }
            match name.split_once('.') {
                Some((id, _)) if !name.starts_with("AWS::") => self.resource_name(id, span),
                _ => references::declared(self, name, span),
            }
        }
    }

    fn resource_name(&self, id: &str, span: Span) {
        references::dependency(self, id, span);
    }

    fn condition_name(&self, node: &Node, scope: &Scope) {
        if let Some(text) = written(node) {
            let name = scope.name(&text.into());
            if self.conditions().get(&name).is_none() {
                self.condition(&name, node.span);
            }
        }
    }
}

/// The text of what is no function.
fn written(node: &Node) -> Option<&str> {
    node.text().filter(|_| node.tag.is_none())
}
