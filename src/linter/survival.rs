//! A defect of this program in one unit must not take the others with it: it is caught, and told as an error of that
//! unit. Knows nothing of what is done.

use super::FileError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// What is done with a unit, in the words of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Its files are resolved.
    Analysed,
    /// Its resources become an estate.
    Linked,
    /// The rules are asked.
    Checked,
}

impl Step {
    fn word(self) -> &'static str {
        match self {
            Step::Analysed => "analysed",
            Step::Linked => "linked",
            Step::Checked => "checked",
        }
    }
}

/// What comes of it, or that it broke.
pub(super) fn survived<T>(root: &Path, step: Step, work: impl FnOnce() -> T) -> Result<T, FileError> {
    let guarded = AssertUnwindSafe(|| {
        #[cfg(test)]
        tests::strike(root, step);
        work()
    });
    catch_unwind(guarded).map_err(|_| FileError {
        file: root.to_path_buf(),
        message: format!("internal error: this unit could not be {}; please report it", step.word()),
        help: None,
        span: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;
    use crate::fs::Memory;
    use crate::linter::{AccountGroup, Linter, Options, Report};

    const TRAIL: &str = "resource \"aws_cloudtrail\" \"t\" {\n  name = \"t\"\n  s3_bucket_name = \"b\"\n}\n";
    const STACK: &str = "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties: {IsLogging: true, S3BucketName: b}\n";

    /// A fault in units whose path says so.
    pub(super) fn strike(root: &Path, step: Step) {
        let fault = format!("breaks-when-{}", step.word());
        assert!(!root.to_string_lossy().contains(&fault), "a fault for the test");
    }

    fn run(options: Options, files: &Memory) -> Report {
        let options = Options { paths: vec!["/p".into()], ..options };
        Linter::default().run(&options, files).expect("the run can begin")
    }

    #[test]
    fn a_defect_in_one_unit_is_told_and_the_others_are_reported() {
        for step in [Step::Analysed, Step::Linked, Step::Checked] {
            let files = Memory::new()
                .with("/p/good/main.tf", TRAIL)
                .with("/p/good/stack.yaml", STACK)
                .with(format!("/p/a-breaks-when-{}/main.tf", step.word()), TRAIL)
                .with(format!("/p/z/breaks-when-{}.yaml", step.word()), STACK);
            let report = run(Options::default(), &files);
            let said: Vec<_> =
                report.errors.iter().map(|it| (it.file.display().to_string(), &*it.message)).collect();
            let message = format!("internal error: this unit could not be {}; please report it", step.word());
            let expected = [
                (format!("/p/a-breaks-when-{}", step.word()), &*message),
                (format!("/p/z/breaks-when-{}.yaml", step.word()), &*message),
            ];
            assert_eq!(said, expected);
            let failed = |rule: &str| {
                let of_rule = report.findings.iter().filter(|it| &*it.rule.id == rule);
                of_rule
                    .filter(|it| it.verdict == Verdict::Fail)
                    .map(|it| it.unit.root.display().to_string())
                    .collect::<Vec<_>>()
            };
            assert_eq!(failed("trail/multi-region"), ["/p/good", "/p/good/stack.yaml"], "{step:?}");
        }
    }

    #[test]
    fn a_defect_in_joined_units_is_told() {
        let files = Memory::new()
            .with("/p/breaks-when-linked/main.tf", TRAIL)
            .with("/p/member/main.tf", TRAIL)
            .with("/p/alone/main.tf", TRAIL);
        let group = AccountGroup {
            name: "a".into(),
            paths: vec!["/p/breaks-when-linked".into(), "/p/member".into()],
        };
        let report = run(Options { accounts: vec![group], ..Options::default() }, &files);
        assert_eq!(report.errors.len(), 1, "{:?}", report.errors);
        assert!(report.errors[0].message.starts_with("internal error"));
        assert!(
            report.findings.iter().all(|it| it.unit.root.ends_with("alone")) && !report.findings.is_empty()
        );
    }
}
