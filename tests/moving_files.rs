//! Files that move while they are looked at: gone, cut, grown, replaced or locked between being listed and being read, or
//! between two readings. What was found is about the files as they were or as they are, or the file is named.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use trailguard::fix::fix;
use trailguard::fs::{Date, FileSystem, FoundFile, FsError, Memory, WalkOptions};
use trailguard::linter::{Linter, Options, Report};
use trailguard::report::{Format, View, render};
use trailguard::rule::Safety;

/// What becomes of a file.
#[derive(Clone, Debug)]
enum Change {
    /// No longer there; the folder still names it.
    Gone,
    /// The operating system refuses.
    Locked,
    /// Other bytes.
    Becomes(Vec<u8>),
}

/// Files of which one is another at some of its readings.
struct Moving {
    files: Memory,
    moves: PathBuf,
    change: Change,
    /// Which readings find it changed.
    changed: Range<usize>,
    readings: AtomicUsize,
}

impl FileSystem for Moving {
    fn walk(&self, root: &Path, options: WalkOptions) -> (Vec<FoundFile>, Vec<(PathBuf, FsError)>) {
        self.files.walk(root, options)
    }

    fn read_into(&self, path: &Path, buffer: &mut Vec<u8>) -> Result<(), FsError> {
        let changed = |it: &Self| it.changed.contains(&it.readings.fetch_add(1, Ordering::SeqCst));
        if path != self.moves || !changed(self) {
            return self.files.read_into(path, buffer);
        }
        buffer.clear();
        match &self.change {
            Change::Gone => Err(FsError::NotFound),
            Change::Locked => Err(FsError::Io("permission denied".to_owned())),
            Change::Becomes(bytes) => {
                buffer.extend_from_slice(bytes);
                Ok(())
            }
        }
    }

    fn list(&self, folder: &Path) -> Result<Vec<String>, FsError> {
        self.files.list(folder)
    }

    fn is_file(&self, path: &Path) -> bool {
        self.files.is_file(path)
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.files.is_folder(path)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.files.canonical(path)
    }

    fn today(&self) -> Date {
        self.files.today()
    }
}

const FILES: &[(&str, &str)] = &[
    ("/w/.git/HEAD", ""),
    (
        "/w/live/main.tf",
        "module \"audit\" {\n  source = \"../audit\"\n  multi  = var.multi\n  policy = file(\"${path.module}/policy.json\")\n}\n",
    ),
    ("/w/live/variables.tf", "variable \"multi\" {\n  type = bool\n}\n"),
    ("/w/live/terraform.tfvars", "multi = true\n"),
    (
        "/w/live/policy.json",
        "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"s3:*\", \"Resource\": \"*\"}]}",
    ),
    (
        "/w/audit/main.tf",
        "variable \"multi\" {}\nvariable \"policy\" {}\nresource \"aws_cloudtrail\" \"t\" {\n  name                  = \"audit\"\n  s3_bucket_name        = aws_s3_bucket.b.id\n  is_multi_region_trail = var.multi\n}\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = \"audit-logs\"\n}\nresource \"aws_s3_bucket_policy\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n  policy = var.policy\n}\n",
    ),
    (
        "/w/stack/parent.yaml",
        "Resources:\n  Inner:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: ./inner.yaml\n      Parameters: {Multi: true}\n",
    ),
    (
        "/w/stack/inner.yaml",
        "Parameters:\n  Multi: {Type: String}\nResources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties: {IsLogging: true, S3BucketName: b, IsMultiRegionTrail: !Ref Multi}\n",
    ),
];

fn files() -> Memory {
    FILES.iter().fold(Memory::new(), |files, (path, text)| files.with(path, *text))
}

fn run(files: &dyn FileSystem) -> Report {
    let options = Options { paths: vec!["/w".into()], threads: 1, ..Options::default() };
    Linter::default().run(&options, files).unwrap()
}

/// Every verdict that is a promise: what it is about, and which way it went.
fn promises(report: &Report) -> BTreeSet<String> {
    let decided = report.findings.iter().filter(|finding| finding.verdict.name() != "unknown");
    let say = |finding: &trailguard::check::Finding| {
        let resource = finding.resource.as_ref().map_or("", |resource| &*resource.address);
        format!("{} {resource} {}", finding.verdict.name(), finding.rule.id)
    };
    decided.map(say).collect()
}

/// Every format writes a report whose places may point into either text.
fn written(report: &Report) {
    for format in Format::ALL {
        let mut out = Vec::new();
        render(*format, report, &View { show_all: true, ..View::default() }, &mut out).unwrap();
        assert!(!out.is_empty() || *format == Format::Concise, "{format:?}");
    }
}

