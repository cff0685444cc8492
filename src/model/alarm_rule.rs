//! The rule of a composite alarm: the alarms that it names (by name or ARN, quoted or not, known or not), and whether
//! it holds because of one of them.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html>

mod state;

pub use state::holds_by;

use crate::value::{Cause, Data, TextPart, Value};

/// Longest rule that CloudWatch takes, in characters.
const MAX_RULE: usize = 10_240;

/// Most alarms that a rule may have.
const MAX_ALARMS: usize = 100;

/// Functions that take an alarm.
const FUNCTIONS: &[&str] = &["ALARM", "OK", "INSUFFICIENT_DATA"];

/// A piece of a rule.
enum Token {
    Open,
    Close,
    /// `AND`, `OR`, `NOT`, `TRUE`, …, as it is written.
    Word(String),
    /// A function of an alarm, which is named so.
    State(String, Value),
    /// Text that is not known, or is no part of a rule.
    Unknown(Value),
}

/// The arguments of the functions in a rule, as a list; a rule of which nothing is known as it is.
pub(super) fn named(rule: &Value) -> Value {
    rule.map_leaves(&mut |leaf| {
        let tokens = match tokens(leaf) {
            Ok(tokens) => tokens,
            Err(nothing) => return nothing,
        };
        let names = tokens.into_iter().filter_map(|token| match token {
            Token::State(_, name) if name.as_str() != Some("") => Some(name),
            // a part of the rule that is not known may name whatever it likes
            Token::Unknown(value) if value.cause().is_some() => Some(value),
            _ => None,
        });
        Value::tuple(names.collect()).at(leaf.origin.clone())
    })
}

/// The pieces of a rule; the rule itself where nothing of it is known, unknown where CloudWatch takes none like it.
fn tokens(rule: &Value) -> Result<Vec<Token>, Value> {
    let parts: Vec<TextPart> = match &rule.data {
        Data::String(text) => vec![TextPart::Literal(text.clone())],
        Data::Text(text) => text.parts.clone(),
        _ => return Err(rule.clone()),
    };
    let too_many = |what: &str| Err(Value::unknown(Cause::bound(what)).at(rule.origin.clone()));
    let length = |part: &TextPart| match part {
        TextPart::Literal(text) => text.chars().count(),
        TextPart::Unknown(_) => 0,
    };
    if parts.iter().map(length).sum::<usize>() > MAX_RULE {
        return too_many("characters of an alarm rule");
    }
    let mut reader = Reader::default();
    for part in &parts {
        match part {
            TextPart::Literal(text) => text.chars().for_each(|c| reader.char(c)),
            TextPart::Unknown(value) => reader.unknown(value),
        }
    }
    reader.end_word();
    if reader.found.iter().filter(|token| matches!(token, Token::State(..))).count() > MAX_ALARMS {
        return too_many("alarms of an alarm rule");
    }
    Ok(reader.found)
}

fn is_function(word: &str) -> bool {
    FUNCTIONS.iter().any(|function| function.eq_ignore_ascii_case(word))
}

/// Reads a rule from left to right.
#[derive(Default)]
struct Reader {
    found: Vec<Token>,
    /// The word that was read last, outside of an argument.
    word: String,
    /// The argument that is being read: its parts, and the known text behind them.
    argument: Option<(Vec<Value>, String)>,
    quoted: bool,
}

impl Reader {
    fn char(&mut self, c: char) {
        let Some((_, text)) = &mut self.argument else {
            match c {
                '(' if is_function(&self.word) => self.argument = Some((Vec::new(), String::new())),
                c if c.is_alphanumeric() || c == '_' => self.word.push(c),
                // a function and its bracket may stand apart
                c if c.is_whitespace() && is_function(&self.word) => {}
                c => {
                    self.end_word();
                    match c {
                        '(' => self.found.push(Token::Open),
                        ')' => self.found.push(Token::Close),
                        c if c.is_whitespace() => {}
                        c => self.found.push(Token::Unknown(Value::string(c.to_string()))),
                    }
                }
            }
            return;
        };
        match c {
            '"' => self.quoted = !self.quoted,
            ')' if !self.quoted => self.end(),
            c => text.push(c),
        }
    }

    fn unknown(&mut self, value: &Value) {
        match &mut self.argument {
            Some((parts, text)) => {
                parts.push(Value::string(std::mem::take(text)));
                parts.push(value.clone());
            }
            None => {
                self.end_word();
                self.found.push(Token::Unknown(value.clone()));
            }
        }
    }

    fn end_word(&mut self) {
        if !self.word.is_empty() {
            self.found.push(Token::Word(std::mem::take(&mut self.word)));
        }
    }

    fn end(&mut self) {
        let Some((mut parts, text)) = self.argument.take() else { return };
        parts.push(Value::string(text));
        if let Some(text) = parts.first().and_then(Value::as_str) {
            parts[0] = Value::string(text.trim_start());
        }
        if let Some(last) = parts.last_mut()
            && let Some(text) = last.as_str()
        {
            *last = Value::string(text.trim_end());
        }
        let name = Value::concatenation(&parts);
        self.found.push(Token::State(std::mem::take(&mut self.word), name));
    }
}

#[cfg(test)]
mod tests {
    use super::named;
    use crate::value::{Cause, CauseKind, Unknown, Value};

    fn shown(rule: &Value) -> Vec<String> {
        let list = named(rule);
        let of = |it: &Value| it.as_str().map_or_else(|| "?".to_owned(), str::to_owned);
        list.as_list().unwrap_or_default().iter().map(of).collect()
    }

    #[test]
    fn names_are_read_out_of_rules() {
        let cases: &[(&str, &[&str])] = &[
            ("ALARM(a)", &["a"]),
            ("ALARM(\"a b\") OR OK(b)", &["a b", "b"]),
            ("(ALARM(\"x(1)\") AND NOT INSUFFICIENT_DATA ( y )) OR TRUE", &["x(1)", "y"]),
            (
                "ALARM(\"arn:aws:cloudwatch:eu-west-1:1:alarm:n\")",
                &["arn:aws:cloudwatch:eu-west-1:1:alarm:n"],
            ),
            ("TRUE", &[]),
            ("ALARM(", &[]),
            ("", &[]),
        ];
        for (rule, names) in cases {
            assert_eq!(shown(&Value::string(*rule)), *names, "{rule}");
        }
        for refused in ["ALARM(a) OR ".repeat(100) + "ALARM(b)", "(".repeat(10_000) + &"ALARM(a) ".repeat(30)]
        {
            assert!(named(&Value::string(&*refused)).cause().is_some(), "{refused}");
        }
        assert_eq!(shown(&Value::string("ALARM(a) OR ".repeat(99) + "ALARM(b)")).len(), 100);
        let unknown = Unknown::because(Cause::new(CauseKind::Attribute, "a")).set().value();
        let parts = [Value::string("ALARM(\""), unknown, Value::string("\") AND ALARM(b)")];
        assert_eq!(shown(&Value::concatenation(&parts)), ["?", "b"]);
    }
}
