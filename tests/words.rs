//! What people read: files and, behind them, what the program says of them. `UPDATE_EXPECT=1 cargo test words` writes
//! that anew; each file begins with what it is there to show.

use crate::command::{Scratch, trailguard};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const FOLDER: &str = "tests/data/words";

/// The line before what the program says.
const SAYS: &str = "=== says";

/// What is before what the program says: a remark, `$ check …`, and files behind `=== name`.
struct Case<'t> {
    arguments: Vec<&'t str>,
    files: Vec<(&'t str, String)>,
}

impl<'t> Case<'t> {
    fn read(text: &'t str) -> Self {
        let mut case = Case { arguments: Vec::new(), files: Vec::new() };
        for line in text.lines() {
            if let Some(arguments) = line.strip_prefix("$ ") {
                case.arguments = arguments.split_whitespace().collect();
            } else if let Some(name) = line.strip_prefix("=== ") {
                case.files.push((name, String::new()));
            } else if let Some((_, file)) = case.files.last_mut() {
                file.push_str(line);
                file.push('\n');
            }
        }
        case
    }

    /// Standard output and the exit status.
    fn run(&self, name: &str) -> String {
        let mut scratch = Scratch::new(&format!("words-{name}"));
        for (path, text) in &self.files {
            scratch = scratch.with(path, text);
        }
        let output = trailguard(scratch.path(), &self.arguments);
        assert!(output.stderr.is_empty(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let mut said = String::from_utf8(output.stdout).unwrap();
        writeln!(said, "=== exit {}", output.status.code().unwrap()).unwrap();
        said
    }
}

fn cases() -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER))
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    paths.sort();
    paths
}

#[test]
fn people_are_told_where_and_why() {
    let mut wrong = Vec::new();
    for path in cases() {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let given = text.split_once(SAYS).map_or(&*text, |(given, _)| given);
        let case = Case::read(given);
        assert!(!case.files.is_empty() && !case.arguments.is_empty(), "{name} is no case");
        let found = format!("{given}{SAYS}\n{}", case.run(&name));
        if found == text {
            continue;
        }
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, &found).unwrap();
        } else {
            wrong.push(format!("{name}:\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "run with UPDATE_EXPECT=1 to write them anew:\n{}", wrong.join("\n"));
}

#[test]
fn a_message_tells_each_value_that_a_case_has() {
    let folder = Scratch::new("each-value").with(
        "t.yaml",
        "Parameters: {Days: {Type: Number, AllowedValues: [1, 3]}}\nResources:\n  LG: {Type: AWS::Logs::LogGroup, \
         Properties: {RetentionInDays: !Ref Days}}\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties: \
         {S3BucketName: b, IsLogging: true, CloudWatchLogsLogGroupArn: !GetAtt LG.Arn, CloudWatchLogsRoleArn: x}\n",
    );
    let arguments = ["check", "--no-config", "--select", "log-group/retention"];
    let output = trailguard(folder.path(), &arguments);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("forgets the events of the trail after 1 or 3 days"), "{said}");
}
