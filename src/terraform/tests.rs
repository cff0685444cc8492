//! Small configurations and what must be known of them, in the text files beside this one.
//!
//! A case is `### title`, files (`--- path`), and behind `===` what must hold: `address.argument = value`,
//! `address: presence`, `problem: text`, `note: kind text`, `count: resources`; inputs as `> var name=value`,
//! `> file path`, `> workspace name`, `> account id`, `> region name`, `> called` (not taken as a root).

use super::hand_over::Collection;
use super::tree::{Modules, Thing, Unit};
use super::{Inputs, resolve};
use crate::fs::Memory;
use crate::load::Loader;
use crate::resource::{Presence, ResolvedUnit};
use crate::source::SourceMap;
use crate::value::{
    Assignment, Atom, Data, Formula, Handle, TextPart, Unknown, Value, cases, shortest_description,
};
use foldhash::HashMap;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

const FILES: &[(&str, &str)] = &[
    ("variables", include_str!("tests/variables.txt")),
    ("modules", include_str!("tests/modules.txt")),
    ("expansion", include_str!("tests/expansion.txt")),
    ("references", include_str!("tests/references.txt")),
    ("blocks", include_str!("tests/blocks.txt")),
    ("data", include_str!("tests/data.txt")),
];

#[test]
fn cases_hold() {
    let mut failures = String::new();
    let mut count = 0;
    for (file, text) in FILES {
        for case in text.split("### ").skip(1) {
            count += 1;
            let title = case.lines().next().unwrap_or_default();
            for failure in failures_of(case) {
                let _ = writeln!(failures, "{file}: {title}: {failure}");
            }
        }
    }
    assert!(count >= 60, "{count} cases");
    assert!(failures.is_empty(), "\n{failures}");
}

fn failures_of(case: &str) -> Vec<String> {
    let (given, expected) = case.split_once("\n===\n").expect("a case has a line of `===`");
    let mut memory = Memory::new();
    for file in given.split("\n--- ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap_or((file, ""));
        memory.insert(Path::new("p").join(path), text);
    }
    let mut inputs = Inputs::default();
    let mut as_root = true;
    for line in given.lines().filter_map(|line| line.strip_prefix("> ")) {
        let (what, rest) = line.split_once(' ').unwrap_or((line, ""));
        match what {
            "var" => {
                let (name, value) = rest.split_once('=').expect("name=value");
                inputs.variables.push((name.to_owned(), value.to_owned()));
            }
            "env" => {
                let (name, value) = rest.split_once('=').expect("name=value");
                inputs.environment.push((name.to_owned(), value.to_owned()));
            }
            "file" => inputs.variable_files.push(Path::new("p").join(rest)),
            "workspace" => inputs.workspace = Some(rest.to_owned()),
            "account" => inputs.account = Some(rest.to_owned()),
            "region" => inputs.region = Some(rest.to_owned()),
            "called" => as_root = false,
            _ => panic!("unknown input {what}"),
        }
    }
    let sources = SourceMap::new();
    let loader = Loader::new(&memory, &sources);
    let unit = resolve(&loader, Path::new("p/root"), Path::new("p"), &|_| true, &inputs, as_root);
    let lines = expected.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut failures: Vec<String> = lines.filter_map(|line| failure(&unit, line)).collect();
    let expects_problem = expected.contains("problem: ");
    if !expects_problem && !unit.problems.is_empty() {
        failures.push(format!("problems: {:?}", messages(&unit)));
    }
    failures
}

fn messages(unit: &ResolvedUnit) -> Vec<&str> {
    unit.problems.iter().map(|problem| &*problem.message).collect()
}

