//! `rules/README.md`: the reference of the model below its hand-written part is made from the tables.
//!
//! `UPDATE_EXPECT=1 cargo test --test all rules_readme` rewrites it.

use std::fmt::Write;
use std::path::PathBuf;
use trailguard::model::{COMMON, Field, FieldKind, Link, LinkKind, ModelType, Side, tables};
use trailguard::resource::Language;
use trailguard::rule::{Choice, Registry, facts};

const MARK: &str = "<!-- made from the tables of the model: do not write below -->";

fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Bool => "bool",
        FieldKind::Number => "number",
        FieldKind::String => "string",
        FieldKind::Strings => "list of strings",
        FieldKind::Map | FieldKind::Tags => "map",
        FieldKind::Document => "document",
        FieldKind::Objects(_) => "list of objects",
    }
}

/// Where a field is said in a language.
fn said(field: &Field, language: Language) -> String {
    let own = Some(field.own_name_in(language)).filter(|it| !it.is_empty()).map(|it| format!("`{it}`"));
    let others = field.sources_in(language).map(|source| match source.resource {
        "" => format!("`{}`", source.path),
        resource => format!("`{resource}`: `{}`", source.path),
    });
    let mut all: Vec<String> = own.into_iter().chain(others).collect();
    all.dedup();
    if all.is_empty() { "–".to_owned() } else { all.join("; ") }
}

fn fields(out: &mut String, fields: &[Field], before: &str) {
    for field in fields {
        let name = format!("{before}{}", field.name);
        let (terraform, cloudformation) =
            (said(field, Language::Terraform), said(field, Language::CloudFormation));
        let documentation = field.documentation;
        let kind_name = kind(field.kind);
        writeln!(out, "| `{name}` | {kind_name} | {documentation} | {terraform} | {cloudformation} |")
            .unwrap();
        if let FieldKind::Objects(nested) = field.kind {
            self::fields(out, nested, &format!("{name}[]."));
        }
    }
}

fn link(out: &mut String, link: &Link) {
    let what = match link.kind {
        LinkKind::One => format!("`{}`", link.target),
        LinkKind::Several | LinkKind::InRule => format!("list of `{}`", link.target),
        LinkKind::Back(_) | LinkKind::Alike(_) => {
            format!("list of `{}`, `{}_complete`", link.target, link.name)
        }
    };
    writeln!(out, "| `{}` | {what} | {} |", link.name, link.documentation).unwrap();
}

fn section(out: &mut String, model_type: &ModelType) {
    let scope = if model_type.only_in_scope { "; asked about only where a trail leads to it" } else { "" };
    let plural = model_type.plural();
    writeln!(out, "\n### `{}`\n\n{} (all: `{plural}`{scope}).\n", model_type.name, model_type.documentation)
        .unwrap();
    out.push_str("| field | type | what it is | Terraform | CloudFormation |\n|---|---|---|---|---|\n");
    fields(out, model_type.fields, "");
    if !model_type.links.is_empty() {
        out.push_str("\n| link | leads to | what it is |\n|---|---|---|\n");
        model_type.links.iter().for_each(|it| link(out, it));
    }
}

fn reference() -> String {
    let mut out = String::from("\n## Every entity\n\n");
    out.push_str("| field | type | what it is | Terraform | CloudFormation |\n|---|---|---|---|---|\n");
    fields(&mut out, COMMON, "");
    for (name, documentation) in facts::PSEUDO_FIELDS {
        writeln!(out, "| `{name}` | string | {documentation} | | |").unwrap();
    }
    out.push_str("\n## Questions\n\n| question | answer |\n|---|---|\n");
    for fact in facts::ALL.iter().flat_map(|family| family.iter()) {
        writeln!(out, "| `{}` | {} |", fact.signature.replace('|', "\\|"), fact.documentation).unwrap();
    }
    out.push_str(
        "\n## Parameters\n\n| rule | parameter | type | default | what it is |\n|---|---|---|---|---|\n",
    );
    let registry = Registry::built_in();
    for rule in registry.choose(Choice { extended: true, ..Choice::default() }).unwrap() {
        for it in rule.parameters.iter() {
            let (kind, default, what) = (it.kind.name(), &it.default, &it.documentation);
            writeln!(out, "| `{}` | `{}` | {kind} | `{default}` | {what} |", rule.id, it.name).unwrap();
        }
    }
    out.push_str("\n## Types\n");
    tables::ALL.iter().for_each(|model_type| section(&mut out, model_type));
    out
}

#[test]
fn the_reference_is_what_the_tables_say() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rules/README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (written, found) = text.split_once(MARK).unwrap();
    let wanted = format!("\n{}", reference());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, format!("{written}{MARK}{wanted}")).unwrap();
        return;
    }
    assert!(found == wanted, "rules/README.md is out of date: run with UPDATE_EXPECT=1");
}

#[test]
fn names_of_the_tables_are_unambiguous() {
    for model_type in tables::ALL {
        let mut names: Vec<String> =
            model_type.fields.iter().chain(COMMON).map(|it| it.name.to_owned()).collect();
        names.extend(model_type.links.iter().map(|it| it.name.to_owned()));
        names.sort();
        let doubled: Vec<&String> = names.windows(2).filter(|it| it[0] == it[1]).map(|it| &it[0]).collect();
        assert!(doubled.is_empty(), "{}: {doubled:?}", model_type.name);
        for link in model_type.links {
            let (_, target) = trailguard::model::model_type(link.target).unwrap();
            let field = link.field.is_empty() || model_type.field(link.field_read()).is_some();
            assert!(field, "{}.{}: no field `{}`", model_type.name, link.name, link.field);
            if let LinkKind::Back(forward) = link.kind {
                let leads = target.link(forward).is_some_and(|it| it.target == model_type.name);
                assert!(leads, "{}.{}: `{}` has no such link", model_type.name, link.name, link.target);
            }
        }
        for source in model_type.fields.iter().flat_map(|it| it.sources) {
            let cloudformation = source.resource.contains("::");
            assert!(source.resource.is_empty() || cloudformation == (source.side == Side::CloudFormation));
        }
    }
}
