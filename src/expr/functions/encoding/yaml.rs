//! `yamlencode`: block style with quoted keys and strings, broken into lines where libyaml's emitter breaks them.

use super::super::Call;
use crate::value::{Data, Value};
use std::fmt::Write;

/// Where a double-quoted string is broken at its next single space.
const WIDTH: usize = 80;
/// Longest key that is written without `?`.
const MAX_KEY_BYTES: usize = 128;

pub(super) fn run(call: &Call<'_>) -> Result<Value, Value> {
    let Some(value) = call.arguments.first() else { return Err(call.error("argument 1 is missing")) };
    if !value.is_wholly_known() {
        return Err(call.set_text_because(value));
    }
    let mut emitter =
        Emitter { out: String::new(), column: 0, whitespace: true, indention: true, open_ended: false };
    match emitter.node(call, value, -1, Place::Root) {
        Ok(()) => {}
        Err(Refused::Steps) => return Err(super::super::over_steps()),
        Err(Refused::Unsure) => return Err(call.set_text_because(value)),
    }
    if !emitter.out.ends_with('\n') {
        emitter.out.push('\n');
    }
    if emitter.open_ended {
        emitter.out.push_str("...\n");
    }
    Ok(Value::string(emitter.out))
}

/// Why nothing was written.
enum Refused {
    Steps,
    /// What the emitter makes of this is not known here.
    Unsure,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Item,
    MappingValue,
}

/// The emitter's state, as libyaml keeps it.
struct Emitter {
    out: String,
    column: usize,
    whitespace: bool,
    indention: bool,
    open_ended: bool,
}

impl Emitter {
    fn push(&mut self, c: char) {
        self.out.push(c);
        self.column += 1;
    }

    fn line_break(&mut self) {
        self.out.push('\n');
        self.column = 0;
    }

    fn indent(&mut self, indent: i32) {
        let indent = usize::try_from(indent).unwrap_or(0);
        if !self.indention || self.column > indent || (self.column == indent && !self.whitespace) {
            self.line_break();
        }
        while self.column < indent {
            self.push(' ');
        }
        self.whitespace = true;
        self.indention = true;
    }

    fn indicator(&mut self, text: &str, space_before: bool, whitespace: bool, keeps_indention: bool) {
        if space_before && !self.whitespace {
            self.push(' ');
        }
        for c in text.chars() {
            self.push(c);
        }
        self.whitespace = whitespace;
        self.indention &= keeps_indention;
        self.open_ended = false;
    }

    fn node(&mut self, call: &Call<'_>, value: &Value, indent: i32, place: Place) -> Result<(), Refused> {
        if !call.scope.budget().spend(1) {
            return Err(Refused::Steps);
        }
        let inner = |indentless: bool| match indent {
            ..0 => 0,
            _ if indentless => indent,
            _ => indent + 2,
        };
        match &value.data {
            Data::Null => self.plain("null", place),
            Data::Bool(holds) => self.plain(if *holds { "true" } else { "false" }, place),
            Data::Number(number) => self.plain(&number.to_string(), place),
            Data::String(text) => self.string(text, indent)?,
            Data::List(list) if list.items.is_empty() => self.empty("[", "]"),
            Data::Object(object) if object.entries.is_empty() => self.empty("{", "}"),
            Data::List(list) => {
                let inner = inner(place == Place::MappingValue && !self.indention);
                for item in &list.items {
                    self.indent(inner);
                    self.indicator("-", true, false, true);
                    self.node(call, item, inner, Place::Item)?;
                }
            }
            Data::Object(object) => {
                let inner = inner(false);
                for (key, item) in &object.entries {
                    self.indent(inner);
                    self.key(key, inner)?;
                    self.node(call, item, inner, Place::MappingValue)?;
                }
            }
            _ => return Err(Refused::Unsure),
        }
        Ok(())
    }

