//! Reads filter patterns: JSON conditions, words, columns. Linear, and never deeper than [`MAX_DEPTH`].
//!
//! Precedence is `()` before `&&` before `||`. Text that is not known ([`HOLE`]) within quotes or in the place of an
//! operand is a part of that operand; anywhere else it may be any piece of condition, so whatever it could be joined
//! to is undecided.

mod terms;

use super::pattern::{Comparison, HOLE, Node, Operand, Pattern, Predicate, Segment, Selector, Test};
use regex::{Regex, RegexBuilder};

/// Deepest nesting of parentheses.
const MAX_DEPTH: usize = 64;

/// Longest pattern that CloudWatch Logs takes, in characters.
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html>
const MAX_CHARACTERS: usize = 1024;

/// Most regular expressions in one pattern, as documented.
const MAX_REGEXES: usize = 2;

/// Reads a pattern.
pub(super) fn read(text: &str) -> Pattern {
    if text.len() > MAX_CHARACTERS {
        // what is not known may be empty
        let characters = text.chars().filter(|character| *character != HOLE).count();
        if characters > MAX_CHARACTERS {
            return Pattern::TooLong(format!("it has {characters} characters, and at most 1,024 are taken"));
        }
    }
    let text = text.trim();
    let read = match text.chars().next() {
        None => Ok(Pattern::Everything),
        Some(HOLE) => Ok(Pattern::Undecided),
        Some('{') => Reader::new(text).json(),
        Some('[') if text.ends_with([']', HOLE]) => Ok(Pattern::Columns(text.to_owned())),
        Some('[') => Err("expected `]` at its end".to_owned()),
        _ => terms::read(text),
    };
    match read {
        Ok(pattern) => pattern,
        // what is not known may be the very text that is missed
        Err(_) if text.contains(HOLE) => Pattern::Undecided,
        Err(reason) => Pattern::Refused(reason),
    }
}

type Read<T> = Result<T, String>;

