//! Going on behind an error: where the next item starts, and which block has lost its closing brace.
//!
//! Only used where the text is wrong already, so it may guess from indentation; valid text never depends on it.

use super::{Parser, clipped};
use crate::source::{Problem, Span};
use crate::syntax::hcl::lexer::Lexer;

/// What recovery remembers.
#[derive(Debug, Default)]
pub(super) struct Recovery {
    /// Some block has no end: from now on indentation and headers at the start of a line end blocks.
    careful: bool,
    /// A block without end was met, before we were careful.
    ran_out: bool,
    /// Where blocks were ended without a brace the last time.
    cut_at: Option<usize>,
    /// A heredoc without end: its text cannot be told from what follows, up to the next block of the file.
    lost: bool,
    /// Bytes read more than once.
    read_again: usize,
}

impl Recovery {
    /// Whether the current block of the file is to be read again, with care.
    pub fn start_over(&mut self) -> bool {
        self.careful |= self.ran_out;
        std::mem::take(&mut self.ran_out)
    }

    /// Whether a block was ended here without its brace.
    pub fn block_was_cut(&self, position: usize) -> bool {
        self.cut_at == Some(position)
    }
}

/// The blocks of a Terraform file, and how many labels they have.
const FILE_BLOCKS: &[(&str, usize)] = &[
    ("check", 1),
    ("data", 2),
    ("ephemeral", 2),
    ("import", 0),
    ("locals", 0),
    ("module", 1),
    ("moved", 0),
    ("output", 1),
    ("provider", 1),
    ("removed", 0),
    ("resource", 2),
    ("run", 1),
    ("terraform", 0),
    ("variable", 1),
];

impl Parser<'_> {
    /// The text of a heredoc has no end.
    pub fn lose_track(&mut self) {
        self.recovery.lost = true;
    }

    /// Goes behind the item that starts at `start` and has an error somewhere.
    pub(super) fn recover(&mut self, start: usize) {
        let reached = self.lexer.position;
        self.lexer.line_end_counts = true;
        self.lexer.position = start;
        let read_to = if std::mem::take(&mut self.recovery.lost) {
            self.skip_to_file_block();
            self.lexer.text.len()
        } else {
            skip_item(&mut self.lexer)
        };
        self.recovery.read_again += reached.max(read_to) - start + self.lexer.column(start);
        if self.recovery.read_again > 4 * self.lexer.text.len() + 65_536 {
            let span = self.span(start, self.lexer.text.len());
            self.problems.push(Problem::limit(span, "too many errors: the rest of the file is not read"));
            self.lexer.position = self.lexer.text.len();
            self.recovery.careful = true;
        }
    }

    fn skip_to_file_block(&mut self) {
        self.recovery.careful = true;
        loop {
            self.lexer.skip_to_line_end();
            self.lexer.position += self.lexer.line_end();
            if self.lexer.peek().is_none() || is_file_block(&self.lexer) {
                return;
            }
        }
    }

    /// Whether the block of that header ends here without a brace.
    pub(super) fn is_unclosed(&mut self, header: Span) -> bool {
        let at_end = self.lexer.peek().is_none();
        if !self.recovery.careful {
            self.recovery.ran_out |= at_end;
            return at_end;
        }
        let unclosed = at_end || is_file_block(&self.lexer) || self.brace_is_of_an_outer_block(header);
        if unclosed && !self.recovery.block_was_cut(self.lexer.position) {
            self.recovery.cut_at = Some(self.lexer.position);
            self.report_unclosed(header);
        }
        unclosed
    }

    fn report_unclosed(&mut self, header: Span) {
        if self.is_full() {
            return;
        }
        let text = self.lexer.text;
        let line = 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..header.start as usize]).count();
        let name = clipped(&text[header.range()]);
        let message = format!("block `{name}`, opened on line {line}, is not closed, expected `}}`");
        self.report::<()>(Problem::syntax(header, message));
    }

    fn brace_is_of_an_outer_block(&self, header: Span) -> bool {
        let (brace, header) = (self.lexer.position, header.start as usize);
        self.lexer.peek() == Some(b'}')
            && self.lexer.is_first_on_line(brace)
            && self.lexer.is_first_on_line(header)
            && self.lexer.column(brace) < self.lexer.column(header)
    }
}

