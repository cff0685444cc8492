//! What a text is certainly made of: characters of a set, so and so many of them.

/// A set of characters: small letters, capitals, digits, `-`, `_` and `.` each wholly in it or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alphabet(u8);

impl Alphabet {
    /// `a` to `z`
    pub const SMALL: Alphabet = Alphabet(1);
    /// `A` to `Z`
    pub const CAPITAL: Alphabet = Alphabet(2);
    /// `0` to `9`
    pub const DIGITS: Alphabet = Alphabet(4);
    /// No characters.
    pub const NONE: Alphabet = Alphabet(0);
    /// Letters and digits.
    pub const ALPHANUMERIC: Alphabet = Alphabet(7);

    /// The characters of both.
    #[must_use]
    pub const fn and(self, other: Alphabet) -> Alphabet {
        Alphabet(self.0 | other.0)
    }

    /// The smallest set that has a character; `None` where none has.
    pub fn with(c: char) -> Option<Alphabet> {
        Some(match c {
            'a'..='z' => Alphabet::SMALL,
            'A'..='Z' => Alphabet::CAPITAL,
            '0'..='9' => Alphabet::DIGITS,
            '-' => Alphabet(8),
            '_' => Alphabet(16),
            '.' => Alphabet(32),
            _ => return None,
        })
    }

    /// Whether it has a character.
    pub fn has(self, c: char) -> bool {
        Alphabet::with(c).is_some_and(|needed| needed.is_within(self))
    }

    /// Whether the other one has all of its characters.
    pub const fn is_within(self, other: Alphabet) -> bool {
        self.0 & !other.0 == 0
    }
}

/// What a text is certainly made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letters {
    /// It has no other characters.
    pub alphabet: Alphabet,
    /// It has at least that many.
    pub least: usize,
    /// It has at most that many, where that is known.
    pub most: Option<usize>,
}

/// Longest text that lengths are counted for.
const LONGEST: usize = 100_000;

impl Letters {
    /// Exactly that many of an alphabet.
    pub fn exactly(count: usize, alphabet: Alphabet) -> Self {
        Letters { alphabet, least: count, most: Some(count) }
    }

    /// The id of an account: <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html>
    pub fn of_account() -> Self {
        Letters::exactly(12, Alphabet::DIGITS)
    }

    /// Whether a text may be one of these.
    pub fn allow(self, text: &str) -> bool {
        let count = text.chars().count();
        count >= self.least
            && self.most.is_none_or(|most| count <= most)
            && text.chars().all(|c| self.alphabet.has(c))
    }

    /// What a pattern that a text matches from its first to its last character says: `^[0-9]{12}$`. `None` where it
    /// is of another form.
    pub fn of_pattern(pattern: &str) -> Option<Self> {
        let mut rest = pattern.strip_prefix('^')?.strip_suffix('$')?;
        let mut letters = Letters { alphabet: Alphabet::NONE, least: 0, most: Some(0) };
        while !rest.is_empty() {
            let (alphabet, behind) = piece(rest)?;
            let (least, most, behind) = counted(behind)?;
            letters.alphabet = letters.alphabet.and(alphabet);
            letters.least = letters.least.saturating_add(least);
            letters.most = letters.most.zip(most).map(|(all, most)| all.saturating_add(most));
            rest = behind;
        }
        (letters.least <= LONGEST).then_some(letters)
    }
}

/// One class or character at the beginning of a pattern, and what is behind it.
fn piece(pattern: &str) -> Option<(Alphabet, &str)> {
    if let Some(inner) = pattern.strip_prefix('[') {
        let (class, behind) = inner.split_once(']')?;
        return Some((class_of(class)?, behind));
    }
    if let Some(behind) = pattern.strip_prefix("\\d") {
        return Some((Alphabet::DIGITS, behind));
    }
    if let Some(behind) = pattern.strip_prefix("\\w") {
        return Some((Alphabet::ALPHANUMERIC.and(Alphabet::with('_')?), behind));
    }
    let unescaped = pattern.strip_prefix('\\');
    let c = unescaped.unwrap_or(pattern).chars().next()?;
    let is_plain = match unescaped {
        Some(_) => matches!(c, '-' | '_' | '.'),
        None => c != '.',
    };
    let behind = &unescaped.unwrap_or(pattern)[c.len_utf8()..];
    Alphabet::with(c).filter(|_| is_plain).map(|alphabet| (alphabet, behind))
}