#[test]
fn what_moves_while_it_is_read_is_never_taken_for_fine() {
    let before = run(&files());
    assert!(promises(&before).contains("pass module.audit.aws_cloudtrail.t trail/multi-region"));
    let mut wrong = Vec::new();
    for (path, text) in &FILES[1..] {
        let half = text.as_bytes()[..text.len() / 2].to_vec();
        let grown = format!("{text}{}", "# grown\n".repeat(100_000));
        let changes = [
            Change::Gone,
            Change::Locked,
            Change::Becomes(Vec::new()),
            Change::Becomes(half),
            Change::Becomes(grown.into_bytes()),
            Change::Becomes(text.replace("true", "false").into_bytes()),
            Change::Becomes(vec![0xff; text.len() + 1]),
        ];
        for change in changes {
            // from the first on, from the second on, and the first only
            for changed in [0..usize::MAX, 1..usize::MAX, 0..1] {
                let moving = Moving {
                    files: files(),
                    moves: path.into(),
                    change: change.clone(),
                    changed: changed.clone(),
                    readings: AtomicUsize::new(0),
                };
                let report = run(&moving);
                written(&report);
                let was_read_so = moving.readings.load(Ordering::SeqCst) > changed.start;
                let mut after = files();
                match &change {
                    Change::Becomes(bytes) => after.insert(path, bytes.clone()),
                    Change::Gone | Change::Locked => drop(after.remove(path)),
                }
                let either: BTreeSet<String> = &promises(&before) | &promises(&run(&after));
                let named = report.errors.iter().any(|error| error.file == Path::new(path));
                let told: Vec<String> = promises(&report).difference(&either).cloned().collect();
                let name = format!("{path}, at readings {changed:?} {}", words(&change));
                if !told.is_empty() {
                    wrong.push(format!("{name}: {told:?}"));
                }
                let unreadable = matches!(change, Change::Gone | Change::Locked) && changed.end > 1;
                // text for a function is not parsed: that it is not known is said where it is used
                let matters = !path.ends_with("policy.json");
                if was_read_so && unreadable && matters && !named {
                    wrong.push(format!("{name}: not named"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Edits are made for the text they are written into, whenever it changes: between two rounds, or while they are proven.
#[test]
fn what_moves_while_it_is_mended_is_mended_as_it_is() {
    const OLD: &str = "resource \"aws_cloudtrail\" \"t\" {\n  name = \"audit\"\n  s3_bucket_name = aws_s3_bucket.b.id\n}\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = \"audit-logs\"\n}\n";
    let new = format!("# somebody\n# wrote\n{}", OLD.replace("audit-logs", "logs-of-the-audit"));
    let options = Options { paths: vec!["/w".into()], threads: 1, ..Options::default() };
    let mended = |text: &str| {
        let files = Memory::new().with("/w/.git/HEAD", "").with("/w/main.tf", text);
        let fixed = fix(&Linter::default(), &options, &files, Safety::Safe).unwrap();
        fixed.files.into_values().next().map(|(_, after)| after)
    };
    let right = [(OLD, mended(OLD)), (&new, mended(&new))];
    assert!(right.iter().all(|(text, after)| after.as_deref().is_some_and(|after| after.len() > text.len())));
    for at in 0..12 {
        for change in [Change::Becomes(new.clone().into_bytes()), Change::Gone, Change::Locked] {
            for changed in [at..usize::MAX, at..at + 1] {
                let moving = Moving {
                    files: Memory::new().with("/w/.git/HEAD", "").with("/w/main.tf", OLD),
                    moves: "/w/main.tf".into(),
                    change: change.clone(),
                    changed,
                    readings: AtomicUsize::new(0),
                };
                let fixed = fix(&Linter::default(), &options, &moving, Safety::Safe).unwrap();
                for (before, after) in fixed.files.values() {
                    let known = right
                        .iter()
                        .any(|(text, mended)| **before == **text && mended.as_deref() == Some(after));
                    assert!(known, "{at} {}: {before}\n->\n{after}", words(&change));
                }
            }
        }
    }
}

fn words(change: &Change) -> String {
    match change {
        Change::Gone | Change::Locked => format!("{change:?}"),
        Change::Becomes(bytes) => {
            let start: String = String::from_utf8_lossy(bytes).chars().take(20).collect();
            format!("{} bytes {start:?}", bytes.len())
        }
    }
}