/// Skips brackets, strings, comments and heredocs up to a line that starts the next item, or to a brace that
/// closes the block. Gives how far it has looked.
fn skip_item(lexer: &mut Lexer) -> usize {
    let indent = lexer.column(lexer.position);
    let mut open = 0_usize;
    let mut looked = lexer.position;
    while let Some(byte) = lexer.peek() {
        match byte {
            b'}' if open == 0 => break,
            b'\n' => {
                lexer.position += 1;
                if next_item_starts(lexer, open > 0, indent) {
                    break;
                }
            }
            b'"' => skip_string(lexer),
            b'#' => lexer.skip_to_line_end(),
            b'/' if lexer.is_at("//") => lexer.skip_to_line_end(),
            b'/' if lexer.skip_inline_comment() => {}
            b'<' if looked < lexer.text.len() && lexer.is_at("<<") => {
                if !skip_heredoc(lexer) {
                    looked = lexer.text.len();
                }
            }
            b'(' | b'[' | b'{' => {
                open += 1;
                lexer.position += 1;
            }
            b')' | b']' | b'}' => {
                open = open.saturating_sub(1);
                lexer.position += 1;
            }
            _ => lexer.position += 1,
        }
    }
    looked.max(lexer.position)
}

/// Whether the line that starts here is the next item of the body or its end. With brackets open it is only where
/// it is indented no deeper than the item that is skipped.
fn next_item_starts(lexer: &Lexer, brackets_open: bool, indent: usize) -> bool {
    let mut ahead = Lexer::new(lexer.text, lexer.position);
    while matches!(ahead.peek(), Some(b' ' | b'\t')) {
        ahead.position += 1;
    }
    let column = ahead.position - lexer.position;
    if ahead.peek() == Some(b'}') {
        return !brackets_open || column < indent;
    }
    if ahead.identifier().is_none() || brackets_open && column > indent {
        return false;
    }
    while matches!(ahead.peek(), Some(b' ' | b'\t')) {
        ahead.position += 1;
    }
    ahead.is_at_equals() || matches!(ahead.peek(), Some(b'{' | b'"')) || ahead.identifier().is_some()
}

/// Skips a quoted string, at most to the end of its line.
fn skip_string(lexer: &mut Lexer) {
    lexer.position += 1;
    let mut interpolations = 0_usize;
    let mut nested = false;
    while let Some(byte) = lexer.peek() {
        lexer.position += 1;
        match byte {
            b'\n' => {
                lexer.position -= 1;
                return;
            }
            b'\\' if lexer.peek().is_some_and(|next| next != b'\n') => lexer.position += 1,
            b'$' | b'%' if !nested && lexer.peek() == Some(b'{') => {
                interpolations += 1;
                lexer.position += 1;
            }
            b'}' if !nested => interpolations = interpolations.saturating_sub(1),
            b'"' if interpolations == 0 => return,
            b'"' => nested = !nested,
            _ => {}
        }
    }
}

/// Skips a heredoc; one without end is not skipped but for its `<<`, and gives `false`.
fn skip_heredoc(lexer: &mut Lexer) -> bool {
    lexer.position += 2;
    let start = lexer.position;
    if lexer.peek() == Some(b'-') {
        lexer.position += 1;
    }
    let tag = lexer.identifier();
    let mut rest = Lexer::new(lexer.text, lexer.position);
    lexer.position = start;
    let Some(tag) = tag else { return true };
    while rest.line_end() > 0 {
        rest.position += rest.line_end();
        let line = rest.position;
        rest.skip_to_line_end();
        if rest.text[line..rest.position].trim() == tag {
            lexer.position = rest.position;
            return true;
        }
    }
    rest.position < rest.text.len()
}

/// Whether a block of the file starts here, in the first column.
fn is_file_block(lexer: &Lexer) -> bool {
    let before = &lexer.text[..lexer.position];
    if !before.is_empty() && !before.ends_with('\n') && before != "\u{feff}" {
        return false;
    }
    let mut ahead = Lexer::new(lexer.text, lexer.position);
    let Some(kind) = ahead.identifier() else { return false };
    let Some((_, labels)) = FILE_BLOCKS.iter().find(|(name, _)| *name == kind) else { return false };
    for _ in 0..*labels {
        ahead.skip_blank();
        if ahead.peek() == Some(b'"') {
            skip_string(&mut ahead);
        } else if ahead.identifier().is_none() {
            return false;
        }
    }
    ahead.skip_blank();
    ahead.peek() == Some(b'{')
}
