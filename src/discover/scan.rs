//! What a file's bytes say without parsing them: whether they hold a needle, and what they look like.

use super::Needles;
use super::source::{ModuleSource, sources};
use memchr::memmem::Finder;
use std::borrow::Cow;

/// What types of resources begin with.
const TYPE_PREFIX: &str = "AWS::";

/// Types that hold templates, behind the prefix.
const PARENTS: &[&str] = &["CloudFormation::Stack", "Serverless::Application"];

/// All that is searched for, made ready once.
pub(super) struct Scanner {
    // a search for each needle: three by vector instructions cost less than one by an automaton
    terraform: Vec<Finder<'static>>,
    cloudformation: Vec<Finder<'static>>,
    module_sources: &'static [&'static str],
    amazon: Finder<'static>,
    format_version: Finder<'static>,
    resources: Finder<'static>,
    resource_type: Finder<'static>,
    /// What is looked for behind each [`TYPE_PREFIX`]: one search for it serves all these.
    types: Vec<&'static str>,
    /// What the names begin with that are looked for there.
    begin: Vec<[u8; 2]>,
    transform: Finder<'static>,
    import: Finder<'static>,
    export: Finder<'static>,
    plan_version: Finder<'static>,
    planned_values: Finder<'static>,
    resource_changes: Finder<'static>,
}

/// What a configuration file's bytes say.
#[derive(Debug, Default)]
pub(super) struct ConfigurationScan {
    pub(super) needle: bool,
    pub(super) sources: Vec<ModuleSource>,
}

/// What a document's bytes say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DocumentScan {
    /// Looks like a CloudFormation template.
    pub(super) template: bool,
    /// Looks like a plan.
    pub(super) plan: bool,
    /// Holds a needle of its own language, or breaks off and may have held one.
    pub(super) needle: bool,
    /// Is a template that has nested ones or rolls out others.
    pub(super) parent: bool,
    /// Reads what other stacks export; looked for only in what matters.
    pub(super) imports: bool,
    /// Is a template that may be broken: its brackets or quotes do not add up, a tab indents it, it names no type.
    pub(super) doubtful: bool,
}

impl Scanner {
    pub(super) fn new(needles: &Needles) -> Self {
        let finders =
            |own: &'static [&'static str]| own.iter().chain(needles.both).map(Finder::new).collect();
        let (types, others): (Vec<&'static str>, Vec<&'static str>) = (needles.cloudformation.iter())
            .chain(needles.both)
            .partition(|needle| needle.starts_with(TYPE_PREFIX));
        // in any letters, and with too few colons at the end: a type that is misspelt is told
        let behind = |needle: &&'static str| Some(needle.strip_prefix(TYPE_PREFIX)?.trim_end_matches(':'));
        let types: Vec<&'static str> = types.iter().filter_map(behind).collect();
        Scanner {
            terraform: finders(needles.terraform),
            cloudformation: others.into_iter().map(Finder::new).collect(),
            module_sources: needles.module_sources,
            amazon: Finder::new("AWS"),
            format_version: Finder::new("AWSTemplateFormatVersion"),
            // `resources`, `Resource`: a section by a wrong name is told
            resources: Finder::new("esource"),
            resource_type: Finder::new(TYPE_PREFIX),
            begin: types
                .iter()
                .chain(PARENTS)
                .filter_map(|kind| kind.as_bytes().first_chunk().copied())
                .map(small)
                .collect(),
            types,
            transform: Finder::new("Transform"),
            import: Finder::new("ImportValue"),
            export: Finder::new("Export"),
            plan_version: Finder::new("\"format_version\""),
            planned_values: Finder::new("\"planned_values\""),
            resource_changes: Finder::new("\"resource_changes\""),
        }
    }

    /// Looks at Terraform configuration.
    pub(super) fn configuration(&self, bytes: &[u8], json: bool) -> ConfigurationScan {
        let (text, _) = utf8(bytes);
        ConfigurationScan { needle: found(&self.terraform, &text), sources: sources(&text, json) }
    }

    /// Looks at what may be a template or a plan.
    pub(super) fn document(&self, bytes: &[u8]) -> DocumentScan {
        let (text, broken) = utf8(bytes);
        let text = &text[..];
        let is = |finder: &Finder<'_>| finder.find(text).is_some();
        if is(&self.amazon) {
            let typed = is(&self.resource_type);
            let versioned = is(&self.format_version);
            if versioned || typed && (is(&self.resources) || is(&self.transform)) {
                let (named, parent) = if typed { self.types_in(text) } else { (false, false) };
                let needle = named || broken || found(&self.cloudformation, text) || breaks_off(text);
                let doubtful = !needle && !parent && (!typed || unbalanced(text));
                let imports = (needle || parent) && is(&self.import);
                return DocumentScan { template: true, needle, parent, doubtful, imports, plan: false };
            }
        }
        let plan = text.trim_ascii_start().first().is_some_and(|byte| matches!(byte, b'{' | 0xEF))
            && is(&self.plan_version)
            && (is(&self.planned_values) || is(&self.resource_changes));
        let needle = plan && (broken || found(&self.terraform, text) || breaks_off(text));
        DocumentScan { plan, needle, ..DocumentScan::default() }
    }

    /// Whether a template may export something, or nest one that does.
    pub(super) fn exports(&self, bytes: &[u8]) -> bool {
        let (text, _) = utf8(bytes);
        self.export.find(&text).is_some() || self.types_in(&text).1
    }

    /// Whether a text names a type that is searched for, and one that holds templates.
    fn types_in(&self, text: &[u8]) -> (bool, bool) {
        let (mut needle, mut parent) = (false, false);
        // one letter of the prefix, which seldom stands elsewhere, is found with less ado than the whole of it
        for at in memchr::memchr_iter(TYPE_PREFIX.as_bytes()[1], text) {
            let Some(name) = at.checked_sub(1).and_then(|at| text[at..].strip_prefix(TYPE_PREFIX.as_bytes()))
            else {
                continue;
            };
            // of the hundreds of types that a template names, most begin otherwise than all of these
            if !name.first_chunk().is_some_and(|first| self.begin.contains(&small(*first))) {
                continue;
            }
            let begins_with = |kind: &str| {
                name.get(..kind.len()).is_some_and(|start| start.eq_ignore_ascii_case(kind.as_bytes()))
            };
            needle |= self.types.iter().any(|kind| begins_with(kind));
            parent |= PARENTS.iter().any(|kind| name.starts_with(kind.as_bytes()));
            if needle && parent {
                break;
            }
        }
        (needle, parent)
    }

    /// Whether a module's address promises what is searched for.
    pub(super) fn promises(&self, address: &str) -> bool {
        let address = address.to_lowercase();
        self.module_sources.iter().any(|hint| address.contains(hint))
    }
}

