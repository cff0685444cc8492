//! Words on a terminal: colour, where it is wanted, and wrapping.

/// Whether to colour.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) colour: bool,
}

pub(super) const BOLD: &str = "1";
pub(super) const DIM: &str = "2";
pub(super) const GREEN: &str = "32";
pub(super) const RED: &str = "31";
pub(super) const YELLOW: &str = "33";
pub(super) const BLUE: &str = "34";

impl Style {
    /// The text, painted with SGR parameters.
    pub(super) fn paint(self, parameters: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{parameters}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// Breaks lines at blanks so that each fits `width`, never inside a word; every line but the first starts with
/// `indent`, and the first is taken to start that far to the right too. A line's own indentation is kept.
pub(super) fn wrap(text: &str, indent: usize, width: usize) -> String {
    fill(text, indent, room(indent, width))
}

/// What is left of the width behind an indentation: words of a few letters fit always.
pub(super) fn room(indent: usize, width: usize) -> usize {
    width.saturating_sub(indent).max(20)
}

/// Text in lines of so many characters, each but the first behind an indentation that does not count.
pub(super) fn fill(text: &str, indent: usize, room: usize) -> String {
    // most text is one line that fits
    if text.len() <= room && !text.contains('\n') {
        return text.to_owned();
    }
    let mut wrapped = String::with_capacity(text.len() + 16);
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            wrapped.push('\n');
            wrapped.extend(std::iter::repeat_n(' ', if line.is_empty() { 0 } else { indent }));
        }
        let own = line.len() - line.trim_start_matches(' ').len();
        wrapped.push_str(&line[..own]);
        let mut used = own;
        for (position, word) in line[own..].split(' ').enumerate() {
            let length = word.chars().count();
            if position > 0 && used + 1 + length > room {
                wrapped.push('\n');
                wrapped.extend(std::iter::repeat_n(' ', indent));
                used = 0;
            } else if position > 0 {
                wrapped.push(' ');
                used += 1;
            }
            wrapped.push_str(word);
            used += length;
        }
    }
    wrapped
}

/// `1 rule`, `2 rules`.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks_and_keep_their_indentation() {
        assert_eq!(wrap("aaaa bbbb cccc dddd eeee", 2, 22), "aaaa bbbb cccc dddd\n  eeee");
        assert_eq!(wrap("set:\n    x = 1\n\ny", 2, 80), "set:\n      x = 1\n\n  y");
        assert_eq!(wrap(&"x".repeat(200), 0, 20).len(), 200);
    }
}
