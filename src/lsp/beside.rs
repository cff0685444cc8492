//! Guard rules evaluated beside the session. They may take seconds, or never come to an end: while somebody types the
//! answers are waited for no longer than a glance takes. What comes later is kept, and the session told to look again.

use crate::guard::{Answer, GuardRunner, Trouble, Work};
use lsp_server::{Message, Notification};
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// What the session is told when there are answers that it did not wait for.
pub(super) const ANSWERED: &str = "$/trailguard/answered";

/// How long answers are waited for while somebody types.
const GLANCE: Duration = Duration::from_millis(100);

/// How long they are waited for where somebody asked for something that needs all of them.
const PATIENCE: Duration = Duration::from_secs(5);

/// More bytes of documents than this are not kept, save those of the newest work.
const MAX_KEPT_BYTES: usize = 32 * 1024 * 1024;

/// Somebody who evaluates, on a thread of its own, and what came of it.
pub(super) struct Beside {
    shared: Arc<Shared>,
    patient: Arc<AtomicBool>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// By the text of the rule file, then by document.
    known: HashMap<Arc<str>, HashMap<String, Answer>>,
    bytes: usize,
    /// What is to be evaluated next: the newest work only.
    wanted: Option<Work>,
    /// Whether somebody has gone on without answers.
    awaited: bool,
    over: bool,
}

impl Beside {
    /// Lets that runner evaluate; the session hears of answers that it did not wait for.
    pub(super) fn new(
        runner: Arc<dyn GuardRunner>,
        session: Sender<Message>,
        patient: Arc<AtomicBool>,
    ) -> Self {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        thread::spawn(move || theirs.evaluate(&*runner, &session));
        Beside { shared, patient }
    }
}

impl fmt::Debug for Beside {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Beside").finish_non_exhaustive()
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.shared.lock().over = true;
        self.shared.changed.notify_all();
    }
}

impl GuardRunner for Beside {
    fn run(&self, work: &Work) -> Vec<Answer> {
        let mut state = self.shared.lock();
        if state.unknown(work).next().is_some() {
            state.wanted = Some(work.clone());
            self.shared.changed.notify_all();
        }
        let patience = if self.patient.load(Ordering::Relaxed) { PATIENCE } else { GLANCE };
        let until = Instant::now() + patience;
        while state.unknown(work).next().is_some() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                state.awaited = true;
                break;
            }
            let waited = self.shared.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        let later =
            || Err(Trouble::NoRunner("they take longer than an edit, and go on beside it".to_owned()));
        work.jobs.iter().map(|job| state.answer(work, *job).cloned().unwrap_or_else(later)).collect()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Evaluates what is wanted, until nobody wants anything more.
    fn evaluate(&self, runner: &dyn GuardRunner, session: &Sender<Message>) {
        let mut state = self.lock();
        loop {
            if state.over {
                return;
            }
            let Some(work) = state.wanted.take() else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let jobs = state.unknown(&work).collect();
            drop(state);
            let asked = Work { jobs, ..work };
            let answers = runner.run(&asked);
            state = self.lock();
            state.keep(&asked, answers);
            if std::mem::take(&mut state.awaited) {
                let news = Notification::new(ANSWERED.to_owned(), ());
                // a session that is over needs none
                let _ = session.send(Message::Notification(news));
            }
            self.changed.notify_all();
        }
    }
}

impl State {
    /// The jobs that have no answer yet.
    fn unknown<'a>(&'a self, work: &'a Work) -> impl Iterator<Item = (usize, usize)> + 'a {
        work.jobs.iter().copied().filter(move |job| self.answer(work, *job).is_none())
    }

    fn answer(&self, work: &Work, (file, document): (usize, usize)) -> Option<&Answer> {
        let (_, rules) = work.files.get(file)?;
        self.known.get(&**rules)?.get(work.documents.get(document)?)
    }

    fn keep(&mut self, work: &Work, answers: Vec<Answer>) {
        if self.bytes > MAX_KEPT_BYTES {
            self.known.clear();
            self.bytes = 0;
        }
        for (job, answer) in work.jobs.iter().zip(answers) {
            let (Some((_, rules)), Some(document)) = (work.files.get(job.0), work.documents.get(job.1))
            else {
                continue;
            };
            self.bytes += document.len();
            self.known.entry(Arc::clone(rules)).or_default().insert(document.clone(), answer);
        }
    }
}