fn small(letters: [u8; 2]) -> [u8; 2] {
    letters.map(|letter| letter.to_ascii_lowercase())
}

fn found(needles: &[Finder<'_>], text: &[u8]) -> bool {
    needles.iter().any(|needle| needle.find(text).is_some())
}

/// The text in UTF-8: as it is, or out of UTF-16, which begins with its mark or, being ASCII at first, with a zero
/// in one of the first two bytes; and whether that text is broken.
fn utf8(bytes: &[u8]) -> (Cow<'_, [u8]>, bool) {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xFF, 0xFE, ..] | [1..=0xFF, 0, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] | [0, 1..=0xFF, ..] => u16::from_be_bytes,
        _ => return (Cow::Borrowed(bytes), false),
    };
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let mut broken = bytes.len() % 2 == 1;
    let text: String = char::decode_utf16(units)
        .map(|char| {
            broken |= char.is_err();
            char.unwrap_or(char::REPLACEMENT_CHARACTER)
        })
        .collect();
    (Cow::Owned(text.into_bytes()), broken)
}

/// Whether it is JSON without its end. Text that a program has yet to fill in begins otherwise.
fn breaks_off(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text).trim_ascii();
    let object = text.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    object.is_some_and(|rest| matches!(rest.first(), None | Some(b'"'))) && text.last() != Some(&b'}')
}

/// So many bytes are looked at side by side, as vector instructions do.
const LANES: usize = 16;
/// So many bytes of a lane are summed up in one signed byte.
const ROWS: usize = 120;

/// What the bytes of a text add up to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    /// How many more braces open than close.
    braces: i64,
    /// The same of brackets.
    brackets: i64,
    /// How many double quotes there are.
    quotes: i64,
    /// Whether a tab or anything beyond ASCII is among them.
    odd: bool,
}

impl Tally {
    /// In one pass: each lane sums up its own bytes.
    fn of(text: &[u8]) -> Self {
        let mut tally = Tally::default();
        let (rows, rest) = text.as_chunks::<LANES>();
        for rows in rows.chunks(ROWS) {
            tally.add(rows);
        }
        let mut last = [0; LANES];
        last[..rest.len()].copy_from_slice(rest);
        tally.add(&[last]);
        tally
    }

    fn add(&mut self, rows: &[[u8; LANES]]) {
        let [mut braces, mut brackets, mut quotes] = [[0i8; LANES]; 3];
        // the highest bit of a byte beyond ASCII stays in what all of a lane have together
        let [mut all, mut tabs] = [[0u8; LANES]; 2];
        for row in rows {
            for (lane, byte) in row.iter().enumerate() {
                braces[lane] += i8::from(*byte == b'{') - i8::from(*byte == b'}');
                brackets[lane] += i8::from(*byte == b'[') - i8::from(*byte == b']');
                quotes[lane] += i8::from(*byte == b'"');
                all[lane] |= *byte;
                tabs[lane] |= u8::from(*byte == b'\t');
            }
        }
        let sum = |lanes: [i8; LANES]| lanes.into_iter().map(i64::from).sum::<i64>();
        self.braces += sum(braces);
        self.brackets += sum(brackets);
        self.quotes += sum(quotes);
        self.odd |= !all.is_ascii() || tabs != [0; LANES];
    }
}