fn failure(unit: &ResolvedUnit, line: &str) -> Option<String> {
    if let Some(text) = line.strip_prefix("problem: ") {
        let found = unit.problems.iter().any(|problem| problem.message.contains(text));
        return (!found).then(|| format!("no problem `{text}`: {:?}", messages(unit)));
    }
    if let Some(text) = line.strip_prefix("note: ") {
        let all: Vec<String> =
            unit.notes.iter().map(|note| format!("{} {}", note.kind, note.message)).collect();
        return (!all.iter().any(|note| note.contains(text))).then(|| format!("no note `{text}`: {all:?}"));
    }
    if line == "no notes" {
        return (!unit.notes.is_empty()).then(|| format!("notes: {:?}", unit.notes));
    }
    if let Some(count) = line.strip_prefix("count: ") {
        let once = unit.resources.iter().filter(|resource| !resource.retold);
        let addresses: Vec<&str> = once.map(|resource| &*resource.address).collect();
        return (addresses.len().to_string() != count).then(|| format!("{addresses:?}"));
    }
    if let Some((path, expected)) = line.split_once(" = ") {
        let (address, argument) = path.rsplit_once('.').expect("address.argument");
        let found = unit.resources.iter().find(|resource| &*resource.address == address);
        let actual = match found {
            None => "no such resource".to_owned(),
            Some(resource) => match argument {
                "depends_on" => format!("{:?}", resource.depends_on),
                "provider" => shown(&resource.provider),
                "prevent_destroy" => shown(&resource.lifecycle.prevent_destroy),
                "ignore_changes" => {
                    let paths: Vec<&str> =
                        resource.lifecycle.ignore_changes.iter().map(|(path, _)| &**path).collect();
                    format!("{paths:?}")
                }
                "open" => resource.open.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string),
                "calls" => resource.calls.len().to_string(),
                "keys" => format!("{:?}", resource.arguments.keys().collect::<Vec<_>>()),
                _ => resource
                    .arguments
                    .get(argument)
                    .map_or_else(|| "not written".to_owned(), |argument| shown(argument.value())),
            },
        };
        return (actual != expected).then(|| format!("{path}\n    is     {actual}\n    not    {expected}"));
    }
    let (address, expected) = line.split_once(": ").expect("an expectation");
    let actual = match unit.resources.iter().find(|resource| &*resource.address == address) {
        None => "absent".to_owned(),
        Some(resource) => match (&resource.not_created, &resource.presence) {
            (Some(words), Presence::Always) => format!("not created, {words}"),
            (_, Presence::Always) => "always".to_owned(),
            (_, Presence::When(formula)) => format!("when {}", words(formula)),
            (_, Presence::Unknown(cause)) => format!("unknown, {cause}"),
        },
    };
    (actual != expected).then(|| format!("{address}\n    is     {actual}\n    not    {expected}"))
}

fn words(formula: &Formula) -> String {
    let mut atoms: Vec<Arc<Atom>> = Vec::new();
    formula.collect_atoms(&mut atoms);
    let mut worded = Vec::new();
    formula.collect_worded(&mut worded);
    let all: Vec<Assignment> = cases(&atoms).unwrap_or_default();
    let chosen: Vec<bool> = all.iter().map(|case| formula.holds(case) == Some(true)).collect();
    shortest_description(&worded, &all, &chosen)
}

fn shown(value: &Value) -> String {
    let text = match &value.data {
        Data::Null => "null".to_owned(),
        Data::Bool(known) => known.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => format!("{text:?}"),
        Data::List(list) => {
            let items: Vec<String> = list.items.iter().map(shown).collect();
            format!("[{}]", items.join(", "))
        }
        Data::Object(object) => {
            let mut items: Vec<String> =
                object.entries.iter().map(|(key, value)| format!("{key}: {}", shown(value))).collect();
            items.extend(object.open.iter().map(|_| "..".to_owned()));
            format!("{{{}}}", items.join(", "))
        }
        Data::Text(text) => {
            let parts = text.parts.iter().map(|part| match part {
                TextPart::Literal(literal) => literal.replace('\n', "\\n"),
                TextPart::Unknown(value) => format!("<{}>", shown(value)),
            });
            format!("\"{}\"", parts.collect::<String>())
        }
        Data::Unknown(unknown) => shown_unknown(unknown),
        Data::Branches(branches) => {
            let (then, otherwise) = (shown(&branches.then), shown(&branches.otherwise));
            format!("({} ? {then} : {otherwise})", words(&branches.condition))
        }
        Data::Handle(_) => "handle".to_owned(),
    };
    if value.sensitive { format!("sensitive {text}") } else { text }
}

