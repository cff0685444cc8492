//! What must not happen whatever the surroundings do: a file half written by `--fix`, a file read that is not the
//! project's, a dependency that talks to a network.

use crate::command::{Scratch, trailguard};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const TRAIL: &str =
    "resource \"aws_cloudtrail\" \"t\" {\n  name           = \"audit\"\n  s3_bucket_name = \"b\"\n}\n";

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// What a folder holds, hidden files too.
fn content(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap()))
        .collect();
    all.sort();
    all
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|it| it.stdout == b"0\n")
}

/// The program, as somebody who is not root.
fn as_nobody(folder: &Path, arguments: &[&str]) -> Option<Output> {
    if !is_root() {
        return Some(trailguard(folder, arguments));
    }
    // the program lies where nobody else may look
    let program = folder.with_extension("program");
    fs::copy(env!("CARGO_BIN_EXE_trailguard"), &program).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let output = Command::new("setpriv")
        .args(["--reuid", "65534", "--regid", "65534", "--clear-groups"])
        .arg(&program)
        .args(arguments)
        .current_dir(folder)
        .output();
    fs::remove_file(&program).unwrap();
    output.ok()
}

#[test]
fn what_cannot_be_written_stays_as_it_is() {
    for (folder_mode, file_mode) in [(0o555, 0o666), (0o777, 0o444)] {
        let scratch = Scratch::new(&format!("readonly-{file_mode:o}")).with("main.tf", TRAIL);
        fs::set_permissions(scratch.path().join("main.tf"), fs::Permissions::from_mode(file_mode)).unwrap();
        fs::set_permissions(scratch.path(), fs::Permissions::from_mode(folder_mode)).unwrap();
        let output = as_nobody(scratch.path(), &["check", "--fix"]);
        fs::set_permissions(scratch.path(), fs::Permissions::from_mode(0o777)).unwrap();
        // without `setpriv` root cannot become nobody: nothing is shown then
        let Some(output) = output else { return };
        let words = said(&output);
        assert_eq!(output.status.code(), Some(2), "{words}");
        assert!(words.contains("main.tf` was not fixed") && words.contains("denied"), "{words}");
        assert!(words.contains("the file is as it was"), "{words}");
        assert_eq!(content(scratch.path()), [("main.tf".to_owned(), TRAIL.as_bytes().to_vec())]);
    }
}

/// A limit on how large a file may grow stands for a disk that is full.
#[test]
fn a_full_disk_leaves_the_old_file() {
    let long = format!("{TRAIL}# {}\n", "x".repeat(40_000));
    let scratch = Scratch::new("full").with("main.tf", &long);
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" check --fix";
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_trailguard")])
        .current_dir(scratch.path())
        .output()
        .unwrap();
    let words = said(&output);
    assert_eq!(output.status.code(), Some(2), "{words}");
    assert!(words.contains("main.tf` was not fixed"), "{words}");
    assert_eq!(content(scratch.path()), [("main.tf".to_owned(), long.into_bytes())]);
}

/// Killed at any moment, every file is the old one or the new one.
#[test]
fn an_interrupted_fix_leaves_whole_files() {
    let fixed = {
        let scratch = Scratch::new("whole").with("main.tf", TRAIL);
        trailguard(scratch.path(), &["check", "--fix"]);
        fs::read_to_string(scratch.path().join("main.tf")).unwrap()
    };
    assert_ne!(fixed, TRAIL);
    let (mut old, mut new) = (0, 0);
    let mut wait = Duration::from_millis(4);
    for round in 0..30 {
        let mut scratch = Scratch::new(&format!("killed-{round}"));
        for number in 0..20 {
            scratch = scratch.with(&format!("m{number}/main.tf"), TRAIL);
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_trailguard"))
            .args(["check", "--fix"])
            .current_dir(scratch.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let started = Instant::now();
        while started.elapsed() < wait && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        let _ = child.kill();
        child.wait().unwrap();
        for number in 0..20 {
            let text = fs::read_to_string(scratch.path().join(format!("m{number}/main.tf"))).unwrap();
            assert!(text == TRAIL || text == fixed, "neither old nor new: {text:?}");
            if text == TRAIL { old += 1 } else { new += 1 }
        }
        wait = wait * 5 / 4;
    }
    assert!(old > 0 && new > 0, "{old} old, {new} new: never interrupted on the way");
}

/// Neither `..` nor absolute paths nor links lead functions out of the project.
#[test]
fn functions_read_nothing_out_of_the_project() {
    const OUTSIDE: &str = "outside-of-the-project";
    let ways = [
        "../out.txt",
        "${path.module}/../out.txt",
        "ABSOLUTE",
        "link.txt",
        "folder/out.txt",
        "a/../../out.txt",
    ];
    for function in [
        "file(\"@\")",
        "templatefile(\"@\", {})",
        "filebase64(\"@\")",
        "filemd5(\"@\")",
        "join(\"\", [for f in fileset(\"@\", \"**\") : f])",
    ] {
        for way in ways {
            let scratch =
                Scratch::new("outside").with("out.txt", OUTSIDE).with("p/.git/HEAD", "").with("p/a/x", "");
            let project = scratch.path().join("p");
            let absolute = scratch.path().join("out.txt");
            symlink(&absolute, project.join("link.txt")).unwrap();
            symlink(scratch.path(), project.join("folder")).unwrap();
            let way = way.replace("ABSOLUTE", &absolute.to_string_lossy());
            let value = function.replace('@', &way);
            fs::write(project.join("main.tf"), TRAIL.replace("\"b\"", &value)).unwrap();
            let words = said(&trailguard(&project, &["model", "--format", "json"]));
            let leaked = [OUTSIDE, "b3V0c2lkZS1vZi10aGUtcHJvamVjdA", "out.txt\",\n"]
                .iter()
                .any(|it| words.contains(it));
            assert!(!leaked, "{value}: {words}");
            assert!(words.contains("\"unknown\""), "{value}: {words}");
        }
    }
}

/// Crates that open sockets. The list is of those that others reach the network by.
#[test]
fn nothing_here_talks_to_a_network() {
    const NETWORK: &[&str] = &[
        "async-std",
        "attohttpc",
        "curl",
        "curl-sys",
        "h2",
        "hickory-resolver",
        "hyper",
        "hyper-util",
        "isahc",
        "mio",
        "minreq",
        "native-tls",
        "openssl",
        "openssl-sys",
        "quinn",
        "reqwest",
        "rustls",
        "socket2",
        "surf",
        "tiny_http",
        "tokio",
        "trust-dns-resolver",
        "tungstenite",
        "ureq",
        "aws-config",
        "git2",
        "libgit2-sys",
        "russh",
        "ssh2",
    ];
    let arguments =
        ["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}", "--locked", "--offline"];
    let output =
        Command::new(env!("CARGO")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let tree = String::from_utf8(output.stdout).unwrap();
    let names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(
        names.contains(&"trailguard") && names.contains(&"serde_json"),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let found: Vec<_> = names.iter().filter(|name| NETWORK.contains(name)).collect();
    assert!(found.is_empty(), "{found:?}");
}