struct Reader<'a> {
    text: &'a str,
    at: usize,
    regexes: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Reader { text, at: 0, regexes: 0 }
    }

    fn json(&mut self) -> Read<Pattern> {
        self.expect('{')?;
        let node = self.any(0)?;
        self.expect('}')?;
        self.skip_space();
        match self.peek() {
            None => Ok(Pattern::Json(node)),
            Some(_) => Err(self.expected("the end of the pattern")),
        }
    }

    fn any(&mut self, depth: usize) -> Read<Node> {
        let mut branches = vec![self.all(depth)?];
        loop {
            self.skip_space();
            if self.peek() == Some(HOLE) {
                self.at += HOLE.len_utf8();
                self.skip_space();
                let joined = self.take("&&");
                if joined || !self.at_end_of_chain() {
                    self.all(depth)?;
                }
                branches.pop();
                branches.push(Node::Undecided);
            } else if self.take("||") {
                branches.push(self.all(depth)?);
            } else {
                break;
            }
        }
        Ok(one_or(branches, Node::Any))
    }

    fn at_end_of_chain(&self) -> bool {
        let rest = &self.text[self.at..];
        rest.is_empty() || rest.starts_with([')', '}', HOLE]) || rest.starts_with("||")
    }

    fn all(&mut self, depth: usize) -> Read<Node> {
        let mut parts = Vec::new();
        let mut open = false;
        loop {
            self.skip_space();
            if self.peek() == Some(HOLE) {
                self.open_condition()?;
                open = true;
            } else {
                parts.push(self.condition(depth)?);
            }
            self.skip_space();
            if !self.take("&&") {
                break;
            }
        }
        // `x` in `x && a` may be `b || c`: nothing of the chain decides
        Ok(if open { Node::Undecided } else { one_or(parts, Node::All) })
    }

    /// A condition that starts with unknown text: all of it, or the name of its field.
    fn open_condition(&mut self) -> Read<()> {
        self.at += HOLE.len_utf8();
        self.segments(&mut Selector { path: Vec::new(), known: false })?;
        if self.comparison().is_some() {
            self.operand()?;
        }
        Ok(())
    }

    fn condition(&mut self, depth: usize) -> Read<Node> {
        if self.peek() != Some('(') {
            let selector = self.selector()?;
            let predicate = self.predicate()?;
            return Ok(Node::Test(Test { selector, predicate }));
        }
        if depth == MAX_DEPTH {
            return Err(format!("parentheses are nested deeper than {MAX_DEPTH} levels"));
        }
        self.expect('(')?;
        let node = self.any(depth + 1)?;
        self.expect(')')?;
        Ok(node)
    }

    fn selector(&mut self) -> Read<Selector> {
        if self.peek() != Some('$') {
            return Err(self.expected("a selector such as `$.eventName`"));
        }
        self.at += 1;
        let mut selector = Selector { path: Vec::new(), known: true };
        self.segments(&mut selector)?;
        if selector.path.is_empty() {
            return Err(self.expected("the name of a field behind `$.`"));
        }
        Ok(selector)
    }

    fn segments(&mut self, selector: &mut Selector) -> Read<()> {
        loop {
            match self.peek() {
                Some('.') => {
                    self.at += 1;
                    if self.peek() != Some('[') {
                        let name = self.take_while(is_name);
                        if name.is_empty() {
                            return Err(self.expected("the name of a field"));
                        }
                        selector.known &= !name.contains(HOLE);
                        selector.path.push(match name {
                            "*" => Segment::Every,
                            name => Segment::Name(name.to_owned()),
                        });
                    }
                }
                Some('[') => {
                    let (content, rest) = self.text[self.at + 1..]
                        .split_once(']')
                        .ok_or_else(|| self.expected("`]` behind the index"))?;
                    self.at = self.text.len() - rest.len();
                    selector.known &= !content.contains(HOLE);
                    selector.path.push(index(content.trim()).ok_or_else(|| self.expected("an index"))?);
                }
                _ => return Ok(()),
            }
        }
    }

    fn predicate(&mut self) -> Read<Predicate> {
        self.skip_space();
        if self.peek() == Some(HOLE) {
            self.at += HOLE.len_utf8();
            self.skip_space();
            if !self.at_end_of_chain() && !self.text[self.at..].starts_with("&&") {
                self.operand()?;
            }
            return Ok(Predicate::Undecided);
        }
        if let Some(comparison) = self.comparison() {
            let operand = self.operand()?;
            return Ok(Predicate::Compare(comparison, operand));
        }
        let start = self.at;
        let word = self.word();
        match (word.as_str(), self.word_behind(&word)) {
            ("NOT", second) if second == "EXISTS" => Ok(Predicate::Exists(false)),
            ("IS", second) => match second.as_str() {
                "NULL" => Ok(Predicate::IsNull),
                "TRUE" => Ok(Predicate::Is(true)),
                "FALSE" => Ok(Predicate::Is(false)),
                _ => Err(self.expected("`NULL`, `TRUE` or `FALSE` behind `IS`")),
            },
            ("EXISTS", _) => Ok(Predicate::Exists(true)),
            _ => {
                self.at = start;
                Err(self.expected("an operator"))
            }
        }
    }

    fn word(&mut self) -> String {
        self.skip_space();
        self.take_while(|c| c.is_ascii_alphabetic()).to_ascii_uppercase()
    }

    /// The second word of `NOT EXISTS` and `IS …`.
    fn word_behind(&mut self, first: &str) -> String {
        if matches!(first, "NOT" | "IS") { self.word() } else { String::new() }
    }

    fn comparison(&mut self) -> Option<Comparison> {
        const OPERATORS: &[(&str, Comparison)] = &[
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("=", Comparison::Equal),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        self.skip_space();
        OPERATORS.iter().find(|(sign, _)| self.take(sign)).map(|(_, comparison)| *comparison)
    }

    fn operand(&mut self) -> Read<Operand> {
        self.skip_space();
        match self.peek() {
            Some('"') => {
                let text = quoted(self.text, &mut self.at).ok_or_else(|| self.expected("a closing `\"`"))?;
                Ok(Operand { text, quoted: true, regex: None })
            }
            Some('%') => {
                let regex = regex(self.text, &mut self.at, &mut self.regexes)?;
                let text = if regex.is_some() { String::new() } else { HOLE.to_string() };
                Ok(Operand { text, quoted: true, regex })
            }
            _ => {
                let text = self.take_while(is_bare);
                if text.is_empty() {
                    return Err(self.expected("a value"));
                }
                Ok(Operand { text: text.to_owned(), quoted: false, regex: None })
            }
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn skip_space(&mut self) {
        self.take_while(char::is_whitespace);
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = &self.text[self.at..];
        let taken = &rest[..rest.find(|c| !wanted(c)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.text[self.at..].starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    fn expect(&mut self, wanted: char) -> Read<()> {
        self.skip_space();
        if self.peek() != Some(wanted) {
            return Err(self.expected(&format!("`{wanted}`")));
        }
        self.at += wanted.len_utf8();
        Ok(())
    }

    fn expected(&self, what: &str) -> String {
        format!("expected {what} at character {}", self.text[..self.at].chars().count() + 1)
    }
}

fn one_or(mut nodes: Vec<Node>, join: fn(Vec<Node>) -> Node) -> Node {
    match nodes.pop() {
        Some(only) if nodes.is_empty() => only,
        Some(last) => {
            nodes.push(last);
            join(nodes)
        }
        None => join(nodes),
    }
}

fn is_name(c: char) -> bool {
    c == HOLE || !(c.is_whitespace() || ".[]()=!<>&|{}\"%".contains(c))
}

fn is_bare(c: char) -> bool {
    c == HOLE || !(c.is_whitespace() || "()=!<>&|{}\"".contains(c))
}

/// What stands between `[` and `]`: a number, `*`, or a name in quotes.
fn index(content: &str) -> Option<Segment> {
    if content == "*" {
        return Some(Segment::Every);
    }
    let quoted = ['\'', '"'].iter().find_map(|quote| content.strip_prefix(*quote)?.strip_suffix(*quote));
    match quoted {
        Some(name) => Some(Segment::Name(name.to_owned())),
        None if content.contains(HOLE) => Some(Segment::Every),
        None => content.parse().ok().map(Segment::Index),
    }
}

/// A string in double quotes that starts at `at`; `\"` and `\\` are escapes.
fn quoted(text: &str, at: &mut usize) -> Option<String> {
    let mut unescaped = String::new();
    let mut chars = text[*at..].char_indices().skip(1);
    while let Some((offset, c)) = chars.next() {
        match c {
            '"' => {
                *at += offset + 1;
                return Some(unescaped);
            }
            '\\' => match chars.next()?.1 {
                escaped @ ('"' | '\\') => unescaped.push(escaped),
                other => unescaped.extend(['\\', other]),
            },
            c => unescaped.push(c),
        }
    }
    None
}

/// `%…%` at `at`; `None` where parts of it are not known.
fn regex(text: &str, at: &mut usize, count: &mut usize) -> Read<Option<Regex>> {
    let Some((inner, rest)) = text[*at + 1..].split_once('%') else {
        return Err("expected a closing `%`".to_owned());
    };
    *at = text.len() - rest.len();
    *count += 1;
    if *count > MAX_REGEXES {
        return Err(format!("it has more than {MAX_REGEXES} regular expressions"));
    }
    if inner.contains(HOLE) {
        return Ok(None);
    }
    if inner.contains(['(', ')', '!', '"', '~']) || !inner.is_ascii() {
        return Err(format!("the regular expression `{inner}` has characters that are not supported"));
    }
    let built = RegexBuilder::new(inner).size_limit(1 << 20).dfa_size_limit(1 << 20).build();
    built.map(Some).map_err(|_| format!("`{inner}` is no regular expression"))
}
