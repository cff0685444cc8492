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
    begin: Beginnings,
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
            begin: Beginnings::of(types.iter().chain(PARENTS).copied()),
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
            if !name.first_chunk().is_some_and(|first| self.begin.may_be(*first)) {
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

/// The first two letters of names, capitals or not.
struct Beginnings {
    /// By the first letter, a bit for each second one.
    seconds: [u32; 32],
}

impl Beginnings {
    fn of<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut seconds = [0; 32];
        for [first, second] in names.filter_map(|name| name.as_bytes().first_chunk().copied()) {
            seconds[Self::place(first)] |= 1 << Self::place(second);
        }
        Beginnings { seconds }
    }

    /// Whether a name may begin so: what is no letter may be taken for one.
    fn may_be(&self, [first, second]: [u8; 2]) -> bool {
        self.seconds[Self::place(first)] & 1 << Self::place(second) != 0
    }

    /// The last five bits of a letter say which it is, in capitals too.
    fn place(letter: u8) -> usize {
        usize::from(letter & 0b1_1111)
    }
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

/// So many bytes are counted in at a time: each count finds them where the one before it left them.
const COUNTED_AT_A_TIME: usize = 16 * 1024;

/// Whether brackets or quotes do not add up, those in texts and comments counted too, or a tab indents a line that
/// is not JSON's.
fn unbalanced(text: &[u8]) -> bool {
    let [mut braces, mut brackets, mut quotes] = [0i64; 3];
    let mut odd = false;
    for part in text.chunks(COUNTED_AT_A_TIME) {
        let count = |byte: u8| bytecount::count(part, byte).cast_signed() as i64;
        braces += count(b'{') - count(b'}');
        brackets += count(b'[') - count(b']');
        quotes += count(b'"');
        odd |= !part.is_ascii() || memchr::memchr(b'\t', part).is_some();
    }
    let json = text.trim_ascii_start().first() == Some(&b'{');
    braces != 0
        || brackets != 0
        || quotes % 2 != 0
        || odd && (!json && indented_by_tab(text) || std::str::from_utf8(text).is_err())
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
        let long = COUNTED_AT_A_TIME + 3;
        for at in [0, 1, 31, 32, 33, COUNTED_AT_A_TIME - 1, COUNTED_AT_A_TIME, long - 1] {
            for (byte, other) in [(b'{', b'}'), (b'}', b'{'), (b'[', b']'), (b']', b'['), (b'"', b'"')] {
                let mut text = vec![b'x'; long];
                text[at] = byte;
                assert!(unbalanced(&text), "{} at {at}", char::from(byte));
                text.push(other);
                assert!(!unbalanced(&text), "{} at {at}", char::from(byte));
            }
        }
        let many = |pair: &str| pair.repeat(long);
        assert!(!unbalanced(many("{}[]\"\"").as_bytes()));
        assert!(unbalanced(many("{]").as_bytes()) && unbalanced(many("[}").as_bytes()));
        assert!(unbalanced(many("{").as_bytes()) && !unbalanced(b""));
    }

    #[test]
    fn tabs_and_broken_text_are_seen_at_every_place() {
        for at in [0, 1, 31, 32, COUNTED_AT_A_TIME - 1, COUNTED_AT_A_TIME, COUNTED_AT_A_TIME + 2] {
            let with = |odd: &[u8]| [&b"x\n".repeat(at / 2), &b"x"[..at % 2], odd, b"y"].concat();
            assert_eq!(unbalanced(&with(b"\t")), at % 2 == 0, "{at}");
            assert!(unbalanced(&with(b"\xff")), "{at}");
            assert!(!unbalanced(&with("é".as_bytes())), "{at}");
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