/// `a-zA-Z0-9_.-`
fn class_of(class: &str) -> Option<Alphabet> {
    let mut alphabet = Alphabet::NONE;
    let mut rest = class;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        let (c, behind) = match (c, rest.chars().next()) {
            ('\\', Some('d')) => ('0', &rest[1..]),
            ('\\', Some('w')) => {
                alphabet = alphabet.and(Alphabet::ALPHANUMERIC);
                ('_', &rest[1..])
            }
            ('\\', Some(escaped @ ('-' | '_' | '.'))) => (escaped, &rest[1..]),
            _ => (c, rest),
        };
        let own = Alphabet::with(c)?;
        alphabet = alphabet.and(own);
        rest = behind;
        // a range stays within its letters; a dash at the end is one
        if let Some(end) = rest.strip_prefix('-').and_then(|rest| rest.chars().next()) {
            if Alphabet::with(end) != Some(own) || !c.is_ascii_alphanumeric() {
                return None;
            }
            rest = &rest[2..];
        }
    }
    Some(alphabet)
}

/// How often a piece stands, by what follows it, and what is behind that.
fn counted(pattern: &str) -> Option<(usize, Option<usize>, &str)> {
    let (least, most, behind) = match pattern.chars().next() {
        Some('+') => (1, None, &pattern[1..]),
        Some('*') => (0, None, &pattern[1..]),
        Some('?') => (0, Some(1), &pattern[1..]),
        Some('{') => {
            let (count, behind) = pattern[1..].split_once('}')?;
            let (least, most) = match count.split_once(',') {
                None => (count.parse().ok()?, Some(count.parse().ok()?)),
                Some((least, "")) => (least.parse().ok()?, None),
                Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
            };
            (least, most, behind)
        }
        _ => (1, Some(1), pattern),
    };
    // `+?` and `{2}+` are other things
    (behind.len() == pattern.len() || !behind.starts_with(['+', '*', '?', '{']))
        .then_some((least, most, behind))
}

#[cfg(test)]
mod tests {
    use super::{Alphabet, Letters};

    #[test]
    fn patterns_are_read_or_left_alone() {
        for (pattern, yes, no) in [
            ("^[0-9]{12}$", "111122223333", "11112222333"),
            ("^\\d{12}$", "111122223333", "*"),
            ("^[a-z][a-z0-9-]{2,4}$", "a-2", "a2"),
            ("^[\\w.-]+$", "A_b.c-9", "a*"),
            ("^prod-[a-f0-9]*$", "prod-", "prod*"),
            ("^a\\.b?$", "a.", "a/"),
        ] {
            let letters = Letters::of_pattern(pattern).expect(pattern);
            assert!(letters.allow(yes), "{pattern} {yes}");
            assert!(!letters.allow(no), "{pattern} {no}");
        }
        for pattern in [
            "[0-9]{12}",
            "^[0-9]{12}",
            "^.*$",
            "^a|b$",
            "^(a|b)$",
            "^[^a]$",
            "^[a-z*]$",
            "^[!-~]{3}$",
            "^\\D$",
            "^a+?$",
            "^[[:alpha:]]$",
            "^[a-]b]$",
            "^é$",
            "^a.c$",
            "^\\$",
        ] {
            assert_eq!(Letters::of_pattern(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn lengths_add_up() {
        let letters = Letters::of_pattern("^x[0-9]{2,3}y?$");
        let alphabet = Alphabet::SMALL.and(Alphabet::DIGITS);
        assert_eq!(letters, Some(Letters { alphabet, least: 3, most: Some(5) }));
    }
}
