//! A tree held against the table of keys: everything that is wrong with it, by its form alone.

use super::error::{ConfigError, Fault};
use super::keys::{Form, Key, Kind, Shape};
use crate::rule::{nearest, written_kind};
use crate::source::Span;
use crate::syntax::node::{Node, NodeKind, Scalar, ScalarStyle};

/// What is wrong with a file's tree.
pub(super) fn check(document: &Node, shape: &Shape) -> Vec<Fault> {
    let mut faults = Vec::new();
    object("the file", document, shape, &mut faults);
    faults
}

fn object(name: &str, node: &Node, shape: &Shape, faults: &mut Vec<Fault>) {
    if !node.is_mapping() {
        return wrong_kind(name, node, "a mapping", faults);
    }
    for entry in node.entries().iter().filter(|entry| !entry.is_gap()) {
        match shape.keys.iter().find(|key| key.name == &*entry.key) {
            Some(key) => value(key.name, &entry.value, &key.kind, faults),
            None => {
                let error = ConfigError::UnknownKey { key: entry.key.to_string() };
                faults.push(Fault::at(entry.key_span, error).meant(near(&entry.key, shape)));
            }
        }
    }
    if !node.is_whole() {
        return;
    }
    for missing in shape.required.iter().filter(|name| node.get(name).is_none()) {
        faults.push(Fault::at(beginning(node), ConfigError::Missing((*missing).to_owned())));
    }
    one_of(node, shape, faults);
}

/// Keys are also looked for in the spelling of other files: `fail_on`, `failOn`.
fn near<'k>(written: &str, shape: &'k Shape) -> Option<&'k str> {
    let hyphenated: String = written
        .chars()
        .flat_map(|c| {
            let dash = (c.is_ascii_uppercase() || c == '_').then_some('-');
            dash.into_iter().chain((c != '_').then(|| c.to_ascii_lowercase()))
        })
        .collect();
    let names = || shape.keys.iter().map(|key: &Key| key.name);
    names().find(|name| *name == hyphenated).or_else(|| nearest(written, names()))
}

/// Exactly one of some keys, and none of those that do not go with it. A trail may have both a name and an ARN: keys
/// that forbid nothing do not shut each other out.
fn one_of(node: &Node, shape: &Shape, faults: &mut Vec<Fault>) {
    let there: Vec<_> = shape.one_of.iter().filter(|(name, _)| node.get(name).is_some()).collect();
    let names: Vec<String> = shape.one_of.iter().map(|(name, _)| format!("`{name}`")).collect();
    match there.as_slice() {
        [] if !names.is_empty() => {
            let message = format!("one of {} is missing", names.join(" and "));
            faults.push(Fault::at(beginning(node), ConfigError::Combination(message)));
        }
        [(_, []), ..] | [] => {}
        [(name, forbidden)] => {
            for entry in node.entries().iter().filter(|entry| forbidden.contains(&&*entry.key)) {
                let message = format!("`{}` does not go with `{name}`", entry.key);
                faults.push(Fault::at(entry.key_span, ConfigError::Combination(message)));
            }
        }
        [_, (second, _), ..] => {
            let message = format!("{} do not go together", names.join(" and "));
            let span = node.entry(second).map_or(node.span, |entry| entry.key_span);
            faults.push(Fault::at(span, ConfigError::Combination(message)));
        }
    }
}

/// Most items of a list: each pattern of paths is compiled, and asked of every path.
pub(super) const MAX_ITEMS: usize = 10_000;

fn value(name: &str, node: &Node, kind: &Kind, faults: &mut Vec<Fault>) {
    let container = matches!(kind, Kind::List(_) | Kind::OneOrList(_) | Kind::Map(_) | Kind::Object(_));
    // text that is lost has been reported; a key whose entries are all commented out says nothing
    if (!container && !node.is_whole()) || (container && is_nothing(node)) {
        return;
    }
    match kind {
        Kind::Bool if matches!(node.scalar(), Some(Scalar::Bool(_))) => {}
        Kind::Bool => wrong_kind(name, node, "`true` or `false`", faults),
        Kind::AlwaysTrue if matches!(node.scalar(), Some(Scalar::Bool(true))) => {}
        Kind::AlwaysTrue => {
            wrong_kind(name, node, "`true`: it cannot be turned off", faults);
        }
        Kind::Number(least) => number(name, node, *least, faults),
        Kind::Choice(choices) => choice(name, node, choices, faults),
        Kind::Text(form) => text(name, node, *form, faults),
        Kind::List(_) | Kind::OneOrList(_) if node.items().len() > MAX_ITEMS => {
            let error = ConfigError::WrongValue {
                written: format!("{name}: {} items", node.items().len()),
                wanted: format!("a list of at most {MAX_ITEMS}"),
            };
            faults.push(Fault::at(beginning(node), error));
        }
        Kind::List(item) => match node.kind() {
            NodeKind::Sequence(items) => items.iter().for_each(|it| value(name, it, item, faults)),
            _ => {
                wrong_kind(name, node, "a list", faults);
                if let (Some(written), Some(fault)) = (node.text(), faults.last_mut()) {
                    fault.help = Some(format!("write `[{written}]`"));
                }
            }
        },
        Kind::OneOrList(item) => match node.kind() {
            NodeKind::Sequence(items) => items.iter().for_each(|it| value(name, it, item, faults)),
            _ => value(name, node, item, faults),
        },
        Kind::Map(item) if node.is_mapping() => {
            let entries = node.entries().iter().filter(|entry| !entry.is_gap());
            entries.for_each(|entry| value(&entry.key, &entry.value, item, faults));
        }
        Kind::Map(_) => wrong_kind(name, node, "a mapping", faults),
        Kind::Object(shape) => object(name, node, shape, faults),
        Kind::Value => unambiguous(node, faults),
    }
}

