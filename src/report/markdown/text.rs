//! Text from analysed files as Markdown that is shown as it was written.
//!
//! An entity is never read as markup, so every character that could begin some is written as one. GitHub looks for
//! mentions and references in the page that comes out, but not inside code: `@` and `#` stand there.

use crate::report::visible;

/// Longer text is cut: it comes from files, and a page has to stay readable.
const LONGEST: usize = 400;

/// Text as code.
pub(super) fn code(text: &str) -> String {
    let text = cut(&visible::line(text));
    let simple = !text.is_empty() && text.trim() == text && !text.contains(['`', '|', '\\']);
    // what stands in a code span is not read at all, but for a `|` in a table
    if simple { format!("`{text}`") } else { format!("<code>{}</code>", escaped(&text, "&#64;", "&#35;")) }
}

/// Text with names in back-ticks.
pub(super) fn prose(text: &str) -> String {
    let text = cut(&visible::line(text));
    let mut out = String::with_capacity(text.len() + 16);
    let parts: Vec<&str> = text.split('`').collect();
    for (number, part) in parts.iter().enumerate() {
        let inside = number % 2 == 1;
        if inside && number + 1 < parts.len() {
            out.push_str(&code(part));
        } else {
            // the last back-tick has no partner: it is text
            out.push_str(if inside { "&#96;" } else { "" });
            out.push_str(&plain(part));
        }
    }
    out
}

fn plain(part: &str) -> String {
    escaped(part, "<code>@</code>", "<code>#</code>")
}

/// Characters that Markdown, HTML or a forge act on somewhere in a line become entities.
fn escaped(text: &str, at: &str, number: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str(at),
            '#' => out.push_str(number),
            '*' | '_' | '[' | ']' | '\\' | '~' | '|' | '$' | '`' => {
                out.push_str(&format!("&#{};", u32::from(character)));
            }
            other => out.push(other),
        }
    }
    // addresses become links by themselves, between tags too
    out.replace("://", ":&#47;&#47;").replace("www.", "www&#46;")
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        for (given, shown) in [
            ("trail `audit` records one Region", "trail `audit` records one Region"),
            ("a `b|c` d", "a <code>b&#124;c</code> d"),
            ("`a", "&#96;a"),
            (
                "see https://x.y @team #1 <b>",
                "see https:&#47;&#47;x.y <code>@</code>team <code>#</code>1 &lt;b&gt;",
            ),
            ("[x](y) *z*", "&#91;x&#93;(y) &#42;z&#42;"),
        ] {
            assert_eq!(prose(given), shown);
        }
        assert_eq!(code("a`b@#"), "<code>a&#96;b&#64;&#35;</code>");
        assert_eq!(code(&"x".repeat(1000)).chars().count(), LONGEST + 3);
    }
}
