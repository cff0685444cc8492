//! What a Guard rule file may read of a resource, by its words: a property that is not among them, in no spelling, can
//! decide nothing. And what it compares with: the values at which an answer may change.
//!
//! It says too much where it is not sure, and never too little.

use crate::rule::guard_file::tokens::{Token, TokenKind, tokens};
use crate::rule::guard_file::{Part, PartKind, parts, references};
use std::collections::{BTreeMap, BTreeSet};

/// What a file, or a rule in it, reads.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// Whether it may read any property, and names of resources: through a wildcard, or the whole of `Properties`.
    everything: bool,
    /// Words that may name properties, alike in all spellings that Guard takes for one.
    words: BTreeSet<String>,
    /// Whether it asks something of which no sample tells the answer, nobody knows of what.
    opaque_everything: bool,
    /// Words in the lines that ask something like that: regular expressions, ranges, functions, other values.
    opaque: BTreeSet<String>,
    /// Strings that something may be compared with.
    pub texts: BTreeSet<String>,
    /// Numbers that something may be compared with.
    pub numbers: BTreeSet<i64>,
    /// Resource types that it names.
    types: BTreeSet<String>,
    /// Whether it may tell one of two alike from both.
    counts: bool,
    /// A section of templates other than `Resources` that it reads.
    pub section: Option<String>,
}

/// Words of the language, and of every resource: no properties.
const NO_PROPERTIES: &[&str] = &[
    "rule",
    "when",
    "let",
    "some",
    "exists",
    "empty",
    "in",
    "not",
    "or",
    "is_string",
    "is_list",
    "is_struct",
    "is_map",
    "is_bool",
    "is_int",
    "is_float",
    "is_null",
    "true",
    "false",
    "null",
    "properties",
];

/// Functions whose answer no sample tells.
const FUNCTIONS: &[&str] = &[
    "count",
    "join",
    "json_parse",
    "now",
    "parse_boolean",
    "parse_char",
    "parse_epoch",
    "parse_float",
    "parse_int",
    "parse_string",
    "regex_replace",
    "substring",
    "to_lower",
    "to_upper",
    "url_decode",
];

/// Sections of a template beside its resources.
const SECTIONS: &[&str] = &[
    "AWSTemplateFormatVersion",
    "Description",
    "Metadata",
    "Parameters",
    "Rules",
    "Mappings",
    "Conditions",
    "Transform",
    "Outputs",
    "Hooks",
];

/// What a file reads, and what each of its rules does.
#[derive(Clone, Debug, Default)]
pub(super) struct FileReading {
    pub file: Reading,
    rules: BTreeMap<String, Reading>,
}

impl FileReading {
    /// Of the text of a file.
    pub(super) fn of(text: &str) -> Self {
        let all = tokens(text);
        let parts = parts(&all);
        let mut file = Reading::default();
        file.take_in(&all);
        let mut rules: BTreeMap<String, Reading> = BTreeMap::new();
        for part in &parts {
            let Some(name) = part.name(&all) else { continue };
            let reading = rules.entry(name.to_owned()).or_default();
            // a rule that names others reads what they do
            let alone = references(&all, part, &parts).is_empty();
            let texts = if alone { with_variables(&all, *part, &parts) } else { parts.clone() };
            for part in texts {
                reading.take_in(&all[part.from..part.to]);
            }
        }
        FileReading { file, rules }
    }

    /// What a rule reads.
    pub(super) fn rule(&self, name: &str) -> &Reading {
        self.rules.get(name).unwrap_or(&self.file)
    }
}

