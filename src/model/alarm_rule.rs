//! The alarms that the rule of a composite alarm names, by name or ARN, quoted or not, known or not.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html>

use crate::value::{Data, TextPart, Value};

/// Functions that take an alarm.
const FUNCTIONS: &[&str] = &["ALARM", "OK", "INSUFFICIENT_DATA"];

/// The arguments of the functions in a rule, as a list; a rule of which nothing is known as it is.
pub(super) fn named(rule: &Value) -> Value {
    rule.map_leaves(&mut |leaf| {
        let parts: Vec<TextPart> = match &leaf.data {
            Data::String(text) => vec![TextPart::Literal(text.clone())],
            Data::Text(text) => text.parts.clone(),
            _ => return leaf.clone(),
        };
        let mut reader = Reader::default();
        for part in &parts {
            match part {
                TextPart::Literal(text) => text.chars().for_each(|c| reader.char(c)),
                TextPart::Unknown(value) => reader.unknown(value),
            }
        }
        Value::tuple(reader.found).at(leaf.origin.clone())
    })
}

fn is_function(word: &str) -> bool {
    FUNCTIONS.iter().any(|function| function.eq_ignore_ascii_case(word))
}

/// Reads a rule from left to right.
#[derive(Default)]
struct Reader {
    found: Vec<Value>,
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
                '(' if is_function(&self.word) => {
                    self.argument = Some((Vec::new(), String::new()));
                    self.word.clear();
                }
                c if c.is_alphanumeric() || c == '_' => self.word.push(c),
                // a function and its bracket may stand apart
                c if c.is_whitespace() && is_function(&self.word) => {}
                _ => self.word.clear(),
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
            // a part of the rule that is not known may name whatever it likes
            None => self.found.push(value.clone()),
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
        if name.as_str() != Some("") {
            self.found.push(name);
        }
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
        let unknown = Unknown::because(Cause::new(CauseKind::Attribute, "a")).set().value();
        let parts = [Value::string("ALARM(\""), unknown, Value::string("\") AND ALARM(b)")];
        assert_eq!(shown(&Value::concatenation(&parts)), ["?", "b"]);
    }
}
