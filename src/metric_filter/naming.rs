//! Whether a pattern tries to notice what a control is about: whether it names one of the control's events or fields.
//!
//! A pattern that tries and does not cover is a mistake; one about something else is none. So a word counts only where
//! it points to this control: names that two services share count by the source that stands beside them, a wildcard
//! that fits events of several controls names none of them.

use super::control::Control;
use super::evaluate::wildcard_matches;
use super::pattern::{HOLE, Operand, Pattern, Predicate};

/// The words of a pattern, and the fields they stand beside.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Field (small letters) and word.
    pub pairs: Vec<(String, String)>,
    /// Whether there may be more, in text that is not known.
    pub open: bool,
}

/// Fields that say who calls, and where from.
const CALLERS: &[&str] = &[
    "awsRegion",
    "recipientAccountId",
    "sourceIPAddress",
    "userAgent",
    "userIdentity.accessKeyId",
    "userIdentity.accountId",
    "userIdentity.arn",
    "userIdentity.principalId",
    "userIdentity.userName",
    "vpcEndpointId",
];

const ORGANIZATIONS: &str = "organizations.amazonaws.com";

impl Words {
    /// The words of a pattern.
    pub fn of(pattern: &Pattern) -> Words {
        let mut words = Words::default();
        match pattern {
            Pattern::Everything => {}
            Pattern::Json(node) => {
                node.each_test(&mut |test| {
                    let field = test.selector.dotted().unwrap_or_default();
                    match &test.predicate {
                        // who and where from: no text there names an event
                        Predicate::Compare(_, operand) if CALLERS.contains(&&*field) => {
                            words.pairs.push((field.to_ascii_lowercase(), spelled(operand)));
                        }
                        Predicate::Compare(_, operand) => words.add(&field, &spelled(operand)),
                        _ => words.add(&field, ""),
                    }
                });
                words.open |= has_hole(node);
            }
            Pattern::Terms(terms) => terms.iter().for_each(|term| words.add("", &term.text)),
            Pattern::Columns(text) => text
                .split(|c: char| !(c.is_alphanumeric() || c == '.' || c == HOLE))
                .for_each(|word| words.add("", word)),
            Pattern::Undecided | Pattern::Refused(_) | Pattern::TooLong(_) => words.open = true,
        }
        words
    }

    /// Adds a word that stands beside a field.
    pub fn add(&mut self, field: &str, word: &str) {
        self.open |= word.contains(HOLE);
        self.pairs.push((field.to_ascii_lowercase(), word.to_owned()));
    }

    /// Whether they name what a control is about; `None` where text that is not known may.
    pub fn name(&self, control: Control) -> Option<bool> {
        let names = match control {
            Control::UnauthorizedApiCalls => self.pairs.iter().any(|(_, word)| {
                let word = word.to_ascii_lowercase();
                word.contains("accessdenied") || word.contains("unauthorized")
            }),
            Control::ConsoleSigninWithoutMfa => self.has_field("mfaused"),
            Control::RootUsage => self.has_word("Root"),
            Control::ConsoleAuthFailures => {
                self.has_word("Failed authentication")
                    || self.has_word("ConsoleLogin")
                        && (self.has_field("errormessage") || self.has_word("Failure"))
            }
            _ => self.pairs.iter().any(|(_, word)| self.names_event(word, control)),
        };
        if names { Some(true) } else { (!self.open).then_some(false) }
    }

    fn has_word(&self, wanted: &str) -> bool {
        self.pairs.iter().any(|(_, word)| word.eq_ignore_ascii_case(wanted))
    }

    fn has_field(&self, last: &str) -> bool {
        self.pairs.iter().any(|(field, _)| field.rsplit('.').next() == Some(last))
    }

    fn names_event(&self, word: &str, control: Control) -> bool {
        if word.is_empty() || word.contains(HOLE) {
            return false;
        }
        if word.contains('*') {
            let fits =
                |control: Control| control.events().iter().any(|event| wildcard_matches(word, event.label));
            return fits(control) && !Control::all().any(|other| other != control && fits(other));
        }
        let is_in =
            |control: Control| control.events().iter().any(|event| event.label.eq_ignore_ascii_case(word));
        let by_organizations = self.has_word(ORGANIZATIONS);
        is_in(control)
            && match control {
                Control::IamPolicyChanges => !by_organizations || !is_in(Control::OrganizationsChanges),
                Control::OrganizationsChanges => by_organizations || !is_in(Control::IamPolicyChanges),
                _ => true,
            }
    }
}

fn spelled(operand: &Operand) -> String {
    match &operand.regex {
        // near enough: a regular expression is searched for in the text
        Some(regex) => format!("*{}*", regex.as_str()),
        None => operand.text.clone(),
    }
}

fn has_hole(node: &super::pattern::Node) -> bool {
    use super::pattern::Node;
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().any(has_hole),
        Node::Test(test) => !test.selector.known || matches!(test.predicate, Predicate::Undecided),
        Node::Undecided => true,
    }
}
