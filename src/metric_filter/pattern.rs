//! What a filter pattern is made of once it is read.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>. Knows nothing of CloudTrail.

use crate::value::{CauseKind, Data, TextPart, Value};
use regex::Regex;

/// Stands for text that is not known. A noncharacter: where a file really contains it, taking it for something
/// unknown does no harm.
pub(super) const HOLE: char = '\u{10FFFF}';

/// A string's text with [`HOLE`]s in the places of its unknown parts; `None` where nothing of it is known.
pub(super) fn with_holes(value: &Value) -> Option<String> {
    match &value.data {
        Data::String(text) => Some(text.to_string()),
        Data::Bool(value) => Some(value.to_string()),
        Data::Number(number) => Some(number.to_string()),
        Data::Text(text) => {
            let mut written = String::new();
            for part in &text.parts {
                match part {
                    TextPart::Literal(text) => written.push_str(text),
                    TextPart::Unknown(value) => {
                        written.push_str(value.known_prefix());
                        written.push(HOLE);
                    }
                }
            }
            Some(written)
        }
        _ => None,
    }
}

/// Whether the unknown parts of a string that stand alone certainly hold no wildcard: attributes of resources are one
/// text each, a variable may be a star.
pub(super) fn is_plain(value: &Value) -> bool {
    let Data::Text(text) = &value.data else { return !matches!(value.data, Data::Unknown(_)) };
    let literal = |at: Option<usize>| match at.and_then(|at| text.parts.get(at)) {
        Some(TextPart::Literal(text)) => &**text,
        _ => "",
    };
    let of_a_word = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !"\"=!<>()&|{}".contains(c));
    text.parts.iter().enumerate().all(|(at, part)| {
        let TextPart::Unknown(part) = part else { return true };
        let before = literal(at.checked_sub(1)).chars().next_back();
        of_a_word(before)
            || of_a_word(literal(Some(at + 1)).chars().next())
            || part.as_unknown().is_some_and(|unknown| {
                unknown.letters.is_some()
                    || matches!(unknown.cause.kind, CauseKind::Attribute | CauseKind::Surroundings)
            })
    })
}

/// A filter pattern.
#[derive(Debug)]
pub(super) enum Pattern {
    /// The empty pattern.
    Everything,
    /// `{ … }`: conditions on fields.
    Json(Node),
    /// Words and phrases.
    Terms(Vec<Term>),
    /// `[a, b=…]`: columns. What they match in a JSON event depends on its spaces, so only its words are kept.
    Columns(String),
    /// Unknown parts leave open even what kind of pattern it is.
    Undecided,
    /// CloudWatch Logs would refuse it, and why.
    Refused(String),
    /// It is longer than AWS takes, and nobody read it: what is wrong.
    TooLong(String),
}

/// A condition.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// `&&`
    All(Vec<Node>),
    /// `||`
    Any(Vec<Node>),
    /// One test of one field.
    Test(Test),
    /// Text that is not known.
    Undecided,
}

/// A test of a field.
#[derive(Clone, Debug)]
pub(super) struct Test {
    pub selector: Selector,
    pub predicate: Predicate,
}

/// `$.a.b[0]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Selector {
    pub path: Vec<Segment>,
    /// Whether no part of it is unknown.
    pub known: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    Name(String),
    Index(usize),
    /// `*` or `[*]`
    Every,
}

impl Selector {
    /// With dots, where it is made of names only.
    pub fn dotted(&self) -> Option<String> {
        let mut names = Vec::with_capacity(self.path.len());
        for segment in &self.path {
            match segment {
                Segment::Name(name) if !name.contains('.') => names.push(name.as_str()),
                _ => return None,
            }
        }
        self.known.then(|| names.join("."))
    }
}

#[derive(Clone, Debug)]
pub(super) enum Predicate {
    Compare(Comparison, Operand),
    IsNull,
    Is(bool),
    Exists(bool),
    /// Text that is not known.
    Undecided,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// The right side of a comparison.
#[derive(Clone, Debug)]
pub(super) struct Operand {
    pub text: String,
    pub quoted: bool,
    pub regex: Option<Regex>,
}

impl Operand {
    pub fn has_hole(&self) -> bool {
        self.text.contains(HOLE)
    }

    /// Whether nothing of it is known.
    pub fn is_hole(&self) -> bool {
        !self.text.is_empty() && self.text.chars().all(|c| c == HOLE)
    }

    /// The number that it is, where it is written without quotes.
    pub fn number(&self) -> Option<f64> {
        let numeric = !self.quoted
            && self.text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'));
        if numeric { self.text.parse().ok().filter(|number: &f64| number.is_finite()) } else { None }
    }
}

/// A word or phrase of an unstructured pattern.
#[derive(Debug)]
pub(super) struct Term {
    pub kind: TermKind,
    pub text: String,
    pub regex: Option<Regex>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TermKind {
    /// `word`: must be there.
    Required,
    /// `?word`: one of these must be there.
    Optional,
    /// `-word`: must not be there.
    Excluded,
}

impl Node {
    /// Calls `f` with every test in it.
    pub fn each_test<'n>(&'n self, f: &mut dyn FnMut(&'n Test)) {
        match self {
            Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|node| node.each_test(f)),
            Node::Test(test) => f(test),
            Node::Undecided => {}
        }
    }

    /// Whether a part of it is text that is not known.
    pub fn has_hole(&self) -> bool {
        match self {
            Node::All(nodes) | Node::Any(nodes) => nodes.iter().any(Node::has_hole),
            Node::Test(test) => {
                !test.selector.known
                    || match &test.predicate {
                        Predicate::Compare(_, operand) => operand.has_hole(),
                        predicate => matches!(predicate, Predicate::Undecided),
                    }
            }
            Node::Undecided => true,
        }
    }

    /// The same with a text in the place of each operand of which nothing is known, where its test is one of those.
    pub fn with_texts(&self, text: &str, is_meant: &dyn Fn(&Test) -> bool) -> Node {
        let each = |nodes: &[Node]| nodes.iter().map(|node| node.with_texts(text, is_meant)).collect();
        match self {
            Node::All(nodes) => Node::All(each(nodes)),
            Node::Any(nodes) => Node::Any(each(nodes)),
            Node::Test(test) => {
                let mut test = test.clone();
                let meant = is_meant(&test);
                if let Predicate::Compare(_, operand) = &mut test.predicate
                    && meant
                    && operand.is_hole()
                {
                    operand.text = text.to_owned();
                }
                Node::Test(test)
            }
            Node::Undecided => Node::Undecided,
        }
    }
}