/// Whether brackets or quotes do not add up, those in texts and comments counted too, or a tab indents a line that
/// is not JSON's.
fn unbalanced(text: &[u8]) -> bool {
    let tally = Tally::of(text);
    let json = text.trim_ascii_start().first() == Some(&b'{');
    tally.braces != 0
        || tally.brackets != 0
        || tally.quotes % 2 != 0
        || tally.odd && (!json && indented_by_tab(text) || std::str::from_utf8(text).is_err())
}

/// Whether a line begins with a tab, or with blanks and a tab.
fn indented_by_tab(text: &[u8]) -> bool {
    memchr::memchr_iter(b'\t', text).any(|tab| {
        let before = text[..tab].iter().rposition(|byte| *byte != b' ');
        before.is_none_or(|before| text[before] == b'\n')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanner() -> Scanner {
        Scanner::new(&Needles {
            terraform: &["aws_cloudtrail"],
            cloudformation: &["AWS::CloudTrail::"],
            both: &["cloudtrail.amazonaws.com"],
            module_sources: &["trail"],
        })
    }

    fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
        let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        let mark = mark.then_some('\u{feff}');
        mark.into_iter().chain(text.chars()).collect::<String>().encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn needles_are_found_in_utf_16() {
        for (little, mark) in [(true, true), (true, false), (false, true), (false, false)] {
            let bytes = utf16("resource \"aws_cloudtrail\" \"t\" {}", little, mark);
            assert!(scanner().configuration(&bytes, false).needle, "{little} {mark}");
            let plan =
                utf16("{\"format_version\":\"1.2\",\"planned_values\":\"aws_cloudtrail\"}", little, mark);
            let scan = scanner().document(&plan);
            assert!(scan.plan && scan.needle, "{little} {mark}");
        }
        assert!(!scanner().configuration(b"aws_cloud", false).needle);
        assert!(!scanner().configuration(b"\0", false).needle);
    }

    #[test]
    fn brackets_and_quotes_are_counted_at_every_place() {
        let text: Vec<u8> = (0..3 * LANES * ROWS + 7).map(|at| b"{}[]\"xy{["[at * at % 9]).collect();
        let whole = LANES * ROWS;
        let ranges = [0..text.len(), 0..whole, 5..11, 0..0, 3..2 * whole + 1];
        for text in ranges.map(|range| &text[range]).into_iter().chain([&b"{".repeat(2 * whole)[..]]) {
            let count = |wanted: u8| text.iter().filter(|byte| **byte == wanted).count() as i64;
            let plainly = Tally {
                braces: count(b'{') - count(b'}'),
                brackets: count(b'[') - count(b']'),
                quotes: count(b'"'),
                odd: false,
            };
            assert_eq!(Tally::of(text), plainly);
        }
    }

    #[test]
    fn an_odd_byte_is_seen_at_every_place() {
        for at in 0..2 * LANES + 3 {
            for odd in [b'\t', 0x80, 0xff] {
                let mut text = vec![b'x'; 2 * LANES + 3];
                text[at] = odd;
                assert!(Tally::of(&text).odd, "{odd} at {at}");
            }
        }
    }

    #[test]
    fn types_are_found_wherever_they_stand() {
        for (text, expected) in [
            ("AWS::CloudTrail::Trail", (true, false)),
            ("W AWS:: xAWS::CloudTrail::", (true, false)),
            ("WS::CloudTrail::", (false, false)),
            ("AWS::CloudFormation::Stack AWSAWS::CloudTrail::", (true, true)),
        ] {
            assert_eq!(scanner().types_in(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn documents_are_told_apart() {
        let none = DocumentScan::default();
        let template = DocumentScan { template: true, ..none };
        for (text, expected) in [
            ("apiVersion: v1\nkind: Service\n", none),
            ("{\"name\": \"pkg\"}", none),
            (
                "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n",
                DocumentScan { needle: true, ..template },
            ),
            ("Transform: AWS::Serverless-2016-10-31\nGlobals: {}\n", template),
            ("AWSTemplateFormatVersion: x\nResources: {B: {Type: AWS::S3::Bucket}}", template),
            (
                "AWSTemplateFormatVersion: x\nResources: {B: {Type: AWS::S3::Bucket}",
                DocumentScan { doubtful: true, ..template },
            ),
            (
                "AWSTemplateFormatVersion: x\nResources:\n  X: [\n",
                DocumentScan { doubtful: true, ..template },
            ),
            (
                "Resources:\n  N:\n    Type: AWS::CloudFormation::Stack\n",
                DocumentScan { parent: true, ..template },
            ),
            ("{\"format_version\":\"1\",\"resource_changes\":[]}", DocumentScan { plan: true, ..none }),
            (
                "\u{feff}{\"format_version\":\"1\",\"resource_changes\":\"aws_cloudtrail\"}",
                DocumentScan { plan: true, needle: true, ..none },
            ),
        ] {
            assert_eq!(scanner().document(text.as_bytes()), expected, "{text}");
        }
    }
}
