//! What resolving a template leaves beside its resources: problems, notes, files; and what it may cost.
//!
//! One journal serves a template and everything nested in it, so that bounds hold for the whole.

use crate::resource::Note;
use crate::source::{Problem, SourceId, Span};
use foldhash::HashSet;
use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};

/// Nodes that are evaluated for one template and all that it reaches, and what intrinsics make of them.
const MAX_STEPS: u32 = 2_000_000;

/// Deepest nesting of evaluations: a value in a value, a reference to a reference.
const MAX_NESTING: u32 = 200;

/// Most entries that loops make in one template and all that it reaches.
pub(super) const MAX_INSTANCES: u32 = 10_000;

/// Most resources that are handed over for one template and all that it reaches: CloudFormation takes 500 in each.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
pub(super) const MAX_RESOURCES: usize = 10_000;

/// Most entries of one mapping that loops make: twice what CloudFormation takes of resources.
pub(super) const MAX_COPIES: usize = 1_000;

/// Most stacks that are nested in one template, all that they nest counted.
const MAX_STACKS: u32 = 1_000;

/// Most bytes that are laid out for templates in texts, all that lies before each counted.
const MAX_LAID_OUT: usize = 16 * 1024 * 1024;

/// Most problems that are kept.
const MAX_PROBLEMS: usize = 1_000;

/// Collects what is found on the way.
#[derive(Debug, Default)]
pub(super) struct Journal {
    problems: RefCell<Vec<Problem>>,
    known_problems: RefCell<HashSet<(Span, String)>>,
    notes: RefCell<Vec<Note>>,
    reached: RefCell<Vec<PathBuf>>,
    sources: RefCell<Vec<SourceId>>,
    unreadable: RefCell<Vec<(PathBuf, String)>>,
    steps: Cell<u32>,
    nesting: Cell<u32>,
    instances: Cell<u32>,
    stacks: Cell<u32>,
    laid_out: Cell<usize>,
}

/// What a journal holds in the end.
pub(super) struct Record {
    pub problems: Vec<Problem>,
    pub notes: Vec<Note>,
    pub reached: Vec<PathBuf>,
    pub sources: Vec<SourceId>,
    pub unreadable: Vec<(PathBuf, String)>,
}

impl Journal {
    /// Starts an evaluation inside others; false where a bound is passed, and then [`Journal::leave`] is not due.
    pub(super) fn enter(&self) -> bool {
        let (steps, nesting) = (self.steps.get().saturating_add(1), self.nesting.get() + 1);
        if steps > MAX_STEPS || nesting > MAX_NESTING {
            return false;
        }
        self.steps.set(steps);
        self.nesting.set(nesting);
        true
    }

    /// Ends an evaluation that was entered.
    pub(super) fn leave(&self) {
        self.nesting.set(self.nesting.get().saturating_sub(1));
    }

    /// Counts the steps for what an evaluation made; false where the bound is passed.
    pub(super) fn spend(&self, steps: u32) -> bool {
        self.steps.set(self.steps.get().saturating_add(steps));
        self.steps.get() <= MAX_STEPS
    }

    /// Counts another instance made by a loop; false where there are too many.
    pub(super) fn instance(&self) -> bool {
        let instances = self.instances.get() + 1;
        self.instances.set(instances.min(MAX_INSTANCES + 1));
        instances <= MAX_INSTANCES
    }

    /// Counts another nested stack; false where there are too many.
    pub(super) fn stack(&self) -> bool {
        let stacks = self.stacks.get() + 1;
        self.stacks.set(stacks.min(MAX_STACKS + 1));
        stacks <= MAX_STACKS
    }

    /// Counts bytes that are laid out; false where there are too many.
    pub(super) fn lay_out(&self, bytes: usize) -> bool {
        let laid_out = self.laid_out.get().saturating_add(bytes);
        let fits = laid_out <= MAX_LAID_OUT;
        if fits {
            self.laid_out.set(laid_out);
        }
        fits
    }

    /// Reports a problem, once however often its place is evaluated.
    pub(super) fn problem(&self, problem: Problem) {
        let mut problems = self.problems.borrow_mut();
        if problems.len() < MAX_PROBLEMS
            && self.known_problems.borrow_mut().insert((problem.span, problem.message.clone()))
        {
            problems.push(problem);
        }
    }

    /// Reports text that parses and means nothing.
    pub(super) fn evaluation(&self, span: Span, message: impl Into<String>, help: Option<String>) {
        let problem = Problem::evaluation(span, message);
        self.problem(match help {
            Some(help) => problem.with_help(help),
            None => problem,
        });
    }

    /// Notes what was left out, once.
    pub(super) fn note(&self, kind: &'static str, message: String, span: Span) {
        let note = Note { kind, message, span: Some(span), ..Note::default() };
        let mut notes = self.notes.borrow_mut();
        if !notes.contains(&note) && notes.len() < MAX_PROBLEMS {
            notes.push(note);
        }
    }

    /// A file was read, under that source.
    pub(super) fn reach(&self, path: &Path, source: SourceId) {
        let mut reached = self.reached.borrow_mut();
        if !reached.iter().any(|known| known == path) {
            reached.push(path.to_path_buf());
        }
        let mut sources = self.sources.borrow_mut();
        if !sources.contains(&source) {
            sources.push(source);
        }
    }

    /// A file could not be read.
    pub(super) fn unreadable(&self, path: &Path, reason: String) {
        let mut unreadable = self.unreadable.borrow_mut();
        if !unreadable.iter().any(|(known, _)| known == path) {
            unreadable.push((path.to_path_buf(), reason));
        }
    }

    /// Everything, in the order it was found.
    pub(super) fn finish(self) -> Record {
        Record {
            problems: self.problems.into_inner(),
            notes: self.notes.into_inner(),
            reached: self.reached.into_inner(),
            sources: self.sources.into_inner(),
            unreadable: self.unreadable.into_inner(),
        }
    }
}
