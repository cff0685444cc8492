//! What discovery finds, over trees in memory and on disk.

use super::*;
use crate::fs::{Counted, Disk, Memory};

const NEEDLES: Needles = Needles {
    terraform: &["aws_cloudtrail"],
    cloudformation: &["AWS::CloudTrail::"],
    both: &["cloudtrail.amazonaws.com"],
    module_sources: &["trail", "audit"],
};

const TRAIL: &str = "resource \"aws_cloudtrail\" \"t\" {}\n";
const TEMPLATE: &str = "AWSTemplateFormatVersion: x\nResources:\n  T:\n    Type: AWS::CloudTrail::Trail\n";

fn found_in(files: &dyn FileSystem, paths: &[&str], context: &[&str], strict_parse: bool) -> Discovery {
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    let context: Vec<PathBuf> = context.iter().map(PathBuf::from).collect();
    let walk = WalkOptions { respect_ignores: true, threads: 0 };
    let watched = &PathGlobs::default();
    let needles = &NEEDLES;
    discover(files, &Request { paths: &paths, context: &context, walk, needles, strict_parse, watched })
}

fn found(files: &dyn FileSystem, paths: &[&str]) -> Discovery {
    found_in(files, paths, &[], false)
}

fn call(source: &str) -> String {
    format!("module \"m\" {{\n  source = \"{source}\"\n}}\n")
}

fn names(discovery: &Discovery, ids: &[FolderId]) -> Vec<String> {
    ids.iter().map(|id| discovery.terraform.get(*id).path.to_str().unwrap().to_owned()).collect()
}

fn roots(discovery: &Discovery) -> Vec<String> {
    names(discovery, &discovery.terraform.roots())
}

fn unreached(discovery: &Discovery, reached: &[&str]) -> Vec<String> {
    names(discovery, &discovery.terraform.unreached(&reached.iter().map(PathBuf::from).collect()))
}

fn documents(discovery: &Discovery) -> Vec<(&str, DocumentKind)> {
    discovery.documents.iter().map(|document| (document.path.to_str().unwrap(), document.kind)).collect()
}

fn file_names(paths: &[PathBuf]) -> Vec<&str> {
    paths.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect()
}

#[test]
fn a_folder_is_laid_out() {
    let mut memory = Memory::new().with("r/sub/only.tfvars", "");
    for name in [
        "b.tf",
        "a.tf",
        "a.tofu",
        "c.tf.json",
        "c.tofu.json",
        "t.tftest.hcl",
        "m.tfmock.hcl",
        "z.auto.tfvars",
        "b.auto.tfvars.json",
        "terraform.tfvars.json",
        "terraform.tfvars",
        "prod.tfvars",
        "terragrunt.hcl",
    ] {
        memory.insert(format!("r/{name}"), TRAIL);
    }
    let discovery = found(&memory, &["r"]);
    let folder = discovery.terraform.get(discovery.terraform.find(Path::new("r")).unwrap());
    assert_eq!(file_names(&folder.configuration), ["a.tofu", "b.tf", "c.tofu.json"]);
    assert_eq!(file_names(&folder.shadowed), ["a.tf", "c.tf.json"]);
    let applied = ["terraform.tfvars", "terraform.tfvars.json", "b.auto.tfvars.json", "z.auto.tfvars"];
    assert_eq!(file_names(&folder.applied_variable_files), applied);
    assert_eq!(file_names(&folder.other_variable_files), ["prod.tfvars"]);
    assert!(folder.terragrunt && folder.anchor && folder.relevant && folder.in_tree);
    assert_eq!(file_names(&discovery.terraform.loose_variable_files), ["only.tfvars"]);
    assert_eq!(discovery.files_seen, 3);
}

#[test]
fn callers_are_roots_and_examples_are_no_callers() {
    let memory = Memory::new()
        .with("live/prod/main.tf", call("../../modules/outer"))
        .with("modules/outer/main.tf", call("./inner"))
        .with("modules/outer/inner/main.tf", TRAIL)
        .with("modules/shown/main.tf", TRAIL)
        .with("modules/shown/examples/basic/main.tf", call("../.."))
        .with("modules/shown/examples/basic/own/main.tf", TRAIL)
        .with("modules/shown/examples/basic/own.tf", call("./own"))
        .with("other/main.tf", "resource \"aws_s3_bucket\" \"b\" {}");
    let discovery = found(&memory, &["."]);
    assert_eq!(roots(&discovery), ["live/prod", "modules/shown", "modules/shown/examples/basic"]);
    let everything: Vec<_> =
        discovery.terraform.iter().map(|(_, folder)| folder.path.to_str().unwrap()).collect();
    let reached: Vec<_> = everything.iter().copied().filter(|path| *path != "modules/outer/inner").collect();
    assert_eq!(unreached(&discovery, &everything), [""; 0]);
    assert_eq!(unreached(&discovery, &reached), ["modules/outer/inner"]);
    assert_eq!(
        unreached(
            &discovery,
            &[
                "live/prod",
                "modules/shown",
                "modules/shown/examples/basic",
                "modules/shown/examples/basic/own"
            ]
        ),
        ["modules/outer"]
    );
}

