//! Text from analysed files as Markdown of an editor: shown as it was written, and never a link, a picture or a heading.
//!
//! Editors read Markdown each in its own way; code spans and escapes mean the same to all of them.
//! <https://spec.commonmark.org/0.31.2/#backslash-escapes>

use crate::report::visible;

/// Text as code. Back-ticks in it are fewer than those around it.
pub(super) fn code(text: &str) -> String {
    let text = visible::line(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let apart = text.starts_with('`') || text.ends_with('`') || text.trim().is_empty();
    let blank = if apart { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// Text with names in back-ticks.
pub(super) fn prose(text: &str) -> String {
    let text = visible::line(text);
    let parts: Vec<&str> = text.split('`').collect();
    let mut out = String::with_capacity(text.len() + 16);
    for (number, part) in parts.iter().enumerate() {
        let paired = number % 2 == 1 && number + 1 < parts.len();
        match paired && !part.is_empty() {
            true => out.push_str(&code(part)),
            false => {
                // one without a partner is text
                out.push_str(if number % 2 == 1 { "\\`" } else { "" });
                out.push_str(&escaped(part));
            }
        }
    }
    out
}

/// A link with that text, where the address is one that only shows something.
pub(super) fn link(text: &str, address: &str) -> String {
    let plain = !address.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\\".contains(c));
    let shows = ["https://", "http://", "file://"].iter().any(|scheme| address.starts_with(scheme));
    if plain && shows { format!("[{}](<{address}>)", escaped(text)) } else { escaped(text) }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for character in visible::line(text).chars() {
        if character.is_ascii_punctuation() && !",;'\"%=".contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`](x)``b"), "```a`](x)``b```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(prose("default of variable `a_b`"), "default of variable `a_b`");
        assert_eq!(prose("a `b ![x](https://y)"), "a \\`b \\!\\[x\\]\\(https\\:\\/\\/y\\)");
        assert_eq!(link("m.tf:1", "file:///a%20b/m.tf#L1"), "[m\\.tf\\:1](<file:///a%20b/m.tf#L1>)");
        assert_eq!(link("x", "command:evil"), "x");
        assert_eq!(link("x", "https://a>[y](z)"), "x");
    }
}
