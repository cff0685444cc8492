//! File functions over a project in memory, and what holds of unknowns inside of encoded texts.

use super::super::{call as call_function, files};
use super::ProjectFiles;
use crate::expr::{Budget, Evaluator, PathStep, Resolved, Scope};
use crate::source::{Source, SourceId, SourceMap, Span};
use crate::value::{Atom, Cause, CauseKind, Constant, Data, Formula, Handle, TextPart, Type, Unknown, Value};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const FILES: &[(&str, &str)] = &[
    ("a.txt", "text"),
    ("policies/p.json.tpl", "{\"Resource\": \"${arn}/*\"}"),
    ("policies/deep/q.json", "{}"),
    ("loop.tpl", "${templatefile(\"loop.tpl\", {})}"),
];

#[derive(Default)]
struct Project {
    budget: Budget,
    sources: SourceMap,
}

fn missing(path: &str) -> Cause {
    Cause::new(CauseKind::File, path)
}

fn found(path: &str) -> Result<&'static str, Cause> {
    FILES.iter().find(|(name, _)| *name == path).map(|(_, text)| *text).ok_or_else(|| missing(path))
}

impl ProjectFiles for Project {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, Cause> {
        found(path).map(|text| text.as_bytes().into())
    }

    fn source(&self, path: &str) -> Result<Arc<Source>, Cause> {
        found(path).map(|text| self.sources.add(Path::new(path), text))
    }

    fn is_file(&self, path: &str) -> Result<bool, Cause> {
        if path.starts_with('/') { Err(missing(path)) } else { Ok(found(path).is_ok()) }
    }

    fn below(&self, folder: &str) -> Result<Vec<String>, Cause> {
        let inside =
            |(name, _): &(&str, &str)| Some(name.strip_prefix(folder)?.strip_prefix('/')?.to_owned());
        Ok(FILES.iter().filter_map(inside).collect())
    }
}

