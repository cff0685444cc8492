//! Git asked for the files of a revision: what it lists, and one child that hands out objects. Changes nothing in the
//! repository and fetches nothing.

use super::surroundings;
use crate::fs::{Disk, FileSystem as _, FsError, GitTree, MAX_BLOB_BYTES, Objects};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// Why a revision cannot be had, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NoRevision {
    pub(super) message: String,
    pub(super) help: &'static str,
}

const SHALLOW: &str = "the clone is shallow: fetch more of the history (`fetch-depth: 0` in actions/checkout, `git fetch --unshallow`)";
const PARTIAL: &str = "the clone is partial: fetch the revision's files, or clone without `--filter`";

/// The files of a revision, seen from the working directory.
pub(super) fn tree(revision: &str) -> Result<GitTree<'static>, NoRevision> {
    let here = surroundings::working_directory().and_then(|here| Disk.canonical(&here));
    let Some(here) = here else {
        let message = "the working directory is not known".to_owned();
        return Err(NoRevision { message, help: "run in a folder that exists" });
    };
    let top = asked(&here, &["rev-parse", "--show-toplevel"]).map_err(|error| match error {
        Refused::NotStarted(reason) => NoRevision {
            message: format!("`git` cannot be started: {reason}"),
            help: "`--since` needs git on the PATH; `--baseline` does not",
        },
        Refused::Said(words) => NoRevision {
            message: format!("there is no git repository here: {words}"),
            help: "`--since` compares with a git revision; run inside the working tree, or use `--baseline`",
        },
    })?;
    let root = PathBuf::from(String::from_utf8_lossy(&top).trim_end_matches(['\n', '\r']));
    let root = Disk.canonical(&root).unwrap_or(root);
    let commit = format!("{revision}^{{tree}}");
    let verify = ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit];
    let tree = asked(&here, &verify).map_err(|_| unknown(revision, &here))?;
    let tree = String::from_utf8_lossy(&tree).trim().to_owned();
    let listing = asked(&here, &["ls-tree", "-r", "-z", "--full-tree", &tree]).map_err(|error| {
        NoRevision { message: format!("`{revision}` cannot be read: {error}"), help: PARTIAL }
    })?;
    let objects = Batch { folder: here.clone(), child: Mutex::default() };
    Ok(GitTree::new(&listing, Box::new(objects), (root, here), &Disk))
}

fn unknown(revision: &str, here: &Path) -> NoRevision {
    let shallow = asked(here, &["rev-parse", "--is-shallow-repository"]);
    let help = match shallow {
        Ok(answer) if answer.starts_with(b"true") => SHALLOW,
        _ => "name a branch, a tag or a commit that is in this repository, such as `origin/main` or `HEAD~1`",
    };
    NoRevision { message: format!("there is no revision `{revision}` in this repository"), help }
}

/// Why git gave no answer.
enum Refused {
    NotStarted(io::Error),
    Said(String),
}

impl std::fmt::Display for Refused {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refused::NotStarted(error) => error.fmt(formatter),
            Refused::Said(words) => words.fmt(formatter),
        }
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments);
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    command
}

fn asked(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, Refused> {
    let output = command(folder, arguments).stdin(Stdio::null()).output().map_err(Refused::NotStarted)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let words = String::from_utf8_lossy(&output.stderr);
    let words = words.lines().next().unwrap_or_default();
    Err(Refused::Said(words.trim_start_matches("fatal: ").to_owned()))
}

/// `git cat-file --batch`, started when the first object is wanted.
struct Batch {
    folder: PathBuf,
    child: Mutex<Option<Running>>,
}

struct Running {
    child: Child,
    asks: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Objects for Batch {
    fn blob(&self, id: &str, buffer: &mut Vec<u8>) -> Result<(), FsError> {
        let mut running = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let said = |error: io::Error| FsError::Io(format!("git: {error}"));
        if running.is_none() {
            *running = Some(Running::start(&self.folder).map_err(said)?);
        }
        let Some(child) = running.as_mut() else { return Err(FsError::NotFound) };
        match child.blob(id, buffer) {
            Ok(read) => read,
            Err(error) => {
                // what else it would say belongs to another question
                *running = None;
                Err(said(error))
            }
        }
    }
}

impl Running {
    fn start(folder: &Path) -> io::Result<Self> {
        let mut child = command(folder, &["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (Some(asks), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("no pipes"));
        };
        Ok(Running { child, asks: Some(asks), answers: BufReader::new(answers) })
    }

    /// Asks for an object; the outer error means that the two no longer understand each other.
    fn blob(&mut self, id: &str, buffer: &mut Vec<u8>) -> io::Result<Result<(), FsError>> {
        let Some(asks) = &mut self.asks else { return Err(io::ErrorKind::BrokenPipe.into()) };
        asks.write_all(format!("{id}\n").as_bytes())?;
        asks.flush()?;
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        let words: Vec<&str> = head.split_whitespace().collect();
        let size = match words.as_slice() {
            [_, "blob", size] => size.parse::<u64>().map_err(io::Error::other)?,
            [_, "missing"] => return Ok(Err(FsError::Io(format!("git has no object `{id}`: {PARTIAL}")))),
            _ => return Err(io::Error::other("an answer that is none")),
        };
        buffer.clear();
        let too_large = size > MAX_BLOB_BYTES;
        let mut content = (&mut self.answers).take(size);
        let read = match too_large {
            true => io::copy(&mut content, &mut io::sink())?,
            false => content.read_to_end(buffer)? as u64,
        };
        // a line end behind it
        let mut end = [0; 1];
        self.answers.read_exact(&mut end)?;
        if read != size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(if too_large { Err(FsError::TooLarge(size)) } else { Ok(()) })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // it ends when nobody can ask any more
        drop(self.asks.take());
        let _ = self.child.wait();
    }
}
