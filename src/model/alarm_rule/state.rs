//! Whether the rule of a composite alarm comes true because one alarm goes off.

use super::{Token, tokens};
use crate::value::{Cause, CauseKind, Value};

/// Deepest nesting of brackets and negations that is looked at.
const MAX_DEPTH: usize = 64;

/// Whether a rule holds when an alarm is in `ALARM`; `is_it` says of a name whether it is that alarm's, `None` where that
/// is not known. True where it holds as long as the other alarms are `OK`, false where it does not whatever they are;
/// not known where it takes another alarm besides.
pub fn holds_by(rule: &Value, is_it: &dyn Fn(&Value) -> Option<bool>) -> Value {
    rule.map_leaves(&mut |leaf| {
        let open = |subject: &str| Value::unknown(Cause::new(CauseKind::Elsewhere, subject));
        let tokens = match tokens(leaf) {
            Ok(tokens) => tokens,
            Err(nothing) => {
                return nothing
                    .cause()
                    .map_or_else(|| Value::bool(false), |cause| Value::unknown(cause.clone()));
            }
        };
        let read = |others: Option<bool>| {
            let mut reader = Reader { tokens: &tokens, at: 0, others, is_it };
            let holds = reader.any(0);
            if reader.at == tokens.len() { holds } else { None }
        };
        match (read(None), read(Some(true)), read(Some(false))) {
            (Some(holds), ..) => Value::bool(holds),
            (None, Some(true), _) => Value::bool(true),
            (None, Some(false), Some(false)) => Value::bool(false),
            (None, Some(false), _) => open("what other alarms say when the composite alarm is to go off"),
            _ => open("how the rule of the composite alarm is read"),
        }
    })
}

/// Reads from left to right: `OR` binds less than `AND`, that less than `NOT`.
struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
    /// Whether the other alarms are `OK` (else in `ALARM`), where that is assumed.
    others: Option<bool>,
    is_it: &'t dyn Fn(&Value) -> Option<bool>,
}

impl Reader<'_> {
    fn word(&mut self, word: &str) -> bool {
        let found =
            matches!(self.tokens.get(self.at), Some(Token::Word(it)) if it.eq_ignore_ascii_case(word));
        self.at += usize::from(found);
        found
    }

    fn any(&mut self, depth: usize) -> Option<bool> {
        let mut holds = self.all(depth);
        while self.word("OR") {
            holds = or(holds, self.all(depth));
        }
        holds
    }

    fn all(&mut self, depth: usize) -> Option<bool> {
        let mut holds = self.one(depth);
        while self.word("AND") {
            let negated = |it: Option<bool>| it.map(|it| !it);
            holds = negated(or(negated(holds), negated(self.one(depth))));
        }
        holds
    }

    fn one(&mut self, depth: usize) -> Option<bool> {
        if depth > MAX_DEPTH {
            return None;
        }
        if self.word("NOT") {
            return self.one(depth + 1).map(|holds| !holds);
        }
        if self.word("TRUE") {
            return Some(true);
        }
        if self.word("FALSE") {
            return Some(false);
        }
        let token = self.tokens.get(self.at)?;
        match token {
            Token::Open => {
                self.at += 1;
                let holds = self.any(depth + 1);
                let closed = matches!(self.tokens.get(self.at), Some(Token::Close));
                self.at += usize::from(closed);
                holds.filter(|_| closed)
            }
            Token::State(state, name) => {
                self.at += 1;
                self.state(state, name)
            }
            Token::Unknown(_) => {
                self.at += 1;
                None
            }
            Token::Close | Token::Word(_) => None,
        }
    }

    /// Whether an alarm is in a state.
    fn state(&self, state: &str, name: &Value) -> Option<bool> {
        let is = |in_alarm: bool| match state.to_ascii_uppercase().as_str() {
            "ALARM" => in_alarm,
            "OK" => !in_alarm,
            _ => false,
        };
        let of_others = self.others.map(|ok| is(!ok));
        match (self.is_it)(name) {
            Some(true) => Some(is(true)),
            Some(false) => of_others,
            None => of_others.filter(|it| *it == is(true)),
        }
    }
}

fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::holds_by;
    use crate::value::Value;

    #[test]
    fn a_composite_alarm_goes_off_by_an_alarm_of_its_rule() {
        let cases = [
            ("ALARM(a)", "yes"),
            ("ALARM(\"a\") OR ALARM(b)", "yes"),
            ("ALARM(b) OR (ALARM(c) OR ALARM(a))", "yes"),
            ("ALARM(a) AND NOT ALARM(maintenance)", "yes"),
            ("(ALARM(a) OR ALARM(b)) AND OK(maintenance)", "yes"),
            ("NOT OK(a)", "yes"),
            ("ALARM(a) AND ALARM(b)", "?"),
            ("ALARM(b) AND (ALARM(a) OR ALARM(c))", "?"),
            ("OK(a)", "no"),
            ("NOT ALARM(a)", "no"),
            ("INSUFFICIENT_DATA(a)", "no"),
            ("ALARM(a) AND FALSE", "no"),
            ("OK(a) AND ALARM(b)", "no"),
            ("ALARM(a) OR ALARM(b) AND ALARM(c)", "yes"),
            ("AT_LEAST(1, ALARM, (a, b))", "?"),
            ("ALARM(a) XOR ALARM(b)", "?"),
            ("ALARM(a", "?"),
            ("", "?"),
        ];
        for (rule, wanted) in cases {
            let said = holds_by(&Value::string(rule), &|name| Some(name.as_str() == Some("a")));
            let said = said.as_bool().map_or("?", |holds| if holds { "yes" } else { "no" });
            assert_eq!(said, wanted, "{rule}");
        }
        let deep = format!("{}ALARM(a){}", "(".repeat(50_000), ")".repeat(50_000));
        assert_eq!(holds_by(&Value::string(deep), &|_| Some(true)).as_bool(), None);
    }
}