impl Scope for Project {
    fn resolve(&self, _: &str, _: &[PathStep<'_>], _: Span, _: &mut Evaluator<'_>) -> Option<Resolved> {
        None
    }

    fn attribute(&self, _: Handle, _: &str, _: Span) -> Value {
        Value::null()
    }

    fn expand(&self, _: Handle) -> Value {
        Value::object(BTreeMap::from([(Arc::from("name"), Value::string("trail"))]))
    }

    fn call(&self, name: &str, arguments: &[Value], span: Span) -> Option<Value> {
        files::call(self, self, name, arguments, span)
    }

    fn instance(&self) -> &str {
        ""
    }

    fn text(&self, _: Span) -> String {
        String::new()
    }

    fn budget(&self) -> &Budget {
        &self.budget
    }
}

fn called(name: &str, arguments: &[Value]) -> Value {
    call_function(&Project::default(), name, arguments, Span::new(SourceId(0), 0, 0))
}

fn arn() -> Value {
    let cause = Cause::new(CauseKind::Attribute, "aws_s3_bucket.b.arn");
    Unknown::because(cause).set().of_type(Type::String).named("b.arn").starting("arn:\"").value()
}

fn object(entries: &[(&str, Value)]) -> Value {
    Value::object(entries.iter().map(|(key, value)| (Arc::from(*key), value.clone())).collect::<Vec<_>>())
}

/// A text with `<prefix…>` for its unknown parts; branches with a bar between.
fn shown(value: &Value) -> String {
    match &value.data {
        Data::String(text) => text.to_string(),
        Data::Text(text) => text
            .parts
            .iter()
            .map(|part| match part {
                TextPart::Literal(text) => text.to_string(),
                TextPart::Unknown(value) => format!("<{}…>", value.known_prefix()),
            })
            .collect(),
        Data::Branches(branches) => format!("{} | {}", shown(&branches.then), shown(&branches.otherwise)),
        Data::Unknown(unknown) => format!("<{}…>", unknown.prefix.as_deref().unwrap_or("")),
        other => format!("{other:?}"),
    }
}

fn undecided() -> Formula {
    let subject = Arc::from("var.on");
    Formula::Atom(Arc::new(Atom {
        words: Arc::clone(&subject),
        subject,
        constant: Constant::Bool(true),
        domain: None,
        cause: None,
    }))
}

#[test]
fn files_inside_are_read() {
    let one = |name: &str, path: &str| called(name, &[Value::string(path)]);
    assert_eq!(one("file", "a.txt").as_str(), Some("text"));
    assert_eq!(one("filebase64", "a.txt").as_str(), Some("dGV4dA=="));
    assert_eq!(one("filemd5", "a.txt").as_str(), called("md5", &[Value::string("text")]).as_str());
    assert_eq!(one("fileexists", "a.txt").as_bool(), Some(true));
    assert_eq!(one("fileexists", "b.txt").as_bool(), Some(false));
    let set = |pattern: &str| {
        let found = called("fileset", &[Value::string("policies"), Value::string(pattern)]);
        let names = found.as_list().unwrap_or_default().iter().filter_map(Value::as_str);
        names.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(set("*"), "p.json.tpl");
    assert_eq!(set("**/*.json"), "deep/q.json");
    assert_eq!(set("{p,q}.*"), "p.json.tpl");
}

#[test]
fn files_outside_are_unknown_for_that_reason() {
    for name in ["file", "filebase64", "filesha256", "fileexists"] {
        let value = called(name, &[Value::string("/etc/passwd")]);
        assert_eq!(value.cause(), Some(&missing("/etc/passwd")), "{name}");
        assert_eq!(value.null_test(), Some(false), "{name}");
    }
    assert_eq!(
        called("pathexpand", &[Value::string("~/x")]).cause().map(|it| it.kind),
        Some(CauseKind::File)
    );
}

#[test]
fn template_files_see_their_variables_only() {
    let render = |path: &str, variables: Value| called("templatefile", &[Value::string(path), variables]);
    let known = render("policies/p.json.tpl", object(&[("arn", Value::string("arn:x"))]));
    assert_eq!(known.as_str(), Some("{\"Resource\": \"arn:x/*\"}"));
    let partly = render("policies/p.json.tpl", object(&[("arn", arn())]));
    assert_eq!(shown(&partly), "{\"Resource\": \"<arn:\"…>/*\"}");
    assert!(render("policies/p.json.tpl", object(&[])).is_error());
    assert!(render("loop.tpl", object(&[])).is_error());
}

#[test]
fn json_keeps_its_structure_around_unknowns() {
    let unknown = |kind: Option<Type>| {
        let mut unknown = Unknown::because(Cause::new(CauseKind::Variable, "v"));
        unknown.kind = kind;
        unknown
    };
    let list = unknown(Some(Type::List(Arc::new(Type::String)))).set().value();
    let arm = Value::branches(&undecided(), Value::string("on"), Value::null());
    for (value, expected) in [
        (object(&[("b", arn()), ("a", Value::null())]), "{\"a\":null,\"b\":\"<arn:\\\"…>\"}"),
        (Value::concatenation(&[arn(), Value::string("/<*>")]), "\"<arn:\\\"…>/\\u003c*\\u003e\""),
        // may be null, so that its quotes may not be there
        (Value::tuple(vec![unknown(Some(Type::String)).value()]), "[<…>]"),
        (Value::tuple(vec![unknown(None).set().value()]), "[<…>]"),
        (object(&[("l", list)]), "{\"l\":<[…>}"),
        (object(&[("x", arm)]), "{\"x\":\"on\"} | {\"x\":null}"),
        (
            Value::tuple(vec![Value::new(Data::Handle(Handle { space: 0, index: 0 }))]),
            "[{\"name\":\"trail\"}]",
        ),
    ] {
        let text = called("jsonencode", &[value]);
        assert_eq!(shown(&text), expected);
        assert!(matches!(text.data, Data::Branches(_)) || text.empty_test() == Some(false), "{expected}");
    }
}

#[test]
fn many_undecided_items_do_not_explode() {
    let items = (0..40)
        .map(|at| {
            let subject: Arc<str> = format!("var.on{at}").into();
            let atom = Atom {
                words: Arc::clone(&subject),
                subject,
                constant: Constant::Bool(true),
                domain: None,
                cause: None,
            };
            Value::branches(&Formula::Atom(Arc::new(atom)), Value::bool(true), Value::null())
        })
        .collect();
    let text = called("jsonencode", &[Value::tuple(items)]);
    assert_eq!(text.cause().map(|cause| cause.kind), Some(CauseKind::Bound));
}

#[test]
fn unknown_texts_stay_as_empty_as_they_were() {
    let open = Unknown::because(Cause::new(CauseKind::Variable, "v")).of_type(Type::String).value();
    for (name, from_open) in [("base64encode", None), ("urlencode", None), ("sha256", Some(false))] {
        assert_eq!(called(name, &[arn()]).empty_test(), Some(false), "{name}");
        assert_eq!(called(name, std::slice::from_ref(&open)).empty_test(), from_open, "{name}");
    }
}