fn number(name: &str, node: &Node, least: u32, faults: &mut Vec<Fault>) {
    match node.scalar() {
        Some(Scalar::Number(text)) if text.parse::<u32>().is_ok_and(|number| number >= least) => {}
        Some(Scalar::Number(text)) => {
            let wanted = format!("a whole number from {least}");
            let error = ConfigError::WrongValue { written: text.to_owned(), wanted };
            faults.push(Fault::at(node.span, error));
        }
        _ => wrong_kind(name, node, "a whole number", faults),
    }
}

fn choice(name: &str, node: &Node, choices: &[&str], faults: &mut Vec<Fault>) {
    let wanted = || match choices.split_last() {
        Some((last, others)) if !others.is_empty() => {
            format!(
                "{} or `{last}`",
                others.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
            )
        }
        _ => choices.concat(),
    };
    let Some(written) = node.text() else { return wrong_kind(name, node, &wanted(), faults) };
    if choices.contains(&written) {
        return;
    }
    let error = ConfigError::WrongValue { written: written.to_owned(), wanted: wanted() };
    let fault = Fault::at(node.span, error);
    let off = matches!(node.scalar(), Some(Scalar::Bool(false)) | Some(Scalar::Null)) || written == "none";
    faults.push(match name {
        "severity" if off => fault.help("to turn a rule off, write its id in `ignore`"),
        _ => {
            let written = written.to_lowercase();
            let swapped = choices.iter().find(|choice| letters(choice) == letters(&written)).copied();
            fault.meant(swapped.or_else(|| nearest(&written, choices.iter().copied())))
        }
    });
}

fn letters(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters
}

/// Whether nothing is written.
pub(super) fn is_nothing(node: &Node) -> bool {
    matches!(node.kind(), NodeKind::Unreadable) || matches!(node.scalar(), Some(Scalar::Null))
}

/// Where a text is asked for, what YAML 1.1 would take for a number or a boolean is the text that is written.
fn text(name: &str, node: &Node, form: Form, faults: &mut Vec<Fault>) {
    let (Some(written), Some(scalar)) = (node.text(), node.scalar()) else {
        return wrong_kind(name, node, form.name(), faults);
    };
    if matches!(scalar, Scalar::Null) {
        return wrong_kind(name, node, form.name(), faults);
    }
    if form.fits(written) {
        return;
    }
    let error = ConfigError::WrongValue { written: written.to_owned(), wanted: form.name().to_owned() };
    let fault = Fault::at(node.span, error);
    let short = form == Form::Account && written.len() < 12 && written.bytes().all(|c| c.is_ascii_digit());
    faults.push(if short { fault.help("account ids keep their leading zeros") } else { fault });
}

/// What a variable is given: `yes` is a boolean for some readers of YAML and a text for others.
fn unambiguous(node: &Node, faults: &mut Vec<Fault>) {
    match node.kind() {
        NodeKind::Sequence(items) => items.iter().for_each(|item| unambiguous(item, faults)),
        NodeKind::Mapping(entries) => {
            let entries = entries.iter().filter(|entry| !entry.is_gap());
            entries.for_each(|entry| unambiguous(&entry.value, faults));
        }
        NodeKind::Scalar(written, ScalarStyle::Plain) if node.tag.is_none() => {
            let doubtful = matches!(node.scalar(), Some(Scalar::Bool(_)))
                && !matches!(&*written.to_lowercase(), "true" | "false");
            if doubtful {
                let error = ConfigError::WrongValue {
                    written: written.to_string(),
                    wanted: "clear: YAML 1.1 takes it for a boolean, YAML 1.2 for a text".to_owned(),
                };
                let help = format!("write `true` or `false`, or `\"{written}\"` in quotes");
                faults.push(Fault::at(node.span, error).help(help));
            }
        }
        NodeKind::Scalar(..) | NodeKind::Unreadable => {}
    }
}

pub(super) fn wrong_kind(name: &str, node: &Node, wanted: &str, faults: &mut Vec<Fault>) {
    let error = ConfigError::WrongKind {
        key: name.to_owned(),
        wanted: wanted.to_owned(),
        found: written_kind(node).to_owned(),
    };
    faults.push(Fault::at(beginning(node), error));
}

/// The first line of what a node covers: an error about a mapping is not about all its lines.
fn beginning(node: &Node) -> Span {
    match node.entries().first() {
        Some(first) => first.key_span,
        None => node.span,
    }
}
