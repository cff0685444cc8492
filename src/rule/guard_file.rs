//! Rule files of AWS CloudFormation Guard, as far as their text says it without being run: which rules there are, where
//! each stands, whether a machine may be let loose on it.
//!
//! Guard's own parser has the last word on what is well written; this one only keeps from it what it would not survive.

pub mod tokens;

use super::load::RuleError;
use crate::source::{Source, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokens::{Token, TokenKind, tokens};

/// The group of all rules that come from such files.
pub const GROUP: &str = "guard";

/// What their files end with.
pub const EXTENSIONS: &[&str] = &["guard", "ruleset"];

/// The name that Guard gives to clauses outside of rules.
pub const DEFAULT_RULE: &str = "default";

/// Brackets and braces within each other: far more than anybody writes, far less than a stack takes.
const MAX_NESTING: usize = 64;

/// Largest file, in bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// A rule in a Guard file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardRule {
    /// Its name in the file.
    pub name: Arc<str>,
    /// From `rule` to its last brace; of the clauses outside of rules the first.
    pub span: Span,
    /// Where its name stands.
    pub head: Span,
}

/// The rules of a Guard file.
///
/// # Errors
/// What keeps the file from being given to Guard at all.
pub fn rules(source: &Source) -> Result<Vec<GuardRule>, Vec<RuleError>> {
    let error = |span: Span, message: String| RuleError { span, message };
    if source.text.len() > MAX_BYTES {
        let message = format!("the file is larger than {MAX_BYTES} bytes");
        return Err(vec![error(Span::new(source.id, 0, 0), message)]);
    }
    let tokens = tokens(&source.text);
    let mut errors = nesting(source, &tokens);
    let parts = parts(&tokens);
    errors.extend(endless(source, &tokens, &parts));
    let mut rules: Vec<GuardRule> = Vec::new();
    for part in &parts {
        let Some(rule) = part.rule(source, &tokens) else { continue };
        match rules.iter().any(|it| it.name == rule.name) {
            // Guard asks all of that name one after the other, or the clauses outside of rules as one
            true => {}
            false => rules.push(rule),
        }
    }
    if rules.is_empty() && errors.is_empty() {
        errors.push(error(Span::new(source.id, 0, 0), "there is no rule in this file".to_owned()));
    }
    if errors.is_empty() { Ok(rules) } else { Err(errors) }
}

/// The id of a rule: of the file's name and its own, in small letters, digits and hyphens.
pub fn id(stem: &str, name: &str) -> String {
    format!("{GROUP}/{}/{}", safe(stem), safe(name))
}

fn safe(name: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    name.chars().map(letter).collect()
}

/// A part of the file, by places of tokens: a rule, or something outside of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// The first token.
    pub from: usize,
    /// Behind the last.
    pub to: usize,
}

/// What a part of the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// `rule name …{ … }`
    Rule,
    /// `rule name(parameters) { … }`: others call it.
    Parameterized,
    /// `let name = …`
    Assignment,
    /// A clause outside of rules.
    Clause,
}

impl Part {
    /// The rule that it is, or belongs to.
    fn rule(&self, source: &Source, all: &[Token<'_>]) -> Option<GuardRule> {
        let first = all.get(self.from)?;
        let last = all.get(self.to.checked_sub(1)?)?;
        let span = Span::new(source.id, first.start, last.end);
        match self.kind {
            PartKind::Rule => {
                let name = all.get(self.from + 1)?;
                Some(GuardRule { name: name.text.into(), span, head: name.span(source.id) })
            }
            PartKind::Clause => {
                Some(GuardRule { name: DEFAULT_RULE.into(), span, head: first.span(source.id) })
            }
            PartKind::Parameterized | PartKind::Assignment => None,
        }
    }

    /// The name of the rule that it is.
    pub fn name<'t>(&self, all: &[Token<'t>]) -> Option<&'t str> {
        match self.kind {
            PartKind::Rule | PartKind::Parameterized => all.get(self.from + 1).map(|it| it.text),
            PartKind::Clause => Some(DEFAULT_RULE),
            PartKind::Assignment => None,
        }
    }
}

