//! Wildcards and unknown parts: covers all, meets some.

use super::super::evaluate::Extent;
use super::super::matching::{Outcome, relation};
use super::super::pattern::{Pattern, Reading};
use super::text;

/// Pattern of the policy, needed text, covers all of it, meets some of it.
const CASES: &[(&str, &str, &str, &str)] = &[
    ("a", "a", "yes", "yes"),
    ("a", "b", "no", "no"),
    ("", "", "yes", "yes"),
    ("", "a", "no", "no"),
    ("*", "", "yes", "yes"),
    ("*", "anything/at:all", "yes", "yes"),
    ("?", "", "no", "no"),
    ("?", "a", "yes", "yes"),
    ("?", "ab", "no", "no"),
    ("a*", "abc", "yes", "yes"),
    ("a*c", "abc", "yes", "yes"),
    ("a*c", "abcd", "no", "no"),
    ("*b*", "abc", "yes", "yes"),
    ("a**c", "ac", "yes", "yes"),
    ("a", "a*", "no", "yes"),
    ("a*", "a*", "yes", "yes"),
    ("a*", "ab*", "yes", "yes"),
    ("ab*", "a*", "no", "yes"),
    ("a?", "a*", "no", "yes"),
    ("a?*", "a*", "no", "yes"),
    ("*", "*", "yes", "yes"),
    ("?*", "*a", "?", "yes"),
    ("b", "a*", "no", "no"),
    ("*.log", "a/*", "no", "yes"),
    ("a/*.gz", "a/b*", "no", "yes"),
    ("x*", "y*", "no", "no"),
    ("arn:aws:s3:::b/AWSLogs/*", "arn:aws:s3:::b/AWSLogs/111122223333/*", "yes", "yes"),
    ("arn:aws:s3:::b*", "arn:aws:s3:::b/AWSLogs/111122223333/*", "yes", "yes"),
    ("arn:aws:s3:::b*", "arn:aws:s3:::b", "yes", "yes"),
    ("arn:aws:s3:::b/*", "arn:aws:s3:::b", "no", "no"),
    ("arn:aws:s3:::b", "arn:aws:s3:::b/x", "no", "no"),
    ("arn:aws:s3:::b/*/AWSLogs/1/*", "arn:aws:s3:::b/p/q/AWSLogs/1/*", "yes", "yes"),
    ("arn:aws:s3:::b/*/AWSLogs/1/*", "arn:aws:s3:::b/AWSLogs/1/*", "no", "yes"),
    ("arn:aws:s3:::b/AWSLogs/1/CloudTrail/*", "arn:aws:s3:::b/AWSLogs/1/*", "no", "yes"),
    ("arn:aws:s3:::b/manual/*", "arn:aws:s3:::b/AWSLogs/1/*", "no", "no"),
    ("arn:*:s3:::b/*", "arn:aws:s3:::b/AWSLogs/1/*", "yes", "yes"),
    // the same unknown part is the same text
    ("<bucket>/*", "<bucket>/AWSLogs/<account>/*", "yes", "yes"),
    ("<bucket>/AWSLogs/<account>/*", "<bucket>/AWSLogs/<account>/*", "yes", "yes"),
    ("<bucket>/AWSLogs/*", "<bucket>/AWSLogs/<account>/*", "yes", "yes"),
    ("<bucket>/cloudtrail/AWSLogs/<account>/*", "<bucket>/AWSLogs/<account>/*", "no", "no"),
    ("<bucket>/AWSLogs/<account>/", "<bucket>/AWSLogs/<account>/*", "no", "yes"),
    ("<bucket>", "<bucket>/AWSLogs/<account>/*", "no", "no"),
    ("*", "<bucket>/AWSLogs/<account>/*", "yes", "yes"),
    ("arn:*:s3:::<bucket>/*", "arn:aws:s3:::<bucket>/AWSLogs/<account>/*", "yes", "yes"),
    // another one may be it
    ("<other>/*", "<bucket>/AWSLogs/<account>/*", "?", "?"),
    ("<var.arn>", "<bucket>/*", "?", "?"),
    ("<var.arn>", "*", "?", "yes"),
    ("arn:aws:s3:::b/<var.prefix>/AWSLogs/*", "arn:aws:s3:::b/audit/AWSLogs/1/*", "?", "?"),
    ("arn:aws:s3:::b/<var.prefix>", "arn:aws:s3:::c/audit", "no", "no"),
    ("arn:aws:s3:::b/audit/*", "arn:aws:s3:::b/<var.prefix>/*", "?", "?"),
    ("arn:aws:s3:::b/*", "arn:aws:s3:::b/<var.prefix>/*", "yes", "yes"),
    // an account has twelve digits, an organization is no account
    ("b/AWSLogs/111122223333/*", "b/AWSLogs/<account>/*", "?", "?"),
    ("b/AWSLogs/1111/*", "b/AWSLogs/<account>/*", "no", "no"),
    ("b/AWSLogs/a11122223333/*", "b/AWSLogs/<account>/*", "no", "no"),
    ("b/AWSLogs/????????????/*", "b/AWSLogs/<account>/*", "?", "?"),
    ("b/AWSLogs/<account>/*", "b/AWSLogs/<org>/*", "no", "no"),
    ("b/AWSLogs/<org>/*", "b/AWSLogs/<org>/*", "yes", "yes"),
    ("b/AWSLogs/o-*/*", "b/AWSLogs/<org>/*", "yes", "yes"),
    ("b/AWSLogs/o-abc/*", "b/AWSLogs/<org>/*", "?", "?"),
    ("logs.eu-west-1.x", "logs.<region>.x", "?", "?"),
    ("logs.EU.x", "logs.<region>.x", "no", "no"),
    ("logs.a/b.x", "logs.<region>.x", "no", "no"),
    ("logs.*.x", "logs.<region>.x", "yes", "yes"),
    // a reference that ends in `:*` is a pattern by itself
    ("<group>", "<group>", "yes", "yes"),
];

#[test]
fn patterns_cover_and_meet() {
    let mut wrong = Vec::new();
    for (pattern, needed, all, some) in CASES {
        let read = |written| Pattern::read(&text(written), Reading::WILD).unwrap();
        for (extent, wanted) in [(Extent::All, all), (Extent::Some, some)] {
            let said = match relation(&read(pattern), &read(needed), extent) {
                Outcome::Yes => "yes",
                Outcome::No => "no",
                Outcome::Unknown(_) => "?",
            };
            // less decided is not wrong, but is worth a look: the table says what is expected
            if said != *wanted {
                wrong.push(format!("{pattern} on {needed}, {extent:?}: {said}, wanted {wanted}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