/// A part, and what gives the variables their values that it reads.
fn with_variables(all: &[Token<'_>], part: Part, parts: &[Part]) -> Vec<Part> {
    let mut found = vec![part];
    let mut at = 0;
    while let Some(part) = found.get(at).copied() {
        at += 1;
        let read = |name: &str| {
            all[part.from..part.to].iter().any(|it| it.kind == TokenKind::Variable && it.text == name)
        };
        for other in parts
            .iter()
            .filter(|it| it.kind == PartKind::Assignment && !found.contains(it))
            .copied()
            .collect::<Vec<_>>()
        {
            if all.get(other.from + 1).is_some_and(|name| read(name.text)) {
                found.push(other);
            }
        }
    }
    found
}

impl Reading {
    /// Whether it may read whatever there is.
    pub(super) fn reads_everything(&self) -> bool {
        self.everything
    }

    /// Whether two resources that are alike are no more to it than one: it sees no names, and counts nothing.
    pub(super) fn takes_alike_for_one(&self) -> bool {
        !self.everything && !self.counts
    }

    /// Whether a text of that property is like any other that is not compared with and not empty.
    pub(super) fn takes_for_any(&self, property: &str, text: &str) -> bool {
        !text.is_empty() && !self.everything && !self.texts.contains(text) && !self.is_opaque(property)
    }

    /// Whether it may read the property of that name.
    pub(super) fn reads(&self, property: &str) -> bool {
        self.everything || alike_any(&self.words, property)
    }

    /// Whether it asks something of that property of which no sample tells the answer.
    pub(super) fn is_opaque(&self, property: &str) -> bool {
        self.opaque_everything || alike_any(&self.opaque, property)
    }

    /// The resource types that it names.
    pub(super) fn types(&self) -> impl Iterator<Item = &str> {
        self.types.iter().map(String::as_str)
    }

    /// Whether it may be about resources of that type.
    pub(super) fn may_be_about(&self, resource_type: &str) -> bool {
        self.types.is_empty() || self.types.contains(resource_type)
    }

    fn take_in(&mut self, all: &[Token<'_>]) {
        for line in all.chunk_by(|a, b| a.line == b.line) {
            self.take_in_line(line);
        }
        for (at, token) in all.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| &all[before]);
            let next = all.get(at + 1);
            match token.kind {
                TokenKind::String if token.text.starts_with("AWS::") => {
                    self.types.insert(token.text.to_owned());
                }
                TokenKind::String => {
                    self.texts.insert(token.text.to_owned());
                    // a key in quotes
                    self.words.insert(plain(token.text));
                }
                TokenKind::Number => {
                    let whole = token.text.split('.').next().unwrap_or_default();
                    self.numbers.extend(whole.parse::<i64>());
                }
                // a name that is given here
                TokenKind::Word if before.is_some_and(|it| it.is_word("let") || it.is_word("rule")) => {}
                TokenKind::Word if token.is_word("Resources") && !before.is_some_and(|it| it.is(".")) => {
                    // whatever is no `Resources.*` sees names
                    let all_of_them =
                        next.is_some_and(|it| it.is(".")) && all.get(at + 2).is_some_and(|it| it.is("*"));
                    self.everything |= !all_of_them;
                }
                TokenKind::Word => {
                    self.counts |= token.text.eq_ignore_ascii_case("count");
                    self.take_in_word(token, before, next);
                }
                TokenKind::Sign if token.is("*") => {
                    self.everything |= !is_harmless_wildcard(before, at.checked_sub(2).map(|it| &all[it]));
                }
                _ => {}
            }
        }
    }

    fn take_in_word(&mut self, token: &Token<'_>, before: Option<&Token<'_>>, next: Option<&Token<'_>>) {
        let is_key = before.is_some_and(|it| it.is("."));
        if token.text.contains("::") {
            self.types.insert(token.text.to_owned());
        } else if token.is_word("Properties") {
            let goes_on = next.is_some_and(|it| it.is(".") || it.is("{"));
            self.everything |= !goes_on;
        } else if matches!(token.text, "this" | "THIS" | "keys" | "KEYS") {
            self.everything = true;
        } else if !is_key && SECTIONS.contains(&token.text) && next.is_some_and(|it| it.is(".")) {
            // within a filter or block of resources it is theirs
            let of_template = token.text != "Metadata";
            self.section = self.section.take().or(of_template.then(|| token.text.to_owned()));
            self.words.insert(plain(token.text));
        } else if is_property(token.text) {
            self.words.insert(plain(token.text));
        }
    }

    /// Notes what a line asks that no sample answers.
    fn take_in_line(&mut self, line: &[Token<'_>]) {
        let compared = line.windows(2).enumerate().any(|(at, pair)| {
            let sign = ["=", "<", ">"].iter().any(|sign| pair[0].is(sign));
            // `let name = %other`
            let assigned = at == 2 && line.first().is_some_and(|it| it.is_word("let"));
            let of_list = pair[0].is_word("in") || pair[0].is_word("IN");
            let other = pair[1].kind == TokenKind::Variable || pair[1].is_word("Resources");
            // a text in a text is a part of it
            let in_text = of_list && pair[1].kind == TokenKind::String;
            in_text || other && (of_list || sign && !assigned)
        });
        // texts have an order
        let ordered = line.iter().any(|it| it.is("<") || it.is(">"))
            && line.iter().any(|it| it.kind == TokenKind::String);
        let asks = |(at, token): (usize, &Token<'_>)| {
            let called = line.get(at + 1).is_some_and(|it| it.is("("));
            match token.kind {
                TokenKind::Regex => true,
                TokenKind::Word => {
                    let ranged =
                        token.text == "r" && (called || line.get(at + 1).is_some_and(|it| it.is("[")));
                    ranged || called && FUNCTIONS.contains(&token.text)
                }
                _ => false,
            }
        };
        if !compared && !ordered && !line.iter().enumerate().any(asks) {
            return;
        }
        let words: Vec<&str> =
            line.iter().filter(|it| it.kind == TokenKind::Word).map(|it| it.text).collect();
        let properties: Vec<String> = words
            .iter()
            .filter(|it| is_property(it) && !FUNCTIONS.contains(it))
            .filter(|it| !["r", "Resources", "Type"].contains(it))
            .map(|it| plain(it))
            .collect();
        // of what is asked of types, samples tell everything
        let of_types = words.contains(&"Type") && !words.contains(&"Properties");
        self.opaque_everything |= properties.is_empty() && !of_types;
        self.opaque.extend(properties);
    }
}

/// Whether a word may be the name of a property.
fn is_property(word: &str) -> bool {
    !word.contains("::") && !NO_PROPERTIES.contains(&word.to_ascii_lowercase().as_str())
}

/// `Resources.*`, `Tags[*]` and `Metadata.guard.SuppressedRules.*` read no other properties than those named.
fn is_harmless_wildcard(before: Option<&Token<'_>>, word: Option<&Token<'_>>) -> bool {
    match before {
        Some(before) if before.is("[") => word.is_some_and(|it| {
            it.kind == TokenKind::Variable || it.kind == TokenKind::Word && it.text != "Properties"
        }),
        Some(before) if before.is(".") => {
            word.is_some_and(|it| it.kind == TokenKind::Word && it.text != "Properties")
        }
        _ => false,
    }
}

/// A name in the spelling that all of its spellings have in common.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether one of the words is that name in any spelling, singular and plural taken for the same.
fn alike_any(words: &BTreeSet<String>, name: &str) -> bool {
    let name = plain(name);
    let stem = |word: &str| word[..word.len().saturating_sub(3).max(word.len().min(4))].to_owned();
    let name = stem(&name);
    let near = words.range(name.chars().take(1).collect::<String>()..);
    near.take_while(|word| word.chars().next() == name.chars().next()).any(|word| {
        let word = stem(word);
        word.starts_with(&name) || name.starts_with(&word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_is_read() {
        let reading = |text: &str| FileReading::of(text).file;
        let plain = reading(
            "let t = Resources.*[ Type == 'AWS::CloudTrail::Trail' Metadata.guard.SuppressedRules not exists or Metadata.guard.SuppressedRules.* != 'A' ]\nrule A when %t !empty {\n  %t.Properties.KMSKeyId exists\n  %t.Properties { Tags[*].Key in ['a', 'b'] }\n}",
        );
        for (property, read) in [
            ("KMSKeyId", true),
            ("kms_key_id", true),
            ("Tags", true),
            ("TrailName", false),
            ("IsLogging", false),
        ] {
            assert_eq!(plain.reads(property), read, "{property}");
        }
        assert!(!plain.is_opaque("Tags") && plain.section.is_none());
        assert!(plain.may_be_about("AWS::CloudTrail::Trail") && !plain.may_be_about("AWS::S3::Bucket"));
        for wide in [
            "rule a {\n Resources.*.Properties.* exists\n}",
            "rule a {\n Resources.*.* exists\n}",
            "rule a {\n Resources.*.Properties { * exists }\n}",
            "let p = Resources.*.Properties\nrule a {\n %p.X exists\n}",
            "rule a {\n Resources[ keys == /x/ ].Properties.X exists\n}",
        ] {
            assert!(reading(wide).reads("TrailName"), "{wide}");
        }
    }

    #[test]
    fn what_samples_do_not_answer_is_opaque() {
        for (text, opaque, other) in [
            ("rule a {\n %t.Properties.Name == /^x/\n %t.Properties.Size == 3\n}", true, false),
            ("rule a {\n %t.Properties.Name in %names\n}", true, false),
            ("let n = %t.Properties.Name\nrule a {\n %n == /x/\n}", true, true),
            ("rule a {\n %t.Properties.Name == 'x'\n}", false, false),
            ("rule a {\n %t.Properties.Name in ['x', 'y']\n}", false, false),
            ("rule a {\n %t.Properties.Name in 'xyz'\n}", true, false),
            ("rule a {\n %t.Properties.Name >= '2012'\n %t.Properties.Size >= 3\n}", true, false),
            ("rule a {\n Resources.*[ Type == /S3/ ] exists\n}", false, false),
        ] {
            let reading = FileReading::of(text).file;
            assert_eq!((reading.is_opaque("Name"), reading.is_opaque("Size")), (opaque, other), "{text}");
        }
    }

    #[test]
    fn rules_read_what_the_rules_do_that_they_name() {
        let reading =
            FileReading::of("rule a {\n X.Name == /x/\n}\nrule b {\n X.Size exists\n}\nrule c {\n a\n}\n");
        assert!(reading.rule("a").is_opaque("Name") && !reading.rule("b").is_opaque("Name"));
        assert!(reading.rule("c").is_opaque("Name"));
    }
}