fn shown_unknown(unknown: &Unknown) -> String {
    let mut text = format!("?{:?} {}", unknown.cause.kind, unknown.cause.subject);
    if unknown.not_null {
        text.push_str(if unknown.not_empty { " set" } else { " not-null" });
    }
    if let Some(prefix) = &unknown.prefix {
        let _ = write!(text, " ^{prefix}");
    }
    if let Some(suffix) = &unknown.suffix {
        let _ = write!(text, " ${suffix}");
    }
    if let Some(reference) = &unknown.reference {
        let _ = write!(text, " @{}.{}", reference.address, reference.attribute);
    }
    if let Some(items) = &unknown.items {
        let items: Vec<String> = items.items.iter().map(shown).collect();
        let _ = write!(text, " with {}", items.join(", "));
    }
    text
}

#[test]
fn the_way_of_a_value_is_told_across_files() {
    let memory = Memory::new()
        .with("p/variables.tf", "variable \"on\" { default = false }")
        .with("p/main.tf", "module \"m\" {\n  source = \"./m\"\n  flag = var.on\n}")
        .with(
            "p/m/main.tf",
            "variable \"flag\" {}\nlocals { f = var.flag }\nresource \"a_b\" \"c\" { x = local.f }",
        );
    let sources = SourceMap::new();
    let loader = Loader::new(&memory, &sources);
    let unit = resolve(&loader, Path::new("p"), Path::new("p"), &|_| true, &Inputs::default(), true);
    let steps = unit.resources[0].arguments["x"].value().origin.steps();
    let way: Vec<String> = steps
        .iter()
        .map(|step| {
            let source = sources.get(step.span.source).expect("of this map");
            format!("{:?} {}", step.role, source.path.display())
        })
        .collect();
    assert_eq!(
        way,
        [
            "Literal p/variables.tf",
            "VariableDefault(\"on\") p/variables.tf",
            "ModuleArgument(\"flag\") p/main.tf",
            "Local(\"f\") p/m/main.tf",
            "Argument(\"x\") p/m/main.tf",
        ]
    );
    assert_eq!(unit.reached, [PathBuf::from("p"), PathBuf::from("p/m")]);
}

#[test]
fn long_chains_neither_overflow_nor_take_long() {
    let mut text = String::from("resource \"a_b\" \"c\" { x = local.l0 }\nlocals {\n");
    for at in 0..3000 {
        let _ = writeln!(text, "l{at} = local.l{}", at + 1);
    }
    text.push_str("l3000 = 1\n}\n");
    let memory = Memory::new().with("p/main.tf", text);
    let sources = SourceMap::new();
    let loader = Loader::new(&memory, &sources);
    let unit = resolve(&loader, Path::new("p"), Path::new("p"), &|_| true, &Inputs::default(), true);
    assert_eq!(shown(unit.resources[0].arguments["x"].value()), "1");
}

/// What `x` of the only resource is where `text` says so, with `v0`, `v1`, … open.
fn with_open_variables(text: &str, count: usize) -> String {
    let mut text = text.to_owned();
    (0..count).for_each(|at| text.push_str(&format!("\nvariable \"v{at}\" {{ type = bool }}")));
    let memory = Memory::new().with("p/main.tf", text);
    let sources = SourceMap::new();
    let loader = Loader::new(&memory, &sources);
    let unit = resolve(&loader, Path::new("p"), Path::new("p"), &|_| true, &Inputs::default(), true);
    let resource = unit.resources.iter().find(|it| it.address.as_ref() == "a_b.c").expect("of that address");
    shown(resource.arguments["x"].value()).replace("`var.", "").replace("` is true", "")
}

#[test]
fn many_conditions_in_one_text_are_decided_together_or_too_many() {
    let resource = |x: &str| format!("resource \"a_b\" \"c\" {{ x = {x} }}");
    let forms: [(&str, &str, &str); 4] = [
        ("\"", "${var.v@ ? \"a\" : \"b\"}", "\""),
        ("\"", "%{ if var.v@ }a%{ else }b%{ endif }", "\""),
        ("join(\"\", [", "var.v@ ? \"a\" : \"b\",", "])"),
        ("join(\"\", formatlist(\"%s\", [", "var.v@ ? \"a\" : \"b\",", "]))"),
    ];
    for (start, part, end) in forms {
        let of = |count: usize, different: usize| {
            let parts = (0..count).map(|at| part.replace('@', &(at % different).to_string()));
            with_open_variables(&resource(&format!("{start}{}{end}", parts.collect::<String>())), different)
        };
        let (all, none) = ("a".repeat(400), "b".repeat(400));
        assert_eq!(of(400, 1), format!("(v0 ? {all:?} : {none:?})"));
        assert_eq!(of(3, 2), "(v0 ? (v1 ? \"aaa\" : \"aba\") : (v1 ? \"bab\" : \"bbb\"))");
        let many = of(24, 24);
        assert!(many.starts_with("?Bound cases in one value"), "{start}: {many}");
    }
}

