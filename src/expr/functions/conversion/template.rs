//! `templatestring`: a template that is a value, over names that are given with it.

use super::super::Call;
use super::super::arguments::Outcome;
use super::super::files::render_template;
use crate::source::{SourceMap, Span};
use crate::value::{Data, Origin, Text, TextPart, Value, to_string};
use std::path::Path;
use std::sync::Arc;

/// `templatestring(template, names)`
pub(super) fn render(call: &Call<'_>) -> Outcome {
    let (text, names) = (call.string(0)?, call.entries(1)?);
    if !call.scope.budget().spend(text.len() as u64 / 16) {
        return Err(super::super::over_steps());
    }
    let source = SourceMap::new().add(Path::new("template"), Arc::clone(&text));
    let whole = Span::new(source.id, 0, text.len());
    Ok(without_places(to_string(&render_template(call.scope, &source, whole, &text, names))))
}

/// Places in the template are places in no file.
fn without_places(value: Value) -> Value {
    let value = value.at(Origin::none());
    match &value.data {
        Data::Text(text) => {
            let parts = text.parts.iter().map(|part| match part {
                TextPart::Unknown(inner) => TextPart::Unknown(inner.clone().at(Origin::none())),
                TextPart::Literal(literal) => TextPart::Literal(Arc::clone(literal)),
            });
            let data = Data::Text(Arc::new(Text { parts: parts.collect() }));
            Value { data, ..value }
        }
        Data::Branches(branches) => {
            let then = without_places(branches.then.clone());
            let otherwise = without_places(branches.otherwise.clone());
            Value::branches(&branches.condition, then, otherwise).marked(value.sensitive)
        }
        _ => value,
    }
}
