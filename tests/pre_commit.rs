//! The hooks as pre-commit runs them: what a commit adds, changes, renames and deletes, in folders with blanks in their
//! names, from a subfolder. Needs `pre-commit` and `git` on the path, and is left out where they are not.

use crate::command::Scratch;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const MODULE: &str = "variable \"multi\" {\n  type = bool\n}\nresource \"aws_cloudtrail\" \"t\" {\n  name = \"a\"\n  s3_bucket_name = \"b\"\n  is_multi_region_trail = var.multi\n}\n";
const CALLER: &str = "variable \"multi\" {\n  default = false\n}\nmodule \"trail\" {\n  source = \"../modules/trail\"\n  multi  = var.multi\n}\n";

/// A repository with one hook of ours, taken as it stands in the manifest but for where the program is.
struct Repository {
    scratch: Scratch,
    home: Scratch,
}

impl Repository {
    fn new(hook: &str) -> Option<Self> {
        let there = |program: &str| {
            Command::new(program).arg("--version").output().is_ok_and(|it| it.status.success())
        };
        if !there("pre-commit") || !there("git") {
            return None;
        }
        let manifest = fs::read_to_string(".pre-commit-hooks.yaml").unwrap();
        let program = env!("CARGO_BIN_EXE_trailguard");
        let hooks: String = manifest
            .replace("language: rust", "language: system")
            .replace(
                "entry: trailguard check",
                &format!("entry: {program} check --select trail/multi-region"),
            )
            .lines()
            .map(|line| format!("      {line}\n"))
            .collect();
        let repository = Repository {
            scratch: Scratch::new(&format!("hook-{hook}"))
                .with(".pre-commit-config.yaml", format!("repos:\n  - repo: local\n    hooks:\n{hooks}"))
                .with("modules/trail/main.tf", MODULE)
                .with("infra live/main.tf", CALLER)
                .with("infra live/eu.auto.tfvars", "multi = true\n")
                .with("docs/guide.md", "# Guide\n"),
            home: Scratch::new(&format!("hook-{hook}-home")),
        };
        repository.git(&["init", "-q"]);
        Some(repository)
    }

    fn path(&self, path: &str) -> PathBuf {
        self.scratch.path().join(path)
    }

    fn run(&self, folder: &Path, program: &str, arguments: &[&str]) -> Output {
        Command::new(program)
            .args(arguments)
            .current_dir(folder)
            .env("PRE_COMMIT_HOME", self.home.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env_remove("GIT_DIR")
            .env_remove("GIT_INDEX_FILE")
            .output()
            .unwrap()
    }

    fn git(&self, arguments: &[&str]) {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
        let output = self.run(self.scratch.path(), "git", &[&identity, arguments].concat());
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// What the hook says of all that is changed: its status, and its words.
    fn hook(&self, id: &str, from: &str) -> (Option<i32>, String) {
        self.git(&["add", "-A"]);
        let output = self.run(&self.path(from), "pre-commit", &["run", "--verbose", id]);
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "step"]);
    }
}

#[test]
fn the_hook_sees_whatever_a_commit_does() {
    let Some(repository) = Repository::new("trailguard") else { return };
    let hook = |from: &str| repository.hook("trailguard", from);
    let (status, said) = hook(".");
    assert_eq!(status, Some(0), "added: {said}");
    assert!(said.contains("1 trail in 2 files: 1 passed"), "{said}");
    repository.commit();

    // only the module changes, and its caller decides what that means
    fs::write(repository.path("modules/trail/main.tf"), MODULE.replace("= var.multi", "= !var.multi"))
        .unwrap();
    let (status, said) = hook("modules/trail");
    assert_eq!(status, Some(1), "changed, from a subfolder: {said}");
    assert!(said.contains("modules/trail/main.tf:7:3"), "{said}");
    repository.git(&["checkout", "-q", "HEAD", "--", "modules"]);

    fs::rename(repository.path("infra live"), repository.path("infra prod")).unwrap();
    let (status, said) = hook(".");
    assert_eq!(status, Some(0), "renamed: {said}");
    repository.commit();

    // nothing is passed to hooks of a commit that only deletes
    fs::remove_file(repository.path("infra prod/eu.auto.tfvars")).unwrap();
    let (status, said) = hook(".");
    assert_eq!(status, Some(1), "deleted: {said}");
    assert!(said.contains("infra prod/main.tf:2:"), "{said}");
}

#[test]
fn the_hook_for_changed_files_sees_their_units() {
    let Some(repository) = Repository::new("changed") else { return };
    let hook = |from: &str| repository.hook("trailguard-changed", from);
    repository.commit();
    fs::write(repository.path("infra live/eu.auto.tfvars"), "multi = false\n").unwrap();
    let (status, said) = hook("infra live");
    assert_eq!(status, Some(1), "a variables file: {said}");
    repository.git(&["checkout", "-q", "HEAD", "--", "."]);
    fs::write(repository.path("modules/trail/main.tf"), MODULE.replace("= var.multi", "= !var.multi"))
        .unwrap();
    let (status, said) = hook(".");
    assert_eq!(status, Some(1), "a module: {said}");
    repository.git(&["checkout", "-q", "HEAD", "--", "."]);
    fs::write(repository.path("docs/guide.md"), "# More\n").unwrap();
    let (status, said) = hook(".");
    assert_eq!(status, Some(0), "nothing of ours: {said}");
    assert!(said.contains("Skipped"), "{said}");
}

#[test]
fn the_hook_that_mends_stops_the_commit_and_leaves_it_mended() {
    let Some(repository) = Repository::new("fix") else { return };
    repository.commit();
    let trail = "resource \"aws_cloudtrail\" \"t\" {\n  name = \"a\"\n  s3_bucket_name = \"b\"\n}\n";
    fs::create_dir(repository.path("other one")).unwrap();
    fs::write(repository.path("other one/main.tf"), trail).unwrap();
    let (status, said) = repository.hook("trailguard-fix", ".");
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("files were modified by this hook"), "{said}");
    let mended = fs::read_to_string(repository.path("other one/main.tf")).unwrap();
    assert!(mended.contains("is_multi_region_trail = true"), "{mended}");
    let (status, said) = repository.hook("trailguard-fix", ".");
    assert_eq!(status, Some(0), "{said}");
}