#[test]
fn many_conditions_in_one_policy_document_are_decided_together_or_too_many() {
    let json = |action: &str| format!("jsonencode({{ Statement = {{ Action = \"{action}\" }} }})");
    let source = format!("var.v@ ? {} : {},", json("a:a"), json("b:b"));
    let forms: [(&str, &str, &str); 3] = [
        ("source_policy_documents = [", &source, "]"),
        ("override_policy_documents = [", &source, "]"),
        ("", "statement { actions = [var.v@ ? \"a:a\" : \"b:b\"] }\n", ""),
    ];
    for (start, part, end) in forms {
        let of = |count: usize, different: usize| {
            let parts = (0..count).map(|at| part.replace('@', &(at % different).to_string()));
            let document = format!("{start}{}{end}", parts.collect::<String>());
            let actions = "jsondecode(data.aws_iam_policy_document.p.json).Statement[*].Action";
            let text = format!(
                "data \"aws_iam_policy_document\" \"p\" {{\n{document}\n}}\n\
                 resource \"a_b\" \"c\" {{ x = join(\"\", {actions}) }}"
            );
            with_open_variables(&text, different)
        };
        let (all, none) = ("a:a".repeat(100), "b:b".repeat(100));
        assert_eq!(of(100, 1), format!("(v0 ? {all:?} : {none:?})"));
        let many = of(24, 24);
        assert!(many.starts_with("?Bound cases in one value"), "{start}: {many}");
    }
}

#[test]
fn modules_that_call_themselves_end_in_a_problem() {
    let memory =
        Memory::new().with("p/main.tf", "module \"m\" { source = \"../p\" }\nresource \"a_b\" \"c\" {}");
    let sources = SourceMap::new();
    let loader = Loader::new(&memory, &sources);
    let unit = resolve(&loader, Path::new("p"), Path::new("p"), &|_| true, &Inputs::default(), true);
    assert!(unit.problems.iter().any(|problem| problem.message.contains("leads back to a module")));
    assert_eq!(unit.resources.len(), 1, "the root's own resource is there all the same");
}

#[test]
fn nothing_of_a_unit_outlives_it() {
    let memory = Memory::new()
        .with(
            "p/main.tf",
            "module \"m\" {\n  source   = \"./m\"\n  for_each = toset([\"a\", \"b\"])\n}\nresource \"a_b\" \"c\" {\n  count = 2\n  x     = module.m[\"a\"].o\n}",
        )
        .with("p/m/main.tf", "resource \"a_b\" \"d\" {}\noutput \"o\" { value = a_b.d.id }");
    let sources = SourceMap::new();
    let loader = Loader::new(&memory, &sources);
    let (modules, inputs) = (Modules::new(&loader), Inputs::default());
    let (given, assumed) = (HashMap::default(), BTreeSet::new());
    let unit = Unit::new(&modules, (Path::new("p"), Path::new("p")), &inputs, &given, &assumed);
    let everything = |_: &str| true;
    let mut collection = Collection::new(&everything);
    let root = unit.root_instance();
    collection.module(&unit, &root);
    assert_eq!(collection.resources.len(), 4, "two of the root's, one of each call");
    let the_root = Rc::downgrade(&root);
    drop(root);
    let child = match unit.thing(Handle { space: 0, index: 0 }) {
        Some(Thing::Resource(resource)) => Rc::downgrade(&resource),
        _ => panic!("the first thing is a resource"),
    };
    assert!(the_root.upgrade().is_some() && child.upgrade().is_some());
    drop(unit);
    assert!(the_root.upgrade().is_none() && child.upgrade().is_none());
}