    fn key(&mut self, key: &str, indent: i32) -> Result<(), Refused> {
        if key.len() > MAX_KEY_BYTES || key.contains(is_break) {
            self.indicator("?", true, false, true);
            self.string(key, indent)?;
            self.indent(indent);
            self.indicator(":", true, false, true);
        } else {
            self.quoted(key, indent, false);
            self.indicator(":", false, false, false);
        }
        Ok(())
    }

    fn empty(&mut self, start: &str, end: &str) {
        self.indicator(start, true, true, false);
        self.indicator(end, false, false, false);
    }

    fn plain(&mut self, text: &str, place: Place) {
        if !self.whitespace {
            self.push(' ');
        }
        for c in text.chars() {
            self.push(c);
        }
        self.whitespace = false;
        self.indention = false;
        self.open_ended = place == Place::Root;
    }

    fn string(&mut self, text: &str, indent: i32) -> Result<(), Refused> {
        let inner = if indent < 0 { 2 } else { indent + 2 };
        if !text.contains('\n') {
            self.quoted(text, inner, true);
            return Ok(());
        }
        if text.contains(|c| c != '\n' && is_break(c)) {
            return Err(Refused::Unsure);
        }
        let special = text.chars().any(|c| c != '\n' && !is_printable(c));
        if special || text.contains(" \n") || text.ends_with(' ') {
            self.quoted(text, inner, true);
        } else {
            self.literal(text, inner);
        }
        Ok(())
    }

    fn literal(&mut self, text: &str, indent: i32) {
        self.indicator("|", true, false, false);
        if text.starts_with([' ', '\n']) {
            self.indicator("2", false, false, false);
        }
        let keep = text.ends_with("\n\n") || text == "\n";
        match (keep, text.ends_with('\n')) {
            (true, _) => self.indicator("+", false, false, false),
            (_, false) => self.indicator("-", false, false, false),
            _ => {}
        }
        self.line_break();
        self.indention = true;
        self.whitespace = true;
        let mut at_start = true;
        for c in text.chars() {
            if c == '\n' {
                self.line_break();
                self.indention = true;
                at_start = true;
                continue;
            }
            if at_start {
                self.indent(indent);
            }
            self.push(c);
            self.indention = false;
            at_start = false;
        }
    }

    fn quoted(&mut self, text: &str, indent: i32, may_break: bool) {
        self.indicator("\"", true, false, false);
        let mut after_space = false;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if c == ' ' {
                let inside = at > 0 && at + 1 < text.len();
                if may_break && !after_space && self.column > WIDTH && inside {
                    self.indent(indent);
                    if chars.peek().is_some_and(|(_, next)| *next == ' ') {
                        self.push('\\');
                    }
                } else {
                    self.push(' ');
                }
                after_space = true;
                continue;
            }
            after_space = false;
            if c == '"' || c == '\\' || is_break(c) || !is_printable(c) {
                self.escaped(c);
            } else {
                self.push(c);
            }
        }
        self.indicator("\"", false, false, false);
    }

    fn escaped(&mut self, c: char) {
        let mut text = String::from("\\");
        match c {
            '\0' => text.push('0'),
            '\u{7}' => text.push('a'),
            '\u{8}' => text.push('b'),
            '\t' => text.push('t'),
            '\n' => text.push('n'),
            '\u{b}' => text.push('v'),
            '\u{c}' => text.push('f'),
            '\r' => text.push('r'),
            '\u{1b}' => text.push('e'),
            '"' | '\\' => text.push(c),
            '\u{85}' => text.push('N'),
            '\u{a0}' => text.push('_'),
            '\u{2028}' => text.push('L'),
            '\u{2029}' => text.push('P'),
            // writing into a string does not fail
            '\0'..='\u{ff}' => {
                let _ = write!(text, "x{:02X}", u32::from(c));
            }
            '\0'..='\u{ffff}' => {
                let _ = write!(text, "u{:04X}", u32::from(c));
            }
            _ => {
                let _ = write!(text, "U{:08X}", u32::from(c));
            }
        }
        for c in text.chars() {
            self.push(c);
        }
    }
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// What the emitter writes as it is: nothing beyond the basic plane, no byte order mark.
fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}') && c != '\u{feff}'
}