/// The parts of a file, in order.
pub fn parts(all: &[Token<'_>]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let from = at;
        let kind = match (&all[at], all.get(at + 2)) {
            (first, next) if first.is_word("rule") => match next {
                Some(next) if next.is("(") => PartKind::Parameterized,
                _ => PartKind::Rule,
            },
            (first, _) if first.is_word("let") => PartKind::Assignment,
            _ => PartKind::Clause,
        };
        at = match kind {
            PartKind::Rule | PartKind::Parameterized => end_of_rule(all, at),
            PartKind::Assignment | PartKind::Clause => end_of_statement(all, at),
        };
        parts.push(Part { kind, from, to: at });
    }
    parts
}

/// Behind the brace that closes the first block which is no filter.
fn end_of_rule(all: &[Token<'_>], from: usize) -> usize {
    let mut open: Vec<bool> = Vec::new();
    for (at, token) in all.iter().enumerate().skip(from) {
        if token.is("{") || token.is("[") || token.is("(") {
            open.push(token.is("{"));
        } else if token.is("}") || token.is("]") || token.is(")") {
            let brace = open.pop();
            if open.is_empty() && brace == Some(true) {
                return at + 1;
            }
        }
    }
    all.len()
}

/// The end of the line, or of the line in which its last bracket closes.
fn end_of_statement(all: &[Token<'_>], from: usize) -> usize {
    let mut depth = 0usize;
    for (at, token) in all.iter().enumerate().skip(from) {
        let is_next = at > from && depth == 0 && token.line > all[at - 1].line;
        if is_next && (token.is_word("let") || token.is_word("rule") || !goes_on(&all[at - 1], token)) {
            return at;
        }
        if token.is("{") || token.is("[") || token.is("(") {
            depth += 1;
        } else if token.is("}") || token.is("]") || token.is(")") {
            depth = depth.saturating_sub(1);
        }
    }
    all.len()
}

/// Whether a statement goes on over the end of a line.
fn goes_on(last: &Token<'_>, next: &Token<'_>) -> bool {
    let open_end = [".", "=", "|", "!", "<", ">"].iter().any(|sign| last.is(sign));
    let joins = ["or", "OR", "in", "IN", "when", "some"].iter().any(|word| last.is_word(word));
    open_end || joins || next.is(".") || next.is_word("or") || next.is_word("OR") || next.is("{")
}

/// Brackets that nest too deep, or do not match.
fn nesting(source: &Source, all: &[Token<'_>]) -> Vec<RuleError> {
    let mut open: Vec<&Token<'_>> = Vec::new();
    let error = |token: &Token<'_>, message: String| vec![RuleError { span: token.span(source.id), message }];
    for token in all.iter().filter(|it| it.kind == TokenKind::Sign) {
        match token.text {
            "{" | "[" | "(" => {
                open.push(token);
                if open.len() > MAX_NESTING {
                    return error(token, format!("brackets nest deeper than {MAX_NESTING} here"));
                }
            }
            // `r(1, 5]` is a range: its ends need not match
            "}" | "]" | ")" => match open.pop() {
                Some(opening) if (opening.text == "{") == (token.text == "}") => {}
                Some(opening) => {
                    return error(
                        token,
                        format!("`{}` closes what `{}` has opened", token.text, opening.text),
                    );
                }
                None => return error(token, format!("`{}` closes nothing", token.text)),
            },
            _ => {}
        }
    }
    open.last().map_or_else(Vec::new, |token| error(token, format!("`{}` is never closed", token.text)))
}

/// Rules that refer to themselves, by way of others too: Guard would never come to an end.
fn endless(source: &Source, all: &[Token<'_>], parts: &[Part]) -> Vec<RuleError> {
    let mut refers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for part in parts {
        if let Some(name) = part.name(all) {
            refers.entry(name).or_default().extend(references(all, part, parts));
        }
    }
    let mut errors = Vec::new();
    for part in parts {
        let Some(name) = part.name(all) else { continue };
        let mut pending: Vec<(&str, &str)> = refers[name].iter().map(|it| (*it, *it)).collect();
        let mut seen = BTreeSet::new();
        while let Some((next, first)) = pending.pop() {
            if next == name {
                let way = if first == name { String::new() } else { format!(" by way of `{first}`") };
                let span = all[part.from + usize::from(part.kind != PartKind::Clause)].span(source.id);
                let message = format!("rule `{name}` refers to itself{way}");
                errors.push(RuleError { span, message });
                break;
            }
            if seen.insert(next) {
                pending.extend(refers.get(next).into_iter().flatten().map(|it| (*it, first)));
            }
        }
    }
    errors
}

/// The rules that a part names: a word of its own, no key of a query.
pub fn references<'t>(all: &[Token<'t>], part: &Part, parts: &[Part]) -> BTreeSet<&'t str> {
    let is_head = |at: usize| at == part.from + 1 && part.kind != PartKind::Clause;
    let known = |name: &str| parts.iter().any(|it| it.kind != PartKind::Clause && it.name(all) == Some(name));
    let named = |at: usize| {
        let token = &all[at];
        let is_key = at > 0 && all[at - 1].is(".") || all.get(at + 1).is_some_and(|next| next.is("."));
        (token.kind == TokenKind::Word && !is_head(at) && !is_key && known(token.text)).then_some(token.text)
    };
    (part.from..part.to).filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    fn read(text: &str) -> Result<Vec<String>, String> {
        let source = SourceMap::new().add(std::path::Path::new("a.guard"), text);
        match rules(&source) {
            Ok(rules) => Ok(rules.iter().map(|rule| rule.name.to_string()).collect()),
            Err(errors) => Err(errors.iter().map(|it| it.message.clone()).collect::<Vec<_>>().join("; ")),
        }
    }

    #[test]
    fn rules_are_found_by_their_heads() {
        for (text, names) in [
            ("rule A {\n  Resources exists\n}\nrule B when %x !empty { A\n}\n", &["A", "B"] as &[_]),
            (
                "# rule no { }\nlet t = Resources.*[ Type == 'rule x' ]\nrule a when %t !empty {\n %t.X == /a}{/ <<rule b {>>\n}",
                &["a"],
            ),
            ("rule p(x) {\n %x exists\n}\nrule q {\n p(Resources)\n}", &["q"]),
            ("let b = Resources.*[\n  Type == 'x'\n]\n%b.Properties.X exists\n%b.Y exists", &["default"]),
            (
                "AWS::S3::Bucket {\n  Properties.X exists\n}\nrule z when Resources.*[ A { B exists } ] !empty {\n Y exists\n}",
                &["default", "z"],
            ),
        ] {
            assert_eq!(read(text).expect(text), names, "{text}");
        }
    }

    #[test]
    fn what_guard_would_not_survive_is_kept_from_it() {
        let nested = format!("rule a {{ Resources.*{} exists }}", "[ Type exists ".repeat(2000));
        for (text, said) in [
            (nested.as_str(), "nest deeper than 64"),
            ("rule a {\n b\n}\nrule b {\n a\n}\n", "rule `a` refers to itself by way of `b`"),
            ("rule a {\n not a\n}", "rule `a` refers to itself"),
            ("rule a {\n X exists\n", "`{` is never closed"),
            ("rule a {\n X exists\n}}", "`}` closes nothing"),
            ("# nothing\n", "no rule"),
        ] {
            let message = read(text).expect_err(said);
            assert!(message.contains(said), "{message}");
        }
    }
}