#[test]
fn rings_are_begun_at_their_first() {
    let memory = Memory::new()
        .with("a/main.tf", call("../b"))
        .with("b/main.tf", call("../c"))
        .with("c/main.tf", call("../a") + TRAIL)
        .with("self/main.tf", call("./.") + TRAIL);
    let discovery = found(&memory, &["."]);
    assert_eq!(roots(&discovery), ["self"]);
    assert_eq!(unreached(&discovery, &["self"]), ["a"]);
}

#[test]
fn the_path_chooses_what_is_reported() {
    let memory = Memory::new()
        .with("repo/.git/HEAD", "")
        .with("repo/live/main.tf", call("../modules/m"))
        .with("repo/modules/m/main.tf", TRAIL)
        .with("repo/other/main.tf", TRAIL)
        .with("repo/templates/t.yaml", TEMPLATE);
    let discovery = found(&memory, &["repo/modules"]);
    assert_eq!(discovery.trees, [PathBuf::from("repo")]);
    assert_eq!(roots(&discovery), ["repo/live"]);
    assert!(discovery.selected(Path::new("repo/modules/m/main.tf")));
    assert!(!discovery.selected(Path::new("repo/live/main.tf")));
    assert_eq!(roots(&found(&memory, &["repo/live"])), ["repo/live"]);
    assert_eq!(roots(&found(&memory, &["repo/other/main.tf"])), ["repo/other"]);
    assert_eq!(roots(&found(&memory, &["repo"])), ["repo/live", "repo/other"]);
}

#[test]
fn modules_outside_the_tree_count() {
    let memory = Memory::new()
        .with("w/root/trailguard.yaml", "")
        .with("w/root/main.tf", call("../modules/a"))
        .with("w/modules/a/main.tf", call("../b"))
        .with("w/modules/b/main.tf", TRAIL)
        .with("w/modules/c/main.tf", TRAIL);
    let discovery = found(&memory, &["w/root"]);
    assert_eq!(roots(&discovery), ["w/root"]);
    assert!(discovery.terraform.find(Path::new("w/modules/b")).is_some());
    assert!(discovery.terraform.find(Path::new("w/modules/c")).is_none());
    assert_eq!(unreached(&discovery, &["w/root"]), [""; 0], "what lies outside is not begun with");
}

#[test]
fn calls_that_may_lead_to_a_trail_count() {
    let manifest =
        r#"{"Modules": [{"Key": "", "Dir": "."}, {"Key": "m", "Dir": ".terraform/modules/m/sub"}]}"#;
    let memory = Memory::new()
        .with("promising/main.tf", call("example/CloudTrail/aws"))
        .with("plain/main.tf", call("terraform-aws-modules/vpc/aws"))
        .with("downloaded/main.tf", call("example/baseline/aws"))
        .with("downloaded/.terraform/modules/modules.json", manifest)
        .with("downloaded/.terraform/modules/m/sub/main.tf", TRAIL)
        .with("computed/main.tf", call("./${var.which}"));
    let discovery = found(&memory, &["."]);
    assert_eq!(roots(&discovery), ["downloaded", "promising"]);
    let plain = discovery.terraform.get(discovery.terraform.find(Path::new("plain")).unwrap());
    assert!(plain.has_remote_calls() && !plain.relevant);
    let with_anchor = memory.with("anchor/main.tf", TRAIL);
    assert_eq!(roots(&found(&with_anchor, &["."])), ["anchor", "computed", "downloaded", "promising"]);
}

