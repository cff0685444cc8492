//! The command's contracts: exit status, what it prints and where, for good input, bad input and no input.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of its own under the temporary folder, removed when dropped.
pub struct Scratch(PathBuf);

impl Scratch {
    /// An empty folder.
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("trailguard-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Scratch(folder)
    }

    /// Writes a file.
    pub fn with(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs the program in a folder.
pub fn trailguard(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_trailguard"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const GOOD: &str = r#"resource "aws_cloudtrail" "t" {
  name                       = "audit"
  s3_bucket_name             = "audit-logs"
  is_multi_region_trail      = true
  enable_log_file_validation = true
  kms_key_id                 = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  cloud_watch_logs_group_arn = "arn:aws:logs:us-east-1:111122223333:log-group:trail:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::111122223333:role/trail"
}
"#;

/// One case: a name, files, arguments, the exit status, and text that must be printed (anywhere).
struct Case {
    name: &'static str,
    files: &'static [(&'static str, &'static [u8])],
    arguments: &'static [&'static str],
    status: i32,
    says: &'static [&'static str],
}

const BAD: &[u8] = b"resource \"aws_cloudtrail\" \"t\" {\n  name = \"audit\"\n  s3_bucket_name = \"b\"\n}\n";
const KUBERNETES: &[u8] =
    b"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: y\ndata:\n  note: AWS::CloudTrail::Trail\n";
const HELM: &[u8] = b"{{- if .Values.on }}\nkind: Deployment\n{{ include \"x\" . | indent 2 }}\n{{- end }}\n";

const CASES: &[Case] = &[
    Case { name: "good", files: &[("main.tf", GOOD.as_bytes())], arguments: &["check"], status: 0, says: &["1 trail in 1 file"] },
    Case { name: "bad", files: &[("main.tf", BAD)], arguments: &["check"], status: 1, says: &["trail/multi-region", "main.tf:1:1"] },
    Case { name: "only low ones", files: &[("main.tf", BAD)], arguments: &["check", "--fail-on", "critical"], status: 0, says: &["trail/multi-region"] },
    Case { name: "exit zero", files: &[("main.tf", BAD)], arguments: &["check", "--exit-zero"], status: 0, says: &["4 failed"] },
    Case { name: "one rule", files: &[("main.tf", BAD)], arguments: &["check", "--select", "trail/logging-enabled"], status: 0, says: &["1 passed"] },
    Case { name: "a group off", files: &[("main.tf", BAD)], arguments: &["check", "--ignore", "trail"], status: 0, says: &["0 failed"] },
    Case { name: "no such rule", files: &[("main.tf", BAD)], arguments: &["check", "--select", "trail/multi-regoin"], status: 2, says: &["did you mean `trail/multi-region`?"] },
    Case { name: "does not parse", files: &[("main.tf", b"resource \"aws_cloudtrail\" \"t\" {\n  name = = 1\n}\n")], arguments: &["check"], status: 2, says: &["main.tf", ":2:"] },
    Case { name: "broken beside", files: &[("main.tf", BAD), ("x.tf", b"resource \"a\" \"b\" {\n  c = \"x\n")], arguments: &["check"], status: 2, says: &["x.tf", "trail/multi-region"] },
    Case { name: "no such path", files: &[], arguments: &["check", "nowhere"], status: 2, says: &["`nowhere`", "no such file or directory"] },
    Case { name: "empty folder", files: &[], arguments: &["check"], status: 0, says: &["no trail"] },
    Case { name: "binary", files: &[("x.tf", b"\x7fELF\x00\x00\xff\xfe aws_cloudtrail")], arguments: &["check"], status: 2, says: &["x.tf", "not text"] },
    Case { name: "binary by name", files: &[("x.tf", b"\x7fELF\x00\x00\xff\xfe")], arguments: &["check", "x.tf"], status: 2, says: &["x.tf"] },
    Case { name: "kubernetes", files: &[("deploy.yaml", KUBERNETES)], arguments: &["check"], status: 0, says: &["no trail"] },
    Case { name: "kubernetes by name", files: &[("deploy.yaml", KUBERNETES)], arguments: &["check", "deploy.yaml"], status: 0, says: &["no trail"] },
    Case { name: "helm by name", files: &[("deploy.yaml", HELM)], arguments: &["check", "deploy.yaml"], status: 0, says: &["no trail"] },
    Case { name: "json by name", files: &[("a.json", b"{\"a\": }")], arguments: &["check", "a.json"], status: 2, says: &["a.json", ":1:"] },
    Case { name: "unrelated broken json", files: &[("a.json", b"{\"a\": }"), ("main.tf", GOOD.as_bytes())], arguments: &["check"], status: 0, says: &["1 trail"] },
    Case { name: "unrelated broken json, strictly", files: &[("a.json", b"{\"a\": }"), ("main.tf", GOOD.as_bytes())], arguments: &["check", "--strict-parse"], status: 2, says: &["a.json"] },
    Case { name: "bad arguments", files: &[], arguments: &["check", "--frobnicate"], status: 2, says: &["--frobnicate"] },
    Case { name: "suppressed", files: &[("main.tf", b"# trailguard:ignore trail -- a sandbox\nresource \"aws_cloudtrail\" \"t\" {\n  name = \"audit\"\n  s3_bucket_name = \"b\"\n}\n")], arguments: &["check"], status: 0, says: &["1 trail"] },
    Case { name: "suppressed without a reason", files: &[("main.tf", b"# trailguard:ignore trail\nresource \"aws_cloudtrail\" \"t\" {\n  name = \"audit\"\n  s3_bucket_name = \"b\"\n}\n")], arguments: &["check"], status: 1, says: &["reason"] },
    Case { name: "variable given", files: &[("main.tf", b"variable \"m\" {\n  type = bool\n}\nresource \"aws_cloudtrail\" \"t\" {\n  name = \"audit\"\n  s3_bucket_name = \"b\"\n  is_multi_region_trail = var.m\n}\n")], arguments: &["check", "--select", "trail/multi-region", "--var", "m=false"], status: 1, says: &["trail/multi-region"] },
    Case { name: "unknown fails when asked", files: &[("main.tf", b"variable \"m\" {\n  type = bool\n}\nresource \"aws_cloudtrail\" \"t\" {\n  name = \"audit\"\n  s3_bucket_name = \"b\"\n  is_multi_region_trail = var.m\n}\n")], arguments: &["check", "--select", "trail/multi-region", "--unknown", "fail"], status: 1, says: &["variable `m` has no value"] },
    Case { name: "unknown is shown", files: &[("main.tf", b"variable \"m\" {\n  type = bool\n}\nresource \"aws_cloudtrail\" \"t\" {\n  name = \"audit\"\n  s3_bucket_name = \"b\"\n  is_multi_region_trail = var.m\n}\n")], arguments: &["check", "--select", "trail/multi-region"], status: 0, says: &["variable `m` has no value"] },
    Case { name: "brackets", files: &[("main.tf", BAD), ("deep.tf", &[b'['; 100_000])], arguments: &["check"], status: 2, says: &["deep.tf", "trail/multi-region"] },
    Case { name: "explain", files: &[], arguments: &["explain", "trail/multi-region"], status: 0, says: &["Trail covers all Regions", "cis-aws-3.0", "how to fix in Terraform\n  write `is_multi_region_trail = true`", "how to fix in CloudFormation", "# <- the finding is here"] },
    Case { name: "explain nothing", files: &[], arguments: &["explain", "nothing"], status: 2, says: &["there is no rule, framework or control `nothing`"] },
    Case { name: "rules", files: &[], arguments: &["rules", "--format", "json"], status: 0, says: &["\"schema_version\"", "\"id\": \"trail/multi-region\""] },
    Case { name: "model", files: &[("main.tf", BAD)], arguments: &["model", "--format", "json"], status: 0, says: &["\"trails\"", "\"aws_cloudtrail.t\"", "\"absent\""] },
];

#[test]
fn exit_status_and_words_are_as_promised() {
    let mut wrong = Vec::new();
    for case in CASES {
        let mut scratch = Scratch::new(&format!("command-{}", case.name.replace(' ', "-")));
        for (path, bytes) in case.files {
            scratch = scratch.with(path, bytes);
        }
        let output = trailguard(scratch.path(), case.arguments);
        let said = text(&output.stdout) + &text(&output.stderr);
        if output.status.code() != Some(case.status) {
            wrong.push(format!(
                "{}: exit {:?}, not {}\n{said}",
                case.name,
                output.status.code(),
                case.status
            ));
        }
        for words in case.says {
            if !said.contains(words) {
                wrong.push(format!("{}: does not say {words:?}\n{said}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn json_is_the_contract() {
    let scratch = Scratch::new("json").with("main.tf", BAD);
    let output = trailguard(scratch.path(), &["check", "--format", "json", "--show", "all"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["schema_version"], 1);
    assert_eq!(json["tool"]["name"], "trailguard");
    let keys: Vec<&String> = json["summary"].as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        ["files", "units", "trails", "pass", "fail", "unknown", "not_applicable", "suppressed", "errors"]
    );
    let results = json["results"].as_array().unwrap();
    let count = |verdict: &str| results.iter().filter(|result| result["verdict"] == verdict).count();
    assert_eq!(json["summary"]["pass"], count("pass"));
    assert_eq!(json["summary"]["fail"], count("fail"));
    let failed = results.iter().find(|result| result["rule"] == "trail/multi-region").unwrap();
    assert_eq!(failed["resource"]["address"], "aws_cloudtrail.t");
    assert_eq!(failed["resource"]["language"], "terraform");
    assert_eq!(failed["location"]["file"], "main.tf");
    assert_eq!(failed["location"]["start"]["line"], 1);
    assert_eq!(failed["controls"]["cis-aws-5.0"][0], "3.1");
    let expected = [
        "rule",
        "severity",
        "kind",
        "verdict",
        "fails_when",
        "unit",
        "resource",
        "message",
        "help",
        "location",
        "related",
        "controls",
        "fix",
        "fingerprint",
        "suppressed",
    ];
    assert_eq!(failed.as_object().unwrap().keys().collect::<Vec<_>>(), expected);
}

#[test]
fn a_second_run_says_the_same() {
    let run =
        || trailguard(Path::new("."), &["check", "examples", "--format", "json", "--show", "all"]).stdout;
    assert_eq!(text(&run()), text(&run()));
}

/// Given changed files, the units they belong to and their callers are analysed, and reported in whole.
#[test]
fn changed_files_lead_to_their_units() {
    let module = "variable \"multi\" {\n  type = bool\n}\nresource \"aws_cloudtrail\" \"t\" {\n  name = \"a\"\n  s3_bucket_name = \"b\"\n  is_multi_region_trail = var.multi\n}\n";
    let scratch = Scratch::new("changed")
        .with("modules/trail/main.tf", module)
        .with("modules/trail/outputs.tf", "")
        .with("live/main.tf", "module \"trail\" {\n  source = \"../modules/trail\"\n  multi = false\n}\n")
        .with("other/main.tf", BAD)
        .with(".git/HEAD", "ref: refs/heads/main\n");
    let select = ["check", "--select", "trail/multi-region", "--format", "concise"];
    let run = |files: &[&str]| {
        let arguments: Vec<&str> = select.iter().chain(files).copied().collect();
        let output = trailguard(scratch.path(), &arguments);
        (output.status.code(), text(&output.stdout))
    };
    let (status, said) = run(&["modules/trail/outputs.tf"]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("modules/trail/main.tf:7:3") && !said.contains("other/"), "{said}");
    let (_, said) = run(&["live/main.tf"]);
    assert!(said.contains("modules/trail/main.tf:7:3") && !said.contains("other/"), "{said}");
    let (_, said) = run(&["other/main.tf"]);
    assert!(said.contains("other/main.tf:1:1") && !said.contains("modules/"), "{said}");
}

#[test]
fn a_place_that_there_cannot_be_is_a_usage_error() {
    let scratch = Scratch::new("place").with("main.tf", GOOD);
    for (argument, expected) in [
        ("--account=12", "an account id of twelve digits"),
        ("--region=mars", "a region such as `eu-central-1`"),
    ] {
        let output = trailguard(scratch.path(), &["check", "--no-config", argument]);
        assert_eq!(output.status.code(), Some(2), "{argument}");
        assert!(text(&output.stderr).contains(expected), "{}", text(&output.stderr));
    }
}
