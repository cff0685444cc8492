//! What the scanner's and the parser's errors are called here, and what to do about them.

use crate::source::{Problem, ProblemKind, Source, Span};
use granit_parser::{ErrorKind, ScanError};

const TAB: &str = "tab in the indentation";
const TAB_HELP: &str = "indent with spaces: YAML does not allow tabs";

/// The problem of a tab in the indentation.
pub(super) fn tab(span: Span) -> Problem {
    Problem::syntax(span, TAB).with_help(TAB_HELP)
}

/// An error of the event parser as a problem at its place.
pub(super) fn problem(source: &Source, error: &ScanError) -> Problem {
    let at = error.marker().byte_offset().unwrap_or(source.text.len());
    let at = if is_tab(error.kind()) { tab_near(&source.text, at) } else { at };
    let length = source.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let (message, help) = wording(error.kind());
    let kind = match error.kind() {
        ErrorKind::RecursionLimitExceeded => ProblemKind::Limit,
        _ => ProblemKind::Syntax,
    };
    let span = Span::new(source.id, at, at + length);
    Problem { kind, span, message, help: help.map(str::to_owned) }
}

fn is_tab(kind: &ErrorKind) -> bool {
    use ErrorKind::{TabInBlockIndentation, TabInIndentation, TabInPlainScalar, TabNotAllowed};
    matches!(kind, TabInBlockIndentation | TabInIndentation | TabInPlainScalar | TabNotAllowed)
}

/// Where the tab is that an error at `at` is about: in the indentation before it, or the next one. The parser points
/// behind the tab, or at the start of the value that goes on behind it.
fn tab_near(text: &str, at: usize) -> usize {
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let indentation = text[line..at].len() - text[line..at].trim_start_matches([' ', '\t']).len();
    let before = text[line..line + indentation].find('\t').map(|tab| line + tab);
    before.or_else(|| text[at..].find('\t').map(|tab| at + tab)).unwrap_or(at)
}

fn wording(kind: &ErrorKind) -> (String, Option<&'static str>) {
    let (message, help) = match kind {
        ErrorKind::MappingValueNotAllowed => {
            ("`:` is not allowed here", Some("put the value in quotes if it holds `: `, or start a new line"))
        }
        kind if is_tab(kind) => (TAB, Some(TAB_HELP)),
        ErrorKind::UnclosedQuotedScalar => ("the string that starts here has no closing quote", None),
        ErrorKind::InvalidQuotedScalarIndent => (
            "this line of a quoted string is not indented deeper than its key",
            Some("close the quote on the line before, or indent the line"),
        ),
        ErrorKind::DocumentIndicatorInQuotedScalar => {
            ("document marker inside a quoted string", Some("close the quote before it"))
        }
        ErrorKind::SimpleKeyExpected => (
            "expected `:` behind the key",
            Some("write `key: value`, or indent the line to continue the value above"),
        ),
        ErrorKind::InvalidSimpleKey => ("expected `:` behind the key on the same line", None),
        ErrorKind::ExpectedBlockMappingKey => {
            ("expected a key here", Some("indent it like the other keys of the mapping"))
        }
        ErrorKind::ExpectedBlockSequenceEntry => {
            ("expected `-` here", Some("indent it like the other items of the sequence"))
        }
        ErrorKind::ExpectedFlowMappingSeparator => ("expected `,` or `}`", None),
        ErrorKind::ExpectedFlowSequenceSeparator => ("expected `,` or `]`", None),
        ErrorKind::ExpectedDocumentStart => (
            "this text does not belong to the document above it",
            Some("indent it like the rest, or start a new document with `---`"),
        ),
        ErrorKind::ExpectedNodeContent => ("expected a value here", None),
        ErrorKind::UndeclaredTagHandle => ("the tag's handle is not declared", None),
        ErrorKind::RecursionLimitExceeded => ("nested too deep: the rest of the document is not read", None),
        ErrorKind::BlockSequenceEntryNotAllowed => {
            ("`-` is not allowed here", Some("start the sequence on a new line"))
        }
        ErrorKind::UnexpectedCharacter { character: '@' | '`' } => {
            ("a plain value cannot start with this character", Some("put the value in quotes"))
        }
        ErrorKind::UnexpectedCharacter { character: '%' } => {
            ("a plain value cannot start with `%`", Some("put the value in quotes"))
        }
        ErrorKind::InvalidColonPlacement => {
            ("`:` is not allowed here", Some("is a bracket above not closed?"))
        }
        ErrorKind::UnknownQuotedScalarEscape => (
            "unknown escape in a double-quoted string",
            Some("write `\\\\` for a backslash, or use single quotes"),
        ),
        ErrorKind::UnclosedFlowCollection { open } => {
            return (format!("`{open}` is never closed"), None);
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return (format!("`{open}` is closed by `{close}`"), None);
        }
        other => return (house_style(&other.to_string()), None),
    };
    (message.to_owned(), help)
}

/// The parser's own words with our quotation marks, without what it was doing.
fn house_style(message: &str) -> String {
    let what = match message.split_once(", ") {
        Some((doing, what)) if doing.starts_with("while ") => what,
        _ => message,
    };
    what.trim_end_matches('.').replace(['\'', '"'], "`")
}