#[test]
fn documents_that_matter() {
    let memory = Memory::new()
        .with("a/aaa.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  X: [\n")
        .with("a/fine.yaml", "AWSTemplateFormatVersion: x\nResources:\n  B:\n    Type: AWS::S3::Bucket\n")
        .with("a/template.yaml", TEMPLATE)
        .with("b/broken.yaml", "AWSTemplateFormatVersion: x\nResources:\n  X: [\n")
        .with("b/deployment.yml", "apiVersion: apps/v1\n")
        .with("c/plan.json", "{\"format_version\":\"1.2\",\"planned_values\":{\"type\":\"aws_cloudtrail\"}}")
        .with("c/main.tf.json", "{\"resource\":{\"aws_cloudtrail\":{}}}")
        .with("d/notes.md", TEMPLATE);
    let discovery = found(&memory, &["."]);
    use DocumentKind::{Neighbour, Plan, Template, Unrecognised};
    let expected = [("a/aaa.yaml", Neighbour), ("a/template.yaml", Template), ("c/plan.json", Plan)];
    assert_eq!(documents(&discovery), expected);
    let kept = |path: &str| discovery.kept(Path::new(path)).map(Content::as_bytes);
    assert_eq!(kept("a/template.yaml"), Some(TEMPLATE.as_bytes()));
    assert_eq!(kept("b/deployment.yml"), None);
    assert_eq!(documents(&found(&memory, &["d/notes.md"])), [("d/notes.md", Template)]);
    assert_eq!(documents(&found(&memory, &["b/deployment.yml"])), [("b/deployment.yml", Unrecognised)]);
    assert_eq!(
        documents(&found_in(&memory, &["c"], &["b"], false)),
        [("b/broken.yaml", Template), ("c/plan.json", Plan)]
    );
    assert_eq!(documents(&found_in(&memory, &["b"], &[], true)).len(), 2);
}

#[test]
fn what_is_named_matters() {
    let memory =
        Memory::new().with("r/.git/HEAD", "").with("r/.hidden.yaml", TEMPLATE).with("r/.kept/main.tf", TRAIL);
    assert_eq!(documents(&found(&memory, &["r"])), []);
    assert_eq!(documents(&found(&memory, &["r/.hidden.yaml"])), [("r/.hidden.yaml", DocumentKind::Template)]);
    assert_eq!(roots(&found(&memory, &["r/.kept"])), ["r/.kept"]);
    assert_eq!(roots(&found(&memory, &["r/.kept/main.tf"])), ["r/.kept"]);
    let missing = found(&memory, &["r/absent", "r"]);
    assert_eq!(missing.errors, [DiscoverError::NoSuchPath(PathBuf::from("r/absent"))]);
    assert_eq!(missing.errors[0].to_string(), "`r/absent`: no such file or folder");
}

#[test]
#[cfg(unix)]
fn on_disk_links_and_special_files_are_told() {
    let root = std::env::temp_dir().join(format!("trailguard-discover-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&root);
    std::fs::create_dir_all(root.join("shared")).unwrap();
    std::fs::create_dir_all(root.join("env/main.tf")).unwrap();
    let root = root.canonicalize().unwrap();
    std::fs::write(root.join("shared/trail.tf"), TRAIL).unwrap();
    std::fs::write(root.join("shared/t.yaml"), TEMPLATE).unwrap();
    for name in ["trail.tf", "t.yaml"] {
        std::os::unix::fs::symlink(format!("../shared/{name}"), root.join("env").join(name)).unwrap();
    }
    for name in ["ring", "ring.yaml"] {
        std::os::unix::fs::symlink(name, root.join("shared").join(name)).unwrap();
    }
    let fifo = root.join("env/x.tf");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let discovery = found(&Disk, &[root.to_str().unwrap()]);
    std::fs::remove_dir_all(&root).unwrap();
    let below = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
    let folders: Vec<_> = discovery.terraform.iter().map(|(_, folder)| below(&folder.path)).collect();
    assert_eq!(folders, ["env", "shared"], "a linked configuration file belongs to both folders");
    assert_eq!(discovery.documents.len(), 1, "a linked template is one template");
    assert_eq!(below(&discovery.documents[0].path), "shared/t.yaml");
    // that of another name nobody would have read
    let ring = DiscoverError::Document {
        path: root.join("shared/ring.yaml"),
        error: FsError::NotAFile("link that leads back to itself"),
    };
    let fifo = DiscoverError::Terraform { path: fifo, error: FsError::NotAFile("FIFO") };
    assert_eq!(discovery.errors, [fifo, ring]);
}

#[test]
fn what_is_read_while_the_walk_goes_on_is_not_read_again() {
    let root = std::env::temp_dir().join(format!("trailguard-ahead-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&root);
    for at in 0..40 {
        let folder = root.join(format!("m{at}"));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("main.tf"), TRAIL).unwrap();
        std::fs::write(folder.join("t.yaml"), TEMPLATE).unwrap();
        std::fs::write(folder.join("notes.md"), "").unwrap();
    }
    // what the walk does not tell of is read behind it
    std::fs::write(root.join(".named.yaml"), TEMPLATE).unwrap();
    let files = Counted::new(Disk);
    let named = root.join(".named.yaml");
    let paths = [root.to_str().unwrap(), named.to_str().unwrap()];
    let discovery = found(&files, &paths);
    assert_eq!((discovery.files_seen, files.reads()), (81, 81));
    assert_eq!((discovery.documents.len(), discovery.terraform.iter().count()), (41, 40));
    assert!(discovery.documents.iter().all(|document| discovery.kept(&document.path).is_some()));
    std::fs::remove_dir_all(&root).unwrap();
}
