//! Go's regular expressions (RE2) in the notation of the `regex` crate. The two share most of it; here is the rest:
//! ASCII classes and word boundaries, `\Q…\E`, octal escapes, braces and brackets that stand for themselves, and
//! what only one of them allows.

use std::iter::Peekable;
use std::str::Chars;

/// Most repetitions that Go allows.
const MAX_REPETITIONS: u32 = 1000;

pub(super) fn to_rust(pattern: &str) -> Result<String, String> {
    let mut translator = Translator { rest: pattern.chars().peekable(), out: String::new() };
    translator.run()?;
    Ok(translator.out)
}

struct Translator<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
}

impl Translator<'_> {
    fn run(&mut self) -> Result<(), String> {
        let mut after_repetition = false;
        while let Some(c) = self.rest.next() {
            let repeats = match c {
                '*' | '+' | '?' => {
                    self.out.push(c);
                    true
                }
                '{' => self.repetition()?,
                _ => {
                    self.other(c)?;
                    false
                }
            };
            if repeats {
                if after_repetition {
                    return Err("one repetition follows another".to_owned());
                }
                if self.rest.next_if_eq(&'?').is_some() {
                    self.out.push('?');
                }
            }
            after_repetition = repeats;
        }
        Ok(())
    }

    fn other(&mut self, c: char) -> Result<(), String> {
        match c {
            '\\' => self.escape(),
            '[' => self.class(),
            '(' => {
                self.out.push('(');
                self.group()
            }
            _ => {
                self.out.push(c);
                Ok(())
            }
        }
    }

    /// Behind `{`: a repetition, or the brace itself.
    fn repetition(&mut self) -> Result<bool, String> {
        let inner: String = self.rest.clone().take_while(|c| *c != '}').take(16).collect();
        let closed = self.rest.clone().nth(inner.len()) == Some('}');
        let (min, max) = inner.split_once(',').map_or((inner.as_str(), None), |(min, max)| (min, Some(max)));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !closed || !digits(min) || !max.is_none_or(|max| max.is_empty() || digits(max)) {
            self.out.push_str("\\{");
            return Ok(false);
        }
        let count = |text: &str| text.parse::<u32>().is_ok_and(|count| count <= MAX_REPETITIONS);
        if !count(min) || !max.is_none_or(|max| max.is_empty() || count(max)) {
            return Err("a repetition is too large".to_owned());
        }
        self.out.push('{');
        self.out.push_str(&inner);
        self.out.push('}');
        for _ in 0..=inner.len() {
            self.rest.next();
        }
        Ok(true)
    }

    /// Behind `(`: only flags that Go knows.
    fn group(&mut self) -> Result<(), String> {
        let mut ahead = self.rest.clone();
        if ahead.next() != Some('?') || matches!(ahead.peek(), Some('P' | '<')) {
            // look-behind and names are told apart by the `regex` crate
            if self.rest.next_if_eq(&'?').is_some() {
                self.out.push('?');
            }
            return Ok(());
        }
        self.rest.next();
        self.out.push('?');
        for c in self.rest.by_ref() {
            self.out.push(c);
            match c {
                ':' | ')' => return Ok(()),
                'i' | 'm' | 's' | 'U' | '-' => {}
                _ => break,
            }
        }
        Err("a group's flags are not known".to_owned())
    }

    fn escape(&mut self) -> Result<(), String> {
        let Some(c) = self.rest.next() else { return Err("a backslash ends it".to_owned()) };
        match c {
            'b' => self.out.push_str("(?-u:\\b)"),
            'B' => self.out.push_str("(?-u:\\B)"),
            'A' | 'z' => self.out.extend(['\\', c]),
            'Q' => {
                while let Some(c) = self.rest.next() {
                    if c == '\\' && self.rest.next_if_eq(&'E').is_some() {
                        break;
                    }
                    push_literal(&mut self.out, c);
                }
            }
            'E' => {}
            _ => return self.shared_escape(c),
        }
        Ok(())
    }

    /// Escapes that are allowed inside and outside of classes.
    fn shared_escape(&mut self, c: char) -> Result<(), String> {
        match c {
            'd' => self.out.push_str("[0-9]"),
            'D' => self.out.push_str("[^0-9]"),
            'w' => self.out.push_str("[0-9A-Za-z_]"),
            'W' => self.out.push_str("[^0-9A-Za-z_]"),
            's' => self.out.push_str("[\\t\\n\\f\\r ]"),
            'S' => self.out.push_str("[^\\t\\n\\f\\r ]"),
            'p' | 'P' | 'x' | 'a' | 'f' | 't' | 'n' | 'r' | 'v' => {
                self.out.extend(['\\', c]);
                if self.rest.next_if_eq(&'{').is_some() {
                    // names and digits between braces are no repetition
                    self.out.push('{');
                    for c in self.rest.by_ref() {
                        self.out.push(c);
                        if c == '}' {
                            break;
                        }
                    }
                }
            }
            '0'..='7' => {
                let octal = |c: &char| ('0'..='7').contains(c);
                if c != '0' && !self.rest.peek().is_some_and(octal) {
                    return Err("there are no back references".to_owned());
                }
                let mut digits = String::from(c);
                while digits.len() < 3
                    && let Some(digit) = self.rest.next_if(octal)
                {
                    digits.push(digit);
                }
                let code = u32::from_str_radix(&digits, 8).unwrap_or(0);
                self.out.push_str(&format!("\\x{{{code:x}}}"));
            }
            _ if c.is_ascii_punctuation() => push_literal(&mut self.out, c),
            _ => return Err(format!("`\\{c}` is no escape")),
        }
        Ok(())
    }

    /// Behind `[`.
    fn class(&mut self) -> Result<(), String> {
        self.out.push('[');
        if self.rest.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        let mut first = true;
        while let Some(c) = self.rest.next() {
            match c {
                ']' if !first => {
                    self.out.push(']');
                    return Ok(());
                }
                '\\' => {
                    let Some(c) = self.rest.next() else { break };
                    self.shared_escape(c)?;
                }
                '[' if self.rest.peek() == Some(&':') => {
                    self.out.push('[');
                    for c in self.rest.by_ref() {
                        self.out.push(c);
                        if c == ']' {
                            break;
                        }
                    }
                }
                '-' if first || self.rest.peek() == Some(&']') => self.out.push_str("\\-"),
                '-' => {
                    self.out.push('-');
                    if self.rest.next_if_eq(&'-').is_some() {
                        self.out.push_str("\\-");
                    }
                }
                _ if c.is_ascii_punctuation() || c == ' ' => push_literal(&mut self.out, c),
                _ => self.out.push(c),
            }
            first = false;
        }
        Err("a class is not closed".to_owned())
    }
}

fn push_literal(out: &mut String, c: char) {
    if c.is_ascii_alphanumeric() || !c.is_ascii() {
        out.push(c);
    } else {
        out.push_str(&format!("\\x{{{:x}}}", u32::from(c)));
    }
}
