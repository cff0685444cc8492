//! Hostile inputs through the program: each ends by itself with its exit status and words that name the file; no
//! escape of theirs reaches the terminal.

mod cases;

use crate::command::{Scratch, trailguard};
use cases::{Entry, cases};
use std::process::Command;

#[cfg(unix)]
#[test]
fn hostile_inputs_end_with_a_clear_message() {
    let mut wrong = Vec::new();
    for (number, case) in cases().iter().enumerate() {
        let scratch =
            case.entries.iter().fold(Scratch::new(&format!("hostile-{number}")), |scratch, (path, entry)| {
                let place = scratch.path().join(path);
                match entry {
                    Entry::File(bytes) => return scratch.with(path, bytes),
                    Entry::Folder => std::fs::create_dir_all(place).unwrap(),
                    Entry::Link(target) => std::os::unix::fs::symlink(target, place).unwrap(),
                    Entry::Fifo => assert!(Command::new("mkfifo").arg(place).status().unwrap().success()),
                }
                scratch
            });
        let output = trailguard(scratch.path(), &["check"]);
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        let raw = said.chars().any(|it| it.is_control() && it != '\n')
            || said.contains("\n::")
            || said.contains("##[");
        if output.status.code() != Some(case.status) || !said.contains(case.says) || raw {
            let start: String = said.chars().take(400).collect();
            wrong.push(format!("{}: {:?}, {start}", case.name, output.status.code()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
